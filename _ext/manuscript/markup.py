"""Read MyST with the parser that renders the pages: directives, blocks of code, equations, the prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import yaml
from docutils.parsers.rst.directives.misc import TestDirective
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser
from nbformat import NotebookNode

from manuscript.files import ROOT

__all__ = [
    "CodeBlock",
    "Directive",
    "Equation",
    "Table",
    "blocks",
    "code_blocks",
    "code_cells",
    "directives",
    "equations",
    "markdown",
    "prose_lines",
    "tables",
]

# Directives whose content is not MyST. All but a cell's code is read by readers, as it is written.
CODE = {"code-cell"}
VERBATIM = {"concept-map", "eval-rst", "formulas", "math", "verdict"}
UNSEEN = {"front_matter", "myst_line_comment", "myst_target"}


@dataclass(frozen=True)
class Directive:
    """A directive as it is written, for example ``{exercise} Card deck`` and what follows it."""

    name: str  # without its braces
    argument: str = ""
    options: dict[str, str] = field(default_factory=dict)
    body: str = ""  # what follows the options
    line: int = 1  # of its fence, in the text
    body_line: int = 1

    @property
    def label(self) -> str | None:
        """Return its option ``:label:``, if it has one."""
        return self.options.get("label")


@dataclass(frozen=True)
class CodeBlock:
    """A fenced block that is shown and not executed."""

    language: str
    code: str
    line: int


@dataclass(frozen=True)
class Equation:
    """A displayed equation with a label."""

    label: str
    latex: str
    line: int


@dataclass(frozen=True)
class Table:
    """A table: its heading, and its rows with the line of each."""

    line: int
    header: list[str]
    rows: list[tuple[int, list[str]]]


def markdown(notebook: NotebookNode) -> list[str]:
    """List the sources of the markdown cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def code_cells(notebook: NotebookNode) -> list[str]:
    """List the sources of the code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def directives(text: str) -> Iterator[Directive]:
    """Yield every directive, the outer one before those inside it."""
    return (block for block in blocks(text) if isinstance(block, Directive))


def code_blocks(text: str) -> Iterator[CodeBlock]:
    """Yield every block of code, those inside directives too."""
    return (block for block in blocks(text) if isinstance(block, CodeBlock))


def equations(text: str) -> list[Equation]:
    """List the labelled equations: ``{math}`` directives with a label and ``$$ ... $$ (label)``."""
    found = []
    for block in blocks(text):
        if isinstance(block, Token) and block.type == "math_block_label":
            found.append(Equation(block.info, block.content.strip(), _line(block)))
        elif isinstance(block, Directive) and block.name == "math" and block.label:
            latex = f"{block.argument}\n{block.body}".strip()
            found.append(Equation(block.label, latex, block.line))
    return found


def tables(text: str) -> list[Table]:
    """List the tables."""
    found: list[Table] = []
    rows: list[tuple[int, list[str]]] = []
    for block in blocks(text):
        if not isinstance(block, Token):
            continue
        if block.type == "table_open":
            rows = []
        elif block.type == "tr_open":
            rows.append((_line(block), []))
        elif block.type == "inline" and block.level >= 4 and rows:
            rows[-1][1].append(block.content)
        elif block.type == "table_close":
            (line, header), *others = rows
            found.append(Table(line, header, others))
            rows = []
    return found


def prose_lines(text: str) -> Iterator[str]:
    """Yield the lines that a reader reads: no code blocks, options, comments, link targets or roles."""
    for block in blocks(text):
        if isinstance(block, Directive):
            yield block.argument  # the title of an exercise or admonition is prose
            if block.name in VERBATIM:
                yield from block.body.splitlines()
        elif isinstance(block, Token) and block.type == "inline":
            yield from "".join(_read(block.children or [])).splitlines()
        elif isinstance(block, Token) and block.type not in UNSEEN:
            yield from block.content.splitlines()


def blocks(text: str, before: int = 0) -> Iterator[Directive | CodeBlock | Token]:
    """Yield the blocks of a text in order, those of a directive after it; ``before`` counts earlier lines."""
    for token in _parser().parse(text):
        token.map = [before + line for line in token.map or (0, 0)]
        info = token.info.strip()
        if token.type not in {"fence", "colon_fence"}:
            yield token
        elif not info.startswith("{"):
            yield CodeBlock(info, token.content, _line(token))
        else:
            directive = _directive(token)
            yield directive
            if directive.name not in CODE | VERBATIM:
                yield from blocks(directive.body, directive.body_line - 1)


def _directive(token: Token) -> Directive:
    """Read the directive of a fence; its options are split from its body by MyST's own rules."""
    name, _, argument = token.info.strip().removeprefix("{").partition("}")
    # docutils' TestDirective takes any argument and content, and MyST leaves its options as they are.
    parsed = parse_directive_text(TestDirective, argument.strip(), token.content)
    body_line = _line(token) + 1 + parsed.body_offset
    body = "\n".join(parsed.body)
    return Directive(name, argument.strip(), parsed.options, body, _line(token), body_line)


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _read(tokens: list[Token]) -> Iterator[str]:
    """Yield what a reader reads of a paragraph's parts: not an address, nor a role other than ``{math}``."""
    address = False
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            address = token.type == "link_open" and token.info == "auto"
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type == "image":
            yield from _read(token.children or [])
        elif token.type != "myst_role" or token.meta["name"] == "math":
            yield "" if address and "://" in token.content else token.content


@cache
def _parser() -> MarkdownIt:
    """Set the parser up as the pages have it: with the extensions that _config.yml enables."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    extensions = set(config["parse"]["myst_enable_extensions"])
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)
