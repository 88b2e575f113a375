"""Put on record which source each number of the text has, and show what has changed (make numbers).

python _ext/bind_numbers.py
"""

import difflib

from binding.records import on_record, record_name, record_of
from binding.sources import bindings
from manuscript.book import Book

__all__ = ["bind"]


def bind(book: Book) -> list[str]:
    """Write the records that have changed; return what has changed in them, line by line."""
    changes: list[str] = []
    for name in book.pages():
        before, now = on_record(book, name), record_of(bindings(book, name)[0])
        if before != now:
            record = book.root / record_name(name)
            record.write_text(now, encoding="utf-8", newline="\n")
            if not now:
                record.unlink()
            lines = difflib.unified_diff(
                before.splitlines(), now.splitlines(), name, record_name(name), "", "", 1, ""
            )
            changes += lines
    return changes


if __name__ == "__main__":
    print("\n".join(bind(Book())) or "Every number has the source that is on record.")
