"""The layout of a source: its kinds of record, their fields, and what each field could give away about a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from alder.model.years import EVERY, Years

if TYPE_CHECKING:
    from alder.model.code_list import CodeList
    from alder.model.column_name import ColumnName, ColumnNames
    from alder.model.field import Kind
    from alder.model.source import Citation


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
    kind: Kind
    meaning: str
    length: int | None = None
    identifies: Identifies = Identifies.NO
    risk: int | None = None
    sensitivity: Sensitivity | None = None
    codes: CodeList | None = None
    years: Years = EVERY
    also: tuple[ColumnName, ...] = ()
    same_as: str = ""
    note: str = ""

    @property
    def is_sensitive(self) -> bool:
        return self.sensitivity is not None and self.sensitivity is not Sensitivity.E


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
        from alder.model.column_name import ColumnNames

        return ColumnNames.of(self)
