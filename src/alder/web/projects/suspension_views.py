"""Who has no access to any project: a person or everybody of an organisation, until another officer lifts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.governance import Denied, Role
from alder.web.accounts.models import Organisation, Person
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import is_same_person
from alder.web.accounts.sessions import for_roles
from alder.web.accounts.step_up import step_up
from alder.web.forms import line, text
from alder.web.projects.models import AccessSuspension
from alder.web.projects.permissions import HERE
from alder.web.trail.events import record

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@for_roles(Role.INCIDENT_OFFICER, methods=("GET", "POST"))
@step_up
def suspensions(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that hold, and a form for another."""
    errors: dict[str, str] = {}
    given = {"whose": line(request, "whose"), "why": text(request, "why")[:2_000]}
    if request.method == "POST":
        whom = Person.objects.filter(email=given["whose"].casefold()).first()
        organisation = Organisation.objects.filter(name=given["whose"]).first()
        if not given["why"]:
            errors["why"] = "Say why. It is in the trail, and not told to others."
        if whom is None and organisation is None:
            errors["whose"] = "Write the e-mail address of a person, or the name of an organisation, as it is kept here"
        elif whom is not None and is_same_person(person, whom):
            errors["whose"] = "Somebody else decides on your own access"
        if not errors:
            suspend(person, whom, organisation, given["why"])
            return HttpResponseRedirect(request.path)
    held = AccessSuspension.objects.filter(lifted=None).select_related("person", "organisation", "by")
    return page_for(
        request, person, f"{HERE}suspensions.html.j2", at="projects", held=list(held[:200]), given=given, errors=errors
    )


@transaction.atomic
def suspend(by: Person, person: Person | None, organisation: Organisation | None, why: str) -> AccessSuspension:
    """From the next request on, also where notebooks are open."""
    made = AccessSuspension.objects.create(person=person, organisation=None if person else organisation, why=why, by=by)
    thing = f"person {person.pk}" if person else f"organisation {organisation.pk if organisation else ''}"
    record(str(by.pk), Role.INCIDENT_OFFICER, thing, "Access suspended", said={"reason": why})
    return made


@for_roles(Role.INCIDENT_OFFICER, methods=("POST",))
@step_up
def lift(request: HttpRequest, person: Person, suspension: int) -> HttpResponseBase:
    """Another officer than the one who suspended gives access back."""
    with transaction.atomic():
        row = AccessSuspension.objects.select_for_update().filter(pk=suspension, lifted=None).first()
        if row is None:
            raise Http404
        if is_same_person(person, row.by):
            raise Denied("You suspended it, so another person decides.")
        row.lifted, row.lifted_by = wall_clock.now(), person
        row.save(update_fields=["lifted", "lifted_by"])
        thing = f"person {row.person_id}" if row.person_id else f"organisation {row.organisation_id}"
        record(str(person.pk), Role.INCIDENT_OFFICER, thing, "Suspension lifted")
    return HttpResponseRedirect(reverse("access-suspensions"))
