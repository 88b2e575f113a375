"""Read again what has changed in what was sealed, and seal it anew.

    python _ext/seal.py           show each change and the checks that belong to it, and ask
    python _ext/seal.py --yes     seal them all unasked: only after you have read them
    python _ext/seal.py chapters/entropy.md     look at this text's records only, which is quicker

Sealed are the passages that only a reader can judge, in seals.yml, and the records in which gates keep what
they cannot derive: the source of each number, the words that turn a claim, what exercises state, the
relations that are not executed. In a passage red and struck out is what was sealed, green what stands there
now; in a pipe [-old-] and {+new+}.
"""

import argparse
import difflib
import re
import sys
import textwrap
from collections.abc import Collection

from binding.records import record_name, record_of
from binding.sources import bindings
from gates import claims, formulas
from gates.exercises import record, record_file
from gates.seals import Passage, Seal, passages, read_seals, write_seals
from manuscript import ledger
from manuscript.book import Book
from manuscript.files import ROOT
from manuscript.markup import directives

__all__ = ["checks_of", "main", "word_diff"]

LABEL = re.compile(r"\b(?:eq|def|thm|fig|ex)-[\w-]*\w")


def main(arguments: list[str] | None = None, book: Book | None = None) -> int:
    """Show what has changed, ask, and write the seals; return how many passages are left unsealed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("texts", nargs="*", help="look at the records of these texts only")
    parser.add_argument("--yes", action="store_true", help="seal all unasked")
    options = parser.parse_args(arguments)

    book = book or Book()
    kept = {**records(book, options.texts), formulas.LIST: formulas.listing(book, options.texts)}
    refused = sum(not renew(book, name, text, options.yes) for name, text in kept.items())
    sealed = read_seals(book)
    seals: dict[str, Seal] = {}  # anew, in the order of the book and without those of passages that are gone
    for passage in passages(book):
        old = sealed.pop(passage.key, None)
        seal: Seal | None = Seal.of(passage)
        if seal != old:
            show(passage, old, checks_of(book, passage))
            if not options.yes and not asked("Read, and right?"):
                refused += 1
                seal = old
        if seal:
            seals[passage.key] = seal
    for key in sealed:
        print(f"{key}: gone from the book, and its seal with it")
    write_seals(book, seals)
    return refused


def records(book: Book, texts: Collection[str] = ()) -> dict[str, str]:
    """Map each record of these texts, or of all, to what it should say: numbers, claims, exercises."""
    names = [name for name in book.pages() if not texts or name in texts]
    numbers = {record_name(name): record_of(bindings(book, name)[0]) for name in names}
    chapters = [name for name in book.chapters() if name in names]
    said = {claims.record_name(name): claims.record(book.text(name)) for name in names}
    exercises = {record_file(name): record(book, name) for name in chapters}
    return {**numbers, **said, **exercises}


def renew(book: Book, name: str, now: str, unasked: bool) -> bool:
    """Show how a record would change, ask, and write it; tell whether it now says what it should."""
    file = book.root / name
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if before == now:
        return True
    changes = difflib.unified_diff(before.splitlines(), now.splitlines(), name, name, lineterm="", n=1)
    print("\n".join(changes))
    if not unasked and not asked("Read, and right?"):
        return False
    file.write_text(now, encoding="utf-8", newline="\n")
    if not now:
        file.unlink()
    return True


def asked(question: str) -> bool:
    """Ask; where nobody can answer, the answer is no."""
    try:
        return input(f"{question} [y/n] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def show(passage: Passage, old: Seal | None, checks: list[str]) -> None:
    """Print what stands in a passage beside what was sealed, and the checks that belong to it."""
    print(f"\n{passage.file}:{passage.line}: {passage.kind} {passage.name}" + ("" if old else " (new)"))
    words = word_diff(old.words, passage.words, sys.stdout.isatty()) if old else passage.words
    print(textwrap.fill(words, 100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False))
    for check in checks:
        print(f"  · {check}")


def word_diff(old: str, new: str, coloured: bool = False) -> str:
    """Return the new words with the old ones where they differ: ``is [-never-] {+seldom+} negative``."""
    gone, come = ("\033[31;9m", "\033[0m"), ("\033[32m", "\033[0m")
    if not coloured:
        gone, come = ("[-", "-]"), ("{+", "+}")
    before, after = old.split(), new.split()
    said = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            said += after[k:m]
            continue
        said += [f"{gone[0]}{' '.join(before[i:j])}{gone[1]}"] if i < j else []
        said += [f"{come[0]}{' '.join(after[k:m])}{come[1]}"] if k < m else []
    return " ".join(said)


def checks_of(book: Book, passage: Passage) -> list[str]:
    """List what else speaks of a passage: tests of its equations, tests and exercises that name it.

    Who changes a statement looks there, and changes them too.
    """
    labels = set(LABEL.findall(f"{passage.name} {passage.words}"))
    found = [
        f"{check.label}: {check.test} ({check.how})" for check in ledger.checks() if check.label in labels
    ]
    # A label that a passage only refers to has exercises of its own; those that belong here name the passage.
    own = {passage.name, *re.findall(r":label: (\S+)", passage.words)}
    for chapter in book.chapters():
        for block in directives(book.text(chapter)):
            if block.name in {"exercise", "solution"} and own & set(LABEL.findall(block.body)):
                found.append(f"{chapter}:{block.line}: the {block.name} {block.label or block.argument}")
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        if "test_equations_" not in test.name and own & set(LABEL.findall(test.read_text(encoding="utf-8"))):
            found.append(f"{test.relative_to(ROOT).as_posix()} names it")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
