"""The grade of a result, which is the worst of the fields behind it, the grade of a field, and that of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import counted
from alder.model.explanation import Explanation, Section
from alder.model.quality import CAVEATS, Break, FieldQuality, Grade, Quality
from alder.sources.ilr.quality import BREAKS, GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.model.definition import Strength
    from alder.model.period import AcademicYear
    from alder.model.quality import Caveat
    from alder.model.source import Source

NOT_GRADED = Grade.C
"""What a field is taken for that nobody has graded."""


def caveats(codes: Iterable[str]) -> tuple[Caveat, ...]:
    """The cautions of these codes, each once, in the order given."""
    return tuple(CAVEATS[c] for c in dict.fromkeys(codes))


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


ILR = "ilr"


def source_quality(source: Source) -> Explanation:
    """The profile of a source, from what its declaration says and from the grades of its fields."""
    coverage = source.coverage
    breaks = [(str(b.years.first or b.years), b.why) for b in coverage.breaks]
    if source.id == ILR:
        breaks = [(b.at.year.label, b.at.text) for b in BREAKS]
    sections = (
        Section("Strong", rows=tuple(("", str(f)) for f in source.strong)),
        Section("Weak", rows=tuple(("", str(f)) for f in source.weak)),
        Section("Gaps", rows=tuple((str(g.years), g.why) for g in coverage.gaps)),
        Section("Breaks in series: read no trend across them", rows=tuple(breaks)),
        _fields(source),
    )
    return Explanation(
        source.id,
        "quality of a source",
        (f"grade {source.grade}",),
        f"{source.title}. Grade {source.grade}: {source.grade.meaning}.",
        rows=(
            ("covers", f"{coverage.place}: {coverage.people}"),
            ("collected by", f"{source.collected}. {source.how}"),
        ),
        sections=tuple(s for s in sections if s.rows or s.paragraphs),
        next="How the returns you hold are filled:  alder quality"
        if source.id == ILR
        else f"More:  alder sources {source.id}",
        more={"id": source.id, "grade": source.grade.value},
    )


def _fields(source: Source) -> Section:
    """The fields by their grades; of a source whose fields nobody has graded that is said."""
    title = "Fields by grade"
    if source.id != ILR:
        says = f"Its fields have no grades yet. A result that uses one takes grade {NOT_GRADED} for it."
        return Section(title, (says,))
    rows = []
    for grade in Grade:
        of_grade = [name for name, q in GRADES.items() if q.grade is grade]
        rows.append((f"{grade}  {counted(len(of_grade), 'field')}", f"{grade.meaning}: {', '.join(of_grade)}"))
    return Section(title, rows=tuple(rows))
