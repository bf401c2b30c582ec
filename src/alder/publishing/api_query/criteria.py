"""A question to a data set, as it was asked: ids, codes and periods as text, each with its place in the request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar


class Comparator(StrEnum):
    """How values are compared, in the order in which they are judged."""

    EQ = "eq"
    NOT_EQ = "notEq"
    IN = "in"
    NOT_IN = "notIn"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"

    @property
    def is_list(self) -> bool:
        return self in (Comparator.IN, Comparator.NOT_IN)

    @property
    def is_turned(self) -> bool:
        return self in (Comparator.NOT_EQ, Comparator.NOT_IN)


OF_NAMES = (Comparator.EQ, Comparator.NOT_EQ, Comparator.IN, Comparator.NOT_IN)
"""What filters, levels and places are compared by."""
OF_TIMES = tuple(Comparator)


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """A place by its id or one of its codes. `text` is how a GET request wrote it."""

    level: str
    property: str
    value: str
    text: str | None = None

    def shown(self) -> Any:
        return self.text if self.text is not None else {"level": self.level, self.property: self.value}


@dataclass(frozen=True, slots=True)
class PeriodAsked:
    """A period by its years, `2024` or `2024/2025`, and the code of its kind. `text` is how a GET request wrote it."""

    period: str
    code: str
    text: str | None = None

    def shown(self) -> Any:
        return self.text if self.text is not None else {"period": self.period, "code": self.code}


Value = TypeVar("Value", str, PlaceAsked, PeriodAsked)


@dataclass(frozen=True, slots=True)
class Predicate(Generic[Value]):
    """One comparison."""

    comparator: Comparator
    values: tuple[Value, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Facets:
    """Comparisons of filter options, levels, places and periods. All must hold; under `not`, none of the four may."""

    filters: tuple[Predicate[str], ...] = ()
    levels: tuple[Predicate[str], ...] = ()
    places: tuple[Predicate[PlaceAsked], ...] = ()
    periods: tuple[Predicate[PeriodAsked], ...] = ()


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Criteria, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Criteria, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Criteria


Criteria = Facets | And | Or | Not


@dataclass(frozen=True, slots=True)
class SortOrder:
    """A field and a direction. `text` is how a GET request wrote it."""

    field: str
    direction: str
    text: str | None = None

    def shown(self) -> Any:
        return self.text if self.text is not None else {"field": self.field, "direction": self.direction}


PAGE_SIZE = 1000
LARGEST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class DataSetQuery:
    """A whole question. Without indicators it asks for all of them."""

    criteria: Criteria = Facets()
    indicators: tuple[str, ...] | None = None
    sorts: tuple[SortOrder, ...] = ()
    debug: bool = False
    page: int = 1
    page_size: int = PAGE_SIZE
