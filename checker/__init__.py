"""Exercises that answer back: what an answer is compared with, and what the learner is told.

The exercises themselves are data, a file for each chapter, in the package ``exercises``.

kinds        what an exercise is: numbers, choices, orders, formulas and functions, with their slips
expressions  reads what is typed, as arithmetic and never as code
answers      reads answers of other kinds: NumPy, PyTorch, SymPy, fractions, letters
judge        compares an answer with the right one and with the slips
trial        tries a function on many inputs
guard        keeps the session safe from that function
scout        lets a copy of the session call it first
patterns     what the inputs on which it fails have in common
describe     what it did on the smallest of them
cases        the inputs
messages     what is said where no slip fits
progress     which exercises are solved
check        what a chapter calls
page         what the built page is given of all this
"""

from checker.cases import also, distributions, joint_tables, pairs, probabilities
from checker.check import chapter
from checker.kinds import Choice, Exercise, Formula, Function, Number, Order, Slip

__all__ = [
    "Choice",
    "Exercise",
    "Formula",
    "Function",
    "Number",
    "Order",
    "Slip",
    "also",
    "chapter",
    "distributions",
    "joint_tables",
    "pairs",
    "probabilities",
]
