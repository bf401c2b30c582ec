"""What may be said of match rates: whole per cent of many people, so that nobody is found by not being found.

The rule is that of `disclosure.measured`: a whole per cent of at least 100 times as many people as the policy's
threshold leaves as many counts possible as the policy allows anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.disclosure.measured import FEW, share

if TYPE_CHECKING:
    from alder.model.matched import Matched


@dataclass(frozen=True)
class MatchSaid:
    """The match rate of one group in words; `group` is empty for everybody."""

    group: str
    label: str
    rate: str


@dataclass(frozen=True)
class Said:
    """Whom the rates call found, and what may be said of each group."""

    says: str
    rates: tuple[MatchSaid, ...]

    def lines(self) -> list[str]:
        """A line for everybody, and one for each characteristic."""
        groups: dict[str, list[MatchSaid]] = {}
        for r in self.rates:
            groups.setdefault(r.group, []).append(r)
        return [f"{group or 'All'}: {_told(rates)}" for group, rates in groups.items()]


def said(matched: Matched | None, threshold: int) -> Said | None:
    """What a policy of this threshold lets be said."""
    if matched is None:
        return None
    rates = [MatchSaid(r.group, r.label, share(r.found, r.looked_for, 100 * threshold)) for r in matched.rates]
    return Said(matched.says, tuple(rates))


def _told(rates: list[MatchSaid]) -> str:
    known = [f"{r.label} {r.rate}" for r in rates if r.rate != FEW]
    few = [r.label for r in rates if r.rate == FEW]
    return "; ".join([*known, *([f"too few to say of {', '.join(few)}"] if few else [])])
