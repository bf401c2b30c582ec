"""Code lists: the values that a field may hold, what they mean, and between which days each may be used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.model.period import AcademicYear


@dataclass(frozen=True)
class Code:
    """One value. `type` is empty, or names the kind of record that the code belongs to (`LDM`, `ACT`).

    `first` and `last` are the first and last day on which it may be used; None is open. `formerly` has what earlier
    releases called it.
    """

    code: str
    label: str
    type: str = ""
    first: date | None = None
    last: date | None = None
    formerly: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The code with its type, as one text: `LDM 034`."""
        return f"{self.type} {self.code}".strip()

    def is_open(self, day: date) -> bool:
        """May it be used on `day`?"""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class CodeList:
    """All codes of a field, in the order of its specification."""

    field: str
    title: str
    codes: tuple[Code, ...]

    @classmethod
    def parse(cls, field: str, title: str, text: str) -> CodeList:
        """Read lines of `code | label | first day | last day | earlier label`; a typed code is written `LDM 034`."""
        codes = []
        for line in filter(None, (raw.strip() for raw in text.splitlines())):
            key, label, first, last, formerly = ([c.strip() for c in line.split("|")] + ["", "", ""])[:5]
            type, _, code = key.rpartition(" ")
            earlier = (formerly,) if formerly else ()
            codes.append(Code(code, label, type, _day(first), _day(last), earlier))
        return cls(field, title, tuple(codes))

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def types(self) -> tuple[str, ...]:
        """The kinds of records that have codes here."""
        return tuple(dict.fromkeys(c.type for c in self))

    def of_type(self, type: str) -> tuple[Code, ...]:
        """The codes of one kind of record, as they stand beside their type: `034` of `LDM 034`."""
        return tuple(replace(c, type="") for c in self if c.type == type)

    def __contains__(self, key: object) -> bool:
        return any(c.key == key for c in self.codes)

    def label(self, key: str) -> str:
        """What a code means; for a typed code the key is `LDM 034`."""
        for code in self.codes:
            if code.key == key:
                return code.label
        raise KeyError(f"{self.title} has no code {key}")

    def choices(self, *numbers: int) -> tuple[tuple[int, str], ...]:
        """Some codes as the choices of a parameter, each with what it means."""
        return tuple((n, self.label(str(n))) for n in numbers)

    def known_in(self, year: AcademicYear) -> tuple[Code, ...]:
        """The codes on the list of a collection year: all introduced by its end, those since closed among them."""
        return tuple(c for c in self.codes if c.first is None or c.first <= year.last_day)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The codes as whole numbers, for a field that holds numbers."""
        return tuple(int(c.code) for c in self.codes)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
