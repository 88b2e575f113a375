"""Gate 6: exercise, check, registry and solution, one to one; every slip gets its own feedback."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from manuscript.files import Chapter, find_chapters
from manuscript.markup import Directive, code_cells, directives, headings
from manuscript.statements import section
from states import states

from infobook.checker.judge import judge_part
from infobook.checker.kinds import (
    Choice,
    Exercise,
    Formula,
    Function,
    Number,
    Order,
    Part,
    Proof,
    Setting,
    Slip,
    Step,
)
from infobook.checker.messages import MESSAGES, say
from infobook.checker.page import probe_parts
from infobook.checker.trial import outcomes
from infobook.exercises import CHECKS

EXERCISES = [exercise for check in CHECKS.values() for exercise in check.exercises.values()]
LEVELS = ("### Warm-up", "### Work", "### Challenge")
each_chapter = pytest.mark.parametrize("chapter", find_chapters(), ids=lambda chapter: chapter.name)
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def checks_in(cells: list[str]) -> list[tuple[str, list[str]]]:
    """List the calls of ``check`` in some cells: the exercise's name, and what stands for its answers."""
    trees = [ast.parse(cell) for cell in cells if cell.startswith("check(")]
    calls = [tree.body[0].value for tree in trees if isinstance(tree.body[0], ast.Expr)]
    return [
        (ast.literal_eval(call.args[0]), [ast.unparse(answer) for answer in call.args[1:]])
        for call in calls
        if isinstance(call, ast.Call)
    ]


def parity_problems(blocks: list[Directive], cells: list[str], registry: dict[str, Exercise]) -> list[str]:
    """List where exercises, their folded solutions, their check cells and the registry disagree."""
    exercises = [block.label or f"(none: {block.argument})" for block in blocks if block.name == "exercise"]
    solved = [block.argument for block in blocks if block.name == "solution"]
    checked = [f"ex-{name}" for name, _ in checks_in(cells)]
    known = [f"ex-{name}" for name in registry]
    problems = [f"{label} is used twice" for label in sorted(set(exercises)) if exercises.count(label) > 1]
    for noun, others in (("solutions", solved), ("check cells", checked), ("entries in the registry", known)):
        counts = {label: others.count(label) for label in exercises}
        problems += [f"{label} has {count} {noun}" for label, count in counts.items() if count != 1]
        problems += [f"{noun}: {label} is no exercise" for label in others if label not in exercises]
    for block in blocks:
        if block.name == "solution" and "dropdown" not in block.options.get("class", "").split():
            problems.append(f"the solution of {block.argument} is not folded")
    for name, answers in checks_in(cells):
        parts = len(registry[name].parts) if name in registry else 0
        if parts and answers != ["..."] * parts:
            problems.append(f"the check cell of {name} must hold {parts} times ...")
    return problems


def listed(question: str) -> list[tuple[str, str]]:
    """List the options below a question, each with its letter, as a reader reads them."""
    return re.findall(r"^ *- \(([a-z])\) (.*)$", question, re.MULTILINE)


def question_problems(block: Directive, exercise: Exercise, sections: set[str | None]) -> list[str]:
    """List what a question lacks that both its readers need, on the page and in Jupyter."""
    offered: list[dict[str, str]] = []
    for part in exercise.parts:
        if isinstance(part, Choice) and dict(part.options) not in offered:
            offered.append(dict(part.options))
    problems = []
    registered = [option for options in offered for option in options.items()]
    if listed(block.body) != registered:
        problems.append(f"{exercise.id} does not list the options of the registry below its question")
    if section(block) not in sections:
        problems.append(f"{exercise.id} leads to no section of its chapter: {section(block)!r}")
    if found := OF_ONE_PLACE.search(block.body):
        problems.append(f"{exercise.id} speaks of one place only: {found[0]!r}")
    return problems


# A question is read above a form on the page, and above a cell in Jupyter.
OF_ONE_PLACE = re.compile(
    r"\b(the cell|run the|hands? over|without brackets|strings?|quotes|button|type)\b|\.\.\.|`\"[^\"`]*\"`"
)


