"""The exercises of the chapter *Continuous variables*."""

from math import e, log, log2, log10, pi, sqrt

from infobook.checker import Choice, Exercise, Formula, Number, Order, Setting, Slip, chapter
from infolib import (
    entropy,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    multivariate_gaussian_kl,
)

__all__ = ["check"]

CELLS, BOUND = float(entropy([1 / 4, 3 / 4])), 1 / (2 * log(2))
PER_DIMENSION = 8 - 10_700 / 3072 / log(2)
BORDER = 1 / sqrt(2 * pi * e)
ONE, SHARED = float(gaussian_entropy(0.1)), float(gaussian_mutual_information(0.8))
MOST, FRIEND = log2(10 * e), log2(20)
SHORT = (1 / 2 + log(2 / pi)) / log(2)
WITH, WITHOUT = [[1, 0.6], [0.6, 1]], [[1, 0], [0, 1]]
OVERLOOK = float(multivariate_gaussian_kl([0, 0], WITH, [0, 0], WITHOUT, base="e"))
IMAGINE = float(multivariate_gaussian_kl([0, 0], WITHOUT, [0, 0], WITH, base="e"))
PEAK = 1 + log2(0.001) / 2


def factor(low: float, high: float) -> float:
    """Halve an interval down to the factor of widths at which the belief in the other density costs one bit."""
    turned = gaussian_kl(0, 1, 0, low) > 1
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (gaussian_kl(0, 1, 0, middle) > 1) == turned else (low, middle)
    return low


WIDER, NARROWER = factor(1, 6), factor(1 / 6, 1)
HALF = {"s": (0.05, 0.95)}


