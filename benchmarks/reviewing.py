"""The output desk with 10,000 outputs and a million events: how long each page takes on the server, and the checks.

`python -m benchmarks.reviewing [EVENTS] [postgresql]`; without a number, a million. A few outputs go their way through
a desk of their own. 10,000 copies of them, each with its events, are put into another, where those that are looked at
are handed in and reviewed as ever. All have the same headings, so each is compared with those that left before.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from alder.model.event import Event
from benchmarks.recording import LIMIT, best, fill, interleaved

OUTPUTS, AUTHORS = 10_000, 400
_START, _STEP = datetime(2025, 1, 1, tzinfo=UTC), timedelta(seconds=58)
_OF_TEN = ("released",) * 6 + ("draft", "submitted", "one review", "approved")


@dataclass(frozen=True)
class Template:
    """An output as the database keeps it, with what happened to it."""

    rows: dict[str, list[dict[str, Any]]]
    events: list[Event]
    people: dict[str, int]
    """The numbers of those who did something, and who they are in a copy."""


def kind_of(number: int) -> str:
    return _OF_TEN[number % 10]


def author_of(number: int) -> UUID:
    """One in four is of one busy author."""
    return UUID(int=1_000 + (0 if number % 4 == 0 else number % AUTHORS))


@contextmanager
def checks_here() -> Iterator[None]:
    """The checks run in this process: what they cost by themselves is measured by `examining`."""
    from alder.web.output_desk import check_process, check_runs

    before = check_runs.check_in_a_process

    def checked(inside: Path, out: Path) -> str:
        check_process.check_folder(inside, out, 10, 5)
        return ""

    check_runs.check_in_a_process = checked
    try:
        yield
    finally:
        check_runs.check_in_a_process = before


def templates(folder: Path) -> dict[str, Template]:
    """One output of each kind, made at a desk of its own."""
    from tests.support import outputs_of_people as outputs
    from tests.support.site import site_in

    with site_in(folder), checks_here():
        people = outputs.cast()
        made = {
            "draft": outputs.ready(people["ben"]),
            "submitted": outputs.submitted(people["ben"]),
            "one review": outputs.submitted(people["ben"]),
            "approved": outputs.approved(people),
            "released": outputs.released(people),
        }
        outputs.votes(people["dev"], made["one review"])
        number = {str(one.person.pk): 3_000 + n for n, one in enumerate(people.values())}
        return {kind: _template(outputs.output_of(address), number) for kind, address in made.items()}


def _template(output: Any, people: dict[str, int]) -> Template:
    from alder.web.output_desk import models
    from alder.web.trail.models import TrailEvent

    rows = {
        "OutputGroup": models.OutputGroup.objects.filter(output=output),
        "OutputFile": models.OutputFile.objects.filter(group__output=output),
        "OutputCheckRun": models.OutputCheckRun.objects.filter(group__output=output),
        "OutputVariable": models.OutputVariable.objects.filter(output=output),
        "OutputReading": models.OutputReading.objects.filter(output=output),
    }
    own = models.OutputRequest.objects.filter(pk=output.pk)
    happened = [kept.event for kept in TrailEvent.objects.filter(thing=output.thing).order_by("seq")]
    return Template(
        {"OutputRequest": list(own.values()), **{name: list(found.values()) for name, found in rows.items()}},
        happened,
        people,
    )


def copies(made: dict[str, Template]) -> list[Event]:
    """The rows of all copies are written, and what happened to them returned, with neither place nor time yet."""
    from alder.web.accounts.models import Person
    from alder.web.output_desk import models

    people = [(1_000 + n, f"Author {n}") for n in range(AUTHORS)]
    people += sorted({(id, f"Somebody {id}") for one in made.values() for id in one.people.values()})
    Person.objects.bulk_create(Person(id=UUID(int=id), name=n, email=f"{id}@mereshire.example") for id, n in people)
    now = datetime.now(UTC)
    rows: dict[str, list[Any]] = {name: [] for name in made["released"].rows}
    happened = []
    for n in range(1, OUTPUTS + 1):
        one = made[kind_of(n)]
        author = str(one.rows["OutputRequest"][0]["author_id"])
        when = now - timedelta(minutes=50 * (OUTPUTS - n) + 30)
        files = {row["id"]: UUID(int=(n << 8) + at) for at, row in enumerate(one.rows["OutputFile"])}
        for name, found in one.rows.items():
            for row in found:
                new = {**row, **_of_copy(name, row, n, when, files)}
                if "person_id" in row:
                    new["person_id"] = UUID(int=one.people[str(row["person_id"])])
                if name != "OutputRequest" and name != "OutputGroup" and name != "OutputFile":
                    del new["id"]
                rows[name].append(getattr(models, name)(**new))
        for event in one.events:
            of_author = event.actor == author
            actor = str(author_of(n) if of_author else UUID(int=one.people[event.actor])) if event.actor else ""
            happened.append(replace(event, thing=f"output {n}", actor=actor))
    for name, of_name in rows.items():
        getattr(models, name).objects.bulk_create(of_name, batch_size=500)
    return happened


def _of_copy(name: str, row: dict[str, Any], n: int, when: datetime, files: dict[UUID, UUID]) -> dict[str, Any]:
    """What a copy has of its own."""
    if name == "OutputRequest":
        promised = when.date() + timedelta(days=14) if row["promised"] else None
        finished = when if row["finished"] else None
        return {
            "id": n, "key": UUID(int=n), "author_id": author_of(n), "title": f"{row['title']} {n}", "begun": when,
            "moved": when, "promised": promised, "finished": finished, "next_try": None,
        }  # fmt: skip
    if name == "OutputGroup":
        return {"id": n, "output_id": n}
    if name == "OutputFile":
        return {"id": files[row["id"]], "group_id": n}
    if name == "OutputCheckRun":
        return {"group_id": n}
    return {"output_id": n} | ({"file_id": files[row["file_id"]]} if "file_id" in row else {})


def main(arguments: list[str]) -> int:
    number = next((int(one) for one in arguments if one.isdigit()), 1_000_000)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        if "postgresql" in arguments:
            from tests.support import postgresql

            opened.enter_context(postgresql.running())
        from tests.support import outputs_of_people as outputs
        from tests.support.site import site_in

        made = templates(folder / "templates")
        opened.enter_context(site_in(folder / "store"))
        from django.db import connection

        began = time.perf_counter()
        fill(interleaved(copies(made), number, _START, _STEP))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for table in ("outputrequest", "outputgroup", "outputfile", "outputvariable", "outputreading"):
                    cursor.execute(f"analyze output_desk_{table}")
                for table in ("outputrequest", "outputgroup"):  # rows with numbers of their own leave counters behind
                    cursor.execute(f"select setval('output_desk_{table}_id_seq', %s)", [OUTPUTS])
        print(f"{connection.vendor}, {number:,} events, {OUTPUTS:,} outputs, in {time.perf_counter() - began:.0f} s")
        opened.enter_context(checks_here())
        from alder.web.output_desk.models import OutputRequest

        people = outputs.cast()
        ben, dev, grace, leila, ines = (people[name] for name in ("ben", "dev", "grace", "leila", "ines"))
        # He takes the place of the busiest of those who were put in, who have no password; drafts nobody has so many.
        OutputRequest.objects.filter(author_id=author_of(4)).exclude(state="draft").update(author=ben.person)
        began = time.perf_counter()
        waiting = outputs.submitted(ben)
        handing_in = time.perf_counter() - began
        approved, released = outputs.approved(people), outputs.released(people)
        draft = outputs.ready(ben)
        (file,) = outputs.output_of(waiting).groups.get().present
        pages = {
            "one's own, 2,500 of them": (ben, "/outputs"),
            "their last page": (ben, "/outputs?page=125"),
            "one's own that waits": (ben, waiting),
            "one's own that left": (ben, released),
            "what the checks say": (ben, f"{draft}/groups/1/findings"),
            "the cover sheet": (ben, f"{draft}/groups/1/cover"),
            "to review": (dev, "/desk/outputs?part=review"),
            "to review, the last page": (dev, "/desk/outputs?part=review&page=999"),
            "to decide": (dev, "/desk/outputs?part=decide"),
            "to release": (leila, "/desk/outputs?part=release"),
            "finished, 6,000 of them": (grace, "/desk/outputs?part=finished"),
            "finished, the last page": (grace, "/desk/outputs?part=finished&page=300"),
            "an output to review": (dev, outputs.desk(waiting)),
            "a file of it, with its cells": (dev, f"{outputs.desk(waiting)}/files/{file.pk}"),
            "an output to release": (leila, outputs.desk(approved)),
            "how the desk does": (people["sunita"], "/desk/outputs/numbers"),
            "incidents": (ines, "/desk/incidents"),
        }
        worst = 0.0
        for words, (who, address) in pages.items():
            took = best(lambda who=who, address=address: who.see(address))  # type: ignore[misc]
            worst = max(worst, took)
            print(f"  {words:<44} {took * 1000:7.1f} ms", flush=True)
        print(f"  worst: {worst / LIMIT:.2f} of the limit of {LIMIT} s")
        print(f"  worker and pages, from a blank form to the queue {handing_in:5.1f} s")
    return int(worst > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
