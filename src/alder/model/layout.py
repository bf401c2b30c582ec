"""The layout of a source: its kinds of record, their fields, and every name that a field's column has had.

A field says what it could give away about a person. In delivered files one field has had many names over the years,
some with the year or term inside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from alder.model.period import EVERY_YEAR, AcademicYear, Years

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.model.code_list import CodeList
    from alder.model.fact import Citation
    from alder.model.field import FieldKind


class Identifies(StrEnum):
    """How near a field comes to naming a person."""

    NO = "no"
    PUBLIC = "public"
    QUASI = "quasi"
    PSEUDONYM = "pseudonym"
    DIRECT = "direct"

    @property
    def meaning(self) -> str:
        return {
            "no": "does not identify anyone",
            "public": "a public number of an organisation, course or place",
            "quasi": "may identify someone together with other fields",
            "pseudonym": "a key that stands for a person or body and means nothing outside the data",
            "direct": "names a person, or is a number by which a person is known",
        }[self.value]


RISKS: dict[int, str] = {
    1: "identifies someone at once",
    2: "an identifier with a meaning outside the data",
    3: "an identifier without a meaning outside the data",
    4: "no identifier, but helps greatly to recognise someone",
    5: "any other field",
}
"""Identification risk, on the scale of the Department for Education's tables of NPD variables."""


