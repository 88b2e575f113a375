"""The exercises of the chapter *Cross-entropy*."""

from collections.abc import Callable, Iterable, Sequence
from math import e, exp, inf, log, log2, log10

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter
from infolib import cross_entropy, entropy

__all__ = ["check"]

SECRET = [1 / 2, 1 / 8, 3 / 8, 0]
LOSS, SYMBOLS, PER_WORD, REPORTED = 1.25, 5.0, 300.0, 2.3
ENDED, SHARE, BELIEF = 3.65, 1 / 50, 0.7
NOISY, SURE = [0.92] + [0.08 / 9] * 9, [0.999] + [0.001 / 9] * 9
SAID, CAME = (0.9, 0.6), (0.7, 0.6)
DAYS = [cross_entropy([came, 1 - came], [said, 1 - said]) for said, came in zip(SAID, CAME, strict=True)]
OPEN = [entropy([came, 1 - came]) for came in CAME]
SHARES, NATS = [0.5, 0.25, 0.25], 0.44
# Two slips of the honest forecast, in numbers and as formulas.
DIVIDED = "That divides the probability by the weight. It is the odds that are divided by it."
TURNED = "That is the answer if missed rain is weighted. The weight stands at the fine for a dry day."


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


check = chapter("cross-entropy", [
    # Warm-up
    Exercise(
        "secret-belief",
        [
            Number("the probability of sun", SECRET[0], "", [
                Slip(2.0**-2, "That takes the bill of 2 bits for the surprise of sun. It is an average: half of the days were cloudy."),
                Slip(2.0**-1.5, "That takes the bill of 1.5 bits for the surprise of sun. It is an average: some of the days were cloudy."),
                Slip(-log2(SECRET[0]), "That is the surprise of sun, in bits. Which probability has it?"),
                Slip(SECRET[1], "That is her probability of cloud. Sun is the one whose surprise is smaller: which bill has more sun?"),
            ]),
            Number("the probability of rain", SECRET[2], "", [
                Slip(SECRET[2] / 2, "That leaves snow as much as rain. What does an infinite bill say about snow?"),
                Slip(1 - SECRET[0], "That is all that is not sun. Cloud has a share of it."),
            ]),
            Number("half cloud, half rain", cross_entropy([0, 1 / 2, 1 / 2, 0], SECRET), "bits", [
                Slip(-log2((SECRET[1] + SECRET[2]) / 2), "That is the surprise of the average probability. A bill is the average of the surprises."),
                Slip(-log2(SECRET[1]), "That is the bill of cloudy days alone. Half of the days are rainy, with another surprise."),
                Slip(-SECRET[1] * log2(SECRET[1]) - SECRET[2] * log2(SECRET[2]), "That weights the surprises by what she believes. A bill weights them by what happens."),
                Slip(-log2(SECRET[1] * SECRET[2] / 2) / 2, "That takes for rain half of its probability. Did snow get a share that it does not have?"),
            ]),
            Number("the smallest bill", cross_entropy([1, 0, 0, 0], SECRET), "bits", [
                Slip(entropy(SECRET), "That is her bill if the weather comes as she believes, her entropy. No belief does better there, but another truth may cost her less."),
                Slip(-3 / 4 * log2(SECRET[0]) - 1 / 4 * log2(SECRET[1]), "That is the smaller one of the two bills in the question. Other weather may cost her less."),
                Slip(log2(1), "A bill of 0 bits needs some weather that she gives the probability 1. Which weather does she think most probable, and what does it cost her?"),
            ]),
        ],
        right="The truth enters only as a weight. So a few bills reveal what she believes, and the weather that costs her least is not what she expects on average but a single outcome.",
        hints=["A bill is an average of her surprises. What are the weights?", "Two bills are two equations for the surprises of sun and cloud. For rain: what do the four probabilities sum to, and which of them is 0?", "When is a weighted average of given numbers smallest?"],
    ),
    Exercise(
        "two-runs",
        [
            Number("a model that knows nothing", log(100), "nats", [
                Slip(exp(log(100)), "That is the number of classes. The loss is the logarithm of that."),
                Slip(log(100) / 100, "That is one term of the sum over the classes, of which there are 100."),
            ]),
            Number("the smallest loss that run A can show", log(e + 99) - 1, "nats", [
                Slip(entropy([1.0, 0.0]), "That is the smallest loss for logits, whose lead can grow without limit. A probability leads another one by at most 1."),
                Slip(ENDED, "That is where the run ended, a little above the smallest value. What does the loss make of a perfect list of probabilities?"),
                Slip(log(e + 99), "That is the log-sum-exp of one 1 and 99 zeros. The fused loss has a second term."),
            ]),
            Choice("what helps run B", "b", {"a": "training for longer", "b": "stopping earlier, or a temperature above 1", "c": "a temperature below 1", "d": "softmax before the loss"}, [
                Slip("a", "It already loses next to nothing on the training data, and more training makes it only surer. The held-out loss is what has to fall."),
                Slip("c", "That makes it surer still. A training loss of 0.03 beside a held-out loss of 2.41 says that it is too sure."),
                Slip("d", "That is the mistake of run A. The loss applies softmax itself."),
            ]),
        ],
        right="A loss that seems stuck can come from a good model behind a wrong call. A large loss on fresh data beside a vanishing training loss means overconfidence.",
        hints=["In run A the loss applies softmax to probabilities. What do the best ones look like, one for the right class and 99 others?", "The fused loss is the log-sum-exp minus the right score: take the scores 1, 0, ..., 0. For run B compare its two losses with its share of right answers."],
    ),
    Exercise(
        "three-reports",
        [
            Number("A's bits per symbol", LOSS / log(2), "bits", [
                Slip(LOSS * log(2), "That is the loss times ln 2. A bit is the smaller unit, so there are more bits than nats."),
                Slip(LOSS * SYMBOLS / log(2), "That is for a word of 5 symbols."),
            ], given="nats"),
            Number("B's bits per symbol", log2(PER_WORD) / SYMBOLS, "bits", [
                Slip(log2(PER_WORD), "That is for a word. A symbol has a fifth of it."),
                Slip(log2(PER_WORD / SYMBOLS), "That divides the perplexity by 5 and takes the logarithm. The bits of a word are shared by its 5 symbols: take the logarithm first."),
                Slip(PER_WORD / SYMBOLS, "That is a fifth of the perplexity. Bits can be divided among the symbols; take the logarithm first."),
            ]),
            Choice("the best model", "b", {"a": "A's", "b": "B's", "c": "C's", "d": "the reports cannot be compared"}, [
                Slip("a", "A's 1.25 is the smallest figure, but it is in nats. In bits per symbol it is the largest of the three."),
                Slip("c", "C needs 1.7 bits per symbol. B's figure looks large because it is a perplexity per word: how many bits per symbol is that?"),
                Slip("d", "All three are losses on one text. Each can be turned into bits per symbol."),
            ]),
            Number("D's perplexity per symbol", exp(log2(REPORTED)), "", [
                Slip(REPORTED, "That is the reported figure, 2 to the loss in nats. A loss in nats belongs to e."),
                Slip(log2(REPORTED), "That is D's loss in nats. The perplexity is a power of e with this exponent."),
                Slip(exp(REPORTED), "That takes 2.3 for the loss. It is already a power, with the wrong base."),
                Slip(2 ** log(REPORTED), "That takes 2.3 for a power of e. The program raised 2, so the loss is log₂ 2.3 nats."),
                Slip(REPORTED / log(2), "That divides the perplexity by ln 2, which turns nats into bits. Undo the power first: which exponent of 2 gives 2.3?"),
            ]),
        ],
        right="The figure that looks best may belong to the worst model. Before you compare, turn every report into bits per symbol.",
        hints=["A nat is 1/ln 2 bits.", "A perplexity of 300 is log2 300 bits, and here these are shared by the 5 symbols of a word.", "D: find the loss in nats from 2^loss = 2.3, then take the power that belongs to nats."],
    ),
    # Work
    Exercise(
        "committee-of-forecasters",
        [
            Number("mixed once: at most", log2(16), "coins", [
                Slip(2 ** log2(16), "That is the number of forecasters, or one over the weight. What does such a factor do to a surprise?"),
                Slip(log(16), "That is in nats. The surprise of one half is one coin, so a coin is a bit."),
                Slip(500 * log2(16), "That pays for the weight on each of the 500 days. How often does it occur in the probability of the whole sequence?"),
            ]),
            Number("mixed anew every day: at most", 500 * log2(16), "coins", [
                Slip(log2(16), "That is the premium of a single mixture. How many of them are there now?"),
                Slip(500 * 16, "That pays 16 coins on each of 500 days. A factor of 16 in a probability is fewer coins than that."),
                Slip(500 * -log2(1 / 2), "That is one coin per day, the premium of the weight one half."),
            ]),
            Number("the favourite's weight", 2**-0.5, "", [
                Slip(1 / 2, "The weight one half costs a whole coin, and half a coin is allowed."),
                Slip(exp(-1 / 2), "That is the weight that costs half a nat. Coins are bits."),
                Slip(1 - 2**-0.5, "That is what is left for the others. With so small a weight the favourite would cost more than a coin."),
            ]),
        ],
        right="A weight on whole sequences is paid for once, however long they are; weights that are dealt out anew are paid for every day.",
        hints=["Compare the probability that the mixture gave to what came with the one that the best forecaster gave.", "In which of the two mixtures does the factor stand once, and in which once for every day?", "For the friend, solve the insurance for the weight."],
    ),
    Exercise(
        "half-precision",
        [
            Number("the logit from which on the exponential overflows", log(65504), "", [
                Slip(log2(65504), "That is the exponent of 2. Softmax takes powers of e: use the natural logarithm."),
                Slip(log10(65504), "That is the decimal exponent. Softmax takes powers of e: use the natural logarithm."),
            ]),
            Number("the distance from which on the probability is 0", 25 * log(2), "", [
                Slip(-log2(2.0**-25), "That is the exponent of 2. Softmax takes powers of e."),
                Slip(2.0**-25, "That is the probability itself. How far behind must a class be to get it?"),
            ]),
            Number("the largest finite loss of the unfused formula", 24 * log(2), "nats", [
                Slip(25 * log(2), "There the probability is already rounded to 0, and the loss is infinite."),
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
                Slip("-y / q - (1 - y) / (1 - q)", "The sign of the second term is turned round: ln(1 − q) falls as q grows."),
                Slip("(y - q) / (q * (1 - q))", "The sign is turned round: the loss has a minus before each logarithm."),
                Slip("q - y", "That is the derivative in z. The derivative in q comes first, before the factor dq/dz."),
            ]),
            Formula("∂L/∂z in nats", "q - y", {"q": (0, 1), "y": (0, 1)}, [
                Slip("y - q", "The sign is turned round. If y = 1, a larger score makes the loss smaller: the derivative is negative."),
                Slip("(q - y) / (q * (1 - q))", "That is the derivative in q. By the chain rule a factor follows."),
                Slip("(q - y) * q * (1 - q)", "The factor q(1 − q) cancels the denominator, and does not stay. With it, that is the derivative of the squared error."),
                Slip("q - 1", "That is the case y = 1. Keep y: it may be a soft label."),
            ]),
            Formula("∂L/∂z in bits", "(q - y) / ln(2)", {"q": (0, 1), "y": (0, 1)}, [
                Slip("q - y", "That is in nats. A derivative changes its unit as the loss does."),
                Slip("(q - y) * ln(2)", "That is the derivative in nats times ln 2. A bit is the smaller unit, so the derivative in bits is the larger number."),
            ], given="nats"),
        ],
        right="The gradient is the prediction minus the target, for soft labels too. The factor dq/dz cancels the 1/q, which has no bound.",
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
                Slip(by_place(lambda z, c, allowed: overflowing(kept(z, allowed)) - z[c] if allowed[c] else inf), "As the formula stands it overflows: exp(1000) is infinite. The chapter takes the largest score out of the sum."),
                Slip(by_place(lambda z, c, allowed: (log_sum_exp(kept(z, allowed)) - z[c]) / log(2) if allowed[c] else inf), "That is in bits. Here nats are asked for: math.log."),
                Slip(by_place(lambda z, c, allowed: z[c] - log_sum_exp(kept(z, allowed)) if allowed[c] else inf), "That is the logarithm of the probability. The loss is its negative."),
            ]),
        ],
        right="A mask is a score of −∞: the class leaves the sum, and the others share all the probability. That is how a language model is kept from looking ahead, too.",
        hints=["Collect the allowed scores first. The loss is their log-sum-exp minus the right score.", "The right class is c = t.index(1). Return math.inf if allowed[c] is 0. Otherwise m = max(kept), then m + log(sum(exp(x − m))) − z[c]."],
    ),
    Exercise(
        "rare-defects",
        [
            Number("always saying 1/50", entropy([0.02, 0.98], base=e), "nats", [
                Slip(-log(0.98), "That is what a sound part costs. The loss is an average over sound and defective ones."),
                Slip(-log(0.02), "That is what a defective part costs. The loss is an average, and only one part in 50 is defective."),
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
                Slip("ln(c / (1 - c)) / d", "That is 1/T. The lead is divided by the temperature, so T is the given lead over the wanted one."),
                Slip("d * ln(c / (1 - c))", "That grows with c, but a surer answer takes a lower temperature. The lead at the temperature T is d/T."),
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
        right="The entropy of the data does not depend on θ. That is why the three problems are one.",
        hints=["Start with the probability of all the data.", "Logarithm, then sorting, then the name of what you see, then the split."],
    ),
    Exercise(
        "two-kinds-of-days",
        [
            Number("the average loss", sum(DAYS) / 2, "bits", [
                Slip(DAYS[0], "That is the bill of the days with 90 % alone. The others are half of all days."),
                Slip((entropy([SAID[0], 1 - SAID[0]]) + OPEN[1]) / 2, "That weights the surprises by what was said. Weight them by what happened."),
                Slip(-(log2(0.9) + log2(0.6)) / 2, "That is the bill if she is always right. On some days the weather came to which she gave only 10 % or 40 %."),
            ]),
            Number("H(Y | Q)", sum(OPEN) / 2, "bits", [
                Slip(entropy([sum(CAME) / 2, 1 - sum(CAME) / 2]), "That is the entropy of all days together. Whoever hears the forecast knows which kind of day it is."),
                Slip((entropy([SAID[0], 1 - SAID[0]]) + OPEN[1]) / 2, "That is the average entropy of what was said, not of what came."),
            ]),
            Number("the calibration error", (sum(DAYS) - sum(OPEN)) / 2, "bits", [
                Slip(DAYS[0] - OPEN[0], "That is the error on the days with 90 %. What is it on the others, and what on average?"),
            ]),
        ],
        right="On the 60 % days she is calibrated, and the error is 0. All of it comes from the 90 % that should have been 70 %.",
        hints=["Each of the two kinds of days has a truth p and a forecast q. Average the two cross-entropies.", "What she says does not enter H(Y | Q): only (0.7, 0.3) and (0.6, 0.4) do."],
    ),
    Exercise(
        "wrong-labels",
        [
            Number("the smallest expected loss", entropy(NOISY), "bits", [
                Slip(entropy([1.0, 0.0]), "That would need labels without mistakes. The label is still open when the true class is known."),
                Slip(entropy([0.92, 0.08]), "That is the uncertainty about whether the label is wrong. Which of the nine other classes is written is open, too."),
                Slip(0.08 * log2(9), "That is the uncertainty about which wrong class is written. Whether the label is wrong at all is open, too."),
            ]),
            Number("the loss of the sure model", cross_entropy(NOISY, SURE), "bits", [
                Slip(-log2(0.999), "That is the loss on the right labels only. What does a wrong one cost?"),
                Slip(-0.92 * log2(0.999) - 0.08 * log2(0.001), "That gives each wrong class the whole 0.001. The nine of them share it."),
                Slip(entropy(SURE), "That is the model's own entropy, its loss if it were right. The labels come with 0.92 and 0.08."),
            ]),
            Formula("the share of wrong labels, written with k and e1", "e1 * (k - 1) / k", {"k": (2, 50), "e1": (0.01, 0.5)}, [
                Slip("e1", "The uniform part falls on the true class, too, one part in k of it. What is left for the other classes is less than ε."),
                Slip("e1 / k", "That is the share of a single wrong class. There are k − 1 of them."),
                Slip("e1 * k / (k - 1)", "That is ε for a given share of wrong labels. Here ε is given, and the share is asked."),
                Slip("1 - e1 * (k - 1) / k", "That is the share of right labels. The rest is asked."),
            ]),
        ],
        right="Smoothed labels are right if labels are wrong at random. Certainty costs most where the label, not the model, is mistaken.",
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
                Slip(BELIEF / 4, DIVIDED),
                Slip(BELIEF / (BELIEF + (1 - BELIEF) / 4), TURNED),
            ]),
            Formula("in general, written with p and w", "p / (p + w * (1 - p))", {"p": (0.1, 0.9), "w": (1.5, 6)}, [
                Slip("p", "That is the honest answer, and it is right only for w = 1."),
                Slip("p / w", DIVIDED),
                Slip("p / (p + (1 - p) / w)", TURNED),
                Slip("p / (w * (1 - p))", "Those are the odds of what she says. A probability is asked."),
            ]),
        ],
        right="A weight in a loss moves what the model says, as class weights do. Divide the odds back before you read it as a probability.",
        hints=["Write down the average fine as a function of s: the fine for rain with the weight 0.7, that for a dry day with 0.3.", "The second average is 0.7 (1 − s)² + 0.3 · 4 s². Set its derivative to 0."],
    ),
    Exercise(
        "information-from-a-loss",
        [
            Number("I(X;Y) is at least", entropy(SHARES) - NATS / log(2), "bits", [
                Slip(entropy(SHARES) - NATS, "That is 1.5 bits minus 0.44 nats: two units in one difference."),
                Slip(log2(3) - NATS / log(2), "The classes are not equally frequent: H(Y) is 1.5 bits."),
                Slip(NATS / log(2), "That is the loss in bits. The bound is what was saved against H(Y)."),
                Slip(entropy(SHARES), "That is H(Y), the most that the input can tell. The loss has not been used."),
            ]),
            Number("the smallest possible loss", entropy(SHARES) - 1.2, "bits", [
                Slip(NATS / log(2), "That is the loss of this classifier. A better one may lose less."),
                Slip(entropy(SHARES) - (entropy(SHARES) - 1.2), "That is what the input tells. No classifier can save what it leaves open."),
                Slip(entropy(SHARES) - entropy(SHARES), "The input leaves something open: it tells less than H(Y)."),
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
