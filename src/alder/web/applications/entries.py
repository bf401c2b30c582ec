"""Answers as forms send and show them: each kind of question with its fields, and what is typed in these.

What does not mean what it should, such as a day that is none, is kept as it was typed: the form says what is wrong with
it, and nobody types it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.applications.answers import day_of
from alder.applications.form import FormQuestion, QuestionColumn, QuestionKind, policy_list
from alder.applications.planned_outputs import OTHER, planned_kinds
from alder.applications.requested_fields import sources
from alder.look.words import day, sentence
from alder.wall_clock import today
from alder.web.forms import day_typed, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

LONGEST = 20_000
"""Letters of one answer: three times the longest that the form asks for. More is cut where it is typed."""
MOST_ROWS = 400
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class ShownQuestion:
    """A question as a page shows it."""

    question: FormQuestion
    value: Any
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    offered: tuple[tuple[str, str], ...]
    """What a choice offers: ids and words."""
    rows: tuple[dict[str, str], ...] = ()
    """Of a table, its rows as texts, with a blank one at the end where another may be written."""
    row_errors: Mapping[int, tuple[str, ...]] | None = None
    theirs: str | None = None
    """What somebody else wrote meanwhile, in words."""
    comments: Sequence[Any] = ()
    ticks: tuple[tuple[str, str, bool], ...] = ()
    """Rows that the site knows, to be ticked: value, words, and whether they are."""

    @property
    def text(self) -> str:
        """The value as a text field holds it."""
        if isinstance(self.value, list):
            return "\n".join(map(str, self.value))
        return "" if self.value is None else str(self.value)

    @property
    def chosen(self) -> frozenset[str]:
        """What is chosen."""
        if isinstance(self.value, bool):
            return frozenset({"yes" if self.value else "no"})
        values = self.value if isinstance(self.value, list) else [self.value]
        return frozenset(str(one) for one in values if one is not None)

    @property
    def words(self) -> int:
        return len(self.text.split())


def offered(question: FormQuestion | QuestionColumn, on: date) -> tuple[tuple[str, str], ...]:
    """The choices of a question or a column, by id, with their words."""
    if question.kind is QuestionKind.YES_NO:
        return (("yes", "Yes"), ("no", "No"))
    if question.listed:
        return tuple((choice.id, choice.label) for choice in policy_list(question.listed, on))
    if isinstance(question, QuestionColumn):
        return tuple((choice, choice) for choice in question.choices)
    return tuple(question.choices.items())


def column_choices(column: QuestionColumn) -> tuple[tuple[str, str], ...]:
    """The choices of a column: sources come from the catalogue, kinds of statistic from the rules of outputs."""
    if column.names_source:
        return tuple(sources().items())
    if column.names_kind:
        named = ((id, f"{sentence(name)} ({id})") for id, name in planned_kinds().items())
        return (*named, (OTHER, "Something else: say what"))
    return offered(column, today())


def typed(question: FormQuestion, sent: Any) -> Any:
    """What a form says to a question; None where it says nothing."""
    text = plain_text(sent.get(question.id, ""))[:LONGEST]
    match question.kind:
        case QuestionKind.LIST:
            return [line for part in text.split("\n") if (line := " ".join(part.split()))] or None
        case QuestionKind.CHOICES:
            return [plain_text(one)[:200] for one in sent.getlist(question.id) if one] or None
        case QuestionKind.YES_NO:
            return _YES_NO.get(text)
        case QuestionKind.DATE:
            return day_typed(text) or None
        case QuestionKind.NUMBER:
            return _number(text)
        case QuestionKind.TABLE:
            return _rows_typed(question, sent) or None
    return text or None


def _rows_typed(question: FormQuestion, sent: Any) -> list[dict[str, Any]]:
    """The rows of a table that say anything and were not taken out, in their order."""
    count = sent.get(f"{question.id}-rows", "")
    found = []
    for number in range(1, 1 + min(MOST_ROWS, int(count) if count.isascii() and count.isdigit() else 0)):
        if sent.get(f"{question.id}-{number}-out"):
            continue
        row = {
            column.id: _entry(column, sent.get(field_of(question, number, column), ""))
            for column in question.columns
            if not column.of_site
        }
        if any(value not in (None, "") for value in row.values()):
            found.append({id: value for id, value in row.items() if value not in (None, "")})
    return found


def _entry(column: QuestionColumn, given: str) -> Any:
    text = " ".join(plain_text(given)[:LONGEST].split())
    if column.kind is QuestionKind.DATE:
        return day_typed(text)
    if column.kind is QuestionKind.NUMBER:
        return _number(text)
    return text


def field_of(question: FormQuestion, number: int, column: QuestionColumn) -> str:
    """What the field of a cell is called."""
    return f"{question.id}-{number}-{column.id}"


def _number(text: str) -> Any:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text or None


def in_words(question: FormQuestion, value: Any, on: date) -> str:
    """An answer for a reader, tables excepted."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    known = dict(offered(question, on))
    if isinstance(value, list):
        return "\n".join(known.get(str(one), str(one)) for one in value if not isinstance(one, dict))
    return known.get(str(value), str(value))


def rows_in_words(question: FormQuestion, value: Any, on: date) -> list[list[tuple[str, str]]]:
    """The rows of a table for a reader: the label of each column, and what it says."""
    if question.kind is not QuestionKind.TABLE or not isinstance(value, list):
        return []
    chosen = [one for one in question.columns if one.names_source or one.names_kind]
    known = {one.id: dict(column_choices(one) if one in chosen else offered(one, on)) for one in question.columns}
    return [
        [(column.label, _cell_in_words(column, row.get(column.id), known[column.id])) for column in question.columns]
        for row in value
        if isinstance(row, dict)
    ]


def _cell_in_words(column: QuestionColumn, value: Any, known: Mapping[str, str]) -> str:
    if column.kind is QuestionKind.DATE and (written := day_of(value)) is not None:
        return day(written)
    return known.get(str(value), "" if value is None else str(value))


def as_typed(columns: Iterable[QuestionColumn], row: Mapping[str, Any]) -> dict[str, str]:
    """A row as its fields hold it: days as their hint writes one."""
    dates = {column.id for column in columns if column.kind is QuestionKind.DATE}
    return {id: day_in_field(value) if id in dates else str(value) for id, value in row.items()}


def day_in_field(value: Any) -> str:
    """A day as people type it into a field, 31 1 2027; what is none as it was typed."""
    written = day_of(value)
    return str(value) if written is None else f"{written.day} {written.month} {written.year}"
