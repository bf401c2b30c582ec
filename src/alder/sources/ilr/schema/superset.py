"""All years as one: the tree that reads a year whose schema is not at hand, and the tables that hold every year."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from alder.model.field import Entity, Field
from alder.model.period import AcademicYear
from alder.rules.verdict import OfficialSchema
from alder.sources.ilr.schema import year_2016_17, year_2017_18, year_2018_19, year_2019_20, year_2020_21, year_2025_26
from alder.sources.ilr.schema.notation import Member, name_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_Limit = TypeVar("_Limit", int, float)

YEARS: dict[AcademicYear, Entity] = {
    AcademicYear(2016): year_2016_17.message,
    AcademicYear(2017): year_2017_18.message,
    AcademicYear(2018): year_2018_19.message,
    AcademicYear(2019): year_2019_20.message,
    AcademicYear(2020): year_2020_21.message,
    AcademicYear(2025): year_2025_26.message,
}
"""The tree of every year whose schema is at hand."""

OFFICIAL: dict[AcademicYear, OfficialSchema] = {
    AcademicYear(start): OfficialSchema(AcademicYear(start), file, version)
    for start, file, version in (
        (2016, "ILR-2016-17-v2.xsd", "2.0"),
        (2017, "ILR-2017-18-v2.xsd", "2.0"),
        (2018, "ILR-2018-19-v3.xsd", "3.0"),
        (2019, "ILR-2019-20-v2.xsd", "1.0"),
        (2020, "ILR-2020-21-v1.xsd", "1.0"),
        (2025, "ILR-2025-26.xsd", "1.0"),
    )
}
"""The schema file that each of these trees was declared after, with the version that stands in it.

It is not shipped: the tree says all that it says, and a test holds both to the same verdict on random files.
"""

BETWEEN: tuple[AcademicYear, ...] = tuple(AcademicYear(start) for start in range(2021, 2025))
"""Years whose schema is not at hand. They are read with the tree of all years, and the report says so."""

NAMESPACES: dict[str, AcademicYear] = {
    f"{'SFA' if year.start < 2018 else 'ESFA'}/ILR/{year.hyphenated}": year for year in sorted([*YEARS, *BETWEEN])
}
"""The XML namespace of each year; it alone says which year a file is for."""


def tree(year: AcademicYear) -> Entity:
    """The tree that a file of `year` is read with."""
    return YEARS[year] if year in YEARS else superset_tree()


@cache
def superset_tree() -> Entity:
    """Every entity and field of any year, with the widest limits that any year sets.

    Something is required only where every year that has its record requires it.
    """
    return _union(list(YEARS.values()))


KNOWN_BETWEEN: dict[str, tuple[range, str]] = {
    "PriorAttain": (range(2021, 2025), "prior attainment as dated records"),
    "FworkCode": (range(2021, 2025), "the codes of frameworks"),
    "PwayCode": (range(2021, 2025), "the codes of frameworks"),
    "LearnerDestinationandProgression": (range(2021, 2024), "destinations"),
}
"""What only one of the years beside the gap has and years in it are known to have had: in which of them, and in words.