def slip_problems(part: Part) -> list[str]:
    """List the slips of a part that do not get their own feedback, and what else is wrong with them."""
    slips = part.every_slip() if isinstance(part, Number) else list(part.slips)
    problems = [
        f"{text!r} is said of two slips"
        for text in {s.feedback for s in slips}
        if sum(s.feedback == text for s in slips) > 1
    ]
    for slip in slips:
        answer, feedback = answer_with(slip, part), slip.feedback
        if isinstance(part, Proof):
            feedback = f"({slip.answer}) {feedback}"
        if isinstance(part, Setting):
            feedback = part.feedback(slip, answer)
        said = judge_part(part, answer).text
        if said != f"{say('not-yet')} {feedback}":
            problems.append(f"{answer!r} should be told {slip.feedback!r}, and is told {said!r}")
    if isinstance(part, Number):
        problems += list(crowded(part, slips))
    if isinstance(part, Choice):
        problems += [
            f"option {key} has no feedback"
            for key in part.options
            if key != part.answer and key not in [slip.answer for slip in slips]
        ]
    if isinstance(part, Setting) and slips[-1].answer:
        problems.append(f"{part.ask}: the last slip must be for all other states")
    if isinstance(part, Function):
        asked = [slip.feedback for number in probe_parts(part) for slip in number.slips]
        problems += [
            f"no probe of the page tells {slip.feedback!r}"
            for slip in slips
            if slip.feedback not in asked and gives_other_numbers(slip, part)
        ]
    return problems


def answer_with(slip: Slip, part: Part) -> Any:
    """Return an answer with this slip and no other."""
    if isinstance(part, Setting):
        return next(state for state in states(part.explorable) if part.slip_in(state) is slip)
    if isinstance(part, Order):
        return part.with_only(slip.answer)
    if isinstance(part, Proof):
        return f"My lines.\nSteps: {part.answer.replace(slip.answer, '')}"
    return slip.answer


def order_problems(part: Order) -> list[str]:
    """List what gives an order away: letters that stand in it already, and no line that is too many."""
    problems = [] if part.strays else [f"{part.ask}: every line belongs to the proof"]
    if not part.misplaced("".join(sorted(part.needs))):
        problems.append(f"{part.ask}: the letters are in order")
    return problems


def gives_other_numbers(slip: Slip, part: Function) -> bool:
    """Tell whether a slip could be told by a number: one about what must be refused could not."""
    cases = list(part.cases(np.random.default_rng(0)))
    for wrong, right in zip(outcomes(slip.answer, cases), outcomes(part.answer, cases), strict=True):
        mine, wanted = (outcome.value.array if outcome.value else None for outcome in (wrong, right))
        told = mine is not None and wanted is not None and mine.shape == wanted.shape
        if told and not np.isnan(mine).any() and not np.allclose(mine, wanted):
            return True
    return False


def crowded(part: Number, slips: list[Slip]) -> Iterator[str]:
    """Yield the pairs of answers, right or slips, that one answer could be taken for."""
    values = [float(part.answer), *(float(slip.answer) for slip in slips)]
    for i, value in enumerate(values):
        for other in values[:i]:
            if not part.are_apart(value, other):
                yield f"{part.ask}: {value!r} and {other!r} are too near to be told apart"


def wording_problems(exercise: Exercise) -> list[str]:
    """List the texts that are no sentence, that only say that something is incorrect, or what somebody did."""
    texts = [
        exercise.right,
        *exercise.hints,
        *(slip.feedback for part in exercise.parts for slip in part.slips),
        *(step.says for part in exercise.parts if isinstance(part, Proof) for step in part.steps),
    ]
    problems = [
        f"no sentence: {text!r}" for text in texts if not re.match(r"\S.*\s.*[.?!…”)]$", text, re.DOTALL)
    ]
    problems += [
        f"unkind: {text!r}"
        for text in texts
        if re.search(r"\b(incorrect|stupid|obviously|simply|just)\b", text, re.IGNORECASE)
    ]
    problems += [
        f"an answer does not show what its learner did: {slip.feedback!r}"
        for part in exercise.parts
        for slip in part.slips
        if slip.feedback.startswith("You ")
    ]
    return problems + [
        f"LaTeX is not shown here: {text!r}" for text in texts if re.search(r"\$|\\[a-z]", text)
    ]


@each_chapter
def test_exercise_check_registry_and_solution_agree(chapter: Chapter) -> None:
    text = chapter.text.read_text("utf-8")
    registry = CHECKS[chapter.name].exercises
    assert len(registry) >= 10
    assert parity_problems(list(directives(text)), code_cells(chapter.read_text()), registry) == []
    sections = {heading.label for heading in headings(text) if heading.label}
    for block in directives(text):
        if block.name == "exercise":
            name = str(block.label).removeprefix("ex-")
            assert question_problems(block, registry[name], sections) == []
    places = [text.find(level) for level in LEVELS]
    assert places == sorted(places)
    assert min(places) > 0


