"""A protected table in the terminal: plain text in at most as many columns as there are."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from alder.disclosure import carried, fifths
from alder.disclosure.estimates import MARK
from alder.disclosure.layout import Grid, Line, Section, sections, written
from alder.disclosure.measured import in_a_line
from alder.disclosure.notes import intervals, of_group, quality_words, rates_left_out, source_words
from alder.look.words import listed
from alder.model.statistic import headed

if TYPE_CHECKING:
    from alder.disclosure.protected import Protected


def text(table: Protected, width: int = 100) -> str:
    """Title, a block a section, key, quality and source."""
    blocks = [fill(table.about.made_up.says, width)] if table.about.made_up else []
    parts = sections(table)
    for section in parts:
        blocks.append(fill(_title(table, section), width))
        blocks.append(_block(section.main, width))
    if not parts:
        blocks.append(f"{table.title}, {table.period}{of_group(table)}: nobody is counted, so every figure is 0")
    others = [g.indicator.label for g in parts[0].others if g.indicator] if parts else []
    key = "   ".join(f"{s} {table.meaning(s)}" for s in table.symbols if any(p.main.shows(s) for p in parts))
    lines = [key] if key else []
    method = "" if table.quality.strengths else f" Method {table.about.measure} v{table.about.version}."
    lines.append(f"Quality {quality_words(table)}. Policy {table.policy.name}. {source_words(table)}.{method}")
    for strength in table.quality.strengths:
        lines += [strength.in_short, *(f"  Not in it: {gap}" for gap in strength.gaps)]
    lines.append(f"Coverage: {table.about.coverage}.")
    lines += [table.about.group.words] if table.about.group.words else []
    if line := rates_left_out(table):
        lines.append(line)
    if line := in_a_line(table.about.measured):
        lines.append(f"Measured in the returns of the year: {line}.")
    lines += [f"Break from {b.year}: {b.text}" for b in table.breaks]
    lines += [*carried.lines(table), *fifths.lines(table)]
    lines += [f"Take care: {c.text} ({c.code})" for c in table.quality.caveats]
    lines += table.about.notes
    if any(p.main.has_ranges for p in parts):
        where = "in the files"
        if parts[0].main.indicator is None:
            where = "in brackets where there is room, and in the files"
        lines.append(f"{intervals(table)}: {where}.")
    if others:
        lines.append(f"In the files also: {listed(others)}.")
    return "\n\n".join([*blocks, "\n".join(fill(line, width, subsequent_indent="  ") for line in lines)])


def _title(table: Protected, section: Section) -> str:
    name = f", {section.name[:1].lower()}{section.name[1:]}" if section.name else ""
    i = section.main.indicator
    which = f"{i.label}, " if i and i.label.lower() not in table.title.lower() else ""
    unit = f" ({'%' if i.is_rate else i.unit})" if i else ""
    return f"{table.title}{name}, {which}{table.period}{of_group(table)}{unit}"


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


def _cell(grid: Grid, line: Line, n: int) -> str:
    """A figure, and beside a rate its interval where each indicator has a column of its own."""
    between = line.ranges[n]
    mark = f" {MARK}" if between and between.unsafe else ""
    if between is None or grid.indicator is not None:
        return written(line.figures[n]) + mark
    return f"{written(line.figures[n])} ({between.low}–{between.high}){mark}"


def _row(label: str, cells: list[str], widths: list[int], first: int) -> str:
    label = label if len(label) <= first else label[: first - 1] + "…"
    return (label.ljust(first) + "".join("   " + c.rjust(w) for c, w in zip(cells, widths, strict=False))).rstrip()
