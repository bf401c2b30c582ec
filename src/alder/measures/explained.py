"""A measure explained: what it counts, what it leaves out, its method, its parameters, and how far to trust it."""

from __future__ import annotations

from alder.derive.explained import parameter_rows, said
from alder.measures.measure import Measure, measures
from alder.measures.query import can_split
from alder.model.explanation import Explanation, Section
from alder.quality import caveats, grade_of


def explained(measure: Measure) -> Explanation:
    grades = [measure.extract.quality] if measure.extract else [grade_of(f) for f in measure.reads]
    worst = max(g.grade for g in grades)
    weakest = [g for g in grades if g.grade is worst]
    sections = [
        Section(
            "Who and what is counted",
            rows=(
                ("population", measure.population),
                (_numerator(measure), measure.numerator),
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
    if measure.extract:
        sections.append(Section("What to load", (f"{measure.extract.row} The table is {measure.extract.name}.",)))
        sections.append(Section("Columns", rows=tuple((n, m) for n, (_, m) in measure.extract.columns.items())))
    return Explanation(
        measure.name,
        "measure",
        (measure.title, f"counts {measure.unit}", f"version {measure.version}"),
        measure.reads_as,
        rows=(
            ("take care", measure.caution),
            _where_from(measure),
            ("split by", ", ".join(can_split(measure))),
            ("reads", ", ".join(measure.reads)),
            ("rests on", f"{measure.source} ({said(measure.evidence)})"),
        ),
        sections=tuple(sections),
        next=_next(measure),
    )


def _numerator(measure: Measure) -> str:
    if measure.averages:
        return measure.averages[0].kind
    return "numerator" if measure.rates else "counted"


def _where_from(measure: Measure) -> tuple[str, str]:
    """The kinds of learning that it is worked out for, or the source without which it has no figures."""
    if measure.extract:
        return ("needs", f"{measure.extract.title}. {measure.extract.get}")
    scopes = ", ".join(measure.scopes)
    return ("scopes", f"{scopes}{' (shown apart)' if measure.apart and len(measure.scopes) > 1 else ''}")


def _next(measure: Measure) -> str:
    if measure.extract:
        return "Lists: alder explain measures"
    by = "sex,age_band" if measure.age_bands else "sex"
    return f"A table:  alder table {measure.name} --by {by} --year 2020/21"


def listed() -> Explanation:
    return Explanation(
        "measures",
        "list",
        (f"{len(measures)} measures",),
        "Statistics that Alder can work out.",
        rows=tuple((m.name, m.reads_as) for m in measures),
        next="About one:  alder explain NAME",
    )
