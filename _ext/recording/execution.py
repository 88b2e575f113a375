"""Run a notebook from its first cell to its last, in a kernel of its own, or say which cell failed."""

import re

from manuscript.files import BookError, Chapter
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

__all__ = ["execute", "kill_kernels"]

SECONDS_PER_CELL = 300

_at_work: set[NotebookClient] = set()


def execute(chapter: Chapter, notebook: NotebookNode) -> NotebookNode:
    """Fill the outputs of a chapter's notebook."""
    started: list[NotebookNode] = []
    client = NotebookClient(
        notebook,
        on_cell_execute=lambda cell, cell_index: started.append(cell),
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(chapter.text.parent)}},
    )
    _at_work.add(client)
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise BookError(_explain(chapter, notebook, started[-1], error)) from error
    finally:
        _at_work.discard(client)
    return notebook


def kill_kernels() -> None:
    """Kill the kernels that are at work in any thread; one that just starts ends with its parent."""
    for client in list(_at_work):
        process = getattr(getattr(client.km, "provisioner", None), "process", None)
        if process:
            process.kill()


def _explain(chapter: Chapter, notebook: NotebookNode, failed: NotebookNode, error: Exception) -> str:
    """Say which chapter and cell failed, show the cell, and end with the error itself."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for output in failed.outputs if output.output_type == "error"]
    reason = f"{outputs[0].ename}: {outputs[0].evalue}" if outputs else f"{type(error).__name__}: {error}"
    lines = "\n".join(f"    {line}" for line in failed.source.splitlines())
    reason = re.sub(r"\x1b\[[0-9;]*m", "", reason)
    return (
        f"\n{chapter.text.name}: code cell {code.index(failed) + 1} of {len(code)} failed.\n\n{lines}\n\n"
        f"{reason}\n\n{chapter.record.name} is left as it was."
    )
