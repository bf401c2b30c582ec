"""Projects with 2,000 of them and a long trail: how long each page takes on the server.

`python -m benchmarks.projecting [EVENTS] [postgresql]`; without a number, 200,000. Each project has an agreement that
two signed, a workspace with its extract, and five things that were brought in; one researcher is in 400 of them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from uuid import UUID

from alder.governance.agreement import AgreementAction, AgreementState
from alder.governance.ingress import IngressAction, IngressState
from alder.governance.workspace import WorkspaceAction, WorkspaceState
from alder.model.event import GENESIS, Event
from benchmarks.recording import LIMIT, best, fill, interleaved

PROJECTS, RESEARCHERS, BROUGHT = 2_000, 300, 5
_START, _STEP = datetime(2025, 1, 1, tzinfo=UTC), timedelta(seconds=58)
_G, _W, _I = AgreementAction, WorkspaceAction, IngressAction


def people_of(number: int, busy: str) -> list[str]:
    """Five people of a project; one in five of the projects is the busy one's."""
    others = [str(UUID(int=1_000 + (number * 7 + n) % RESEARCHERS)) for n in range(4)]
    return [busy if number % 5 == 0 else str(UUID(int=1_000 + number % RESEARCHERS)), *others]


def events_of_project(number: int, busy: str) -> Iterator[Event]:
    """What happened to a project, with neither place nor time yet."""
    people = list(dict.fromkeys(people_of(number, busy)))
    terms = {
        "document": "d" * 64, "organisations": ["University of Mereshire"], "people": people, "scope": "s" * 64,
        "start": "2026-01-01", "end": (date.today() + timedelta(days=300)).isoformat(),
    }  # fmt: skip
    sign = {"document": "d" * 64, "organisation": "University of Mereshire", "proved": True}
    agreement, workspace = f"agreement {number}", f"workspace {number}"
    drawn, issued, active = AgreementState.DRAWN_UP, AgreementState.ISSUED, AgreementState.ACTIVE
    yield _event(agreement, _G.ISSUE, drawn, issued, terms)
    yield _event(agreement, _G.SIGN, issued, issued, sign)
    yield _event(agreement, _G.COUNTERSIGN, issued, active, sign)
    requested, provisioned = WorkspaceState.REQUESTED, WorkspaceState.PROVISIONED
    yield _event(workspace, _W.PROVISION, requested, provisioned, {"in_force": True})
    yield _event(workspace, _W.LOAD, provisioned, WorkspaceState.ACTIVE, {"extract": "e" * 64, "plan": "s" * 64})
    for n in range(BROUGHT):
        thing = f"ingress {(number - 1) * BROUGHT + n + 1}"
        file = {"name": "clean.R", "sha256": "a" * 64, "bytes": 100}
        yield _event(
            thing, _I.BRING, IngressState.DRAFT, IngressState.QUARANTINED, {"brings": "code", "brought": [file]}
        )
        said = {"is_text": True, "scanner": "ClamAV 1.4.6"}
        yield _event(thing, _I.PASS_SCAN, IngressState.QUARANTINED, IngressState.READY, said)


def _event(thing: str, action: Any, before: str, after: str, said: dict[str, Any]) -> Event:
    return Event(
        seq=0, at=_START, actor="", role="system", thing=thing, action=action.name, from_state=before, to_state=after,
        said=said, previous=GENESIS,
    )  # fmt: skip


BUSY = UUID(int=999)


