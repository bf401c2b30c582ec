"""A protected table as the pair of files of the open-data standard, which the screener passes and a site imports.

What the table is split by becomes filters, but for places: a table by region has rows at the level Regional, with the
codes and names of regions in their columns. A column that says the same in every row stays in the data and has no row
in the meta file, since a filter with one item is none. A row about a category inside another than its own, in which
nobody can be, is left out. The standard has no room for words, so what must be read with the figures stands in a third
file, `NAME.notes.txt`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.derive.person import ETHNIC_GROUPS
from alder.disclosure import data_file
from alder.disclosure.notes import notes
from alder.disclosure.protected import NOT_APPLICABLE, PROVIDER, rows_of
from alder.disclosure.whole import DEVOLVED_AREA, DISTRICT, ENGLAND, LSIP, NATIONAL, REGIONAL
from alder.errors import UsageError
from alder.model.statistic import TOTAL
from alder.rights import for_everybody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from alder.disclosure.protected import Figure, Protected
    from alder.disclosure.whole import LevelColumns, Whole
    from alder.model.statistic import Filter

PLACES: Mapping[str, LevelColumns] = {
    f"{whose}_{place}": level
    for whose in ("home", "delivery", "provider")
    for place, level in {
        "region": REGIONAL,
        "local_authority": DISTRICT,
        "lsip": LSIP,
        "combined_authority": DEVOLVED_AREA,
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

_LIES_IN: Mapping[str, Callable[[str], str]] = {
    "subject_area_tier_2": lambda code: code.partition(".")[0],
    "ethnicity_minor": lambda code: ETHNIC_GROUPS[int(code)][0] if code.isdecimal() else code,
}
"""For a category that divides another further, the code of that other."""

_Columns = dict[str, list[str]]
_MetaRow = dict[str, str]


@dataclass(frozen=True)
class Pair:
    """The columns of the data file, in order, and the rows of the meta file."""

    columns: _Columns
    meta: tuple[_MetaRow, ...]


def pair_of(table: Protected, whole: Whole = ENGLAND) -> Pair:
    """The pair of a protected table, in the order of its rows. The totals are about the place `whole`."""
    head, *lines = data_file.data_rows(table)
    meta_head, *meta_lines = data_file.meta_rows(table)
    columns = {column: [line[n] for line in lines] for n, column in enumerate(head)}
    rows = [dict(zip(meta_head, line, strict=True)) for line in meta_lines]
    place = _place(table)
    if place is not None:
        columns = _by_place(table, place, columns)
        rows = [row for row in rows if row["col_name"] != place.id]
    if whole != ENGLAND:
        columns = _about(whole, columns)
    kept = [n for n, (codes, figures) in enumerate(rows_of(table)) if not _cannot_be(table, codes, figures)]
    columns = {name: [cells[n] for n in kept] for name, cells in columns.items()}
    rows = [row for row in rows if row["col_type"] != "Filter" or len(set(columns[row["col_name"]])) > 1]
    filters = {row["col_name"] for row in rows if row["col_type"] == "Filter"}
    rows = [{**row, "parent_filter": parent} if (parent := _tier(row, filters)) else row for row in rows]
    rows = _labelled_apart([_agreed(row) for row in rows])
    return Pair({AGREED.get(name, name): cells for name, cells in columns.items()}, tuple(rows))


def check_name(path: Path) -> None:
    """Refuse a name that no data file has."""
    if path.suffix.lower() != ".csv":
        raise UsageError(f"{path.name} does not end in .csv")


@for_everybody()
def write(table: Protected, path: Path, whole: Whole = ENGLAND) -> list[Path]:
    """Write the three files; the name that is given is that of the data."""
    check_name(path)
    pair = pair_of(table, whole)
    meta_head = data_file.meta_rows(table)[0]
    files = {
        path: _csv([list(pair.columns), *zip(*pair.columns.values(), strict=True)]),
        path.with_suffix(".meta.csv"): _csv([meta_head, *([row[name] for name in meta_head] for row in pair.meta)]),
        path.with_suffix(".notes.txt"): notes(table),
    }
    for file, text in files.items():
        file.write_text(text, encoding="utf-8", newline="")
    return list(files)


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _place(table: Protected) -> Filter | None:
    """The filter whose categories are the places of the rows. Providers are places, and then nothing else is."""
    ids = {f.id for f in table.filters}
    return next((f for f in table.filters if f.id in PLACES and PROVIDER not in ids), None)


def _by_place(table: Protected, place: Filter, columns: _Columns) -> _Columns:
    """The columns with the places of the rows in the columns of their level, in front of the filters."""
    level, at = PLACES[place.id], table.filters.index(place)
    codes = [row_codes[at] for row_codes, _ in rows_of(table)]
    named = [("", "") if code == TOTAL else _named(place, code) for code in codes]
    found: _Columns = {}
    for name, cells in columns.items():
        if name == "geographic_level":
            found[name] = [NATIONAL.text if code == TOTAL else level.text for code in codes]
        elif name != place.id:
            found[name] = cells
        if name == NATIONAL.name:
            found[level.code] = [code for code, _ in named]
            found[level.name] = [label for _, label in named]
            found[PLACES_ARE] = [place.label] * len(codes)
    return found


def _about(whole: Whole, columns: _Columns) -> _Columns:
    """The columns with the rows of everybody at the level of the whole, under its code and name."""
    levels = columns["geographic_level"]
    if whole.level.text in levels:
        raise UsageError(
            f"the table has rows at the level {whole.level.text}, so its totals cannot stand there too",
            next="Say another level for the whole, or split the table by something else.",
        )
    found: _Columns = {}
    for name, cells in columns.items():
        found[name] = (
            [whole.level.text if one == NATIONAL.text else one for one in levels] if cells is levels else cells
        )
        if name == NATIONAL.name:
            found[whole.level.code] = [whole.code if one == NATIONAL.text else "" for one in levels]
            found[whole.level.name] = [whole.name if one == NATIONAL.text else "" for one in levels]
    return found


def _named(place: Filter, code: str) -> tuple[str, str]:
    """The code and the name of a place in the words of the standard."""
    return ("z", NO_PLACE[code]) if code in NO_PLACE else (code, place.label_of(code))


def _tier(row: _MetaRow, filters: set[str]) -> str:
    """The filter that this one divides further, if the table has it."""
    parent = TIERS.get(row["col_name"], "")
    return parent if parent in filters else ""


def _cannot_be(table: Protected, codes: tuple[str, ...], figures: tuple[Figure, ...]) -> bool:
    """Whether a row is about a category inside another than its own, such as welding in languages, and shows nothing.

    A row that hides a figure or shows one stays, whatever it is about.
    """
    at = {f.id: code for f, code in zip(table.filters, codes, strict=True)}
    if any(figure not in (0, NOT_APPLICABLE) for figure in figures):
        return False
    return any(
        TOTAL not in (at[own], at[parent]) and _LIES_IN[own](at[own]) != at[parent]
        for own, parent in TIERS.items()
        if own in at and parent in at
    )


def _agreed(row: _MetaRow) -> _MetaRow:
    """The row under the names that were agreed for its columns."""
    own, parent = (AGREED.get(row[name], row[name]) for name in ("col_name", "parent_filter"))
    return {**row, "col_name": own, "parent_filter": parent}


def _labelled_apart(rows: list[_MetaRow]) -> list[_MetaRow]:
    """The rows with labels of their own: where two are alike, the later one is told by its column's name."""
    found: list[_MetaRow] = []
    for row in rows:
        alike = any(row["label"] == other["label"] for other in found)
        found.append({**row, "label": f"{row['label']} ({row['col_name']})"} if alike else row)
    return found
