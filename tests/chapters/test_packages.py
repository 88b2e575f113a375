"""What is installed claims two names, is complete, and has no circles of imports."""

import ast
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from manuscript.files import ROOT

PACKAGES = ("infobook", "infolib")


def modules(root: Path) -> dict[str, Path]:
    """Find the modules of the book's packages; a package's own module is its ``__init__``."""
    found = {}
    for path in (path for name in PACKAGES for path in (root / name).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, package: str) -> set[str]:
    """List the names that a file imports anywhere: in functions and for type checkers as well."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            names |= {source} | {f"{source}.{alias.name}" for alias in node.names}
    return names


def import_graph(root: Path) -> dict[str, set[str]]:
    """Tell which modules each module imports; a module, not the package that it is taken from."""
    known = modules(root)
    graph = {}
    for module, path in known.items():
        names = imported(path, module if path.name == "__init__.py" else module.rpartition(".")[0]) & set(
            known
        )
        graph[module] = {name for name in names if not any(other.startswith(f"{name}.") for other in names)}
    return graph


def circle(root: Path) -> list[str]:
    """Return one circle of imports, if there is any."""
    try:
        TopologicalSorter(import_graph(root)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_there_is_no_circle_of_imports() -> None:
    assert circle(ROOT) == []
    graph = import_graph(ROOT)
    assert "infobook.checker.check" in graph["infobook.exercises.entropy"] | graph["infobook.checker"]
    assert "infobook.exercises.entropy" in graph["infobook.exercises"]
    assert "infolib" in graph["infobook.exercises.entropy"]


@pytest.mark.parametrize(
    "back",
    [
        "import infolib.a",
        "from infolib.a import A",
        "from infolib import a",
        "from . import a",
        "from .a import A",
        "def f():\n    import infolib.a",
        "import typing\nif typing.TYPE_CHECKING:\n    from infolib.a import A",
    ],
    ids=range(7),
)
def test_a_circle_is_found_however_it_is_closed(tmp_path: Path, back: str) -> None:
    (tmp_path / "infolib").mkdir()
    (tmp_path / "infolib/__init__.py").write_text("from infolib.a import A\n")
    (tmp_path / "infolib/a.py").write_text("from infolib import b\nA = b.B\n")
    (tmp_path / "infolib/b.py").write_text("B = 1\n")
    assert circle(tmp_path) == []
    (tmp_path / "infolib/b.py").write_text(f"{back}\nB = 1\n")
    assert set(circle(tmp_path)) == {"infolib.a", "infolib.b"}


def test_what_is_installed_is_complete_and_claims_two_names() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    installed = settings["tool"]["setuptools"]["packages"]
    there = {".".join(path.relative_to(ROOT).parent.parts) for path in modules(ROOT).values()}
    assert set(installed) == there
    assert {name.partition(".")[0] for name in installed} == set(PACKAGES)
