"""A table as the pair of files of the open-data standard, which the screener passes and a site imports.

What the table is split by becomes filters, but for places: a table by region has rows at the level Regional, with the
codes and names of regions in their columns. Rows of everybody are about the place that is said of them, and are left
out where no code stands for those. A column that says the same in every row stays in the data and has no row in the
meta file, since a filter with one item is none. A row about a category inside another than its own, in which nobody can
be, is left out. The standard has no room for words, so what must be read with the figures stands in a third file,
`NAME.notes.txt`.
"""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass, fields, replace
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.model.coverage import nation_of
from alder.model.geographic_levels import NATIONAL, PROVIDER
from alder.model.statistic import NOT_APPLICABLE, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from alder.model.coverage import Group, Whole
    from alder.show.data_table import CategoryColumn, DataTable

FILTER = "Filter"
INDICATOR = "Indicator"

PLACES_ARE = "places_are"
"""The column that says whose places the rows are about, such as the learner's home."""

PROVIDERS_ARE = "providers_are"
"""The column that says whose learners the rows about places are, where those are not all of the country's."""

OUTSIDE = "Outside of England"
NO_PLACE: Mapping[str, str] = {
    "Outside England": OUTSIDE,
    "None": "Not applicable",
    "Unknown": "Unknown",
}
"""What the standard calls a category that is no place. Its code is z."""

AGREED: Mapping[str, str] = {"ethnicity": "ethnicity_major", "ethnic_minority": "minority_ethnic"}
"""Columns that have another name in the department's harmonised standard."""

_NOBODY_SAYS = ""
"""What stands at the level of a row of everybody of which nobody says what it is about; no such row is written.

The columns of the country say in which nation providers teach; the standard wants them filled in rows of every level.
"""

_Columns = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class MetaRow:
    """A row of the meta file as text. A column that the file does not have is empty."""

    col_name: str = ""
    col_type: str = ""
    label: str = ""
    indicator_grouping: str = ""
    indicator_unit: str = ""
    indicator_dp: str = ""
    filter_hint: str = ""
    filter_grouping_column: str = ""
    filter_default: str = ""
    parent_filter: str = ""


META_COLUMNS = tuple(field.name for field in fields(MetaRow))


@dataclass(frozen=True)
class DataPair:
    """The columns of the data file, in order, and the rows of the meta file."""

    columns: Mapping[str, Sequence[str]]
    meta: tuple[MetaRow, ...]


def pair_of(table: DataTable, about: Whole | None) -> DataPair:
    """The pair of a table, in the order of its rows. Rows of everybody are about a place, or are left out."""
    place = _place(table)
    filters = [f for f in table.filters if f is not place]
    columns: _Columns = {
        "time_period": [period.replace("/", "") for period in table.periods],
        "time_identifier": ["Academic year"] * len(table.periods),
        **_located(table, place, about),
        **{name: [text] * len(table.periods) for name, text in table.constants.items()},
        **{f.name: f.labels for f in filters},
        **{f.name: f.texts for f in table.figures},
    }
    levels = columns["geographic_level"]
    impossible = _impossible(table)
    rows = [n for n, level in enumerate(levels) if level != _NOBODY_SAYS and n not in impossible]
    columns = {name: [cells[n] for n in rows] for name, cells in columns.items()}
    filters = [f for f in filters if len(set(columns[f.name])) > 1]
    names = {f.name for f in filters}
    meta = [
        MetaRow(
            f.name,
            FILTER,
            f.filter.label,
            filter_default=f.default,
            parent_filter=f.parent if f.parent in names else "",
        )
        for f in filters
    ]
    meta += [MetaRow(f.name, INDICATOR, f.label, table.grouping, f.unit, str(f.decimals)) for f in table.figures]
    agreed = [replace(row, col_name=_agreed(row.col_name), parent_filter=_agreed(row.parent_filter)) for row in meta]
    return DataPair({_agreed(name): cells for name, cells in columns.items()}, tuple(_labelled_apart(agreed)))


def check_name(path: Path) -> None:
    """Refuse a name that no data file has."""
    if path.suffix.lower() != ".csv":
        raise UsageError(f"{path.name} does not end in .csv")


