"""The exercises of the chapter *Numbers that lie*."""

from collections.abc import Iterable, Sequence
from math import e, erf, exp, inf, isfinite, log, log2, log10, nan, sqrt

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter
from infolib import mutual_information

__all__ = ["check"]

TABLE = np.array([[0.2, 0.3], [0.1, 0.4]])
COUNTED = np.array([[0.1, 0.5], [0.1, 0.3]])
UPRIGHT = float(np.sum(COUNTED * np.log2(COUNTED / np.array([[0.2 * 0.6, 0.2 * 0.4], [0.8 * 0.6, 0.8 * 0.4]]))))
ENTRYWISE = float(np.sum(COUNTED * np.log2(COUNTED / np.array([0.6 * 0.2, 0.4 * 0.8]))))
REPORTS = {
    "a": "An entropy is above its ceiling, log₂ of the number of outcomes",
    "b": "A pair has more than its parts together",
    "c": "Each number is possible, but they do not fit together",
    "d": "Nothing: these numbers are possible",
}
LOGS = {
    "a": "The loss is right, and in bits",
    "b": "It is the sum over the batch",
    "c": "It is the mean over the classes as well",
    "d": "The loss takes logarithms and was given probabilities",
}
START = log(10)  # nats, of one example among ten classes


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
    return Choice(f"What is wrong with report ({number})", answer, REPORTS, slips)


def first_line(number: str, answer: str, *slips: Slip) -> Choice:
    """One of the four logs, with the same options."""
    return Choice(f"The cause of number ({number})", answer, LOGS, slips)


