"""The exercises of the chapter *Cross-entropy*."""

from collections.abc import Callable, Iterable, Sequence
from math import e, exp, inf, log, log2, log10
from typing import Any

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, also, chapter, pairs
from infolib import cross_entropy, entropy, kl_divergence

__all__ = ["check"]

P, Q = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]
HARBOUR, CAPE = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 4, 1 / 8, 1 / 2]
MIXED = [(a + b) / 2 for a, b in zip(HARBOUR, CAPE, strict=True)]
LOSS, SYMBOLS = 1.25, 5.0
ENDED, SHARE, BELIEF = 3.65, 1 / 50, 0.7
NOISY, SURE = [0.92] + [0.08 / 9] * 9, [0.999] + [0.001 / 9] * 9
SAID, CAME = (0.9, 0.6), (0.7, 0.6)
DAYS = [cross_entropy([came, 1 - came], [said, 1 - said]) for said, came in zip(SAID, CAME, strict=True)]
OPEN = [entropy([came, 1 - came]) for came in CAME]
SHARES, NATS = [0.5, 0.25, 0.25], 0.44


# Write it yourself: my_cross_entropy, and the ways to write it wrongly

def my_cross_entropy(p: list[float], q: list[float]) -> Any:
    """Return the cross-entropy in bits."""
    return cross_entropy(p, q)


