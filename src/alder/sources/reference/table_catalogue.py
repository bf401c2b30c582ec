"""Every reference table that Alder can take: found in the files of `publishers`, recognised in a file, and where the
files of tables that are not held are fetched. Alder itself never goes out to fetch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import PurePath
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from alder.errors import UnreadableFile, unknown_name
from alder.look.words import listed
from alder.sources.reference import publishers
from alder.sources.reference.table_layout import TableLayout, folded, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from types import ModuleType

    from alder.files.archive import Unpacker
    from alder.sources.reference.table_layout import Origin


@cache
def layouts() -> tuple[TableLayout, ...]:
    """Every layout of every table. A table that publishers give in several ways stands here several times."""
    return tuple(layout for publisher in _publishers() for layout in publisher.TABLES)


@cache
def unpackers() -> tuple[Unpacker, ...]:
    """How files unpack that some publishers pack in a way of their own."""
    return tuple(unpacker for publisher in _publishers() for unpacker in getattr(publisher, "UNPACKERS", ()))


def _publishers() -> list[ModuleType]:
    """The modules of `publishers`, found by being there, each in its place."""
    modules = [import_module(f"{publishers.__name__}.{file.name}") for file in iter_modules(publishers.__path__)]
    return sorted(modules, key=lambda publisher: int(publisher.PLACE))


@cache
def tables() -> dict[str, TableLayout]:
    """Every table that can be added, by the name under which a store holds it, in its first layout."""
    by_name: dict[str, TableLayout] = {}
    for known in layouts():
        by_name.setdefault(known.name, known)
    return by_name


def table(name: str) -> TableLayout:
    if name not in tables():
        raise unknown_name("reference table", name, tables(), next="What is held: alder reference list")
    return tables()[name]


def layouts_of(name: str) -> tuple[TableLayout, ...]:
    """The layouts of one table."""
    table(name)
    return tuple(f for f in layouts() if f.name == name)


class TableColumn(NamedTuple):
    """A column of a table: its type in words, its other names in published files, and whether a file may lack it."""

    name: str
    type: str
    published_as: tuple[str, ...]
    may_be_missing: bool


_TYPES = {
    "int32": "whole number",
    "int64": "whole number",
    "string": "text",
    "date32[day]": "date",
    "bool": "yes or no",
}


def columns_of(name: str) -> tuple[TableColumn, ...]:
    """The columns of one table, in the order in which it is held."""
    of_table = layouts_of(name)
    return tuple(
        TableColumn(
            field.name,
            _TYPES.get(str(field.type), "number"),
            tuple(dict.fromkeys(shown(n) for layout in of_table for n in layout.aliases.get(field.name, ()))),
            any(field.name in layout.optional for layout in of_table),
        )
        for field in of_table[0].schema
    )


_OF_LEARNERS = frozenset({"ULN"})
"""Columns that many lists of learners have, and that make none of them a reference table."""


def recognise(header: Sequence[str], file: str) -> tuple[TableLayout, ...]:
    """The tables whose columns the file has; none where it holds no table that Alder takes.

    Of two tables that are known by all their columns, one of which has all columns of the other, the larger is meant.
    A file may fill several others. Of rivals with the same columns the name of the file decides.
    """
    whole = list(filter(None, (f.in_file(header) for f in layouts())))
    plain = [f for f in whole if f.is_plain]
    smaller = [f for f in plain if any(set(f.schema.names) < set(o.schema.names) for o in plain)]
    recognised = [f for f in whole if f not in smaller]
    # A single column, such as EmpId, stands in many files that are no register of it. A list of learners' numbers is
    # taken for one by nothing that it says: whoever checks three learners has such a list, under whatever name.
    alone = len(recognised) == 1 and (len(header) == 1 or is_published_as(file, recognised[0]))
    recognised = [f for f in recognised if f.needs > 1 or (alone and not _OF_LEARNERS & set(f.keys))]
    for group in _rivals(recognised):
        named = [f for f in group if is_published_as(file, f)]
        if len(named) != 1:
            raise UnreadableFile(
                "the columns of this file fit more than one table: "
                + listed(list(dict.fromkeys(f.name for f in group)), "or"),
                where=f"{file}, line 1",
                next="Nothing was added. Say which it is with --table NAME.",
            )
        recognised = [f for f in recognised if f not in group or f in named]
    return tuple(recognised)


def by_one_column(header: Sequence[str]) -> TableLayout | None:
    """The table that a file might hold by the one column that it needs, if somebody says so."""
    return next((layout for f in layouts() if (layout := f.in_file(header)) is not None and layout.needs == 1), None)


def nearest(header: Sequence[str]) -> TableLayout | None:
    """The table that a file comes close to: it has the keys, and more columns than not."""
    near = []
    for known in layouts():
        lacks = known.lacks(header)
        keys = {known.shown(k) for k in known.keys}
        if lacks and known.needs > 2 and not keys & set(lacks) and len(lacks) * 2 < known.needs:
            near.append((len(lacks), -known.needs, known))
    return min(near, key=lambda n: n[:2], default=(0, 0, None))[2]


def is_published_as(file: str, known: TableLayout) -> bool:
    """Whether the file has the name under which publishers give this table."""
    return bool(known.file and re.fullmatch(f"(?:.*_)?(?:{known.file})", folded(stem(file)), re.IGNORECASE))


def stem(file: str) -> str:
    """The name of a file without folder and endings."""
    name = PurePath(file.replace("\\", "/")).name
    for ending in (".gz", ".zip", ".csv", ".txt", ".whl", ".geojson", ".json"):
        name = name[: -len(ending)] if name.lower().endswith(ending) else name
    return name


def _rivals(candidates: Sequence[TableLayout]) -> list[list[TableLayout]]:
    """Tables of which the file can hold only one, together."""
    groups: dict[str, list[TableLayout]] = {}
    for known in candidates:
        rivals = known.exclusive_with or (",".join(sorted(known.schema.names)) if known.is_plain else known.name)
        groups.setdefault(rivals, []).append(known)
    return [group for group in groups.values() if len(group) > 1]


@dataclass(frozen=True)
class Fetch:
    """One page of a publisher, and the files there that fill tables."""

    publisher: str
    page: str
    files: tuple[tuple[Origin, tuple[TableLayout, ...]], ...]

    @property
    def can_be_found(self) -> bool:
        """Whether anybody can fetch the files, from a page or by a search."""
        return bool(self.page or self.files[0][0].search)

    @property
    def is_for_rules_alone(self) -> bool:
        return all(k.is_plain for _, known in self.files for k in known)

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(k.name for _, known in self.files for k in known))


def files_to_fetch(held: Collection[str]) -> tuple[Fetch, ...]:
    """What to fetch for the tables that are not held, by publisher. Other ways to a table follow the first."""
    return _by_page([f for f in layouts() if f.name not in held])


def fetched_from(table: str) -> tuple[Origin, ...]:
    """Where the file of one table is fetched, the best way first."""
    return tuple(dict.fromkeys(o for f in layouts() if f.name == table for o in f.origins))


def _by_page(wanted: Sequence[TableLayout]) -> tuple[Fetch, ...]:
    pages: dict[tuple[str, str], dict[Origin, dict[str, TableLayout]]] = {}
    for known in wanted:
        for origin in known.origins:
            files = pages.setdefault((origin.publisher, origin.page), {})
            files.setdefault(origin, {})[known.name] = known
    fetches = [
        Fetch(publisher, page, tuple((origin, tuple(known.values())) for origin, known in files.items()))
        for (publisher, page), files in pages.items()
    ]
    return tuple(sorted(fetches, key=lambda f: (not f.can_be_found, f.is_for_rules_alone)))
