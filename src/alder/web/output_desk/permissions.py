"""How views about an output begin: whether it is there for whoever is signed in, and what the table lets them do.

An output that is not there for somebody is answered as one that does not exist, and the denial is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from alder import wall_clock
from alder.governance import Denied
from alder.governance.output_review import (
    OUTPUT_REVIEW,
    OutputReview,
    ReviewAction,
    ReviewSight,
    may_see,
    why_not_see,
)
from alder.governance.process import Act
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import is_same_person
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.http import answers
from alder.web.output_desk.conflicts import conflict_of
from alder.web.output_desk.models import OutputRequest
from alder.web.output_desk.project_ties import is_suspended
from alder.web.output_desk.reviews import OutputChangedMeanwhile, review_of, review_roles
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view
HERE = "alder.web.output_desk:templates/"
STEPS_UP = frozenset({ReviewAction.RELEASE, ReviewAction.RECALL})
"""What lets something out or takes it back is done by who showed their second factor a short while ago."""


def for_output(
    asks: ReviewAction | ReviewSight, *, methods: tuple[str, ...] = ("GET", "POST")
) -> Callable[[_View], _View]:
    """A page about an output, for whoever may do this to it as it is now. The step itself asks again."""

    def made(view: _View) -> _View:
        def entered(request: HttpRequest, person: Person, /, output: UUID, **named: Any) -> HttpResponseBase:
            found, review = look_up(person, output)
            why = why_not(asks, person, found, review)
            if why:
                raise Denied(why)
            if asks in STEPS_UP and (owed := proof_owed(request, person)):
                return owed
            try:
                reply: HttpResponseBase = view(request, person, found, review, **named)
            except OutputChangedMeanwhile as overtaken:
                reply = output_page(request, person, found, "overtaken", status=409, overtaken=overtaken)
            return reply

        guarded = answers(*methods)(for_people(entered))
        guarded.asks = asks  # type: ignore[attr-defined]
        guarded.steps_up = asks in STEPS_UP  # type: ignore[attr-defined]
        return guarded

    return made


def look_up(person: Person, key: UUID) -> tuple[OutputRequest, OutputReview]:
    """The output, if it is there for them. What is theirs to know takes as long to find out as that it is not."""
    one = OutputRequest.objects.select_related("author").filter(key=key).first()
    review = review_of(one) if one else OutputReview("", "")
    if one is None or not may_see(review, str(person.pk), review_roles(person, review)):
        record_denial(person, f"output {key}", "see an output", "There is no such output for them.")
        raise Http404
    return one, review


def why_not(asks: ReviewAction | ReviewSight, person: Person, output: OutputRequest, review: OutputReview) -> str:
    """Why there is no such page for them now; empty where there is."""
    actor, roles = str(person.pk), review_roles(person, review)
    if isinstance(asks, ReviewSight):
        near = asks is ReviewSight.DESK and actor != review.author and is_same_person(person, output.author)
        if asks is ReviewSight.TAKE and is_suspended(output):
            return "Its project is suspended: nothing of it is taken until that is settled."
        return why_not_see(asks, review, review.author if near else actor, roles)
    act = Act(asks, actor, roles, wall_clock.now())
    try:
        OUTPUT_REVIEW.line(review, act)
    except Denied as denied:
        return denied.what
    return ""


def why_not_check(person: Person, output: OutputRequest, review: OutputReview) -> str:
    """Why somebody may not review or decide this output, whatever they write in the form."""
    if is_same_person(person, output.author):
        return why_not_see(ReviewSight.DESK, review, review.author, frozenset())
    return conflict_of(person, output, review.reviewed_by)


def output_page(
    request: HttpRequest, person: Person, output: OutputRequest, template: str, *, at: str = "", **shown: Any
) -> HttpResponse:
    """A page about an output."""
    where = at or ("outputs" if output.author_id == person.pk else "output-desk")
    return page_for(request, person, f"{HERE}{template}.html.j2", at=where, output=output, **shown)
