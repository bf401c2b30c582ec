"""What has its time at the desk, through what the worker does each second, with the clock moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import desk, output_of, pressed, reviewed, submitted, votes, work

from alder import wall_clock
from alder.model.working_days import in_working_days

Moved = Callable[[timedelta], Any]


@pytest.fixture(autouse=True)
def _signed_in(people: dict[str, Someone]) -> None:
    """Sessions end when the clock is moved, those of everybody."""
    for one in people.values():
        one.sign_in()


@contextmanager
def _later(by: timedelta) -> Iterator[None]:
    """Everything that asks for the time is told a later one."""
    with wall_clock.set_to(wall_clock.now() + by):
        yield


def _chores() -> None:
    """What a worker does each second, as its settings list it."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    for name in settings.ALDER_CHORES:
        if name.startswith("alder.web.output_desk."):
            import_string(name)()


def _working_days(days: int) -> timedelta:
    """So much time that so many working days have gone by since today."""
    today = date.today()
    return in_working_days(today, days) - today


def _notices(who: Someone, address: str) -> int:
    from alder.web.accounts.models import Notification

    return Notification.objects.filter(person=who.person, about=f"output {output_of(address).pk}").count()


def _forget_notices() -> None:
    """Who has an unread notice of an output is not told again."""
    from alder.web.accounts.models import Notification

    Notification.objects.all().delete()


def _returned(people: dict[str, Someone]) -> str:
    address = submitted(people["ben"])
    for name in ("dev", "grace"):
        votes(people[name], address, approves=False, comment="Say whom it is about")
    people["dev"].do(f"{desk(address)}/return", categories="context")
    assert output_of(address).state == "returned"
    return address


def test_what_lies_returned_for_60_days_is_withdrawn_and_its_author_told(people: dict[str, Someone]) -> None:
    address = _returned(people)
    _forget_notices()
    with _later(timedelta(days=59, hours=23)):
        _chores()
    assert output_of(address).state == "returned"
    with _later(timedelta(days=60, minutes=1)):
        _chores()
    assert output_of(address).state == "withdrawn"
    assert "Withdrawn, after a long time without a change" in people["ben"].see(address)
    assert _notices(people["ben"], address) == 1
    from alder.web.trail.models import TrailEvent

    event = TrailEvent.objects.filter(thing=output_of(address).thing).order_by("seq").last()
    assert event
    assert (event.action, event.actor, event.role) == ("LAPSE", "", "system")


def test_what_waits_for_four_working_days_is_escalated_once_and_a_senior_checker_may_take_over(
    people: dict[str, Someone],
) -> None:
    dev, sunita, leila = people["dev"], people["sunita"], people["leila"]
    address = submitted(people["ben"])
    votes(dev, address)
    _forget_notices()
    assert 'id="vote"' not in sunita.see(desk(address))
    assert votes(sunita, address).status_code == 403
    with _later(_working_days(3)):
        _chores()
    assert output_of(address).escalated is None
    with _later(_working_days(4)):
        _chores()
        _chores()
    assert output_of(address).escalated is not None
    assert _notices(sunita, address) == 1
    assert "Waits for long" in dev.see("/desk/outputs?part=review")
    assert "a senior checker may take over a review" in sunita.see(desk(address))
    assert "may take over" not in people["ben"].see(address), "an author is told of no step within the review"
    assert votes(sunita, address).status_code == 302
    assert output_of(address).state == "reviewed"
    pressed(dev, address, "approve")
    with _later(_working_days(4)):
        _chores()
    from alder.web.trail.models import TrailEvent

    acts = TrailEvent.objects.filter(thing=output_of(address).thing, action="ESCALATE")
    assert acts.count() == 1, "once in a turn"
    assert leila.do(f"{desk(address)}/release")
    work()
    assert output_of(address).state == "released"


def test_days_on_which_the_author_has_the_turn_do_not_count_towards_it(people: dict[str, Someone]) -> None:
    address = _returned(people)
    with _later(_working_days(9)):
        _chores()
        assert output_of(address).escalated is None
        people["ben"].sign_in()  # sessions have ended by then
        people["ben"].do(f"{address}/submit", **{"reply-1": "It is about all adults"})
        work()
        _chores()
    people["ben"].sign_in()
    assert output_of(address).state == "submitted"
    assert output_of(address).escalated is None


def test_what_waits_for_its_release_is_brought_to_release_officers(people: dict[str, Someone]) -> None:
    address = submitted(people["ben"])
    reviewed(people, address)
    pressed(people["dev"], address, "approve")
    leila = people["leila"]
    _forget_notices()
    with _later(_working_days(4)):
        _chores()
    assert _notices(leila, address) == 1
    assert _notices(people["dev"], address) == 0
