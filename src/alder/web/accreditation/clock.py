"""What has its time: reminders, the end of what is over, applications that lie still, and tests whose time ran out."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta

from alder import wall_clock
from alder.governance import Denied
from alder.governance.accreditation import AccreditationAction, clock_act
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import today
from alder.web.accreditation.models import AccreditationRecord, PaperSitting
from alder.web.accreditation.process import act, replayed, wake_again
from alder.web.accreditation.sittings import open_sitting

_EVERY = 60.0
_AT_ONCE = 50
"""So many are looked at each time, for a second or two: whatever else the worker has to do waits for that."""
_last = float("-inf")


def tend() -> None:
    """Once a minute."""
    global _last
    if time.monotonic() - _last < _EVERY:
        return
    _last = time.monotonic()
    move_on()
    mark_what_is_over()


def move_on() -> int:
    """Whatever time does to accreditations is done; to how many."""
    due = AccreditationRecord.objects.filter(wakes__lte=wall_clock.now()).select_related("person").order_by("wakes")
    moved = 0
    for record in due[:_AT_ONCE]:
        wanted = clock_act(replayed(record), wall_clock.now())
        if wanted is None:  # the policy has changed since
            wake_again(record)
            continue
        with suppress(Denied):  # somebody did something meanwhile
            act(None, record, AccreditationAction(wanted.action), wanted.said)
            moved += 1
    return moved


def mark_what_is_over() -> None:
    """Tests that nobody came back to are marked as they are. Those that go on are looked at, and left."""
    usual = timedelta(minutes=accreditation_policy(today()).test.minutes)
    begun = PaperSitting.objects.filter(ended=None, began__lte=wall_clock.now() - usual).select_related(
        "record__person"
    )
    for sitting in begun:
        open_sitting(sitting.record)
