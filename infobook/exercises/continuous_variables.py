"""The exercises of the chapter *Continuous variables*."""

from collections.abc import Iterable
from math import e, log, log2, log10, pi, sqrt

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter
from infolib import (
    gaussian_entropy,
    gaussian_mutual_information,
    multivariate_gaussian_kl,
)

__all__ = ["check"]

NARROW, STEP = 0.01, 0.1
PEAK = 1 / (NARROW * sqrt(2 * pi))
PER_DIMENSION = 8 - 10_700 / 3072 / log(2)
BORDER = 1 / sqrt(2 * pi * e)
ONE, SHARED = float(gaussian_entropy(0.1)), float(gaussian_mutual_information(0.8))
MOST, FRIEND = log2(10 * e), log2(20)
SHORT = (1 / 2 + log(2 / pi)) / log(2)
WITH, WITHOUT = [[1, 0.6], [0.6, 1]], [[1, 0], [0, 1]]
OVERLOOK = float(multivariate_gaussian_kl([0, 0], WITH, [0, 0], WITHOUT, base="e"))
IMAGINE = float(multivariate_gaussian_kl([0, 0], WITHOUT, [0, 0], WITH, base="e"))
HALF = {"s": (0.05, 0.95)}


# The divergence of two exponential densities, from their means

def exponential_divergence(a: float, b: float) -> float:
    """Return the divergence in bits."""
    return (log(b / a) + a / b - 1) / log(2)


