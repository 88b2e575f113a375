"""The exercises of the chapter *Continuous variables*."""

from collections.abc import Iterable
from math import e, log, log2, pi, sqrt
from typing import Any

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter
from infolib import (
    entropy,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    multivariate_gaussian_kl,
)

__all__ = ["check"]

CELLS, FLOOR = float(entropy([1 / 4, 3 / 4])), 1 / (2 * log(2))
EQUAL, THERE, BACK = (float(gaussian_kl(*bells)) for bells in ((0, 1, 1, 1), (0, 1, 0, 2), (0, 2, 0, 1)))
BORDER = 1 / sqrt(2 * pi * e)
ONE, SHARED = float(gaussian_entropy(0.1)), float(gaussian_mutual_information(0.8))
MOST, FRIEND = log2(10 * e), log2(20)
SHORT = (1 / 2 + log(2 / pi)) / log(2)
WITH, WITHOUT = [[1, 0.6], [0.6, 1]], [[1, 0], [0, 1]]
OVERLOOK = float(multivariate_gaussian_kl([0, 0], WITH, [0, 0], WITHOUT, base="e"))
IMAGINE = float(multivariate_gaussian_kl([0, 0], WITHOUT, [0, 0], WITH, base="e"))
HALF = {"s": (0.05, 0.95)}


# The divergence of two normal distributions, from their variances

def gaussian_divergence(mu1: float, var1: float, mu2: float, var2: float) -> Any:
    """Return the divergence in bits."""
    return gaussian_kl(mu1, sqrt(var1), mu2, sqrt(var2))


def two_bells(rng: np.random.Generator) -> Iterable[tuple[float, ...]]:
    """Draw means and variances: equal ones, one that differs, both."""
    yield from ((0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 1.0, 1.0), (0.0, 1.0, 0.0, 4.0), (0.0, 4.0, 0.0, 1.0), (1.0, 4.0, 0.0, 0.25))
    for _ in range(8):
        m1, m2 = rng.normal(0, 2, 2).round(2).tolist()
        v1, v2 = rng.uniform(0.1, 5, 2).round(2).tolist()
        yield m1, v1, m2, v2


def without_spread(mu1: float, var1: float, mu2: float, var2: float) -> float:
    """Forget that the truth is spread round its mean."""
    return (log(var2 / var1) + (mu1 - mu2) ** 2 / var2 - 1) / 2 / log(2)


def over_the_truth(mu1: float, var1: float, mu2: float, var2: float) -> float:
    """Divide by the variance of the truth."""
    return (log(var2 / var1) + (var1 + (mu1 - mu2) ** 2) / var1 - 1) / 2 / log(2)


