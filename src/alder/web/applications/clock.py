"""What has its time: returned applications of which nothing is heard, drafts that nobody touches, rejections, and
agreements whose end is near or past.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from alder import wall_clock
from alder.governance import Denied, amendment
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
from alder.web.applications.process import act, application_of

_A, _S = ApplicationAction, ApplicationState
_EVERY = 60.0
_AT_ONCE = 50
REMIND_AFTER = (45, 75)
"""Days of silence after which the people of a returned application are reminded."""
WARN_DRAFTS = 30
"""So many days before an untouched draft is deleted its lead is told."""
_last = float("-inf")


def tend() -> None:
    """Once a minute."""
    global _last
    if time.monotonic() - _last < _EVERY:
        return
    _last = time.monotonic()
    remind_and_lapse()
    tend_drafts()
    let_stand()
    tend_agreements()
    lapse_amendments()
    pass_amendments()


def remind_and_lapse() -> None:
    """Applications that lie returned: two reminders, and then they lapse."""
    now = wall_clock.now()
    silent = ApplicationRecord.objects.filter(state=_S.RETURNED, moved__lte=now - timedelta(days=REMIND_AFTER[0]))
    for row in silent.order_by("moved")[:_AT_ONCE]:
        reminded = 0
        for event in reversed(application_of(row).events):
            if event.action != _A.REMIND.name:
                break
            reminded += 1
        days = (now - row.moved).days
        with suppress(Denied):  # its lead was quicker
            if reminded >= REMINDERS and days >= SILENT_DAYS:
                act(None, row, _A.LAPSE)
            elif reminded < REMINDERS and days >= REMIND_AFTER[reminded]:
                act(None, row, _A.REMIND)


def tend_drafts() -> None:
    """Drafts that nobody touched for a year are deleted, a month after their lead was told."""
    now = wall_clock.now()
    left = ApplicationRecord.objects.filter(
        state=_S.DRAFT, written__lte=now - timedelta(days=DRAFT_DAYS - WARN_DRAFTS)
    ).order_by("written")
    for row in left[:_AT_ONCE]:
        told = (
            Notification.objects.filter(person=row.lead, about=row.thing, made__gt=row.written).order_by("made").first()
        )
        if told is None:
            with transaction.atomic():
                notify([row.lead], row.thing, reverse("application", args=[row.key]))
        elif told.made <= now - timedelta(days=WARN_DRAFTS):
            with suppress(Denied):
                act(None, row, _A.LAPSE, {"idle_days": (now - row.written).days})


def let_stand() -> None:
    """Rejections that nobody appealed against in time."""
    before = wall_clock.now() - timedelta(days=APPEAL_DAYS + 1)
    for row in ApplicationRecord.objects.filter(state=_S.REJECTED_AT_FIRST, moved__lte=before)[:_AT_ONCE]:
        with suppress(Denied):
            act(None, row, _A.LET_STAND)


def lapse_amendments() -> None:
    """Amendments that lie returned for long are withdrawn: the old terms hold."""
    before = wall_clock.now() - timedelta(days=amendment.SILENT_DAYS)
    for record in AmendmentRecord.objects.filter(state=AmendmentState.RETURNED, moved__lte=before)[:_AT_ONCE]:
        with suppress(Denied):  # its lead was quicker
            amendments.act(None, record, AmendmentAction.LAPSE)


def pass_amendments() -> None:
    """Who was to be added, and is accredited or accepted the terms only now, needs no officer any more."""
    asked = AmendmentRecord.objects.filter(kind=AmendmentKind.PERSON_ADDED, state=AmendmentState.SUBMITTED)
    for record in asked.order_by("moved")[:_AT_ONCE]:
        with suppress(Denied):
            amendments.act(None, record, AmendmentAction.PASS)


def tend_agreements() -> None:
    """Whoever works under an agreement is reminded 90, 30 and 7 days before its end; the day after, it has expired."""
    today = wall_clock.today()
    for record in AgreementRecord.objects.filter(next_look__lte=today).order_by("next_look", "pk")[:_AT_ONCE]:
        thing = agreements.agreement_of(record)
        over = thing.end is not None and thing.end < today
        action = AgreementAction.EXPIRE if over else AgreementAction.REMIND
        if agreements.why_not(None, record, thing, action):  # they were reminded, or it is suspended
            AgreementRecord.objects.filter(pk=record.pk).update(next_look=agreements.next_look(thing))
        else:
            agreements.act(None, record, action)
