"""What is small, what is done about it and what that promises: policies as data, named and versioned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alder.disclosure.settings import (
    AREAS,
    SKILLS_IMPERATIVE,
    Action,
    Demand,
    Guard,
    Method,
    Noise,
    Rates,
)
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How a table is protected. All settings are data; `why` gives the reason for those that can be argued about.

    Settings that contradict each other are refused, all of them in one message.
    """

    name: str
    version: int
    says: str
    """One sentence for readers, printed under every table."""
    why: tuple[str, ...]
    action: Action
    threshold: int
    """Counts from 1 up to, not including, this number are small."""
    method: Method = Method.NEAREST
    """How counts are rounded, where they are."""
    base: int = 1
    """Counts are rounded to multiples of it, or to the middle of classes of so many counts."""
    noise: Noise | None = None
    """How counts are perturbed, where they are."""
    hide_zeros: bool = False
    class_disclosure: bool = False
    """A share of 0% or 100% says something of every person in its group: hide it like a small count."""
    sensitive: frozenset[str] = frozenset()
    """Filters of which a table is refused where one category holds everybody of a group, or nearly everybody."""
    telling: frozenset[str] = frozenset()
    """Values that say something of whoever has them, such as `learner_loan=Yes`. A table that hides does not say that
    everybody of a group has one: a 0 beside it is hidden like a small count. A table that alters counts is refused
    where it would say so, or of all but a few. What most people have, as `learner_loan=No`, tells nothing."""
    near_full: float = 0.9
    """The share from which a category holds nearly everybody, if those outside it are fewer than the threshold."""
    rates: Rates = Rates.COUNTS
    few: int = 0
    """A rate needs so many in its numerator and in its difference, or none; 0 means the threshold."""
    rate_decimals: int | None = None
    """The most decimals that a rate may have."""
    rate_keeps: int = 0
    """So many values a rate of exact counts has to leave to each count that it is made of, beside rounded figures; one
    that leaves fewer has fewer decimals, or is left out. 0 promises nothing."""
    p_percent: float | None = None
    dominance: tuple[int, float] | None = None
    """(n, k): the n largest contributors may have at most k % of a total."""
    pq: tuple[float, float] | None = None
    freedom: int = 10
    """Degrees of freedom that a standard deviation or a model needs."""
    guard: Guard = Guard.EXACT
    insider: bool = True
    """Whoever is alone in a hidden cell, and knows it, must not work out another hidden small count."""
    refuses_leaks: bool = False
    """Refuse a rounded or perturbed table from which a small count follows exactly."""
    hidden: str = "c"
    """Stands for a count or rate that is hidden, for the first or the second reason alike."""
    low: str = "low"
    """Stands for a small count in a rounded table."""
    no_rate: str = "x"
    """Stands for a rate of which a part is small, in a rounded table."""
    not_by: frozenset[str] = frozenset({"postcode", "output_area", "lsoa"})
    """Filters finer than this policy allows."""
    smallest_area: str = "msoa"
    """The smallest kind of area by which figures may be split."""
    demands: tuple[Demand, ...] = (SKILLS_IMPERATIVE,)
    """What the authors of single sources ask for, which comes before the policy's own threshold."""
    largest: int = 20_000
    """Counts in one table that are hidden in, or rounded together; more are refused. A policy of one's own may allow
    more, which can take minutes."""

    def __post_init__(self) -> None:
        if found := contradictions(self):
            raise UsageError(found[0], where="\n  ".join(found[1:]))

    @property
    def values(self) -> int:
        """How many values of a small count must stay possible (for `exact` and `width`)."""
        return self.threshold - 1 if self.guard is Guard.WIDTH else 2

    @property
    def few_in_a_rate(self) -> int:
        return self.few or self.threshold

    @property
    def is_altering(self) -> bool:
        """Whether it publishes figures near the counts, rounded or perturbed, rather than hide some."""
        return self.action in (Action.ROUND, Action.PERTURB)

    @property
    def is_keyed(self) -> bool:
        """Whether what is published depends on the records behind each cell, and so needs their keys."""
        return self.action is Action.PERTURB or (self.action is Action.ROUND and self.method is Method.RANDOM)

    @property
    def reach(self) -> float | None:
        """How far a count that is shown may be from the count behind it; None where no bound is promised."""
        if self.action is Action.PERTURB:
            return float(self.noise.most) if self.noise else None
        if self.action is not Action.ROUND:
            return 0.0
        if self.method is Method.SMALL_COUNTS:
            return None  # totals are sums of cells of which each may have moved
        nearest = self.method in (Method.NEAREST, Method.REDACT, Method.MIDPOINT)
        return self.base / 2 if nearest else float(self.base - 1)

    @property
    def alters_each_alone(self) -> bool:
        """Whether each figure is worked out from its own count, whatever stands around it."""
        return self.action in (Action.ROUND, Action.PERTURB) and self.method not in (
            Method.CONTROLLED,
            Method.SMALL_COUNTS,
        )

    @property
    def label(self) -> str:
        return f"{self.name} (version {self.version})"

    def for_sources(self, sources: Iterable[str]) -> Policy:
        """The policy as it stands for figures from these sources: with what their authors ask for."""
        mine = set(sources)
        asked = [d for d in self.demands if d.source in mine and d.least > self.threshold]
        if not asked:
            return self
        most = max(asked, key=lambda d: d.least)
        left = tuple(d for d in self.demands if d.source not in mine)
        if self.action in (Action.SUPPRESS, Action.PERTURB):
            says = f"{self.says} {most.says}"
            return replace(self, threshold=most.least, guard=Guard.EXACT, says=says, demands=left)
        # What rounds to 10 cannot keep 9,999 apart from 0, and what protects nothing must begin to.
        return replace(
            self,
            action=Action.SUPPRESS,
            threshold=most.least,
            method=Method.NEAREST,
            base=1,
            rates=Rates.COUNTS,
            few=0,
            rate_keeps=0,
            refuses_leaks=False,
            says=f"{most.says} Smaller ones are hidden, and others beside them.",
            demands=left,
        )


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


