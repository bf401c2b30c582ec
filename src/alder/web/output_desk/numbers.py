"""How the desk does, over the outputs that were finished within a year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Sum

from alder import wall_clock
from alder.governance.output_review import ReviewState
from alder.web.output_desk.models import OutputReading, OutputRequest, OutputReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

OVER = timedelta(days=365)
ANSWERED = (ReviewState.RELEASED, ReviewState.RECALLED, ReviewState.REJECTED)


@dataclass(frozen=True)
class DeskFigures:
    """What is told of a year. Where there is nothing to tell of, None."""

    answered: int
    released: int
    median_days: float | None
    p90_days: int | None
    kept_promise: int
    """Answered within the days that were promised."""
    at_first: int
    """Released as they were first handed in."""
    reasons: dict[str, int]
    median_minutes: float | None
    """Of all checkers together, for an output."""
    waiting: int
    late: int


def median(values: Sequence[int]) -> float | None:
    """The middle, or half way between the two in the middle."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return float(ordered[half]) if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def percentile(values: Sequence[int], share: float) -> int | None:
    """The smallest value that so large a share does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else None


def of_last_year() -> DeskFigures:
    """By the rows of outputs: what is told here of single ones is in the trail."""
    since = wall_clock.now() - OVER
    answered = OutputRequest.objects.filter(state__in=ANSWERED, finished__gte=since)
    rows = list(answered.values_list("days", "turn", "state"))
    days = [day for day, _, _ in rows if day is not None]
    released = [turn for _, turn, state in rows if state != ReviewState.REJECTED]
    back = OutputReturn.objects.filter(at__gte=since).values("reason").annotate(times=Count("pk"))
    read = OutputReading.objects.filter(output__in=answered).values("output").annotate(all=Sum("seconds"))
    waiting = OutputRequest.objects.filter(promised__isnull=False)
    half = median([one["all"] for one in read])
    return DeskFigures(
        answered=len(rows),
        released=len(released),
        median_days=median(days),
        p90_days=percentile(days, 0.9),
        kept_promise=sum(day <= settings.ALDER_OUTPUT_DAYS for day in days),
        at_first=released.count(1),
        reasons={one["reason"]: one["times"] for one in back.order_by("-times", "reason")},
        median_minutes=None if half is None else half / 60,
        waiting=waiting.count(),
        late=waiting.filter(promised__lt=wall_clock.today()).count(),
    )