class Sensitivity(StrEnum):
    """How much harm a field could do, on the scale of the Department for Education's tables of NPD variables."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"

    @property
    def meaning(self) -> str:
        return {
            "A": "never leaves the department",
            "B": "highly sensitive, such as safeguarding",
            "C": "sensitive, but no special category of data protection law",
            "D": "a special category of data protection law, such as ethnicity or health",
            "E": "any other field",
        }[self.value]


@dataclass(frozen=True)
class SourceField:
    """One field, under the name that its publisher gives it today.

    `also` are the column names that it has had, or has in other deliveries. `risk` and `sensitivity` are None where
    nobody has judged them, as for public registers. `same_as` is the ILR field that holds the same fact. `length` is
    the most characters that it may have.
    """

    name: str
    kind: FieldKind
    meaning: str
    length: int | None = None
    identifies: Identifies = Identifies.NO
    risk: int | None = None
    sensitivity: Sensitivity | None = None
    codes: CodeList | None = None
    years: Years = EVERY_YEAR
    also: tuple[ColumnName, ...] = ()
    same_as: str = ""
    note: str = ""


@dataclass(frozen=True)
class SourceEntity:
    """One kind of record of a source.

    `name` is Alder's, `published` the publisher's name of the table, `grain` what a row stands for. `key` are the
    fields that no two rows may share; empty where the publisher gives none. `patterns` are the shapes that column
    names take, with `{name}` for the field's own name; the bare name is always one of them. `fields` may be a choice:
    `of` is how many the publisher lists. `judged_by` says whose the risk codes are, `cite` where the fields are from.
    """

    name: str
    published: str
    grain: str
    key: tuple[str, ...]
    fields: tuple[SourceField, ...]
    cite: Citation
    patterns: tuple[ColumnName, ...] = ()
    of: int | None = None
    judged_by: str = ""
    note: str = ""

    def __getitem__(self, name: str) -> SourceField:
        for field in self.fields:
            if field.name.casefold() == name.casefold():
                return field
        raise KeyError(f"{self.published} has no field {name}")

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(f.name.casefold() == name.casefold() for f in self.fields)

    @cached_property
    def columns(self) -> ColumnNames:
        """Which field a column of a delivered file is, whatever the year."""

        return ColumnNames.of(self)


TERMS = {"aut": "autumn", "spr": "spring", "sum": "summer"}
"""How column names write the term of a school census."""

_MARKS = {"{term}": "(?P<term>aut|spr|sum)", "{yy}": r"(?P<yy>\d{2})"}
_FIRST_OF_CENTURY = 90


@dataclass(frozen=True)
class ColumnName:
    """A name, in which `{term}` stands for aut, spr or sum and `{yy}` for the year in which the academic year ends.

    `Gender_{term}{yy}` is `Gender_spr17` for the spring of 2016/17, and `Gender_aut17` for the autumn before it.
    `years` are the years in which the name was used.
    """

    pattern: str
    years: Years = EVERY_YEAR

    @classmethod
    def parse(cls, text: str) -> ColumnName:
        """Read `gend_{yy}`, or `MotherTongue_{yy} @ 2001/02` for a name of certain years."""
        pattern, _, years = text.partition("@")
        left = pattern.strip()
        for mark in ("{term}", "{yy}", "{name}"):
            left = left.replace(mark, "")
        if not pattern.strip() or "{" in left or "}" in left:
            raise ValueError(f"{text.strip()} is not a column name: it may hold {{term}}, {{yy}} and {{name}}")
        return cls(pattern.strip(), Years.parse(years))

    def named(self, field: str) -> ColumnName:
        """The name that a field takes by a pattern of its entity."""
        return ColumnName(self.pattern.replace("{name}", field), self.years)

    def written(self, year: AcademicYear, term: str = "spr") -> str:
        """The name of the column in a year, and in a term where the name says one."""
        return self.pattern.replace("{yy}", f"{(year.start + 1) % 100:02d}").replace("{term}", term)

    @property
    def regex(self) -> re.Pattern[str]:
        parts = re.split(r"(\{term\}|\{yy\})", self.pattern)
        return re.compile("".join(_MARKS.get(p, re.escape(p)) for p in parts), re.IGNORECASE)

    def __str__(self) -> str:
        return f"{self.pattern} ({self.years})" if self.years else self.pattern


@dataclass(frozen=True)
class ColumnMatch:
    """A column that was recognised: its field, and the year and term that its name says.

    `is_known` is False where the declarations do not have the field, or the name, in that year.
    """

    field: SourceField
    year: AcademicYear | None
    term: str | None
    is_known: bool


@dataclass(frozen=True)
class ColumnNames:
    """Every name that an entity's fields have had, ready to look columns up. The case of letters does not matter."""

    fixed: dict[str, tuple[tuple[SourceField, ColumnName], ...]]
    shaped: tuple[tuple[SourceField, ColumnName, re.Pattern[str]], ...]

    @classmethod
    def of(cls, entity: SourceEntity) -> ColumnNames:
        fixed: dict[str, list[tuple[SourceField, ColumnName]]] = defaultdict(list)
        shaped = []
        for field in entity.fields:
            for name in names_of(entity, field):
                if "{" in name.pattern:
                    shaped.append((field, name, name.regex))
                else:
                    fixed[name.pattern.casefold()].append((field, name))
        return cls({k: tuple(v) for k, v in fixed.items()}, tuple(shaped))

    def match(self, column: str, year: AcademicYear | None = None) -> tuple[ColumnMatch, ...]:
        """The fields that a column may be, known names first; nothing where no field has had such a name.

        `year` is the year of the file, where its columns do not say it. More than one field of the same standing
        means that the year is needed to tell them apart.
        """
        matches = list(self._matches(column.strip(), year))
        known = [m for m in matches if m.is_known]
        return tuple({m.field.name: m for m in reversed(known or matches)}.values())[::-1]

    def _matches(self, column: str, year: AcademicYear | None) -> Iterator[ColumnMatch]:
        for field, name in self.fixed.get(column.casefold(), ()):
            yield _match(field, name, year, None)
        for field, name, regex in self.shaped:
            if at := regex.fullmatch(column):
                marks = at.groupdict()
                term = marks["term"].lower() if marks.get("term") else None
                yield _match(field, name, _ending(marks["yy"]) if marks.get("yy") else year, term)


def names_of(entity: SourceEntity, field: SourceField) -> tuple[ColumnName, ...]:
    """Every name of a field: its own, those by the entity's patterns, and those that only it has had."""
    by_pattern = [pattern.named(field.name) for pattern in entity.patterns]
    names = [ColumnName(field.name), *by_pattern, *field.also]
    return tuple({(n.pattern.casefold(), n.years): n for n in names}.values())


def _match(field: SourceField, name: ColumnName, year: AcademicYear | None, term: str | None) -> ColumnMatch:
    return ColumnMatch(field, year, term, year is None or (year in field.years and year in name.years))


def _ending(yy: str) -> AcademicYear:
    century = 1900 if int(yy) >= _FIRST_OF_CENTURY else 2000
    return AcademicYear(century + int(yy) - 1)
