"""What an exercise states, one line each: every answer and slip with its value, and the figures of its text.

Figures are what a fault changes without breaking a sentence: numbers, signs, letters of formulas, units, and
words such as "larger", "divide" or "not". All other words may be written anew.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from infobook.checker.kinds import Choice, Formula, Number, Order, Proof
from manuscript.markup import Directive, passages
from manuscript.registry import Registered, RegisteredPart, RegisteredSlip, told_by

__all__ = ["TURNING", "Statement", "figures", "prose", "section", "statements"]

# Words that turn round what a sentence says, if they come, go or are exchanged. Of two opposites one is
# enough, and the rarer is here: who writes "cannot" for "can" brings it in.
TURNED_BY = r"""
    not no none never nothing neither nor without cannot must all every both some only always sometimes seldom
    more less fewer most least larger smaller largest smallest greater greatest higher highest lower lowest
    longer longest shorter shortest better best worse worst \w+er(?=[ ]than\b) below above under beyond
    before after last equal different opposite exactly inside outside left wrong false
    rises? falls? grows? shrinks? increases? decreases? increasing decreasing gains? loses? costs? saves?
    adds? subtracts? multipl(?:y|ies) divides? positive negative (?:in)?finite (?:in)?dependent discrete
    continuous convex concave twice half double upper lower rows? columns? minimum maximum wider? narrower?
    necessary sufficient if unless whenever off falling rising growing shrinking impossible unlikely certain
    symmetric unbounded linear conditional joint unknown truth belief label input variances? deviations?
    second nats? hartleys?
"""
TURNING = re.compile(rf"\b(?:{'|'.join(TURNED_BY.split())})\b", re.IGNORECASE)
WORDS = """
    add added adds subtract subtracted subtracts multiply multiplied multiplies divide divided divides
    average averaged averages sum minus plus times half
    halved twice double root square squared power factor sign turned swapped exchanged
    bit bits nat nats hartleys log ln percent
    one two three four five six seven eight nine ten eleven twelve thirteen third quarter hundred thousand
    million first second last next before after left right inside outside row rows column columns axis
    more less fewer larger smaller largest smallest most least higher lower above below inside under over up
    down too equal different not no none never nothing always all every only both without some cannot
    positive negative independent dependent discrete finite infinite continuous convex concave right wrong
    true false yes
"""
FIGURE = re.compile(
    r"\d+(?:\.\d+)?|[½⅓⅔¼¾⅙⅚⅛]|[-−+·×*/^=<>≤≥≈√∞∫Σ‖|%!²³⁴⁵⁶⁰ⁿ⁻¹ᵢ₀-₉]|\\[A-Za-z]+"
    r"|\b(?!(?:[aA]|I) [a-z])[A-Za-zα-ωΔ](?![a-z’'])"
    rf"|\b(?:{'|'.join([*WORDS.split(), *TURNED_BY.split()])})\b",
    re.IGNORECASE,
)

# What a question ends with.
SEE = re.compile(r"^See “\{ref\}`([^`]*)`”\.$", re.MULTILINE)

# A comment in a solution's code, but for those that promise an output: they are held against it.
COMMENT = re.compile(r"^(?!print\().*?(?:^|  +)# (?!prints: )(.*)$", re.MULTILINE)


CODE = re.compile(r"^```(?:python)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a solution computes with. What it prints is compared, but not everything that stands there is printed.
COMPUTED = re.compile(r"\d+(?:\.\d+)?|[-+*/%@<>=!]+|\b(?:not|and|or|if|for|else|min|max|log2?|exp|sum)\b")


@dataclass(frozen=True)
class Statement:
    """One thing that is stated of an exercise, and where."""

    line: int
    in_registry: bool
    says: str


def figures(text: str) -> str:
    """Return the figures of a text."""
    return " ".join(found[0] for found in FIGURE.finditer(text))


def prose(block: Directive) -> str:
    """Return what a reader reads of a question or a solution."""
    return "\n".join(passage.shown for passage in passages(block.body))


def section(question: Directive) -> str:
    """Return the label of the section that a question leads to: ``See “{ref}`sec-density`”.``."""
    return " ".join(SEE.findall(question.body))


def statements(entry: Registered, question: Directive, solution: Directive) -> Iterator[Statement]:
    """Yield what is stated in the question, the registry and the solution's prose."""
    name = entry.exercise.id
    yield Statement(question.line, False, f"{name} | question | {figures(prose(question))}")
    yield Statement(question.line, False, f"{name} | section | {section(question)}")
    for part in entry.parts:
        yield Statement(part.line, True, f"{name} | answer | {_answer(part)}")
    for told in told_by(entry):
        value = f" {_value(told.part, told.slip)}" if told.part and told.slip else ""
        yield Statement(told.line, True, f"{name} | {told.role}{value} | {figures(told.text)}")
    yield Statement(solution.line, False, f"{name} | solution | {figures(prose(solution))}")
    if computed := " ".join(COMPUTED.findall("\n".join(CODE.findall(solution.body)))):
        yield Statement(solution.line, False, f"{name} | code | {computed}")
    if comments := " ".join(COMMENT.findall(solution.body)):
        yield Statement(solution.line, False, f"{name} | comments | {figures(comments)}")


def _answer(part: RegisteredPart) -> str:
    match part.part:
        case Number(answer=answer, unit=unit):
            return f"{float(answer):.9g} {unit}".rstrip()
        case Order(needs=needs):
            return " ".join(f"{line}:{needed}" for line, needed in needs.items())
        case Formula(answer=answer) | Choice(answer=answer) | Proof(answer=answer):
            return answer
    return ast.unparse(part.answer) if part.answer else ""


def _value(part: RegisteredPart, slip: RegisteredSlip) -> str:
    if isinstance(part.part, Number):
        return f"{float(slip.slip.answer):.9g}"
    return slip.slip.answer if isinstance(slip.slip.answer, str) else ast.unparse(slip.answer)
