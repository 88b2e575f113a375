"""What docstrings and tables say that a function computes is what it computes."""

import re

import pytest
from gates import functions, tables
from manuscript.book import Book


def test_every_function_computes_the_formula_of_its_docstring() -> None:
    assert [str(complaint) for complaint in functions.complaints(Book())] == []


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("infolib/discrete.py", r"H(X) = -\sum_x p(x) \log_b p(x)", r"H(X) = -\sum_x p(x) \ln p(x)"),
        ("infolib/discrete.py", r"\log_b \frac{p(x)}{q(x)}", r"\log_b \frac{q(x)}{p(x)}"),
        ("infolib/joint.py", r"\log_b p(y|x)", r"\log_b p(x|y)"),
        ("infolib/logits.py", r"e^{z_i} / \sum_j e^{z_j}", r"z_i / \sum_j z_j"),
        ("infolib/gaussian.py", r"\log_b(2 \pi e \sigma^2)", r"\log_b(2 \pi e \sigma)"),
    ],
)
def test_a_docstring_with_another_formula_is_caught(file: str, right: str, wrong: str) -> None:
    text = Book().text(file)
    assert right in text
    assert functions.complaints(Book().with_fault(file, text.replace(right, wrong, 1)))


def test_every_row_of_a_table_pairs_a_formula_with_a_call_that_computes_it() -> None:
    assert [str(complaint) for complaint in tables.complaints(Book())] == []


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("pages/notation.md", "| `joint_entropy` |", "| `conditional_entropy` |"),
        ("pages/notation.md", "in nats |", "in bits |"),
        ("chapters/pytorch-losses.md", "`cross_entropy(t, q)`, bits", "`cross_entropy(q, t)`, bits"),
        ("chapters/pytorch-losses.md", "`kl_divergence(t, q)`, bits", "`kl_divergence(t, q)`, nats"),
        ("chapters/pytorch-losses.md", "| $-100$ |", "| $-1$ |"),
        (
            "chapters/pytorch-losses.md",
            "| `pos_weight` | `BCEWithLogitsLoss` |",
            "| `pos_weight` | `BCELoss` |",
        ),
        ("chapters/kl-divergence.md", "| $D(p \\,\\Vert\\, q)$ | price", "| $D(q \\,\\Vert\\, p)$ | price"),
    ],
)
def test_a_wrong_cell_is_caught(file: str, right: str, wrong: str) -> None:
    text = Book().text(file)
    assert len(re.findall(re.escape(right), text)) >= 1
    assert tables.complaints(Book().with_fault(file, text.replace(right, wrong, 1)))
