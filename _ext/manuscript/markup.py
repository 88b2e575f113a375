"""Read MyST with the parser that renders the pages: directives, blocks of code, equations, the prose."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

import yaml
from docutils.parsers.rst.directives.misc import TestDirective
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import DirectiveParsingResult, parse_directive_text
from myst_parser.parsers.mdit import create_md_parser
from nbformat import NotebookNode

from manuscript.files import ROOT

__all__ = [
    "CodeBlock",
    "Directive",
    "Entry",
    "Equation",
    "Figure",
    "Heading",
    "Mark",
    "Passage",
    "Place",
    "Reference",
    "Table",
    "blocks",
    "code_blocks",
    "code_cells",
    "directives",
    "equations",
    "figures",
    "glossary_entries",
    "headings",
    "markdown",
    "marks",
    "passages",
    "placed",
    "references",
    "tables",
]

# Directives whose content is not MyST. All but a cell's code is read by readers, as it is written.
CODE = {"code-cell"}
VERBATIM = {"concept-map", "eval-rst", "formulas", "math", "verdict"}
REFERENCES = {"cite", "cite:t", "cite:p", "eq", "numref", "prf:ref", "ref", "term"}
UNSEEN = {"front_matter", "html_block", "myst_line_comment", "myst_target"}  # html: comments
# The roles of which a reader reads the text itself; of the others what they point to.
READ = {"math", "ref", "term"}
# A figure's words, in the header of the cell that draws it.
CAPTION = re.compile(r"^( *)(caption|alt): (?:\|\n)?(.*\n(?:\1 +.*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Directive:
    """A directive as it is written, for example ``{exercise} Card deck`` and what follows it."""

    name: str  # without its braces
    argument: str = ""
    options: dict[str, str] = field(default_factory=dict, hash=False)
    body: str = ""  # what follows the options
    line: int = 1  # of its fence, in the text
    body_line: int = 1
    content: str = field(default="", compare=False, repr=False)  # all that stands between its fences

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


@dataclass(frozen=True)
class Figure:
    """What a cell says of the figure that it draws."""

    name: str  # for example fig-kl-terms
    caption: str
    alt: str  # for those who cannot see it
    line: int


@dataclass(frozen=True)
class Entry:
    """An entry of a glossary: its names and what they mean."""

    names: list[str]
    meaning: str
    line: int


@dataclass(frozen=True)
class Heading:
    """A heading, with the label that ``(label)=`` gives to it."""

    title: str
    label: str | None
    line: int


@dataclass(frozen=True)
class Reference:
    """A role that refers to something, for example ``{eq}`eq-gibbs```, and what stands around it."""

    role: str
    target: str  # of a citation its keys
    shown: str  # the words that an author gave to it, if any
    before: str  # in the same paragraph, entry or row of a table
    after: str
    line: int


@dataclass(frozen=True)
class Place:
    """Where something stands: under which headings, in which exercise, behind how many code cells."""

    headings: tuple[str, ...] = ()  # outermost first
    exercise: str = ""
    cells: int = 0


@dataclass(frozen=True)
class Passage:
    """What a reader reads of a paragraph, a table's row, a formula, a title or a caption, in its place.

    ``shown`` is as long as its source, so that a position in it is one in the file; what is not read
    (a role, an address, a mark) is blank. A formula keeps its dollars, code its ticks.
    """

    shown: str
    start: int  # of its first line, in the text of the file
    line: int
    kind: str  # "prose", "table", "formula", "verbatim", "title", "caption" or "alt"
    place: Place


@dataclass(frozen=True)
class Mark:
    """A comment line for the gates, ``% name: says``."""

    name: str
    says: str
    line: int
    place: Place


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


def figures(text: str) -> list[Figure]:
    """List a chapter's explorables, and the figures that its cells draw, from the YAML at their heads."""
    found = []
    for cell in directives(text):
        if cell.name == "explorable":
            name, alt = cell.options.get("name", ""), cell.options.get("alt", "")
            found.append(Figure(name, cell.body, alt, cell.line))
        head = re.match(r"---\n(.*?)^---$", cell.content, re.MULTILINE | re.DOTALL)
        if cell.name == "code-cell" and head:
            shown = _header(head[1]).get("mystnb", {})
            figure, image = shown.get("figure", {}), shown.get("image", {})
            if figure:
                caption, alt = figure.get("caption", ""), image.get("alt", "")
                found.append(Figure(figure.get("name", ""), caption, alt, cell.line))
    return found


@cache
def _header(yaml_text: str) -> dict[str, Any]:
    header: dict[str, Any] = yaml.safe_load(yaml_text)
    return header