def test_the_registry_lists_the_chapters_of_the_book() -> None:
    assert list(CHECKS) == [chapter.name for chapter in find_chapters()]


@each_exercise
def test_every_slip_gets_its_own_feedback(exercise: Exercise) -> None:
    assert [problem for part in exercise.parts for problem in slip_problems(part)] == []
    assert sum(len(part.slips) for part in exercise.parts) >= 2
    assert len(exercise.hints) >= 1


@each_exercise
def test_no_order_can_be_read_off_its_letters(exercise: Exercise) -> None:
    orders = [part for part in exercise.parts if isinstance(part, Order)]
    assert [problem for part in orders for problem in order_problems(part)] == []


@each_exercise
def test_the_feedback_reads_well(exercise: Exercise) -> None:
    assert wording_problems(exercise) == []


def test_no_message_only_says_that_something_is_wrong() -> None:
    bare = [key for key, text in MESSAGES.items() if re.search(r"\bincorrect\b|\bwrong\.$", text)]
    assert bare == []


def letter_problems(answers: str) -> list[str]:
    """List what lets the letters of a chapter's choices be guessed: one of them that is right too often."""
    often = [letter for letter in sorted(set(answers)) if 2 * answers.count(letter) > max(len(answers), 4)]
    runs = [run[0] for run in re.findall(r"((.)\2{2,})", answers)]
    return [f"more than half of {answers} is {letter}" for letter in often] + [
        f"{answers} has {run} in a row" for run in runs
    ]


@each_chapter
def test_the_right_options_of_a_chapter_stand_at_different_letters(chapter: Chapter) -> None:
    exercises = CHECKS[chapter.name].exercises
    parts = [part for exercise in exercises.values() for part in exercise.parts]
    assert letter_problems("".join(part.answer for part in parts if isinstance(part, Choice))) == []


# Planted faults: each of the checks above can fail.


@pytest.mark.parametrize(
    ("answers", "problems"), [("cdbac", 0), ("cb", 0), ("cbabdb", 0), ("cbbbbb", 2), ("aabcccd", 1)]
)
def test_a_letter_that_is_right_too_often_is_caught(answers: str, problems: int) -> None:
    assert len(letter_problems(answers)) == problems


DECK = Exercise(
    "deck",
    [Number("a heart", 2, "bits", [Slip(13, "That is a count of hearts.")])],
    "Four suits.",
    ["Count suits."],
)
EXERCISE = Directive("exercise", "Deck", {"label": "ex-deck"}, "How many?")
SOLUTION = Directive("solution", "ex-deck", {"class": "dropdown"}, "Two.")
CELL = 'check("deck", ...)'


def test_a_gap_between_exercise_check_registry_and_solution_is_caught() -> None:
    registry = {"deck": DECK}
    assert parity_problems([EXERCISE, SOLUTION], [CELL], registry) == []
    assert parity_problems([EXERCISE], [CELL], registry) == ["ex-deck has 0 solutions"]
    assert parity_problems([EXERCISE, SOLUTION, SOLUTION], [CELL], registry) == ["ex-deck has 2 solutions"]
    assert parity_problems([EXERCISE, SOLUTION], [], registry) == ["ex-deck has 0 check cells"]
    assert parity_problems([EXERCISE, SOLUTION], [CELL], {}) == ["ex-deck has 0 entries in the registry"]
    assert "solutions: ex-deck is no exercise" in parity_problems([SOLUTION], [], {})
    assert "ex-deck is used twice" in parity_problems([EXERCISE, EXERCISE, SOLUTION], [CELL], registry)
    open_one = Directive("solution", "ex-deck", body="Two.")
    assert parity_problems([EXERCISE, open_one], [CELL], registry) == [
        "the solution of ex-deck is not folded"
    ]
    for cell in ('check("deck", ..., ...)', 'check("deck", 2)'):
        problems = parity_problems([EXERCISE, SOLUTION], [cell], registry)
        assert problems == ["the check cell of deck must hold 1 times ..."]


