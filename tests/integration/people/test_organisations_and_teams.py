"""Whom people work for, and teams: roles for everything or one thing, given by an admin, and what is lost with them."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from tests.support.cast import Someone, begun, seen_of, somebody
from tests.support.site import Site

from alder.cli.commands import cli
from alder.errors import AlderError
from alder.governance import Right, Role, RoleScope, ScopeKind


def text_of(reply: Any) -> str:
    return str(reply.content.decode())


@pytest.fixture(scope="module")
def drafts(site: Site, people: dict[str, Someone]) -> tuple[str, str]:
    """A draft of each of two publications; their addresses at the desk."""
    leila = Someone(people["leila"].person).sign_in()
    return begun(leila, "One", "Absence in Mereshire"), begun(leila, "Two", "Starts in Mereshire")


def scope_of(draft: str) -> RoleScope:
    from alder.web.publications.models import Release

    return RoleScope(ScopeKind.PUBLICATION, str(Release.objects.get(pk=draft.rpartition("/")[2]).publication_id))


def test_a_publisher_of_one_publication_neither_sees_nor_touches_drafts_of_another(
    site: Site, ada: Someone, drafts: tuple[str, str]
) -> None:
    mine, other = drafts
    tess = somebody("Tess")
    ada.do(f"/people/{tess.person.pk}", do="give", right="publisher", scope=str(scope_of(mine)))
    tess.sign_in()
    assert tess.person.roles == frozenset(), "for everything they have no role"
    listed = tess.see("/desk")
    assert "Absence in Mereshire" in listed
    assert "Starts in Mereshire" not in listed
    assert "Releases" in tess.see("/account"), "the menu leads to the desk"
    assert "publisher for the publication Absence in Mereshire" in tess.see("/account")
    tess.do(f"{mine}/words", headline="By Tess", notes="", next_expected="")
    for page in ("", "/words", "/page", "/data", "/links", "/preview", "/send", "/discard", "/approve"):
        tess.see(f"{other}{page}", 404)
        assert tess.client.post(f"{other}{page}", {"seen": seen_of(other)}).status_code in (404, 405)
    tess.see(f"{mine}/approve", 403)
    begin = tess.see("/desk/begin")
    assert "Starts in Mereshire" not in begin
    assert "Title of the publication" not in begin


def test_a_publisher_of_one_publication_begins_releases_of_it_alone(ada: Someone, drafts: tuple[str, str]) -> None:
    from alder.web.publications.models import Publication, Release

    mine, other = map(scope_of, drafts)
    uma = somebody("Uma")
    ada.do(f"/people/{uma.person.pk}", do="give", right="publisher", scope=str(mine))
    uma.sign_in()
    form = {"publication": mine.id, "new_publication": "", "about": "", "title": "By Uma"}
    reply = uma.client.post("/desk/begin", form)
    assert Release.objects.get(title="By Uma").publication_id.__str__() == mine.id
    assert reply.status_code == 302
    assert uma.client.post("/desk/begin", {**form, "publication": other.id, "title": "B"}).status_code == 403
    reply = uma.client.post("/desk/begin", {**form, "publication": "", "new_publication": "New", "title": "B"})
    assert reply.status_code == 403
    assert not Publication.objects.filter(title="New").exists()
    assert not Release.objects.filter(title="B").exists()


def test_a_team_gives_its_roles_to_its_members_and_takes_them_with_it(ada: Someone, drafts: tuple[str, str]) -> None:
    mine, other = drafts
    ada.do("/people/teams", name="Absence team", organisation="")
    from alder.web.accounts.models import Team

    team = f"/people/teams/{Team.objects.get(name='Absence team').pk}"
    vic = somebody("Vic")
    ada.do(team, do="join", person=str(vic.person.pk))
    ada.do(team, do="give", right="approver", scope=str(scope_of(mine)))
    vic.sign_in()
    vic.see(mine)
    vic.see(other, 404)
    shown = ada.see(team)
    assert "Approver for the publication Absence in Mereshire" in shown
    assert "vic@mereshire.example" in shown
    ada.do(team, do="take", right="approver", scope=str(scope_of(mine)))
    assert vic.client.get("/account").status_code == 302, "who loses a role is signed out (T08)"
    assert vic.sign_in().client.get(mine).status_code == 404
    ada.do(team, do="give", right="approver", scope="everything")
    vic.see(other)
    ada.do(team, do="leave", person=str(vic.person.pk))
    assert vic.client.get("/account").status_code == 302
    assert vic.person.rights == frozenset()


def test_nobody_changes_a_team_that_they_are_in(ada: Someone) -> None:
    from alder.web.accounts import organisations
    from alder.web.accounts.models import Team

    team = organisations.add_team("Admins")
    organisations.join(ada.person, team)
    address = f"/people/teams/{team.pk}"
    ada.sign_in()
    reply = ada.client.post(address, {"do": "give", "right": "publisher", "scope": "everything"})
    assert "Another admin has to change your own teams" in text_of(reply)
    other = organisations.add_team("Others")
    reply = ada.client.post(f"/people/teams/{other.pk}", {"do": "join", "person": str(ada.person.pk)})
    assert "Another admin has to change your own teams" in text_of(reply)
    assert {str(role) for role in ada.person.roles} == {"admin"}
    Team.objects.filter(pk__in=(team.pk, other.pk)).delete()


@pytest.mark.parametrize(
    ("right", "scope", "says"),
    [
        ("", "everything", "Choose a role"),
        ("king", "everything", "There is no role king"),
        ("operator", "everything", "There is no role operator"),
        ("admin", "source ilr", "Nobody is admin for one source"),
        ("publisher", "publication 00000000-0000-4000-8000-000000000000", "There is no publication 0000"),
        ("publisher", "galaxy 1", "There is no kind of thing called galaxy 1"),
        ("publisher", "", "There is no kind of thing called"),
    ],
)
def test_what_no_role_can_be_held_for_is_said_beside_the_field(
    ada: Someone, people: dict[str, Someone], right: str, scope: str, says: str
) -> None:
    pat = people["pat"].person
    reply = ada.client.post(f"/people/{pat.pk}", {"do": "give", "right": right, "scope": scope})
    assert says in text_of(reply)
    assert pat.rights == frozenset()


def test_saving_the_roles_for_everything_leaves_those_for_one_thing(ada: Someone, drafts: tuple[str, str]) -> None:
    from alder.web.accounts import rights

    wes = somebody("Wes", "publisher").person
    narrow = Right(Role.APPROVER, scope_of(drafts[0]))
    rights.give(wes, narrow)
    ada.do(f"/people/{wes.pk}", do="roles", role=["statistician"])
    assert wes.rights == {narrow, Right(Role.STATISTICIAN)}
    ada.do(f"/people/{wes.pk}", do="take", right="approver", scope=str(narrow.scope))
    assert wes.rights == {Right(Role.STATISTICIAN)}


@pytest.mark.parametrize("page", ["/people", "/people/{}"])
def test_a_role_that_there_is_not_is_refused_beside_the_field(
    ada: Someone, people: dict[str, Someone], page: str
) -> None:
    reply = ada.client.post(
        page.format(people["omar"].person.pk), {"name": "Zoë", "email": "zoe@x.example", "role": "emperor"}
    )
    assert reply.status_code == 200
    assert "There is no role emperor" in text_of(reply)


def test_t36_nobody_joins_an_organisation_because_of_what_their_address_ends_in(ada: Someone) -> None:
    from alder.web.accounts.models import Organisation, Person

    given = {"name": "Aldby College", "kind": "college or training provider", "ukprn": "10000001"}
    ada.do("/people/organisations", domain="aldby-college.example", **given)
    aldby = Organisation.objects.get(name="Aldby College")
    for name, email in (("Xan", "xan@aldby-college.example"), ("Yan", "yan@aldby-co1lege.example")):
        ada.client.post("/people", {"name": name, "email": email})
        assert Person.objects.get(email=email).organisation is None, "neither with its ending nor with one like it"
    xan, yan = (Person.objects.get(name=name) for name in ("Xan", "Yan"))
    ada.do(f"/people/{xan.pk}", do="employ", organisation=str(aldby.pk))
    reply = ada.client.post(f"/people/{yan.pk}", {"do": "employ", "organisation": str(aldby.pk), "verified": ""})
    assert "Aldby-co1lege.example could be taken for aldby-college.example, and is another" in text_of(reply)
    reply = ada.client.post(f"/people/{ada.person.pk}", {"do": "employ", "organisation": str(aldby.pk)})
    assert reply.status_code == 403, "nobody says it of themselves"
    yan.refresh_from_db()
    assert yan.organisation is None
    ada.do(f"/people/{yan.pk}", do="employ", organisation=str(aldby.pk), verified="Called their main number")
    assert "none → Aldby College. Verified: Called their main number" in ada.see(f"/people/{yan.pk}")


def test_t36_an_ending_that_could_be_taken_for_anothers_needs_a_word_how_it_was_verified(ada: Someone) -> None:
    from alder.web.accounts import organisations

    organisations.add_organisation("Brayton", "local authority", domains=["brayton.example"])
    other = organisations.add_organisation("Brayton Learning", "company")
    address = f"/people/organisations/{other.pk}"
    reply = ada.client.post(address, {"domain": "brayt0n.example", "verified": ""})
    assert "Brayt0n.example could be taken for brayton.example" in text_of(reply)
    assert "That is a domain of Brayton already" in text_of(ada.client.post(address, {"domain": "Brayton.example"}))
    assert "That is not a domain" in text_of(ada.client.post(address, {"domain": "not a domain"}))
    assert not other.domains.exists()
    ada.do(address, domain="@BRAYT0N.example", verified="Seen in the register of companies")
    assert [one.domain for one in other.domains.all()] == ["brayt0n.example"]
    ada.do(address, do="remove", domain="brayt0n.example")
    assert not other.domains.exists()


def test_who_changes_employer_leaves_the_teams_of_the_old_one_and_that_is_noted(ada: Someone) -> None:
    from alder.web.accounts import organisations, rights

    cove = organisations.add_organisation("Cove University", "university or research institute")
    dale = organisations.add_organisation("Dale University", "university or research institute")
    theirs, common = organisations.add_team("Of Cove", cove), organisations.add_team("Of all")
    rights.give(theirs, Right(Role.APPROVER))
    rights.give(common, Right(Role.STATISTICIAN))
    zoe = somebody("Zoe")
    with pytest.raises(AlderError, match="Zoe does not work for Cove University"):
        organisations.join(zoe.person, theirs)
    organisations.employ(zoe.person, cove, "Met in person")
    for team in (theirs, common):
        organisations.join(zoe.person, team)
    assert zoe.person.roles == {Role.APPROVER, Role.STATISTICIAN}
    zoe.sign_in()
    ada.do(f"/people/{zoe.person.pk}", do="employ", organisation=str(dale.pk), verified="Contract seen")
    assert zoe.person.roles == {Role.STATISTICIAN}
    assert zoe.client.get("/account").status_code == 302
    events = list(zoe.person.events.values_list("what", "note"))
    assert ("Employer changed", "Cove University → Dale University. Verified: Contract seen") in events
    assert ("Left a team", "Of Cove") in events


def test_what_happens_to_teams_and_organisations_is_in_the_trail(ada: Someone) -> None:
    from alder.web.accounts.models import Team
    from alder.web.trail.events import events_of

    ada.do("/people/teams", name="In the trail", organisation="")
    team = Team.objects.get(name="In the trail")
    ada.do(f"/people/teams/{team.pk}", do="give", right="statistician", scope="source ilr")
    first, second = events_of(f"team {team.pk}")
    assert (first.action, first.actor) == ("added", str(ada.person.pk))
    assert (second.action, second.said["note"]) == ("roles changed", "given statistician for source ilr")


def test_teams_and_organisations_by_command(site: Site) -> None:
    somebody("Bea")
    site.run("organisations", "add", "Eastby", "--kind", "local authority", "--domain", "eastby.example")
    assert "Eastby  local authority  eastby.example  0" in site.run("organisations", "list")
    said = site.run("organisations", "employ", "bea@mereshire.example", "Eastby", "--verified", "Seen")
    assert "Bea works for Eastby" in said
    said = site.run("organisations", "domain", "Eastby", "east.example")
    assert "Eastby: east.example, eastby.example" in said
    site.run("teams", "add", "Eastby analysts", "--organisation", "Eastby")
    site.run("teams", "join", "Eastby analysts", "bea@mereshire.example")
    assert "statistician for source ilr" in site.run(
        "teams", "give", "Eastby analysts", "statistician", "--for", "source ilr"
    )
    assert "Eastby analysts  of Eastby  statistician for source ilr  bea@mereshire.example" in site.run("teams", "list")
    assert "source ilr  Source: " in site.run("teams", "scopes")
    listed = site.run("people", "list")
    assert "bea@mereshire.example  Bea  statistician for source ilr" in listed
    assert "Eastby" in listed
    site.run("people", "give", "bea@mereshire.example", "output checker")
    assert "no role" in site.run("people", "take", "bea@mereshire.example", "output checker")
    site.run("teams", "take", "Eastby analysts", "statistician", "--for", "source ilr")
    site.run("teams", "leave", "Eastby analysts", "bea@mereshire.example")
    assert "Eastby analysts  of Eastby  no role  nobody" in site.run("teams", "list")
    assert "works for none" in site.run("organisations", "employ", "bea@mereshire.example")


@pytest.mark.parametrize(
    ("role", "queue", "sees", "other"),
    [
        ("statistician", "tables", "requests-desk", "output-desk"),
        ("output checker", "outputs", "output-desk", "requests-desk"),
    ],
)
def test_a_role_for_one_request_queue_opens_it_and_no_other(
    ada: Someone, role: str, queue: str, sees: str, other: str
) -> None:
    from django.urls import reverse

    one = somebody(f"Of{queue}")
    ada.do(f"/people/{one.person.pk}", do="give", right=role, scope=f"request queue {queue}")
    one.sign_in()
    page = one.see(reverse(sees))
    assert f'href="{reverse(sees)}"' in page
    assert f'href="{reverse(other)}"' not in page
    one.see(reverse(other), 403)
    ada.do(f"/people/{one.person.pk}", do="take", right=role, scope=f"request queue {queue}")
    one.sign_in().see(reverse(sees), 403)


def test_those_who_answer_requests_are_told_whether_by_themselves_or_by_their_team(site: Site) -> None:
    from alder.web.accounts import organisations, rights

    alone, in_team, elsewhere = (somebody(f"Told{n}").person for n in range(3))
    rights.give(alone, Right(Role.STATISTICIAN, rights.REQUESTS))
    team = organisations.add_team("Those who answer")
    rights.give(team, Right(Role.STATISTICIAN, rights.REQUESTS))
    organisations.join(in_team, team)
    rights.give(elsewhere, rights.right_of("statistician", "source ilr"))
    found = rights.people_with(Role.STATISTICIAN, rights.REQUESTS)
    assert {alone, in_team} <= set(found)
    assert elsewhere not in found


def test_people_are_found_by_a_part_of_their_name_or_address_a_page_at_a_time(ada: Someone) -> None:
    for n in range(21):
        somebody(f"Findable{n:02d}")
    first = ada.see("/people?q=findable")
    assert "21 people with findable in the name or address" in first
    assert "Page 1 of 2" in first
    assert "Findable20" not in first
    assert "Findable20" in ada.see("/people?q=findable&page=2")
    assert "0 people with nobody-at-all" in ada.see("/people?q=nobody-at-all")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("teams join Nothing bea@mereshire.example", "there is no team Nothing"),
        ("organisations domain Nothing x.example", "there is no organisation Nothing"),
        ("organisations add X --kind kingdom", "there is no kind of organisation kingdom"),
        ("organisations add X --ukprn 12", "that is not a UKPRN"),
        (
            "people give leila@mereshire.example publisher --for everywhere",
            "there is no kind of thing called everywhere",
        ),
        ("people give leila@mereshire.example admin --for 'source ilr'", "nobody is admin for one source"),
    ],
)
def test_what_commands_cannot_do_is_said(site: Site, people: dict[str, Someone], arguments: str, says: str) -> None:
    import shlex

    with pytest.raises(AlderError, match=says):
        CliRunner().invoke(cli, [*shlex.split(arguments), "--store", str(site.store)], catch_exceptions=False)


def test_lists_of_people_ask_as_often_of_many_as_of_few(ada: Someone) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from alder.web.accounts import organisations, rights

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            ada.see(address)
        return len(queries)

    addresses = ("/people?q=many", "/people/teams", "/people/organisations")
    first = organisations.add_team("First of many")
    rights.give(first, Right(Role.STATISTICIAN))
    organisations.join(somebody("ManyFirst", "publisher").person, first)
    organisations.add_organisation("First of many", "other", domains=["first-of-many.example"])
    few = [asked(address) for address in addresses]
    for n in range(8):
        team = organisations.add_team(f"Many {n}")
        rights.give(team, Right(Role.STATISTICIAN))
        organisations.join(somebody(f"Many{n}", "publisher").person, team)
        organisations.add_organisation(f"Many {n}", "other", domains=[f"n{n}.test"])
    assert [asked(address) for address in addresses] == few
