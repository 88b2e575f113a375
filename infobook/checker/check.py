"""What a learner calls in a chapter: ``check("card-deck", ...)``, ``check.hint``, ``check.progress``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from html import escape
from pathlib import Path
from textwrap import fill
from typing import Any

from infobook.checker import progress, progress_file
from infobook.checker.judge import OPEN, RIGHT, Verdict, judge
from infobook.checker.kinds import Choice, Exercise, Formula, Function, Order, Proof, Setting
from infobook.checker.messages import say

__all__ = ["ChapterCheck", "Report", "chapter", "checks_by_chapter"]


def chapter(name: str, exercises: Sequence[Exercise]) -> ChapterCheck:
    """Return the ``check`` of a chapter, which knows its exercises."""
    return ChapterCheck(name, {exercise.id: exercise for exercise in exercises})


def checks_by_chapter(checks: Iterable[ChapterCheck]) -> dict[str, ChapterCheck]:
    """Make a book of chapters: the ``progress`` of each shows them all, in this order."""
    book = {check.chapter: check for check in checks}
    for check in book.values():
        check.book = book
    return book


class Report:
    """What Jupyter shows, as text and as HTML; the page's script makes a form of the HTML."""

    def __init__(self, exercise: Exercise, verdicts: Sequence[Verdict]) -> None:
        self.exercise = exercise
        self.verdicts = verdicts
        self.is_right = all(verdict.state == "right" for verdict in verdicts)

    def lines(self) -> list[str]:
        """Return the verdicts, each with its part's question, and what a right answer means."""
        parts = self.exercise.parts
        if all(verdict == OPEN for verdict in self.verdicts):
            return [f"{say('open')} {self._what_to_do()}"]
        if self.is_right:
            notes = [
                f"{part.ask}: {verdict.text}" for part, verdict in zip(parts, self.verdicts, strict=True)
            ]
            rough = [note for note, verdict in zip(notes, self.verdicts, strict=True) if verdict != RIGHT]
            # Of a proof nobody says here that it is right.
            judged = [say("right")] if not all(isinstance(part, Proof) for part in parts) else []
            return [*rough, " ".join([*judged, self.exercise.right])]
        # One verdict for all: the number of answers is wrong.
        if all(verdict is self.verdicts[0] for verdict in self.verdicts):
            lines = [self.verdicts[0].text]
        else:
            lines = [f"{part.ask}: {v.text}" for part, v in zip(parts, self.verdicts, strict=True)]
        steps = [step for verdict in self.verdicts for step in verdict.steps]
        return [*lines, *steps, say("proof-letters")] if steps else lines

    def _what_to_do(self) -> str:
        """Say how to answer in a cell; on the page there is a form in its place."""
        parts = self.exercise.parts
        answer = "your answer" if len(parts) == 1 else f"your {len(parts)} answers"
        text = f"Put {answer} in place of ... and run the cell."
        if any(isinstance(part, Choice | Formula | Order) for part in parts):
            text += " Letters and formulas stand in quotes."
        if any(isinstance(part, Proof) for part in parts):
            text += " A proof is text between triple quotes."
        if any(isinstance(part, Function) for part in parts):
            text += " A function goes in by its name, without brackets."
        for part in parts:
            if isinstance(part, Setting):
                names = ", ".join(part.board.names)
                text += f" A state is a list of numbers: [{names}]. The figure moves on the book's page."
        return text

    def __repr__(self) -> str:
        return "\n".join(fill(line, 78) for line in self.lines())

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line, quote=False)}</p>" for line in self.lines())
        return f'<div class="exercise-check" data-exercise="{self.exercise.id}">{lines}</div>'


class Note:
    """One line to the learner, where there is nothing to judge."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class ChapterCheck:
    """The exercises of one chapter: call it with an exercise's name and your answers."""

    def __init__(self, chapter: str, exercises: dict[str, Exercise]) -> None:
        self.chapter = chapter
        self.exercises = exercises
        self.book = {chapter: self}
        self._hints_given: dict[str, int] = {}

    def __call__(self, name: str, *answers: Any) -> Report | Note:  # noqa: ANN401
        """Judge the answers, one for each part of the exercise, and remember it if all are right."""
        exercise = self._find(name)
        if exercise is None:
            return Note(self._nearest(name))
        report = Report(exercise, judge(exercise, answers))
        if report.is_right:
            progress.remember(self.chapter, name)
        return report

    def hint(self, name: str) -> None:
        """Print one hint more than the last time: running a cell again replaces what it printed."""
        exercise = self._find(name)
        if exercise is None:
            print(self._nearest(name))
            return
        hints = exercise.hints
        given = self._hints_given.get(name, 0) + 1
        self._hints_given[name] = given
        for number, hint in enumerate(hints[:given], 1):
            print(fill(f"Hint {number} of {len(hints)}: {hint}", 78))
        if given > len(hints):
            print("There is no further hint. The solution is folded below the exercise.")

    def progress(self) -> progress.Table:
        """Show how many exercises of each chapter you have solved."""
        return progress.table(self._listing())

    def save_progress(self, file: str | Path = progress_file.FILE) -> Note:
        """Save which exercises you have solved, for another machine or for the page."""
        return Note(progress_file.save(file))

    def load_progress(self, file: str | Path = progress_file.FILE) -> Note:
        """Add the solved exercises of a file, which the page or another machine has saved."""
        return Note(progress_file.load(file, self._listing()))

    def forget_progress(self) -> Note:
        """Forget which exercises you have solved in Jupyter."""
        progress.forget()
        return Note(say("forgotten"))

    def _listing(self) -> dict[str, list[str]]:
        return {name: list(check.exercises) for name, check in self.book.items()}

    def _find(self, name: object) -> Exercise | None:
        return self.exercises.get(name) if type(name) is str else None

    def _nearest(self, name: object) -> str:
        """Say that there is no such exercise, and which names are near."""
        if type(name) is not str:
            return say("no-name", names=", ".join(self.exercises))
        nearest = get_close_matches(name, self.exercises, n=3, cutoff=0.5) or list(self.exercises)
        return say("no-exercise", name=repr(name), nearest=" or ".join(map(repr, nearest)))
