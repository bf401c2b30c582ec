"""Calendar files: lines of at most 75 bytes, text marked as RFC 5545 asks, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.support.calendar_rules import events

from alder.web.following.icalendar import CalendarEvent, calendar

ID = UUID("0a1b2c3d-0000-4000-8000-00000000ca1e")
SUMMER = datetime(2027, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))
TITLES = {
    "plain": "Absence, 2024/25",
    "marked": "Commas, semicolons; and back\\slashes",
    "several lines": "First line\nsecond line",
    "long": "Participation in education, training and employment by young people in Mereshire, by age and by sex",
    "letters of two and three bytes": "Cyfranogiad – élèves à l’école: " * 5,
    "letters of four bytes": "🌳" * 60,
    "an event within": "X\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:made up",
}


@pytest.mark.parametrize("name", TITLES)
def test_a_title_comes_back_as_it_was(name: str) -> None:
    (event,) = events(
        calendar("Releases", [CalendarEvent(ID, TITLES[name], SUMMER, SUMMER, "https://alder.example/x")])
    )
    assert event["SUMMARY"].split("\n") == TITLES[name].splitlines()
    assert event["UID"] == str(ID)


def test_a_moment_is_written_in_utc() -> None:
    (event,) = events(
        calendar("Releases", [CalendarEvent(ID, "Absence", SUMMER, datetime(2027, 1, 5, 7, 0, tzinfo=UTC))])
    )
    assert (event["DTSTART"], event["DTSTAMP"]) == ("20270701T083000Z", "20270105T070000Z")


def test_controls_are_left_out() -> None:
    (event,) = events(calendar("Releases", [CalendarEvent(ID, "A\x00b\x7f\x07sence", SUMMER, SUMMER, said="x\x0by")]))
    assert event["SUMMARY"] == "Absence"


def test_a_calendar_may_have_no_events() -> None:
    assert events(calendar("Releases", [])) == []
