"""Code and its output fit the width of the page: a line that is cut off is a line that nobody reads."""

import pytest
from manuscript.files import Chapter, find_chapters
from manuscript.markup import code_blocks
from nbformat import NotebookNode

# What fits beside the contents on a laptop, in the type size of _static/book.css.
WIDTH = 80


def wide_lines(notebook: NotebookNode) -> list[str]:
    """List the lines of code, of printed output and of solution blocks that are too long."""
    texts = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts += [cell.source, *(output.get("text", "") for output in cell.outputs)]
        else:
            texts += [block.code for block in code_blocks(cell.source) if block.language == "python"]
    return [line for text in texts for line in text.splitlines() if len(line) > WIDTH]


@pytest.mark.parametrize("chapter", find_chapters(), ids=lambda chapter: chapter.name)
def test_no_line_of_code_or_output_is_cut_off(chapter: Chapter) -> None:
    assert wide_lines(chapter.read_record()) == []


def test_a_wide_line_is_caught() -> None:
    notebook = find_chapters()[0].read_record()
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.source += "\n" + "x" * WIDTH
    before = len(wide_lines(notebook))
    code.source += "x"
    assert len(wide_lines(notebook)) == before + 1
