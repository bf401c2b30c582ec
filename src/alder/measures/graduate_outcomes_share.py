"""A share among those who answered a survey, as it was answered and weighted to the groups who were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.engine import sql_cache
from alder.measures.calculation.breakdown import split_by
from alder.measures.calculation.extract_table import opened
from alder.measures.definitions.graduate_survey import EXTRACT, graduate_outcomes_share, rows
from alder.measures.query import Query
from alder.model.expr import ifelse, null

if TYPE_CHECKING:
    from typing import Any

    from alder.model.expr import Table


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

    key = sql_cache.key("measures", "weighted", query.by, start, sorted(settings.items()))
    with opened(source, query) as (engine, _):
        found: dict[str, float | None] = engine.run(build, key=key).to_pylist()[0]
    return found


def shares(strata: Table, *, nobody_answered: str = "missing") -> Table:
    """One row: the response rate, the share of answers, and that share weighted to the population of each group.

    `strata` has a row a group with population, respondents and yes. The published share is the one not weighted,
    since two studies found that weighting changed nothing; the weighted one shows how sensitive it is to who answered.
    """
    silent = (strata.respondents == 0) & (strata.population > 0)
    used = ifelse(silent, 0, strata.population)
    share = ifelse(strata.respondents > 0, strata.yes.cast("float64") / strata.respondents, null("float64"))
    row = strata.mutate(silent=silent, used=used, expected=used * share).aggregate(
        population=strata.population.sum(),
        respondents=strata.respondents.sum(),
        yes=strata.yes.sum(),
        used=used.sum(),
        expected=(used * share).sum(),
        silent=silent.any(),
    )
    weighted = ifelse(row.used > 0, row.expected / row.used, null("float64"))
    if nobody_answered == "missing":
        weighted = ifelse(row.silent, null("float64"), weighted)
    return row.select(
        response_rate=100 * row.respondents / row.population.nullif(0),
        unweighted=100 * row.yes / row.respondents.nullif(0),
        weighted=100 * weighted,
    )
