"""Reading the course: for how long each module was read, and when it is finished.

Time is counted on the server, of one module at a time: whoever opens another stops the time of the one before. It goes
on where they left off, so a module can be read in several sittings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from alder import wall_clock
from alder.accreditation.course import CourseModule, modules, why_not_read
from alder.governance import Role
from alder.governance.accreditation import Accreditation, AccreditationAction
from alder.web.accreditation import notices
from alder.web.accreditation.models import AccreditationRecord, ModuleReading, SessionAttendance
from alder.web.accreditation.process import act
from alder.web.trail.events import record as recorded

if TYPE_CHECKING:
    from datetime import date, datetime

    from alder.web.accounts.models import Person


@dataclass(frozen=True)
class ModuleProgress:
    """How far somebody is with a module."""

    module: CourseModule
    seconds: int
    finished: datetime | None

    @property
    def minutes_left(self) -> int:
        """Whole minutes that are still to be read, rounded up."""
        return max(0, -(-(self.module.minutes * 60 - self.seconds) // 60))


def progress(record: AccreditationRecord) -> list[ModuleProgress]:
    """How far somebody is, module by module."""
    kept = {one.module: one for one in record.readings.all()}
    now = wall_clock.now()
    return [
        ModuleProgress(module, _seconds(kept.get(module.number), module, now), _finished(kept.get(module.number)))
        for module in modules()
    ]


def _finished(reading: ModuleReading | None) -> datetime | None:
    return reading.finished if reading is not None else None


def _seconds(reading: ModuleReading | None, module: CourseModule, now: datetime) -> int:
    """What was read of a module; more than its least time does not count, so that nothing is told of who reads on."""
    if reading is None:
        return 0
    spent = reading.seconds + (int((now - reading.since).total_seconds()) if reading.since else 0)
    return min(spent, module.minutes * 60)


@transaction.atomic
def open_module(record: AccreditationRecord, module: CourseModule) -> None:
    """It is read from now on, and no other is."""
    AccreditationRecord.objects.select_for_update().get(pk=record.pk)
    now, by_number = wall_clock.now(), {one.number: one for one in modules()}
    for other in record.readings.filter(since__isnull=False).exclude(module=module.number):
        other.seconds = _seconds(other, by_number[other.module], now)
        other.since = None
        other.save(update_fields=["seconds", "since"])
    reading, _ = ModuleReading.objects.get_or_create(record=record, module=module.number)
    if reading.since is None and reading.finished is None:
        reading.since = now
        reading.save(update_fields=["since"])


@transaction.atomic
def finish_module(record: AccreditationRecord, module: CourseModule) -> ModuleProgress:
    """Its questions were answered: it is finished if it was read for its least time, else it is read on."""
    reading = ModuleReading.objects.select_for_update().filter(record=record, module=module.number).first()
    now = wall_clock.now()
    found = ModuleProgress(module, _seconds(reading, module, now), _finished(reading))
    if reading is None or reading.finished is not None or found.minutes_left:
        return found
    reading.seconds, reading.since, reading.finished = found.seconds, None, now
    reading.save(update_fields=["seconds", "since", "finished"])
    return ModuleProgress(module, found.seconds, now)


def why_not_studied(record: AccreditationRecord) -> str:
    """Which module is still to be read, in a sentence; empty where all are."""
    done = {one.module.number: one for one in progress(record) if one.finished is not None}
    finished = {number: one.finished for number, one in done.items() if one.finished is not None}
    opened = {number: finished[number] - timedelta(seconds=one.seconds) for number, one in done.items()}
    return why_not_read(opened, finished)


def complete(person: Person, record: AccreditationRecord, thing: Accreditation) -> Accreditation:
    """The course is completed: by the live session where it was attended, else by reading. Raises `Denied`."""
    by_session = session_counts(record, thing)
    said = {"course": "session"} if by_session else {"course": "modules", "read": not why_not_studied(record)}
    return act(person, record, AccreditationAction.COMPLETE, said)


@transaction.atomic
def record_session(officer: Person, record: AccreditationRecord, on: date, where: str) -> None:
    """An officer records that somebody attended the live session."""
    SessionAttendance.objects.create(record=record, on=on, where=where, by=officer, at=wall_clock.now())
    said = {"on": str(on), "where": where}
    recorded(
        str(officer.pk),
        str(Role.ACCREDITATION_OFFICER),
        f"session of accreditation {record.pk}",
        "Recorded",
        said=said,
    )
    notices.tell_person(record)


def session_counts(record: AccreditationRecord, thing: Accreditation) -> bool:
    """Whether an officer recorded a live session that was attended since the course was completed last."""
    attended = record.attendances.all()
    if thing.completed:
        attended = attended.filter(at__gt=thing.completed[-1])
    return attended.exists()
