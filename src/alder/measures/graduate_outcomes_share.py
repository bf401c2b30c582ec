"""The measure `graduate_outcomes_share`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.measures import sql_key
from alder.measures.calculation.breakdown import split_by
from alder.measures.calculation.extract_table import opened
from alder.measures.cohorts.survey import UNPAID_WORK
from alder.measures.measure import PERSON, Columns, Extract, Measure, Unit, measures
from alder.measures.post_stratified import NOBODY_ANSWERED, shares
from alder.measures.query import Query
from alder.model.definition import Evidence
from alder.model.expr import null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Table

COLUMNS: Columns = {
    **PERSON,
    "answered": (pa.bool_(), "Whether the graduate answered enough of the survey to count."),
    "positive": (pa.bool_(), "Of those who answered: whether they were in work or further study in the census week."),
}

EXTRACT = Extract(
    name="graduate_outcomes_answers",
    row="One row is one graduate of the year who was asked.",
    columns=COLUMNS,
    source="graduate_outcomes",
    title="the Graduate Outcomes survey",
    get="Tailored data sets are had from Jisc in some weeks; tables by provider are published as open data.",
    quality=FieldQuality("Graduate Outcomes", Grade.C, "a survey: about half answer, and what they say is their own"),
    key=("person", "year"),
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The graduates who were asked, those who answered, and those of them in work or study."""
    cohort = table.filter(table.year == year)
    answered = cohort.answered.fill_null(False)
    return cohort.mutate(
        asked=cohort.person.notnull(),
        answered=answered,
        positive=answered & cohort.positive.fill_null(False),
        left_out=null("string"),
    )


graduate_outcomes_share = measures.add(
    Measure(
        "graduate_outcomes_share",
        title="Graduates in work or study, by survey",
        unit=Unit.LEARNERS,
        counts=(
            Indicator("asked", "Asked", "graduates"),
            Indicator("answered", "Answered", "graduates"),
            Indicator("positive", "In work or study", "graduates"),
        ),
        rates=(
            Indicator("response_rate", "Response rate", "%", of=("answered", "asked"), decimals=1),
            Indicator("positive_share", "In work or study", "%", of=("positive", "answered"), decimals=1),
        ),
        rows=rows,
        population="Graduates of the year who were asked, about 15 months after their course.",
        numerator="Those who answered that they were in work or further study in the census week.",
        denominator="Those who answered.",
        exclusions=("Whoever did not answer, from the share; they stay in the response rate.",),
        parameters=(NOBODY_ANSWERED, UNPAID_WORK),
        methodology=(
            "The share is of answers as they came, without weights: two studies by the survey's owner found that "
            "weights change nothing that matters. The response rate and a 95% interval stand beside it.\n\n"
            "How far the share could depend on who answered is shown by `weighted_share`: each group's share, weighted "
            "to the graduates asked in that group. It is a check of the share, and never replaces it."
        ),
        version="1",
        evidence=Evidence.V,
        source="Methodology of the survey; the weighted row is Alder's own (A).",
        reads_as="Of graduates who answered the survey, the share who were in work or further study.",
        caution="Those who did not answer may do better or worse: no figure here tells.",
        reads=("answered", "positive"),
        scopes=(),
        caveats=("Q-SURV", "Q-CAUS"),
        edge_cases=("A group of which nobody answered has no weighted share, and so has the whole.",),
        extract=EXTRACT,
    )
)


def weighted_share(source: Any, *, by: str, year: str, **parameters: object) -> dict[str, float | None]:
    """The response rate, the share of answers, and that share weighted to those asked in each group of `by`.

    It is a check for whoever holds the survey, and not protected.
    """
    query = Query.ask("graduate_outcomes_share", by=by, year=year, parameters=parameters)
    start, settings = query.year.start, query.settings

    def build() -> Table:
        t = rows(EXTRACT.table(), start, None, settings)
        splits = [
            split_by(n, graduate_outcomes_share, None, year=start, settings=settings, providers={}, alone=True)
            for n in query.by
        ]
        # Not by their plain names: a field may have the same but for its case, which SQL does not tell apart.
        t = t.mutate(**{f"by_{s.id}": s.column(t) for s in splits})
        strata = t.group_by([f"by_{s.id}" for s in splits]).aggregate(
            population=t.count(),
            respondents=t.answered.cast("int64").sum(),
            yes=t.positive.cast("int64").sum(),
        )
        return shares(strata, nobody_answered=str(settings["nobody_answered"]))

    key = sql_key.key("weighted", query.by, start, sorted(settings.items()))
    with opened(source, query) as (engine, _):
        found: dict[str, float | None] = engine.run(build, key=key).to_pylist()[0]
    return found
