"""The sources of a text's numbers on record, in NAME.numbers beside the text."""

import difflib
from collections.abc import Iterator, Sequence

from manuscript.book import Book, Complaint

from binding.sources import Binding

__all__ = ["on_record", "record_name", "record_of", "unlike_the_record"]


def record_name(name: str) -> str:
    """Return the name of a text's record."""
    return name.removesuffix(".md") + ".numbers"


def on_record(book: Book, name: str) -> str:
    """Return the record of a text; one without numbers has none."""
    try:
        return book.text(record_name(name))
    except FileNotFoundError:
        return ""


def record_of(bound: list[Binding]) -> str:
    """Return the record of a text: a line for each number, under the headings of the text."""
    lines: list[str] = []
    under: tuple[str, ...] = ()
    for binding in bound:
        place = binding.number.passage.place
        headings = (*place.headings[1:], *filter(None, [place.exercise]))
        if headings != under:
            lines.append(f"# {' / '.join(headings)}")
            under = headings
        lines.append(str(binding))
    return "".join(f"{line}\n" for line in lines)


def unlike_the_record(book: Book, name: str, bound: list[Binding]) -> Iterator[Complaint]:
    """Yield where the sources of a text's numbers are not those on record."""
    before = [line for line in on_record(book, name).splitlines() if not line.startswith("# ")]
    now = [str(binding) for binding in bound]
    for change, i, j, k, m in difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if change != "equal":
            line = bound[min(k, len(bound) - 1)].number.line if bound else 1
            says = f"on record: {_few(before[i:j])}. Now: {_few(now[k:m])}"
            yield Complaint(name, line, f"{says}. If the text is right, 'make seal' puts it on record")


def _few(lines: Sequence[str]) -> str:
    return "; ".join([*lines[:3], *(["…"] if len(lines) > 3 else [])]) or "no number"
