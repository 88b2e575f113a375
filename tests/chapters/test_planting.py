"""A few faults of each kind, drawn by seed, are planted in the real sources; make faults plants many more."""

import pytest
from manuscript.book import Book
from planting.run import SOURCES, draw, noticed

BOOK = Book()


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_a_few_planted_faults_are_all_noticed(kind: str) -> None:
    faults = draw(BOOK, kind, number=3, seed=20)
    assert len(faults) == 3
    assert [str(fault) for fault in faults if not noticed(BOOK, fault)] == []
