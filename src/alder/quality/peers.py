"""Providers whose share of missing or unknown values stands out from that of all others together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.quality.totals import SHARES

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS = 10
"""How many percentage points above its peers a provider is marked. Alder's own limit."""

_COMPARED = ("missing_share", "not_known_share", "stand_in_share")


def apart_from_peers(rows: Sequence[dict[str, Any]]) -> set[tuple[int, str]]:
    """The rows (by their place) and shares that are more than `POINTS` above all others of the same record."""
    found = set()
    for share in _COMPARED:
        part, base = SHARES[share]
        for n, row in enumerate(rows):
            others = [r for r in rows if r["record"] == row["record"] and r is not row]
            parts, bases = (sum(r[c] or 0 for r in others) for c in (part, base))
            if row[share] is not None and bases and 100 * (row[share] - parts / bases) > POINTS:
                found.add((n, share))
    return found
