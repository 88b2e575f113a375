"""The exercises of the chapter *Mutual information*."""

from math import e, inf, log, log2
from typing import Any

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter, joint_tables
from infolib import conditional_entropy, entropy, joint_entropy, marginals, mutual_information

__all__ = ["check"]

DIARY = np.array([[0.1, 0.5], [0.1, 0.3]])
TABLE = np.array([[0.5, 0.25], [0.0, 0.25]])
DICE = np.array([[1 / 36 if 1 <= s - x <= 6 else 0 for s in range(2, 13)] for x in range(1, 7)])
H_SUM = entropy(marginals(DICE)[1])
THIRDS = entropy([1 / 3, 2 / 3])
QUARTER = entropy([0.25, 0.75])
BURNT = 184 * 789_648 / (366 * 724)


def ratio(p_xy: Any) -> tuple[Any, Any]:
    """Return the table and p(x, y) / (p(x) p(y)), with 1 where there is nothing to take a logarithm of."""
    p = np.asarray(p_xy, dtype=float)
    product = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    return p, np.where(p > 0, p, 1) / np.where(p > 0, product, 1)


def information(p_xy: Any) -> Any:
    """Return the mutual information in bits."""
    return mutual_information(np.asarray(p_xy))


def weighted_by_independence(p_xy: Any) -> Any:
    """Weigh with p(x) p(y), as if that were how the pairs arrive."""
    p, r = ratio(p_xy)
    return (p / r * np.log2(r)).sum()


def entry_by_entry(p_xy: Any) -> Any:
    """Multiply the marginals entry by entry."""
    p = np.asarray(p_xy, dtype=float)
    product = p.sum(axis=1) * p.sum(axis=0) * np.ones_like(p)
    return (p * np.log2(np.where(p > 0, p, 1) / np.where(p > 0, product, 1))).sum()


