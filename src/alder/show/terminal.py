"""A table in the terminal: plain text in at most as many columns as there are."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from alder.look.words import listed
from alder.model.statistic import headed
from alder.show.layout import UNRELIABLE_FLAG, written

if TYPE_CHECKING:
    from alder.show.layout import Grid, GridRow, SectionedTable, TableSection


def text(table: SectionedTable, width: int = 100) -> str:
    """Title, a block a section, key, quality and source."""
    blocks = [fill(table.made_up.says, width)] if table.made_up else []
    parts = table.sections
    for section in parts:
        blocks.append(fill(_title(table, section), width))
        blocks.append(_block(section.main, width))
    if not parts:
        blocks.append(f"{table.title}, {table.period}{table.whose}: nobody is counted, so every figure is 0")
    others = [g.indicator.label for g in parts[0].others if g.indicator] if parts else []
    key = "   ".join(f"{s} {table.meanings[s]}" for s in table.key)
    lines = [key] if key else []
    method = "" if table.quality.strengths else f" Method {table.measure} v{table.version}."
    lines.append(f"Quality {table.quality_words}. Policy {table.policy_name}. {table.source}.{method}")
    for strength in table.quality.strengths:
        lines += [strength.in_short, *(f"  Not in it: {gap}" for gap in strength.gaps)]
    lines.append(f"Coverage: {table.coverage}.")
    lines += [line for line in (table.group_words, table.rates_left_out) if line]
    if table.measured_words:
        lines.append(f"Measured in the returns of the year: {table.measured_words}.")
    lines += [f"Break from {b.year}: {b.text}" for b in table.breaks]
    lines += [*table.statements, *table.fifths]
    lines += [f"Take care: {c.text} ({c.code})" for c in table.quality.caveats]
    lines += table.notes
    if table.has_ranges:
        where = "in the files"
        if parts[0].main.indicator is None:
            where = "in brackets where there is room, and in the files"
        lines.append(f"{table.intervals}: {where}.")
    if others:
        lines.append(f"In the files also: {listed(others)}.")
    return "\n\n".join([*blocks, "\n".join(fill(line, width, subsequent_indent="  ") for line in lines)])


def _title(table: SectionedTable, section: TableSection) -> str:
    name = f", {section.name[:1].lower()}{section.name[1:]}" if section.name else ""
    i = section.main.indicator
    which = f"{i.label}, " if i and i.label.lower() not in table.title.lower() else ""
    unit = f" ({'%' if i.is_rate else i.unit})" if i else ""
    return f"{table.title}{name}, {which}{table.period}{table.whose}{unit}"


def _block(grid: Grid, width: int) -> str:
    """Rows under each other, numbers to the right; what does not fit is left out from the right, and said."""
    heads = [h if grid.indicator else headed(i) for h, i in zip(grid.columns, grid.indicators, strict=True)]
    labels = ["  " * line.depth + line.label for line in grid.lines]
    first = max(len(t) for t in [grid.rows_are, *labels])
    first = min(first, max(20, width // 2))
    columns = [[_cell(grid, line, n) for line in grid.lines] for n in range(len(heads))]
    widths = [max(len(h), *(len(v) for v in column)) for h, column in zip(heads, columns, strict=True)]
    fit = len(heads)
    while fit > 1 and first + sum(w + 3 for w in widths[:fit]) > width:
        fit -= 1
    rule = "─" * (first + sum(w + 3 for w in widths[:fit]))
    out = [_row(grid.rows_are, heads[:fit], widths, first)]
    for n, label in enumerate(labels):
        if grid.lines[n].total and n:
            out.append(rule)
        out.append(_row(label, [c[n] for c in columns[:fit]], widths, first))
    if fit < len(heads):
        out.append(fill(f"Not shown for want of room: {listed(heads[fit:])}.", width))
    return "\n".join(out)


def _cell(grid: Grid, line: GridRow, n: int) -> str:
    """A figure, and beside a rate its interval where each indicator has a column of its own."""
    between = line.ranges[n]
    mark = f" {UNRELIABLE_FLAG}" if between and between.unsafe else ""
    if between is None or grid.indicator is not None:
        return written(line.figures[n]) + mark
    return f"{written(line.figures[n])} ({between.low}–{between.high}){mark}"


def _row(label: str, cells: list[str], widths: list[int], first: int) -> str:
    label = label if len(label) <= first else label[: first - 1] + "…"
    return (label.ljust(first) + "".join("   " + c.rjust(w) for c, w in zip(cells, widths, strict=False))).rstrip()
