"""How far a number may be trusted: grades, caveats, breaks in series and the strength of what defines it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.model.definition import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.model.definition import Strength
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


DEFINED = {
    Evidence.V: Grade.A,
    Evidence.S: Grade.B,
    Evidence.B: Grade.C,
    Evidence.A: Grade.A,
}
"""The best grade that a figure can have by what its definition rests on.

A convention of Alder's own bounds nothing: no official definition exists that it could fall short of, and the figure is
exactly what its words say.
"""


@dataclass(frozen=True)
class FieldQuality:
    """The grade of one collected field, and why. A definition stands beside fields with a grade of its own."""

    field: str
    grade: Grade
    why: str

    @classmethod
    def of_definition(cls, name: str, evidence: Evidence) -> FieldQuality:
        """What the definition of a measure or a variable leaves of a figure's grade."""
        return cls(f"the definition of {name}", DEFINED[evidence], evidence.meaning)


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
    """What travels with every number: the lowest grade, the fields that set it, caveats, breaks and coverage.

    `base` are the fields that every cell rests on, those of the measure and of the question's filter; `splits` the
    fields behind each filter of the table. A cell rests on the first, and on those of the filters that define it.
    A definition stands among them with a grade of its own, so that no figure is better than what defines it;
    `strengths` say in words what each definition rests on: that of the measure first.
    """

    grade: Grade
    because: tuple[FieldQuality, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    breaks: tuple[Break, ...] = ()
    coverage: str = ""
    base: tuple[FieldQuality, ...] = ()
    splits: Mapping[str, tuple[FieldQuality, ...]] = field(default_factory=dict)
    strengths: tuple[Strength, ...] = ()

    @classmethod
    def of(
        cls,
        fields: Iterable[FieldQuality],
        *,
        caveats: Iterable[Caveat] = (),
        breaks: Iterable[Break] = (),
        coverage: str = "",
        splits: Mapping[str, Iterable[FieldQuality]] | None = None,
        strengths: Iterable[Strength] = (),
    ) -> Quality:
        """Combine the fields that a result used: it inherits the worst grade among them.

        `fields` are those of every cell, and `splits` those behind each filter of the table.
        """
        base = tuple(dict.fromkeys(fields))
        by = {id: tuple(dict.fromkeys(graded)) for id, graded in (splits or {}).items()}
        used = tuple(dict.fromkeys((*base, *(f for graded in by.values() for f in graded))))
        worst = max((f.grade for f in used), default=Grade.A)
        because = tuple(f for f in used if f.grade is worst)
        unique = tuple({c.code: c for c in caveats}.values())
        return cls(worst, because, unique, tuple(breaks), coverage, base, by, tuple(dict.fromkeys(strengths)))

    def of_cell(self, filters: Iterable[str]) -> Grade:
        """The worst grade of the fields that define a cell: those of the measure, and of the filters it is split by.

        `filters` are the filters of which the cell is not the total. Without a record of the fields it is the grade of
        the whole.
        """
        if not self.base:
            return self.grade
        return max(f.grade for f in (*self.base, *(f for id in filters for f in self.splits.get(id, ()))))
