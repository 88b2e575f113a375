"""The exercises of the chapter *Entropy*."""

import heapq
import math
from collections.abc import Callable, Iterable, Sequence
from math import inf, log, log2
from typing import Any

import numpy as np

from infobook.checker import (
    Choice,
    Exercise,
    Formula,
    Function,
    Number,
    Proof,
    Setting,
    Slip,
    Step,
    chapter,
    distributions,
)
from infolib import entropy, normalize, perplexity, softmax

__all__ = ["check"]

FOUR = [0.1, 0.5, 0.1, 0.3]
BATCH = np.array([[0.6, 0.4, 0.0], [0.2, 0.2, 0.6], [0.2, 0.4, 0.4]])
ROOM_LEFT = 1 - (2**-1 + 2**-3 + 2**-3 + 2**-4)
HALVES = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
LENGTHS = np.array([1, 2, 3, 3])
WORDS = ["0", "1", "00", "01"]
SPACES = [1 / 2] + [1 / 2 / 43] * 43
NEW = np.array([0.1, 0.2, 0.3, 0.4])
LOGITS = np.log([4, 2, 1, 1])


def readings(message: str, words: Sequence[str]) -> int:
    """Count the ways to cut a message into words."""
    if not message:
        return 1
    return sum(readings(message[len(word) :], words) for word in words if message.startswith(word))


def believed(p: Sequence[float], q: Sequence[float]) -> float:
    """Return the average surprise of the belief q, in bits."""
    return sum(-x * log2(y) for x, y in zip(p, q, strict=True))


def tells(*cases: int) -> float:
    """Return the entropy of a weighing whose results leave these numbers of equally likely cases, in bits."""
    return float(entropy(normalize(np.array(cases))))


# Write it yourself: my_entropy

def my_entropy(p: list[float]) -> Any:
    """Return the entropy in bits; infolib's error is a ValueError, too."""
    return entropy(p)


def lists(rng: np.random.Generator) -> Iterable[tuple[Sequence[float]]]:
    """Draw distributions as plain lists, one whose sum is rounded, and lists that must be refused."""
    for (p,) in distributions()(rng):
        yield (p.tolist(),)
    yield ([8 / 35, 9 / 35, 9 / 35, 9 / 35],)
    for refused in ([2, 3], [0.5, 0.6], [0.5, 0.4], [1.5, -0.5]):
        yield (list(refused),)


def is_distribution(p: Sequence[float]) -> bool:
    """Say what must be accepted."""
    return min(p) >= 0 and math.isclose(sum(p), 1, abs_tol=1e-9)


def summed(
    term: Callable[[float], float] = lambda x: -x * log2(x),
    keep: Callable[[float], bool] = lambda x: x > 0,
    accept: Callable[[Sequence[float]], bool] = is_distribution,
    error: type[Exception] = ValueError,
) -> Callable[[Sequence[float]], float]:
    """Return my_entropy as somebody may have written it; as it stands here, it is right."""

    def my_entropy(p: Sequence[float]) -> float:
        if not accept(p):
            raise error("not a distribution")
        return sum(term(x) for x in p if keep(x))

    return my_entropy


def averaged(p: Sequence[float]) -> float:
    """Weigh all surprises alike."""
    return summed(lambda x: -log2(x))(p) / len(p)


def counted(p: list[float]) -> float:
    """Take all outcomes as equally likely."""
    return float(entropy(p) * 0 + log2(len(p)))


def nan_at_zero(p: list[float]) -> float:
    """Compute 0 times infinity, as NumPy does."""
    return math.nan if 0 in p else float(entropy(p))


def rescaled(p: Sequence[float]) -> float:
    """Divide by the total in silence."""
    return summed(accept=lambda p: True)([x / sum(p) for x in p])


def shifted(epsilon: float) -> Slip:
    """Add a small number inside the logarithm."""
    return Slip(summed(lambda x: -x * log2(x + epsilon), lambda x: True), f"It adds {epsilon:g} inside the logarithm. That changes every result a little, and a certain outcome no longer gives 0: skip zeros instead.")


# The wrong axis: row_entropies

def row_entropies(batch: np.ndarray[Any, Any]) -> Any:
    """Return one entropy per row, in bits."""
    return entropy(batch, axis=-1)


def batches(rng: np.random.Generator) -> Iterable[tuple[np.ndarray[Any, Any]]]:
    """Draw tables whose rows are distributions; in the second, and there alone, the columns are, too."""
    yield (np.array([[0.5, 0.5], [0.25, 0.75]]),)
    yield (BATCH,)
    for rows, columns in ((1, 3), (2, 3), (3, 2), (3, 3), (5, 4)):
        counts = rng.integers(0, 10, (rows, columns))
        counts[:, 0] += 1  # no row of zeros
        yield (normalize(counts),)


