"""The exercises of the book, a module for each chapter: right answers, wrong ones, and what to tell whom.

How to add one is in CONTRIBUTING.md.
"""

from infobook.checker import checks_by_chapter
from infobook.exercises import (
    continuous_variables,
    cross_entropy,
    entropy,
    kl_divergence,
    mutual_information,
    numbers_that_lie,
    pytorch_losses,
    self_information,
)

__all__ = ["CHECKS"]

# In the order of the book.
CHECKS = checks_by_chapter(
    chapter.check
    for chapter in (
        self_information,
        entropy,
        mutual_information,
        kl_divergence,
        cross_entropy,
        continuous_variables,
        pytorch_losses,
        numbers_that_lie,
    )
)
