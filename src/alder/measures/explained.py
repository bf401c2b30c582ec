"""A measure explained: what it counts, what it leaves out, its method, its parameters, and how far to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.explained import parameter_rows, said
from alder.measures.calculation.result import quality_of
from alder.measures.drawn import drawing_of, told
from alder.measures.measure import Measure, measures
from alder.measures.query import can_split
from alder.model.explanation import Explanation, Section
from alder.quality import caveats

if TYPE_CHECKING:
    from collections.abc import Iterable


def explained(measure: Measure) -> Explanation:
    quality = quality_of(measure)
    worst, weakest = quality.grade, quality.because
    sections = [
        Section(
            "Who and what is counted",
            rows=(
                ("population", measure.population),
                (_numerator(measure), measure.numerator),
                *((("denominator", measure.denominator),) if measure.rates else ()),
                *(("left out", e) for e in measure.exclusions),
                *((("match rate", f"{measure.match.says}, of those looked for"),) if measure.match else ()),
            ),
        ),
        Section("Method", tuple(measure.methodology.split("\n\n"))),
    ]
    if measure.edge_cases:
        sections.append(Section("Edge cases", measure.edge_cases))
    if measure.gaps:
        gaps = tuple((scope.label if scope else "all", says) for scope, says in measure.gaps.items())
        sections.append(Section("Known gaps", rows=gaps))
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
    sections += _of_extract(measure)
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


def _of_extract(measure: Measure) -> list[Section]:
    """What to load for a measure that counts no aims: the records that its table is drawn from, or the table itself."""
    extract, drawing = measure.extract, drawing_of(measure.name)
    if extract is None or drawing is None:
        return []
    load = dict.fromkeys(r.source for r in drawing.records)
    records = f"Load these records as they are delivered, and the table is drawn from them: {_commands(load)}."
    needs = [*told.record_rows(drawing), *((f"{n} (reference)", says) for n, says in drawing.reference.items())]
    drawn = (
        *told.column_rows(told.columns(drawing)),
        *((f"not split by {name}", why) for name, why in drawing.coarse.items()),
        *((f"not from {i.entity} ({i.source})", i.why) for i in drawing.instead),
    )
    given = f"{extract.row} In Python a table called {extract.name} with these columns may be handed over instead."
    meaning = tuple((name, means) for name, (_, means) in extract.columns.items())
    return [
        Section("What to load", (records,), rows=tuple(needs)),
        Section("How its columns are drawn", (*drawing.filters, *drawing.notes), rows=drawn),
        Section("Columns", (given,), rows=meaning),
    ]


def _commands(sources: Iterable[str]) -> str:
    return ", ".join(f"alder load --source {s} FILE" for s in sources)


def _numerator(measure: Measure) -> str:
    if measure.averages:
        return measure.averages[0].average
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
