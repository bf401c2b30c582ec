"""The trail with a million events: what an event costs, how fast auditors' pages are, how long verifying takes.

`python -m benchmarks.recording [EVENTS] [postgresql]`; without a number, a million. Events are put in as they would
have been recorded, before the triggers are there, since one by one they would take an hour.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from alder.model.event import GENESIS, Event

LIMIT = 0.3
"""Seconds of the server for any page."""
PEOPLE, THINGS = 200, 40_000
ACTIONS = ("Read", "Denied", "Signed in", "Signed out", "SUBMIT", "REVIEW", "RETURN", "APPROVE", "RELEASE", "Changed")
_START = datetime(2025, 1, 1, tzinfo=UTC)


def events(number: int) -> Iterator[Event]:
    """Some two years of a service, with a few busy people and many quiet ones."""
    before = GENESIS
    for seq in range(number):
        person = (seq * seq + seq // 7) % PEOPLE if seq % 3 else seq % 4
        event = Event(
            seq=seq,
            at=_START + timedelta(seconds=60 * seq, microseconds=seq % 1000),
            actor=str(UUID(int=person)),
            role="output checker",
            thing=f"output {UUID(int=seq * 7919 % THINGS)}",
            action=ACTIONS[seq % 97 % len(ACTIONS)] if seq % 5000 else "RECALL",
            from_state="One review",
            to_state="Two reviews",
            said={"network": f"{seq % 4096:016x}", "session": f"{seq // 40:016x}", "reason": "Made up, and not short."},
            previous=before,
        )
        before = event.hash
        yield event


def interleaved(own: Sequence[Event], number: int, since: datetime, step: timedelta) -> Iterator[Event]:
    """One chain of so many events: those of one's own evenly between those of everything else."""
    every, before, seq = max(2, number // len(own)), GENESIS, 0
    others = events(number - len(own))
    while seq < number:
        one = own[seq // every] if seq % every == 0 and seq // every < len(own) else next(others, None)
        if one is None:
            return
        event = replace(one, seq=seq, at=since + step * seq, previous=before)
        before, seq = event.hash, seq + 1
        yield event


COLUMNS = (
    "seq", "at", "actor", "role", "thing", "action", "from_state", "to_state", "said", "previous", "hash",
)  # fmt: skip


def fill(chain: Iterable[Event]) -> None:
    """Put a chain of events in as it is, and its head."""
    from django.db import connection, transaction

    from alder.web.trail.models import TrailHead
    from alder.web.trail.protection import install

    rows = (
        (
            one.seq, one.at, one.actor, one.role, one.thing, one.action, one.from_state, one.to_state,
            json.dumps(dict(one.said)), one.previous, one.hash,
        )
        for one in chain
    )  # fmt: skip
    last, number = GENESIS, 0
    with transaction.atomic(), connection.cursor() as cursor:
        for table, name in (("event", "added"), ("head", "head_moved"), ("head", "head_deleted")):
            on = f" on trail_trail{table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger trail_{name}{on}")
        while some := [row for _, row in zip(range(20_000), rows, strict=False)]:
            number, last = number + len(some), some[-1][-1]
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f"copy trail_trailevent ({', '.join(COLUMNS)}) from stdin") as copy:  # type: ignore[attr-defined]
                    for row in some:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(COLUMNS))
                cursor.executemany(
                    f"insert into trail_trailevent ({', '.join(COLUMNS)}) values ({marks})",
                    [(one[0], one[1].replace(tzinfo=None).isoformat(" "), *one[2:]) for one in some],
                )
        TrailHead.objects.all().delete()
        TrailHead.objects.create(id=1, events=number, hash=last)
    with connection.schema_editor() as editor:
        install(editor)
    if connection.vendor == "postgresql":  # which does so by itself after a while; SQLite does not
        with connection.cursor() as cursor:
            cursor.execute("analyze trail_trailevent")


def best(work: Callable[[], Any], times: int = 7, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the quickest of several runs: what it takes when nothing else is going on."""
    took = []
    for _ in range(times):
        began = clock()
        work()
        took.append(clock() - began)
    return min(took)


def main(arguments: list[str]) -> int:
    number = next((int(one) for one in arguments if one.isdigit()), 1_000_000)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        if "postgresql" in arguments:
            from tests.support import postgresql

            opened.enter_context(postgresql.running())
        from tests.support.cast import somebody
        from tests.support.site import site_in

        site = opened.enter_context(site_in(folder / "store"))
        from django.db import connection, transaction

        began = time.perf_counter()
        fill(events(number))
        print(f"{connection.vendor}, {number:,} events, filled in {time.perf_counter() - began:.0f} s")
        from alder.web.trail.events import record
        from alder.web.trail.selection import EventPlace

        def one_event() -> None:
            with transaction.atomic():
                record("", "clock", "output one", "LOOK", said={"reason": "Made up."})

        print(f"  {'an event, with its transaction':<44} {best(one_event, 50) * 1000:7.1f} ms")
        grace = somebody("Grace", "auditor").sign_in()
        busy, quiet = UUID(int=1), UUID(int=PEOPLE - 1)
        middle = EventPlace(_START + timedelta(seconds=60 * number // 2), number // 2)
        pages = {
            "the newest": "",
            "half way down": f"after={str(middle).replace('+', '%2B')}",
            "of a busy person": f"person={busy}",
            "of a quiet person": f"person={quiet}",
            "of a thing": f"thing=output+{UUID(int=7919 % THINGS)}",
            "of a rare action": "action=RECALL",
            "of a day long ago": "first=2025-02-01&last=2025-02-01",
            "of a busy person, a rare action": f"person={busy}&action=RECALL",
            "of a person on days long ago": f"person={busy}&first=2025-01-02&last=2025-01-09",
            "a busy person, an action they never did": f"person={busy}&action=Signed+up",
            "of a thing, by a busy person": f"thing=output+{UUID(int=7919 % THINGS)}&person={busy}",
            "of a thing, an action on a day": f"thing=output+{UUID(int=7919 % THINGS)}&action=Read&first=2025-01-01",
            "of a thing that there is not": "thing=output+none",
        }
        worst = 0.0
        for words, question in pages.items():
            took = best(lambda question=question: grace.see(f"/trail?{question}"))  # type: ignore[misc]
            worst = max(worst, took)
            print(f"  {f'events, {words}':<44} {took * 1000:7.1f} ms")
        took = best(lambda: grace.see(f"/trail/{number // 2}"))
        print(f"  {'the page of an event':<44} {took * 1000:7.1f} ms")
        print(f"  worst page: {max(worst, took) / LIMIT:.2f} of the limit of {LIMIT} s")
        began = time.process_time()
        said = site.run("trail", "verify")
        took = time.process_time() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"  {'alder trail verify':<44} {took:7.1f} s of processor, {number / took:,.0f} events a second, "
            f"{most:.0f} MB at most"
        )
        assert "each as it was recorded" in said, said
        began = time.process_time()
        site.run("trail", "export", "--to", str(folder / "trail.jsonl"))
        size = (folder / "trail.jsonl").stat().st_size / 1e6
        print(f"  {'alder trail export':<44} {time.process_time() - began:7.1f} s of processor, {size:.0f} MB")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