def rows() -> None:
    """The projects as the database keeps them, and their people."""
    from alder.web.accounts.models import Organisation, Person
    from alder.web.projects.models import IngressRecord, ProjectMember, ProjectRecord

    university = Organisation.objects.create(name="University of Mereshire", kind="university")
    Person.objects.bulk_create(
        Person(id=UUID(int=1_000 + n), name=f"Researcher {n}", email=f"{n}@mereshire.example", organisation=university)
        for n in range(RESEARCHERS)
    )
    Person.objects.create(id=BUSY, name="Amara", email="amara@mereshire.example", organisation=university)
    made, members, brought = [], [], []
    for n in range(1, PROJECTS + 1):
        people = list(dict.fromkeys(people_of(n, str(BUSY))))
        made.append(
            ProjectRecord(
                id=n, key=UUID(int=n), agreement=str(n), application=str(n), lead_id=people[0], name=f"agreement-{n}",
                title=f"Distance and completion {n}", state=WorkspaceState.ACTIVE, sources=["ilr"],
                connections=["a safe room"], planned=["Learners by distance"], own_data=["Distances"],
            )
        )  # fmt: skip
        members += [ProjectMember(project_id=n, person_id=one) for one in people]
        brought += [
            IngressRecord(
                id=(n - 1) * BROUGHT + m + 1, key=UUID(int=(n - 1) * BROUGHT + m + 1), project_id=n,
                researcher_id=people[0], state=IngressState.READY, purpose="Cleans dates", source="Our own",
                licence="MIT", personal=False,
            )
            for m in range(BROUGHT)
        ]  # fmt: skip
    ProjectRecord.objects.bulk_create(made, batch_size=500)
    ProjectMember.objects.bulk_create(members, batch_size=500)
    IngressRecord.objects.bulk_create(brought, batch_size=500)


def main(arguments: list[str]) -> int:
    number = next((int(one) for one in arguments if one.isdigit()), 200_000)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        if "postgresql" in arguments:
            from tests.support import postgresql

            opened.enter_context(postgresql.running())
        from tests.support.cast import PASSWORD, Someone, somebody
        from tests.support.projects_of_people import FACTS
        from tests.support.site import site_of_people

        networks = {ip_network("127.0.0.0/8"): "safe room"}
        settings = {"ALDER_ACCESS_FACTS": FACTS, "ALDER_NETWORKS": networks}
        opened.enter_context(site_of_people(folder / "store", **settings))
        from django.db import connection

        from alder.web.accounts import second_factor
        from alder.web.accounts.models import Person

        began = time.perf_counter()
        rows()
        own = [event for n in range(1, PROJECTS + 1) for event in events_of_project(n, str(BUSY))]
        fill(interleaved(own, number, _START, _STEP))
        print(f"{connection.vendor}, {number:,} events, {PROJECTS:,} projects, in {time.perf_counter() - began:.0f} s")
        person = Person.objects.get(pk=BUSY)
        person.set_password(PASSWORD)
        person.chose_password = True
        person.save()
        second_factor.draw_app(person, confirmed=True)
        amara, dev = Someone(person).sign_in(), somebody("Dev", "data manager").sign_in()
        page, ingress = f"/projects/{UUID(int=5)}", UUID(int=4 * BROUGHT + 1)
        pages = {
            "one's own projects, 400 of them": (amara, "/projects"),
            "all projects, and what waits": (dev, "/projects"),
            "their last page": (dev, "/projects?page=100"),
            "those that are active": (dev, "/projects?state=active&page=50"),
            "a project": (amara, page),
            "a project, for a data manager": (dev, page),
            "what was brought": (amara, f"{page}/ingress"),
            "one of it, for a data manager": (dev, f"{page}/ingress/{ingress}"),
            "bringing files": (amara, f"{page}/ingress/bring"),
            "outputs": (amara, f"{page}/outputs"),
            "the end": (dev, f"{page}/end"),
            "published research": (amara, "/published-research"),
            "your turn": (dev, "/your-turn"),
        }
        worst = 0.0
        for words, (who, address) in pages.items():
            took = best(lambda who=who, address=address: who.see(address))  # type: ignore[misc]
            worst = max(worst, took)
            print(f"  {words:<44} {took * 1000:7.1f} ms", flush=True)
        from alder.web.projects.models import AgreementsSeen
        from alder.web.projects.workspaces import follow_agreements

        AgreementsSeen.objects.update_or_create(id=1, defaults={"seq": number})
        took = best(follow_agreements)
        print(f"  {'the clock, when nothing happened':<44} {took * 1000:7.1f} ms")
        print(f"  worst: {worst / LIMIT:.2f} of the limit of {LIMIT} s")
    return 0 if worst < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
