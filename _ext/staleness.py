"""What a chapter's outputs depend on, as one hash: its code, and the files of infolib that it imports."""

import ast
import hashlib
from pathlib import Path

from nbformat import NotebookNode

from chapters import BookError

__all__ = ["fingerprint", "infolib_files"]


def fingerprint(notebook: NotebookNode, package: Path) -> str:
    """Hash the code cells of a notebook and the files of ``package`` (infolib) that they import."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    digest = hashlib.sha256()
    for source in code:
        digest.update(source.encode() + b"\0")
    for path in infolib_files(code, package):
        # Git may have checked the file out with other line endings; the code is the same.
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def infolib_files(code: list[str], package: Path) -> list[Path]:
    """List the files of ``package`` that some cells import, directly or through one another.

    ``from infolib import entropy`` leads to the module that defines ``entropy`` and no further, so
    that editing another room of infolib leaves the chapter's record as good as it was.
    """
    init = (package / "__init__.py").read_text(encoding="utf-8")
    exports = {name: module for module, names in _imports(init, package.name) for name in names}
    queue = [entry for cell in code for entry in _imports(_without_magics(cell), package.name)]
    found: set[Path] = set()
    while queue:
        module, names = queue.pop()
        if not module:  # "from infolib import a, b" and "import infolib", whose names is then empty
            targets = [exports.get(name, name) for name in names] or sorted(set(exports.values()))
        else:
            targets = [module]
        for path in (package / f"{target}.py" for target in targets):
            if path in found:
                continue
            if not path.exists():
                raise BookError(f"{package.name} has no {path.name}, which a chapter imports")
            found.add(path)
            source = path.read_text(encoding="utf-8")
            queue += _imports(source, package.name)
            # A data file that the module names, such as the figure style, shapes the outputs too.
            found |= {
                data for data in package.iterdir() if data.suffix == ".mplstyle" and data.name in source
            }
    return sorted(found)


def _imports(source: str, package: str) -> list[tuple[str, list[str]]]:
    """List the imports from ``package`` as (module within it, names); module "" is the package itself."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            module = f"{package}.{node.module or ''}" if node.level else node.module
            names = [alias.name for alias in node.names]
            found.append((module, names))
        elif isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
    return [
        (module.removeprefix(package).strip("."), names)
        for module, names in found
        if module.split(".")[0] == package
    ]


def _without_magics(cell: str) -> str:
    """Blank IPython's lines, which are not Python."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in cell.splitlines())
