"""A data set of the standard: the pair of files as read, what each column of the data is, what the meta file says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from alder.errors import UnreadableFile
from alder.model.geographic_levels import LEVELS, Level
from alder.publishing.standard import csv_file
from alder.publishing.standard.periods import IDENTIFIER_BY_TEXT, TimeIdentifier
from alder.show.data_pair import FILTER, INDICATOR, META_COLUMNS, MetaRow

if TYPE_CHECKING:
    import pyarrow as pa

NEEDED_COLUMNS = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
"""The columns that every data file has."""


@dataclass(frozen=True)
class DataSetFiles:
    """A data file and its meta file. The cells are text, exactly as the files have them."""

    name: str
    data: pa.Table
    meta: MetaFile
    data_file: str = ""
    """The name of the data file."""
    meta_file: str = ""
    """The name of the meta file."""
    notices: tuple[str, ...] = ()
    """What had to be made of the files to read them."""

    @cached_property
    def filters(self) -> tuple[FilterColumn, ...]:
        return self.meta.filters

    @cached_property
    def indicators(self) -> tuple[IndicatorColumn, ...]:
        return self.meta.indicators

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The geographic levels that the rows have, in the order of the standard."""
        texts = set(pc.unique(self.data["geographic_level"]).to_pylist())
        return tuple(level for level in LEVELS if level.text in texts)

    @cached_property
    def located(self) -> tuple[Level, ...]:
        """The levels for which the data have columns: a row about a local authority names its region too."""
        return tuple(level for level in LEVELS if level.name_column in self.data.column_names)

    @cached_property
    def periods(self) -> tuple[tuple[TimeIdentifier, str], ...]:
        """The periods that the rows have, oldest first, each with its identifier."""
        groups = self.data.select(["time_period", "time_identifier"]).group_by(["time_period", "time_identifier"])
        pairs = groups.aggregate([]).to_pylist()
        known = [
            (IDENTIFIER_BY_TEXT[p["time_identifier"]], p["time_period"])
            for p in pairs
            if p["time_identifier"] in IDENTIFIER_BY_TEXT
        ]
        return tuple(sorted(known, key=lambda pair: (pair[1], pair[0].order, pair[0].code)))


def read_pair(data: Path, meta: Path | None = None) -> DataSetFiles:
    """A data set from its two files. The meta file of NAME.csv or NAME.csv.gz is NAME.meta.csv beside it."""
    data = Path(data)
    beside = Path(meta) if meta else meta_beside(data)
    table, notices = csv_file.read(data)
    about, more = csv_file.read_small(beside)
    return DataSetFiles(stem(data), table, meta_of(about), data.name, beside.name, (*notices, *more))


def stem(path: Path) -> str:
    """The name of a data set: that of its file without .gz and .csv."""
    return path.name.removesuffix(".gz").removesuffix(".csv")


def meta_beside(data: Path) -> Path:
    """The meta file that goes with a data file."""
    for ending in (".meta.csv", ".meta.csv.gz"):
        path = data.with_name(stem(data) + ending)
        if path.exists():
            return path
    raise UnreadableFile(
        f"there is no meta file for {data.name}",
        where=f"Looked for {stem(data)}.meta.csv beside it.",
        next="Name the meta file after the data file.",
    )


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
