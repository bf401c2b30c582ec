"""Outputs of a project: begun from a run, checked by nobody of the project, released to its people alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.support import text_tables
from tests.support.cast import Someone
from tests.support.outputs_of_people import output_of, stepped, votes, work
from tests.support.projects_of_people import UNIVERSITY, active, do, employed, with_run

from alder.governance.agreement import AgreementAction, AgreementRole


@pytest.fixture(scope="module")
def project(people: dict[str, Someone]) -> Any:
    return active("401", people, "amara", "ben")


def handed_in(amara: Someone, project: Any, run: str, **table: str) -> str:
    """An output of a run is at the desk; its address there."""
    with_run(project, run, **table)
    reply = amara.client.post(f"/projects/{project.key}/runs/{run}/take", {"planned": "Learners by distance"})
    assert reply.status_code == 302, reply.content.decode()
    own = str(reply["Location"])
    work()
    stepped(amara, f"{own}/submit")
    work()
    return f"/desk{own}"


REPLACED = """
    in the place of           | lies                | is told
    distance.csv              | another file        | distance.csv is not what the analysis wrote
    distance.csv              | a link              | distance.csv is not there any more
    distance.csv              | nothing             | distance.csv is not there any more
    cover.toml                | a link              | cover.toml is not there any more
    the folder of what it is  | a link              | is not there any more
