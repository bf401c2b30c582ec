"""How views about an output begin: whether it is there for whoever is signed in, and what the table lets them do.

An output that is not there for somebody is answered as one that does not exist, and the denial is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from alder.web.accounts.page_guard import PageGuard
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import is_same_person
from alder.web.output_desk.conflicts import conflict_of
from alder.web.output_desk.models import OutputRequest
from alder.web.output_desk.project_ties import is_suspended
from alder.web.output_desk.reviews import OutputChangedMeanwhile, review_of, review_roles

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from alder.web.accounts.models import Person

HERE = "alder.web.output_desk:templates/"
STEPS_UP = frozenset({ReviewAction.RELEASE, ReviewAction.RECALL})
"""What lets something out or takes it back is done by who showed their second factor a short while ago."""


def _found(key: UUID) -> tuple[OutputRequest | None, OutputReview]:
    one = OutputRequest.objects.select_related("author").filter(key=key).first()
    return one, review_of(one) if one else OutputReview("", "")


def _sees(person: Person, output: OutputRequest | None, review: OutputReview) -> bool:
    """What is theirs to know takes as long to find out as that it is not."""
    may = may_see(review, str(person.pk), review_roles(person, review))
    return output is not None and may


def look_up(person: Person, key: UUID) -> tuple[OutputRequest, OutputReview]:
    """The output, if it is there for them."""
    output, review = _GUARD.look_up(person, key, "see an output")
    return output, review


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


def _insists(person: Person, asks: ReviewAction | ReviewSight, output: OutputRequest, review: OutputReview) -> None:
    if why := why_not(asks, person, output, review):
        raise Denied(why)


def _tell(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, changed: Denied
) -> HttpResponse:
    return output_page(request, person, output, "overtaken", status=409, overtaken=changed)


_GUARD = PageGuard(
    kind="output",
    door="",
    find=_found,
    sees=_sees,
    insists=_insists,
    key="output",
    steps_up=STEPS_UP,
    overtaken=(OutputChangedMeanwhile, _tell),
)
for_output = _GUARD.page
"""A page about an output, for whoever may do this to it as it is now. The step itself asks again."""
