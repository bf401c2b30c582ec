"""A share among those who answered a survey, as it was answered and weighted to the groups who were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.definition import Evidence, Parameter
from alder.model.expr import ifelse, null

if TYPE_CHECKING:
    from alder.model.expr import Table

NOBODY_ANSWERED = Parameter(
    "nobody_answered",
    "missing",
    "What the weighted share is when a group has members and none of them answered.",
    Evidence.A,
    "Published figures are not weighted, so no rule exists.",
    choices=(("missing", "no figure"), ("left_out", "the group is left out of the weights")),
)


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