def glossary_entries(text: str) -> list[Entry]:
    """List the entries of the glossaries in a text."""
    found = []
    for block in directives(text):
        if block.name == "glossary":
            for entry in re.finditer(r"^((?:\S.*\n)+)((?:[ \t].*)?(?:\n|\Z))*", block.body, re.MULTILINE):
                line = block.body_line + block.body.count("\n", 0, entry.start())
                names = entry[1].splitlines()
                found.append(Entry(names, entry[0].removeprefix(entry[1]), line))
    return found


def headings(text: str) -> list[Heading]:
    """List the headings of a text, of all levels."""
    found, label, opened = [], None, False
    for block in blocks(text):
        if isinstance(block, Token) and block.type == "myst_target":
            label = block.content
        elif isinstance(block, Token) and opened:
            found.append(Heading("".join(_as_text(block.children or [])), label, _line(block)))
            label, opened = None, False
        else:
            opened = isinstance(block, Token) and block.type == "heading_open"
    return found


def references(text: str) -> list[Reference]:
    """List the roles that refer to an equation, a figure, a section, an exercise, a source or an entry."""
    found = []
    for parts, line in _paragraphs(text):
        for place, part in enumerate(parts):
            if part.type == "myst_role" and part.meta["name"] in REFERENCES:
                before, after = "".join(_as_text(parts[:place])), "".join(_as_text(parts[place + 1 :]))
                shown, target = _split_role(part)
                at = line + before.count("\n")
                found.append(Reference(part.meta["name"], target, shown, before, after, at))
    return found


def _paragraphs(text: str) -> Iterator[tuple[list[Token], int]]:
    """Yield the parts of each paragraph, and of each row of a table, with its line."""
    row: list[Token] = []
    in_row = False
    for block in blocks(text):
        if not isinstance(block, Token):
            continue
        if block.type in {"tr_open", "tr_close"}:
            if row:
                yield row, _line(row[-1])
            row, in_row = [], block.type == "tr_open"
        elif block.type == "inline" and in_row:
            row += [*(block.children or []), Token("text", "", 0, content=" | ", map=block.map)]
        elif block.type == "inline":
            yield block.children or [], _line(block)


def _split_role(role: Token) -> tuple[str, str]:
    """Return the words that a role shows, if the author gave any, and its target."""
    words, found, target = role.content.rstrip(">").rpartition("<")
    return (words.strip(), target) if found else ("", role.content)


def _as_text(tokens: list[Token]) -> Iterator[str]:
    """Yield a paragraph's parts as text: formulas between dollars, a reference as the words given to it."""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type == "math_inline":
            yield f"${token.content}$"
        elif token.type == "myst_role":
            shown, target = _split_role(token)
            yield shown or (target if token.meta["name"] == "term" else "")
        else:
            yield token.content


def placed(text: str) -> Iterator[tuple[Place, Directive | CodeBlock | Token]]:
    """Yield every block of a text with its place; a cell stands behind those before it."""
    return iter(_placed(text))


@lru_cache(maxsize=8)
def _placed(text: str) -> tuple[tuple[Place, Directive | CodeBlock | Token], ...]:
    return tuple(_find_places(text))


def _find_places(text: str) -> Iterator[tuple[Place, Directive | CodeBlock | Token]]:
    place, level = Place(), 0
    for block in blocks(text):
        if isinstance(block, Token) and block.type == "heading_open":
            level = int(block.tag[1])
        elif isinstance(block, Token) and block.type == "inline" and level:
            place, level = Place((*place.headings[: level - 1], block.content), "", place.cells), 0
        elif isinstance(block, Directive) and block.name in {"exercise", "solution"}:
            place = replace(place, exercise=block.label or block.argument)
        yield place, block
        if isinstance(block, Directive) and block.name == "code-cell":
            place = replace(place, cells=place.cells + 1)


def passages(text: str) -> Iterator[Passage]:
    """Yield what a reader reads, in order: no code blocks, options, comments or link targets."""
    starts = [0, *itertools.accumulate(map(len, text.splitlines(keepends=True)))]
    row: Passage | None = None  # its further cells may follow
    for place, block in placed(text):
        for kind, first, last, parts in _seen(block, text, starts):
            source = text[starts[first] : starts[min(last, len(starts) - 1)]]
            if row and kind == "prose" and row.start == starts[first]:
                row = replace(row, shown=_show(source, parts, row.shown), kind="table")
                continue
            if row:
                yield row
            row = Passage(_show(source, parts), starts[first], first + 1, kind, place)
    if row:
        yield row


def marks(text: str) -> Iterator[Mark]:
    """Yield the comments that an author has written for the gates: ``<!-- quoted: 0.6 shannon -->``."""
    for place, block in placed(text):
        if isinstance(block, Token) and block.type == "html_block":
            for i, row in enumerate(block.content.splitlines()):
                name, colon, says = row.strip().removeprefix("<!--").removesuffix("-->").partition(":")
                if colon:
                    yield Mark(name.strip(), says.strip(), _line(block) + i, place)


