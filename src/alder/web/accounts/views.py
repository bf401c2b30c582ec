"""A person's own account: their sessions, password and codes on paper. And for admins, everybody who may sign in.

Whatever an admin does here takes the second factor, shown a short while ago. Nobody changes their own roles.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from alder.governance import PEOPLES_ROLES, Denied, Role
from alder.web.accounts import failed_attempts, second_factor, services
from alder.web.accounts.models import Person
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import PROVED, begin_session, browser_in_words, for_people
from alder.web.accounts.sign_in_views import new_password
from alder.web.accounts.step_up import step_up
from alder.web.http import answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Session

_HERE = "alder.web.accounts:templates/"


@answers("GET", "POST")
@for_people
def account(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What the site knows of a person, and where they are signed in. A session that is not theirs is not there."""
    if request.method == "POST":
        for row in person.sessions.all():
            if _mark(row) == request.POST.get("session"):
                row.delete()
        return HttpResponseRedirect(reverse("account"))
    return page_for(
        request,
        person,
        f"{_HERE}account.html.j2",
        sessions=[
            (row, browser_in_words(row.browser), _mark(row), row.session_key == request.session.session_key)
            for row in person.sessions.order_by("-used")
        ],
        left=second_factor.left(person),
        events=person.events.order_by("-when", "-id")[:10],
        held=sorted(person.roles),
    )


@answers("GET", "POST")
@for_people
def change_password(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The old password, then a new one. Every other session ends."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        tried = ("account", person.email)
        if failed_attempts.wait_of(tried).total_seconds():
            errors = {"old": "There were too many wrong tries. Wait a while, then try again."}
        elif not person.check_password(request.POST.get("old", "")[:1000]):
            failed_attempts.count_failure(tried)
            errors = {"old": "That is not your password now"}
        else:
            shown = request.session.get(PROVED, "")
            errors = new_password(person, request)
            if not errors:
                begin_session(request, person, proved=shown)
                return HttpResponseRedirect(reverse("account"))
    return page_for(request, person, f"{_HERE}new_password.html.j2", errors=errors)


@answers("GET", "POST")
@for_people
@step_up
def new_codes(request: HttpRequest, person: Person) -> HttpResponseBase:
    """New codes on paper. Those from before no longer count."""
    if request.method == "POST":
        codes = second_factor.draw_recovery_codes(person)
        return page_for(request, person, f"{_HERE}on_paper.html.j2", codes=codes, onward=reverse("account"))
    return page_for(request, person, f"{_HERE}new_codes.html.j2")


def _mark(session: Session) -> str:
    """What a form names a session by: its key is for its browser alone."""
    return salted_hmac("alder.session", session.session_key, algorithm="sha256").hexdigest()[:16]


def _for_admins(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for admins, who have shown their second factor a short while ago where they change something."""

    @wraps(view)
    def entered(request: HttpRequest, person: Person, /, **named: Any) -> HttpResponseBase:
        if Role.ADMIN not in person.roles:
            raise Denied("Only an admin can look after people.")
        return step_up(view)(request, person, **named)

    guarded = answers("GET", "POST")(for_people(entered))
    guarded.steps_up = True  # type: ignore[attr-defined]
    return guarded


@_for_admins
def people(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Everybody, and a form to add somebody. Their password is drawn and shown this once."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        password = services.drawn_password()
        with beside_fields(errors):
            new = services.add(
                request.POST.get("email", ""), request.POST.get("name", "")[:200], _roles(request), password
            )
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


@_for_admins
def person(request: HttpRequest, person: Person, id: UUID) -> HttpResponseBase:
    """One of them: roles, shut out, or let in again with a new password and second factor."""
    other = Person.objects.filter(pk=id).first()
    if other is None:
        raise Http404
    if request.method == "POST":
        if other.pk == person.pk:
            raise Denied("Another admin has to change your account.")
        match request.POST.get("do"):
            case "disable":
                services.disable(other)
            case "reset":
                password = services.reset(other)
                return page_for(request, person, f"{_HERE}drawn.html.j2", other=other, password=password)
            case _:
                services.set_roles(other, _roles(request))
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
    )


def _asked(request: HttpRequest) -> list[str]:
    return request.POST.getlist("role")


def _roles(request: HttpRequest) -> list[Role]:
    return services.roles_of(_asked(request))
