"""Some of the events, the newest first: by person, thing, action and time, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, Value
from django.db.models.functions import Concat

from alder.web.trail.models import TrailEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = 50
_FEW = 5_000
"""A thing with fewer events than this is looked for by its own index, whatever else is asked: some milliseconds."""


@dataclass(frozen=True)
class EventPlace:
    """After which event a page begins: its time and number. Pages are not counted, since a million events have many."""

    at: datetime
    seq: int

    @classmethod
    def read(cls, text: str) -> EventPlace | None:
        """The place that an address names; None where it names none."""
        at, _, seq = text.rpartition("_")
        try:
            found = datetime.fromisoformat(at)
            return cls(found, int(seq)) if found.tzinfo and seq.isascii() and len(seq) < 19 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.seq}"


@dataclass(frozen=True)
class Selection:
    """Which events are asked for."""

    actor: str = ""
    thing: str = ""
    action: str = ""
    first: datetime | None = None
    end: datetime | None = None

    def page(
        self, after: EventPlace | None = None, within: Q | None = None
    ) -> tuple[Sequence[TrailEvent], EventPlace | None]:
        """The events of a page, and where the next one begins. An index has each of these in the order of time.

        `within` are the events that are there for the reader, where these are not all.
        """
        found = TrailEvent.objects.filter(within or Q()).order_by("-at", "-seq")
        if self.thing:
            found = found.filter(thing=self.thing)
        others = {name: value for name in ("actor", "action") if (value := getattr(self, name))}
        if self.thing and found[:_FEW].count() < _FEW:
            # A database that was never analysed may as well take the index of a busy person, and read on for long.
            found = found.annotate(**{f"plain_{name}": Concat(name, Value("")) for name in others})
            others = {f"plain_{name}": value for name, value in others.items()}
        found = found.filter(**others)
        if self.first:
            found = found.filter(at__gte=self.first)
        if self.end:
            found = found.filter(at__lt=self.end)
        if after:
            earlier = Q(at__lt=after.at) | Q(at=after.at, seq__lt=after.seq)
            found = found.filter(earlier, at__lte=after.at)
        rows = list(found[: PAGE + 1])
        last = rows[PAGE - 1] if len(rows) > PAGE else None
        return rows[:PAGE], EventPlace(last.at, last.seq) if last else None


def actions() -> list[str]:
    """Every action that there is an event of, found by stepping through the index from one to the next."""
    table = TrailEvent._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"with recursive step(action) as (select min(action) from {table} union all "
            f"select (select min(action) from {table} where action > step.action) from step "
            "where step.action is not null) select action from step where action is not null"
        )
        return [action for (action,) in cursor.fetchall()]
