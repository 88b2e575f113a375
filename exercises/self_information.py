"""The exercises of the chapter *Self-information*."""

import math
from math import log2
from typing import Any

import numpy as np

from checker import Choice, Exercise, Formula, Function, Number, Order, Slip, also, chapter, probabilities
from infolib import self_information

__all__ = ["check"]


def surprise(p: Any) -> Any:
    """Return the self-information of each entry in bits."""
    return self_information(p)


def surprise_unchecked(p: Any) -> Any:
    """Compute what is no probability, too."""
    with np.errstate(all="ignore"):
        return 0.0 - np.log2(p)


check = chapter("self-information", [
    Exercise(
        "card-deck",
        [
            Number("a card", 0, "bits", [
                Slip(1, "One bit is the answer to a fair yes-no question. Here no question was open: every card is a card."),
            ]),
            Number("a heart", log2(4), "bits", [
                Slip(log2(13), "log2(13) counts the hearts. Count the suits: a heart is one of 4 equally likely cases."),
                Slip(1 / 4, "That is the probability of a heart. Its surprise is the negative logarithm of it."),
            ]),
            Number("the three of spades", log2(52), "bits", [
                Slip(52, "52 is the number of cases. Take its logarithm."),
            ]),
            Number("the order of the whole deck", log2(math.factorial(52)), "bits", [
                Slip(52 * log2(52), "52 times log2(52) is right if each card is put back. Here the second card has 51 cases left, the last only one."),
            ]),
        ],
        right="The more cases a statement rules out, the more it tells: from 0 bits to more than 225.",
        hints=["Of how many equally likely cases does each statement leave one?", "52 cards have 52! = 52 · 51 · … · 1 orders."],
    ),
    Exercise(
        "lottery-choice",
        [
            Choice("Which draw has the larger self-information?", "c",
                {"a": "1, 2, 3, 4, 5, 6", "b": "7, 15, 22, 31, 40, 48", "c": "both the same"}, [
                Slip("a", "It looks rarer because few draws look like it. But each single draw has the same probability."),
                Slip("b", "You thought of the event “no pattern”, which has many draws. This one draw is as rare as any other."),
            ]),
        ],
        right="Every draw has the probability 1/comb(49, 6). Only events that hold several draws differ.",
        hints=["How many draws are there, and is any of them favoured?"],
    ),
    Exercise(
        "self-information-with-zero",
        [
            Function("surprise", surprise, also(probabilities(), (np.array([1.5]),), (np.array([-0.5, 0.5]),), (np.array([np.nan]),)), [([0, 1, 0.25],)], [
                Slip(surprise_unchecked, "It computes, but it refuses nothing: 1.5 is no probability and must raise a ValueError."),
            ], quiet=True),
        ],
        right="It refuses what is no probability, nan included, and gives inf at 0 without a warning.",
        hints=["Every comparison with nan is false: write the condition so that nan fails it."],
    ),
    Exercise(
        "proof-order",
        [
            Order("the order of the lines", {"A": "BDG", "B": "", "C": "E", "D": "", "E": "AF", "F": "", "G": "BD"}, [
                Slip("AG", "Line A divides by c. That c is not 0 is what line G shows, so G comes first."),
            ]),
        ],
        right="Each line uses only what stands before it.",
        hints=["Which lines use no other line?"],
    ),
    Exercise(
        "surprise-by-logit",
        [
            Formula("the slope in z, written with p", "-(1 - p) / ln(2)", {"p": (0, 1)}, [
                Slip("-(1 - p)", "That is the slope in nats. In bits it is divided by ln 2."),
                Slip("-1 / (p * ln(2))", "That is the slope in p. By the chain rule, multiply it by dp/dz = p (1 − p)."),
                Slip("(1 - p) / ln(2)", "The sign is lost: a larger z makes the event more likely, and the surprise falls."),
            ]),
        ],
        right="However wrong the classifier is, the slope stays between −1/ln 2 and 0.",
        hints=["Write dp/dz with p alone.", "1 − p = e^−z / (1 + e^−z)."],
    ),
])
