"""The meta file of a data set: a row for each filter and indicator, as it is written and as it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.show.data_pair import FILTER, INDICATOR, META_COLUMNS, MetaRow

if TYPE_CHECKING:
    import pyarrow as pa

UNITS = ("", "%", "pp", "£", "£m", "numberstring")
"""The units of an indicator. `pp` is percentage points; `numberstring` is a number that is shown as it is written."""


OPTIONAL_META_COLUMNS = ("filter_default", "parent_filter")
NEEDED_META_COLUMNS = tuple(name for name in META_COLUMNS if name not in OPTIONAL_META_COLUMNS)


@dataclass(frozen=True, slots=True)
class FilterColumn:
    """A column by which the rows of a data set are told apart, such as sex or level."""

    name: str
    label: str
    hint: str = ""
    grouping_column: str = ""
    """The column with the headings under which its items are shown."""
    default: str = ""
    """The item that is chosen where nobody chooses; empty where it is `Total`."""
    parent: str = ""
    """The filter one tier above, in a hierarchy such as subject area over learning aim."""


@dataclass(frozen=True, slots=True)
class IndicatorColumn:
    """A column of figures."""

    name: str
    label: str
    grouping: str = ""
    unit: str = ""
    decimals: int | None = None

    @property
    def api_unit(self) -> str:
        """The unit as the API says it."""
        return "string" if self.unit == "numberstring" else self.unit


@dataclass(frozen=True, slots=True)
class MetaFile:
    """The rows of a meta file in its own order, and the columns that it has."""

    columns: tuple[str, ...]
    rows: tuple[MetaRow, ...]

    @property
    def filters(self) -> tuple[FilterColumn, ...]:
        return tuple(
            FilterColumn(
                r.col_name, r.label, r.filter_hint, r.filter_grouping_column, r.filter_default, r.parent_filter
            )
            for r in self.rows
            if r.col_type == FILTER
        )

    @property
    def indicators(self) -> tuple[IndicatorColumn, ...]:
        return tuple(
            IndicatorColumn(r.col_name, r.label, r.indicator_grouping, r.indicator_unit, decimals(r.indicator_dp))
            for r in self.rows
            if r.col_type == INDICATOR
        )


def decimals(text: str) -> int | None:
    """The decimal places of an indicator; none where the cell is empty or holds no whole number below 100."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def meta_of(table: pa.Table) -> MetaFile:
    """The rows of a table that was read from a meta file."""
    known = [name for name in table.column_names if name in META_COLUMNS]
    rows = tuple(MetaRow(**row) for row in table.select(known).to_pylist())
    return MetaFile(tuple(table.column_names), rows)
