"""Preparing an application outside the site: the form as text, a file to fill in, and what is wrong with it."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from textwrap import fill
from typing import TYPE_CHECKING, Any

from alder.applications.answers import NOT_ANSWERED, AnswerFault, SectionProgress, faults, progress, shown
from alder.applications.form import FormQuestion, QuestionKind, form, policy_list
from alder.errors import UnreadableFile, UsageError, unknown_name
from alder.look.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alder.applications.answers import Answers
    from alder.applications.minimisation import Minimisation
from alder.applications.planned_outputs import OTHER, planned_kinds

WIDTH = 100


def form_lines(section: str = "") -> Iterator[str]:
    """The form, or one section of it, as somebody reads it who prepares an application."""
    sections = {one.id: one for one in form().sections}
    if section and section not in sections:
        raise unknown_name("section", section, sections, next="The sections go from A to M.")
    for one in sections.values():
        if section in ("", one.id):
            yield f"{one.id}  {one.title}"
            for question in one.questions:
                yield ""
                yield from _question_lines(question)
            yield ""


def _question_lines(question: FormQuestion) -> Iterator[str]:
    optional = "" if question.required else " (optional)"
    yield fill(f"{question.id:<4} {question.label}{optional}", WIDTH, subsequent_indent=" " * 5)
    for text in (question.help, _asked(question)):
        if text:
            yield fill(text, WIDTH, initial_indent=" " * 5, subsequent_indent=" " * 5)
    choices = [(choice.id, choice.label) for choice in _listed(question.listed)] or list(question.choices.items())
    for id, label in choices:
        yield fill(f"{id:<12} {label}", WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 20)
    for column in (one for one in question.columns if not one.of_site):
        names = [choice.id for choice in _listed(column.listed)] or list(column.choices)
        names = [*planned_kinds(), OTHER] if column.names_kind else names
        said = f": {', '.join(names)}" if names else ""
        what = f"{column.id:<12} {column.label}{said}{'' if column.required else ' (optional)'}"
        yield fill(what, WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 20)


def _listed(name: str) -> tuple[Any, ...]:
    return policy_list(name, date.today()) if name else ()


def _asked(question: FormQuestion) -> str:
    """What an answer has to be, in a sentence."""
    said = {
        QuestionKind.LIST: "A list.",
        QuestionKind.CHOICES: "One or more of:",
        QuestionKind.CHOICE: "One of:",
        QuestionKind.YES_NO: "Yes or no.",
        QuestionKind.NUMBER: "A whole number.",
        QuestionKind.TABLE: "A table with these columns:",
    }.get(question.kind, "")
    if question.words:
        said = f"{question.words[0]} to {question.words[1]:,} words."
    if question.characters:
        said = f"Up to {question.characters:,} characters."
    return f"{_shown_when(question)} {said}".strip()


def _shown_when(question: FormQuestion) -> str:
    """Of which answers it is shown, in a sentence; empty for one that always is."""
    match question.when.split():
        case [id, "=", wanted]:
            return f"Asked if {id} is {wanted}."
        case [id, "has", wanted]:
            return f"Asked if {id} names {wanted}."
        case []:
            return ""
    return f"Asked for {question.when}."


def template() -> str:
    """A file of answers to fill in, in TOML: a comment for each question, every answer blank."""
    lines = [
        f"# Answers to version {form().version} of the form of an application for learner-level data.",
        "# Fill in what you know; leave the rest as it is. What is wrong or missing:",
        "#     alder applications check answers.toml",
        "",
        f'form = "{form().version}"',
    ]
    tables: list[str] = []
    for section in form().sections:
        lines += ["", f"# {section.id}  {section.title}"]
        for question in section.questions:
            about = [f"# {line}".rstrip() for text in _question_lines(question) for line in text.splitlines()]
            if question.kind is QuestionKind.TABLE:
                entries = [f'# {column.id} = ""' for column in question.columns if not column.of_site]
                tables += ["", *about, f"# [[{question.id}]]", *entries]
            else:
                lines += ["", *about, f"{question.id} = {_blank(question)}"]
    tables_are = (
        "# Tables: for each row, take away the signs # before [[...]] and its entries; repeat them for another row."
    )
    return "\n".join([*lines, "", tables_are, *tables, ""])


def write_template(path: Path) -> None:
    """Write the file to fill in, where there is none yet. Raises `UsageError` where there is."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError as error:
        raise UsageError(f"{path} is there already", next="Name another file: what was filled in is kept.") from error


