"""How a protected table is laid out for people: which filter makes rows, which columns, which separate sections."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from alder.disclosure.protected import rows_of
from alder.disclosure.provider_bands import ordered_rows
from alder.look.words import listed, number, sentence
from alder.model.statistic import NOT_APPLICABLE, TIME, TOTAL
from alder.show.layout import Grid, GridRow, TableSection

if TYPE_CHECKING:
    from alder.disclosure.protected import Protected
    from alder.model.comparison import Comparand
    from alder.model.interval import Interval
    from alder.model.statistic import Figure, Filter, Indicator


def by_words(table: Protected) -> str:
    """'by sex and age', or nothing for a table without filters."""
    names = [f.label[:1].lower() + f.label[1:] for f in table.filters if f.has_total]
    return f" by {listed(names)}" if names else ""


def sections(table: Protected) -> tuple[TableSection, ...]:
    """The table in pieces that fit a page."""
    moments = [f for f in table.filters if f.moments]
    years = [f for f in table.filters if f.id == TIME]
    apart = [f for f in table.filters if not f.has_total and f.id != TIME and not f.moments]
    inside = [f for f in table.filters if f.has_total]
    if moments and years:  # a row a cohort, or a section a cohort where its groups are the rows
        inside, apart, years = (inside, [*apart, *years], []) if inside else (years, apart, [])
    if not inside and apart and not years and not moments:
        inside = [apart.pop()]
    # Years and moments are read from left to right; alone they are read from top to bottom, beside every indicator.
    inside = [*inside[:1], *moments, *years, *inside[1:]]
    rows, columns = (inside[0] if inside else None), (inside[1] if len(inside) > 1 else None)
    if rows and columns and not years and not moments and len(columns.categories) > max(8, len(rows.categories)):
        rows, columns = columns, rows
    apart += inside[2:]
    look = _Look(table, rows, columns)
    found = []
    for codes in product(*([c.code for c in f.categories] + [TOTAL] * f.has_total for f in apart)):
        where = {f.id: code for f, code in zip(apart, codes, strict=True)}
        name = ", ".join(_named(f, code) for f, code in zip(apart, codes, strict=True))
        grids = look.grids(where)
        if grids:
            found.append(TableSection(name, grids[0], tuple(grids[1:])))
    return tuple(found)


def _named(f: Filter, code: str) -> str:
    """A category as the name of a section; a year is one only where it is that of a cohort."""
    return f"begun in {f.label_of(code)}" if f.id == TIME else f.label_of(code)


class _Look:
    """Figures by place."""

    def __init__(self, table: Protected, rows: Filter | None, columns: Filter | None) -> None:
        self.table, self.rows, self.columns = table, rows, columns
        self.at = dict(rows_of(table))
        self.sorted: list[str] = []
        self.place = {i.id: n for n, i in enumerate(table.indicators)}
        self.order = [table.main, *(i for i in table.indicators if i != table.main)]

    def grids(self, where: dict[str, str]) -> list[Grid]:
        self._sort(where)
        if self.columns is None:
            shown = tuple(self.table.indicators)
            lines = self._lines([(where, i) for i in shown])
            label = self.rows.label if self.rows else ""
            heads = tuple(i.label for i in shown)
            return [Grid(None, label, heads, shown, lines)] if lines else []
        codes = [c.code for c in self.columns.categories] + [TOTAL] * self.columns.has_total
        # A category that nobody is in says nothing in a table for people; the files have it.
        used = [c for c in codes if any(self._somebody({**where, self.columns.id: c}, r) for r in self._codes())]
        made = []
        for i in self.order:
            lines = self._lines([({**where, self.columns.id: code}, i) for code in used])
            heads = tuple(self.columns.label_of(code) for code in used)
            rows_are = self.rows.label if self.rows else ""
            made.append(Grid(i, rows_are, heads, (i,) * len(used), lines, total=TOTAL in used))
        return made if used else []

    def _sort(self, where: dict[str, str]) -> None:
        """The rows of a section, in their own order or in that of their figures."""
        self.sorted = [c.code for c in self.rows.categories] if self.rows else []
        if self.rows and self.table.about.by_value:
            last = self.columns and not self.columns.has_total
            more = {self.columns.id: self.columns.categories[-1].code} if self.columns and last else {}
            self.sorted = ordered_rows(self.table, self.rows, {**where, **more})

    def _codes(self) -> list[str]:
        if self.rows is None:
            return [TOTAL]
        return self.sorted + [TOTAL] * self.rows.has_total

    def _figure(self, where: dict[str, str], row: str, i: Indicator) -> Figure:
        found = self._row(where, row)
        return found[self.place[i.id]] if found else NOT_APPLICABLE

    def _range(self, where: dict[str, str], row: str, i: Indicator) -> Interval | None:
        found = self._row(where, row)
        return self.table.interval_in(found, i.id) if found else None

    def _comparand(self, where: dict[str, str], row: str, i: Indicator) -> Comparand | None:
        found = self._row(where, row)
        return self.table.comparand_in(found, i.id) if found else None

    def _somebody(self, where: dict[str, str], row: str) -> bool:
        return any(f not in (0, NOT_APPLICABLE) for f in self._row(where, row) or ())

    def _row(self, where: dict[str, str], row: str) -> tuple[Figure, ...] | None:
        own = {**where, **({self.rows.id: row} if self.rows else {})}
        return self.at.get(tuple(own[f.id] for f in self.table.filters))

    def _lines(self, columns: list[tuple[dict[str, str], Indicator]]) -> tuple[GridRow, ...]:
        lines = []
        for code in self._codes():
            if any(self._somebody(where, code) for where, _ in columns):
                figures = tuple(self._figure(where, code, i) for where, i in columns)
                ranges = tuple(self._range(where, code, i) for where, i in columns)
                known = tuple(self._comparand(where, code, i) for where, i in columns)
                line = GridRow(self._label(code), figures, self._is_total(code), self._depth(code), ranges, known)
                lines.append(line)
        return tuple(lines)

    def _label(self, code: str) -> str:
        if self.rows is None:
            return self._everybody("All")
        return self._everybody(self.rows.label_of(code)) if code == TOTAL else self.rows.label_of(code)

    def _everybody(self, label: str) -> str:
        """The label of a total, with the name of those that it is about."""
        name = self.table.about.group.name
        return f"{label}, {name}" if name else label

    def _is_total(self, code: str) -> bool:
        return self.rows is not None and code == TOTAL

    def _depth(self, code: str) -> int:
        depth = 0
        while self.rows and code in self.rows.parent and depth < 5:
            code, depth = self.rows.parent[code], depth + 1
        return depth


def unit_words(table: Protected, i: Indicator) -> str:
    """What a column counts: '%' or 'Aims', and how it was rounded."""
    if i.is_rate:
        return "%, from numbers before rounding" if table.policy.base > 1 else "%"
    if i.average:
        told = f", rounded to the nearest {number(i.nearest)}" if i.nearest > 1 else ""
        return f"{sentence(i.unit)}, {i.average}{told}"
    return sentence(i.unit) + (f", rounded to the nearest {table.policy.base}" if table.policy.base > 1 else "")
