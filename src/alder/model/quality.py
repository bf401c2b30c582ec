"""How far a number may be trusted: grades, caveats and breaks in series."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.period import AcademicYear


class Grade(StrEnum):
    """How far a field may be trusted. Alder's own scale; a result takes the lowest grade of its fields."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def meaning(self) -> str:
        return {
            "A": "money or audit depends on it, and it is checked",
            "B": "must be returned and is checked, but self-declared or lightly checked",
            "C": "collected with gaps, or open to interpretation",
            "D": "not to be used without a linked source",
        }[self.value]


@dataclass(frozen=True)
class FieldQuality:
    """The grade of one collected field, and why."""

    field: str
    grade: Grade
    why: str


@dataclass(frozen=True)
class Caveat:
    """A caution in plain words, known by its code."""

    code: str
    text: str


@dataclass(frozen=True)
class Break:
    """A change of definition at the start of `year`, across which no trend may be read."""

    year: AcademicYear
    text: str


@dataclass(frozen=True)
class Quality:
    """What travels with every number: the lowest grade, the fields that set it, caveats, breaks and coverage."""

    grade: Grade
    because: tuple[FieldQuality, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    breaks: tuple[Break, ...] = ()
    coverage: str = ""

    @classmethod
    def of(
        cls,
        fields: Iterable[FieldQuality],
        *,
        caveats: Iterable[Caveat] = (),
        breaks: Iterable[Break] = (),
        coverage: str = "",
    ) -> Quality:
        """Combine the fields that a result used: it inherits the worst grade among them."""
        used = tuple(fields)
        worst = max((f.grade for f in used), default=Grade.A)
        because = tuple(f for f in used if f.grade is worst)
        unique = tuple({c.code: c for c in caveats}.values())
        return cls(worst, because, unique, tuple(breaks), coverage)
