"""What formulas mean by h, D and I of densities: quadrature, held against closed forms."""

import math

import numpy as np
import pytest
from mathematics import densities
from mathematics.evaluator import Environment, evaluate
from mathematics.parser import parse
from mathematics.settings import DrawnScene, read_settings
from scipy import stats

FAMILIES = [
    (densities.bell(2.0, 0.01), stats.norm(2.0, 0.01)),
    (densities.bell(-3.0, 50.0), stats.norm(-3.0, 50.0)),
    (densities.uniform(-1.0, 0.5), stats.uniform(-1.0, 1.5)),
    (densities.exponential(0.1), stats.expon(0, 0.1)),
    (densities.laplace(20.0, 1.0), stats.laplace(1.0, 20.0)),
    (densities.beta(2, 1), stats.beta(2, 1)),
]


@pytest.mark.parametrize(("density", "law"), FAMILIES)
def test_quadrature_finds_the_entropy_that_is_known(density: densities.Density, law: object) -> None:
    assert density.integral(density.values) == pytest.approx(1, abs=1e-12)
    assert densities.entropy(density, math.e) == pytest.approx(float(law.entropy()), abs=1e-9)  # type: ignore[attr-defined]


def test_a_belief_that_rules_out_what_happens_is_infinitely_wrong() -> None:
    wide, narrow = densities.uniform(0, 2), densities.uniform(0, 1)
    assert densities.divergence(wide, narrow, 2) == math.inf
    assert densities.divergence(narrow, wide, 2) == pytest.approx(1, abs=1e-12)
    assert densities.divergence(narrow, densities.uniform(5, 6), 2) == math.inf
    assert densities.divergence(narrow, narrow, 2) == 0


@pytest.mark.parametrize(
    ("function", "entropy"),
    [(np.square, math.log(2) - 1), (lambda x: -np.log(x), 1.0), (lambda x: 3 * x + 5, math.log(3))],
)
def test_a_map_stretches_a_density(function: object, entropy: float) -> None:
    found = densities.image_entropy(densities.uniform(0, 1), function, math.e)  # type: ignore[arg-type]
    assert found == pytest.approx(entropy, abs=1e-8)


def test_cells_have_the_probabilities_of_their_places() -> None:
    f = densities.beta(2, 1)
    assert densities.cells(f, 0.5).list() == pytest.approx([0.25, 0.75])
    histogram = densities.histogram(f, 0.5)
    assert histogram.at(np.array([-0.1, 0.2, 0.7, 1.1])) == pytest.approx([0, 0.5, 1.5, 0])


@pytest.mark.parametrize(
    ("settings", "formula", "value"),
    [
        (r"X \sim \mathcal{N}(0, 4)", r"\mathbb{E}[X^2]", 4.0),
        (r"X \sim \mathcal{N}(0, 4)", r"P(X \le 0)", 0.5),
        (r"X \sim \operatorname{beta}(2, 1)", r"P(\frac12 \le X \le 1)", 0.75),
        (r"X \sim \operatorname{exponential}(3)", r"h(2 X)", math.log2(6 * math.e)),
        (r"f = \operatorname{uniform}(0, 2)", r"\int_1^2 f(x) \, dx", 0.5),
        (r"f = \operatorname{uniform}(0, 2)", r"\int f \log f \, dx", -1.0),
        ("", r"\int_0^1 \ln x \, dx", -1.0),
        ("", r"D(\mathcal{N}(0, 1) \,\|\, \mathcal{N}(1, 1))", 0.5 / math.log(2)),
        ("", r"\det \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", -2.0),
    ],
)
def test_a_formula_about_a_density_is_evaluated(settings: str, formula: str, value: float) -> None:
    environment = Environment(DrawnScene(read_settings(settings), 0, 2.0))
    assert evaluate(parse(formula).chains[0].sides[0], environment) == pytest.approx(value, abs=1e-8)
