"""Figures that are estimates, of a survey or a projection: what they must bring along, and which are refused.

An estimate is whatever carries the caution of a survey or of a forecast, which results get from their source and
cannot lose. Its base stands beside it, and its interval however large the base. One that rests on fewer than
`LEAST_BASE` answers is not shown, and one whose relative error is over `MOST_ERROR` per cent is marked.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from alder.errors import NotProtected

if TYPE_CHECKING:
    from decimal import Decimal

    from alder.model.quality import Quality
    from alder.model.statistic import Counts

CAUTIONS = ("Q-SURV", "Q-FCST")
LEAST_BASE = 10
"""Answers that an estimate rests on at least. Alder's own limit."""

MOST_ERROR = 20
"""The largest standard error, in per cent of the estimate, that goes without a mark. Alder's own limit."""


UNRELIABLE = "u"


def are_estimates(quality: Quality) -> bool:
    """Whether figures with this quality come from a survey or a projection."""
    return any(c.code in CAUTIONS for c in quality.caveats)


def cautions(quality: Quality) -> str:
    """The codes of the cautions that make figures estimates, for a column of their files."""
    return ", ".join(c.code for c in quality.caveats if c.code in CAUTIONS)


def check(counts: Counts) -> None:
    """Refuse estimates that would stand without the number of answers that they rest on."""
    if not are_estimates(counts.quality):
        return
    for rate in counts.rates:
        if rate.of is not None and not counts.indicator(rate.of[1]).shown:
            raise NotProtected(
                f"{rate.label} is an estimate, and the number of answers that it rests on is not in the table",
                next="Show its denominator beside it.",
            )


def relative_error(rate: Decimal, base: int) -> float | None:
    """The standard error of a share of `base` answers, in per cent of the share; None of a share of nobody."""
    p = min(max(float(rate) / 100, 0.0), 1.0)
    return 100 * sqrt((1 - p) / (p * base)) if p > 0 and base > 0 else None