check = chapter("continuous-variables", [
    # Warm-up
    Exercise("finer-rulers", [
        Number("The differential entropy, with lengths in metres", 13 + log2(1e-4), "bits", [
            Slip(13 - log2(1e-4), "That is 13 bits minus log2 Δ. The readings have h − log2 Δ bits, so h is their entropy plus log2 Δ."),
            Slip(13 + log2(0.1), "That is h in millimetres. In metres a cell is 0.0001 wide."),
            Slip(13 + log2(0.001), "That is for cells of a whole millimetre, 0.001 metres. How wide are these?")]),
        Number("The entropy of the readings on the finer ruler", 13 + log2(1.6), "bits", [
            Slip(13 - log2(1.6), "The cells are narrower, so a reading says more than 13 bits."),
            Slip(13 + log2(16), "The factor 16 compares with cells of a whole millimetre. How wide were those of the first ruler?"),
            Slip(13 * 1.6, "The number of cells is multiplied by 1.6. What does that do to an entropy?")]),
        Number("The width of the interval, in millimetres", 0.1 * 2**13, "", [
            Slip(2**13, "That is the number of cells. Each is 0.1 millimetres wide."),
            Slip(1e-4 * 2**13, "That is the width in metres. It is asked for in millimetres."),
            Slip(13 + log2(0.1), "That is h in millimetres, a logarithm of the width.")]),
    ], right="The readings of one fine ruler give those of every other: only the logarithm of the width of the cells differs.", hints=["For small cells, H = h − log2 Δ.", "Put Δ = 0.0001 for metres, 0.1 or 1/16 for millimetres.", "The width is 2^h: 2^13 cells of 0.1 millimetres."]),
    Exercise("what-changes", [
        Number("h(3X + 5) − h(X)", log2(3), "bits", [
            Slip(log2(1), "That would be so for a discrete variable. Stretching by 3 spreads a density out."),
            Slip(2 ** log2(3), "That is the factor. An entropy is a logarithm."),
            Slip(log2(3 * 5), "The shift by 5 is no factor: it moves the density and leaves its shape."),
            Slip(log2(3) + 5, "The shift by 5 adds nothing: it moves the density and leaves its shape.")]),
        Number("I(3X + 5; Y) − I(X; Y)", 0, "bits", [
            Slip(log2(3), "h(3X + 5) grows by that, but so does h(3X + 5 | Y). In the difference the two cancel.")]),
        Choice("The step that can make I(X; Y) smaller", "c", {"a": "writing X in inches", "b": "taking the exponential of Y", "c": "rounding X to whole numbers", "d": "squaring X, if X > 0"}, [
            Slip("a", "A change of unit can be undone, so nothing is lost."),
            Slip("b", "The exponential can be undone by the logarithm, so nothing is lost."),
            Slip("d", "For a positive X the square can be undone by the root. For an X of both signs it could lose the sign.")]),
    ], right="h counts with the unit; in I the unit cancels. Only what cannot be undone loses information.", hints=["h(aX + c) = h(X) + log2 |a|.", "I = h(X) − h(X | Y): what does the factor do to each term?"]),
    Exercise("two-cells", [
        Number("The entropy of the cell", CELLS, "bits", [
            Slip(float(entropy([1 / 2, 1 / 2])), "The cells are not equally likely: P(X ≤ ½) is (½)² = ¼."),
            Slip(CELLS - 1, "That is H + log2 Δ. The entropy of the cell alone is asked for.")]),
        Number("Its lower bound", BOUND, "bits", [
            Slip(BOUND - 1, "That is h(X). The lower bound has the term −log2 Δ as well."),
            Slip(BOUND - 2, "The sign of log2 Δ is turned round.")]),
        Number("The divergence from the histogram", CELLS - BOUND, "bits", [
            Slip(CELLS - BOUND + 1, "That is the entropy of the cell minus h(X). The lower bound is larger than h(X), by −log2 Δ."),
            Slip(CELLS - CELLS, "The histogram has two bars and the density is a slope: they differ.")]),
    ], right="The histogram of two bars misses less than a tenth of a bit.", hints=["P(X ≤ x) = x².", "H = h − log2 Δ + D, without any limit."]),
    # Work
    Exercise("missed-peak", [
        Number("What the program reports", 1 / 2, "bits", [
            Slip(PEAK, "That is the right value. Does one of the middles of the slices lie between 2 and 2.001?"),
            Slip(1 / 2 - 500 * log2(500) * 0.01, "That counts a slice in which the density is 500. The nearest middles are 1.995 and 2.005."),
            Slip(log2(1), "That is the entropy of the even half alone, as if all parts belonged to it. Its density is one half, and the surprise there is 1 bit."),
            Slip(-log2(1 / 2), "That is the surprise in the even half. It is multiplied by the density, one half, and by the width of all its slices together.")]),
        Number("The right value", PEAK, "bits", [
            Slip(1 / 2, "That is the part of the even half. The narrow half has a part, too, and there the density is larger than 1."),
            Slip(log2(0.001) / 2, "That is the average of the two entropies. Which half a part belongs to is uncertain as well, and that is one more bit."),
            Slip(log2(0.001) + 1, "That is the surprise in the narrow half. Only every other part is there."),
            Slip(1 - log2(0.001) / 2, "That takes the high density for a high surprise. Where the density is larger than 1 the surprise is negative.")]),
        Number("The area by the same slices", 1 / 2, "", [
            Slip(1 / 2 + 1 / 2, "That is the true area. What do these slices see of the narrow half?"),
            Slip(1 / 2 + 500 * 0.01, "That counts a slice in which the density is 500. The nearest middles are 1.995 and 2.005."),
            Slip(300 * 0.01, "That is the length of the interval. The area under the density is asked for.")]),
        Choice("What would have shown the mistake", "a", {"a": "an average of the surprise over some hundred draws", "b": "slices of half the width", "c": "the same slices with natural logarithms"}, [
            Slip("b", "Their middles nearest to the narrow half are 1.9975 and 2.0025, so it is missed again, and the two results agree."),
            Slip("c", "That multiplies the result by ln 2, and what is missing is missing still.")]),
    ], right="A sum over slices sees the density only at its points. Before you trust it, add up the density itself: the area must be 1.", hints=["Where are the middles of the slices near 2, and how large is the density there?", "Where the density is a constant f, the surprise is −log2 f. In the narrow half f is ½ divided by 0.001.", "Half of the draws come from the narrow half, wherever it is."]),
    Exercise("grid-or-draws", [
        Formula("The number of draws, as a formula", "k / (2*m^2)", {"k": (1, 40), "m": (0.01, 1)}, [
            Slip("k / m^2", "That takes the variance of half a square for 1. What does a factor ½ do to a variance?"),
            Slip("2*k / m^2", "That is the variance of the sum of the squares. The surprise has half of that sum."),
            Slip("k / (2*m)", "That makes ten times the precision cost ten times the draws. How does the standard error fall with their number?"),
            Slip("1 / (2*m^2)", "That is for one dimension. In k dimensions k squares are added."),
            Slip("sqrt(k/2) / m", "That is the square root of the number of draws.")]),
        Number("The number of draws for k = 12 and m = 0.01", 12 / (2 * 0.01**2), "", [
            Slip(12 / 0.01**2, "That takes the variance of half a square for 1. What does a factor ½ do to a variance?"),
            Slip(12 / (2 * 0.01), "That makes ten times the precision cost ten times the draws. How does the standard error fall with their number?"),
            Slip(1 / (2 * 0.01**2), "That is for one dimension.")]),
        Number("The number of points of the grid", 20**12, "", [
            Slip(20 * 12, "The axes multiply: in two dimensions a grid has 20 · 20 points."),
            Slip(12**20, "That takes 12 points on each of 20 axes.")]),
        Choice("What to take for six digits in one dimension", "b", {"a": "draws, because their error falls at the same rate in every dimension", "b": "a grid, because its error falls much faster with the number of points", "c": "either: with as many points as draws they are equally exact"}, [
            Slip("a", "That speaks for draws in many dimensions. In one, six digits would take about 10¹² of them."),
            Slip("c", "The error of n draws falls like one over the root of n. For a smooth density that of n slices falls much faster.")]),
    ], right="Slices in one dimension, draws in many: the points of a grid grow exponentially with the dimension, the draws only in proportion to it.", hints=["The variance of a sum of independent terms is the sum of the variances; a factor ½ makes a quarter of it.", "The standard error of an average of n draws is √(variance / n).", "A grid in 2 dimensions has 20² points."]),
    Exercise("bit-of-width", [
        Setting("The state", {"shift": 0, "forward": (0.99, 1.01), "ratio": (1.001, 6)}, "two-gaussians", [
            Slip({"shift": 0, "forward": (0.99, 1.01)}, "D(f‖g) = {forward} bits, but g is {ratio} times as wide as f, so f is the wider one. Exchange the two, and see which divergence is then which."),
            Slip({"shift": 0, "reverse": (0.99, 1.01)}, "There D(g‖f) is {reverse} bits, with g as the truth. D(f‖g), with f as the truth, is {forward}. Which grows more slowly as g gets wider?"),
            Slip({"shift": 0, "ratio": 1}, "Mean and width are the same, so f and g are the same density and nothing is lost."),
            Slip({"shift": 0, "ratio": (1.001, 6)}, "g is {ratio} times as wide as f, and D(f‖g) = {forward} bits. For a wide g it grows about as the logarithm of this factor."),
            Slip({"shift": 0}, "g is {ratio} times as wide as f, so f is the wider one. Then D(f‖g) = {forward} bits, because much of what f says lies where g has next to nothing."),
            Slip({}, "The means are {shift} apart, and a part of D(f‖g) = {forward} bits comes from that. Give f and g the same mean first."),
        ]),
        Number("The factor at 1 bit", WIDER, "", [
            Slip(NARROWER, "With this factor D(f‖g) is 1 bit, but f is the wider one. The question is about a g that is wider."),
            Slip(1 / WIDER, "That is how wide f is, measured by g. Turn it over."),
            Slip(2 * sqrt(e), "That leaves out one over twice the square of the factor, which is small and not nothing. Solve with it."),
            Slip(2.0, "A factor of 2 makes the density half as high, which costs 1 bit in the middle. But g has more than f in the tails, and on average less is lost."),
        ]),
        Number("D(g‖f) then", float(gaussian_kl(0, WIDER, 0, 1)), "bits", [
            Slip(gaussian_kl(0, 1, 0, WIDER), "That is D(f‖g). Only with the same width do the two directions agree."),
            Slip(log2(WIDER), "That is by how many bits the differential entropies differ. The divergence needs the square of the factor as well."),
        ]),
    ], right="A belief that is too wide costs little: in nats, about the logarithm of the factor. One that is too narrow costs about half of its square.",
    hints=["With the same means only the factor counts: of the closed form, its logarithm, one over twice its square, and ½ are left, in nats.", "Try a factor that is too small and one that is too large, and halve the interval between them. Make f narrow, to leave room for a wide g."]),
    Exercise("bits-per-dimension", [
        Number("The bits per dimension", PER_DIMENSION, "bits", [
            Slip(PER_DIMENSION - 8, "The term −log2 Δ is missing: a cell is 1/256 wide."),
            Slip(8 - 10_700 / 3072, "That adds nats to 8 bits."),
            Slip(8 + 10_700 / 3072 / log(2), "That takes a high density for a high surprise."),
            Slip(8 - 10_700 / 1024 / log(2), "An image has 3,072 numbers: three colours for each of its 1,024 pixels.")]),
        Number("The bytes of a code for an image, at most", 384 * PER_DIMENSION, "", [
            Slip(3072 * PER_DIMENSION, "That is in bits. A byte has 8."),
            Slip(3072 * 8, "That is the number of bits without a model."),
            Slip(3072 * 8 / 8, "That is one byte for each number, without a model.")], tolerance=2e-3),
        Choice("What −1.2 bits per dimension show", "b", {"a": "the model is better than the entropy of the images", "b": "no noise was added to the images", "c": "the images are nearly all black", "d": "nats were reported in place of bits"}, [
            Slip("a", "No model is better than the entropy, which is not negative: with noise, the score is at least the cross-entropy of the cells."),
            Slip("c", "Then the entropy is small, but it is not negative, and a score on noisy images is not below it."),
            Slip("d", "Another unit multiplies the score by a positive number: 1.2 below zero stays below zero.")]),
    ], right="The term −log2 Δ, here log2 256, turns a density of numbers between 0 and 1 into bits for bytes.", hints=["Divide by 3,072 and by ln 2, and turn the sign round.", "The cells are 1/256 wide: add −log2(1/256).", "With noise, bits per dimension are at least a cross-entropy of whole numbers. Can that be negative?"]),
    Exercise("log-normal-entropy", [
        Formula("h(Y) in nats", "m + ln(2*pi*e*s^2)/2", {"m": (-2, 2), "s": (0.1, 3)}, [
            Slip("ln(2*pi*e*s^2)/2", "That is h(X). The map stretches, and on average by which factor?"),
            Slip("m + s^2/2 + ln(2*pi*e*s^2)/2", "That adds the logarithm of the average slope, not the average of its logarithm."),
            Slip("ln(2*pi*e*s^2)/2 - m", "The sign is turned round: where the map stretches, the density becomes lower and h larger."),
            Slip("m + log2(2*pi*e*s^2)/2", "The second term is in bits. In nats it has the natural logarithm.")]),
        Number("The μ for which the entropies are equal", 0, "", [
            Slip(-1 / 2, "That makes the average of the slope equal to 1, for σ = 1. The average of its logarithm counts."),
            Slip(1, "At μ = 1 the map stretches by the factor e, typically.")]),
    ], right="The logarithm of the slope of eˣ is x, so its average is the mean of X.", hints=["h(t(X)) = h(X) + E[ln |t′(X)|].", "The derivative of eˣ is eˣ. What is its logarithm?"]),
    Exercise("pair-below-part", [
        Formula("h(X, Y) in nats", "ln(2*pi*e*s^2)", HALF, [
            Slip("ln(2*pi*e*s^2)/2", "That is one of the two. Independent variables add up."),
            Slip("2*ln(2*pi*e*s^2)", "That is twice too much. Which factor does a single normal variable have before ln?"),
            Slip("log2(2*pi*e*s^2)", "That is in bits. Take ln."),
            Slip("ln(2*pi*e*s)", "Under the logarithm stands the variance, s².")]),
        Number("The s below which h(X, Y) < h(X)", BORDER, "", [
            Slip(1, "At s = 1 the entropy of one part is 2.05 bits. Where is it 0?"),
            Slip(BORDER**2, "That is the variance at the border. The standard deviation is its root."),
            Slip(1 / sqrt(2 * pi), "There the peak of the density is 1. The entropy is 0 at a smaller s.")]),
        Number("h(X, Y) with correlation 0.8", 2 * ONE - SHARED, "bits", [
            Slip(2 * ONE, "That is for independent variables. The correlation takes the mutual information away."),
            Slip(2 * ONE + SHARED, "That gives the pair more than independent variables would have."),
            Slip(2 * ONE - 2 * SHARED, "The factor ½ before log2(1 − ρ²) is missing."),
            Slip(ONE - SHARED, "That is h(Y | X). The pair has h(X) as well.")]),
    ], right="That a pair has less than a part is no paradox. Its cells are squares, so −log2 Δ is left out twice in the pair and once in the part.", hints=["Independent: h(X, Y) = h(X) + h(Y).", "2h < h means h < 0.", "h(X, Y) = h(X) + h(Y) − I(X; Y)."]),
    Exercise("radio-link", [
        Number("The signal-to-noise ratio", 15, "", [
            Slip(2**4, "That is 1 + SNR: the capacity has 1 + SNR under its logarithm."),
            Slip(2**2 - 1, "That ratio carries 1 bit. Is there a factor before the logarithm?"),
            Slip(e**4 - 1, "With that ratio the channel carries as many nats as bits are wanted. A nat is more than a bit.")]),
        Number("The correlation of input and output", sqrt(15) / 4, "", [
            Slip(15 / 16, "That is ρ². Take the root."),
            Slip(1 / 4, "That is √(1 − ρ²): how wide the received number still is once the sent one is known."),
            Slip(sqrt(1 - 2**-2), "That correlation gives 1 bit. Here 2 bits are carried.")]),
        Number("The decibels for one more bit", 10 * log10(4), "", [
            Slip(10 * log10(2), "That doubles the power, which gives only half a bit more."),
            Slip(2**2, "That is the factor of the power. It is asked in decibels."),
            Slip(20 * log10(4), "The factor 20 is for amplitudes. The power has the factor 10.")]),
        Number("The capacity of both channels together", log2(8.5), "bits", [
            Slip(log2(1 + 15), "That gives each channel all the power. They share it, so each has half the ratio."),
            Slip(log2(8.5) / 2, "That is what one of the two channels carries. They are asked for together."),
            Slip(log2(1 + 15) / 2, "That is one channel with all the power. Two with half of it each carry more.")]),
    ], right="The logarithm rewards spreading: half the power costs each channel less than half a bit, and there are two.", hints=["½ log2(1 + SNR) is to be 2 bits.", "The capacity is also −½ log2(1 − ρ²).", "For a large ratio, 1 + SNR is nearly SNR: one more bit takes 4 times as much.", "Each of the two channels has half the ratio, 15/2."]),
    Exercise("waiting-for-the-bus", [
        Number("The largest differential entropy", MOST, "bits", [
            Slip(log2(10), "That is the logarithm of the mean alone. The surprise of an exponential density has a second term, whose average is not 0."),
            Slip(FRIEND, "That is the uniform density on [0, 20], or 1 nat counted as a bit. Another density with the mean 10 has more."),
            Slip(gaussian_entropy(10), "That is a normal density with standard deviation 10. Waiting times are positive, and no variance is given.")], tolerance=5e-4),
        Number("The differential entropy of the uniform density", FRIEND, "bits", [
            Slip(log2(10), "The interval is 20 minutes wide, and 10 is its middle."),
            Slip(-FRIEND, "That is log2 of the density, 1/20. The surprise is log2 of one over it.")]),
        Number("The divergence from the most uncertain density", MOST - FRIEND, "bits", [
            Slip(FRIEND - MOST, "A divergence is never negative."),
            Slip(log2(20 / 10), "That is the logarithm of the ratio of the interval and the mean. Both densities have the mean 10: what does the theorem say about the gap?")]),
    ], right="The friend claims to know something that was not given: 0.44 bits of it.", hints=["Positive with a given mean: the exponential density has the largest h.", "h(f*) − h(f) = D(f‖f*)."]),
    # Challenge
    Exercise("worst-noise", [
        Order("The proof", {"E": "", "G": "E", "C": "", "A": "CG", "D": "A"}, [
            Slip("B", "Line B does not hold: if the noise is not normal, what is made of it need not be."),
            Slip("F", "Line F does not hold: uncorrelated variables are independent if they are jointly normal, and here the noise may be anything."),
            Slip("GE", "Line G bounds what line E has brought into the form h(X − aY | Y). E comes first."),
            Slip("AG", "Line A bounds h(X | Y). That h(X − aY) is a bound is line G, so G comes first."),
            Slip("AC", "Line A puts the entropy of a normal variable. That no density with this variance has more is line C, so C comes first."),
            Slip("DA", "Line D subtracts the bound that line A gives.")]),
    ], right="With a normal input at least the Gaussian channel's capacity gets through, whatever noise of this variance there is. So normal noise is the worst.", hints=["Begin with a shift by a multiple of what is known.", "Forget Y, then compare with a normal variable.", "Two lines would need normal noise."]),
    Exercise("laplace-champion", [
        Formula("The density at x ≥ 0", "exp(-x/c) / (2*c)", {"x": (0, 5), "c": (0.2, 4)}, [
            Slip("exp(-x/c) / c", "That has the integral 1 on the positive half alone. Here there are two halves."),
            Slip("exp(-x^2/(2*c^2)) / (c*sqrt(2*pi))", "A normal density comes from a prescribed variance. Here E|X| is prescribed, so |x| stands in the exponent."),
            Slip("exp(-c*x) * c / 2", "c is the mean size, not the rate: the exponent is −x/c.")]),
        Formula("Its differential entropy in nats", "1 + ln(2*c)", {"c": (0.2, 4)}, [
            Slip("1 + ln(c)", "That is the exponential density. The sign of X adds ln 2."),
            Slip("ln(2*c)", "The average of |X|/c is 1 and must be added."),
            Slip("1 + log2(2*c)", "The second term is in bits. In nats it has the natural logarithm.")]),
        Number("How much less the normal density has", SHORT, "bits", [
            Slip(log2(2 * e) - gaussian_entropy(1), "That is for a normal density with σ = c. Its E|X| is not c."),
            Slip(SHORT - SHORT, "The normal density is best for a given variance. For a given E|X| another one is."),
            Slip(log2(2 * e) - gaussian_entropy(sqrt(2)), "That compares the two at equal variances. Here E|X| is the same for both.")]),
    ], right="Another condition has another best density. The normal one is the most uncertain for a given variance, not of all.", hints=["Use ln f* = λ + λ₁|x|.", "Each half is an exponential density with weight ½.", "σ√(2/π) = c gives the σ of the normal density."]),
    Exercise("overlooked-correlation", [
        Formula("The price of overlooking, D(f‖g), in nats", "-ln(1 - r^2)/2", {"r": (0.05, 0.95)}, [
            Slip("r^2/(1 - r^2) + ln(1 - r^2)/2", "That is the other direction. The truth f is correlated here."),
            Slip("-log2(1 - r^2)/2", "That is in bits. Take ln."),
            Slip("-ln(1 - r^2)", "The factor ½ is missing: a density has the root of det Σ."),
            Slip("ln(1 - r^2)/2", "The sign is turned round: det Σ of the model stands in the numerator.")]),
        Formula("The price of imagining, D(g‖f), in nats", "r^2/(1 - r^2) + ln(1 - r^2)/2", {"r": (0.05, 0.95)}, [
            Slip("-ln(1 - r^2)/2", "That is the other direction. Now the model is the correlated one."),
            Slip("ln(1 - r^2)/2", "That takes the trace for 2. The inverse of Σ is not the unit matrix now."),
            Slip("1/(1 - r^2) + ln(1 - r^2)/2", "Without a correlation the divergence must be 0, and here it is 1.")]),
        Number("The price of overlooking at r = 0.6", OVERLOOK, "nats", [
            Slip(IMAGINE, "That is the price of imagining. Overlooking means that the truth is correlated."),
            Slip(2 * OVERLOOK, "The factor ½ is missing.")]),
        Number("The price of imagining at r = 0.6", IMAGINE, "nats", [
            Slip(OVERLOOK, "That is the price of overlooking. Now the model is the correlated one."),
            Slip(IMAGINE + 1, "Without a correlation this would give 1. A term is missing.")]),
    ], right="Overlooking a correlation costs the mutual information. Imagining one costs more.", hints=["The means agree, so d = 0; and k = 2.", "The inverse of [[1, r], [r, 1]] is [[1, −r], [−r, 1]]/(1 − r²)."]),
])
