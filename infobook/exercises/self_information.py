"""The exercises of the chapter *Self-information*."""

from fractions import Fraction
from math import ceil, comb, e, exp, factorial, inf, log, log2, pi, prod, sqrt
from typing import Any

import numpy as np

from infobook.checker import (
    Choice,
    Exercise,
    Formula,
    Function,
    Number,
    Order,
    Proof,
    Slip,
    Step,
    also,
    chapter,
    probabilities,
)
from infolib import self_information

__all__ = ["check"]


def bits(p: Any) -> float:
    """Return the self-information of one probability in bits."""
    return float(self_information(float(p)))


# The exercise "self-information-with-zero": what is asked for, and what people write.


def surprise(p: Any) -> Any:
    """Return the self-information of each entry in bits."""
    return self_information(p)


def quiet_log2(p: Any) -> Any:
    """Return the binary logarithm without a warning, -inf at 0."""
    with np.errstate(all="ignore"):
        return np.log2(np.asarray(p, dtype=float))


def surprise_unchecked(p: Any) -> Any:
    """Compute what is no probability, too."""
    return 0.0 - quiet_log2(p)


def surprise_with_nan(p: Any) -> Any:
    """Ask whether an entry is outside, which nan never is."""
    p = np.asarray(p, dtype=float)
    if p.min() < 0 or p.max() > 1:
        raise ValueError("no probability")
    return 0.0 - quiet_log2(p)


def surprise_up_to_one(p: Any) -> Any:
    """Check one end only."""
    if not np.all(np.asarray(p, dtype=float) <= 1):
        raise ValueError("no probability")
    return 0.0 - quiet_log2(p)


def surprise_of_distributions(p: Any) -> Any:
    """Refuse what does not sum to 1."""
    p = np.asarray(p, dtype=float)
    if not (np.all(p >= 0) and np.isclose(p.sum(), 1)):
        raise ValueError("no distribution")
    return 0.0 - quiet_log2(p)


def surprise_in_nats(p: Any) -> Any:
    """Take the natural logarithm."""
    return self_information(p, base=e)


def surprise_negative(p: Any) -> Any:
    """Forget the minus sign."""
    self_information(p)
    return quiet_log2(p)


def surprise_zero_at_zero(p: Any) -> Any:
    """Leave out the entries that are 0."""
    found = np.asarray(self_information(p), dtype=float)
    return np.where(np.isinf(found), 0.0, found)


def surprise_clipped(p: Any) -> Any:
    """Put a tiny number in place of 0."""
    self_information(p)
    return self_information(np.clip(np.asarray(p, dtype=float), 1e-12, 1.0))


def surprise_weighted(p: Any) -> Any:
    """Multiply each surprise by its probability."""
    found = np.asarray(self_information(p), dtype=float)
    return np.where(np.isinf(found), 0.0, np.asarray(p) * np.where(np.isinf(found), 0.0, found))


def surprise_in_all(p: Any) -> Any:
    """Add up the entries."""
    return float(np.sum(self_information(p)))


# The exercises "two-readers" and "never-seen".


def tokens_until_zero(p: float) -> int:
    """Multiply in half precision until nothing is left."""
    return next(n for n in range(1, 100) if np.full(n, p, "float16").prod() == 0)


def all_days(q: float) -> float:
    """Return the bits of 98 days without snow and one with it, if snow has the probability q."""
    return 98 * bits(1 - q) + bits(q)


DECK = factorial(52)
WORD, OTHER_WORD = (prod(1 / 4 if digit == "1" else 3 / 4 for digit in word) for word in ("0010", "1101"))
DRAWS = comb(49, 6)
ROWS = 49 - 6 + 1  # draws of six numbers that follow each other
LOSS = 2.3026
TEXT = [0.05] * 400 + [0.5] * 600
TEXT_BITS = float(np.sum(self_information(TEXT)))
EVEN = 0.2
A, B, BOTH = 4, 3, 5  # the bits of two clues
HALF_TOKENS = tokens_until_zero(1 / 8)
# Twelve coins: two weighings tell 9 cases apart, one tells 3. Of a plan, the cases left by left, right and level.
FIRST = next(n for n in range(1, 7) if max(2 * n, 2 * (12 - 2 * n)) <= 9)
SECOND = next(s for s in range(5) if 2 * s <= 6 and 2 * (4 - s) <= 3)
PLANS = {"a": (2, 2, 4), "b": (3, 3, 2), "c": (4, 4, 0), "d": (4, 0, 4)}
ROUGH = 52 * log2(52) - 52 / log(2) + log2(2 * pi * 52) / 2
LOWER, UPPER = (ROUGH + 1 / (12 * 52 + more) / log(2) for more in (1, 0))
AGREE = max(d for d in range(12) if round(LOWER, d) == round(UPPER, d))  # decimals

