"""Every reference table that Alder can take, gathered from the sources that declare them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from alder.errors import unknown_name
from alder.sources.areas import tables as areas
from alder.sources.gias import tables as gias
from alder.sources.ilr import reference_tables as ilr
from alder.sources.imd import tables as imd
from alder.sources.lars import tables as lars
from alder.sources.ofqual import tables as ofqual
from alder.sources.postcodes import tables as postcodes
from alder.sources.published.known import shown
from alder.sources.soc import tables as soc
from alder.sources.variable_form import tables as variable_form

if TYPE_CHECKING:
    from alder.sources.published.known import Known


@cache
def forms() -> tuple[Known, ...]:
    """Every layout of every table. A table that publishers give in several ways stands here several times."""
    return (
        *ilr.tables(),
        *lars.TABLES,
        *ofqual.TABLES,
        *postcodes.TABLES,
        *imd.TABLES,
        *areas.TABLES,
        *gias.TABLES,
        *soc.TABLES,
        *variable_form.TABLES,
    )


@cache
def tables() -> dict[str, Known]:
    """Every table that can be added, by the name under which a store holds it, in its first layout."""
    found: dict[str, Known] = {}
    for known in forms():
        found.setdefault(known.name, known)
    return found


def table(name: str) -> Known:
    if name not in tables():
        raise unknown_name("reference table", name, tables(), next="What is held: alder reference list")
    return tables()[name]


def forms_of(name: str) -> tuple[Known, ...]:
    """The layouts of one table."""
    table(name)
    return tuple(f for f in forms() if f.name == name)


class Column(NamedTuple):
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


def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of one table, in the order in which it is held."""
    layouts = forms_of(name)
    return tuple(
        Column(
            field.name,
            _TYPES.get(str(field.type), "number"),
            tuple(dict.fromkeys(shown(n) for layout in layouts for n in layout.also.get(field.name, ()))),
            any(field.name in layout.optional for layout in layouts),
        )
        for field in layouts[0].schema
    )
