"""The exercises of the chapter *PyTorch's losses*."""

from collections.abc import Callable, Iterable, Sequence
from math import exp, inf, isinf, log, log2, nan
from typing import Any

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter
from infolib import cross_entropy, entropy

__all__ = ["check"]

TEXTS, PLACES, SYMBOLS, SHOWN = 4, 8, 10, 0.0213
EACH, ALL = SYMBOLS * SHOWN, TEXTS * PLACES * SYMBOLS * SHOWN
SURPRISE, WEIGHT = [1.0, 2.0, 1.0], [1.0, 1.0, 2.0]  # in bits, and the weights of the three labels
WEIGHED = float(np.dot(WEIGHT, SURPRISE))
BELIEF = [1 / 2, 1 / 4, 1 / 8, 1 / 8]
COSTS, MASS = [-log2(x) for x in BELIEF], [1.0, 2.0, 2.0, 2.0]
FIRST, SECOND = [0.85, 0.05, 0.05, 0.05], [0.05, 0.85, 0.05, 0.05]
HEAVY = sum(w * t * c for w, t, c in zip(MASS, SECOND, COSTS, strict=True))
PARTS = [(10, 1.0), (10, 1.2), (2, 4.0)]
MEAN = sum(n * loss for n, loss in PARTS) / sum(n for n, _ in PARTS)
OF_MEANS = sum(loss for _, loss in PARTS) / 3
SMALL = 0.01
CLAMP, SCORE, PILES = 100, 50, [(100_000, 0.25), (40_000, 2.0)]
SMOOTHED = [0.8 + 0.2 / 10] + [0.2 / 10] * 9
WEIGHTS, SAID = [1, 2, 4], [0.5, 0.3, 0.2]
FREED = [q / w for w, q in zip(WEIGHTS, SAID, strict=True)]

CAUSES = {"a": "nothing is wrong", "b": "probabilities are given for logits", "c": "a logarithm is forgotten",
          "d": "the mean is taken over all entries", "e": "nothing is wrong, but the labels are smoothed"}
FATES = {"a": "it returns the mean loss of a symbol", "b": "it stops with an error", "c": "it returns another number, without any complaint"}


def others(options: dict[str, str], right: str, **why: str) -> list[Slip]:
    """Slips for the options that are not right, with a reason each."""
    return [Slip(letter, why[letter]) for letter in options if letter != right]


# Write it yourself: the divergence with padding

Rows = Sequence[Sequence[float]]


def divergence(log_q: Sequence[float], p: Sequence[float]) -> float:
    """Return D(p‖q) in nats."""
    return float(sum(a * (log(a) - x) for x, a in zip(log_q, p, strict=True) if a > 0))


def mean_of(row: Callable[[Sequence[float], Sequence[float]], float]) -> Callable[[Rows, Rows, Sequence[int]], float]:
    """Average a value of a place over the places that count."""
    return lambda log_q, p, keep: float(summed(log_q, p, keep, row) / max(sum(keep), 1))


def summed(log_q: Rows, p: Rows, keep: Sequence[int], row: Callable[[Sequence[float], Sequence[float]], float] = divergence) -> float:
    """Add up a value of a place over the places that count."""
    return float(sum(row(x, a) for x, a, kept in zip(log_q, p, keep, strict=True) if kept))


masked_kl = mean_of(divergence)


def over(term: Callable[[float, float], float]) -> Callable[[Sequence[float], Sequence[float]], float]:
    """Sum a term of log q and p over the classes that happen."""
    return lambda log_q, p: float(sum(term(x, a) for x, a in zip(log_q, p, strict=True) if a > 0))


def by_torch(log_q: Sequence[float], p: Sequence[float]) -> float:
    """Multiply without the rule for an impossible class."""
    return float(sum(nan if a == 0 and isinf(x) else divergence([x], [a]) for x, a in zip(log_q, p, strict=True)))


