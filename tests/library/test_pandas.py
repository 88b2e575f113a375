"""Counts and shares as pandas gives them."""

import pandas as pd
import pytest

from infolib import entropy, mutual_information


def test_the_shares_of_a_series_are_a_distribution() -> None:
    shares = pd.Series(list("aaaabbcc")).value_counts(normalize=True)
    assert entropy(shares) == pytest.approx(1.5)


def test_a_crosstab_of_shares_is_a_joint_distribution() -> None:
    column = pd.Series(list("aabb"))
    assert mutual_information(pd.crosstab(column, column, normalize=True)) == pytest.approx(1)