def _seen(
    block: Directive | CodeBlock | Token, text: str, starts: list[int]
) -> Iterator[tuple[str, int, int, list[tuple[str, bool]]]]:
    """Yield what is seen of a block: the kind, the first line and the one after the last, and the parts.

    A part is a text to be found in these lines, after the one before it, and whether a reader reads it.
    """
    if isinstance(block, Directive) and block.name == "code-cell":
        header = text[starts[block.line] : starts[block.body_line - 1]]
        for found in CAPTION.finditer(header):
            first = block.line + header.count("\n", 0, found.start(3))
            lines = found[3].splitlines()
            yield found[2], first, first + len(lines), [(line.strip(), True) for line in lines]
    elif isinstance(block, Directive):
        yield "title", block.line - 1, block.line, [(block.argument, True)]
        if block.name in VERBATIM:
            lines = block.body.splitlines()
            kind = "formula" if block.name == "math" else "verbatim"
            yield (
                kind,
                block.body_line - 1,
                block.body_line - 1 + len(lines),
                [(line, True) for line in lines],
            )
    elif isinstance(block, Token) and block.map and block.content and block.type not in UNSEEN:
        first, end = block.map
        if block.type == "inline":
            yield "prose", first, end, list(_read(block.children or []))
        else:
            yield "formula", first, end, [(line.strip(), True) for line in block.content.splitlines()]


def _show(source: str, parts: list[tuple[str, bool]], shown: str = "") -> str:
    """Return a source with all but the parts that are read blank; ``shown`` has those of earlier cells."""
    result = list(shown or re.sub(r"[^\n]", " ", source))
    cursor = len(shown.rstrip())
    if shown:
        result[max(0, source.find("|", cursor))] = "|"  # what parts two cells
    for part, is_read in parts:
        at = source.find(part, cursor)
        if at >= 0:
            cursor = at + len(part)
            if is_read:
                result[at:cursor] = part
                if at and source[at - 1] in "$`" and source[cursor : cursor + 1] == source[at - 1]:
                    result[at - 1] = result[cursor] = source[at - 1]
    return "".join(result)


@lru_cache(maxsize=128)  # each gate asks again, of the same texts
def blocks(text: str) -> tuple[Directive | CodeBlock | Token, ...]:
    """Return the blocks of a text in order, those of a directive after it."""
    return tuple(_blocks(text))


def _blocks(text: str, before: int = 0) -> Iterator[Directive | CodeBlock | Token]:
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
                yield from _inner(directive.body, directive.body_line - 1)


@lru_cache(maxsize=20_000)  # a fault leaves what stands in the other directives
def _inner(body: str, before: int) -> tuple[Directive | CodeBlock | Token, ...]:
    return tuple(_blocks(body, before))


def _directive(token: Token) -> Directive:
    """Read the directive of a fence; its options are split from its body by MyST's own rules."""
    name, _, argument = token.info.strip().removeprefix("{").partition("}")
    # docutils' TestDirective takes any argument and content, and MyST leaves its options as they are. Behind
    # options it loses a blank line at the end, and would count it as one more before the body.
    parsed = _parsed(argument.strip(), token.content.rstrip())
    body_line = _line(token) + 1 + parsed.body_offset
    body = "\n".join(parsed.body)
    return Directive(name, argument.strip(), parsed.options, body, _line(token), body_line, token.content)


@lru_cache(maxsize=20_000)
def _parsed(argument: str, content: str) -> DirectiveParsingResult:
    return parse_directive_text(TestDirective, argument, content)


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _read(tokens: list[Token]) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a paragraph, and whether a reader reads each: not an address, nor most roles."""
    address = False
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            address = token.type == "link_open" and token.info == "auto"
            yield str(token.attrs.get("href", "")) if not address else "", False
        elif token.type == "image":
            yield from _read(token.children or [])
        elif token.type == "myst_role" and token.meta["name"] in READ:
            read, bracket, target = token.content.partition(" <")
            yield read, bool(bracket) or token.meta["name"] != "ref"
            yield bracket + target, False
        elif token.content:
            hidden = token.type in {"myst_role", "html_inline"} or (address and "://" in token.content)
            yield token.content, not hidden


@cache
def _parser() -> MarkdownIt:
    """Set the parser up as the pages have it: with the extensions that _config.yml enables."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    extensions = set(config["parse"]["myst_enable_extensions"])
    parser = create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)
    parser.disable("wordcount")  # nobody asks here how many words there are

    # A text with a fault planted in it differs from another in a paragraph: the others are read once.
    @lru_cache(maxsize=20_000)
    def parts(paragraph: str) -> list[Token]:
        found: list[Token] = []
        parser.inline.parse(paragraph, parser, {}, found)
        return found

    def read(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline":
                token.children = list(parts(token.content))

    parser.core.ruler.at("inline", read)
    return parser
