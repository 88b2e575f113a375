"""A reference names its target: "Gibbs' inequality {eq}`eq-gibbs`", not "(3.14)" alone.

So a reader knows what is meant without turning the page, and two references that change places do not
go unnoticed: the words beside each no longer fit.

The words beside a reference are those of its sentence and of the one before. They name the target if they
hold all words of its label, or words of its names that fit few targets of its kind, or a formula that is
part of the equation. Of the figures of a text, none may fit better than the one referred to. An author who
calls something by another name says so in a comment line beside it,
``<!-- called eq-log-tangent: the tangent bound -->``.

What is sealed (``seals.py``) is held by its seal, references and all.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache

from manuscript.book import Book, Complaint
from manuscript.markup import (
    Reference,
    directives,
    equations,
    figures,
    glossary_entries,
    headings,
    references,
)
from pybtex.database import parse_string
from pybtex.richtext import Text

from gates.seals import passages_in

__all__ = ["Target", "complaints", "is_named", "targets"]

FEW = 20  # words say which target is meant if no more than one in twenty of its kind has them all
FEW_SOURCES = 2  # or, of the sources, no more than two, such as a text and the package that carries it
SAME_FORMULA = 7  # tokens in a row that a formula beside a reference shares with the equation

QUOTED = re.compile(r"^<!-- quoted:.*\s(?P<key>\S+) -->$", re.MULTILINE)
CALLED = re.compile(r"^<!-- called (?P<label>[^:]+):(?P<names>.+?)-->$", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?:])[)”\"*]*\s+(?=[A-Z$(\"“])")
COMMON = frozenset(
    re.findall(
        r"\w+",
        "a all also an and any are as at be but by can do does each every for from has have how if in is it"
        " its may more most no not of on one or other so than that the their then they this three to two"
        " we what when where which who will with you your"
        " before bound chapter definition exercise form formula inequality law next own rule section theorem",
    )
)
ENDINGS = ("ness", "ings", "ing", "ities", "ity", "ies", "ed", "es", "s", "e", "y", "al")
# Spacing, fonts and brackets say nothing about which formula it is.
DRESS = re.compile(
    r"\\(?:[,;!|]|(?:q?quad|left|right|[bB]igg?[lr]?|[tdc]?frac|operatorname|math\w+|text|Vert|label)\b)"
)


@dataclass(frozen=True)
class Target:
    """What a reference may refer to: its kind, the words of its label, those of its names, its formula."""

    label: str
    kind: str
    label_words: frozenset[str]
    names: frozenset[str]
    formula: tuple[str, ...] = ()
    file: str = ""


def complaints(book: Book) -> list[Complaint]:
    """List the references whose target is not named beside them, and names given to nothing."""
    known = targets(book)
    found = []
    for file in book.pages():
        text = book.text(file)
        for reference, label in _to_be_named(file, text):
            if label in known and not is_named(known[label], reference, known):
                found.append(Complaint(file, reference.line, _what_is_wrong(known[label], reference)))
        for called in CALLED.finditer(text):
            if called["label"] not in known:
                line = text.count("\n", 0, called.start()) + 1
                found.append(Complaint(file, line, f"nothing has the label {called['label']!r}"))
    return found


def targets(book: Book) -> dict[str, Target]:
    """Map the label or key of everything that a reference may refer to."""
    found = {it.label: replace(it, file=file) for file in book.pages() for it in _targets(book.text(file))}
    found |= {target.label: target for target in _sources(book.text("references.bib"))}
    for file in book.pages():
        for called in CALLED.finditer(book.text(file)):
            if target := found.get(called["label"]):
                found[target.label] = replace(target, names=target.names | _words(called["names"]))
    return found


def is_named(target: Target, reference: Reference, known: Mapping[str, Target]) -> bool:
    """Tell whether the words beside a reference name the target."""
    beside = _beside(reference)
    words = _words(beside)
    if target.label_words and target.label_words <= words:
        return True
    if target.kind == "entry" and target.label_words & _words(reference.shown):
        return True
    shared = words & target.names
    rivals = [other for other in known.values() if other.kind == target.kind]
    if target.kind == "figure" and any(
        len(words & other.names) > len(shared) for other in rivals if other.file == target.file
    ):
        return False
    few = FEW_SOURCES if target.kind == "source" else max(3, len(rivals) // FEW)
    if shared and sum(shared <= other.names for other in rivals) <= few:
        return True
    formulas = (_tokens(formula) for formula in re.findall(r"\$([^$]*)\$", beside))
    return any(_common_run(formula, target.formula) >= SAME_FORMULA for formula in formulas)


@cache
def _to_be_named(file: str, text: str) -> list[tuple[Reference, str]]:
    """List each reference that nothing else holds, with its label; a citation once for each of its keys.

    A seal holds what is sealed, a number quoted from a source names it, and a link to the glossary that
    is given no words of its own shows the name of the entry. The section that an exercise leads to is on
    the exercise's record (``exercises.py``).
    """
    sealed = [range(it.line, it.last_line + 1) for it in passages_in(file, text)]
    quoted = list(_quoted(text))
    found = []
    for reference in references(text):
        leads = (reference.role, reference.before, reference.after) == ("ref", "See “", "”.")
        names_itself = not reference.shown and (leads or reference.role == "term")
        if names_itself or any(reference.line in lines for lines in sealed):
            continue
        for label in map(str.strip, reference.target.split(",")):
            if not any(label == key and reference.line in lines for key, lines in quoted):
                found.append((reference, label))
    return found


def _quoted(text: str) -> Iterator[tuple[str, range]]:
    """Yield each source from which a number is quoted, with the lines of the cell that holds the mark."""
    cells = [block.line for block in directives(text) if block.name == "code-cell"]
    cells = [0, *cells, text.count("\n") + 2]
    for mark in QUOTED.finditer(text):
        line = text.count("\n", 0, mark.start()) + 1
        start = max(cell for cell in cells if cell <= line)
        yield mark["key"], range(start, min(cell for cell in cells if cell > line))


def _what_is_wrong(target: Target, reference: Reference) -> str:
    names = " ".join(sorted(target.names | target.label_words)) or "no name"
    beside = " ".join(_beside(reference).split())[-90:]
    return (
        f"“…{beside}” does not name {target.label} ({names}): is another meant? If not, name it,"
        f" or write what it is called here in a line '<!-- called {target.label}: NAME -->'"
    )


def _beside(reference: Reference) -> str:
    """Return the words that a link to a section shows, else the sentence and the one before it.

    A caption is long enough to share words with any sentence: for a figure its own sentence must do.
    """
    if reference.role == "ref" and _words(reference.shown):
        return reference.shown
    sentences = 1 if reference.role == "numref" else 2
    before = SENTENCE_END.split(reference.before)[-sentences:]
    after = SENTENCE_END.split(reference.after)[0]
    return " ".join([*before, reference.shown, after])


@cache
def _targets(text: str) -> list[Target]:
    """List what a text has: equations, figures, statements, exercises, sections."""
    titles = headings(text)
    blocks = [block for block in directives(text) if block.name.startswith(("prf:", "exercise"))]
    found = []
    for equation in equations(text):
        section = next((title.title for title in reversed(titles) if title.line < equation.line), "")
        within = [
            f"{block.name.removeprefix('prf:')} {block.argument} {_unhyphened(block.label or '')}"
            for block in blocks
            if equation.label in block.body and block.name != "prf:proof"
        ]
        names = " ".join([section, *within])
        found.append(_target(equation.label, "equation", names, tuple(_tokens(equation.latex))))
    found += [_target(figure.name, "figure", figure.caption) for figure in figures(text)]
    found += [_target(block.label, "place", block.argument) for block in blocks if block.label]
    found += [_target(title.label, "place", title.title) for title in titles if title.label]
    for entry in glossary_entries(text):
        words = _words(" ".join([*entry.names, entry.meaning]))
        found += [Target(name, "entry", _words(name), words) for name in entry.names]
    return found


@cache
def _sources(bibliography: str) -> list[Target]:
    """List the sources that the book cites: by their authors, their year and the words of their title."""
    found = []
    for key, entry in parse_string(bibliography, "bibtex").entries.items():
        names = [" ".join(map(str, person.rich_last_names)) for person in entry.persons["author"]]
        title = f"{Text.from_latex(entry.fields['title'])} {entry.fields.get('year', '')}"
        found.append(Target(key, "source", _words(names[0]), _words(" ".join([*names, title]))))
    return found


def _target(label: str, kind: str, names: str, formula: tuple[str, ...] = ()) -> Target:
    words = _words(_unhyphened(label))
    return Target(label, kind, words, words | _words(names), formula)


def _unhyphened(label: str) -> str:
    """Return the words of a label, without the mark of its kind: eq-kl-chain-rule is "kl chain rule"."""
    return label.partition("-")[2].replace("-", " ")


@lru_cache(maxsize=50_000)
def _words(text: str) -> frozenset[str]:
    """Return the words of a text that say something, cut down to their stems: no formulas, no accents."""
    text = unicodedata.normalize("NFKD", re.sub(r"\$[^$]*\$", " ", text)).encode("ascii", "ignore").decode()
    return frozenset(_stem(word) for word in re.findall(r"[a-z0-9]{2,}", text.lower()) if word not in COMMON)


def _stem(word: str) -> str:
    ending = next((end for end in ENDINGS if word.endswith(end) and len(word) >= len(end) + 3), "")
    return word.removesuffix(ending)[:6]


def _tokens(latex: str) -> list[str]:
    return re.findall(r"\\[a-zA-Z]+|\w|[^\s\\{}.,&]", DRESS.sub("", latex))


def _common_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest run of tokens that two formulas share."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
