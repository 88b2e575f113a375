"""How people write what the grammar spells otherwise: one table, which the page's script reads as well.

Each line is a pattern, in the syntax that Python and JavaScript share, and what is written in its place. They
are applied from top to bottom.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["ALIASES", "BRACKETS", "LABEL", "REWRITES", "respelled", "with_brackets"]


def _word(word: str) -> str:
    return rf"\b[{word[0].upper()}{word[0]}]{word[1:]}\b"


ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
PARTS = {
    "hal(?:f|ves)": 2, "thirds?": 3, "(?:quarter|fourth)s?": 4, "fifths?": 5, "sixths?": 6, "eighths?": 8,
    "tenths?": 10,
}  # fmt: skip
# Numbers in words, such as "two", "twenty-five", "one half", "three quarters" and "half a bit".
WORDS = [
    (r"\b[Aa]n? (?=(?:" + "|".join(PARTS) + r")\b)", "1 "),
    *((_word(word), str(number)) for number, word in enumerate(ONES)),
    *((_word(word) + r"[- ](?=[1-9]\b)", str(number)) for number, word in enumerate(TENS, 2)),
    *((_word(word), f"{number}0") for number, word in enumerate(TENS, 2)),
    *((rf"(\d+)[- ]{part}\b", f"($1/{number})") for part, number in PARTS.items()),
    (r"\b[Hh]alf\b", "(1/2)"),
    (r"^(\d+) and \((\d+/\d+)\)", "($1+$2)"),
    (r"^(\d+) (?:and )?([1-9]\d?/\d+)(?= |$)", "($1+$2)"),
    (r"^an? (?=(?:bit|nat|hartley)\b)|^a single ", "1 "),
    (r"^[Nn]o (?=(?:bit|nat|hartley)s?\b)", "0 "),
    (r"\) (?:of )?an? (?=(?:bit|nat|hartley)\b)", ") "),
    (r" (?:to the(?: power(?: of)?)?|raised to(?: the)?) ", "^"),
    (r" squared\b", "^2"),
    (r" cubed\b", "^3"),
    (r"\bthe\b", " "),
    (r" times(?: as [a-z]+)?$", ""),
    (r" (?:(?:in|on|for) )?each(?: (?:one|pan|side))?$", ""),
    (r"^(-?\d+) point (\d)\b", "$1.$2"),
    (r"\b[Tt]wice\b", "2*"),
    (r"^(\d+) to (\d+)$", "$1:$2"),
]

REWRITES = [
    ("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\t-\r]", " "),
    ("[\u200b\u2060\ufeff]", ""),
    (r"^[\s\"'`$“”]+|[\s\"'`$“”]+$", ""),
    (r"[\s;?…]+$|([^.\s])\s*\.+$", "$1"),
    (r"^(?:[Tt]he answer(?: is)?|[Aa]nswer|[Ii]t is)[\s:]+", ""),
    (r"^(?:[Aa]pprox(?:imately|\.)?|[Aa]bout|[Aa]round|[Rr]oughly|[Ee]xactly|[Cc]a\.?)\s+| exactly$", ""),
    ("[−–—‐‑－]", "-"),
    ("，", ","),
    # LaTeX
    (r"\\sqrt\s*\{([^{}]*)\}", " sqrt($1)"),
    (r"\\[dt]?frac\s*(\d)\s*(\d)", "(($1)/($2))"),
    *[(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", "(($1)/($2))")] * 3,  # inside one another
    (r"\\infty\b", "inf"),
    (r"\\(?:cdot|times)\b|[×·⋅∙∗]", "*"),
    (r"\\approx\b|[≈≃≅~]|:=|==", "="),
    (r"\\(?:left|right)?", ""),
    (r"[\[{]", "("),
    (r"[\]}]", ")"),
    # Python
    (r"\*\*", "^"),
    (r"\b(?:np|numpy|torch)\.log\(", "ln("),
    (r"\bmath\.log\(([^,()]*)\)", "ln($1)"),
    (r"\b(?:np|numpy|torch|math|scipy\.special)\.([a-z])", "$1"),
    (r"(\d)_(?=\d)", "$1"),
    (r"\bfloat\(['\"](-?inf)(?:inity)?['\"]\)", "$1"),
    # words
    (r"\bsquare root(?: of)?\b|\broot of\b|√", " sqrt "),
    (r"\blog(?:arithm)?(?: to)?(?: the)? base (2|10)\b(?: of\b)?", " log$1 "),
    (r"\bfactorial\s*\(([^()]*)\)", "(($1)!)"),
    (r"\s*\bfactorial\b", "!"),
    (r"\bdivided by\b|\bover\b|[÷∕⁄]", "/"),
    *WORDS,
    (r"^oo$|^[Uu]nbounded$|^[Ii]nfinitely (?:many|large)$", "inf"),
    (r"^(?:none|[Nn]othing|[Nn]o change)$", "0"),
    (r"(\d) thousand\b", "$1*10^3"),
    (r"(\d) million\b", "$1*10^6"),
    (r"(\d) billion\b", "$1*10^9"),
    # What an amount is of or given, which is not computed here: H(X|Y)
    (r"([A-Za-z])\([^()]*[|‖;][^()]*\)", "$1()"),
    (r"^(\d+) (?:in|out of) (\d+)$", "$1/$2"),
    (r"\btimes\b", "*"),
    (r"\bplus\b", "+"),
    (r"\b(?:minus|[Nn]egative)\b", "-"),
    (r"\s*(?:\b[Pp]er ?cent\b|([\d\s])pct\b)", "$1%"),
    (r"(\d+)\s*(?:choose|nCr|C)\s*(\d+)", "comb($1, $2)"),
    (r"\bC\((?=[^()]*,)", "comb("),
    # digits and letters of other kinds
    (r"log\s*_\s*(?:\(\s*(2|10)\s*\)|(2|10)(?!\d))", "log$1$2"),
    (r"log\s*_\s*(?:\(\s*e\s*\)|e\b)", "ln"),
    ("log₂", "log2 "), ("log₁₀", "log10 "), ("ₑ", "_e"), ("π", " pi "), ("∞", " inf "),
    ("ε", " e1 "), ("σ", " sigma "), ("ρ", " rho "), ("μ", " mu "), ("α", " alpha "),
    (r"(\d+)([½¼¾⅓⅔⅛⅜⅝⅞])", "($1+$2)"),
    (r"^(\d+) ([½¼¾⅓⅔⅛⅜⅝⅞])", "($1+$2)"),
    ("½", "(1/2)"), ("¼", "(1/4)"), ("¾", "(3/4)"), ("⅓", "(1/3)"), ("⅔", "(2/3)"),
    ("⅛", "(1/8)"), ("⅜", "(3/8)"), ("⅝", "(5/8)"), ("⅞", "(7/8)"), ("ⁿ", "^n"),
    (r"(\d)['’](?=\d{3}(?!\d))", "$1"),
]  # fmt: skip
# Names that stand for a name of the grammar.
ALIASES = {
    "binom": "comb", "nCr": "comb", "ncr": "comb", "choose": "comb",
    "ld": "log2", "lb": "log2", "log_e": "ln", "infinity": "inf", "infinite": "inf",
}  # fmt: skip
# What stands before an answer and names it: n =, H(X|Y=0) =, dL/dq =, H(X,Y) - H(X) =, or the sign alone.
LABEL = (
    r"^(?:\s*(?!(?:log|ln|lg|ld|lb|sqrt|exp|comb|binom|max|min|abs)[\d_]*\b)"
    r"(?:[A-Za-z_][\w' ]*(?:\([^()]*\))?|[d∂][A-Za-z]*/[d∂][A-Za-z]+)?\s*="
    r"|[^=]*\b[HIDh]\([^()]*\)[^=]*=)+"
)

# Where brackets are missing: a pattern, what may have been meant, and how the learner is asked for them. It
# is taken if the answer is right so. But if it can be read without, or how far a divisor goes is not clear,
# the learner is asked.
_NAME = r"(log2(?!\d) ?|log10(?!\d) ?|log |lg |ln ?|exp |sqrt ?)"
_FACTOR = r"(?=[\w(])(?:\d[\d.,]*)?(?:[A-Za-z]\w*)?(?:\([^()]*\))?[!²³]?"
BRACKETS = [
    (rf"{_NAME}([A-Za-z]\w*!?|\d[\d.,]*!?)", "$1($2)", ""),
    (rf"{_NAME}({_FACTOR}(?:(?: ?[*/^] ?|[-+]| (?=pi\b|e\b)){_FACTOR})*)", "$1($2)", "brackets"),
    (r"(\d+/\d+) (?=\(|ln)", "($1) ", ""),
    (rf"(/)({_FACTOR}(?:[-+*/^]{_FACTOR})+)", "$1($2)", "divided"),
]


def _for_python(meant: str) -> str:
    return meant.replace("$1", r"\1").replace("$2", r"\2")


_COMPILED = [(re.compile(pattern, re.ASCII), _for_python(meant)) for pattern, meant in REWRITES]


def with_brackets(text: str) -> list[tuple[str, str, str]]:
    """List how a text may have been meant that lacks brackets, each with how to ask for them, and of what."""
    text = respelled(text)
    readings = []
    for pattern, meant, ask in BRACKETS:
        if found := re.search(pattern, text, re.ASCII):
            reading = re.sub(pattern, _for_python(meant), text, flags=re.ASCII)
            readings.append((reading, ask, found[1].strip()))
    return readings


@lru_cache(maxsize=16)  # read for its sides, its unit and its tokens, an answer is respelled each time
def respelled(text: str) -> str:
    """Write a text as the grammar has it."""
    for pattern, meant in _COMPILED:
        text = pattern.sub(meant, text)
    return text
