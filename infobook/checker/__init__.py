"""Exercises that answer back: what an answer is compared with, and what the learner is told.

The exercises themselves are data, a module for each chapter, in ``infobook.exercises``.

kinds        what an exercise is: numbers, choices, orders, proofs, formulas, functions and states of an
             explorable, with their slips
boards       the explorables: what a state is, and what is measured there
expressions  reads what is typed, as arithmetic and never as code
spellings    how people write what that reads
answers      reads answers of other kinds: NumPy, PyTorch, SymPy, fractions, letters
judge        compares an answer with the right one and with the slips
functions    says what is wrong with a function
trial        tries it on many inputs beside the right one
cases        the inputs
guard        keeps the session safe from the function
watch        stops it when it takes too long
diagnosis    what the inputs on which it fails have in common
describe     what it did on the smallest of them
messages     what is said where no slip fits
progress     which exercises are solved
progress_file  takes that to another machine, or to the page
check        what a chapter calls
page         what the built page is given of all this
"""

from infobook.checker.cases import also, distributions, joint_tables, pairs, probabilities
from infobook.checker.check import chapter, checks_by_chapter
from infobook.checker.kinds import (
    Choice,
    Exercise,
    Formula,
    Function,
    Number,
    Order,
    Proof,
    Setting,
    Slip,
    Step,
)

__all__ = [
    "Choice",
    "Exercise",
    "Formula",
    "Function",
    "Number",
    "Order",
    "Proof",
    "Setting",
    "Slip",
    "Step",
    "also",
    "chapter",
    "checks_by_chapter",
    "distributions",
    "joint_tables",
    "pairs",
    "probabilities",
]