def padded(rng: np.random.Generator) -> Iterable[tuple[list[list[float]], list[list[float]], list[int]]]:
    """Draw texts of log-probabilities and targets as plain lists, with zeros, -inf and padding."""
    half, quarter = [log(0.5), log(0.5)], [log(0.25), log(0.75)]
    yield [half], [[0.25, 0.75]], [1]
    yield [half, quarter], [[0.25, 0.75], [0.5, 0.5]], [1, 1]
    yield [half, quarter], [[0.25, 0.75], [0.5, 0.5]], [1, 0]
    yield [quarter, half], [[0.0, 1.0], [0.25, 0.75]], [1, 1]
    yield [[-inf, 0.0], half], [[0.0, 1.0], [0.25, 0.75]], [1, 1]
    yield [[-inf, 0.0]], [[0.5, 0.5]], [1]
    yield [half, quarter], [[0.25, 0.75], [0.5, 0.5]], [0, 0]
    for n, k in ((3, 3), (4, 5)):
        keep = rng.integers(0, 2, n)
        keep[0] = 1
        yield np.log(rng.dirichlet(np.ones(k), n)).tolist(), rng.dirichlet(np.ones(k), n).tolist(), keep.tolist()


# Write it yourself: NLLLoss

def nll_loss(log_q: Rows, labels: Sequence[int], weight: Sequence[float]) -> float:
    """Return the weighted mean over the labels that count."""
    return averaged(log_q, labels, weight, lambda w: sum(w))


def averaged(log_q: Rows, labels: Sequence[int], weight: Sequence[float], whole: Callable[[list[float]], float], sign: float = -1) -> float:
    """Divide the weighted sum by something made of the weights of the labels that count."""
    kept = [(row, c) for row, c in zip(log_q, labels, strict=True) if c != -100]
    total = sum(sign * weight[c] * row[c] for row, c in kept)
    divisor = whole([weight[c] for _, c in kept])
    return float(total / divisor) if divisor else 0.0


def unguarded(log_q: Rows, labels: Sequence[int], weight: Sequence[float]) -> float:
    """Divide by the sum of the weights even if that is 0, as PyTorch does."""
    counts = sum(weight[c] for c in labels if c != -100)
    return nll_loss(log_q, labels, weight) if counts else nan


