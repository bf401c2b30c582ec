"""A table as its data files have it: a row for each combination, columns that say what it is about, and figures.

The layout is that of Explore Education Statistics: numbers and symbols stand in the same column. `data_pair` writes it
as a pair of files of the open-data standard, `parquet` as a table with types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.model.coverage import Group
    from alder.model.geographic_levels import Level
    from alder.model.statistic import Figure, Filter


NumberKind = Literal["count", "rate", "average", "float", "ordinal"]
"""How numbers are kept where columns have types: a `rate` and an `average` exactly, an `ordinal` in half the room."""


@dataclass(frozen=True)
class CategoryColumn:
    """One filter: in each row the code of its category.

    `level` is that of one whose categories are places. Where its categories are parts of those of another filter,
    `parent` is that filter, and `within` gives for a code the code of the category there.
    """

    filter: Filter
    codes: Sequence[str]
    level: Level | None = None
    parent: str = ""
    within: Callable[[str], str] | None = None

    @property
    def name(self) -> str:
        return self.filter.id

    @property
    def labels(self) -> list[str]:
        """The labels of the categories; the total is always called Total in files."""
        words = {code: TOTAL if code == TOTAL else self.filter.label_of(code) for code in dict.fromkeys(self.codes)}
        return [words[code] for code in self.codes]

    @property
    def default(self) -> str:
        """The category that is shown where nobody chooses one; blank where it is the total."""
        return "" if self.filter.has_total else self.filter.categories[0].label


@dataclass(frozen=True)
class NumberColumn:
    """One column of figures: a number or a symbol in each row.

    A `float` is written with `decimals` places; what is exact has its own.
    """

    name: str
    label: str
    unit: str
    decimals: int
    kind: NumberKind
    figures: Sequence[Figure | float]

    @property
    def texts(self) -> list[str]:
        """The cells of a data file."""
        return [f"{f:.{self.decimals}f}" if isinstance(f, float) else str(f) for f in self.figures]


@dataclass(frozen=True)
class RateColumns:
    """What stands beside a rate: the ends of its interval, the error of an estimate, and the band of a provider."""

    rate: str
    lower: NumberColumn
    upper: NumberColumn
    error: NumberColumn | None
    bands: Sequence[str | None] | None


@dataclass(frozen=True)
class DataTable:
    """The columns of a table, and what must be known of all its rows. No column is made of anything but the others."""

    periods: Sequence[str]
    """The academic year of each row, as people write it."""
    constants: Mapping[str, str]
    """Columns that say the same in every row, so that no row is taken for what it is not."""
    filters: tuple[CategoryColumn, ...]
    """Providers among them, but not the time."""
    indicators: tuple[NumberColumn, ...]
    rates: tuple[RateColumns, ...]
    fifths: tuple[NumberColumn, ...]
    grades: Sequence[str]
    """The grade of the cells of each row."""
    group: Group
    """Whose records the rows of everybody are about."""
    grouping: str
    """The heading under which all figures stand where they are chosen."""

    @property
    def figures(self) -> list[NumberColumn]:
        """All columns of figures as a data file has them: what is beside rates comes after all indicators."""
        ends = [column for rate in self.rates for column in (rate.lower, rate.upper)]
        errors = [rate.error for rate in self.rates if rate.error is not None]
        return [*self.indicators, *ends, *errors, *self.fifths]