"""


def test_what_does_not_lie_there_as_the_run_left_it_is_not_taken_to_the_desk(
    people: dict[str, Someone], project: Any, tmp_path: Path
) -> None:
    """Whoever may write into the workspace could have the site read what they may not."""
    (tmp_path / "secret").write_text("of SECRET")
    for number, row in enumerate(text_tables.rows(REPLACED), 7001):
        gathered = with_run(project, str(number)) / "gathered"
        path = gathered / str(row["in the place of"])
        if "folder" in path.name:
            gathered.rename(tmp_path / str(number))
            gathered.symlink_to(tmp_path / str(number))
        else:
            path.unlink()
            if row["lies"] == "a link":
                path.symlink_to(tmp_path / "secret")
            elif row["lies"] == "another file":
                path.write_text("distance,learners\nUnder 5 km,1\n")
        reply = people["amara"].client.post(f"/projects/{project.key}/runs/{number}/take")
        assert reply.status_code == 200, row
        assert str(row["is told"]) in reply.content.decode().lower(), row
        shutil.rmtree(gathered.parent)


def released(people: dict[str, Someone], address: str) -> None:
    for name in ("kim", "lou"):
        assert votes(people[name], address).status_code == 302
    stepped(people["kim"], f"{address}/approve")
    assert "and to everybody in project " in people["nick"].see(f"{address}/release")
    stepped(people["nick"], f"{address}/release")
    work()


def test_a_run_becomes_an_output_with_its_cover_sheet_and_checkers_see_where_it_is_from(
    people: dict[str, Someone], project: Any
) -> None:
    address = handed_in(people["amara"], project, "0001")
    output = output_of(address)
    group = output.groups.get()
    assert (output.project, group.cover["sources"]) == (f"project {project.pk}", ["ilr"])
    assert group.cover["files"]["distance.csv"]["made_by"] == "Run 0001: analysis.py (cccccccccccc)"
    seen = people["kim"].see(address)
    for said in ("The project and the run", "c" * 64, "e" * 64, "ilr (", "Learners by distance"):
        assert said in seen
    assert "Planned: mean (MEAN)" in seen
    assert "Not planned, and on the cover sheet: table of counts (FREQ)" in seen
    again = people["amara"].client.post(f"/projects/{project.key}/runs/0001/take")
    assert "this run was taken to the desk already" in again.content.decode().lower()
    assert "Hand it in, or withdraw it" not in people["amara"].see("/your-turn")
    recipients = {"title": "x", "purpose": "x", "planned_use": "team", "recipients": "A, a@elsewhere.example"}
    draft = with_run(project, "0002")
    assert draft
    own = people["amara"].client.post(f"/projects/{project.key}/runs/0002/take")["Location"]
    sent = people["amara"].client.post(f"{own}/words", {"seen": str(output_of(own).revision), **recipients})
    assert "goes to the people of the project" in sent.content.decode()
    assert "Hand it in, or withdraw it" in people["amara"].see("/your-turn"), "a draft waits for its author"


def test_nobody_of_the_project_or_its_organisations_checks_it(people: dict[str, Someone], project: Any) -> None:
    """A checker who is put on the project later has their vote dropped."""
    address = handed_in(people["amara"], project, "0011", table="level,learners\nLevel 2,640\nAll,640\n")
    colleague = employed("Carol", UNIVERSITY, "output checker")
    assert "You work for the organisation of its author" in colleague.see(address)
    from alder.web.output_desk.conflicts import conflict_of

    assert "organisation" in conflict_of(colleague.person, output_of(address), [])
    other = employed("Otto", "Elsewhere", "output checker")
    assert votes(other, address).status_code == 302
    assert votes(people["kim"], address).status_code == 302
    from alder.web.projects.access import agreement_of
    from alder.web.projects.workspaces import follow_agreements

    more = [*agreement_of(project).people, str(other.person.pk)]
    do(agreement_of(project), AgreementAction.VARY, AgreementRole.SYSTEM, "", people=more, amendment="1", in_force=True)
    follow_agreements()
    assert conflict_of(other.person, output_of(address), []) == "You work in this project, so another checker must."
    stepped(people["kim"], f"{address}/approve")
    assert output_of(address).state == "submitted"


def test_a_released_output_is_for_the_people_of_the_project_as_long_as_they_have_access(
    people: dict[str, Someone], project: Any
) -> None:
    from alder.web.projects.access import agreement_of

    address = handed_in(people["amara"], project, "0021", table="sex,learners\nFemale,840\nMale,790\nAll,1630\n")
    released(people, address)
    output = output_of(address)
    assert output.state == "released", output.trouble
    assert output.certificate["of"]["run"] == "0021"
    file = f"/projects/{project.key}/outputs/{output.key}/1/distance.csv"
    assert "Female,840" in b"".join(people["ben"].client.get(file)).decode()
    assert people["cleo"].client.get(file).status_code == 404
    assert people["dev"].client.get(file).status_code == 403
    assert people["ben"].client.get(f"{file}x").status_code == 404
    own = people["amara"].client.get(f"/outputs/{output.key}/all")
    assert own.status_code == 200
    own.close()
    why = {"reason": "A shared password"}
    suspended = do(agreement_of(project), AgreementAction.SUSPEND, AgreementRole.INCIDENT_OFFICER, "ines", **why)
    assert people["ben"].client.get(file).status_code == 403
    assert "Its project is suspended" in people["amara"].client.get(f"/outputs/{output.key}/all").content.decode()
    do(suspended, AgreementAction.LIFT, AgreementRole.INCIDENT_OFFICER, "ivan", **why)


def test_what_was_published_is_in_the_register_for_everybody(people: dict[str, Someone], project: Any) -> None:
    from django.test import Client

    page = f"/projects/{project.key}/published"
    ben = people["ben"].client
    wrong = ben.post(page, {"title": "", "address": "ftp://x", "published": "2999-01-01"}).content.decode()
    for said in ("Say what it is called", "Write its DOI", "That day is still to come"):
        assert said in wrong
    given = {"title": "=Distance and completion", "address": "10.1234/abc", "published": "1 11 2026"}
    assert ben.post(page, given).status_code == 302
    assert "in the register of this project already" in ben.post(page, given).content.decode()
    assert "Write the day in numbers" in ben.post(page, {**given, "published": "soon"}).content.decode()
    assert "Distance and completion" in people["ben"].see(f"/projects/{project.key}")
    visitor = Client()
    assert "https://doi.org/10.1234/abc" in visitor.get("/published-research").content.decode()
    assert visitor.get("/published-research.json").json()["publications"][0]["agreement"] == "401"
    assert "'=Distance" in visitor.get("/published-research.csv").content.decode()
    assert visitor.get("/published-research.xml").status_code == 404