check = chapter("self-information", [
    # Warm-up
    Exercise(
        "card-deck",
        [
            Number("“The ace of hearts is in the deck”", bits(52 / 52), "bits", [
                Slip(52 / 52, "1 is the probability of what is certain (and what a fair yes/no question carries). Take −log₂ of it."),
                Slip(log2(52), "That is the surprise of one named card on top. The ace of hearts is somewhere in the deck, whatever the order."),
            ]),
            Number("“The top card is not a heart”", bits(39 / 52), "bits", [
                Slip(-bits(13 / 52), "That is the surprise of a heart with the sign turned round. Opposite statements have no opposite surprises: begin with the probability of this one."),
                Slip(bits(13 / 52), "That is “a heart”. The statement says the opposite."),
                Slip(log2(39), "That is log₂ of the 39 cards. Which share of the deck are they?"),
                Slip(log2(3), "That is log₂ of the three other suits. Which share of all suits are they?"),
                Slip(39 / 52, "That is the probability of the statement. Its surprise is −log₂ of it."),
                Slip(1 - bits(13 / 52), "That is 1 minus the surprise of a heart. Probabilities of opposite events sum to 1, and surprises do not."),
            ]),
            Number("“The three of spades lies directly on the queen of hearts”", bits(1 / 52), "bits", [
                Slip(1 / (1 / 52), "52 is the number of cases. Take log₂ of it."),
                Slip(1 / 52, "That is the probability of the statement. Its surprise is −log₂ of it."),
                Slip(log2(52 * 51), "That is the surprise of two named cards in two named places. Here the pair may lie in any of 51 places."),
                Slip(ceil(log2(52)), "That is rounded up to whole questions. An amount of information need not be whole: give log₂ of the number of cases."),
            ]),
            Number("“The top and the bottom card have the same colour”", bits(25 / 51), "bits", [
                Slip(bits(1 / 2), "That would be right if the top card went back into the deck. How many of the 51 others have its colour?"),
                Slip(bits(26 / 52 * 25 / 51), "That is “both are red”, 26/52 · 25/51. They may both be black as well, which doubles the probability."),
                Slip(bits(26 / 51), "26 of the 51 others have the other colour. How many have the same?"),
                Slip(25 / 51, "That is the probability of the statement. Its surprise is −log₂ of it."),
            ]),
            Number("“The 13 hearts lie in order”", bits(1 / factorial(13)), "bits", [
                Slip(13 * log2(13), "13 times log₂ 13 is for 13 places that each may hold any heart. Each heart comes only once."),
                Slip(float(factorial(13)), "13! is the number of orders of the hearts. Take log₂ of it."),
                Slip(log2(13), "That is log₂ of the 13 hearts. In how many orders can they lie?"),
                Slip(ceil(log2(factorial(13))), "That is rounded up to whole questions. Leave the amount as it is: log₂ of the number of orders."),
                Slip(log2(DECK / factorial(52 - 13)), "That is the surprise of 13 named cards on top of the deck, in order. Here the hearts may lie anywhere, with other cards between them: only their order counts."),
            ], tolerance=1e-4),
            Number("What is still missing of the whole order", log2(DECK / factorial(13)), "bits", [
                Slip(log2(DECK), "That is the whole order. What the statement has told of it is no longer missing."),
                Slip(log2(factorial(39)), "That is the order of the other 39 cards. It is also open in which places the hearts lie among them."),
                Slip(log2(DECK) / log2(factorial(13)), "That is one amount divided by the other. What does the chain rule do with two surprises?"),
                Slip(ceil(log2(DECK / factorial(13))), "That is the number of questions, rounded up. Leave the amount as it is."),
                Slip(log2(DECK) + log2(factorial(13)), "That is one amount plus the other. But the whole order already includes that of the hearts."),
            ], tolerance=1e-4),
        ],
        right="Each statement counts by the share of the orders that it leaves, and by the chain rule what it has not said is still to come.",
        hints=[
            "For what share of all equally likely cases is each statement true? Take −log₂ of this share.",
            "Which cards may lie below the three of spades? And below the top card, how many of the 51 others have its colour?",
            "The hearts have 13! orders and the deck has 52!, and you may type log2(13!) and log2(52!).",
        ],
    ),
    Exercise(
        "two-dice",
        [
            Number("“The total is 7”", bits(6 / 36), "bits", [
                Slip(log2(11), "That would be right for 11 equally likely totals. Which of them come about in more ways than others? Count the pairs with the total 7."),
                Slip(log2(36), "That is the surprise of one pair, such as a three and a four in this order. Others have the total 7 as well."),
                Slip(bits(3 / comb(6 + 1, 2)), "That counts pairs without their order, and those are not equally likely: a three and a four come in two ways, two threes in one."),
                Slip(6 / 36, "That is the probability. Its surprise is −log₂ of it."),
                Slip(36 / 6, "6 is the number of pairs (and 1/p). The surprise is a logarithm."),
            ]),
            Number("“The total is 2”", bits(1 / 36), "bits", [
                Slip(log2(11), "That would be right for 11 equally likely totals. Count the pairs with the total 2, and divide by the number of all pairs."),
                Slip(bits(1 / comb(6 + 1, 2)), "That counts pairs without their order, and those are not equally likely."),
                Slip(bits(2 / 36), "That counts the pair 1 and 1 twice. Swapping equal numbers gives the same pair."),
                Slip(bits(1 / 6), "That is the surprise of a 1 on one die. The other die must show a 1 as well."),
                Slip(1 / 36, "That is the probability. Its surprise is −log₂ of it."),
                Slip(6 * 6, "36 is the number of pairs (and 1/p). The surprise is a logarithm."),
            ]),
            Number("“Both show the same number”", bits(6 / 36), "bits", [
                Slip(log2(36), "That is the surprise of one named double, such as two sixes. How many doubles are there?"),
                Slip(bits(6 / comb(6 + 1, 2)), "That counts pairs without their order, and those are not equally likely: different numbers come in two orders, a double in one."),
                Slip(bits((36 - 6) / 36), "That is the surprise of two different numbers. The statement says the opposite."),
                Slip(6 / 36, "That is the probability. Its surprise is −log₂ of it."),
                Slip(36 / 6, "6 is the number of doubles (and 1/p). The surprise is a logarithm."),
            ]),
        ],
        right="Events of the same probability have the same surprise, whatever they are about: a 7 is as surprising as a double.",
        hints=["Which cases are equally likely: the totals, or the pairs of the first and the second die?", "There are 36 such pairs. How many belong to each statement?"],
    ),
    Exercise(
        "loss-in-bits",
        [
            Number("The loss in bits", LOSS / log(2), "bits", [
                Slip(LOSS * log(2), "That is the loss times ln 2. A bit is smaller than a nat, so there must be more bits than nats."),
                Slip(log2(LOSS), "That is log₂ of the loss. The loss is a logarithm already: only its unit changes."),
                Slip(2**LOSS, "That is 2 to the power of the loss. Only the unit changes here."),
            ], given="nats"),
            Number("The probability of the right class", exp(-LOSS), "", [
                Slip(2**-LOSS, "That is 2 to the power −2.3026, which is right for a loss in bits. This one is in nats: the base is e."),
                Slip(10**-LOSS, "That is a power of 10. The program's logarithm is natural: the base is e."),
                Slip(1 / LOSS, "That is 1 divided by the loss. What undoes a natural logarithm?"),
                Slip(1 - exp(-LOSS), "That is the probability of all wrong classes together. The loss is about the right one."),
                Slip(exp(-LOSS / log(2)), "That is a power of e with bits in the exponent. Nats go with e, bits with 2."),
            ]),
        ],
        right="A loss of 2.3026 nats says that the right class got one tenth; how it is written, in bits or nats, changes nothing.",
        hints=["In which unit is a natural logarithm? Is a bit larger or smaller than this unit?", "1 nat is 1/ln 2 bits.", "The loss is −ln p. Solve for p."],
    ),
    Exercise(
        "probability-from-bits",
        [
            Formula("The probability, written with I", "2^(-I)", {"I": (0, 10)}, [
                Slip("2^I", "That is 1/p: the minus sign of I = −log₂ p is lost."),
                Slip("e^(-I)", "The base is e, so that is right for nats. For bits the base is 2."),
                Slip("10^(-I)", "The base is 10, so that is right for hartleys. For bits the base is 2."),
                Slip("1/I", "That is 1 divided by I. What undoes log₂ is a power of 2."),
                Slip("1/(2*I)", "That is 1 divided by 2 times I. Each bit halves what is left: what do I halvings make of 1?"),
                Slip("log2(1/I)", "That is −log₂ with I put in for p. Here I is the surprise: undo the logarithm."),
                Slip("-2^I", "The minus sign belongs into the exponent: a probability is never negative."),
                Slip("I^(-2)", "Base and exponent are swapped: the base is 2."),
            ]),
            Number("The probability for 3 bits", 2**-3, "", [
                Slip(2**3, "8 is 1/p: the minus sign is lost."),
                Slip(exp(-3), "That is e to the power −3, which is right for 3 nats. For bits the base is 2."),
                Slip(1 / 3, "That is 1 divided by the bits. What does each bit do to a probability?"),
                Slip(1 / (2 * 3), "That is 1 divided by 2 times 3. Each bit halves what is left."),
                Slip(log2(3), "That is log₂ of 3. Here 3 is the logarithm already: find the probability it belongs to."),
            ]),
            Number("The probability for 10 bits", 2**-10, "", [
                Slip(2**10, "1024 is 1/p: the minus sign is lost."),
                Slip(exp(-10), "That is e to the power −10, as if the 10 were nats. For bits the base is 2."),
                Slip(1 / 10, "That is 1 divided by the bits. What does each bit do to a probability?"),
                Slip(1 / (2 * 10), "That is 1 divided by 2 times 10. Each bit halves what is left."),
                Slip(2**-3 / 10 * 3, "That is in proportion to the answer for 3 bits. Bits are added where probabilities are multiplied."),
            ]),
            Number("The probability for half a bit", 2**-0.5, "", [
                Slip(1 / 4, "That is half of ½, the probability for two bits. Two events of half a bit each have the probability ½ together."),
                Slip(3 / 4, "That lies half of the way from 1 to ½. Steps of equal surprise are equal factors, not equal differences."),
                Slip(sqrt(2), "That is 1/p: the minus sign is lost, and no probability is above 1."),
                Slip(exp(-0.5), "That is e to the power −½, which is right for half a nat. For bits the base is 2."),
                Slip(bits(0.5), "That is the surprise of the probability ½. Here ½ is the surprise, and the probability is asked for."),
                Slip(2 ** -1, "½ is the probability for one whole bit. Half a bit is less of a surprise."),
            ]),
        ],
        right="Each bit halves the probability, and half a bit takes the root of a half: two of them make one bit.",
        hints=["Multiply by −1, then undo log₂.", "What undoes log₂ is a power of 2.", "Half a bit twice is one bit: which number times itself is ½?"],
    ),
    Exercise(
        "biased-code",
        [
            Number("The word 0010", bits(WORD), "bits", [
                Slip(bits(OTHER_WORD), "That gives the probability ¼ to the 0. It belongs to the 1; a 0 has ¾."),
                Slip(4 * bits(1 / 2), "4 bits is right if the digits are fair. Here a 0 has ¾ and a 1 has ¼."),
                Slip(bits(1 / 4), "That is the 1 alone. The three 0s are a little surprising as well."),
                Slip(4 * bits(1 / 4), "That gives 2 bits to each digit. But the two digits are not equally likely."),
                Slip(bits(4 * WORD), "That is the surprise of exactly one 1 somewhere, and four words have that. This word has its 1 in the third place."),
                Slip(WORD, "That is the probability of the word. Its surprise is −log₂ of it."),
                Slip(bits(WORD) / 4, "That is the average of a digit. The question asks for the word: add the four surprises."),
            ]),
            Number("The word 1101", bits(OTHER_WORD), "bits", [
                Slip(bits(WORD), "That gives the probability ¼ to the 0. It belongs to the 1; a 0 has ¾."),
                Slip(4 * bits(1 / 2), "4 bits is right if the digits are fair. Here a 0 has ¾ and a 1 has ¼."),
                Slip(3 * bits(1 / 4), "Those are the three 1s alone. The 0 is a little surprising as well."),
                Slip(4 * bits(1 / 4), "That gives 2 bits to each digit. But the two digits are not equally likely."),
                Slip(bits(4 * OTHER_WORD), "That is the surprise of exactly three 1s somewhere, and four words have that. This word has its 0 in the third place."),
                Slip(OTHER_WORD, "That is the probability of the word. Its surprise is −log₂ of it."),
                Slip(bits(OTHER_WORD) / 4, "That is the average of a digit. The question asks for the word: add the four surprises."),
            ]),
            Number("Either word from a fair source", bits(0.5**4), "bits", [
                Slip(2**4, "16 is the number of words. Take log₂ of it."),
                Slip(0.5**4, "That is the probability of each word. Its surprise is −log₂ of it."),
                Slip(bits(1 / 2), "That is one digit. The word has four."),
                Slip(bits(WORD), "That is 0010 from the unfair source. A fair source gives ½ to both digits."),
                Slip(bits(OTHER_WORD), "That is 1101 from the unfair source. A fair source gives ½ to both digits."),
            ]),
        ],
        right="Four binary digits carry four bits only if they are fair and independent; from an unfair source likely words carry less, and unlikely ones more.",
        hints=["The digits are independent. What may be added?", "A 1 carries 2 bits, and a 0 carries −log₂ ¾."],
    ),
    Exercise(
        "lottery-choice",
        [
            Choice("The draw with the larger self-information", "c",
                {"a": "1, 2, 3, 4, 5, 6", "b": "7, 15, 22, 31, 40, 48", "c": "both the same"}, [
                Slip("a", "It looks rarer because few draws look like it. But each single draw has the same probability."),
                Slip("b", "The event “no pattern” is likelier, for many draws belong to it. This one draw is as rare as any other."),
            ]),
            Choice("The event with the larger self-information", "a" if ROWS < DRAWS - ROWS else "b",
                {"a": "the six numbers follow each other", "b": "they do not", "c": "both the same"}, [
                Slip("b", "Nearly all draws belong to this event, so it is hardly a surprise at all. The rarer event has the larger one."),
                Slip("c", "That is true of two single draws. These are two events: count the draws that belong to each."),
            ]),
            Number("“The six numbers follow each other”", bits(ROWS / DRAWS), "bits", [
                Slip(bits(1 / DRAWS), "That is the surprise of one single draw. How many draws belong to the event?"),
                Slip(bits((ROWS - 1) / DRAWS), "One draw is missing. The smallest of the six numbers runs from 1 to 44, both ends included."),
                Slip(log2(ROWS), "That is log₂ of the 44 draws. Divide them by the number of all draws first."),
                Slip(ROWS / DRAWS, "That is the probability of the event. Its surprise is −log₂ of it."),
                Slip(bits((DRAWS - ROWS) / DRAWS), "That is the surprise of the other event. Count the draws in a row."),
                Slip(bits(ROWS / 49**6), "That divides by 49⁶, as if numbers could come twice and their order counted."),
            ], tolerance=2e-4),
        ],
        right="Every single draw has the probability 1/comb(49, 6). Only events that hold different numbers of draws differ.",
        hints=["How many draws are there, and is any of them favoured?", "If six numbers follow each other, the smallest decides the draw. Which values can it have?", "Type -log2(k/comb(49, 6)), with your count in place of k."],
    ),
    # Work
    Exercise(
        "two-clues",
        [
            Number("What B still carries for someone who knows A", BOTH - A, "bits", [
                Slip(B, "That is what B carries by itself. A has told a part of it already: use I(A, B) = I(A) + I(B | A)."),
                Slip(BOTH - B, "That is both clues together minus what B carries. Whoever knows A already has 4 of the 5 bits."),
                Slip(BOTH, "That is both clues together. A's 4 bits are known already."),
            ]),
            Number("What A still carries for someone who knows B", BOTH - B, "bits", [
                Slip(A, "That is what A carries by itself. B has told a part of it already: use I(A, B) = I(B) + I(A | B)."),
                Slip(BOTH - A, "That is both clues together minus what A carries. Whoever knows B already has 3 of the 5 bits."),
                Slip(BOTH, "That is both clues together. B's 3 bits are known already."),
            ]),
            Choice("What A does to the probability of B", "a" if 2.0 ** -(BOTH - A) > 2.0**-B else "b",
                {"a": "it multiplies it by 4", "b": "it divides it by 4", "c": "it leaves it as it was"}, [
                Slip("b", "B's surprise has become smaller, from 3 bits to 1. Is B then more probable, or less?"),
                Slip("c", "Then the clues would be independent, and carry 4 + 3 = 7 bits together. They carry 5."),
            ]),
            Number("The least that two clues of 4 and 3 bits carry together", max(A, B), "bits", [
                Slip(B, "The two together are no more probable than the rarer one of them."),
                Slip(A + B, "That is for independent clues. If one implies the other, they carry less."),
                Slip(A - B, "That is one surprise minus the other. The two together cannot carry less than one of them."),
                Slip(BOTH, "That was the other pair of clues. If A implies B, what does B add?"),
            ]),
            Number("The most that they carry together", bits(0), "bits", [
                Slip(A + B, "That is for independent clues. Clues that speak against each other carry more together."),
                Slip(-inf, "log₂ 0 is −∞, and the surprise is minus that: +∞."),
                Slip(A * B, "That is one surprise times the other. How improbable may it be that both hold?"),
                Slip(BOTH, "That was the other pair of clues. How improbable may it be that both hold?"),
            ]),
        ],
        right="Two clues carry at least as much as one of them. Independent, they carry the sum; if one rules out the other, infinitely much.",
        hints=[
            "I(A, B) = I(A) + I(B | A), and the same with A and B exchanged.",
            "One bit less of surprise is twice the probability.",
            "Probabilities of 1/16 and 1/8: how large may their common part be, and how small?",
        ],
    ),
    Exercise(
        "submarine",
        [
            Number("A miss with the first shot", bits(63 / 64), "bits", [
                Slip(bits(1 / 64), "That is a hit with the first shot. How many of the 64 squares does a miss leave?"),
                Slip(63 / 64, "That is the probability of the miss. Its surprise is −log₂ of it."),
                Slip(1 / 64, "That is the probability of a hit. What is asked is the surprise of a miss."),
                Slip(bits(1 / 2), "A shot has two results, but they are not equally likely."),
            ]),
            Number("A series of 32 misses in a row", bits(32 / 64), "bits", [
                Slip(32 * bits(63 / 64), "That is 32 times the first miss. The board shrinks, and each miss is more surprising than the one before."),
                Slip(32 * bits(1 / 2), "That gives each miss 1 bit. The two answers to a shot are not equally likely: find the probability of all 32 together."),
                Slip(log2(32), "That is log₂ of the 32 squares that are left. Which share of the board are they?"),
                Slip(bits((32 - 1) / (64 - 1)), "That leaves out the first miss, or one square too many. Count the squares that are left of the 64."),
            ]),
            Number("A hit after 32 misses", bits(1 / 32), "bits", [
                Slip(bits(1 / 64), "That is a hit with the first shot. After 32 misses only 32 squares are left."),
                Slip(bits(1 / (32 - 1)), "That takes one square too many away: 32 misses leave 32 of the 64 squares."),
                Slip(bits(1 / (32 + 1)), "That counts the shots, with the one that hits. What decides is how many of the 64 squares are left after 32 misses."),
                Slip(1 / 32, "That is the probability of the hit. Its surprise is −log₂ of it."),
                Slip(64 - 32, "That is the number of squares that are left. Take log₂ of it."),
            ]),
            Number("The most squares for the first salvo", 2 ** (7 - 1), "squares", [
                Slip(100 / 2, "Half of the board is one good choice. How many more may a salvo name, so that 6 further ones are enough after a hit?"),
                Slip(2**7, "That is what 7 salvos tell apart, and the board has only 100 squares. After the first salvo 6 are left."),
                Slip(2 ** (7 - 1) - 1, "One square more will do: 6 salvos tell 64 squares apart, so a hit with the first may leave as many."),
                Slip(100 - 2 ** (7 - 1), "That is the smallest number. After a hit, how many squares can 6 salvos tell apart?"),
                Slip(100 - 1, "After a hit 100 − 1 squares may be left, and that is more than 6 salvos tell apart."),
            ], tolerance=0),
            Number("The fewest squares for the first salvo", 100 - 2 ** (7 - 1), "squares", [
                Slip(100 / 2, "Half of the board is one good choice. How few squares may a salvo name, so that 6 further ones are enough after a miss?"),
                Slip(2 ** (7 - 1), "That is the largest number. How many squares does a miss leave, and how many may that be?"),
                Slip(100 - 2 ** (7 - 1) - 1, "One square too few: a miss would leave one more than 6 salvos tell apart."),
                Slip(100 - 2 ** (7 - 1) + 1, "It may be one square less."),
            ], tolerance=0),
        ],
        right="Shot by shot the surprises add up to the 6 bits of the square. A good salvo keeps both answers within what the salvos that follow can tell apart.",
        hints=[
            "After a miss, which share of the squares that were left is still left?",
            "The probabilities 63/64, 62/63, … are multiplied: nearly all of it cancels.",
            "6 salvos tell 2⁶ squares apart. Neither a hit nor a miss may leave more.",
        ],
    ),
    Exercise(
        "self-information-with-zero",
        [
            Function("surprise", surprise,
                also(probabilities(), (np.array([1.5]),), (np.array([-0.5, 0.5]),), (np.array([np.nan]),), (np.array([0.5, np.nan]),), (np.array([[0.5, 0.25], [0.0, 1.0]]),)),
                [([0, 1, 0.25],)], [
                Slip(surprise_unchecked, "It computes, but it refuses nothing: 1.5 is no probability and must raise a ValueError."),
                Slip(surprise_with_nan, "It lets nan pass. A comparison with nan is false: ask whether all entries are inside, and not whether one is outside."),
                Slip(surprise_up_to_one, "It lets negative entries pass. A probability is at least 0, too."),
                Slip(surprise_of_distributions, "It refuses or changes entries that do not sum to 1. They need not: each entry is the probability of an event of its own."),
                Slip(surprise_in_nats, "It is right in nats. Bits are asked for: use log2."),
                Slip(surprise_negative, "The minus sign is missing: log₂ of a probability is never above 0, and a surprise never below."),
                Slip(surprise_zero_at_zero, "It gives 0 where p is 0, as if that were certain. What is impossible has infinite surprise."),
                Slip(surprise_clipped, "It puts a tiny number in place of 0, so an impossible event gets a finite surprise. Give inf there."),
                Slip(surprise_weighted, "It multiplies each surprise by its probability. That is a step of the average; here each surprise is asked for as it is."),
                Slip(surprise_in_all, "It adds the surprises up. Return one for each entry, in the shape of p."),
            ], quiet=True),
            Choice("What -np.log2(1.0) gives", {"0.0": "a", "-0.0": "b"}[str(-np.log2(1.0))],
                {"a": "0.0", "b": "-0.0", "c": "nan, with a warning"}, [
                Slip("a", "np.log2(1.0) is 0.0, and a minus sign before it is kept: floating point has two zeros. Try it."),
                Slip("c", "1.0 is inside the range of the logarithm, and log₂ 1 is 0. Which sign does the minus give it?"),
            ]),
        ],
        right="It refuses what is no probability, nan included, and gives inf at 0 without a warning. To avoid -0.0, subtract from 0.0.",
        hints=[
            "Every comparison with nan is false: write the condition so that nan fails it.",
            "np.log2 takes where=p > 0 and out=: it then leaves the other entries of out as they are.",
            "Begin with np.full(p.shape, -np.inf), and end with 0.0 minus the logarithms.",
        ],
    ),
    Exercise(
        "two-readers",
        [
            Number("The text for model A", TEXT_BITS, "bits", [
                Slip(len(TEXT) * bits(np.mean(TEXT)), "That is the surprise of the average probability, times the number of tokens. Add the surprises of the tokens instead."),
                Slip(len(TEXT) * (bits(0.05) + bits(0.5)) / 2, "That takes both kinds of token as equally frequent. There are 400 of one and 600 of the other."),
                Slip(400 * bits(0.05), "The 600 tokens of probability ½ are missing."),
                Slip(TEXT_BITS / len(TEXT), "That is the surprise per token. The text has 1000."),
            ]),
            Number("The text for model B", len(TEXT) * bits(EVEN), "bits", [
                Slip(bits(EVEN), "That is the surprise of one token. The text has 1000, and the surprises add up."),
                Slip(bits(EVEN) / len(TEXT), "That is the surprise of one token divided by 1000. The surprises of the tokens add up: multiply."),
                Slip(400 * bits(EVEN), "Those are the first 400 tokens. Model B gives 0.2 to all 1000."),
            ]),
            Number("What the direct product gives", float(np.prod(TEXT)), "", [
                Slip(inf, "Infinite is the surprise of what the product gives. What does the product itself give?"),
                Slip(float(np.mean(TEXT)), "That is the average probability. Multiply all 1000."),
            ], tolerance=0),
            Number("How many times as probable under B", 2 ** (TEXT_BITS - len(TEXT) * bits(EVEN)), "", [
                Slip(TEXT_BITS - len(TEXT) * bits(EVEN), "That is the difference in bits. Each bit is a factor of 2."),
                Slip(exp(TEXT_BITS - len(TEXT) * bits(EVEN)), "That is a power of e, which goes with nats. Each bit is a factor of 2."),
                Slip(2 ** -(TEXT_BITS - len(TEXT) * bits(EVEN)), "That is the ratio of the probability under A to the one under B. Turn it round."),
                Slip(TEXT_BITS / (len(TEXT) * bits(EVEN)), "That is one surprise divided by the other. A ratio of probabilities is a power of 2 whose exponent is a difference of surprises."),
            ]),
            Number("The number of tokens until a product is 0 in half precision", HALF_TOKENS, "tokens", [
                Slip(24 / log2(8), "8 tokens of 3 bits give 2^−24, which is the smallest positive number, and not 0 yet."),
                Slip(24 * log2(8), "That is 24 times the 3 bits of a token. How many tokens fit into 24 bits?"),
                Slip(24, "24 is the limit in bits. A token of probability ⅛ has 3 bits."),
                Slip(24 / log2(8) + 2, "That is one token too many. After which token is the product 0 for the first time?"),
                Slip(ceil(149 / log2(8)), "That is the count for single precision, which ends at 149 bits. Half precision ends at 24."),
            ], tolerance=0),
        ],
        right="Two products that are both 0 cannot be compared; two sums can, and their difference is the logarithm of the ratio.",
        hints=[
            "A surprise for each token, then the sum, for each model.",
            "2 to the power of the difference is the ratio of the two probabilities.",
            "A token of probability ⅛ has 3 bits. How many reach 24 bits, and what does one more do?",
        ],
    ),
    Exercise(
        "density-in-fahrenheit",
        [
            Number("The report in Celsius", -log2(8), "bits", [
                Slip(max(0, -log2(8)), "A surprise would not be less than 0. The program does not know that: the density is 8."),
                Slip(8, "8 is the density. Take −log₂ of it."),
                Slip(1 / 8, "That is 1 divided by the density 8. Take −log₂ of the density."),
            ]),
            Number("The report in kelvin", -log2(8), "bits", [
                Slip(-log2(8 * 273.15), "That is for the density times 273.15. But 273.15 is added to the temperature, and that moves the density without changing its height."),
                Slip(-log2(8 / 273.15), "That is for the density divided by 273.15. But 273.15 is added to the temperature, and that moves the density without changing its height."),
                Slip(-log2(8 + 273.15), "That is for the density plus 273.15. But 273.15 is added to the temperature, and the height of the density stays."),
                Slip(8, "8 is the density, in kelvin as well. Take −log₂ of it."),
            ]),
            Number("The report in Fahrenheit", -log2(8 / 1.8), "bits", [
                Slip(-log2(8 * 1.8), "That is for the density times 1.8. The same probability is spread over 1.8 times as many degrees, so the density is divided."),
                Slip(-log2(8), "That is the report in Celsius. A degree Fahrenheit is smaller: the density is divided by 1.8."),
                Slip(-log2(8 / 1.8 + 32), "That is for the density plus 32. But 32 is added to the temperature, and the height of the density stays."),
                Slip(8 / 1.8, "That is the density per degree Fahrenheit. Take −log₂ of it."),
                Slip(log2(1.8), "That is the change from Celsius to Fahrenheit. Add it to the report in Celsius."),
            ]),
            Number("What the display carries", bits(8 * 0.01), "bits", [
                Slip(-log2(8), "That is −log₂ of the density. What is shown has a probability, that of an interval."),
                Slip(bits(0.01), "That is −log₂ of the width. Multiply it by the density first."),
                Slip(8 * 0.01, "That is the probability. Its surprise is −log₂ of it."),
                Slip(bits(8 * 0.01 / 1.8), "That mixes the scales: a density per degree Fahrenheit, and a width in Celsius. Take the same scale for both."),
            ]),
        ],
        right="A shift changes nothing, and a change of scale changes the report, which is no information. What the display carries is the same in every scale.",
        hints=[
            "What happens to the height of a density when all values are shifted, and what when they are stretched?",
            "Stretched by 1.8, the density is divided by 1.8.",
            "The probability of a short interval is the density times its width.",
        ],
    ),
    Exercise(
        "never-seen",
        [
            Formula("The total, written with q, in bits", "-98*log2(1 - q) - log2(q)", {"q": (0, 1)}, [
                Slip("-log2(q)", "That leaves out the 98 days without snow. They are not free once snow is possible."),
                Slip("-98*log2(1 - q)", "That is the total of the 98 days. Day 99 with its snow is missing."),
                Slip("-99*log2(q)", "That gives each day the surprise of snow. On 98 days it did not snow, and that had the probability 1 − q."),
                Slip("-98*log2(q) - log2(1 - q)", "That has snow on 98 days and none on one. It is the other way round."),
                Slip("-log2(98*(1 - q) + q)", "That is for a sum of probabilities. Those of independent days are multiplied, and their surprises are added."),
                Slip("98*log2(1 - q) + log2(q)", "The minus signs are lost: a surprise is −log₂ of a probability."),
                Slip("-98*ln(1 - q) - ln(q)", "That is the total in nats. For bits write log2."),
                Slip("(1 - q)^98 * q", "That is the probability of the 99 days. The surprise is −log₂ of it."),
            ]),
            Number("The best q", 1 / 99, "", [
                Slip(1 / 98, "That is the one day of snow divided by the 98 others. Which share of all the days is it?"),
                Slip(1 / 2, "½ would be best if it snowed on every second day. Where is the derivative of the total 0?"),
                Slip(98 / 99, "That is the best probability of a day without snow. Snow has the rest."),
                Slip(1 / 100, "That is what one imaginary day of each kind gives, and it is very near. Where exactly is the derivative of the total 0?"),
            ], tolerance=1e-4),
            Number("The smallest total", all_days(1 / 99), "bits", [
                Slip(bits(1 / 99), "That is day 99 alone. The 98 days without snow cost something, too."),
                Slip(all_days(1 / 99) / 99, "That is the average per day. The question asks for the total."),
                Slip(98 * bits(98 / 99), "Those are the 98 days without snow. Day 99 is missing."),
            ]),
            Number("What q = 10⁻⁶ costs more", all_days(1e-6) - all_days(1 / 99), "bits", [
                Slip(all_days(1e-6), "That is the whole total at q = 10⁻⁶. Subtract the smallest total."),
                Slip(bits(1e-6) - bits(1 / 99), "That compares day 99 alone. On the other 98 days the smaller q costs less, which makes up for a part of it."),
                Slip(all_days(1e-6) / all_days(1 / 99), "That is one total divided by the other. “How many bits more” asks for their difference."),
            ]),
            Choice("The mistake that costs more", "a" if all_days(10 / 99) > all_days(0.1 / 99) else "b",
                {"a": "ten times the best q", "b": "a tenth of the best q", "c": "both cost the same"}, [
                Slip("b", "A tenth costs log₂ 10 = 3.32 bits more on the one day of snow, and gives a little back on each of the others. What does ten times the best q cost on the 98 dry days?"),
                Slip("c", "The day of snow turns dearer or cheaper by the same log₂ 10 bits. But the 98 dry days do not count alike: compute both totals."),
            ]),
        ],
        right="The best q is the share of the days on which it snowed. Each halving of q costs one bit more when the snow comes; q = 0 costs infinitely many.",
        hints=[
            "Which probability did the model give to what came, on each of the 99 days?",
            "Add the surprises: 98 times −log₂(1 − q), and once −log₂ q.",
            "The derivative is 98/(1 − q) − 1/q, divided by ln 2. Where is it 0?",
        ],
    ),
    Exercise(
        "weighing",
        [
            Number("The coins on each pan in the first weighing", FIRST, "coins", [
                Slip(12 / 2, "With all 12 coins on the pans it is never level, and each side leaves half of the cases, more than the 9 that two weighings tell apart."),
                Slip(12 / 4, "With 3 on each pan, level leaves half of the coins, each heavy or light: more cases than the 9 that two weighings tell apart."),
                Slip(FIRST + 1, "With 5 on each pan, tipping leaves twice as many cases: more than the 9 that two weighings tell apart."),
                Slip(2 * FIRST, "That is the number on both pans together. Count one pan."),
            ], tolerance=0),
            Number("The coins in the second weighing, after “level”", SECOND, "coins", [
                Slip(FIRST, "With all four on the pans, each side leaves 4 cases. One weighing tells at most 3 apart."),
                Slip(SECOND - 1, "With two on the pans, level leaves two coins, each heavy or light: 4 cases. One weighing tells at most 3 apart."),
                Slip(SECOND - 2, "With one on the pans, level leaves three coins, each heavy or light: 6 cases. One weighing tells at most 3 apart."),
            ], tolerance=0),
            Choice("The second weighing after “left”", next(plan for plan, left in PLANS.items() if max(left) <= 3), {
                "a": "half of the H against the other half",
                "b": "half of the H and one L against the other half and another L",
                "c": "half of the H and half of the L against the other halves",
                "d": "all the H against coins that are known to be good",
            }, [
                Slip("a", "If it is level, all the L are left: 4 cases, and one weighing tells at most 3 apart."),
                Slip("c", "It is never level, so each side leaves half of the 8 cases: 4, and one weighing tells at most 3 apart."),
                Slip("d", "If it tips, all the H are left: 4 cases, and one weighing tells at most 3 apart."),
            ]),
            Number("What “level” carries in this second weighing", bits(2 / 8), "bits", [
                Slip(log2(3), "That is for three equally likely results. How many of the 8 cases give level here?"),
                Slip(bits(3 / 8), "That is a side. How many of the 8 cases does level leave?"),
                Slip(bits(2 / 24), "8 cases were left after the first weighing. Compare with these."),
                Slip(log2(2), "That is log₂ of the 2 cases that are left. Divide them by the 8 cases first."),
                Slip(2 / 8, "That is the probability of level. Its surprise is −log₂ of it."),
            ]),
            Number("What “left”, “level” and “left” carry together", bits(1 / 24), "bits", [
                Slip(3 * log2(3), "That is for three weighings whose results are always equally likely. Only 24 cases are told apart, and not all results come up."),
                Slip(log2(12), "That is 1 bit short. It is also known whether the coin is heavy or light, one of 24 cases; and the third result, too, decides between two."),
                Slip(ceil(log2(24)), "That is the number of yes/no questions, rounded up. Leave the amount as it is."),
            ]),
        ],
        right="Each weighing divides what is left as equally as it can among its three results. Whichever way it goes, the results carry log₂ 24 bits together.",
        hints=[
            "How many cases can two weighings tell apart, and how many can one?",
            "With n coins on each pan, tipping leaves 2n cases and level 2(12 − 2n). Neither may be more than 9.",
            "For each plan count the cases that lead to left, to right and to level. H on the heavy side, L on the light side.",
        ],
    ),
    # Challenge
    Exercise(
        "proof-order",
        [
            Order("The order of the lines", {"A": "DFI", "B": "AE", "D": "", "E": "I", "F": "", "G": "B", "I": ""}, [
                Slip("C", "Line C does not hold: L is defined at whole numbers only, where there is nothing to be continuous."),
                Slip("H", "Line H does not hold: L of a sum is not the sum of the two L. With l = 1 it would give L(k + 1) the same value as L(k), because L(1) is 0. L adds up over products."),
                Slip("AD", "Line A applies L to an inequality, so L must keep the order of numbers that are no neighbours. That is line D, so D comes first."),
                Slip("AF", "Line A uses L(kⁿ) = n L(k), and the same for the powers of 2. That is line F, so F comes first."),
                Slip("AI", "Line A applies L to three numbers. That there are such numbers is line I, so I comes first."),
                Slip("EI", "Line E applies log₂ to three numbers. That there are such numbers is line I, so I comes first."),
                Slip("BA", "Line B says that both numbers lie in the interval. For L(k) that is line A, so A comes first."),
                Slip("BE", "Line B says that both numbers lie in the interval. For log₂ k that is line E, so E comes first."),
                Slip("GB", "Line G lets n grow in the bound 1/n. That bound is line B, so B comes first."),
            ]),
        ],
        right="Whole numbers squeeze L as coin tosses squeeze f in the theorem. That L keeps the order has to be given here; there, f ≥ 0 gives it.",
        hints=["One line speaks of something that L has not, and one of sums where products are meant.", "Which lines use no other line?", "The last line lets n grow. Which line holds the bound that shrinks, and which two does it compare?"],
    ),
    Exercise(
        "not-additive",
        [
            Number("f(pq) − f(p) − f(q) at p = q = ½", float((1 - Fraction(1, 4)) - 2 * (1 - Fraction(1, 2))), "", [
                Slip(3 / 4, "That is f(pq) alone. Subtract f(p) and f(q)."),
                Slip(1 / 2, "That is f at one coin. Take f at pq = ¼, and subtract both f(p) and f(q)."),
                Slip(float(2 * (1 - Fraction(1, 2))), "That is f(p) + f(q). Subtract it from f(pq)."),
                Slip(float(2 * (1 - Fraction(1, 2)) - 2 * (1 - Fraction(1, 2))), "That would make f additive here. Put in the value of f(¼)."),
                Slip(-1 / 2, "That has f(½) in place of f(pq). The two coins together have the probability ¼."),
                Slip(-3 / 4, "That has pq = ¼ in place of f(pq)."),
            ]),
            Number("g(pq) − g(p) − g(q) at p = q = ½", float((1 / Fraction(1, 4) - 1) - 2 * (1 / Fraction(1, 2) - 1)), "", [
                Slip(float(1 / Fraction(1, 4) - 1), "That is g(pq) alone. Subtract g(p) and g(q)."),
                Slip(float(1 / Fraction(1, 4) - 1 - (1 / Fraction(1, 2) - 1)), "Both g(p) and g(q) are subtracted, and each g has its −1."),
                Slip(float(1 / Fraction(1, 4)), "That is 1/(pq). g subtracts 1 from it, and then g(p) and g(q) are still to be subtracted."),
                Slip(float(1 / Fraction(1, 4) - 2 / Fraction(1, 2)), "That leaves out the −1 in g: 4 − 2 − 2 is 0."),
            ]),
            Formula("f(pq), written with a = f(p) and b = f(q)", "a + b - a*b", {"a": (0, 1), "b": (0, 1)}, [
                Slip("a + b", "That would make f additive, and the two coins show that it is not. What is p, if a is 1 − p?"),
                Slip("a + b + a*b", "That is the rule of g. Look at the signs again."),
                Slip("a * b", "f(pq) is not the product of f(p) and f(q). What is p, if a is 1 − p?"),
                Slip("(1 - a) * (1 - b)", "That is pq. What is asked for is f(pq)."),
                Slip("1 - a*b", "That has a and b in place of p and q. What is p, if a is 1 − p?"),
            ]),
            Formula("g(pq), written with a = g(p) and b = g(q)", "a + b + a*b", {"a": (0, 9), "b": (0, 9)}, [
                Slip("a + b", "That would make g additive, and the two coins show that it is not. What is 1/p, if a is 1/p − 1?"),
                Slip("a + b - a*b", "That is the rule of f. Look at the signs again."),
                Slip("a * b", "g(pq) is not the product of g(p) and g(q). What is 1/p, if a is 1/p − 1?"),
                Slip("(1 + a) * (1 + b)", "That is 1/(pq). What is asked for is g(pq)."),
                Slip("1/(a*b) - 1", "That has a and b in place of p and q. What is 1/p, if a is 1/p − 1?"),
            ]),
            Choice("When f and g happen to be additive", "c",
                {"a": "for no p and q", "b": "if p = q", "c": "if p = 1 or q = 1", "d": "only if p = 1 and q = 1"}, [
                Slip("a", "Look at the last product, f(p) f(q). It can be 0: for which p?"),
                Slip("b", "p = q = ½ is the counterexample of the question. When is the last product 0?"),
                Slip("d", "One of the two is enough: a product is 0 if one of its factors is."),
            ]),
        ],
        right="Under f two uncertain events together surprise less than the sum, under g more. A trial with p = 1 alone shows nothing, because there every candidate passes.",
        hints=["Two fair coins both show heads with the probability ¼.", "1 − f(p) is p, and 1 + g(p) is 1/p: both turn products into products.", "When is a product of two numbers 0?"],
    ),
    Exercise(
        "continuous-instead",
        [
            Formula("f(2^(−m/n)), written with c, m and n", "m/n * c", {"c": (0, 4), "m": (0, 9), "n": (1, 9)}, [
                Slip("m * c", "That is f(2^(−m)), which is f(pⁿ). How does additivity tie f(pⁿ) to f(p)?"),
                Slip("n/m * c", "The fraction is upside down."),
                Slip("n * c", "That has n in place of m/n. Which power of p is (½)^m?"),
                Slip("m * n * c", "That is m c times n. Which is larger, f(pⁿ) or f(p)?"),
                Slip("c^(m/n)", "That is a power of c. A power of p becomes a multiple of f(p): f(pⁿ) = n f(p)."),
                Slip("m/n", "That is right for c = 1 only. f(½) is c."),
                Slip("-m/n * c", "The sign is turned. p is a power of ½ with the exponent m/n, which is not negative, and f(½) = c."),
            ]),
            Number("f(1/√2) if f(½) = −3", float(Fraction(1, 2) * Fraction(-3)), "", [
                Slip(-3 * (1 / sqrt(2)), "That is f(½) times 1/√2. But 1/√2 is a power of ½: with which exponent?"),
                Slip(-3 * sqrt(2), "That is f(½) times √2, as if f were proportional to p. But 1/√2 is a power of ½: with which exponent?"),
                Slip(-3 * 2, "That is twice f(½). Which of the two probabilities is farther from 1, ½ or 1/√2?"),
                Slip(1 / 2, "That is right for f(½) = 1. Here f(½) is −3: multiply by it."),
                Slip(float(1 * Fraction(-3)), "That is f(½). 1/√2 is ½ to the power ½."),
            ]),
            Proof("Your proof of f(p) = −c log₂ p", [
                Step(
                    "f(pⁿ) = n f(p) for every whole number n ≥ 0, by induction; f(1) = 0, because f(1) = f(1) + f(1).",
                    "What is given speaks of two factors. That n equal factors bring n times as much is an induction, and its start f(1) = 0 has to be shown, too.",
                ),
                Step(
                    "Rational exponents: n f(2^(−m/n)) = f(2^(−m)) = m c, so f(2^(−r)) = r c for every rational r ≥ 0.",
                    "Whole powers of ½ are few. A root is reached through its power: n times f of the root is f of the power, and then you divide by n.",
                ),
                Step(
                    "Real exponents: for every u ≥ 0 there are rational r ≥ 0 that converge to u, and then 2^(−r) converges to 2^(−u).",
                    "If your lines take every exponent for a fraction of whole numbers, they are false: 1/√2, for one, is none. Real numbers are limits of fractions, and that has to be said before a limit is taken.",
                ),
                Step(
                    "f is continuous, so f(2^(−u)) is the limit of f(2^(−r)) = r c, which is u c.",
                    "Continuity is used here and nowhere else; if your lines never use it, they prove too much, for without it Hamel's wild solutions are additive as well. Nor may f be taken to rise or fall, as in the chapter's proof: that came from f ≥ 0, and here f may be negative.",
                ),
                Step(
                    "Every p in (0, 1] is 2^(−u) with u = −log₂ p ≥ 0, so f(p) = −c log₂ p.",
                    "The claim is about p, and so far you have values at powers of 2. Say which exponent belongs to p, and that it is not negative.",
                ),
            ]),
        ],
        right="Additivity alone settles f at the rational exponents. Continuity carries it to all others; without it Hamel's wild solutions live there.",
        hints=["Raise p = 2^(−m/n) to the power n. Which power of ½ is it?", "f(pⁿ) = n f(p), and f((½)^m) = m c.", "Every real number is a limit of rational ones. What may be exchanged with a limit?"],
    ),
    Exercise(
        "surprise-by-logit",
        [
            Formula("The gradient in z, written with p, in bits", "-(1 - p) / ln(2)", {"p": (0, 1)}, [
                Slip("-(1 - p)", "That is the gradient in nats. In bits it is divided by ln 2."),
                Slip("-(1 - p) * ln(2)", "That is the gradient in nats times ln 2. From nats to bits, divide by it."),
                Slip("-1 / (p * ln(2))", "That is the gradient in p. The chain rule of calculus brings in another factor."),
                Slip("-p * (1 - p) / ln(2)", "The factor 1/p is missing: look at the gradient of −log₂ p in p again."),
                Slip("(1 - p) / ln(2)", "The sign is lost: a larger z makes the event more likely, and the surprise falls."),
                Slip("p / ln(2)", "That is the gradient of −log₂(1 − p), the surprise of the opposite event."),
                Slip("-p / ln(2)", "That has p and 1 − p swapped: which factor of dp/dz cancels?"),
                Slip("p * (1 - p)", "That is dp/dz, one of the two factors of the chain rule."),
                Slip("-1 / ln(2)", "The factor 1 − p is missing: compute dp/dz again."),
            ]),
            Number("The gradient at z = −10", -(1 - 1 / (1 + exp(10))) / log(2), "bits per unit of z", [
                Slip(-(1 - 1 / (1 + exp(10))), "That is the gradient in nats: PyTorch's log is natural. Divide by ln 2."),
                Slip(-(1 + exp(10)) / log(2), "That is the gradient in p, which is huge. The one in z is asked for."),
                Slip(-log2(1 / (1 + exp(10))), "That is the surprise at z = −10. Its gradient is asked for: call backward() and read z.grad."),
                Slip(-1 / (1 + exp(10)) / log(2), "That is the gradient at z = 10, or p and 1 − p are swapped. At z = −10, p is nearly 0 and 1 − p nearly 1."),
                Slip(-0.5 / log(2), "That is the gradient at z = 0, where p is ½. Put in z = −10."),
                Slip(-(1 - 1 / (1 + exp(10))) * log(2), "That is the gradient in nats times ln 2. From nats to bits, divide by it."),
            ]),
        ],
        right="However wrong the classifier is, the gradient stays between −1/ln 2 and 0: the factor p has cancelled the one that grows without limit.",
        hints=["The chain rule of calculus: the gradient in p, times dp/dz.", "1 − p is e^(−z)/(1 + e^(−z)). Write dp/dz with p alone.", "dp/dz = p (1 − p), and one of its factors cancels against 1/p."],
    ),
    Exercise(
        "stirling-deck",
        [
            Formula("log2(n!) without r, in bits", "n*log2(n) - n/ln(2) + log2(2*pi*n)/2", {"n": (1, 100)}, [
                Slip("n*log2(n) - n + log2(2*pi*n)/2", "The term −n came over from nats as it was. What does the change of unit make of a term without a logarithm?"),
                Slip("n*log2(n) - n*ln(2) + log2(2*pi*n)/2", "That has the term −n times ln 2. From nats to bits, divide."),
                Slip("n*ln(n) - n + ln(2*pi*n)/2", "That is the formula in nats. Divide every term by ln 2."),
                Slip("n*log2(n) - n/ln(2) + log2(2*pi*n)", "The ½ before the last logarithm is lost."),
                Slip("n*log2(n) - n/ln(2)", "The term with 2πn is missing."),
                Slip("n*log2(n) - n/ln(2) + log2(pi*n)/2", "The 2 in 2πn is lost."),
                Slip("n*log2(n) - n/ln(2) + ln(2*pi*n)/2", "The last logarithm is still natural. Write it with log2, too."),
            ]),
            Number("log₂ 52! without r", ROUGH, "bits", [
                Slip(ROUGH + 52 / log(2) - 52, "That has the term −n in nats. Divide it by ln 2."),
                Slip(ROUGH + 52 / log(2) - 52 * log(2), "That has the term −n times ln 2. From nats to bits, divide."),
                Slip(ROUGH + log2(2 * pi * 52) / 2, "The ½ before the last logarithm is lost."),
                Slip(ROUGH - log2(2 * pi * 52) / 2, "The term with 2πn is missing."),
                Slip(log2(DECK), "That is the exact value. Here the formula without r is asked for, and it is a little smaller."),
            ], tolerance=1e-6),
            Number("log₂ 52! with the lower bound of r", LOWER, "bits", [
                Slip(UPPER, "That is the upper bound. The lower one has 1/(12n + 1)."),
                Slip(ROUGH + 1 / (12 * 52 + 1), "That has r in nats. Divide it by ln 2, too."),
                Slip(ROUGH - 1 / (12 * 52 + 1) / log(2), "That is the formula without r minus the bound on r. But r is positive: add it."),
                Slip(ROUGH, "That is the formula without r. Put in the bound on r."),
                Slip(ROUGH + 1 / (12 * (52 + 1)) / log(2), "That has 12(n + 1). The bound has 12n + 1."),
            ], tolerance=1e-9),
            Number("log₂ 52! with the upper bound of r", UPPER, "bits", [
                Slip(LOWER, "That is the lower bound. The upper one has 1/(12n)."),
                Slip(ROUGH + 1 / (12 * 52), "That has r in nats. Divide it by ln 2, too."),
                Slip(ROUGH - 1 / (12 * 52) / log(2), "That is the formula without r minus the bound on r. But r is positive: add it."),
                Slip(ROUGH, "That is the formula without r. Put in the bound on r."),
            ], tolerance=1e-9),
            Number("The decimals to which both round alike", AGREE, "decimals", [
                Slip(max(d for d in range(12) if int(LOWER * 10**d) == int(UPPER * 10**d)), "That is right if digits are cut off. Rounded to four decimals, 225.5809995 and 225.5810032 are the same, and more decimals agree."),
                Slip(AGREE - 1, "There they agree. Do they still agree with one decimal more?"),
                Slip(AGREE + 2, "At seven decimals they differ. Round both to fewer."),
                Slip(AGREE + 1, "At six decimals the two are 225.580999 and 225.581003. Round both to fewer."),
            ], tolerance=0),
        ],
        right="With both bounds Stirling's formula gives the information in a deck to five decimals, without one factorial.",
        hints=["Every term is in nats. What does division by ln 2 do to a logarithm, and what to a term without one?", "ln x divided by ln 2 is log₂ x; the term −n becomes −n/ln 2.", "Put n = 52 in, and keep all digits until the end. Print seven decimals."],
    ),
])