def lists_with_zeros(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
    """Draw pairs of distributions as plain lists: with zeros in p, in q, and in both at once."""
    more = [([0.5, 0.5], [1.0, 0.0]), ([1.0, 0.0], [1.0, 0.0]), ([0.0, 1.0], [0.5, 0.5]), ([0.5, 0.0, 0.5], [0.25, 0.0, 0.75])]
    for p, q in also(pairs(zeros=True), *more)(rng):
        yield np.asarray(p).tolist(), np.asarray(q).tolist()


def summed(term: Callable[[float, float], float]) -> Callable[[Sequence[float], Sequence[float]], float]:
    """Add up a term over the outcomes that happen."""
    return lambda p, q: sum(term(a, b) for a, b in zip(p, q, strict=True) if a > 0)


def surprise(x: float) -> float:
    """Return the surprise in bits, inf at 0."""
    return -log2(x) if x > 0 else inf


# The loss with forbidden classes, without overflow

def log_sum_exp(z: Sequence[float]) -> float:
    """Return the logarithm of the sum of the exponentials, in nats."""
    m = max(z)
    return m + log(sum(exp(x - m) for x in z))


def kept(z: Sequence[float], allowed: Sequence[float]) -> list[float]:
    """Return the scores of the allowed classes."""
    return [x for x, a in zip(z, allowed, strict=True) if a]


def by_place(loss: Callable[[Sequence[float], int, Sequence[float]], float]) -> Callable[..., float]:
    """Return a loss of a one-hot label from one of its class."""
    return lambda z, t, allowed: loss(z, t.index(1), allowed)


def masked_loss(z: Sequence[float], t: Sequence[float], allowed: Sequence[float]) -> float:
    """Return the loss of a one-hot label in nats, where only some classes are possible."""
    return log_sum_exp(kept(z, allowed)) - z[t.index(1)] if allowed[t.index(1)] else inf


def masked_scores(rng: np.random.Generator) -> Iterable[tuple[list[float], list[float], list[float]]]:
    """Draw scores, a label and a mask; among them scores too large for exp, and labels that are forbidden."""
    yield [0.0, 0.0], [1.0, 0.0], [1.0, 1.0]
    yield [0.0, 0.0], [1.0, 0.0], [1.0, 0.0]
    yield [1.0, 2.0, 3.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]
    yield [1.0, 2.0, 3.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]
    yield [1000.0, 999.0, 2000.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]
    yield [-1000.0, -1001.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]
    for k in (2, 3, 5):
        allowed = [1.0, *(float(a) for a in rng.integers(0, 2, k - 1))]
        for c in (0, k - 1):
            yield rng.normal(0, 300, k).round(1).tolist(), np.eye(k)[c].tolist(), allowed


def overflowing(z: Sequence[float]) -> float:
    """Compute as the formula stands."""
    with np.errstate(all="ignore"):
        return float(np.log(np.sum(np.exp(np.asarray(z)))))


# The chapter's own function, which is recognised when it is handed over.
FROM_SCRATCH = '''
def cross_entropy_from_scratch(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    happens = p > 0                      # what never happens costs nothing
    with np.errstate(divide="ignore"):   # log2(0) is -inf, as it should be
        return -np.sum(p[happens] * np.log2(q[happens]))
'''

check = chapter("cross-entropy", [
    # Warm-up
    Exercise(
        "station-moves",
        [
            Number("a report at the cape", cross_entropy(CAPE, HARBOUR), "bits", [
                Slip(entropy(CAPE), "That is the entropy at the cape, the bill of the right code. The words are still those of the harbour."),
                Slip(9 / 4, "That is the plain average of the four lengths, 9 digits over 4 words. Weigh each length with the cape's probability."),
            ]),
            Number("the excess at the cape", cross_entropy(CAPE, HARBOUR) - entropy(CAPE), "bits", [
                Slip(cross_entropy(CAPE, HARBOUR) - 2, "That compares with a code of two digits for everything. The floor is the entropy at the cape, 1.75 bits."),
                Slip(cross_entropy(CAPE, HARBOUR), "That is the whole bill. Take away the entropy at the cape, which no code can avoid."),
            ]),
            Number("the excess in the third place", cross_entropy(MIXED, HARBOUR) - entropy(MIXED), "bits", [
                Slip(kl_divergence(CAPE, HARBOUR) / 2, "That is the average of the two excesses. The bills do average, but the floor does not: who cannot tell the days apart faces the mixed probabilities, and their entropy is above the average of the two."),
                Slip(cross_entropy(MIXED, HARBOUR), "That is the whole bill there, the average of the two bills. Take away the entropy of the mixed probabilities."),
                Slip(kl_divergence(HARBOUR, MIXED), "That is the divergence the other way round. The mixed probabilities happen, the harbour's are believed."),
            ]),
        ],
        right="The bill is linear in the truth, its floor is not. So the mixture wastes less than the average of what its parts waste.",
        hints=["Which length does each word have, and how often does it come at the cape?", "Mix the two lists of probabilities, half and half. The bill is the average of the two bills; the entropy has to be computed anew."],
    ),
    Exercise(
        "two-runs",
        [
            Number("a model that knows nothing", log(100), "nats", [
                Slip(exp(log(100)), "That is the number of classes. The loss is the logarithm of that."),
                Slip(log(100) / 100, "That is a hundredth of it: one term of the sum over the classes. Add up all of them."),
            ]),
            Number("the smallest loss that run A can show", log(e + 99) - 1, "nats", [
                Slip(entropy([1.0, 0.0]), "That is the floor if logits are handed over, whose lead can grow without end. A probability leads another one by at most 1."),
                Slip(ENDED, "That is where the run ended. Compute the floor: softmax of one 1 and 99 zeros."),
                Slip(log(e + 99), "That is the log-sum-exp of one 1 and 99 zeros. Subtract the score of the right class, which is 1."),
            ]),
            Choice("what helps run B", "b", {"a": "training for longer", "b": "stopping earlier, or a temperature above 1", "c": "a temperature below 1", "d": "softmax before the loss"}, [
                Slip("a", "It already loses next to nothing on the training data, and more training makes it only surer. The held-out loss is what has to fall."),
                Slip("c", "That makes it surer still. A training loss of 0.03 beside a held-out loss of 2.41 says that it is too sure."),
                Slip("d", "That is the mistake of run A. The loss applies softmax itself."),
            ]),
        ],
        right="A loss that stays close to its floor can be a good model behind a wrong call; one that rises on fresh data while the training loss vanishes is overconfident.",
        hints=["In run A the loss applies softmax to probabilities. What do the best ones look like, one for the right class and 99 others?", "The fused loss is the log-sum-exp minus the right score: take the scores 1, 0, ..., 0. For run B compare its two losses with its share of right answers."],
    ),
    Exercise(
        "units-of-perplexity",
        [
            Number("bits per symbol", LOSS / log(2), "bits", [
                Slip(LOSS * log(2), "That is the loss times ln 2. A bit is the smaller unit, so there are more bits than nats: divide."),
            ], given="nats"),
            Number("perplexity per symbol", exp(LOSS), "", [
                Slip(2**LOSS, "The loss is in nats: raise e, not 2, to it. Or convert to bits first."),
                Slip(LOSS, "That is the loss in nats. The perplexity is e to the power of it."),
            ]),
            Number("perplexity per word", exp(LOSS * SYMBOLS), "", [
                Slip(SYMBOLS * exp(LOSS), "That is 5 times the perplexity of a symbol. Bits and nats are multiplied; perplexities are raised to a power."),
                Slip(2 ** (LOSS * SYMBOLS), "The loss is in nats: raise e, not 2, to it."),
                Slip(exp(LOSS) / SYMBOLS, "That is a fifth of the perplexity of a symbol. A word is five symbols, so its perplexity is the fifth power."),
            ]),
        ],
        right="The same model has a perplexity of 3.5 or of 518: always say per what.",
        hints=["Nats go with e, bits with 2.", "A word costs five times as many nats as a symbol. What does that do to the power?"],
    ),
    # Work
    Exercise(
        "write-cross-entropy",
        [
            Function("my_cross_entropy", my_cross_entropy, lists_with_zeros, [(P, Q), ([0.5, 0.0, 0.5], [0.25, 0.25, 0.5]), ([0.5, 0.5], [1.0, 0.0]), ([1.0, 0.0], [1.0, 0.0])], [
                Slip(summed(lambda a, b: a * surprise(b) * log(2)), "That is in nats. For bits take math.log2."),
                Slip(lambda p, q: summed(lambda a, b: a * surprise(b))(q, p), "That averages the surprises of p with the weights of q. The first argument weighs, the second stands in the logarithm."),
                Slip(summed(lambda a, b: -a * surprise(b)), "The minus is missing: the logarithm of a probability is at most 0."),
                Slip(summed(lambda a, b: a * (surprise(b) - surprise(a))), "That is the divergence, the fine alone. Leave p out of the logarithm."),
                Slip(summed(lambda a, b: a * surprise(a)), "That is the entropy of p. The logarithm is that of q."),
                Slip(summed(lambda a, b: a * surprise(b) if b else 0.0), "That leaves out outcomes with q = 0 even if they happen. Then the cost is infinite: return math.inf."),
                Slip(lambda p, q: inf if 0 in q else summed(lambda a, b: a * surprise(b))(p, q), "That is inf as soon as any q is 0. If p is 0 there as well, that outcome never happens and costs nothing."),
                Slip(summed(lambda a, b: -a * log2(b + 1e-9)), "Where q is 0 that computes with 1e-09. It turns an infinite cost into an arbitrary number: return math.inf where q = 0 < p."),
            ], printed=FROM_SCRATCH),
        ],
        right="Two rules for zeros, and they differ: what never happens costs nothing, what was called impossible and happens costs everything.",
        hints=["For each pair (a, b) of p and q the term is −a · log2(b).", "Skip a = 0 first. Only then look whether b is 0."],
    ),
    Exercise(
        "half-precision",
        [
            Number("the logit from which on the exponential overflows", log(65504), "", [
                Slip(log2(65504), "That is the exponent of 2. Softmax takes powers of e: use the natural logarithm."),
                Slip(log10(65504), "That is the decimal exponent. Softmax takes powers of e: use the natural logarithm."),
            ]),
            Number("the distance from which on the probability is 0", 25 * log(2), "", [
                Slip(-log2(2.0**-25), "That is the exponent of 2. The probability is about e to the minus the distance: multiply by ln 2."),
                Slip(2.0**-25, "That is the probability itself. The distance is the logarithm of 1 over it."),
            ]),
            Number("the largest finite loss of the unfused formula", 24 * log(2), "nats", [
                Slip(25 * log(2), "That is where the probability is rounded to 0. The smallest one that is not 0 is 2 to the minus 24."),
                Slip(log(65504), "That is the logarithm of the largest number. The loss is the surprise of the smallest probability."),
            ]),
            Choice("the fused loss at a distance of 100", "c", {"a": "infinite", "b": "the largest loss that the unfused formula can show", "c": "100 nats", "d": "nan"}, [
                Slip("a", "The fused loss never forms the probability. Its numbers, the scores and their log-sum-exp, are all of moderate size."),
                Slip("b", "That would be the loss if the probability were clipped. The fused loss never forms it."),
                Slip("d", "The largest score is subtracted before the exponential, so nothing overflows, and no infinity is divided by another."),
            ]),
        ],
        right="In half precision a softmax followed by a logarithm fails where a score is not even far below the best one. The fused loss does not.",
        hints=["Solve e^z = 65,504 for z.", "After the shift, the probability of the class that is d behind is about e^(−d). When is that 2^(−25)? And −ln 2^(−24) is a whole number times ln 2."],
    ),
    Exercise(
        "logistic-gradient",
        [
            Formula("∂L/∂q", "(q - y) / (q * (1 - q))", {"q": (0, 1), "y": (0, 1)}, [
                Slip("-y / q - (1 - y) / (1 - q)", "The sign of the second term is turned round: ln(1 − q) has the derivative −1/(1 − q), so the term is positive."),
                Slip("(y - q) / (q * (1 - q))", "The sign is turned round: the loss has a minus before each logarithm."),
                Slip("q - y", "That is the derivative in z. The derivative in q comes first, before the factor dq/dz."),
            ]),
            Formula("∂L/∂z in nats", "q - y", {"q": (0, 1), "y": (0, 1)}, [
                Slip("y - q", "The sign is turned round. If y = 1, a larger score makes the loss smaller: the derivative is negative."),
                Slip("(q - y) / (q * (1 - q))", "That is the derivative in q. Multiply by dq/dz = q(1 − q)."),
                Slip("(q - y) * q * (1 - q)", "The factor q(1 − q) cancels the denominator, and does not stay. With it, that is the derivative of the squared error."),
                Slip("q - 1", "That is the case y = 1. Keep y: it may be a soft label."),
            ]),
            Formula("∂L/∂z in bits", "(q - y) / ln(2)", {"q": (0, 1), "y": (0, 1)}, [
                Slip("q - y", "That is in nats. One nat is 1/ln 2 bits: divide by ln 2."),
                Slip("(q - y) * ln(2)", "That is the derivative in nats times ln 2. A bit is the smaller unit, so the derivative in bits is the larger number: divide."),
            ], given="nats"),
        ],
        right="Belief minus truth, for soft labels too. The factor dq/dz cancels the 1/q, which would explode.",
        hints=["The derivative of −y ln q is −y/q. What is that of −(1 − y) ln(1 − q)?", "Put both over the denominator q(1 − q). For z, multiply by dq/dz = q(1 − q)."],
    ),
    Exercise(
        "masked-loss",
        [
            Function("masked_loss", masked_loss, masked_scores, [([1.0, 2.0, 3.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]), ([0.0, 0.0, 5.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]), ([1000.0, 999.0, 2000.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]), ([2.0, -1.0], [0.0, 1.0], [1.0, 1.0])], [
                Slip(by_place(lambda z, c, allowed: log_sum_exp([x * a for x, a in zip(z, allowed, strict=True)]) - z[c] if allowed[c] else inf), "That sets the scores of the forbidden classes to 0, and a score of 0 still adds e⁰ = 1 to the sum. Leave these classes out of the sum, as if their scores were −∞."),
                Slip(by_place(lambda z, c, allowed: log_sum_exp(z) - z[c] if allowed[c] else inf), "That still counts the forbidden classes in the sum. Leave them out: then the probabilities of the allowed ones sum to 1."),
                Slip(by_place(lambda z, c, allowed: log_sum_exp(z) - z[c]), "That takes no notice of the mask. Forbidden classes are not in the sum, and a forbidden label costs math.inf."),
                Slip(by_place(lambda z, c, allowed: log_sum_exp(kept(z, allowed)) - z[c]), "That gives a forbidden label a finite loss. Its probability is 0, so its surprise is math.inf."),
                Slip(by_place(lambda z, c, allowed: overflowing(kept(z, allowed)) - z[c] if allowed[c] else inf), "As the formula stands it overflows: exp(1000) is infinite. Subtract the largest allowed score first, and add it again outside."),
                Slip(by_place(lambda z, c, allowed: (log_sum_exp(kept(z, allowed)) - z[c]) / log(2) if allowed[c] else inf), "That is in bits. Here nats are asked for: math.log."),
                Slip(by_place(lambda z, c, allowed: z[c] - log_sum_exp(kept(z, allowed)) if allowed[c] else inf), "That is the logarithm of the probability. The loss is its negative."),
            ]),
        ],
        right="A mask is a score of −∞: the class leaves the sum, and the others share all the belief. That is how a language model is kept from looking ahead, too.",
        hints=["Collect the allowed scores first. The loss is their log-sum-exp minus the right score.", "The right class is c = t.index(1). Return math.inf if allowed[c] is 0. Otherwise m = max(kept), then m + log(sum(exp(x − m))) − z[c]."],
    ),
    Exercise(
        "rare-defects",
        [
            Number("always saying 1/50", entropy([0.02, 0.98], base=e), "nats", [
                Slip(-log(0.98), "That is what a sound part costs. One part in 50 is defective and costs ln 50: average over both."),
                Slip(-log(0.02), "That is what a defective part costs. Only one part in 50 is defective: average over both."),
                Slip(log(2), "That is the loss of a detector that always says one half. This one says 1/50."),
            ]),
            Number("the logit to begin with", log(0.02 / 0.98), "", [
                Slip(SHARE, "That is the probability. The logit is the logarithm of the odds, a defective part against the sound ones."),
                Slip(0.0, "A logit of 0 says one half, and begins with a loss of ln 2."),
                Slip(log2(0.02 / 0.98), "The sigmoid has base e: take the natural logarithm of the odds."),
            ]),
            Choice("what the two figures say", "a", {"a": "It is worse than always saying 1/50", "b": "It finds most of the defective parts", "c": "It knows a little about the single parts, which is better than nothing", "d": "Nothing, because an accuracy and a loss cannot be compared"}, [
                Slip("b", "Whoever calls every part sound is right on 98 % as well, and finds none of the defective ones."),
                Slip("c", "Compare 0.12 nats with the loss of always saying 1/50. It is larger."),
                Slip("d", "Compare each with what a constant answer reaches: 98 % right, and a loss of less than 0.12 nats."),
            ]),
        ],
        right="Where a yes is rare, a small loss and a high accuracy are cheap: the baseline reaches both. Compare with its entropy.",
        hints=["A defective part costs ln 50, a sound one the surprise of 0.98. How often does each come?", "For the logit solve 1/(1 + e^(−z)) = 1/50. For the choice compare 0.12 with your first answer."],
    ),
    Exercise(
        "temperature-for-a-wish",
        [
            Formula("T, written with d and c", "d / ln(c / (1 - c))", {"d": (0.5, 5), "c": (0.55, 0.95)}, [
                Slip("ln(c / (1 - c)) / d", "That is 1/T. Solve for T: turn the fraction round."),
                Slip("d * ln(c / (1 - c))", "Dividing the logits by T makes the lead d/T, and that is to be ln(c/(1 − c)). Solve for T."),
                Slip("d / log2(c / (1 - c))", "Softmax has base e, so the lead is a natural logarithm of odds."),
            ]),
            Number("T for d = 3 and c = 0.7", 3 / log(7 / 3), "", [
                Slip(log(7 / 3) / 3, "That is 1/T. With a T below 1 the model would become surer, not less sure."),
                Slip(3 / log2(7 / 3), "Softmax has base e: take the natural logarithm."),
            ]),
            Choice("what a temperature changes", "b", {"a": "the loss and the accuracy", "b": "the loss only", "c": "the accuracy only", "d": "neither"}, [
                Slip("a", "All logits are divided by the same positive number, so the largest stays the largest, and every answer stays."),
                Slip("c", "The largest logit stays the largest, so no answer changes. But the probabilities do."),
                Slip("d", "The probabilities change, and with them the loss."),
            ]),
        ],
        right="A lead of 3 means 95 % at temperature 1; a temperature of 3.5 makes 70 % of it, and changes no answer.",
        hints=["For two classes q = 1/(1 + e^(−d)), with d the lead of the first.", "At temperature T the lead is d/T. Its odds e^(d/T) are to be c/(1 − c)."],
    ),
    # Challenge
    Exercise(
        "likelihood-proof-order",
        [
            Order("the proof", {"D": "", "B": "D", "F": "B", "A": "F", "E": "A", "C": "E"}, [
                Slip("G", "Line G does not belong: a family of models need not contain p̂, and the proof does not need it."),
                Slip("BD", "Line B takes the logarithm of a product that line D sets up. Begin with the probability of all the data."),
                Slip("FB", "Line F sorts a sum that line B makes of the product. A product cannot be sorted into shares."),
                Slip("AF", "Line A recognises the cross-entropy in the shares of line F. Sort first."),
                Slip("EA", "Line E splits the cross-entropy, which has its name from line A."),
                Slip("CE", "Line C is the conclusion. It needs the split, to see what depends on θ and what does not."),
            ]),
        ],
        right="The entropy of the data does not depend on θ. That one remark makes three problems one.",
        hints=["Start with the probability of all the data.", "Logarithm, then sorting, then the name of what you see, then the split."],
    ),
    Exercise(
        "two-kinds-of-days",
        [
            Number("the average loss", sum(DAYS) / 2, "bits", [
                Slip(DAYS[0], "That is the bill of the days with 90 %. Average it with that of the days with 60 %."),
                Slip((entropy([SAID[0], 1 - SAID[0]]) + OPEN[1]) / 2, "That is weighed with what was said. What happens weighs: on the 90 % days she is right on 70 of 100."),
                Slip(-(log2(0.9) + log2(0.6)) / 2, "That is the bill of a forecaster who is always right. Add the wrong days."),
            ]),
            Number("H(Y | Q)", sum(OPEN) / 2, "bits", [
                Slip(entropy([sum(CAME) / 2, 1 - sum(CAME) / 2]), "That is the entropy of all days together. Whoever hears the forecast knows which kind of day it is: average the two entropies."),
                Slip((entropy([SAID[0], 1 - SAID[0]]) + OPEN[1]) / 2, "That is the average entropy of what was said. Take that of what came: 70 and 60 of 100."),
            ]),
            Number("the fine", (sum(DAYS) - sum(OPEN)) / 2, "bits", [
                Slip(DAYS[0] - OPEN[0], "That is the fine on the days with 90 %. Over all days it is half of it, because the other days have none."),
            ]),
        ],
        right="On the 60 % days she is calibrated and pays no fine. All of it comes from the 90 % that should have been 70 %.",
        hints=["Two kinds of days, each with a truth p and a belief q: two cross-entropies, then the average.", "The belief does not enter H(Y | Q): only (0.7, 0.3) and (0.6, 0.4)."],
    ),
    Exercise(
        "wrong-labels",
        [
            Number("the smallest expected loss", entropy(NOISY), "bits", [
                Slip(entropy([1.0, 0.0]), "That would need labels without mistakes. The label is still open when the true class is known."),
                Slip(entropy([0.92, 0.08]), "That is whether the label is wrong. Which of the nine other classes is written is open, too: add 0.08 times log2 9."),
                Slip(0.08 * log2(9), "That is which wrong class is written. Whether the label is wrong is open, too: add the entropy of 0.92 and 0.08."),
            ]),
            Number("the loss of the sure model", cross_entropy(NOISY, SURE), "bits", [
                Slip(-log2(0.999), "That is the loss on the right labels only. The wrong 8 % cost 13.1 bits each."),
                Slip(-0.92 * log2(0.999) - 0.08 * log2(0.001), "That gives each wrong class the whole 0.001. The nine of them share it."),
                Slip(entropy(SURE), "That is the model's own entropy, the bill if its belief were true. The labels come with 0.92 and 0.08."),
            ]),
            Formula("the share of wrong labels, written with k and e1", "e1 * (k - 1) / k", {"k": (2, 50), "e1": (0.01, 0.5)}, [
                Slip("e1", "The uniform part falls on the true class, too, one part in k of it. What is left for the other classes is less than ε."),
                Slip("e1 / k", "That is the share of one wrong class. There are k − 1 of them."),
                Slip("e1 * k / (k - 1)", "That is ε for a given share of wrong labels. Here ε is given: solve the other way round."),
                Slip("1 - e1 * (k - 1) / k", "That is the share of right labels. The wrong ones are the rest."),
            ]),
        ],
        right="Smoothing is the right answer to labels that are wrong at random, and certainty costs most where the label, not the model, is mistaken.",
        hints=["Whoever knows the true class still faces ten probabilities for the label: 0.92 and nine times 0.08/9.", "A smoothed label has ε/k on each wrong class. How much is that on all k − 1 together?"],
    ),
    Exercise(
        "honest-forecast",
        [
            Number("to the first office", 1.0, "", [
                Slip(BELIEF, "That is honest, and does not pay here: the average fine is a straight line in s, so it is lowest at an end."),
                Slip(0.5, "At one half the average fine is 0.5, and it falls as s rises, because rain is the more probable."),
            ]),
            Number("to the second office", 7 / 19, "", [
                Slip(BELIEF, "That would be right if both mistakes were fined alike. Here a false alarm costs four times as much, so she says less."),
                Slip(BELIEF / 4, "That divides the probability by 4. What the weight divides is the odds of rain."),
                Slip(BELIEF / (BELIEF + (1 - BELIEF) / 4), "That is the answer if missed rain is weighted. The weight stands at the fine for a dry day."),
            ]),
            Formula("in general, written with p and w", "p / (p + w * (1 - p))", {"p": (0.1, 0.9), "w": (1.5, 6)}, [
                Slip("p", "That is the honest answer, and it is right only for w = 1."),
                Slip("p / w", "That divides the probability. What the weight divides is the odds."),
                Slip("p / (p + (1 - p) / w)", "That is the answer if missed rain is weighted. The weight stands at the fine for a dry day."),
                Slip("p / (w * (1 - p))", "Those are the odds of what she says. The probability is the odds divided by 1 plus the odds."),
            ]),
        ],
        right="A weight in a loss moves what the model says, as class weights do. Divide the odds back before you read it as a probability.",
        hints=["Write down the average fine as a function of s: the fine for rain with the weight 0.7, that for a dry day with 0.3.", "The second average is 0.7 (1 − s)² + 0.3 · 4 s². Set its derivative to 0."],
    ),
    Exercise(
        "information-from-a-loss",
        [
            Number("I(X;Y) is at least", entropy(SHARES) - NATS / log(2), "bits", [
                Slip(entropy(SHARES) - NATS, "That is 1.5 bits minus 0.44 nats. Convert the loss first: divide it by ln 2."),
                Slip(log2(3) - NATS / log(2), "The classes are not equally frequent: H(Y) is 1.5 bits."),
                Slip(NATS / log(2), "That is the loss in bits. The bound is what was saved against H(Y)."),
                Slip(entropy(SHARES), "That is H(Y), the most that the input can tell. Take away the loss."),
            ]),
            Number("no classifier loses less than", entropy(SHARES) - 1.2, "bits", [
                Slip(NATS / log(2), "That is the loss of this classifier. A better one may come down to H(Y | X) = H(Y) − I(X;Y)."),
                Slip(entropy(SHARES) - (entropy(SHARES) - 1.2), "That is what the input tells. What it leaves open cannot be saved: H(Y | X) = H(Y) − I(X;Y)."),
                Slip(entropy(SHARES) - entropy(SHARES), "The input leaves something open: H(Y | X) = H(Y) − I(X;Y) is more than 0."),
            ]),
            Choice("with the training loss", "d", {"a": "The bound becomes sharper", "b": "The bound stays the same", "c": "It becomes an upper bound", "d": "It proves nothing"}, [
                Slip("a", "The number is the same, and it is no bound any more: a model can learn the labels of its examples by heart."),
                Slip("b", "The number stays the same, but it bounds nothing: the model has seen these labels."),
                Slip("c", "It is no bound of either kind. A model that learns labels by heart saves bits that the input does not hold."),
            ]),
        ],
        right="A classifier is a witness: the bits that it saves on fresh data must have been in the input.",
        hints=["H(Y) of one half and two quarters needs no calculator.", "Loss ≥ H(Y | X) = H(Y) − I(X;Y). Solve for what is asked."],
    ),
])
