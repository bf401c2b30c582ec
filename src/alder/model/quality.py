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


_TEXTS = {
    "Q-PROV": "These figures come from returns made during the year. Providers may still add or correct records.",
    "Q-ONE": "One return of one year alone cannot give an official rate: what earlier years' final returns said of "
    "late reports, breaks and missing aims is not known.",
    "Q-COPY": "These figures come from the copy of the ILR that researchers get. It has no learner numbers, dates of "
    "birth or most monitoring, so learners are told apart within a provider only and what needs those is not known.",
    "Q-SELF": "This characteristic is what learners chose to declare; differences may reflect how willing they were.",
    "Q-UNK": "Some have no known value. They are shown apart, and shares leave them out.",
    "Q-ONCE": "Learners are counted once in the total but may appear in several rows, so rows do not add up.",
    "Q-ROUND": "Counts are rounded and small ones hidden. Rates are worked out from counts that are not rounded.",
    "Q-BREAK": "Definitions changed at the breaks named beside the figures. Do not read a trend across them.",
    "Q-HYBRID": "Leavers are placed in the latest of their planned, actual and reported end years, so one year mixes "
    "learners who started in several.",
    "Q-QAR": "Early leavers inside the qualifying period, approved transfers and planned breaks are left out. The rate "
    "is not the chance that someone who starts will achieve.",
    "Q-LEVEL": "Levels are known for apprenticeship frameworks only, until the list of aims (LARS) is loaded.",
    "Q-DEST": "Providers recorded these destinations, and many are missing. Read them as the least there were.",
    "Q-LEO": "Work abroad, cash work and some self-employment are not seen. Not captured does not mean unemployed.",
    "Q-EARN": "Yearly pay is scaled up from days in work. Hours are not known, so part-time and full-time pay cannot "
    "be compared.",
    "Q-SURV": "These figures come from people who answered. Look at the response rate and the range; small groups "
    "are unsafe.",
    "Q-FCST": "This is what a model projects. It rests on assumptions and has a date: show the range and the edition.",
    "Q-LINK": "People were looked for in other records by their identifiers. Who was not found looks like somebody who "
    "did nothing, and some groups are found less often than others.",
    "Q-CAUS": "The groups differ in ways that bear on the result. A difference is an association, not the effect of a "
    "course or provider.",
    "Q-AREA": "Area deprivation describes the neighbourhood, not the learner.",
    "Q-LINE": "Distances are straight lines from home to the postcode given for delivery, not journeys. Providers may "
    "give their main site for all.",
}

CAVEATS: dict[str, Caveat] = {code: Caveat(code, text) for code, text in _TEXTS.items()}
