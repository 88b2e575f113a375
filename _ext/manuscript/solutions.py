"""Run the code of an exercise's solution as a reader would, and hear what it prints."""

import contextlib
import io
import re
from dataclasses import dataclass

from manuscript.markup import code_blocks

__all__ = ["Run", "run", "run_blocks"]

# print(...)  # what it prints          or, on a line of its own, # prints: what it prints
PROMISE = re.compile(r"\s*(?:print\(.*\)\s{2,}# |# prints: )(.*)$")


@dataclass(frozen=True)
class Run:
    """What the code of a solution did."""

    code: str
    names: dict[str, object]  # what it defined
    printed: list[str]
    promised: list[str]  # what its comments say that it prints
    stopped: str = ""  # by which error

    @property
    def inputs(self) -> str:
        """Return the code without these comments: what is left was there before anything was computed."""
        lines = [(line, PROMISE.match(line)) for line in self.code.splitlines()]
        return "\n".join(line[: promise.start(1)] if promise else line for line, promise in lines)


def run(solution: str, **given: object) -> Run:
    """Run the Python blocks of a solution in one fresh namespace, which holds what is ``given``."""
    code = [block.code for block in code_blocks(solution) if block.language == "python"]
    names: dict[str, object] = {"__name__": "solution", **given}
    printed = io.StringIO()
    stopped = ""
    try:
        with contextlib.redirect_stdout(printed):
            for block in code:
                exec(compile(block, "solution", "exec"), names)
    except Exception as error:
        stopped = repr(error)
    promised = [found[1] for block in code for found in map(PROMISE.match, block.splitlines()) if found]
    return Run("\n".join(code), names, printed.getvalue().splitlines(), promised, stopped)


def run_blocks(solution: str, **given: object) -> tuple[list[str], list[str]]:
    """Return the lines that a solution's code printed, and the lines that its comments promise."""
    done = run(solution, **given)
    if done.stopped:
        raise RuntimeError(done.stopped)
    return done.printed, done.promised
