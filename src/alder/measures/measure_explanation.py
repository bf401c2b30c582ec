"""A measure explained: what it counts, what it leaves out, its method, its parameters, and how far to trust it.

What changed in each version is told too, which published figures it gives again, and what one figure comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from alder.derive.explanation import parameter_rows, said
from alder.errors import present
from alder.measures.calculation.result import quality_of
from alder.measures.cohorts import deliveries
from alder.measures.cohorts.cohort_table import cohort_table_of
from alder.measures.measure import Measure, measures
from alder.measures.query import can_split
from alder.model.explanation import Explanation, Section
from alder.quality import caveats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.statistic import Indicator

_MERGERS = {
    "1": "Counted who left because of a merger (reason 47) as withdrawn, and aims of a provider that stopped returning "
    "as going on.",
    "2": "Leaves out who left because of a merger, says that the outcome of aims of a provider that stopped returning "
    "is not known unless the year is declared complete, and finds a learner without a ULN by the reference of the year "
    "before.",
}

_LATER_ENDS = _MERGERS | {
    "3": "Counts who failed an assessment, gave up while waiting for it or did not come back from a break in the year "
    "whose return says so, and a standard that was waiting for its assessment and is missing from the next year's "
    "return as a withdrawal.",
}

_REFERENCES = "Finds a learner without a ULN whose reference or provider changed by those of the year before."

_FOUND_AGAIN = {"1": "Took such a learner for another person, who left.", "2": _REFERENCES}

VERSIONS: dict[str, dict[str, str]] = {
    "achievement_rate": _LATER_ENDS,
    "leavers": _LATER_ENDS,
    "pass_rate": _LATER_ENDS,
    "retention_rate": _LATER_ENDS,
    "timely_achievement_rate": _MERGERS,
    "retention_curve": _FOUND_AGAIN,
    "progression_rate": _FOUND_AGAIN,
    "progression_to_higher_level_rate": _FOUND_AGAIN,
    "returned_and_retained_rate_16_to_18": _FOUND_AGAIN,
    "english_and_maths_progress": {
        "1": "Counted students below 4 points in every year.",
        "2": "Counts those below 5 points, a C, up to 2018/19, and below 4 since.",
    },
    "starts": {
        "1": "Left every restart out.",
        "2": "Counts a restart of an apprenticeship that broke off in an earlier academic year, except in 2020/21, as "
        "the department does.",
    },
    "retained_and_assessed_rate_16_to_18": {
        "1": "Looked at the latest year of a programme alone.",
        "2": "Finds students who left in the first of two years, too.",
        "3": _REFERENCES,
    },
    "retention_rate_16_to_18": {
        "1": "Looked at the latest year of a programme alone.",
        "2": "Finds students who left in the first of two years, too.",
        "3": _REFERENCES,
    },
}
"""By measure, each version and what it did or does otherwise than the one before."""


def versions_of(name: str, version: str) -> tuple[tuple[str, str], ...]:
    """The versions, the newest first; one that is the only one was never changed."""
    found = VERSIONS.get(name, {version: "The first, and never changed."})
    return tuple(sorted(found.items(), key=lambda one: int(one[0]), reverse=True))


@dataclass(frozen=True)
class PublishedFigure:
    """A rate as it was published, with the counts, rounded by their publisher, that stand beside it."""

    measure: str
    publication: str
    period: str
    of: str
    denominator: int
    numerator: int
    rate: Decimal


@dataclass(frozen=True)
class WorkedExample:
    """A rate worked out step by step from counts that are made up."""

    title: str
    denominator_label: str
    denominator: int
    numerator_label: str
    numerator: int
    exact: Decimal
    shown: Decimal
    unit: str


_MADE_UP = (640, 413)
"""A denominator and a numerator whose share needs rounding: 64.53125%."""


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    text = files("alder.measures").joinpath("published_figures.txt").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line and line[0] != "#"]
    return tuple(
        PublishedFigure(measure, publication, period, of, int(below), int(above), Decimal(rate))
        for measure, publication, period, of, below, above, rate in rows
    )


def published_of(measure: Measure) -> tuple[PublishedFigure, ...]:
    """Those that a measure gives again; none where only counts or records that nobody publishes would do."""
    return tuple(figure for figure in published_figures() if figure.measure == measure.name)


def worked_of(measure: Measure) -> tuple[WorkedExample, ...]:
    """An example for each rate, from the declaration of the rate itself: what is divided by what, and how it rounds."""
    labels = {count.id: count.label for count in measure.counts}
    return tuple(_worked(rate, labels) for rate in measure.rates)


def _worked(rate: Indicator, labels: dict[str, str]) -> WorkedExample:
    numerator, denominator = present(rate.of, f"{rate.id} is a rate of nothing")
    below, above = _MADE_UP
    shown = present(rate.worked_out(above, below), f"{rate.id} has no value where there is something to divide by")
    exact = Decimal(100 * above) / Decimal(below)
    return WorkedExample(rate.label, labels[denominator], below, labels[numerator], above, exact, shown, rate.unit)


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
    extract, drawing = measure.extract, cohort_table_of(measure.name)
    if extract is None or drawing is None:
        return []
    load = dict.fromkeys(r.source for r in drawing.records)
    records = f"Load these records as they are delivered, and the table is drawn from them: {_commands(load)}."
    needs = [*deliveries.record_rows(drawing), *((f"{n} (reference)", says) for n, says in drawing.reference.items())]
    drawn = (
        *deliveries.column_rows(deliveries.columns(drawing)),
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
    return ("scopes", f"{scopes}{' (shown apart)' if measure.separate_scopes and len(measure.scopes) > 1 else ''}")


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
