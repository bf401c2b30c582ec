"""What people do to outputs: the row is locked, the events are replayed, the table is asked, the event is recorded.

Every door goes through `act`: pages, the worker and commands. What the table cannot know, such as who works for whom or
what lies on disk, is found out here and said with the act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from alder import wall_clock
from alder.errors import Inconsistency
from alder.governance import Denied, RoleScope, ScopeKind
from alder.governance.output_review import (
    OUTPUT_REVIEW,
    SERVICE_OWNED,
    FrozenFile,
    OutputReview,
    ReviewAction,
    ReviewRole,
    ReviewState,
)
from alder.governance.process import Act
from alder.governance.rights import roles_in
from alder.model.working_days import in_working_days
from alder.web.accounts.rights import OUTPUTS
from alder.web.accounts.same_person import is_same_person
from alder.web.output_desk.conflicts import conflict_of
from alder.web.output_desk.models import OutputFile, OutputRequest, OutputSource
from alder.web.output_desk.private_files import leaving_path, present_hash
from alder.web.output_desk.project_ties import follow, is_suspended
from alder.web.trail.events import act_on
from alder.web.trail.models import TrailEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.web.accounts.models import Person

_KNOWN = {str(role): role for role in ReviewRole}
SYSTEM = frozenset({ReviewRole.SYSTEM})
ENDED = frozenset(
    {
        ReviewState.RELEASED,
        ReviewState.RECALLED,
        ReviewState.REJECTED,
        ReviewState.WITHDRAWN,
    }
)
"""States in which nobody has the turn any more."""


class OutputChangedMeanwhile(Denied):
    """Somebody did something to the output since the page was opened."""


_ACTIONS = tuple(ReviewAction.__members__)


def review_of(output: OutputRequest) -> OutputReview:
    """The output as the events of its process made it. Drafts that change and looks at it are other events."""
    acts = TrailEvent.objects.filter(thing=output.thing, action__in=_ACTIONS).order_by("seq")
    begun = OutputReview(str(output.pk), str(output.author_id))
    return OUTPUT_REVIEW.replayed(begun, (kept.event for kept in acts))


def review_roles(person: Person, review: OutputReview) -> frozenset[ReviewRole]:
    """The roles that a person has for an output: those for all of them, and those for each source that it is made from.

    What is made from two is for whoever checks for both, and what nobody says the source of for whoever checks all.
    """
    rights = person.rights
    roles = roles_in(rights, OUTPUTS)
    if review.sources:
        of_each = [roles_in(rights, RoleScope(ScopeKind.SOURCE, name)) for name in review.sources]
        roles |= frozenset.intersection(*of_each)
    return frozenset(_KNOWN[role] for role in roles if role in _KNOWN)


def files_of(output: OutputRequest) -> list[OutputFile]:
    """Its files as they are now, group by group."""
    found = OutputFile.objects.filter(group__output=output, gone=False).select_related("group")
    files = list(found.order_by("group__number", "name"))
    for file in files:
        file.group.output = output
    return files


def frozen_files(output: OutputRequest, review: OutputReview) -> dict[str, OutputFile]:
    """The files that were handed in, by the names that votes have. One that is gone since may be among them."""
    wanted = {file.name: file.sha256 for file in review.files}
    found: dict[str, OutputFile] = {}
    for file in OutputFile.objects.filter(group__output=output).select_related("group").order_by("sent", "pk"):
        if wanted.get(file.said_name) == file.leaving_sha256:
            file.group.output = output
            found[file.said_name] = file
    return found


def lock(output: OutputRequest) -> OutputRequest:
    """The row as it is now, held until the transaction ends."""
    return OutputRequest.objects.select_for_update().select_related(None).get(pk=output.pk)


def check_unchanged(output: OutputRequest, seen: int | None) -> None:
    """Refuse what a form asks that was made from an earlier state."""
    if seen is not None and output.revision != seen:
        raise OutputChangedMeanwhile("Somebody changed this output since you opened the page. Nothing was done.")


@transaction.atomic
def act(
    person: Person | None,
    output: OutputRequest,
    action: ReviewAction,
    said: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> OutputReview:
    """Do something to an output, as a person or as the system. Raises `Denied` where it may not be done.

    `seen` is the revision that whoever acts has looked at, where that matters.
    """
    locked = lock(output)
    check_unchanged(locked, seen)
    review = review_of(locked)
    if review.state != locked.state:
        raise Inconsistency(f"{locked} is {locked.state} in its row and {review.state} by its events")
    now = wall_clock.now()
    actor, roles = (str(person.pk), review_roles(person, review)) if person else ("", SYSTEM)
    facts = {**(said or {}), **(_about(person, locked, review, action) if person else {})}
    if action in _LEAVES and is_suspended(locked):
        facts["suspended"] = True
    after = act_on(OUTPUT_REVIEW, review, Act(action, actor, roles, now, facts))
    _note(locked, after, action)
    locked.save()
    follow(locked, action)
    if locked.answers:
        for named in settings.ALDER_OUTPUT_FOLLOWERS:
            import_string(named)(locked, action, after)
    for name in (
        "state",
        "turn",
        "revision",
        "moved",
        "submitted",
        "first_submitted",
        "promised",
        "escalated",
        "finished",
        "days",
    ):
        setattr(output, name, getattr(locked, name))
    return after


_LEAVES = frozenset({ReviewAction.SUBMIT, ReviewAction.SUBMIT_AGAIN, ReviewAction.RELEASE})
"""What is not done while the project of an output is suspended."""
BY_OTHERS = frozenset(
    {
        ReviewAction.REVIEW,
        ReviewAction.RETURN_EARLY,
        ReviewAction.SETTLE,
        ReviewAction.RETURN,
        ReviewAction.APPROVE,
        ReviewAction.REJECT,
        ReviewAction.RELEASE,
        ReviewAction.RECALL,
    }
)
"""What the author may not do, nor anybody who is too near to them."""


def _about(person: Person, output: OutputRequest, review: OutputReview, action: ReviewAction) -> dict[str, Any]:
    if action not in BY_OTHERS:
        return {}
    known: dict[str, Any] = {"is_author": is_same_person(person, output.author)}
    if action is not ReviewAction.RECALL:
        known["conflict"] = conflict_of(person, output, review.reviewed_by)
    return {name: value for name, value in known.items() if value}


def _note(output: OutputRequest, after: OutputReview, action: ReviewAction) -> None:
    """What lists show of it."""
    now = after.events[-1].at
    if action is ReviewAction.ESCALATE:  # nothing of it changes: forms that are open go on
        output.escalated = now
        return
    output.moved = now
    output.state, output.turn, output.revision = after.state, after.turn, output.revision + 1
    if action in (ReviewAction.SUBMIT, ReviewAction.SUBMIT_AGAIN):
        output.submitted, output.escalated = now, None
        output.sources.all().delete()
        OutputSource.objects.bulk_create([OutputSource(output=output, name=name) for name in after.sources])
        output.first_submitted = output.first_submitted or now
        left = max(1, settings.ALDER_OUTPUT_DAYS - after.service_days(now))
        output.promised = in_working_days(timezone.localdate(now), left)
    elif after.state not in SERVICE_OWNED:
        output.promised = None
    if after.state in ENDED and output.finished is None:
        output.finished, output.days = now, after.service_days(now)


def present_hashes(files: Iterable[OutputFile]) -> dict[str, str]:
    """What lies on disk now, by the names that votes have."""
    return {file.said_name: present_hash(leaving_path(file)) for file in files}


def frozen(file: OutputFile, *, held: bool, exception: str) -> dict[str, Any]:
    """A file as it is handed in, for the event."""
    found = FrozenFile(file.said_name, file.leaving_sha256, file.kind, held, exception)
    return {name: getattr(found, name) for name in ("name", "sha256", "kind", "held", "exception")}
