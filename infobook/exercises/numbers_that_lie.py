"""The exercises of the chapter *Numbers that lie*."""

from collections.abc import Iterable, Sequence
from math import e, erf, exp, inf, isfinite, log, log2, log10, nan, pi, sqrt

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter
from infolib import mutual_information

__all__ = ["check"]

TABLE = np.array([[0.2, 0.3], [0.1, 0.4]])
COUNTED = np.array([[0.1, 0.5], [0.1, 0.3]])
UPRIGHT = float(np.sum(COUNTED * np.log2(COUNTED / np.array([[0.2 * 0.6, 0.2 * 0.4], [0.8 * 0.6, 0.8 * 0.4]]))))
ENTRYWISE = float(np.sum(COUNTED * np.log2(COUNTED / np.array([0.6 * 0.2, 0.4 * 0.8]))))
MEAN, ROWS, CLASSES = 0.0125, 32, 10
REPORTS = {
    "a": "An entropy is above its ceiling, log₂ of the number of outcomes",
    "b": "A pair has more than its parts together",
    "c": "Each number is possible, but they do not fit together",
    "d": "Nothing: these numbers are possible",
}


# The check at the door

def is_distribution(p: Sequence[float]) -> bool:
    """Tell whether p is a list of probabilities that sum to 1."""
    return all(isfinite(x) and x >= 0 for x in p) and abs(sum(p) - 1) <= 1e-9


def lists(rng: np.random.Generator) -> Iterable[tuple[list[float]]]:
    """Draw distributions, and lists that look like one."""
    for p in ([1.0], [0.5, 0.5], [0.57, 0.35, 0.08], [0.0, 1.0], [2.0, 3.0], [1.5, -0.5], [-0.7, 0.1, -0.1, 0.1], [0.3, 0.3], []):
        yield (p,)
    for p in ([0.5, nan, 0.5], [nan], [inf, 0.5], [inf, -inf], [0.6, 0.5], [1.0 + 1e-6], [0.5, 0.5 - 1e-6]):
        yield (p,)
    for k in (2, 3, 5):
        yield (rng.dirichlet(np.ones(k)).tolist(),)


def report(number: str, answer: str, *slips: Slip) -> Choice:
    """One of the four reports, with the same options."""
    return Choice(f"report ({number})", answer, REPORTS, slips)


