"""What is wrong with answers to the form, a sentence each, and how far each section is.

Answers are a mapping from the id of a question to what was said: a text, a list of texts, a choice, yes or no as true
or false, a day as in 2027-01-31, a number, or the rows of a table as mappings by column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.applications import requested_fields
from alder.applications.form import FormQuestion, QuestionColumn, QuestionKind, form, most, policy_list
from alder.applications.planned_outputs import kind_fault
from alder.governance.accreditation import AccreditationGrade
from alder.look.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

Answers = Mapping[str, Any]
NOT_ANSWERED = "This is not answered yet."


@dataclass(frozen=True)
class AnswerFault:
    """What keeps an application from being submitted, or is only worth a look."""

    question: str
    says: str
    row: int | None = None
    """Of a table, the row, counted from 1."""
    is_warning: bool = False


class SectionProgress(StrEnum):
    """How far a section is, as a task list says it."""

    CANNOT_START = "Cannot start yet"
    NOT_STARTED = "Not started yet"
    IN_PROGRESS = "In progress"
    READY = "Completed"


NEEDS = {"D": "", "F": "G", "M": "B"}
"""Sections that cannot be started before another is begun: what is asked in F hangs on the fields of G."""


def shown(answers: Answers) -> tuple[FormQuestion, ...]:
    """The questions that are shown beside these answers."""
    return tuple(question for question in form().questions if _is_shown(question, answers))


def faults(answers: Answers, on: date) -> tuple[AnswerFault, ...]:
    """Everything that is wrong with the answers on a day, in the order of the form, warnings among it."""
    return tuple(_all_faults(answers, on))


def progress(answers: Answers, on: date) -> dict[str, SectionProgress]:
    """How far each section is, by its letter."""
    wrong = {fault.question[0] for fault in faults(answers, on) if not fault.is_warning}
    begun = {question.section for question in shown(answers) if not _is_blank(answers.get(question.id))}
    found = {}
    for section in form().sections:
        needed = NEEDS.get(section.id, "")
        if section.id in begun:
            found[section.id] = SectionProgress.IN_PROGRESS if section.id in wrong else SectionProgress.READY
        elif needed and needed not in begun:
            found[section.id] = SectionProgress.CANNOT_START
        else:
            found[section.id] = SectionProgress.NOT_STARTED
    return found


def changed(before: Answers, after: Answers) -> tuple[str, ...]:
    """The ids of questions that are answered otherwise, in the order of the form: what a reviewer has to read again."""
    return tuple(question.id for question in form().questions if before.get(question.id) != after.get(question.id))


def sources_of(answers: Answers) -> tuple[str, ...]:
    """The sources that are asked for, by their ids; what the catalogue does not know is left out."""
    named = (requested_fields.source_id(str(row.get("source", ""))) for row in _rows(answers, "G1"))
    return tuple(dict.fromkeys(id for id in named if id))


def _all_faults(answers: Answers, on: date) -> Iterator[AnswerFault]:
    for id in answers:
        if form().question(id) is None:
            yield AnswerFault(id, "The form has no such question.")
    for question in shown(answers):
        own = list(_own_faults(question, answers.get(question.id), on))
        yield from own or _faults_beside_others(question, answers, on)


def _is_shown(question: FormQuestion, answers: Answers) -> bool:
    if not question.when:
        return True
    if question.when == "special categories":
        return requested_fields.has_special_category(_rows(answers, "G4"))
    match question.when.split():
        case [id, "=", wanted]:
            given = answers.get(id)
            return given == {"yes": True, "no": False}.get(wanted, wanted) or given == wanted
        case [id, "has", wanted]:
            given = answers.get(id)
            return isinstance(given, list | tuple | str) and wanted in given
    raise ValueError(f"question {question.id} is shown when {question.when}, which is no condition of a form")


def _own_faults(question: FormQuestion, given: Any, on: date) -> Iterator[AnswerFault]:
    """What an answer by itself lacks."""
    if _is_blank(given):
        if question.required:
            yield AnswerFault(question.id, NOT_ANSWERED)
        return
    match question.kind:
        case QuestionKind.TEXT:
            says = _text_fault(question, given)
        case QuestionKind.LIST:
            says = "" if _are_texts(given) else "Write a list, one on a line."
            says = says or _count_fault(question, given, "line")
        case QuestionKind.CHOICE:
            says = _choice_fault(_offered(question, on), given)
        case QuestionKind.CHOICES:
            several = given if isinstance(given, list | tuple) else [given]
            says = next(filter(None, (_choice_fault(_offered(question, on), one) for one in several)), "")
        case QuestionKind.YES_NO:
            says = "" if isinstance(given, bool) else "Answer yes or no: true or false in a file."
        case QuestionKind.DATE:
            says = "" if day_of(given) else "Write a day, as in 2027-01-31."
        case QuestionKind.NUMBER:
            says = _number_fault(question, given)
        case QuestionKind.TABLE:
            yield from _table_faults(question, given, on)
            return
    if says:
        yield AnswerFault(question.id, says)
    elif question.plain and (age := reading_age(given)) > OLDEST_READER:
        says = f"It reads like a text for people of {age} and over. Shorter sentences and words reach more."
        yield AnswerFault(question.id, says, is_warning=True)


OLDEST_READER = 16
"""A summary for the public is for everybody who left school."""


def reading_age(text: str) -> int:
    """About how old whoever reads a text with ease is: the school grade of Coleman and Liau, whose first is at six.

    It counts letters and sentences for each hundred words, so that it needs no dictionary of syllables.
    """
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)
    if not words:
        return 0
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    letters = sum(c.isalpha() for word in words for c in word)
    grade: float = 5.88 * letters / len(words) - 29.6 * sentences / len(words) - 15.8
    return max(0, int(grade + 5.5))


def _text_fault(question: FormQuestion, given: Any) -> str:
    if not isinstance(given, str):
        return "Write a text."
    if question.characters is not None and len(given) > question.characters:
        return f"It has {len(given)} characters, and may have {question.characters}."
    if question.words is None:
        return ""
    least, top = question.words
    count = len(given.split())
    if least <= count <= top:
        return ""
    return f"It has {counted(count, 'word')}. Write between {least} and {top:,}."


def _count_fault(question: FormQuestion, given: Any, noun: str) -> str:
    if question.items is None or question.items[0] <= len(given) <= question.items[1]:
        return ""
    least, top = question.items
    wanted = str(least) if least == top else f"between {least} and {top}"
    return f"It has {counted(len(given), noun)}, and needs {wanted}."


def _offered(question: FormQuestion, on: date) -> dict[str, str]:
    if question.listed:
        return {choice.id: choice.label for choice in policy_list(question.listed, on)}
    return dict(question.choices)


def _choice_fault(offered: Mapping[str, str], given: Any) -> str:
    return "" if isinstance(given, str) and given in offered else f"Choose one of: {listed(list(offered))}."


def _number_fault(question: FormQuestion, given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, int):
        return "Write a whole number."
    if question.range is None or question.range[0] <= given <= question.range[1]:
        return ""
    return f"Write a number from {question.range[0]} to {question.range[1]}."


def _table_faults(question: FormQuestion, given: Any, on: date) -> Iterator[AnswerFault]:
    if not (isinstance(given, list | tuple) and all(isinstance(row, Mapping) for row in given)):
        yield AnswerFault(question.id, "Write rows, each with an entry for each column.")
        return
    if says := _count_fault(question, given, "row"):
        yield AnswerFault(question.id, says)
    known = {column.id for column in question.columns}
    for number, row in enumerate(given, 1):
        if unknown := sorted(set(row) - known):
            yield AnswerFault(
                question.id, f"There is no column {unknown[0]}. The columns: {listed(sorted(known))}.", number
            )
        for column in question.columns:
            if says := _entry_fault(column, row.get(column.id), on):
                yield AnswerFault(question.id, f"{column.label}: {says}", number)


def _entry_fault(column: QuestionColumn, given: Any, on: date) -> str:
    if _is_blank(given):
        return "this is missing." if column.required else ""
    if column.kind is QuestionKind.DATE:
        return "" if day_of(given) else "write a day, as in 2027-01-31."
    if column.kind is QuestionKind.NUMBER:
        return "write a whole number." if isinstance(given, bool) or not isinstance(given, int) else ""
    offered = [choice.id for choice in policy_list(column.listed, on)] if column.listed else column.choices
    if offered and str(given) not in offered:
        return f"choose one of {listed(list(offered))}."
    if column.pattern and not re.fullmatch(column.pattern, str(given).strip()):
        return f"write {column.says}."
    return ""


def _faults_beside_others(question: FormQuestion, answers: Answers, on: date) -> Iterator[AnswerFault]:
    """What is wrong with an answer that is right by itself, beside the others."""
    given = answers.get(question.id)
    if _is_blank(given):
        return
    if check := _CHECKS.get(question.id):
        yield from check(answers, on)


def _needs_less(answers: Answers, on: date) -> Iterator[AnswerFault]:
    if answers["A2"] == "table":
        yield AnswerFault("A2", "You need no application: ask for the table, which takes days and not months.")
    if answers["A2"] == "made_up":
        yield AnswerFault("A2", "You need no application: made-up records are free, with alder synth.")


def _lead_is_on_it(answers: Answers, on: date) -> Iterator[AnswerFault]:
    lead = _rows(answers, "B1")
    names = {str(row.get("name", "")).strip().casefold() for row in _rows(answers, "B2")}
    if lead and str(lead[0].get("name", "")).strip().casefold() not in names:
        yield AnswerFault("B2", "The lead is one of those who see records: add them.")
    end = _project_end(answers)
    for number, row in enumerate(_rows(answers, "B2"), 1):
        until, here = day_of(row.get("until")), str(row.get("here") or "full")
        if here not in set(AccreditationGrade):
            yield AnswerFault("B2", f"The accreditation of {row.get('name')} is {here}: they see no records.", number)
        elif until and until < on:
            yield AnswerFault("B2", "The accreditation has ended.", number)
        elif until and end and until < end:
            yield AnswerFault("B2", "The accreditation ends before the project does.", number, is_warning=True)


def _registrations(answers: Answers, on: date) -> Iterator[AnswerFault]:
    named = {str(row.get("name", "")).strip() for row in _rows(answers, "C1")}
    registered = {str(row.get("organisation", "")).strip() for row in _rows(answers, "C2")}
    for missing in sorted(named - registered):
        yield AnswerFault("C2", f"The registration of {missing} is missing.")
    for number, row in enumerate(_rows(answers, "C2"), 1):
        until = day_of(row.get("until"))
        if until and until < on:
            yield AnswerFault("C2", "The registration has ended.", number)


def _posts(answers: Answers, on: date) -> Iterator[AnswerFault]:
    lead = _rows(answers, "B1")
    for number, row in enumerate(_rows(answers, "C4"), 1):
        same = lead and str(row.get("email", "")).casefold() == str(lead[0].get("email", "")).casefold()
        if row.get("post") == "signatory" and same:
            yield AnswerFault("C4", "Whoever leads the project does not sign for the organisation.", number)
    missing = {"signatory", "data protection officer", "security lead"} - {
        row.get("post") for row in _rows(answers, "C4")
    }
    if missing:
        yield AnswerFault("C4", f"Name a {listed(sorted(missing))} too.")


def _planned_outputs(answers: Answers, on: date) -> Iterator[AnswerFault]:
    for number, row in enumerate(_rows(answers, "D4"), 1):
        if says := kind_fault(row):
            yield AnswerFault("D4", says, number)
    yield from _question_numbers("D4", answers)


def _question_numbers(id: str, answers: Answers) -> Iterator[AnswerFault]:
    questions = answers.get("D1")
    count = len(questions) if isinstance(questions, list | tuple) else 0
    for number, row in enumerate(_rows(answers, id), 1):
        asked = row.get("question")
        if isinstance(asked, int) and not 1 <= asked <= count:
            yield AnswerFault(id, f"There is no research question {asked}: D1 has {count}.", number)


def _time(answers: Answers, on: date) -> Iterator[AnswerFault]:
    row = _rows(answers, "D5")[0]
    start, end = day_of(row.get("start")), day_of(row.get("end"))
    if start is None or end is None:
        return
    if end <= start:
        yield AnswerFault("D5", "It ends before it begins.", 1)
    elif end > start + timedelta(days=366 * most("years")):
        yield AnswerFault("D5", f"A project lasts {most('years')} years at most.", 1)
    if end < on:
        yield AnswerFault("D5", "That end is past.", 1)


def _nobody_is_decided_on(answers: Answers, on: date) -> Iterator[AnswerFault]:
    if answers["F6"] is True:
        yield AnswerFault("F6", "Records are given for research, from which nothing is decided about a single person.")


def _within_the_country(answers: Answers, on: date) -> Iterator[AnswerFault]:
    if answers["F7"] is True:
        yield AnswerFault(
            "F7", "Work outside the United Kingdom is looked at by itself, and takes longer.", is_warning=True
        )


def _known_sources(answers: Answers, on: date) -> Iterator[AnswerFault]:
    for number, row in enumerate(_rows(answers, "G1"), 1):
        if says := requested_fields.source_fault(str(row.get("source", ""))):
            yield AnswerFault("G1", says, number)


def _years(answers: Answers, on: date) -> Iterator[AnswerFault]:
    yield from _of_asked_sources("G2", answers)
    for number, row in enumerate(_rows(answers, "G2"), 1):
        if str(row.get("last", "")) < str(row.get("first", "")):
            yield AnswerFault("G2", "The last year is before the first.", number)


def _condition(answers: Answers, on: date) -> Iterator[AnswerFault]:
    written = str(_rows(answers, "G3")[0].get("condition") or "").strip()
    if written and "ilr" in sources_of(answers) and (says := requested_fields.condition_fault(written)):
        yield AnswerFault("G3", says, 1)


def _fields(answers: Answers, on: date) -> Iterator[AnswerFault]:
    yield from _of_asked_sources("G4", answers)
    yield from _question_numbers("G4", answers)
    for row, says, is_warning in requested_fields.faults(_rows(answers, "G4"), most("same_reason")):
        yield AnswerFault("G4", says, row, is_warning)


def _of_asked_sources(id: str, answers: Answers) -> Iterator[AnswerFault]:
    asked = sources_of(answers)
    for number, row in enumerate(_rows(answers, id), 1):
        source = requested_fields.source_id(str(row.get("source", "")))
        if source is None or source not in asked:
            yield AnswerFault(id, "That source is not among those of G1.", number)


def _ethics(answers: Answers, on: date) -> Iterator[AnswerFault]:
    for number, row in enumerate(_rows(answers, "H1a"), 1):
        until = day_of(row.get("until"))
        if until and until < on:
            yield AnswerFault("H1a", "The approval has ended.", number)


def _areas(answers: Answers, on: date) -> Iterator[AnswerFault]:
    if len({row.get("area") for row in _rows(answers, "H2")}) < len(_rows(answers, "H2")):
        yield AnswerFault("H2", "Judge each area once.")


def _kept(answers: Answers, on: date) -> Iterator[AnswerFault]:
    until, end = day_of(_rows(answers, "K1")[0].get("until")), _project_end(answers)
    if until and end and until > end + timedelta(days=most("gap_days")):
        yield AnswerFault("K1", f"Data are kept until {most('gap_days')} days after the end of the project at most.", 1)


def _acknowledges(answers: Answers, on: date) -> Iterator[AnswerFault]:
    if answers["L4"] is not True:
        yield AnswerFault("L4", "Whoever uses the data acknowledges them in the words that their owners ask for.")


def _everybody_accepts(answers: Answers, on: date) -> Iterator[AnswerFault]:
    accepted = {str(row.get("name", "")).strip().casefold() for row in _rows(answers, "M1")}
    for number, row in enumerate(_rows(answers, "B2"), 1):
        if str(row.get("name", "")).strip().casefold() not in accepted:
            yield AnswerFault("M1", f"Whoever stands in row {number} of B2 has not accepted the terms.")


_CHECKS = {
    "A2": _needs_less,
    "B2": _lead_is_on_it,
    "C2": _registrations,
    "C4": _posts,
    "D4": _planned_outputs,
    "D5": _time,
    "F6": _nobody_is_decided_on,
    "F7": _within_the_country,
    "G1": _known_sources,
    "G2": _years,
    "G3": _condition,
    "G4": _fields,
    "H1a": _ethics,
    "H2": _areas,
    "K1": _kept,
    "L4": _acknowledges,
    "M1": _everybody_accepts,
}
"""What is asked of an answer beside the others."""


def day_of(given: Any) -> date | None:
    """A day that was written as in 2027-01-31, or read as one."""
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return None


def _project_end(answers: Answers) -> date | None:
    rows = _rows(answers, "D5")
    return day_of(rows[0].get("end")) if rows else None


def _rows(answers: Answers, id: str) -> list[Mapping[str, Any]]:
    """The rows of a table, as far as there are any."""
    given = answers.get(id)
    return [row for row in given if isinstance(row, Mapping)] if isinstance(given, list | tuple) else []


def _are_texts(given: Any) -> bool:
    return isinstance(given, list | tuple) and all(isinstance(one, str) for one in given)


def _is_blank(given: Any) -> bool:
    if isinstance(given, str):
        return not given.strip()
    return given is None or (isinstance(given, list | tuple | dict) and not given)
