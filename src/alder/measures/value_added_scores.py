"""The value added of each provider's results at level 3, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.results_16_to_18 import WIDTH_95, significance
from alder.model.expr import literal

if TYPE_CHECKING:
    from alder.model.expr import Table


def expected(results: Table) -> Table:
    """Each result with what is expected of it: the national mean of students alike in prior attainment and subject.

    `results` has every result in the country, with points, subject and prior (the band of attainment at key stage 4).
    """
    means = results.group_by(["subject", "prior"]).aggregate(expected=results.points.cast("float64").mean())
    joined = results.join(means, ["subject", "prior"])
    return joined.select(*results.columns, "expected")


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
