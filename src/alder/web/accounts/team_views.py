"""Organisations and teams, for admins: who works for whom, who is in which team, and what teams may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.errors import UsageError, WrongEntry
from alder.governance import PEOPLES_ROLES
from alder.web.accounts import organisations as organisation_actions
from alder.web.accounts import rights
from alder.web.accounts.models import Organisation, Person, Team
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.rights import in_words
from alder.web.accounts.step_up import for_admins

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance import Right

_HERE = "alder.web.accounts:templates/"


@for_admins
def organisations(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Every organisation, and a form to add one."""
    errors: dict[str, str] = {}
    given = _given(request, "name", "kind", "ukprn", "domain")
    if request.method == "POST":
        with beside_fields(errors):
            domains = [given["domain"]] if given["domain"] else []
            new = organisation_actions.add_organisation(given["name"], given["kind"], given["ukprn"], domains)
            return HttpResponseRedirect(reverse("organisation", args=[new.pk]))
    return page_for(
        request,
        person,
        f"{_HERE}organisations.html.j2",
        at="people",
        every=organisation_actions.with_counts(),
        kinds=[("", "Choose one"), *((kind, kind.capitalize()) for kind in organisation_actions.KINDS)],
        given=given,
        errors=errors,
    )


@for_admins
def organisation(request: HttpRequest, person: Person, id: UUID) -> HttpResponseBase:
    """One of them: what its addresses end in, its people and its teams."""
    one = Organisation.objects.filter(pk=id).first()
    if one is None:
        raise Http404
    errors: dict[str, str] = {}
    given = _given(request, "domain", "verified")
    if request.method == "POST":
        with beside_fields(errors):
            if request.POST.get("do") == "remove":
                organisation_actions.remove_domain(one, given["domain"])
            else:
                organisation_actions.add_domain(one, given["domain"], given["verified"])
            return HttpResponseRedirect(reverse("organisation", args=[one.pk]))
    return page_for(
        request,
        person,
        f"{_HERE}organisation.html.j2",
        at="people",
        one=one,
        domains=one.domains.order_by("domain"),
        members=one.people.order_by("name", "email"),
        teams=one.teams.order_by("name"),
        given=given,
        errors=errors,
    )


@for_admins
def teams(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Every team, and a form to add one."""
    errors: dict[str, str] = {}
    given = _given(request, "name", "organisation")
    if request.method == "POST":
        with beside_fields(errors):
            of = Organisation.objects.filter(pk=uuid_of(given["organisation"])).first()
            return HttpResponseRedirect(reverse("team", args=[organisation_actions.add_team(given["name"], of).pk]))
    every = Team.objects.annotate(many=Count("members")).select_related("organisation").order_by("name")
    return page_for(
        request,
        person,
        f"{_HERE}teams.html.j2",
        at="people",
        every=every,
        employers=[("", "People of any"), *((one.pk, one.name) for one in Organisation.objects.order_by("name"))],
        given=given,
        errors=errors,
    )


@for_admins
def team(request: HttpRequest, person: Person, id: UUID) -> HttpResponseBase:
    """One of them: who is in it, and what they may do. Nobody changes a team that they are in."""
    one = Team.objects.select_related("organisation").filter(pk=id).first()
    if one is None:
        raise Http404
    errors: dict[str, str] = {}
    given = _given(request, "person", "right", "scope")
    own = one.members.filter(person=person).exists()
    if request.method == "POST":
        with beside_fields(errors):
            _change(request, person, one, own)
            return HttpResponseRedirect(reverse("team", args=[one.pk]))
    held = sorted(right for held in one.holds.all() if (right := held.right))
    others = Person.objects.filter(is_active=True).exclude(teams__team=one).exclude(pk=person.pk)
    if one.organisation_id:
        others = others.filter(organisation=one.organisation_id)
    return page_for(
        request,
        person,
        f"{_HERE}team.html.j2",
        at="people",
        one=one,
        own=own,
        members=one.members.select_related("person").order_by("person__name", "person__email"),
        held=[(right, in_words(right)) for right in held],
        others=[("", "Choose somebody"), *((other.pk, f"{other.name}, {other.email}") for other in others)],
        every_role=[("", "Choose one"), *((str(role), str(role).capitalize()) for role in PEOPLES_ROLES)],
        scopes=rights.choices(),
        given=given,
        errors=errors,
    )


def _change(request: HttpRequest, person: Person, team: Team, own: bool) -> None:
    do = request.POST.get("do")
    other = Person.objects.filter(pk=uuid_of(request.POST.get("person", ""))).first()
    if own or (other and other.pk == person.pk):
        raise WrongEntry("person", "another admin has to change your own teams")
    match do:
        case "join" | "leave" if other is None:
            raise WrongEntry("person", "choose somebody")
        case "join" if other:
            organisation_actions.join(other, team)
        case "leave" if other:
            organisation_actions.leave(other, team)
        case "take":
            rights.take(team, asked_right(request))
        case _:
            rights.give(team, asked_right(request))


def asked_right(request: HttpRequest) -> Right:
    """The role of a form, and what it is to be held for."""
    role = request.POST.get("right", "")
    if not role:
        raise WrongEntry("right", "choose a role")
    try:
        return rights.right_of(role, request.POST.get("scope", ""))
    except UsageError as error:
        raise WrongEntry("scope", error.what, where=error.where) from None


def uuid_of(text: str) -> UUID:
    """The id of a form; where it is none, one that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _given(request: HttpRequest, *names: str) -> dict[str, Any]:
    return {name: " ".join(request.POST.get(name, "").split())[:300] for name in names}
