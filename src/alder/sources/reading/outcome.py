"""What became of an extract, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.rules.findings import Severity

if TYPE_CHECKING:
    from alder.engine.extracts import Delivery
    from alder.model.layout import SourceEntity
    from alder.model.source import Source
    from alder.sources.reading.faults import Tally


class Outcome(StrEnum):
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
    outcome: Outcome
    delivery: Delivery
    tally: Tally
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