def write(pair: DataPair, data: Path, notes: str | None = None) -> list[Path]:
    """Write the files: UTF-8, commas, a line feed after each line, the same bytes each time.

    The name that is given is that of the data; the others stand beside it.
    """
    meta = data.with_suffix(".meta.csv")
    _write(data, pair.columns, zip(*pair.columns.values(), strict=True))
    _write(meta, META_COLUMNS, map(astuple, pair.meta))
    if notes is None:
        return [data, meta]
    words = data.with_suffix(".notes.txt")
    words.write_text(notes, encoding="utf-8", newline="")
    return [data, meta, words]


def _write(path: Path, head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(lines)


def _place(table: DataTable) -> CategoryColumn | None:
    """The filter whose categories are the places of the rows. Providers are places, and then nothing else is."""
    places = [f for f in table.filters if f.level is not None]
    return next((f for f in places if f.level is PROVIDER), places[0] if places else None)


def _located(table: DataTable, place: CategoryColumn | None, about: Whole | None) -> _Columns:
    """The columns that say which place each row is about, those of its own level after those of the whole."""
    many = range(len(table.periods))
    codes = [TOTAL] * len(many) if place is None else list(place.codes)
    everybody = [code == TOTAL for code in codes]
    whole = _NOBODY_SAYS if about is None else about.level.text
    level = None if place is None else place.level
    nation = _nation(table.group, about, codes)
    columns: _Columns = {
        "geographic_level": [whole if own or level is None else level.text for own in everybody],
        NATIONAL.code_column: [nation.code for _ in many],
        NATIONAL.name_column: [nation.name for _ in many],
    }
    if about is not None and about.level != NATIONAL:
        columns[about.level.code_column] = [about.code if own else "" for own in everybody]
        columns[about.level.name_column] = [about.name if own else "" for own in everybody]
    if place is not None and level is not None:
        named = [("", "") if own else _named(place, code) for own, code in zip(everybody, codes, strict=True)]
        columns[level.code_column] = [code for code, _ in named]
        columns[level.name_column] = [name for _, name in named]
        if level is not PROVIDER:
            columns[PLACES_ARE] = [place.filter.label for _ in many]
            if whose := _providers_are(table.group):
                columns[PROVIDERS_ARE] = [whose for _ in many]
    return columns


def _nation(group: Group, about: Whole | None, codes: Iterable[str]) -> Whole:
    """The nation that the rows are about or lie in: the one that is declared, or that of their places."""
    wholes = [whole for whole in (about, group.place, group.claimed) if whole is not None]
    declared = next((whole for whole in wholes if whole.level == NATIONAL), None)
    return declared or nation_of([*(whole.code for whole in wholes), *codes])


def _providers_are(group: Group) -> str:
    """Whose learners the rows about places are: nothing where all of the country's, or where nobody knows."""
    if group.place is None:
        return group.name
    return "" if group.place.level == NATIONAL else f"all providers of {group.place.name}"


def _named(place: CategoryColumn, code: str) -> tuple[str, str]:
    """The code and the name of a place in the words of the standard."""
    if place.level is not PROVIDER and code in NO_PLACE:
        return NOT_APPLICABLE, NO_PLACE[code]
    return code, place.filter.label_of(code)


def _impossible(table: DataTable) -> set[int]:
    """The rows about a category inside another than its own, such as welding in languages, that show nothing.

    A row that hides a figure or shows one stays, whatever it is about.
    """
    codes = {f.name: f.codes for f in table.filters}
    outside: set[int] = set()
    for f in table.filters:
        if f.within is None or f.parent not in codes:
            continue
        for n, (own, parent) in enumerate(zip(f.codes, codes[f.parent], strict=True)):
            if TOTAL not in (own, parent) and f.within(own) != parent:
                outside.add(n)
    return {n for n in outside if all(i.figures[n] in (0, NOT_APPLICABLE) for i in table.indicators)}


def _agreed(name: str) -> str:
    """The name that was agreed for a column."""
    return AGREED.get(name, name)


def _labelled_apart(rows: Iterable[MetaRow]) -> list[MetaRow]:
    """The rows with labels of their own: where two are alike, the later one is told by its column's name."""
    labelled: list[MetaRow] = []
    for row in rows:
        alike = any(row.label == other.label for other in labelled)
        labelled.append(replace(row, label=f"{row.label} ({row.col_name})") if alike else row)
    return labelled
