"""A few faults of each kind, drawn by seed, are planted in the real sources; make faults plants many more."""

import pytest
from manuscript.book import Book
from planting.run import IN_FORMULAS, SOURCES, draw, noticed

BOOK = Book()


# Those in formulas are in test_formulas.py, which has judged the chapters as they stand.
@pytest.mark.parametrize("kind", sorted(SOURCES.keys() - IN_FORMULAS))
def test_a_few_planted_faults_are_all_noticed(kind: str) -> None:
    faults = draw(BOOK, kind, number=3, seed=20)
    assert len(faults) == 3
    assert [str(fault) for fault in faults if not noticed(BOOK, fault)] == []
