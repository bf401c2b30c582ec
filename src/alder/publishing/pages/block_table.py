"""The figures that a block asks for: lines with a label and marks, read from the data set as it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from alder.publishing.pages.content import PLACE, TIME, block_fault
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables.choice import BLANK, Choice, usual
from alder.publishing.tables.chosen_table import every_period, table
from alder.show.svg import Mark
from alder.show.table import is_number, is_total, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.contents import Contents
    from alder.publishing.contents.provenance import ColumnProvenance
    from alder.publishing.contents.version_contents import DataSetIndicator
    from alder.publishing.pages.content import Block
    from alder.publishing.tables.choice import VersionRows
    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.table import Dimension, Key


@dataclass(frozen=True)
class Line:
    """One line of the table of a block. `cells` has a mark for each of the heads."""

    label: str
    cells: tuple[Mark, ...]
    total: bool = False
    bases: tuple[float | None, ...] = ()
    """Beside each cell the number that it is a share of, where that is known."""


@dataclass(frozen=True)
class BlockTable:
    """What a block shows, before it is drawn."""

    by: str
    """What the lines are: Year or Time, the level of places, or the label of a filter."""
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    indicators: tuple[DataSetIndicator, ...]
    series: str
    """What the heads tell apart, if not the measures."""
    place: str
    period: str
    """The one period of all figures, or nothing where lines are periods."""
    choice: Choice
    every: tuple[str, ...] = ()
    """Where lines are periods, those that there should be from the first to the last."""
    at: tuple[int, ...] = ()
    """Where each line stands among them."""

    @property
    def first(self) -> DataSetIndicator:
        return self.indicators[0]


def figures(block: Block, data: VersionRows, known: ColumnProvenance | None = None) -> BlockTable | None:
    """Nothing where the data set has no such column, or no rows that stand for the rest of it.

    `known` is how the first of its measures was made.
    """
    contents = data.contents
    wanted = _indicators(block, contents)
    positions = tuple(n for n, _ in wanted)
    base = next(
        (n for n, indicator in enumerate(contents.indicators) if known and indicator.column == known.base), None
    )
    beside = {end for n in positions for end in contents.intervals.get(n, ())} | ({base} if base is not None else set())
    asked = (*positions, *sorted(beside - set(positions)))
    # Rows of a filter with another above it stand under the total of that one, or else under its options.
    for open_above in (False, True):
        chosen = _choice(block, data, open_above=open_above)
        if chosen is None or not wanted:
            return None
        chosen_table = table(chosen.but(indicators=asked), data)
        made = (
            _read(block, chosen_table, tuple(i for _, i in wanted), positions, chosen, base)
            if chosen_table.figures
            else None
        )
        if made and (len(made.lines) > 1 or open_above or not _above(block, contents)):
            return made
    return None


def _above(block: Block, contents: Contents) -> set[int]:
    """The filters above those that the block goes by."""
    columns = {filter.column: n for n, filter in enumerate(contents.filters)}
    parents = {contents.filters[columns[name]].parent for name in (block.by, block.series) if name in columns}
    return {columns[name] for name in parents if name in columns}


def _indicators(block: Block, contents: Contents) -> list[tuple[int, DataSetIndicator]]:
    """Those that are named, in that order; without any name the first, shares before counts."""
    if block.indicators:
        known = {indicator.column: (n, indicator) for n, indicator in enumerate(contents.indicators)}
        return [known[column] for column in block.indicators if column in known]
    return sorted(enumerate(contents.indicators), key=lambda one: one[1].unit != "%")[:1]


def _choice(block: Block, data: VersionRows, *, open_above: bool) -> Choice | None:
    contents, widest = data.contents, widest_place(data)
    places = (widest,) if widest else ()
    if block.by == PLACE:
        known = data.places()
        level = block.level or next((level for level in known if not widest or level != widest[0]), "")
        places = (*((level, code) for code in known.get(level, ())), *places)
    if not places:
        return None
    columns = {filter.column: n for n, filter in enumerate(contents.filters)}
    named = [name for name in (block.by, block.series) if name and name not in (TIME, PLACE)]
    chosen = everybody(data, places)
    if chosen is None or any(name not in columns for name in named):
        return None
    free = {columns[name] for name in named} | (_above(block, contents) if open_above else set())
    return chosen.but(options=tuple((n, codes) for n, codes in chosen.options if n not in free))


def _read(
    block: Block,
    chosen_table: ChosenTable,
    indicators: tuple[DataSetIndicator, ...],
    positions: tuple[int, ...],
    chosen: Choice,
    base: int | None,
) -> BlockTable:
    contents = chosen_table.contents
    names = {f.column: f.id for f in contents.filters}
    by = chosen_table.dimension(names.get(block.by, block.by))
    series = chosen_table.dimension(names[block.series]) if block.series else None
    latest = max(key[1] for key in chosen_table.figures if isinstance(key[1], int))
    at = {d.name: n for n, d in enumerate(chosen_table.dimensions)}
    keys = [key for key in chosen_table.figures if block.by == TIME or key[1] == latest]
    cells: dict[tuple[object, object], Key] = {}
    for key in keys:
        if series is None or key[-1] == positions[0]:
            head = key[-1] if series is None else key[at[series.name]]
            cells[key[at[by.name]], head] = key
    measured = contents.indicators[positions[0]]
    members = series.members if series else tuple((n, contents.indicators[n].label) for n in positions)
    kept = [(code, words) for code, words in members if code != BLANK or series is None]
    lines = [
        Line(
            words,
            tuple(mark_at(chosen_table, cells.get((code, head)), measured) for head, _ in kept)
            if series
            else tuple(mark_at(chosen_table, cells.get((code, n)), contents.indicators[n]) for n in positions),
            total=is_total(words) or (block.by == PLACE and code == _last(chosen)),
            bases=tuple(number_at(chosen_table, cells.get((code, head)), base) for head, _ in kept),
        )
        for code, words in by.members
        if code != BLANK and any((code, head) in cells for head, _ in kept)
    ]
    if block.by == PLACE:  # the widest place is the total
        lines.sort(key=lambda line: line.total)
    every, places = ([], [])  # type: tuple[list[str], list[int]]
    if block.by == TIME:
        shown_periods = {line.label for line in lines}
        every, places = every_period([period for period in contents.periods if period.label in shown_periods])
    return BlockTable(
        _named(block, by, chosen, contents),
        tuple(words for _, words in kept),
        tuple(lines),
        indicators[:1] if series else indicators,
        series.title if series else "",
        "" if block.by == PLACE else chosen_table.dimension(PLACE).members[0][1],
        "" if block.by == TIME else contents.periods[latest - 1].label,
        chosen if block.by == TIME else chosen.but(periods=(latest,)),
        tuple(every),
        tuple(places),
    )


def _named(block: Block, by: Dimension, chosen: Choice, contents: Contents) -> str:
    """What the lines are. Places are called by their level, periods that are no years Time."""
    if block.by == TIME:
        return "Time" if any(period.identifier.order for period in contents.periods) else "Year"
    return LEVEL_BY_CODE[chosen.places[0][0]].place if block.by == PLACE else by.title


def _last(chosen: Choice) -> tuple[str, int] | None:
    """The widest place stands last among those that were chosen."""
    return chosen.places[-1] if len(chosen.places) > 1 else None


def mark_at(chosen_table: ChosenTable, key: Key | None, indicator: DataSetIndicator) -> Mark:
    """A figure as charts and tables show it, with its interval where the table has its ends."""
    text = chosen_table.figures.get(key, "") if key else ""
    if key is None or not is_number(text) or indicator.unit == "string":
        return Mark(None, shown(text, indicator))
    low_at, high_at = chosen_table.contents.intervals.get(cast("int", key[-1]), (None, None))
    low, high = number_at(chosen_table, key, low_at), number_at(chosen_table, key, high_at)
    interval = None if low is None or high is None else (low, high)
    return Mark(float(text), shown(text, indicator), interval)


def number_at(chosen_table: ChosenTable, key: Key | None, indicator: int | None) -> float | None:
    """The number that stands at the same place for another measure."""
    text = chosen_table.figures.get((*key[:-1], indicator), "") if key and indicator is not None else ""
    return float(text) if is_number(text) else None


def used_symbols(lines: Sequence[Line]) -> list[str]:
    return [mark.shown for line in lines for mark in line.cells if mark.value is None]


_WIDEST = ("NAT", "REG")


def widest_place(data: VersionRows) -> tuple[str, int] | None:
    """The only nation, else the only region, else the place of the one level that has a single place.

    Nothing where no single place stands for the whole.
    """
    places = data.places()
    single = [level for level, codes in places.items() if len(codes) == 1]
    widest = [level for level in _WIDEST if level in single] or (single if len(single) == 1 else [])
    return (widest[0], places[widest[0]][0]) if widest else None


def everybody(data: VersionRows, places: tuple[tuple[str, int], ...]) -> Choice | None:
    """All groups together in these places, where the data set has a row for them."""
    chosen = Choice(places=places)
    at_first = usual(data.contents, data.options(chosen))
    if any(len(codes) != 1 for codes in at_first):
        return None
    return chosen.but(options=tuple(enumerate(at_first)))


def why_nothing(block: Block, data: VersionRows) -> str:
    """A part of a sentence, for a block of which nothing can be shown."""
    contents = data.contents
    if fault := block_fault(block, contents):
        return fault
    widest = widest_place(data)
    if widest is None and block.by != PLACE:
        return "no single place stands for the whole of its data set, so it can go by place alone"
    at_first = usual(contents, data.options(Choice(places=(widest,) if widest else ())))
    split = [f.label for f, codes in zip(contents.filters, at_first, strict=True) if len(codes) != 1]
    if split:
        return f"its data set has no rows for all of {' and of '.join(split)} together"
    return "its data set has no rows for this choice"
