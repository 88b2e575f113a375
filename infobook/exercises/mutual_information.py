"""The exercises of the chapter *Mutual information*."""

from math import comb, e, inf, log, log2
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
    Setting,
    Slip,
    Step,
    chapter,
)
from infolib import conditional_entropy, entropy, joint_entropy, marginals, mutual_information

__all__ = ["check"]

EVEN_HIGH = np.array([[1 / 6, 1 / 3], [1 / 3, 1 / 6]])  # rows even, odd; columns up to three, above
TABLE = np.array([[0.5, 0.25], [0.0, 0.25]])
DICE = np.array([[1 / 36 if 1 <= s - x <= 6 else 0 for s in range(2, 13)] for x in range(1, 7)])
H_SUM = entropy(marginals(DICE)[1])
THIRDS = entropy([1 / 3, 2 / 3])
QUARTER = entropy([0.25, 0.75])
BURNT = 184 * 789_648 / (366 * 724)
AXES = np.array([[0.4, 0.2], [0.1, 0.3]])
BAG = [[1 / 2, 0], [1 / 8, 3 / 8]]
LOST = 0.2
FILLED = (1 - LOST) ** 3 + 3 * LOST * (1 - LOST) ** 2
SUMS = np.array([[8, 16, 8, 0, 0, 0, 0], [2, 4, 6, 8, 6, 4, 2]]) / 64


def table(p_x: Any, line: Any) -> Any:
    """Return the joint table of what is sent and what is received."""
    return np.asarray(p_x, dtype=float)[:, np.newaxis] * np.asarray(line, dtype=float)


def information(p_x: Any, line: Any) -> Any:
    """Return the mutual information of what is sent and what is received, in bits."""
    return mutual_information(table(p_x, line))


def ratio(p_x: Any, line: Any) -> tuple[Any, Any]:
    """Return the joint table and p(x, y) / (p(x) p(y)), with 1 where there is nothing to take a logarithm of."""
    p = table(p_x, line)
    product = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    return p, np.where(p > 0, p, 1) / np.where(p > 0, product, 1)


def weighted_by_rows(p_x: Any, line: Any) -> Any:
    """Weigh with p(y|x), as if every symbol were sent all the time."""
    _, r = ratio(p_x, line)
    return (np.asarray(line) * np.log2(r)).sum()


def lines(rng: np.random.Generator) -> Any:
    """Draw inputs and lines, some with a symbol that is never sent, or never arrives."""
    yield [0.5, 0.5], [[1.0, 0.0], [0.0, 1.0]]
    yield [0.5, 0.5], [[0.5, 0.5], [0.5, 0.5]]
    yield [0.5, 0.5], [[0.75, 0.25], [0.25, 0.75]]
    yield [0.75, 0.25], [[1.0, 0.0], [0.5, 0.5]]
    yield [0.5, 0.0, 0.5], [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [0.25, 0.75, 0.0]]
    for rows, columns in ((2, 3), (3, 2), (4, 5), (3, 3)):
        yield rng.dirichlet(np.ones(rows)).tolist(), rng.dirichlet(np.ones(columns), size=rows).tolist()


def copies_enough(wrong: Any, step: int) -> int:
    """Return how many copies of a bit, in steps, make the probability that it is wrong smaller than a millionth."""
    return next(n for n in range(1, 200, step) if wrong(n) < 1e-6)


