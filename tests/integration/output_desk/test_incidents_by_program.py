"""Incidents by the API and by command: the same people and the same table of the process as on pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.commands import refused, run
from tests.support.programs import Program, program, said, token_of
from tests.support.site import Site, served

from alder.client import Service
from alder.errors import UsageError
from alder.governance import Denied
from alder.governance.incident import INCIDENT, IncidentAction, IncidentState

GUIDE = Path(__file__).parents[3] / "docs/how-to/ask-from-a-program.md"
NOBODYS = "0a1b2c3d-0000-4000-8000-0000000000bb"
SAYS: dict[IncidentAction, dict[str, Any]] = {
    IncidentAction.TRIAGE: {"severity": 3, "whatData": "One table", "who": "Nobody known"},
    IncidentAction.CONTAIN: {"done": True},
    IncidentAction.ASSESS: {"risk": False, "ownerTold": True},
    IncidentAction.SANCTION: {"sanction": "retrain", "reason": "It was said before"},
    IncidentAction.SPARE: {"reason": "The figure was public"},
    IncidentAction.CLOSE: {"lesson": "Turn screens away from doors", "public": "A screen was seen from a door."},
}
STEPS = (
    (IncidentAction.TRIAGE, "ines"),
    (IncidentAction.CONTAIN, "ines"),
    (IncidentAction.ASSESS, "gwen"),
    (IncidentAction.SPARE, "ines"),
    (IncidentAction.CLOSE, "ines"),
)


@pytest.fixture(scope="module")
def programs(people: dict[str, Someone]) -> dict[str, Program]:
    return {name: program(someone) for name, someone in people.items()}


@pytest.fixture(scope="module")
def described(desk: Site) -> dict[str, Any]:
    found: dict[str, Any] = desk.get("/v1/openapi.json")["components"]
    return found


def fits(described: dict[str, Any], name: str, value: Any) -> Any:
    from jsonschema import Draft202012Validator

    schema = {"$ref": f"#/components/schemas/{name}", "components": described}
    assert not [error.message for error in Draft202012Validator(schema).iter_errors(value)], name
    return value


def reported(people: dict[str, Someone], *steps: tuple[IncidentAction, str], about: tuple[str, ...] = ()) -> Any:
    """An incident that Pat reported, after these steps."""
    from alder.web.output_desk import incidents

    said = {"what_data": "One table", "commissioner_told": False, "owner_told": True}
    made = incidents.report(people["pat"].person, "I saw a figure on a screen", about=about)
    for action, who in steps:
        incidents.act(people[who].person, made, action, said | SAYS[action])
    return made


def test_an_incident_goes_by_program_from_its_report_to_what_was_learnt(
    programs: dict[str, Program], described: dict[str, Any]
) -> None:
    new = {"reason": "I saw a figure on a screen"}
    made = fits(described, "ReportedIncident", programs["pat"].post("incidents", new, status=201, key="one"))
    assert programs["pat"].post("incidents", new, status=201, key="one") == made, "sent again, it is one incident"
    here = f"incidents/{made['id']}"
    assert programs["pat"].send("GET", here).status_code == 404, "as on pages, who reports is written to"
    now = fits(described, "Incident", programs["ines"].get(here))
    assert (now["state"], now["says"]) == ("reported", INCIDENT.says[IncidentState.REPORTED])
    assert now["tellBy"], "the clock of 72 hours runs"
    listed = fits(described, "Incidents", programs["gwen"].get("incidents"))
    assert made["id"] in {one["id"] for one in listed["results"]}
    for action, who in STEPS:
        fits(described, "Actions", programs[who].get(f"{here}/actions"))
        now = programs[who].post(f"{here}/actions/{action.name.lower()}", SAYS[action], version=now["version"])
    fits(described, "Incident", now)
    assert (now["state"], now["severity"], now["tellBy"], now["actions"]) == ("closed", 3, None, [])
    assert now["history"][-1]["said"] == [
        {"label": "What was learnt", "words": "Turn screens away from doors"},
        {"label": "The public is told", "words": "A screen was seen from a door."},
    ]
    closed = programs["ines"].get("incidents?part=closed")["results"]
    assert made["id"] in {one["id"] for one in closed}
    assert made["id"] not in {one["id"] for one in programs["ines"].get("incidents")["results"]}


def test_every_person_and_action_in_every_state_by_program(
    people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    """T02: what the table allows is done and comes to the state that it names; nothing else moves.

    Each call is undone, so that every one meets the incident as it was.
    """
    from django.db import transaction

    from alder.web.api.incident_views import version_of
    from alder.web.output_desk import incidents
    from alder.web.output_desk.models import IncidentReport

    ways = [STEPS[:n] for n in range(len(STEPS) + 1)] + [(*STEPS[:3], (IncidentAction.SANCTION, "ines"))]
    rows = [reported(people, *way) for way in ways]
    assert {row.state for row in rows} == set(IncidentState) - {IncidentState.BEGUN}
    moved = 0
    for row in rows:
        for action in IncidentAction:
            for player in ("pat", "ben", "dev", "ines", "gwen"):
                act = incidents.act_of(people[player].person, row, action, {})
                try:
                    line, why = INCIDENT.line(incidents.incident_of(row), act), ""
                except Denied as denied:
                    line, why = None, denied.what
                with transaction.atomic():
                    reply = programs[player].send(
                        "POST",
                        f"incidents/{row.key}/actions/{action.name.lower()}",
                        SAYS.get(action),
                        **{"If-Match": f'"{version_of(row)}"'},
                    )
                    after = IncidentReport.objects.get(pk=row.pk).state
                    transaction.set_rollback(True)
                where = (row.state, action, player, reply.content.decode()[:300])
                if player not in ("ines", "gwen"):
                    assert reply.status_code == 404, where
                elif line is None:
                    assert said(reply, 403)["detail"] == why, where
                else:
                    moved += 1
                    assert (reply.status_code, after) == (200, line.to), where
                    continue
                assert after == row.state, where
    assert moved == 7, "each line of the table but the report, and closing from both decisions"


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("triage", {"severity": 5, "whatData": "x", "who": "y"}, "severity"),
        ("triage", {"severity": "3", "whatData": "x", "who": "y"}, "severity"),
        ("triage", {"severity": True, "whatData": "x", "who": "y"}, "severity"),
        ("triage", {"severity": 3, "who": "y"}, "whatData"),
        ("triage", {"severity": 3, "whatData": "x", "who": "y", "state": "closed"}, "state"),
        ("triage", {"severity": 3, "whatData": "x" * 4_001, "who": "y"}, "whatData"),
    ],
)
def test_what_is_wrong_or_missing_is_told_at_its_field_and_nothing_is_done(
    people: dict[str, Someone], programs: dict[str, Program], action: str, body: dict[str, Any], field: str
) -> None:
    row = reported(people)
    here = f"incidents/{row.key}"
    seen = programs["ines"].get(here)["version"]
    found = programs["ines"].post(f"{here}/actions/{action}", body, version=seen, status=400)
    assert field in {error["path"] for error in found["errors"]}, found
    assert programs["ines"].get(here)["version"] == seen


def test_a_sanction_is_one_of_those_there_are_and_the_commissioner_is_told_before_a_risk_is_assessed(
    people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    row = reported(people, *STEPS[:2])
    here = f"incidents/{row.key}"
    seen = programs["gwen"].get(here)["version"]
    risk = programs["gwen"].post(f"{here}/actions/assess", {"risk": True, "ownerTold": True}, version=seen, status=403)
    assert "Commissioner is told first" in risk["detail"]
    unsaid = programs["gwen"].post(f"{here}/actions/assess", {"ownerTold": True}, version=seen, status=400)
    assert [error["path"] for error in unsaid["errors"]] == ["risk"], "nobody is taken to have said no"
    now = programs["gwen"].post(f"{here}/actions/assess", SAYS[IncidentAction.ASSESS], version=seen)
    harsh = {"sanction": "prison", "reason": "x"}
    named = programs["ines"].post(f"{here}/actions/sanction", harsh, version=now["version"], status=400)
    assert [error["path"] for error in named["errors"]] == ["sanction"]


def test_an_incident_that_changed_since_it_was_read_is_not_acted_on(
    people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    row = reported(people)
    here = f"incidents/{row.key}"
    ines, body = programs["ines"], SAYS[IncidentAction.TRIAGE]
    seen = ines.get(here)["version"]
    assert "If-Match" in ines.post(f"{here}/actions/triage", body, status=428)["detail"]
    ines.post(f"{here}/actions/triage", body, version=seen)
    ines.post(f"{here}/actions/contain", {"done": True}, version=seen, status=412)
    assert ines.get(here)["state"] == "triaged"


def test_incidents_are_there_for_those_who_deal_with_them_alone(
    people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    from alder.web.trail.models import TrailEvent

    assert "Anybody may report one" in programs["ben"].get("incidents", 403)["detail"]
    row = reported(people)
    there, never = (programs["ben"].send("GET", f"incidents/{key}") for key in (row.key, NOBODYS))
    assert there.content == never.content, "one of others is as one that never was"
    assert TrailEvent.objects.filter(thing=f"incident {row.key}", action="Denied").count() == 1
    assert program(people["ines"], outputs="act").get("incidents", 403)["detail"].startswith("This token was not made")


def test_an_output_that_one_may_not_see_is_not_named_in_a_report(
    people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    new = {"title": "Learners by distance", "purpose": "A paper", "plannedUse": "paper"}
    output = programs["ben"].post("outputs", new, status=201)
    told = {"reason": "It is odd", "output": output["number"]}
    there = programs["amara"].post("incidents", told, status=400)
    never = programs["amara"].post("incidents", {**told, "output": 10**9}, status=400)
    assert there == never, "it is not told that there is one"
    programs["amara"].post("incidents", {**told, "output": str(output["number"])}, status=400)
    assert programs["ben"].post("incidents", told, status=201)["state"] == "reported"


def test_nobody_decides_by_program_or_command_on_an_incident_about_themselves(
    people: dict[str, Someone], programs: dict[str, Program], desk: Site
) -> None:
    """T04."""
    ines = people["ines"].person
    row = reported(people, about=(str(ines.pk),))
    here = f"incidents/{row.key}"
    now = programs["ines"].get(here)
    assert (now["isAboutYou"], now["actions"]) == (True, [])
    body = SAYS[IncidentAction.TRIAGE]
    denied = programs["ines"].post(f"{here}/actions/triage", body, version=now["version"], status=403)
    assert "The incident is about you" in denied["detail"]
    told = ("--severity", "4", "--what-data", "None", "--who", "Nobody", "--store", desk.store)
    assert "about you" in refused("incidents", "triage", row.pk, *told, "--by-person", ines.email)
    row.refresh_from_db()
    assert row.state == "reported"


# The client, and the commands


@pytest.fixture(scope="module")
def address(desk: Site) -> Iterator[str]:
    with served() as address:
        yield address


def test_the_client_reports_an_incident_and_whoever_deals_with_it_goes_through_its_actions(
    people: dict[str, Someone], address: str
) -> None:
    found: dict[str, Any] = {"service": Service(f"{address}/v1", token=token_of(people["ben"]))}
    (script,) = re.findall(r"```python[^\n]*\n(made = .*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    exec(script, found)  # the guide's own line
    made = found["made"]
    mine = Service(f"{address}/v1", token=token_of(people["ines"])).incidents
    assert made["number"] in {one["number"] for one in mine.list(part="open")}
    incident = mine.get(made)
    assert [one["action"] for one in mine.actions(incident) if one["may"]] == ["triage"]
    with pytest.raises(UsageError, match=r"severity: Write one of: 1, 2, 3, 4\."):
        mine.do(incident, "triage", severity=9, whatData="A password", who="Ben")
    assert mine.do(incident, "triage", severity=2, whatData="A password", who="Ben")["state"] == "triaged"


def test_whoever_holds_the_store_deals_with_an_incident_by_command_on_behalf_of_those_whose_role_it_is(
    people: dict[str, Someone], desk: Site
) -> None:
    from alder.web.trail.models import TrailEvent

    here = ("--store", desk.store)
    ines, gwen = (("--by-person", people[name].person.email) for name in ("ines", "gwen"))
    said = run("incidents", "report", "--reason", "A laptop was lost", *here)
    number = int(said.split()[3].rstrip("."))
    event = TrailEvent.objects.filter(thing=f"incident {number}").get()
    assert (event.actor, event.role, bool(event.said["account"])) == ("", "system", True)
    assert f"{number}  reported" in run("incidents", "list", *here)
    triage = ("triage", number, "--severity", "2", "--what-data", "An extract", "--who", "Ben, since Monday")
    assert "Only an incident officer can" in refused("incidents", *triage, *gwen, *here)
    assert run("incidents", *triage, *ines, *here) == f"Incident {number} is triaged\n"
    assert "First suspend whom" in refused("incidents", "contain", number, *ines, *here)
    run("incidents", "contain", number, "--done", *ines, *here)
    assert "Say whether people are at risk" in refused("incidents", "assess", number, "--owner-told", *gwen, *here)
    run("incidents", "assess", number, "--no-risk", "--owner-told", *gwen, *here)
    run("incidents", "sanction", number, "--sanction", "advice", "--reason", "It was locked", *ines, *here)
    shown = run("incidents", "show", number, *here)
    assert "A sanction was decided." in shown
    assert "Sanction: advice" in shown
    assert shown.count("By command, from the account: ") == 5, "whose shell it was is never left out"
    assert run(
        "incidents", "close", number, "--lesson", "Lock them up", "--withheld", "It was nothing", *ines, *here
    ).endswith("is closed\n")
    told = json.loads(run("incidents", "show", number, "--format", "json", *here))
    assert (told["state"], told["severity"], len(told["history"])) == ("closed", 2, 6)
    closed = json.loads(run("incidents", "list", "--closed", "--format", "json", *here))
    assert number in {one["number"] for one in closed}
    assert "there is no incident 999999" in refused("incidents", "show", 999_999, *here)
    assert "there is no output 999999" in refused("incidents", "report", "--reason", "x", "--output", 999_999, *here)
