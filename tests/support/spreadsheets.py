"""A reader with a spreadsheet: which hidden counts of a published table single sums fix, one after the other.

It reads what readers read, the published file and what adds up to what. It shares nothing with Alder, not even numpy.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

Codes = tuple[str, ...]


def fixed_counts(folder: Path, published: Path) -> dict[Codes, int]:
    """Hidden counts that have one value left for somebody who knows that none of them is 0."""
    dims: list[tuple[str, list[list[str]]]] = json.loads((folder / "hier.json").read_text("utf-8"))["dims"]
    shown: dict[Codes, int] = {}
    low: dict[Codes, float] = {}
    high: dict[Codes, float] = {}
    with published.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            codes = tuple(row[name] for name, _ in dims)
            if row["published"] == "c":
                low[codes], high[codes] = 1, float("inf")
            else:
                shown[codes] = int(row["published"])
    sums = [
        (whole, [p for p in parts if p in low], sum(shown.get(p, 0) for p in parts))
        for whole, parts in sums_of(dims, [*shown, *low])
    ]
    sums = [(whole, hidden, known) for whole, hidden, known in sums if hidden or whole in low]
    while True:
        before = dict(low), dict(high)
        for whole, hidden, known in sums:
            if whole in low:
                low[whole] = max(low[whole], known + sum(low[p] for p in hidden))
                high[whole] = min(high[whole], known + sum(high[p] for p in hidden))
            least, most = low.get(whole, shown.get(whole, 0)), high.get(whole, shown.get(whole, 0))
            for part in hidden:
                others = [p for p in hidden if p != part]
                low[part] = max(low[part], least - known - sum(high[p] for p in others))
                high[part] = min(high[part], most - known - sum(low[p] for p in others))
        if before == (low, high):
            return {codes: int(low[codes]) for codes in low if low[codes] == high[codes]}


def sums_of(dims: list[tuple[str, list[list[str]]]], cells: list[Codes]) -> list[tuple[Codes, list[Codes]]]:
    """Every total with its parts, in every dimension."""
    found: dict[tuple[int, Codes], list[Codes]] = {}
    above = [dict(map(tuple, codes)) for _, codes in dims]
    for codes in cells:
        for k, code in enumerate(codes):
            if parent := above[k][code]:
                found.setdefault((k, (*codes[:k], parent, *codes[k + 1 :])), []).append(codes)
    return [(whole, parts) for (_, whole), parts in found.items()]
