"""Race infolib against the libraries a reader would use instead.

Same input, one process, one thread, taking turns, infolib's checks on.

python tests/library/bench.py [MEASURE ...]

Measures: entropy, sample, kl, ce, mi, jsd, logits, softmax, gaussian, multivariate, gradients; all of them
by default.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}  # before NumPy

import numpy as np
import torch
from bench_cases import MEASURES, Case

__all__ = ["main"]

SECONDS = 0.25  # for each contender of a case, in turns of at least a millisecond
MIB = 2**20
# The answers of two contenders may differ by this much, relatively; a peer that is further off is marked.
AGREE = {"float64": 1e-9, "float32": 1e-4}

LIMITS = """
Two goals are not met with checks on, as the tables show:
- Losses of some 100,000 logits in 1.1 × the time of F.cross_entropy. "Only looked at" is that call and one
  look at the values that a check must see, with no test of them and no message: for classes it takes about
  as long as the goal allows, and longer for soft labels.
- The divergence of joint normal distributions in 50 µs. PyTorch's own takes longer; a bare one would not.
"""


def race(case: Case) -> None:
    """Time all contenders in turn, again and again; keep the best time of each. Then look at memory.

    Who comes after whom is drawn by lot each round, and each first runs once without being timed: the one
    before leaves its own data in the processor's cache, and memory that may be reused or not.
    """
    expected = np.asarray(case.contenders[0].run())
    turns = {}
    for one in case.contenders:
        answer = np.asarray(one.run())  # a first run, which loads what later ones have
        one.wrong = one.kind != "floor" and not np.allclose(answer, expected, rtol=AGREE[case.dtype], atol=0)
        one.extra = extra_memory(one.run)
        once = min(timed(one.run, 1) for _ in range(3))
        turns[one.name, one.kind] = max(1, round(1e-3 / once))
        one.seconds = once
    stop = time.perf_counter() + SECONDS * len(case.contenders)
    rounds, order = 0, random.Random(0)
    while rounds < 5 or time.perf_counter() < stop:
        for one in order.sample(case.contenders, len(case.contenders)):
            one.run()
            number = turns[one.name, one.kind]
            one.seconds = min(one.seconds, timed(one.run, number) / number)
        rounds += 1


def timed(run: Callable[[], Any], number: int) -> float:
    """Return the seconds that ``number`` runs take."""
    start = time.perf_counter()
    for _ in range(number):
        run()
    return time.perf_counter() - start


def extra_memory(run: Callable[[], Any]) -> float | None:
    """Return by how many MiB a run raises the memory in use at its peak; None where only Linux would know."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    try:
        reset.write_text("5")  # sets the peak to what is in use now
    except OSError:
        return None
    before = int(status.read_text().split("VmHWM:")[1].split()[0])
    run()
    return (int(status.read_text().split("VmHWM:")[1].split()[0]) - before) * 1024 / MIB


def report(case: Case) -> None:
    """Print what each contender took, and how many times infolib's time that is."""
    print(f"\n{case.measure}, {case.size} entries of {case.dtype}")
    print(f"  {'':32}{'arrays':9}{'time':>12}{'an entry':>12}{'extra':>11}{'× infolib':>11}")
    for one in case.contenders:
        extra = "?" if one.extra is None else f"{one.extra:.1f} MiB"
        ratio = one.seconds / case.own(one.kind).seconds
        took = f"{one.seconds * 1e6:.1f} µs" if one.seconds < 1e-3 else f"{one.seconds * 1e3:.2f} ms"
        note = "  another answer" if one.wrong else "  faster" if ratio < 1 and one.kind != "floor" else ""
        each = f"{one.seconds / case.entries * 1e9:.2f} ns"
        print(f"  {one.name:32}{one.kind:9}{took:>12}{each:>12}{extra:>11}{ratio:>11.2f}{note}")


def main(names: list[str]) -> None:
    """Run the cases of the named measures; stop, saying what to install, if a peer is missing."""
    unknown = set(names) - set(MEASURES)
    if unknown:
        raise SystemExit(__doc__)
    torch.set_num_threads(1)
    try:
        for name in names or MEASURES:
            for case in MEASURES[name]():
                race(case)
                report(case)
        print(LIMITS)
    except ModuleNotFoundError as missing:
        raise SystemExit(
            f"{missing}; pip install -r tests/library/requirements-bench.txt brings it."
        ) from None


if __name__ == "__main__":
    main(sys.argv[1:])
