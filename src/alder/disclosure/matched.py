"""What may be said of match rates: whole per cent of many people, so that nobody is found by not being found.

The rule is that of `disclosure.measured`: a whole per cent of at least 100 times as many people as the policy's
threshold leaves as many counts possible as the policy allows anywhere. It is told of everybody of the measure's year
and of nobody else, whatever the table is about: rates of groups, or of those whom a filter leaves, could be put
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.disclosure.measured import share

if TYPE_CHECKING:
    from alder.model.statistic import Matched


@dataclass(frozen=True)
class Said:
    """Whom the rates call found, and what may be said of everybody, by the year where there are several."""

    says: str
    rates: tuple[tuple[str, str], ...]

    def words(self) -> str:
        return "; ".join(f"{who} {rate}" for who, rate in self.rates)


def said(matched: Matched | None, threshold: int) -> Said | None:
    """What a policy of this threshold lets be said."""
    if matched is None:
        return None
    return Said(matched.says, tuple((r.label, share(r.found, r.looked_for, 100 * threshold)) for r in matched.whole))