def two_means(rng: np.random.Generator) -> Iterable[tuple[float, ...]]:
    """Draw means: equal ones, one that differs, both."""
    yield from ((1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (3.0, 3.0), (0.5, 4.0))
    for _ in range(8):
        a, b = rng.uniform(0.2, 6, 2).round(2).tolist()
        yield a, b


check = chapter("continuous-variables", [
    # Warm-up
    Exercise("finer-rulers", [
        Number("h in metres", 13 + log2(1e-4), "bits", [
            Slip(13 - log2(1e-4), "That subtracts log2 Δ. The readings have h − log2 Δ bits, so h is their entropy plus log2 Δ."),
            Slip(13 + log2(0.1), "That is h in millimetres. In metres a cell is 0.0001 wide."),
            Slip(13 + log2(0.001), "That is for cells of a whole millimetre, 0.001 metres. How wide are these?")]),
        Number("the readings on the finer ruler", 13 + log2(1.6), "bits", [
            Slip(13 - log2(1.6), "The cells are narrower, so a reading says more than 13 bits."),
            Slip(13 + log2(16), "The factor 16 compares with cells of a whole millimetre. How wide were those of the first ruler?"),
            Slip(13 * 1.6, "The number of cells is multiplied by 1.6. What does that do to an entropy?")]),
        Number("the width in millimetres", 0.1 * 2**13, "", [
            Slip(2**13, "That is the number of cells. Each is 0.1 millimetres wide."),
            Slip(1e-4 * 2**13, "That is the width in metres. It is asked in millimetres."),
            Slip(13 + log2(0.1), "That is h in millimetres, a logarithm of the width.")]),
    ], right="The entropy on one fine ruler gives that on any other fine ruler: only the logarithm of the width of the cells differs.", hints=["For small cells, H = h − log2 Δ.", "Put Δ = 0.0001 for metres, 0.1 or 1/16 for millimetres.", "The width is 2^h: 2^13 cells of 0.1 millimetres."]),
    Exercise("what-changes", [
        Number("h(3X + 5) − h(X)", log2(3), "bits", [
            Slip(log2(1), "That would be so for a discrete variable. Stretching by 3 spreads a density out."),
            Slip(2 ** log2(3), "That is the factor. An entropy is a logarithm."),
            Slip(log2(3 * 5), "The shift by 5 is no factor: it moves the density and leaves its shape."),
            Slip(log2(3) + 5, "The shift by 5 adds nothing: it moves the density and leaves its shape.")]),
        Number("I(3X + 5; Y) − I(X; Y)", 0, "bits", [
            Slip(log2(3), "h(3X + 5) grows by that, but so does h(3X + 5 | Y). In the difference the two cancel.")]),
        Choice("what can make I smaller", "c", {"a": "writing X in inches", "b": "taking the exponential of Y", "c": "rounding X to whole numbers", "d": "squaring X, if X > 0"}, [
            Slip("a", "A change of unit can be undone, so nothing is lost."),
            Slip("b", "The exponential can be undone by the logarithm, so nothing is lost."),
            Slip("d", "For a positive X the square can be undone by the root. For an X of both signs it could lose the sign.")]),
    ], right="h depends on the unit, and in I the unit cancels. Only what cannot be undone loses information.", hints=["h(aX + c) = h(X) + log2 |a|.", "I = h(X) − h(X | Y): what does the factor do to each term?"]),
    Exercise("blind-grid", [
        Number("the right answer", float(gaussian_entropy(NARROW)), "bits", [
            Slip(float(gaussian_entropy(1.0)), "That is for the standard deviation 1. A narrower density has less: what does the factor 0.01 add to h?"),
            Slip(float(gaussian_entropy(1.0)) - log2(NARROW), "That has the sign of log2 0.01 turned round. A narrower density has a smaller h."),
            Slip(log2(NARROW), "That is the logarithm of the standard deviation alone. At the standard deviation 1, h is 2.05 bits."),
            Slip(-STEP * PEAK * log2(PEAK), "That is what the program says. Its grid sees a single point of the density.")]),
        Number("the sum that should be 1", STEP * PEAK, "", [
            Slip(1, "That is the integral. The sum has one slice for each point: at which of them is the density not nearly 0?"),
            Slip(PEAK, "That is the density at 0, in one unit of x. A slice is 0.1 wide."),
            Slip(STEP / sqrt(2 * pi), "That is the slice at 0 of the standard normal density. The narrower one is 100 times as high."),
            Slip(NARROW * PEAK, "That gives the slice the width 0.01. The points are 0.1 apart.")]),
        Choice("the repair", "b", {"a": "points from −500 to 500, at the same distance of 0.1", "b": "points at a distance of about half a standard deviation", "c": "the absolute value of the result, since an entropy is not negative", "d": "the average of many runs"}, [
            Slip("a", "Beyond −5 and 5 there is practically nothing of this density, 500 standard deviations from its mean. What happens between two neighbouring points?"),
            Slip("c", "A differential entropy may be negative, and here the right one is."),
            Slip("d", "The grid is the same in each run, and so is its error. Averages help against the noise of draws.")]),
    ], right="A grid knows only its points. Add up the slices of the density itself, too: if the sum is not 1, the step is too large or the grid too short.", hints=["h(aX) = h(X) + log2 |a|, and the standard normal density has h = 2.0471 bits.", "The points next to 0 are ten standard deviations away. What is the density at 0, and how wide is its slice?", "A grid must see how the density changes: compare the distance of the points with the standard deviation."]),
    # Work
    Exercise("exponential-divergence", [
        Function("exponential_divergence", exponential_divergence, two_means, [(1.0, 1.0), (1.0, 2.0), (2.0, 1.0)], [
            Slip(lambda a, b: exponential_divergence(a, b) * log(2), "That is in nats. Divide by ln 2 for bits."),
            Slip(lambda a, b: exponential_divergence(b, a), "That is the divergence the other way round, or one for rates in place of means. The first mean is that of the truth."),
            Slip(lambda a, b: log2(b / a) + a / b - 1, "Only the logarithm is in bits; a/b − 1 is still in nats."),
            Slip(lambda a, b: (log(b / a) + a / b) / log(2), "With this, two equal densities would not give 0. A part of the truth's entropy is missing."),
            Slip(lambda a, b: log2(b / a), "That is the difference of the two entropies. The divergence averages the model's surprise over the truth: which term has the mean a?"),
            Slip(lambda a, b: exponential_divergence(a, b) / 2, "The factor ½ belongs to normal densities. Here no square is averaged.")]),
    ], right="The way that leads to the closed form for normal densities works here, too: average the model's surprise over the truth, and subtract the entropy.", hints=["D is the average of −ln g under the truth, minus the entropy of the truth.", "−ln g(x) = ln b + x/b. What is the average of x under the truth?", "The entropy of the truth is ln a + 1 nats."]),
    Exercise("grid-or-draws", [
        Formula("how many draws", "k / (2*m^2)", {"k": (1, 40), "m": (0.01, 1)}, [
            Slip("k / m^2", "That takes the variance of half a square for 1. What does a factor ½ do to a variance?"),
            Slip("2*k / m^2", "That is the variance of the sum of the squares. The surprise has half of that sum."),
            Slip("k / (2*m)", "That makes ten times the precision cost ten times the draws. How does the standard error fall with their number?"),
            Slip("1 / (2*m^2)", "That is for one dimension. In k dimensions k squares are added."),
            Slip("sqrt(k/2) / m", "That is the square root of the number of draws. Square it.")]),
        Number("draws for k = 12, m = 0.01", 12 / (2 * 0.01**2), "", [
            Slip(12 / 0.01**2, "That takes the variance of half a square for 1. What does a factor ½ do to a variance?"),
            Slip(12 / (2 * 0.01), "That makes ten times the precision cost ten times the draws. How does the standard error fall with their number?"),
            Slip(1 / (2 * 0.01**2), "That is for one dimension. In 12 of them, 12 squares are added.")]),
        Number("points of the grid", 20**12, "", [
            Slip(20 * 12, "The axes multiply: in two dimensions a grid has 20 · 20 points."),
            Slip(12**20, "That takes 12 points on each of 20 axes. There are 20 points on each of 12.")]),
        Choice("six digits in one dimension", "b", {"a": "draws, because their error falls at the same rate in every dimension", "b": "a grid, because its error falls much faster with the number of points", "c": "either: with as many points as draws they are equally exact"}, [
            Slip("a", "That speaks for draws in many dimensions. In one, six digits would take about 10¹² of them."),
            Slip("c", "The error of n draws falls like one over the root of n. For a smooth density that of n slices falls much faster.")]),
    ], right="Take slices in one dimension and draws in many: the number of points of a grid grows exponentially with the dimension, that of the draws only in proportion to it.", hints=["The variance of a sum of independent terms is the sum of the variances; a factor ½ makes a quarter of it.", "The standard error of an average of n draws is √(variance / n).", "A grid in 2 dimensions has 20² points."]),
    Exercise("bits-per-dimension", [
        Number("bits per dimension", PER_DIMENSION, "bits", [
            Slip(PER_DIMENSION - 8, "The correction for the width of the cells is missing: a cell is 1/256 wide."),
            Slip(8 - 10_700 / 3072, "That adds nats to 8 bits."),
            Slip(8 + 10_700 / 3072 / log(2), "That takes a high density for a high surprise."),
            Slip(8 - 10_700 / 1024 / log(2), "An image has 3,072 numbers: three colours for each of its 1,024 pixels.")]),
        Number("bytes for an image", 384 * PER_DIMENSION, "", [
            Slip(3072 * PER_DIMENSION, "That is in bits. A byte has 8."),
            Slip(3072 * 8, "That is the number of bits without a model. A code based on the model takes fewer, and bytes are asked."),
            Slip(3072 * 8 / 8, "That is one byte for each number, as without a model. The model needs fewer than 8 bits for a number.")], tolerance=2e-3),
        Choice("what −1.2 bits per dimension show", "b", {"a": "the model is better than the entropy of the images", "b": "no noise was added to the images", "c": "the images are nearly all black", "d": "nats were reported in place of bits"}, [
            Slip("a", "No model is better than the entropy, which is not negative: with noise, the score is at least the cross-entropy of the cells."),
            Slip("c", "Then the entropy is small, but it is not negative, and a score on noisy images is not below it."),
            Slip("d", "Another unit multiplies the score by a positive number: 1.2 below zero stays below zero.")]),
    ], right="The correction log2 256 turns a density of numbers between 0 and 1 into bits for bytes.", hints=["Divide by 3,072 and by ln 2, and turn the sign round.", "The cells are 1/256 wide: add −log2(1/256).", "With noise, bits per dimension are at least a cross-entropy of whole numbers. Can that be negative?"]),
    Exercise("log-normal-entropy", [
        Formula("h(Y) in nats", "m + ln(2*pi*e*s^2)/2", {"m": (-2, 2), "s": (0.1, 3)}, [
            Slip("ln(2*pi*e*s^2)/2", "That is h(X). The map stretches some parts and squeezes others: add the average of the logarithm of its derivative."),
            Slip("m + s^2/2 + ln(2*pi*e*s^2)/2", "That adds the logarithm of the average derivative, not the average of its logarithm."),
            Slip("ln(2*pi*e*s^2)/2 - m", "The sign is turned round: where the map stretches, the density becomes lower and h larger."),
            Slip("m + log2(2*pi*e*s^2)/2", "The second term is in bits. In nats it has the natural logarithm.")]),
        Number("μ for equal entropies", 0, "", [
            Slip(-1 / 2, "That makes the average of the derivative equal to 1, for σ = 1. The average of its logarithm counts."),
            Slip(1, "At μ = 1 the logarithm of the derivative is 1 on average, so h(Y) is 1 nat larger than h(X).")]),
    ], right="The logarithm of the derivative of eˣ is x, so its average is the mean of X.", hints=["h(t(X)) = h(X) + E[ln |t′(X)|].", "The derivative of eˣ is eˣ. What is its logarithm?"]),
    Exercise("pair-below-part", [
        Formula("h(X, Y) in nats", "ln(2*pi*e*s^2)", HALF, [
            Slip("ln(2*pi*e*s^2)/2", "That is h(X), one of the two. The entropies of independent variables add up."),
            Slip("2*ln(2*pi*e*s^2)", "That is twice too much. Which factor does a single normal variable have before ln?"),
            Slip("log2(2*pi*e*s^2)", "That is in bits. Take ln."),
            Slip("ln(2*pi*e*s)", "Under the logarithm stands the variance, s².")]),
        Number("the border", BORDER, "", [
            Slip(1, "At s = 1 the entropy of one variable is 2.05 bits. Where is it 0?"),
            Slip(BORDER**2, "That is the variance at the border. The standard deviation is its root."),
            Slip(1 / sqrt(2 * pi), "There the peak of the density is 1. The entropy is 0 at a smaller s.")]),
        Number("h(X, Y) with correlation 0.8", 2 * ONE - SHARED, "bits", [
            Slip(2 * ONE, "That is for independent variables. The correlation takes the mutual information away."),
            Slip(2 * ONE + SHARED, "That adds the mutual information. A pair has at most the sum of its parts, so it is subtracted."),
            Slip(2 * ONE - 2 * SHARED, "The factor ½ before log2(1 − ρ²) is missing."),
            Slip(ONE - SHARED, "That is h(Y | X). For the pair, add h(X).")]),
    ], right="That a pair has less than a part is no paradox. Its cells are squares, so −log2 Δ is left out twice in the pair and once in the part.", hints=["Independent: h(X, Y) = h(X) + h(Y).", "2h < h means h < 0.", "h(X, Y) = h(X) + h(Y) − I(X; Y)."]),
    Exercise("radio-link", [
        Number("the signal-to-noise ratio", 15, "", [
            Slip(2**4, "That is 1 + SNR. Subtract the 1."),
            Slip(2**2 - 1, "That ratio carries 1 bit. Is there a factor before the logarithm?"),
            Slip(e**4 - 1, "That takes the 2 bits for 2 nats. The logarithm has base 2.")]),
        Number("the correlation", sqrt(15) / 4, "", [
            Slip(15 / 16, "That is ρ². Take the root."),
            Slip(1 / 4, "That is √(1 − ρ²): how wide the received number still is once the sent one is known."),
            Slip(sqrt(1 - 2**-2), "That correlation gives 1 bit. Here 2 bits are carried.")]),
        Number("decibels for one more bit", 10 * log10(4), "", [
            Slip(10 * log10(2), "That doubles the power, which gives only half a bit more."),
            Slip(2**2, "That is the factor of the power. It is asked in decibels."),
            Slip(20 * log10(4), "The factor 20 is for amplitudes. The power has the factor 10.")]),
        Number("both channels together", log2(8.5), "bits", [
            Slip(log2(1 + 15), "That gives each channel all the power. They share it, so each has half the ratio."),
            Slip(log2(8.5) / 2, "That is one of the two channels. Both together carry twice as much."),
            Slip(log2(1 + 15) / 2, "That is one channel with all the power. Two with half of it each carry more.")]),
    ], right="The logarithm rewards spreading: half the power costs each channel less than half a bit, and there are two.", hints=["½ log2(1 + SNR) is to be 2 bits.", "The capacity is also −½ log2(1 − ρ²).", "For a large ratio, 1 + SNR is nearly SNR: one more bit takes 4 times as much.", "Each of the two channels has half the ratio, 15/2."]),
    Exercise("waiting-for-the-bus", [
        Number("the largest h", MOST, "bits", [
            Slip(log2(10), "That is the logarithm of the mean alone. The surprise of an exponential density has a second term, whose average is not 0."),
            Slip(FRIEND, "That is the uniform density on [0, 20], or 1 nat counted as a bit. Another density with the mean 10 has more."),
            Slip(gaussian_entropy(10), "That is a normal density with standard deviation 10. Waiting times are positive, and no variance is given.")], tolerance=5e-4),
        Number("h of the uniform density", FRIEND, "bits", [
            Slip(log2(10), "The interval is 20 minutes wide, and 10 is its middle."),
            Slip(-FRIEND, "That is log2 of the density, not of one over it.")]),
        Number("the divergence", MOST - FRIEND, "bits", [
            Slip(FRIEND - MOST, "A divergence is never negative."),
            Slip(log2(20 / 10), "That is the logarithm of the ratio of the interval and the mean. Both densities have the mean 10: what does the theorem say about the gap?")]),
    ], right="The friend's density says more than was given, by 0.44 bits.", hints=["Of the densities on the positive half line with a given mean, the exponential has the largest h.", "h(f*) − h(f) = D(f‖f*)."]),
    # Challenge
    Exercise("worst-noise", [
        Order("the proof", {"E": "", "G": "E", "C": "", "A": "CG", "D": "A"}, [
            Slip("B", "Line B does not hold: if the noise is not normal, what is made of it need not be normal."),
            Slip("F", "Line F does not hold: uncorrelated variables are independent if they are jointly normal, and here the noise may be anything."),
            Slip("GE", "Line G bounds what line E has brought into the form h(X − aY | Y). E comes first."),
            Slip("AG", "Line A bounds h(X | Y). That h(X − aY) is a bound is line G, so G comes first."),
            Slip("AC", "Line A uses the entropy of a normal variable. That no density with this variance has more is line C, so C comes first."),
            Slip("DA", "Line D subtracts the bound that line A gives.")]),
    ], right="With a normal input the sender carries at least as much over any noise of this variance as over normal noise. So normal noise makes the capacity smallest.", hints=["Begin with a shift by a multiple of what is known.", "Drop the condition on Y, then compare with a normal variable.", "Two lines would need normal noise."]),
    Exercise("laplace-champion", [
        Formula("the density at x ≥ 0", "exp(-x/c) / (2*c)", {"x": (0, 5), "c": (0.2, 4)}, [
            Slip("exp(-x/c) / c", "That has the integral 1 on the positive half alone. Here there are two halves."),
            Slip("exp(-x^2/(2*c^2)) / (c*sqrt(2*pi))", "A normal density comes from a prescribed variance. Here E|X| is prescribed, so |x| stands in the exponent."),
            Slip("exp(-c*x) * c / 2", "c is the mean size, not the rate: the exponent is −x/c.")]),
        Formula("its h in nats", "1 + ln(2*c)", {"c": (0.2, 4)}, [
            Slip("1 + ln(c)", "That is the entropy of the exponential density. The sign of X adds ln 2."),
            Slip("ln(2*c)", "The average of |X|/c is 1 and must be added."),
            Slip("1 + log2(2*c)", "The second term is in bits. In nats it has the natural logarithm.")]),
        Number("the normal density falls short by", SHORT, "bits", [
            Slip(log2(2 * e) - gaussian_entropy(1), "That is for a normal density with σ = c. Its E|X| is not c."),
            Slip(SHORT - SHORT, "The normal density is best for a given variance. For a given E|X| another one is."),
            Slip(log2(2 * e) - gaussian_entropy(sqrt(2)), "That compares the two at equal variances. Here E|X| is the same for both.")]),
    ], right="Another condition has another density of largest entropy. The normal density is the one for a given variance.", hints=["Use ln f* = λ + λ₁|x|.", "Each half is an exponential density with weight ½.", "σ√(2/π) = c gives σ for the normal density."]),
    Exercise("overlooked-correlation", [
        Formula("overlooking: D(f‖g), in nats", "-ln(1 - r^2)/2", {"r": (0.05, 0.95)}, [
            Slip("r^2/(1 - r^2) + ln(1 - r^2)/2", "That is the other direction, D(g‖f). Here the truth f is correlated."),
            Slip("-log2(1 - r^2)/2", "That is in bits. Take ln."),
            Slip("-ln(1 - r^2)", "The factor ½ before the whole formula is missing."),
            Slip("ln(1 - r^2)/2", "The sign is turned round: det Σ of the model stands in the numerator.")]),
        Formula("imagining: D(g‖f), in nats", "r^2/(1 - r^2) + ln(1 - r^2)/2", {"r": (0.05, 0.95)}, [
            Slip("-ln(1 - r^2)/2", "That is the other direction. Now the model is the correlated one."),
            Slip("ln(1 - r^2)/2", "That takes the trace for 2. The inverse of Σ is not the unit matrix now."),
            Slip("1/(1 - r^2) + ln(1 - r^2)/2", "Without a correlation the divergence must be 0, and here it is 1.")]),
        Number("overlooking at 0.6", OVERLOOK, "nats", [
            Slip(IMAGINE, "That is the price of imagining. Overlooking means that the truth is correlated."),
            Slip(2 * OVERLOOK, "The factor ½ before the whole formula is missing.")]),
        Number("imagining at 0.6", IMAGINE, "nats", [
            Slip(OVERLOOK, "That is the price of overlooking. Now the model is the correlated one."),
            Slip(IMAGINE + 1, "The same formula would give 1 without a correlation. The −k of the formula is missing.")]),
    ], right="Overlooking a correlation costs the mutual information. Imagining one costs more.", hints=["The means agree, so d = 0; and k = 2.", "The inverse of [[1, r], [r, 1]] is [[1, −r], [−r, 1]]/(1 − r²)."]),
])
