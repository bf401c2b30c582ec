"""Events as an iCalendar file (RFC 5545): lines end in CRLF and are folded at 75 bytes; text is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

_MOST_BYTES = 75
_PRODUCT = "-//Alder//Release calendar//EN"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Something that happens at a moment. Its id stays when the moment changes."""

    id: UUID
    title: str
    when: datetime
    changed: datetime
    """When this was last decided."""
    address: str = ""
    said: str = ""


def calendar(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}"
    yield f"DTSTAMP:{_moment(event.changed)}"
    yield f"DTSTART:{_moment(event.when)}"
    yield f"LAST-MODIFIED:{_moment(event.changed)}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.said:
        yield f"DESCRIPTION:{_escaped(event.said)}"
    if event.address:
        yield f"URL:{event.address}"
    yield "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PUBLIC"
    yield "END:VEVENT"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """A text value: backslash, comma and semicolon are marked, line breaks written out, other controls dropped."""
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    text = "\n".join(text.splitlines()).replace("\n", "\\n")
    return "".join(c for c in text if c >= " " and c != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """Parts of at most 75 bytes, each after the first begun by a blank. No character is torn apart."""
    part, size = "", 0
    for character in line:
        length = len(character.encode())
        if size + length > _MOST_BYTES:
            yield part
            part, size = " ", 1
        part, size = part + character, size + length
    yield part
