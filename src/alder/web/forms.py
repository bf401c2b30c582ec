"""What forms of the site send: texts and their lengths, the revision they were made from, the minute of publication in
London's time, days, and files.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from alder import wall_clock
from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from collections.abc import Mapping


class TextsSent(Protocol):
    """A form that was sent, or what says the same."""

    @property
    def POST(self) -> Any: ...


def text(request: TextsSent, name: str) -> str:
    """Of several lines, without signs that no text has."""
    return plain_text(request.POST.get(name, ""))


def plain_text(given: str) -> str:
    """The same of a text, wherever it comes from."""
    lines = given.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def line(request: TextsSent, name: str) -> str:
    """Of one line."""
    return " ".join(text(request, name).split())


def form_revision(request: TextsSent) -> int:
    """The revision of a thing that a form was made from; -1, which is of none, where it does not say one."""
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1


def too_long(given: Mapping[str, str], longest: Mapping[str, int]) -> dict[str, str]:
    """What is wrong, by field."""
    return {
        name: f"That is {len(given[name]):,} characters long. There is room for {most:,}."
        for name, most in longest.items()
        if len(given[name]) > most
    }


_SPANS = ("%Y-%m-%d", "%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")


def day_typed(text: str) -> str:
    """A day as it is kept, 2027-01-31, from the ways in which people write one; as it was typed where it is none."""
    for span in _SPANS:
        try:
            return datetime.strptime(" ".join(text.split()), span).date().isoformat()
        except ValueError:
            continue
    return text


USUAL = "9:30am"
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?", re.IGNORECASE)
FIELDS = ("day", "month", "year", "time")


def minute(given: Mapping[str, str]) -> tuple[datetime | None, dict[str, str]]:
    """The minute at which a release is to be published, in London's time, or what is wrong with it, by field."""
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
    if found <= wall_clock.now():
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


TOO_LARGE = "alder.too_large"
"""Set in the request where more was sent than is taken."""


class UploadLimit(TemporaryFileUploadHandler):
    """Writes a file to disk, and stops when a request brings more than may be sent."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._come = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._come += len(raw_data)
        if self._come > settings.ALDER_UPLOAD_MB * 1024 * 1024:
            if self.request:
                self.request.META[TOO_LARGE] = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
