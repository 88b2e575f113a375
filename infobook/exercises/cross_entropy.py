"""The exercises of the chapter *Cross-entropy*."""

from collections.abc import Sequence
from math import e, exp, inf, log, log2, log10

from infobook.checker import Choice, Exercise, Formula, Number, Order, Setting, Slip, chapter
from infolib import cross_entropy, entropy

__all__ = ["check"]


def log_sum_exp(z: Sequence[float]) -> float:
    """Return the logarithm of the sum of the exponentials, in nats."""
    return log(sum(exp(x) for x in z))


SECRET = [1 / 2, 1 / 8, 3 / 8, 0]
LOSS, SYMBOLS, PERPLEXITY = 1.25, 5, 400
LENGTH, SIZE = 1_000_000, 235_000
ALLOWED, FORBIDDEN = [2.0, 1.0, 0.0], 4.0
MASKED, ZERO, LATE = (log_sum_exp([*ALLOWED, *other]) - 2 for other in ([], [0.0], [FORBIDDEN]))
ENDED, SHARE, HONEST = 3.65, 1 / 50, 0.7
NOISY, SURE = [0.92] + [0.08 / 9] * 9, [0.999] + [0.001 / 9] * 9
SAID, CAME = (0.9, 0.6), (0.7, 0.6)
DAYS = [cross_entropy([came, 1 - came], [said, 1 - said]) for said, came in zip(SAID, CAME, strict=True)]
OPEN = [entropy([came, 1 - came]) for came in CAME]
SHARES, NATS = [0.5, 0.25, 0.25], 0.44
# Two slips of the honest forecast, in numbers and as formulas.
DIVIDED = "That divides the probability by the weight. It is the odds that are divided by it."
TURNED = "That is the answer if missed rain is weighted. The weight stands at the fine for a dry day."


