"""A formula as one line of plain text, for places that take nothing else: ``D(p ‖ q) = ∑ᵢ pᵢ log₂ pᵢ/qᵢ``."""

import functools
import re
import unicodedata
from xml.etree import ElementTree

from .mathml import CONVERTER

__all__ = ["plain_text"]

LOWERED = str.maketrans("0123456789+-−=aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
RAISED = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ",
)
# What stands over a letter, as the combining character that does the same.
ACCENTS = {"ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "\u0332": "\u0304", "‾": "\u0304"}
BRACES = "⏞⏟"
APPLY = "\u2061"  # stands, unseen, between a function and its argument
# What needs no brackets in a fraction or a script: a number, a letter with its marks, what has brackets.
ONE_THING = re.compile(r"[\d.]+|[^\W\d][₀-ₜᵢ-ᵪ⁰-ⁿᴬ-ᵡ²³¹′\u0300-\u036f]*|[^\W\d]?\([^()]*\)|√\([^()]*\)")


@functools.cache
def plain_text(latex: str) -> str:
    """Return the formula as one line."""
    mathml = CONVERTER.convert_with_local_state(latex, displaystyle=False)
    line = _line(ElementTree.fromstring(mathml.replace("&ApplyFunction;", APPLY)))
    line = re.sub(rf"{APPLY}+(?=[(\[])", "", line).replace(APPLY, " ").replace("...", "…")
    kept = (c for c in line if c in ACCENTS.values() or unicodedata.category(c) not in ("Cf", "Mn"))
    return re.sub(r"(?<=[(\[])\s+|\s+(?=[)\],.;])", "", " ".join("".join(kept).split()))


def _line(node: ElementTree.Element) -> str:
    parts = [_line(child) for child in node]
    match node.tag:
        case "mo":
            return _operator(node)
        case "mspace":
            return " " if node.get("width") else ""
        case "mfrac" if node.get("linethickness") == "0":
            return " over ".join(parts)
        case "mfrac":
            fraction = "/".join(map(_whole, parts)) + " "
            return f" {fraction}" if fraction[0] == "(" else fraction
        case "msqrt":
            return f"√{_whole(''.join(parts))}"
        case "msub" | "munder" if not (parts[1] in BRACES or " " in parts[1] or node[0].tag == "munder"):
            return _scripts(node, parts[0], _lowered(parts[1]))
        case "msup":
            return _scripts(node, parts[0], _raised(parts[1]))
        case "msub" | "munder" | "mover":
            return _beside(*parts)
        case "msubsup" | "munderover":
            return _scripts(node, parts[0], _lowered(parts[1]) + _raised(parts[2]))
        case "mtr":
            return " ".join(parts)
        case "mtable":
            return re.sub(r"(?<=[,.;]);", "", "; ".join(map(str.strip, parts)))
    return (node.text or "") + "".join(parts)


def _operator(node: ElementTree.Element) -> str:
    sign = node.text or ""
    if len(sign) > 1 and sign.isalpha():
        return f" {sign}{APPLY}"
    if sign in (",", ";"):
        return sign if node.get("rspace") == "0" else f"{sign} "
    relates = unicodedata.category(sign[:1] or " ") == "Sm" and sign not in f"∑∏∫∬√∂∇{BRACES}"
    return f" {sign} " if relates and node.get("lspace") != "0" else sign


def _scripts(node: ElementTree.Element, base: str, scripts: str) -> str:
    if base.endswith(APPLY):
        return f"{base.rstrip(APPLY)}{scripts}{APPLY}"
    return f"{base}{scripts} " if node.tag in ("munder", "munderover") else base + scripts


def _beside(base: str, mark: str) -> str:
    """Put an accent on its letter, forget a brace, and say in brackets what stands under or over one."""
    if mark in BRACES:
        return base
    return base + ACCENTS[mark] if mark in ACCENTS else f"{base.strip()} ({mark.strip()}) "


def _whole(part: str) -> str:
    part = part.strip()
    return part if ONE_THING.fullmatch(part) else f"({part})"


def _lowered(part: str) -> str:
    return _small(part, LOWERED, "_")


def _raised(part: str) -> str:
    part = part.strip()
    if set(part) <= set("′″*∗"):
        return part.replace("∗", "*")
    return _small(part, RAISED, "^")


def _small(part: str, alphabet: dict[int, int], sign: str) -> str:
    close = part.replace(" ", "")
    return close.translate(alphabet) if all(ord(c) in alphabet for c in close) else f"{sign}{_whole(part)}"