def terms(batch: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return probability times surprise, entry by entry, in bits."""
    zero = batch == 0
    result: np.ndarray[Any, Any] = -batch * np.log2(batch + zero)
    return result


def rows_with_nan(batch: np.ndarray[Any, Any]) -> Any:
    """Compute 0 log 0 as it stands."""
    with np.errstate(all="ignore"):
        return -(batch * np.log2(batch)).sum(axis=-1)


# The bill of a wrong code

def huffman_lengths(p: Sequence[float]) -> np.ndarray[Any, Any]:
    """Return the lengths of the words of a best prefix code, as the chapter finds them."""
    heap = [(float(p_i), i, [i]) for i, p_i in enumerate(p)]
    heapq.heapify(heap)
    lengths = np.zeros(len(p), dtype=int)
    while len(heap) > 1:
        p1, _, group1 = heapq.heappop(heap)
        p2, i, group2 = heapq.heappop(heap)
        lengths[group1 + group2] += 1
        heapq.heappush(heap, (p1 + p2, i, group1 + group2))
    return lengths


def huffman_average(p: Any) -> Any:
    """Return the average length of the best code, in digits per symbol."""
    return np.asarray(p) @ huffman_lengths(p)


# Twelve coins: what the first weighing tells, for each number of coins on a pan.
FIRST = {n: tells(2 * n, 2 * n, 24 - 4 * n) for n in range(1, 7)}
BEST = max(FIRST, key=lambda n: FIRST[n])

# The chapter's own function, which is recognised when it is handed over.
FROM_SCRATCH = '''
def entropy_from_scratch(p):
    p = np.asarray(p, dtype=float)
    p = p[p != 0]                         # an outcome of probability 0 adds 0
    return np.sum(p * np.log2(1 / p))     # probability times surprise, in bits
'''

check = chapter("entropy", [
    # Warm-up
    Exercise(
        "typewriter-monkey",
        [
            Number("The first monkey, per character", entropy([1 / 44] * 44), "bits", [
                Slip(perplexity([1 / 44] * 44), "44 is the number of keys, and the perplexity. The entropy is the logarithm of it."),
                Slip(1 / 44, "That is the probability of one key. Its surprise is the negative logarithm, and all keys have the same."),
                Slip(log2(44) / 44, "That is one term of the sum, and there are 44 of them."),
                Slip(math.ceil(log2(44)), "A code with words of one length needs that many bits. Entropy is not rounded to whole bits."),
                Slip(log2(26), "That is for 26 letters. The typewriter has 44 keys."),
            ]),
            Number("The second monkey, per character", entropy(SPACES), "bits", [
                Slip(log2(44), "That is for 44 keys that are equally likely. Half of the strokes go to one key now: can the entropy still be the largest?"),
                Slip(entropy([0.5, 0.5]), "That is “space or not?”. When it is not the space, one of 43 keys is still open."),
                Slip(log2(43) / 2, "That is the choice among 43 keys, weighed by how often it is made. “Space or not?” comes before it, and has 1 bit."),
                Slip(0.5 + log2(86) / 86, "One of the 43 other keys is counted. Each has the probability 1/86, and there are 43 of them."),
                Slip(log2(86), "That is the surprise of each key other than the space, 1/86. Half of the strokes are spaces, and these carry only 1 bit."),
                Slip((1 + log2(86)) / 44, "That divides by the number of keys. Weigh each surprise by its own probability: ½ for the space, 1/86 for each other key."),
            ]),
            Number("The number of equally likely keys with the second monkey's entropy", perplexity(SPACES), "", [
                Slip(44, "44 equally likely keys are the first monkey's. How many equal keys have the entropy of the second?"),
                Slip(entropy(SPACES), "That is the entropy in bits. With k equally likely keys it is log₂ k: solve for k."),
                Slip(math.exp(entropy(SPACES)), "That has bits in the exponent of e. A logarithm to base 2 is undone by a power of 2."),
                Slip(perplexity([0.5, 0.5]), "That counts “space” and “no space”. The other 43 keys are equally likely among themselves, and they count as well."),
                Slip(44 / 2, "That is half of 44. Shares of probability do not translate into numbers of keys: go through the entropy."),
            ]),
        ],
        right="One favourite key makes all the others count for much less. The entropy is the logarithm of the number of keys only if all are equally likely.",
        hints=["Are some keys of the first monkey more probable than others? For equal probabilities the entropy is log₂ k.", "The space has the probability ½. What is left of 1 for each of the other 43 keys?", "The surprises of the second monkey are 1 bit and log₂ 86 bits; each comes up half of the time. Then k equal keys have log₂ k bits."],
    ),
    Exercise(
        "drunk-typesetter",
        [
            Number("The bits of one letter, on average", log2(2000) / 4.5, "bits", [
                Slip(log2(2000), "These are the bits of a whole word. Ask “bits for what?”: share them among its letters."),
                Slip(2000, "2000 is the number of words. Take log₂ of it, and share it among the letters."),
                Slip(log2(26), "That is right for independent letters, all equally likely. Here whole words are drawn, and most strings of letters are none."),
                Slip(log2(2000 / 4.5), "That divides inside the logarithm. Take the logarithm of 2000 first: the bits are shared among the letters, not the words."),
                Slip(log2(2000) * 4.5, "That is the bits of a word times its letters, as if each letter carried as much as a word."),
                Slip(2000 / 4.5, "That shares the words among the letters. Take the logarithm of their number first, then share the bits."),
                Slip(log2(26) * 4.5, "That is for 4.5 free letters, the bits of a string. Most strings are no words: start with the 2000 words."),
            ]),
        ],
        right="That is about half of 26 free letters: most strings of letters are no words.",
        hints=["How many bits does one word carry?", "Those bits are spread over 4.5 letters on average."],
    ),
    Exercise(
        "perplexity-fifteen",
        [
            Number("(a) The entropy per letter, if 15 is the perplexity of a letter", log2(15), "bits", [
                Slip(2 ** log2(15), "15 is the perplexity. The entropy is its logarithm: 2 to the power of the entropy is 15."),
                Slip(log2(15) / 4.5, "That is the answer to (b). Here the letter is the unit already: nothing is shared."),
                Slip(log2(15) * 4.5, "These are the bits of a word of 4.5 such letters. One letter is asked for."),
                Slip(log2(16), "15 is nearly 16, and log₂ 16 = 4. Do not round up."),
            ]),
            Number("(b) The entropy per letter, if 15 is the perplexity of a word", log2(15) / 4.5, "bits", [
                Slip(15 / 4.5, "That is the perplexity, shared. Take its logarithm first: bits can be shared, perplexities cannot."),
                Slip(log2(15), "These are the bits of a whole word. Share them among its letters."),
                Slip(log2(15 / 4.5), "That divides inside the logarithm. Take the logarithm first, then divide."),
                Slip(log2(15) * 4.5, "That is the bits of a word times its letters. The bits are shared among the letters."),
                Slip(15 ** (1 / 4.5), "That is the perplexity of one letter. The question asks for its bits: take log₂."),
            ]),
        ],
        right="The two differ by the factor 4.5. A perplexity without its unit says nothing.",
        hints=["Perplexity is 2 to the power of the entropy. Solve for the entropy.", "That entropy is for each predicted unit. In (b), how many letters does a unit have?"],
    ),
    Exercise(
        "entropy-wrong-axis",
        [
            Choice("Why is there no error?", "b", {
                "a": "entropy checks the first distribution of a batch only",
                "b": "the columns of this batch are distributions, too",
                "c": "axis=0 and axis=-1 name the same axis of a square batch",
                "d": "entropy divides each column by its sum before it computes",
            }, [
                Slip("a", "It checks every one. Add up each column of the batch: what do you find?"),
                Slip("c", "In a square batch the two axes are equally long, but they hold different things. Add up each column."),
                Slip("d", "It never rescales: that would hide mistakes. Add up each column of the batch: what do you find?"),
            ]),
            Number("The entropy of the first row", entropy(BATCH, axis=-1)[0], "bits", [
                Slip(entropy(BATCH, axis=0)[0], "That is the entropy of the first column, 0.6, 0.2, 0.2: the colleague's number. The first row is 0.6, 0.4, 0."),
                Slip(log2(3), "That is for three equal outcomes. In this row one of the three never happens, and the other two are not equal."),
                Slip(entropy([0.5, 0.5]), "That is a fair coin. Here the two possible outcomes have 0.6 and 0.4: a little less."),
                Slip(entropy(BATCH, axis=-1).sum(), "That is the sum of the entropies of all three rows. Sum over the outcomes of the first row only."),
                Slip(entropy(BATCH, axis=-1)[2], "That is the entropy of the third row, and of the second column. Take 0.6, 0.4, 0."),
                Slip(0.6 * log2(1 / 0.6), "That is one term. The outcome of probability 0.4 adds another."),
            ]),
            Number("What the colleague takes for the first row's entropy", entropy(BATCH, axis=0)[0], "bits", [
                Slip(entropy(BATCH, axis=-1)[0], "That is the entropy of the first row. The colleague reads the first of the numbers that axis=0 gives."),
                Slip(entropy(BATCH, axis=0)[1], "That is the second column. Its place in the result is 1: the colleague reads the one at 0."),
                Slip(log2(3), "That is for three equal outcomes. The first column holds 0.6, 0.2 and 0.2."),
            ]),
            Function("row_entropies", row_entropies, batches, [([[0.5, 0.5, 0.0], [0.25, 0.25, 0.5], [0.25, 0.25, 0.5]],)], [
                Slip(lambda batch: terms(np.asarray(batch)).sum(axis=0), "It sums down the columns. The outcomes of a row lie along the last axis: take axis=-1 or axis=1."),
                Slip(lambda batch: terms(np.asarray(batch)).sum(), "It sums the whole batch into one number. That is the entropy of independent draws from all rows together. Sum along each row: axis=-1."),
                Slip(lambda batch: entropy(np.asarray(batch)).mean(), "It averages the rows into one number. Return one entropy for each row."),
                Slip(lambda batch: rows_with_nan(np.asarray(batch)), "At a 0 it computes 0 times minus infinity, which is nan. An outcome that never happens adds 0: take 1 in place of a 0 inside the logarithm."),
                Slip(lambda batch: entropy(np.asarray(batch), base=math.e), "This is in nats, and bits are asked for: take log2, or leave base at 2."),
                Slip(lambda batch: -terms(np.asarray(batch)).sum(axis=-1), "The logarithm of a probability is at most 0, so these sums are, too. Put a minus before them."),
                Slip(lambda batch: terms(np.asarray(batch)).mean(axis=-1), "It takes the mean along a row, which divides by the number of outcomes. The probabilities are the weights: take the sum."),
            ], by_hand=False),
        ],
        right="A batch that sums to 1 both ways gives no warning. Name the axis by what it holds: sum over the axis of the outcomes.",
        hints=["Add up the columns.", "axis=0 runs down a column. The first number that it gives belongs to 0.6, 0.2, 0.2.", "infolib's entropy takes the axis along which the probabilities of one distribution lie. The last one is axis=-1."],
    ),
    Exercise(
        "two-readings",
        [
            Number("The average length of a word", 1.25, "digits", [
                Slip(sum(map(len, WORDS)) / len(WORDS), "That averages the four lengths as if all symbols were equally frequent. Weigh each length by the probability of its symbol."),
                Slip(entropy(HALVES), "That is the entropy. The average weighs the lengths of these words, 1, 1, 2 and 2, by the probabilities."),
                Slip(sum(map(len, WORDS)), "That is the sum of the lengths of the words. Multiply each by its probability first."),
            ]),
            Number("The number of ways to read 0010", readings("0010", WORDS), "", [
                Slip(readings("0010", WORDS[:2]), "Read symbol by symbol with the words 0 and 1 there is one way. But 00 and 01 are words, too."),
                Slip(readings("0010", WORDS[:3]), "That is 0, 0, 1, 0 and one reading more. Both 00 at the beginning and 01 in the middle are words."),
                Slip(len(WORDS), "That is the number of words. Count the ways to cut 0010 into words."),
            ], tolerance=0),
            Number("The sum of 2⁻ℓ over the four words", 1.5, "", [
                Slip(sum(map(len, WORDS)), "That is the sum of the lengths. A word of ℓ digits counts 2⁻ℓ: ½ for one digit, ¼ for two."),
                Slip(1 / 2 + 1 / 4, "Each of the four words counts, two with ½ and two with ¼."),
                Slip(1 / 2 + 1 / 4 + 1 / 8 + 1 / 8, "That is the sum of the probabilities, which is always 1. The lengths are 1, 1, 2 and 2."),
            ]),
            Choice("What does the lower bound say about this code?", "a", {
                "a": "nothing, because it speaks of uniquely decodable codes, and this is none",
                "b": "nothing, because it speaks of prefix codes only",
                "c": "that the average length must come out above the entropy in a longer message",
            }, [
                Slip("b", "It speaks of more codes than that: of all that can be decoded in one way only. This one cannot."),
                Slip("c", "The average length is the same in a message of any length. The message cannot be read back, and the theorem speaks only of codes for which it can."),
            ]),
        ],
        right="Below the entropy a code must lose something: here, where one symbol ends and the next begins.",
        hints=["Weigh the lengths 1, 1, 2 and 2 by the probabilities.", "0010 may begin with the word 0 or with the word 00. Count what can follow in each case.", "Is there a message that two different sequences of symbols share? What is such a code called?"],
    ),
    Exercise(
        "feasible-lengths",
        [
            Number("The most words of 5 digits besides", ROOM_LEFT * 2**5, "", [
                Slip(2**5 - 4, "That takes away one string for each of the 4 words. A word of 1 digit takes all strings of 5 digits that begin with it."),
                Slip(2**5 * (1 - ROOM_LEFT), "That many strings of 5 digits are taken: those that begin with one of the words. The others are free."),
                Slip(ROOM_LEFT * 2**4, "There is room for that many words of 4 digits. A word of 5 digits needs half as much."),
                Slip(ROOM_LEFT, "That is the room that is left. How much of it does a word of 5 digits take up?"),
            ], tolerance=0),
            Number("The smallest length of ten further words", next(n for n in range(1, 10) if 10 * 2**-n <= ROOM_LEFT), "digits", [
                Slip(math.ceil(log2(10)), "Ten words alone need so many digits. But the four words have taken most of the room."),
                Slip(math.floor(log2(10 / ROOM_LEFT)), "There is room for 6 words of 5 digits, and not for ten."),
                Slip(log2(10 / ROOM_LEFT), "Right so far: 10 · 2⁻ℓ may be at most 3/16. A length is a whole number: round up."),
            ], tolerance=0),
            Choice("Can words of 1, 2, 3, 3 and 3 digits be decoded uniquely?", "c", {
                "a": "yes, and even a prefix code",
                "b": "yes, but no prefix code",
                "c": "no",
            }, [
                Slip("a", "Add up 2⁻ℓ for these five lengths, and compare the sum with Kraft's inequality."),
                Slip("b", "Kraft's inequality holds not only for prefix codes, as McMillan showed. Add up 2⁻ℓ."),
            ]),
        ],
        right="Kraft's inequality is a budget: a word of ℓ digits costs 2⁻ℓ, and 1 is all there is.",
        hints=["How much of the budget of 1 do the four words spend? Add up 2⁻ℓ.", "½ + ⅛ + ⅛ + 1/16 = 13/16, so 3/16 is left. What does a word of 5 digits cost?", "Ten words of ℓ digits cost 10 · 2⁻ℓ. Try ℓ = 5 and ℓ = 6."],
    ),
    # Work
    Exercise(
        "write-entropy",
        [
            Function("my_entropy", my_entropy, lists, [([1.0, 0.0],), ([0.25] * 4,), (FOUR,), ([0.5, 0.0, 0.25, 0.25],)], [
                Slip(summed(lambda x: -x * log(x)), "It takes the natural logarithm, so it is in nats. For bits take math.log2, or divide by ln 2."),
                Slip(summed(lambda x: x * log2(x)), "The logarithm of a probability is at most 0, so this sum is, too. Put a minus before it, or take log2(1 / x)."),
                Slip(summed(lambda x: -log2(x)), "It adds the surprises up. Multiply each by its probability first: a rare outcome counts rarely."),
                Slip(averaged, "It divides the sum of the surprises by their number. That weighs all alike: weigh each by its own probability."),
                Slip(counted, "It counts the outcomes. That is right only if all are equally likely: weigh each surprise by its probability."),
                *map(shifted, (1e-3, 1e-6, 1e-8, 1e-9)),
                Slip(nan_at_zero, "At a 0 it computes 0 times infinity, which NumPy calls nan. An outcome that never happens adds 0: leave it out of the sum."),
                Slip(summed(lambda x: x * log2(1 / x), lambda x: True), "1 / 0 fails. An outcome that never happens adds 0: leave it out of the sum."),
                Slip(summed(keep=lambda x: True), "A 0 in the list is stopped with an error, by log2(0) or by a check. An outcome that never happens adds 0: leave it out of the sum."),
                Slip(summed(accept=lambda p: True), "The sum is right, and it accepts everything. Before you compute, raise a ValueError if an entry is negative or the sum is not 1."),
                Slip(rescaled, "It divides by the total in silence. That turns a mistake such as 0.5 and 0.6 into a plausible number: refuse it."),
                Slip(summed(accept=lambda p: math.isclose(sum(p), 1)), "It checks the sum but not the entries: 1.5 and −0.5 sum to 1. Refuse negative entries, too."),
                Slip(summed(accept=lambda p: all(0 <= x <= 1 for x in p)), "It checks each entry but not the sum: 0.5 and 0.6 are probabilities, but no distribution. Check that the sum is 1."),
                Slip(summed(accept=lambda p: min(p) >= 0 and sum(p) <= 1 + 1e-9), "It refuses sums above 1 but not those below: in 0.5 and 0.4 an outcome is missing. Refuse both."),
                Slip(summed(accept=lambda p: min(p) >= 0 and sum(p) == 1), "It asks for a sum of exactly 1. Sums of floats are rounded: 8/35 + 9/35 + 9/35 + 9/35 misses 1 by a hair. Take math.isclose."),
                Slip(summed(error=AssertionError), "An assert raises an AssertionError, and python -O leaves it out. Write if ...: raise ValueError(...)."),
            ], printed=FROM_SCRATCH),
        ],
        right="It skips what never happens and refuses what is no distribution: the two lines that most home-made entropies lack.",
        hints=["Write the sum first: for each x in p, x * math.log2(1 / x).", "Leave x out of the sum if it is 0.", "Before the sum: if min(p) < 0 or not math.isclose(sum(p), 1), raise a ValueError."],
    ),
    Exercise(
        "maximise-binary-entropy",
        [
            Formula("The derivative at p, in bits", "log2((1 - p) / p)", {"p": (0, 1)}, [
                Slip("ln((1 - p) / p)", "That is the slope in nats. In bits it is divided by ln 2, so take log2."),
                Slip("log2(p / (1 - p))", "The sign is wrong: below ½ the curve rises, so the slope is positive there."),
                Slip("-log2(p) - log2(1 - p) - 2 / ln(2)", "That lacks the chain rule: the derivative of 1 − p is −1, so the second half changes its sign."),
                Slip("-log2(p) - 1 / ln(2)", "That is the slope of the first term, −p log₂ p. The second term depends on p as well: add its slope."),
                Slip("-log2(p) + log2(1 - p) - 2 / ln(2)", "The two 1/ln 2 have opposite signs and cancel: the derivative of 1 − p is −1."),
                Slip("-p * log2(p) - (1 - p) * log2(1 - p)", "That is the binary entropy itself. Its derivative is asked for."),
                Slip("-log2(p) - log2(1 - p)", "The second logarithm needs a plus: by the chain rule, the derivative of 1 − p is −1."),
                Slip("log2(1 - p) / log2(p)", "The logarithm of a quotient is a difference of logarithms, not their quotient."),
                Slip("(1 - p) / p", "The slope contains a logarithm."),
            ]),
            Formula("The second derivative at p, in bits", "-1 / (p * (1 - p) * ln(2))", {"p": (0, 1)}, [
                Slip("-1 / (p * (1 - p))", "That is in nats. The derivative of log2 p is 1 / (p ln 2): divide by ln 2."),
                Slip("1 / (p * (1 - p) * ln(2))", "The sign is lost. The slope falls as p grows, so the second derivative is negative: that is why the maximum is the only one."),
                Slip("-1 / (p * ln(2))", "That is for the first term alone. The second one depends on p as well."),
                Slip("-1 / (p * ln(2)) + 1 / ((1 - p) * ln(2))", "In the slope, log2(1 − p) has a plus, and the chain rule brings a minus: both parts are negative."),
                Slip("p / ((1 - p) * ln(2))", "That is 1 / (x ln 2), the derivative of log2(x) in x, with x = (1 − p)/p. Multiply by dx/dp = −1/p²."),
                Slip("-p / ((1 - p) * ln(2))", "That is 1 / (x ln 2), the derivative of log2(x) in x, with x = (1 − p)/p and a minus sign. A factor is missing: multiply the derivative by dx/dp = −1/p²."),
                Slip("1 / (p * (1 - p))", "The slope falls as p grows, so the second derivative is negative. And in bits it is divided by ln 2."),
                Slip("-4 / ln(2)", "That is its value at p = ½. A formula in p is asked for, to see that it is negative everywhere."),
            ]),
            Number("The best p", 0.5, "", [
                Slip(1 / math.e, "There −p log₂ p alone is largest. The second term counts as well: set the whole slope to 0."),
                Slip(entropy([0.5, 0.5]), "1 bit is the entropy at the best p. At which p is it reached?"),
                Slip(entropy([1, 0]), "At 0 the outcome is certain, and the entropy is 0: that is the smallest value."),
            ]),
            Number("The derivative at p = 0.9", log2(0.1 / 0.9), "bits", [
                Slip(entropy([0.9, 0.1]), "That is the height of the curve at 0.9. Its slope is asked for."),
                Slip(-log2(0.9) - 1 / log(2), "That is the slope of the first term. The second term depends on p as well."),
                Slip(0.1 / 0.9, "That is (1 − p)/p. The slope contains a logarithm."),
                Slip(-1 / (0.9 * 0.1 * log(2)), "That is the second derivative at 0.9. The slope is the first."),
                Slip(log2(0.1), "That is log₂(1 − p). The slope has a second logarithm."),
            ]),
        ],
        right="The derivative is 0 at ½ alone, and it falls everywhere: one maximum, of 1 bit.",
        hints=["The equation for the slope of H in one pᵢ stands in the section on PyTorch. Here the second probability is 1 − p: use the chain rule.", "The two 1/ln 2 cancel. What is left is a difference of two logarithms.", "When is log₂((1 − p)/p) equal to 0?"],
    ),
    Exercise(
        "entropy-grouping",
        [
            Number("The entropy of ½, ⅙, ⅙, ⅙", 1 + log2(3) / 2, "bits", [
                Slip(1 + log2(3), "That has the inner choice in full. It is needed only half of the time. (More than log₂ 4 = 2 bits cannot be.)"),
                Slip(log2(3) / 2, "That is the inner choice, weighed. The choice of the group comes before it."),
                Slip(1 + log2(3) / 6, "That weighs the inner choice with the probability of one outcome. It is made whenever its group comes up: half of the time."),
                Slip(entropy([0.5, 0.5]), "That is the choice of the group. Half of the time one of three outcomes is still open."),
                Slip(log2(4), "That is for four equally likely outcomes. Here the first is as likely as the other three together."),
                Slip(log2(3), "That is the choice inside the group of three. It is not always needed, and the choice of the group comes before it."),
            ]),
            Formula("The entropy of 1 − w, w/3, w/3, w/3, in bits", "-w * log2(w) - (1 - w) * log2(1 - w) + w * log2(3)", {"w": (0, 1)}, [
                Slip("-w * log2(w) - (1 - w) * log2(1 - w) + log2(3)", "That has the inner choice in full. How often is it needed?"),
                Slip("-w * log2(w) - (1 - w) * log2(1 - w)", "That is the choice of the group alone. Inside the group of three something is still open."),
                Slip("-w * log2(w) - (1 - w) * log2(1 - w) + w / 3 * log2(3)", "That weighs the inner choice with the probability of one outcome. Its group has the weight w."),
                Slip("1 + w * log2(3)", "The choice of the group has 1 bit only if w = ½."),
                Slip("-w * log2(w) - (1 - w) * log2(1 - w) + (1 - w) * log2(3)", "That weighs the inner choice with 1 − w, the weight of the other group. Three outcomes are open when the group of weight w comes up."),
                Slip("-w * ln(w) - (1 - w) * ln(1 - w) + w * ln(3)", "That is in nats. In bits take log2 in place of ln."),
                Slip("w * log2(3)", "That is the choice inside the group, weighed. The choice of the group comes before it."),
                Slip("-(1 - w) * log2(1 - w) - 3 * w * log2(w / 3)", "That counts three outcomes of probability w. Each has w/3."),
                Slip("-(1 - w) * log2(1 - w) - w / 3 * log2(w / 3)", "That counts one outcome of probability w/3. There are three."),
                Slip("-w * log2(w) - (1 - w) * log2(1 - w) + log2(3) / 2", "The weight of the inner choice is ½ only if w = ½."),
                Slip("1 + log2(3) / 2", "That is its value at w = ½. A formula in w is asked for."),
            ]),
        ],
        right="First the group, then what is left inside, weighed by how often you get there.",
        hints=["The groups are the first outcome, and the last three together. What weights have they?", "H = H(weights) + Σ weight · H(inside). A group of one outcome has nothing left to learn.", "The group of three is uniform inside: log₂ 3 bits, and it comes up with probability ½ (or w)."],
    ),
    Exercise(
        "wrong-code-bill",
        [
            Number("The average length of the old code now", NEW @ LENGTHS, "digits", [
                Slip(entropy(HALVES), "That was its average with the old probabilities. Weigh the lengths 1, 2, 3 and 3 by the new ones."),
                Slip(LENGTHS.mean(), "That averages the lengths as if all symbols were equally frequent. Weigh each by its new probability."),
                Slip(NEW[::-1] @ LENGTHS, "That gives the shortest word to the most frequent symbol. The old code still has it on the first, whose probability is 0.1 now."),
                Slip(entropy(NEW), "That is the new entropy, the lower bound. The old code lies above it."),
            ]),
            Number("How far that is above the new entropy", NEW @ LENGTHS - entropy(NEW), "bits", [
                Slip(entropy(NEW), "That is the new entropy. Subtract it from the average length of the old code."),
                Slip(NEW @ LENGTHS - entropy(HALVES), "That is the average length minus the old entropy. The symbols arrive with the new probabilities, and these have an entropy of their own."),
                Slip(NEW @ LENGTHS - huffman_average(NEW), "That compares with the best code for single symbols. The entropy is a little lower."),
                Slip(NEW @ LENGTHS - log2(4), "That compares with 2, the entropy of four equally likely symbols. Take that of 0.1, 0.2, 0.3 and 0.4."),
            ]),
            Number("The least average length with the same words", np.sort(NEW)[::-1] @ LENGTHS, "digits", [
                Slip(NEW @ LENGTHS, "That is the old code. Which symbol should have the shortest word now?"),
                Slip(entropy(NEW), "That is the lower bound, and no word lengths reach it here. Sort: the most probable symbol gets the shortest word."),
                Slip(log2(4), "Words of 2 digits for all would give that, but they are not the old words. Give out the words of 1, 2, 3 and 3 digits."),
            ]),
            Number("The least average length of any code", huffman_average(NEW), "digits", [
                Slip(entropy(NEW), "That is the entropy. It would be reached only if all probabilities were powers of one half."),
                Slip(log2(4), "Words of 2 digits for all can be beaten: merge the two least probable symbols, again and again."),
                Slip(NEW @ np.ceil(-np.log2(NEW)), "That rounds the surprises up, as Shannon's code does. Merge the two least probable symbols, again and again."),
                Slip(huffman_average(NEW) - 1, "That leaves out the last merge. It counts its whole weight, 1."),
            ]),
        ],
        right="The lengths of the words were right, but the wrong symbols had them: a code is a belief, and a wrong belief costs.",
        hints=["A symbol keeps its word when its probability changes: weigh the lengths 1, 2, 3 and 3 by 0.1, 0.2, 0.3 and 0.4.", "The lower bound is the entropy of the new probabilities.", "In a best code no symbol has a longer word than a less probable one. Then merge: 0.1 + 0.2 first."],
    ),
    Exercise(
        "wasteful-code",
        [
            Setting("The state", {"gap": (0.3, 1), "largest": (0.25, 0.5)}, "code-lengths", [
                Slip({"gap": (0.3, 1)}, "The gap of {gap} digits is wide enough, but one symbol has the probability {largest}. Where else can a digit be wasted, if none has more than 0.5?"),
                Slip({"largest": (0.501, 1)}, "One symbol has the probability {largest}, which is more than 0.5, and the gap is {gap} digits."),
                Slip({"gap": 0}, "The gap is {gap} there: each codeword is as long as the surprise of its symbol. Which surprises are far from the length of any word?"),
                Slip({"largest": (0.45, 0.5)}, "The first digit is well spent: it tells {largest} from the rest. The gap is {gap}, so the digits after it are not idle enough. How is the rest to be split?"),
                Slip({}, "The gap is {gap} digits. A digit is wasted if its answer is nearly known: one side of the split has nearly all the weight."),
            ]),
        ],
        right="A digit is wasted if its answer is nearly known. So a code may waste much although no single symbol is likely.",
        hints=["A digit tells most if both sides of its split are equally likely. When does it tell hardly anything?", "Let one symbol have 0.5, so that the first digit is well spent. Then split the other half as unevenly as you can."],
    ),
    Exercise(
        "model-temperature",
        [
            Number("The entropy at temperature 1", entropy(softmax(LOGITS)), "bits", [
                Slip(log2(4), "That is for four equally likely symbols. The exponentials differ, so the probabilities do, too: divide each by the sum."),
                Slip(perplexity(softmax(LOGITS)), "That is the perplexity. The entropy is its logarithm to base 2."),
                Slip(entropy(softmax([4, 2, 1, 1])), "That takes the exponentials of 4, 2, 1 and 1. They are exponentials already: divide each by the sum."),
                Slip(entropy(normalize([4, 2, 1])), "That has three symbols in the sum, and there are four: both that have the exponential 1 count."),
            ]),
            Number("The perplexity at temperature 1/2", perplexity(softmax(2 * LOGITS)), "", [
                Slip(perplexity(softmax(LOGITS / 2)), "That divides the logits by 2. At the temperature 1/2 they are divided by 1/2, which doubles them."),
                Slip(entropy(softmax(2 * LOGITS)), "That is the entropy in bits. The perplexity is 2 to the power of it."),
                Slip(perplexity(softmax(LOGITS)), "That is the perplexity at the temperature 1. Divide the logits by 1/2 first."),
                Slip(perplexity(softmax(LOGITS)) / 2, "That is the perplexity at the temperature 1 divided by 2. The temperature acts on the logits: divide them by 1/2, and take the softmax anew."),
            ]),
            Number("What the perplexity approaches as the temperature grows", 4, "", [
                Slip(log2(4), "2 bits is the entropy that is approached. The perplexity is 2 to the power of it."),
                Slip(perplexity([1, 0, 0, 0]), "That is the limit for small temperatures, where the largest logit takes all. A high temperature makes the logits equal."),
                Slip(inf, "It grows with the temperature, but never beyond the number of symbols."),
            ]),
            Choice("Which temperature makes up for 5 added to every logit?", "b", {
                "a": "none: the entropy is lower at every temperature",
                "b": "none is needed: the probabilities are the same",
                "c": "the temperature 5",
            }, [
                Slip("a", "Adding 5 multiplies each exponential by the same number, e⁵. What does the softmax do with a common factor?"),
                Slip("c", "A temperature divides the logits, and 5 was added to them. Put both logits of a pair into a softmax: only their difference counts."),
            ]),
        ],
        right="Dividing all logits makes a model bolder or more careful; adding to all of them does nothing.",
        hints=["The probabilities are in proportion to 4, 2, 1 and 1.", "At the temperature 1/2 the logits are doubled, so the exponentials are squared.", "What do four logits look like after division by a very large number?"],
    ),
    Exercise(
        "geometric-entropy",
        [
            Number("The entropy H(X)", sum(n * 2.0**-n for n in range(1, 60)), "bits", [
                Slip(inf, "There are infinitely many outcomes, but late ones are so rare that they add little: the terms n/2ⁿ have a finite sum."),
                Slip(sum(2.0 ** (-n) for n in range(1, 60)), "1 bit is the entropy of one toss, and Σ 2⁻ⁿ. Weigh the surprise of each n with its probability."),
                Slip(entropy([0.5, 0.25, 0.25]), "That is the entropy if everything from the third toss on is one outcome. There 3, 4, 5, … are still open."),
                Slip(sum(n * 2.0**-n for n in range(1, 4)), "That is the sum up to n = 3. There are later outcomes, too."),
                Slip(0.5 * log2(1 / 0.5), "That is the first term, ½ · 1 bit. The later outcomes count as well."),
            ]),
            Number("The share of it that n = 1 contributes", 0.5 / sum(n * 2.0**-n for n in range(1, 60)), "", [
                Slip(0.5 * log2(1 / 0.5), "That is its probability, and its product in bits. Divide the product by the whole entropy."),
                Slip(log2(1 / 0.5), "That is its surprise, 1 bit. Weigh it with ½, then divide by the whole entropy."),
                Slip(0.5 * log2(1), "It has the smallest surprise, but not 0: it comes up half of the time and brings 1 bit."),
            ]),
        ],
        right="Infinitely many outcomes can have a small entropy: it is the average number of tosses, and of questions.",
        hints=["What is the surprise of the outcome n, in bits?", "H(X) = Σ n · 2⁻ⁿ = ½ + 2/4 + 3/8 + … Subtract half of the sum from the sum.", "The outcome n = 1 adds ½ · 1 bit."],
    ),
    Exercise(
        "false-proof",
        [
            Choice("Which line is wrong?", "c", {"a": "line A", "b": "line B", "c": "line C"}, [
                Slip("a", "Line A is Gibbs' inequality, and it holds for all distributions. Look at what the later lines make of it."),
                Slip("b", "What holds for all p and q holds with the letters exchanged, too. But on the right of line B stands H(q, p): is that the same number as H(p, q)?"),
            ]),
            Number("H(p, q)", believed([0.9, 0.1], [0.8, 0.2]), "bits", [
                Slip(believed([0.8, 0.2], [0.9, 0.1]), "That is H(q, p). The first letter does the averaging."),
                Slip(entropy([0.9, 0.1]), "That is H(p). Whose surprises does H(p, q) average?"),
                Slip(entropy([0.8, 0.2]), "That is H(q), which weighs the surprises of q by q. Who does the averaging in H(p, q)?"),
            ]),
            Number("How far H(q) is above H(p, q)", entropy([0.8, 0.2]) - believed([0.9, 0.1], [0.8, 0.2]), "bits", [
                Slip(entropy([0.8, 0.2]), "That is H(q). Subtract H(p, q) from it."),
                Slip(entropy([0.8, 0.2]) - entropy([0.9, 0.1]), "That is H(q) minus H(p). Subtract H(p, q)."),
                Slip(believed([0.8, 0.2], [0.9, 0.1]) - entropy([0.8, 0.2]), "That is how much H(q, p) exceeds H(q), as line B says. Compare H(q) with H(p, q)."),
            ]),
        ],
        right="Exchanging the letters exchanges both sides, and cross-entropy is not symmetric. A belief that is more uncertain than the truth may be surprised less than it expects.",
        hints=["Is H(p, q) the same as H(q, p)?", "H(p, q) = −0.9 log₂ 0.8 − 0.1 log₂ 0.2.", "H(q) = −0.8 log₂ 0.8 − 0.2 log₂ 0.2. Which is larger?"],
    ),
    # Challenge
    Exercise(
        "twelve-coins",
        [
            Number("The coins on each pan in the first weighing", BEST, "coins", [
                Slip(12 / 2, "With all 12 coins on the pans the balance is never level. Two results have at most 1 bit: what gives a third result its share?"),
                Slip(BEST - 1, "Three against three is level in 12 of the 24 cases: 1.5 bits. Can the three results be made more nearly equal?"),
                Slip(BEST + 1, "Five against five is level in only 4 of the 24 cases: 1.4834 bits. Can the three results be made more nearly equal?"),
                Slip(min(FIRST), "One against one is nearly always level, so its result is hardly ever a surprise. Make the three results as equally likely as you can."),
                Slip(2 * BEST, "That is the number of coins in the weighing. They lie on two pans."),
            ], tolerance=0),
            Number("How much less six against six tells", log2(3) - tells(12, 12), "bits", [
                Slip(tells(12, 12), "That is what six against six tells: left or right, never level. Subtract it from the best."),
                Slip(log2(3), "That is what the best weighing tells, with three equally likely results. Subtract what six against six tells."),
                Slip(log2(3) - tells(6, 6, 12), "That is what three against three tells less. Six against six is never level: what is its entropy?"),
                Slip(log2(24) - tells(12, 12), "That is what is still open after six against six. Compare the two weighings with each other."),
            ]),
            Choice("Which second weighing has the most entropy?", "c", {
                "a": "two of the coins not yet weighed against two others of them",
                "b": "one of the coins not yet weighed against another of them",
                "c": "three of the coins not yet weighed against three good ones",
                "d": "all the coins not yet weighed against as many good ones",
            }, [
                Slip("a", "Of the 8 cases, 4 tip it to the left and 4 to the right, and it is never level. Two equal results are worth 1 bit: keep a third one possible."),
                Slip("b", "Close: its results leave 2, 2 and 4 cases. The 4 are too many for the last weighing, which has three results. Another plan divides the 8 cases more evenly."),
                Slip("d", "That says heavy or light, and not which coin: 4 cases each way, and never level. Leave one of the coins aside."),
            ]),
            Number("The entropy of this second weighing", tells(3, 3, 2), "bits", [
                Slip(log2(3), "That needs three equally likely results. Eight cases cannot be divided into three equal parts."),
                Slip(tells(2, 2, 4), "That is the weighing of one coin against another, with 2, 2 and 4 cases. Another plan has more."),
                Slip(tells(4, 4), "That is the entropy of two equal results, 4 cases each. A plan with three possible results has more."),
                Slip(log2(8), "That is what is open before the second weighing: 8 equally likely cases. Its result cannot tell them all apart."),
            ]),
            Number("The cases left by “level”, with 13 coins", 2 * (13 - 2 * BEST), "cases", [
                Slip(13 - 2 * BEST, "That is the number of coins that are left. Each of them may be heavy or light."),
                Slip(2 * BEST, "That is what is left if it tips. If it is level, the coins beside the balance are left, heavy or light."),
                Slip(3**2, "Two weighings have that many results. Count the cases: coins left, times heavy or light."),
                Slip(2 * 13, "That is the number of cases before the first weighing. “Level” clears the eight coins on the pans."),
            ], tolerance=0),
        ],
        right="The weighing that tells most divides the cases as evenly as it can. With 13 coins its best still leaves 10, and two weighings have 9 results: a lower bound from entropy may be out of reach.",
        hints=["With n coins on each pan, in how many of the 24 cases does it tip to the left? In how many is it level?", "The entropy of three results is largest if they are equally likely. After “level”, four coins are left, heavy or light: 8 cases.", "For each plan, count the cases of “left”, “right” and “level”, divide by 8, and take the entropy. One plan gives 3, 3 and 2."],
    ),
    Exercise(
        "entropy-of-a-function",
        [
            Proof("Your proof of H(g(X)) ≤ H(X)", [
                Step(
                    "All outcomes x with the same value y = g(x) form a group, and the weight of the group is P(g(X) = y).",
                    "The proof has to connect the two laws. X has a term for each outcome and g(X) one for each value, so the sums cannot be compared term by term. The outcomes of one value belong together, and their probabilities add up to that of the value.",
                ),
                Step(
                    "Each group is compared as a whole. By the grouping rule, H(X) = H(g(X)) + Σ w · H(inside). Or: each outcome is at most as probable as its group, so its surprise is at least as large.",
                    "“g merges outcomes, so information is lost” says the claim again. What H(X) has beside H(g(X)) must be written down, in an equation or an inequality for each group.",
                ),
                Step(
                    "What is added to H(g(X)) is not negative, because the entropy inside each group is at least 0.",
                    "Here the sign comes in, and with it the whole claim. Densities fail at this place: differential entropy may be negative, and 2Y has more of it than Y.",
                ),
                Step(
                    "With infinitely many outcomes it is still true, even if H(X) is infinite: no term is negative, so the terms may be added group by group.",
                    "A discrete variable may have infinitely many outcomes, and an infinite sum may not always be put in another order. It may if no term is negative. Say this, or you have proved the claim for finitely many outcomes only.",
                ),
            ]),
            Choice("With H(X) finite, the two are equal if and only if …", "b", {
                "a": "g is one-to-one on all outcomes, even those of probability 0",
                "b": "g is one-to-one on the outcomes of positive probability",
                "c": "g(X) is uniform",
                "d": "g is not constant",
            }, [
                Slip("a", "That is enough, but more than is needed: outcomes that never happen may be merged at no loss."),
                Slip("c", "“Even or odd?” of a fair die is uniform, and yet it loses: log₂ 6 bits fall to 1 bit."),
                Slip("d", "A function that merges two outcomes of a die is not constant, and yet it loses something."),
            ]),
            Number("How much smaller H(g(X)) is", entropy(FOUR) - entropy([0.1, 0.5, 0.4]), "bits", [
                Slip(entropy([0.1, 0.5, 0.4]), "That is what is left, H(g(X)). Subtract it from H(X)."),
                Slip(entropy([0.25, 0.75]), "That is the entropy inside the merged group. It is lost only when the group comes up."),
                Slip(log2(4) - log2(3), "That counts outcomes: four became three. Weigh them: compare the two entropies."),
                Slip(0.3 * log2(1 / 0.3), "That is the last product of the sum. The merged outcome has a product of its own, and that is left."),
                Slip(0.1 * log2(10) + 0.3 * log2(1 / 0.3), "These are the two products that vanish. The merged outcome, 0.4, brings a new one: subtract it."),
                Slip(0.4 * log2(1 / 0.4), "That is the product of the merged outcome. Subtract it from the two products that it replaces."),
            ]),
            Number("How much larger the differential entropy of 2Y is", log2(2), "bits", [
                Slip(log2(1), "2Y is one-to-one, so a discrete entropy would not change. Differential entropy does: the density of 2Y is ½ on [0, 2]."),
                Slip(2 / 1, "2 is the factor by which the interval grows. The entropy grows by its logarithm."),
                Slip(0.5 * log2(1 / 0.5) * 1, "That is the density ½ times its surprise, 1 bit, on a length of 1. The interval [0, 2] has the length 2."),
            ]),
        ],
        right="A function can merge outcomes and never split them, so it loses or keeps. Densities do not obey: stretching adds to differential entropy.",
        hints=["Group the outcomes of X by their value g(x), and use the grouping rule.", "H(X) = H(g(X)) + Σ w · H(inside). When is each of the last terms 0?", "If Y is uniform on [0, 1], then 2Y has the density ½ on [0, 2]."],
    ),
])
