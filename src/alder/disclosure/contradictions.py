"""What in a policy's settings contradicts itself, or protects nobody: every point in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.settings import AREAS, Action, Guard, Method, Rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.disclosure.policy import Policy

SYMBOLS = ("c", "low", "x", "u")


def contradictions(policy: Policy) -> list[str]:
    """Every contradiction, with the name of the policy; none of one that can be used."""
    if not policy.name or policy.version < 1:
        return ["a policy has a name and a version from 1 up"]
    found = [*_ACTIONS[policy.action](policy)]
    for part in (_promises, _rates, _concentration, _rest):
        found += part(policy)
    return [f"policy {policy.name}: {one}" for one in found]


def _suppress(p: Policy) -> Iterator[str]:
    if p.threshold < 2:
        yield f"a threshold of {p.threshold} protects nobody; use 2 or more"
    if p.base != 1:
        yield "suppression shows counts as they are, so its base is 1"
    if p.method is not Method.NEAREST:
        yield f"suppression rounds nothing, and so has no method {p.method}"
    if p.noise:
        yield "suppression adds no noise"
    if p.rates is Rates.PUBLISHED:
        yield "suppression shows counts as they are, so rates from published counts are rates from counts"
    if p.refuses_leaks:
        yield "suppression is audited to its promise, so a leak needs no refusal of its own"


def _round(p: Policy) -> Iterator[str]:
    if p.threshold < 2:
        yield f"a threshold of {p.threshold} protects nobody; use 2 or more"
    small = p.threshold - 1 if p.method is Method.MIDPOINT else p.threshold
    if p.base < small and p.method is not Method.REDACT:
        reason = "as themselves" if p.method is Method.NEAREST else "apart from each other"
        yield f"rounding to {p.base} would show counts below {p.threshold} {reason}; the base is at least {small}"
    if p.base < 2:
        yield "rounding has a base of 2 or more"
    if p.method in (Method.NEAREST, Method.REDACT) and (last := (p.base - 1) // 2) >= p.threshold:
        yield f"rounding to {p.base} would show counts from {p.threshold} to {last} as 0, which means nobody"
    if p.noise:
        yield "rounding adds no noise; use the action perturb"
    if p.hide_zeros and p.method not in (Method.NEAREST, Method.REDACT):
        yield f"a zero stays 0 under {p.method} rounding, so it cannot be hidden"
    if p.rates is Rates.COUNTS and p.method not in (Method.NEAREST, Method.REDACT):
        yield f"rates from exact counts would undo {p.method} rounding; work them out from published counts"


def _perturb(p: Policy) -> Iterator[str]:
    if p.threshold < 1:
        yield "a threshold is 1 or more; with 1 nothing is hidden after the noise"
    if p.noise is None:
        yield "perturbing needs settings of its noise"
    if p.base != 1 or p.method is not Method.NEAREST:
        yield "perturbing rounds nothing, so it has neither a base nor a method"
    if p.hide_zeros:
        yield "noise leaves zeros alone, so they cannot be hidden"
    if p.rates is Rates.COUNTS:
        yield "rates from exact counts would undo the noise; work them out from published counts"


def _none(p: Policy) -> Iterator[str]:
    if p.threshold != 1 or p.base != 1 or p.noise or p.method is not Method.NEAREST:
        yield "what protects nothing has threshold 1, base 1, and neither a method nor noise"
    if p.hide_zeros or p.refuses_leaks or p.sensitive or p.telling or p.rates is Rates.PUBLISHED:
        yield "what protects nothing hides no zeros, refuses no leaks and minds no classes"
    if p.p_percent is not None or p.dominance is not None or p.pq is not None:
        yield "what protects nothing has no rule of concentration"


_ACTIONS: dict[Action, Callable[[Policy], Iterator[str]]] = {
    Action.SUPPRESS: _suppress,
    Action.ROUND: _round,
    Action.PERTURB: _perturb,
    Action.NONE: _none,
}


def _promises(p: Policy) -> Iterator[str]:
    if p.action is Action.SUPPRESS:
        return
    if p.insider:
        yield "only suppression can promise anything about whoever is alone in a cell; set insider to no"
    if p.guard is not Guard.EXACT:
        yield f"only suppression can promise a {p.guard}"
    if p.class_disclosure:
        yield "only suppression hides rates of 0% and 100%"


def _rates(p: Policy) -> Iterator[str]:
    if p.few < 0 or p.few > p.threshold:
        yield f"a rate cannot need more people in its numerator ({p.few}) than a count needs ({p.threshold})"
    if p.few and (p.action is not Action.ROUND or p.rates is Rates.PUBLISHED):
        yield "how many a numerator needs is set only where rounded counts stand beside rates of exact ones"
    if p.rate_decimals is not None and p.rate_decimals < 0:
        yield "rates have 0 decimals or more"
    if p.rate_keeps < 0 or p.rate_keeps == 1:
        yield f"a rate that keeps {p.rate_keeps} values keeps no secret; use 2 or more, or 0 for no promise"
    if p.rate_keeps > p.base:
        yield f"rounding to {p.base} leaves {p.base} values, so no rate beside it keeps {p.rate_keeps}"
    if p.rate_keeps and (p.action is not Action.ROUND or p.rates is Rates.PUBLISHED):
        yield "how many values a rate keeps is set only where rounded counts stand beside rates of exact ones"


def _concentration(p: Policy) -> Iterator[str]:
    if p.p_percent is not None and not 0 < p.p_percent <= 100:
        yield f"p % lies above 0 and is at most 100, not {p.p_percent}"
    if p.dominance is not None:
        n, k = p.dominance
        if n < 1 or not 0 < k < 100:
            yield f"dominance (n, k) has n of 1 or more and k between 0 and 100, not ({n}, {k})"
    if p.pq is not None:
        low, high = p.pq
        if not 0 < low <= high <= 100:
            yield f"p/q has 0 < p ≤ q ≤ 100, not {low}/{high}: nobody is protected from what is known already"
        elif high == 100 and p.p_percent not in (None, low):
            yield f"p/q with q of 100 is the p % rule, and {low} contradicts {p.p_percent}"
    if p.freedom < 1:
        yield "degrees of freedom are 1 or more"
    if not 0.5 < p.near_full <= 1:
        yield f"nearly everybody is more than half, and at most all, not {p.near_full}"


def _rest(p: Policy) -> Iterator[str]:
    if odd := sorted(v for v in p.telling if not all(v.partition("="))):
        yield f"a telling value is a filter and a category, as learner_loan=Yes, and not {odd[0]}"
    if any(s not in SYMBOLS for s in (p.hidden, p.low, p.no_rate)):
        yield "symbols are c, low, x and u; z and 0 have meanings already"
    if p.smallest_area not in AREAS:
        yield f"the smallest area is one of {', '.join(AREAS)}, not {p.smallest_area}"
    if p.largest < 1:
        yield "the largest table has at least one count"
    sources = [d.source for d in p.demands]
    if len(set(sources)) != len(sources):
        yield "a source demands one thing, and not two"
    if any(d.least < 2 for d in p.demands):
        yield "a source's demand of fewer than 2 is none"
