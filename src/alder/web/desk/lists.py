"""What there is on the desk: every release by its state, what waits for a second person, and what was thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.governance import Role
from alder.publishing.releases import Action, ReleaseState
from alder.publishing.releases.policy import why_not
from alder.web.accounts.person_page import page_for
from alder.web.desk.entry import page_of_desk
from alder.web.publications.history import actor, policy_facts
from alder.web.publications.models import Release, ThrownAway
from alder.web.work.alive import is_any_alive

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

_HERE = "alder.web.desk:templates/"
_MOST = 20
_GROUPS = (
    ("Drafts", (ReleaseState.DRAFT,), "Nothing is being prepared."),
    ("Being checked", (ReleaseState.IN_CHECK,), "Nothing waits for a check."),
    ("Approved", (ReleaseState.APPROVED, ReleaseState.SCHEDULED), "Nothing is waiting for its time."),
    ("Published", (ReleaseState.LIVE, ReleaseState.WITHDRAWN), "Nothing is published yet."),
)


@dataclass(frozen=True)
class Line:
    """A release on the desk, with what happened to it last."""

    release: Release
    who: str
    what: str
    when: datetime | None
    why_not_mine: str = ""


@page_of_desk(Role.PUBLISHER, Role.APPROVER)
def releases(request: HttpRequest, person: Person) -> HttpResponseBase:
    groups = [(title, [_line(one) for one in _in(*states)[:_MOST]], empty) for title, states, empty in _GROUPS]
    return page_for(
        request,
        person,
        f"{_HERE}releases.html.j2",
        at="desk",
        groups=groups,
        thrown_away=ThrownAway.objects.select_related("who")[:_MOST],
        may_begin=Role.PUBLISHER in person.roles,
        is_working=is_any_alive(),
    )


@page_of_desk(Role.PUBLISHER, Role.APPROVER)
def to_check(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What waits, the longest waiting first; with the reason where this person cannot be the one who checks it."""
    waiting = [
        _line(one, why_not(Action.APPROVE, actor(person), policy_facts(one))) for one in _in(ReleaseState.IN_CHECK)
    ]
    waiting.sort(key=lambda line: (bool(line.why_not_mine), line.when))
    return page_for(request, person, f"{_HERE}to_check.html.j2", at="desk-to-check", waiting=waiting)


def _in(*states: ReleaseState) -> QuerySet[Release]:
    found = Release.objects.filter(state__in=states).select_related("publication", "author", "corrects")
    return found.order_by("-published", "title")


def _line(release: Release, why: str = "") -> Line:
    last = release.events.select_related("who").order_by("-when", "-id").first()
    if last is None:
        return Line(release, "", "", None, why)
    return Line(release, last.who.name if last.who else "", last.what, last.when, why)
