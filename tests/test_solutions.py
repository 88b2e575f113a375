"""Every exercise has one solution, and the code of every solution runs and prints what it promises."""

import pytest
from manuscript import Directive, directives, run_blocks

from chapters import find_chapters

BLOCKS = [block for chapter in find_chapters() for block in directives(chapter.text.read_text("utf-8"))]
SOLUTIONS = [block for block in BLOCKS if block.name == "{solution}"]


def parity_problems(blocks: list[Directive]) -> list[str]:
    """List the exercises without exactly one folded solution, and the solutions of no exercise."""
    exercises = [
        block.label or f"(no label: {block.argument})" for block in blocks if block.name == "{exercise}"
    ]
    solved = [block.argument for block in blocks if block.name == "{solution}"]
    problems = [
        f"{label} has {solved.count(label)} solutions" for label in exercises if solved.count(label) != 1
    ]
    problems += [
        f"a solution names {label}, which is no exercise" for label in solved if label not in exercises
    ]
    problems += [f"{label} is used twice" for label in set(exercises) if exercises.count(label) > 1]
    for block in blocks:
        if block.name == "{solution}" and ":class: dropdown" not in block.body:
            problems.append(f"the solution of {block.argument} is not folded")
    return problems


def solution_problems(solution: str) -> list[str]:
    """Run a solution's blocks; list the promised lines that they did not print, in order."""
    printed, promised = run_blocks(solution)
    remaining = iter(printed)
    return [f"{line!r} was not printed: {printed}" for line in promised if line not in remaining]


def test_every_exercise_has_one_folded_solution() -> None:
    for chapter in find_chapters():
        blocks = list(directives(chapter.text.read_text("utf-8")))
        assert sum(block.name == "{exercise}" for block in blocks) >= 8, chapter.name
    assert parity_problems(BLOCKS) == []


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda block: block.argument)
def test_the_code_of_the_solution_prints_what_it_promises(solution: Directive) -> None:
    assert solution_problems(solution.body) == []


def test_a_missing_doubled_or_open_solution_is_caught() -> None:
    exercise = Directive("{exercise}", "Deck", ":label: ex-deck\nHow many?")
    solution = Directive("{solution}", "ex-deck", ":class: dropdown\nTwo.")
    assert parity_problems([exercise, solution]) == []
    assert parity_problems([exercise]) == ["ex-deck has 0 solutions"]
    assert parity_problems([exercise, solution, solution]) == ["ex-deck has 2 solutions"]
    assert parity_problems([solution]) == ["a solution names ex-deck, which is no exercise"]
    open_one = Directive("{solution}", "ex-deck", "Two.")
    assert parity_problems([exercise, open_one]) == ["the solution of ex-deck is not folded"]


def test_a_solution_that_prints_something_else_is_caught() -> None:
    assert solution_problems("```python\nprint(1 + 1)  # 2\n```") == []
    assert solution_problems("```python\nprint(1 + 1)  # 3\n```") == ["'3' was not printed: ['2']"]
