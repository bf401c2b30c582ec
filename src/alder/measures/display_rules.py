"""What a published cell shows: the publishers' own rules for printing counts and percentages, by name.

They reproduce published tables, and protect nobody: what Alder lets out passes `alder.protect` and its policies.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from alder.errors import present
from alder.model.definition import Evidence
from alder.model.registry import Registry
from alder.model.statistic import rate

if TYPE_CHECKING:
    from collections.abc import Callable

LOW = "low"
SUPPRESSED = "c"
UNAVAILABLE = "x"

Shown = int | Decimal | str


@dataclass(frozen=True)
class DisplayRule:
    """One publisher's rule for one kind of cell. Calling it gives what the cell shows."""

    name: str
    says: str
    source: str
    evidence: Evidence
    function: Callable[..., Any]

    def __call__(self, *figures: Any, **settings: Any) -> Any:
        return self.function(*figures, **settings)


display_rules: Registry[DisplayRule] = Registry("display rule", "display_rules")


def nearest(value: int | Decimal, base: int) -> int:
    """The nearest multiple of a base, halves up."""
    return int((Decimal(value) / base).quantize(Decimal(1), ROUND_HALF_UP)) * base


def _fe_and_skills_count(n: int) -> Shown:
    return LOW if 0 < n < 5 else nearest(n, 10)


def _fe_and_skills_percentage(numerator: int, denominator: int) -> Shown:
    if denominator < 5:
        return UNAVAILABLE
    if 0 < 200 * numerator < denominator:
        return LOW
    return present(rate(numerator, denominator, 1), "there are five or more to divide by")


def _fe_outcomes(numerator: int, denominator: int) -> tuple[Shown, Shown]:
    if denominator < 6:
        return SUPPRESSED, SUPPRESSED
    whole = present(rate(numerator, denominator, 0), "there are six or more to divide by")
    return nearest(denominator, 10), SUPPRESSED if 0 < numerator < 3 else int(whole)


def _graduate_earnings(median: float | None, n: int, *, fewest: int = 11) -> Shown:
    if median is None or n < fewest:
        return SUPPRESSED
    return nearest(Decimal(repr(float(median))), 100)


fe_and_skills_count = display_rules.add(
    DisplayRule(
        "fe_and_skills_count",
        "A count to the nearest 10, halves up; 1 to 4 is `low`, 0 is 0.",
        "Conventions of further education and skills statistics (halves: ours, A).",
        Evidence.V,
        _fe_and_skills_count,
    )
)
fe_and_skills_percentage = display_rules.add(
    DisplayRule(
        "fe_and_skills_percentage",
        "A percentage of counts that are not rounded, to one decimal; above 0 and below 0.5 is `low`; of fewer than 5 "
        "it is `x`.",
        "Conventions of further education and skills statistics.",
        Evidence.V,
        _fe_and_skills_percentage,
    )
)
fe_outcomes = display_rules.add(
    DisplayRule(
        "fe_outcomes",
        "A count to the nearest 10 and a whole percentage. Fewer than 6 learners hide both; 1 or 2 with the outcome "
        "hide the percentage.",
        "Data guidance of further education outcomes.",
        Evidence.V,
        _fe_outcomes,
    )
)
graduate_earnings = display_rules.add(
    DisplayRule(
        "graduate_earnings",
        "A median to the nearest 100 pounds, halves up; `c` where fewer graduates than `fewest` have earnings.",
        "Graduate outcomes in linked data: the rounding is secondary (S); fewer than 11 is the rule of the Scottish "
        "twin (S); halves are ours (A).",
        Evidence.A,
        _graduate_earnings,
    )
)
