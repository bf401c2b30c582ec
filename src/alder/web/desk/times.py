"""The minute at which a release is to be published, as people write it: in London's time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from alder.look.words import LONDON

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL = "9:30am"
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?", re.IGNORECASE)
FIELDS = ("day", "month", "year", "time")


def minute(given: Mapping[str, str]) -> tuple[datetime | None, dict[str, str]]:
    """The minute, or what is wrong with it, by field."""
    at = _time_of(given.get("time", "").strip() or USUAL)
    if at is None:
        return None, {"time": "Write the time like 9:30am or 14:00"}
    numbers = [given.get(name, "").strip() for name in ("year", "month", "day")]
    if not all(number.isascii() and number.isdigit() and len(number) <= 4 for number in numbers):
        return None, {"day": "Write the date in numbers, for example 26 3 2027"}
    try:
        year, month, day = (int(number) for number in numbers)
        found = datetime(year, month, day, at.hour, at.minute, tzinfo=LONDON)
    except ValueError:
        return None, {"day": "There is no such date"}
    if found.astimezone(UTC).astimezone(LONDON).time() != at:
        return None, {"time": "There is no such time on that day: the clocks go forward"}
    if found <= timezone.now():
        return None, {"day": "That time has gone by. Give one that is to come, or publish now."}
    return found, {}


def _time_of(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minutes) if hour < 24 and minutes < 60 else None
