"""Projects with people in them, as tests play them: an agreement that everybody signed, and a workspace on the disk."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from alder.governance.agreement import AGREEMENT, Agreement, AgreementAction, AgreementRole
from tests.support.cast import Someone, somebody

PEOPLE = {
    "amara": (),
    "ben": (),
    "cleo": (),
    "dev": ("data manager",),
    "grace": ("data manager",),
    "ines": ("incident officer",),
    "ivan": ("incident officer",),
    "kim": ("output checker",),
    "lou": ("output checker",),
    "mina": ("output checker",),
    "nick": ("release officer",),
    "olga": ("auditor",),
}
UNIVERSITY = "University of Mereshire"
NOT_ACCREDITED: dict[Any, str] = {}
"""Why somebody is not accredited, by their number; everybody else is."""
TERMS: dict[Any, str] = {}
"""Which version of the terms somebody accepted, where it is not the current one."""
FACTS = {
    "accreditation": "tests.support.projects_of_people.accreditation",
    "terms": "tests.support.projects_of_people.terms",
    "project": "tests.support.projects_of_people.project_of",
    "plan": "tests.support.projects_of_people.plan_of",
}
PLAN = "form = 1\n"
"""The plan of every extract, whose hash is what agreements allow."""
SCOPE = hashlib.sha256(PLAN.encode()).hexdigest()
CURRENT = "2"


def accreditation(person: Any, owners: list[str]) -> list[str]:
    assert owners
    return [NOT_ACCREDITED.get(person.pk, "")]


def terms(person: Any) -> tuple[str, str]:
    return TERMS.get(person.pk, CURRENT), CURRENT


def plan_of(number: str) -> str:
    assert number
    return PLAN


_BEGUN: dict[str, tuple[Agreement, dict[str, Any]]] = {}


def project_of(number: str) -> tuple[Agreement, dict[str, Any]] | None:
    return _BEGUN.get(number)


def employed(name: str, organisation: str, *roles: str) -> Someone:
    """Somebody with an employer, signed in."""
    from alder.web.accounts.models import Organisation

    made = somebody(name.capitalize(), *roles)
    found, _ = Organisation.objects.get_or_create(name=organisation, defaults={"kind": "university"})
    made.person.organisation = found
    made.person.save()
    return made.sign_in()


def cast() -> dict[str, Someone]:
    researchers = {name: employed(name, UNIVERSITY) for name in ("amara", "ben", "cleo")}
    service = {name: employed(name, "The service", *roles) for name, roles in PEOPLE.items() if roles}
    return researchers | service


def do(agreement: Agreement, action: AgreementAction, role: AgreementRole, who: str, **said: Any) -> Agreement:
    """Something happens to an agreement, in the trail."""
    from django.db import transaction
    from django.utils import timezone

    from alder.governance.process import Act
    from alder.web.trail.events import act_on

    with transaction.atomic():
        return act_on(AGREEMENT, agreement, Act(action, who, frozenset({role}), timezone.now(), said))


def signed(number: str, people: Iterable[Someone], *, scope: str = SCOPE) -> Agreement:
    """An agreement between the university and the service, in force from yesterday for a year."""
    from django.utils import timezone

    ids = [str(one.person.pk) for one in people]
    begun = Agreement(number, "7", ids[0])
    today = timezone.localdate()
    document = hashlib.sha256(number.encode()).hexdigest()
    said: dict[str, Any] = {
        "document": document,
        "organisations": [UNIVERSITY],
        "people": ids,
        "scope": scope,
        "start": (today - timedelta(days=1)).isoformat(),
        "end": (today + timedelta(days=364)).isoformat(),
    }
    found = do(begun, AgreementAction.ISSUE, AgreementRole.OFFICER, "omar", **said)
    sign = {"document": document, "proved": True}
    found = do(found, AgreementAction.SIGN, AgreementRole.SIGNATORY, "sana", organisation=UNIVERSITY, **sign)
    begins = {**sign, "conditions_met": True, "ethics_in_date": True, "impact_accepted": True}
    found = do(found, AgreementAction.COUNTERSIGN, AgreementRole.OFFICER, "omar", **begins)
    _BEGUN[number] = (
        begun,
        {
            "title": f"Distance and completion {number}",
            "sources": ["ilr"],
            "connections": ["a safe room"],
            "planned": ["Learners by distance"],
            "planned_kinds": {"Learners by distance": "MEAN"},
            "own_data": ["Distances to colleges"],
        },
    )
    return found


def made(number: str, people: Iterable[Someone], **more: Any) -> Any:
    """The project of such an agreement, as the clock makes it."""
    from alder.web.projects.models import ProjectRecord
    from alder.web.projects.workspaces import follow_agreements

    signed(number, people, **more)
    follow_agreements()
    return ProjectRecord.objects.get(agreement=number)


def with_extract(project: Any, *, plan: str = SCOPE) -> Path:
    """Something lies in its workspace as its extract."""
    from alder.web.projects.workspaces import folder_of

    folder = folder_of(project)
    assert folder
    extract = folder / "extract"
    shutil.rmtree(extract, ignore_errors=True)
    extract.mkdir()
    (extract / "aims.parquet").write_bytes(b"PAR1")
    about = {"name": "aims.parquet", "source": "ilr", "rows": 1240, "fields": ["sex", "level"], "bytes": 4}
    files = [{**about, "sha256": hashlib.sha256(b"PAR1").hexdigest()}]
    said = {"form": 1, "agreement": project.agreement, "plan": plan, "made": "2026-11-30", "made_up": False}
    (extract / "manifest.json").write_text(json.dumps({**said, "files": files}))
    return folder


def active(number: str, people: dict[str, Someone], *names: str) -> Any:
    """A project with its extract loaded, of these people."""
    project = made(number, [people[name] for name in names])
    with_extract(project)
    people["dev"].do(f"/projects/{project.key}/load")
    project.refresh_from_db()
    return project


def with_run(project: Any, number: str = "0001", table: str = "distance,learners\nUnder 5 km,1240\nAll,1240\n") -> Path:
    """A run that ended well, and declared a table."""
    from alder.web.projects.workspaces import folder_of

    folder = folder_of(project)
    assert folder
    run = folder / "runs" / number
    (run / "gathered").mkdir(parents=True)
    (run / "gathered" / "distance.csv").write_text(table)
    cover = 'sources = ["ilr"]\ntitle = "Learners by distance"\nshows = "Learners by distance"\npopulation = "Adults"\n'
    cover += (
        'people = 1240\nunit = "learners"\n[[files]]\nname = "distance.csv"\nstatistic = "FREQ"\nrelation = "None"\n'
    )
    (run / "gathered" / "cover.toml").write_text(cover)
    (run / "printed.txt").write_text("record of SECRET")
    digest = hashlib.sha256(table.encode()).hexdigest()
    said = {
        "state": "ended",
        "exit": 0,
        "stopped_for": "",
        "started": "2026-11-30T10:00:00+00:00",
        "ended": "2026-11-30T10:00:01+00:00",
        "seconds": 1.2,
        "most_memory": 50_000_000,
        "printed_bytes": 16,
        "code": [{"name": "analysis.py", "bytes": 40, "sha256": "c" * 64}],
        "extract": {"sha256": "e" * 64, "sources": ["ilr"]},
        "outputs": [{"name": "distance.csv", "kind": "output", "bytes": len(table), "sha256": digest}],
        "refused": [],
    }
    (run / "run.json").write_text(json.dumps(said))
    return run
