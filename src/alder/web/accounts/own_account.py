"""A person's own account: their sessions, their password, and their codes on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from alder.web.accounts import second_factor, tries
from alder.web.accounts.browsers import in_words
from alder.web.accounts.frame import page_for
from alder.web.accounts.signed_in import for_people, let_in
from alder.web.accounts.way_in import WRONG_CODE, new_password
from alder.web.methods import answers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person, Session

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
            (row, in_words(row.browser), _mark(row), row.session_key == request.session.session_key)
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
        if tries.must_wait(tried).total_seconds():
            errors = {"old": "There were too many wrong tries. Wait a while, then try again."}
        elif not person.check_password(request.POST.get("old", "")[:1000]):
            tries.count_wrong(tried)
            errors = {"old": "That is not your password now"}
        else:
            errors = new_password(person, request)
            if not errors:
                let_in(request, person)
                return HttpResponseRedirect(reverse("account"))
    return page_for(request, person, f"{_HERE}change_password.html.j2", errors=errors)


@answers("GET", "POST")
@for_people
def new_codes(request: HttpRequest, person: Person) -> HttpResponseBase:
    """New codes on paper, for a code of the app. Those from before no longer count."""
    if request.method == "POST":
        right, _ = second_factor.check(person, request.POST.get("code", ""))
        if right:
            codes = second_factor.draw_recovery_codes(person)
            return page_for(request, person, f"{_HERE}on_paper.html.j2", codes=codes, onward=reverse("account"))
        return page_for(request, person, f"{_HERE}new_codes.html.j2", errors={"code": WRONG_CODE})
    return page_for(request, person, f"{_HERE}new_codes.html.j2")


def _mark(session: Session) -> str:
    """What a form names a session by: its key is for its browser alone."""
    return salted_hmac("alder.session", session.session_key, algorithm="sha256").hexdigest()[:16]
