"""What an answer changed beside the one before it, figure by figure, as both are public.

Nothing is compared but the files that everybody can read: that the two may stand beside each other was judged by the
ledger before the second was let out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from alder.show.tidy_csv import no_formula

if TYPE_CHECKING:
    from pathlib import Path

_SYMBOL = "_symbol"
_SAYS_NOTHING = frozenset({"made_up"})
"""Columns with one text in every row, which a reader of differences needs no column for."""
MOST_SHOWN = 50
"""So many changed figures stand on a page; the file has all."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class ChangedFigure:
    """A figure that differs: where it stands, and how it read before and reads now. What is not there reads blank."""

    where: Row
    indicator: str
    before: str
    now: str


@dataclass(frozen=True)
class Revision:
    """Two tables of the same question beside each other."""

    names: Row
    """What stands in `where`."""
    figures: int
    """How many figures the two have together."""
    changes: tuple[ChangedFigure, ...]

    def as_facts(self, against: int) -> dict[str, Any]:
        """For the row of the answer; `against` is the number of the answer that it is compared with."""
        return {
            "against": against,
            "figures": self.figures,
            "changed": len(self.changes),
            "names": list(self.names),
            "shown": [[list(c.where), c.indicator, c.before, c.now] for c in self.changes[:MOST_SHOWN]],
        }

    def write(self, path: Path) -> None:
        """All changed figures as a file. What a spreadsheet would take for a formula stays a text."""
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow([*self.names, "indicator", "before", "now"])
            for one in self.changes:
                cells = [no_formula(text) for text in (*one.where, one.indicator)]
                writer.writerow([*cells, one.before, one.now])


def revision(before: Path, now: Path) -> Revision:
    """Compare the data files of two answers. A group that one of them lacks is compared with nothing."""
    names, old = _read(before)
    new_names, new = _read(now)
    if names != new_names:  # Alder names columns otherwise by now: no figure can be matched
        names, old = new_names, {}
    changes = tuple(
        ChangedFigure(where, indicator, old.get((where, indicator), ""), new.get((where, indicator), ""))
        for where, indicator in dict.fromkeys((*new, *old))
        if old.get((where, indicator)) != new.get((where, indicator))
    )
    return Revision(names, len(dict.fromkeys((*new, *old))), changes)


def _read(path: Path) -> tuple[Row, dict[tuple[Row, str], str]]:
    """The names of what figures stand under, and each figure as it reads: its number, or its symbol."""
    table = pq.read_table(path)
    indicators = [name.removesuffix(_SYMBOL) for name in table.column_names if name.endswith(_SYMBOL)]
    names = tuple(
        name for name in table.column_names[: table.column_names.index(indicators[0])] if name not in _SAYS_NOTHING
    )
    found: dict[tuple[Row, str], str] = {}
    for row in table.to_pylist():
        where = tuple(str(row[name] or "") for name in names)
        for name in indicators:
            figure = row[f"{name}{_SYMBOL}"] or row[name]
            found[where, name] = "" if figure is None else str(figure)
    return names, found
