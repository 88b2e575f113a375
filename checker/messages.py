"""What a learner is told when no misconception of the exercise itself fits: kind, short and specific.

The page's script takes the same texts, so ``{name}`` is all the formatting they use.
"""

from __future__ import annotations

__all__ = ["MESSAGES", "say"]

MESSAGES = {
    # verdicts
    "right": "Right.",
    "not-yet": "Not yet.",
    "open": "Not attempted yet.",
    # numbers
    "sign": "The size is right, the sign is not.",
    "near": "Very near. Keep more digits until the last step, then round.",
    "too-large": "{answer} is too large.",
    "too-small": "{answer} is too small.",
    "nan": "{answer} is no number: look for 0/0, or for the logarithm or the root of a negative number.",
    "infinite": "{answer} is infinite or too large for a computer's numbers, and the right answer is finite.",
    "finite": "{answer} is a finite number. Look again at what happens at the edge.",
    "other-unit": "That is the right amount in {given}. The question asks for {asked}: {cure}.",
    "percent": "That is the percentage. As a probability or a share it is a hundred times smaller.",
    "no-unit": "The answer has no unit, or not this one: leave out {unit}.",
    # formulas
    "formula-differs": "At {point} yours is {found}, and the right value is {expected}.",
    "formula-undefined": "At {point} yours is no number, and the right value is {expected}.",
    # choices and orders
    "choice-unknown": "{answer} is none of the options: {options}.",
    "order-letters": "Use each of the letters {letters} once, as in {letters}.",
    "order-needs": "Line {line} stands before line {needed}, which it uses.",
    # what cannot be read
    "empty": "Nothing is there to read: write a number, or an expression such as log2(52) or 2^-4.",
    "too-long": "That is longer than any answer here: {limit} characters are enough.",
    "comma": "Is the comma a decimal mark? Write it as a point, and no marks between thousands.",
    "digit": "Write digits as 0 to 9.",
    "character": "{what} cannot be read here. Numbers, + - * / ^ ! ( ) and {functions} can.",
    "name": "{what} is not known here. These are: {names}.",
    "log": "log alone could mean base 2, e or 10. Write log2, ln or log10, or log(x, base).",
    "brackets": "Put brackets round what {what} is taken of, as in {what}(2).",
    "arguments": "{what} takes {wanted}, and here are {found}.",
    "unexpected": "{what} is unexpected here. If a product is meant, write *.",
    "unfinished": "The end comes too early: something is missing after {what}.",
    "unclosed": "A bracket is opened and not closed.",
    # Python only
    "count": "This exercise asks for {wanted}, and {found} given.",
    "boolean": "{answer} is a truth value. The question asks for a number.",
    "complex": "{answer} is a complex number, and the right answer is real.",
    "array": "One number is asked for, and this has the shape {shape}.",
    "type": "{what} cannot be read as {wanted}.",
    "symbols": "{answer} still has {symbols} in it: put in the numbers.",
}


def say(key: str, **fields: object) -> str:
    """Return the message with its fields filled in."""
    return MESSAGES[key].format(**fields)
