"""The exercises of the chapter *PyTorch's losses*."""

from collections.abc import Callable, Iterable, Sequence
from math import e, exp, inf, isinf, log, log2, nan
from typing import Any

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter
from infolib import cross_entropy

__all__ = ["check"]

SHOWN, ROWS, CLASSES = 0.0213, 32, 10
SURPRISE, WEIGHT = [1.0, 2.0, 1.0], [1.0, 1.0, 3.0]  # in bits, and the weights of the three labels
WEIGHED = float(np.dot(WEIGHT, SURPRISE))
BELIEF = [1 / 2, 1 / 4, 1 / 8, 1 / 8]
COSTS, MASS = [-log2(x) for x in BELIEF], [1.0, 2.0, 2.0, 2.0]
FIRST, SECOND = [0.85, 0.05, 0.05, 0.05], [0.05, 0.85, 0.05, 0.05]
HEAVY = sum(w * t * c for w, t, c in zip(MASS, SECOND, COSTS, strict=True))
PARTS = [(10, 1.0), (10, 1.2), (2, 4.0)]
MEAN = sum(n * loss for n, loss in PARTS) / sum(n for n, _ in PARTS)
OF_MEANS = sum(loss for _, loss in PARTS) / 3

CAUSES = {"a": "nothing is wrong so far", "b": "a logarithm was forgotten", "c": "probabilities were given for logits",
          "d": "the mean is taken over all entries", "e": "a label 0 met an infinite logarithm, or no label counted"}


def blames(right: str, **why: str) -> list[Slip]:
    """Slips for the causes that are not right, with a reason each."""
    return [Slip(letter, why[letter]) for letter in CAUSES if letter != right]


# Write it yourself: the divergence from log-probabilities

def kl_loss(log_q: Sequence[float], p: Sequence[float]) -> float:
    """Return D(p‖q) in nats."""
    return float(sum(a * (log(a) - x) for x, a in zip(log_q, p, strict=True) if a > 0))


def logs_and_targets(rng: np.random.Generator) -> Iterable[tuple[list[float], list[float]]]:
    """Draw log-probabilities and targets as plain lists, with zeros and -inf."""
    yield [log(0.5), log(0.5)], [0.25, 0.75]
    yield [log(0.25), log(0.75)], [0.0, 1.0]
    yield [-inf, 0.0], [0.0, 1.0]
    yield [-inf, 0.0], [0.5, 0.5]
    for k in (3, 4, 6):
        yield np.log(rng.dirichlet(np.ones(k))).tolist(), rng.dirichlet(np.ones(k)).tolist()


def over(term: Callable[[float, float], float]) -> Callable[[Sequence[float], Sequence[float]], float]:
    """Sum a term of log q and p over the classes that happen."""
    return lambda log_q, p: float(sum(term(x, a) for x, a in zip(log_q, p, strict=True) if a > 0))


def by_torch(log_q: Sequence[float], p: Sequence[float]) -> float:
    """Multiply without the rule for an impossible class."""
    return float(sum(nan if a == 0 and isinf(x) else kl_loss([x], [a]) for x, a in zip(log_q, p, strict=True)))


# Write it yourself: NLLLoss

Rows = Sequence[Sequence[float]]


def nll_loss(log_q: Rows, labels: Sequence[int], weight: Sequence[float]) -> float:
    """Return the weighted mean over the labels that count."""
    return averaged(log_q, labels, weight, lambda w: sum(w))


def averaged(log_q: Rows, labels: Sequence[int], weight: Sequence[float], whole: Callable[[list[float]], float], sign: float = -1) -> float:
    """Divide the weighted sum by something made of the weights of the labels that count."""
    kept = [(row, c) for row, c in zip(log_q, labels, strict=True) if c != -100]
    total = sum(sign * weight[c] * row[c] for row, c in kept)
    return float(total / whole([weight[c] for _, c in kept])) if kept else 0.0


