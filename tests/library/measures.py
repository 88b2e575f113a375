"""The measures that several files of tests try one after another."""

import pytest

from infolib import (
    conditional_entropy,
    cross_entropy,
    jensen_shannon_divergence,
    joint_entropy,
    kl_divergence,
    mutual_information,
    pointwise_mutual_information,
)

# Of two distributions; of a joint table; and of the latter those that give one number.
measures = pytest.mark.parametrize("measure", [kl_divergence, cross_entropy, jensen_shannon_divergence])
MEASURES = [joint_entropy, conditional_entropy, mutual_information, pointwise_mutual_information]
AVERAGES = MEASURES[:3]
