"""Declarations of what a source holds: fields, and the entities they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator


class FieldKind(StrEnum):
    """The type of a field's values. A decimal has one place, as in the ILR; a number has any."""

    TEXT = "text"
    WHOLE = "whole number"
    LONG = "long whole number"
    DECIMAL = "decimal"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "date and time"

    @property
    def arrow(self) -> pa.DataType:
        return _ARROW[self]


_ARROW: dict[FieldKind, pa.DataType] = {
    FieldKind.TEXT: pa.string(),
    FieldKind.WHOLE: pa.int32(),
    FieldKind.LONG: pa.int64(),
    FieldKind.DECIMAL: pa.decimal128(6, 1),
    FieldKind.NUMBER: pa.float64(),
    FieldKind.DATE: pa.date32(),
    FieldKind.MOMENT: pa.timestamp("us"),
}


@dataclass(frozen=True)
class Field:
    """One collected field, under its specification name, with the limits that its year sets.

    `low` and `high` are inclusive; `digits` is the most digits a whole number may have; `pattern` must match the
    whole value; `values` is a closed list of texts. Limits that a year does not set are None or empty.
    """

    name: str
    kind: FieldKind
    meaning: str = ""
    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    low: float | None = None
    high: float | None = None
    digits: int | None = None
    places: int | None = None
    values: tuple[str, ...] = ()

    def but(self, **changes: object) -> Field:
        """The same field with some limits changed, as a later year may set them."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Entity:
    """A kind of record: its XML element, its table, its fields and child entities in specification order.

    `key` names the integer column that numbers its rows within a submission and that its children carry. Of the members
    named in `one_of` a record may have one at most.
    """

    element: str
    table: str
    meaning: str = ""
    key: str = "row"
    least: int = 0
    most: int | None = None
    members: tuple[Field | Entity, ...] = field(default=())
    one_of: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(m for m in self.members if isinstance(m, Field))

    @property
    def children(self) -> tuple[Entity, ...]:
        return tuple(m for m in self.members if isinstance(m, Entity))

    def walk(self) -> Iterator[Entity]:
        """This entity and every entity below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __getitem__(self, name: str) -> Field:
        for f in self.fields:
            if f.name == name:
                return f
        raise KeyError(f"{self.element} has no field {name}")
