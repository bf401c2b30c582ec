"""What waits for whom over the whole site, and what happens when nothing does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from tests.integration.applications.test_agreements_and_the_register import drawn_up, signed
from tests.support.applications_of_people import (
    approved,
    at,
    begun,
    confirmed,
    desk,
    did,
    in_review,
    ready,
    reviewed,
    submitted,
    with_the_panel,
)
from tests.support.cast import Someone


@pytest.fixture(autouse=True)
def _nothing_else_waits(people: dict[str, Someone]) -> None:
    """Each test begins with a site on which nothing waits: what others left is out of its sight."""
    from alder.web.applications.models import AgreementRecord, ApplicationRecord

    AgreementRecord.objects.exclude(state="active").update(state="cancelled")
    ApplicationRecord.objects.update(state="withdrawn")


def to_do(who: Someone) -> list[str]:
    """What the page says that somebody has to do."""
    return re.findall(r'rowheader"[^>]*><a [^>]*>([^<]+)<', who.see("/your-turn"))


def test_what_is_missing_beside_the_sections_waits_for_who_gives_it(people: dict[str, Someone]) -> None:
    """A signatory is asked by the applicants, and once; everybody accepts the terms for themselves."""
    from alder.web.applications.models import TermsAcceptance

    row = ready(people)
    sana, ben = people["Sana"], people["Ben"]
    row.sign_offs.all().delete()
    TermsAcceptance.objects.filter(person=ben.person).delete()
    assert to_do(sana) == [], "nobody has asked her yet"
    people["Amara"].do(at(row, "ask-sign-off"))
    assert "They were asked" in people["Amara"].see(at(row, "ask-sign-off"))
    assert to_do(sana) == ["Confirm what it says of your organisation"]
    assert to_do(ben) == ["Accept the terms of use"]
    confirmed(row, sana)
    ben.do(at(row, "terms"), accept="1")
    assert to_do(sana) == to_do(ben) == []


STAGES = """
written   | Amara  | Write it, and send it
submitted | Iris   | Check whether it is complete
in review | Gwen   | Review it
reviewed  | Iris   | Send it on, or back
reviewed  | Dora   | Approve it without the panel
panel     | Mia    | Vote on it
voted     | Owen   | Decide as the panel voted
approved  | Agnes  | Draw up the agreement
issued    | Sana   | Sign it for your organisation
signed    | Anton  | Countersign it
"""


def test_each_stage_waits_for_those_who_have_the_turn(people: dict[str, Someone]) -> None:
    row = ready(people)
    found: list[tuple[str, str, str]] = []

    def look(stage: str) -> None:
        for name in ("Amara", "Iris", "Olga", "Gwen", "Dora", "Mia", "Owen", "Agnes", "Sana", "Anton", "Tom"):
            found.extend((stage, name, what) for what in to_do(people[name]))

    look("written")
    did(people["Amara"], row, "SUBMIT")
    look("submitted")
    other = in_review(people)
    type(row).objects.filter(pk=row.pk).update(state="withdrawn")
    look("in review")
    reviewed(people, other)
    look("reviewed")
    did(people["Iris"], other, "SEND_TO_PANEL")
    look("panel")
    for name in ("Marcus", "Mia", "Ines"):
        did(people[name], other, "VOTE", approves=True)
    look("voted")
    did(people["Owen"], other, "APPROVE", reason="A clear gain.")
    look("approved")
    agreement = drawn_up(people, other)
    look("issued")
    signed(people["Sana"], agreement)
    look("signed")
    signed(people["Anton"], agreement, "countersign")
    look("agreed")
    expected = {tuple(part.strip() for part in line.split("|")) for line in STAGES.strip().splitlines()}
    once = {one for one in found if one[1] != "Anton" or one[2] == "Countersign it"}
    shared = {("in review", "Olga", "Review it"), ("signed", "Agnes", "Countersign it")}
    assert once == expected | shared


def test_a_review_that_was_asked_for_and_one_to_confirm(people: dict[str, Someone]) -> None:
    row = submitted(people)
    asked = {"subject": "ilr", "reviewer": str(people["Olga"].person.pk), "covers": ["D"]}
    did(people["Iris"], row, "ASK_REVIEW", **asked)
    asked = {"subject": "information governance", "reviewer": str(people["Gwen"].person.pk), "covers": ["F"]}
    did(people["Iris"], row, "ASK_REVIEW", **asked)
    assert to_do(people["Olga"]) == [], "not before it is found complete"
    did(people["Iris"], row, "SEND_TO_REVIEW", checklist=True)
    assert to_do(people["Olga"]) == ["Accept or decline to review it"]


def test_a_comment_of_a_reviewer_waits_for_who_returns_it(people: dict[str, Someone]) -> None:
    row = in_review(people)
    assert to_do(people["Iris"]) == []
    people["Olga"].do(desk(row, "comment"), question="D3", comment="How is distance worked out?")
    assert to_do(people["Iris"]) == ["Read what reviewers comment, and return it or wait"]


_OLDER: dict[int, Any] = {}
"""Events that are read as older: the trail lets nobody change one."""


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from alder.web.trail.models import TrailEvent

    real = TrailEvent.event.fget  # type: ignore[attr-defined]
    aged = property(lambda kept: replace(real(kept), at=_OLDER[kept.seq]) if kept.seq in _OLDER else real(kept))
    monkeypatch.setattr(TrailEvent, "event", aged)


def test_a_returned_application_of_which_nothing_is_heard_lapses_after_two_reminders(
    people: dict[str, Someone], older: None
) -> None:
    from alder.web.applications import clock
    from alder.web.applications.process import application_of

    row = submitted(people)
    did(people["Iris"], row, "RETURN", questions=["D3"])
    assert to_do(people["Amara"]) == ["Answer the comments, and send it again"]
    seen = []
    for days in (44, 46, 60, 76, 89, 91):
        type(row).objects.filter(pk=row.pk).update(moved=date_time(days))
        _OLDER[returned(row)] = date_time(days)
        clock.remind_and_lapse()
        row.refresh_from_db()
        seen.append((days, row.state, sum(e.action == "REMIND" for e in application_of(row).events)))
    assert seen == [
        (44, "returned", 0),
        (46, "returned", 1),
        (60, "returned", 1),
        (76, "returned", 2),
        (89, "returned", 2),
        (91, "lapsed", 2),
    ]


def date_time(days: int) -> Any:
    from django.utils import timezone

    return timezone.now() - timedelta(days=days)


def returned(row: Any) -> int:
    from alder.web.trail.models import TrailEvent

    return int(TrailEvent.objects.get(thing=row.thing, action="RETURN").seq)


def test_a_draft_that_nobody_touches_is_deleted_a_month_after_its_lead_was_told(people: dict[str, Someone]) -> None:
    from alder.web.accounts.models import Notification
    from alder.web.applications import clock

    row = begun(people["Amara"])
    type(row).objects.filter(pk=row.pk).update(written=date_time(340))
    clock.tend_drafts()
    told = Notification.objects.get(person=people["Amara"].person, about=row.thing)
    type(row).objects.filter(pk=row.pk).update(written=date_time(400))
    clock.tend_drafts()
    row.refresh_from_db()
    assert row.state == "draft", "a month has not passed since"
    Notification.objects.filter(pk=told.pk).update(made=date_time(31))
    clock.tend_drafts()
    row.refresh_from_db()
    assert row.state == "deleted"
    assert not row.sections.exists(), "nothing that was written is kept"


def test_people_are_reminded_of_an_end_and_the_day_after_it_has_expired(
    people: dict[str, Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.applications import agreements, clock

    row = approved(people)
    agreement = drawn_up(people, row)
    signed(people["Sana"], agreement)
    signed(people["Anton"], agreement, "countersign")
    assert agreement.next_look == agreement.end - timedelta(days=90)
    clock.tend_agreements()
    agreement.refresh_from_db()
    assert agreement.state == "active"
    end = date.today() - timedelta(days=1)
    thing = agreements.agreement_of(agreement)
    assert agreements.next_look(thing) == agreement.next_look
    monkeypatch.setattr(agreements, "agreement_of", lambda record: _ending(thing, end))
    type(agreement).objects.filter(pk=agreement.pk).update(next_look=date.today())
    clock.tend_agreements()
    agreement.refresh_from_db()
    assert agreement.state == "expired"
    assert "End the project, and say how its report is given" in people["Amara"].see("/your-turn")


def _ending(thing: Any, end: date) -> Any:
    from dataclasses import replace

    return replace(thing, end=end)


def test_nothing_waits_for_who_has_no_part(people: dict[str, Someone]) -> None:
    with_the_panel(people)
    assert "Nothing waits for you now" in people["Tom"].see("/your-turn")
