"""Policies explained: all with what they promise, and each with its settings in words and the reasons for them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.described import lines
from alder.disclosure.noise import midpoints, nearest
from alder.disclosure.policy import EARLIER, POLICIES
from alder.disclosure.policy_file import policy_of
from alder.disclosure.settings import AREAS, Method, Rates
from alder.look.words import counted, listed
from alder.model.explanation import Explanation, Section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.policy import Policy

_LEAD = (
    "A policy says what is small, what is done about it, and what that promises. It is data: every setting is a value, "
    "and settings that contradict each other are refused in words. Name one with `alder table --policy NAME`, or write "
    "your own and name its file: `--policy mine.toml`."
)

_METHODS = (
    (
        "`nearest`, base 10, threshold 5",
        "low",
        "low",
        "10",
        "10",
        "10",
        "small counts are a symbol, others an interval of 10",
    ),
    ("`redact`, base 5, threshold 8", "c", "c", "c", "10", "15", "small counts are a symbol, others an interval of 5"),
    ("`midpoint`, base 6", "3", "3", "9", "9", "15", "every count is an interval of 6; zeros are zeros"),
    (
        "`random`, base 3",
        "0 or 3",
        "3 or 6",
        "6 or 9",
        "6 or 9",
        "12 or 15",
        "on average right; the same records always alike",
    ),
    ("`controlled`, base 5", "0 or 5", "0 or 5", "5 or 10", "5 or 10", "10 or 15", "tables still add up"),
    (
        "`small counts`, base 5",
        "0 or 5",
        "0 or 5",
        "7",
        "8",
        "13",
        "only inner cells under the base move; sums are sums",
    ),
)

_ROUNDING = (
    "Random rounding and perturbing draw from the sum of the secret keys of a cell's records, so the same cell gets "
    "the same figure in every table, and asking again tells nothing. Counts that do not bring these keys are refused.",
    "Every rounded or perturbed table is attacked as a system of intervals: each figure leaves some counts possible, "
    "and sums narrow them. `refuses_leaks = true` refuses a table from which a small count follows exactly; "
    "`alder.disclosure.rounding_leak(counts, policy)` measures how much follows. `rate_keeps = 3` leaves out the rates "
    "of exact counts beside which a numerator, a denominator or their difference would keep fewer than three values, "
    "once rates of fewer decimals do not help.",
    "Controlled rounding keeps each count at a multiple beside it. With one or two filters that is always possible. "
    "Where it is not, or where a large table is not found otherwise, counts may move two steps, and the table says so; "
    "where two are not enough, the table is refused. Small-count rounding takes tables of counts alone, in which "
    "nobody is without a category. Both take table folders of any size; a table of `alder table` with more than 20,000 "
    "counts needs a larger `largest`.",
)

_OWN = """name = "county-tables"
version = 1
says = "Counts are rounded to multiples of 5 that still add up."
action = "round"        # suppress, round, perturb or none
method = "controlled"   # nearest, redact, midpoint, random, controlled or small counts
threshold = 5
base = 5
rates = "published"     # or counts
insider = false
smallest_area = "local_authority"
telling = ["usual"]     # values that no table says of everybody; "sex=F" adds one"""

_SETTINGS = (
    "A file in TOML, with the settings by name. A name that is no setting is an error, and so is a contradiction. Its "
    "settings then stand in the notes of each table, in words. Without a line `telling` no value is one that tells.",
    "Perturbing has settings of its noise below `[noise]`: `variance`, `most` (the largest step), `gap` (no count from "
    "1 to it is published), `keys` (how many record keys, a power of two) and, where a table made elsewhere is to be "
    "used, `table`, the name of its CSV file with the columns `pcv`, `ckey` and `pvalue`.",
)

_RATES = (
    "A rate narrows down what it is a rate of: 58.1% of about 30 can only be 18 of 31. The table shows how many of all "
    "possible pairs of numerator and denominator are the only one with their printed figures. All pairs whose rate is "
    "shown are counted, each once.",
)

_HEADS = (
    "people in the denominator",
    "`dfe-statistics`: both counts and a rate of one decimal",
    "the same, without the numerator",
    "`fe-outcomes`: denominator and whole per cent",
    "`opensafely-midpoint6`: both counts and their rate",
)

_WHAT = (
    "`dfe-statistics` leaves a rate out where it would leave one denominator, numerator or difference "
    "(`rate_keeps = 2`), and has whole per cent where that leaves out fewer. Its version 1 showed such rates: the "
    'columns are what they give away. `--policy "dfe-statistics (version 1)"` makes a table once more that was made '
    "under it.",
    "`fe-outcomes` shows whole per cent, and leaves rates out by the same rule. The column above is what it would give "
    "away without that.",
    "`opensafely-midpoint6` works rates out from the rounded counts, so they tell nothing that the counts do not. A "
    "table from which a small count follows is refused.",
    "`srs-output` rounds nothing. A rate is hidden with its counts, and the attack knows each rate that is shown.",
    "`open-counts` protects nothing, and is refused for figures about people.",
    "A policy of your own that is controlled, random, midpoint or small-count rounding, or that perturbs, must work "
    "rates out from published counts: rates of exact ones would undo it, so that setting is refused.",
)

