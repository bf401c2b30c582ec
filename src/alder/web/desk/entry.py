"""How views of the desk begin: who it is, which release, and whether the policy lets them do what they want."""

from __future__ import annotations

from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import Http404
from django.views.decorators.http import require_http_methods

from alder.governance import Denied, Role
from alder.publishing.releases.policy import Action, check
from alder.web.accounts.signed_in import for_people
from alder.web.publications.judged import actor, facts_of
from alder.web.publications.models import Release

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

P = ParamSpec("P")
_View = "Callable[Concatenate[HttpRequest, Person, Release, P], HttpResponseBase]"


def page_of_desk(
    *roles: Role, methods: tuple[str, ...] = ("GET",)
) -> Callable[
    [Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """A page about no one release, for people who have one of these roles."""

    def made(
        view: Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        def entered(request: HttpRequest, person: Person, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not person.roles & set(roles):
                raise Denied(f"This page is for people who are {' or '.join(roles)}.")
            return view(request, person, *args, **kwargs)

        guarded = require_http_methods(methods)(for_people(entered))
        guarded.asks = roles  # type: ignore[attr-defined]
        return guarded

    return made


def about_release(
    action: Action, *, methods: tuple[str, ...] = ("GET", "POST")
) -> Callable[
    [Callable[Concatenate[HttpRequest, Person, Release, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase],
]:
    """A page about a release, for whoever may do this to it as it is now. The step itself asks again."""

    def made(
        view: Callable[Concatenate[HttpRequest, Person, Release, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase]:
        def entered(
            request: HttpRequest, person: Person, release: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            found = Release.objects.select_related("publication", "corrects", "author", "approver")
            one = found.filter(pk=release).first()
            if one is None or not person.roles & {Role.PUBLISHER, Role.APPROVER}:
                raise Http404
            check(action, actor(person), facts_of(one))
            return view(request, person, one, *args, **kwargs)

        guarded = require_http_methods(methods)(for_people(entered))
        guarded.asks = action  # type: ignore[attr-defined]
        return guarded

    return made
