"""What has its time: requests that lie still are closed, old ones are brought to everybody's mind, and answers that
were begun by a worker that died are completed.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.governance.table_request import SILENT_DAYS, RequestAction, RequestState
from alder.web.table_requests import notices
from alder.web.table_requests.answering import count_answer, try_request
from alder.web.table_requests.asking import work_out
from alder.web.table_requests.models import AnswerKind, AnswerState, Preview, PreviewState, RequestRecord, TableAnswer
from alder.web.table_requests.process import SITE, act, replayed
from alder.web.work.chores import AT_ONCE, once_a_minute, one_by_one

_LOST = timedelta(minutes=15)
"""After this long it is not a task that is late but one that is lost: it was given up, or its queue was emptied."""


@once_a_minute
def tend() -> None:
    """Whatever time does to requests and their answers."""
    lapse()
    escalate()
    take_up_again()


def lapse() -> int:
    """Requests whose asker has been silent for long are closed; how many."""
    before = wall_clock.now() - timedelta(days=SILENT_DAYS)
    waiting = RequestRecord.objects.filter(
        state__in=(RequestState.QUESTIONED, RequestState.QUOTED), changed__lte=before
    )
    return one_by_one(waiting, lambda row: act(row, SITE, RequestAction.LAPSE))


def escalate() -> int:
    """All statisticians are told once of a request of which little time is left; of how many."""
    from alder.model.working_days import in_working_days

    left = max(0, settings.ALDER_REQUEST_DAYS - settings.ALDER_REQUEST_WARN_DAYS)
    until = in_working_days(wall_clock.today(), left)
    late = RequestRecord.objects.filter(due__lte=until, escalated=None).order_by("due", "id")

    @transaction.atomic
    def escalate_one(row: RequestRecord) -> bool:
        locked = RequestRecord.objects.select_for_update().get(pk=row.pk)
        if locked.escalated is not None or locked.due is None:
            return False
        locked.escalated = wall_clock.now()
        locked.save(update_fields=["escalated"])
        notices.tell_statisticians(locked)
        return True

    return one_by_one(late, escalate_one)


def take_up_again() -> None:
    """What was begun and is not done is handed to a worker once more."""
    before = wall_clock.now() - _LOST
    begun = TableAnswer.objects.filter(state=AnswerState.BEGUN, begun__lte=before).exclude(kind=AnswerKind.BY_HAND)
    for answer in begun[:AT_ONCE]:
        if answer.kind == AnswerKind.AT_ONCE:
            try_request.enqueue(answer.request_id)
        else:
            count_answer.enqueue(answer.pk)
    tried = RequestRecord.objects.filter(
        state__in=(RequestState.ASKED, RequestState.TRIED), needs_person=False, changed__lte=before
    )
    for row in tried[:AT_ONCE]:
        try_request.enqueue(row.pk)
    for preview in Preview.objects.filter(state=PreviewState.WAITING, when__lte=before)[:AT_ONCE]:
        work_out.enqueue(str(preview.pk))


def differing() -> list[int]:
    """The requests whose row is not what their events say: none, unless somebody changed the database by hand."""
    found = []
    for row in RequestRecord.objects.all().iterator():
        thing = replayed(row)
        kept = (row.state, row.taken_actor, row.needs_person)
        if kept != (thing.state, thing.taken_by, thing.needs_person):
            found.append(row.pk)
    return found
