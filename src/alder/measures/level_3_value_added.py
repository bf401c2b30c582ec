"""The measure `level_3_value_added`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive.results_16_to_18 import SPREAD
from alder.measures import sql_key, value_added_scores
from alder.measures.calculation.extract_table import opened
from alder.measures.cohorts.level_3 import PRIOR_BAND
from alder.measures.measure import PERSON, Columns, Extract, Measure, Unit, measures
from alder.measures.query import Query
from alder.model.definition import Evidence
from alder.model.expr import null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.measure import Scope
    from alder.model.expr import Table

COLUMNS: Columns = {
    **PERSON,
    "subject": (pa.string(), "The qualification and subject: results are compared within it alone."),
    "prior": (pa.string(), "The band of prior attainment at key stage 4."),
    "points": (pa.float64(), "Points of the result; a fail has the points of a fail. No row for who was not entered."),
}

EXTRACT = Extract(
    name="level_3_results",
    row="One row is one result of a student at the end of 16 to 18 study, for every student in the country.",
    columns=COLUMNS,
    source="npd_ks5",
    title="the National Pupil Database, key stage 5",
    get="It is had for an approved project through the Office for National Statistics' research service; provider "
    "scores are published. There are none for 2019/20 to 2022/23.",
    quality=FieldQuality("Key stage 5 results", Grade.A, "awarded results, checked by schools and colleges"),
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The results of a year, with what each adds to what was expected of it in the country."""
    found = value_added_scores.expected(table.filter(table.year == year))
    added = found.points - found.expected
    return found.mutate(results=added.notnull(), value_added=added, left_out=null("string"))


level_3_value_added = measures.add(
    Measure(
        "level_3_value_added",
        title="Level 3 value added",
        unit=Unit.RECORDS,
        counts=(Indicator("results", "Results", "results"),),
        rates=(),
        averages=(Indicator("value_added", "Value added", "points", average="mean", rests_on="results", decimals=2),),
        rows=rows,
        population="Results at level 3 of students at the end of 16 to 18 study.",
        numerator="Of each result, its points above the mean of students in the country who had the same prior "
        "attainment at key stage 4 and took the same subject; of these the mean.",
        denominator="None: a mean.",
        exclusions=("Students who were not entered. Those who failed count.",),
        parameters=(SPREAD, PRIOR_BAND),
        methodology=(
            "A result is compared with the mean result, in the country, of students of the same band of prior "
            "attainment in the same subject. A provider's score is the mean of what its results have above that.\n\n"
            "Its 95% interval is 1.96 standard deviations over the root of the number of results, either way: the "
            "deviation of all results in the country unless set. A score whose interval lies above or below 0 is "
            "above or below; otherwise it is not different. `provider_scores` gives score, interval and this word."
        ),
        version="1",
        evidence=Evidence.B,
        source="Accounts of 16 to 18 accountability measures (S); the form of the interval is a reading.",
        reads_as="How far results at level 3 lie above what students alike got in the country.",
        caution="Students differ in more than results at 16, so a score is no verdict on teaching.",
        reads=("subject", "prior", "points"),
        scopes=(),
        caveats=("Q-CAUS",),
        edge_cases=(
            "With part of the country's results alone, what is expected is wrong: load them all.",
            "A band and subject with one student in the country expects exactly that student's result.",
        ),
        extract=EXTRACT,
    )
)


def provider_scores(source: Any, *, year: str, **parameters: object) -> pa.Table:
    """Every provider's score with its interval. Not protected: for whoever holds the results."""
    query = Query.ask("level_3_value_added", year=year, parameters=parameters)
    start, spread = query.year.start, str(query.settings["value_added_spread"])
    results = EXTRACT.table().filter(EXTRACT.table().year == start)
    with opened(source, query) as (engine, held):
        national = engine.run(
            lambda: results.aggregate(sd=results.points.std()), key=sql_key.key("national spread", start)
        )["sd"].to_pylist()[0]

        def build() -> Table:
            found = value_added_scores.by_provider(
                value_added_scores.expected(results), national, value_added_spread=spread
            )
            return found.order_by("ukprn")

        scores = engine.run(build)
    if not held.labels:
        return scores
    names = pa.array([held.labels[n] for n in scores["ukprn"].to_pylist()], pa.string())
    return scores.add_column(1, "provider", names)