check = chapter("numbers-that-lie", [
    # Warm-up
    Exercise("lies-catch-them", [
        report("1", "a",
               Slip("b", "There is only one variable here. Compare with the ceiling for four outcomes."),
               Slip("c", "There is only one number here. Is it possible by itself?"),
               Slip("d", "Four equally likely outcomes have log2(4) bits, and no variable with four outcomes has more.")),
        report("2", "b",
               Slip("a", "The numbers of outcomes are not given. Compare the pair with the sum of the parts."),
               Slip("c", "No fourth number is given that could contradict. Compare the pair with the sum of the parts."),
               Slip("d", "The pair has at most H(X) + H(Y), which is 2.5 bits.")),
        report("3", "c",
               Slip("a", "The numbers of outcomes are not given. Compute I from the other three."),
               Slip("b", "2.2 is below the sum of the parts, 2.5. Compute I from the three entropies."),
               Slip("d", "I = H(X) + H(Y) − H(X,Y) is 0.3 bits, not 0.4.")),
        report("4", "d",
               Slip("a", "These are divergences, not entropies. A divergence has no ceiling."),
               Slip("b", "These are divergences. Nothing here is a pair and its parts."),
               Slip("c", "The two directions of a divergence need not fit together: they may differ by any amount.")),
    ], right="A bound catches a number by itself; an identity catches numbers that contradict each other.",
       hints=["Which bounds do you know: for k outcomes, for a pair, for a mutual information?", "For (3) use I = H(X) + H(Y) − H(X,Y). For (4): is the divergence symmetric?"]),
    Exercise("lies-repair-table", [
        Number("what the program prints", mutual_information(TABLE), "bits", [
            Slip(float(np.sum(TABLE * np.log2(TABLE / np.outer([0.3, 0.7], [0.5, 0.5])))), "That has the column sums upright, 0.15 in the first row and 0.35 in the second. The program lays them along both rows: 0.15 and 0.35 in each."),
            Slip(float(np.sum(TABLE * np.log2(TABLE))), "That is without the denominator. Divide by 0.15 in the first column and by 0.35 in the second."),
        ], tolerance=2e-3),
        Number("the sum of the denominator", 2 * (0.15 + 0.35), "", [
            Slip(0.15 + 0.35, "That is the sum of one row. The product is stretched over two."),
            Slip(2 * (0.15 + 0.2), "That is the sum in the example of the chapter. Here the product is (0.15, 0.35), twice."),
        ], tolerance=0),
        Number("the right mutual information", mutual_information(TABLE), "bits", [
            Slip(-mutual_information(TABLE) + 1, "That is H(X | Y), what is left of the 1 bit of X. Use the sum of p(x,y) log2 of p(x,y) / (p(x) p(y))."),
            Slip(float(mutual_information(np.outer([0.5, 0.5], [0.3, 0.7]))), "The rows are not proportional to each other, so the variables are dependent."),
        ], tolerance=2e-3),
    ], right="The faulty program is right on this table, because both rows have the same sum. Symmetry hides faults.",
       hints=["The product is (0.15, 0.35). What does each row of p(x) p(y) look like?", "Both row sums are ½."]),
    Exercise("lies-units", [
        Number("the loss of B", 1.25 / log(2), "bits", [
            Slip(1.25 * log(2), "That is 1.25 times ln 2. A bit is the smaller unit, so there are more of them: divide."),
            Slip(2**1.25, "That is a power. A loss in nats is changed into bits by dividing by ln 2."),
        ], given="nats"),
        Choice("the better model", "a", {"a": "A", "b": "B", "c": "they are equally good"}, [
            Slip("b", "1.25 is in nats. In bits it is more than 1.50."),
            Slip("c", "Bring both to bits: 1.50 and 1.25 / ln 2."),
        ]),
        Number("the perplexity of B", exp(1.25), "", [
            Slip(2**1.25, "The loss is in nats: raise e to it, not 2."),
            Slip(exp(1.25 / log(2)), "That is e to the number of bits. Use 2 with bits, or e with nats."),
            Slip(2**1.5, "That is the perplexity of A."),
        ]),
    ], right="The smaller number belonged to the worse model. A column head is not a unit check.",
       hints=["One nat is 1 / ln 2 bits.", "e with nats, 2 with bits."]),
    # Work
    Exercise("lies-write-check", [
        Function("is_distribution", is_distribution, lists, [([0.57, 0.35, 0.08],), ([1.5, -0.5],), ([0.0, 1.0],), ([0.5, 0.25],), ([0.5, nan, 0.5],)], [
            Slip(lambda p: abs(sum(p) - 1) <= 1e-9, "That accepts whatever sums to 1, as [1.5, −0.5] does: look at each entry, too."),
            Slip(lambda p: all(isfinite(x) and x >= 0 for x in p) and sum(p) == 1, "That refuses what misses 1 by a hair. Sums of floats are rounded, such as 0.57 + 0.35 + 0.08: allow 1e-9."),
            Slip(lambda p: all(0 <= x <= 1 for x in p), "That accepts entries whose sum is not 1."),
            Slip(lambda p: not any(x < 0 for x in p) and not abs(sum(p) - 1) > 1e-9, "A nan gets through. Comparisons with nan are false, so write what must hold, with >= and <=, or use math.isfinite."),
            Slip(lambda p: all(x > 0 for x in p) and abs(sum(p) - 1) <= 1e-9, "That refuses an outcome of probability 0. It is allowed."),
        ]),
    ], right="A few lines at the door would have stopped four of the wrong numbers of this chapter.",
       hints=["Three conditions: finite, not negative, sum 1 within 1e-9.", "all(math.isfinite(x) and x >= 0 for x in p) is one half."]),
    Exercise("lies-leftover", [
        Formula("the smallest value, in bits", "-log2(s)", {"s": (0.1, 5)}, [
            Slip("log2(s)", "The sign is turned round: what is missing below the line makes the result larger, log2(1/s)."),
            Slip("-ln(s)", "That is in nats. The sum has log2."),
            Slip("0 * s", "That is the smallest value for s = 1 only. A divergence plus log2(1/s) is what is computed."),
            Slip("1 - s", "That is the missing mass itself. It enters through its logarithm."),
        ]),
        Number("its value for r = (1, 1)", 2 * 0.5 * log2(0.5 / 1), "bits", [
            Slip(2 * 0.5 * log2(0.5 / 0.5), "p is not r: divide. Each term is ½ · log2(½ / 1)."),
            Slip(0.5 * log2(0.5 / 1), "That is one term. There are two."),
        ]),
    ], right="A “divergence” below 0 is no small error. It proves that something below the line sums to more than 1.",
       hints=["Use the identity of the chapter. When is the divergence in it 0?", "For r = (1, 1): two terms of ½ · log2(½)."]),
    Exercise("lies-order", [
        Order("the proof", {"A": "F", "B": "", "C": "", "D": "B", "E": "AC", "F": "D"}, [
            Slip("DB", "Line D uses numbers that line B introduces."),
            Slip("FD", "Line F averages the equation of line D."),
            Slip("AF", "Line A is what the averages of line F come to."),
            Slip("EA", "Line E concludes. It needs to know what the sum is, line A."),
            Slip("EC", "Line E concludes. It needs that a divergence is never negative, line C."),
        ]),
    ], right="Make a distribution of what is none, and keep account of what that costs.",
       hints=["Begin by making a distribution out of r.", "Then the logarithm, the average, its name, the bound."]),
    Exercise("lies-nansum", [
        Number("for [0.25, 0.25, nan, 0.25]", -3 * 0.25 * log2(0.25), "bits", [
            Slip(-4 * 0.25 * log2(0.25), "That would be four terms. One is nan, and is dropped."),
            Slip(log2(3), "That would be so if the three were scaled to sum to 1. Nothing is scaled: three terms of ¼ · 2."),
        ]),
        Number("for [-1, 2]", -2 * log2(2), "bits", [
            Slip(-0 * log2(2), "log2(−1) is nan and drops out, but the term of 2 stays: −2 · log2(2)."),
            Slip(-1 * log2(2), "That is without the factor 2: the term is −2 · log2(2)."),
        ]),
        Number("the share that drops out", erf(2 / sqrt(2)) / 2, "", [
            Slip(erf(2 / sqrt(2)), "That is P(−2 < Z < 2). The signs differ only for −2 < z < 0: half of it."),
            Slip(erf(1 / sqrt(2)), "That is P(−1 < Z < 1). The shift is 2, and the signs differ for −2 < z < 0."),
            Slip(erf(1 / sqrt(2)) / 2, "That is the share for a shift of 1. Now the signs differ for −2 < z < 0."),
            Slip(1 / 2, "That is P(Z < 0). But a z below −2 stays below 0 after the shift, so its sign does not change."),
        ]),
    ], right="Whatever drops a nan in silence drops a witness.",
       hints=["Add up what is left: −p · log2(p) for each entry that has a logarithm.", "z and z + 2 have different signs for −2 < z < 0."]),
    Exercise("lies-mean", [
        Number("the average divergence", MEAN * CLASSES, "nats", [
            Slip(MEAN, "That is “mean”, divided by the classes as well. Multiply by 10."),
            Slip(MEAN * ROWS, "That is “mean” times the 32 examples. It is divided by the 10 classes too many: multiply by those."),
            Slip(MEAN * ROWS * CLASSES, "That is the sum over the batch. Divide by the 32 examples."),
        ]),
        Number("the same in bits", MEAN * CLASSES / log(2), "bits", [
            Slip(MEAN * CLASSES * log(2), "That is the answer in nats times ln 2. There are more bits than nats: divide."),
            Slip(MEAN / log(2), "That is “mean” in bits, still divided by the classes."),
        ], given="nats"),
        Number("the sum", MEAN * ROWS * CLASSES, "nats", [
            Slip(MEAN * ROWS, "Times 32 only. “mean” divided by all 320 entries."),
            Slip(MEAN * CLASSES, "Times 10 only: that is the average per example."),
        ]),
    ], right="The same batch, printed as 0.0125, 0.125 or 4. Say over how many you averaged.",
       hints=["By how many numbers does “mean” divide?", "32 · 10 entries. An average per example divides by 32 only."]),
    # Challenge
    Exercise("lies-find-the-line", [
        Choice("the wrong line", "d", {"a": "line 1", "b": "line 2", "c": "line 3", "d": "line 4", "e": "line 5", "f": "line 6"}, [
            Slip("a", "Counts over their total are probabilities. Look at the shapes."),
            Slip("b", "Summing over axis 1, the columns, leaves one number per row: that is p(x)."),
            Slip("c", "Summing over axis 0, the rows, leaves one number per column: that is p(y)."),
            Slip("e", "Leaving out pairs that never come is right: their terms are 0."),
            Slip("f", "The sum is over all pairs, and log2 gives bits. Look at the shapes."),
        ]),
        Choice("with 2 rows and 3 columns", "b", {"a": "it prints the right number", "b": "it stops with an error", "c": "it prints a wrong number", "d": "it prints nan"}, [
            Slip("a", "The product has 3 rows and 2 columns, and the table 2 rows and 3 columns."),
            Slip("c", "That is what it does for a square table. Here the shapes (2, 3) and (3, 2) do not fit."),
            Slip("d", "It does not come so far. The shapes (2, 3) and (3, 2) do not fit."),
        ]),
        Number("what it prints", UPRIGHT, "bits", [
            Slip(mutual_information(COUNTED), "That is the right value. In line 4 p_y stands upright, so its numbers go with the rows."),
            Slip(ENTRYWISE, "That would be p_x * p_y, entry by entry. In line 4 p_y stands upright: an outer product, but transposed."),
        ]),
        Number("what it should print", mutual_information(COUNTED), "bits", [
            Slip(UPRIGHT, "That is the faulty value again. Let p_x stand upright."),
            Slip(ENTRYWISE, "That is the product entry by entry. An outer product is needed, with p_x upright."),
        ]),
    ], right="Try every table function on a table that is not square: the error message is a gift.",
       hints=["Write down the shape of every array, for 2 rows and 3 columns.", "Which of the two marginals must stand upright, if x numbers the rows?"]),
    Exercise("lies-perplexity", [
        Formula("the true perplexity", "m**ln(2)", {"m": (1, 100)}, [
            Slip("m**(1 / ln(2))", "That goes the same wrong way once more. Undo it: raise to ln 2."),
            Slip("m * ln(2)", "Bits and nats differ by a factor. Perplexities are powers, and the factor stands in the exponent."),
            Slip("ln(m)", "That is the loss in bits. The perplexity is 2 to it."),
            Slip("2**m", "m is already a power, of e. Take its ln first, which is the loss in bits."),
        ]),
        Number("for 49.74", 49.74 ** log(2), "", [
            Slip(49.74 * log(2), "That is 49.74 times ln 2. The factor belongs in the exponent."),
            Slip(log(49.74), "That is the loss in bits. Raise 2 to it."),
            Slip(2 ** log10(49.74), "That is 2 to the decimal logarithm. The power had base e."),
        ]),
        Number("where both agree", 1, "", [
            Slip(1 - 1, "No perplexity is below 1."),
            Slip(2, "At 2 the mixed formula gives e: 2 to the power 1 / ln 2."),
            Slip(e, "At e it gives e to the power 1 / ln 2, which is more."),
        ], tolerance=0),
    ], right="A wrong base does not show on a perfect model, and its error grows with every bit of loss.",
       hints=["Take ln of the result: that is the loss in bits.", "2 to the power ln m is m to the power ln 2."]),
    Exercise("lies-pair", [
        Formula("the standard deviation of Y", "1 / sqrt(2 * pi * e * (1 - r**2))", {"r": (0, 1)}, [
            Slip("1 / sqrt(2 * pi * e) + 0 * r", "That is the answer for r = 0. What is left of Y when X is known has the standard deviation σ √(1 − r²)."),
            Slip("sqrt((1 - r**2) / (2 * pi * e))", "There √(1 − r²) multiplies. It stands beside σ, so divide by it."),
            Slip("1 / sqrt(2 * pi * e * (1 - r))", "The correlation is squared: what is left has the variance σ² (1 − r²)."),
            Slip("1 / (2 * pi * e * (1 - r**2))", "That is the variance. Take the root."),
            Slip("sqrt(2 * pi * e * (1 - r**2))", "Turn it round: the product with σ must be 1."),
        ]),
        Number("for r = 0", 1 / sqrt(2 * pi * e), "", [
            Slip(sqrt(2 * pi * e), "Turn it round: σ times √(2πe) must be 1."),
            Slip(1 / (2 * pi * e), "That is the variance. Take the root."),
            Slip(1 / sqrt(2 * pi), "The e is missing: the entropy is log2(σ √(2πe))."),
        ]),
        Choice("what survives", "c", {"a": "h(X) ≥ 0", "b": "h(X,Y) ≥ h(X)", "c": "h(X,Y) ≤ h(X) + h(Y)", "d": "I(X;Y) ≤ h(X)"}, [
            Slip("a", "A normal variable with a small standard deviation has a negative differential entropy."),
            Slip("b", "That is the rule whose failure this exercise is about."),
            Slip("d", "For a correlation near 1 the mutual information grows without bound, and h(X) stays."),
        ]),
    ], right="Below that width the pair “has less” than one of its parts: differential entropy does not count anything.",
       hints=["The second term of the equation must be 0.", "log2 of what is 0?"]),
])
