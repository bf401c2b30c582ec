"""Lists that checks rest on and that Alder does not ship: the user adds them as a folder of CSV files.

The department keeps them in two places: with its screener (R package) and, under an open licence, with the older
screening app. Their files have different names in each; both are known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile, UsageError
from alder.publishing.standard import csv_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list: what it holds, the columns that are read, and what its file may be called."""

    name: str
    title: str
    columns: Row
    files: Row


def _kind(name: str, title: str, columns: str, files: str) -> ListKind:
    return ListKind(name, title, tuple(columns.split()), tuple(f"{file}.csv" for file in files.split()))


LIST_KINDS: tuple[ListKind, ...] = (
    _kind("countries", "Countries", "country_code country_name", "acceptable_countries country"),
    _kind("regions", "Regions", "region_code region_name", "acceptable_regions regions"),
    _kind(
        "wards", "Wards", "ward_code ward_name", "acceptable_wards wards ward_lad_la_pcon_hierarchy ward_lad_hierarchy"
    ),
    _kind("constituencies", "Parliamentary constituencies", "pcon_code pcon_name", "acceptable_pcons pcons"),
    _kind("districts", "Local authority districts", "lad_code lad_name", "acceptable_lads lads"),
    _kind(
        "partnerships",
        "Local enterprise partnerships",
        "local_enterprise_partnership_code local_enterprise_partnership_name",
        "acceptable_leps leps",
    ),
    _kind(
        "improvement_plan_areas", "Local skills improvement plan areas", "lsip_code lsip_name", "acceptable_lsips lsips"
    ),
    _kind(
        "devolved_areas",
        "English devolved areas",
        "english_devolved_area_code english_devolved_area_name",
        "acceptable_edas english_devolved_areas",
    ),
    _kind("authorities", "Local authorities", "old_la_code new_la_code la_name", "acceptable_las las"),
    _kind("no_places", "Names of no place", "code name", "acceptable_extra_geog_options universal_geog_options"),
    _kind(
        "harmonised",
        "Harmonised names of columns",
        "col_name_search_string col_name_harmonised",
        "harmonised_col_names",
    ),
    _kind("ethnicity", "Ethnic groups", "ethnicity_major ethnicity_minor", "acceptable_ethnicity_values ethnicity"),
    _kind(
        "dictionary",
        "The data dictionary",
        "col_type col_name filter_item col_name_parent filter_item_parent",
        "data_dictionary data-dictionary",
    ),
)
LIST_BY_NAME: Mapping[str, ListKind] = MappingProxyType({kind.name: kind for kind in LIST_KINDS})


@dataclass(frozen=True)
class Lists:
    """The lists that are there, as rows of text."""

    rows: Mapping[str, frozenset[Row]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> frozenset[Row]:
        return self.rows[name]

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names of those that are not there."""
        return tuple(name for name in names if name not in self.rows)


NO_LISTS = Lists()


def read_lists(folder: Path) -> Lists:
    """Every list that the folder has a file for."""
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder.name} with lists", where=f"Looked in {folder.parent}.")
    lists = {}
    for kind in LIST_KINDS:
        file = next((folder / name for name in kind.files if (folder / name).is_file()), None)
        if file:
            lists[kind.name] = _read(file, kind)
    if not lists:
        known = ", ".join(kind.files[0] for kind in LIST_KINDS)
        raise UsageError(f"the folder {folder.name} holds none of the lists", where=f"Their files are called {known}.")
    return Lists(lists)


def _read(file: Path, kind: ListKind) -> frozenset[Row]:
    table, _ = csv_file.read_small(file)
    if missing := [name for name in kind.columns if name not in table.column_names]:
        where = f"It has no column {missing[0]}."
        raise UnreadableFile(f"{file.name} is not the list of {kind.title.lower()}", where=where)
    return frozenset(zip(*(table[name].to_pylist() for name in kind.columns), strict=True))
