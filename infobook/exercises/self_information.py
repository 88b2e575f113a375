"""The exercises of the chapter *Self-information*."""

from collections.abc import Iterable
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
    Slip,
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


# The exercise "block-of-cards".


def questions(n: int) -> int:
    """Return how many yes/no questions tell the 52^n cases apart."""
    return (int(52**n) - 1).bit_length()


def numbers_of_cards(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
    """Draw numbers of cards: the first ones, some in the middle, and large ones that no float can hold."""
    for n in (1, 2, 3, 4, 5, 10, 17, 100, 1000):
        yield (n,)
    for n in rng.integers(18, 500, 4):
        yield (int(n),)


def first(fits: Any) -> int:
    """Return the smallest whole number from 1 on that fits."""
    n = 1
    while not fits(n):
        n += 1
    return n


def tokens_until_zero(p: float) -> int:
    """Multiply until nothing is left."""
    product, tokens = 1.0, 0
    while product > 0:
        product, tokens = product * p, tokens + 1
    return tokens


DECK = factorial(52)
WORD, OTHER_WORD = (prod(1 / 4 if digit == "1" else 3 / 4 for digit in word) for word in ("0010", "1101"))
DRAWS = comb(49, 6)
ROWS = 49 - 6 + 1  # draws of six numbers that follow each other
LOSS = 2.3026
ACES = [Fraction(4 - i, 52 - i) for i in range(3)]
TEXT = [0.05] * 400 + [0.5] * 600
TEXT_BITS = float(np.sum(self_information(TEXT)))
SMALLEST = 1074  # bits of the smallest positive number in double precision
SNOW = 1 / 100
Q, U = 0.001, 0.03
ROUGH = 52 * log2(52) - 52 / log(2) + log2(2 * pi * 52) / 2
LOWER, UPPER = (ROUGH + 1 / (12 * 52 + more) / log(2) for more in (1, 0))
AGREE = max(d for d in range(12) if round(LOWER, d) == round(UPPER, d))  # decimals

check = chapter("self-information", [
    # Warm-up
    Exercise(
        "card-deck",
        [
            Number("a card", bits(52 / 52), "bits", [
                Slip(52 / 52, "1 is the probability of a card (and what a fair yes/no question brings). Take −log₂ of it."),
                Slip(log2(52), "That is the surprise of one named card. The first statement names none: every card makes it true."),
            ]),
            Number("a heart", bits(13 / 52), "bits", [
                Slip(log2(13), "You took log₂ of the 13 hearts. Count the suits: a heart is one of four equally likely cases."),
                Slip(13 / 52, "That is the probability of a heart. Its surprise is −log₂ of it."),
                Slip(52 / 13, "4 is the number of suits. Take log₂ of it."),
            ]),
            Number("the three of spades", bits(1 / 52), "bits", [
                Slip(1 / (1 / 52), "52 is the number of cases. Take log₂ of it."),
                Slip(1 / 52, "That is the probability of the card. Its surprise is −log₂ of it."),
                Slip(log2(13), "That is the surprise of a three of any suit. This card has its suit, too: it is one of 52."),
                Slip(ceil(log2(52)), "That is the number of whole questions. An amount of information need not be whole: give log₂ of the number of cards."),
            ]),
            Number("the order of the whole deck", bits(1 / DECK), "bits", [
                Slip(52 * log2(52), "52 times log₂ 52 is right if each card is put back. Here each card leaves one case fewer for the next, and the last has only one."),
                Slip(float(DECK), "52! is the number of orders. Take log₂ of it."),
                Slip(ceil(log2(DECK)), "That is the number of questions, rounded up. Leave the amount as it is: log₂ of the number of orders."),
                Slip(sum(ceil(log2(k)) for k in range(1, 52 + 1)), "You rounded up at each card, as the second plan does. Ask about the whole order: add first, and do not round."),
                Slip(52 * 6, "You gave each card 6 questions, as the first plan does. Count the orders of the whole deck, and take log₂."),
            ], tolerance=1e-4),
            Number("a court card", bits(12 / 52), "bits", [
                Slip(log2(12), "You took log₂ of the 12 court cards. Divide them by the 52 cards first: the probability is 12/52."),
                Slip(bits((12 + 4) / 52), "You counted the aces, too. Jacks, queens and kings are 12 cards."),
                Slip(log2(3), "You took log₂ of the three kinds. They are three of thirteen kinds: take −log₂(3/13)."),
                Slip(bits((52 - 12) / 52), "That is the surprise of “not a court card”. Take −log₂(12/52)."),
                Slip(12 / 52, "That is the probability of a court card. Its surprise is −log₂ of it."),
                Slip(52 * (12 / 52), "12 is the number of court cards. Take −log₂ of 12/52."),
                Slip(52 / 12, "That is 1/p. Take log₂ of it."),
            ]),
            Number("not a heart", bits(39 / 52), "bits", [
                Slip(-bits(13 / 52), "That is the surprise of a heart with the sign turned round. Opposite statements have no opposite surprises: take −log₂ of 39/52."),
                Slip(bits(13 / 52), "That is “a heart”. Take −log₂ of the probability of the other 39 cards."),
                Slip(log2(39), "You took log₂ of the 39 cards. Divide them by the 52 cards first."),
                Slip(log2(3), "You took log₂ of the three other suits. They are three of four: take −log₂(3/4)."),
                Slip(39 / 52, "That is the probability of the statement. Its surprise is −log₂ of it."),
                Slip(1 - bits(13 / 52), "That is 1 minus the surprise of a heart. Probabilities of opposite events sum to 1, and surprises do not."),
            ]),
        ],
        right="The fewer cases a statement leaves, the more it tells: from 0 bits to 225.6, and never less than 0.",
        hints=[
            "For what share of all equally likely cases is each statement true? Take −log₂ of this share.",
            "52 cards have 52! orders, and you may type log2(52!).",
            "There are 12 court cards, and 39 cards that are not hearts.",
        ],
    ),
    Exercise(
        "two-dice",
        [
            Number("the total is 7", bits(6 / 36), "bits", [
                Slip(log2(11), "You counted the 11 totals, but they are not equally likely. Count the pairs: 6 of 36 have the total 7."),
                Slip(log2(36), "That is the surprise of one pair, such as a three and a four in this order. Six pairs have the total 7."),
                Slip(bits(3 / comb(6 + 1, 2)), "You counted pairs without their order, and those are not equally likely: a three and a four come in two ways, two threes in one. Count 36 ordered pairs."),
                Slip(6 / 36, "That is the probability. Its surprise is −log₂ of it."),
                Slip(36 / 6, "6 is the number of pairs (and 1/p). Take −log₂ of 6/36."),
            ]),
            Number("the total is 2", bits(1 / 36), "bits", [
                Slip(log2(11), "You counted the 11 totals, but they are not equally likely. Only one of the 36 pairs has the total 2."),
                Slip(bits(1 / comb(6 + 1, 2)), "You counted pairs without their order, and those are not equally likely. Count 36 ordered pairs."),
                Slip(bits(2 / 36), "You counted the pair 1 and 1 twice. Swapping equal numbers gives the same pair."),
                Slip(bits(1 / 6), "That is the surprise of a 1 on one die. The other die must show a 1 as well."),
                Slip(1 / 36, "That is the probability. Its surprise is −log₂ of it."),
                Slip(6 * 6, "36 is the number of pairs (and 1/p). Take log₂ of it."),
            ]),
            Number("both show the same number", bits(6 / 36), "bits", [
                Slip(log2(36), "That is the surprise of one named double, such as two sixes. Six of the 36 pairs are doubles."),
                Slip(bits(6 / comb(6 + 1, 2)), "You counted pairs without their order, and those are not equally likely. Six of the 36 ordered pairs are doubles."),
                Slip(bits((36 - 6) / 36), "That is the surprise of two different numbers. Six of the 36 pairs are doubles."),
                Slip(6 / 36, "That is the probability. Its surprise is −log₂ of it."),
                Slip(36 / 6, "6 is the number of doubles (and 1/p). Take −log₂ of 6/36."),
            ]),
        ],
        right="Events of the same probability have the same surprise, whatever they are about: a 7 is as surprising as a double.",
        hints=["Which cases are equally likely: the totals, or the pairs of the first and the second die?", "There are 36 such pairs. How many belong to each statement?"],
    ),
    Exercise(
        "loss-in-bits",
        [
            Number("the loss in bits", LOSS / log(2), "bits", [
                Slip(LOSS * log(2), "You multiplied by ln 2. A bit is smaller than a nat, so there must be more bits: divide by ln 2."),
                Slip(log2(LOSS), "You took log₂ of the loss. The loss is a logarithm already: only its unit changes."),
                Slip(2**LOSS, "You raised 2 to the loss. Only the unit changes here: divide by ln 2."),
            ], given="nats"),
            Number("the probability", exp(-LOSS), "", [
                Slip(2**-LOSS, "You took 2 to the power −2.3026, as if the loss were in bits. It is in nats: the base is e."),
                Slip(10**-LOSS, "You took 10 as the base. The program's logarithm is natural: the base is e."),
                Slip(1 / LOSS, "You divided 1 by the loss. Undo the logarithm instead: e to the power of minus the loss."),
                Slip(1 - exp(-LOSS), "That is the probability of all wrong classes together. The right class got e to the power of minus the loss."),
                Slip(exp(-LOSS / log(2)), "You put bits into a power of e. Nats go with e, bits with 2."),
            ]),
        ],
        right="A loss of 2.3026 nats says that the right class got one tenth; how it is written, in bits or nats, changes nothing.",
        hints=["In which unit is a natural logarithm? Is a bit larger or smaller than this unit?", "1 nat is 1/ln 2 bits.", "The loss is −ln p. Solve for p."],
    ),
    Exercise(
        "probability-from-bits",
        [
            Formula("p, written with I", "2^(-I)", {"I": (0, 10)}, [
                Slip("2^I", "That is 1/p: the minus sign is lost. From log₂ p = −I follows p = 2^(−I)."),
                Slip("e^(-I)", "The base is e, so that is right for nats. For bits the base is 2."),
                Slip("10^(-I)", "The base is 10, so that is right for hartleys. For bits the base is 2."),
                Slip("1/I", "You divided instead of undoing the logarithm. What undoes log₂ is a power of 2."),
                Slip("1/(2*I)", "You divided by 2 times I. Each bit halves what is left: the 2 gets the exponent −I."),
                Slip("log2(1/I)", "That is −log₂ with I put in for p. Here I is the surprise: undo the logarithm."),
                Slip("-2^I", "The minus sign belongs into the exponent: a probability is never negative."),
                Slip("I^(-2)", "Base and exponent are swapped: the base is 2."),
            ]),
            Number("for 3 bits", 2**-3, "", [
                Slip(2**3, "8 is 1/p: the minus sign is lost."),
                Slip(exp(-3), "You took e to the power −3, which is right for 3 nats. For bits the base is 2."),
                Slip(1 / 3, "That is 1 divided by the bits. Each bit halves: take ½ three times."),
                Slip(1 / (2 * 3), "That is 1 divided by 2 times 3. Each bit halves what is left: ½ · ½ · ½."),
                Slip(log2(3), "You took log₂ of 3. Here 3 is the logarithm already: find the probability it belongs to."),
            ]),
            Number("for 10 bits", 2**-10, "", [
                Slip(2**10, "1024 is 1/p: the minus sign is lost."),
                Slip(exp(-10), "You took e to the power −10, as if the 10 were nats. For bits the base is 2."),
                Slip(1 / 10, "That is 1 divided by the bits. Each bit halves: take ½ ten times."),
                Slip(1 / (2 * 10), "You divided 1 by 2 times 10. Each bit halves what is left: take ½ ten times."),
                Slip(2**-3 / 10 * 3, "You went in proportion from 3 bits. Bits are added where probabilities are multiplied."),
            ]),
            Number("for half a bit", 2**-0.5, "", [
                Slip(1 / 4, "That is half of ½, the probability for two bits. Half a bit is rather a root: two such events together have the probability ½."),
                Slip(3 / 4, "That lies half of the way from 1 to ½. Steps of equal surprise are equal factors: take the root of ½."),
                Slip(sqrt(2), "That is 1/p: the minus sign is lost, and no probability is above 1."),
                Slip(exp(-0.5), "You took e to the power −½, which is right for half a nat. For bits the base is 2."),
                Slip(bits(0.5), "That is the surprise of the probability ½. Here ½ is the surprise, and the probability is asked for."),
                Slip(2 ** -1, "½ is the probability for one whole bit. Put half a bit into 2^(−I)."),
            ]),
        ],
        right="Each bit halves the probability, and half a bit takes the root of a half: two of them make one bit.",
        hints=["Multiply by −1, then undo log₂.", "What undoes log₂ is a power of 2.", "Half a bit twice is one bit: which number times itself is ½?"],
    ),
    Exercise(
        "biased-code",
        [
            Number("0010", bits(WORD), "bits", [
                Slip(bits(OTHER_WORD), "You gave the probability ¼ to the 0. It belongs to the 1; a 0 has ¾."),
                Slip(4 * bits(1 / 2), "4 bits is right if the digits are fair. Here a 0 has ¾ and a 1 has ¼."),
                Slip(bits(1 / 4), "That is the 1 alone. The three 0s are a little surprising as well."),
                Slip(4 * bits(1 / 4), "You gave 2 bits to each digit. Only a 1 brings 2 bits; a 0 brings −log₂ ¾."),
                Slip(bits(4 * WORD), "That is the surprise of exactly one 1 somewhere, and four words have that. This word has its 1 in the third place."),
                Slip(WORD, "That is the probability of the word. Its surprise is −log₂ of it."),
                Slip(bits(WORD) / 4, "That is the average of a digit. The question asks for the word: add the four surprises."),
            ]),
            Number("1101", bits(OTHER_WORD), "bits", [
                Slip(bits(WORD), "You gave the probability ¼ to the 0. It belongs to the 1; a 0 has ¾."),
                Slip(4 * bits(1 / 2), "4 bits is right if the digits are fair. Here a 0 has ¾ and a 1 has ¼."),
                Slip(3 * bits(1 / 4), "Those are the three 1s alone. The 0 is a little surprising as well."),
                Slip(4 * bits(1 / 4), "You gave 2 bits to each digit. Only a 1 brings 2 bits; a 0 brings −log₂ ¾."),
                Slip(bits(4 * OTHER_WORD), "That is the surprise of exactly three 1s somewhere, and four words have that. This word has its 0 in the third place."),
                Slip(OTHER_WORD, "That is the probability of the word. Its surprise is −log₂ of it."),
                Slip(bits(OTHER_WORD) / 4, "That is the average of a digit. The question asks for the word: add the four surprises."),
            ]),
            Number("either word from a fair source", bits(0.5**4), "bits", [
                Slip(2**4, "16 is the number of words. Take log₂ of it."),
                Slip(0.5**4, "That is the probability of each word. Its surprise is −log₂ of it."),
                Slip(bits(1 / 2), "That is one digit. The word has four."),
                Slip(bits(WORD), "That is 0010 from the unfair source. A fair source gives ½ to both digits."),
                Slip(bits(OTHER_WORD), "That is 1101 from the unfair source. A fair source gives ½ to both digits."),
            ]),
        ],
        right="Four binary digits carry four bits only if they are fair and independent; from an unfair source likely words carry less, and unlikely ones more.",
        hints=["The digits are independent. What may be added?", "A 1 brings 2 bits, and a 0 brings −log₂ ¾."],
    ),
    Exercise(
        "lottery-choice",
        [
            Choice("the draw with the larger self-information", "c",
                {"a": "1, 2, 3, 4, 5, 6", "b": "7, 15, 22, 31, 40, 48", "c": "both the same"}, [
                Slip("a", "It looks rarer because few draws look like it. But each single draw has the same probability."),
                Slip("b", "The event “no pattern” is likelier, for many draws belong to it. This one draw is as rare as any other."),
            ]),
            Choice("the event with the larger self-information", "a" if ROWS < DRAWS - ROWS else "b",
                {"a": "the six numbers follow each other", "b": "they do not", "c": "both the same"}, [
                Slip("b", "Nearly all draws belong to this event, so it is hardly a surprise at all. The rarer event has the larger one."),
                Slip("c", "That is true of two single draws. These are two events: count the draws that belong to each."),
            ]),
            Number("the six numbers follow each other", bits(ROWS / DRAWS), "bits", [
                Slip(bits(1 / DRAWS), "That is the surprise of one single draw. From 1, …, 6 to 44, …, 49 there are 44 draws in a row."),
                Slip(bits((ROWS - 1) / DRAWS), "One draw is missing. The smallest number may be 1, 2, …, 44: count both ends."),
                Slip(log2(ROWS), "You took log₂ of the 44 draws. Divide them by the number of all draws first."),
                Slip(ROWS / DRAWS, "That is the probability of the event. Its surprise is −log₂ of it."),
                Slip(bits((DRAWS - ROWS) / DRAWS), "That is the surprise of the other event. Count the draws in a row."),
                Slip(bits(ROWS / 49**6), "You divided by 49⁶, as if numbers could come twice and their order counted. There are comb(49, 6) draws."),
            ], tolerance=2e-4),
        ],
        right="Every single draw has the probability 1/comb(49, 6). Only events that hold different numbers of draws differ.",
        hints=["How many draws are there, and is any of them favoured?", "If six numbers follow each other, the smallest decides the draw. Which values can it have?", "Type -log2(k/comb(49, 6)), with your count in place of k."],
    ),
    # Work
    Exercise(
        "dependent-draws",
        [
            Number("the first ace", bits(ACES[0]), "bits", [
                Slip(log2(52), "That is the surprise of one named card. Four cards are aces: take −log₂(4/52)."),
                Slip(log2(4), "That is log₂ of the four aces. Divide them by the 52 cards first."),
                Slip(float(ACES[0]), "That is the probability. Its surprise is −log₂ of it."),
                Slip(52 / 4, "13 is 1/p. Take log₂ of it."),
            ]),
            Number("the second, given the first", bits(ACES[1]), "bits", [
                Slip(bits(ACES[0]), "That is right if the first ace is put back. It is not: 3/51 of the cards that are left are aces."),
                Slip(bits(4 / 51), "You took a card away, but not an ace. The missing card is an ace: 3 are left."),
                Slip(bits(3 / 52), "You took an ace away, but not a card: the aces that are left are 3/51 of the cards."),
                Slip(bits(ACES[0] * ACES[1]), "That is the surprise of both aces together. Given the first, only the second one's is asked for."),
                Slip(float(ACES[1]), "That is the probability. Its surprise is −log₂ of it."),
                Slip(float(1 / ACES[1]), "17 is 1/p. Take log₂ of it."),
                Slip(log2(51), "That is the surprise of one named card of 51. Three of them are aces: take −log₂(3/51)."),
            ]),
            Number("the third, given the first two", bits(ACES[2]), "bits", [
                Slip(bits(ACES[0]), "That is right if the aces are put back. They are not: 2/50 of the cards that are left are aces."),
                Slip(bits(4 / 50), "You took two cards away, but not the aces. 2 aces are left."),
                Slip(bits(2 / 52), "You took the aces away, but not the cards: the aces that are left are 2/50 of the cards."),
                Slip(bits(prod(ACES)), "That is the surprise of all three aces together. Only the third one's is asked for here."),
                Slip(float(ACES[2]), "That is the probability. Its surprise is −log₂ of it."),
                Slip(float(1 / ACES[2]), "25 is 1/p. Take log₂ of it."),
                Slip(log2(50), "That is the surprise of one named card of 50. Two of them are aces: take −log₂(2/50)."),
            ]),
            Number("their sum", sum(map(bits, ACES)), "bits", [
                Slip(3 * bits(ACES[0]), "You took the first surprise three times, as if the aces were put back. They get rarer: add the three conditional surprises."),
                Slip(sum(map(bits, ACES)) / 3, "That is the average. The question asks for the sum."),
                Slip(prod(map(bits, ACES)), "You multiplied the surprises. Probabilities are multiplied, and surprises are added."),
                Slip(bits(sum(ACES)), "You added the probabilities. Multiply them, or add the surprises."),
                Slip(bits(ACES[0] * ACES[1]), "That is the surprise of the first two aces. The third belongs to the sum, too."),
                Slip(float(prod(ACES)), "That is the probability of the three aces. The sum of the surprises is −log₂ of it."),
                Slip(float(1 / prod(ACES)), "5525 is 1/p. Take log₂ of it."),
                Slip(sum(log2(52 - i) for i in range(3)), "That is the surprise of three named cards in order. At each draw count the aces that are left."),
            ]),
            Number("the probability, by counting hands", comb(4, 3) / comb(52, 3), "", [
                Slip(1 / comb(52, 3), "You counted one hand. Three of the four aces can be chosen in comb(4, 3) ways."),
                Slip(comb(4, 3) / (52 * 51 * 50), "You divided hands by draws in order. Count both without order: comb(4, 3) of comb(52, 3)."),
                Slip(float(ACES[0]) ** 3, "That is the probability if each card is put back. Hands have no card twice: comb(4, 3) of comb(52, 3)."),
                Slip(comb(52, 3) / comb(4, 3), "5525 is 1/p. Turn the fraction round."),
                Slip(sum(map(bits, ACES)), "That is the surprise. Here its probability is asked for: count hands."),
            ]),
            Number("the total if put back", 3 * bits(ACES[0]), "bits", [
                Slip(sum(map(bits, ACES)), "That is the sum without putting back. Put back, each draw has the probability 4/52."),
                Slip(bits(ACES[0]), "That is one draw. There are three, and they are independent: add."),
                Slip(3 * log2(52), "That is the surprise of three named cards. Each draw has four aces."),
                Slip(float(ACES[0]) ** 3, "That is the probability. Its surprise is −log₂ of it."),
                Slip(bits(ACES[0]) ** 3, "You raised the surprise to the third power. Probabilities are multiplied, and surprises are added."),
            ]),
        ],
        right="By the chain rule the conditional surprises add up to that of the hand. Put back, the draws are independent, and the total is smaller.",
        hints=["How many aces and how many cards are left after each ace?", "4/52, 3/51, 2/50: take −log₂ of each and add.", "comb(52, 3) hands are possible, and comb(4, 3) of them hold aces only."],
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
            Choice("what -np.log2(1.0) gives", {"0.0": "a", "-0.0": "b"}[str(-np.log2(1.0))],
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
        "text-log-likelihood",
        [
            Number("the whole text", TEXT_BITS, "bits", [
                Slip(len(TEXT) * bits(np.mean(TEXT)), "You took the surprise of the average probability. Add the surprises of the tokens instead."),
                Slip(len(TEXT) * (bits(0.05) + bits(0.5)) / 2, "You took both kinds of token as equally frequent. There are 400 of one and 600 of the other."),
                Slip(400 * bits(0.05), "The 600 tokens of probability ½ are missing: each brings 1 bit."),
                Slip(TEXT_BITS / len(TEXT), "That is the surprise per token. The text has 1000."),
            ]),
            Number("per token", TEXT_BITS / len(TEXT), "bits", [
                Slip(bits(np.mean(TEXT)), "You took the surprise of the average probability. Average the surprises instead."),
                Slip((bits(0.05) + bits(0.5)) / 2, "You took both kinds of token as equally frequent. There are 400 of one and 600 of the other."),
                Slip(TEXT_BITS, "That is the whole text. Divide by its 1000 tokens."),
                Slip(bits(0.05) + bits(0.5), "That is one token of each kind. Weigh them: 400 and 600 of 1000."),
            ]),
            Number("what the direct product gives", float(np.prod(TEXT)), "", [
                Slip(inf, "Infinite is the surprise of what the product gives. What does the product itself give?"),
                Slip(float(np.mean(TEXT)), "That is the average probability. Multiply all 1000."),
            ], tolerance=0),
            Number("tokens until the product is 0", tokens_until_zero(0.05), "tokens", [
                Slip(tokens_until_zero(0.05) - 1, "After so many tokens a tiny number is left. One token more makes it 0."),
                Slip(SMALLEST / bits(0.05), "That is 1074 bits divided by those of a token. Tokens are whole: at which one does the product become 0?"),
                Slip(round(SMALLEST / bits(0.05), 1), "You divided 1074 bits by those of a token and rounded to one decimal. Tokens are whole: at which one does the product become 0?"),
                Slip(first(lambda n: 0.05**n < np.finfo(float).tiny), "There the numbers begin to lose digits, but they are not 0 yet. Double precision goes on to 2^−1074."),
                Slip(first(lambda n: n * bits(0.05) > 149), "That is the count for single precision, which ends at 149 bits. Double precision ends at 1074."),
                Slip(SMALLEST, "1074 is the limit in bits. How many tokens of −log₂ 0.05 bits reach it?"),
                Slip(len(TEXT), "That is the whole text. Multiply 0.05 by itself, and count until the product is 0."),
            ], tolerance=0),
        ],
        right="The sum of the surprises keeps all digits, where the product is lost after less than a page.",
        hints=["A surprise for each token, then the sum. Divide by the number of tokens only at the end.", "Multiply in a loop, and count until nothing is left."],
    ),
    Exercise(
        "never-seen",
        [
            Number("model A, all 99 days", 98 * bits(1) + bits(0), "bits", [
                Slip(98 * bits(1), "That is right for the 98 days without snow. On day 99 comes what model A called impossible."),
                Slip(-inf, "log₂ 0 is −∞, and the surprise is minus that: +∞."),
                Slip(SMALLEST, "That is where double precision ends. Model A says exactly 0, and no finite number is enough."),
            ]),
            Number("model B, all 99 days", 98 * bits(1 - SNOW) + bits(SNOW), "bits", [
                Slip(bits(SNOW), "You left out the 98 days without snow. They are not free once snow is possible: each costs −log₂ 0.99."),
                Slip(98 * bits(1 - SNOW), "That is the total of the 98 days. Day 99 with its snow is missing."),
                Slip(99 * bits(SNOW), "You gave each day the surprise of snow. On 98 days it did not snow, and that had the probability 0.99."),
                Slip(99 * bits(1 - SNOW), "You took all 99 days as dry. On day 99 it snows, which had the probability 1/100."),
                Slip((98 * bits(1 - SNOW) + bits(SNOW)) / 99, "That is the average of a day. The question asks for the total."),
                Slip((1 - SNOW) ** 98 * SNOW, "That is the probability of the 99 days. The surprise is −log₂ of it."),
            ]),
            Choice("the better model after 98 days", "a" if 98 * bits(1) < 98 * bits(1 - SNOW) else "b",
                {"a": "model A", "b": "model B", "c": "both are equally good"}, [
                Slip("b", "Model B pays a little for each dry day, because it kept snow possible. Model A has paid nothing so far."),
                Slip("c", "Model A has paid nothing so far. Does model B pay for a dry day?"),
            ]),
            Choice("the better model after day 99", "b" if bits(0) > 99 * bits(SNOW) else "a",
                {"a": "model A", "b": "model B", "c": "both are equally good"}, [
                Slip("a", "On day 99 came what model A called impossible: its total is infinite, and no good day can make up for it."),
                Slip("c", "One total is infinite and the other is not. The smaller total is better."),
            ]),
        ],
        right="Model A gains a bit or two in 98 days and loses everything on one. Certainty stakes all for a very small gain.",
        hints=["Which probability did each model give to what came, on each of the 99 days?", "Under model B a dry day has the probability 99/100, and it comes 98 times.", "−log₂ 0 is infinite: type inf."],
    ),
    Exercise(
        "letter-u-after-q",
        [
            Number("the pair qu", bits(Q * 1), "bits", [
                Slip(bits(Q) + bits(U), "You added the two letters' own surprises, as if they were independent. After a q the u is certain and brings nothing."),
                Slip(bits(U), "That is the u alone. It is the q that surprises here."),
                Slip(Q, "That is the probability of the pair. Its surprise is −log₂ of it."),
                Slip(bits(Q + U), "You added the probabilities, which is the surprise of “q or u”. Multiply 0.001 by the probability of u after q."),
            ]),
            Number("the sum of their own surprises", bits(Q) + bits(U), "bits", [
                Slip(bits(Q), "That is the pair (and the q alone). Here the u's own surprise is added, right or not."),
                Slip(bits(Q + U), "You added the probabilities and then took −log₂. Take −log₂ of each, then add."),
                Slip(bits(Q) - bits(U), "You subtracted. The question asks for the sum."),
                Slip(bits(Q) * bits(U), "You multiplied the surprises. The question asks for the sum."),
                Slip(Q * U, "That is the product of the probabilities. Take −log₂ of it."),
            ]),
            Choice("when the sum of their own surprises is right", "b",
                {"a": "for all pairs of outcomes", "b": "exactly for the pairs with p(x, y) = p(x) p(y)", "c": "exactly for the pairs in which y is certain after x", "d": "exactly for the pairs with p(x) = p(y)"}, [
                Slip("a", "For qu it is wrong by the u's own surprise. What did the proof of additivity assume?"),
                Slip("c", "Then y brings nothing more, and the sum counts it in full (unless y was certain from the start)."),
                Slip("d", "Equal probabilities say nothing of how the two depend on each other. Compare p(y | x) with p(y)."),
            ]),
        ],
        right="What is certain after what you know brings nothing. The surprise of a text is therefore not the sum of its letters' own.",
        hints=["Once you have seen the q, how surprising is the u?", "I(x, y) = I(x) + I(y | x). When is I(y | x) the same as I(y)?"],
    ),
    Exercise(
        "density-in-millimetres",
        [
            Number("reported in metres", -log2(1 / 0.5), "bits", [
                Slip(max(0, -log2(1 / 0.5)), "A surprise would not be less than 0. The program does not know that: the density is 2 per metre."),
                Slip(1 / 0.5, "2 is the density per metre. Take −log₂ of it."),
                Slip(0.5 - 0, "That is the length of the interval. The density is 1 divided by it: take −log₂ of that."),
                Slip(-log2(1 / 500), "That is the report in millimetres. In metres the interval has the length 0.5."),
            ]),
            Number("reported in millimetres", -log2(1 / 500), "bits", [
                Slip(-log2(1 / 0.5), "That is the report in metres. In millimetres the interval has the length 500."),
                Slip(-log2(1 / 0.5) - log2(1000), "You took the change of log₂ 1000 off. A density per millimetre is a thousand times smaller, so the report is larger."),
                Slip(log2(1000), "That is the change from metres to millimetres. Add it to the report in metres."),
                Slip(1 / 500, "That is the density per millimetre. Take −log₂ of it."),
            ]),
            Number("between 200 and 210 millimetres", bits(10 / 500), "bits", [
                Slip(-log2(1 / 500), "That is −log₂ of the density. An interval has a probability: multiply the density by its length, 10 millimetres."),
                Slip(bits(11 / 500), "You counted 11 marks. A length is measured here: from 200 to 210 it is 10 millimetres."),
                Slip(bits(0.01), "That is −log₂ of the length in metres. Multiply it by the density of 2 per metre first."),
                Slip(log2(10), "That is log₂ of the length. Its share of the whole interval is 10/500: take −log₂ of it."),
                Slip(10 / 500, "That is the probability. Its surprise is −log₂ of it."),
                Slip(-log2(1 / 0.5 * 10), "You multiplied a density per metre by millimetres. Take the same unit for both."),
                Slip(bits(0.01 / 0.5) + log2(1000), "You added log₂ 1000 for the unit. A probability is the same in every unit."),
            ]),
        ],
        right="The two reports differ by log₂ 1000 and say nothing. The interval has a probability, and so the same surprise in every unit.",
        hints=["A density is 1 divided by the length of the interval, in the unit in which that is measured.", "The probability of an interval is the density times its length."],
    ),
    Exercise(
        "block-of-cards",
        [
            Function("questions", questions, numbers_of_cards, [(5,), (30,)], [
                Slip(lambda n: 6 * n, "It asks about each card on its own, 6 questions each. Ask about all at once: there are 52^n cases."),
                Slip(lambda n: questions(n) - 1, "It rounds down. With so few answers some cases get the same ones: round up."),
                Slip(lambda n: ceil(n * log(52)), "It takes the natural logarithm. Yes/no questions halve: use log2, or count binary digits."),
                Slip(lambda n: n * log2(52), "It gives the amount in bits. Questions are whole: round up."),
                Slip(lambda n: questions(n) / n, "It gives the questions per card. The number for all n cards is asked for."),
                Slip(lambda n: sum(ceil(log2(max(k, 1))) for k in range(53 - n, 53)), "It deals n cards from one deck, and rounds at each. Here each card has a deck of its own, and only the end is rounded."),
            ]),
            Number("fewer than 6 per card", first(lambda n: questions(n) < 6 * n), "cards", [
                Slip(first(lambda n: n * log2(52) < 6 * n), "log₂ 52 is below 6, but questions are whole. One card takes 6 questions, and 6 is not fewer than 6."),
                Slip(first(lambda n: questions(n) < 6 * n) - 1, "3 cards take 18 questions, which is still 6 per card. Fewer are asked for."),
                Slip(first(lambda n: n > 1), "2 cards take 12 questions, which is still 6 per card. Fewer are asked for."),
                Slip(questions(first(lambda n: questions(n) < 6 * n)), "That is the number of questions. The number of cards is asked for."),
                Slip(questions(first(lambda n: questions(n) < 6 * n)) / first(lambda n: questions(n) < 6 * n), "That is the number of questions per card. The number of cards is asked for."),
            ], tolerance=0),
            Number("at most 5.71 per card", first(lambda n: 100 * questions(n) <= 571 * n), "cards", [
                Slip(first(lambda n: 100 * n * log2(52) <= 571 * n), "Questions are whole. One card takes 6 questions."),
                Slip(first(lambda n: round(questions(n) / n, 2) <= 5.71), "7 cards take 40 questions, which is 5.714 per card: that is 5.71 only after rounding."),
                Slip(questions(first(lambda n: 100 * questions(n) <= 571 * n)), "That is the number of questions. The number of cards is asked for."),
                Slip(first(lambda n: questions(n) < 6 * n), "4 cards take 23 questions, which is 5.75 per card. That is too many still."),
                Slip(100, "100 cards are enough, as the chapter says, but they are not the smallest number. Try them from 1 on."),
            ], tolerance=0),
        ],
        right="Two or three cards together save nothing, and four do. The more cards, the nearer the questions per card come to log₂ 52.",
        hints=["n questions tell 2^n cases apart. Which is the smallest power of 2 that is at least 52^n?", "(52**n - 1).bit_length() counts binary digits, without any rounding.", "Try n = 1, 2, 3, …, and compare 100 times the questions with 571 n."],
    ),
    # Challenge
    Exercise(
        "proof-order",
        [
            Order("the order of the lines", {"A": "BDG", "B": "", "C": "E", "D": "", "E": "AF", "F": "", "G": "BD"}, [
                Slip("AG", "Line A divides by c. That c is not 0 is what line G shows, so G comes first."),
                Slip("GB", "Line G uses f(p) ≤ f(2⁻ⁿ), because p is the larger one. That is line B, so B comes first."),
                Slip("GD", "Line G uses f(2⁻ⁿ) = nc. That is line D with p = ½, so D comes first."),
                Slip("EA", "Line E says that both numbers lie in the interval. For f(p)/c that is line A, so A comes first."),
                Slip("EF", "Line E says that both numbers lie in the interval. For −log₂ p that is line F, so F comes first."),
                Slip("CE", "Line C lets n grow in the bound 1/n. That bound is line E, so E comes first."),
            ]),
        ],
        right="Each line uses only what stands before it. Without line B nothing would tie f at a general p to f at the powers of ½.",
        hints=["Which lines use no other line?", "The last line lets n grow. Which line holds the bound that shrinks?", "Line A divides by c and uses that f turns the order round: what must be known before?"],
    ),
    Exercise(
        "not-additive",
        [
            Number("f(pq) − f(p) − f(q) at p = q = ½", float((1 - Fraction(1, 4)) - 2 * (1 - Fraction(1, 2))), "", [
                Slip(3 / 4, "That is f(pq) alone. Subtract f(p) and f(q)."),
                Slip(1 / 2, "That is f at one coin. Take f at pq = ¼, and subtract both f(p) and f(q)."),
                Slip(float(2 * (1 - Fraction(1, 2))), "That is f(p) + f(q). Subtract it from f(pq)."),
                Slip(float(2 * (1 - Fraction(1, 2)) - 2 * (1 - Fraction(1, 2))), "That would make f additive here. f(¼) is ¾: put it in."),
                Slip(-1 / 2, "That has f(½) in place of f(pq). The two coins together have the probability ¼."),
                Slip(-3 / 4, "That has pq = ¼ in place of f(pq). f(¼) is 1 − ¼."),
            ]),
            Number("g(pq) − g(p) − g(q) at p = q = ½", float((1 / Fraction(1, 4) - 1) - 2 * (1 / Fraction(1, 2) - 1)), "", [
                Slip(float(1 / Fraction(1, 4) - 1), "That is g(pq) alone. Subtract g(p) and g(q)."),
                Slip(float(1 / Fraction(1, 4) - 1 - (1 / Fraction(1, 2) - 1)), "Both g(p) and g(q) are subtracted, and each g has its −1. g(¼) is 3, and g(½) is 1, twice."),
                Slip(float(1 / Fraction(1, 4)), "That is 1/(pq). g subtracts 1 from it, and then g(p) and g(q) are still to be subtracted."),
                Slip(float(1 / Fraction(1, 4) - 2 / Fraction(1, 2)), "Without the −1 in g: 4 − 2 − 2 is 0. With it, g(¼) is 3 and g(½) is 1."),
            ]),
            Formula("f(pq), written with a = f(p) and b = f(q)", "a + b - a*b", {"a": (0, 1), "b": (0, 1)}, [
                Slip("a + b", "That would make f additive, and your numbers show that it is not. Multiply p = 1 − a by q = 1 − b, and take it from 1."),
                Slip("a + b + a*b", "That is the rule of g. Multiply out (1 − a)(1 − b) again: the sign of ab turns."),
                Slip("a * b", "f(pq) is not the product of f(p) and f(q). Multiply p = 1 − a by q = 1 − b, and take it from 1."),
                Slip("(1 - a) * (1 - b)", "That is pq. Take it from 1: f(pq) = 1 − pq."),
                Slip("1 - a*b", "You put a and b in place of p and q. In f(pq) = 1 − pq, p is 1 − a and q is 1 − b."),
            ]),
            Formula("g(pq), written with a = g(p) and b = g(q)", "a + b + a*b", {"a": (0, 9), "b": (0, 9)}, [
                Slip("a + b", "That would make g additive, and your numbers show that it is not. Multiply 1/p = 1 + a by 1/q = 1 + b, and subtract 1."),
                Slip("a + b - a*b", "That is the rule of f. Multiply out (1 + a)(1 + b) again: all signs are plus."),
                Slip("a * b", "g(pq) is not the product of g(p) and g(q). Multiply 1/p = 1 + a by 1/q = 1 + b, and subtract 1."),
                Slip("(1 + a) * (1 + b)", "That is 1/(pq). Subtract 1: g(pq) = 1/(pq) − 1."),
                Slip("1/(a*b) - 1", "You put a and b in place of p and q. In g(pq) = 1/(pq) − 1, 1/p is 1 + a and 1/q is 1 + b."),
            ]),
            Choice("when f and g happen to be additive", "c",
                {"a": "for no p and q", "b": "if p = q", "c": "if p = 1 or q = 1", "d": "only if p = 1 and q = 1"}, [
                Slip("a", "Look at the last product, f(p) f(q). It can be 0: for which p?"),
                Slip("b", "p = q = ½ is your counterexample. When is the last product 0?"),
                Slip("d", "One of the two is enough: a product is 0 if one of its factors is."),
            ]),
        ],
        right="Under f two uncertain events together surprise less than the sum, under g more. To try only p = 1 is the trap: there every candidate passes.",
        hints=["Two fair coins both show heads with the probability ¼.", "1 − f(p) is p, and 1 + g(p) is 1/p: both turn products into products.", "When is a product of two numbers 0?"],
    ),
    Exercise(
        "continuous-instead",
        [
            Formula("f(2^(−m/n)), written with c, m and n", "m/n * c", {"c": (0, 4), "m": (0, 9), "n": (1, 9)}, [
                Slip("m * c", "That is f(2^(−m)), which is f(pⁿ). By additivity f(pⁿ) is n f(p): divide by n."),
                Slip("n/m * c", "The fraction is upside down. From n f(p) = m c follows f(p)."),
                Slip("n * c", "You used n and lost m. With pⁿ = (½)^m: n f(p) = m c."),
                Slip("m * n * c", "You multiplied by n. From n f(p) = m c, divide by n."),
                Slip("c^(m/n)", "You took a power of c. A power of p becomes a multiple of f(p): f(pⁿ) = n f(p)."),
                Slip("m/n", "That is right for c = 1 only. f(½) is c."),
                Slip("-m/n * c", "The sign is turned. p is a power of ½ with the exponent m/n, which is not negative, and f(½) = c."),
            ]),
            Number("f(1/√2) if f(½) = −3", float(Fraction(1, 2) * Fraction(-3)), "", [
                Slip(-3 * (1 / sqrt(2)), "You multiplied f(½) by 1/√2. 1/√2 is a power of ½: with which exponent?"),
                Slip(-3 * sqrt(2), "You multiplied f(½) by √2, as if f were proportional to p. 1/√2 is ½ to the power ½: halve f(½)."),
                Slip(-3 * 2, "That is twice f(½). 1/√2 twice makes ½, so f(½) is twice f(1/√2)."),
                Slip(1 / 2, "That is right for f(½) = 1. Here f(½) is −3: multiply by it."),
                Slip(float(1 * Fraction(-3)), "That is f(½). 1/√2 is ½ to the power ½."),
            ]),
            Choice("the step that needs continuity", "d",
                {"a": "f(1) = 0", "b": "f(p^n) = n f(p) for whole n", "c": "f(2^(−r)) = r c for rational r", "d": "f(2^(−u)) = u c for every real u"}, [
                Slip("a", "f(1) = f(1) + f(1) is additivity alone."),
                Slip("b", "That is induction from f(pq) = f(p) + f(q): additivity alone."),
                Slip("c", "For r = m/n that follows from n f(p) = f(pⁿ) = m c: additivity alone. Which numbers are left?"),
            ]),
        ],
        right="Additivity alone settles f at the rational exponents. Continuity carries it to all others; without it Hamel's wild solutions live there.",
        hints=["Raise p = 2^(−m/n) to the power n. Which power of ½ is it?", "f(pⁿ) = n f(p), and f((½)^m) = m c.", "Every real number is a limit of rational ones. What may be exchanged with a limit?"],
    ),
    Exercise(
        "surprise-by-logit",
        [
            Formula("the slope in z, written with p", "-(1 - p) / ln(2)", {"p": (0, 1)}, [
                Slip("-(1 - p)", "That is the slope in nats. In bits it is divided by ln 2."),
                Slip("-(1 - p) * ln(2)", "You multiplied by ln 2. From nats to bits, divide by it."),
                Slip("-1 / (p * ln(2))", "That is the slope in p. By the chain rule, multiply it by dp/dz = p (1 − p)."),
                Slip("-p * (1 - p) / ln(2)", "The factor 1/p is missing: the slope of −log₂ p in p is −1/(p ln 2)."),
                Slip("(1 - p) / ln(2)", "The sign is lost: a larger z makes the event more likely, and the surprise falls."),
                Slip("p / ln(2)", "That is the slope of −log₂(1 − p), the surprise of the opposite event."),
                Slip("-p / ln(2)", "You have p and 1 − p swapped: dp/dz is p (1 − p), and its factor p cancels, not 1 − p."),
                Slip("p * (1 - p)", "That is dp/dz. Multiply it by the slope of the surprise in p, −1/(p ln 2)."),
                Slip("-1 / ln(2)", "The factor 1 − p is missing: dp/dz is p (1 − p), and only its p cancels."),
            ]),
            Number("the slope at z = −10", -(1 - 1 / (1 + exp(10))) / log(2), "bits per unit of z", [
                Slip(-(1 - 1 / (1 + exp(10))), "That is the slope in nats: PyTorch's log is natural. Divide by ln 2."),
                Slip(-(1 + exp(10)) / log(2), "That is the slope in p, which is huge. In z, multiply it by p (1 − p)."),
                Slip(-log2(1 / (1 + exp(10))), "That is the surprise at z = −10. Its slope is asked for: call backward() and read z.grad."),
                Slip(-1 / (1 + exp(10)) / log(2), "That is the slope at z = 10, or p and 1 − p are swapped. At z = −10, p is nearly 0 and 1 − p nearly 1."),
                Slip(-0.5 / log(2), "That is the slope at z = 0, where p is ½. Put in z = −10."),
                Slip(-(1 - 1 / (1 + exp(10))) * log(2), "You multiplied by ln 2. From nats to bits, divide by it."),
            ]),
        ],
        right="However wrong the classifier is, the slope stays between −1/ln 2 and 0: the factor p has cancelled the danger.",
        hints=["The chain rule of calculus: the slope in p, times dp/dz.", "1 − p is e^(−z)/(1 + e^(−z)). Write dp/dz with p alone.", "dp/dz = p (1 − p), and one of its factors cancels against 1/p."],
    ),
    Exercise(
        "stirling-deck",
        [
            Formula("log2(n!) in bits, without r", "n*log2(n) - n/ln(2) + log2(2*pi*n)/2", {"n": (1, 100)}, [
                Slip("n*log2(n) - n + log2(2*pi*n)/2", "The term −n came over from nats as it was. It has no logarithm in it, so divide it by ln 2."),
                Slip("n*log2(n) - n*ln(2) + log2(2*pi*n)/2", "You multiplied the term −n by ln 2. From nats to bits, divide."),
                Slip("n*ln(n) - n + ln(2*pi*n)/2", "That is the formula in nats. Divide every term by ln 2."),
                Slip("n*log2(n) - n/ln(2) + log2(2*pi*n)", "The ½ before the last logarithm is lost."),
                Slip("n*log2(n) - n/ln(2)", "The term with 2πn is missing."),
                Slip("n*log2(n) - n/ln(2) + log2(pi*n)/2", "The 2 in 2πn is lost."),
                Slip("n*log2(n) - n/ln(2) + ln(2*pi*n)/2", "The last logarithm is still natural. Write it with log2, too."),
            ]),
            Number("without r", ROUGH, "bits", [
                Slip(ROUGH + 52 / log(2) - 52, "You left the term −n in nats. Divide it by ln 2."),
                Slip(ROUGH + 52 / log(2) - 52 * log(2), "You multiplied the term −n by ln 2. From nats to bits, divide."),
                Slip(ROUGH + log2(2 * pi * 52) / 2, "The ½ before the last logarithm is lost."),
                Slip(ROUGH - log2(2 * pi * 52) / 2, "The term with 2πn is missing."),
                Slip(log2(DECK), "That is the exact value. Here the formula without r is asked for, and it is a little smaller."),
            ], tolerance=1e-6),
            Number("the lower bound", LOWER, "bits", [
                Slip(UPPER, "That is the upper bound. The lower one has 1/(12n + 1)."),
                Slip(ROUGH + 1 / (12 * 52 + 1), "You left r in nats. Divide it by ln 2, too."),
                Slip(ROUGH - 1 / (12 * 52 + 1) / log(2), "You subtracted r. It is positive: add it."),
                Slip(ROUGH, "That is the formula without r. Add 1/(12n + 1), divided by ln 2."),
                Slip(ROUGH + 1 / (12 * (52 + 1)) / log(2), "You took 12(n + 1). The bound has 12n + 1."),
            ], tolerance=1e-9),
            Number("the upper bound", UPPER, "bits", [
                Slip(LOWER, "That is the lower bound. The upper one has 1/(12n)."),
                Slip(ROUGH + 1 / (12 * 52), "You left r in nats. Divide it by ln 2, too."),
                Slip(ROUGH - 1 / (12 * 52) / log(2), "You subtracted r. It is positive: add it."),
                Slip(ROUGH, "That is the formula without r. Add 1/(12n), divided by ln 2."),
            ], tolerance=1e-9),
            Number("decimals to which both round alike", AGREE, "decimals", [
                Slip(max(d for d in range(12) if int(LOWER * 10**d) == int(UPPER * 10**d)), "You cut the digits off. Rounded to four decimals, 225.5809995 and 225.5810032 are the same, and more decimals agree."),
                Slip(AGREE - 1, "At four decimals they agree, and at one more as well. Round both to five."),
                Slip(AGREE + 2, "At seven decimals they differ. Round both to fewer."),
                Slip(AGREE + 1, "At six decimals the two are 225.580999 and 225.581003. Round both to fewer."),
            ], tolerance=0),
        ],
        right="With both bounds Stirling's formula gives the information in a deck to five decimals, without one factorial.",
        hints=["Every term is in nats. What does division by ln 2 do to a logarithm, and what to a term without one?", "ln x divided by ln 2 is log₂ x; the term −n becomes −n/ln 2.", "Put n = 52 in, and keep all digits until the end. Print seven decimals."],
    ),
])
