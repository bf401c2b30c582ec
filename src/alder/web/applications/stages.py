"""The stages of an application, how long each took, and how long it usually takes: from events alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.governance.application import ApplicationState
from alder.model.working_days import working_days_after
from alder.wall_clock import LONDON
from alder.web.applications.models import StageTime
from alder.web.applications.stage_chart import AGREEMENT, CHANGES, CHECK, PANEL, REVIEWS, TIMED, WRITTEN, UsualTime

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alder.governance.application import Application
    from alder.model.event import Event

_S = ApplicationState
TITLES = {
    WRITTEN: "Written by the applicants",
    CHECK: "Completeness check",
    CHANGES: "With the applicants for changes",
    REVIEWS: "Reviews",
    PANEL: "Panel",
    AGREEMENT: "Agreement",
}
COMES = {
    CHECK: "An officer sees whether anything is missing",
    REVIEWS: "By the owners of the data and by information governance",
    PANEL: "Its members vote. Of low risk it is approved without them",
    AGREEMENT: "Signed for your organisation and for the service",
}
"""What happens in a stage, for who has it before them."""
STAGE_OF = {
    _S.DRAFT: WRITTEN,
    _S.SUBMITTED: CHECK,
    _S.RETURNED: CHANGES,
    _S.IN_REVIEW: REVIEWS,
    _S.PANEL: PANEL,
    _S.APPEALED: PANEL,
    _S.APPROVED: AGREEMENT,
    _S.AGREEMENT: AGREEMENT,
}
"""The stage of each state in which something is still to come."""
LAST = 500
"""So many are told of, the last ones: those of a year or two, and few enough to be read at once."""
FEWEST = 5
"""Of fewer nothing is said: it would be a chance, and perhaps one person's affair."""


@dataclass(frozen=True)
class Passage:
    """One time that an application was in a stage."""

    stage: str
    began: datetime
    ended: datetime | None

    def days(self, until: datetime) -> int:
        """Working days, the day on which it came there not counted."""
        end = self.ended or until
        return working_days_after(self.began.astimezone(LONDON).date(), end.astimezone(LONDON).date())


def passages(events: Iterable[Event]) -> list[Passage]:
    """The stages that events led through, the last one open unless the application is over."""
    found: list[Passage] = []
    stage, began = "", None
    for event in events:
        to = STAGE_OF.get(ApplicationState(event.to_state), "")
        if to == stage:
            continue
        if stage and began is not None:
            found.append(Passage(stage, began, event.at))
        stage, began = to, event.at
    if stage and began is not None:
        found.append(Passage(stage, began, None))
    return found


def remember(pk: int, thing: Application) -> None:
    """Keep the stage that the last event led out of, in the transaction of the event."""
    left = [one for one in passages(thing.events) if one.ended == thing.events[-1].at]
    if left:
        one = left[-1]
        StageTime.objects.create(
            application_id=pk,
            stage=one.stage,
            began=one.began,
            ended=thing.events[-1].at,
            days=one.days(thing.events[-1].at),
        )


def usual() -> dict[str, UsualTime]:
    """How long each stage usually takes; nothing of a stage that fewer than five applications went through."""
    found = {}
    for stage in TIMED:
        days = sorted(StageTime.objects.filter(stage=stage).order_by("-ended").values_list("days", flat=True)[:LAST])
        if len(days) >= FEWEST:
            found[stage] = UsualTime(len(days), days[(len(days) - 1) // 2], days[-(-len(days) * 9 // 10) - 1])
    return found


def differing() -> list[int]:
    """The applications whose kept times are not those of their events: none, unless somebody changed the database."""
    from alder.web.applications.models import ApplicationRecord
    from alder.web.trail.events import events_of

    wrong = []
    for row in ApplicationRecord.objects.exclude(submitted=None).prefetch_related("stages").iterator(chunk_size=500):
        acts = [event for event in events_of(row.thing) if event.to_state]
        said = [(one.stage, one.days(one.ended)) for one in passages(acts) if one.ended is not None]
        if said != [(one.stage, one.days) for one in row.stages.all()]:
            wrong.append(row.pk)
    return wrong
