"""The grade of a result: the worst grade of the fields that define its rows, its columns and its measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.quality import Break, FieldQuality, Grade, Quality
from alder.quality.caveats import caveats
from alder.sources.ilr.quality import BREAKS, GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.model.definition import Strength
    from alder.model.period import AcademicYear

NOT_GRADED = Grade.C
"""What a field is taken for that nobody has graded."""


def grade_of(field: str) -> FieldQuality:
    """The grade of a collected field and the reason; a field without one is graded C until it is looked at."""
    return GRADES.get(field, FieldQuality(field, NOT_GRADED, "nobody has graded this field yet"))


def breaks_at(names: Iterable[str], first: AcademicYear, last: AcademicYear) -> tuple[Break, ...]:
    """The breaks in series between `first` and `last`, both included, that touch any of these fields or measures."""
    touched = frozenset(names)
    return tuple(b.at for b in BREAKS if first <= b.at.year <= last and b.touches_any(touched))


def assess(
    fields: Iterable[str | FieldQuality],
    *,
    touching: Iterable[str] = (),
    years: tuple[AcademicYear, AcademicYear],
    shown: tuple[AcademicYear, AcademicYear] | None = None,
    cautions: Iterable[str] = (),
    coverage: str = "",
    splits: Mapping[str, Iterable[str | FieldQuality]] | None = None,
    strengths: Iterable[Strength] = (),
) -> Quality:
    """The quality of a result that read `fields` of these years. It cannot be left out of a result.

    `years` are all that it read, of which `shown` have rows: breaks of the others are known, and no caution is made of
    them. What is no field of the ILR comes with a grade of its own. `splits` are the fields behind each filter of the
    table, on which only the cells rest that are split by it. `strengths` are those of the definitions behind it.
    """
    graded = [_graded(f) for f in dict.fromkeys(fields)]
    by = {id: [_graded(f) for f in dict.fromkeys(read)] for id, read in (splits or {}).items()}
    every = [*graded, *(f for split in by.values() for f in split)]
    breaks = breaks_at({*(f.field for f in every), *touching}, *years)
    first, last = shown or years
    codes = [*cautions, *(["Q-BREAK"] if any(first <= b.year <= last for b in breaks) else [])]
    return Quality.of(graded, caveats=caveats(codes), breaks=breaks, coverage=coverage, splits=by, strengths=strengths)


def _graded(field: str | FieldQuality) -> FieldQuality:
    return field if isinstance(field, FieldQuality) else grade_of(field)
