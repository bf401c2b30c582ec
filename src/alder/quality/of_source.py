"""How far a source may be trusted: its grade, what it is strong and weak in, its gaps and breaks, and its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import counted
from alder.model.explanation import Explanation, Section
from alder.model.quality import Grade
from alder.quality.grades import NOT_GRADED
from alder.sources.ilr.quality import BREAKS, GRADES

if TYPE_CHECKING:
    from alder.model.source import Source

ILR = "ilr"


def of_source(source: Source) -> Explanation:
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
