"""Who gets to a project: asked at every request, with all reasons for them and none for others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.test import override_settings
from tests.support.cast import Someone
from tests.support.projects_of_people import NOT_ACCREDITED, PLAN, TERMS, active, do, with_run
from tests.support.text_tables import rows

from alder.errors import Inconsistency
from alder.governance.agreement import AgreementAction, AgreementRole


@pytest.fixture(scope="module")
def project(people: dict[str, Someone]) -> Any:
    made = active("101", people, "amara", "ben")
    with_run(made)
    return made


WHO = """
    page                    | amara | cleo | dev | ines | olga | kim
                            | 200   | 404  | 200 | 200  | 200  | 404
    /extract                | 200   | 404  | 200 | 200  | 200  | 404
    /extract/manifest.json  | 200   | 404  | 200 | 200  | 200  | 404
    /extract/plan.toml      | 200   | 404  | 200 | 200  | 200  | 404
    /runs/0001              | 200   | 404  | 200 | 200  | 200  | 404
    /runs/0009              | 404   | 404  | 404 | 404  | 404  | 404
    /ingress                | 200   | 404  | 200 | 200  | 200  | 404
    /ingress/bring          | 200   | 404  | 403 | 403  | 403  | 404
    /outputs                | 200   | 404  | 200 | 200  | 200  | 404
    /published              | 200   | 404  | 403 | 403  | 403  | 404
    /freeze                 | 403   | 404  | 200 | 200  | 200  | 404
    /end                    | 403   | 404  | 200 | 200  | 200  | 404
    /certificate            | 403   | 404  | 404 | 404  | 404  | 404
