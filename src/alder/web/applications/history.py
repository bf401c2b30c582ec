"""Where an application is and what happened to it, in words for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.governance.application import ApplicationAction, ApplicationRole, ApplicationState, turn
from alder.look.words import counted, listed
from alder.web.accounts.models import Person
from alder.web.applications.reviews import title
from alder.web.applications.stage_chart import TIMED, WRITTEN, ShownStage
from alder.web.applications.stages import COMES, STAGE_OF, TITLES, passages, usual

if TYPE_CHECKING:
    from datetime import datetime

    from alder.governance.application import Application
    from alder.model.event import Event
    from alder.web.applications.models import ApplicationRecord
    from alder.web.applications.stages import Passage

_A, _S = ApplicationAction, ApplicationState
_SAYS = {
    _A.SUBMIT: "Submitted",
    _A.SUBMIT_AGAIN: "Submitted again",
    _A.DELETE: "Deleted",
    _A.WITHDRAW: "Withdrawn",
    _A.RETURN: "Returned with comments",
    _A.ASK_REVIEW: "A review was asked for",
    _A.SEND_TO_REVIEW: "Found complete, sent to its reviewers",
    _A.ACCEPT_REVIEW: "A reviewer accepted",
    _A.DECLINE_REVIEW: "A reviewer declined",
    _A.REVIEW: "Reviewed",
    _A.SEND_TO_PANEL: "Sent to the panel",
    _A.APPROVE_LOW_RISK: "Approved without the panel, as of low risk",
    _A.DECLINE: "Rejected: an owner of the data declined",
    _A.VOTE: "A member of the panel voted",
    _A.APPROVE: "Approved by the panel",
    _A.REJECT: "Rejected by the panel",
    _A.DEFER: "Deferred by the panel, with comments",
    _A.APPEAL: "Appealed against",
    _A.LET_STAND: "The rejection stands",
    _A.MEET: "A condition was met",
    _A.ISSUE: "Agreement sent out",
    _A.AGREE: "Agreement in force",
    _A.REMIND: "Reminded",
    _A.LAPSE: "Closed: nothing was heard for long",
}
_WITHIN = frozenset({_A.ASK_REVIEW, _A.ACCEPT_REVIEW, _A.DECLINE_REVIEW, _A.VOTE})
"""What applicants are not told one by one."""
_OF_SERVICE = {
    ApplicationRole.INTAKE: "the intake officers’",
    ApplicationRole.PANEL: "the panel’s",
    ApplicationRole.CHAIR: "the chair’s of the panel",
    ApplicationRole.AGREEMENT: "the agreement officers’",
    ApplicationRole.LEAD: "the lead’s",
}


@dataclass(frozen=True)
class ApplicationHappening:
    """One event in words."""

    when: datetime
    what: str
    who: str
    said: str


def turn_in_words(thing: Application) -> str:
    """Whose turn it is: the intake officers’, or the reviewers’ with how many reviews are still to come."""
    has = turn(thing)
    roles = [one for one in has if one in set(ApplicationRole)]
    if roles:
        return listed([_OF_SERVICE[ApplicationRole(one)] for one in roles])
    if not has:
        return ""
    waiting = sum(review.reviewer in has for review in thing.reviews)
    return f"the reviewers’: {counted(waiting, 'review')} of {len(thing.reviews)} to come"


def where_it_is(thing: Application, now: datetime) -> list[ShownStage]:
    """The stages in their order: how long this one was in each, over all its times there, and usually."""
    spent: dict[str, int] = {}
    latest: dict[str, Passage] = {}
    for one in passages(thing.events):
        spent[one.stage] = spent.get(one.stage, 0) + one.days(now)
        latest[one.stage] = one
    first = next((event.at for event in thing.events if event.action == _A.SUBMIT.name), None)
    present = STAGE_OF.get(thing.state, "")
    order = (WRITTEN, *TIMED)
    times = usual()
    found = []
    for stage in order:
        was = stage in spent or (stage == WRITTEN and thing.round > 0)
        if stage == "changes" and not was:
            continue
        place = "now" if stage == present else "done" if was else "ahead"
        if place == "ahead" and not present:
            continue
        here = latest.get(stage)
        since, until = (here.began, here.ended) if here else (None, first if was else None)
        days, comes = spent.get(stage), COMES.get(stage, "")
        found.append(ShownStage(stage, TITLES[stage], place, days, times.get(stage), since, until, comes))
    return found


def history_of(
    row: ApplicationRecord, thing: Application, reader: Person, *, for_applicants: bool
) -> list[ApplicationHappening]:
    """The newest first. Applicants do not read who of the service did what, nor how anybody voted."""
    names = {str(one.pk): one.name for one in Person.objects.filter(pk__in={e.actor for e in thing.events if e.actor})}
    found = []
    for event in reversed(thing.events):
        action = _A[event.action]
        if for_applicants and action in _WITHIN:
            continue
        of_them = event.actor in thing.people or event.actor == str(row.lead_id)
        service = str(event.role) if event.actor else "the site"
        who = names.get(event.actor, service) if of_them or not for_applicants else service
        found.append(ApplicationHappening(event.at, _SAYS[action], who, _said(event, action)))
    return found


def _said(event: Event, action: ApplicationAction) -> str:
    reason = str(event.said.get("reason", ""))
    subject = str(event.said.get("subject", ""))
    if action is _A.REVIEW:
        return f"{title(subject)}: {event.said.get('recommendation')}. {reason}"
    return f"{title(subject)}. {reason}".strip() if subject else reason
