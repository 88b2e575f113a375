"""Turn a recorded chapter into the notebook that a runner opens.

Its text becomes plain Markdown, since most programs for notebooks know no MyST;
only a solution stays a directive, so that JupyterLab folds it. Code and outputs are the record's.
"""

import copy
import re
from collections.abc import Callable
from itertools import takewhile

import nbformat
from nbformat import NotebookNode

from edition.page import Link, Page

__all__ = ["make_chapter"]

ROLE = re.compile(r"\{(?P<role>cite|cite:t|eq|numref|ref|term)\}`(?P<key>[^`]+)`")
FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})(?:\{(?P<name>[\w:-]+)\} *(?P<argument>.*))?")
OPTION = re.compile(r"^:([\w-]+): *(.*)$")
HEADING = re.compile(r"^(#{1,6} )")
# Targets, and comments with which the author speaks to the gates.
UNSEEN = re.compile(r"^\([\w-]+\)=$|^<!--.*-->$")


def make_chapter(record: NotebookNode, page: Page, address: Callable[[str], str]) -> NotebookNode:
    """Make the notebook; ``address`` turns a link of the page into one of the edition."""
    text = _Text(page, address)
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": copy.deepcopy(record.metadata["kernelspec"])})
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
        lines, made = iter(source.splitlines()), []
        for line in lines:
            opened = FENCE.match(line)
            if not opened:
                if not UNSEEN.match(line):
                    made.append(self._line(line))
                continue
            fence = opened["fence"]
            inner = list(takewhile(lambda line, fence=fence: line.rstrip() != fence, lines))
            if opened["name"]:
                made += ["", self._directive(opened["name"], opened["argument"], inner), ""]
            else:
                made += [line, *inner, fence]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(made)).strip()

    def _line(self, line: str) -> str:
        numbered = HEADING.sub(lambda marks: marks[0] + self._page.next_section_number(), line)
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

    def _directive(self, name: str, argument: str, inner: list[str]) -> str:
        given = [OPTION.match(line) for line in inner]
        options = {found[1]: found[2] for found in takewhile(bool, given)}
        body = "\n".join(inner[len(options) :]).strip()
        label = options.get("label", "")
        match name:
            case "math":
                return self._equation(body, label)
            case "solution":
                title = f"Solution to {self._page.title(argument)}"
                return f"`````{{admonition}} {title}\n:class: dropdown\n\n{self.plain(body)}\n`````"
            case "tab-set":
                return self.plain(body)
            case "tab-item":
                return f"**{argument}**\n\n{self.plain(body)}"
        title = self._page.title(label) if label else argument or "Proof"
        quoted = f"**{title}**\n\n{self.plain(body)}".splitlines()
        return "\n".join(f"> {line}".rstrip() for line in quoted)

    def _equation(self, body: str, label: str) -> str:
        # On one line, because in a quotation the marks of further lines would be read as relations; starred,
        # because JupyterLab's MyST would else count the equation in its own way.
        line = " ".join(body.split())
        if r"\\" in line and r"\begin" not in line:
            line = rf"\begin{{aligned}} {line} \end{{aligned}}"
        tag = rf" \tag{{{self._page.equation_number(label)}}}" if label else ""
        return rf"\begin{{equation*}} {line}{tag} \end{{equation*}}"