"""


def test_a_project_is_there_for_its_people_and_those_who_look_after_it_alone(
    people: dict[str, Someone], project: Any
) -> None:
    """T01: to everybody else it is what does not exist, and what they tried is an event."""
    from alder.web.trail.models import TrailEvent

    for row in rows(WHO):
        page = row.pop("page") or ""
        for name, status in row.items():
            assert people[name].client.get(f"/projects/{project.key}{page}").status_code == int(str(status)), (
                page,
                name,
            )
    missing = "/projects/00000000-0000-4000-8000-000000000000"
    hidden, none = (people["cleo"].client.get(at).content for at in (f"/projects/{project.key}", missing))
    assert re.sub(rb'name="csrf[^>]*>', b"", hidden) == re.sub(rb'name="csrf[^>]*>', b"", none)
    assert TrailEvent.objects.filter(action="Denied", thing=f"project {project.key}").exists()


def test_the_plan_that_was_signed_is_there_to_the_letter_and_no_other(people: dict[str, Someone], project: Any) -> None:
    address = f"/projects/{project.key}/extract/plan.toml"
    assert people["dev"].see(address) == PLAN
    other = mock.patch("alder.web.projects.workspaces.plan_of", return_value=f"{PLAN}\n")
    with other, pytest.raises(Inconsistency, match="not the one that its agreement signs"):
        people["dev"].client.get(address)


def test_what_a_run_printed_and_wrote_is_on_no_page(people: dict[str, Someone], project: Any) -> None:
    for page in ("", "/runs/0001", "/outputs"):
        assert "SECRET" not in people["amara"].see(f"/projects/{project.key}{page}")
    assert "Learners by distance" in people["amara"].see(f"/projects/{project.key}/runs/0001")


def test_p2_every_reason_is_told_to_whoever_it_concerns_and_to_nobody_else(
    people: dict[str, Someone], project: Any
) -> None:
    """P2, T07: the next request is refused when any term is false, and given again when all hold."""
    amara, ben = people["amara"], people["ben"]
    page = f"/projects/{project.key}"
    amara.see(page)
    NOT_ACCREDITED[amara.person.pk] = "The accreditation ended on 29 November 2026."
    TERMS[amara.person.pk] = "1"
    try:
        with override_settings(ALDER_NETWORKS={}):
            said = amara.see(page, 403)
        assert len(re.findall(r"<li>[^<]*\.</li>", said)) == 3
        for reason in ("The accreditation ended", "The terms have changed", "You may not work on this project from"):
            assert reason in said
        seen = ben.see(page)
        assert "The accreditation ended" not in seen
        assert re.search(r"Amara</th>.*?>No</td>", seen, re.DOTALL)
        assert "The accreditation ended" in people["dev"].see(page)
        assert amara.client.post(f"{page}/ingress/bring", {"purpose": "x"}).status_code == 403
        assert amara.client.get(f"{page}/extract/manifest.json").status_code == 403
    finally:
        NOT_ACCREDITED.clear()
        TERMS.clear()
    amara.see(page)
    with override_settings(ALDER_ACCESS_FACTS={}):
        assert "It is not known here whether you are accredited" in amara.see(page, 403)


def test_t07_who_is_suspended_loses_access_at_once_and_another_officer_gives_it_back(
    people: dict[str, Someone], project: Any
) -> None:
    from alder.web.projects.models import AccessSuspension

    amara, ines, ivan = people["amara"], people["ines"], people["ivan"]
    page = f"/projects/{project.key}"
    for whose, says in ((amara.person.email, "Your access is suspended."), ("University of Mereshire", "organisation")):
        ines.do("/desk/suspensions", whose=whose, why="A shared password.")
        assert says in amara.see(page, 403)
        number = AccessSuspension.objects.get(lifted=None).pk
        assert "You suspended it" in ines.do(f"/desk/suspensions/{number}/lift", 403).content.decode()
        ivan.do(f"/desk/suspensions/{number}/lift")
        amara.see(page)
    assert people["dev"].client.get("/desk/suspensions").status_code == 403
    assert (
        "Somebody else decides on your own access"
        in ines.do("/desk/suspensions", 200, whose=ines.person.email, why="x").content.decode()
    )


def test_a_suspended_agreement_freezes_the_workspace_and_who_is_taken_off_is_out(
    people: dict[str, Someone], site: Any
) -> None:
    from alder.web.projects.access import agreement_of
    from alder.web.projects.workspaces import folder_of, follow_agreements

    made = active("102", people, "amara", "ben")
    page, folder = f"/projects/{made.key}", folder_of(made)
    assert folder
    why = {"reason": "A shared password"}
    agreement = do(agreement_of(made), AgreementAction.SUSPEND, AgreementRole.INCIDENT_OFFICER, "ines", **why)
    assert "The project is suspended." in people["amara"].see(page, 403)
    follow_agreements()
    assert "suspended" in (folder / "frozen.txt").read_text()
    assert "frozen" in people["dev"].see(page)
    dev = people["dev"].do(f"{page}/thaw", 403, reason="It is settled.")
    assert "The agreement of this project is not in force." in dev.content.decode()
    agreement = do(agreement, AgreementAction.LIFT, AgreementRole.INCIDENT_OFFICER, "ivan", **why)
    varied = {"people": [str(people["amara"].person.pk)], "amendment": "1", "in_force": True}
    do(agreement, AgreementAction.VARY, AgreementRole.SYSTEM, "", **varied)
    follow_agreements()
    people["dev"].do(f"{page}/thaw", reason="It is settled.")
    assert not (folder / "frozen.txt").exists()
    people["amara"].see(page)
    assert people["ben"].client.get(page).status_code == 404


def test_a_workspace_whose_disk_fails_keeps_no_other_from_being_frozen(people: dict[str, Someone], site: Any) -> None:
    """It says what kept it, and is frozen with the first turn in which that works."""
    from alder.web.projects.access import agreement_of
    from alder.web.projects.workspaces import folder_of, follow_agreements

    broken, whole = active("107", people, "amara"), active("108", people, "ben")
    blocked = folder_of(broken)
    assert blocked
    (blocked / "frozen.txt").mkdir()
    for made in (broken, whole):
        said = {"reason": "A shared password"}
        do(agreement_of(made), AgreementAction.SUSPEND, AgreementRole.INCIDENT_OFFICER, "ines", **said)
    for _ in range(2):
        follow_agreements()
        assert "frozen" in people["dev"].see(f"/projects/{whole.key}")
        assert "The disk: Is a directory" in people["dev"].see(f"/projects/{broken.key}")
    (blocked / "frozen.txt").rmdir()
    follow_agreements()
    assert "suspended" in (blocked / "frozen.txt").read_text()
    assert "The disk" not in people["dev"].see(f"/projects/{broken.key}")


def test_whose_accreditation_is_taken_flags_their_projects(people: dict[str, Someone], site: Any) -> None:
    """Its lead and data managers are written to; its people read since when, those who look after it read why."""
    from django.db import transaction

    from alder.web.accounts.models import Notification
    from alder.web.accreditation.models import AccreditationRecord
    from alder.web.projects.workspaces import follow_agreements
    from alder.web.trail.events import record

    flagged, other = active("105", people, "amara", "ben"), active("106", people, "cleo")
    of_ben = AccreditationRecord.objects.create(person=people["ben"].person, state="suspended")
    with transaction.atomic():
        record("ines", "incident officer", str(of_ben), "SUSPEND", from_state="full", to_state="suspended")
    Notification.objects.all().delete()
    follow_agreements()
    told = Notification.objects.filter(about=f"project {flagged.pk}").values_list("person__name", flat=True)
    assert {"Amara", "Dev", "Grace"} == set(told)
    amara, dev = (people[name].see(f"/projects/{flagged.key}") for name in ("amara", "dev"))
    assert "has no access since" in amara
    assert "accreditation suspended" not in amara
    assert "accreditation suspended" in dev
    assert "has lost access" not in people["dev"].see(f"/projects/{other.key}")
    found = people["dev"].see("/projects?state=flagged")
    assert str(flagged.key) in found
    assert str(other.key) not in found
    AccreditationRecord.objects.create(person=people["ben"].person, state="full")
    assert str(flagged.key) not in people["dev"].see("/projects?state=flagged"), "they are accredited anew"


def test_no_agreement_no_project_and_no_extract_but_the_one_that_was_agreed(
    people: dict[str, Someone], site: Any
) -> None:
    from dataclasses import replace

    from tests.support.projects_of_people import made, with_extract

    from alder.governance import Denied
    from alder.governance.agreement import AgreementState
    from alder.web.projects.access import agreement_of
    from alder.web.projects.workspaces import make_project

    fresh = made("103", [people["amara"]])
    page = f"/projects/{fresh.key}"
    agreement = replace(agreement_of(fresh), id="104", state=AgreementState.ISSUED)
    with pytest.raises(Denied, match="not in force"):
        make_project(agreement, title="x", sources=["ilr"], connections=[])
    assert "there is no extract here" in people["dev"].do(f"{page}/load", 200).content.decode().lower()
    with_extract(fresh, plan="t" * 64)
    wrong = people["dev"].do(f"{page}/load", 403).content.decode()
    assert "was not built by the plan that the agreement allows" in wrong
    with_extract(fresh)
    people["dev"].do(f"{page}/load")
    assert "Active" in people["amara"].see(page)
    fresh.refresh_from_db()
    assert (with_extract(fresh) / "loaded.txt").read_text().strip() in people["amara"].see(page), "runs are on this one"


def test_a_download_stops_when_access_ends_in_the_middle() -> None:
    """T07: it is asked again while a file is sent."""
    from alder.web.projects.access import while_access

    answers = iter([True, False])
    still: Callable[[], bool] = lambda: next(answers)  # noqa: E731  # an answer after the other is all it is
    assert list(while_access([b"1", b"2", b"3", b"4"], still, seconds=-1)) == [b"1"]
