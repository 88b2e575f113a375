"""Run the code of an exercise's solution as a reader would, and hear what it prints."""

import contextlib
import io
import re

from manuscript.markup import code_blocks

__all__ = ["run_blocks"]

# print(...)  # what it prints          or, on a line of its own, # prints: what it prints
PROMISE = re.compile(r"\s*(?:print\(.*\)\s{2,}# |# prints: )(.*)$")


def run_blocks(solution: str, **given: object) -> tuple[list[str], list[str]]:
    """Run the Python blocks of a solution in one fresh namespace, which holds what is ``given``.

    Return the lines that they printed, and the lines that their comments promise.
    """
    namespace: dict[str, object] = {"__name__": "solution", **given}
    printed = io.StringIO()
    promised: list[str] = []
    for block in code_blocks(solution):
        if block.language == "python":
            with contextlib.redirect_stdout(printed):
                exec(compile(block.code, "solution", "exec"), namespace)
            promised += [found[1] for found in map(PROMISE.match, block.code.splitlines()) if found]
    return printed.getvalue().splitlines(), promised
