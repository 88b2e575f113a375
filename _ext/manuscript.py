"""Read the manuscript as the gates need it: prose, labels, exercises and the blocks of their solutions."""

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

__all__ = [
    "Directive",
    "code_cells",
    "directives",
    "equation_labels",
    "markdown",
    "prose_lines",
    "run_blocks",
    "shown_numbers",
]

FENCE = re.compile(r"^\s*(?P<ticks>`{3,}|:{3,}|~{3,})(?P<info>.*)$")

# print(...)  # what it prints          or, on a line of its own, # prints: what it prints
PROMISE = re.compile(r"\s*(?:print\(.*\)\s{2,}# |# prints: )(.*)$")

# 3.14   −0.5   1,234   1,234.5   12345   6.02 \times 10^{23}; not 1.2.3, not v2.0, not a year
SHOWN = re.compile(
    r"(?<![\w.,])(?P<sign>[-−]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{5,})(?![\d.,]*\d)"
    r"(?:\s*(?:\\times|×|\\cdot)\s*10\^\{?(?P<exponent>[-−]?\d+)\}?)?"
)


@dataclass(frozen=True)
class Directive:
    """One fenced block: its name (``python``, ``{math}``), the argument behind it, and what it holds."""

    name: str
    argument: str
    body: str

    @property
    def label(self) -> str | None:
        """The value of its option ``:label:``, if it has one."""
        found = re.search(r"^:label:\s*(\S+)\s*$", self.body, re.MULTILINE)
        return found[1] if found else None


def markdown(notebook: NotebookNode) -> list[str]:
    """List the sources of the markdown cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def code_cells(notebook: NotebookNode) -> list[str]:
    """List the sources of the code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def directives(text: str) -> Iterator[Directive]:
    """Yield every fenced block, the outer one before those inside it."""
    lines = text.splitlines()
    start = 0
    while start < len(lines):
        opening = FENCE.match(lines[start])
        if not opening:
            start += 1
            continue
        ticks = opening["ticks"]
        end = next(
            (
                i
                for i in range(start + 1, len(lines))
                if re.fullmatch(rf"\s*{ticks[0]}{{{len(ticks)},}}\s*", lines[i])
            ),
            len(lines),
        )
        name, _, argument = opening["info"].strip().partition(" ")
        body = "\n".join(lines[start + 1 : end])
        yield Directive(name, argument.strip(), body)
        if name.startswith("{"):
            yield from directives(body)
        start = end + 1


def equation_labels(text: str) -> list[str]:
    """List the labels of the equations: of ``{math}`` directives and of ``$$ ... $$ (label)``."""
    written = [block.label for block in directives(text) if block.name == "{math}"]
    return [label for label in written if label] + re.findall(r"\$\$\s*\(([^)\s]+)\)\s*$", text, re.MULTILINE)


def prose_lines(text: str) -> Iterator[str]:
    """Yield the lines that a reader reads: no code blocks, options, comments, link targets or roles."""
    inside: list[tuple[str, bool]] = []  # the open fences, and whether each holds code
    for line in text.splitlines():
        fence = FENCE.match(line)
        if fence and inside and not fence["info"].strip() and fence["ticks"].startswith(inside[-1][0]):
            inside.pop()
        elif fence and not (inside and inside[-1][1]):
            inside.append((fence["ticks"], not fence["info"].strip().startswith("{")))
            yield fence["info"].partition("}")[2]  # the title of an exercise or admonition is prose
        elif inside and inside[-1][1]:
            continue
        elif not re.match(r"\s*(%|:[\w-]+:|\([\w-]+\)=)", line):
            line = re.sub(r"\]\([^)]*\)|<?https?://\S+", "]", line)
            yield re.sub(r"\{(?!math\})[\w:]+\}`[^`]*`", "", line)


def shown_numbers(text: str) -> list[re.Match[str]]:
    """List the numbers that a text shows, with LaTeX's thousands marks read as commas."""
    text = re.sub(r"(?<=\d)(?:\{,\}|\\,)(?=\d{3})", ",", text)
    # A Python version is a name, not a quantity.
    return list(SHOWN.finditer(re.sub(r"Python \d\.\d+", "Python", text)))


def run_blocks(solution: str, **given: object) -> tuple[list[str], list[str]]:
    """Run the Python blocks of a solution in one fresh namespace, which holds what is ``given``.

    Return the lines that they printed, and the lines that their comments promise.
    """
    namespace: dict[str, object] = {"__name__": "solution", **given}
    printed = io.StringIO()
    promised: list[str] = []
    for block in directives(solution):
        if block.name == "python":
            with contextlib.redirect_stdout(printed):
                exec(compile(block.body, "solution", "exec"), namespace)
            promised += [found[1] for found in map(PROMISE.match, block.body.splitlines()) if found]
    return printed.getvalue().splitlines(), promised
