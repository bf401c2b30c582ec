"""A variable explained: what it means, what it reads, what its definition rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.look_ups import LOOKED_UP, LookUps
from alder.derive.variable import Variable, variables
from alder.model.explanation import Explanation, Section
from alder.model.period import AcademicYear, Span
from alder.model.quality import CAVEATS, FieldQuality, Grade, Quality
from alder.sources.ilr.quality import BREAKS, GRADES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.model.definition import Evidence, Parameter
    from alder.model.statistic import Category

_LATEST = 2025
"""The year whose editions are named where no year is asked about."""


def explained(variable: Variable) -> Explanation:
    lead, _, rest = variable.definition.partition("\n\n")
    sections = [Section("More", tuple(_flat(p) for p in rest.split("\n\n")))] if rest else []
    if variable.categories:
        first = ("Whatever the aims hold, in the order of names, and:",) if variable.is_open else ()
        sections.append(Section("Categories", first, tuple((c.code, _label(variable, c)) for c in variable.categories)))
    if variable.parameters:
        sections.append(Section("Parameters", rows=tuple(parameter_rows(variable.parameters))))
    if tables := reference_tables(variable):
        sections.append(Section("Reference data", rows=tuple(tables.items())))
    if variable.without:
        sections.append(Section("What it can do without", (variable.without,)))
    sections.append(Section("Quality", rows=tuple(_quality_rows(variable))))
    return Explanation(
        variable.name,
        "variable",
        (variable.unit, "of the learner" if variable.person else "of the aim"),
        _flat(lead),
        rows=(
            ("title", variable.title),
            ("reads", ", ".join(variable.reads) or "the date that is asked about"),
            ("rests on", f"{variable.source} ({said(variable.evidence)})"),
        ),
        sections=tuple(sections),
        next="Lists: alder explain variables",
    )


def _label(variable: Variable, category: Category) -> str:
    """What a category is, with the years in which its code was in use where these are not all, and what is made up."""
    if category.code in variable.made_up:
        return f"{category.label} (made up)"
    first, last = variable.in_use.get(category.code, (None, None))
    if first is None and last is None:
        return category.label
    return f"{category.label} ({Span(*(AcademicYear(y) if y else None for y in (first, last)))})"


def reference_tables(variable: Variable) -> dict[str, str]:
    """The reference tables that a variable looks into, with what each holds, or that it can do without it."""
    known = LookUps(_LATEST)
    titles: dict[str, str] = {}

    def look(column: str, needed: bool) -> None:
        if column in LOOKED_UP:
            look_up = known[LOOKED_UP[column].look_up]
            for key in (k for keys in look_up.on.values() for k in keys):
                look(key, needed)
            optional = look_up.optional or not needed
            if look_up.table not in titles or not optional:
                titles[look_up.table] = look_up.says + ("; works without it, and says less" if optional else "")

    for column in (*variable.columns, *([variable.labels] if variable.labels else [])):
        look(column, True)
    for column in variable.helped_by:
        look(column, False)
    return titles


def quality_of(variable: Variable) -> Quality:
    """The lowest grade among a variable's fields and its definition. What nobody has graded counts as C."""
    fields = [GRADES.get(f, FieldQuality(f, Grade.C, "nobody has graded this field yet")) for f in variable.reads]
    fields.append(FieldQuality.of_definition(variable.name, variable.evidence))
    touched = frozenset({*variable.reads, variable.name})
    breaks = [b.at for b in BREAKS if b.touches and b.touches_any(touched)]
    return Quality.of(fields, caveats=[CAVEATS[c] for c in variable.caveats], breaks=breaks)


def _quality_rows(variable: Variable) -> Iterator[tuple[str, str]]:
    quality = quality_of(variable)
    yield f"grade {quality.grade}", quality.grade.meaning
    yield from ((f.field, f.why) for f in quality.because)
    yield from ((f"break in {b.year}", b.text) for b in quality.breaks)
    yield from ((c.code, c.text) for c in quality.caveats)


def listed() -> Explanation:
    return Explanation(
        "variables",
        "list",
        (f"{len(variables)} variables",),
        "Columns that Alder works out from what is collected. Those with categories can split figures.",
        rows=tuple((v.name, f"{v.title}, {v.unit}") for v in variables),
        next="About one:  alder explain NAME",
    )


def said(evidence: Evidence) -> str:
    """`best reading, not seen in a source`: in words, since its letters would be taken for grades."""
    return evidence.meaning


def parameter_rows(parameters: tuple[Parameter, ...]) -> list[tuple[str, str]]:
    """Each parameter with its default, what it decides, what it may be, and what that rests on."""
    rows = []
    for p in parameters:
        usual = f"Unless set: {p.shown(p.default)}."
        rows.append((p.name, f"{p.decides} {usual} {p.source} ({said(p.evidence)})"))
        rows += [(f"  {choice}", meaning) for choice, meaning in p.choices]
    return rows


def _flat(text: str) -> str:
    return " ".join(text.split())