check = chapter("continuous-variables", [
    # Warm-up
    Exercise("finer-rulers", [
        Number("h in metres", log2(2), "bits", [
            Slip(log2(1 / 2), "That is log2 of the density. Differential entropy has a minus before it."),
            Slip(log2(1), "That is h of an interval of 1 metre. This one is twice as wide.")]),
        Number("h in centimetres", log2(200), "bits", [
            Slip(1 - log2(100), "The number of centimetres is larger than that of metres, so the width grows: add log2(100)."),
            Slip(log2(2), "That is h in metres. A new unit adds the logarithm of its factor.")]),
        Number("questions to the millimetre", log2(2000), "bits", [
            Slip(1 + log2(0.001), "The sign of the ruler's share is turned round: it is −log2 Δ, and Δ is small."),
            Slip(log2(200) - log2(0.001), "h is in centimetres, so the width of a cell must be, too: a millimetre is a tenth of a centimetre."),
            Slip(log2(1000), "That is for the 1000 cells on one metre. There are two metres.")]),
    ], right="h changes with the unit, the number of questions does not: −log2 Δ changes with it and makes up for it.", hints=["The density is one over the width of the interval.", "How many millimetre cells are there, all equally likely?"]),
    Exercise("three-bells", [
        Number("N(0, 1) from N(−1, 1)", EQUAL, "bits", [
            Slip(2 * EQUAL, "The factor ½ is missing: squared distance over twice the variance."),
            Slip(float(gaussian_kl(0, 1, 0, 1)), "The means differ by 1, so the bells do. Equal widths alone do not make the divergence zero.")]),
        Number("N(1, 1) from N(0, 1)", EQUAL, "bits", [
            Slip(2 * EQUAL, "The factor ½ is missing: squared distance over twice the variance."),
            Slip(float(gaussian_kl(0, 1, 0, 1)), "The means differ, so the bells do. Equal widths make the divergence symmetric, not zero.")]),
        Number("N(0, 1) from N(0, 2²)", THERE, "bits", [
            Slip(BACK, "That is the divergence the other way round. Here the truth is the narrow bell."),
            Slip(gaussian_kl(0, 1, 0, 4), "That is for a standard deviation of 4. In the symbol stands the variance, 2², so the standard deviation is 2."),
            Slip(THERE + 1 / (2 * log(2)), "The −½ at the end is missing: two equal bells would not give 0."),
            Slip(gaussian_kl(0, 1, 0, sqrt(2)), "That is for a variance of 2. It is 2² = 4, and the standard deviation is 2.")]),
        Number("N(0, 2²) from N(0, 1)", BACK, "bits", [
            Slip(THERE, "That is the divergence the other way round, and the two differ. Here the truth is the wide bell."),
            Slip(gaussian_kl(0, 4, 0, 1), "That is for a standard deviation of 4. In the symbol stands the variance, 2², so the standard deviation is 2."),
            Slip(BACK + 1 / (2 * log(2)), "The −½ at the end is missing: two equal bells would not give 0."),
            Slip(gaussian_kl(0, sqrt(2), 0, 1), "That is for a variance of 2. It is 2² = 4, and the standard deviation is 2.")]),
    ], right="Equal widths: the same both ways. Different widths: a belief that is too narrow is the dearer one.", hints=["D = ln(σ₂/σ₁) + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − ½ nats; the truth has the index 1.", "Divide by ln 2 at the end."]),
    Exercise("what-changes", [
        Number("h(3X + 5) − h(X)", log2(3), "bits", [
            Slip(log2(1), "That would be so for a discrete variable. Stretching by 3 spreads a density out."),
            Slip(2 ** log2(3), "The entropy grows by the logarithm of the factor, not by the factor."),
            Slip(log2(3 * 5), "The shift by 5 is no factor: it moves the density and leaves its shape."),
            Slip(log2(3) + 5, "The shift by 5 adds nothing: it moves the density and leaves its shape.")]),
        Number("I(3X + 5; Y) − I(X; Y)", 0, "bits", [
            Slip(log2(3), "h(3X + 5) grows by that, but so does h(3X + 5 | Y). In the difference the two cancel.")]),
        Choice("what can make I smaller", "c", {"a": "writing X in inches", "b": "taking the exponential of Y", "c": "rounding X to whole numbers", "d": "squaring X, if X > 0"}, [
            Slip("a", "A change of unit can be undone, so nothing is lost."),
            Slip("b", "The exponential can be undone by the logarithm, so nothing is lost."),
            Slip("d", "For a positive X the square can be undone by the root. For an X of both signs it could lose the sign.")]),
    ], right="h counts with the unit; in I the unit cancels. Only what cannot be undone loses information.", hints=["h(aX + c) = h(X) + log2 |a|.", "I = h(X) − h(X | Y): what does the factor do to each term?"]),
    Exercise("two-cells", [
        Number("the entropy of the cell", CELLS, "bits", [
            Slip(float(entropy([1 / 2, 1 / 2])), "The cells are not equally likely: P(X ≤ ½) is (½)² = ¼."),
            Slip(CELLS - 1, "That is H + log2 Δ. The entropy of the cell alone is asked for.")]),
        Number("the floor", FLOOR, "bits", [
            Slip(FLOOR - 1, "That is h(X). Subtract log2 ½, which is −1."),
            Slip(FLOOR - 2, "The sign of log2 Δ is turned round: −log2 ½ = +1.")]),
        Number("the divergence", CELLS - FLOOR, "bits", [
            Slip(CELLS - FLOOR + 1, "That is the entropy of the cell minus h(X). Subtract the floor, which has the ruler's share, h(X) − log2 Δ."),
            Slip(CELLS - CELLS, "The histogram has two bars and the density is a slope: they differ.")]),
    ], right="The histogram of two bars misses less than a tenth of a bit.", hints=["P(X ≤ x) = x².", "H = h − log2 Δ + D, without any limit."]),
    # Work
    Exercise("write-gaussian-kl", [
        Function("gaussian_divergence", gaussian_divergence, two_bells, [(0.0, 1.0, 1.0, 1.0), (0.0, 1.0, 1.0, 4.0), (1.0, 4.0, 0.0, 1.0)], [
            Slip(lambda a, v, b, w: gaussian_divergence(a, v, b, w) * log(2), "That is in nats. Divide by ln 2."),
            Slip(lambda a, v, b, w: gaussian_divergence(b, w, a, v), "That is the divergence the other way round. The first pair of arguments is the truth."),
            Slip(lambda a, v, b, w: gaussian_kl(a, v, b, w), "That treats the variances as standard deviations. Take their square roots, or use the variances as they are."),
            Slip(lambda a, v, b, w: (log(w / v) + (v + (a - b) ** 2) / (2 * w) - 0.5) / log(2), "The logarithm of the ratio of variances is twice that of the standard deviations: it needs a factor ½."),
            Slip(lambda a, v, b, w: gaussian_divergence(a, v, b, w) + 0.5 / log(2), "The −½ is missing: two equal bells must give 0."),
            Slip(without_spread, "The belief is tried on draws of the truth, which are spread: the variance of the truth belongs in the numerator."),
            Slip(over_the_truth, "The fraction is over the variance of the belief: that is the one in the exponent of g."),
            Slip(lambda a, v, b, w: 2 * gaussian_divergence(a, v, b, w), "The factor ½ before the whole is missing.")]),
    ], right="Closed form, variances in, bits out: and it survives the tests that every divergence must pass.", hints=["D is the average of −ln g minus the entropy of f.", "½ (ln(v₂/v₁) + (v₁ + (μ₁ − μ₂)²)/v₂ − 1) nats."]),
    Exercise("log-normal-entropy", [
        Formula("h(Y) in nats", "m + ln(2*pi*e*s^2)/2", {"m": (-2, 2), "s": (0.1, 3)}, [
            Slip("ln(2*pi*e*s^2)/2", "That is h(X). The map stretches: add the average of ln |t′(X)|."),
            Slip("m + s^2/2 + ln(2*pi*e*s^2)/2", "That adds the logarithm of the average slope. Average the logarithm of the slope, which is X."),
            Slip("ln(2*pi*e*s^2)/2 - m", "The sign is turned round: where the map stretches, the density becomes lower and h larger."),
            Slip("m + log2(2*pi*e*s^2)/2", "The second term is in bits. In nats it has the natural logarithm.")]),
        Number("μ for equal entropies", 0, "", [
            Slip(-1 / 2, "That makes the average of the slope, e^(μ + σ²/2), equal to 1, for σ = 1. The average of its logarithm must be 0."),
            Slip(1, "At μ = 1 the map stretches by the factor e, typically. The average of ln t′(X) = X must be 0.")]),
    ], right="The logarithm of the slope of eˣ is x, so its average is the mean of X.", hints=["h(t(X)) = h(X) + E[ln |t′(X)|].", "The derivative of eˣ is eˣ. What is its logarithm?"]),
    Exercise("pair-below-part", [
        Formula("h(X, Y) in nats", "ln(2*pi*e*s^2)", HALF, [
            Slip("ln(2*pi*e*s^2)/2", "That is one of the two. Independent variables add up."),
            Slip("2*ln(2*pi*e*s^2)", "Each of the two has the factor ½ before ln. Twice ½ is 1."),
            Slip("log2(2*pi*e*s^2)", "That is in bits. Take ln."),
            Slip("ln(2*pi*e*s)", "Under the logarithm stands the variance, s².")]),
        Number("the border", BORDER, "", [
            Slip(1, "At s = 1 the entropy of a bell is 2.05 bits. The border is where it is 0: 2πe s² = 1."),
            Slip(BORDER**2, "That is the variance at the border. Take its root."),
            Slip(1 / sqrt(2 * pi), "There the peak of the density is 1. The entropy is 0 at a smaller s: the factor e is missing.")]),
        Number("h(X, Y) with correlation 0.8", 2 * ONE - SHARED, "bits", [
            Slip(2 * ONE, "That is for independent variables. The correlation takes the mutual information away."),
            Slip(2 * ONE + SHARED, "The mutual information is subtracted: h(X, Y) = h(X) + h(Y) − I."),
            Slip(2 * ONE - 2 * SHARED, "The factor ½ before log2(1 − ρ²) is missing."),
            Slip(ONE - SHARED, "That is h(Y | X). Add h(X).")]),
    ], right="A pair with less than a part: no paradox, because its cells are squares: the share of the ruler, −log2 Δ, is left out twice in the pair and once in the part.", hints=["Independent: h(X, Y) = h(X) + h(Y).", "2h < h means h < 0.", "h(X, Y) = h(X) + h(Y) − I(X; Y)."]),
    Exercise("correlation-from-bits", [
        Number("ρ for 1 bit", sqrt(3) / 2, "", [
            Slip(3 / 4, "That is ρ². Take the root."),
            Slip(1 / 2, "That is the factor by which Y becomes narrower, √(1 − ρ²)."),
            Slip(sqrt(1 - e**-2), "That correlation gives one nat. One bit is less."),
            Slip(sqrt(1 / 2), "The factor ½ before the logarithm got lost: 1 − ρ² = 2^(−2).")]),
        Formula("ρ for b bits", "sqrt(1 - 2^(-2*b))", {"b": (0.1, 5)}, [
            Slip("1 - 2^(-2*b)", "That is ρ². Take the root."),
            Slip("sqrt(1 - 2^(-b))", "The factor ½ before the logarithm becomes a 2 in the exponent."),
            Slip("sqrt(1 - exp(-2*b))", "That is for nats. For bits the base is 2.")]),
        Number("how much narrower at 2 bits", 2 ** 2, "", [
            Slip(2 ** 1, "That is one bit. Each bit halves the width: 2 bits make a quarter."),
            Slip(4 ** 2, "That is by how much the variance shrinks. The width is its root."),
            Slip(1 / 4, "Y is narrower by the factor 4: its width is a quarter.")]),
        Choice("what a correlation of 0 says about I", "d", {"a": "it is 0", "b": "it is at most 1 bit", "c": "it is infinite", "d": "nothing"}, [
            Slip("a", "That is true of jointly normal variables. In general not: for a bell X round 0, Y = X² has the correlation 0 with X."),
            Slip("b", "For a bell X round 0 and Y = X² the correlation is 0 and I is infinite."),
            Slip("c", "It may be infinite, and it may be 0, for independent variables.")]),
    ], right="One bit is a correlation of 0.87, and makes Y half as wide. Correlations below it are worth less than they look.", hints=["Solve b = −½ log2(1 − ρ²) for ρ.", "The width of Y given X is √(1 − ρ²) times that of Y."]),
    Exercise("waiting-for-the-bus", [
        Number("the largest h", MOST, "bits", [
            Slip(log2(10), "That is ln c without the 1 of ln c + 1: the average of X/c is 1. Altogether log2(10e)."),
            Slip(FRIEND, "If you took the uniform density on [0, 20]: another one with the mean 10 has more. If you added 1 to log2(10): it is 1 nat, which is log2 e bits."),
            Slip(gaussian_entropy(10), "That is a bell with standard deviation 10. Waiting times are positive, and no variance is given.")], tolerance=5e-4),
        Number("h of the uniform density", FRIEND, "bits", [
            Slip(log2(10), "The interval is 20 minutes wide, and 10 is its middle."),
            Slip(-FRIEND, "That is log2 of the density. Differential entropy has a minus before it.")]),
        Number("the divergence", MOST - FRIEND, "bits", [
            Slip(FRIEND - MOST, "A divergence is never negative: the larger h minus the smaller."),
            Slip(log2(20 / 10), "Compute it: the difference of the two entropies, since both densities have the mean 10.")]),
    ], right="The friend claims to know something that was not given: 0.44 bits of it.", hints=["Positive with a given mean: the exponential is the champion.", "h(f*) − h(f) = D(f‖f*)."]),
    # Challenge
    Exercise("bell-proof-order", [
        Order("the proof", {"B": "", "D": "B", "A": "D", "G": "A", "F": "G", "H": "F"}, [
            Slip("C", "Line C is false: the variance fixes the average of x², and of the bell's surprise, which is a square plus a constant. The surprise of another density is not, and its average, h(f), is still open."),
            Slip("E", "Line E is what is to be proved. It can be no line of its own proof."),
            Slip("DB", "Line D averages what line B writes down. Begin with the surprise under the bell."),
            Slip("AD", "Line A is the value of the average. Line D says why only the variance enters."),
            Slip("GA", "Line G compares h(g) with the number of line A."),
            Slip("FG", "Line F puts in that the average surprise is h(g), which line G says."),
            Slip("HF", "Line H reads off what line F has put together.")]),
    ], right="Every rival with this variance pays the same under the bell; so Gibbs decides.", hints=["Start with what −ln g looks like.", "Average it under f, get a number, recognise h(g)."]),
    Exercise("laplace-champion", [
        Formula("the density at x ≥ 0", "exp(-x/c) / (2*c)", {"x": (0, 5), "c": (0.2, 4)}, [
            Slip("exp(-x/c) / c", "That has the integral 1 on the positive half alone. Here there are two halves."),
            Slip("exp(-x^2/(2*c^2)) / (c*sqrt(2*pi))", "A bell comes from a prescribed variance. Here E|X| is prescribed, so |x| stands in the exponent."),
            Slip("exp(-c*x) * c / 2", "c is the mean size, not the rate: the exponent is −x/c.")]),
        Formula("its h in nats", "1 + ln(2*c)", {"c": (0.2, 4)}, [
            Slip("1 + ln(c)", "That is the exponential density. The sign of X adds ln 2."),
            Slip("ln(2*c)", "The average of |X|/c is 1 and must be added."),
            Slip("1 + log2(2*c)", "The second term is in bits. In nats it has the natural logarithm.")]),
        Number("the bell falls short by", SHORT, "bits", [
            Slip(log2(2 * e) - gaussian_entropy(1), "That is for a bell with σ = c. Its E|X| must be c, so σ = c√(π/2)."),
            Slip(SHORT - SHORT, "The bell wins for a given variance. For a given E|X| another density does."),
            Slip(log2(2 * e) - gaussian_entropy(sqrt(2)), "That compares the two at equal variances. Here E|X| is the same for both.")]),
    ], right="Another condition, another champion: the bell is not the most uncertain density of all, but the one for a given variance.", hints=["Use ln f* = λ + λ₁|x|.", "Each half is an exponential density with weight ½.", "σ√(2/π) = c gives the bell's σ."]),
    Exercise("overlooked-correlation", [
        Formula("overlooking: D(f‖g), in nats", "-ln(1 - r^2)/2", {"r": (0.05, 0.95)}, [
            Slip("r^2/(1 - r^2) + ln(1 - r^2)/2", "That is the other direction. The truth f is correlated here."),
            Slip("-log2(1 - r^2)/2", "That is in bits. Take ln."),
            Slip("-ln(1 - r^2)", "The factor ½ is missing."),
            Slip("ln(1 - r^2)/2", "The sign is turned round: det Σ of the belief stands in the numerator.")]),
        Formula("imagining: D(g‖f), in nats", "r^2/(1 - r^2) + ln(1 - r^2)/2", {"r": (0.05, 0.95)}, [
            Slip("-ln(1 - r^2)/2", "That is the other direction. Now the belief is the correlated one."),
            Slip("ln(1 - r^2)/2", "The trace is missing: that of the inverse of Σ is 2/(1 − r²), not 2."),
            Slip("1/(1 - r^2) + ln(1 - r^2)/2", "Subtract k/2 = 1: without a correlation the divergence must be 0.")]),
        Number("overlooking at 0.6", OVERLOOK, "nats", [
            Slip(IMAGINE, "That is the price of imagining. Overlooking means that the truth is correlated."),
            Slip(2 * OVERLOOK, "The factor ½ is missing.")]),
        Number("imagining at 0.6", IMAGINE, "nats", [
            Slip(OVERLOOK, "That is the price of overlooking. Now the belief is the correlated one."),
            Slip(IMAGINE + 1, "Subtract k/2 = 1.")]),
    ], right="To overlook a correlation costs the mutual information. To imagine one costs more.", hints=["The means agree, so d = 0; and k = 2.", "The inverse of [[1, r], [r, 1]] is [[1, −r], [−r, 1]]/(1 − r²)."]),
])
