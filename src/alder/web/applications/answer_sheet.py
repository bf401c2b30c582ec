"""Answers to read: section by section, each question with its answer in words, and what changed since another round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.applications.answers import shown
from alder.applications.form import FormQuestion, QuestionKind, form
from alder.wall_clock import today
from alder.web.applications.entries import in_words, rows_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.web.applications.models import ApplicationRecord


@dataclass(frozen=True)
class ReadAnswer:
    """A question with what was answered."""

    question: FormQuestion
    words: str
    rows: list[list[tuple[str, str]]]
    before: str = ""
    """What was answered in the round that it is compared with, where it was something else."""
    is_changed: bool = False


@dataclass(frozen=True)
class ReadSection:
    """A section with its answers."""

    id: str
    title: str
    answers: list[ReadAnswer]

    @property
    def is_changed(self) -> bool:
        return any(one.is_changed for one in self.answers)


def sheet(
    answers: Mapping[str, Any], sections: Iterable[str] | None = None, before: Mapping[str, Any] | None = None
) -> list[ReadSection]:
    """The sections, all or these; with `before`, what is answered otherwise than it was there is marked."""
    wanted = None if sections is None else set(sections)
    seen = {question.id for question in shown(answers)} | set(answers)
    return [
        ReadSection(one.id, one.title, [_read(q, answers, before) for q in one.questions if q.id in seen])
        for one in form().sections
        if wanted is None or one.id in wanted
    ]


def _read(question: FormQuestion, answers: Mapping[str, Any], before: Mapping[str, Any] | None) -> ReadAnswer:
    value = answers.get(question.id)
    changed = before is not None and before.get(question.id) != value
    return ReadAnswer(
        question,
        in_words(question, value, today()),
        rows_in_words(question, value, today()),
        _line(question, before.get(question.id)) if changed and before is not None else "",
        changed,
    )


def _line(question: FormQuestion, value: Any) -> str:
    if question.kind is QuestionKind.TABLE:
        rows = rows_in_words(question, value, today())
        return "\n".join("; ".join(entry for _, entry in one if entry) for one in rows) or "Nothing"
    return in_words(question, value, today()) or "Nothing"


def table_in_words(question: FormQuestion, value: Any) -> str:
    """An answer as lines of text, whatever its kind."""
    return _line(question, value)


def files_of(row: ApplicationRecord) -> list[dict[str, Any]]:
    """What is attached now, as it would be submitted."""
    return [
        {"id": str(one.pk), "question": one.question, "name": one.name, "size": one.size, "sha256": one.sha256}
        for one in row.files.filter(gone=False)
    ]
