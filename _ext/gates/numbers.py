"""A number in the text is bound to what computed it: a cell or a solution near by, arithmetic, or a mark.

By place: a number is looked for among what the cells of its own section print and hold, rounded to the
digits shown and in the unit named beside both. The more digits it has, the farther away its source may
stand. An equality such as ``$2^{10} = 1024$`` is computed. For the rest an author writes a comment line in
the same cell of text:

    <!-- number: 3 = len(coins) -->                   computed from what a cell calls by this name
    <!-- number: 41 = 24 + 17 -->                     arithmetic on numbers of the same paragraph
    <!-- quoted: 4.03 3.32 shannon1951prediction -->  somebody else's, from a source that the text cites
    <!-- given: 0.9 0.25 -->                          set by the text itself, as an example

The rows or the columns of a table of data are bound to the arrays that they show (``binding.lines``).

A second number of the same section in the same unit would pass as well. So the source that each number has
is on record in ``NAME.numbers`` beside the text, in the order of the text, and compared: numbers
that have been exchanged, a nine that has become a ten, a bit that has become a nat stand out.
``make seal`` writes the records anew and shows what has changed.
"""

from binding.lines import bound_cells
from binding.records import unlike_the_record
from binding.sources import bindings
from manuscript.book import Book, Complaint

__all__ = ["complaints", "complaints_in"]


def complaints(book: Book) -> list[Complaint]:
    """Return what is wrong with the numbers of the book."""
    return [complaint for name in book.pages() for complaint in complaints_in(book, name)]


def complaints_in(book: Book, name: str) -> list[Complaint]:
    """Return what is wrong with the numbers of one text."""
    bound, said = bindings(book, name)
    found = [Complaint(name, claim.mark.line, claim.wrong) for claim in said if claim.wrong]
    found += [Complaint(name, it.number.line, it.wrong) for it in bound if it.wrong]
    found += [Complaint(name, it.line, it.wrong) for it in bound_cells(book.text(name)) if it.wrong]
    return found or list(unlike_the_record(book, name, bound))
