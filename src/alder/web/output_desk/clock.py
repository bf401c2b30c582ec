"""What has its time at the desk: outputs that lie returned are withdrawn, those that wait for long are escalated."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.governance import Role
from alder.governance.output_review import SILENT_DAYS, ReviewAction, ReviewState
from alder.model.working_days import in_working_days
from alder.web.output_desk.decisions import tell_author, tell_desk
from alder.web.output_desk.models import OutputRequest
from alder.web.output_desk.reviews import act
from alder.web.work.chores import one_by_one

_WAITING = (ReviewState.SUBMITTED, ReviewState.ONE_REVIEW, ReviewState.REVIEWED, ReviewState.APPROVED)


def lapse() -> None:
    """Outputs that lie returned for too long are withdrawn, by the clock, and their authors told."""
    before = wall_clock.now() - timedelta(days=SILENT_DAYS)
    left = OutputRequest.objects.filter(state=ReviewState.RETURNED, moved__lte=before)

    @transaction.atomic
    def lapse_one(output: OutputRequest) -> bool:
        act(None, output, ReviewAction.LAPSE)
        tell_author(output)
        return True

    one_by_one(left.select_related("author").order_by("pk"), lapse_one)


def escalate() -> None:
    """Once in a turn: senior checkers are told of what waits for long, release officers too where it is theirs.

    From then on a senior checker may give a review that is missing.
    """
    left = max(0, settings.ALDER_OUTPUT_DAYS - settings.ALDER_OUTPUT_WARN_DAYS)
    until = in_working_days(wall_clock.today(), left)
    late = OutputRequest.objects.filter(state__in=_WAITING, promised__lte=until, escalated=None)

    @transaction.atomic
    def escalate_one(output: OutputRequest) -> bool:
        act(None, output, ReviewAction.ESCALATE, {"after": settings.ALDER_OUTPUT_WARN_DAYS})
        theirs = (Role.RELEASE_OFFICER,) if output.state == ReviewState.APPROVED else ()
        tell_desk(output, (Role.SENIOR_CHECKER, *theirs))
        return True

    one_by_one(late.order_by("promised", "pk"), escalate_one)