def _blank(question: FormQuestion) -> str:
    return "[]" if question.kind in (QuestionKind.LIST, QuestionKind.CHOICES) else '""'


def read_answers(path: Path) -> dict[str, Any]:
    """The answers in a file, TOML or JSON. Raises `UnreadableFile` with the place where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        read = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read", where=error.strerror or "") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            f"{path} is no file of answers",
            where=str(error),
            next="Write a blank one:  alder applications form --template answers.toml",
        ) from error
    if not isinstance(read, dict):
        raise UnreadableFile(f"{path} is no file of answers", where="It holds no answers by the ids of questions.")
    version = read.pop("form", form().version)
    if version != form().version:
        raise UnreadableFile(
            f"{path} answers version {version} of the form", where=f"The form is at version {form().version}."
        )
    return read


@dataclass(frozen=True)
class Preparation:
    """How far prepared answers are."""

    faults: tuple[AnswerFault, ...]
    progress: dict[str, SectionProgress]
    asked: int
    """How many questions are shown beside these answers."""
    statement: Minimisation | None

    @property
    def stops(self) -> int:
        """How many faults keep it from being submitted."""
        return sum(not fault.is_warning for fault in self.faults)

    @property
    def as_object(self) -> dict[str, Any]:
        return {
            "sections": {id: str(state) for id, state in self.progress.items()},
            "faults": [
                {"question": one.question, "row": one.row, "says": one.says, "stops": not one.is_warning}
                for one in self.faults
            ],
            "minimisation": list(self.statement.sentences) if self.statement else None,
        }

    @property
    def lines(self) -> Iterator[str]:
        """For a terminal."""
        for section in form().sections:
            yield f"{section.id}  {section.title:<40} {self.progress[section.id]}"
        if self.statement:
            yield ""
            yield "What the fields that you ask for could do to people"
            for sentence in self.statement.sentences:
                yield fill(sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")
        warnings = len(self.faults) - self.stops
        yield ""
        yield from self._fault_lines()
        if self.stops:
            beside = f", and {counted(warnings, 'thing')} to look at" if warnings else ""
            yield f"{counted(self.stops, 'answer')} missing or wrong: it cannot be sent yet{beside}."
        else:
            beside = f" {counted(warnings, 'thing')} to look at." if warnings else ""
            yield f"Every one of {counted(self.asked, 'question')} is answered.{beside}"

    def _fault_lines(self) -> Iterator[str]:
        if blank := [fault.question for fault in self.faults if fault.says == NOT_ANSWERED]:
            yield fill(f"Not answered yet: {', '.join(blank)}.", WIDTH, subsequent_indent="     ")
        wrong = [fault for fault in self.faults if fault.says != NOT_ANSWERED]
        repeated = Counter(fault.question for fault in wrong)
        for question in repeated:
            told = [fault for fault in wrong if fault.question == question]
            for fault in told[:MOST_TOLD]:
                row = f", row {fault.row}" if fault.row is not None else ""
                look = "Look: " if fault.is_warning else ""
                yield fill(f"{fault.question}{row}: {look}{fault.says}", WIDTH, subsequent_indent="     ")
            if repeated[question] > MOST_TOLD:
                yield f"{question}: and {repeated[question] - MOST_TOLD} more."
        if self.faults:
            yield ""


MOST_TOLD = 10
"""Of one question so many faults are told in a terminal: the rest follows when these are mended."""


def prepared(answers: Answers, on: date) -> Preparation:
    """How far answers are on a day, with the statement on the fields that they ask for."""
    from alder.applications.minimisation import minimisation  # makes records, which an empty form need not wait for

    rows = [row for row in answers.get("G4") or () if isinstance(row, dict)]
    statement = minimisation(rows) if rows else None
    return Preparation(faults(answers, on), progress(answers, on), len(shown(answers)), statement)
