"""Turn a recorded chapter into the notebook that a runner opens.

Its text becomes plain Markdown with formulas in dollars, which JupyterLab, VS Code and Colab all read,
since few programs for notebooks know MyST; a solution is folded in HTML. Code and outputs are the record's.
"""

import copy
import html
import re
from collections.abc import Callable

import nbformat
from manuscript.markup import CodeBlock, Directive, blocks
from markdown_it.token import Token
from nbformat import NotebookNode

from edition.page import Link, Page

__all__ = ["make_chapter"]

ROLE = re.compile(r"\{(?P<role>cite|cite:t|eq|numref|ref|term)\}`(?P<key>[^`]+)`")
HEADING = re.compile(r"^(#{1,6} )", re.MULTILINE)


def make_chapter(record: NotebookNode, page: Page, address: Callable[[str], str]) -> NotebookNode:
    """Make the notebook; ``address`` turns a link of the page into one of the edition."""
    text = _Text(page, address)
    metadata = {"kernelspec": copy.deepcopy(record.metadata["kernelspec"])}
    notebook: NotebookNode = nbformat.v4.new_notebook(metadata=metadata)
    for recorded in record.cells:
        cell = copy.deepcopy(recorded)
        if cell.cell_type == "markdown":
            cell.source = text.plain(cell.source)
            # What was only a comment or a target leaves no empty cell.
            notebook.cells += [cell] if cell.source else []
            continue
        if "hide-input" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"source_hidden": True}
        notebook.cells.append(cell)
        figure = cell.metadata.get("mystnb", {}).get("figure")
        if figure:
            number = page.figure_number(figure["name"])
            caption = text.plain(figure["caption"].strip())
            below = nbformat.v4.new_markdown_cell(f"**{number}** {caption}", id=f"{cell.id}-caption")
            notebook.cells.append(below)
    page.check_all_used()
    nbformat.validate(notebook)
    return notebook


class _Text:
    """Reads the text of a chapter from top to bottom, beside the page."""

    def __init__(self, page: Page, address: Callable[[str], str]) -> None:
        self._page = page
        self._address = address

    def plain(self, source: str) -> str:
        """Turn MyST into Markdown."""
        lines, made, done = source.splitlines(), [], 0
        for block in blocks(source):
            first, end = _extent(block)
            # What stands inside a block is turned with it.
            if first < done or first == end:
                continue
            made += [self._prose(lines[done:first]), self._turned(block, lines[first:end])]
            done = end
        made.append(self._prose(lines[done:]))
        return re.sub(r"\n{3,}", "\n\n", "\n\n".join(made)).strip()

    def _prose(self, lines: list[str]) -> str:
        text = "\n".join(lines).strip("\n")
        numbered = HEADING.sub(lambda marks: marks[0] + self._page.next_section_number(), text)
        return ROLE.sub(self._reference, numbered)

    def _reference(self, role: re.Match[str]) -> str:
        keys = role["key"].split(",") if role["role"].startswith("cite") else [role["key"]]
        if role["role"] == "cite:t":
            return ", ".join(self._link(self._page.next_citation()) for _ in keys)
        shown = "; ".join(self._link(self._page.next_link()) for _ in keys)
        return f"({shown})" if role["role"] == "cite" else shown

    def _link(self, link: Link) -> str:
        address = self._address(link.target)
        return f"[{link.words}]({address})" if address else link.words

    def _turned(self, block: Directive | CodeBlock | Token, lines: list[str]) -> str:
        match block:
            case Directive():
                return self._directive(block)
            case CodeBlock():
                return "\n".join(lines)
            case Token(type="math_block"):
                return _display(block.content)
        return ""  # a target, or a comment with which the author speaks to the gates

    def _directive(self, block: Directive) -> str:
        match block.name:
            case "math":
                tag = rf"\tag{{{self._page.equation_number(block.label)}}}" if block.label else ""
                return _display(block.body, tag)
            case "solution":
                title = html.escape(f"Solution to {self._page.title(block.argument)}", quote=False)
                summary = f"<details>\n<summary>{title}</summary>"
                # With blank lines around it, what is folded is read as Markdown.
                return f"{summary}\n\n{self.plain(block.body)}\n\n</details>"
            case "tab-set":
                return self.plain(block.body)
            case "tab-item":
                return f"**{block.argument}**\n\n{self.plain(block.body)}"
        title = self._page.title(block.label) if block.label else block.argument or "Proof"
        quoted = f"**{title}**\n\n{self.plain(block.body)}".splitlines()
        return "\n".join(f"> {line}".rstrip() for line in quoted)


def _extent(block: Directive | CodeBlock | Token) -> tuple[int, int]:
    """Return the first line of what must be turned, and the one after the last; of prose, nothing."""
    match block:
        case Directive(line=line, content=inner) | CodeBlock(line=line, code=inner):
            return line - 1, line + 1 + inner.count("\n")
        case Token(type="math_block" | "myst_target" | "html_block", map=[first, end]):
            return first, end
    return 0, 0


def _display(formula: str, tag: str = "") -> str:
    """Set a formula on a line of its own: one line, so that a quotation's marks do not get into it.

    The starred environment keeps programs that number equations from doing so.
    """
    line = " ".join(formula.split())
    if r"\\" in line and r"\begin" not in line:
        line = rf"\begin{{aligned}} {line} \end{{aligned}}"
    return rf"$$\begin{{equation*}} {line} {tag} \end{{equation*}}$$".replace("  ", " ")
