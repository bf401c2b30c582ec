"""What is done to an accreditation: by the table of its process, in the trail and in its row, in one transaction."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from alder import wall_clock
from alder.governance import Denied
from alder.governance.accreditation import (
    ACCREDITATION,
    LIVE,
    Accreditation,
    AccreditationAction,
    AccreditationRole,
    AccreditationState,
    new_accreditation,
)
from alder.governance.accreditation_policy import accreditation_policy
from alder.governance.process import Act
from alder.wall_clock import LONDON
from alder.web.accounts.same_person import accounts_among, other_accounts
from alder.web.accreditation import notices
from alder.web.accreditation.models import AccreditationRecord
from alder.web.trail import events as trail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.web.accounts.models import Person

_KNOWN = {str(role): role for role in AccreditationRole}


class AccreditationChangedMeanwhile(Denied):
    """Somebody else changed it since the form was made."""


def accreditation_roles(person: Person) -> frozenset[AccreditationRole]:
    return frozenset(_KNOWN[role] for role in person.roles if role in _KNOWN)


def replayed(record: AccreditationRecord) -> Accreditation:
    """The accreditation as its events make it, after those that its person had before."""
    return trail.replayed(ACCREDITATION, _begun(record))


def _begun(record: AccreditationRecord) -> Accreditation:
    """As it was before anything happened to it. What bars its person matters until it is applied for."""
    id, person = str(record.pk), str(record.person_id)
    if record.state != AccreditationState.NONE:
        return Accreditation(id, person)
    return new_accreditation(id, person, earlier_of(record.person, but=record))


def earlier_of(person: Person, *, but: AccreditationRecord | None = None) -> list[Accreditation]:
    """All that somebody had or has, under whichever account of theirs: a bar is one of a person."""
    accounts = [person, *other_accounts(person)]
    rows = AccreditationRecord.objects.filter(person__in=accounts).exclude(state=AccreditationState.NONE)
    return [replayed(row) for row in rows.order_by("pk") if but is None or row.pk != but.pk]


def act_of(person: Person | None, thing: Accreditation, action: AccreditationAction, said: Mapping[str, Any]) -> Act:
    """What somebody wants to do to an accreditation, or the site, as its process is asked."""
    if person is None:
        return Act(action, "", frozenset({AccreditationRole.SYSTEM}), wall_clock.now(), said)
    accounts = accounts_among(person, filter(None, (thing.person, thing.suspended_by)))
    return Act(action, str(person.pk), accreditation_roles(person), wall_clock.now(), said, accounts)


def why_not(person: Person | None, thing: Accreditation, action: AccreditationAction, **said: Any) -> str:
    """Why somebody may not do something to an accreditation now; empty where they may."""
    return ACCREDITATION.why_not(thing, act_of(person, thing, action, said))


@transaction.atomic
def act(
    person: Person | None,
    record: AccreditationRecord,
    action: AccreditationAction,
    said: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Accreditation:
    """Do something to an accreditation: event, row and notices are there together, or none is.

    Raises `Denied` where it may not be done, or was decided on what is no longer so.
    """
    locked = AccreditationRecord.objects.select_for_update(of=("self",)).select_related("person").get(pk=record.pk)
    if seen is not None and locked.revision != seen:
        raise AccreditationChangedMeanwhile(
            "Somebody changed this accreditation since you opened the page. Nothing was done."
        )
    before = replayed(locked)
    thing = trail.act_on(ACCREDITATION, before, act_of(person, before, action, said or {}))
    _keep(locked, thing)
    locked.save()
    notices.tell(locked, action)
    for name in ("state", "organisation", "grade", "since", "until", "supervisor_id", "moved", "wakes", "revision"):
        setattr(record, name, getattr(locked, name))
    return thing


@transaction.atomic
def declare_version(
    person: Person, record: AccreditationRecord, version: str, *, is_named: bool, seen: int | None = None
) -> None:
    """The declaration is signed in the version that was read, by who has just shown who they are."""
    act(person, record, AccreditationAction.DECLARE, {"declaration": version, "reauthenticated": True}, seen=seen)
    AccreditationRecord.objects.filter(pk=record.pk).update(is_named=is_named)
    record.is_named = is_named


def _keep(record: AccreditationRecord, thing: Accreditation) -> None:
    """The row as the events make the accreditation."""
    record.state, record.organisation = thing.state, thing.organisation
    record.grade = str(thing.grade or "")
    record.since, record.until = thing.since, thing.until
    if thing.supervisor:
        record.supervisor_id = UUID(thing.supervisor)
    record.moved, record.revision = thing.events[-1].at, record.revision + 1
    record.wakes = _wakes(thing)


def _wakes(thing: Accreditation) -> datetime | None:
    """When time alone does the next thing to it: a reminder, its end, or its lapse."""
    rules = accreditation_policy(wall_clock.today())
    if thing.state == AccreditationState.EVIDENCE_ASKED:
        return thing.events[-1].at + timedelta(days=rules.silent_days)
    if thing.until is None or thing.state not in LIVE | {AccreditationState.PAUSED}:
        return None
    days = [thing.until + timedelta(days=1)]
    if thing.state in LIVE:
        days += [thing.until - timedelta(days=n) for n in rules.reminders if n < min(thing.reminded, default=n + 1)]
    return datetime.combine(min(days), time(), LONDON)


def wake_again(record: AccreditationRecord) -> None:
    """When the clock has next to look at it, by the policy of today."""
    AccreditationRecord.objects.filter(pk=record.pk, revision=record.revision).update(wakes=_wakes(replayed(record)))


def differing() -> list[int]:
    """The accreditations whose row is not what their events say: none, unless somebody changed the database by hand."""
    found = []
    for record in (
        AccreditationRecord.objects.exclude(state=AccreditationState.NONE).select_related("person").iterator()
    ):
        thing = replayed(record)
        kept = (record.state, record.organisation, record.grade, record.since, record.until)
        if kept != (thing.state, thing.organisation, str(thing.grade or ""), thing.since, thing.until):
            found.append(record.pk)
    return found