def labelled(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
    """Draw rows of log-probabilities with classes, some of them ignored, and weights."""
    rows = np.log([[0.5, 0.5], [0.25, 0.75], [0.125, 0.875]]).tolist()
    yield rows, [0, 1, 1], [1.0, 1.0]
    yield rows, [0, 0, 1], [1.0, 3.0]
    yield rows, [0, -100, 1], [1.0, 3.0]
    yield rows, [-100, -100, -100], [1.0, 3.0]
    for n, k in ((4, 3), (5, 4)):
        labels = rng.integers(0, k, n)
        labels[1] = -100
        yield np.log(rng.dirichlet(np.ones(k), n)).tolist(), labels.tolist(), rng.uniform(0.5, 3, k).round(2).tolist()


check = chapter("pytorch-losses", [
    # Warm-up
    Exercise("torch-which-call", [
        Choice("the network with log_softmax", "b", {"a": "`CrossEntropyLoss()(out.exp(), y)`", "b": "`NLLLoss()(out, y)`", "c": "`NLLLoss()(out.log(), y)`", "d": "`BCELoss()(out, y)`"}, [
            Slip("a", "The exponential makes probabilities of the logarithms, and CrossEntropyLoss would apply a second softmax to them."),
            Slip("c", "The output holds logarithms already. A second logarithm, of negative numbers, is nan."),
            Slip("d", "BCELoss wants probabilities, and one question per entry. Here are log-probabilities, and one class per image."),
        ]),
        Choice("the tags", "c", {"a": "`CrossEntropyLoss()(z, y)`", "b": "`BCELoss()(z, y)`", "c": "`BCEWithLogitsLoss()(z, y)`", "d": "`NLLLoss()(z, y)`"}, [
            Slip("a", "That shares one unit of belief among the tags. Several tags may be true at once: each is a question by itself."),
            Slip("b", "BCELoss wants probabilities. These are scores."),
            Slip("d", "NLLLoss wants log-probabilities and one class per image. Several tags may be true at once."),
        ]),
        Choice("the teacher", "a", {"a": "`F.kl_div(F.log_softmax(z, 1), t, reduction='batchmean')`", "b": "`F.kl_div(t.log(), F.softmax(z, 1), reduction='batchmean')`", "c": "`F.cross_entropy(z, t)`", "d": "`F.kl_div(F.softmax(z, 1), t, reduction='mean')`"}, [
            Slip("b", "That is the other direction, D(model‖teacher). The belief comes first, as logarithms; the truth comes second."),
            Slip("c", "That is H(t, q), larger by the entropy of the teacher. It trains alike, but it is not the divergence."),
            Slip("d", "Two mistakes: a softmax where its logarithm is wanted, and a mean over all entries."),
        ]),
    ], right="First what goes in, then in which order, then divided by what.",
        hints=["What does each network put out: scores, logarithms or probabilities?", "The table to keep open names the first argument of each call."]),
    Exercise("torch-mean-of-entries", [
        Number("the average divergence in nats", CLASSES * SHOWN, "nats", [
            Slip(SHOWN, "That is the mean over all 320 entries. A divergence is a sum over the ten classes."),
            Slip(ROWS * SHOWN, "That is the mean times the number of rows. It is the classes that 'mean' divided by too much."),
            Slip(ROWS * CLASSES * SHOWN, "That is the sum over all rows. Divide it by 32 for the average."),
            Slip(SHOWN / CLASSES, "That is the mean divided by the classes once more. Multiply: 'mean' has divided already."),
        ]),
        Number("the average divergence in bits", CLASSES * SHOWN / log(2), "bits", [
            Slip(CLASSES * SHOWN * log(2), "That is the divergence in nats times ln 2. A bit is the smaller unit, so there are more bits than nats: divide."),
            Slip(SHOWN / log(2), "That is the mean over all 320 entries, in bits. A divergence is a sum over the ten classes."),
        ], given="nats"),
        Number("what reduction='sum' returns", ROWS * CLASSES * SHOWN, "nats", [
            Slip(CLASSES * SHOWN, "That is what batchmean returns. The sum is over the 32 rows as well."),
        ]),
    ], right="The published 0.0097 of this chapter is the same mistake, with four classes.",
        hints=["How many entries has the output of reduction='none'?", "mean = sum / 320, batchmean = sum / 32."]),
    Exercise("torch-weighted-mean", [
        Number("with classes", WEIGHED / 5, "bits", [
            Slip(WEIGHED / 3, "That is the sum divided by the number of labels. With classes, mean divides by the sum of the weights of the labels: 1 + 1 + 3."),
            Slip(WEIGHED / 4, "That is the sum divided by the two weights together. It is the sum over the labels: class 0 is there twice."),
            Slip(sum(SURPRISE) / 3, "That is the mean without weights."),
            Slip(WEIGHED, "That is the weighted sum. Divide it by the sum of the weights of the three labels."),
        ]),
        Number("with one-hot rows", WEIGHED / 3, "bits", [
            Slip(WEIGHED / 5, "That is the answer for classes. With distributions the mean divides by the number of rows."),
            Slip(WEIGHED, "That is the weighted sum. Divide it by the number of rows."),
        ]),
    ], right="The same labels, written in two ways: two losses, and two sizes of step.",
        hints=["The surprises are 1, 2 and 1 bits; their weights are 1, 1 and 3.", "One sum, two denominators: 5, the weights of the labels, and 3, the rows."]),
    # Work
    Exercise("torch-write-kl", [
        Function("kl_loss", kl_loss, logs_and_targets, [([log(0.5), log(0.5)], [0.25, 0.75]), ([log(0.25), log(0.75)], [0.0, 1.0])], [
            Slip(over(lambda x, a: a * (x - log(a))), "The sign is turned round: log of the truth minus log of the belief."),
            Slip(over(lambda x, a: -a * x), "That is the cross-entropy. The entropy of p must be taken away: add a · log a."),
            Slip(over(lambda x, a: a * (log(a) - x) / log(2)), "That is in bits. PyTorch, and this exercise, want nats."),
            Slip(lambda log_q, p: kl_loss(log_q, p) / len(p), "That is the mean over the classes. A divergence is the sum over them."),
            Slip(over(lambda x, a: exp(x) * (x - log(a)) if x > -inf else 0.0), "That is the other direction, D(q‖p). The truth p is the weight."),
            Slip(over(lambda x, a: a * (log(a) - exp(x))), "That takes x for a probability. Subtract x itself: it is the logarithm."),
            Slip(over(lambda x, a: a * (log(a) - (log(x) if x > 0 else nan))), "The first argument holds logarithms already: do not take another."),
            Slip(by_torch, "A label 0 at an impossible class gives nan, as in PyTorch. What never happens costs nothing: skip it first."),
        ]),
    ], right="Better than the original: where the label is 0 an infinite logarithm does no harm.",
        hints=["For each pair (x, a) of log q and p the term is a · (log(a) − x).", "Skip a = 0 before anything else."]),
    Exercise("torch-diagnose", [
        Choice("4.6052 before training", "a", CAUSES, blames("a", b="Then it would be negative: about −1/100.", c="A double softmax starts at ln 100, too, so it cannot be excluded. But nothing here points to it: ln 100 is what an ignorant model must pay.", d="Then it would be a hundred times smaller.", e="Then it would be nan.")),
        Choice("−0.0100 before training", "b", CAUSES, blames("b", a="A surprise is never negative. This is minus the probability of the class.", c="The double softmax gives a positive number, at least 3.62 here.", d="A mean of surprises is not negative, whatever it is divided by.", e="Then it would be nan.")),
        Choice("3.6222, and no lower", "c", CAUSES, blames("c", a="After a long training it should be far lower. Is this number ln(e + 99) − 1?", b="Then it would be negative.", d="Then it would have begun at 0.0461.", e="Then it would be nan.")),
        Choice("0.0461 before training", "d", CAUSES, blames("d", a="An ignorant model of 100 classes pays ln 100, a hundred times more.", b="Then it would be negative.", c="A double softmax starts at ln 100.", e="Then it would be nan.")),
        Choice("nan", "e", CAUSES, blames("e", a="nan is never a loss.", b="A forgotten logarithm gives a negative number.", c="A double softmax gives ordinary numbers.", d="Dividing by too much gives a small number, not nan.")),
    ], right="Know three numbers before you train: ln k, ln(e + k − 1) − 1, and 0.",
        hints=["ln 100 = 4.6052. What must a model pay that knows nothing?", "Which of them is negative? Which is ln(100)/100? Which is ln(e + 99) − 1?"]),
    Exercise("torch-double-softmax-floor", [
        Formula("the floor in nats", "ln(1 + (k - 1) / e)", {"k": (2, 60)}, [
            Slip("ln(e + k - 1)", "That is the upper end: a model that is sure of a wrong class. The floor is one nat lower."),
            Slip("ln(k)", "That is what an ignorant model shows. A perfect one shows less."),
            Slip("ln(1 + (k - 1) * e)", "A wrong class has q = 0, one less than the right one: its term is e to the −1."),
        ]),
        Number("the floor for a deck of cards", log(e + 51) - 1, "nats", [
            Slip(log(e + 51), "That is the upper end. The floor is one nat lower."),
            Slip(log(52), "That is what an ignorant model shows, whatever the loss."),
        ]),
        Number("the floor of BCEWithLogitsLoss", log(1 + exp(-1)) / log(2), "bits", [
            Slip(log(1 + exp(-inf)), "That would be the floor with scores. A probability is at most 1, and sigmoid(1) is not 1."),
            Slip(log(1 + exp(0)) / log(2), "That is what the score 0 costs. The largest probability is 1: insert z = 1."),
        ]),
    ], right="A perfect reader of cards would still seem to lose 2.98 nats per card.",
        hints=["A perfect model hands over 1 for the right class and 0 for k − 1 others. Take these as logits.", "−ln(e / (e + k − 1)). For yes and no: −ln sigmoid(1)."]),
    Exercise("torch-smoothing-by-hand", [
        Number("class 0, no weights", cross_entropy(FIRST, BELIEF), "bits", [
            Slip(cross_entropy([1, 0, 0, 0], BELIEF), "That is the loss without smoothing."),
            Slip(0.8 * 1 + 0.2 / 3 * 8, "That shares ε among the three other classes. PyTorch shares it among all four, so the right class has 0.85."),
        ]),
        Number("class 1, weights, mean", HEAVY / 2, "bits", [
            Slip(HEAVY, "That is the weighted loss of the row. With classes mean divides by the weight of the label, which is 2."),
            Slip(cross_entropy(SECOND, BELIEF), "That is without weights. They stay inside the smoothing sum: class 0 weighs 1, the others 2."),
            Slip(HEAVY / sum(MASS), "That is divided by the sum of all four weights. Divide by the weight of the label that is there."),
            Slip((0.8 * 2 * 2 + 0.2 / 4 * sum(COSTS)) / 2, "That has no weights in the smoothing part. Each class keeps its own there."),
        ]),
        Number("the smoothed target", HEAVY, "bits", [
            Slip(HEAVY / 2, "That is the answer for label_smoothing. With a distribution as target the mean divides by the number of rows, 1."),
            Slip(cross_entropy(SECOND, BELIEF), "That is without weights."),
        ]),
    ], right="Row by row smoothing is a smoothed target; only the denominators of the mean differ.",
        hints=["The surprises are 1, 2, 3 and 3 bits. The smoothed target has 0.85 at the class and 0.05 elsewhere.", "Multiply weight, target and surprise. Then divide: by the weight of the label, or by the number of rows."]),
    Exercise("torch-pos-weight", [
        Formula("q, written with p and w", "w * p / (w * p + 1 - p)", {"p": (0.02, 0.98), "w": (1.5, 20)}, [
            Slip("w * p / (1 - p)", "Those are the odds of the best answer. Turn them into a probability: o / (1 + o)."),
            Slip("w * p", "That may be more than 1. Normalise: the no keeps its share 1 − p."),
            Slip("p", "That is the answer without a weight. The yes now costs w times as much."),
            Slip("p / (p + w * (1 - p))", "That weights the no. pos_weight multiplies the term of the yes."),
        ]),
        Formula("p, written with q and w", "q / (q + w * (1 - q))", {"q": (0.02, 0.98), "w": (1.5, 20)}, [
            Slip("q / w", "The odds are divided by w, not the probability."),
            Slip("w * q / (w * q + 1 - q)", "That multiplies the odds by w once more. Divide them."),
            Slip("q / (1 - q) / w", "Those are the odds of p. Turn them into a probability: o / (1 + o)."),
        ]),
        Number("p for q = 0.5 and w = 9", 0.5 / (0.5 + 9 * (1 - 0.5)), "", [
            Slip(0.5 / 9, "That is the probability divided by 9. Divide the odds, which are 1 to 1."),
            Slip(1 / 9, "Those are the odds. The probability is o / (1 + o)."),
            Slip(0.5 / (0.5 + 1 * (1 - 0.5)), "That is what the detector says. Its odds are nine times too large."),
            Slip(9 * 0.5 / (9 * 0.5 + 1 - 0.5), "That has the odds multiplied by 9. They are too large already."),
        ]),
    ], right="With w = 9 a yes at one half means one in ten: the threshold has moved, and with it every probability.",
        hints=["pos_weight multiplies the odds by w.", "Odds o belong to the probability o/(1 + o)."]),
    Exercise("torch-mean-of-means", [
        Number("the loss", MEAN, "nats", [
            Slip(OF_MEANS, "That is the mean of means. Two symbols count as much there as ten: weigh with the numbers of symbols."),
            Slip(sum(n * loss for n, loss in PARTS) / 3, "That is the sum divided by the number of batches. There are 22 symbols."),
            Slip(sum(n * loss for n, loss in PARTS), "That is the sum. Divide it by the 22 symbols."),
        ]),
        Number("the perplexity", exp(MEAN), "", [
            Slip(exp(OF_MEANS), "That is from the mean of means. Take e to the mean over the symbols."),
            Slip(sum(n * exp(loss) for n, loss in PARTS) / 22, "That is the average of the perplexities. Average the losses first, then take e to the result."),
            Slip(2**MEAN, "The loss is in nats: raise e to it."),
        ]),
    ], right="Sums and counts can be added up; means cannot.",
        hints=["How many symbols are there, and how many nats do they cost all together?", "30 nats for 22 symbols."]),
    # Challenge
    Exercise("torch-write-nll-loss", [
        Function("nll_loss", nll_loss, labelled, [([[log(0.5), log(0.5)], [log(0.25), log(0.75)]], [0, 1], [1.0, 3.0]), ([[log(0.5), log(0.5)], [log(0.25), log(0.75)]], [0, -100], [1.0, 3.0])], [
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: sum(kept), 1), "The sign is turned round: a log-probability is at most 0, a surprise at least 0."),
            Slip(lambda r, y, w: averaged(r, y, w, len), "That divides by the number of labels that count. With weights, divide by the sum of their weights."),
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: sum(w)), "That divides by the sum of all classes' weights. Divide by the sum over the labels that are there."),
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: 1.0), "That is the sum. Divide it by the sum of the weights of the labels that count."),
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: len(y)), "That divides by the number of rows. Divide by the weights of the labels that count."),
            Slip(lambda r, y, w: nll_loss(r, y, [1.0] * len(w)), "That does not depend on the weights."),
        ]),
    ], right="Weighted mean, ignored labels, and no nan when nothing counts: one better than the original.",
        hints=["Two sums: weight times minus the entry of the label, and the weights.", "Skip the rows whose label is −100, in both sums. If none is left, return 0.0."]),
    Exercise("torch-floor-proof-order", [
        Order("the proof", {"A": "H", "B": "G", "C": "E", "E": "", "G": "E", "H": "BC"}, [
            Slip("D", "Line D is true, and it bounds nothing: it says which class wins, not what the loss is."),
            Slip("F", "Line F is false: the label may be an unlikely class, and the floor holds for that, too."),
            Slip("CE", "Line C speaks of a sum that line E sets up."),
            Slip("GE", "Line G estimates the terms of the sum in line E."),
            Slip("BG", "Line B makes the bound of line G smaller still. First the bound."),
            Slip("HC", "Line H counts the 1 of line C. It must be there first."),
            Slip("HB", "Line H adds k − 1 bounds, which come from line B."),
            Slip("AH", "Line A takes the logarithm of the sum in line H."),
        ]),
    ], right="Nothing but q ≥ 0 and q ≤ 1 was used: probabilities are too small to be scores.",
        hints=["Begin with the loss as the logarithm of one sum.", "One term is 1; the others are bounded in two steps; then the sum, then the logarithm."]),
])
