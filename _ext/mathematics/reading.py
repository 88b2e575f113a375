r"""Find every formula of a text, with the settings that hold where it stands.

Settings are comments, which no page shows and Jupyter hides:

``<!-- let p, q be distributions like r -->`` holds to the end of its section, or of its directive;
``<!-- here p = 1/4 -->`` holds for the next paragraph or display only.

And ``<!-- so D(p \,\|\, q) = \infty -->`` says as a formula what the words before it claim under what they
suppose: "If some $p_i > 0$ has $q_i = 0$, both sides are infinite".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from manuscript.markup import Directive, blocks
from markdown_it.token import Token

from mathematics.settings import Setting, book_settings, read_settings, statements

__all__ = ["Passage", "Written", "passages"]

UNIT = re.compile(r"\b(bit|nat|hartley)s?\b")
UNIT_BEFORE = re.compile(r"\b[Ii]n (?:\{term\}`)?(bit|nat|hartley)s\b[^.!?$]*$")
FAR = 60  # how many letters after a formula its unit may stand


@dataclass(frozen=True)
class Written:
    """A formula as it is written."""

    latex: str
    line: int
    label: str = ""  # of a displayed equation
    unit: str = ""  # the first unit named in the words after it
    lead: str = ""  # the words before it
    tail: str = ""  # the words after it
    last: bool = True  # whether it stands in the last sentence of its paragraph


@dataclass(frozen=True)
class Passage:
    """The formulas of a paragraph, a display, a cell of a table or a caption, with their settings."""

    formulas: tuple[Written, ...]
    settings: tuple[Setting, ...]
    section: str
    display: bool
    before: Passage | None = None  # whose sentence goes on in this one
    words: tuple[Written, ...] = ()  # what its words claim, said by the author as formulas


@dataclass
class _Scope:
    """The settings said so far; each goes when its section or directive ends."""

    said: list[tuple[int, int, tuple[Setting, ...]]] = field(default_factory=list)  # level, last line
    once: tuple[Setting, ...] = ()
    level: int = 1
    directives: list[int] = field(default_factory=list)  # their last lines

    def enter(self, line: int) -> None:
        self.said = [each for each in self.said if line <= each[1]]
        self.directives = [last for last in self.directives if line <= last]

    def heading(self, level: int) -> None:
        self.level = level
        self.said = [each for each in self.said if each[0] < level]

    def say(self, comment: str, file_line: int) -> None:
        for text in comment.splitlines():
            words = text.strip().removeprefix("<!--").removesuffix("-->").strip()
            if words.startswith("let "):
                last = min(self.directives, default=10**9)
                self.said.append((self.level, last, _settings(words, file_line)))
            elif words.startswith("here "):
                self.once += _settings(words.removeprefix("here "), file_line)

    def use(self) -> tuple[Setting, ...]:
        once, self.once = self.once, ()
        return (*book_settings(), *(s for _, _, each in self.said for s in each), *once)


def _settings(words: str, line: int) -> tuple[Setting, ...]:
    try:
        return read_settings(words)
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from error


def passages(text: str) -> Iterator[Passage]:
    """Yield the passages of a text that have formulas, in their order."""
    scope, section, heading = _Scope(), "", False
    passage: Passage | None = None
    before: Passage | None = None
    for block in blocks(text):
        if isinstance(block, Directive):
            scope.enter(block.line)
            formulas, display = _of_directive(block), block.name == "math"
            if not display:
                scope.directives.append(block.body_line + len(block.body.splitlines()))
        elif isinstance(block, Token):
            line = (block.map or [0])[0] + 1
            if block.type in {"inline", "math_block", "math_block_label", "amsmath", "heading_open"}:
                scope.enter(line)
            if block.type == "heading_open":
                scope.heading(int(block.tag[1:]))
                heading = True
            elif block.type == "inline" and heading:
                section, heading = block.content, False
            elif block.type == "html_block" and block.content.startswith("<!--"):
                scope.enter(line)
                scope.say(block.content, line)
                words = _words(block.content, line)
                if words and passage:
                    said = replace(passage, words=passage.words + words)
                    passage, before = said, said if before is passage else before
            formulas, display = _of_token(block, line), block.type != "inline"
        else:
            continue
        written = block.content if isinstance(block, Token) else block.body
        if formulas:
            joined = before if display or re.match(r"[a-z$]", written) else None
            if passage:
                yield passage
            passage = Passage(tuple(formulas), scope.use(), section, display, joined)
            before = passage if _goes_on(written) else None
        elif isinstance(block, Directive) or block.type == "inline":
            before = None
    if passage:
        yield passage


def _words(comment: str, line: int) -> tuple[Written, ...]:
    """Read the formulas of a comment that starts with "so"."""
    match = re.fullmatch(r"<!-- so (.+) -->", comment.strip())
    return tuple(Written(latex, line) for latex in statements(match[1])) if match else ()


def _goes_on(written: str) -> bool:
    """Tell whether the sentence goes on after a paragraph or a display."""
    return not re.search(r"[.!?)}]$|\.\s*\}?\$*$", written.strip())


def _of_directive(directive: Directive) -> list[Written]:
    if directive.name == "math":
        latex = f"{directive.argument}\n{directive.body}".strip()
        return [Written(latex, directive.body_line, directive.label or "")]
    if directive.name == "code-cell":
        return _inline(directive.options.get("mystnb", ""), directive.line)
    return _inline(directive.argument, directive.line)


def _of_token(token: Token, line: int) -> list[Written]:
    if token.type in {"math_block", "math_block_label", "amsmath"}:
        return [Written(token.content.strip(), line, token.info if "label" in token.type else "")]
    return _inline(token.content, line) if token.type == "inline" else []


INLINE = re.compile(r"(?<![\\$`])\$(?!\$)((?:[^$\\]|\\.)+?)\$(?!\$)", re.DOTALL)


def _inline(text: str, line: int) -> list[Written]:
    """Find the formulas between dollars."""
    found = []
    for match in INLINE.finditer(text):
        after = re.split(r"(?<=[.;:])\s", text[match.end() : match.end() + FAR], maxsplit=1)[0]
        unit = UNIT.search(after) or UNIT_BEFORE.search(text[: match.start()])
        at = line + text.count("\n", 0, match.start())
        lead = text[max(0, match.start() - FAR) : match.start()].rpartition("$")[2]
        tail = text[match.end() : match.end() + FAR].partition("$")[0]
        last = not re.search(r"[.!?]\)?\s", text[match.end() :])
        found.append(Written(match[1].strip(), at, "", f"{unit[1]}s" if unit else "", lead, tail, last))
    return found
