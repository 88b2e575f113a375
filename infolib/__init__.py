"""Information measures for lists, NumPy arrays and PyTorch tensors: what comes in, comes out.

Rooms, each with one purpose: `distribution` says what a distribution is and makes one from counts,
`information` measures surprise, entropy and perplexity, `_backend` knows NumPy from PyTorch, `figures` draws.
"""

from infolib.distribution import NotADistributionError, check_distribution, normalize
from infolib.information import entropy, perplexity, self_information

__all__ = [
    "NotADistributionError",
    "check_distribution",
    "entropy",
    "normalize",
    "perplexity",
    "self_information",
]
