"""The form of an application: its sections and questions, read from `form.toml`, and the lists of `policy.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date


class QuestionKind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    LIST = "list"
    """Texts, one a line."""
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    TABLE = "table"
    """Rows, each with an entry for each column."""


@dataclass(frozen=True)
class QuestionColumn:
    """One column of a question that is answered by a table."""

    id: str
    label: str
    kind: QuestionKind = QuestionKind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    listed: str = ""
    """The list of the policy that its choices come from."""
    pattern: str = ""
    says: str = ""
    """What the pattern asks for, in words."""
    names_source: bool = False
    """Whether it names a source of the catalogue."""
    names_kind: bool = False
    """Whether it names a kind of statistic, as those who check outputs call them."""
    sentences: bool = False
    """Whether it is answered in sentences, which want room."""
    of_site: bool = False
    """Whether the site knows it, and nobody types it."""


@dataclass(frozen=True)
class FormQuestion:
    """One question. Its id is for good."""

    id: str
    label: str
    kind: QuestionKind
    help: str = ""
    required: bool = True
    words: tuple[int, int] | None = None
    """The fewest and the most words of a text."""
    characters: int | None = None
    items: tuple[int, int] | None = None
    """The fewest and the most lines of a list, or rows of a table."""
    range: tuple[int, int] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    listed: str = ""
    """The list of the policy that its choices come from."""
    columns: tuple[QuestionColumn, ...] = ()
    plain: bool = False
    """Whether it is for the public, and how hard it is to read is told."""
    when: str = ""
    """Of which earlier answer it is shown: `C5 = yes`, `J1 has supply`, `special categories`."""

    @property
    def section(self) -> str:
        """The letter of its section."""
        return self.id[0]


@dataclass(frozen=True)
class FormSection:
    """One page of the form."""

    id: str
    title: str
    questions: tuple[FormQuestion, ...]


@dataclass(frozen=True)
class ApplicationForm:
    """A version of the form. Answers are kept with the version that they were given to."""

    version: str
    in_force: date
    sections: tuple[FormSection, ...]

    @property
    def questions(self) -> Iterator[FormQuestion]:
        """All questions, in their order."""
        return (question for section in self.sections for question in section.questions)

    def question(self, id: str) -> FormQuestion | None:
        """A question by its id; None where there is none."""
        return next((question for question in self.questions if question.id == id), None)


@dataclass(frozen=True)
class PolicyChoice:
    """One entry of a list of the policy, in force between two days."""

    id: str
    label: str
    since: date
    until: date | None = None
    believed: bool = False
    """Whether nobody has confirmed it yet."""

    def is_in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@cache
def form() -> ApplicationForm:
    """The form as it is now."""
    read = _read("form.toml")
    sections = tuple(
        FormSection(section["id"], section["title"], tuple(_question(one) for one in section["question"]))
        for section in read["section"]
    )
    return ApplicationForm(str(read["version"]), read["in_force"], sections)


def policy_list(name: str, on: date) -> tuple[PolicyChoice, ...]:
    """What a list of the policy offers on a day: `gateways`, `lawful_bases` or `special_conditions`."""
    choices = (
        PolicyChoice(one["id"], one["label"], one["from"], one.get("until"), one.get("believed", False))
        for one in _read("policy.toml")[name]
    )
    return tuple(choice for choice in choices if choice.is_in_force(on))


def most(name: str) -> int:
    """A bound of the policy: `years`, `gap_days` or `same_reason`."""
    bound: int = _read("policy.toml")["most"][name]
    return bound


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _question(read: dict[str, Any]) -> FormQuestion:
    given = dict(read)
    columns = tuple(_column(id, one) for id, one in given.pop("columns", {}).items())
    counted = given.pop("items", given.pop("rows", None))
    return FormQuestion(
        kind=QuestionKind(given.pop("kind")),
        listed=given.pop("list", ""),
        words=_two(given.pop("words", None)),
        range=_two(given.pop("range", None)),
        items=_two(counted),
        columns=columns,
        **given,
    )


def _column(id: str, read: dict[str, Any]) -> QuestionColumn:
    given = dict(read)
    return QuestionColumn(
        id,
        kind=QuestionKind(given.pop("kind", "text")),
        choices=tuple(given.pop("choices", ())),
        listed=given.pop("list", ""),
        **given,
    )


def _two(given: list[int] | None) -> tuple[int, int] | None:
    return None if given is None else (given[0], given[1])
