"""Targets: what the counts, rates and medians of a made-up population are to come near to, each with its source.

`targets.csv` is the table. A row is one figure about England: its quantity, the cell that it is of, its value and unit,
whether it was published or is assumed, and where it is from. Counts are scaled to the people of the population; rates,
shares and medians are as they are. A published figure that cannot be a target stays in the table with the reason.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alder.synth.population.draws import Array


class Basis(StrEnum):
    """Whether a figure is of a user's own table, was published, or is only plausible."""

    GIVEN = "given"
    PUBLISHED = "published"
    ASSUMED = "assumed"


COUNTS = ("people", "learners", "aims", "starts", "students")
"""Units of figures that grow with the population."""


@dataclass(frozen=True, eq=False)
class Target:
    """One figure about England."""

    quantity: str
    cell: Mapping[str, str]
    value: float
    unit: str
    basis: Basis
    source: str
    no_target_because: str = ""
    rounding: float = 0.0
    """How far off the figure may be by rounding, in its own unit."""

    @property
    def is_count(self) -> bool:
        return self.unit in COUNTS

    @property
    def name(self) -> str:
        """Quantity and cell as one text, by which chance is drawn and rows are found."""
        return f"{self.quantity}: {cell_text(self.cell)}"


def cell_text(cell: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in cell.items())


def parse_cell(text: str) -> dict[str, str]:
    """`year=2018;age=19-24` as names and values."""
    return dict(part.split("=", 1) for part in text.split(";") if part)


@dataclass(frozen=True, eq=False)
class Targets:
    """All targets of a population of so many people."""

    people: int
    rows: tuple[Target, ...]
    _tables: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], float]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def scale(self) -> float:
        """People here for each person of the same birth years who was ever in England from 1990 to 2030."""
        return self.people / sum(t.value for t in self._of["people"])

    @cached_property
    def _of(self) -> dict[str, list[Target]]:
        found: dict[str, list[Target]] = {}
        for row in self.rows:
            if not row.no_target_because:
                found.setdefault(row.quantity, []).append(row)
        return found

    def of(self, quantity: str, **cell: object) -> Iterator[Target]:
        """The targets of a quantity whose cells agree with `cell`; names that a cell does not have do not matter."""
        for row in self._of.get(quantity, ()):
            if all(row.cell.get(name) == str(value) for name, value in cell.items()):
                yield row

    def value(self, quantity: str, **cell: object) -> float:
        """The one figure of exactly this cell: of the nation as it is made where it is a count.

        A cell that the table does not have is an error of whoever asks.
        """
        table = self._table(quantity, tuple(sorted(cell)))
        key = tuple(str(cell[name]) for name in sorted(cell))
        if key not in table:
            raise KeyError(f"{quantity}: {cell_text({n: str(v) for n, v in cell.items()})} is not in targets.csv")
        return table[key]

    def _table(self, quantity: str, names: tuple[str, ...]) -> dict[tuple[str, ...], float]:
        held = self._tables.get((quantity, names))
        if held is None:
            held = {
                tuple(row.cell[n] for n in names): row.value * (self.scale if row.is_count else 1)
                for row in self._of.get(quantity, ())
                if set(row.cell) == set(names)
            }
            self._tables[quantity, names] = held
        return held

    def by(self, quantity: str, name: str, **cell: object) -> dict[str, float]:
        """Figures of a quantity by one name of its cells, the others being as given."""
        return {
            row.cell[name]: row.value * (self.scale if row.is_count else 1)
            for row in self.of(quantity, **cell)
            if set(row.cell) == {name, *cell}
        }

    def by_number(self, quantity: str, name: str, numbers: range, **cell: object) -> Array:
        """Figures for each whole number, from cells that name one number or a band of them (`19-24`)."""
        found = np.full(len(numbers), np.nan)
        for text, value in self.by(quantity, name, **cell).items():
            low, _, high = text.partition("-")
            start, end = int(low) - numbers.start, int(high or low) + 1 - numbers.start
            found[max(start, 0) : max(end, 0)] = value
        if np.isnan(found).any():
            missing = numbers[int(np.isnan(found).argmax())]
            raise KeyError(f"{quantity}: {name}={missing} is not in targets.csv")
        return found


@cache
def _rows() -> tuple[Target, ...]:
    folder = files(__package__)
    lines = [line for name in _FILES for line in csv.DictReader(folder.joinpath(name).read_text("utf-8").splitlines())]
    return tuple(
        Target(
            row["quantity"],
            parse_cell(row["cell"]),
            float(row["value"]),
            row["unit"],
            Basis(row["basis"]),
            row["source"],
            row["no_target_because"],
        )
        for row in lines
    )


_FILES = ("targets.csv", "learning_targets.csv")
"""Figures that were published with those about people; what is assumed of learning in years between them."""


def targets(people: int, given: tuple[Target, ...] = ()) -> Targets:
    """The targets that Alder comes with, and those given, for a population of so many people."""
    return Targets(people, (*given, *_rows()))
