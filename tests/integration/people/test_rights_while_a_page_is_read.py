"""How often the site asks what somebody may do: once for a page that is only read, each time where something is done,
and anew after anybody's roles changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.cast import Someone, somebody

from alder.governance import Right, Role


def questions(of: Callable[[], Any]) -> int:
    """How many questions about rights the database got."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        of()
    return sum("from accounts_roleheld" in one["sql"] for one in asked)


def test_a_page_that_is_read_asks_once_and_each_request_anew(ada: Someone) -> None:
    one = somebody("Rhea", "publisher").sign_in()
    assert questions(lambda: one.see("/desk")) == 1, "for the guard, the menu and the page"
    one.person.holds.all().delete()
    one.see("/desk", 403)


def test_a_form_asks_each_time(ada: Someone) -> None:
    one = somebody("Rolf").sign_in()
    reply = []
    asked = questions(lambda: reply.append(one.client.post("/desk/begin", {"title": "Mine"})))
    assert reply[0].status_code == 403
    assert asked > 1, "for the guard, the event and the page that says no"


@pytest.mark.parametrize("whose", ["own", "a team's"])
def test_rights_that_change_while_a_page_is_read_are_read_anew(ada: Someone, whose: str) -> None:
    from alder.web.accounts.organisations import add_team, join, leave
    from alder.web.accounts.rights import give, take
    from alder.web.trail.circumstances import Circumstances, under

    one, right = somebody(f"Rani {whose}", email=f"rani{len(whose)}@mereshire.example").person, Right(Role.APPROVER)
    team = add_team(f"Team of {one.pk}", None)
    holder = one if whose == "own" else team
    with under(Circumstances(rights_read={})):
        join(one, team)
        assert questions(lambda: (one.rights, one.rights)) == 1
        give(holder, right)
        assert one.rights == {right}
        take(holder, right)
        assert one.rights == frozenset()
        give(team, right)
        assert one.rights == {right}
        leave(one, team)
        assert one.rights == frozenset()
