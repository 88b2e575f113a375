"""Explorables in a notebook: cells that show them live, by the scripts and styles of the pages.

Such a cell shows a file beside the notebooks, in the folder ``explorables``. Where no script runs, as in a
notebook that is not trusted, the still picture stays. What is recorded is what a run gives, so that a copy
in which nothing was done but running is still the book's.
"""

import base64
import html
import re

import nbformat
from manuscript.files import ROOT, BookError
from manuscript.markup import Directive
from nbformat import NotebookNode

__all__ = ["find_live", "part", "still"]

STATIC = ROOT / "_static"
SHARED = ("preact", "formulas", "room")
LICENCE = "explorables/preact.LICENSE.txt"
STILL = re.compile(r'^(<img class="explorable-([\w-]+)" .*>)$', re.MULTILINE)
# Its part of the pages' style sheet.
STYLE = re.compile(r"^/\* An explorable:.*?(?=^/\* (?!An explorable))", re.MULTILINE | re.DOTALL)
CODE = """\
# If the figure has no handles yet, run this cell.
from IPython.display import HTML, display

display(HTML(filename="explorables/{name}.html"))"""
# Like the other figures it is drawn on white, also in the dark. It has no id, so that no link to a state
# takes the place of JupyterLab's address. Where there is RequireJS, preact would become a module of it.
LIVE = """\
<figure class="explorable">
<style>
{style}
.explorable {{
  --color-background-primary: var(--jp-layout-color1, Canvas);
  --color-foreground-border: var(--jp-border-color0, GrayText);
  --color-foreground-primary: var(--jp-content-font-color1, CanvasText);
  margin: 0.5rem;
}}
.explorable-picture, .explorable-controls {{ margin-left: 0; }}
.explorable-picture {{ background: #fff; padding: 0.75rem; }}
.explorable-controls code {{ overflow-wrap: anywhere; user-select: all; }}
</style>
{picture}
<div class="explorable-controls" data-explorable="{name}"></div>
<script>
{{
let define;
{scripts}
explorables.open(document.currentScript.previousElementSibling);
}}
</script>
</figure>
"""


def still(block: Directive) -> str:
    """Show an explorable as it is at first."""
    name, alt = block.argument, html.escape(block.options["alt"])
    picture = base64.b64encode((STATIC / f"explorables/{name}.svg").read_bytes()).decode()
    look = 'style="background: #fff; width: 30rem" '
    return f'<img class="explorable-{name}" {look}alt="{alt}" src="data:image/svg+xml;base64,{picture}">'


def part(cell: NotebookNode) -> list[NotebookNode]:
    """Part a cell of text at its still pictures, in the place of which cells of their own show them live."""
    cell.source, *rest = STILL.split(cell.source)
    cells = [cell]
    for picture, name, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        shown = {"text/html": _live(name, picture), "text/plain": "<IPython.core.display.HTML object>"}
        live = nbformat.v4.new_code_cell(CODE.format(name=name), id=f"{cell.id}-{name}")
        live.outputs = [nbformat.v4.new_output("display_data", shown)]
        live.metadata["explorable"] = name
        cells += [live, nbformat.v4.new_markdown_cell(text.strip(), id=f"{cell.id}-{name}-caption")]
    return cells


def find_live(edition: dict[str, NotebookNode]) -> dict[str, bytes]:
    """Give the files that the cells show, and the licence of what is in them, by their names."""
    cells = [
        cell for notebook in edition.values() for cell in notebook.cells if "explorable" in cell.metadata
    ]
    files = {LICENCE: (STATIC / LICENCE).read_bytes()}
    return files | {
        f"explorables/{cell.metadata['explorable']}.html": cell.outputs[0].data["text/html"].encode()
        for cell in cells
    }


def _live(name: str, picture: str) -> str:
    style = STYLE.search((STATIC / "book.css").read_text(encoding="utf-8"))
    if style is None:
        raise BookError("book.css has no part '/* An explorable:'")
    scripts = [(STATIC / f"explorables/{one}.js").read_text(encoding="utf-8") for one in (*SHARED, name)]
    return LIVE.format(name=name, picture=picture, style=style[0], scripts="\n".join(scripts))
