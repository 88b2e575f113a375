"""Information measures for lists, NumPy arrays and PyTorch tensors: what comes in, comes out.

Modules, each with one purpose:

- `discrete` measures discrete distributions: surprise, entropy, cross-entropy and the divergences;
  `joint` two variables at once, and what one tells of the other.
- `logits` makes probabilities of a network's scores, and says how much a prediction loses.
- `gaussian` has the closed forms for normal variables.
- `distribution` says what a distribution is and makes one from counts; `errors` words what it refuses.
- `_arrays`, which the others import as ``ar``, knows NumPy from PyTorch; `_reduce` sums over outcomes.
"""

# fmt: off
# isort: off
from infolib.discrete import (
    cross_entropy, entropy, jensen_shannon_divergence, kl_divergence, perplexity, self_information,
)
from infolib.distribution import check_distribution, normalize
from infolib.errors import NotADistributionError
from infolib.gaussian import (
    gaussian_entropy, gaussian_kl, gaussian_mutual_information,
    multivariate_gaussian_entropy, multivariate_gaussian_kl,
)
from infolib.joint import (
    conditional_entropy, joint_entropy, marginals, mutual_information, pointwise_mutual_information,
)
from infolib.logits import cross_entropy_from_logits, log_softmax, negative_log_likelihood, softmax

__all__ = [
    "NotADistributionError", "check_distribution", "conditional_entropy", "cross_entropy",
    "cross_entropy_from_logits", "entropy", "gaussian_entropy", "gaussian_kl", "gaussian_mutual_information",
    "jensen_shannon_divergence", "joint_entropy", "kl_divergence", "log_softmax", "marginals",
    "multivariate_gaussian_entropy", "multivariate_gaussian_kl", "mutual_information",
    "negative_log_likelihood", "normalize", "perplexity", "pointwise_mutual_information", "self_information",
    "softmax",
]
