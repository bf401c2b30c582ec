"""Code and data that come in by the site: quarantine, a scan by the worker, and somebody else who lets them in."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from tests.support.cast import Someone, another_account
from tests.support.outputs_of_people import sent, work
from tests.support.projects_of_people import active

from alder import wall_clock
from alder.workspaces.malware import MalwareFinding, MalwareScan

WORDS = {"purpose": "Distances", "source": "The department", "licence": "OGL", "personal": "no", "brings": "code"}


@pytest.fixture(scope="module")
def project(people: dict[str, Someone]) -> Any:
    return active("201", people, "amara", "ben")


def brought(who: Someone, project: Any, name: str = "clean.R", content: str = "x <- 1\n", **said: str) -> str:
    reply = who.client.post(f"/projects/{project.key}/ingress/bring", {**WORDS, **said, "files": sent(name, content)})
    assert reply.status_code == 302, reply.content.decode()
    return str(reply["Location"])


def row_of(address: str) -> Any:
    from alder.web.projects.models import IngressRecord

    return IngressRecord.objects.get(key=address.rpartition("/")[2])


def test_plain_code_is_let_in_by_the_worker_and_lies_where_analyses_see_it(
    people: dict[str, Someone], project: Any
) -> None:
    from alder.web.projects.workspaces import folder_of

    address = brought(people["amara"], project)
    assert "In quarantine" in people["amara"].see(address)
    work()
    work()
    assert "Delivered" in people["amara"].see(address)
    folder = folder_of(project)
    assert folder
    assert (folder / "brought" / f"{row_of(address).pk:04}" / "clean.R").read_text() == "x <- 1\n"


def test_data_are_let_in_by_a_data_manager_who_is_nobody_of_the_project(
    people: dict[str, Someone], project: Any
) -> None:
    address = brought(people["amara"], project, "d.csv", "area,km\nA,10\n", brings="data")
    work()
    dev = people["dev"]
    assert address in dev.see("/projects")
    page = dev.see(address)
    assert "Which data of the application are they?" in page
    assert people["amara"].client.post(f"{address}/let-in").status_code == 403
    ben_too = another_account(people["ben"], "data manager")
    seen = {"seen": str(row_of(address).revision)}
    refused = ben_too.client.post(f"{address}/let-in", {**seen, "agreed_as": "Distances to colleges"})
    assert "You work in this project, so another data manager decides." in refused.content.decode()
    nothing = dev.client.post(f"{address}/let-in", {**seen, "reason": ""})
    assert "Name what of the application these data are" in nothing.content.decode()
    other = dev.client.post(f"{address}/let-in", {**seen, "agreed_as": "Others"})
    assert "Choose one of the data that the application speaks of" in other.content.decode()
    assert dev.client.post(f"{address}/let-in", {**seen, "agreed_as": "Distances to colleges"}).status_code == 302
    assert dev.client.post(f"{address}/refuse", {**seen, "reason": "late"}).status_code == 409
    work()
    assert row_of(address).state == "delivered"


def test_t38_an_absent_scanner_is_told_and_what_is_harmful_stays(
    people: dict[str, Someone], project: Any, scanner: mock.Mock
) -> None:
    from alder.web.projects.models import IngressRecord

    scanner.return_value = MalwareScan("", missing="No scanner is installed (ClamAV: clamscan or clamdscan).")
    address = brought(people["amara"], project, "odd.parquet", "PAR1\0")
    work()
    said = people["dev"].see(address)
    assert "Scan unavailable" in said
    assert "No scanner is installed" in said
    assert (
        "no plain text that a person could read"
        in people["dev"]
        .client.post(f"{address}/let-in", {"seen": str(row_of(address).revision), "reason": "I looked"})
        .content.decode()
    )
    scanner.return_value = MalwareScan("ClamAV 1.4.6", (MalwareFinding(0, "ClamAV finds X.Y"),))
    IngressRecord.objects.filter(pk=row_of(address).pk).update(next_scan=wall_clock.now())
    work()
    assert "Blocked" in people["amara"].see(address)
    assert "odd.parquet: ClamAV finds X.Y." in people["amara"].see(address)
    assert people["amara"].client.post(f"{address}/withdraw", {"seen": "9"}).status_code in (403, 409)


def test_a_file_that_changes_in_quarantine_is_never_delivered(people: dict[str, Someone], project: Any) -> None:
    from alder.web.projects.brought import paths_of

    address = brought(people["amara"], project)
    next(iter(paths_of(row_of(address)).values())).write_text("other")
    work()
    assert row_of(address).state == "blocked"
    address = brought(people["amara"], project, "secret.py", 'password = "hunter22"\n')
    work()
    assert row_of(address).state == "to be looked at"
    assert "hunter22" not in people["dev"].see(address)
    people["dev"].client.post(f"{address}/let-in", {"seen": str(row_of(address).revision)})
    next(iter(paths_of(row_of(address)).values())).write_text("other")
    work()
    assert row_of(address).state == "blocked"


def test_what_is_blocked_or_held_is_an_incident_for_its_officers(
    people: dict[str, Someone], project: Any, scanner: mock.Mock
) -> None:
    """Each once, about whoever brought it, with what was found; what is let in opens none."""
    from alder.web.output_desk.models import IncidentReport
    from alder.web.projects.brought import paths_of

    before = {one.pk for one in IncidentReport.objects.all()}
    scanner.return_value = MalwareScan("ClamAV 1.4.6", (MalwareFinding(0, "ClamAV finds X.Y"),))
    brought(people["amara"], project, "bad.R")
    work()
    scanner.return_value = MalwareScan("ClamAV 1.4.6")
    held = brought(people["amara"], project, "secret.py", 'password = "hunter22"\n')
    brought(people["amara"], project)
    work()
    people["dev"].client.post(f"{held}/let-in", {"seen": str(row_of(held).revision)})
    next(iter(paths_of(row_of(held)).values())).write_text("other")
    work()
    opened = IncidentReport.objects.exclude(pk__in=before).order_by("pk")
    assert [one.about for one in opened] == [[str(people["amara"].person.pk)]] * 2
    found, changed = (people["ines"].see(f"/desk/incidents/{one.key}") for one in opened)
    assert "bad.R: ClamAV finds X.Y." in found
    assert "A file changed after it was let in." in changed


def test_a_slow_scan_holds_nothing_up_and_says_nothing_of_what_was_withdrawn_meanwhile(
    people: dict[str, Someone], project: Any, scanner: mock.Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    from alder.web.projects import scans

    monkeypatch.setattr(scans, "PATIENCE", 0.1)
    for withdrawn, state in ((False, "delivered"), (True, "withdrawn")):
        over = Event()
        scanner.side_effect = lambda _, over=over: MalwareScan("ClamAV 1.4.6") if over.wait(60) else None
        address = brought(people["amara"], project)
        work()
        assert row_of(address).state == "in quarantine"
        if withdrawn:
            seen = {"seen": str(row_of(address).revision)}
            assert people["amara"].client.post(f"{address}/withdraw", seen).status_code == 302
        over.set()
        monkeypatch.setattr(scans, "PATIENCE", 30.0)
        work()
        work()
        assert row_of(address).state == state
        monkeypatch.setattr(scans, "PATIENCE", 0.1)


def returned(people: dict[str, Someone], project: Any) -> str:
    """Code that a data manager returned, with the reason."""
    address = brought(people["amara"], project, "secret.py", 'password = "hunter22"\n')
    work()
    people["dev"].do(f"{address}/return", seen=str(row_of(address).revision), reason="Take the password out.")
    return address


def test_what_was_returned_is_brought_again_with_other_files(people: dict[str, Someone], project: Any) -> None:
    from alder.web.projects.brought import quarantine_of

    address = returned(people, project)
    amara, again = people["amara"], f"{address}/bring-again"
    assert again in amara.see(address)
    form = amara.see(again)
    assert "Take the password out." in form
    assert 'value="The department"' in form
    assert people["ben"].client.get(again).status_code == 403
    seen = {"seen": str(row_of(address).revision)}
    assert "choose a file" in amara.client.post(again, {**WORDS, **seen}).content.decode().lower()
    late = amara.client.post(again, {**WORDS, "seen": "1", "files": sent("clean.R", "x <- 1\n")})
    assert late.status_code == 409
    sends = {**WORDS, **seen, "purpose": "Distances anew", "files": sent("clean.R", "x <- 1\n")}
    assert amara.client.post(again, sends).status_code == 302
    row = row_of(address)
    assert (row.state, row.purpose, row.remarks) == ("in quarantine", "Distances anew", [])
    assert {path.name for path in quarantine_of(row).iterdir()} == {str(one.pk) for one in row.files.all()}
    work()
    work()
    assert row_of(address).state == "delivered"
    assert amara.client.get(again).status_code == 403


def test_what_lies_returned_for_sixty_days_is_withdrawn_by_the_clock(people: dict[str, Someone], project: Any) -> None:
    from datetime import timedelta

    from alder.web.accounts.models import Notification
    from alder.web.projects import clock
    from alder.web.projects.brought import quarantine_of

    address = returned(people, project)
    row = row_of(address)
    told = Notification.objects.filter(person=people["amara"].person, about=f"ingress {row.pk}")
    told.delete()
    for days, state in ((59, "returned"), (60, "withdrawn")):
        with wall_clock.set_to(wall_clock.now() + timedelta(days=days, minutes=1)):
            clock.lapse()
        assert row_of(address).state == state
    assert told.exists()
    assert not list(quarantine_of(row).iterdir())


def test_what_is_missing_is_said_beside_its_field_and_what_was_brought_can_be_taken_back(
    people: dict[str, Someone], project: Any
) -> None:
    from alder.web.projects.brought import quarantine_of

    form = people["amara"].client.post(f"/projects/{project.key}/ingress/bring", {"personal": "perhaps"})
    for said in ("Say what it is for", "Say whether it is code or data", "Say whether it is about people"):
        assert said in form.content.decode()
    assert (
        "choose a file"
        in people["amara"].client.post(f"/projects/{project.key}/ingress/bring", WORDS).content.decode().lower()
    )
    address = brought(people["amara"], project, "secret.py", 'password = "hunter22"\n')
    work()
    row = row_of(address)
    assert people["ben"].client.post(f"{address}/withdraw", {"seen": str(row.revision)}).status_code == 403
    assert people["amara"].client.post(f"{address}/withdraw", {"seen": str(row.revision)}).status_code == 302
    assert not list(quarantine_of(row).iterdir())
