"""What is decided about a release: sent, taken back, approved or sent back, timed, published, withdrawn, corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.errors import AlderError, NotProtected, NotPublishable
from alder.publishing.releases import Action, ReleaseState
from alder.web.accounts.person_page import beside_fields
from alder.web.desk.permissions import for_release, release_page, to_release
from alder.web.desk.views import files_of, refused_in
from alder.web.forms import FIELDS, USUAL, form_revision, minute, text
from alder.web.publications import actions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release


@for_release(Action.SEND)
def send(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """What is still missing, a note for the approver, and a button."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        note = text(request, "note")[:2000]
        with beside_fields(errors):
            return to_release(actions.send(person, release, form_revision(request), note))
    missing = actions.what_is_missing(release)
    return release_page(request, person, release, "send", missing=missing, errors=errors)


@for_release(Action.TAKE_BACK, methods=("POST",))
def take_back(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    return to_release(actions.take_back(person, release, form_revision(request)))


@for_release(Action.SEND_BACK)
def send_back(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    asks = "Say what has to change"
    return _with_reason(request, person, release, asks, actions.send_back, usual=_refusal(release))


def _refusal(release: Release) -> str:
    """What there is to say to the publisher where the ledger refused a table. The approver can change it."""
    found = refused_in(files_of(release))
    return "\n\n".join(
        "\n".join([f"{version.data_set.title}: {one['what']}.", *one["where"].split("\n"), one["next"]]).strip()
        for version in found
        for one in [version.comparison]
    )


@for_release(Action.APPROVE)
def approve(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """Approve it, and say when it is published: now, at a minute, or later."""
    return _decided(request, person, release, "approve")


@for_release(Action.SCHEDULE)
def time(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """When an approved release is published: now, or at a minute."""
    return _decided(request, person, release, "time")


def _decided(request: HttpRequest, person: Person, release: Release, template: str) -> HttpResponseBase:
    given = {name: request.POST.get(name, "") for name in ("when", *FIELDS)}
    errors: dict[str, str] = {}
    refused: AlderError | None = None
    if request.method == "POST":
        found, errors = _when(given)
        if not errors:
            try:
                with beside_fields(errors):
                    if release.state == ReleaseState.IN_CHECK:
                        actions.judge(person, release, form_revision(request))
                    return to_release(_take(person, release, form_revision(request), given["when"], found))
            except (NotProtected, NotPublishable) as error:
                refused = error
                if isinstance(error, NotProtected):
                    actions.compare_again(release)
    given["time"] = given["time"] or USUAL
    files = files_of(release)
    return release_page(
        request,
        person,
        release,
        template,
        at="desk-to-check",
        files=files,
        refused_before=refused_in(files),
        given=given,
        refused=refused,
        errors=errors,
    )


def _when(given: dict[str, str]) -> tuple[datetime | None, dict[str, str]]:
    if given["when"] not in ("now", "at", "later"):
        return None, {"when": "Choose when it is published"}
    return minute(given) if given["when"] == "at" else (None, {})


@transaction.atomic
def _take(person: Person, release: Release, looked_at: int, when: str, at: datetime | None) -> Release:
    """The steps that were chosen, together or not at all. A correction that goes live becomes what it corrects."""
    if release.state == ReleaseState.IN_CHECK:
        release = actions.approve(person, release, looked_at)
        looked_at = release.revision
    if at:
        return actions.schedule(person, release, looked_at, at)
    return actions.publish(person, release, looked_at) if when == "now" else release


@for_release(Action.WITHDRAW)
def withdraw(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    asks = "Say why, for readers"
    return _with_reason(request, person, release, asks, actions.withdraw, is_withdrawal=True)


@for_release(Action.CORRECT, methods=("POST",))
def correct(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    return to_release(actions.correct(person, release, form_revision(request)))


@for_release(Action.DISCARD)
def discard(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """Ask once more, then throw the draft away."""
    if request.method == "POST":
        actions.discard(person, release, form_revision(request))
        return HttpResponseRedirect(reverse("desk"))
    return release_page(request, person, release, "discard")


def _with_reason(
    request: HttpRequest,
    person: Person,
    release: Release,
    asks: str,
    action: Callable[[Person, Release, int, str], Release],
    *,
    is_withdrawal: bool = False,
    usual: str = "",
) -> HttpResponseBase:
    """A form for the reason why."""
    reason = text(request, "reason")[:2000] if request.method == "POST" else usual
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = {} if reason else {"reason": asks}
        if not errors:
            return to_release(action(person, release, form_revision(request), reason))
    return release_page(
        request,
        person,
        release,
        "reason",
        correction=getattr(release, "correction", None),
        reason=reason,
        is_withdrawal=is_withdrawal,
        errors=errors,
    )
