"""A protected table as the pair of files of the open-data standard, which the screener passes and a site imports.

What the table is split by becomes filters, but for places: a table by region has rows at the level Regional, with the
codes and names of regions in their columns. Rows of everybody are about the place that the store is declared to hold,
or about its one provider; of a few providers there is no code, and they are left out (`totals_of`). A column that says
the same in every row stays in the data and has no row in the meta file, since a filter with one item is none. A row
about a category inside another than its own, in which nobody can be, is left out. The standard has no room for words,
so what must be read with the figures stands in a third file, `NAME.notes.txt`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.derive.person import ETHNIC_GROUPS
from alder.disclosure import data_file
from alder.disclosure.notes import notes
from alder.disclosure.protected import rows_of
from alder.errors import UsageError
from alder.model.coverage import NATIONAL, PLACES, Whole
from alder.model.coverage import PROVIDER as PROVIDER_LEVEL
from alder.model.statistic import NOT_APPLICABLE, PROVIDER, TOTAL
from alder.rights import for_everybody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from alder.disclosure.protected import Protected
    from alder.model.coverage import Group, LevelColumns
    from alder.model.statistic import Figure, Filter

PLACES_ARE = "places_are"
"""The column that says whose places the rows are about, such as the learner's home."""

PROVIDERS_ARE = "providers_are"
"""The column that says whose learners the rows about places are, where those are not all of the country's."""

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


def totals_of(group: Group, filters: Sequence[Filter], whole: Whole | str | None) -> Whole | None:
    """What the rows of everybody stand for in a data file; None where they are left out, since no code stands for them.

    Without `whole` it is what the store is declared to hold, or its only provider. Refused is what is not true, and a
    file that would have no row: of a few providers without a split by provider or place.
    """
    level = _level_of(filters)
    if whole is None:
        found = group.whole
        if found is not None and found.level != level:
            return found
        if level is None:
            raise _no_code(group)
        return None
    said = Whole.read(whole) if isinstance(whole, str) else whole
    if said.level == level:
        raise UsageError(
            f"the table has rows at the level {level.text}, so its totals cannot stand there too",
            next="Say another level for the whole, or split the table by something else.",
        )
    if said == group.place:
        return said
    if why := _untrue(group, said):
        raise UsageError(f"the totals of this table are not about {said.name}", where=why, next=_instead(group))
    return said


def says_itself(group: Group, whole: Whole) -> bool:
    """Whether only whoever writes the file says what its totals are about, and nothing that the store knows."""
    return whole not in (group.place, group.one)


def _untrue(group: Group, said: Whole) -> str:
    """Why totals cannot be about what somebody says; nothing where that may be so.

    Nobody takes a whole nation, or what the store was declared to hold and does not, on somebody's word.
    """
    if said.level == NATIONAL or said == group.claimed:
        held = f"They are about {group.name}: " if group.name else ""
        return f"{held}{group.against or 'nothing declares what they are all of'}."
    if group.place is not None:
        return f"The store is declared to hold {group.place.name}: {group.proof}."
    if said.level == PROVIDER_LEVEL and group.name and (group.one is None or group.one.code != said.code):
        return f"They are about {group.name}."
    return ""


def _no_code(group: Group) -> UsageError:
    return UsageError(
        f"the totals of this table are about {group.name or 'people of whom nobody says where they are'}, and no code "
        "of a data file stands for those",
        where=f"{group.against[:1].upper()}{group.against[1:]}." if group.against else "",
        next=_instead(group),
    )


def _instead(group: Group) -> str:
    split = "" if group.delivery else "Split it:  --by provider\n"
    return (
        f"{split}Or say what they are about, where it is true:  --whole 'LSIP E69000001 Greater Alder'\n"
        "Or declare what the store holds, and prove it:  alder store covers --help"
    )


