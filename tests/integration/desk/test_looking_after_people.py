"""People are added, given roles and shut out: by command, and by an admin on the site."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from tests.support.cast import PASSWORD, Someone, somebody
from tests.support.site import Site

from alder.cli.commands import cli
from alder.errors import AlderError


def test_a_person_is_added_by_command_with_a_password_that_is_shown_once(desk: Site) -> None:
    said = desk.run("people", "add", "Grace@Mereshire.example", "--name", "Grace", "--role", "approver")
    password = re.search(r"Password: (\S+)", said)
    assert password
    assert re.fullmatch(r"(\w{5}-){3}\w{5}", password[1])
    assert "Grace can sign in at /sign-in. Roles: approver." in said
    listed = desk.run("people", "list")
    assert "grace@mereshire.example  Grace  approver  has not signed in yet" in listed
    assert password[1] not in listed
    client = Someone(None).client
    reply = client.post("/sign-in", {"email": "grace@mereshire.example", "password": password[1]})
    assert reply["Location"] == "/sign-in/password"
    desk.run("people", "disable", "grace@mereshire.example")
    assert "Grace  approver  disabled" in desk.run("people", "list")
    again = re.search(r"Password: (\S+)", desk.run("people", "reset", "grace@mereshire.example"))
    assert again
    reply = client.post("/sign-in", {"email": "grace@mereshire.example", "password": again[1]})
    assert reply["Location"] == "/sign-in/password"
    assert "Grace: admin, publisher" in desk.run("people", "roles", "grace@mereshire.example", "admin", "publisher")


def test_a_password_can_be_asked_for(desk: Site) -> None:
    ask = ["people", "add", "dev@mereshire.example", "--name", "Dev", "--ask-password", "--store", str(desk.store)]
    ended = CliRunner().invoke(cli, ask, input=f"{PASSWORD}\n{PASSWORD}\n", catch_exceptions=False)
    assert ended.exit_code == 0
    assert PASSWORD not in ended.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "not-an-address", "--name", "X"), "that is not an e-mail address"),
        (("add", "twice@mereshire.example", "--name", "X"), "there is somebody with that e-mail address already"),
        (("add", "x@mereshire.example", "--name", " "), "a person needs a name"),
        (("add", "x@mereshire.example", "--name", "X\n\x1b[31mroot"), "a person needs a name"),
        (("add", "x@mereshire.example", "--name", "X", "--role", "king"), "there is no role king"),
        (("roles", "nobody@mereshire.example", "admin"), "there is nobody with that e-mail address"),
        (("roles", "twice@mereshire.example", "operator"), "there is no role operator"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Site, arguments: tuple[str, ...], says: str) -> None:
    from alder.web.accounts.models import Person

    if not Person.objects.filter(email="twice@mereshire.example").exists():
        somebody("Twice")
    with pytest.raises(AlderError, match=says):
        CliRunner().invoke(cli, ["people", *arguments, "--store", str(desk.store)], catch_exceptions=False)


def test_an_admin_adds_people_and_changes_their_roles_with_a_code(people: dict[str, Someone]) -> None:
    ada = Someone(people["ada"].person).sign_in()
    given = {"name": "Tom", "email": "tom@mereshire.example", "role": ["publisher"]}
    wrong = ada.waits().client.post("/people", {**given, "prove-code": "000000"}).content.decode()
    assert "That code is not right" in wrong
    shown = ada.client.post("/people", {**given, "prove-code": ada.code()}).content.decode()
    assert re.search(r'alder-key">(\w{5}-){3}\w{5}<', shown)
    assert "Tom can sign in" in shown
    again = ada.client.post("/people", given).content.decode()
    assert "There is somebody with that e-mail address already" in again
    from alder.web.accounts.models import Person

    tom = Person.objects.get(email="tom@mereshire.example")
    address = f"/people/{tom.pk}"
    ada.do(address, do="roles", role=["approver"])
    assert {str(role) for role in tom.roles} == {"approver"}
    assert "Tom can sign in" in ada.client.post(address, {"do": "reset"}).content.decode()
    ada.do(address, do="disable")
    assert "Shut out" in ada.see("/people?q=TOM@")
    assert Person.objects.get(pk=tom.pk).roles == frozenset()
    ada.see("/people/00000000-0000-4000-8000-000000000000", 404)


def test_nobody_changes_their_own_roles_and_only_admins_see_people(people: dict[str, Someone]) -> None:
    ada = Someone(people["ada"].person).sign_in()
    own = f"/people/{ada.person.pk}"
    reply = ada.client.post(own, {"do": "roles", "role": ["publisher", "approver", "admin"]})
    assert reply.status_code == 403
    assert "Another admin has to change your account." in reply.content.decode()
    for name in ("leila", "omar", "pat"):
        other = Someone(people[name].person).sign_in()
        for address in ("/people", own):
            assert "Only an admin can look after people." in other.see(address, 403)
