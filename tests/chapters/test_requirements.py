"""The three lists of packages: pinned, each with its reason, and neither too long nor too short."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import jupytext
from manuscript.files import ROOT

BOOK, TESTS, BENCH = "requirements.txt", "tests/requirements.txt", "tests/library/requirements-bench.txt"
PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?: ; [^#]+)?(?:\s+# (?P<reason>\w.+))?")

# The book's own modules: its folders, and the files of those that are put on the path.
OWN = {"infolib", "infobook"} | {
    path.stem
    for folder in ("_ext", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in ("", ".py")
}
INSTALLED = packages_distributions()
# What only authors run.
AUTHORS = {
    *(
        ROOT / "_ext" / name
        for name in ("browser.py", "explorables.py", "fonts.py", "lighthouse.py", "press.py")
    ),
    *(ROOT / "_ext/printing").glob("*.py"),
}
# What is used without being imported, and where.
NAMED = {
    "symspellpy": ("chapters/mutual-information.md", 'files("symspellpy")'),
    "jupyterlab": ("_ext/hand_out.py", '"jupyter", "lab"'),
    "jupyterlab-myst": ("chapters/entropy.md", "```{math}"),
    "jupyter-book": ("README.md", "jupyter-book build"),
    "sphinx-exercise": ("_config.yml", "- sphinx_exercise"),
    "sphinx-proof": ("_config.yml", "- sphinx_proof"),
    "brotli": ("_ext/fonts.py", "woff2"),
    "setuptools": ("_ext/edition/wheel.py", "setuptools.build_meta"),
    "furo": ("_config.yml", "html_theme: furo"),
    "pytest-xdist": ("Makefile", "pytest -n 2"),
    "nbval": ("pyproject.toml", "--nbval"),
    "ruff": ("Makefile", "ruff check"),
    "mypy": ("tests/chapters/test_types.py", "mypy"),
}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def entries(text: str) -> list[str]:
    """List the lines of a list of packages, without its comments and options."""
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-"))]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(*texts: str) -> dict[str, str]:
    """Read the pinned packages of lists, by their normal names."""
    found = [PINNED.fullmatch(line) for text in texts for line in entries(text)]
    return {normal(pin["name"]): pin["version"] for pin in found if pin}


def problems(requirements: str) -> list[str]:
    """List the direct dependencies that are not pinned, or have no reason in their line."""
    found = {line: PINNED.fullmatch(line) for line in entries(requirements)}
    unpinned = [f"not pinned: {line}" for line, pin in found.items() if not pin]
    return unpinned + [f"no reason: {line}" for line, pin in found.items() if pin and not pin["reason"]]


def strays(requirements: str, constraints: str) -> list[str]:
    """List the direct dependencies that are constrained to another version, or to none."""
    pinned, constrained = pins(requirements), pins(constraints)
    return [
        f"{name}=={version} is constrained to {constrained.get(name)}"
        for name, version in pinned.items()
        if constrained.get(name) != version
    ]


def imported(source: str) -> set[str]:
    """Collect the packages that code imports, by the names of their distributions."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
    return {name for module in modules for name in distributions(module)}


def distributions(module: str) -> set[str]:
    """Return the distribution that a module is from, or nothing for Python's modules and the book's own."""
    top, _, rest = module.partition(".")
    if top in sys.stdlib_module_names or top in OWN:
        return set()
    # A namespace, such as sphinxcontrib, is of many; its next name tells.
    names = {normal(name) for name in INSTALLED.get(top, [top])}
    return names if len(names) == 1 else names & {normal(f"{top}-{rest.split('.')[0]}")}


def code_of(chapter: Path) -> str:
    """Join the code cells of a chapter."""
    return "\n".join(cell.source for cell in jupytext.read(chapter).cells if cell.cell_type == "code")


@cache
def imported_by_the_book() -> set[str]:
    folders = [ROOT / name for name in ("infolib", "infobook", "_ext")]
    modules = {path for folder in folders for path in folder.rglob("*.py")} - AUTHORS
    code = [path.read_text("utf-8") for path in modules]
    return imported("\n".join(code + [code_of(chapter) for chapter in (ROOT / "chapters").glob("*.md")]))


@cache
def imported_by_the_tests() -> set[str]:
    modules = [*AUTHORS, *(ROOT / "tests").rglob("*.py")]
    return imported("\n".join(path.read_text("utf-8") for path in modules))


def test_every_direct_dependency_is_pinned_and_says_its_reason() -> None:
    assert [problem for name in (BOOK, TESTS, BENCH) for problem in problems(read(name))] == []
    assert problems("numpy==2.4.6  # arrays\n\n# a title\n-c constraints.txt") == []
    assert problems('dit==2.3 ; python_version < "3.12"  # a peer') == []
    assert problems("numpy>=2  # arrays") == ["not pinned: numpy>=2  # arrays"]
    assert problems("numpy==2.4.6") == ["no reason: numpy==2.4.6"]


def test_the_constraints_hold_what_the_lists_pin() -> None:
    constraints = read("constraints.txt")
    assert strays(read(BOOK) + read(TESTS), constraints) == []
    assert len(pins(read(BOOK))) > 15
    assert len(pins(read(TESTS))) > 10
    assert len(pins(constraints)) > 150
    assert strays("numpy==2.4.6", "numpy==2.4.5") == ["numpy==2.4.6 is constrained to 2.4.5"]
    assert strays("numpy==2.4.6", "") == ["numpy==2.4.6 is constrained to None"]


def test_the_lists_cover_what_is_imported() -> None:
    assert imported_by_the_book() - pins(read(BOOK)).keys() == set()
    assert imported_by_the_tests() - pins(read(BOOK), read(TESTS), read(BENCH)).keys() == set()
    assert imported("import numpy.linalg, json\nfrom sklearn import svm") == {"numpy", "scikit-learn"}
    assert imported("import yaml\nfrom sphinxcontrib.bibtex import x\nimport unheard_of") == {
        "pyyaml",
        "sphinxcontrib-bibtex",
        "unheard-of",
    }
    assert imported("from infolib import entropy\nfrom . import shape") == set()


def test_the_distribution_asks_for_all_that_a_chapter_imports() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(name for names in extras.values() for name in names)]
    code = "\n".join(code_of(chapter) for chapter in (ROOT / "chapters").glob("*.md"))
    named = {"symspellpy"}  # its lists of words are read as files
    assert (imported(code) | named) - {normal(re.match(r"[\w.-]+", name)[0]) for name in asked} == set()
    assert extras["chapters"][0] == "information-theory-executed[figures,torch]"


def test_the_lists_hold_nothing_unused() -> None:
    for name, (file, words) in NAMED.items():
        assert words in read(file), name
    used = imported_by_the_book() | NAMED.keys()
    assert pins(read(BOOK)).keys() - used == set()
    assert pins(read(TESTS), read(BENCH)).keys() - (used | imported_by_the_tests()) == set()
    assert pins(read(BOOK)).keys() & pins(read(TESTS)).keys() == set()
