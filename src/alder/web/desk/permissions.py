"""How views about a release begin: which it is, and whether the policy lets whoever is signed in do what they want; and
how they end: with a page about it, or back at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.governance import Role
from alder.governance.release_policy import Action, check, rule
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.http import answers
from alder.web.publications.actions import ChangedMeanwhile
from alder.web.publications.history import actor, case
from alder.web.publications.models import Release

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

DESK_ROLES = frozenset({Role.PUBLISHER, Role.APPROVER})
_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view


def for_release(action: Action, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[_View], _View]:
    """A page about a release, for whoever may do this to it as it is now. The step itself asks again.

    A release is not there for people who have nothing to do with releases.
    """

    def made(view: _View) -> _View:
        def entered(request: HttpRequest, person: Person, /, release: UUID, **named: Any) -> HttpResponseBase:
            one = Release.objects.select_related("publication", "author").filter(pk=release).first()
            if one is None or not actor(person, one).roles & DESK_ROLES:
                raise Http404
            permission = check(action, *case(person, one))
            if permission.code_again and (owed := proof_owed(request, person)):
                return owed
            try:
                reply: HttpResponseBase = view(request, person, one, **named)
            except ChangedMeanwhile as overtaken:
                reply = release_page(request, person, one, "overtaken", at="", status=409, overtaken=overtaken)
            return reply

        guarded = answers(*methods)(for_people(entered))
        guarded.asks = action  # type: ignore[attr-defined]
        guarded.steps_up = rule(action).code_again  # type: ignore[attr-defined]
        return guarded

    return made


def release_page(
    request: HttpRequest, person: Person, release: Release, template: str, *, at: str = "desk", **shown: Any
) -> HttpResponse:
    """A page of the desk about a release."""
    return page_for(request, person, f"alder.web.desk:templates/{template}.html.j2", at=at, release=release, **shown)


def to_release(release: Release) -> HttpResponseRedirect:
    """Back to the release on the desk."""
    return HttpResponseRedirect(reverse("desk-release", args=[release.pk]))