TELLING = frozenset(
    {
        *("learner_loan=Yes", "free_meals=Yes", "custody=Yes"),
        *("lldd=Yes", "high_needs=Yes", "education_health_care_plan=Yes", "english_condition=1", "maths_condition=1"),
        *(f"lldd_primary={n}" for n in (*range(1, 18), *range(93, 98))),
        *(f"ethnicity={group}" for group in ("Mixed", "Asian", "Black", "Other")),
        *(f"ethnicity_minor={n}" for n in (32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 98)),
        "ethnic_minority=Yes",
        *("outcome=not sustained", "destination=not sustained", "activity=no sustained destination"),
    }
)
"""Loans and benefits in kind, custody, difficulties, disability and health, ethnic minorities, and having come to
nothing: fields of sensitivity B, C and D (`model.layout`) by which a table can be split. Sex is of sensitivity C and
not here: whoever knows that somebody is in a group knows it. A category for no known value never tells anything."""

DFE_STATISTICS = Policy(
    name="dfe-statistics",
    version=2,
    says="Counts are rounded to the nearest 10; 1 to 4 is shown as low. Rates use counts before rounding, and one that "
    "would give a count away is left out.",
    why=(
        "Zeros are shown: published further education statistics do, and an empty group holds nobody.",
        "Rates of 0% and 100% are shown, because official rates are; srs-output hides them.",
        "A rate is left out when its numerator, its denominator or the difference is 1 to 4: 98.1% of about 50 says "
        "that one person is different.",
        "A rate is left out as well where it would leave one possible numerator, denominator or difference beside the "
        "rounded counts: 58.1% of about 30 can only be 18 of 31. Where rates of one decimal would lose more, all have "
        "whole per cent. Version 1 showed them, and half to all counts of most tables could be worked out.",
        "Rounding promises less than hiding. How much less, alder table --leak tells whoever makes a table.",
        "A table is refused that says of everybody in a group, or of all but a few, that they have a value that tells "
        "something of a person, such as a loan or a disability: rounding cannot hide that.",
    ),
    action=Action.ROUND,
    threshold=5,
    base=10,
    rate_keeps=2,
    telling=TELLING,
    insider=False,
)

