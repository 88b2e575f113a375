"""The exercises of the chapter *KL divergence*."""

import math
from collections.abc import Callable, Iterable
from math import exp, inf, log, log2, nan, pi, sqrt
from typing import Any

import numpy as np

from infobook.checker import (
    Choice,
    Exercise,
    Formula,
    Function,
    Number,
    Proof,
    Setting,
    Slip,
    Step,
    chapter,
    pairs,
)
from infolib import entropy, gaussian_kl, jensen_shannon_divergence, kl_divergence

__all__ = ["check"]

P, Q, UNIFORM = [1/2, 1/2, 0], [1/8, 1/8, 3/4], [1/3, 1/3, 1/3]
HEARTS = np.repeat([1/13, 0], [13, 39])
SPADES, FULL = HEARTS[::-1], np.full(52, 1/52)
FAIR, BENT = [0.5, 0.5], [0.9, 0.1]
ONE_BIT = 1/2 + sqrt(1 - 4/16) / 2  # q (1 - q) = 1/16
GLUED = [1/2, 0, 0, 1/2]
SIX = float(kl_divergence([0.75, 0.25], [5/6, 1/6]))
EVEN = float(kl_divergence([0.55, 0.45], FAIR))
BENT_BITS, FAIR_BITS = float(kl_divergence(BENT, FAIR)), float(kl_divergence(FAIR, BENT))
NEAR_COIN = float(kl_divergence([0.51, 0.49], FAIR))
EVENT = float(kl_divergence([0.5, 0.5], [0.3, 0.7]))
NEAR_DECK = float(jensen_shannon_divergence(HEARTS, FULL))


# From logarithms: the divergence, and the ways to get it wrong

List = list[float]


def two_lists(rng: np.random.Generator) -> Iterable[tuple[list[float], list[float]]]:
    """Draw two distributions, among them beliefs that rule out what happens and what does not."""
    for p, q in pairs(zeros=True)(rng):
        yield p.tolist(), q.tolist()
    yield [0.5, 0.5], [1.0, 0.0]
    yield [1.0, 0.0], [1.0, 0.0]
    yield [0.25, 0.75, 0.0], [0.75, 0.25, 0.0]


def terms(p: List, q: List) -> np.ndarray[Any, Any]:
    """Return p log2(p/q), entry by entry, with nan for 0 log 0."""
    a, b = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    with np.errstate(all="ignore"):
        result: np.ndarray[Any, Any] = a * np.log2(a / b)
    return result


def tamed(p: List, q: List) -> Any:
    """Leave out the infinite terms as well as the zeros."""
    t = terms(p, q)
    return t[np.isfinite(t)].sum()


def logarithms(p: List) -> List:
    """Return natural logarithms, −inf for 0."""
    return [log(x) if x > 0 else -inf for x in p]


def exponentials(a: List) -> List:
    """Return the probabilities of some natural logarithms."""
    return [exp(x) for x in a]


def kl_logs(a: List, b: List) -> float:
    """Return the divergence in bits of two lists of natural logarithms."""
    return weighted(a, b, exp)


def weighted(a: List, b: List, weight: Callable[[float], float]) -> float:
    """Add the differences of the logarithms of what happens, with some weights, in bits."""
    return sum(weight(x) * (x - y) for x, y in zip(a, b, strict=True) if x > -inf) / log(2)


def unskipped(a: List, b: List) -> float:
    """Subtract −inf from −inf as well."""
    return nan if any(x == y == -inf for x, y in zip(a, b, strict=True)) else kl_logs(a, b)


def log_lists(rng: np.random.Generator) -> Iterable[tuple[List, List]]:
    """Draw two distributions as natural logarithms; some outcomes are impossible under one or both."""
    for p, q in two_lists(rng):
        yield logarithms(p), logarithms(q)


# The normal and the Cauchy distribution, over thin slices

def slices(end: float) -> tuple[Any, Any, float]:
    """Return ln f and ln g on slices from −end to end, and their width."""
    x = np.linspace(-end, end, 200_001)
    return -x**2 / 2 - log(2 * pi) / 2, -log(pi) - np.log1p(x**2), x[1] - x[0]


def cut_off(end: float) -> float:
    """Add up D(g‖f) between two ends, in nats."""
    log_f, log_g, width = slices(end)
    return float(np.sum(np.exp(log_g) * (log_g - log_f)) * width)


