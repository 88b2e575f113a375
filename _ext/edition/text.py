"""Turn MyST into plain Markdown with formulas in dollars, which JupyterLab, VS Code and Colab all read.

Few programs for notebooks know MyST. What it folds is folded in HTML.
"""

import html
import re
from collections.abc import Callable

from manuscript.markup import CodeBlock, Directive, blocks
from markdown_it.token import Token

from edition.formulas import WIDTH, display, inline
from edition.live import still
from edition.page import Link, Page

__all__ = ["Text", "anchor"]

ROLE = re.compile(r"\{(?P<role>cite|cite:t|doc|eq|numref|prf:ref|ref|term)\}`(?P<key>[^`]+)`")
INDENT = 7  # signs that a quotation's margins take
FORMULA = re.compile(r"(?<![\\$`])\$(?!\$)([^$`]+)\$(?!\$)")
HEADING = re.compile(r"^(#{1,6} )", re.MULTILINE)


class Text:
    """Reads the text of a page from top to bottom, beside the page."""

    def __init__(self, page: Page, address: Callable[[str], str]) -> None:
        self._page = page
        self._address = address
        self._width = WIDTH  # of formulas; what is quoted has less room

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
        parted = FORMULA.sub(lambda formula: inline(formula[1], self._width), numbered)
        return ROLE.sub(self._reference, parted)

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
                return display(block.content, width=self._width)
            case Token(type="myst_target"):
                return anchor(block.content)
        return ""  # a comment with which the author speaks to the gates

    def _directive(self, block: Directive) -> str:
        match block.name:
            case "math":
                if not block.label:
                    return display(block.body, width=self._width)
                tag = rf"\tag{{{self._page.equation_number(block.label)}}}"
                return f"{anchor(f'equation-{block.label}')}\n{display(block.body, tag, self._width)}"
            case "solution":
                # No form is folded and drawn everywhere. JupyterLab does both with this, so does VS Code's
                # renderer (markdown-it with KaTeX), and Colab lets such HTML through. JupyterLab's MyST folds
                # only admonitions of the class "dropdown", which the others show as raw text. A folded
                # heading takes along all that comes below it, and only JupyterLab folds it.
                title = html.escape(f"Solution to {self._page.title(block.argument)}", quote=False)
                summary = f"<details>\n<summary>{title}</summary>"
                # With blank lines around it, what is folded is read as Markdown.
                return f"{summary}\n\n{self.plain(block.body)}\n\n</details>"
            case "explorable":
                return self._still(block)
            case "tab-set":
                return self.plain(block.body)
            case "tab-item":
                return f"**{block.argument}**\n\n{self.plain(block.body)}"
        title = self._page.title(block.label) if block.label else block.argument or "Proof"
        place = anchor(block.label) if block.label else ""
        self._width -= INDENT
        quoted = f"{place}**{title}**\n\n{self.plain(block.body)}".splitlines()
        self._width += INDENT
        return "\n".join(f"> {line}".rstrip() for line in quoted)

    def _still(self, block: Directive) -> str:
        """Show an explorable as it is at first: the picture, with its caption below."""
        name = block.options["name"]
        caption = f"**{self._page.figure_number(name)}** {self.plain(block.body)}"
        return f"{anchor(name)}\n{still(block)}\n\n{caption}"


def _extent(block: Directive | CodeBlock | Token) -> tuple[int, int]:
    """Return the first line of what must be turned, and the one after the last; of prose, nothing."""
    match block:
        case Directive(line=line, content=inner) | CodeBlock(line=line, code=inner):
            return line - 1, line + 1 + inner.count("\n")
        case Token(type="math_block" | "myst_target" | "html_block", map=[first, end]):
            return first, end
    return 0, 0


def anchor(place: str) -> str:
    """Make a place that a link can lead to; JupyterLab lets it through under a name of its own."""
    return f'<a id="{place}"></a>'
