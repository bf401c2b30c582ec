"""Opening notebooks from a project's page: a ticket for who has access, answers to the gateway until they have none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from tests.support.cast import Someone
from tests.support.projects_of_people import NOT_ACCREDITED, active

from alder.workspaces.notebook_tickets import Seal, Ticket, make_question, read_answer, read_ticket

KEY = b"the key that site and gateway share"
PLACE = "https://{project}.notebooks.example.net"


@pytest.fixture(scope="module")
def project(people: dict[str, Someone]) -> Any:
    return active("401", people, "amara", "ben")


@pytest.fixture(autouse=True)
def notebooks(tmp_path: Path) -> Iterator[None]:
    key = tmp_path / "notebooks.key"
    key.write_bytes(KEY)
    key.chmod(0o600)
    with override_settings(ALDER_NOTEBOOKS=PLACE, ALDER_NOTEBOOKS_KEY=str(key)):
        yield


def ticket_of(page: str) -> Ticket:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return read_ticket(Seal(KEY), found[1], at=datetime.now(UTC))


def asked(ticket: Ticket, *, used: bool = False, at: datetime | None = None, key: bytes = KEY) -> tuple[str, ...]:
    """What the site answers to the gateway, which comes without a cookie and without a form of ours."""
    question, number = make_question(Seal(key), ticket, used=used, at=at or datetime.now(UTC))
    reply = Client(enforce_csrf_checks=True).post("/notebooks/access", question, content_type="text/plain")
    assert reply.status_code == 200, reply.content
    return read_answer(Seal(KEY), reply.content.decode(), number=number)


def test_who_has_access_gets_a_ticket_which_a_form_takes_to_the_gateway(
    people: dict[str, Someone], project: Any
) -> None:
    amara = people["amara"]
    address = f"/projects/{project.key}/notebooks"
    assert f'href="{address}"' in amara.see(f"/projects/{project.key}")
    reply = amara.client.get(address)
    place = PLACE.replace("{project}", project.name)
    assert f'action="{place}/open"' in reply.content.decode()
    assert f"form-action 'self' {place};" in reply["Content-Security-Policy"]
    assert (reply["Referrer-Policy"], reply["Cache-Control"]) == ("strict-origin", "no-store")
    ticket = ticket_of(reply.content.decode())
    assert (ticket.person, ticket.project) == (str(amara.person.pk), project.name)
    assert amara.client.session.session_key not in str(ticket)
    for name, status in {"cleo": 404, "dev": 403, "olga": 403}.items():
        assert people[name].client.get(address).status_code == status, name
    with override_settings(ALDER_NOTEBOOKS=""):
        assert amara.client.get(address).status_code == 404
        assert f'href="{address}"' not in amara.see(f"/projects/{project.key}")


def test_t07_the_gateway_is_told_at_once_when_access_ends(people: dict[str, Someone], project: Any) -> None:
    amara = people["amara"]
    ticket = ticket_of(amara.see(f"/projects/{project.key}/notebooks"))
    assert asked(ticket) == ()
    NOT_ACCREDITED[amara.person.pk] = "The accreditation ended."
    try:
        assert asked(ticket) == ("The accreditation ended.",)
    finally:
        NOT_ACCREDITED.clear()
    nobody = Ticket("not a number", ticket.project, ticket.session, ticket.until, ticket.number)
    assert asked(nobody) == ("There is no such person or project.",)
    elsewhere = Ticket(ticket.person, ticket.project, "another mark", ticket.until, ticket.number)
    assert asked(elsewhere) == ("You are not signed in at the site any more.",)
    with override_settings(ALDER_NETWORKS={}):
        assert asked(ticket) == (), "from where they work was judged when they opened it, and stays with the session"


def test_a_session_in_which_nothing_is_done_ends_for_notebooks_as_for_pages(
    people: dict[str, Someone], project: Any
) -> None:
    from alder.web.accounts.models import Session

    ben = people["ben"]
    ticket = ticket_of(ben.see(f"/projects/{project.key}/notebooks"))
    rows = Session.objects.filter(person=ben.person)
    for used, left in ((True, ()), (False, ("You are not signed in at the site any more.",))):
        rows.update(used=datetime.now(UTC) - timedelta(minutes=59))
        assert asked(ticket, used=used) == ()
        rows.update(used=rows[0].used - timedelta(minutes=2))
        assert asked(ticket) == left
    rows.update(used=datetime.now(UTC))
    ben.client.logout()
    assert asked(ticket) == ("You are not signed in at the site any more.",)
    ben.sign_in()


def test_a_question_that_is_not_the_gateways_is_answered_with_nothing(people: dict[str, Someone], project: Any) -> None:
    ticket = ticket_of(people["amara"].see(f"/projects/{project.key}/notebooks"))
    old = datetime.now(UTC) - timedelta(minutes=1)
    theirs = make_question(Seal(b"of somebody else, and long enough"), ticket, used=True, at=datetime.now(UTC))[0]
    late = make_question(Seal(KEY), ticket, used=True, at=old)[0]
    for question in (theirs, late, "", "é"):
        reply = Client().post("/notebooks/access", question, content_type="text/plain")
        assert (reply.status_code, b"Suspended" in reply.content) == (403, False)
    with override_settings(ALDER_NOTEBOOKS_KEY=""):
        assert Client().post("/notebooks/access", theirs, content_type="text/plain").status_code == 404
