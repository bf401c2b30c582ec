"""Sitting the test: one paper at a time, each answer kept as it is given, the time judged here and nowhere else.

A page holds questions and answers in the order that was drawn, and never which is right. Whoever opens it again, in
whichever tab, has the same paper; once it is handed in, or its time is over, nobody sees it again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from alder import wall_clock
from alder.accreditation.paper import Paper, PaperMark, drawn, drawn_again, marked, time_left
from alder.governance.accreditation import Accreditation, AccreditationAction
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import LONDON, today
from alder.web.accreditation.models import AccreditationRecord, PaperSitting
from alder.web.accreditation.process import act, earlier_of, replayed
from alder.web.accreditation.sealed_secrets import key_of_tests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from alder.web.accounts.models import Person

EXTRA = {"0": "No extra time", "0.25": "A quarter more", "0.5": "Half as much again", "1": "Twice the time"}
"""Extra time, as a share of the usual. Nobody has to say what they need it for."""
LONGEST_PAUSE = timedelta(days=7)
"""After so long, all in all, a test that is paused is marked as it is: its questions are not kept open for good."""
_ON_ITS_WAY = timedelta(seconds=15)
"""What was sent in time may come that much later."""


def open_sitting(record: AccreditationRecord) -> PaperSitting | None:
    """The test that is being taken. One whose time is over is marked, and is not there any more."""
    sitting = record.sittings.filter(ended=None).first()
    if sitting is not None and _is_over(sitting, wall_clock.now()):
        hand_in(record)
        return None
    return sitting


@transaction.atomic
def begin(person: Person, record: AccreditationRecord, extra: float) -> PaperSitting:
    """A further paper is drawn, and its time starts. Raises `Denied` with the reason why not now."""
    AccreditationRecord.objects.select_for_update().get(pk=record.pk)
    theirs = earlier_of(person)
    draw = 1 + sum(len(one.attempts) for one in theirs if one.person == str(person.pk))
    seen = frozenset(item for one in theirs for item in one.seen)
    paper = drawn(key_of_tests(), str(person.pk), draw, today(), seen=seen)
    thing = act(
        person,
        record,
        AccreditationAction.BEGIN_TEST,
        {"draw": draw, "items": paper.items, "extra_percent": round(100 * extra)},
    )
    return PaperSitting.objects.create(record=record, draw=draw, extra=extra, began=thing.events[-1].at)


def paper_of(sitting: PaperSitting, thing: Accreditation) -> Paper:
    """The paper as it was drawn for this sitting."""
    attempt = next(one for one in thing.attempts if one.draw == sitting.draw)
    on: date = attempt.at.astimezone(LONDON).date()
    return drawn_again(key_of_tests(), thing.person, sitting.draw, on, attempt.items)


def spent(sitting: PaperSitting, at: datetime) -> timedelta:
    """How much of the time was used, pauses left out."""
    until: datetime = sitting.paused or at
    return until - sitting.began - timedelta(seconds=sitting.paused_seconds)


def left(sitting: PaperSitting, at: datetime) -> timedelta:
    on = sitting.began.astimezone(LONDON).date()
    return time_left(on, spent(sitting, at), extra=sitting.extra)


def minutes_in_all(extra: float) -> int:
    """How long a test is with this extra time."""
    return round(accreditation_policy(today()).test.minutes * (1 + extra))


def _is_over(sitting: PaperSitting, at: datetime) -> bool:
    if sitting.paused is not None:
        pauses = timedelta(seconds=sitting.paused_seconds) + (at - sitting.paused)
        return pauses > LONGEST_PAUSE
    return not left(sitting, at - _ON_ITS_WAY)


@transaction.atomic
def keep_answers(record: AccreditationRecord, given: Mapping[int, int]) -> bool:
    """Keep what was chosen, each with the place of its question; whether it came in time and while the test ran."""
    sitting = _locked(record)
    if sitting is None or sitting.paused is not None or _is_over(sitting, wall_clock.now()):
        return False
    sitting.answers = {**sitting.answers, **{str(at): choice for at, choice in given.items()}}
    sitting.save(update_fields=["answers"])
    return True


@transaction.atomic
def pause(record: AccreditationRecord) -> None:
    """The time stands still, and no question is shown, until it goes on."""
    sitting, now = _locked(record), wall_clock.now()
    if sitting is not None and sitting.paused is None and not _is_over(sitting, now):
        sitting.paused = now
        sitting.save(update_fields=["paused"])


@transaction.atomic
def resume(record: AccreditationRecord) -> None:
    sitting, now = _locked(record), wall_clock.now()
    if sitting is not None and sitting.paused is not None and not _is_over(sitting, now):
        sitting.paused_seconds += round((now - sitting.paused).total_seconds())
        sitting.paused = None
        sitting.save(update_fields=["paused", "paused_seconds"])


@transaction.atomic
def hand_in(record: AccreditationRecord) -> None:
    """It is marked as it is now, once, whoever or whatever ends it."""
    sitting = _locked(record)
    if sitting is None:
        return
    sitting.ended = wall_clock.now()
    sitting.save(update_fields=["ended"])
    mark = mark_of(sitting, replayed(record))
    topics = {one.topic: one.right for one in mark.topics}
    said = {"percent": mark.percent, "topics": topics, "critical_wrong": mark.critical_wrong}
    act(None, record, AccreditationAction.PASS if mark.passed else AccreditationAction.FAIL, said)


def mark_of(sitting: PaperSitting, thing: Accreditation) -> PaperMark:
    return marked(paper_of(sitting, thing), {int(at): choice for at, choice in sitting.answers.items()})


def _locked(record: AccreditationRecord) -> PaperSitting | None:
    """The test that is being taken, for nobody else to change. The accreditation first: an act takes that too."""
    AccreditationRecord.objects.select_for_update().get(pk=record.pk)
    return PaperSitting.objects.select_for_update().filter(record=record, ended=None).first()
