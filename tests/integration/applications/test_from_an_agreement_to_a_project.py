"""An agreement that everybody signed makes its project, by the clock; its people are told what their access lacks."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import override_settings
from tests.integration.applications.test_agreements_and_the_register import drawn_up, signed
from tests.support.applications_of_people import approved
from tests.support.cast import Someone


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
