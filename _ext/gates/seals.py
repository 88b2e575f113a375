"""What only a reader can judge is sealed: ``seals.yml`` has its words as they passed a review.

Statements with their conditions, the words that limit an equation, claims in bold and those that say "if and
only if", conditions and comparisons in words beside a formula, glossary entries, summaries, warnings,
captions with alt texts, docstrings of the library: no machine can tell whether they are true. A word that
changes breaks the seal; ``_ext/seal.py`` shows what changed, and the checks that belong to it, and seals anew
what was read again.
"""

import ast
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import yaml
from manuscript.book import Book, Complaint
from manuscript.markup import directives, equations, figures, glossary_entries, tables

import infolib

__all__ = [
    "KINDS",
    "SEALS",
    "Passage",
    "Seal",
    "complaints",
    "passages",
    "passages_in",
    "read_seals",
    "write_seals",
]

SEALS = "_ext/seals.yml"

# Labels of equations whose formula no machine executes.
UNEXECUTED = frozenset({"eq-equally-likely"})

STATEMENTS = {
    f"prf:{name}" for name in ("axiom", "corollary", "definition", "lemma", "proposition", "theorem")
}
ROLE = re.compile(r"\{term\}`(?:([^`<]*?)\s*<[^`>]*>|([^`]*))`")

