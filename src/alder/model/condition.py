"""Coded rows: a table whose filters, places and periods are whole numbers, and what may be asked of it.

A code is a position in a list that whoever made the table keeps; 0 stands for a blank cell. Other columns are text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sign = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Constant:
    """True of every row, or of none."""

    holds: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column has one of these codes. Turned round, it has none of them, and may be blank."""

    column: str
    codes: tuple[int, ...]
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """The code comes before or after this one."""

    column: str
    sign: Sign
    code: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds. Without parts it always does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts holds. Without parts it never does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The part does not hold."""

    part: Condition


Condition = Constant | OneOf | Compared | AllOf | AnyOf | Negation


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of rows."""

    column: str
    descending: bool = False
    numeric: bool = False
    """Whether text that is a number sorts as one, before all other text."""


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows, in which order, and which columns of them. Ties keep the order of the column `row`."""

    columns: tuple[str, ...]
    condition: Condition = Constant(True)
    sorts: tuple[Sort, ...] = ()
    skip: int = 0
    limit: int | None = None