FE_OUTCOMES = Policy(
    name="fe-outcomes",
    version=3,
    says="Counts are rounded to the nearest 10 and rates to whole per cent; of fewer than 6 people both are hidden.",
    why=(
        "These are the rules of the published further education outcomes, with two more: a rate is hidden where 1 or 2 "
        "people lack the outcome too, and not only where 1 or 2 have it; and where it would give a count away.",
        "A zero is hidden like a small count: of nobody there is no outcome.",
        "Whole per cent leave more numerators and denominators possible than one decimal does. Where they leave one, "
        "the rate is left out.",
        "A table is refused that says of everybody in a group, or of all but a few, that they have a value that tells "
        "something of a person, such as a loan or a disability: rounding cannot hide that.",
    ),
    action=Action.ROUND,
    threshold=6,
    base=10,
    hide_zeros=True,
    few=3,
    rate_decimals=0,
    rate_keeps=2,
    telling=TELLING,
    insider=False,
    low="c",
    no_rate="c",
)

SRS_OUTPUT = Policy(
    name="srs-output",
    version=2,
    says="Counts under 10 are hidden, and others beside them so that the hidden ones cannot be worked out.",
    why=(
        "Threshold 10 is the rule of most secure research settings in the United Kingdom.",
        "A zero count is shown: nobody is there. Readers therefore know that a hidden count is at least 1, "
        "unless it is the numerator of a rate, and the audit grants them exactly that.",
        "A rate of 0% or 100% is hidden: it tells the outcome of everybody in the group, however large.",
        "That everybody of a group has a loan, a disability or another telling value is hidden like a small count; "
        "that nobody has one is not.",
        "A small count keeps nine possible values or more, as many as 'under 10' leaves open by itself.",
        "Somebody who is alone in a hidden cell counts as an attacker too, and must not find another one exactly.",
    ),
    action=Action.SUPPRESS,
    threshold=10,
    class_disclosure=True,
    telling=TELLING,
    p_percent=10.0,
    dominance=(2, 90.0),
    guard=Guard.WIDTH,
)

OPENSAFELY_MIDPOINT6 = Policy(
    name="opensafely-midpoint6",
    version=2,
    says="Counts are rounded to the middle of classes of six: 1 to 6 is shown as 3, 7 to 12 as 9. Zeros are zeros.",
    why=(
        "Midpoint rounding is the rule of OpenSAFELY: counts of 1 to 6 look alike, and sums of many counts stay right.",
        "Rates are worked out from the rounded counts, so they tell nothing that these do not.",
        "A zero is shown: nobody is there.",
        "A table from which a count of 1 to 6 follows exactly, because rounded parts and totals fit in one way only, "
        "is refused.",
        "A table is refused that says of everybody in a group, or of all but a few, that they have a value that tells "
        "something of a person, such as a loan or a disability: rounding cannot hide that.",
    ),
    action=Action.ROUND,
    method=Method.MIDPOINT,
    threshold=7,
    base=6,
    rates=Rates.PUBLISHED,
    refuses_leaks=True,
    telling=TELLING,
    insider=False,
)

OPEN_COUNTS = Policy(
    name="open-counts",
    version=1,
    says="Not protected: these figures are not about people.",
    why=(
        "Numbers of courses, qualifications or places tell nothing of a person, and hiding them helps nobody.",
        "It is refused for figures from any source with learners in it, and for figures that do not say their source.",
    ),
    action=Action.NONE,
    threshold=1,
    insider=False,
    not_by=frozenset(),
    smallest_area="postcode",
)

POLICIES = {p.name: p for p in (DFE_STATISTICS, FE_OUTCOMES, SRS_OUTPUT, OPENSAFELY_MIDPOINT6, OPEN_COUNTS)}


def _before(policy: Policy, version: int, without: str = "telling value", **more: Any) -> Policy:
    """An earlier version: its settings, and its reasons without those of what it did not do."""
    why = tuple(w for w in policy.why if without not in w and "value that tells" not in w)
    return replace(policy, version=version, why=why, telling=frozenset(), **more)


EARLIER = {
    p.label: p
    for p in (
        _before(
            DFE_STATISTICS,
            1,
            "Version 1",
            says="Counts are rounded to the nearest 10; 1 to 4 is shown as low. Rates use counts before rounding.",
            rate_keeps=0,
        ),
        _before(FE_OUTCOMES, 2),
        _before(SRS_OUTPUT, 1),
        _before(OPENSAFELY_MIDPOINT6, 1),
    )
}
"""Versions that came before, by their labels: tables were made under them, and may have to be made once more."""
