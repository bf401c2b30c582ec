"""Which field each column of a delivered file is, in which year and term; and which kind of record the file holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.errors import UnreadableFile, UsageError
from alder.files.archive import NOTHING
from alder.look.words import listed
from alder.model.layout import TERMS
from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.files.delimited import DelimitedFile
    from alder.model.layout import SourceEntity
    from alder.model.source import Source

Part = tuple["AcademicYear | None", str | None]
"""A year and a term that the names of columns say."""


@dataclass(frozen=True)
class ColumnPlan:
    """How the columns of one file become fields.

    `always` are columns whose names say no year, `parts` those that say one, by year and term: more than one part is
    a wide file, of which each row becomes one row a part. A field may have several columns; the first that is filled
    counts. `unknown` are the columns that no declaration has.
    """

    file: DelimitedFile
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


def plan_columns(source: Source, file: DelimitedFile, entity: str | None, year: AcademicYear | None) -> ColumnPlan:
    """The plan of a file. Raises where its columns are not those of the source, or could be read in two ways."""
    kind = _entity(source, file, entity)
    always: dict[str, list[int]] = {}
    parts: dict[Part, dict[str, list[int]]] = {}
    unknown, odd = [], []
    for place, name in enumerate(file.names):
        matches = kind.columns.match(name, year)
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
        year_of_name = kind.columns.match(name)[0].year if match.year is not None else None
        into = parts.setdefault((year_of_name, TERMS.get(match.term or "")), {}) if year_of_name is not None else always
        into.setdefault(match.field.name, []).append(place)
    _persons_first(kind, always, parts)
    _into_terms(parts)
    return ColumnPlan(
        file,
        kind,
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


def _entity(source: Source, file: DelimitedFile, asked: str | None) -> SourceEntity:
    matched = {e.name: len(_matched(e, file.names)) for e in _entities(source, asked)}
    most = max(matched.values())
    best = [name for name, count in matched.items() if count == most]
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


def _stranger(source: Source, file: DelimitedFile, entity: str, most: int) -> UnreadableFile:
    where = f"{file.where}, line 1"
    if len(file.names) == 1 and len(re.findall(r"\w+", file.names[0])) > 1:
        return UnreadableFile(
            "this file has one column only: its columns are not divided by commas, tabs, upright bars or semicolons",
            where=where,
            next=f"{NOTHING} Ask for the file with commas, or say what divides its columns to whoever delivers it.",
        )
    kind = source.entity(entity)
    near = [
        f"{name} (perhaps {close[0]})"
        for name in file.names[:200]
        if not kind.columns.match(name)
        and (close := get_close_matches(name.casefold(), [f.name.casefold() for f in kind.fields], 1, 0.8))
    ]
    share = f"{most} of its {len(file.names)} columns {'is' if most == 1 else 'are'} known"
    hint = f"; near misses: {listed(near[:3])}" if near else ""
    return UnreadableFile(
        f"the first line of this file does not name the columns of {source.title}",
        where=f"{where}: {share}{hint}",
        next=f"{NOTHING} What its columns are called:  alder sources {source.id} --fields",
    )


YEAR_FIELDS = ("ACADYR", "AcademicYear", "Year", "Base_Year", "TaxYear", "CollectionYear", "EXAMYEAR")
"""Fields that say the year of a row, by whatever name a source has for it."""

_PAIR = re.compile(r"((?:19|20)\d\d)\s*[/_-]?\s*(?:(?:19|20)?(\d\d))")
_SHORT_PAIR = re.compile(r"(\d\d)(\d\d)")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[_-]?(?:(?:19|20)?(\d\d))(?!\d)")
_TERMS = {"aut": "autumn", "spr": "spring", "sum": "summer", "a": "autumn", "p": "spring", "s": "summer"}


def year_field(entity: SourceEntity) -> str | None:
    """The field that says the year of a row, where the entity has one."""
    return next((f.name for want in YEAR_FIELDS for f in entity.fields if f.name.casefold() == want.casefold()), None)


def start_year(text: str, field: str) -> int | None:
    """The starting year: 2016 for 2016/2017, 2016/17, 201617 and 2016. An exam of 2017 is of 2016/17."""
    text = text.strip().removesuffix(".0")
    if field.casefold() == "collectionyear" and (match := _SHORT_PAIR.fullmatch(text)) and _follows(match[1], match[2]):
        return 2000 + int(match[1])
    if re.fullmatch(r"(19|20)\d\d", text):
        return int(text) - (field.casefold() == "examyear")
    if (match := _PAIR.fullmatch(text)) and _follows(match[1], match[2]):
        return int(match[1])
    return None


def start_years(texts: pa.Array, field: str) -> pa.Array:
    """The starting years of many texts."""
    coded = texts.dictionary_encode()
    years = pa.array([start_year(t, field) if t else None for t in coded.dictionary.to_pylist()], pa.int32())
    return years.take(coded.indices)


def terms(texts: pa.Array) -> pa.Array:
    """The terms of a school census, however they are written."""
    coded = texts.dictionary_encode()
    words = [(t or "").casefold() for t in coded.dictionary.to_pylist()]
    known = [_TERMS.get(w, _TERMS.get(w[:3])) for w in words]
    return pa.array(known, pa.string()).take(coded.indices)


def year_in_name(name: str) -> AcademicYear | None:
    """The academic year in the name of a file: PLAMS_2018-19.csv, ks4_201819.txt. None where it says two or none."""
    years = {int(first) for first, last in _IN_NAME.findall(name) if _follows(first, last)}
    return AcademicYear(years.pop()) if len(years) == 1 else None


def _follows(first: str, last: str) -> bool:
    return (int(first) + 1) % 100 == int(last)
