"""Information measures for lists, NumPy arrays and PyTorch tensors: what comes in, comes out.

Rooms, each with one purpose: `distribution` says what a distribution is and makes one from counts,
`information` measures surprise, entropy and perplexity, `errors` holds the error that they raise,
`_backend` knows NumPy from PyTorch, `figures` gives the book's figures their look.
"""

from infolib.distribution import check_distribution, normalize
from infolib.errors import NotADistributionError
from infolib.information import entropy, perplexity, self_information

__all__ = [
    "NotADistributionError",
    "check_distribution",
    "entropy",
    "normalize",
    "perplexity",
    "self_information",
]
