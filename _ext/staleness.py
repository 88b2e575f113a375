"""What a chapter's outputs depend on, as one hash: its code, and the book's own files that it imports."""

import ast
import hashlib
from pathlib import Path

from nbformat import NotebookNode

from chapters import BookError

__all__ = ["PACKAGES", "fingerprint", "imported_files"]

# The book's own packages, which chapters import and which change with the book.
PACKAGES = ("infolib", "infobook")


def fingerprint(notebook: NotebookNode, root: Path) -> str:
    """Hash the code cells of a notebook and the files of the book's packages that they import."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    digest = hashlib.sha256()
    for source in code:
        digest.update(source.encode() + b"\0")
    for path in imported_files(code, root):
        # Git may have checked the file out with other line endings; the code is the same.
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def imported_files(code: list[str], root: Path) -> list[Path]:
    """List the files of the book's packages that some cells import, directly or through one another.

    ``from infolib import entropy`` leads to the module that defines ``entropy`` and no further, so
    that editing another module of infolib leaves the chapter's record as good as it was.
    """
    queue = [entry for cell in code for entry in _imports(_without_magics(cell), "")]
    found: set[Path] = set()
    while queue:
        module, names = queue.pop()
        for path in _files(module, names, root):
            if path in found:
                continue
            if not path.exists():
                raise BookError(f"{path.parent.name} has no {path.name}, which a chapter imports")
            found.add(path)
            source = path.read_text(encoding="utf-8")
            queue += _imports(source, path.parent.name)
            # A data file that the module names, such as the figure style, shapes the outputs too.
            found |= {
                data for data in path.parent.iterdir() if data.suffix == ".mplstyle" and data.name in source
            }
    return sorted(found)


def _files(module: str, names: list[str], root: Path) -> list[Path]:
    """List the files behind one import; ``names`` is empty for ``import infolib``."""
    package = root.joinpath(*module.split("."))
    if not package.is_dir():
        return [package.with_suffix(".py")]
    init = (package / "__init__.py").read_text(encoding="utf-8")
    exports = {export: source for source, exports in _imports(init, module) for export in exports}
    modules = [exports.get(one, f"{module}.{one}") for one in names] or sorted(set(exports.values()))
    return [root.joinpath(*one.split(".")).with_suffix(".py") for one in modules]


def _imports(source: str, package: str) -> list[tuple[str, list[str]]]:
    """List the imports of the book's own modules as (module, names); ``package`` holds the source."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            module = f"{package}.{node.module or ''}".strip(".") if node.level else node.module or ""
            found.append((module, [alias.name for alias in node.names]))
        elif isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
    return [(module, names) for module, names in found if module.split(".")[0] in PACKAGES]


def _without_magics(cell: str) -> str:
    """Blank IPython's lines, which are not Python."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in cell.splitlines())
