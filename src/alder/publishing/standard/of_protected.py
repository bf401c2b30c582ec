"""A protected table as a data set of the standard, which every check of the screener passes.

What the table is split by becomes filters, but for places: a table by region has rows at the level Regional, with the
codes and names of regions in their columns. A column that says the same in every row stays in the data and has no row
in the meta file, since a filter with one item is none.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.disclosure import data_file
from alder.disclosure.notes import notes
from alder.disclosure.protected import PROVIDER
from alder.model.statistic import TOTAL
from alder.publishing.standard import levels
from alder.publishing.standard.data_set import DataSet
from alder.publishing.standard.meta_file import META_COLUMNS, MetaFile, MetaRow
from alder.publishing.standard.written import write_pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.disclosure.protected import Protected
    from alder.model.statistic import Filter
    from alder.publishing.standard.levels import Level

PLACES: Mapping[str, Level] = {
    f"{whose}_{place}": level
    for whose in ("home", "delivery", "provider")
    for place, level in {
        "region": levels.REGIONAL,
        "local_authority": levels.LOCAL_AUTHORITY_DISTRICT,
        "lsip": levels.LSIP,
        "combined_authority": levels.DEVOLVED_AREA,
    }.items()
}
"""The characteristics that are places, and the level of a row about one of them.

Local authorities are districts here: every authority has the code of a district, and none the three digits of old. The
screener refuses the level of combined authorities; that of devolved areas has their codes.
"""

PLACES_ARE = "places_are"
"""The column that says whose places the rows are about, such as the learner's home."""

NO_PLACE: Mapping[str, str] = {
    "Outside England": "Outside of England",
    "None": "Not applicable",
    "Unknown": "Unknown",
}
"""What the standard calls a category that is no place. Its code is z."""

AGREED: Mapping[str, str] = {"ethnicity": "ethnicity_major", "ethnic_minority": "minority_ethnic"}
"""Columns that have another name in the department's harmonised standard."""

TIERS: Mapping[str, str] = {"subject_area_tier_2": "subject_area", "ethnicity_minor": "ethnicity"}
"""A characteristic that divides the categories of another further, and that other."""


def data_set_of(table: Protected, name: str) -> DataSet:
    """The data set of a protected table, in the order of its rows."""
    head, *lines = data_file.data_rows(table)
    meta_head, *meta_lines = data_file.meta_rows(table)
    columns = {column: [line[n] for line in lines] for n, column in enumerate(head)}
    rows = [MetaRow(**dict(zip(meta_head, line, strict=True))) for line in meta_lines]
    place = _place(table)
    if place is not None:
        columns = _by_place(table, place, columns)
        rows = [row for row in rows if row.col_name != place.id]
    rows = [row for row in rows if row.col_type != "Filter" or len(set(columns[row.col_name])) > 1]
    filters = {row.col_name for row in rows if row.col_type == "Filter"}
    rows = [replace(row, parent_filter=TIERS[row.col_name]) if _has_tier(row, filters) else row for row in rows]
    rows = _labelled_apart([_agreed(row) for row in rows])
    data = pa.table({AGREED.get(c, c): pa.array(cells, pa.string()) for c, cells in columns.items()})
    return DataSet(name, data, MetaFile(META_COLUMNS, tuple(rows)), f"{name}.csv", f"{name}.meta.csv")


def write_data_set(table: Protected, path: Path) -> list[Path]:
    """Write the pair of files of a protected table, and what must be read with it as NAME.notes.txt."""
    path = Path(path)
    words = path.with_suffix(".notes.txt")
    files = write_pair(data_set_of(table, path.stem), path.parent)
    words.write_text(notes(table), encoding="utf-8", newline="")
    return [*files, words]


def _place(table: Protected) -> Filter | None:
    """The filter whose categories are the places of the rows. Providers are places, and then nothing else is."""
    ids = {f.id for f in table.filters}
    return next((f for f in table.filters if f.id in PLACES and PROVIDER not in ids), None)


def _by_place(table: Protected, place: Filter, columns: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The columns with the places of the rows in the columns of their level, in front of the filters."""
    level, at = PLACES[place.id], table.filters.index(place)
    codes = [row_codes[at] for row_codes, _ in table.rows]
    named = [("", "") if code == TOTAL else _named(place, code) for code in codes]
    found: dict[str, list[str]] = {}
    for name, cells in columns.items():
        if name == "geographic_level":
            found[name] = ["National" if code == TOTAL else level.text for code in codes]
        elif name != place.id:
            found[name] = cells
        if name == "country_name":
            found[level.code_columns[0]] = [code for code, _ in named]
            found[level.name_column] = [label for _, label in named]
            found[PLACES_ARE] = [place.label] * len(codes)
    return found


def _named(place: Filter, code: str) -> tuple[str, str]:
    """The code and the name of a place in the words of the standard."""
    return ("z", NO_PLACE[code]) if code in NO_PLACE else (code, place.label_of(code))


def _has_tier(row: MetaRow, filters: set[str]) -> bool:
    return TIERS.get(row.col_name) in filters


def _agreed(row: MetaRow) -> MetaRow:
    """The row under the names that were agreed for its columns."""
    own, parent = (AGREED.get(name, name) for name in (row.col_name, row.parent_filter))
    return replace(row, col_name=own, parent_filter=parent)


def _labelled_apart(rows: list[MetaRow]) -> list[MetaRow]:
    """The rows with labels of their own: where two are alike, the later one is told by its column's name."""
    found: list[MetaRow] = []
    for row in rows:
        alike = any(row.label == other.label for other in found)
        found.append(replace(row, label=f"{row.label} ({row.col_name})") if alike else row)
    return found
