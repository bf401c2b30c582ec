"""A policy's settings in words: for the notes of a table, and for the page that lists the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.policy import EARLIER, POLICIES
from alder.disclosure.settings import AREAS, NOISELESS, Action, Guard, Method, Rates
from alder.errors import present
from alder.look.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.disclosure.policy import Policy

_HOW = {
    Method.NEAREST: "to the nearest multiple of {base}, halves up",
    Method.REDACT: "to the nearest multiple of {base}, halves up, once small ones are hidden",
    Method.MIDPOINT: "to the middle of classes of {base} counts, zeros staying zeros",
    Method.RANDOM: "up or down to a multiple of {base}, by a draw that the records behind each count fix",
    Method.CONTROLLED: "by the method controlled, to base {base}",
    Method.SMALL_COUNTS: "where they are inner cells under {base}, to 0 or {base}, and totals are sums of these",
}


def is_known(policy: Policy) -> bool:
    """Whether it is one that comes with Alder, which its documentation describes."""
    return policy in (*POLICIES.values(), *EARLIER.values())


def lines(policy: Policy) -> list[str]:
    """Every setting that matters, a sentence each."""
    return [*_action(policy), *_of_rates(policy), *_of_values(policy), *_of_places(policy)]


def _action(p: Policy) -> Iterator[str]:
    if p.action is Action.NONE:
        yield "Nothing is protected. Figures from sources with records of people are refused."
        return
    if p.threshold > 1:
        yield f"A count is small from {0 if p.hide_zeros else 1} to {p.threshold - 1:,}."
    if p.action is Action.SUPPRESS:
        kept = {Guard.EXACT: "two possible values", Guard.WIDTH: f"{p.values:,} possible values"}
        yield f"Small counts are hidden ({p.hidden}), and others beside them."
        yield f"A small count keeps {kept.get(p.guard, 'possible values up to the threshold, or none at all')}."
        yield f"Whoever is alone in a cell {'cannot' if p.insider else 'may'} find another small count exactly."
    elif p.action is Action.ROUND:
        yield f"Counts are rounded {_HOW[p.method].format(base=p.base)}."
        if p.method in (Method.NEAREST, Method.REDACT):
            yield f"A small count is shown as {p.hidden if p.method is Method.REDACT else p.low}."
    else:
        n = present(p.noise, NOISELESS)
        yield f"Counts move by up to {n.most}, with variance {n.variance:g}, as the records behind each count fix it."
        if n.gap:
            yield f"No count from 1 to {n.gap} is published."
        if p.threshold > 1:
            yield f"What is under {p.threshold:,} after the noise is hidden ({p.hidden})."
    if p.refuses_leaks:
        yield "A table from which a small count follows exactly is refused."
    if p.telling:
        names = listed(sorted({v.partition("=")[0] for v in p.telling}))
        what = "is hidden" if p.action is Action.SUPPRESS else "makes a table refused, or of all but a few"
        yield f"That everybody of a group has a telling value {what}: some of {names}."
    if p.sensitive:
        yield f"A table is refused where one category of {listed(sorted(p.sensitive))} holds everybody, or nearly."


def _of_rates(p: Policy) -> Iterator[str]:
    if p.action is Action.NONE:
        return
    if p.rates is Rates.PUBLISHED:
        yield "Rates are worked out from the counts that are shown."
    else:
        yield (
            f"Rates are worked out from the counts themselves, where numerator and difference are 0 or at least "
            f"{p.few_in_a_rate:,}, and the denominator is not small."
        )
    if p.rate_decimals is not None:
        yield f"Rates have at most {p.rate_decimals} decimals."
    if p.rate_keeps:
        yield (
            f"A rate leaves {p.rate_keeps} values or more to its numerator, its denominator and their difference. One "
            f"that would leave fewer has fewer decimals, or is not shown ({p.no_rate})."
        )
    if p.class_disclosure:
        yield "Rates of 0% and 100% are hidden."


def _of_values(p: Policy) -> Iterator[str]:
    if p.p_percent is not None:
        yield f"A total of values is unsafe where all but the two largest have under {p.p_percent:g}% of the largest."
    if p.dominance is not None:
        n, k = p.dominance
        yield f"A total of values is unsafe where the {n} largest have over {k:g}% of it."
    if p.pq is not None:
        low, high = p.pq
        yield f"A total of values is unsafe by the rule p/q with {low:g}/{high:g}."
    if p.action is not Action.NONE:
        yield f"A standard deviation or a model needs {p.freedom} degrees of freedom."


def _of_places(p: Policy) -> Iterator[str]:
    if p.smallest_area != AREAS[0]:
        yield f"The smallest area by which figures are split is {p.smallest_area.replace('_', ' ')}."
    for d in p.demands:
        yield f"Of the source {d.source} no cell under {d.least:,} is shown. {d.says}"
