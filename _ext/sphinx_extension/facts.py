"""What the pages at the back say of the chapters and tests.

To find it takes seconds and needs no page: it is done beside, while Sphinx reads the chapters.
"""

from concurrent.futures import Future
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from manuscript import ledger
from manuscript.counts import Counts, count, tests, total, words
from manuscript.files import ROOT, Chapter, find_chapters
from mathematics.judgement import judge
from mathematics.reading import Passage, Written
from mathematics.settings import book_settings
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

from sphinx_extension.beside import beside

__all__ = ["Facts", "facts", "setup", "verdict_on"]

GATES = (
    "chapters/test_notebooks",
    "chapters/test_formulas",
    "chapters/test_functions",
    "chapters/test_equation_labels",
    "chapters/test_seals",
    "chapters/test_claims",
    "chapters/test_references",
    "chapters/test_planting",
    "exercises/test_one_source",
    "chapters/test_numbers",
    "exercises/test_exercises",
    "pages/test_exercise_forms",
    "pages/test_pages",
    "pages/test_every_page",
    "pages/test_explorables",
    "pages/test_budgets",
    "pages/test_conditions",
    "pages/test_equations_drawn",
    "pages/test_fonts",
    "pages/test_previews",
    "pages/test_search",
    "pages/test_settings",
    "pages/test_print",
    "press/test_pdf",
    "press/test_epub",
    "pages/test_apparatus",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Begin; the package's own ``setup`` calls this."""
    begin()
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@dataclass(frozen=True)
class OfChapter:
    """What they say of one chapter."""

    name: str
    title: str
    counts: Counts
    labels: list[str]  # of its equations
    executed: dict[str, list[str]]  # the label of each that is executed, and what says what its letters are


@dataclass(frozen=True)
class Facts:
    """What they say of the book."""

    chapters: list[OfChapter]
    counted: dict[str, int]  # all that ``{count}`` knows
    checks: list[ledger.Check]  # of equations, written by hand
    formulas: dict[str, str]  # the LaTeX of each label
    listings: dict[str, str]  # the test files that have a page, as HTML


@cache
def begin() -> Future[Facts]:
    """Begin to find the facts, once."""
    return beside(_gather)


def facts() -> Facts:
    """Return the facts, as soon as they are found."""
    return begin().result()


def verdict_on(latex: str) -> list[str]:
    """Say what the checks say of a formula."""
    return list(beside(_judge, latex).result())


def _gather() -> Facts:
    files = dict.fromkeys((*GATES, *(check.file for check in ledger.checks())))
    return Facts(
        chapters=[_of(chapter) for chapter in find_chapters()],
        counted=asdict(total()) | tests() | words() | {"chapters": len(find_chapters())},
        checks=ledger.checks(),
        formulas=ledger.formulas(),
        listings={file: _listing(file) for file in files},
    )


def _of(chapter: Chapter) -> OfChapter:
    lines = chapter.text.read_text(encoding="utf-8").splitlines()
    title = next(line for line in lines if line.startswith("# ")).removeprefix("# ")
    return OfChapter(chapter.name, title, count(chapter), ledger.labels(chapter), ledger.executed(chapter))


def _listing(file: str) -> str:
    source = (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8")
    return PygmentsBridge("html").highlight_block(source, "python")


def _judge(latex: str) -> list[str]:
    ((_, (judgement, *_)),) = judge([Passage((Written(latex, 0),), book_settings(), "", True)])
    if judgement.status != "executed":
        return [f"It {judgement.status}: {judgement.why}"]
    settings = [f"let {setting}" for setting in judgement.settings]
    remarks = [f"But {remark}." for remark in judgement.weak]
    return ["It holds, in every draw of what these lines say:", *settings, *remarks]
