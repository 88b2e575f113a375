"""The exercises of the book, a file for each chapter: right answers, wrong ones, and what to tell whom.

How to add one is in CONTRIBUTING.md.
"""

__all__ = ["CHAPTERS"]

CHAPTERS = [
    "self-information",
    "entropy",
    "mutual-information",
    "kl-divergence",
    "cross-entropy",
    "continuous-variables",
    "pytorch-losses",
    "numbers-that-lie",
]