WHICH = Exercise("which", [Choice("Which?", "a", {"a": "`x()` here", "b": "y"}, [])] * 2, "So.")
LISTS = "Which?\n\n- (a) `x()` here\n- (b) y\n\nSee “{ref}`sec-there`”."


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("", "", None),
        ("- (b) y\n", "", "does not list"),
        ("(b) y", "(b) z", "does not list"),
        ("`x()`", "x()", "does not list"),
        ("- (b) y", "- (b) y\n- (a) `x()` here\n- (b) y", "does not list"),
        ("sec-there", "sec-elsewhere", "leads to no section"),
        ("\n\nSee “{ref}`sec-there`”.", "", "leads to no section"),
        ("Which?", "Which? (The options stand in the cell.)", "one place only"),
        ("Which?", "Which? Give it as a string.", "one place only"),
        ("Which?", 'Which? Write `"inf"`.', "one place only"),
    ],
)
def test_a_question_that_lacks_something_is_caught(old: str, new: str, problem: str | None) -> None:
    block = Directive("exercise", "Which", {"label": "ex-which"}, LISTS.replace(old, new, 1))
    found = question_problems(block, WHICH, {"sec-there", None})
    assert [problem in one for one in found] == ([True] if problem else [])


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        (Number("a", 2, slips=[Slip(2.0005, "That is rounded.")]), "should be told"),
        (Number("a", 2, slips=[Slip(2.005, "That is rounded.")]), "too near"),
        (Number("a", 2, slips=[Slip(3, "That adds one."), Slip(3.001, "That adds a bit.")]), "too near"),
        (Number("a", 2, slips=[Slip(3, "That adds one."), Slip(4, "That adds one.")]), "said of two slips"),
        (Choice("a", "a", {"a": "yes", "b": "no"}, []), "option b has no feedback"),
        (Order("a", {"A": "", "B": "A", "C": ""}, [Slip("CA", "C needs A.")]), "StopIteration"),
        (
            Proof("a", [Step("It is so.", "It fails."), Step("So it holds.", "It fails.")]),
            "said of two slips",
        ),
        (Setting("a", {"I": 1}, "joint-table", [Slip({"I": (0, 0.9)}, "It is {I}.")]), "all other states"),
        (
            Setting("a", {"I": 1}, "joint-table", [Slip({"I": 2}, "It is 2."), Slip({}, "It is {I}.")]),
            "StopIteration",
        ),
        (Formula("a", "p^2", {"p": (0, 1)}, [Slip("p * p", "That is squared.")]), "should be told"),
        (
            Function(
                "f", abs, lambda rng: [(1.0,), (-1.0,)], [(1.0,)], [Slip(lambda x: x, "The sign is kept.")]
            ),
            "no probe",
        ),
    ],
)
def test_a_slip_that_goes_wrong_is_caught(part: Part, problem: str) -> None:
    try:
        problems = slip_problems(part)
    except (StopIteration, RuntimeError) as stopped:
        problems = [repr(stopped)]
    assert any(problem in found for found in problems), problems


@pytest.mark.parametrize(
    ("needs", "strays", "problems"),
    [
        ({"A": "B", "B": ""}, "C", 0),
        ({"A": "B", "B": ""}, "", 1),
        ({"A": "", "C": "A"}, "B", 1),
        ({"A": "", "B": "A", "C": "A"}, "", 2),
    ],
)
def test_an_order_that_gives_itself_away_is_caught(needs: dict[str, str], strays: str, problems: int) -> None:
    part = Order("a", needs, [Slip(line, f"Line {line} is false.") for line in strays])
    assert len(order_problems(part)) == problems


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect.",
        "no sentence",
        "That is incorrect here.",
        r"Use $\log$ here.",
        "You took the hearts.",
        "You add a heart.",
    ],
)
def test_feedback_that_does_not_teach_is_caught(text: str) -> None:
    assert wording_problems(DECK) == []
    for part in (Number("a heart", 2, "bits", [Slip(13, text)]), Proof("a", [Step("It is so.", text)])):
        assert wording_problems(Exercise("deck", [part], "Four suits.", ["Count suits."])) != []


@pytest.mark.parametrize(("says", "problems"), [("It is so.", 0), ("so", 1), ("It is obviously so.", 1)])
def test_a_step_that_does_not_read_well_is_caught(says: str, problems: int) -> None:
    proof = Proof("a", [Step(says, "Without it the sum is undefined.")])
    assert len(wording_problems(Exercise("deck", [proof], "It holds.", ["Count suits."]))) == problems
