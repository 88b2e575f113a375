"""Kinds of input: what is read, what is refused and in which words, and that PyTorch stays optional."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

import infolib
from infolib import NotADistributionError, check_distribution, entropy, normalize, self_information

ROOT = Path(infolib.__file__).parents[1]
NO_TORCH = "import sys; {imports}; sys.exit('torch was imported' if 'torch' in sys.modules else 0)"


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


# ---- PyTorch is optional


def test_lists_and_arrays_never_import_torch() -> None:
    use = "import infolib; infolib.entropy([0.5, 0.5]); infolib.normalize([1]); infolib.self_information(0.5)"
    done = run_python(NO_TORCH.format(imports=use))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_proof_above_can_fail() -> None:
    done = run_python(NO_TORCH.format(imports="import infolib, torch"))
    assert (done.returncode, done.stderr.strip()) == (1, "torch was imported")


def test_infolib_works_where_torch_cannot_be_imported() -> None:
    done = run_python(
        "import sys; sys.modules['torch'] = None; import infolib; print(infolib.entropy([0.5, 0.5]))"
    )
    assert (done.returncode, done.stdout.strip()) == (0, "1.0")


# ---- the tests are quick, because they need no more than the library


def imported(source: str) -> set[str]:
    """Collect the packages that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


def test_the_librarys_tests_need_neither_browser_nor_renderer() -> None:
    renderers = {"bs4", "docutils", "jupytext", "nbclient", "nbformat", "playwright", "sphinx"}
    renderers |= {file.stem for file in (ROOT / "_ext").iterdir()} - {"README"}
    files = [
        ROOT / "tests/conftest.py",
        *(ROOT / "tests/library").glob("*.py"),
        *(ROOT / "infolib").glob("*.py"),
    ]
    needed = {file.name: imported(file.read_text(encoding="utf-8")) for file in files}
    assert {name: found & renderers for name, found in needed.items() if found & renderers} == {}
    assert {"infolib", "numpy", "torch"} <= set.union(*needed.values())
    assert imported("def f():\n    from playwright.sync_api import Browser\nimport render") & renderers == {
        "playwright",
        "render",
    }


# ---- the public names


def test_all_is_sorted_and_is_what_can_be_imported() -> None:
    assert infolib.__all__ == sorted(infolib.__all__)
    public = {n for n, x in vars(infolib).items() if not n.startswith("_") and not isinstance(x, ModuleType)}
    assert sorted(public) == infolib.__all__


def test_all_is_what_the_book_documents() -> None:
    page = (ROOT / "pages" / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\.\. auto\w+:: (\S+)$", page, re.MULTILINE)) == infolib.__all__


SECTIONS = ["Parameters", "Returns", "Raises", "Examples"]


@pytest.mark.parametrize("name", [n for n in infolib.__all__ if n != "NotADistributionError"])
def test_a_docstring_names_every_parameter_and_error_and_has_an_example(name: str) -> None:
    function = getattr(infolib, name)
    doc = inspect.getdoc(function)
    sections = re.findall(r"^(\w+)\n-+$", doc, re.MULTILINE)
    assert sections == [s for s in SECTIONS if s in sections], "in this order"
    assert {"Parameters", "Raises", "Examples"} <= set(sections)
    assert " Source: " in doc.replace("\n", " ")
    documented = re.search(r"Parameters\n-+\n(.*?)\n\n\w+\n-+\n", doc, re.DOTALL)[1]
    lines = re.findall(r"^(\w[^:\n]*)(?: : .*)?$", documented, re.MULTILINE)
    assert sorted(", ".join(lines).split(", ")) == sorted(inspect.signature(function).parameters)
    for parameter in inspect.signature(function).parameters.values():
        is_option = parameter.default is not parameter.empty
        assert (parameter.kind is parameter.KEYWORD_ONLY) == is_option, "options, and only they, are named"


# ---- what is not numbers


@pytest.mark.parametrize("function", [check_distribution, entropy, normalize, self_information])
@pytest.mark.parametrize(
    ("x", "message"),
    [
        (
            [True, False],
            "must hold real numbers, but holds booleans; if True means 1, convert them to float first",
        ),
        (
            np.array([True]),
            "must hold real numbers, but holds booleans; if True means 1, convert them to float",
        ),
        (
            torch.tensor([True]),
            "must hold real numbers, but holds booleans; if True means 1, convert them to",
        ),
        (["0.5", "0.5"], "must hold real numbers, but holds text; convert it to float first"),
        ("0.5", "must hold real numbers, but holds text; convert it to float first"),
        (b"1", "must hold real numbers, but holds bytes; convert them to float first"),
        ([0.5, 0.5j], "must hold real numbers, but holds complex numbers"),
        (torch.tensor([1j]), "must hold real numbers, but holds complex numbers"),
        (
            np.array([0.5, 0.5], dtype=object),
            "must hold real numbers, but holds Python objects; convert them to",
        ),
        ([0.5, None], "must hold real numbers, but holds Python objects; convert them to float first"),
        (None, "must hold real numbers, but holds Python objects"),
        ({0.5}, "must hold real numbers, but holds Python objects"),
        (np.array(["2020"], dtype="datetime64[D]"), "must hold real numbers, but holds something else"),
        ([[0.5], [0.25, 0.25]], "is ragged: its rows must all have the same length"),
        ([10**400, 1], "holds a whole number too large for a float; divide it down first"),
        ([torch.tensor(0.5)], "is a list of tensors; torch.stack() them first"),
        ((torch.tensor(0.5),), "is a tuple of tensors; torch.stack() them first"),
        (np.ma.array([0.5, 0.5], mask=[0, 1]), "is a masked array; fill or drop its masked entries first"),
    ],
)
def test_what_holds_no_real_numbers_is_refused(
    function: Callable[..., Any],
    x: Any,  # noqa: ANN401
    message: str,
) -> None:
    name = "counts" if function is normalize else "p"
    with pytest.raises(NotADistributionError) as caught:
        function(x)
    assert str(caught.value).startswith(f"{name} {message}")
