"""Making a delivery part of the store, whatever it holds: once, whole, and in place of what it supersedes."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.engine import extracts
from alder.engine.disk import checksum
from alder.engine.extracts import Delivery, StagedDelivery
from alder.rules.findings import Severity
from alder.sources.extracts.findings import FindingTally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from alder.engine.staging import StagedTable
    from alder.engine.store import Store
    from alder.model.layout import SourceEntity
    from alder.model.source import Source


@dataclass(frozen=True)
class ReadDelivery:
    """What was read of a delivery: its rows, what is to be said of it, and what was found."""

    piece: StagedTable
    delivery: Delivery
    tally: FindingTally


def deliver(
    store: Store,
    source: Source,
    entity: SourceEntity,
    table: str,
    paths: Sequence[Path],
    told_year: int | None,
    read: Callable[[StagedDelivery, str], ReadDelivery],
) -> SourceReport:
    """Keep what `read` reads, unless the same files are held already. `read` is told the hash of the files."""
    began = time.perf_counter()
    key = table, _digest(list(dict.fromkeys(paths))), told_year
    if same := extracts.which_holds(extracts.deliveries(store), *key):
        return SourceReport(source, entity, DeliveryStatus.HELD, same, FindingTally())
    with StagedDelivery(store) as incoming:
        delivery = read(incoming, key[1])
        held = extracts.deliveries(store)
        kept = incoming.accept(delivery.delivery, delivery.piece)
    if kept is None:  # another process loaded the same files meanwhile
        same = extracts.which_holds(extracts.deliveries(store), *key)
        return SourceReport(source, entity, DeliveryStatus.HELD, same or delivery.delivery, FindingTally())
    slices = {(s.start_year, s.term) for s in kept.slices}
    gone = [d for d in held if d.table == kept.table and slices & {(s.start_year, s.term) for s in d.slices}]
    seconds = time.perf_counter() - began
    return SourceReport(source, entity, DeliveryStatus.LOADED, kept, delivery.tally, tuple(gone), seconds)


def _digest(paths: Sequence[Path]) -> str:
    digests = [checksum(path) for path in paths]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()


class DeliveryStatus(StrEnum):
    """What became of an extract."""

    LOADED = "loaded"
    HELD = "already held"


@dataclass(frozen=True)
class SourceReport:
    """What became of an extract, and what was found in it.

    `superseded` are the earlier deliveries of which some rows no longer count.
    """

    source: Source
    entity: SourceEntity
    outcome: DeliveryStatus
    delivery: Delivery
    tally: FindingTally
    superseded: tuple[Delivery, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    landed: tuple[str, ...] = ()
    """What was made of the rows beyond keeping them, in words."""

    @property
    def notices(self) -> tuple[str, ...]:
        return (*self.delivery.notices, *self.landed)

    @property
    def exit_code(self) -> int:
        """0 without errors, warnings allowed; 1 with errors. The extract is in the store in both cases."""
        return int(any(fault.severity is Severity.ERROR for fault, _ in self.tally.counts))