def _level_of(filters: Sequence[Filter]) -> LevelColumns | None:
    """The level of the rows that are not about everybody."""
    ids = {f.id for f in filters}
    if PROVIDER in ids:
        return PROVIDER_LEVEL
    return next((PLACES[f.id] for f in filters if f.id in PLACES), None)


def pair_of(table: Protected, whole: Whole | str | None = None) -> Pair:
    """The pair of a protected table, in the order of its rows. The totals are about `whole`: see `totals_of`."""
    about = totals_of(table.about.group, table.filters, whole)
    head, *lines = data_file.data_rows(table)
    meta_head, *meta_lines = data_file.meta_rows(table)
    columns = {column: [line[n] for line in lines] for n, column in enumerate(head)}
    rows = [dict(zip(meta_head, line, strict=True)) for line in meta_lines]
    place = _place(table)
    if place is not None:
        columns = _by_place(table, place, columns)
        rows = [row for row in rows if row["col_name"] != place.id]
    levels = columns["geographic_level"]
    kept = [
        n
        for n, (codes, figures) in enumerate(rows_of(table))
        if not _cannot_be(table, codes, figures) and (about or levels[n] != data_file.EVERYBODY)
    ]
    if about is not None:
        columns = _about(about, columns)
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
def write(table: Protected, path: Path, whole: Whole | str | None = None) -> list[Path]:
    """Write the three files; the name that is given is that of the data."""
    check_name(path)
    about = totals_of(table.about.group, table.filters, whole)
    pair = pair_of(table, whole)
    meta_head = data_file.meta_rows(table)[0]
    files = {
        path: _csv([list(pair.columns), *zip(*pair.columns.values(), strict=True)]),
        path.with_suffix(".meta.csv"): _csv([meta_head, *([row[name] for name in meta_head] for row in pair.meta)]),
        path.with_suffix(".notes.txt"): notes(table) + _last_line(table, about),
    }
    for file, text in files.items():
        file.write_text(text, encoding="utf-8", newline="")
    return list(files)


def totals_in_file(table: Protected, about: Whole | None) -> str:
    """What is to be said of the rows of everybody in a data file, beside what is said of the table; often nothing."""
    group = table.about.group
    if about is None:
        return (
            f"Totals are left out of the file: no code of a data file stands for {group.name or 'everybody counted'}."
        )
    if says_itself(group, about):
        return f"Totals of the file are about {about.name}, as was said when it was written; no declaration proves it."
    return ""


def _last_line(table: Protected, about: Whole | None) -> str:
    said = totals_in_file(table, about)
    return f"\n{said}\n" if said else ""


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
            found[name] = [data_file.EVERYBODY if code == TOTAL else level.text for code in codes]
        elif name != place.id:
            found[name] = cells
        if name == NATIONAL.name:
            found[level.code] = [code for code, _ in named]
            found[level.name] = [label for _, label in named]
            found[PLACES_ARE] = [place.label] * len(codes)
            if said := _providers_are(table.about.group):
                found[PROVIDERS_ARE] = [said] * len(codes)
    return found


def _providers_are(group: Group) -> str:
    """Whose learners the rows about places are: nothing where all of the country's, or where nobody knows."""
    if group.place is None:
        return group.name
    return "" if group.place.level == NATIONAL else f"all providers of {group.place.name}"


def _about(whole: Whole, columns: _Columns) -> _Columns:
    """The columns with the rows of everybody at the level of the whole, under its code and name."""
    levels = columns["geographic_level"]
    everybody = [one == data_file.EVERYBODY for one in levels]
    found: _Columns = {}
    for name, cells in columns.items():
        found[name] = cells
        if name == "geographic_level":
            found[name] = [whole.level.text if own else one for own, one in zip(everybody, levels, strict=True)]
        if name == NATIONAL.name and whole.level != NATIONAL:
            found[whole.level.code] = [whole.code if own else "" for own in everybody]
            found[whole.level.name] = [whole.name if own else "" for own in everybody]
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
