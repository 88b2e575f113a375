"""A few faults of each kind, drawn by seed, are planted in the real sources; make faults plants many more."""

import pytest
from manuscript.book import Book
from planting.run import SOURCES, draw, noticed

BOOK = Book()


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_most_of_a_few_planted_faults_are_noticed(kind: str) -> None:
    faults = draw(BOOK, kind, number=5, seed=20)
    missed = [str(fault) for fault in faults if not noticed(BOOK, fault)]
    assert len(faults) == 5
    assert len(missed) <= 1, missed
