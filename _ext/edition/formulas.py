"""Set formulas so that a narrow window shows them whole: broken before a relation, a plus or minus, or words.

How wide a formula is drawn is estimated by its signs, which is enough to tell where to break it.
"""

import re
from collections.abc import Iterator

__all__ = ["WIDTH", "display", "inline"]

# So many signs stand side by side in a window of 900 pixels beside JupyterLab's list of files; of these the
# number of an equation takes some.
WIDTH, TAG = 34, 6
ROW = re.compile(r"\s*\\\\(?:\[[^\]]*\])?\s*")
ALIGNED = re.compile(r"\\begin\{aligned\}(.*)\\end\{aligned\}(.*)")
WORDS = r"\\(?:text|mathrm|operatorname|texttt)\{([^{}]*)\}"
TOKEN = re.compile(rf"{WORDS}|\\[a-zA-Z]+|\\.|.")
OPEN = {"(", "[", "{", r"\{", r"\left", r"\begin", r"\lceil", r"\lfloor"}
SHUT = {")", "]", "}", r"\}", r"\right", r"\end", r"\rceil", r"\rfloor"}
RELATIONS = r"=|<|>|\\(?:le|ge|approx|sim|longrightarrow|Longrightarrow|Longleftrightarrow|iff)"
# Where a line may end, best first.
BREAKS = (r"\\qquad", RELATIONS, r"[-+]|\\pm", r"\\text\{.*")
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")


def display(formula: str, tag: str = "", width: int = WIDTH) -> str:
    """Set a formula on a line of its own: one line, so that a quotation's marks do not get into it.

    The starred environment keeps programs that number equations from doing so.
    """
    line, width = " ".join(formula.split()), width - TAG * bool(tag)
    found = ALIGNED.fullmatch(line)
    if found:
        rows = ROW.split(found[1].strip())
        rows[-1] += found[2]
        if _widest(rows) > width:
            line = _broken([row.replace("&&", r"\qquad") for row in rows], width)
    elif r"\\" not in line:
        line = _broken([line], width) if _signs(line) > width else line
    elif r"\begin" not in line:
        line = _broken(ROW.split(line), width)
    return rf"$$\begin{{equation*}} {line} {tag} \end{{equation*}}$$".replace("  ", " ")


def inline(formula: str, width: int = WIDTH) -> str:
    """Part a long formula in a sentence before its relations, so that a line can end there."""
    parts = _pieces(formula, RELATIONS) if _signs(formula) > width else [formula]
    return " ".join(f"${part.strip()}$" for part in parts)


def _broken(rows: list[str], width: int) -> str:
    """Set rows in lines that are narrow enough, in the middle if nothing but conditions had to be parted."""
    lines: list[str] = []
    for row in rows:
        first, *conditions = _pieces(row.replace("&", ""), BREAKS[0])
        start = r"\quad " if "&" in row and not row.partition("&")[0].strip() else ""
        lines += [start + line for line in _lines(first, width, BREAKS[1:])]
        for condition in conditions:
            lines += _lines(condition.removeprefix(r"\qquad").strip(), width, BREAKS[1:])
    if len(lines) == 1:
        return lines[0]
    if any(line.startswith(r"\quad") for line in lines):
        return r"\begin{aligned} & " + r" \\ & ".join(lines) + r" \end{aligned}"
    return r"\begin{gathered} " + r" \\ ".join(lines) + r" \end{gathered}"


def _lines(formula: str, width: int, breaks: tuple[str, ...]) -> list[str]:
    """Part a formula that is too wide; what goes on in the next line stands further in."""
    if _signs(formula) <= width or not breaks:
        return [formula.strip()]
    pieces = list(_pieces(formula, breaks[0]))
    if len(pieces) == 1:
        return _lines(formula, width, breaks[1:])
    lines = [""]
    for piece in pieces:
        if _signs(lines[-1] + piece) <= width:
            lines[-1] += piece
        else:
            lines += _lines(piece, width, breaks[1:])
    first, *others = [line.strip() for line in lines if line.strip()]
    return [first, *(line if line.startswith(r"\text") else rf"\quad {line}" for line in others)]


def _pieces(formula: str, breaks: str) -> Iterator[str]:
    """Part a formula before some signs outside of all brackets; a minus before a first term parts nothing."""
    piece, depth, before = "", 0, ""
    for found in TOKEN.finditer(formula):
        token = found[0]
        is_sign = token in "+-" and re.fullmatch(rf"|[-+,]|{RELATIONS}", before)
        if depth == 0 and piece.strip() and not is_sign and re.fullmatch(breaks, token):
            yield piece
            piece = ""
        depth += (token in OPEN) - (token in SHUT)
        piece += token
        before = before if token.isspace() or token in (r"\;", r"\,", r"\quad") else token
    yield piece


def _widest(rows: list[str]) -> int:
    """Count the signs of aligned rows: those of the widest left side, and of the widest right one."""
    sides = [row.partition("&")[::2] for row in rows]
    return max(_signs(left) for left, _ in sides) + max(_signs(right) for _, right in sides)


def _signs(formula: str) -> int:
    """Count the signs of a formula that stand side by side, about."""
    seen = re.sub(WORDS, lambda words: words[1].replace(" ", "i"), formula)
    seen = re.sub(r"[\^_]\{([^{}]*)\}", r"\1", seen)
    while found := FRACTION.search(seen):
        seen = seen[: found.start()] + max(found[1], found[2], key=len) + seen[found.end() :]
    seen = re.sub(r"\\(log|ln|max|min|exp)(?![a-zA-Z])", r"\1", seen)
    seen = re.sub(r"\\(?:left|right|[bB]igg?[lrm]?|mathbb|mathbf)(?![a-zA-Z])|\\[,;:! ]|&", "", seen)
    return len(
        re.sub(r"[{}^_\s]", "", re.sub(r"\\q?quad", "xx", re.sub(r"\\[a-pr-zA-Z][a-zA-Z]*|\\.", "x", seen)))
    )
