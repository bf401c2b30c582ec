"""Counts as they are, for the terminal of the person who holds the data, and for nothing else.

This is text only, made here so that no `Protected` ever holds what is not protected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.text_table import aligned
from alder.look.words import number
from alder.model.statistic import headed

if TYPE_CHECKING:
    from alder.model.statistic import Counts


def text(counts: Counts, width: int = 82) -> str:
    """One line a combination: labels, then counts and rates."""
    shown = list(counts.indicators)
    heads = [f.label for f in counts.filters] + [headed(i) for i in shown]
    rows = []
    for row in counts.cells.to_pylist():
        cells = [f.label_of(row[f.id]) for f in counts.filters]
        for i in shown:
            figure = i.worked_out(row[i.of[0]], row[i.of[1]]) if i.of else row[i.id]
            if i.average:
                figure = i.rounded(row[i.id])
            cells.append("z" if figure is None else number(figure))
        rows.append(cells)
    words = len(counts.filters)
    whose = f", {counts.group.name}" if counts.group.name else ""
    lines = [f"{counts.title}, {counts.period}{whose}, not protected", *filter(None, [counts.made_up.says]), ""]
    lines += aligned([heads, *rows], right=range(words, len(heads)))
    return "\n".join([*lines, *_beside(counts)]) + "\n"


def _beside(counts: Counts) -> list[str]:
    """Who is left out, has no known value, or was found in linked records: nothing that leaves says how many."""
    unit, labels = counts.counts[0].unit, {f.id: f.label.lower() for f in counts.filters}
    lines = [f"{number(n)} {unit} left out: {reason}" for reason, n in counts.excluded.items() if n]
    lines += [f"{number(n)} {unit} with no known {labels.get(id, id)}" for id, n in counts.unknown.items() if n]
    for r in counts.matched.rates if counts.matched else ():
        who = f"{r.group}, {r.label}" if r.group else r.label
        lines.append(f"Found in linked records: {number(r.found)} of {number(r.looked_for)} ({who})")
    return ["", *lines] if lines else []
