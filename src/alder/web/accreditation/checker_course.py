"""The course of output checkers on the site: twenty outputs, judged, and what was right once all are judged.

Whoever passes it can be given the role of an output checker. A service that trains its checkers elsewhere says so in
its settings, and gives the role without.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.accreditation.checkers import CheckerMark, CheckerOutput, CheckerVerdict, checker_outputs, judged
from alder.governance import Denied
from alder.look.words import counted
from alder.wall_clock import LONDON
from alder.web.accounts.models import Person
from alder.web.accreditation.models import CheckerAttempt
from alder.web.trail.events import record

if TYPE_CHECKING:
    from collections.abc import Sequence


@lru_cache(maxsize=8)
def _made(seed: int) -> tuple[CheckerOutput, ...]:
    """A page shows one output of twenty that are made together: the next page finds them here."""
    return checker_outputs(seed)


def outputs_of(attempt: CheckerAttempt) -> Sequence[CheckerOutput]:
    return _made(attempt.seed)


@transaction.atomic
def begin(person: Person) -> CheckerAttempt:
    """Twenty outputs of other people than before; those that are being judged, where somebody is at it."""
    Person.objects.select_for_update().get(pk=person.pk)
    going_on = person.checker_attempts.filter(ended=None).first()
    if going_on is not None:
        return going_on
    attempt = CheckerAttempt.objects.create(person=person, seed=1 + secrets.randbelow(2**31 - 1))
    _note(attempt, "Begun")
    return attempt


@transaction.atomic
def judge(attempt: CheckerAttempt, number: int, verdict: CheckerVerdict) -> None:
    """What is decided on one output. It can be changed until all are handed in."""
    locked = CheckerAttempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.ended is not None:
        raise Denied("You have handed your verdicts in.")
    locked.verdicts = {**locked.verdicts, str(number): str(verdict)}
    locked.save(update_fields=["verdicts"])


@transaction.atomic
def hand_in(attempt: CheckerAttempt) -> CheckerAttempt:
    """All verdicts are compared with what is right, once. Raises `Denied` while one is missing."""
    locked = CheckerAttempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.ended is not None:
        return locked
    if missing := len(outputs_of(locked)) - len(locked.verdicts):
        raise Denied(f"{counted(missing, 'output is', 'outputs are')} not judged yet.")
    mark = mark_of(locked)
    locked.ended, locked.right, locked.passed = wall_clock.now(), mark.right, mark.passed
    locked.save(update_fields=["ended", "right", "passed"])
    _note(locked, "Passed" if mark.passed else "Not passed", right=mark.right, of=mark.of, let_out=len(mark.let_out))
    return locked


def mark_of(attempt: CheckerAttempt) -> CheckerMark:
    given = {int(number): CheckerVerdict(verdict) for number, verdict in attempt.verdicts.items()}
    return judged(outputs_of(attempt), given, attempt.began.astimezone(LONDON).date())


def _note(attempt: CheckerAttempt, what: str, **said: int) -> None:
    record(
        str(attempt.person_id), "person", f"course of checkers {attempt.pk}", what, said={"seed": attempt.seed, **said}
    )


def has_passed(person: Person) -> bool:
    return person.checker_attempts.filter(passed=True).exists()


def why_no_checker(person: Person) -> str:
    """Why somebody cannot be given the role of an output checker; empty where they can."""
    if not settings.ALDER_CHECKER_COURSE or has_passed(person):
        return ""
    return (
        f"{person.name} has not passed the course of output checkers. They sign in and take it under "
        "Your accreditation, Learn to check outputs"
    )