Prior attainment became a dated record with 2021/22, and destinations were given up for 2024/25. Apprentices who began a
framework before the gap went on in it until 2024/25, and nothing but its codes tells one programme of theirs from
another.
"""


@cache
def common_tree(year: AcademicYear) -> Entity:
    """What the last year before the gap and the first after it both have, and what else is known of a year between.

    Limits are those of the later one that has a field. Returns that are made up for the year are written so. It is no
    schema, and nothing is valid by it.
    """
    known = {name for name, (years, _) in KNOWN_BETWEEN.items() if year.start in years}
    return _shared(YEARS[AcademicYear(BETWEEN[0].start - 1)], YEARS[AcademicYear(BETWEEN[-1].start + 1)], known)


def _shared(earlier: Entity, later: Entity, known: AbstractSet[str]) -> Entity:
    before = {(name_of(member), isinstance(member, Entity)): member for member in earlier.members}
    members: list[Member] = []
    for member in later.members:
        same = before.get((name_of(member), isinstance(member, Entity)))
        if isinstance(member, Entity) and isinstance(same, Entity):
            members.append(_shared(same, member, known))
        elif same is not None or name_of(member) in known:
            members.append(member)
    for above, member in pairwise(earlier.members):
        names = [name_of(m) for m in members]
        if name_of(member) in known and name_of(member) not in names:
            members.insert(names.index(name_of(above)) + 1, member)
    return replace(later, members=tuple(members))


def _union(versions: list[Entity]) -> Entity:
    by_name: dict[tuple[str, bool], list[Member]] = {}
    order: list[tuple[str, bool]] = []
    for version in versions:
        at = 0
        for member in version.members:
            id = (name_of(member), isinstance(member, Entity))
            if id in order:
                at = order.index(id) + 1
            else:
                order.insert(at, id)
                at += 1
            by_name.setdefault(id, []).append(member)
    members = tuple(_widest(by_name[id], len(by_name[id]) == len(versions)) for id in order)
    mosts = [v.most for v in versions]
    most = None if None in mosts else max(m for m in mosts if m is not None)
    return replace(versions[0], members=members, least=min(v.least for v in versions), most=most, one_of=())


def _widest(versions: list[Member], always: bool) -> Member:
    entities = [v for v in versions if isinstance(v, Entity)]
    if entities:
        widest = _union(entities)
        return widest if always else replace(widest, least=0)
    fields = [v for v in versions if isinstance(v, Field)]
    values = {f.values for f in fields}
    return replace(
        fields[0],
        required=always and all(f.required for f in fields),
        min_length=_least([f.min_length for f in fields]),
        max_length=_greatest([f.max_length for f in fields]),
        pattern=fields[0].pattern if len({f.pattern for f in fields}) == 1 else None,
        low=_least([f.low for f in fields]),
        high=_greatest([f.high for f in fields]),
        digits=_greatest([f.digits for f in fields]),
        values=fields[0].values if len(values) == 1 else (),
    )


def _least(limits: list[_Limit | None]) -> _Limit | None:
    return None if None in limits else min(x for x in limits if x is not None)


def _greatest(limits: list[_Limit | None]) -> _Limit | None:
    return None if None in limits else max(x for x in limits if x is not None)


@cache
def entities() -> dict[str, Entity]:
    """Each table's entity, over all years: its fields are the columns of the table.

    A record that shares its parent's table adds its fields to the parent's.
    """
    by_table: dict[str, Entity] = {}
    for entity in superset_tree().walk():
        if not entity.table:
            continue
        if entity.table in by_table:
            parent = by_table[entity.table]
            by_table[entity.table] = replace(parent, members=parent.members + entity.fields)
        else:
            by_table[entity.table] = entity
    return by_table


@cache
def keys() -> dict[str, tuple[str, ...]]:
    """The integer columns that number a table's rows within a file, the parents' first."""
    key_of: dict[str, tuple[str, ...]] = {}

    def descend(entity: Entity, above: tuple[str, ...]) -> None:
        if entity.table:
            key_of.setdefault(entity.table, (*above, entity.key))
            above = above if entity.key == "row" else (*above, entity.key)
        for child in entity.children:
            descend(child, above)

    descend(superset_tree(), ())
    return key_of


@cache
def superset() -> dict[str, pa.Schema]:
    """Every table's columns: its keys, the line in the file where the record starts, and the fields of all years."""
    return {
        table: pa.schema(
            [(key, pa.int64()) for key in keys()[table]]
            + [("line", pa.int32())]
            + [(field.name, field.kind.arrow) for field in entity.fields]
        )
        for table, entity in entities().items()
    }


@cache
def years_of(table: str, field: str) -> tuple[AcademicYear, ...]:
    """The years that collect a field, among those whose schema is at hand."""
    return tuple(
        year
        for year, message in YEARS.items()
        if any(e.table == table and any(f.name == field for f in e.fields) for e in message.walk())
    )
