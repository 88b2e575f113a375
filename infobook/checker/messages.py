"""What a learner is told when no misconception of the exercise itself fits: kind, short and specific.

The page's script takes the same texts, so ``{name}`` is all the formatting they use.
"""

from __future__ import annotations

__all__ = ["IN_PYTHON", "MESSAGES", "named", "say", "type_name"]

# What the page's script does not say: it has fields in place of Python, and slips have their feedback.
IN_PYTHON = {
    "file-not-read": "{name} cannot be read: {why}.",
    "file-not-written": "{name} cannot be written: {why}.",
    "forgotten": "Forgotten: which exercises you have solved in Jupyter.",
    "no-name": "Give the name of an exercise first: {names}.",
    "no-exercise": "There is no exercise {name} in this chapter. Did you mean {nearest}?",
    "count": "This exercise asks for {wanted}, and {found} given.",
    "boolean": "{answer} is a truth value, and a number is asked for.",
    "complex": "{answer} is a complex number, and the right answer is real.",
    "array": "One number is asked for, and this has the shape {shape}.",
    "type": "{what} cannot be read as {wanted}.",
    "none": "None is no answer. If a function gave it: does that print its result instead of returning it?",
    "call": "That is a function, and {wanted} is asked for: call it, and pass on what it returns.",
    "library": "That is infolib's own function, or calls it. The task is to write it without infolib.",
    "chapter": "That is the chapter's own {name}, word for word. The task is to write it yourself.",
    "symbols": "{answer} still has {symbols} in it: put in the numbers.",
    "slow": "That takes too long to compute: simplify it first.",
    "proof-letters": "Which of these do your lines say? Name them in a last line, such as Steps: ab.",
    "choice-unknown": "Answer with one of the letters {options}: “{answer}” is none of them.",
    "choice-several": "More than one option begins with “{answer}”. Answer with a letter: {options}.",
    "other-unit": "That is the right amount in {given}. The question asks for {asked}: {cure}.",
    "percent": "That is the percentage. As a probability or a share it is a hundred times smaller.",
    "no-logarithm": "The answer is {log} of that number.",
    "no-surprise": "The answer is −{log} of that number.",
}

MESSAGES = {
    # verdicts
    "right": "Right.",
    "not-yet": "Not yet.",
    "open": "Not attempted yet.",
    # numbers
    "sign": "The size is right, the sign is not.",
    "near": "Within 2 % of the right value, but not right to three digits. If rounded on the way, "
    "keep more digits.",
    "too-large": "{answer} is too large.",
    "too-small": "{answer} is too small.",
    "nan": "{answer} is no number: look for 0/0, or for the logarithm or the root of a negative number.",
    "infinite": "{answer} is infinite or too large for a computer's numbers, and the right answer is finite.",
    "finite": "{answer} is finite, and the right answer is not: look again at what happens at the edge.",
    "wrong-word": "The number is right, the unit beside it is not: it is a number of {asked}.",
    "no-unit": "The number is asked for without {unit}: leave the word out, or look at the question again.",
    "given-unit": "That is the same amount in {given}. To write it in {asked} is the task.",
    "thousands": "Is {answer} a number with decimals, or are these thousands? Write it without the comma.",
    "not-whole": "A whole number is asked for, and {answer} is not one.",
    "tiny": "{answer} is very small, but it is not 0.",
    "more-digits": "Right to three digits. This question asks for more.",
    "six-digits": "Right. To six digits it is {answer}.",
    # formulas
    "formula-differs": "At {point} yours is {found}, and the right value is {expected}.",
    "formula-near": "Right to three digits. Write its constants exactly, such as ln(2), not with decimals.",
    "formula-undefined": "At {point} yours is no number, and the right value is {expected}.",
    # choices and orders
    "order-letters": "Write each of the letters {letters} once, in the order you want.",
    "order-some": "Write the letters of the lines that the proof needs, each once: some of {letters}.",
    "order-needs": "Line {line} stands before line {needed}, which it uses.",
    # proofs
    "proof-empty": "Write your own lines first. Then compare them, step by step.",
    "proof-compare": "Your proof is not judged here. Compare it yourself with the steps of one that works.",
    "proof-tick": "Do your lines say this in some form? If so, tick it; if not, or at the end, press Check.",
    "proof-done": "You find every step in your lines.",
    # states of a figure
    "state-count": "A state of the figure has {wanted} numbers, and here their number is {found}.",
    "state-limits": "The figure has no such state: {limits}.",
    "state-taken": "That is the state of the figure now.",
    # what cannot be read
    "empty": "Nothing is there to read: write a number, or an expression such as log2(52) or 2^-4.",
    "too-long": "That is longer than any answer here: {limit} characters are enough.",
    "deep": "That has more than {limit} brackets inside one another. Fewer do it here.",
    "comma": "What does the comma separate? Write one number, with a point before its decimals.",
    "digit": "Write digits as 0 to 9.",
    "colon": "Is that a fraction, or are these odds? Write one number; odds of 2:3 are the probability 2/5.",
    "character": "{what} cannot be read here. Numbers, + - * / ^ ! ( ) and {functions} can.",
    "name": "{what} is not known here. These are: {names}.",
    "letter": "{what} is a letter: put in the number that it stands for.",
    "call-unknown": "{what}( ) cannot be computed here: write its value, or the terms that it is made of.",
    "log": "Which base is meant by log or lg: 2, e or 10? Write log2, ln or log10, or log(x, base).",
    "divided": "How far does the divisor after / go? Put brackets round it.",
    "brackets": "Put brackets round what {what} is taken of, as in {what}(2).",
    "arguments": "{what} takes {wanted} values with a comma between them, and here their number is {found}.",
    "unexpected": "{what} is unexpected here. Is a sign missing before it, such as *?",
    "unfinished": "Something is missing after {what}.",
    "unopened": "A bracket is closed and not opened.",
    "unclosed": "A bracket is opened and not closed.",
    # the file of progress
    "file-saved": "Saved as {name}. Load it on the first page of the book or in Jupyter, and go on there.",
    "file-loaded": "Solved exercises in {name}: {count}. New here: {new}.",
    "file-unknown": "Not in this edition of the book, and left out: {names}.",
    "file-other": "{name} is no file of progress in this book. Nothing was loaded.",
    "file-newer": "{name} was saved by a newer edition of this book. Nothing was loaded.",
    "file-damaged": "{name} is damaged. Nothing was loaded.",
    **IN_PYTHON,
}

# Types whose names would tell a beginner little.
PLAIN = {
    "NoneType": "None", "function": "a function", "builtin_function_or_method": "a function",
    "method": "a function", "type": "a class", "dict": "a dictionary", "ndarray": "an array", "str": "text",
    "int": "a whole number",
}  # fmt: skip


def say(key: str, **fields: object) -> str:
    """Return the message with its fields filled in."""
    return MESSAGES[key].format(**fields)


def type_name(kind: type) -> str:
    """Return the name of a type, which a class of its own could make up."""
    return str(type.__dict__["__name__"].__get__(kind))[:40]


def named(thing: object) -> str:
    """Say what kind of thing it is, with an article and without asking it."""
    name = type_name(type(thing))
    return PLAIN.get(name, f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}")
