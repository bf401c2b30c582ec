"""What has its time: returned applications of which nothing is heard, drafts that nobody touches, rejections, and
agreements whose end is near or past.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from alder import wall_clock
from alder.governance import amendment
from alder.governance.agreement import AgreementAction
from alder.governance.amendment import AmendmentAction, AmendmentKind, AmendmentState
from alder.governance.application import (
    APPEAL_DAYS,
    DRAFT_DAYS,
    REMINDERS,
    SILENT_DAYS,
    ApplicationAction,
    ApplicationState,
)
from alder.web.accounts.models import Notification
from alder.web.accounts.notices import notify
from alder.web.applications import agreements, amendments
from alder.web.applications.models import AgreementRecord, AmendmentRecord, ApplicationRecord
from alder.web.applications.process import act
from alder.web.trail.models import TrailEvent
from alder.web.work.chores import once_a_minute, one_by_one

_A, _S = ApplicationAction, ApplicationState
REMIND_AFTER = (45, 75)
"""Days of silence after which the people of a returned application are reminded."""
WARN_DRAFTS = 30
"""So many days before an untouched draft is deleted its lead is told."""


@once_a_minute
def tend() -> None:
    """Whatever time does to applications, amendments and agreements."""
    remind_and_lapse()
    tend_drafts()
    let_stand()
    tend_agreements()
    lapse_amendments()
    pass_amendments()


def remind_and_lapse() -> None:
    """Applications that lie returned: two reminders, and then they lapse."""
    now = wall_clock.now()
    rows = ApplicationRecord.objects.filter(state=_S.RETURNED, moved__lte=now - timedelta(days=REMIND_AFTER[0]))
    silent = {row.thing: row for row in rows.order_by("moved")}
    reminded = dict.fromkeys(silent, 0)
    for event in TrailEvent.objects.filter(action=_A.REMIND.name, thing__in=silent):
        reminded[event.thing] += event.at > silent[event.thing].moved

    def tend_one(row: ApplicationRecord) -> bool:
        days, reminders = (now - row.moved).days, reminded[row.thing]
        is_over = reminders >= REMINDERS and days >= SILENT_DAYS
        if not is_over and (reminders >= REMINDERS or days < REMIND_AFTER[reminders]):
            return False
        act(None, row, _A.LAPSE if is_over else _A.REMIND)
        return True

    one_by_one(silent.values(), tend_one)


def tend_drafts() -> None:
    """Drafts that nobody touched for a year are deleted, a month after their lead was told."""
    now = wall_clock.now()
    rows = ApplicationRecord.objects.filter(
        state=_S.DRAFT, written__lte=now - timedelta(days=DRAFT_DAYS - WARN_DRAFTS)
    ).order_by("written")

    def tend_one(row: ApplicationRecord) -> bool:
        told = Notification.objects.filter(person=row.lead, about=row.thing, made__gt=row.written)
        first = told.order_by("made").first()
        if first is not None and first.made > now - timedelta(days=WARN_DRAFTS):
            return False
        if first is None:
            with transaction.atomic():
                notify([row.lead], row.thing, reverse("application", args=[row.key]))
        else:
            act(None, row, _A.LAPSE, {"idle_days": (now - row.written).days})
        return True

    one_by_one(rows.select_related("lead"), tend_one)


def let_stand() -> None:
    """Rejections that nobody appealed against in time."""
    before = wall_clock.now() - timedelta(days=APPEAL_DAYS + 1)
    rejected = ApplicationRecord.objects.filter(state=_S.REJECTED_AT_FIRST, moved__lte=before)
    one_by_one(rejected, lambda row: act(None, row, _A.LET_STAND))


def lapse_amendments() -> None:
    """Amendments that lie returned for long are withdrawn: the old terms hold."""
    before = wall_clock.now() - timedelta(days=amendment.SILENT_DAYS)
    returned = AmendmentRecord.objects.filter(state=AmendmentState.RETURNED, moved__lte=before)
    one_by_one(returned, lambda record: amendments.act(None, record, AmendmentAction.LAPSE))


def pass_amendments() -> None:
    """Who was to be added, and is accredited or accepted the terms only now, needs no officer any more."""
    asked = AmendmentRecord.objects.filter(kind=AmendmentKind.PERSON_ADDED, state=AmendmentState.SUBMITTED)
    one_by_one(asked.order_by("moved"), lambda record: amendments.act(None, record, AmendmentAction.PASS))


def tend_agreements() -> None:
    """Whoever works under an agreement is reminded 90, 30 and 7 days before its end; the day after, it has expired."""
    today = wall_clock.today()

    def tend_one(record: AgreementRecord) -> bool:
        thing = agreements.agreement_of(record)
        over = thing.end is not None and thing.end < today
        action = AgreementAction.EXPIRE if over else AgreementAction.REMIND
        if agreements.why_not(None, record, thing, action):  # they were reminded, or it is suspended
            AgreementRecord.objects.filter(pk=record.pk).update(next_look=agreements.next_look(thing))
        else:
            agreements.act(None, record, action)
        return True

    one_by_one(AgreementRecord.objects.filter(next_look__lte=today).order_by("next_look", "pk"), tend_one)
