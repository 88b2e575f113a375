r"""What an author may say that letters are, ``let p, q be laws like r``, and how such things are drawn.

=============  =====================================================================================
drawing        how a phrase finds its function, and how a distribution is drawn
numbers        numbers between two ends, whole numbers
lists          lists of numbers, distributions that are plain lists, places in lists, members of sets
variables      random variables with their laws, their outcomes, events, functions of them
densities      one or two variables with a density, and a density beside another
maps           maps of such variables
columns        random columns, covariances and other matrices
champions      the density of largest entropy under a condition, and its rivals
codes          prefix codes, groups of outcomes, blocks, the frequencies of a sample
measures       measures of surprise and uncertainty, built from what a theorem demands of them
divergences    pairs of distributions, weights, f-divergences
data           observations, and what a model says of them
batches        batches of logits, classes, targets and weights, as PyTorch's losses take them
=============  =====================================================================================

To add a kind, write a function under the phrase that declares it::

    @kind(r"a fair die with the law (?P<new_law>\S+)")
    def fair_die(draw: Draw) -> dict[str, Any]:
        return joint(draw.names, np.full(6, 1 / 6), draw.words["new_law"])

It returns a value for each name. ``draw.find(draw.words["like"])`` is what a name or a formula in the phrase
stands for. A group called ``new_...`` declares one more name, a group called ``row_...`` the numbers
``a_1, a_2, ...`` of a letter that may mean something else by itself.
Draw the edges often: zeros, equal values, one outcome, independence, the ends of an interval. A formula that
holds inside and fails at an edge shows itself only there.
"""

from mathematics.kinds import (  # noqa: F401 - importing them makes their kinds known
    batches,
    champions,
    codes,
    columns,
    data,
    densities,
    divergences,
    lists,
    maps,
    measures,
    numbers,
    variables,
)
from mathematics.kinds.drawing import CHOICES, Draw, Kind, find_kind
from mathematics.kinds.variables import outcomes

__all__ = ["CHOICES", "Draw", "Kind", "find_kind", "outcomes"]
