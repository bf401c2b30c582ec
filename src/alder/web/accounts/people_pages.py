"""For admins: everybody who may sign in, their roles, and a way to add people and shut them out.

Whatever an admin does here takes a code again. Nobody changes their own roles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.errors import WrongEntry
from alder.governance import PEOPLES_ROLES, Denied, Role
from alder.web.accounts import people as known
from alder.web.accounts import second_factor
from alder.web.accounts.frame import beside, page_for
from alder.web.accounts.models import Person
from alder.web.accounts.signed_in import for_people
from alder.web.accounts.way_in import WRONG_CODE
from alder.web.methods import answers

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_HERE = "alder.web.accounts:templates/"


@answers("GET", "POST")
@for_people
def people(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Everybody, and a form to add somebody. Their password is drawn and shown this once."""
    _check_admin(person)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _code(request, person)
        if not errors:
            password = known.drawn_password()
            try:
                new = known.add(
                    request.POST.get("email", ""), request.POST.get("name", "")[:200], _roles(request), password
                )
            except WrongEntry as error:
                errors = beside(error)
            else:
                return page_for(request, person, f"{_HERE}drawn.html.j2", other=new, password=password)
    everybody = Person.objects.prefetch_related("holds").order_by("name", "email")
    return page_for(
        request,
        person,
        f"{_HERE}people.html.j2",
        at="people",
        everybody=everybody,
        every_role=PEOPLES_ROLES,
        errors=errors,
        given=request.POST,
        asked=_asked(request),
    )


@answers("GET", "POST")
@for_people
def person(request: HttpRequest, person: Person, id: UUID) -> HttpResponseBase:
    """One of them: roles, shut out, or let in again with a new password and second factor."""
    _check_admin(person)
    other = Person.objects.filter(pk=id).first()
    if other is None:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        if other.pk == person.pk:
            raise Denied("Another admin has to change your account.")
        errors = _code(request, person)
        if not errors:
            match request.POST.get("do"):
                case "disable":
                    known.disable(other)
                case "reset":
                    password = known.reset(other)
                    return page_for(request, person, f"{_HERE}drawn.html.j2", other=other, password=password)
                case _:
                    known.set_roles(other, _roles(request))
            return HttpResponseRedirect(reverse("person", args=[other.pk]))
    return page_for(
        request,
        person,
        f"{_HERE}person.html.j2",
        at="people",
        other=other,
        held=[str(role) for role in other.holds.values_list("role", flat=True)],
        every_role=PEOPLES_ROLES,
        events=other.events.order_by("-when", "-id")[:20],
        errors=errors,
    )


def _check_admin(person: Person) -> None:
    if Role.ADMIN not in person.roles:
        raise Denied("Only an admin can look after people.")


def _code(request: HttpRequest, person: Person) -> dict[str, str]:
    right, _ = second_factor.check(person, request.POST.get("code", ""))
    return {} if right else {"code": WRONG_CODE}


def _asked(request: HttpRequest) -> list[str]:
    return request.POST.getlist("role")


def _roles(request: HttpRequest) -> list[Role]:
    return known.roles_of(_asked(request))
