"""What is known of how the figures of a version were made: its breaks, and how each column was counted and rounded.

It travels as a field of the version. Notes are words for people: where Alder writes a break into notes, it is read out
of them once, when they come in, and never again. Of a file from elsewhere nothing but its breaks is known.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from alder.model.comparison import Comparand, FigureKind
from alder.show.notes import Breaks, reasons
from alder.show.table import decimals_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.show.svg import Mark
    from alder.show.table import MeasureColumn


@dataclass(frozen=True)
class ColumnProvenance:
    """How the figures of one column were made."""

    kind: FigureKind
    base: str = ""
    """Of a rate, the column with the number that it is a share of."""
    reach: float = 0
    """How far a count of the same table may be from the one behind it."""
    from_published: bool = False
    """Whether rates are worked out from counts that were rounded before."""


@dataclass(frozen=True)
class Provenance:
    """All of it. Figures of a period at which there is a break do not compare with those before."""

    breaks: Breaks = ()
    columns: tuple[tuple[str, ColumnProvenance], ...] = ()

    @classmethod
    def read(cls, breaks: Iterable[Iterable[str]], columns: Mapping[str, Mapping[str, Any]]) -> Provenance:
        """As a database has it."""
        made = tuple(
            (name, ColumnProvenance(**{**parts, "kind": FigureKind(parts["kind"])})) for name, parts in columns.items()
        )
        return cls(tuple((period, reason) for period, reason in breaks), made)

    def column(self, name: str) -> ColumnProvenance | None:
        return dict(self.columns).get(name)

    @property
    def reasons(self) -> dict[str, list[str]]:
        """For each period at which the series breaks, the reasons."""
        return reasons(self.breaks)


def comparand(
    mark: Mark, base: float | None, measure: MeasureColumn, known: ColumnProvenance | None
) -> Comparand | None:
    """A figure of a data set with what is known of it, to be compared; None where there is no number.

    `base` is the number that a rate is a share of.
    """
    if mark.value is None:
        return None
    decimals = decimals_shown(measure, mark.shown)
    if known is None:
        return Comparand(mark.value, FigureKind.ESTIMATE, decimals, interval=mark.interval)
    base = base if known.kind is FigureKind.RATE else None
    return Comparand(mark.value, known.kind, decimals, base, known.reach, mark.interval, known.from_published)


def together(parts: Iterable[Mapping[str, ColumnProvenance]]) -> dict[str, ColumnProvenance]:
    """Of several tables in one file: what is true of a column in all of them that have it, rounded as the roughest."""
    by_name: dict[str, ColumnProvenance] = {}
    torn: set[str] = set()
    for part in parts:
        for name, column in part.items():
            known = by_name.setdefault(name, column)
            if (known.kind, known.base) != (column.kind, column.base):
                torn.add(name)
            published = known.from_published or column.from_published
            by_name[name] = ColumnProvenance(known.kind, known.base, max(known.reach, column.reach), published)
    return {name: column for name, column in by_name.items() if name not in torn}


def to_json(columns: Mapping[str, ColumnProvenance]) -> dict[str, dict[str, Any]]:
    return {name: asdict(column) for name, column in columns.items()}
