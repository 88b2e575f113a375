"""The exercises of the chapter *Cross-entropy*."""

from collections.abc import Callable, Iterable, Sequence
from math import exp, inf, log, log2
from typing import Any

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, also, chapter, pairs
from infolib import cross_entropy, entropy, kl_divergence

__all__ = ["check"]

P, Q = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]
RIGHT = [0.7, 0.8, 0.25]  # what each photograph's own class was given
NLL = -sum(map(log, RIGHT)) / 3
LOSS, SYMBOLS = 1.25, 5.0
SMOOTH = [0.85, 0.05, 0.05, 0.05]
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


# Log-sum-exp without overflow

def log_sum_exp(z: Sequence[float]) -> float:
    """Return the logarithm of the sum of the exponentials, in nats."""
    m = max(z)
    return m + log(sum(exp(x - m) for x in z))


def scores(rng: np.random.Generator) -> Iterable[tuple[list[float]]]:
    """Draw lists of scores, among them some too large and too small for exp."""
    for z in ([0.0], [0.0, 0.0], [1.0, 2.0, 3.0], [1000.0, 1000.0], [-1000.0, -1001.0], [800.0, 0.0, -800.0]):
        yield (z,)
    for k in (2, 3, 5):
        yield (rng.normal(0, 300, k).round(1).tolist(),)


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
        "ce-both-ways",
        [
            Number("H(p, q)", cross_entropy(P, Q), "bits", [
                Slip(cross_entropy(Q, P), "These are the lengths of p's words, averaged over q. The truth p weighs, and the words are those of q."),
                Slip(entropy(P), "That is H(p), the cost of the right belief. Take the logarithms of q."),
            ]),
            Number("H(q, p)", cross_entropy(Q, P), "bits", [
                Slip(cross_entropy(P, Q), "Now the roles are changed: q weighs, and the words are those of p."),
                Slip(entropy(Q), "That is H(q). Take the logarithms of p, weighed with q."),
            ]),
            Number("D(p‖q)", kl_divergence(P, Q), "bits", [
                Slip(kl_divergence(Q, P), "That is D(q‖p). Subtract H(p) from H(p, q)."),
                Slip(cross_entropy(P, Q) + entropy(P), "That is the sum. The cross-entropy is the entropy plus the divergence, so subtract."),
                Slip(cross_entropy(P, Q), "That is the whole bill. The divergence is what is left when you take away the entropy of p."),
                Slip(cross_entropy(P, Q) - cross_entropy(Q, P), "That is the difference from the other cross-entropy. Take away H(p), the cost of the right belief."),
            ]),
        ],
        right="The two entropies are equal here, and the two cross-entropies still are not: the order matters.",
        hints=["The words of q have 3, 1, 2 and 3 binary digits. How often does each come under p?", "D(p‖q) = H(p, q) − H(p)."],
    ),
    Exercise(
        "three-photographs",
        [
            Number("the average loss in nats", NLL, "nats", [
                Slip(3 * NLL, "That is the sum over the three photographs. Divide by 3 for the average."),
                Slip(-log(sum(RIGHT) / 3), "That is the surprise of the average probability. Average the losses: the logarithm comes before the mean."),
                Slip(-(log(0.7) + log(0.8) + log(0.5)) / 3, "That counts the third photograph with 0.5, the class that the model prefers. Its label is class 2, which got 0.25."),
            ]),
            Number("the average loss in bits", NLL / log(2), "bits", [
                Slip(3 * NLL / log(2), "That is the sum over the three photographs, in bits. Divide by 3 for the average."),
                Slip(NLL * log(2), "That is the average in nats times ln 2. A bit is the smaller unit, so there are more bits than nats: divide."),
            ], given="nats"),
            Number("the share of the third photograph in the sum", log(0.25) / sum(map(log, RIGHT)), "", [
                Slip(1 / 3, "That would be so if all three lost the same. Divide the third loss by the sum of the three."),
                Slip(0.25 / sum(RIGHT), "That is its share if the probabilities are compared. Compare their logarithms."),
                Slip(-log(0.25), "That is its loss in nats. Divide it by the sum of the three losses, in nats, too."),
                Slip(-log2(0.25), "That is its loss in bits. Divide it by the sum of the three losses, in bits, too."),
            ]),
        ],
        right="One bad photograph makes up most of the loss: an average of surprises is made by its worst cases.",
        hints=["Which entry of each row belongs to the label? Classes are counted from 0.", "−ln 0.7, −ln 0.8 and −ln 0.25; then the average."],
    ),
    Exercise(
        "units-of-perplexity",
        [
            Number("bits per symbol", LOSS / log(2), "bits", [
                Slip(LOSS * log(2), "That is the loss times ln 2. A bit is the smaller unit, so there are more bits than nats: divide."),
            ], given="nats"),
            Number("perplexity per symbol", exp(LOSS), "", [
                Slip(2**LOSS, "The loss is in nats: raise e, not 2, to it. Or convert to bits first."),
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
        "softmax-jacobian",
        [
            Number("∂q₁/∂z₁", 0.2 * 0.8, "", [
                Slip(0.2 - 1, "That is q₁ − 1, the slope of the loss of class 1. The slope of q₁ itself is asked for."),
                Slip(1 - 0.2, "That is 1 − q₁, the slope of ln q₁. Multiply by q₁."),
                Slip(0.2 * (1 - 0), "That would be right if the sum in the denominator stayed as it is. It grows, too: subtract q₁²."),
            ]),
            Number("∂q₁/∂z₃", -0.2 * 0.5, "", [
                Slip(0.2 * (1 - 0.5), "The 1 belongs on the diagonal only. For different classes it is −q₁ q₃, and the sign says that class 1 loses."),
                Slip(0 - 0.5, "That is −q₃, the slope of ln q₁. Multiply by q₁."),
            ]),
            Formula("the slope of q, for two classes", "q * (1 - q)", {"q": (0, 1)}, [
                Slip("q - 1", "That is the slope of the loss −ln q. The slope of q is asked for."),
                Slip("1 - q", "That is the slope of ln q. Multiply by q."),
                Slip("-q * (1 - q)", "The sign is turned round: a class gains by its own score."),
            ]),
        ],
        right="What one class gains the others lose: each column of the Jacobian sums to 0.",
        hints=["∂qᵢ/∂zⱼ = qᵢ(δᵢⱼ − qⱼ).", "On the diagonal δ is 1, elsewhere 0."],
    ),
    Exercise(
        "logistic-gradient",
        [
            Formula("∂L/∂q", "(q - y) / (q * (1 - q))", {"q": (0, 1), "y": (0, 1)}, [
                Slip("-y / q - (1 - y) / (1 - q)", "The sign of the second term is turned round: ln(1 − q) has the slope −1/(1 − q), so the term is positive."),
                Slip("(y - q) / (q * (1 - q))", "The sign is turned round: the loss has a minus before each logarithm."),
                Slip("q - y", "That is the slope in z. The slope in q comes first, before the factor dq/dz."),
            ]),
            Formula("∂L/∂z in nats", "q - y", {"q": (0, 1), "y": (0, 1)}, [
                Slip("y - q", "The sign is turned round. If y = 1, a larger score makes the loss smaller: the slope is negative."),
                Slip("(q - y) / (q * (1 - q))", "That is the slope in q. Multiply by dq/dz = q(1 − q)."),
                Slip("(q - y) * q * (1 - q)", "The factor q(1 − q) cancels the denominator, and does not stay. With it, that is the slope of the squared error."),
                Slip("q - 1", "That is the case y = 1. Keep y: it may be a soft label."),
            ]),
            Formula("∂L/∂z in bits", "(q - y) / ln(2)", {"q": (0, 1), "y": (0, 1)}, [
                Slip("q - y", "That is in nats. One nat is 1/ln 2 bits: divide by ln 2."),
                Slip("(q - y) * ln(2)", "That is the slope in nats times ln 2. A bit is the smaller unit, so the slope in bits is the larger number: divide."),
            ], given="nats"),
        ],
        right="Belief minus truth, for soft labels too. The dangerous 1/q has met its match in dq/dz.",
        hints=["The derivative of −y ln q is −y/q. What is that of −(1 − y) ln(1 − q)?", "Put both over the denominator q(1 − q). For z, multiply by dq/dz = q(1 − q)."],
    ),
    Exercise(
        "write-log-sum-exp",
        [
            Function("log_sum_exp", log_sum_exp, scores, [([1.0, 2.0, 3.0],), ([-1000.0, -1001.0],), ([1000.0, 1000.0],)], [
                Slip(overflowing, "As the formula stands it overflows: exp(1000) is infinite, and exp(−1000) is 0. Subtract the largest score first, and add it again outside."),
                Slip(lambda z: log(sum(exp(x - max(z)) for x in z)), "That is too small by the largest score. Whoever subtracts it inside adds it again outside the logarithm."),
                Slip(lambda z: max(z), "That is the lower bound, the largest score alone. The other scores add something, too."),
                Slip(lambda z: max(z) + log(len(z)), "That is the upper bound, reached when all scores are equal."),
                Slip(lambda z: log_sum_exp(z) / log(2), "That is in bits. Here nats are asked for: math.log."),
            ]),
        ],
        right="The largest term is e⁰ = 1: nothing overflows, and what underflows would not have counted.",
        hints=["Try it with [1000.0, 1000.0]. What does exp do?", "m = max(z), then m + log(sum(exp(x − m)))."],
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
        "smoothing-floor",
        [
            Number("the floor of the loss", entropy(SMOOTH), "bits", [
                Slip(entropy([1, 0, 0, 0]), "That is the floor for a one-hot label. A smoothed label has an entropy of its own."),
                Slip(entropy([0.8, 0.2]), "That is the entropy of 0.8 and 0.2, with the rest at one class. All four share it, the right one included: 0.85, 0.05, 0.05, 0.05."),
            ]),
            Number("the best lead", log(17), "", [
                Slip(log2(17), "Softmax has base e: take the natural logarithm of the ratio."),
                Slip(log(0.8 / 0.05), "The uniform part adds to the right class as well: 0.85."),
            ]),
            Formula("the lead for k classes", "ln(1 + k * (1 - e1) / e1)", {"k": (2, 50), "e1": (0.01, 0.5)}, [
                Slip("log2(1 + k * (1 - e1) / e1)", "Softmax has base e: take ln."),
                Slip("ln((k - 1) * (1 - e1) / e1)", "That shares ε among the other classes only. Here the uniform part goes to all k."),
                Slip("ln(k * (1 - e1) / e1)", "The uniform part adds to the right class as well: it has 1 − ε + ε/k."),
                Slip("1 + k * (1 - e1) / e1", "That is the ratio of the probabilities. The lead is its logarithm."),
            ]),
        ],
        right="With smoothed labels the loss has a floor above 0 and the logits stay finite.",
        hints=["Write the smoothed label as four numbers that sum to 1.", "By Gibbs the best q equals the label, and a lead is the logarithm of a ratio of probabilities."],
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
