"""Whom the guard of pages lets in, in which order it asks, and what the others are told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.support.cast import Someone
from tests.support.text_tables import rows

from alder.governance import Denied

KEY = UUID("0a1b2c3d-0000-4000-8000-0000000000aa")
CASES = """
case                              | method | thing   | sees | may | proved | view    | answer
there for whoever may             | GET    | there   | yes  | yes | yes    | answers | 200
and so is its form                | POST   | there   | yes  | yes | yes    | answers | 200
what there is not                 | GET    | nowhere | yes  | yes | yes    |         | 404
is as what is not theirs          | GET    | there   | no   | yes | yes    |         | 404
also where they might not either  | POST   | there   | no   | no  | no     |         | 404
who sees it and may not           | GET    | there   | yes  | no  | yes    |         | 403
is told before a code is asked    | POST   | there   | yes  | no  | no     |         | 403
the page of a step needs no code  | GET    | there   | yes  | yes | no     | answers | 200
its form does                     | POST   | there   | yes  | yes | no     |         | code
what another did meanwhile        | POST   | there   | yes  | yes | yes    | late    | 409
"""


class Late(Denied):
    """Somebody else did something meanwhile."""


def asked(who: Someone, method: str) -> Any:
    """A request of somebody who is signed in."""
    from django.conf import settings
    from django.test import RequestFactory

    from alder.web.accounts.sessions import SessionStore

    request = RequestFactory().generic(method, "/things")
    request.session = SessionStore(who.client.cookies[settings.SESSION_COOKIE_NAME].value)
    request._dont_enforce_csrf_checks = True
    return request


@pytest.mark.parametrize("case", rows(CASES), ids=lambda case: case["case"])
def test_whom_a_page_lets_in(leila: Someone, case: dict[str, str]) -> None:
    from django.http import Http404, HttpResponse

    from alder.web.accounts.page_guard import PageGuard
    from alder.web.trail.events import DENIED
    from alder.web.trail.models import TrailEvent

    was_asked = []

    def insists(person: Any, asks: str, *thing: str) -> None:
        assert (person, asks, thing) == (leila.person, "open it", ("its row", "what it is"))
        if case["may"] == "no":
            raise Denied("You made it.")

    def view(request: Any, person: Any, *thing: str, page: int) -> HttpResponse:
        was_asked.append(case["view"])
        if case["view"] == "late":
            raise Late("It is open.")
        return HttpResponse(f"{thing} {page}")

    guard = PageGuard(
        kind="box",
        door="desk",
        find=lambda key: ("its row", "what it is") if (key, case["thing"]) == (KEY, "there") else None,
        sees=lambda person, *thing: case["sees"] == "yes",
        insists=insists,
        steps_up=frozenset({"open it"}),
        overtaken=(Late, lambda request, person, *thing_and_why: HttpResponse("Nothing was done", status=409)),
    )
    page = guard.page("open it")(view)
    assert (page.asks, page.door, page.steps_up, page.methods) == ("open it", "desk", True, ("GET", "POST"))
    if case["proved"] == "no":
        leila.waits()
    denied = TrailEvent.objects.filter(thing=f"box {KEY}", action=DENIED)
    before = denied.count()
    try:
        reply = page(asked(leila, case["method"]), key=KEY, page=2)
    except Http404:
        assert case["answer"] == "404"
        assert (denied.count(), was_asked) == (before + 1, []), "that somebody tried is an event"
        return
    assert was_asked == ([case["view"]] if case["view"] else [])
    assert denied.count() == before
    if case["answer"] == "code":
        assert "prove-code" in reply.content.decode()
    else:
        assert str(reply.status_code) == case["answer"]