check = chapter("mutual-information", [
    # Warm-up
    Exercise("small-table", [
            Number("H(X,Y)", joint_entropy(TABLE), "bits", [
                Slip(log2(3), "You took the three possible pairs as equally likely. One has the probability ½: weigh each surprise."),
                Slip(log2(4), "That is for four equally likely cells. One of them never happens, and the others are not equally likely."),
                Slip(entropy([0.75, 0.25]) + 1, "That is H(X) + H(Y), right for independent variables. Take the entropy of the four cells."),
            ]),
            Number("H(Y|X)", conditional_entropy(TABLE), "bits", [
                Slip(conditional_entropy(TABLE, given="y"), "That is H(X|Y), given the column. Here the row is known: start with the entropy of each row."),
                Slip(THIRDS, "That is what is left in the first row. Weigh it with the probability of that row, ¾; the second row leaves nothing."),
                Slip(THIRDS / 2, "You took the plain mean of the two rows. They are not equally likely: weigh them with ¾ and ¼."),
                Slip(entropy(marginals(TABLE)[1]), "That is H(Y), before anything is known. Knowing the row takes some of it away."),
            ]),
            Number("I(X;Y)", mutual_information(TABLE), "bits", [
                Slip(conditional_entropy(TABLE), "That is what is left of Y. Asked for is what has gone: H(Y) − H(Y|X)."),
                Slip(1 - THIRDS / 2, "You used the plain mean of the two rows for H(Y|X). Weigh them with ¾ and ¼."),
                Slip(entropy([0.75, 0.25]), "That is H(X). Only as much of it as Y tells counts: subtract H(X|Y)."),
                Slip(entropy([0.75, 0.25]) + 1, "You added the two entropies. What both count is the answer: subtract H(X,Y)."),
            ]),
    ], right="Of the one bit of Y, the row takes 0.3113 bits away and leaves 0.6887.",
    hints=["Three cells are possible: ½, ¼ and ¼.", "The rows have the sums ¾ and ¼. Divide each row by its sum, take its entropy, and weigh.", "I(X;Y) = H(Y) − H(Y|X), and Y is a fair coin."]),
    Exercise("card-and-suit", [
            Number("H(Y|X), the suit if you know the card", log2(4) - log2(4), "bits", [
                Slip(log2(52 / 13), "That is H(Y), before you know the card. Whoever sees the card sees its suit."),
                Slip(log2(13), "That is what is left of the card if you know the suit. Here the card is known."),
            ]),
            Number("H(X|Y), the card if you know the suit", log2(13), "bits", [
                Slip(log2(52), "That is H(X), before the suit is known. The suit leaves one quarter of the cards."),
                Slip(52 / 4, "13 cards are left. Their entropy is the logarithm."),
            ]),
            Number("I(X;Y)", log2(52) - log2(13), "bits", [
                Slip(log2(13), "That is what is left of the card. What has gone is log₂ 52 minus that."),
                Slip(log2(52), "That is all of the card. The suit alone does not tell it."),
                Slip(log2(52) + 2, "You added the two entropies. The pair counts the suit once: subtract H(X,Y) = H(X)."),
            ]),
            Number("I of the first and the second card", log2(52 / 51), "bits", [
                Slip(log2(52 / 52), "They are not independent: the second card cannot be the first one again."),
                Slip(log2(51), "That is what is left of the second card. Subtract it from log₂ 52."),
                Slip(1 / 51, "That is a probability, of one card among those left. The answer in bits is log₂ 52 − log₂ 51."),
                Slip(1 / 52, "That is the probability ruled out. Its effect in bits is log₂ 52 − log₂ 51."),
            ]),
    ], right="A function of X tells exactly its own entropy. And one card of 52 says hardly anything about the next.",
    hints=["How many suits does a known card leave, and how many cards a known suit?", "I(X;Y) = H(X) − H(X|Y).", "After the first card, the second is uniform on 51."]),
    Exercise("a-worse-row", [
            Choice("Can H(Y|X = x) be larger than H(Y) for one x?", "b", {
                "a": "no, knowing more cannot make you less certain",
                "b": "yes, for some x, but not on average over x",
                "c": "yes, and even for every x at once",
                "d": "only for densities",
            }, [
                Slip("a", "In the diary the answer “by bus” raises the entropy of the lateness from 0.72 to 0.81 bits. Only the average cannot rise."),
                Slip("c", "Then the weighted average would be larger than H(Y), too, and it never is."),
                Slip("d", "It happens in a table of two by two: look at the row of the bus."),
            ]),
            Choice("If H(Y|X = x) = H(Y) for every x, are X and Y independent?", "c", {
                "a": "no: the rows may differ and have the same entropy",
                "b": "only if Y has two outcomes",
                "c": "yes: then I(X;Y) = 0 (for a finite H(Y))",
            }, [
                Slip("a", "A good thought, and it fails on the average: the mixture of rows that differ has a larger entropy than they have. So H(Y) would be larger."),
                Slip("b", "The number of outcomes does not matter. Take the average over x: what is H(Y|X) then, and I(X;Y)?"),
            ]),
    ], right="On average knowledge never hurts; a single answer may. And nothing learnt on average means independence.",
    hints=["Look at the row of the bus in the diary.", "For the second question, average over x and use I(X;Y) = H(Y) − H(Y|X)."]),
    Exercise("die-and-sum", [
            Number("I(X;S)", H_SUM - log2(6), "bits", [
                Slip(H_SUM, "That is H(S). Once X is known, the other die is still open: subtract log₂ 6."),
                Slip(log2(6), "That is H(S|X), the other die. It is what is left; subtract it from H(S)."),
                Slip(log2(11) - log2(6), "You took the eleven sums as equally likely. A 7 comes in six of 36 cases, a 2 in one."),
                Slip(2 * log2(6) - H_SUM, "That is H(X|S), what the sum leaves open. What it tells is log₂ 6 minus that."),
            ]),
            Number("H(X|S)", 2 * log2(6) - H_SUM, "bits", [
                Slip(log2(6), "That is H(X), or H(S|X). If you know the sum, less is left of the die: subtract I(X;S)."),
                Slip(H_SUM - log2(6), "That is what the sum tells of the die. Asked for is what it leaves."),
            ]),
    ], right="The sum tells 0.69 bits of a die, and 1.90 bits are left. Both dice together tell it all: 3.27 bits, far more than twice 0.69.",
    hints=["Which is easier, H(S|X) or H(X|S)?", "Given one die, the sum is uniform on six values.", "H(S) is the entropy of 1/36, 2/36, …, 6/36, …, 1/36."]),
    # Work
    Exercise("information-forms-proof", [
            Order("the order of the lines", {"A": "D", "B": "A", "C": "B", "D": "", "E": "C"}, [
                Slip("AD", "Line A splits a logarithm that line D writes down first."),
                Slip("BA", "Line B takes the sum apart, and only line A has a difference inside."),
                Slip("CB", "Line C uses Σ p(x,y) over y in the first of two sums. Line B makes them two."),
                Slip("EC", "Line E is the result. It needs both sums in their final form, so it comes last."),
            ]),
            Choice("which line needs a finite H(X)", "b", {
                "a": "line A", "b": "line B", "c": "line C", "d": "line D",
            }, [
                Slip("a", "Line A is about one logarithm of one ratio of positive numbers: nothing is infinite there."),
                Slip("c", "Line C adds non-negative numbers in another order, which is always allowed."),
                Slip("d", "Line D rewrites a ratio of positive numbers: nothing is infinite there."),
            ]),
    ], right="What X loses by knowing Y is what the two share. With infinite entropies the difference would be ∞ − ∞.",
    hints=["Begin with the conditional probability inside the logarithm.", "Inside the logarithm, then the logarithm, then two sums, then one of them simpler.", "Where could ∞ − ∞ turn up?"]),
    Exercise("write-information", [
            Function("information", information, joint_tables(), [([[0.5, 0.25], [0.125, 0.125]],), ([[0.1, 0.2, 0.3], [0.4, 0.0, 0.0]],)], [
                Slip(lambda p: information(p) * log(2), "This is in nats, and bits are asked for: take log2."),
                Slip(lambda p: np.log2(ratio(p)[1]).sum(), "You added the logarithms up. Multiply each by p(x, y): a pair counts as often as it comes."),
                Slip(lambda p: -information(p), "Your fraction is upside down: p(x, y) stands above, p(x) p(y) below."),
                Slip(weighted_by_independence, "You weigh with p(x) p(y). Pairs arrive with p(x, y): that is the weight."),
                Slip(entry_by_entry, "You multiply the marginals entry by entry. Each pair needs its own product: np.outer(p_x, p_y), or keepdims=True in both sums."),
                Slip(lambda p: joint_entropy(np.asarray(p)), "That is the joint entropy. Subtract it from H(X) + H(Y)."),
                Slip(lambda p: conditional_entropy(np.asarray(p)), "That is H(Y|X), what is left. Subtract it from H(Y)."),
                Slip(lambda p: conditional_entropy(np.asarray(p), given="y"), "That is H(X|Y), what is left. Subtract it from H(X)."),
                Slip(lambda p: sum(entropy(m) for m in marginals(np.asarray(p))), "That is H(X) + H(Y). What is counted twice is the answer: subtract H(X,Y)."),
            ]),
    ], right="The marginals come from the table itself, so they cannot be wrong, and zeros are left out of the sum.",
    hints=["p_x = p_xy.sum(axis=1), p_y = p_xy.sum(axis=0).", "np.outer(p_x, p_y) has the shape of the table.", "Keep only the cells with p_xy > 0, in both tables, before you take the logarithm."]),
    Exercise("noisy-relay", [
            Formula("I(X;Y), written with f", "1 + f * log2(f) + (1 - f) * log2(1 - f)", {"f": (0, 1)}, [
                Slip("1 - f", "A share f of the bits is wrong, but you do not know which. What is left open is the entropy of “flipped or not”."),
                Slip("1 + (-f * log2(f) - (1 - f) * log2(1 - f))", "You added the entropy of the noise. It is what is left open: subtract it."),
                Slip("-f * log2(f) - (1 - f) * log2(1 - f)", "That is H(Y|X), what is left open. Subtract it from H(Y) = 1."),
                Slip("1 + f * ln(f) + (1 - f) * ln(1 - f)", "Bits are asked for: take log2."),
                Slip("1 - 2 * f", "That is the correlation of sent and received. Information is H(Y) − H(Y|X)."),
            ]),
            Number("I at f = 1/4", 1 - QUARTER, "bits", [
                Slip(1 - 0.25, "A quarter of the bits is wrong, but you do not know which: that costs more than a quarter."),
                Slip(QUARTER, "That is the entropy of the noise. Subtract it from 1."),
            ]),
            Number("I at f = 1", 1 - entropy([1, 0]), "bits", [
                Slip(1 - entropy([0.5, 0.5]), "A relay that always lies is perfect: turn every bit round. Nothing is open."),
            ]),
            Number("the f with I = 0", 0.5, "", [
                Slip(1, "At f = 1 every bit is flipped, and you know it. Which relay leaves you with no idea?"),
                Slip(0, "At f = 0 every bit arrives. Which relay leaves you with no idea?"),
            ]),
    ], right="The noise costs its own entropy. What hurts is not a wrong bit, but a bit that may be wrong.",
    hints=["I(X;Y) = H(Y) − H(Y|X). What is H(Y)?", "Given what was sent, the received bit is wrong with probability f.", "H(Y|X) is the binary entropy of f."]),
    Exercise("square-of-a-variable", [
            Number("the covariance", float(np.cov([-1, 0, 1], [1, 0, 1], bias=True)[0, 1]), "", [
                Slip(2 / 3, "That is E[Y], or E[X²]. The covariance is E[XY] − E[X] E[Y], and XY = X³."),
                Slip(float(np.corrcoef([-1, 0, 1], [-1, 0, 1])[0, 1]), "That would be a straight line. Compute E[XY] with XY = X³ = X."),
            ]),
            Number("I(X;Y)", THIRDS, "bits", [
                Slip(THIRDS - THIRDS, "No correlation is not independence: X = 0 tells you Y = 0 for certain."),
                Slip(log2(3), "That is H(X). Y does not tell the sign, so it tells less: H(Y)."),
                Slip(log2(3) - THIRDS, "That is H(X|Y), the sign that stays open. Asked for is what Y tells."),
                Slip(log2(2), "Y has two values, but they are not equally likely: ⅓ and ⅔."),
            ]),
            Choice("what this shows", "c", {
                "a": "correlation 0 means independence", "b": "independence does not mean correlation 0",
                "c": "independence means correlation 0, and not the other way round", "d": "mutual information sees straight lines only",
            }, [
                Slip("a", "Here the correlation is 0, and Y is even a function of X."),
                Slip("b", "It does: independence gives E[XY] = E[X] E[Y]. The other direction fails."),
                Slip("d", "That is correlation. Mutual information has noticed this curve."),
            ]),
    ], right="All of Y comes from X, so I(X;Y) = H(Y), and still no straight line goes through the points.",
    hints=["XY = X³, and X³ = X for −1, 0 and 1.", "Y is a function of X, so H(Y|X) = 0.", "Y is 0 with probability ⅓ and 1 with probability ⅔."]),
    Exercise("burnt-offering", [
            Number("pointwise mutual information of “burnt offering”", log2(BURNT), "bits", [
                Slip(log2(184 / (366 * 724)), "You took counts for probabilities, and one n stays over: multiply by the number of pairs."),
                Slip(log2(184 / 366), "That is log₂ p(offering | burnt). Compare it with p(offering): divide by 724/789,648."),
                Slip(BURNT, "That is the ratio, how many times as often as by chance. Take its log₂."),
                Slip(184 / 789_648 * log2(BURNT), "You weighed it with p(x, y). That is its term in I(X;Y); here one pair is asked for, without weight."),
            ]),
            Formula("the value for two words that always come together, m times", "log2(n / m)", {"n": (1000, 100_000), "m": (1, 50)}, [
                Slip("log2(m / n)", "That is upside down: it would be negative, and the two attract each other."),
                Slip("log2(n)", "That is for m = 1. Keep m: the more often they come, the less surprising each was."),
                Slip("m / n * log2(n / m)", "That is weighed with p(x, y). Leave out the weight."),
                Slip("log2(n / m^2)", "You left out p(x, y) = m/n above the line."),
            ]),
    ], right="The value for a perfect couple is the surprise of either word. The rarer, the larger: this is why rare pairs lead every list.",
    hints=["p(x, y) = 184/n, p(x) = 366/n, p(y) = 724/n.", "One n is left above the line.", "For the second part all three probabilities are m/n."]),
    Exercise("sharper-pictures", [
            Choice("what must be wrong", "c", {
                "a": "nothing: a good filter adds information about the label",
                "b": "nothing, as long as the filter is invertible",
                "c": "the estimates: the true mutual information cannot have risen",
                "d": "the filter: it must have lost information",
            }, [
                Slip("a", "It may make information easier to find. It cannot add any: label → picture → filtered picture is a Markov chain."),
                Slip("b", "An invertible filter keeps the mutual information exactly. It does not raise it."),
                Slip("d", "It may have lost some or none. But a rise needs another explanation: look at how it was measured."),
            ]),
            Number("what the colour tells of the card", log2(52) - log2(26), "bits", [
                Slip(log2(26), "That is what the colour leaves of the card. It tells log₂ 52 − log₂ 26."),
                Slip(log2(52 / 13), "That is what the suit tells. The colour is a function of the suit and tells less."),
                Slip(26 / 52, "The colour halves the cards, and one halving is one bit."),
            ]),
            Number("what the colour tells of the rank", log2(13) - log2(13), "bits", [
                Slip(log2(52 / 26), "That is what the colour tells of the card. Every rank is there in red and in black alike."),
            ]),
    ], right="A step of processing may lose or keep, never add. Whoever measures a gain has measured an estimator.",
    hints=["Write down the chain from the label to the filtered picture.", "Red leaves 26 of 52 cards.", "How many red kings are there, and how many red fives?"]),
    # Challenge
    Exercise("both-heads", [
            Number("I(X;Z)", QUARTER - 0.5, "bits", [
                Slip(QUARTER, "That is H(Z). Given X = 1, Z is still open, which leaves ½ bit on average."),
                Slip(0.5 * entropy([0.5, 0.5]), "That is H(Z|X), what is left. Subtract it from H(Z)."),
                Slip(entropy([0.5, 0.5]), "Z is no fair coin: it is 1 in one case of four."),
            ]),
            Number("I(X,Y;Z)", QUARTER, "bits", [
                Slip((QUARTER - 0.5) + (QUARTER - 0.5), "You added what each tells alone. Together they tell more: Z is a function of both."),
                Slip(2 * entropy([0.5, 0.5]), "That is the entropy of the two coins. They cannot tell more of Z than Z has."),
                Slip(entropy([0.5, 0.5]), "Z is no fair coin: it is 1 in one case of four."),
            ]),
            Number("I(X;Y|Z)", 0.75 * (2 * THIRDS - log2(3)), "bits", [
                Slip(mutual_information(np.full((2, 2), 1 / 4)), "They are independent, but not once Z is known: if Z = 0 and X = 1, then Y = 0."),
                Slip(2 * THIRDS - log2(3), "That is the information in the table of Z = 0. Weigh it with ¾, the probability of that table."),
                Slip(QUARTER - 0.5, "That is I(X;Z). Take the table given Z = 0: three cells with ⅓ each."),
                Slip(entropy([0.5, 0.5]), "That is for “alike”, where Z and X fix Y. Here Z = 0 leaves three cases."),
            ]),
    ], right="Each coin alone tells 0.3113 bits and both tell 0.8113, so the second adds half a bit. The surplus over 0.3113 is I(X;Y|Z).",
    hints=["Z is a function of both coins, so I(X,Y;Z) = H(Z).", "Given X = 0, Z is settled; given X = 1, Z is Y.", "Given Z = 0, the three pairs (0, 0), (0, 1), (1, 0) are equally likely. Given Z = 1, nothing is open."]),
    Exercise("triangle-of-entropies", [
            Order("the order of the lines", {"A": "C", "B": "D", "C": "", "D": "A"}, [
                Slip("AC", "Line A applies the chain rule to a pair that line C brings in."),
                Slip("DA", "Line D drops Z from the condition of H(X|Y,Z), and line A brings that term."),
                Slip("BD", "Line B only exchanges the two terms that line D ends with, so D comes before it."),
            ]),
            Number("the distance of the diary", joint_entropy(DIARY) - mutual_information(DIARY), "bits", [
                Slip(joint_entropy(DIARY) + mutual_information(DIARY), "That is H(X) + H(Y), which counts the shared part twice. The distance leaves it out."),
                Slip(conditional_entropy(DIARY), "That is H(Y|X). Add H(X|Y)."),
                Slip(conditional_entropy(DIARY, given="y"), "That is H(X|Y). Add H(Y|X)."),
                Slip(mutual_information(DIARY), "That is what the two share. The distance is what they do not share."),
            ]),
    ], right="H(X|Y) + H(Y|X) is 0 for variables that determine each other, symmetric, and obeys the triangle inequality: it is a distance.",
    hints=["Bring Y in: adding a variable cannot lower an entropy.", "Then split the pair, then forget what is known too much.", "For the number: both conditional entropies are in the chapter."]),
    Exercise("stretched-normal", [
            Number("by how much the differential entropy of 8X is larger", log2(8), "bits", [
                Slip(log2(1), "For discrete variables it would be 0. A density gets eight times lower and wider: log₂ 8."),
                Slip(2 ** log2(8), "The width grows by 8, the entropy by its logarithm."),
                Slip(log2(64), "That is log₂ of 64, the factor of the variance, without the ½ before the logarithm."),
            ]),
            Number("I(X;8X)", inf, "bits", [
                Slip(log2(8), "That is the change of the differential entropy. The exact value of 8X tells every decimal of X."),
                Slip(0.5 * log2(1 / (1 - 0**2)), "8X is as dependent on X as can be."),
                Slip(0.5 * log2(2 * np.pi * e), "That is the differential entropy of X. For densities it is not what X tells of itself."),
            ]),
            Formula("I(X;X + N), written with s", "log2(1 + 1 / s^2) / 2", {"s": (0, 4)}, [
                Slip("log2(1 + 1 / s^2)", "The ½ before the logarithm is lost."),
                Slip("log2(1 + 1 / s) / 2", "s is the standard deviation. Variances add up: take s²."),
                Slip("log2(1 + s^2) / 2", "More noise tells less. The ratio is upside down: the signal's variance over that of the noise."),
            ]),
    ], right="Without noise a real number tells infinitely many bits. Noise makes it finite, and only the ratio of the variances counts.",
    hints=["Stretching by a > 0 adds log₂ a to the differential entropy.", "ρ² is the share of the variance of X + N that comes from X.", "ρ² = 1/(1 + s²). Put it into −½ log₂(1 − ρ²)."]),
    Exercise("information-from-nothing", [
            Formula("the average estimate, written with a, b and n", "(a - 1) * (b - 1) / (2 * n * ln(2))", {"a": (2, 40), "b": (2, 20), "n": (100, 2000)}, [
                Slip("(a - 1) * (b - 1) / (2 * n)", "That is in nats. For bits divide by ln 2."),
                Slip("a * b / (2 * n * ln(2))", "The probabilities in a row and in a column sum to 1: take a − 1 and b − 1."),
                Slip("(a * b - 1) / (2 * n * ln(2))", "That is what the pair's entropy lacks. The two single entropies lack something, too: subtract a − 1 and b − 1."),
                Slip("-(a - 1) * (b - 1) / (2 * n * ln(2))", "Entropies come out too small, but the pair's is subtracted: mutual information comes out too large."),
                Slip("(a - 1) * (b - 1) / (n * ln(2))", "The 2 of the denominator is lost."),
            ]),
            Number("for 64 patterns, 10 labels and 899 images", 63 * 9 / (2 * 899 * log(2)), "bits", [
                Slip(640 / (2 * 899 * log(2)), "You took all 640 cells. Take 63 · 9 of them."),
                Slip((6 - 1) * 9 / (2 * 899 * log(2)), "Six pixels have 2⁶ = 64 patterns, not 6."),
                Slip(63 * 9 / (899 * log(2)), "The 2 of the denominator is lost."),
            ]),
    ], right="The chapter's shuffled labels gave 0.47 bits for six pixels: nearly all of it is this.",
    hints=["Independent and all pairs possible: how many pairs are there?", "k_xy − k_x − k_y + 1 with k_xy = ab is (a − 1)(b − 1)."]),
])
