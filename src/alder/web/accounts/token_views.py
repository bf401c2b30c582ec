"""Access tokens on pages: one's own, made and revoked; and for admins those of others, to be revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.web.accounts import tokens
from alder.web.accounts.models import AccessToken, Person
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import for_admins, step_up
from alder.web.accounts.team_views import uuid_of
from alder.web.accounts.tokens import TokenProcess, TokenUse
from alder.web.forms import line
from alder.web.http import answers

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_HERE = "alder.web.accounts:templates/"
_MOST_SHOWN = 50
"""Those that ended long ago are in the trail."""
_OPTIONS = [("", "Nothing"), (str(TokenUse.READ), "Read"), (str(TokenUse.ACT), "Read and act")]


@answers("GET", "POST")
@for_people
@step_up
def own_tokens(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that there are, and a form that makes one. It is shown this once, on the page that answers the form."""
    errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("do") == "revoke":
        _revoke(request, person)
        return HttpResponseRedirect(reverse("tokens"))
    if request.method == "POST":
        with beside_fields(errors):
            token, shown = tokens.make(person, line(request, "name"), _scope(request), _days(request))
            return page_for(request, person, f"{_HERE}token_made.html.j2", made=_row(token), shown=shown)
    return page_for(
        request,
        person,
        f"{_HERE}tokens.html.j2",
        own=_rows(person),
        processes=[(str(process), process.says) for process in TokenProcess],
        options=_OPTIONS,
        most_days=settings.ALDER_TOKEN_DAYS,
        given=request.POST,
        errors=errors,
    )


def _scope(request: HttpRequest) -> dict[TokenProcess, TokenUse]:
    known = {str(use): use for use in TokenUse}
    asked = {process: request.POST.get(str(process), "") for process in TokenProcess}
    return {process: known[use] for process, use in asked.items() if use in known}


def _days(request: HttpRequest) -> int:
    """As the form says; a number that is refused where it is none."""
    said = line(request, "days") or str(settings.ALDER_TOKEN_DAYS)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0


def _rows(person: Person) -> list[dict[str, Any]]:
    return [_row(token) for token in person.tokens.all()[:_MOST_SHOWN]]


def _row(token: AccessToken) -> dict[str, Any]:
    return {"token": token, "is_for": tokens.in_words(token.scope), "state": token.state}


def _revoke(request: HttpRequest, person: Person, why: str = "") -> None:
    """A token of this person; one of somebody else is not there."""
    found = AccessToken.objects.filter(pk=uuid_of(request.POST.get("token", "")), person=person).first()
    if found is None:
        raise Http404
    found.person = person
    tokens.revoke(found, why)


@for_admins
def tokens_of_person(request: HttpRequest, person: Person, id: UUID) -> HttpResponseBase:
    """What programs act with for somebody, and buttons that end it. No token is ever shown here."""
    other = Person.objects.filter(pk=id).first()
    if other is None:
        raise Http404
    if request.method == "POST":
        _revoke(request, other, "by an admin")
        return HttpResponseRedirect(reverse("person-tokens", args=[other.pk]))
    return page_for(request, person, f"{_HERE}person_tokens.html.j2", at="people", other=other, own=_rows(other))
