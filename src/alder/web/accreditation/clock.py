"""What has its time: reminders, the end of what is over, applications that lie still, and tests whose time ran out."""

from __future__ import annotations

from datetime import timedelta

from alder import wall_clock
from alder.governance.accreditation import AccreditationAction, clock_act
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import today
from alder.web.accreditation.models import AccreditationRecord, PaperSitting
from alder.web.accreditation.process import act, replayed, wake_again
from alder.web.accreditation.sittings import open_sitting
from alder.web.work.chores import once_a_minute, one_by_one


@once_a_minute
def tend() -> None:
    """Whatever time does to accreditations, and to tests."""
    move_on()
    mark_what_is_over()


def move_on() -> int:
    """Whatever time does to accreditations is done; to how many."""
    due = AccreditationRecord.objects.filter(wakes__lte=wall_clock.now()).select_related("person").order_by("wakes")

    def move_one(record: AccreditationRecord) -> bool:
        wanted = clock_act(replayed(record), wall_clock.now())
        if wanted is None:  # the policy has changed since
            wake_again(record)
            return False
        act(None, record, AccreditationAction(wanted.action), wanted.said)
        return True

    return one_by_one(due, move_one)


def mark_what_is_over() -> None:
    """Tests that nobody came back to are marked as they are. Those that go on are looked at, and left."""
    usual = timedelta(minutes=accreditation_policy(today()).test.minutes)
    begun = PaperSitting.objects.filter(ended=None, began__lte=wall_clock.now() - usual)
    one_by_one(begun.select_related("record__person"), lambda sitting: open_sitting(sitting.record) is None)
