"""Turn MyST into plain Markdown with formulas in dollars, which JupyterLab, VS Code and Colab all read.

Few programs for notebooks know MyST. What it folds is folded in HTML.
"""

import html
import re
from collections.abc import Callable

from manuscript.markup import CodeBlock, Directive, blocks
from markdown_it.token import Token

from edition.page import Link, Page

__all__ = ["Text", "anchor"]

ROLE = re.compile(r"\{(?P<role>cite|cite:t|doc|eq|numref|prf:ref|ref|term)\}`(?P<key>[^`]+)`")
# So many signs stand side by side in a window of 900 pixels beside JupyterLab's list of files.
NARROW = 28
PAIRS = (("{", "}"), (r"\left", r"\right"))
HEADING = re.compile(r"^(#{1,6} )", re.MULTILINE)


class Text:
    """Reads the text of a page from top to bottom, beside the page."""

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
            case Token(type="myst_target"):
                return anchor(block.content)
        return ""  # a comment with which the author speaks to the gates

    def _directive(self, block: Directive) -> str:
        match block.name:
            case "math":
                if not block.label:
                    return _display(block.body)
                tag = rf"\tag{{{self._page.equation_number(block.label)}}}"
                return f"{anchor(f'equation-{block.label}')}\n{_display(block.body, tag)}"
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
        place = anchor(block.label) if block.label else ""
        quoted = f"{place}**{title}**\n\n{self.plain(block.body)}".splitlines()
        return "\n".join(f"> {line}".rstrip() for line in quoted)


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


def _display(formula: str, tag: str = "") -> str:
    """Set a formula on a line of its own: one line, so that a quotation's marks do not get into it.

    The starred environment keeps programs that number equations from doing so.
    """
    line = " ".join(formula.split())
    if r"\\" in line and r"\begin" not in line:
        line = rf"\begin{{aligned}} {line} \end{{aligned}}"
    elif r"\begin" not in line and _signs(line) > NARROW:
        lines = r" \\ ".join(_apart(line))
        line = rf"\begin{{gathered}} {lines} \end{{gathered}}" if r"\\" in lines else line
    return rf"$$\begin{{equation*}} {line} {tag} \end{{equation*}}$$".replace("  ", " ")


def _signs(formula: str) -> int:
    """Count the signs of a formula, about; those above one another count, too."""
    words = re.sub(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}", r"\1", formula)
    seen = re.sub(r"\\(?:left|right|q?quad|[,;:!])|[{}^_\s]", "", words)
    return len(re.sub(r"\\[a-zA-Z]+", "x", seen))


def _apart(formula: str) -> list[str]:
    """Part a formula from its condition, or from the next, at the wide spaces outside of brackets."""
    parts: list[str] = []
    for piece in re.split(r"\s*\\qquad\s*", formula):
        if parts and any(parts[-1].count(opens) != parts[-1].count(shuts) for opens, shuts in PAIRS):
            parts[-1] += rf" \qquad {piece}"
        else:
            parts.append(piece)
    return parts
