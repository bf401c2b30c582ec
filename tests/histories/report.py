"""The report of many histories, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.histories.attack import Result


@dataclass
class Report:
    """What was tried on how many histories, and what came of it."""

    seed: int
    of: dict[str, Result] = field(default_factory=dict)
    """By the way in which the histories were protected."""
    histories: Counter[str] = field(default_factory=Counter)
    breached: list[tuple[int, str, list[str]]] = field(default_factory=list)
    """The number of each history with a breach, its way, and what was found."""

    def add(self, number: int, way: str, result: Result) -> None:
        self.histories[way] += 1
        self.of.setdefault(way, Result()).add(result)
        if result.breaches:
            self.breached.append((number, way, result.breaches))

    def text(self) -> str:
        every = Result()
        for one in self.of.values():
            every.add(one)
        lines = [f"{self.histories.total():,} histories, seed {self.seed}.", ""]
        lines += _table(
            ["protected as", "histories", "tables", "refused", "cells", "small", "hidden besides"],
            [
                [way, *(f"{n:,}" for n in (self.histories[way], *_sizes(one)))]
                for way, one in [*sorted(self.of.items()), ("all", every)]
                if way != "all" or len(self.of) > 1
            ],
            total=self.histories.total(),
        )
        lines += ["", "Attacks, each on one small count or group:", ""]
        breaches = f"{sum(len(found) for _, _, found in self.breached):,}"
        lines += [f"  {n:>9,}  {name}" for name, n in sorted(every.tried.items())]
        lines += [f"  {every.tried.total():>9,}  together, of which {breaches} got through"]
        past = {name: n for name, n in sorted(every.beyond.items()) if n}
        if past:
            lines += ["", "Told, where nothing is promised:", ""]
            lines += [f"  {n:>9,}  {name}" for name, n in past.items()]
        lines += ["", *self._ending()]
        return "\n".join(lines)

    def _ending(self) -> Iterable[str]:
        if not self.breached:
            return ["Every promise held."]
        found = [f"{len(self.breached):,} histories broke a promise. Make one again with its number:", ""]
        for number, way, breaches in sorted(self.breached)[:20]:
            found.append(f"  python -m tests.histories --seed {self.seed} --only {number}   ({way})")
            found += [f"      {said}" for said in breaches[:3]]
        return found


def _sizes(one: Result) -> tuple[int, ...]:
    return one.tables, one.refused, one.cells, one.primaries, one.secondaries


def _table(heads: list[str], rows: list[list[str]], *, total: int) -> list[str]:
    for row in rows:
        if row[0] == "all":
            row[1] = f"{total:,}"
    widths = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(w) if k == 0 else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in [heads, *rows]
    ]
