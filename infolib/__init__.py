"""Information measures for lists, NumPy arrays and PyTorch tensors: what comes in, comes out.

Rooms, each with one purpose:

- `distribution` says what a distribution is and makes one from counts; `errors` holds the error it raises.
- `information` measures surprise, entropy and perplexity of one variable; `joint` the entropies of two;
  `dependence` what one tells of the other; `divergence` how far apart two distributions are.
- `logits` makes probabilities of a network's scores; `losses` say how much a prediction loses.
- `gaussian` and `multivariate` have the closed forms for normal variables.
- `figures` gives the book's figures their look. `_backend` knows NumPy from PyTorch, `_reading` makes
  arrays of lists, `_units` knows the logarithms, `_sums` adds up fast and in float64, `_log_ratio` keeps the
  digits of sums of p log(p/q), `_explain` words the errors.
"""

from infolib.dependence import mutual_information, pointwise_mutual_information
from infolib.distribution import check_distribution, normalize
from infolib.divergence import cross_entropy, jensen_shannon_divergence, kl_divergence
from infolib.errors import NotADistributionError
from infolib.gaussian import gaussian_entropy, gaussian_kl, gaussian_mutual_information
from infolib.information import entropy, perplexity, self_information
from infolib.joint import conditional_entropy, joint_entropy, marginals
from infolib.logits import log_softmax, softmax
from infolib.losses import cross_entropy_from_logits, negative_log_likelihood
from infolib.multivariate import multivariate_gaussian_entropy, multivariate_gaussian_kl

__all__ = [
    "NotADistributionError",
    "check_distribution",
    "conditional_entropy",
    "cross_entropy",
    "cross_entropy_from_logits",
    "entropy",
    "gaussian_entropy",
    "gaussian_kl",
    "gaussian_mutual_information",
    "jensen_shannon_divergence",
    "joint_entropy",
    "kl_divergence",
    "log_softmax",
    "marginals",
    "multivariate_gaussian_entropy",
    "multivariate_gaussian_kl",
    "mutual_information",
    "negative_log_likelihood",
    "normalize",
    "perplexity",
    "pointwise_mutual_information",
    "self_information",
    "softmax",
]
