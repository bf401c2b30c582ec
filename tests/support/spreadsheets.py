"""A reader with a spreadsheet: which hidden counts of a published table single sums fix, one after the other.

It reads what readers read, the published file and what adds up to what. It shares nothing with Alder, not even numpy.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

Codes = tuple[str, ...]
ENDLESS = float("inf")


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
                low[codes], high[codes] = 1, ENDLESS
            else:
                shown[codes] = int(row["published"])
    sums = [
        (whole, [p for p in parts if p in low], sum(shown.get(p, 0) for p in parts))
        for whole, parts in sums_of(dims, [*shown, *low])
    ]
    of: dict[Codes, list[int]] = {codes: [] for codes in low}
    for n, (whole, hidden, _) in enumerate(sums):
        for codes in (*hidden, *([whole] if whole in low else [])):
            of[codes].append(n)
    looked_at = {n: None for numbers in of.values() for n in numbers}
    while looked_at:
        n = next(iter(looked_at))
        del looked_at[n]
        for codes, least, most in _left_by(*sums[n], shown, low, high):
            if least > low[codes] or most < high[codes]:
                low[codes], high[codes] = max(least, low[codes]), min(most, high[codes])
                looked_at.update(dict.fromkeys(of[codes]))  # what this sum says of its others is said with them
    return {codes: int(low[codes]) for codes in low if low[codes] == high[codes]}


def _left_by(
    whole: Codes,
    hidden: list[Codes],
    known: int,
    shown: dict[Codes, int],
    low: dict[Codes, float],
    high: dict[Codes, float],
) -> Iterator[tuple[Codes, float, float]]:
    """The least and the most that one sum leaves each of its hidden counts, from what is known of the others."""
    lows, highs = [low[p] for p in hidden], [high[p] for p in hidden]
    endless = highs.count(ENDLESS)
    least, most = sum(lows), sum(h for h in highs if h != ENDLESS)
    if whole in low:
        yield whole, known + least, ENDLESS if endless else known + most
        floor, ceiling = low[whole] - known, high[whole] - known
    else:
        floor = ceiling = shown.get(whole, 0) - known
    for part, own, top in zip(hidden, lows, highs, strict=True):
        others_endless = endless - (top == ENDLESS)
        others = most - (0 if top == ENDLESS else top)
        yield part, -ENDLESS if others_endless else floor - others, ceiling - (least - own)


def sums_of(dims: list[tuple[str, list[list[str]]]], cells: list[Codes]) -> list[tuple[Codes, list[Codes]]]:
    """Every total with its parts, in every dimension."""
    found: dict[tuple[int, Codes], list[Codes]] = {}
    above = [dict(map(tuple, codes)) for _, codes in dims]
    for codes in cells:
        for k, code in enumerate(codes):
            if parent := above[k][code]:
                found.setdefault((k, (*codes[:k], parent, *codes[k + 1 :])), []).append(codes)
    return [(whole, parts) for (_, whole), parts in found.items()]
