"""A person's own account: their sessions, password and codes on paper. And for admins, everybody who may sign in.

Whatever an admin does here takes the second factor, shown a short while ago. Nobody changes their own roles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.governance import EVERYTHING, PEOPLES_ROLES, Denied, Role
from alder.governance.rights import scope_kinds
from alder.web.accounts import failed_attempts, organisations, passkeys, rights, second_factor, services, tokens
from alder.web.accounts.models import Organisation, Person
from alder.web.accounts.openid_views import settle
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.rights import in_words, rights_of
from alder.web.accounts.same_person import other_accounts
from alder.web.accounts.sessions import PROVED, begin_session, browser_in_words, for_people, mark_of
from alder.web.accounts.sign_in_views import new_password
from alder.web.accounts.step_up import for_admins, step_up
from alder.web.accounts.team_views import asked_right, uuid_of
from alder.web.frame import query
from alder.web.http import answers
from alder.web.result_lists import Paged

if TYPE_CHECKING:
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
        passkeys=len(passkeys.of(person)),
        tokens=tokens.alive(person),
        connected=person.provider_accounts.order_by("asked"),
        events=person.events.order_by("-when", "-id")[:10],
        held=[(in_words(right), right.role.says) for right in sorted(person.rights)],
    )


@answers("GET", "POST")
@for_people
def change_password(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The old password, then a new one. Every other session ends."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        tried = failed_attempts.of_own_password(person)
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
    return mark_of(session.session_key, "alder.session")


@for_admins
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
    asked = " ".join(request.GET.get("q", "").split())[:200]
    found = Person.objects.select_related("organisation").order_by("name", "email")
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    paged: Paged[Person] = Paged(
        found,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("people") + query(("q", asked), ("page", number)),
        total=found.count(),
    )
    return page_for(
        request,
        person,
        f"{_HERE}people.html.j2",
        at="people",
        everybody=[
            (one, sorted({str(right.role) for right in held})) for one, held in rights_of(list(paged.items)).items()
        ],
        paged=paged,
        found=asked,
        every_role=PEOPLES_ROLES,
        errors=errors,
        given=request.POST,
        asked=_asked(request),
    )


@for_admins
def person(request: HttpRequest, person: Person, id: UUID) -> HttpResponseBase:
    """One of them: roles, shut out, or let in again with a new password and second factor."""
    other = Person.objects.select_related("organisation").filter(pk=id).first()
    if other is None:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        if other.pk == person.pk:
            raise Denied("Another admin has to change your account.")
        match request.POST.get("do"):
            case "disable":
                services.disable(other)
            case "reset":
                password = services.reset(other)
                return page_for(request, person, f"{_HERE}drawn.html.j2", other=other, password=password)
            case "employ":
                with beside_fields(errors):
                    found = Organisation.objects.filter(pk=uuid_of(request.POST.get("organisation", ""))).first()
                    organisations.employ(other, found, request.POST.get("verified", ""))
            case "connect" | "disconnect":
                settle(other, request)
            case "give":
                with beside_fields(errors):
                    rights.give(other, asked_right(request))
            case "take":
                rights.take(other, asked_right(request))
            case _:
                with beside_fields(errors):
                    services.set_roles(other, _roles(request))
        if not errors:
            return HttpResponseRedirect(reverse("person", args=[other.pk]))
    own = sorted(right for one in other.holds.all() if (right := one.right))
    narrower_roles = [role for role in PEOPLES_ROLES if len(scope_kinds(role)) > 1]
    return page_for(
        request,
        person,
        f"{_HERE}person.html.j2",
        at="people",
        other=other,
        held=[str(right.role) for right in own if right.scope == EVERYTHING],
        narrower=[(right, in_words(right)) for right in own if right.scope != EVERYTHING],
        scoped_roles=[("", "Choose one"), *((str(role), str(role).capitalize()) for role in narrower_roles)],
        scopes=[("", "Choose one"), *rights.choices()[1:]],
        same=other_accounts(other),
        connected=other.provider_accounts.order_by("asked"),
        teams=[member.team for member in other.teams.select_related("team").order_by("team__name")],
        employers=[("", "None"), *((one.pk, one.name) for one in Organisation.objects.order_by("name"))],
        given=request.POST,
        errors=errors,
        every_role=PEOPLES_ROLES,
        tokens=tokens.alive(other),
        events=other.events.order_by("-when", "-id")[:20],
    )


def _asked(request: HttpRequest) -> list[str]:
    return request.POST.getlist("role")


def _roles(request: HttpRequest) -> list[Role]:
    return services.roles_of(_asked(request))
