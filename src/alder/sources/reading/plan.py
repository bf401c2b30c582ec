"""Which field each column of a delivered file is, in which year and term; and which kind of record the file holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile, UsageError
from alder.files.archive import NOTHING
from alder.look.words import listed
from alder.model.layout import TERMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.layout import SourceEntity
    from alder.model.period import AcademicYear
    from alder.model.source import Source
    from alder.sources.reading.delivered import Delivered

Part = tuple["AcademicYear | None", str | None]
"""A year and a term that the names of columns say."""


@dataclass(frozen=True)
class Plan:
    """How the columns of one file become fields.

    `always` are columns whose names say no year, `parts` those that say one, by year and term: more than one part is
    a wide file, of which each row becomes one row a part. A field may have several columns; the first that is filled
    counts. `unknown` are the columns that no declaration has.
    """

    file: Delivered
    entity: SourceEntity
    always: dict[str, tuple[int, ...]]
    parts: dict[Part, dict[str, tuple[int, ...]]]
    unknown: tuple[int, ...]
    odd_years: tuple[str, ...]

    @property
    def is_wide(self) -> bool:
        return len(self.parts) > 1

    @property
    def fields(self) -> set[str]:
        """The names of the fields that have a column."""
        return {*self.always, *(f for part in self.parts.values() for f in part)}


def known_names(source: Source, entity: str | None, names: Sequence[str]) -> int:
    """How many of the names the source has, or one kind of its records."""
    return max(len(_matched(e, names)) for e in _entities(source, entity))


def planned(source: Source, file: Delivered, entity: str | None, year: AcademicYear | None) -> Plan:
    """The plan of a file. Raises where its columns are not those of the source, or could be read in two ways."""
    one = _entity(source, file, entity)
    always: dict[str, list[int]] = {}
    parts: dict[Part, dict[str, list[int]]] = {}
    unknown, odd = [], []
    for place, name in enumerate(file.names):
        matches = one.columns.match(name, year)
        if not matches:
            unknown.append(place)
            continue
        if len(matches) > 1:
            raise UsageError(
                f"the column {name} is {listed([m.field.name for m in matches], 'or')}, and only the year tells which",
                where=f"{file.where}, line 1",
                next="Say it:  --year 2012/13",
            )
        match = matches[0]
        if not match.is_known:
            odd.append(name)
        said = one.columns.match(name)[0].year if match.year is not None else None
        into = parts.setdefault((said, TERMS.get(match.term or "")), {}) if said is not None else always
        into.setdefault(match.field.name, []).append(place)
    _persons_first(one, always, parts)
    _into_terms(parts)
    return Plan(
        file,
        one,
        {f: tuple(p) for f, p in always.items()},
        {part: {f: tuple(p) for f, p in fields.items()} for part, fields in parts.items()},
        tuple(unknown),
        tuple(odd),
    )


def _persons_first(entity: SourceEntity, always: dict[str, list[int]], parts: dict[Part, dict[str, list[int]]]) -> None:
    """A column of the key that stands once in a wide file is of every year, whatever year its name says: pmr_17."""
    for name in entity.key:
        having = [part for part, fields in parts.items() if name in fields]
        if len(parts) > 1 and len(having) == 1 and name not in always and len(parts[having[0]][name]) == 1:
            always[name] = parts[having[0]].pop(name)
            if not parts[having[0]]:
                del parts[having[0]]


def _into_terms(parts: dict[Part, dict[str, list[int]]]) -> None:
    """Columns whose names say a year and no term, beside some of its terms, are of each of these: they make no row of
    their own. An old name has no term in it: gend_17 beside LAEstab_spr17_anon.
    """
    for year in {year for year, term in parts if term is None}:
        terms = [part for part in parts if part[0] == year and part[1] is not None]
        for part in terms:
            for field, places in parts[year, None].items():
                parts[part].setdefault(field, []).extend(places)
        if terms:
            del parts[year, None]


def _entity(source: Source, file: Delivered, asked: str | None) -> SourceEntity:
    found = {e.name: len(_matched(e, file.names)) for e in _entities(source, asked)}
    most = max(found.values())
    best = [name for name, count in found.items() if count == most]
    if most < min(2, len(file.names)) or most == 0 or most * 4 < min(len(file.names), 20):
        raise _stranger(source, file, asked or best[0], most)
    if len(best) > 1:
        raise UsageError(
            f"the columns of this file fit {listed(best)} of {source.id} equally well",
            where=f"{file.where}, line 1",
            next=f"Say which:  --entity {best[0]}",
        )
    return source.entity(best[0])


def _entities(source: Source, asked: str | None) -> Sequence[SourceEntity]:
    if not source.entities:
        raise UsageError(
            f"no extract of {source.title} can be loaded: its fields are not declared",
            where=source.no_layout,
            next=f"What is known of it:  alder sources {source.id}",
        )
    if asked is None:
        return source.entities
    try:
        return (source.entity(asked),)
    except KeyError:
        from alder.errors import unknown_name

        raise unknown_name(
            f"kind of record in {source.id}",
            asked,
            [e.name for e in source.entities],
            next=f"They are: {', '.join(e.name for e in source.entities)}.",
        ) from None


def _matched(entity: SourceEntity, names: Sequence[str]) -> set[str]:
    return {n for n in names if entity.columns.match(n)}


def _stranger(source: Source, file: Delivered, entity: str, most: int) -> UnreadableFile:
    where = f"{file.where}, line 1"
    if len(file.names) == 1 and len(re.findall(r"\w+", file.names[0])) > 1:
        return UnreadableFile(
            "this file has one column only: its columns are not divided by commas, tabs, upright bars or semicolons",
            where=where,
            next=f"{NOTHING} Ask for the file with commas, or say what divides its columns to whoever delivers it.",
        )
    one = source.entity(entity)
    near = [
        f"{name} (perhaps {close[0]})"
        for name in file.names[:200]
        if not one.columns.match(name)
        and (close := get_close_matches(name.casefold(), [f.name.casefold() for f in one.fields], 1, 0.8))
    ]
    said = f"{most} of its {len(file.names)} columns {'is' if most == 1 else 'are'} known"
    hint = f"; near misses: {listed(near[:3])}" if near else ""
    return UnreadableFile(
        f"the first line of this file does not name the columns of {source.title}",
        where=f"{where}: {said}{hint}",
        next=f"{NOTHING} What its columns are called:  alder sources {source.id} --fields",
    )