BANDS = ((5, 24), (25, 54), (55, 104), (105, 204), (205, 504))


def listed_policies() -> Explanation:
    """Every policy, what rates give away beside rounded counts, and how to write one."""
    return Explanation(
        "policies",
        "list",
        (counted(len(POLICIES), "policy", "policies"),),
        _LEAD,
        tuple((one.name, one.says) for one in POLICIES.values()),
        (
            Section("Rates beside rounded counts", _RATES, heads=_HEADS, cells=_given_away()),
            Section("What each policy does about it", items=_WHAT),
            Section("A policy of your own", _SETTINGS, code=_OWN),
            Section("Areas", (f"The values of `smallest_area`, the smallest first: {_areas()}.",)),
            Section(
                "Ways of rounding",
                ("What a count of 1, 4, 7, 8 and 13 becomes, and what each way promises.",),
                heads=("method", "1", "4", "7", "8", "13", "what it promises"),
                cells=_METHODS,
            ),
            Section("What to know of them", _ROUNDING),
        ),
        next="One of them: alder explain policy NAME",
        title="Policies",
    )


def explained(name: str) -> Explanation:
    """One policy, an earlier version by its label: its settings in words, and why they are so."""
    one = policy_of(name)
    earlier = tuple(p.label for p in EARLIER.values() if p.name == one.name and p is not one)
    rows = (("earlier", f"{listed(earlier)}: a table made under it can be made once more"),) if earlier else ()
    return Explanation(
        one.name,
        "policy",
        (f"version {one.version}",),
        one.says,
        rows,
        (Section("What it does", items=tuple(lines(one))), Section("Why", items=one.why)),
        next="All: alder explain policies",
        title=one.label if one.label in EARLIER else "",
    )


def _areas() -> str:
    return ", ".join(area.replace("_", " ") for area in AREAS)


@cache
def _given_away() -> tuple[tuple[str, ...], ...]:
    """For denominators of each band, how many pairs are the only one with their figures: worked out, half a second."""
    dfe, fe, six = (POLICIES[n] for n in ("dfe-statistics", "fe-outcomes", "opensafely-midpoint6"))
    found = []
    for low, high in BANDS:
        shares = [
            alone(dfe, low, high, decimals=1, numerator=True),
            alone(dfe, low, high, decimals=1, numerator=False),
            alone(fe, low, high, decimals=0, numerator=False),
            alone(six, low, high, decimals=1, numerator=True),
        ]
        found.append((f"{low} to {high}", *(f"{100 * share:.0f}%" for share in shares)))
    return tuple(found)


def alone(policy: Policy, low: int, high: int, *, decimals: int, numerator: bool) -> float:
    """The share of pairs of a numerator and a denominator in a range that are the only one with their figures."""
    reach = high + policy.base
    d, n = (a.ravel() for a in np.meshgrid(np.arange(1, reach + 1), np.arange(reach + 1), indexing="ij"))
    inside = n <= d
    n, d = n[inside], d[inside]
    if policy.rates is Rates.PUBLISHED:
        n_shown, d_shown = midpoints(n, policy.base), midpoints(d, policy.base)
        rate = _rate(n_shown, d_shown, decimals)
        told = np.ones(len(n), dtype=bool)
    else:
        n_shown, d_shown = (_rounded(v, policy) for v in (n, d))
        rate = _rate(n, d, decimals)
        few = policy.few_in_a_rate
        told = (d >= policy.threshold) & ((n == 0) | (n >= few)) & ((d == n) | (d - n >= few))
    columns = [rate, d_shown, *([n_shown] if numerator else [])]
    figures = np.zeros(
        len(n), dtype=np.int64
    )  # the figures of a pair as one number: sorting rows takes ten times as long
    for column in columns:
        figures = figures * (int(column.max()) + 2) + column + 1
    _, group, many = np.unique(figures[told], return_inverse=True, return_counts=True)
    asked = (d[told] >= low) & (d[told] <= high)
    return float((many[group] == 1)[asked].mean())


def _rounded(values: NDArray[np.int64], policy: Policy) -> NDArray[np.int64]:
    if policy.method is not Method.NEAREST:
        raise ValueError(f"{policy.name} does not round to the nearest")
    rounded: NDArray[np.int64] = np.where((values > 0) & (values < policy.threshold), -1, nearest(values, policy.base))
    return rounded


def _rate(n: NDArray[np.int64], d: NDArray[np.int64], decimals: int) -> NDArray[np.int64]:
    """Per cent with so many decimals as a whole number, halves up."""
    scale = 100 * 10**decimals
    rate: NDArray[np.int64] = (2 * scale * n + d) // (2 * d)
    return rate
