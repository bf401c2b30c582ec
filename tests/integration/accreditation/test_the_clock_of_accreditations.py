"""What time does to accreditations and tests: reminders without content, ends, lapses, tests nobody came back to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.support import researchers as of
from tests.support.cast import Someone

from alder import wall_clock
from alder.wall_clock import LONDON


def at(monkeypatch: Any, day: date) -> None:
    """It is noon of a day in London."""
    monkeypatch.setattr(wall_clock, "now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=LONDON))


def test_reminders_and_the_end(people: dict[str, Someone], monkeypatch: Any) -> None:
    from alder.web.accounts.models import Notification
    from alder.web.accreditation.accredited_people import why_not_accredited_today
    from alder.web.accreditation.clock import move_on
    from alder.web.accreditation.process import differing, replayed

    amara = of.researcher("Amara")
    address = of.granted(amara, people["owen"])
    until = of.row(address).until
    Notification.objects.filter(person=amara.person).delete()

    def moved_on(days: int) -> list[str]:
        """What the clock did that many days before the end."""
        at(monkeypatch, until - timedelta(days=days))
        done = len(replayed(of.row(address)).events)
        while move_on():
            pass
        return [f"{one.action} {one.said.get('days', '')}".strip() for one in replayed(of.row(address)).events[done:]]

    assert moved_on(91) == []
    assert moved_on(90) == ["REMIND 90"]
    assert moved_on(90) == [], "once"
    assert "It ends soon" in amara.sign_in().see(address)
    assert "Ends soon" in people["owen"].sign_in().see("/desk/accreditations?part=held")
    assert moved_on(5) == ["REMIND 7"], "of two that were missed, the last alone"
    assert {note.about for note in Notification.objects.filter(person=amara.person)} == {
        f"accreditation {of.row(address).pk}"
    }
    assert moved_on(0) == []
    assert why_not_accredited_today(amara.person, "Department for Education") == ""
    assert moved_on(-1) == ["EXPIRE"]
    assert why_not_accredited_today(amara.person, "Department for Education").startswith("The accreditation ended on")
    assert of.row(address).wakes is None
    assert differing() == []


def test_applications_that_lie_still_are_closed(people: dict[str, Someone], monkeypatch: Any) -> None:
    from alder.web.accreditation.clock import move_on

    address = of.applied(of.researcher("Ben"), people["owen"].sign_in())
    of.sent(people["owen"], f"{of.at_desk(address)}/ask-evidence", reason="The second page")
    asked = of.row(address).moved.date()
    for days, state in ((89, "evidence asked"), (91, "given up")):
        at(monkeypatch, asked + timedelta(days=days))
        move_on()
        assert of.row(address).state == state


def test_a_test_that_nobody_came_back_to_is_marked_as_it_is(people: dict[str, Someone]) -> None:
    from alder.web.accreditation.clock import mark_what_is_over

    cara = of.researcher("Cara")
    address = of.studied(cara, people["owen"].sign_in())
    of.sent(cara, f"{address}/test", extra="1")
    of.back(address, minutes=100)
    mark_what_is_over()
    assert of.row(address).state == "sitting the test", "twice the time"
    of.back(address, minutes=21)
    mark_what_is_over()
    assert of.row(address).state == "failed"


def test_a_longer_pause_than_a_week_ends_a_test(people: dict[str, Someone]) -> None:
    from alder.web.accreditation.clock import mark_what_is_over

    dan = of.researcher("Dan")
    address = of.studied(dan, people["owen"].sign_in())
    of.sent(dan, f"{address}/test", extra="0")
    of.sent(dan, f"{address}/test/pause")
    of.back(address, days=6)
    mark_what_is_over()
    assert of.row(address).state == "sitting the test"
    of.back(address, days=2)
    mark_what_is_over()
    assert of.row(address).state == "failed"