# What limits an equation, and what a reader is to keep.
LIMITS = re.compile(
    r"\b(if|when|whenever|where|wherever|unless|provided|needs?|only|every|all|any|finite|infinite|discrete|"
    r"independent|positive|continuous|given)\b",
    re.IGNORECASE,
)
WITHIN = {"condition", "claim"}  # not sealed again within a passage that is sealed as a whole
EXACTLY = re.compile(r"\bif and only if\b|\bexactly (?:if|when)\b|\bonly if\b")
# A sentence that states a bound as a result: "is never negative", "are at most".
BOUND = re.compile(
    r"\b(?:is|are|be|can|has) (?:never|always|at most|at least)\b|\bnever (?:below|above|increases)\b"
)
# A condition in words, or a comparison, in a sentence with a formula: the formula is executed, these are not.
BESIDE = re.compile(
    r"\b(?:(?:in)?finite|positive|negative|(?:in)?dependent|convex|concave|discrete|continuous)\b|"
    r"\b(?:more|less|fewer|larger|smaller|higher|lower|longer|shorter|better|worse) (?:\w+ ){0,3}than\b"
)
SENTENCE = re.compile(r"\n\n+|\n(?=\d+\. |- |```)|(?<=[.!?])\s+(?=[A-Z*$(])")
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
CODE = re.compile(r"^```(\{code-cell\}|python).*?^```$", re.MULTILINE | re.DOTALL)
# What an exercise offers, right or wrong, is the registry's, word for word, and is on the exercise's record.
OPTIONS = re.compile(r"^- .*\n(?=  - \(a\) )|^ *- \([a-z]\) .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """A passage that is sealed: what it is, where it stands, and its words as they are now."""

    file: str
    kind: str
    name: str
    words: str
    line: int  # of the file, where it begins
    last_line: int = 0

    @property
    def key(self) -> str:
        """Return what tells it from all others of the book."""
        return f"{self.kind} {self.name} ({self.file})"


@dataclass(frozen=True)
class Seal:
    """The words of a passage as they passed a review.

    The hash is there so that a replacement over all files of the book, which changes a passage and its
    seal alike, does not go unread.
    """

    hash: str
    words: str

    @classmethod
    def of(cls, passage: Passage) -> "Seal":
        """Seal a passage as it is now."""
        return cls(hashlib.sha256(passage.words.encode()).hexdigest()[:12], passage.words)


def complaints(book: Book) -> list[Complaint]:
    """List the passages that changed since they were sealed, those without a seal, and seals of nothing."""
    seals = read_seals(book)
    found = []
    for passage in passages(book):
        seal = seals.pop(passage.key, None)
        if seal is None:
            says = f"the {passage.kind} {passage.name!r} has no seal: read it, then run 'make seal'"
            found.append(Complaint(passage.file, passage.line, says))
        elif seal != Seal.of(passage):
            says = (
                f"the {passage.kind} {passage.name!r} is not what was sealed: {_first_change(seal, passage)}"
            )
            found.append(
                Complaint(passage.file, passage.line, f"{says}; read it again, then run 'make seal'")
            )
    return found + [
        Complaint(SEALS, _line_of(book, key), f"the book has no {key} any more: run 'make seal'")
        for key in seals
    ]


def passages(book: Book) -> list[Passage]:
    """List what the book has to seal, in its order, and behind it what its library says of itself."""
    library = sorted(path.relative_to(book.root).as_posix() for path in (book.root / "infolib").glob("*.py"))
    return [passage for file in (*book.pages(), *library) for passage in passages_in(file, book.text(file))]


@cache  # a book with a fault planted differs in one file from the book as it stands
def passages_in(file: str, text: str) -> list[Passage]:
    """List what one file has to seal."""
    found = _docstrings(text) if file.endswith(".py") else (it for kinds in KINDS for it in kinds(text))
    sealed = [Passage(file, kind, name, _words(said), line, last) for kind, name, said, line, last in found]
    return [each for each in sealed if each.kind not in WITHIN or not _is_within(each, sealed)]


def _is_within(passage: Passage, sealed: list[Passage]) -> bool:
    """Tell whether a passage is sealed with another one: a whole, or the words beside an equation."""
    return any(
        (other.kind not in WITHIN and other.line <= passage.line and passage.last_line <= other.last_line)
        or (other.kind == "condition" and passage.kind == "claim" and passage.words in other.words)
        for other in sealed
    )


def read_seals(book: Book) -> dict[str, Seal]:
    """Map the key of each sealed passage to its seal."""
    try:
        return dict(_seals(book.text(SEALS)))
    except FileNotFoundError:
        return {}


@cache
def _seals(text: str) -> dict[str, Seal]:
    return {key: Seal(**seal) for key, seal in (yaml.safe_load(text) or {}).items()}


def write_seals(book: Book, seals: dict[str, Seal]) -> None:
    """Write the seals, one under another in the order given, their words as text that people can read."""
    head = (
        "# The passages that passed a review, word for word. Written by _ext/seal.py; not edited by hand.\n"
    )
    text = {key: {"hash": seal.hash, "words": _Folded(seal.words)} for key, seal in seals.items()}
    body = yaml.safe_dump(text, sort_keys=False, allow_unicode=True, width=110)
    (book.root / SEALS).write_text(head + body, encoding="utf-8")


# What is sealed of one kind or of a few: its kind, its name, its text, its first and its last line.
Found = Iterator[tuple[str, str, str, int, int]]


def _statements(text: str) -> Found:
    for block in directives(text):
        if block.name in STATEMENTS:
            kind = block.name.removeprefix("prf:")
            last = block.body_line + block.body.count("\n")
            yield kind, block.label or block.argument, f"{block.argument}. {block.body}", block.line, last


def _warnings(text: str) -> Found:
    for block in directives(text):
        if block.name == "admonition":
            last = block.body_line + block.body.count("\n")
            yield "warning", _words(block.argument), block.body, block.line, last


def _sheets(text: str) -> Found:
    """Yield the lists that give names to equations: the sheet of formulas, and the map."""
    for block in directives(text):
        if block.name in {"formulas", "concept-map"}:
            last = block.body_line + block.body.count("\n")
            yield "sheet", block.body.partition("\n")[0], block.body, block.line, last


def _figures(text: str) -> Found:
    """Yield the caption and the alternative text of each figure: both say what is to be seen in it."""
    for figure in figures(text):
        yield "figure", figure.name, f"{figure.caption} Alt: {figure.alt}", figure.line, figure.line


def _glossary(text: str) -> Found:
    for entry in glossary_entries(text):
        said = "\n".join([*entry.names, entry.meaning])
        yield "entry", entry.names[0], said, entry.line, entry.line + said.count("\n")


def _tables(text: str) -> Found:
    for table in tables(text):
        rows = [table.header, *(cells for _, cells in table.rows)]
        said = "\n".join(" | ".join(cells) for cells in rows)
        if "\n## Summary\n" in text and table.line > text[: text.index("\n## Summary\n")].count("\n"):
            continue  # the summary is sealed as a whole
        last = table.rows[-1][0] if table.rows else table.line
        name = f"of {table.header[0]}: {table.rows[0][1][0] if table.rows else ''}"
        yield "table", name, said, table.line, last


def _summary(text: str) -> Found:
    section = re.search(r"^## Summary\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if section:
        line = text.count("\n", 0, section.start()) + 1
        yield "summary", "of the chapter", section[1], line, line + section[1].count("\n")


# Words of a condition, "for every base"; a unit says nothing that is not executed.
SAID = re.compile(r"\\text\{(?!\s*\(?(?:bits?|nats?)\b)[^}]*[a-z]{2}")


def _equations_with_words(text: str) -> Found:
    """Yield the equations whose condition is in words, which no machine executes."""
    for equation in equations(text):
        if SAID.search(equation.latex) and equation.label not in UNEXECUTED:
            last = equation.line + equation.latex.count("\n") + 3
            yield "equation", equation.label, equation.latex, equation.line, last


def _unexecuted_equations(text: str) -> Found:
    """Yield an equation with the paragraphs before and after it, which hold its conditions."""
    lines = text.splitlines()
    for equation in equations(text):
        if equation.label in UNEXECUTED:
            before = _without_comments("\n".join(lines[: equation.line - 1])).rstrip().rpartition("\n\n")[2]
            rest = _without_comments("\n".join(lines[equation.line :]))
            after = re.split(r"^(?:```+|\$\$.*)$", rest, maxsplit=1, flags=re.MULTILINE)[-1]
            after = after.strip().partition("\n\n")[0]
            said, last = f"{before} {equation.latex} {after}", equation.line + equation.latex.count("\n") + 3
            yield "equation", equation.label, said, equation.line, last


def _conditions_beside_equations(text: str) -> Found:
    """Yield what a sentence says of an equation before it and after it, where that limits the equation."""
    lines = text.splitlines()
    for equation in equations(text):
        before = _without_comments("\n".join(lines[: equation.line - 1])).rstrip().rpartition("\n\n")[2]
        lead = "" if before.endswith(("```", "$$")) else re.split(r"(?<=[.!?:])\s", before)[-1]
        rest = re.split(
            r"^(?:```+|\$\$.*)$", "\n".join(lines[equation.line :]), maxsplit=1, flags=re.MULTILINE
        )
        after = _without_comments(rest[-1]).strip().partition("\n\n")[0]
        tail = re.split(r"(?<=[.!?])\s", after)[0] if re.match(r"[a-z(]", after) else ""
        said = [part for part in (lead, tail) if LIMITS.search(part)]
        if said:
            last = equation.line + equation.latex.count("\n") + 3
            head = "\n".join(lines[: equation.line - 1])  # there may be comments between the words and it
            begins = head.rfind(lead.partition("\n")[0])
            first = head.count("\n", 0, begins) + 1 if lead in said else equation.line
            yield "condition", equation.label, " … ".join(said), first, last


def _claims(text: str) -> Found:
    """Yield what is in bold, which a reader is to keep, and the sentences that say when something is so."""
    prose = _without_comments(OPTIONS.sub("", CODE.sub("", text)))
    bold = [match[1] for match in BOLD.finditer(prose)]
    exact = [said for said in SENTENCE.split(prose) if _says_when(said)]
    for said in bold + exact:
        words = _words(said).split()
        goes_on = said in exact and said.lstrip()[:1].islower()  # from an equation, with which it is sealed
        if len(words) > 4 and not said.endswith("?") and not goes_on:
            line = text.count("\n", 0, max(0, text.find(said.lstrip()))) + 1
            yield "claim", " ".join(words[:9]), said, line, line


def _says_when(sentence: str) -> bool:
    """Tell whether a sentence says when something is so, how large it is at most, or under what condition."""
    if EXACTLY.search(sentence) or BOUND.search(sentence):
        return True
    is_prose = not sentence.lstrip().startswith(("`" * 3, "|"))  # nor the head of a directive, nor a table
    return is_prose and "$" in sentence and bool(BESIDE.search(sentence))


KINDS: tuple[Callable[[str], Found], ...] = (
    _statements,
    _warnings,
    _sheets,
    _figures,
    _glossary,
    _summary,
    _tables,
    _unexecuted_equations,
    _equations_with_words,
    _conditions_beside_equations,
    _claims,
)


def _words(text: str) -> str:
    """Return what is read of a text: without comments, and a link to the glossary as the words that it shows.

    White space is one space, so that a text may be wrapped anew.
    """
    return " ".join(ROLE.sub(lambda role: role[1] or role[2], _without_comments(text)).split())


def _docstrings(source: str) -> Found:
    """Yield what the docstrings of the public functions say, but for the examples, which are run."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name in infolib.__all__:
            said = (ast.get_docstring(node) or "").partition("\nExamples\n")[0]
            line = node.body[0].lineno
            yield "docstring", node.name, said, line, line + said.count("\n")


def _without_comments(text: str) -> str:
    """Leave out the lines that only checks read: settings, names, marks of what is quoted."""
    return re.sub(r"^%.*?$|<!--.*?-->", "", text, flags=re.MULTILINE | re.DOTALL)


def _first_change(seal: Seal, passage: Passage) -> str:
    """Say where the words part, with a few of them on both sides."""
    old, new = seal.words.split(), passage.words.split()
    if old == new:
        return f"someone has edited {SEALS}"
    at = next(
        (i for i, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        min(len(old), len(new)),
    )
    before, after = (" ".join(words[max(0, at - 3) : at + 5]) for words in (old, new))
    return f"“…{before}…” has become “…{after}…”"


def _line_of(book: Book, key: str) -> int:
    return book.text(SEALS).partition(key)[0].count("\n") + 1


class _Folded(str):
    """A text that YAML shows as a paragraph."""


yaml.add_representer(
    _Folded,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style=">"),
    Dumper=yaml.SafeDumper,
)