check = chapter("cross-entropy", [
    # Warm-up
    Exercise(
        "secret-belief",
        [
            Number("Her probability of sun", SECRET[0], "", [
                Slip(2.0**-2, "That takes the bill of 2 bits for the surprise of sun. It is an average: half of the days were cloudy."),
                Slip(2.0**-1.5, "That takes the bill of 1.5 bits for the surprise of sun. It is an average: some of the days were cloudy."),
                Slip(-log2(SECRET[0]), "That is the surprise of sun, in bits. Which probability has it?"),
                Slip(SECRET[1], "That is her probability of cloud. The month with more sun was the cheaper one, so sun has the smaller surprise."),
            ]),
            Number("Her probability of rain", SECRET[2], "", [
                Slip(SECRET[2] / 2, "That leaves snow as much as rain. What does an infinite bill say about snow?"),
                Slip(1 - SECRET[0], "That is all that is not sun. Cloud has a share of it."),
            ]),
            Number("Her bill for half cloud, half rain", cross_entropy([0, 1 / 2, 1 / 2, 0], SECRET), "bits", [
                Slip(-log2((SECRET[1] + SECRET[2]) / 2), "That is the surprise of the average probability. A bill is the average of the surprises."),
                Slip(-log2(SECRET[1]), "That is the bill of clouds alone. Half of the days are rainy, and rain has a surprise of its own."),
                Slip(-SECRET[1] * log2(SECRET[1]) - SECRET[2] * log2(SECRET[2]), "That weighs the surprises with what she states. Which weights does a bill have?"),
                Slip(-log2(SECRET[1] * SECRET[2] / 2) / 2, "That takes for rain half of its probability. Did snow get a share that it does not have?"),
            ]),
            Number("The smallest possible bill", cross_entropy([1, 0, 0, 0], SECRET), "bits", [
                Slip(entropy(SECRET), "That is her bill if the weather comes as she says, the entropy of her forecast. No forecast does better there, but another truth may cost her less."),
                Slip(-3 / 4 * log2(SECRET[0]) - 1 / 4 * log2(SECRET[1]), "That is the smaller one of the two bills in the question. Other weather may cost her less."),
                Slip(log2(1), "A bill of 0 would need weather to which she gives the probability 1, and she gives none more than a half."),
            ]),
        ],
        right="The truth is only a weight, so a few bills give the model away, and the truth that costs it least is not the model itself but a single outcome.",
        hints=["A bill is an average of her surprises. What are the weights?", "Two bills are two equations for the surprises of sun and cloud. For rain: what do the four probabilities sum to, and which of them is 0?", "When is a weighted average of given numbers smallest?"],
    ),
    Exercise(
        "two-runs",
        [
            Number("The loss of a model that knows nothing", log(100), "nats", [
                Slip(exp(log(100)), "That is the number of classes. The loss is the logarithm of that."),
                Slip(log(100) / 100, "That is one term of the sum over the classes. Each of the 100 classes adds as much to the average."),
            ]),
            Number("The smallest loss that run A can show", log(e + 99) - 1, "nats", [
                Slip(entropy([1.0, 0.0]), "That is the smallest loss if logits are handed over, whose lead can grow without end. A probability leads another one by at most 1."),
                Slip(ENDED, "That is where the run ended, close above the smallest loss. What does the loss make of a perfect list of probabilities?"),
                Slip(log(e + 99), "That is the log-sum-exp of one 1 and 99 zeros. The fused loss has a second term."),
            ]),
            Choice("What helps run B", "b", {"a": "training for longer", "b": "stopping earlier, or a temperature above 1", "c": "a temperature below 1", "d": "softmax before the loss"}, [
                Slip("a", "It already loses next to nothing on the training data, and more training makes it only surer. The held-out loss is what has to fall."),
                Slip("c", "That makes it surer still. A training loss of 0.03 beside a held-out loss of 2.41 says that it is too sure."),
                Slip("d", "That is the mistake of run A. The loss applies softmax itself."),
            ]),
        ],
        right="A loss that stays close to its smallest value can be a good model behind a wrong call; one that rises on fresh data while the training loss vanishes is overconfident.",
        hints=["In run A the loss applies softmax to probabilities. What do the best ones look like, one for the right class and 99 others?", "The fused loss is the log-sum-exp minus the right score: take the scores 1, 0, ..., 0. For run B compare its two losses with its share of right answers."],
    ),
    Exercise(
        "units-of-perplexity",
        [
            Number("The first model, per symbol", LOSS / log(2), "bits", [
                Slip(LOSS * log(2), "That is the loss times ln 2. A bit is the smaller unit, so there are more bits than nats."),
                Slip(LOSS / log(2) / SYMBOLS, "That divides by the 5 symbols of a word. The first report is per symbol already."),
            ], given="nats"),
            Number("The second model, per symbol", log2(PERPLEXITY) / SYMBOLS, "bits", [
                Slip(log2(PERPLEXITY), "That is the loss per word, in bits. The 5 symbols of a word share it."),
                Slip(log2(PERPLEXITY / SYMBOLS), "That divides the perplexity of a word by 5. A perplexity is a power: divide the bits, not the power."),
                Slip(PERPLEXITY / SYMBOLS, "That is a fifth of the perplexity. First turn the perplexity into bits per word, by a logarithm."),
            ]),
            Number("The third model, per symbol", 8 * SIZE / LENGTH, "bits", [
                Slip(SIZE / LENGTH, "That is the number of bytes per symbol. A byte has 8 bits."),
                Slip(8 * SIZE * SYMBOLS / LENGTH, "That is the number of bits per word. A word has 5 symbols."),
                Slip(LENGTH / SIZE, "That compares the text with the file, as if a symbol were a byte. How many bits of the file fall to each symbol?"),
            ]),
            Choice("The model that reads best", "b", {"a": "the first", "b": "the second", "c": "the third"}, [
                Slip("a", "A loss of 1.25 looks small because it is in nats and per symbol. Compare the three in bits per symbol."),
                Slip("c", "The file looks small, and it takes the most bits per symbol of the three. Less is better."),
            ]),
        ],
        right="In one unit three reports can be compared, and the model whose number was the largest is the best.",
        hints=["Nats go with e, bits with 2.", "A perplexity is 2 to the power of the bits, per word here: take the logarithm first, then divide by the symbols of a word.", "A code is as long as the surprise of what it encodes. How many bits has the file, and for how many symbols?"],
    ),
    # Work
    Exercise(
        "committee-of-forecasters",
        [
            Number("Mixed once: the largest excess", log2(16), "coins", [
                Slip(2 ** log2(16), "That is the number of forecasters, or one over the weight. What does such a factor do to a surprise?"),
                Slip(log(16), "That is in nats. The surprise of one half is one coin, so a coin is a bit."),
                Slip(500 * log2(16), "That pays for the weight on each of the 500 days. How often does it occur in the probability of the whole sequence?"),
            ]),
            Number("Mixed anew every day: the largest excess", 500 * log2(16), "coins", [
                Slip(log2(16), "That is the premium of a single mixture. How many of them are there now?"),
                Slip(500 * 16, "That pays 16 coins on each of 500 days. A factor of 16 in a probability is fewer coins than that."),
                Slip(500 * -log2(1 / 2), "That is one coin per day, the premium of the weight one half."),
            ]),
            Number("The favourite's smallest weight", 2**-0.5, "", [
                Slip(1 / 2, "The weight one half costs a whole coin."),
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
            Number("The logit from which on the exponential overflows", log(65504), "", [
                Slip(log2(65504), "That is the exponent of 2. Softmax takes powers of e: use the natural logarithm."),
                Slip(log10(65504), "That is the decimal exponent. Softmax takes powers of e: use the natural logarithm."),
            ]),
            Number("The distance from which on the probability is 0", 25 * log(2), "", [
                Slip(-log2(2.0**-25), "That is the exponent of 2. Softmax takes powers of e."),
                Slip(2.0**-25, "That is the probability itself. How far behind must a class be to get it?"),
            ]),
            Number("The largest finite loss of the unfused formula", 24 * log(2), "nats", [
                Slip(25 * log(2), "There the probability is already rounded to 0, and the loss is infinite."),
                Slip(log(65504), "That is the logarithm of the largest number. The loss is the surprise of the smallest probability."),
            ]),
            Choice("The fused loss at a distance of 100", "c", {"a": "infinite", "b": "the largest loss that the unfused formula can show", "c": "100 nats", "d": "nan"}, [
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
        right="Prediction minus target, for soft labels too. The factor dq/dz cancels the 1/q, which would explode.",
        hints=["The derivative of −y ln q is −y/q. What is that of −(1 − y) ln(1 − q)?", "Put both over the denominator q(1 − q). For z, multiply by dq/dz = q(1 − q)."],
    ),
    Exercise(
        "masked-loss",
        [
            Number("The loss over the allowed moves", MASKED, "nats", [
                Slip(ZERO, "That gives the forbidden move a score of 0, and e⁰ = 1 is still in the sum. Leave the move out."),
                Slip(LATE, "That has the forbidden move in the sum. Leave it out: then the probabilities of the allowed ones sum to 1."),
                Slip(log_sum_exp(ALLOWED), "That is the log-sum-exp. The fused loss subtracts the score of the played move from it."),
                Slip(exp(-MASKED), "That is the probability of the played move. The loss is its surprise."),
            ]),
            Number("The loss of scores times the mask", ZERO, "nats", [
                Slip(MASKED, "That leaves the forbidden move out. This program leaves it in, with a score of 0: what does that add to the sum?"),
                Slip(LATE, "That is the loss without a mask. This program turns the score of the forbidden move into 0."),
                Slip(log_sum_exp([*ALLOWED, 0.0]), "That is the log-sum-exp. The fused loss subtracts the score of the played move from it."),
            ]),
            Number("The loss with the mask after the softmax", LATE, "nats", [
                Slip(MASKED, "That is the loss if what remains is made to sum to 1 again. This program does not do that."),
                Slip(ZERO, "That is the loss of the other program, which changes the scores. This one changes a probability, and not that of the played move."),
                Slip(exp(-LATE), "That is the probability of the played move. The loss is its surprise."),
            ]),
            Choice("What stands in the place of a forbidden score", "c", {"a": "0", "b": "the smallest allowed score", "c": "−∞", "d": "+∞"}, [
                Slip("a", "A score of 0 adds e⁰ = 1 to the sum, so the forbidden move takes a share of the probability."),
                Slip("b", "That makes the forbidden move as probable as the least probable one of the others."),
                Slip("d", "That gives the forbidden move all of the probability. It is to have none."),
            ]),
        ],
        right="A mask is a score of −∞: the class leaves the sum, and the others share the whole probability. That is how a language model is kept from looking ahead, too.",
        hints=["The fused loss is a log-sum-exp minus a score. Which terms are in the sum?", "Over the allowed moves it is ln(e² + e¹ + e⁰) − 2. What does a forbidden score of 0 add inside the logarithm?", "Setting the probability of one move to 0 leaves that of the played move as it was."],
    ),
    Exercise(
        "rare-defects",
        [
            Number("The loss of always saying 1/50", entropy([0.02, 0.98], base=e), "nats", [
                Slip(-log(0.98), "That is what a sound part costs. The loss is an average over sound and defective ones."),
                Slip(-log(0.02), "That is what a defective part costs. The loss is an average, and only one part in 50 is defective."),
                Slip(log(2), "That is the loss of a detector that always says one half. This one says 1/50."),
            ]),
            Number("The logit to begin with", log(0.02 / 0.98), "", [
                Slip(SHARE, "That is the probability. The logit is the logarithm of the odds, a defective part against the sound ones."),
                Slip(0.0, "A logit of 0 says one half, and begins with a loss of ln 2."),
                Slip(log2(0.02 / 0.98), "The sigmoid has base e: take the natural logarithm of the odds."),
            ]),
            Choice("What the two figures say", "a", {"a": "It is worse than always saying 1/50", "b": "It finds most of the defective parts", "c": "It knows a little about the single parts, which is better than nothing", "d": "Nothing, because an accuracy and a loss cannot be compared"}, [
                Slip("b", "Whoever calls every part sound is right on 98 % as well, and finds none of the defective ones."),
                Slip("c", "Compare 0.12 nats with the loss of always saying 1/50. It is larger."),
                Slip("d", "Compare each with what a constant answer reaches: 98 % right, and a loss of less than 0.12 nats."),
            ]),
        ],
        right="Where a yes is rare, a small loss and a high accuracy are cheap: the baseline reaches both. Compare with its entropy.",
        hints=["A defective part costs ln 50, a sound one the surprise of 0.98. How often does each come?", "For the logit solve 1/(1 + e^(−z)) = 1/50. For the choice compare 0.12 with your first answer."],
    ),
    Exercise(
        "right-and-unsure",
        [
            Setting("The state", {"lead": (0.01, 1), "loss": (1.01, inf)}, "softmax", [
                Slip({"lead": (-1, -0.01), "loss": (1.01, inf)}, "The loss of {loss} nats is above 1, but the answer is wrong: the label has {right}, and another class {other}."),
                Slip({"lead": 0}, "The label has {right}, and another class as much: no class is the answer. The loss is {loss} nats."),
                Slip({"lead": (0.01, 1), "loss": (0.5, 1)}, "The answer is right, and the loss of {loss} nats is not above 1. It depends on the label's probability alone, here {right}: how small may that be, and still be the largest of three?"),
                Slip({"lead": (0.01, 1)}, "The answer is right and sure, with {right} for the label, so the loss is small: {loss} nats. Let the other two classes have nearly as much."),
                Slip({}, "The label has {right}, another class {other}, and the loss is {loss} nats. Give the label the highest probability first."),
            ]),
            Number("The bound on the loss of a right answer", log(3), "nats", [
                Slip(inf, "That is for wrong answers: they may give the label as little as they like. A right one gives it the most of three."),
                Slip(log(2), "That is for a right answer with a probability above one half, as it is with two classes. Here there are three."),
                Slip(-log(1 / 3) / 3, "That is one of the three terms of an entropy. The loss is the surprise of the label alone, without a weight."),
            ]),
        ],
        right="With three classes a right answer can lose nearly ln 3 = 1.0986 nats, as much as one who knows nothing. Accuracy does not see that, the loss does.",
        hints=["The loss is above 1 nat if the label's probability is below 1/e, which is 0.3679.", "The largest of three probabilities is at least a third. What does that leave for the other two?"],
    ),
    Exercise(
        "temperature-for-a-wish",
        [
            Formula("T, written with d and c", "d / ln(c / (1 - c))", {"d": (0.5, 5), "c": (0.55, 0.95)}, [
                Slip("ln(c / (1 - c)) / d", "That is 1/T. The logits are divided by T, so the lead becomes d/T."),
                Slip("d * ln(c / (1 - c))", "That grows with c, but a surer answer takes a lower temperature. The lead at the temperature T is d/T."),
                Slip("d / log2(c / (1 - c))", "Softmax has base e, so the lead is a natural logarithm of odds."),
            ]),
            Number("T for d = 3 and c = 0.7", 3 / log(7 / 3), "", [
                Slip(log(7 / 3) / 3, "That is 1/T. With a T below 1 the model would become surer, not less sure."),
                Slip(3 / log2(7 / 3), "Softmax has base e: take the natural logarithm."),
            ]),
            Choice("What a temperature changes", "b", {"a": "the loss and the accuracy", "b": "the loss only", "c": "the accuracy only", "d": "neither"}, [
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
            Order("The proof", {"D": "", "B": "D", "F": "B", "A": "F", "E": "A", "C": "E"}, [
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
            Number("Her average loss", sum(DAYS) / 2, "bits", [
                Slip(DAYS[0], "That is the loss on the days with 90 % alone. They are half of the days; what do the others cost?"),
                Slip((entropy([SAID[0], 1 - SAID[0]]) + OPEN[1]) / 2, "That is the average with the probabilities that were said. The probabilities of what happens are the weights."),
                Slip(-(log2(0.9) + log2(0.6)) / 2, "That is the loss of a forecaster who says the same and is always right. This one is sometimes wrong, and those days cost more."),
            ]),
            Number("H(Y | Q)", sum(OPEN) / 2, "bits", [
                Slip(entropy([sum(CAME) / 2, 1 - sum(CAME) / 2]), "That is the entropy of all days together. Whoever hears the forecast knows which kind of day it is."),
                Slip((entropy([SAID[0], 1 - SAID[0]]) + OPEN[1]) / 2, "That is the average entropy of what was said, not of what came."),
            ]),
            Number("Her calibration loss", (sum(DAYS) - sum(OPEN)) / 2, "bits", [
                Slip(DAYS[0] - OPEN[0], "That is the divergence on the days with 90 %. What is it on the others, and on the average of all days?"),
            ]),
        ],
        right="On the 60 % days she is calibrated, and the divergence is 0. All of the calibration loss comes from the 90 % that should have been 70 %.",
        hints=["Two kinds of days, each with a truth p and a forecast q: two cross-entropies, then the average.", "The forecast does not enter H(Y | Q): only (0.7, 0.3) and (0.6, 0.4)."],
    ),
    Exercise(
        "wrong-labels",
        [
            Number("The smallest expected loss", entropy(NOISY), "bits", [
                Slip(entropy([1.0, 0.0]), "That would need labels without mistakes. The label is still open when the true class is known."),
                Slip(entropy([0.92, 0.08]), "That is the uncertainty whether the label is wrong. Which of the nine other classes is written is open, too."),
                Slip(0.08 * log2(9), "That is the uncertainty which wrong class is written. Whether the label is wrong at all is open, too."),
            ]),
            Number("The loss of the sure model", cross_entropy(NOISY, SURE), "bits", [
                Slip(-log2(0.999), "That is the loss on the right labels only. What does a wrong one cost?"),
                Slip(-0.92 * log2(0.999) - 0.08 * log2(0.001), "That gives each wrong class the whole 0.001. The nine of them share it."),
                Slip(entropy(SURE), "That is the model's own entropy, its loss if the labels came as it says. The labels come with 0.92 and 0.08."),
            ]),
            Formula("The share of wrong labels, written with k and e1", "e1 * (k - 1) / k", {"k": (2, 50), "e1": (0.01, 0.5)}, [
                Slip("e1", "The uniform part falls on the true class, too, one part in k of it. What is left for the other classes is less than ε."),
                Slip("e1 / k", "That is the share of a single wrong class. There are k − 1 of them."),
                Slip("e1 * k / (k - 1)", "That is ε for a given share of wrong labels. Here ε is given, and the share is asked."),
                Slip("1 - e1 * (k - 1) / k", "That is the share of right labels. The wrong ones are asked for."),
            ]),
        ],
        right="Smoothing is the right answer to labels that are wrong at random, and certainty costs most where the label, not the model, is mistaken.",
        hints=["Whoever knows the true class still faces ten probabilities for the label: 0.92 and nine times 0.08/9.", "A smoothed label has ε/k on each wrong class. How much is that on all k − 1 together?"],
    ),
    Exercise(
        "honest-forecast",
        [
            Number("What she says to the first office", 1.0, "", [
                Slip(HONEST, "That is honest, and does not pay here: the average fine is a straight line in s, so it is lowest at an end."),
                Slip(0.5, "At one half the average fine is 0.5, and it falls as s rises, because rain is the more probable."),
            ]),
            Number("What she says to the second office", 7 / 19, "", [
                Slip(HONEST, "That would be right if both mistakes were fined alike. Here a false alarm costs four times as much, so she says less."),
                Slip(HONEST / 4, DIVIDED),
                Slip(HONEST / (HONEST + (1 - HONEST) / 4), TURNED),
            ]),
            Formula("What she says in general, written with p and w", "p / (p + w * (1 - p))", {"p": (0.1, 0.9), "w": (1.5, 6)}, [
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
            Number("The smallest I(X;Y) that the loss allows", entropy(SHARES) - NATS / log(2), "bits", [
                Slip(entropy(SHARES) - NATS, "That is 1.5 bits minus 0.44 nats: two units in one difference."),
                Slip(log2(3) - NATS / log(2), "That takes the classes for equally frequent. With a half and two quarters H(Y) is 1.5 bits."),
                Slip(NATS / log(2), "That is the loss in bits. The bound is what was saved against H(Y)."),
                Slip(entropy(SHARES), "That is H(Y), the most that the input can tell. The loss has not been used."),
            ]),
            Number("The loss below which no classifier comes", entropy(SHARES) - 1.2, "bits", [
                Slip(NATS / log(2), "That is the loss of this classifier. A better one may lose less."),
                Slip(entropy(SHARES) - (entropy(SHARES) - 1.2), "That is what the input tells. No classifier can save what it leaves open."),
                Slip(entropy(SHARES) - entropy(SHARES), "The input leaves something open: it tells less than H(Y)."),
            ]),
            Choice("What the training loss would prove", "d", {"a": "The bound becomes sharper", "b": "The bound stays the same", "c": "It becomes an upper bound", "d": "It proves nothing"}, [
                Slip("a", "The number is the same, and it is no bound any more: a model can learn the labels of its examples by heart."),
                Slip("b", "The number stays the same, but it bounds nothing: the model has seen these labels."),
                Slip("c", "It is no bound of either kind. A model that learns labels by heart saves bits that the input does not hold."),
            ]),
        ],
        right="A classifier is a witness: the bits that it saves on fresh data must have been in the input.",
        hints=["H(Y) of one half and two quarters needs no calculator.", "Loss ≥ H(Y | X) = H(Y) − I(X;Y). Solve for what is asked."],
    ),
])