LOG_NORMAL, LOG_CAUCHY, WIDTH = slices(12)
NORMAL_CAUCHY = float(np.sum(np.exp(LOG_NORMAL) * (LOG_NORMAL - LOG_CAUCHY)) * WIDTH)

check = chapter("kl-divergence", [
    # Warm-up
    Exercise("kl-both-directions", [
            Number("D(p‖q)", kl_divergence(P, Q), "bits", [
                Slip(entropy(P) + kl_divergence(P, Q), "That is the cross-entropy, −Σ p log₂ q. It contains the entropy that p has by itself."),
                Slip(entropy(P), "That is the entropy of p, or one of the two terms of the divergence."),
                Slip(log2(P[0] / Q[0]) + log2(P[1] / Q[1]), "That is the sum of the log-ratios. Weigh each with its probability under p."),
                Slip(inf, "The third outcome never happens, so it adds 0, whatever q is there. Infinite is the other direction.")]),
            Number("D(q‖p)", inf, "bits", [
                Slip(kl_divergence(P, Q), "That is D(p‖q). Here q is the truth. What does p say about the third outcome?"),
                Slip(Q[0] * log2(Q[0] / P[0]) + Q[1] * log2(Q[1] / P[1]), "That is without the third term, and no divergence is negative. What does p say about the third outcome?")]),
            Number("D(p‖uniform)", kl_divergence(P, UNIFORM), "bits", [
                Slip(log2(3), "That is the entropy of the uniform distribution. By how much does p fall short of it?"),
                Slip(entropy(P), "That is the entropy of p. By how much does it fall short of the largest?")]),
    ], right="The first argument averages: what it never does costs nothing, and what the second rules out may cost everything.", hints=["Only outcomes that happen under the first distribution count.", "D(p‖q) has two terms, and they are equal. In the other direction, look at the third outcome.", "From a uniform belief, the divergence is what the entropy of p lacks to its maximum."]),
    Exercise("kl-one-bit-belief", [
            Number("Your probability of heads", ONE_BIT, "", [
                Slip(1 - ONE_BIT, "That belief costs one bit as well. The question asks for the one above ½."),
                Slip(1 - 1/8, "That takes the term of tails alone, which is 1 if 1 − q = 1/8. The term of heads is negative and saves a part of it: the sum of the two is to be 1."),
                Slip(1, "To believe in heads with probability 1 costs infinitely much, because a fair coin also shows tails.")]),
            Number("The loss the other way round", kl_divergence([ONE_BIT, 1 - ONE_BIT], FAIR), "bits", [
                Slip(entropy([ONE_BIT, 1 - ONE_BIT]), "That is the entropy of the bent coin. The divergence from a fair one is what it lacks to 1 bit."),
                Slip(1, "That is the 1 bit of the first direction, with the fair coin as the truth. Now the bent coin does the averaging."),
                Slip(ONE_BIT * log2(ONE_BIT / 0.5), "That is the term of heads. Tails are rarer than you believe, so their term is negative: add it.")]),
            Number("The largest loss of believing in a fair coin", 1, "bits", [
                Slip(inf, "A divergence is infinite if the belief rules out what happens. A belief in a fair coin rules out nothing."),
                Slip(1/2, "If a coin always shows heads, how much does the term of heads weigh?")]),
    ], right="Overconfidence may cost any amount; a belief in a fair coin never costs more than one bit.", hints=["With the fair coin as the truth, both terms weigh ½.", "Put both logarithms together: the loss depends on the product q(1 − q) only. Solve for this product first.", "The other way round the belief is uniform: compare the entropy of the coin with the largest."]),
    Exercise("kl-task-direction", [
            Choice("(1) Draws from q with the weight p(x)/q(x): make small", "a", {"a": "D(p‖q)", "b": "D(q‖p)", "c": "either one, it makes no difference"}, [
                Slip("b", "A weight explodes where q is tiny and p is not. q hardly ever goes there, so an average over q does not notice. Who must average?"),
                Slip("c", "It does: only one of the two is large if q is tiny somewhere in the reach of p. Which?")]),
            Choice("(2) Always the same voice: it was made to have a small", "b", {"a": "D(p‖q)", "b": "D(q‖p)", "c": "either one, it makes no difference"}, [
                Slip("a", "That would have to give all forty voices some probability, and would rather mix them. The other direction allows it to leave out all but one."),
                Slip("c", "With many peaks the two fits differ. Which one may leave most peaks out?")]),
            Choice("(3) Surest of a size that hardly anybody buys: it was made to have a small", "a", {"a": "D(p‖q)", "b": "D(q‖p)", "c": "either one, it makes no difference"}, [
                Slip("b", "An average over q would meet the size that hardly anybody buys all the time, and pay for it. Who does not notice?"),
                Slip("c", "With two peaks far apart the two fits differ. Which one puts its top between them?")]),
            Choice("(4) A code table for the files p, from the model q: make small", "a", {"a": "D(p‖q)", "b": "D(q‖p)", "c": "either one, it makes no difference"}, [
                Slip("b", "The files are drawn from p, so p averages the lengths of the words. It comes first."),
                Slip("c", "The digits wasted per symbol are one of the two, and not the other. Who averages the lengths?")]),
    ], right="Ask who averages, and what the other one would have to pay for.", hints=["The first argument averages: what it never does costs nothing.", "D(p‖q) is large where q is tiny and p is not; D(q‖p) where p is tiny and q is not.", "One peak of many: reverse. Between the peaks: forward."]),
    # Work
    Exercise("kl-from-logs", [
            Function("kl_logs", kl_logs, log_lists, [([log(0.5), log(0.5)], [log(0.25), log(0.75)]), ([log(0.25), log(0.75)], [log(0.75), log(0.25)]), ([log(0.2), log(0.8)], [log(0.6), log(0.4)]), ([log(0.5), log(0.5)], [0.0, -inf])], [
                Slip(lambda a, b: kl_logs(a, b) * log(2), "The logarithms are natural, so the sum is in nats. Divide it by ln 2."),
                Slip(lambda a, b: kl_logs(a, b) / log(2), "It divides by ln 2 twice. The difference of the logarithms is in nats: one division by ln 2 is enough."),
                Slip(lambda a, b: -kl_logs(a, b), "The sign is turned round: the difference is log p minus log q."),
                Slip(lambda a, b: kl_logs(b, a), "It exchanges the two: the first list is the truth, and its probabilities are the weights."),
                Slip(unskipped, "Where both logarithms are −∞ their difference is nan. Leave out the outcomes with log p = −∞ before you subtract."),
                Slip(lambda a, b: float(tamed(exponentials(a), exponentials(b))), "It leaves out the infinite terms, too. If log q is −∞ where log p is not, the belief rules out what happens: the result is inf."),
                Slip(lambda a, b: weighted(a, b, lambda x: x), "It weighs with log p. The weights are the probabilities: math.exp(log p)."),
                Slip(lambda a, b: weighted(a, b, lambda x: 1.0), "It adds the differences. Multiply each by its probability, math.exp(log p)."),
                Slip(lambda a, b: weighted(a, b, lambda x: 2**x), "It raises 2 to the power of a natural logarithm. Take math.exp."),
                Slip(lambda a, b: kl_logs(a, b) / len(a), "It takes the mean of the terms. The probabilities are the weights already: take the sum.")]),
    ], right="With logarithms at hand a ratio is a difference, and nothing under- or overflows on the way.", hints=["log(p/q) is log p − log q, and p is math.exp(log p).", "Skip the outcomes with log p = −math.inf.", "The logarithms are natural. In which unit is the sum, and which one is asked for?"]),
    Exercise("kl-jensen-order", [
            Proof("Your proof of D(p‖q) ≥ 0", [
                Step("D(p‖q) is written as a mean over p: with X ~ p and Z = q(X)/p(X), it is E[−ln Z].",
                     "Jensen's inequality is about the mean of a function of one variable, so D has to become such a mean first. Where p = 0 there is no Z, and none is needed: X never comes there."),
                Step("−ln is convex, so by Jensen's inequality E[−ln Z] ≥ −ln E[Z].",
                     "The direction needs its reason. ln is concave and turns the inequality round, and the minus sign turns it round again: whoever loses one of the two turns proves D ≤ 0."),
                Step("E[Z] is the sum of p · q/p over S, which is 1 − w.",
                     "To write 1 here is the usual gap. The q sum to 1 over all outcomes, but the mean over p sees those in S only, and there they sum to 1 − w. The bound of the next question lies in this difference."),
                Step("So D(p‖q) ≥ −ln(1 − w), which is at least 0, because 0 ≤ w < 1.",
                     "Why is −ln(1 − w) finite and not negative? Because 1 − w is above 0, as q > 0 on S, and at most 1. With E[Z] = 1 you have proved D ≥ 0 for w = 0 only.")]),
            Formula("The bound, in bits", "-log2(1 - w)", {"w": (0, 1)}, [
                Slip("log2(1 - w)", "The minus is lost: the logarithm of a number below 1 is negative."),
                Slip("-ln(1 - w)", "That is in nats. For bits take log2."),
                Slip("ln(1 - w)", "The minus is lost, and it is in nats. For bits take log2."),
                Slip("w", "The bound has a logarithm. For small w it is about w/ln 2 bits, and not w.")]),
            Choice("D(p‖q) equals this bound if and only if", "b", {"a": "p = q", "b": "the ratio q/p is the same for all outcomes in S", "c": "w = 0", "d": "q is uniform on S"}, [
                Slip("a", "Then both are 0. But the short deck against the full one reaches the bound, too. When is Jensen's inequality an equality?"),
                Slip("c", "With w = 0 the bound is 0, and D is usually larger. When is Jensen's inequality an equality?"),
                Slip("d", "That alone is not enough: p must be uniform on S as well. What must Z be for an equality?")]),
    ], right="What a belief spends on the impossible it pays for: at least −log₂(1 − w) bits.", hints=["Write D as the mean of −ln Z. Which Z is it, and over which outcomes does the mean run?", "Jensen and the mean of Z together give the bound.", "Jensen's inequality is an equality if Z is constant."]),
    Exercise("kl-one-way", [
            Setting("The state", {"forward": inf, "reverse": 2}, "kl-bars", [
                Slip({"forward": 2, "reverse": inf}, "That is the other way round: D(p‖q) = {forward} and D(q‖p) is infinite. Which of the two has to rule out what the other allows?"),
                Slip({"forward": inf, "reverse": inf}, "Both are infinite: each rules out something that the other allows. For D(q‖p) to be finite, p must be positive wherever q is."),
                Slip({"reverse": inf}, "D(q‖p) is infinite, and D(p‖q) = {forward} bits is finite. It is q that should rule something out, and p that should not."),
                Slip({"forward": inf, "reverse": (0, 1.99)}, "D(p‖q) is infinite, and D(q‖p) = {reverse} bits is too small. What q allows is still too likely under p."),
                Slip({"forward": inf}, "D(p‖q) is infinite, and D(q‖p) = {reverse} bits is too large. What q allows is too unlikely under p."),
                Slip({}, "Both are finite: D(p‖q) = {forward} and D(q‖p) = {reverse} bits. For an infinite one, one of the two must rule out what the other allows."),
            ]),
            Number("The least that p can give to what q allows", 2.0**-2, "", [
                Slip(2.0**-1, "A belief that gives q's outcomes one half, and spreads it as q does, is 1 bit away. It may give them less."),
                Slip(2.0, "That is the divergence in bits. The probability is 2 to the power of minus it."),
                Slip(2.0**2, "That is how many times as likely q's outcomes are under q as under p. Turn it over."),
            ]),
    ], right="q allows a part of what p allows. The less likely that part is under p, the larger is D(q‖p). It stays finite, and D(p‖q) is infinite all the while.",
    hints=["D(p‖q) is infinite as soon as q gives 0 to an outcome to which p does not.", "Where q is positive, let q be p times the same factor. Which factor has 2 bits as its logarithm?"]),
    Exercise("kl-false-alarm", [
            Number("The number of readings until false alarms are rare", math.ceil(20 / BENT_BITS), "readings", [
                Slip(math.ceil(20 / FAIR_BITS), "That divides by D(none‖fire), the speed at which misses die out. A false alarm needs readings that look like a fire."),
                Slip(math.floor(20 / BENT_BITS), "Thirty-seven readings are not quite enough. Round up."),
                Slip(20, "Those are the 20 bits. How many of them does a reading bring?"),
                Slip(math.ceil(2**20 / BENT_BITS), "20 bits are one in 2²⁰, and that divides 2²⁰. But bits add up over the readings.")], tolerance=0),
            Number("The number of readings until misses are rare", math.ceil(20 / FAIR_BITS), "readings", [
                Slip(math.ceil(20 / BENT_BITS), "That is the first answer. The misses die out at the speed of the other direction, D(none‖fire)."),
                Slip(math.floor(20 / FAIR_BITS), "Twenty-seven readings are not quite enough. Round up."),
                Slip(20, "Those are the 20 bits. How many of them does a reading bring?")], tolerance=0),
            Choice("With half the share of misses the exponent", "a", {"a": "stays the same", "b": "is halved, too", "c": "becomes one bit smaller"}, [
                Slip("b", "Stein's lemma holds for every share of misses that you allow. Does the limit contain it?"),
                Slip("c", "That may be so for all readings together. The exponent is what remains per reading when their number grows: what is left of one bit?")]),
    ], right="Each kind of error dies out at the speed of its own direction, whatever you allow the other kind.", hints=["In Stein's lemma, which direction is the exponent of the false alarms, and which that of the misses?", "With p for fire: false alarms die out like 2 to the power of −n D(p‖q).", "How many bits does one reading bring? Only whole readings count."]),
    Exercise("kl-one-question", [
            Number("The divergence of the answers to “Is it a six?”", SIX, "bits", tolerance=5e-3, slips=[
                Slip(EVEN, "That is the other question. Merge the faces 1 to 5."),
                Slip(float(kl_divergence([5/6, 1/6], [0.75, 0.25])), "That is the other direction: the loaded die is the truth."),
                Slip(0.25 * log2(0.25 / (1/6)), "That is the term of the six. “No six” has a term as well, and it is negative.")]),
            Number("The divergence of the answers to “Is it even?”", EVEN, "bits", tolerance=5e-3, slips=[
                Slip(SIX, "That is the other question. Merge 2, 4 and 6."),
                Slip(kl_divergence(FAIR, FAIR), "For the loaded die, even and odd are not equally likely."),
                Slip(0.55 * log2(0.55 / 0.5), "That is the term of even. Odd has a term as well, and it is negative.")]),
            Choice("Nothing is lost by", "a", {"a": "“six?”, because the merged faces all have the same ratio of loaded to fair", "b": "“even?”, because both answers are nearly equally likely", "c": "neither: merging always loses something", "d": "“six?”, because the six is the most probable face"}, [
                Slip("b", "Compare with the 0.0322 bits of the whole face. Which of the two questions gives as much?"),
                Slip("c", "Compare each of your two numbers with the 0.0322 bits of the whole face."),
                Slip("d", "It is the right question, for another reason: what must hold inside a merged group so that nothing is lost?")]),
    ], right="What counts is the ratio p/q. Outcomes with the same ratio may be merged at no loss.", hints=["Merge the probabilities of the loaded and of the fair die in the same way.", "Each question makes a coin of both dice. With which probabilities does it show yes?", "For the last question, compare the ratios of loaded to fair within each merged group."]),
    Exercise("kl-audit", [
            Choice("The result that can be true is", "d", {"a": "a bent coin, from a fair one: D = 1.3 bits", "b": "the letters of two texts: D = 0.31 bits; their pairs of neighbouring letters: D = 0.25 bits", "c": "D(p‖q) = 0.05 bits, and an event has the probability 0.5 under p and 0.3 under q", "d": "D(p‖q) = 40 bits, and D(q‖p) = 0.2 bits", "e": "the Jensen–Shannon divergence of two decks of cards: 1.1 bits"}, [
                Slip("a", "From a uniform belief the divergence is the maximum of the entropy minus the entropy. How large can that be for a coin?"),
                Slip("b", "The first letter is a function of the pair. What does merging do to a divergence?"),
                Slip("c", "Merge all outcomes into the event and the rest. How large is the divergence of the two coins that you get?"),
                Slip("e", "It is what one card tells about a fair coin that chooses the deck. How much can that be?")]),
            Number("The least divergence for the event of (c)", EVENT, "bits", [
                Slip(2 / log(2) * (0.5 - 0.3) ** 2, "That is Pinsker's bound, which is true but not reached. Merge into the event and the rest, and compute the divergence."),
                Slip(kl_divergence([0.3, 0.7], [0.5, 0.5]), "That is the other direction. Under p, the first argument, the event has the probability 0.5."),
                Slip(0.5 - 0.3, "That is the difference of the two probabilities, and no divergence."),
                Slip(0.5 * log2(0.5 / 0.3), "That is the term of the event. The rest has a term as well.")]),
            Number("The largest divergence from the uniform distribution on 8 outcomes", log2(8), "bits", [
                Slip(inf, "It is infinite only if the belief rules something out. The uniform one rules out nothing."),
                Slip(8, "8 is the number of outcomes. The largest entropy is its logarithm, and the smallest is 0."),
                Slip(1, "That is 1 bit, the largest one for a coin. Here there are 8 outcomes.")]),
    ], right="Each bound of the chapter is a test for somebody's numbers.", hints=["Four of the five results break a bound: uniform belief, merging, Pinsker, Jensen–Shannon.", "No bound ties the two directions together.", "The event and the rest: (0.5, 0.5) against (0.3, 0.7)."]),
    Exercise("kl-triangle", [
            Number("The divergence of the first from the third", gaussian_kl(0, 1, 2, 1, base="e"), "nats", [
                Slip(2 * gaussian_kl(0, 1, 1, 1, base="e"), "Those are the two short paths together. By how much do the means of the first and the third differ?"),
                Slip((2 - 0) ** 2, "The 2 below is lost: the square of the difference, divided by 2."),
                Slip(gaussian_kl(0, 1, 1, 1, base="e"), "That is for means that differ by 1. Here they differ by 2, and the difference is squared.")]),
            Number("The sum of the two steps", 2 * gaussian_kl(0, 1, 1, 1, base="e"), "nats", [
                Slip(gaussian_kl(0, 1, 1, 1, base="e"), "That is one step. There are two."),
                Slip(gaussian_kl(0, 1, 2, 1, base="e"), "That is the direct path. How long is each of the two steps?")]),
            Formula("How much longer the direct path is, in nats", "m^2", {"m": (0.1, 3)}, [
                Slip("2 * m^2", "That is the direct path, (2m)²/2. How much longer is it than the two steps?"),
                Slip("-m^2", "The direct path is the longer one, so the difference is positive."),
                Slip("0", "A distance along a line would give that. Here the difference is squared first.")]),
    ], right="Between normal distributions of one width the divergence is half a squared distance, and squares break the triangle.", hints=["(μ₁ − μ₂)²/(2σ²), with σ = 1.", "How far apart are the means, directly and in each step? Square, then add."]),
    Exercise("kl-gaussian", [
            Formula("The divergence, written with m, s and t, in nats", "ln(t / s) + (s^2 + m^2) / (2 * t^2) - 1 / 2", {"m": (-2, 2), "s": (0.3, 3), "t": (0.4, 3.5)}, [
                Slip("ln(s / t) + (t^2 + m^2) / (2 * s^2) - 1 / 2", "That is the other direction. The first one is the truth, and does the averaging."),
                Slip("ln(t / s) + (s^2 + m^2) / (2 * t^2)", "The −½ is lost: it is the mean of −(X − μ₁)²/(2σ₁²)."),
                Slip("ln(t^2 / s^2) + (s^2 + m^2) / (2 * t^2) - 1 / 2", "The normal density has σ before the exponential, and not σ²: ln(t/s)."),
                Slip("ln(t / s) + m^2 / (2 * t^2) - 1 / 2", "X also scatters around its own mean: find the mean of (X − μ₂)² again."),
                Slip("ln(t / s) + (s + m^2) / (2 * t) - 1 / 2", "That takes s and t as variances. They are standard deviations: square them."),
                Slip("log2(t / s) + (s^2 + m^2) / (2 * t^2) - 1 / 2", "That mixes units: log2 gives bits, the other terms are nats. Take ln."),
                Slip("m^2 / (2 * t^2)", "That is right if both have the same width. Here s and t differ.")]),
            Number("N(0, 1) against N(1, 2²)", gaussian_kl(0, 1, 1, 2, base="e"), "nats", [
                Slip(gaussian_kl(1, 2, 0, 1, base="e"), "That is the other direction. The truth is N(0, 1): put s = 1 and t = 2."),
                Slip(gaussian_kl(0, 1, 1, sqrt(2), base="e"), "That takes 2 as the variance. It is the standard deviation: t² = 4."),
                Slip(log(2) + 2 / 8, "The −½ is lost.")]),
            Formula("The best width of the belief", "sqrt(s^2 + m^2)", {"m": (-2, 2), "s": (0.3, 3)}, [
                Slip("s", "That is best if the means are equal. With a wrong mean, a wider belief covers the truth better."),
                Slip("s^2 + m^2", "That is the best variance. The standard deviation is its root."),
                Slip("s + abs(m)", "Standard deviations do not add up; variances do.")]),
    ], right="A belief with the wrong mean had better be wider: it then matches the truth's mean square around its own centre.", hints=["Write ln f − ln g, and take the expectation under f.", "E[(X − μ₂)²] = σ₁² + (μ₁ − μ₂)².", "For the best width, take the derivative with respect to t, and see where it changes its sign."]),
    # Challenge
    Exercise("kl-nearby-coins", [
            Formula("The approximation, in bits", "h^2 / (2 * p * (1 - p) * ln(2))", {"p": (0, 1), "h": (0, 0.1)}, [
                Slip("h^2 / (2 * p * (1 - p))", "That is in nats. For bits divide by ln 2."),
                Slip("h^2 / (p * (1 - p) * ln(2))", "The 2 below is lost: (1 + u) ln(1 + u) − u is about u²/2."),
                Slip("h^2 / (2 * p * ln(2))", "That is the term of the heads. The tails have a term, too."),
                Slip("h / (2 * p * (1 - p) * ln(2))", "The first powers cancel, because the probabilities sum to 1. The second power of h is left.")]),
            Number("The exact divergence", NEAR_COIN, "bits", tolerance=2e-3, slips=[
                Slip(0.51 - 0.49, "That is how much more probable heads is than tails, 0.51 − 0.49, and no divergence."),
                Slip(0.51 * log2(0.51 / 0.5), "That is the term of the heads. The tails nearly cancel it."),
                Slip(0.51 - 0.5, "That is the total variation. For nearby coins the divergence is of the order of its square.")]),
            Number("The number of tosses", math.ceil(log2(1000) / NEAR_COIN), "tosses", [
                Slip(math.ceil(log2(1000) * log(2) / 0.0002), "That comes from the approximation. It is close, but the number of tosses asked for is that of the exact divergence."),
                Slip(math.floor(log2(1000) / NEAR_COIN), "That is rounded down: the average evidence is not quite there yet. Round up."),
                Slip(math.ceil(1000 / NEAR_COIN), "That divides 1000. Take log₂ 1000: evidence adds up in bits.")], tolerance=0),
    ], right="Half the bend, four times the tosses: nearby beliefs differ by the square.", hints=["In the safe form, each term is q ψ(h/q) with ψ(u) = (1 + u) ln(1 + u) − u ≈ u²/2.", "Heads change by h and tails by −h, so there are two terms. Bring them to one denominator, and mind the unit.", "The evidence per toss is the exact divergence. How many tosses make the bits of 1000 to 1?"]),
    Exercise("kl-glued-coins", [
            Number("The smallest D(p‖q r)", kl_divergence(GLUED, np.full(4, 1/4)), "bits", [
                Slip(kl_divergence(GLUED, GLUED), "That would need a product equal to p. The glued coins are not independent."),
                Slip(2 * entropy(FAIR), "That is the entropy of two fair coins. The divergence from them is what p lacks."),
                Slip(inf, "The marginals rule nothing out: two independent fair coins allow all four cells.")]),
            Number("The smallest D(q r‖p)", 1, "bits", [
                Slip(inf, "It is infinite for most products, but not for all. Which products put no weight on the mixed cells?"),
                Slip(kl_divergence(GLUED, GLUED), "That would need a product equal to p. Which products put no weight on the mixed cells?")]),
            Number("The number of products that reach it", 2, "", [
                Slip(2 / 2, "One is both heads. By symmetry there is another."),
                Slip(2 * 2, "A product on a mixed cell costs infinitely much: p is 0 there.")], tolerance=0),
            Choice("What the best products are", "b", {"a": "two independent fair coins", "b": "certain of one cell, both heads or both tails", "c": "half of the weight on each of the two possible cells", "d": "certain of one of the two mixed cells"}, [
                Slip("a", "Independent fair coins show a mixed pair half of the time, and p calls that impossible: the reverse divergence is infinite."),
                Slip("c", "That is p itself, and it is no product."),
                Slip("d", "What p calls impossible, they would call certain: the reverse divergence is infinite.")]),
    ], right="Forward covers everything, even the impossible; reverse picks one cell and is blind to the other.", hints=["Forward: the closest product is that of the marginals, and the rest is I(X; Y).", "Reverse: where p is 0, the product must be 0 as well.", "q(heads) r(tails) = 0 and q(tails) r(heads) = 0. What can q and r be?"]),
    Exercise("kl-js-decks", [
            Number("The divergence of hearts and spades", jensen_shannon_divergence(HEARTS, SPADES), "bits", [
                Slip(inf, "That is the Kullback–Leibler divergence. The middle gives weight to every heart and spade, so this one is finite."),
                Slip(0.5 * log2(2), "That is the half of the hearts. The half of the spades counts as well.")]),
            Number("The divergence of hearts and the full deck", NEAR_DECK, "bits", [
                Slip(kl_divergence(HEARTS, FULL), "That is the Kullback–Leibler divergence of the hearts from the full deck. Compare both with the middle."),
                Slip(jensen_shannon_divergence(HEARTS, SPADES), "It would be 1 if no card were in both. The hearts are in both."),
                Slip(kl_divergence(HEARTS, (HEARTS + FULL) / 2), "That is the divergence of the hearts from the middle. Average it with that of the full deck."),
                Slip(NEAR_DECK + NEAR_DECK, "That is the sum of the two divergences from the middle. Each counts half."),
                Slip(kl_divergence(FULL, (HEARTS + FULL) / 2), "That is the divergence of the full deck from the middle. Average it with that of the hearts.")]),
            Number("The length of the path via the full deck", 2 * sqrt(NEAR_DECK), "", [
                Slip(NEAR_DECK + NEAR_DECK, "That is the sum of the divergences. Take the square root of each first."),
                Slip(sqrt(NEAR_DECK), "That is one half of the way. From the full deck to the spades it is as far again."),
                Slip(sqrt(jensen_shannon_divergence(HEARTS, SPADES)), "That is the direct path.")]),
    ], right="The detour is longer than the direct path, as it must be for a distance. Without the root it can fail.", hints=["Hearts and spades have no card in common.", "Which probability does the middle of the hearts and the full deck give a heart, and which any other card?", "The distance is the root of the divergence. From the full deck it is as far to the spades as to the hearts."]),
    Exercise("kl-quadrature", [
            Number("D(f‖g)", NORMAL_CAUCHY, "nats", tolerance=2e-3, slips=[
                Slip(NORMAL_CAUCHY + 1/2, "The mean of −X²/2 is lost: it is −½."),
                Slip(NORMAL_CAUCHY - log(pi), "The factor 1/π of the Cauchy density is lost. No divergence is negative."),
                Slip(NORMAL_CAUCHY + log(2 * pi) / 2, "The factor 1/√(2π) of the normal density is lost.")]),
            Number("D(g‖f)", inf, "nats", tolerance=2e-3, slips=[
                Slip(cut_off(40), "That is the sum from −40 to 40. Move the ends to −400 and 400, and look again."),
                Slip(cut_off(400), "Those are slices from −400 to 400, ten times as far as in the question. Does it settle if the ends move on?"),
                Slip(NORMAL_CAUCHY, "That is D(f‖g). Now the Cauchy distribution is the truth: it averages x²/2.")]),
            Choice("The number says", "c", {"a": "it is the divergence, up to the width of the slices", "b": "the divergence is a little more, because the tails beyond 40 are missing", "c": "nothing: it grows with the ends, about in proportion", "d": "the slices are too wide: thinner ones would give less"}, [
                Slip("a", "Let the ends be −400 and 400, with the same slices. Does the sum stay?"),
                Slip("b", "How much is missing? Far out, the integrand is about (1/(πx²)) · x²/2. What is its integral beyond 40?"),
                Slip("d", "Thinner slices give the same. Move the ends.")]),
    ], right="A sum over slices is always finite. Before you trust it, see whether it settles when the ends move.", hints=["ln f − ln g = −x²/2 − ln √(2π) + ln π + ln(1 + x²).", "For the second, far out, g · ln(g/f) is about 1/(2π).", "What is the integral of a constant over the whole line?"]),
])
