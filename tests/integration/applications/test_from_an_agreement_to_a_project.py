"""An agreement that everybody signed makes its project, by the clock; its people are told what their access lacks."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from django.test import override_settings
from tests.integration.applications.test_agreements_and_the_register import drawn_up, here, signed
from tests.integration.projects.test_the_end_of_a_project import days_later
from tests.support.applications_of_people import approved
from tests.support.cast import Someone, somebody


def test_the_project_of_an_agreement_has_what_its_application_says(people: dict[str, Someone], tmp_path: Path) -> None:
    from alder.web.projects.models import ProjectRecord
    from alder.web.projects.workspaces import follow_agreements

    row = approved(people)
    agreement = drawn_up(people, row)
    signed(people["Sana"], agreement)
    signed(people["Anton"], agreement, "countersign")
    with override_settings(ALDER_WORKSPACES=str(tmp_path)):
        for _ in range(5):  # as many turns as other tests left events of agreements for
            follow_agreements()
        project = ProjectRecord.objects.get(agreement=str(agreement.pk))
        assert (project.title, project.state, project.sources) == (row.title, "provisioned", ["ilr"])
        assert project.planned == ["Completion by distance"]
        assert project.connections == ["a safe room", "an assured connection of their organisation"]
        assert (tmp_path / project.name / "project.toml").exists()
        said = people["Amara"].see(f"/projects/{project.key}", 403)
    assert re.findall(r"<li>([^<]*\.)</li>", said) == [
        "There is no accreditation. Apply for one.",
        "You may not work on this project from another place.",
    ]


def test_a_workspace_that_is_destroyed_closes_its_agreement_as_the_register_says(
    people: dict[str, Someone], tmp_path: Path
) -> None:
    from django.urls import reverse
    from django.utils import timezone

    from alder.web.applications.agreements import agreement_of
    from alder.web.projects import workspaces
    from alder.web.projects.models import ProjectRecord

    agreement = drawn_up(people, approved(people))
    signed(people["Sana"], agreement)
    signed(people["Anton"], agreement, "countersign")
    managers = [somebody(name, "data manager").person for name in ("Dana", "Marek")]
    with override_settings(ALDER_WORKSPACES=str(tmp_path)), days_later(2):
        for _ in range(5):
            workspaces.follow_agreements()
        found = ProjectRecord.objects.filter(agreement=str(agreement.pk))
        found.update(keep_until=timezone.localdate() - timedelta(days=3))
        agreement.refresh_from_db()
        people["Amara"].do(here(agreement, "end"), archived="yes", report="Due in a year")
        with days_later(0):
            workspaces.follow_agreements()
        project = found.get()
        workspaces.mark(managers[0], project, project.revision, "It is over.")
        workspaces.agree(managers[1], project, project.revision)
        workspaces.destroy_due()
    agreement.refresh_from_db()
    assert (found.get().state, agreement.state) == ("destroyed", "closed")
    assert agreement_of(agreement).events[-1].said["proof"] == found.get().certificate["sha256"]
    assert "Closed" in people["Amara"].see(reverse("register-entry", args=[agreement.pk]))
