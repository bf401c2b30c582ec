"""What happens at the site is one chain of events, written in the transaction of what it tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.cast import Someone, everybody
from tests.support.site import Site, site_of_people

from alder.errors import StoreError
from alder.governance import Denied


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("trail") / "store") as made:
        yield made


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    return everybody()


def _last(number: int = 1) -> list[Any]:
    from alder.web.trail.models import TrailEvent

    return [one.event for one in TrailEvent.objects.order_by("-seq")[:number]][::-1]


def _holds() -> bool:
    from alder.model.event import first_broken
    from alder.web.trail.models import TrailEvent, TrailHead

    events = [one.event for one in TrailEvent.objects.all()]
    return first_broken(events) is None and TrailHead.objects.get().events == len(events)


def test_events_make_one_chain_and_a_thing_has_its_own(site: Site) -> None:
    from django.db import transaction

    from alder.model.event import Verification
    from alder.web.trail.events import events_of, record
    from alder.web.trail.models import TrailEvent

    said = {"files": ["a", "b"], "turn": 2, "ready": True, "of": {"name": "é\u2028\x1b[31m", "none": None}}
    for thing in ("output one", "request two", "output one"):
        with transaction.atomic():
            record("ada", "admin", thing, "LOOK", said=said)
    first, _ = events_of("output one")
    assert {name: first.said[name] for name in said} == said
    found = Verification()
    assert all(found.take(one.event, one.hash) for one in TrailEvent.objects.all())


def test_what_would_not_be_the_same_in_every_database_is_no_value_of_an_event(site: Site) -> None:
    from django.db import transaction

    from alder.web.trail.events import record

    with transaction.atomic():
        with pytest.raises(TypeError, match="whole numbers"):
            record("", "clock", "output four", "LOOK", said={"minutes": 1.5})
        kept = record("", "clock", "output four", "LOOK", said={"name": "a\0b\ud800"})
    assert kept.said["name"] == "a\\0b\\ud800"
    assert _holds()


def test_what_did_not_happen_leaves_no_event(site: Site) -> None:
    from django.db import transaction

    from alder.web.trail.events import events_of, record

    def fails() -> None:
        with transaction.atomic():
            record("ada", "admin", "output three", "LOOK")
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert events_of("output three") == ()
    with pytest.raises(StoreError, match="there is none"):
        record("ada", "admin", "output three", "LOOK")


def test_signing_in_is_told_with_session_and_network_and_neither_can_be_read(
    site: Site, people: dict[str, Someone]
) -> None:
    leila = Someone(people["leila"].person).sign_in()
    (event,) = _last()
    assert (event.action, event.actor, event.role) == ("Signed in", str(leila.person.pk), "owner of the account")
    assert event.thing == f"person {leila.person.pk}"
    key = leila.client.session.session_key
    assert len(event.said["session"]) == len(event.said["network"]) == 16
    assert key not in event.line
    assert "127.0.0.1" not in event.line


def test_a_wrong_password_is_told_as_the_doing_of_nobody(site: Site, people: dict[str, Someone]) -> None:
    from django.test import Client

    person = people["leila"].person
    Client().post("/sign-in", {"email": person.email, "password": "not the one"})
    Client().post("/sign-in", {"email": "stranger@example.org", "password": "not the one"})
    known, unknown = _last(2)
    assert (known.action, known.actor, known.role) == ("Wrong password", "", "visitor")
    assert (known.thing, unknown.thing) == (f"person {person.pk}", "person unknown")
    assert "stranger" not in unknown.line


def test_what_an_admin_does_to_an_account_is_the_admins_doing_and_a_commands_is_the_operators(
    site: Site, people: dict[str, Someone]
) -> None:
    from getpass import getuser

    from alder.web.accounts import services

    ada, noor = Someone(people["ada"].person).sign_in(), people["noor"].person
    reply = ada.client.post(f"/people/{noor.pk}", {"do": "roles", "role": ["approver", "auditor"], "code": ada.code()})
    assert reply.status_code == 302
    (by_admin,) = _last()
    services.set_roles(noor, services.roles_of(["approver"]))
    (by_command,) = _last()
    assert (by_admin.actor, by_admin.role, by_admin.said["note"]) == (
        str(ada.person.pk),
        "admin",
        "approver, auditor",
    )
    assert (by_command.actor, by_command.role, by_command.said) == (
        "",
        "operator",
        {"account": getuser(), "note": "approver"},
    )


def test_who_is_refused_is_told_though_nothing_happened(site: Site, people: dict[str, Someone]) -> None:
    leila = Someone(people["leila"].person).sign_in()
    assert leila.client.get("/people").status_code == 403
    (event,) = _last()
    assert (event.action, event.actor, event.thing) == ("Denied", str(leila.person.pk), "page people")
    assert event.said["reason"] == "Only an admin can look after people."
    assert leila.person.events.last().what == "Denied", "and the person's own page lists it"


def test_a_denial_outlives_the_transaction_that_it_ends(site: Site, people: dict[str, Someone]) -> None:
    """T01, T26: it is recorded when the request is over; a command, which has no such end, is told so."""
    from django.db import transaction
    from django.test import RequestFactory

    from alder.web.trail.circumstances import Circumstances, under
    from alder.web.trail.events import record_denial

    person = people["leila"].person

    def refused() -> None:
        with transaction.atomic():
            record_denial(person, "output 7", "SEE", "It is not yours.")
            raise Denied("It is not yours.")

    with pytest.raises(Denied), under(Circumstances(request=RequestFactory().get("/"), role="visitor")):
        refused()
    (event,) = _last()
    assert (event.thing, event.said["wanted"], event.role) == ("output 7", "SEE", "publisher")
    with pytest.raises(StoreError, match="outside of the transaction"):
        refused()
    assert _holds()


def test_a_denial_names_the_roles_that_somebody_has_and_what_for(site: Site, people: dict[str, Someone]) -> None:
    """Who is refused with a role for one thing has a role: an auditor sees that it is for another thing."""
    from alder.governance import Right, Role, RoleScope, ScopeKind
    from alder.web.accounts import organisations, rights
    from alder.web.trail.events import record_denial

    def said_of_pat() -> str:
        record_denial(pat, "output 8", "SEE", "It is not yours.")
        return _last()[0].role

    def right(number: int) -> Right:
        scope = RoleScope(ScopeKind.PUBLICATION, f"0a1b2c3d-0000-4000-8000-{number:012d}")
        return Right(Role.PUBLISHER, scope)

    pat = people["pat"].person
    assert said_of_pat() == "no role"
    team = organisations.add_team("Whose denials are told")
    organisations.join(pat, team)
    rights.give(team, Right(Role.CHECKER, rights.OUTPUTS))
    assert said_of_pat() == "output checker for request queue outputs"
    rights.give(pat, Right(Role.AUDITOR))
    assert said_of_pat() == "auditor, output checker for request queue outputs", "those for everything stand first"
    for number in range(4):
        rights.give(pat, right(number))
    assert said_of_pat() == "auditor, output checker for 1 request queue, publisher for 4 publications"
    rights.take(pat, Right(Role.AUDITOR))
    for number in range(4):
        rights.take(pat, right(number))
    organisations.leave(pat, team)
    assert said_of_pat() == "no role"


def test_what_is_read_of_what_is_not_public_is_told_before_it_is_shown(
    site: Site, people: dict[str, Someone], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.publications import previews
    from alder.web.publications.models import Release

    site.publish(data_sets.write(tmp_path), "--draft", release="Soon")
    release = Release.objects.get(title="Soon")
    release.author = people["leila"].person
    release.save()
    leila = Someone(people["leila"].person).sign_in()
    link = previews.give(leila.person, release, "The ministry", 3)
    assert leila.client.get(f"/desk/{release.pk}/preview").status_code == 200
    assert site.send("GET", f"/preview/{link.pk}").status_code == 200
    by_desk, by_link = _last(2)
    assert (by_desk.action, by_desk.actor, by_desk.role) == ("Read", str(leila.person.pk), "publisher")
    assert (by_link.actor, by_link.role, by_link.said["given_to"]) == ("", "visitor", "The ministry")
    assert str(link.pk) not in by_link.line, "it would open the draft to whoever reads the trail"

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("alder.web.trail.events.append", full)
    shown = site.send("GET", f"/preview/{link.pk}")
    assert shown.status_code >= 500
    assert b"pupils" not in shown.content


def test_an_act_whose_event_cannot_be_written_is_not_done(
    site: Site, people: dict[str, Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """T26: a disk that fills up between the act and its event undoes both."""
    from alder.web.accounts import services
    from alder.web.publications import actions
    from alder.web.publications.models import Publication, Release
    from alder.web.trail.models import TrailEvent

    noor, leila = people["noor"].person, people["leila"].person
    publication = Publication.objects.create(title="Full", slug="full")
    before = TrailEvent.objects.count(), sorted(noor.roles), noor.events.count()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("alder.web.trail.events.append", full)
    with pytest.raises(OSError, match="No space"):
        services.set_roles(noor, services.roles_of(["admin"]))
    with pytest.raises(OSError, match="No space"):
        actions.begin(leila, publication, "A draft")
    monkeypatch.undo()
    assert (TrailEvent.objects.count(), sorted(noor.roles), noor.events.count()) == before
    assert not Release.objects.filter(publication=publication).exists()


def test_a_release_and_what_was_thrown_away_are_told(site: Site, people: dict[str, Someone]) -> None:
    from alder.web.publications import actions
    from alder.web.publications.models import Publication
    from alder.web.trail.events import events_of

    leila = people["leila"].person
    publication = Publication.objects.create(title="Thrown", slug="thrown")
    release = actions.begin(leila, publication, "A draft")
    thing = f"release {release.pk}"
    actions.discard(leila, release, release.revision)
    begun, thrown = events_of(thing)
    assert (begun.action, begun.role, begun.to_state) == ("Created", "publisher", "Draft")
    assert (thrown.action, thrown.actor, thrown.said["title"]) == ("Thrown away", str(leila.pk), "A draft")


@pytest.mark.parametrize("name", ["a\nSigned in", "a\r\n\x1b[2Jb", "\x9b31mred", "right\u202eleft", "\u2028line"])
def test_no_name_begins_a_line_or_steers_a_terminal(site: Site, name: str) -> None:
    """T27: whatever is written in an event is one line of ASCII, and is the same when it is read again."""
    from django.db import transaction

    from alder.model.event import event_of, printable
    from alder.web.trail.events import record

    with transaction.atomic():
        event = record("ada", "admin", f"person {name}", "LOOK", said={"note": name})
    assert event.line.isascii()
    assert event.line.isprintable()
    again, hash = event_of(event.line)
    assert (again, again.hash) == (event, hash)
    assert printable(f"person {name}").isprintable()
    assert json.loads(event.line)["said"]["note"] == name


def _without_guards() -> None:
    """As in a database from before; for this transaction alone."""
    from django.db import connection

    on = {"added": "event", "head_moved": "head"}
    with connection.cursor() as cursor:
        for name, table in on.items():
            of = f" on trail_trail{table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger trail_{name}{of}")


def test_events_of_a_store_from_before_are_taken_over_with_their_times(site: Site, people: dict[str, Someone]) -> None:
    from importlib import import_module

    from django.apps import apps
    from django.db import connection, transaction

    from alder.web.accounts.models import AccountEvent
    from alder.web.publications.models import ReleaseEvent, ThrownAway
    from alder.web.trail.models import TrailEvent

    before = TrailEvent.objects.count()
    migration = import_module("alder.web.trail.migrations.0002_all_that_happens")
    with transaction.atomic():
        _without_guards()
        migration._take_over(apps, SimpleNamespace(connection=connection))
        taken = [one.event for one in TrailEvent.objects.filter(seq__gte=before)]
        assert len(taken) == AccountEvent.objects.count() + ReleaseEvent.objects.count() + ThrownAway.objects.count()
        assert [one.at for one in taken] == sorted(one.at for one in taken)
        assert all(one.said["taken_over"] for one in taken)
        assert taken[0].at == AccountEvent.objects.earliest("when").when
        assert _holds()
        transaction.set_rollback(True)
