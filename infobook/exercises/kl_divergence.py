"""The exercises of the chapter *KL divergence*."""

import math
from collections.abc import Iterable
from math import inf, log, log2, sqrt
from typing import Any

import numpy as np

from infobook.checker import Choice, Exercise, Formula, Function, Number, Order, Slip, chapter, pairs
from infolib import entropy, gaussian_kl, jensen_shannon_divergence, kl_divergence

__all__ = ["check"]

P, Q, UNIFORM = [1/2, 1/2, 0], [1/8, 1/8, 3/4], [1/3, 1/3, 1/3]
HEARTS = np.repeat([1/13, 0], [13, 39])
SPADES, FULL = HEARTS[::-1], np.full(52, 1/52)
FAIR, BENT = [0.5, 0.5], [0.9, 0.1]
GLUED = [1/2, 0, 0, 1/2]
FACE = [3/13, 10/13]
SIX = float(kl_divergence([0.75, 0.25], [5/6, 1/6]))
EVEN = float(kl_divergence([0.55, 0.45], FAIR))
KING, SEVEN = log2(13/3), log2(13/10)
BENT_BITS, FAIR_BITS = float(kl_divergence(BENT, FAIR)), float(kl_divergence(FAIR, BENT))
NEAR_COIN = float(kl_divergence([0.51, 0.49], FAIR))
PINSKER = sqrt(0.01 * log(2) / 2)
NEAR_DECK = float(jensen_shannon_divergence(HEARTS, FULL))


# Write it yourself: kl, and the ways to write it wrongly

List = list[float]


def kl(p: List, q: List) -> Any:
    """Return the divergence in bits."""
    return kl_divergence(p, q)


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


def shifted(p: List, q: List) -> Any:
    """Add a small number to the belief."""
    return np.nansum(terms(p, [b + 1e-9 for b in q]))


def surprise_only(p: List, q: List) -> Any:
    """Compute the cross-entropy."""
    return kl(p, q) + entropy(p)


def unweighted(p: List, q: List) -> Any:
    """Add the log-ratios of what happens without weights."""
    return sum(inf if b == 0 else log2(a / b) for a, b in zip(p, q, strict=True) if a > 0)


def average_term(p: List, q: List) -> Any:
    """Divide by the number of outcomes."""
    return kl(p, q) / len(p)


# The chapter's own function, which is recognised when it is handed over.
FROM_SCRATCH = '''
def kl_from_scratch(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    seen = p > 0                        # an outcome that never happens adds 0
    with np.errstate(divide="ignore"):  # p / 0 is inf, and inf is meant
        return np.sum(p[seen] * np.log2(p[seen] / q[seen]))
'''

