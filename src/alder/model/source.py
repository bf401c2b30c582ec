"""Where data comes from: what a source is, whom and when it covers, how to get it, and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alder.model.period import EVERY_YEAR, Years

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.model.fact import Citation, Fact
    from alder.model.layout import SourceEntity


class Holds(StrEnum):
    """What one row of a source is about."""

    PEOPLE = "records of people"
    FIGURES = "published figures"
    REFERENCE = "reference data"


class Collected(StrEnum):
    """How the data comes about."""

    ADMINISTRATIVE = "administrative returns"
    TRANSACTIONS = "transactions of a service"
    TESTS = "tests and examinations"
    LINKED = "administrative records, linked"
    REGISTER = "a register"
    REFERENCE = "reference data"
    SURVEY = "a survey"
    CENSUS = "a census"
    FORECAST = "a model"
    COMPILATION = "compiled from other sources"


class SourceGrade(StrEnum):
    """How far a source as a whole may be trusted. Its fields have grades of their own."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    R = "R"

    @property
    def meaning(self) -> str:
        return {
            "A": "administrative, and money or results depend on it",
            "B": "administrative, but no money depends on it, or linked with some doubt",
            "C": "from a survey, or from a mixture with surveys in it",
            "D": "projected by a model",
            "R": "a register or reference list",
        }[self.value]


class RouteKind(StrEnum):
    """The ways to data, the quickest first."""

    PUBLISHED = "published"
    SIGN_IN = "sign-in"
    BESPOKE = "bespoke"
    PROJECT = "project"
    CLOSED = "closed"

    @property
    def meaning(self) -> str:
        return {
            "published": "anyone can take it now",
            "sign-in": "after registration",
            "bespoke": "figures made to your request",
            "project": "records of people, in a secure setting, for an approved project",
            "closed": "not open to researchers",
        }[self.value]


@dataclass(frozen=True)
class Wait:
    """How long a route usually takes. `most` is None where nobody gives an upper end."""

    text: str
    least_weeks: int
    most_weeks: int | None

    def __str__(self) -> str:
        return self.text


NO_WAIT = Wait("none", 0, 0)


@dataclass(frozen=True)
class AccessRoute:
    """One way to the data: what it gives, how long it usually takes, and which years it has, if not all.

    `about` are the topics that it gives, of those that the source answers; empty for all but those in `without`.
    """

    kind: RouteKind
    title: str
    gives: str
    wait: Wait
    cite: Citation | None = None
    wait_is_believed: bool = False
    years: Years = EVERY_YEAR
    about: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def gives_topic(self, topic: str) -> bool:
        return topic in self.about if self.about else topic not in self.without


@dataclass(frozen=True)
class Gap:
    """Years in which something is missing though the source goes on, or at whose start it changed.

    `about` are the topics that it bears on; empty for all.
    """

    years: Years
    why: str
    about: tuple[str, ...] = ()

    def bears_on(self, topics: frozenset[str]) -> bool:
        return not self.about or bool(topics & set(self.about))


@dataclass(frozen=True)
class Coverage:
    """Where, whom and when. Without years, the source does not go by years. `breaks` are years at whose start a
    definition changed, so that no trend may be read across.
    """

    place: str
    people: str
    cite: Citation
    years: Years | None = None
    period: str = "academic years"
    gaps: tuple[Gap, ...] = ()
    breaks: tuple[Gap, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class SourceLink:
    """How rows of a source find those of another: `by` names the identifiers."""

    to: str
    by: str
    note: str = ""
    cite: Citation | None = None


@dataclass(frozen=True)
class Answer:
    """What a source says about a topic, and what it cannot say.

    `through` are other sources that must be joined first. `years` are the years in which it can, if not all.
    """

    topic: str
    tells: str
    cannot: str = ""
    through: tuple[str, ...] = ()
    years: Years = EVERY_YEAR


@dataclass(frozen=True)
class Source:
    """One source of data, declared. `people` are the kinds of people in it, as topics; none for registers of things.

    `layout` makes the entities, and is asked only when they are wanted; a source without one says why in `no_layout`.
    `place` is where the catalogue lists it: records of people, then published figures, then what both are joined with.
    `after_load`, given the store, is done once a delivery of a kind of record is kept, and says what was made of it.
    `address` is its own page, of those who own it, where it has one and that is known for certain. `imitated_by` is the
    command that makes files of its layout about people who do not exist.

    That records are made up is no field here. It is said of each delivery (`alder load --made-up`): the layout of a
    source is as real with made-up records in it, and the catalogue tells of data that there is.
    """

    id: str
    title: str
    owner: str
    holds: Holds
    unit: str
    coverage: Coverage
    identifiers: tuple[str, ...]
    collected: Collected
    how: str
    routes: tuple[AccessRoute, ...]
    grade: SourceGrade
    strong: tuple[Fact, ...]
    weak: tuple[Fact, ...]
    links: tuple[SourceLink, ...]
    answers: tuple[Answer, ...]
    cites: tuple[Citation, ...]
    place: int = 0
    people: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    layout: Callable[[], tuple[SourceEntity, ...]] | None = None
    no_layout: str = ""
    after_load: Callable[[Any, SourceEntity], tuple[str, ...]] | None = None
    address: str = ""
    imitated_by: str = ""

    @property
    def name(self) -> str:
        return self.id

    @cached_property
    def entities(self) -> tuple[SourceEntity, ...]:
        """Its kinds of record; none where the layout is not declared."""
        return self.layout() if self.layout else ()

    def entity(self, name: str) -> SourceEntity:
        for entity in self.entities:
            if name.casefold() in (entity.name.casefold(), entity.published.casefold()):
                return entity
        raise KeyError(f"{self.id} has no entity {name}")

    def about(self, topic: str) -> Answer | None:
        """What it says about a topic, or None."""
        return next((a for a in self.answers if a.topic == topic), None)

    @property
    def quickest(self) -> AccessRoute:
        """The open route with the shortest wait; a closed one where there is no other."""
        is_open = [r for r in self.routes if r.kind is not RouteKind.CLOSED] or list(self.routes)
        return min(is_open, key=lambda r: r.wait.least_weeks)
