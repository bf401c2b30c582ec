"""Whether the trail is as it was recorded: read event by event, and held against every head that was published.

A head is published once a day by the worker: on a page that everybody can read, and in a file beside what is published,
where a copy of the database that is put back does not reach it. The worker verifies what is new within a minute, and
all of it again each day.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.engine.trail import StoreTrail
from alder.model.event import GENESIS, Event, Head, Verification
from alder.rights import private_file
from alder.web.trail.events import FIELDS
from alder.web.trail.models import PublishedHead, TrailCheck, TrailEvent, TrailHead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_log = logging.getLogger("alder.trail")
FILE = "trail-heads.jsonl"
_AT_ONCE = 2_000
"""Events that are read from the database at once: a few megabytes."""
_A_TURN = 20_000
"""Events that the worker verifies before it sees to other work: under a second."""
EVERY = timedelta(minutes=1)
AGAIN = timedelta(days=1)
"""How often the worker looks at what is new, and begins at the first event again."""


@dataclass(frozen=True)
class HeadOfDay:
    """Where both chains ended on a day."""

    day: str
    at: datetime
    site: Head
    store: Head

    def to_json(self) -> dict[str, Any]:
        return {
            "day": self.day,
            "at": self.at.astimezone(UTC).isoformat(),
            "site": {"events": self.site.events, "hash": self.site.hash},
            "store": {"events": self.store.events, "hash": self.store.hash},
        }


def events(first: int = 0, end: int | None = None) -> Iterator[tuple[Event, str]]:
    """The events of the site from this number on, each with the hash that stands with it."""
    found = TrailEvent.objects.order_by("seq")
    if first:
        found = found.filter(seq__gte=first)
    if end is not None:
        found = found.filter(seq__lt=end)
    for *values, hash in found.values_list(*FIELDS, "hash").iterator(_AT_ONCE):
        yield Event(*values), hash


def head() -> Head:
    """Where the chain of the site ends, as the database says it."""
    found = TrailHead.objects.filter(id=1).first()
    return Head(found.events, found.hash) if found else Head(0, GENESIS)


def published_heads() -> list[HeadOfDay]:
    """Every head that was published, by the database and by the file beside it, the oldest first."""
    found = [
        HeadOfDay(one.day.isoformat(), one.at, Head(one.events, one.hash), Head(one.store_events, one.store_hash))
        for one in PublishedHead.objects.all()
    ]
    return sorted(
        {(one.day, one.site, one.store): one for one in (*found, *_in_file())}.values(), key=lambda one: one.at
    )


def heads_of_site() -> tuple[Head, ...]:
    return tuple(Head(one.site.events, one.site.hash, f"on {one.day}") for one in published_heads())


def heads_of_store() -> tuple[Head, ...]:
    return tuple(Head(one.store.events, one.store.hash, f"on {one.day}") for one in published_heads())


def verify(sought: str = "", progress: Callable[[int], None] = lambda more: None) -> Verification:
    """Read the whole chain of the site, in bounded memory."""
    found = Verification((*heads_of_site(), _own_head()), sought=sought)

    def told() -> Iterator[tuple[Event, str]]:
        for number, one in enumerate(events(), 1):
            yield one
            if number % _AT_ONCE == 0:
                progress(_AT_ONCE)

    found.take_all(told())
    found.end()
    return found


def _own_head() -> Head:
    """The head of the database: where fewer events are there than it counts, the last ones were deleted."""
    now = head()
    return Head(now.events, now.hash, "in the database itself")


def publish_head() -> None:
    """The head of this day, once: a chore of the worker."""
    today = wall_clock.today()
    if PublishedHead.objects.filter(day=today).exists():
        return
    site, store = head(), _store_trail().head()
    with transaction.atomic():
        row, is_new = PublishedHead.objects.get_or_create(
            day=today,
            defaults={
                "at": wall_clock.now(),
                "events": site.events,
                "hash": site.hash,
                "store_events": store.events,
                "store_hash": store.hash,
            },
        )
    if is_new:
        _write(HeadOfDay(today.isoformat(), row.at, site, store))


def _store_trail() -> StoreTrail:
    return StoreTrail(settings.ALDER_PUBLISHED.parent)


def _file() -> Path:
    return settings.ALDER_PUBLISHED / FILE


def _write(made: HeadOfDay) -> None:
    with private_file(_file(), owner_alone=True).open("a", encoding="ascii") as file:
        file.write(json.dumps(made.to_json(), separators=(",", ":")) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _in_file() -> Iterator[HeadOfDay]:
    """A line that was not written to its end says nothing; the database has that head too."""
    try:
        lines = _file().read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            said = json.loads(line)
            site, store = (Head(said[name]["events"], said[name]["hash"]) for name in ("site", "store"))
            yield HeadOfDay(said["day"], datetime.fromisoformat(said["at"]), site, store)
        except (ValueError, KeyError, TypeError):
            continue


def verify_on() -> None:
    """Verify what is new, and all again each day, some of it at a time: a chore of the worker."""
    now = wall_clock.now()
    for name, every in ((TrailCheck.ALL, AGAIN), (TrailCheck.NEW, EVERY)):
        check = TrailCheck.objects.filter(name=name).first() or TrailCheck(name=name, began=now, at=now)
        if check.ended is not None and now - check.ended < every:
            continue
        if name == TrailCheck.ALL and check.ended is not None:  # from the first event again
            check.began, check.ended, check.events, check.hash = now, None, 0, GENESIS
        if name == TrailCheck.NEW and check.broken is not None and not _is_mended(check):
            continue
        _go_on(check, now)


def _is_mended(check: TrailCheck) -> bool:
    """Whether all was found whole since, from where what is new goes on then."""
    whole = TrailCheck.objects.filter(name=TrailCheck.ALL, broken=None, ended__gt=check.ended).first()
    if whole:
        check.events, check.hash = whole.events, whole.hash
    return whole is not None


def _go_on(check: TrailCheck, now: datetime) -> None:
    """One turn of a verification."""
    last = head()
    found = Verification((*heads_of_site(), _own_head()), events=check.events, hash=check.hash)
    found.take_all(events(check.events, check.events + _A_TURN))
    is_over = found.broken is not None or found.events >= last.events
    if is_over:
        found.end()
    check.at, check.events, check.hash = now, found.events, found.hash
    if is_over:
        if found.broken and check.broken is None:
            _log.error("the trail is not as it was recorded: alder trail verify names the first event that is wrong")
        check.ended = now
        check.broken = found.broken.seq if found.broken else None
        check.why = found.broken.why[:300] if found.broken else ""
    check.save()


@dataclass(frozen=True)
class CheckState:
    """What the worker found, for pages."""

    new: TrailCheck | None
    all: TrailCheck | None

    @property
    def broken(self) -> TrailCheck | None:
        """The check that found something, if one did."""
        return next((one for one in (self.all, self.new) if one and one.broken is not None), None)


def check_state() -> CheckState:
    found = {one.name: one for one in TrailCheck.objects.all()}
    return CheckState(found.get(TrailCheck.NEW), found.get(TrailCheck.ALL))