check = chapter("kl-divergence", [
    # Warm-up
    Exercise("kl-both-directions", [
            Number("D(p‖q)", kl_divergence(P, Q), "bits", [
                Slip(entropy(P) + kl_divergence(P, Q), "That is the cross-entropy, −Σ p log₂ q. Subtract the 1 bit of entropy that p has by itself."),
                Slip(entropy(P), "That is the entropy of p, or one of its two terms. Each of the two outcomes adds ½ · log₂ 4."),
                Slip(log2(P[0] / Q[0]) + log2(P[1] / Q[1]), "That is the sum of the log-ratios. Weigh each with its probability under p, ½."),
                Slip(inf, "The third outcome never happens, so it adds 0, whatever q is there. Infinite is the other direction.")]),
            Number("D(q‖p)", inf, "bits", [
                Slip(kl_divergence(P, Q), "That is D(p‖q). Here q is the truth, and the third outcome happens three times in four, though p calls it impossible."),
                Slip(Q[0] * log2(Q[0] / P[0]) + Q[1] * log2(Q[1] / P[1]), "That is without the third term, and no divergence is negative. With q true, an outcome happens that p calls impossible: that term is infinite.")]),
            Number("D(p‖uniform)", kl_divergence(P, UNIFORM), "bits", [
                Slip(log2(3), "That is the entropy of the uniform distribution. Subtract the entropy of p."),
                Slip(entropy(P), "That is the entropy of p. Subtract it from log₂ 3.")]),
    ], right="The first argument averages: what it never does costs nothing, and what the second rules out may cost everything.", hints=["Only outcomes that happen under the first distribution count.", "D(p‖q) has two equal terms, ½ · log₂(½ / ⅛).", "For the uniform belief: log₂ 3 − H(p)."]),
    Exercise("kl-deck-hearts", [
            Number("the divergence", kl_divergence(HEARTS, FULL), "bits", [
                Slip(log2(13), "That is the entropy of the 13 hearts. How far is that below the log₂ 52 bits of the full deck?"),
                Slip(log2(52), "That is the surprise at one card of the full deck. Subtract what the truth has by itself, log₂ 13."),
                Slip(inf, "That is the other direction: to believe in hearts only. Here the hearts are true, and the full deck allows all of them.")]),
            Formula("m of n cards left, in bits", "log2(n / m)", {"m": (1, 20), "n": (20, 60)}, [
                Slip("log2(m / n)", "That is negative. The truth gives each card 1/m, more than the belief's 1/n: put n above."),
                Slip("ln(n / m)", "That is in nats. For bits take log2."),
                Slip("n / m", "That is the factor on the odds. The divergence is its logarithm."),
                Slip("log2(n) / log2(m)", "The logarithm of a quotient is a difference of logarithms, not their quotient."),
                Slip("log2(n - m)", "The number of missing cards does not matter by itself. The ratio of the probabilities, (1/m)/(1/n), does.")]),
            Number("cards", math.ceil(log2(1000) / 2), "cards", [
                Slip(1000 / 2, "You divided 1000 by 2. Bits are logarithms: divide log₂ 1000 by 2."),
                Slip(math.ceil(log2(1000)), "Those are the bits that you need, rounded up. Each card brings 2 of them."),
                Slip(math.floor(log2(1000) / 2), "4⁴ = 256 is not enough. Round up.")], tolerance=0),
    ], right="Each card quarters the odds for the full deck, and five quarterings are enough.", hints=["All 13 terms are equal: 1/13 · log₂((1/13)/(1/52)).", "How many of the factors 4 make 1000?"]),
    Exercise("kl-bent-coin", [
            Number("evidence a toss, if bent", BENT_BITS, "bits", [
                Slip(FAIR_BITS, "That is the evidence if the coin is fair. If it is bent, weigh with 0.9 and 0.1."),
                Slip(entropy(BENT), "That is the entropy of the bent coin. The divergence from the fair one is what is missing to 1 bit."),
                Slip(log2(BENT[0] / FAIR[0]), "That is the evidence of one head. A tail speaks for the fair coin: average the two.")]),
            Number("evidence a toss, if fair", FAIR_BITS, "bits", [
                Slip(BENT_BITS, "That is the evidence if the coin is bent. If it is fair, weigh with ½ and ½."),
                Slip(log2(FAIR[1] / BENT[1]), "That is the evidence of one tail. Average it with that of a head.")]),
            Number("tosses of a bent coin", math.ceil(log2(1000) / BENT_BITS), "tosses", [
                Slip(math.ceil(log2(1000) / FAIR_BITS), "That is for the fair coin. Divide by the evidence of the bent one."),
                Slip(math.floor(log2(1000) / BENT_BITS), "Eighteen tosses are not quite enough. Round up."),
                Slip(math.ceil(1000 / BENT_BITS), "You divided 1000. Take log₂ 1000: evidence adds up in bits.")], tolerance=0),
            Choice("The coin that is found out sooner is", "a", {"a": "the fair one", "b": "the bent one", "c": "neither: both divergences compare the same two coins"}, [
                Slip("b", "Compare the two numbers of bits a toss. More evidence a toss means sooner."),
                Slip("c", "The same two coins, and two directions. Compare your first two answers.")]),
    ], right="A fair coin soon shows tails, which a bent one hardly ever does. The bent one has nothing so telling.", hints=["If the coin is bent, bent is the truth: D(bent‖fair).", "0.9 · log₂(0.9/0.5) + 0.1 · log₂(0.1/0.5).", "Divide log₂ 1000 by the first answer, and round up."]),
    Exercise("kl-which-direction", [
            Choice("(1) Maximum likelihood makes small", "a", {"a": "D(p‖q)", "b": "D(q‖p)", "c": "both at once"}, [
                Slip("b", "The photographs are draws from p. They can average over p, and p is then the first argument."),
                Slip("c", "In general one model cannot have both smallest: remember the two fits of the railway. Which averages can draws from p give?")]),
            Choice("(2) With p known up to a factor, make small", "b", {"a": "D(p‖q)", "b": "D(q‖p)", "c": "neither: the factor is needed for both"}, [
                Slip("a", "That needs averages over p, and you cannot draw from p. Average over your own q."),
                Slip("c", "In D(q‖p) the unknown factor adds the same constant for every q, so the best q does not change.")]),
            Choice("(3) The bump ends", "b", {"a": "wide, over both peaks", "b": "on one of the peaks; which one depends on the start", "c": "narrow, in the middle between the peaks", "d": "always on the higher peak"}, [
                Slip("a", "That is what D(p‖q) does: there p averages and no peak may be missed."),
                Slip("c", "In the gap p is tiny, and D(q‖p) charges for every bit of weight there."),
                Slip("d", "The higher peak is the better of the two, but a search that starts near the other one ends there.")]),
    ], right="Ask who averages: what the averaging distribution never does, nobody notices.", hints=["The first argument averages. Which averages can you compute?", "What does D(q‖p) charge for weight where p is nearly 0?"]),
    # Work
    Exercise("write-kl", [
            Function("kl", kl, two_lists, [([0.5, 0.5, 0.0], [0.25, 0.25, 0.5]), ([0.25, 0.75], [0.75, 0.25]), ([0.2, 0.8], [0.6, 0.4]), ([0.5, 0.5], [1.0, 0.0])], [
                Slip(lambda p, q: kl(p, q) * log(2), "You took the natural logarithm, so this is in nats. For bits take math.log2."),
                Slip(lambda p, q: -kl(p, q), "The sign is turned round: the logarithm of p/q belongs there, not of q/p."),
                Slip(lambda p, q: kl(q, p), "You exchanged the two: the first argument is the truth, and its probabilities are the weights."),
                Slip(tamed, "You leave out the infinite terms, too. If p > 0 where q = 0, the belief rules out what happens: return math.inf."),
                Slip(shifted, "You add a small number to q. That turns an infinite divergence into a harmless one: return math.inf where p > 0 and q = 0."),
                Slip(surprise_only, "That is the cross-entropy, −Σ p log₂ q. The logarithm of the ratio p/q is needed."),
                Slip(unweighted, "You added the log-ratios. Multiply each by its probability under p."),
                Slip(average_term, "You took the mean of the terms. The probabilities are the weights already: take the sum.")], printed=FROM_SCRATCH),
    ], right="Zeros of p first, then zeros of q, then the sum: in that order each rule is one line.", hints=["The sum is over a * log2(a / b) for the pairs with a > 0.", "Before the sum: if any such pair has b == 0, return math.inf."]),
    Exercise("kl-jensen-order", [
            Order("the order of the lines", {"A": "", "B": "A", "C": "ABD", "D": "A", "E": "", "F": "CE"}, [
                Slip("BA", "Line B computes the mean of a Z that line A puts. A comes first."),
                Slip("DA", "Line D speaks of the Z that line A puts. A comes first."),
                Slip("CD", "Line C is what Jensen's inequality gives, so line D comes before it."),
                Slip("CB", "Line C has 1 − w in it. That it is the mean of Z, line B shows: B before C."),
                Slip("FC", "Line F follows from the bound of line C: C first."),
                Slip("FE", "That the bound of line C is at least 0 is line E: put it before F.")]),
            Formula("the bound, in bits", "-log2(1 - w)", {"w": (0, 1)}, [
                Slip("log2(1 - w)", "The minus is lost: the logarithm of a number below 1 is negative."),
                Slip("-ln(1 - w)", "That is in nats. For bits take log2."),
                Slip("ln(1 - w)", "The minus is lost, and it is in nats. For bits take log2."),
                Slip("w", "Line C has a logarithm. For small w it is about w/ln 2 bits, and not w.")]),
            Choice("D(p‖q) equals the bound of line C if and only if", "b", {"a": "p = q", "b": "the ratio q/p is the same for all outcomes in S", "c": "w = 0", "d": "q is uniform on S"}, [
                Slip("a", "Then both are 0. But the short deck against the full one reaches the bound, too. When is Jensen's inequality an equality?"),
                Slip("c", "With w = 0 the bound is 0, and D is usually larger. When is Jensen's inequality an equality?"),
                Slip("d", "That alone is not enough: p must be uniform on S as well. What must be constant in line D?")]),
    ], right="What a belief spends on the impossible it pays for: at least −log₂(1 − w) bits.", hints=["Which two lines need no other?", "Jensen and the mean of Z together give line C.", "Jensen's inequality is an equality if Z is constant."]),
    Exercise("kl-gaussian", [
            Formula("the divergence in nats, with m, s and t", "ln(t / s) + (s^2 + m^2) / (2 * t^2) - 1 / 2", {"m": (-2, 2), "s": (0.3, 3), "t": (0.4, 3.5)}, [
                Slip("ln(s / t) + (t^2 + m^2) / (2 * s^2) - 1 / 2", "That is the other direction. The first one is the truth: its variance s² stands above, and t² below."),
                Slip("ln(t / s) + (s^2 + m^2) / (2 * t^2)", "The −½ is lost: it is the mean of −(X − μ₁)²/(2σ₁²)."),
                Slip("ln(t^2 / s^2) + (s^2 + m^2) / (2 * t^2) - 1 / 2", "The normal density has σ before the exponential, and not σ²: ln(t/s)."),
                Slip("ln(t / s) + m^2 / (2 * t^2) - 1 / 2", "The mean of (X − μ₂)² is s² + m², because X also scatters around its own mean."),
                Slip("ln(t / s) + (s + m^2) / (2 * t) - 1 / 2", "You took s and t as variances. They are standard deviations: square them."),
                Slip("log2(t / s) + (s^2 + m^2) / (2 * t^2) - 1 / 2", "You mix units: log2 gives bits, the other terms are nats. Take ln."),
                Slip("m^2 / (2 * t^2)", "That is right if both have the same width. Here s and t differ.")]),
            Number("N(0, 1) against N(1, 2²)", gaussian_kl(0, 1, 1, 2, base="e"), "nats", [
                Slip(gaussian_kl(1, 2, 0, 1, base="e"), "That is the other direction. The truth is N(0, 1): put s = 1 and t = 2."),
                Slip(gaussian_kl(0, 1, 1, sqrt(2), base="e"), "You took 2 as the variance. It is the standard deviation: t² = 4."),
                Slip(log(2) + 2 / 8, "The −½ is lost.")]),
            Formula("the best width of the belief", "sqrt(s^2 + m^2)", {"m": (-2, 2), "s": (0.3, 3)}, [
                Slip("s", "That is best if the means are equal. With a wrong mean, a wider belief covers the truth better."),
                Slip("s^2 + m^2", "That is the best variance. The standard deviation is its root."),
                Slip("s + abs(m)", "Variances add up, not standard deviations: the root of s² + m².")]),
    ], right="A belief with the wrong mean had better be wider: it then matches the truth's mean square around its own centre.", hints=["Write ln f − ln g, and take the expectation under f.", "E[(X − μ₂)²] = σ₁² + (μ₁ − μ₂)².", "The slope in t is 1/t − (s² + m²)/t³. Where is it 0?"]),
    Exercise("kl-face-card", [
            Number("a king", KING, "bits", [
                Slip(log2(13), "That is the surprise at the rank. What counts is what it tells about Y, which is certain now and had 3/13 before."),
                Slip(SEVEN, "That is the seven. A king makes the face card certain, which had the probability 3/13."),
                Slip(entropy(FACE), "That is the average over all ranks. Here the rank is a king.")]),
            Number("a seven", SEVEN, "bits", [
                Slip(KING, "That is the king. A seven makes “no face card” certain, which had the probability 10/13."),
                Slip(log2(13 / (10 - 1)), "The ten is no face card, and neither is the ace: ten ranks are none.")]),
            Number("the average, I(X; Y)", entropy(FACE), "bits", [
                Slip((KING + SEVEN) / 2, "You averaged two numbers with equal weights. Three ranks have the first, ten have the second."),
                Slip(3 * KING + 10 * SEVEN, "That is the sum over the ranks. Each rank has the probability 1/13."),
                Slip(log2(13) - entropy(FACE), "That is what is left of the rank when Y is known, H(X | Y).")]),
            Choice("It is H(Y) because", "b", {"a": "X and Y are independent", "b": "Y is a function of X: given the rank, nothing of Y is uncertain", "c": "X is a function of Y", "d": "all ranks are equally likely"}, [
                Slip("a", "Then I(X; Y) would be 0. How much does the rank leave open about Y?"),
                Slip("c", "“A face card” does not tell which. It is the other way round."),
                Slip("d", "With other probabilities of the ranks it would still be H(Y). How much does the rank leave open about Y?")]),
    ], right="Rare news is big news: a king tells 2.1 bits about Y, a seven 0.4, and the average is all that Y has.", hints=["Given the rank, Y is certain: (1, 0) or (0, 1).", "D((1, 0)‖p(y)) = log₂(1 / p(face)).", "Three ranks of thirteen are face cards."]),
    Exercise("kl-one-question", [
            Number("is it a six?", SIX, "bits", tolerance=5e-3, slips=[
                Slip(EVEN, "That is the other question. Merge the faces 1 to 5."),
                Slip(float(kl_divergence([5/6, 1/6], [0.75, 0.25])), "That is the other direction: the loaded die is the truth."),
                Slip(0.25 * log2(0.25 / (1/6)), "That is the term of the six. “No six” adds 0.75 · log₂(0.75/(5/6)), which is negative.")]),
            Number("is it even?", EVEN, "bits", tolerance=5e-3, slips=[
                Slip(SIX, "That is the other question. Merge 2, 4 and 6."),
                Slip(kl_divergence(FAIR, FAIR), "For the loaded die, even has the probability 0.55. That differs from ½ a little."),
                Slip(0.55 * log2(0.55 / 0.5), "That is the term of even. Odd adds 0.45 · log₂(0.45/0.5), which is negative.")]),
            Choice("Nothing is lost by", "a", {"a": "“six?”, because the merged faces all have the same ratio of loaded to fair", "b": "“even?”, because both answers are nearly equally likely", "c": "neither: merging always loses something", "d": "“six?”, because the six is the most probable face"}, [
                Slip("b", "Compare with the 0.0322 bits of the whole face. Which of your numbers is as large?"),
                Slip("c", "Compare with the 0.0322 bits of the whole face: one question keeps all of them."),
                Slip("d", "It is the right question, for another reason: what must hold inside a merged group so that nothing is lost?")]),
    ], right="What counts is the ratio p/q. Outcomes with the same ratio may be merged at no loss.", hints=["Merge the probabilities of the loaded and of the fair die in the same way.", "Six: (0.75, 0.25) against (5/6, 1/6). Even: (0.55, 0.45) against (½, ½)."]),
    Exercise("kl-triangle", [
            Number("directly", gaussian_kl(0, 1, 2, 1, base="e"), "nats", [
                Slip(2 * gaussian_kl(0, 1, 1, 1, base="e"), "That is the sum of the two short ways. The means of the first and the third differ by 2, and 2²/2 = 2."),
                Slip((2 - 0) ** 2, "The 2 below is lost: the square of the difference, divided by 2."),
                Slip(gaussian_kl(0, 1, 1, 1, base="e"), "That is for means that differ by 1. Here they differ by 2, and the difference is squared.")]),
            Number("in two steps", 2 * gaussian_kl(0, 1, 1, 1, base="e"), "nats", [
                Slip(gaussian_kl(0, 1, 1, 1, base="e"), "That is one step. There are two."),
                Slip(gaussian_kl(0, 1, 2, 1, base="e"), "That is the direct way. Each step is 1²/2.")]),
            Formula("how much longer the direct way is", "m^2", {"m": (0.1, 3)}, [
                Slip("2 * m^2", "That is the direct way, (2m)²/2. Subtract the two steps, each m²/2."),
                Slip("-m^2", "The direct way is the longer one, so the difference is positive."),
                Slip("0", "A distance along a line would give that. Here the difference is squared first.")]),
    ], right="Between bells of one width the divergence is half a squared distance, and squares break the triangle.", hints=["(μ₁ − μ₂)²/(2σ²), with σ = 1.", "Directly: (2m)²/2. Each step: m²/2."]),
    # Challenge
    Exercise("kl-nearby-coins", [
            Formula("the approximation in bits", "h^2 / (2 * p * (1 - p) * ln(2))", {"p": (0, 1), "h": (0, 0.1)}, [
                Slip("h^2 / (2 * p * (1 - p))", "That is in nats. For bits divide by ln 2."),
                Slip("h^2 / (p * (1 - p) * ln(2))", "The 2 below is lost: (1 + u) ln(1 + u) − u is about u²/2."),
                Slip("h^2 / (2 * p * ln(2))", "That is the term of the heads. The tails add h²/(2(1 − p))."),
                Slip("h / (2 * p * (1 - p) * ln(2))", "The first powers cancel, because the probabilities sum to 1. The second power of h is left.")]),
            Number("the exact divergence", NEAR_COIN, "bits", tolerance=2e-3, slips=[
                Slip(0.51 - 0.49, "That is how much more probable heads is than tails, no divergence. Take 0.51 log₂(0.51/0.5) + 0.49 log₂(0.49/0.5)."),
                Slip(0.51 * log2(0.51 / 0.5), "That is the term of the heads. The tails nearly cancel it."),
                Slip(0.51 - 0.5, "That is the total variation. For nearby coins the divergence is of the order of its square.")]),
            Number("tosses", math.ceil(log2(1000) / NEAR_COIN), "tosses", [
                Slip(math.ceil(log2(1000) * log(2) / 0.0002), "You took the approximation. That is close, but the number of tosses asked for is that of the exact divergence."),
                Slip(math.floor(log2(1000) / NEAR_COIN), "That is rounded down: the average evidence is not quite there yet. Round up."),
                Slip(math.ceil(1000 / NEAR_COIN), "You divided 1000. Take log₂ 1000: evidence adds up in bits.")], tolerance=0),
    ], right="Half the bend, four times the tosses: nearby beliefs differ by the square.", hints=["In the safe form, each term is q ψ(h/q) with ψ(u) = (1 + u) ln(1 + u) − u ≈ u²/2.", "Heads change by h, tails by −h: h²/(2p) + h²/(2(1 − p)), in nats.", "Divide log₂ 1000 by the exact divergence, and round up."]),
    Exercise("kl-pinsker-bound", [
            Formula("the largest total variation", "sqrt(d * ln(2) / 2)", {"d": (0, 0.5)}, [
                Slip("sqrt(d / 2)", "That is right for d nats. For bits multiply d by ln 2 first."),
                Slip("d * ln(2) / 2", "The root is lost: Pinsker bounds the square of the total variation."),
                Slip("sqrt(2 * d / ln(2))", "You solved the wrong way round: TV² ≤ d · ln 2 / 2."),
                Slip("sqrt(2 * d * ln(2))", "That bounds Σ|p − q|, which is twice the total variation.")]),
            Number("for d = 0.01", PINSKER, "", [
                Slip(sqrt(0.01 / 2), "You took 0.01 nats. For bits multiply by ln 2 inside the root."),
                Slip(2 * PINSKER, "That bounds Σ|p − q|, which is twice the total variation.")]),
            Number("the largest probability under p", 0.3 + PINSKER, "", [
                Slip(0.3 - PINSKER, "That is the smallest. Add the bound instead of subtracting it."),
                Slip(0.3 * (1 + PINSKER), "The total variation is a difference of probabilities, no percentage: add it to 0.3."),
                Slip(0.3 + sqrt(0.01 / 2), "You took 0.01 nats. For bits multiply by ln 2 inside the root.")]),
            Choice("Does a small total variation guarantee a small divergence?", "c", {"a": "yes, by Pinsker's inequality", "b": "yes, because both are 0 only for equal distributions", "c": "no: it may even be infinite"}, [
                Slip("a", "Pinsker bounds the divergence from below. Look at the picture: is there a ceiling?"),
                Slip("b", "Being 0 together says nothing about being small together. What if p is 0.001 where q is 0?")]),
    ], right="One hundredth of a bit still allows six points of probability; and a tiny difference can cost infinitely many bits.", hints=["d ≥ (2/ln 2) · TV². Solve for TV.", "Total variation is the largest difference of the probabilities of one event."]),
    Exercise("kl-glued-coins", [
            Number("the smallest D(p‖q r)", kl_divergence(GLUED, np.full(4, 1/4)), "bits", [
                Slip(kl_divergence(GLUED, GLUED), "That would need a product equal to p. The glued coins are not independent."),
                Slip(2 * entropy(FAIR), "That is the entropy of two fair coins. The divergence from them is what p lacks: 2 − 1 bits."),
                Slip(inf, "The marginals rule nothing out: two independent fair coins allow all four cells.")]),
            Number("the smallest D(q r‖p)", 1, "bits", [
                Slip(inf, "It is infinite for most products, but not for all. Which products put no weight on the mixed cells?"),
                Slip(kl_divergence(GLUED, GLUED), "That would need a product equal to p. Which products put no weight on the mixed cells?")]),
            Number("products that reach it", 2, "", [
                Slip(2 / 2, "One is both heads. By symmetry there is another."),
                Slip(2 * 2, "A product on a mixed cell costs infinitely much: p is 0 there.")], tolerance=0),
            Choice("They", "b", {"a": "are two independent fair coins", "b": "are certain of one cell, both heads or both tails", "c": "give half of the weight to each of the two possible cells", "d": "are certain of one of the two mixed cells"}, [
                Slip("a", "Independent fair coins show a mixed pair half of the time, and p calls that impossible: the reverse divergence is infinite."),
                Slip("c", "That is p itself, and it is no product."),
                Slip("d", "What p calls impossible, they would call certain: the reverse divergence is infinite.")]),
    ], right="Forward covers everything, even the impossible; reverse picks one cell and is blind to the other.", hints=["Forward: the closest product is that of the marginals, and the rest is I(X; Y).", "Reverse: where p is 0, the product must be 0 as well.", "q(heads) r(tails) = 0 and q(tails) r(heads) = 0. What can q and r be?"]),
    Exercise("kl-js-decks", [
            Number("hearts and spades", jensen_shannon_divergence(HEARTS, SPADES), "bits", [
                Slip(inf, "That is the Kullback–Leibler divergence. The middle gives weight to every heart and spade, so this one is finite."),
                Slip(0.5 * log2(2), "Both halves count: ½ · log₂ 2 from the hearts, and as much from the spades.")]),
            Number("hearts and the full deck", NEAR_DECK, "bits", [
                Slip(kl_divergence(HEARTS, FULL), "That is the Kullback–Leibler divergence of the hearts from the full deck. Compare both with the middle."),
                Slip(jensen_shannon_divergence(HEARTS, SPADES), "It would be 1 if no card were in both. The hearts are in both."),
                Slip(kl_divergence(HEARTS, (HEARTS + FULL) / 2), "That is the divergence of the hearts from the middle. Average it with that of the full deck."),
                Slip(NEAR_DECK + NEAR_DECK, "You added the two divergences from the middle. Each counts half."),
                Slip(kl_divergence(FULL, (HEARTS + FULL) / 2), "That is the divergence of the full deck from the middle. Average it with that of the hearts.")]),
            Number("the way over the full deck", 2 * sqrt(NEAR_DECK), "", [
                Slip(NEAR_DECK + NEAR_DECK, "You added the divergences. Take the square root of each first."),
                Slip(sqrt(NEAR_DECK), "That is one half of the way. From the full deck to the spades it is as far again."),
                Slip(sqrt(jensen_shannon_divergence(HEARTS, SPADES)), "That is the direct way.")]),
    ], right="The detour is longer than the direct way, as it must be for a distance. Without the root it can fail.", hints=["Hearts and spades have no card in common.", "The middle of the hearts and the full deck gives each heart ½(1/13 + 1/52) and each other card ½ · 1/52.", "The root of the second answer, twice."]),
])
