"""Scores of providers by the value that their results at level 3 add, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive.results_16_to_18 import WIDTH_95, significance
from alder.engine import sql_cache
from alder.measures.calculation.extract_table import opened
from alder.measures.definitions.value_added import EXTRACT, expected
from alder.measures.query import Query
from alder.model.expr import literal

if TYPE_CHECKING:
    from alder.model.expr import Table


def provider_scores(source: Any, *, year: str, **parameters: object) -> pa.Table:
    """Every provider's score with its interval. Not protected: for whoever holds the results."""
    query = Query.ask("level_3_value_added", year=year, parameters=parameters)
    start, spread = query.year.start, str(query.settings["value_added_spread"])
    results = EXTRACT.table().filter(EXTRACT.table().year == start)
    with opened(source, query) as (engine, held):
        national = engine.run(
            lambda: results.aggregate(sd=results.points.std()), key=sql_cache.key("measures", "national spread", start)
        )["sd"].to_pylist()[0]

        def build() -> Table:
            found = by_provider(expected(results), national, value_added_spread=spread)
            return found.order_by("ukprn")

        scores = engine.run(build)
    if not held.labels:
        return scores
    names = pa.array([held.labels[n] for n in scores["ukprn"].to_pylist()], pa.string())
    return scores.add_column(1, "provider", names)


def by_provider(results: Table, national_sd: float | None, *, value_added_spread: str = "national") -> Table:
    """Per provider: results, mean value added, its 95% interval, and whether that lies above or below nothing.

    A result adds what it has above what is expected of it. Students who failed count; those not entered do not, so
    have no row. The interval is 1.96 standard deviations over the root of the number of results either way.
    """
    added = results.mutate(added=results.points.cast("float64") - results.expected)
    found = added.group_by("ukprn").aggregate(
        results=added.count(), value_added=added.added.mean(), own=added.added.std()
    )
    national = value_added_spread == "national"
    spread = literal(national_sd, "float64") if national else found.own
    half = spread / found.results.cast("float64").sqrt() * WIDTH_95
    bounds = found.mutate(lower=found.value_added - half, upper=found.value_added + half)
    return bounds.mutate(significance=significance(bounds.lower, bounds.upper)).drop("own")