def labelled(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
    """Draw rows of log-probabilities with classes, some of them ignored, and weights, some of them 0."""
    rows = np.log([[0.5, 0.5], [0.25, 0.75], [0.125, 0.875]]).tolist()
    yield rows, [0, 1, 1], [1.0, 1.0]
    yield rows, [0, 0, 1], [1.0, 3.0]
    yield rows, [0, -100, 1], [1.0, 3.0]
    yield rows, [-100, -100, -100], [1.0, 3.0]
    yield rows, [-100, 0, 0], [0.0, 3.0]
    for n, k in ((4, 3), (5, 4)):
        labels = rng.integers(0, k, n)
        labels[1] = -100
        yield np.log(rng.dirichlet(np.ones(k), n)).tolist(), labels.tolist(), rng.uniform(0.5, 3, k).round(2).tolist()


check = chapter("pytorch-losses", [
    # Warm-up
    Exercise("torch-which-call", [
        Choice("The call for the network that ends with log_softmax", "b", {"a": "`CrossEntropyLoss()(out.exp(), y)`", "b": "`NLLLoss()(out, y)`", "c": "`NLLLoss()(out.log(), y)`", "d": "`BCELoss()(out, y)`"}, [
            Slip("a", "The exponential makes probabilities of the logarithms, and CrossEntropyLoss would apply a second softmax to them."),
            Slip("c", "The output holds logarithms already. A second logarithm, of negative numbers, is nan."),
            Slip("d", "BCELoss wants probabilities, and one question per entry. Here are log-probabilities, and one class per image."),
        ]),
        Choice("The call for the tags", "c", {"a": "`CrossEntropyLoss()(z, y)`", "b": "`BCELoss()(z, y)`", "c": "`BCEWithLogitsLoss()(z, y)`", "d": "`NLLLoss()(z, y)`"}, [
            Slip("a", "That shares a total probability of 1 among the tags. Several tags may be true at once: each is a question by itself."),
            Slip("b", "BCELoss wants probabilities. These are scores."),
            Slip("d", "NLLLoss wants log-probabilities and one class per image. Several tags may be true at once."),
        ]),
        Choice("The call for the teacher", "d", {"a": "`F.kl_div(F.log_softmax(z, 1), log_t, reduction='batchmean')`", "b": "`F.kl_div(log_t, F.softmax(z, 1), reduction='batchmean')`", "c": "`F.kl_div(F.log_softmax(z, 1), log_t, log_target=True)`", "d": "`F.kl_div(F.log_softmax(z, 1), log_t, reduction='batchmean', log_target=True)`"}, [
            Slip("a", "That takes the teacher's logarithms for probabilities, and the logarithm of a negative number is nan. Say log_target=True."),
            Slip("b", "That is the other direction, D(model‖teacher): the target, which comes second, is what is true. The teacher comes second."),
            Slip("c", "That is the mean over all entries, because mean is the default. For the average divergence ask for batchmean."),
        ]),
    ], right="First what goes in, then in which order, then divided by what.",
        hints=["What does each network return: scores, logarithms or probabilities?", "The second of the tables to keep open names the first argument of each loss."]),
    Exercise("torch-mean-of-entries", [
        Number("The average divergence of a place, in nats", EACH, "nats", [
            Slip(SHOWN, "That is the mean over all 320 entries. A divergence is a sum over the ten symbols."),
            Slip(TEXTS * PLACES * SHOWN, "That is the mean times the 32 places. Which of the three axes does a divergence add up and 'mean' divide by?"),
            Slip(ALL, "That is the sum over all places. The average over the places is asked for."),
            Slip(SHOWN / SYMBOLS, "That is the mean divided by the symbols once more. But 'mean' has divided by them already."),
            Slip(PLACES * EACH, "That is the average for a text, which has 8 places. The average for a place is asked for."),
        ]),
        Number("The average divergence of a place, in bits", EACH / log(2), "bits", [
            Slip(EACH * log(2), "That is the divergence in nats times ln 2. A bit is the smaller unit, so there are more bits than nats."),
            Slip(SHOWN / log(2), "That is the mean over all 320 entries, in bits. A divergence is a sum over the ten symbols."),
        ], given="nats"),
        Number("What reduction='sum' returns", ALL, "nats", [
            Slip(EACH, "That is the average for a place. The sum runs over the 32 places as well."),
            Slip(TEXTS * PLACES * SHOWN, "That is the mean times 32. How many entries does 'mean' divide by?"),
        ]),
        Number("What reduction='batchmean' returns", ALL / TEXTS, "nats", [
            Slip(EACH, "That is the average for a place. batchmean divides the sum by the size of axis 0 alone."),
            Slip(ALL / PLACES, "That is the sum divided by the 8 places of a text. Which axis gives batchmean its divisor?"),
        ]),
    ], right="The same terms, printed as 0.0213, 0.213, 1.704 or 6.816. Say over how many you averaged.",
        hints=["How many entries has the output of reduction='none'?", "The sum is 320 times the mean. How many places are there, and how large is axis 0?"]),
    Exercise("torch-weighted-mean", [
        Number("The weight of class 1 that balances the classes", 1 + 1, "", [
            Slip(1 / (1 + 1), "That makes the rare class lighter still. Its one image is to weigh as much as two."),
            Slip(1 + 1 + 1, "That is the sum of the weights of all three images, if they are equal. How much do the two of class 0 weigh together?"),
        ], tolerance=0),
        Number("The loss with classes, with this weight", WEIGHED / 4, "bits", [
            Slip(WEIGHED / 3, "That is the sum divided by the number of labels, or by the two weights together. With classes, mean divides by a sum over the labels."),
            Slip(sum(SURPRISE) / 3, "That is the mean without weights."),
            Slip(WEIGHED, "That is the weighted sum. What does mean divide it by, if the labels are classes?"),
        ]),
        Number("The loss with one-hot rows, with this weight", WEIGHED / 3, "bits", [
            Slip(WEIGHED / 4, "That is the answer for classes. With distributions the mean divides by something else."),
            Slip(WEIGHED, "That is the weighted sum. What does mean divide it by, if the labels are distributions?"),
        ]),
        Number("The weight of class 1 for which the second loss is twice the first", 2 * 3 - (1 + 1), "", [
            Slip(2 * 3, "That is 2 times the 3 rows, the weight of all labels. Two of them belong to class 0."),
            Slip(2 * 3 - 1, "That leaves out one image: two of the three labels have the weight 1."),
        ], tolerance=0),
    ], right="The same labels, written in two ways: two losses, and two sizes of step.",
        hints=["How much do the two images of class 0 weigh together?", "The surprises are 1, 2 and 1 bits; their weights are 1, 1 and 2.", "One sum, two denominators: the weights of the labels, and the rows. Which weights of the labels sum to twice the rows?"]),
    Exercise("torch-which-axis", [
        Choice("What line 1 does", "b", FATES, others(FATES, "b", a="The classes must be in axis 1, and here they are in axis 2. PyTorch takes the 20 places for classes.", c="PyTorch takes the 20 places for classes and the 50 symbols for places. Which shape of labels does it then want?")),
        Choice("What line 2 does", "a", FATES, others(FATES, "a", b="The transposition gives the shape (8, 50, 20): 50 classes in axis 1, 20 places behind. The labels (8, 20) fit.", c="The transposition moves whole rows of logits. Symbol j of place r is still symbol j of place r.")),
        Choice("What line 3 does", "c", FATES, others(FATES, "c", a="The shape is the one of line 2, but reshape only reads the numbers in another order. The logits of one place are spread over several.", b="The shape (8, 50, 20) fits the labels (8, 20). Nothing stops this line.")),
        Choice("What line 4 does", "a", FATES, others(FATES, "a", b="160 rows of 50 logits, and 160 labels: that fits.", c="This reshape joins only texts and places. The 50 logits of a place stay together, in the order of its label.")),
        Choice("What line 5 does", "c", FATES, others(FATES, "c", a="dim=1 is the axis of the places here. The probabilities of one symbol sum to 1 over a text, and not those of one place.", b="The shapes are those of line 2, and nll_loss does not ask whether its rows are logarithms of probabilities.")),
    ], right="A shape that fits says little. Which numbers share a softmax decides.",
        hints=["Where is axis 1 in each line, and what does it hold?", "reshape keeps the numbers in their order in memory; transpose moves the axes.", "Along which axis do the probabilities of line 5 sum to 1?"]),
    # Work
    Exercise("torch-masked-kl", [
        Function("masked_kl", masked_kl, padded, [([[log(0.5), log(0.5)], [log(0.25), log(0.75)], [log(0.5), log(0.5)]], [[0.25, 0.75], [0.5, 0.5], [0.125, 0.875]], [1, 0, 0]), ([[log(0.25), log(0.75)], [log(0.5), log(0.5)]], [[0.0, 1.0], [0.25, 0.75]], [1, 1])], [
            Slip(mean_of(over(lambda x, a: a * (x - log(a)))), "The sign is turned round: log of the true probability minus log of the model's."),
            Slip(mean_of(over(lambda x, a: -a * x)), "That is the cross-entropy. A divergence has a second part, the entropy of p."),
            Slip(mean_of(over(lambda x, a: a * (log(a) - x) / log(2))), "That is in bits. PyTorch, and this exercise, want nats."),
            Slip(lambda log_q, p, keep: masked_kl(log_q, p, keep) / len(p[0]), "That divides by the classes, too. A divergence is the sum over them."),
            Slip(lambda log_q, p, keep: summed(log_q, p, keep) / len(p), "That divides by all places, the padding included."),
            Slip(lambda log_q, p, keep: masked_kl(log_q, p, [1] * len(p)), "The padding counts as well. Leave out the places where keep is 0."),
            Slip(summed, "That is the sum over the places. The question asks for the average."),
            Slip(lambda log_q, p, keep: masked_kl(log_q, p, keep) if any(keep) else nan, "If no place counts, that is 0 divided by 0. The question says what to return then."),
            Slip(mean_of(over(lambda x, a: exp(x) * (x - log(a)) if x > -inf else 0.0)), "That is the other direction, D(q‖p). The truth p is the weight."),
            Slip(mean_of(over(lambda x, a: max(a * (log(a) - x), 0.0))), "That drops the negative terms. They belong to the sum: without them it is no divergence."),
            Slip(mean_of(by_torch), "A probability 0 beside a logarithm of −∞ gives nan, as in PyTorch. What never happens costs nothing."),
        ]),
    ], right="Where the label is 0 an infinite logarithm does no harm, and padding counts neither above nor below the line.",
        hints=["For each pair (x, a) of a logarithm and a probability the term is a · (log(a) − x).", "Skip a = 0 before anything else, and the places where keep is 0.", "Divide by sum(keep), unless that is 0."]),
    Exercise("torch-training-curves", [
        Choice("The reason for curve V", "e", CAUSES, others(CAUSES, "e", a="It falls as fast as curve Y at first, and then flattens near 1. Which curve has no floor?", b="Then it could not fall below 1.4612, the lower end of the band for ten classes.", c="Then it would be negative.", d="Then it would begin at ln(10)/10, about 0.23.")),
        Choice("The reason for curve W", "c", CAUSES, others(CAUSES, "c", a="A surprise is never negative.", b="A double softmax gives positive numbers only.", d="A mean of surprises is not negative, whatever it is divided by.", e="A cross-entropy is never negative, also with smoothed labels.")),
        Choice("The reason for curve X", "b", CAUSES, others(CAUSES, "b", a="Curve Y trains on the same images and gets far lower. What makes this one so slow?", c="Then it would be negative.", d="Then it would begin at ln(10)/10, about 0.23.", e="The smoothed loss falls as fast as the right one at first, down to a floor far below this curve.")),
        Choice("The reason for curve Y", "a", CAUSES, others(CAUSES, "a", b="It falls below 1.4612, which a double softmax of ten classes cannot.", c="Then it would be negative.", d="Then it would begin at ln(10)/10. This one begins at ln 10.", e="The smoothed labels have an entropy of more than 0.8 nats, and this curve falls far below that.")),
        Choice("The reason for curve Z", "d", CAUSES, others(CAUSES, "d", a="A network with equal logits must pay ln 10, ten times more.", b="A double softmax begins at ln 10.", c="Then it would be negative.", e="With equal logits the smoothed loss is ln 10.")),
        Number("The value towards which the smoothed curve falls", entropy(SMOOTHED, base="e"), "nats", [
            Slip(entropy([0.8] + [0.2 / 9] * 9, base="e"), "That shares the 0.2 among the nine other classes. PyTorch shares it among all ten, so the right class has 0.82."),
            Slip(0.0, "With smoothed labels no prediction costs 0. The best one is the label itself, and it costs the label's entropy."),
            Slip(-log(0.82), "That is −ln 0.82, the surprise of the right class alone. The nine others cost something, too."),
        ]),
    ], right="The start, the sign and the floor of a curve name its fault.",
        hints=["What must a network with equal logits pay? One curve begins at a tenth of that.", "Which curve is negative? Which is slow from the start?", "The smallest cross-entropy with a label is the label's entropy: 0.82 once and 0.02 nine times."]),
    Exercise("torch-bounded-scores", [
        Formula("The smallest loss for k persons, in nats", "ln(1 + (k - 1) * exp(-2 * s))", {"k": (2, 60), "s": (0.2, 3)}, [
            Slip("ln(1 + (k - 1) * exp(-s))", "That has the others at the score 0. A cosine may be −1: they can be 2s below the right one."),
            Slip("ln(1 + (k - 1) * exp(2 * s))", "That is the worst case, with the right person at −s and all others at s."),
            Slip("ln(k)", "That is what equal scores cost. The best network does better."),
            Slip("ln(exp(s) + (k - 1) * exp(-s))", "That is the logarithm of the sum, which is only one part of the loss."),
        ]),
        Number("The smallest loss for 1000 persons and s = 1", log(1 + 999 * exp(-2 * 1)), "nats", [
            Slip(log(1 + 999 * exp(-1)), "That has the others at the score 0. A cosine may be −1."),
            Slip(log(1000), "That is what equal scores cost."),
            Slip(log(1 + 999 * exp(2 * 1)), "That is the worst case, with the right person at −1 and all others at 1."),
        ]),
        Number("The s with which the smallest loss is 0.01 nats", log(999 / (exp(SMALL) - 1)) / 2, "", [
            Slip(log(999 / (exp(SMALL) - 1)), "That is 2s, the whole range of the scores. They reach from −s to s."),
            Slip(log(999) / 2, "With this s the floor is ln 2. It is to be 0.01."),
        ]),
    ], right="Bounded scores have a floor above 0. That is why cosines are multiplied by a large number.",
        hints=["Which score does the right person have in the best case, and which the others?", "ln((e^s + (k − 1) e^(−s)) / e^s).", "999 · exp(−2s) = exp(0.01) − 1."]),
    Exercise("torch-smoothing-by-hand", [
        Number("The loss for class 0, without weights", cross_entropy(FIRST, BELIEF), "bits", [
            Slip(cross_entropy([1, 0, 0, 0], BELIEF), "That is the loss without smoothing."),
            Slip(0.8 * 1 + 0.2 / 3 * 8, "That shares ε among the three other classes. PyTorch shares it among all four."),
        ]),
        Number("The loss for class 1, with weights", HEAVY / 2, "bits", [
            Slip(HEAVY, "That is the weighted loss of the row. What does mean divide it by, if the labels are classes?"),
            Slip(cross_entropy(SECOND, BELIEF), "That is without weights. Each class keeps its own inside the smoothing sum."),
            Slip(HEAVY / sum(MASS), "That is divided by the sum of all four weights. Only the label that is there counts in the divisor."),
            Slip((0.8 * 2 * 2 + 0.2 / 4 * sum(COSTS)) / 2, "That has no weights in the smoothing part. Does a class lose its weight there?"),
        ]),
        Number("The loss for the smoothed label, with weights", HEAVY, "bits", [
            Slip(HEAVY / 2, "That is the answer for label_smoothing. With a distribution as target the mean divides by something else."),
            Slip(cross_entropy(SECOND, BELIEF), "That is without weights."),
        ]),
    ], right="Row by row smoothing is a smoothed target; only the denominators of the mean differ.",
        hints=["The surprises are 1, 2, 3 and 3 bits. The smoothed target has 0.85 at the class and 0.05 elsewhere.", "Multiply weight, target and surprise. Then divide: by the weight of the label, or by the number of rows."]),
    Exercise("torch-pos-weight", [
        Formula("The q from which on a yes is more probable", "w / (1 + w)", {"w": (1.5, 20)}, [
            Slip("1/2", "There the detector's odds are even. But its odds are w times the true ones."),
            Slip("1 / (1 + w)", "There the detector says 1 to w. Its odds are too large already: even true odds look like w to 1."),
            Slip("w", "Those are the odds that it says. A probability is asked for."),
        ]),
        Number("The w that makes the best answer ½", (1 - 1/50) / (1/50), "", [
            Slip(1 / (1/50), "That is 1 divided by the probability. It is the odds that the weight multiplies."),
            Slip(1/49, "Those are the odds of the yes. Which factor makes 1 of them?"),
        ]),
        Number("The probability of the first of three classes", FREED[0] / sum(FREED), "", [
            Slip(SAID[0], "That is what the network says. The weights have moved it: how do they change each of the three?"),
            Slip(0.5 / (0.5 + 2 * 0.3 + 4 * 0.2), "That multiplies by the weights 1, 2 and 4 once more. The training has multiplied already."),
        ]),
    ], right="Divide by the weights and normalise: that undoes what they did, class by class.",
        hints=["pos_weight multiplies the odds by w.", "Odds o belong to the probability o/(1 + o). Even odds become w.", "Divide 0.5, 0.3 and 0.2 by 1, 2 and 4, then by their sum."]),
    Exercise("torch-mean-of-means", [
        Number("The mean loss of a symbol", MEAN, "nats", [
            Slip(OF_MEANS, "That is the mean of means. There two symbols count as much as ten."),
            Slip(sum(n * loss for n, loss in PARTS) / 3, "That is the sum divided by the number of parts. The mean loss of a symbol is asked for."),
            Slip(sum(n * loss for n, loss in PARTS), "That is the sum over all symbols. Their mean is asked for."),
        ]),
        Number("The perplexity of the model", exp(MEAN), "", [
            Slip(exp(OF_MEANS), "That is from the mean of means. Take e to the mean over the symbols."),
            Slip(sum(n * exp(loss) for n, loss in PARTS) / 22, "That is the average of the perplexities. A perplexity belongs to the average loss."),
            Slip(2**MEAN, "The loss is in nats: raise e to it."),
        ]),
    ], right="Sums and counts can be added up; means cannot.",
        hints=["How many symbols are there, and how many nats do they cost together?", "30 nats for 22 symbols."]),
    Exercise("torch-rounded-away", [
        Number("The z from which on the sigmoid is rounded to 1", -log(2**-53), "", [
            Slip(-log2(2**-53), "That is the exponent of 2. The exponential of −z has the base e."),
            Slip(-log(2**-24), "That is for single precision, 24 · ln 2. The question is about double precision."),
        ]),
        Number("BCELoss for z = 50 and a no", CLAMP, "nats", [
            Slip(SCORE, "That is the right loss. But in double precision the sigmoid of 50 is 1 already. Which logarithm does BCELoss then meet?"),
            Slip(inf, "So it would be without the clamp. At which value does BCELoss clamp a logarithm?"),
            Slip(-log(1), "That would be the loss of a yes. The answer is no."),
        ]),
        Number("BCEWithLogitsLoss for z = 50 and a no", SCORE, "nats", [
            Slip(CLAMP, "That is where BCELoss clamps. The fused loss never takes the logarithm of a rounded probability."),
            Slip(-log(1), "That would be the loss of a yes. The answer is no."),
        ]),
        Number("The mean of 100,000 losses of 0.25 nats", 0, "nats", [
            Slip(PILES[0][1], "So it is in single precision. Two numbers meet in a mean: can float16 hold both of them here?"),
            Slip(inf, "The sum is still finite in float16. Which other number meets it in the mean?"),
        ]),
        Number("The mean of 40,000 losses of 2 nats", inf, "nats", [
            Slip(PILES[1][1], "So it is in single precision. How large is the sum of 40,000 losses of 2 nats, and can float16 hold it?"),
            Slip(PILES[1][1] / inf, "That would need an infinite number of losses, and 40,000 is below 65,504. Look at the sum."),
        ]),
    ], right="Ask of each number on the way whether its type can hold it.",
        hints=["Take the logarithm of both sides of e^(−z) < 2^(−53).", "What does BCELoss return where q is rounded to 1 and the answer is no?", "Two numbers meet in a mean: the sum, and how many there are. Which of them is beyond 65,504?"]),
    # Challenge
    Exercise("torch-write-nll-loss", [
        Function("nll_loss", nll_loss, labelled, [([[log(0.5), log(0.5)], [log(0.25), log(0.75)]], [0, 1], [1.0, 3.0]), ([[log(0.5), log(0.5)], [log(0.25), log(0.75)]], [0, -100], [1.0, 3.0])], [
            Slip(unguarded, "If all labels are ignored or have the weight 0, that divides 0 by 0. The question says what to return then."),
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: sum(kept), 1), "The sign is turned round: a log-probability is at most 0, a surprise at least 0."),
            Slip(lambda r, y, w: averaged(r, y, w, len), "That divides by the number of labels that count. With weights, mean divides by something else."),
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: sum(w)), "That divides by the sum of all classes' weights. Only the labels that are there count."),
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: 1.0), "That is the weighted sum. The question asks for the weighted mean."),
            Slip(lambda r, y, w: averaged(r, y, w, lambda kept: len(y)), "That divides by the number of rows, the ignored ones included."),
            Slip(lambda r, y, w: nll_loss(r, y, [1.0] * len(w)), "That does not depend on the weights."),
        ]),
    ], right="A weighted mean with ignored labels, and no nan when nothing counts. PyTorch's own has that nan.",
        hints=["Two sums are needed: that of the weighted losses of the labels, and that of their weights.", "Skip the rows whose label is −100, in both sums. If the sum of the weights is then 0, return 0.0."]),
    Exercise("torch-poisson-order", [
        Order("The six lines of the proof", {"A": "G", "B": "", "D": "", "E": "AB", "F": "D", "G": "F"}, [
            Slip("C", "Line C is false: e^u − 1 − u falls as long as u is negative, and is smallest at u = 0."),
            Slip("FD", "Line F writes the loss in u. What u is says line D, so D comes first."),
            Slip("GF", "Line G sets u = 0 in the loss of line F, so F comes first."),
            Slip("AG", "Line A subtracts the loss at u = 0. That is line G, so G comes first."),
            Slip("EA", "Line E says where the difference of line A is smallest, so A comes first."),
            Slip("EB", "Line E uses that e^u − 1 − u is never negative, and 0 only once. That is line B, so B comes first."),
        ]),
    ], right="Nothing but a tangent was used, that of the exponential function. The book's first inequality uses that of the logarithm.",
        hints=["Which line only introduces a letter, and which holds without any other?", "Compare the loss at u with the loss at 0. Which line does that?", "One line is false: try u = −1 and u = 0."]),
])