check = chapter("numbers-that-lie", [
    # Warm-up
    Exercise("lies-catch-them", [
        report("1", "a",
               Slip("b", "There is only one variable here. Compare with the ceiling for four outcomes."),
               Slip("c", "There is only one number here. Is it possible by itself?"),
               Slip("d", "How many bits can a variable with four outcomes have at most?")),
        report("2", "b",
               Slip("a", "The numbers of outcomes are not given. Compare the pair with the sum of the parts."),
               Slip("c", "No fourth number is given that could contradict. Compare the pair with the sum of the parts."),
               Slip("d", "How many bits can a pair have at most, if its parts have 1 and 1.5?")),
        report("3", "c",
               Slip("a", "The numbers of outcomes are not given. Compute I from the other three."),
               Slip("b", "2.2 is below the sum of the parts. Compute I from the three entropies."),
               Slip("d", "Do the four numbers obey I = H(X) + H(Y) − H(X,Y)?")),
        report("4", "d",
               Slip("a", "These are divergences, not entropies. A divergence has no ceiling."),
               Slip("b", "These are divergences. Nothing here is a pair and its parts."),
               Slip("c", "The two directions of a divergence need not fit together: they may differ by any amount.")),
    ], right="A bound catches a number by itself; an identity catches numbers that contradict each other.",
       hints=["Which bounds do you know: for k outcomes, for a pair, for a mutual information?", "For (3) use I = H(X) + H(Y) − H(X,Y). For (4): is the divergence symmetric?"]),
    Exercise("lies-repair-table", [
        Number("What the program prints", mutual_information(TABLE), "bits", [
            Slip(float(np.sum(TABLE * np.log2(TABLE / np.outer([0.3, 0.7], [0.5, 0.5])))), "That has the column sums upright, 0.15 in the first row and 0.35 in the second. The program lays them along both rows: 0.15 and 0.35 in each."),
            Slip(float(np.sum(TABLE * np.log2(TABLE))), "That is without the denominator, the stretched product."),
        ], tolerance=2e-3),
        Number("The sum of the table in the denominator", 2 * (0.15 + 0.35), "", [
            Slip(0.15 + 0.35, "That is the sum of one row. The product is stretched over two."),
            Slip(2 * (0.15 + 0.2), "That is the sum in the example of the chapter, where the product was (0.15, 0.2)."),
        ], tolerance=0),
        Number("The right mutual information", mutual_information(TABLE), "bits", [
            Slip(-mutual_information(TABLE) + 1, "That is H(X | Y), what is left of the 1 bit of X once Y is known."),
            Slip(float(mutual_information(np.outer([0.5, 0.5], [0.3, 0.7]))), "The rows are not proportional to each other, so the variables are dependent."),
        ], tolerance=2e-3),
        Choice("The table that shows the fault", "d", {"a": "[[1/4, 1/4], [1/4, 1/4]]", "b": "[[1/8, 3/8], [3/8, 1/8]]", "c": "[[1/4, 1/4], [1/8, 3/8]]", "d": "[[1/8, 1/8], [1/4, 1/2]]"}, [
            Slip("a", "Both rows have the sum ½, so the program divides by the right product, and prints 0."),
            Slip("b", "The table is not uniform, but both rows have the sum ½. What does the program divide by then?"),
            Slip("c", "The two rows differ, but they have the same sum, ½. What does the program divide by then?"),
        ]),
    ], right="The faulty program is right on this table, because both rows have the same sum. Symmetry hides faults.",
       hints=["The product is (0.15, 0.35). What does each row of p(x) p(y) look like?", "Both row sums are ½.", "Which of the four tables has rows with different sums?"]),
    Exercise("lies-units", [
        Number("The loss of model B", 1.25 / log(2), "bits", [
            Slip(1.25 * log(2), "That is 1.25 times ln 2. A bit is the smaller unit, so there are more of them."),
            Slip(2**1.25, "That is a power. Nats and bits differ by a factor."),
        ], given="nats"),
        Choice("The better model", "a", {"a": "A", "b": "B", "c": "they are equally good"}, [
            Slip("b", "1.25 is in nats. In bits it is more than 1.50."),
            Slip("c", "Bring both losses to bits before you compare them."),
        ]),
        Number("The perplexity of model B", exp(1.25), "", [
            Slip(2**1.25, "That is 2 to the loss. The loss of B is in nats."),
            Slip(exp(1.25 / log(2)), "That is e to the number of bits. The power needs the base of the logarithm."),
            Slip(2**1.5, "That is the perplexity of A."),
        ]),
    ], right="The smaller number belonged to the worse model. The head of a column does not say what the programs did.",
       hints=["One nat is 1 / ln 2 bits.", "e with nats, 2 with bits."]),
    # Work
    Exercise("lies-write-check", [
        Function("is_distribution", is_distribution, lists, [([0.57, 0.35, 0.08],), ([1.5, -0.5],), ([0.0, 1.0],), ([0.5, 0.25],), ([0.5, nan, 0.5],)], [
            Slip(lambda p: abs(sum(p) - 1) <= 1e-9, "That accepts whatever sums to 1, as [1.5, −0.5] does: look at each entry, too."),
            Slip(lambda p: all(isfinite(x) and x >= 0 for x in p) and sum(p) == 1, "That refuses what misses 1 by a hair. Sums of floats are rounded, such as 0.57 + 0.35 + 0.08."),
            Slip(lambda p: all(0 <= x <= 1 for x in p), "That accepts entries whose sum is not 1."),
            Slip(lambda p: not any(x < 0 for x in p) and not abs(sum(p) - 1) > 1e-9, "A nan gets through, because every comparison with nan is false. Write what must hold instead of what must not."),
            Slip(lambda p: all(x > 0 for x in p) and abs(sum(p) - 1) <= 1e-9, "That refuses an outcome of probability 0. It is allowed."),
        ]),
    ], right="A few lines at the door would have stopped four of the wrong numbers of this chapter.",
       hints=["Three conditions: finite, not negative, sum 1 within 1e-9.", "all(math.isfinite(x) and x >= 0 for x in p) is one half."]),
    Exercise("lies-first-loss", [
        first_line("1", "a",
                   Slip("b", "The sum over 128 examples would be 128 times 2.303. Compare with log2(10)."),
                   Slip("c", "Then it would be a tenth of 2.303. Compare with log2(10)."),
                   Slip("d", "Such a loss is never positive: minus a probability. Compare with log2(10).")),
        first_line("2", "b",
                   Slip("a", "One example among ten equal classes has log2(10) bits, which is far less. Divide by 128."),
                   Slip("c", "A mean over the classes makes the loss smaller. Divide by 128."),
                   Slip("d", "Such a loss is never positive: minus a probability. Divide by 128.")),
        first_line("3", "c",
                   Slip("a", "In bits the number is larger than in nats. Multiply by 10."),
                   Slip("b", "A sum over the batch makes the loss larger. Multiply by 10."),
                   Slip("d", "Such a loss is never positive: minus a probability. Multiply by 10.")),
        first_line("4", "d",
                   Slip("a", "A right loss is never negative, in any unit. What is minus one tenth, for ten equal classes?"),
                   Slip("b", "A sum of losses that are not negative is not negative. What is minus one tenth, for ten equal classes?"),
                   Slip("c", "A mean of losses that are not negative is not negative. What is minus one tenth, for ten equal classes?")),
        Number("The first loss of the language model, per token", log2(32768), "bits", [
            Slip(log2(10), "That is for ten classes. Here all 32,768 tokens are equally likely."),
            Slip(32768 / 128, "That is the number of tokens divided by that of the examples. A loss is a logarithm."),
        ]),
    ], right="The first line of a log is an alarm that costs nothing: before it has learnt, a model of k classes loses log k per example.",
       hints=["What is the loss of ten equal classes in nats, and in bits?", "Divide each number by 2.303. Which factors do you know?"]),
    Exercise("lies-order", [
        Order("The six lines of the proof", {"A": "F", "B": "", "C": "", "D": "B", "E": "AC", "F": "D"}, [
            Slip("G", "Line G is false: r has s of the total and p has 1, but single entries of r may be larger than those of p. The sum has negative terms."),
            Slip("H", "Line H is true, but it bounds the sum from above. A bound from below is wanted."),
            Slip("DB", "Line D uses numbers that line B introduces."),
            Slip("FD", "Line F averages the equation of line D."),
            Slip("AF", "Line A is what the averages of line F come to."),
            Slip("EA", "Line E concludes. It needs to know what the sum is, line A."),
            Slip("EC", "Line E concludes. It needs that a divergence is never negative, line C."),
        ]),
    ], right="The step that does the work is B: make a distribution out of r, and keep the factor 1/s.",
       hints=["Two lines do not belong: one is false, the other leads the wrong way.", "Begin by making a distribution out of r.", "Then the logarithm, the average, its name, the bound."]),
    Exercise("lies-nansum", [
        Number("The result for [0.25, 0.25, nan, 0.25]", -3 * 0.25 * log2(0.25), "bits", [
            Slip(-4 * 0.25 * log2(0.25), "That would be four terms. One is nan, and is dropped."),
            Slip(log2(3), "That would be so if the three were scaled to sum to 1. Nothing is scaled here."),
        ]),
        Number("The result for [-1, 2]", -2 * log2(2), "bits", [
            Slip(-0 * log2(2), "log2(−1) is nan and drops out, but the term of 2 stays."),
            Slip(-1 * log2(2), "That is −log2(2), the logarithm without its weight."),
        ]),
        Number("The share of the terms that are dropped", erf(2 / sqrt(2)) / 2, "", [
            Slip(erf(2 / sqrt(2)), "That is P(−2 < Z < 2). Do the signs of z and z + 2 differ in all of this range?"),
            Slip(erf(1 / sqrt(2)), "That is P(−1 < Z < 1). The shift is 2: for which z do the signs of z and z + 2 differ?"),
            Slip(erf(1 / sqrt(2)) / 2, "That is the share for a shift of 1. Here the shift is 2."),
            Slip(1 / 2, "That is P(Z < 0). But a z below −2 stays below 0 after the shift, so its sign does not change."),
        ]),
    ], right="A function that drops nan hides the sign that its input was wrong.",
       hints=["Add up what is left: −p · log2(p) for each entry that has a logarithm.", "z and z + 2 have different signs for −2 < z < 0."]),
    Exercise("lies-zero-at-a-point", [
        Formula("D(f‖g), in nats", "a - ln(a + 1)", {"a": (0.1, 5)}, [
            Slip("ln(a + 1) - a", "The sign is turned round: a divergence is never negative."),
            Slip("-ln(a + 1)", "The average of −a ln x is missing."),
            Slip("a + ln(a + 1)", "The factor a + 1 makes g larger. Does that make the divergence larger or smaller?"),
            Slip("(a - ln(a + 1)) / ln(2)", "That is in bits. The question asks for nats."),
        ]),
        Number("D(g‖f) for a = 1, in nats", log(2) - 1 / 2, "nats", [
            Slip(1 - log(2), "That is D(f‖g), for a = 1. Now g does the averaging: the weights are 2x."),
            Slip(log(2) - 1 / 4, "That has −¼ for the average of ln x with the weights 2x. Integrate 2x ln x once more."),
            Slip(log(2), "That is the part of ln 2. The average of ln x with the weights 2x is missing."),
        ]),
        Choice("The density g for which D(f‖g) is infinite", "b", {"a": "g(x) = 10 x^9", "b": "g(x) = c e^(−1/x), with c for a total of 1", "c": "g(x) = 1/(2√x)", "d": "none of them: a single point has no weight"}, [
            Slip("a", "That is the density of the question with a = 9. What does your formula give for it?"),
            Slip("c", "That density is large near 0, and its logarithm has a finite average."),
            Slip("d", "The point itself has no weight. But the average of ln(1/g) around the point can be infinite."),
        ]),
    ], right="For densities it is not the zero that counts, but how much of p lies where q is nearly 0.",
       hints=["f is 1, so D(f‖g) is the integral of −ln g. The integral of ln x from 0 to 1 is −1.", "The integral of 2x ln x from 0 to 1 is −½.", "For (b), −ln g = 1/x − ln c. Does its integral from 0 exist?"]),
    # Challenge
    Exercise("lies-find-the-line", [
        Choice("The wrong line", "d", {"a": "line 1", "b": "line 2", "c": "line 3", "d": "line 4", "e": "line 5", "f": "line 6"}, [
            Slip("a", "Counts over their total are probabilities. Look at the shapes."),
            Slip("b", "Summing over axis 1, the columns, leaves one number per row: that is p(x)."),
            Slip("c", "Summing over axis 0, the rows, leaves one number per column: that is p(y)."),
            Slip("e", "Leaving out pairs that never happen is right: their terms are 0."),
            Slip("f", "The sum is over all pairs, and log2 gives bits. Look at the shapes."),
        ]),
        Choice("What happens with 2 rows and 3 columns", "b", {"a": "it prints the right number", "b": "it stops with an error", "c": "it prints a wrong number", "d": "it prints nan"}, [
            Slip("a", "The product has 3 rows and 2 columns, and the table 2 rows and 3 columns."),
            Slip("c", "That is what it does for a square table. Here the shapes (2, 3) and (3, 2) do not fit."),
            Slip("d", "It stops before that. The shapes (2, 3) and (3, 2) do not fit."),
        ]),
        Number("What the program prints for the counts", UPRIGHT, "bits", [
            Slip(mutual_information(COUNTED), "That is the right value. In line 4 p_y stands upright, so its numbers go with the rows."),
            Slip(ENTRYWISE, "That would be p_x * p_y, entry by entry. In line 4 p_y stands upright: an outer product, but transposed."),
        ]),
        Number("What it should print", mutual_information(COUNTED), "bits", [
            Slip(UPRIGHT, "That is the faulty value again. In which line does the wrong marginal stand upright?"),
            Slip(ENTRYWISE, "That is the product entry by entry. The denominator is an outer product."),
        ]),
    ], right="Try every function of a table on one that is not square: then a transposed product stops with an error.",
       hints=["Write down the shape of every array, for 2 rows and 3 columns.", "Which of the two marginals must stand upright, if x numbers the rows?"]),
    Exercise("lies-perplexity", [
        Formula("The true perplexity, as a formula in m", "m**ln(2)", {"m": (1, 100)}, [
            Slip("m**(1 / ln(2))", "That goes the same wrong way once more. It has to be undone."),
            Slip("m * ln(2)", "Bits and nats differ by a factor. Perplexities are powers, and the factor stands in the exponent."),
            Slip("ln(m)", "That is the loss in bits. The perplexity is a power of it."),
            Slip("2**m", "m is already a power, of e, and not a loss in bits."),
        ]),
        Number("The true perplexity for the printed 49.74", 49.74 ** log(2), "", [
            Slip(49.74 * log(2), "That is 49.74 times ln 2. The factor belongs in the exponent."),
            Slip(log(49.74), "That is the loss in bits. Which power is the perplexity?"),
            Slip(2 ** log10(49.74), "That is 2 to the decimal logarithm. The power had base e."),
        ]),
        Number("The perplexity that the mixed formula leaves right", 1, "", [
            Slip(1 - 1, "No perplexity is below 1."),
            Slip(2, "For a perplexity of 2 the mixed formula gives e."),
            Slip(e, "For a perplexity of e it gives e to the power 1 / ln 2, which is more."),
        ], tolerance=0),
    ], right="A wrong base does not show on a perfect model, and its error grows with every bit of loss.",
       hints=["Take ln of the result: that is the loss in bits.", "2 to the power ln m is m to the power ln 2."]),
    Exercise("lies-honest-estimate", [
        Formula("The standard deviation of the estimate, in nats", "m / sqrt(n)", {"m": (0.1, 3), "n": (1, 100)}, [
            Slip("m", "That is the spread of one log-ratio. The average of n of them spreads less."),
            Slip("m / n", "The variance of an average falls as 1/n. How does the standard deviation fall?"),
            Slip("m**2 / n", "That is the variance. The standard deviation is asked for."),
            Slip("m**2 / (2 * sqrt(n))", "m²/2 is the mean of the log-ratio. Its spread comes from the term −m x."),
            Slip("1 / sqrt(n)", "The draw x is multiplied by m in the log-ratio, and so is its spread."),
        ]),
        Number("The number of draws for m = 0.1", (2 / (0.01 * 0.1)) ** 2, "", [
            Slip((1 / (0.01 * 0.1)) ** 2, "That takes m² for the divergence. Which fraction of m² is it?"),
            Slip((0.1 / 0.01) ** 2, "That is for a standard deviation of 0.01 nats, which is twice the divergence. One per cent of the divergence is asked for."),
            Slip(2 / (0.01 * 0.1), "That is √n. The question asks for n."),
        ], tolerance=0),
        Number("The number of draws for m = 2", (2 / (0.01 * 2)) ** 2, "", [
            Slip((1 / (0.01 * 2)) ** 2, "That takes m² for the divergence. Which fraction of m² is it?"),
            Slip((2 / 0.01) ** 2, "That is for a standard deviation of 0.01 nats. One per cent of the divergence is asked for."),
            Slip(2 / (0.01 * 2), "That is √n. The question asks for n."),
        ], tolerance=0),
    ], right="The closer two distributions are, the more draws it takes to see how close.",
       hints=["Expand the squares: the log-ratio at x is m²/2 − m x.", "x has the standard deviation 1, and an average of n independent draws has 1/√n of it.", "Set m/√n = 0.01 · m²/2 and solve for n."]),
])
