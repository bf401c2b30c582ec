"""The end of a project on the site: kept, destroyed by two, with a certificate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from tests.support.cast import Someone, another_account
from tests.support.commands import run
from tests.support.outputs_of_people import work
from tests.support.projects_of_people import active, do, with_run

from alder import wall_clock
from alder.governance.agreement import AgreementAction, AgreementRole


def ended(project: Any, people: dict[str, Someone]) -> None:
    """Its lead ends it, and it need not be kept for long."""
    from alder.web.projects.access import agreement_of
    from alder.web.projects.models import ProjectRecord
    from alder.web.projects.workspaces import follow_agreements

    ProjectRecord.objects.filter(pk=project.pk).update(keep_until=wall_clock.today() - timedelta(days=3))
    lead = str(people["amara"].person.pk)
    do(agreement_of(project), AgreementAction.END, AgreementRole.LEAD, lead, archived=True, report="due in a year")
    follow_agreements()


@contextmanager
def days_later(days: int) -> Iterator[None]:
    """For workspaces it is some days later; sessions go on."""
    from alder.web.projects import workspaces

    later = wall_clock.now() + timedelta(days=days)
    with mock.patch.object(workspaces, "wall_clock", SimpleNamespace(now=lambda: later, today=later.date)):
        yield


def test_two_data_managers_destroy_a_workspace_and_anybody_can_check_the_certificate(
    people: dict[str, Someone], tmp_path: Path
) -> None:
    from alder.web.accounts.models import Notification
    from alder.web.projects.clock import remind
    from alder.web.projects.workspaces import folder_of

    project = active("301", people, "amara")
    with_run(project)
    page, folder = f"/projects/{project.key}", folder_of(project)
    assert folder
    dev, grace = people["dev"], people["grace"]
    assert "It is active." in dev.see(f"{page}/end")
    ended(project, people)
    assert "The agreement of this project is not in force." in people["amara"].see(page, 403)
    assert "The project has ended." in (folder / "frozen.txt").read_text()
    assert "It is kept until" in dev.see(f"{page}/end")
    with days_later(2):
        remind()
        assert Notification.objects.filter(person=dev.person, about=f"project {project.pk}").exists()
        assert "Say why" in dev.do(f"{page}/end", 200).content.decode()
        dev.do(f"{page}/end", reason="It is over.")
        assert "You asked for it, so another data manager agrees." in dev.see(f"{page}/end")
        assert "another data manager agrees" in another_account(dev, "data manager").see(f"{page}/end")
        (folder / "late.txt").write_text("x")
        assert "What is there has changed" in grace.do(f"{page}/end", 403).content.decode()
        (folder / "late.txt").unlink()
        assert 'name="prove-code"' in grace.waits().do(f"{page}/end", 200).content.decode()
        grace.do(f"{page}/end", **{"prove-code": grace.code(1)})
        assert "Being destroyed" in dev.see(page)
        work()
    assert not folder.exists()
    project.refresh_from_db()
    assert project.state == "destroyed"
    assert project.certificate["sha256"] in dev.see(f"{page}/certificate")
    file = tmp_path / "certificate.json"
    file.write_bytes(dev.client.get(f"{page}/certificate.json").content)
    assert project.certificate["sha256"] in run("project", "certificate", file)
    assert project.certificate["by"] == [str(dev.person.pk), str(grace.person.pk)]


def test_what_a_power_cut_stopped_goes_on_and_trouble_is_told(people: dict[str, Someone]) -> None:
    from alder.web.projects import workspaces

    project = active("302", people, "amara")
    page = f"/projects/{project.key}"
    ended(project, people)
    with days_later(2):
        people["dev"].do(f"{page}/end", reason="It is over.")
        people["grace"].do(f"{page}/end")
        with mock.patch.object(workspaces.Destruction, "carry_out", side_effect=OSError(5, "Input/output error")):
            workspaces.destroy_due()
        assert "It could not go on" in people["dev"].see(page)
        folder = workspaces.folder_of(project)
        assert folder
        (folder / "frozen.txt").unlink()  # as if the power had failed after its name was taken away
        workspaces.destroy_due()
    project.refresh_from_db()
    assert (project.state, project.trouble) == ("destroyed", "")
    assert "frozen.txt" in {one["name"] for one in project.certificate["what"]}
