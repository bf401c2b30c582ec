"""A measure explained: what it counts, what it leaves out, its method, its parameters, and how far to trust it."""

from __future__ import annotations

from alder.derive.explained import parameter_rows, said
from alder.measures.measure import Measure, measures
from alder.measures.query import can_split
from alder.model.explanation import Explanation, Section
from alder.quality import caveats, grade_of


def explained(measure: Measure) -> Explanation:
    grades = [grade_of(f) for f in measure.reads]
    worst = max(g.grade for g in grades)
    weakest = [g for g in grades if g.grade is worst]
    sections = [
        Section(
            "Who and what is counted",
            rows=(
                ("population", measure.population),
                ("numerator" if measure.rates else "counted", measure.numerator),
                *((("denominator", measure.denominator),) if measure.rates else ()),
                *(("left out", e) for e in measure.exclusions),
            ),
        ),
        Section("Method", tuple(measure.methodology.split("\n\n"))),
    ]
    if measure.edge_cases:
        sections.append(Section("Edge cases", measure.edge_cases))
    if measure.parameters:
        sections.append(Section("Parameters", rows=tuple(parameter_rows(measure.parameters))))
    sections.append(
        Section(
            "Quality",
            rows=(
                (f"grade {worst}", f"{worst.meaning}"),
                *((g.field, g.why) for g in weakest),
                *((c.code, c.text) for c in caveats(measure.caveats)),
            ),
        )
    )
    scopes = ", ".join(measure.scopes)
    return Explanation(
        measure.name,
        "measure",
        (measure.title, f"counts {measure.unit}", f"version {measure.version}"),
        measure.reads_as,
        rows=(
            ("take care", measure.caution),
            ("scopes", f"{scopes}{' (shown apart)' if measure.apart and len(measure.scopes) > 1 else ''}"),
            ("split by", ", ".join(can_split(measure))),
            ("reads", ", ".join(measure.reads)),
            ("rests on", f"{measure.source} ({said(measure.evidence)})"),
        ),
        sections=tuple(sections),
        next=f"A table:  alder table {measure.name} --by sex,age_band --year 2020/21",
    )


def listed() -> Explanation:
    return Explanation(
        "measures",
        "list",
        (f"{len(measures)} measures",),
        "Statistics that Alder can work out.",
        rows=tuple((m.name, m.reads_as) for m in measures),
        next="About one:  alder explain NAME",
    )