def majority_wrong(n: int) -> float:
    """Return the probability that more than half of n copies are flipped, each with probability 0.2."""
    return float(sum(comb(n, k) * LOST**k * (1 - LOST) ** (n - k) for k in range(n // 2 + 1, n + 1)))


def solve(wanted: float, bits: Any, high: float) -> float:
    """Halve the interval from 0 until bits(there) is what is wanted; bits rises."""
    low = 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if bits(middle) < wanted else (low, middle)
    return low


HALF_BIT = solve(0.5, lambda f: entropy([f, 1 - f]), 0.5)
TEN_CLASSES = solve(log2(10) - 2, lambda error: entropy([error, 1 - error]) + error * log2(9), 0.9)

check = chapter("mutual-information", [
    # Warm-up
    Exercise("small-table", [
            Number("H(X,Y)", joint_entropy(TABLE), "bits", [
                Slip(log2(3), "That takes the three possible pairs as equally likely. One has the probability ½: weight each surprise by its probability."),
                Slip(log2(4), "That is for four equally likely cells. One of them never happens, and the others are not equally likely."),
                Slip(entropy([0.75, 0.25]) + 1, "That is H(X) + H(Y), right for independent variables. Take the entropy of the four cells."),
            ]),
            Number("H(Y|X)", conditional_entropy(TABLE), "bits", [
                Slip(conditional_entropy(TABLE, given="y"), "That is H(X|Y), given the column. Here the row is known: start with the entropy of each row."),
                Slip(THIRDS, "That is what is left in the first row. How often is it that row?"),
                Slip(THIRDS / 2, "That is the plain mean of the two rows. They are not equally likely."),
                Slip(entropy(marginals(TABLE)[1]), "That is H(Y), before anything is known. Knowing the row takes some of it away."),
                Slip(entropy([0.75, 0.25]), "That is H(X), the entropy of the row. Subtract it from H(X,Y): what is left is that of the column."),
            ]),
            Number("I(X;Y)", mutual_information(TABLE), "bits", [
                Slip(conditional_entropy(TABLE), "That is what is left of Y. The information is what has gone."),
                Slip(1 - THIRDS / 2, "That has the plain mean of the two rows for H(Y|X). They are not equally likely."),
                Slip(entropy([0.75, 0.25]), "That is H(X). Only as much of it as Y tells counts."),
                Slip(entropy([0.75, 0.25]) + 1, "That is the sum of the two entropies. Which part of it is counted twice?"),
            ]),
    ], right="Of the one bit of Y, the row takes 0.3113 bits away and leaves 0.6887.",
    hints=["Three cells are possible: ½, ¼ and ¼.", "The rows have the sums ¾ and ¼. Divide each row by its sum, take its entropy, and average with these weights.", "I(X;Y) = H(Y) − H(Y|X), and Y is a fair coin."]),
    Exercise("axis-one", [
            Choice("Which line gives p(y|x), one distribution per row?", "c", {
                "a": "`p_xy / p_xy.sum(axis=0)`", "b": "`p_xy / p_xy.sum(axis=1)`",
                "c": "`p_xy / p_xy.sum(axis=1, keepdims=True)`", "d": "`p_xy / p_xy.sum()`",
            }, [
                Slip("a", "axis=0 runs down a column and gives p(y). Dividing by it makes the columns sum to 1: that is p(x|y)."),
                Slip("b", "The sums are the right ones, p(x), but they lie along a row, so the first column is divided by the first of them. Stand them up with keepdims=True."),
                Slip("d", "The whole table sums to 1 already, so this changes nothing. Each row needs a divisor of its own."),
            ]),
            Number("The line (b) raises no error. What do the entries of the first row of its result add up to?", float((AXES / AXES.sum(axis=1))[0].sum()), "", [
                Slip(float((AXES / AXES.sum(axis=1, keepdims=True))[0].sum()), "So it should be, and so it is with keepdims=True. Which number divides which without it?"),
                Slip(float((AXES / AXES.sum(axis=1))[:, 0].sum()), "That is the first column of the result. Add along the first row."),
                Slip(float((AXES / AXES.sum(axis=0))[0].sum()), "That divides by the column sums, 0.5 and 0.5. Line (b) divides by the row sums."),
            ]),
            Choice("What is entropy(p_xy / p_xy.sum(axis=0), axis=0) @ p_xy.sum(axis=0)?", "d", {
                "a": "H(Y|X)", "b": "I(X;Y)", "c": "H(X,Y)", "d": "H(X|Y)",
            }, [
                Slip("a", "For H(Y|X) the rows would be divided and weighted with p(x). Here the columns are, with p(y)."),
                Slip("b", "This is an average of entropies of columns: what is left open, not what was learnt."),
                Slip("c", "The joint entropy divides by nothing. Here each column is made a distribution first."),
            ]),
    ], right="Summing over an axis makes it disappear, so axis=1 leaves p(x). Where NumPy may stretch, it raises no error: keep the axis with keepdims=True.",
    hints=["axis=1 adds along a row. What shape has the result?", "NumPy lines up the last axes: two numbers lie along a row, one per column.", "(b) divides the first column by 0.6 and the second by 0.4."]),
    Exercise("die-and-sum", [
            Number("I(X;S)", H_SUM - log2(6), "bits", [
                Slip(H_SUM, "That is H(S). Once X is known, the other die is still open."),
                Slip(log2(6), "That is H(S|X), the other die. It is what is left, not what is told."),
                Slip(log2(11) - log2(6), "That takes the eleven sums as equally likely. A 7 comes in six of 36 cases, a 2 in one."),
                Slip(2 * log2(6) - H_SUM, "That is H(X|S), what the sum leaves open. The question is what it tells."),
            ]),
            Number("H(X|S)", 2 * log2(6) - H_SUM, "bits", [
                Slip(log2(6), "That is H(X), or H(S|X). If you know the sum, less is left of the die."),
                Slip(H_SUM - log2(6), "That is what the sum tells about the die. The question is what it leaves open."),
            ]),
    ], right="The sum tells 0.69 bits about one die, and 1.90 bits are left. Both dice together tell all 3.27 bits of the sum, far more than twice 0.69.",
    hints=["Which is easier, H(S|X) or H(X|S)?", "Given one die, the sum is uniform on six values.", "H(S) is the entropy of 1/36, 2/36, …, 6/36, …, 1/36."]),
    # Work
    Exercise("table-to-order", [
            Number("p(0, 0)", (1 - HALF_BIT) / 2, "", [
                Slip(1 - HALF_BIT, "That is the probability that the coins agree. The cells (0, 0) and (1, 1) share it."),
                Slip(HALF_BIT / 2, "That is p(0, 1), the cell of a disagreement. The coins agree more often than not."),
                Slip(HALF_BIT, "That is the probability that the coins disagree. The two cells of an agreement share the rest."),
                Slip((0.25 + 0.5) / 2, "That lies halfway between 0 and 1 bit in the cell, but the information is no straight line in it. Solve H(f, 1 − f) = ½ for the probability f of a disagreement."),
            ]),
            Number("The number of rows that settle Y", 4 * 0.5, "", [
                Slip(4 * 0.25, "One row of four settles a quarter of the cases: that is a quarter of a bit."),
                Slip(4 * 0.75, "Three rows of four settle ¾ of the cases: that is ¾ of a bit."),
                Slip(4 * entropy([0.5, 0.5]), "If every row settles Y, nothing is left open and I(X;Y) = H(Y), a whole bit."),
            ]),
            Choice("The order that nobody can fill", "b", {
                "a": "H(X) = 1, H(Y) = 2, I(X;Y) = 1 bit", "b": "H(X) = 1, H(Y) = 2, H(X,Y) = 1.5 bits",
                "c": "H(X) = 1.5, H(Y) = 1.5, H(X,Y) = 3 bits", "d": "correlation 0, I(X;Y) = 1 bit",
            }, [
                Slip("a", "It can be filled: let X be a function of Y, as the colour of a card is of its suit. The information is then all of H(X)."),
                Slip("c", "It can be filled: independent variables have H(X,Y) = H(X) + H(Y)."),
                Slip("d", "It can be filled: correlation sees straight lines only. Let X be −2, −1, 1 or 2 and Y = |X|."),
            ]),
    ], right="A pair has at least the entropy of either part and at most their sum. Within these bounds there is a table for every order here.",
    hints=["I(X;Y) = H(Y) − H(Y|X), and Y is a fair coin. What must H(Y|X) be?", "If the coins disagree with probability f, then H(Y|X) = H(f, 1 − f). Try f = 0.1 and f = 0.12.", "For the third question, compare H(X,Y) with H(Y)."]),
    Exercise("set-the-table", [
            Setting("The state", {"X1": 0.2, "Y1": 0.2, "I": 0.2}, "joint-table", [
                Slip({"X1": 0.2, "Y1": 0.2, "I": 0}, "Both marginals are right, and X and Y are independent there: I = {I} bits. One column must have more of Y = 1 than the other."),
                Slip({"X1": 0.2, "Y1": 0.2, "I": (0.01, 0.19)}, "Both marginals are right, and {I} bits are too few. Move the two cuts further apart, with more of Y = 1 where X = 1."),
                Slip({"X1": 0.2, "Y1": 0.2}, "Both marginals are right, and {I} bits are too many. Bring the two cuts nearer to each other."),
                Slip({"X1": 0.2, "I": 0.2}, "I = {I} bits and P(X = 1) = {X1} are right, but P(Y = 1) = {Y1}. Move both cuts up, or both down."),
                Slip({"I": 0.2}, "I = {I} bits is right, but P(X = 1) = {X1} and P(Y = 1) = {Y1}. Begin with P(X = 1): only the width of a column moves it."),
                Slip({"X1": 0.2}, "P(X = 1) = {X1} is right. P(Y = 1) = {Y1} is the average of the two cuts, weighed with the widths of their columns, and I = {I} bits."),
                Slip({}, "P(X = 1) = {X1}, P(Y = 1) = {Y1} and I = {I} bits. Begin with P(X = 1): only the width of a column moves it."),
            ]),
    ], right="The marginals leave one number of such a table free, and with it how much the variables share: here from 0 to 0.7219 bits.",
    hints=["The widths of the columns are P(X = 0) and P(X = 1). Set them first.", "P(Y = 1) is the average of the two cuts, weighed with these widths. So one cut follows from the other.", "Start from level cuts. If the cut of the wide column moves down, that of the narrow one must move up four times as far."]),
    Exercise("information-forms-proof", [
            Order("The order of the lines", {"A": "D", "B": "A", "D": "", "F": "B", "G": "F"}, [
                Slip("C", "Line C does not hold: in the second sum the logarithm contains x as well as y. Only in the first sum is it the same for all y."),
                Slip("E", "Line E is true, and it leads to H(Y) − H(Y|X). For the form with H(X), the first line has to bring in p(x|y)."),
                Slip("AD", "Line A splits a logarithm that line D writes down first."),
                Slip("BA", "Line B takes the sum apart, and only line A has a difference inside."),
                Slip("FB", "Line F uses Σ p(x,y) over y in the first of two sums. Line B makes them two."),
                Slip("GF", "Line G is the result. It needs both sums in their final form, so it comes last."),
            ]),
            Choice("The line that needs a finite H(X)", "b", {
                "a": "line A", "b": "line B", "c": "line D", "d": "line F",
            }, [
                Slip("a", "Line A is about one logarithm of one ratio of positive numbers: nothing is infinite there."),
                Slip("c", "Line D rewrites a ratio of positive numbers: nothing is infinite there."),
                Slip("d", "Line F adds non-negative numbers in another order, which is always allowed."),
            ]),
    ], right="What goes away of H(X) when Y is known is what the two share. With infinite entropies the difference would be ∞ − ∞.",
    hints=["Begin with the conditional probability inside the logarithm.", "Inside the logarithm, then the logarithm, then two sums, then one of them simpler.", "Where could ∞ − ∞ turn up?"]),
    Exercise("write-information", [
            Function("information", information, lines, [([0.5, 0.5], [[0.75, 0.25], [0.5, 0.5]]), ([0.25, 0.75], [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]), ([0.4, 0.6], [[0.1, 0.9], [0.3, 0.7]])], [
                Slip(lambda p, line: information(p, line) * log(2), "This is in nats, and bits are asked for: take log2."),
                Slip(lambda p, line: -information(p, line), "The fraction is upside down: p(x, y) stands above, p(x) p(y) below."),
                Slip(lambda p, line: information(np.full(len(p), 1 / len(p)), line), "It sends all symbols equally often. Multiply each row by its p(x) before anything else."),
                Slip(weighted_by_rows, "It weighs the logarithms with p(y|x). A pair arrives with probability p(x) p(y|x): that is the weight."),
                Slip(lambda p, line: np.log2(ratio(p, line)[1]).sum(), "It adds up the logarithms without weights. Multiply each by p(x, y): a pair counts as often as it comes."),
                Slip(lambda p, line: joint_entropy(table(p, line)), "That is the joint entropy. Subtract it from H(X) + H(Y)."),
                Slip(lambda p, line: conditional_entropy(table(p, line)), "That is H(Y|X), the noise of the line. Subtract it from H(Y)."),
                Slip(lambda p, line: conditional_entropy(table(p, line), given="y"), "That is H(X|Y), what is left open of the sent symbol. Subtract it from H(X)."),
                Slip(lambda p, line: entropy(marginals(table(p, line))[1]), "That is H(Y), all that the received symbol carries. A part of it is noise: subtract H(Y|X)."),
            ]),
    ], right="The line fixes p(y|x), and the sender p(x). Mutual information needs both, which is why capacity is its largest value over p(x).",
    hints=["The joint table comes first. In it, the row of a symbol that is rarely sent is small.", "Both marginals come from the joint table: p(y) is not the sum of the rows as they are given.", "Where p(x, y) is 0 there is no logarithm to take. Leave these cells out of both tables."]),
    Exercise("noisy-relay", [
            Formula("I(X;Y), written with f, in bits", "1 + f * log2(f) + (1 - f) * log2(1 - f)", {"f": (0, 1)}, [
                Slip("1 - f", "A share f of the bits is wrong, but you do not know which. What is left open is the entropy of “flipped or not”."),
                Slip("1 + (-f * log2(f) - (1 - f) * log2(1 - f))", "That is 1 bit plus the entropy of the noise. The noise is what is left open."),
                Slip("-f * log2(f) - (1 - f) * log2(1 - f)", "That is H(Y|X), what is left open. The question is what is told."),
                Slip("1 + f * ln(f) + (1 - f) * ln(1 - f)", "Bits are asked for: take log2."),
                Slip("1 - 2 * f", "That is the correlation of sent and received. Information is H(Y) − H(Y|X)."),
            ]),
            Number("I at f = 1/4", 1 - QUARTER, "bits", [
                Slip(1 - 0.25, "A quarter of the bits is wrong, but you do not know which, and that costs more than a quarter of a bit."),
                Slip(QUARTER, "That is the entropy of the noise, which is left open."),
            ]),
            Number("I at f = 1", 1 - entropy([1, 0]), "bits", [
                Slip(1 - entropy([0.5, 0.5]), "A relay that flips every bit loses nothing: flip the bits back. Nothing is left open."),
            ]),
            Number("The f with I = 0", 0.5, "", [
                Slip(1, "At f = 1 every bit is flipped, and you know that. Which relay leaves you with no idea?"),
                Slip(0, "At f = 0 every bit arrives. Which relay leaves you with no idea?"),
            ]),
    ], right="The noise costs its own entropy. A bit that is surely wrong costs nothing; a bit that may be wrong does.",
    hints=["I(X;Y) = H(Y) − H(Y|X). What is H(Y)?", "Given what was sent, the received bit is wrong with probability f.", "H(Y|X) is the binary entropy of f."]),
    Exercise("largest-is-enough", [
            Number("I(N; largest)", mutual_information(BAG), "bits", [
                Slip(1 - mutual_information(BAG), "That is H(N | largest), what stays open. The question is what is told."),
                Slip(1, "That is all of H(N). But if both numbers are 1 or 2, the bag of four is still possible."),
                Slip(3 / 8, "That is the probability of a 3 or 4, when N is known for certain. The other cases tell something, too."),
                Slip(mutual_information([[1 / 2, 0], [1 / 4, 1 / 4]]), "That is what one card tells. Two cards without a 3 or 4 have probability 1/4 from the bag of four."),
            ]),
            Number("I(N; sum)", mutual_information(SUMS), "bits", [
                Slip(1 - mutual_information(SUMS), "That is H(N | sum), what stays open. The question is what is told."),
                Slip(mutual_information(BAG), "That is what the largest tells. A sum of 4 may be 2 + 2 or 1 + 3, and the sum does not say which."),
                Slip(mutual_information([[1 / 2, 0], [3 / 16, 5 / 16]]), "That looks only at whether the sum is above 4. Sums of 2, 3 and 4 are not equally likely from the two bags: keep them apart."),
            ]),
            Choice("The sufficient summary", "a", {
                "a": "the largest", "b": "the sum", "c": "the smallest", "d": "whether the two are equal",
            }, [
                Slip("b", "Of a sum of 4 one does not know whether it was 2 + 2 or 1 + 3, and only the bag of four can give the latter."),
                Slip("c", "If the smallest is 1, the other card may be a 4, which would settle N. The smallest hides it."),
                Slip("d", "Two equal cards may be 1 and 1, or 4 and 4, which would settle N."),
            ]),
    ], right="Within the pairs that have the same largest number, the pair tells nothing more about N: that is what sufficient means.",
    hints=["List the pairs that both bags can give. How probable is each, for N = 2 and for N = 4?", "All that matters is whether a 3 or 4 was drawn. Make a table of that and N.", "For the sum, make a table with seven columns, from 2 to 8."]),
    Exercise("burnt-offering", [
            Number("The pointwise mutual information of “burnt offering”", log2(BURNT), "bits", [
                Slip(log2(184 / (366 * 724)), "That takes counts for probabilities. Divide each by the number of pairs first."),
                Slip(log2(184 / 366), "That is log₂ p(offering | burnt). Compare it with p(offering)."),
                Slip(BURNT, "That is the ratio to chance. Take its log₂."),
                Slip(184 / 789_648 * log2(BURNT), "That is the value times p(x, y), the term of the pair in I(X;Y). The question is about one pair, without the weight."),
            ]),
            Formula("The value for two words that always come together, m times, in bits", "log2(n / m)", {"n": (1000, 100_000), "m": (1, 50)}, [
                Slip("log2(m / n)", "That is upside down: it would be negative, and the two attract each other."),
                Slip("log2(n)", "That is for m = 1. Keep m: the more often they come, the less surprising each was."),
                Slip("m / n * log2(n / m)", "That is the value times p(x, y) = m/n. Leave out the weight."),
                Slip("log2(n / m^2)", "That leaves out p(x, y) = m/n above the line."),
            ]),
    ], right="The value for two inseparable words is the surprise of either. The rarer they are, the larger it is, which is why rare pairs lead every such list.",
    hints=["p(x, y) = 184/n, p(x) = 366/n, p(y) = 724/n.", "One n is left above the line.", "For the second part all three probabilities are m/n."]),
    Exercise("lost-not-flipped", [
            Number("The capacity of the line", 1 - LOST, "bits", [
                Slip(1 - entropy([LOST, 1 - LOST]), "That is for a line that flips bits. Here the receiver sees which places are empty, and the others are surely right."),
                Slip(entropy([LOST, 1 - LOST]), "That is the entropy of “lost or not”, which says nothing about the data. How much of a fair bit is open, on average, when the place has been seen?"),
                Slip(LOST, "That is what is left open, H(X|Y). The question is what is told."),
            ]),
            Number("The probability that a block cannot be filled", 1 - FILLED, "", [
                Slip(FILLED, "That is the probability that it can be filled."),
                Slip(1 - (1 - LOST) ** 3, "That takes a block as spoilt by any loss. If one place is empty, the other two say what stood there."),
                Slip(LOST**3, "That takes a block as spoilt only if all three places are empty. With two empty places, what does the third say about them?"),
                Slip(3 * LOST**2 * (1 - LOST), "That is for exactly two empty places. All three may be empty as well."),
                Slip(1 - ((1 - LOST) ** 3 + LOST * (1 - LOST) ** 2), "That counts one of the three ways to have a single empty place."),
            ]),
            Number("The number of copies of each bit", copies_enough(lambda n: LOST**n, 1), "", [
                Slip(copies_enough(lambda n: LOST**n, 1) - 1, "With these, all copies are lost more than once in a million times. Take one more."),
                Slip(copies_enough(majority_wrong, 2), "That is for flips, where the majority decides. Here a single copy that arrives is enough."),
            ], tolerance=0),
            Choice("What follows", "b", {
                "a": "the promise can be kept: at any rate below 1, longer blocks make errors rarer",
                "b": "the promise cannot be kept: the rate is above the capacity",
                "c": "the promise cannot be kept: no code has a higher rate than the sender's",
                "d": "the promise can be kept if the receiver need not see which places are empty",
            }, [
                Slip("a", "The limit is the capacity, and your first answer says how large that is."),
                Slip("c", "The sender's code has the rate 2/3. Between it and the capacity there is room for longer codes."),
                Slip("d", "To know less about what arrived cannot help a receiver: that would be processing that adds information."),
            ]),
    ], right="A loss that is seen costs the bit that is lost, and no more. What counts for the promise is the capacity, whatever the code.",
    hints=["What is left open of a fair bit if it arrives, and what if its place is empty?", "Of the three bits of a block, any two give the third. Which numbers of empty places does that mend?", "All copies must be lost for the bit to be lost. Compare the powers of 0.2 with a millionth."]),
    Exercise("ten-classes", [
            Number("H(Y|X)", log2(10) - 2, "bits", [
                Slip(log2(10), "That is H(Y), before the picture is seen."),
                Slip(log2(10) - (log2(10) - 2), "That is what the picture tells. The question is what it leaves open."),
                Slip(10 / 2**2, "That is how many labels are left, in a manner of speaking. Its log₂ is the answer."),
            ]),
            Number("The least probability of an error", TEN_CLASSES, "", [
                Slip((log2(10) - 2 - 1) / log2(9), "That has 1 for the entropy of “right or wrong?”. It is smaller for a rare error: solve with it."),
                Slip((log2(10) - 2) / log2(9), "That leaves out the entropy of “right or wrong?”. It takes a part of the 1.3219 bits."),
                Slip((log2(10) - 2) / log2(10), "That is the share of the bits that is left open. It is not the probability of an error: use the inequality."),
                Slip(1 - 1 / 2 ** (log2(10) - 2), "That is for a guess among 2.5 equally likely labels. The inequality allows open bits that are spread less evenly."),
            ]),
            Choice("What follows", "c", {
                "a": "nothing: the inequality holds on average over classifiers",
                "b": "the classifier sharpens the pictures before it looks at them",
                "c": "the 2 bits are too low, or the 5 % were not measured on new pictures",
                "d": "the classifier is larger than the one behind the inequality",
            }, [
                Slip("a", "It holds for every guess that is made from the picture, each by itself."),
                Slip("b", "Sharpening is a step of processing: it adds nothing to what the picture tells about the label."),
                Slip("d", "The inequality speaks of every guess made from the picture, by whatever machine."),
            ]),
    ], right="What is left open must show as errors. A result below the bound says that one of the two measurements is wrong.",
    hints=["H(Y|X) = H(Y) − I(X;Y), and Y is uniform on ten labels.", "Find the ε at which the right side reaches 1.3219 bits: try 0.1 and 0.2, and go on from there.", "Which two measurements contradict each other?"]),
    # Challenge
    Exercise("both-heads", [
            Number("I(X;Z)", QUARTER - 0.5, "bits", [
                Slip(QUARTER, "That is H(Z). Given X = 1, Z is still open."),
                Slip(0.5 * entropy([0.5, 0.5]), "That is H(Z|X), what is left. The question is what is told."),
                Slip(entropy([0.5, 0.5]), "Z is no fair coin: it is 1 in one case of four."),
            ]),
            Number("I(X,Y;Z)", QUARTER, "bits", [
                Slip((QUARTER - 0.5) + (QUARTER - 0.5), "That is the sum of what each tells alone. Together they tell more: Z is a function of both."),
                Slip(2 * entropy([0.5, 0.5]), "That is the entropy of the two coins. They cannot tell more about Z than H(Z)."),
                Slip(entropy([0.5, 0.5]), "Z is no fair coin: it is 1 in one case of four."),
            ]),
            Number("I(X;Y|Z)", 0.75 * (2 * THIRDS - log2(3)), "bits", [
                Slip(mutual_information(np.full((2, 2), 1 / 4)), "They are independent, but not once Z is known: if Z = 0 and X = 1, then Y = 0."),
                Slip(2 * THIRDS - log2(3), "That is the information in the table of Z = 0. How probable is that table?"),
                Slip(QUARTER - 0.5, "That is I(X;Z). Which cells are possible in the table given Z = 0?"),
                Slip(entropy([0.5, 0.5]), "That is for “alike”, where Z and X fix Y. Here Z = 0 leaves three cases."),
            ]),
    ], right="Each coin alone tells 0.3113 bits and both tell 0.8113, so the second adds half a bit. The surplus over 0.3113 is I(X;Y|Z).",
    hints=["Z is a function of both coins, so I(X,Y;Z) = H(Z).", "Given X = 0, Z is settled; given X = 1, Z is Y.", "Given Z = 0, the three pairs (0, 0), (0, 1), (1, 0) are equally likely. Given Z = 1, nothing is open."]),
    Exercise("triangle-of-entropies", [
            Proof("Your proof of the triangle inequality", [
                Step(
                    "It is enough to show H(X|Z) ≤ H(X|Y) + H(Y|Z) for any three variables. The same with X and Z exchanged, added to it, is the triangle inequality.",
                    "Each d is a sum of two conditional entropies. Prove the inequality for one of them and for any three variables. Then you may exchange X and Z, and add the two.",
                ),
                Step(
                    "Y comes in before the bar: H(X|Z) ≤ H(X,Y|Z), because a pair is at least as uncertain as one of the two.",
                    "The left side does not contain Y, and the right side does. Behind the bar Y can only lower the entropy, and the inequality would point the wrong way: H(X|Y,Z) ≤ H(X|Z).",
                ),
                Step(
                    "The chain rule, given Z, splits the pair with Y first: H(X,Y|Z) = H(Y|Z) + H(X|Y,Z).",
                    "Split with X first, the pair leads back to H(X|Z). And Z stays behind the bar of both terms: with H(X|Y) in place of H(X|Y,Z) the equation is false, for Y may leave something open that Z settles.",
                ),
                Step(
                    "Without Z in the condition the entropy can only be larger, on average: H(X|Y,Z) ≤ H(X|Y).",
                    "H(X|Y,Z) has to become H(X|Y), and this needs its reason: knowing more never raises an entropy on average. For a single value of Z it may.",
                ),
            ]),
            Number("The distance between the two questions", conditional_entropy(EVEN_HIGH) + conditional_entropy(EVEN_HIGH, given="y"), "bits", [
                Slip(sum(entropy(m) for m in marginals(EVEN_HIGH)), "That is H(X) + H(Y), right for independent variables. Which throws are even *and* above three?"),
                Slip(conditional_entropy(EVEN_HIGH), "That is H(Y|X). The distance has a second part."),
                Slip(mutual_information(EVEN_HIGH), "That is what the two share. The distance is what they do not share."),
                Slip(joint_entropy(EVEN_HIGH), "That is H(X,Y), the whole pair. The distance leaves out what the two share."),
            ]),
    ], right="H(X|Y) + H(Y|X) is 0 for variables that determine each other, symmetric, and obeys the triangle inequality: it is a distance.",
    hints=["Show H(X|Z) ≤ H(X|Y) + H(Y|Z) first. Bring Y in: adding a variable cannot lower an entropy.", "Then split the pair, then drop a condition, which can only raise an entropy.", "For the number, sort the six throws into a table: even or odd, above three or not."]),
    Exercise("stretched-normal", [
            Number("How much larger the differential entropy of 8X is", log2(8), "bits", [
                Slip(log2(1), "For discrete variables it would be 0. A density gets eight times lower and wider."),
                Slip(2 ** log2(8), "The width grows by 8, the entropy by its logarithm."),
                Slip(log2(64), "That is log₂ of 64, the factor of the variance, without the ½ before the logarithm."),
            ]),
            Number("I(X;8X)", inf, "bits", [
                Slip(log2(8), "That is the change of the differential entropy. The exact value of 8X gives away every decimal of X: finer bins tell ever more."),
                Slip(0.5 * log2(1), "That is for independent variables, ρ = 0. But 8X determines X."),
                Slip(0.5 * log2(2 * np.pi * e), "That is the differential entropy of X. For densities it is not what X tells of itself."),
            ]),
            Formula("I(X;X + N), written with s, in bits", "log2(1 + 1 / s^2) / 2", {"s": (0, 4)}, [
                Slip("log2(1 + 1 / s^2)", "The ½ before the logarithm is lost."),
                Slip("log2(1 + 1 / s) / 2", "s is the standard deviation. Variances add up: take s²."),
                Slip("log2(1 + s^2) / 2", "More noise tells less. The ratio is upside down: the signal's variance over that of the noise."),
            ]),
    ], right="Without noise a real number gives infinitely many bits. Noise makes the information finite, and only the ratio of the variances counts.",
    hints=["Stretching by a > 0 adds log₂ a to the differential entropy.", "ρ² is the share of the variance of X + N that comes from X.", "ρ² = 1/(1 + s²). Put it into −½ log₂(1 − ρ²)."]),
    Exercise("enough-images", [
            Formula("The number of pairs, written with a, b and c", "(a - 1) * (b - 1) / (2 * c * ln(2))", {"a": (2, 40), "b": (2, 20), "c": (0.001, 0.5)}, [
                Slip("(a - 1) * (b - 1) / (2 * c)", "That is for c in nats. For bits divide by ln 2 as well."),
                Slip("a * b / (2 * c * ln(2))", "The margins are estimated as well, which takes a + b − 1 off the a · b cells."),
                Slip("(a * b - 1) / (2 * c * ln(2))", "That is for the entropy of the pair. The two single entropies are too small as well."),
                Slip("(a - 1) * (b - 1) / (c * ln(2))", "The 2 of the denominator is lost."),
                Slip("2 * c * ln(2) / ((a - 1) * (b - 1))", "That is upside down: the smaller c is to be, the more observations you need."),
            ]),
            Number("The number of images for 1024 patterns, 10 labels and 0.01 bits", 1023 * 9 / (2 * 0.01 * log(2)), "", [
                Slip(10240 / (2 * 0.01 * log(2)), "That takes all 10,240 cells. The margins are estimated as well."),
                Slip(9 * 9 / (2 * 0.01 * log(2)), "Ten pixels have 2¹⁰ = 1024 patterns, not 10."),
                Slip(1023 * 9 / (0.01 * log(2)), "The 2 of the denominator is lost."),
                Slip(1023 * 9 / (2 * 0.01), "That leaves out ln 2, as if the bound were in nats. Divide by it as well."),
            ]),
            Number("The number of pixels for which 899 images are enough", log2(2), "", [
                Slip(log2(4), "Two pixels have four patterns and need 1948 images."),
                Slip(899 * 10 / 664_145, "Images are not shared out among pixels: each further pixel doubles the patterns."),
            ]),
    ], right="Each further pixel doubles the patterns and with them the images you need. That is why whole images have no table.",
    hints=["Independent and all pairs possible: the numerator of the chance floor is (a − 1)(b − 1).", "Set the floor equal to c and solve for n.", "For the last question, count the patterns of one pixel and of two."]),
    Exercise("batch-ceiling", [
            Number("The bits proved", log2(256) - 1.2 / log(2), "bits", [
                Slip(1.2 / log(2), "That is the loss, in bits. The bound is the logarithm of K minus it."),
                Slip(log2(256) - 1.2, "That is a number of bits minus a number of nats. Turn the loss into bits first."),
                Slip(log2(256) - 1.2 * log(2), "A nat is more than a bit, so the loss is a larger number in bits."),
            ]),
            Number("The most bits that any model could prove", log2(256), "bits", [
                Slip(2 ** log2(256), "That is the number of candidates. The ceiling is its logarithm."),
                Slip(inf, "The loss cannot fall below 0, so the bound cannot rise above the logarithm of 256."),
            ]),
            Number("The number of candidates per row", 2**12, "", [
                Slip(2 * 12, "The ceiling is log₂ K: with each bit more, K doubles."),
                Slip(256 * 12 / 8, "The ceiling is not in proportion to K. Each further bit doubles the candidates."),
                Slip(2**11, "That has a ceiling of 11 bits."),
                Slip(12, "That is the ceiling in bits. How many candidates have 12 bits as their logarithm?"),
            ]),
    ], right="A bound from rows of K candidates stops at log₂ K. The candidates needed grow exponentially with the information that is to be shown.",
    hints=["The loss is in nats and the answer in bits.", "No loss is below 0. What does that leave of log₂ K − loss?", "How large must K be for log₂ K to reach 12 bits?"]),
])
