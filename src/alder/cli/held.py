"""`alder sources held`: the extracts that a store holds, delivery by delivery."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alder.engine import extracts
from alder.look.words import counted, short_day
from alder.sources.reading.report import delivery_as_object, years_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.engine.extracts import Delivery

_HEADS = ("source", "record", "years", "edition", "received", "rows", "findings", "counts")


def as_json(held: Sequence[Delivery]) -> str:
    counting = extracts.current(held)
    rows = [delivery_as_object(d) | {"rows_that_count": sum(s.rows for s in counting[d.number])} for d in held]
    return json.dumps(rows, indent=1, ensure_ascii=False)


def lines(held: Sequence[Delivery]) -> Iterator[str]:
    """A row for each delivery, and how much of it counts."""
    if not held:
        yield "No extract yet."
        yield ""
        yield "Load one:  alder load --source plams FILE"
        return
    counting = extracts.current(held)
    table = [_HEADS]
    for d in sorted(held, key=lambda d: (d.source, d.entity, d.number)):
        received = short_day(d.received.date()) if d.received else ""
        found = f"{sum(d.findings.values()):,}"
        table.append(
            (d.source, d.entity, years_of(d), d.edition, received, f"{d.rows:,}", found, _standing(d, counting))
        )
    widths = [max(len(row[i]) for row in table) for i in range(len(_HEADS))]
    for row in table:
        cells = [c.rjust(w) if i in (5, 6) else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        yield "   ".join(cells).rstrip()
    yield ""
    yield f"{counted(len(held), 'delivery', 'deliveries')}. The latest of a year counts; earlier ones are kept."


def _standing(delivery: Delivery, counting: dict[int, tuple[extracts.Slice, ...]]) -> str:
    rows = sum(s.rows for s in counting[delivery.number])
    if not rows:
        return "none, superseded"
    return "all" if rows == delivery.rows else f"{counted(rows, 'row')} of it"
