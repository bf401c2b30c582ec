"""Making a delivery part of the store, whatever it holds: once, whole, and in place of what it supersedes."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.engine import extracts
from alder.engine.extracts import Delivery, StagedDelivery
from alder.sources.reading.faults import Tally
from alder.sources.reading.outcome import Outcome, SourceReport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from alder.engine.staging import StagedTable
    from alder.engine.store import Store
    from alder.model.layout import SourceEntity
    from alder.model.source import Source


@dataclass(frozen=True)
class Taken:
    """What was read of a delivery: its rows, what is to be said of it, and what was found."""

    piece: StagedTable
    delivery: Delivery
    tally: Tally


def deliver(
    store: Store,
    source: Source,
    entity: SourceEntity,
    table: str,
    paths: Sequence[Path],
    told_year: int | None,
    take: Callable[[StagedDelivery, str], Taken],
) -> SourceReport:
    """Keep what `take` reads, unless the same files are held already. `take` is told the hash of the files."""
    began = time.perf_counter()
    key = table, _digest(list(dict.fromkeys(paths))), told_year
    if same := extracts.which_holds(extracts.deliveries(store), *key):
        return SourceReport(source, entity, Outcome.HELD, same, Tally())
    with StagedDelivery(store) as incoming:
        taken = take(incoming, key[1])
        held = extracts.deliveries(store)
        kept = incoming.accept(taken.delivery, taken.piece)
    if kept is None:  # another process loaded the same files meanwhile
        same = extracts.which_holds(extracts.deliveries(store), *key)
        return SourceReport(source, entity, Outcome.HELD, same or taken.delivery, Tally())
    slices = {(s.start_year, s.term) for s in kept.slices}
    gone = [d for d in held if d.table == kept.table and slices & {(s.start_year, s.term) for s in d.slices}]
    seconds = time.perf_counter() - began
    return SourceReport(source, entity, Outcome.LOADED, kept, taken.tally, tuple(gone), seconds)


def _digest(paths: Sequence[Path]) -> str:
    digests = []
    for path in paths:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
