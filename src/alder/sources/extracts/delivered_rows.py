"""Reading one delivered file into the table of its kind of record, a block at a time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import extracts
from alder.engine.staging import key_numbers
from alder.errors import UnreadableFile
from alder.files.delimited import DelimitedRows
from alder.look.words import counted
from alder.sources.extracts.column_plan import start_years, terms, year_field
from alder.sources.extracts.delivered_files import AGAIN
from alder.sources.extracts.fields import FieldColumn, check, swapped, trimmed_blocks
from alder.sources.extracts.findings import LISTED, ExtractFinding, FindingKind, FindingTally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.engine.staging import StagedTable
    from alder.model.period import AcademicYear
    from alder.sources.extracts.column_plan import ColumnPlan, Part


_MOST_WRONG = 0.1
"""A file of which more than this share of rows has another width is refused."""


class Slices:
    """The slices of a delivery, numbered as they are met, with their rows."""

    def __init__(self, delivery: int) -> None:
        self.rows: dict[tuple[int | None, str | None], int] = {}
        self._delivery = delivery

    def numbers(self, years: pa.Array, terms: pa.Array) -> pa.Array:
        """The slice of each row."""
        table = pa.table({"year": years, "term": terms, "place": pa.array(range(len(years)), pa.int64())})
        numbers = np.zeros(len(years), dtype=np.int64)
        different = table.group_by(["year", "term"], use_threads=False).aggregate([("place", "list")])
        for year, term, places in zip(*(different[c] for c in ("year", "term", "place_list")), strict=True):
            key = year.as_py(), term.as_py()
            self.rows[key] = self.rows.get(key, 0) + len(places.values)
            numbers[places.values.to_numpy()] = extracts.slice_number(list(self.rows).index(key), self._delivery)
        return pa.array(numbers)

    @property
    def slices(self) -> tuple[extracts.Slice, ...]:
        return tuple(
            extracts.Slice(extracts.slice_number(n, self._delivery), year, term, rows)
            for n, ((year, term), rows) in enumerate(self.rows.items())
        )


class Reading:
    """One file on its way into a piece of the table, whose columns are `schema`."""

    def __init__(
        self,
        plan: ColumnPlan,
        schema: pa.Schema,
        kept_as: Mapping[str, str],
        year: AcademicYear | None,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        self.tally = FindingTally()
        self.plan, self.rows = plan, DelimitedRows(plan.file, tell)
        self.other_years = 0
        self._schema, self._kept_as, self._year = schema, kept_as, year
        self._cells: dict[tuple[int, str], FieldColumn] = {}
        self._year_field = year_field(plan.entity)

    def into(self, piece: StagedTable, slices: Slices, before: int) -> None:
        """Put the rows into the piece. `before` is how many rows of the delivery came before."""
        parts: Sequence[tuple[Part, Mapping[str, tuple[int, ...]]]] = list(self.plan.parts.items()) or [
            ((None, None), {})
        ]
        places = sorted({p for _, part in [*parts, (None, self.plan.always)] for of in part.values() for p in of})
        places += self.plan.unknown
        for block in trimmed_blocks(self.rows, places):
            first = self.rows.seen + 1
            always = {name: self._field(name, of, block, first) for name, of in self.plan.always.items()}
            more = {self._kept_as[self.plan.file.names[p]]: _text_or_null(block[p]) for p in self.plan.unknown}
            for part, fields in parts:
                own = {name: self._field(name, of, block, first) for name, of in fields.items()}
                self._write({**more, **always, **own}, list(own), part, block, first + before, piece, slices)
        count_wrong_rows(self.rows, self.tally)
        self._judge()

    def missing_always(self) -> list[str]:
        """Fields that have a column in which nothing is filled."""
        filled = {name for (_, name), cells in self._cells.items() if cells.present}
        return [f.name for f in self.plan.entity.fields if f.name in self.plan.fields - filled]

    def restored(self) -> dict[str, int]:
        """How many values of a field got their leading zeros back."""
        restored: dict[str, int] = {}
        for (_, name), cells in self._cells.items():
            if cells.restored:
                restored[name] = restored.get(name, 0) + cells.restored
        return restored

    def _write(
        self,
        columns: dict[str, pa.Array],
        own: Sequence[str],
        part: Part,
        block: Mapping[int, pa.Array],
        first: int,
        piece: StagedTable,
        slices: Slices,
    ) -> None:
        count = len(next(iter(block.values())))
        columns["delivery_row"] = pa.array(np.arange(first, first + count))
        columns["start_year"] = self._years(part[0], columns, count)
        columns["term"] = self._terms(part[1], columns, count)
        rows = pa.table(columns)
        if self.plan.is_wide:
            filled = [pc.is_valid(columns[name]) for name in own]
            there = filled[0]
            for column in filled[1:]:
                there = pc.or_(there, column)
            rows = rows.filter(there)
        numbers = slices.numbers(rows["start_year"].combine_chunks(), rows["term"].combine_chunks())
        rows = rows.append_column("delivery_slice", numbers)
        whole = [rows[f.name] if f.name in rows.schema.names else pa.nulls(rows.num_rows, f.type) for f in self._schema]
        if rows.num_rows:
            piece.write(pa.table(whole, schema=self._schema))

    def _field(self, name: str, places: Sequence[int], block: Mapping[int, pa.Array], first: int) -> pa.Array:
        values = self._column(name, places[0], block, first)
        for place in places[1:]:
            more = self._column(name, place, block, first)
            differs = pc.not_equal(values, more).fill_null(False)
            if odd := pc.sum(differs).as_py():
                self._disagree(name, differs, odd, first)
            values = pc.coalesce(values, more)
        return values

    def _column(self, name: str, place: int, block: Mapping[int, pa.Array], first: int) -> pa.Array:
        key = place, name
        if key not in self._cells:
            self._cells[key] = FieldColumn(self.plan.entity[name], self.plan.file.where)
        return self._cells[key].read(block[place], first, self.tally)

    def _disagree(self, name: str, differs: pa.Array, odd: int, first: int) -> None:
        why = "is not the same in two columns of the field"
        rows = np.flatnonzero(differs.to_numpy(zero_copy_only=False))[: self.tally.room(FindingKind.NAMES, name)]
        where = self.plan.file.where
        self.tally.listed += [
            ExtractFinding(FindingKind.NAMES, name, where, first + int(r), None, None, why) for r in rows
        ]
        self.tally.count(FindingKind.NAMES, name, why, odd)

    def _years(self, year_said: AcademicYear | None, columns: Mapping[str, pa.Array], count: int) -> pa.Array:
        year = year_said or self._year
        years = pa.nulls(count, pa.int32())
        if year_said is None and self._year_field is not None and self._year_field in columns:
            years = start_years(columns[self._year_field].cast(pa.string()), self._year_field)
            if self._year is not None:
                self.other_years += pc.sum(pc.not_equal(years, self._year.start)).as_py() or 0
        return pc.fill_null(years, year.start) if year else years

    def _terms(self, term_said: str | None, columns: Mapping[str, pa.Array], count: int) -> pa.Array:
        if term_said is None and "CensusTerm" in columns:
            return terms(columns["CensusTerm"])
        return pa.repeat(pa.scalar(term_said, pa.string()), count)

    def _judge(self) -> None:
        by_name = {name: cells for (_, name), cells in self._cells.items()}
        if pair := swapped(by_name):
            raise UnreadableFile(
                f"the columns {pair[0]} and {pair[1]} hold codes of each other: they were swapped",
                where=self.plan.file.where,
                next=AGAIN,
            )
        for name, cells in by_name.items():
            present = sum(c.present for (_, field), c in self._cells.items() if field == name)
            check(cells.field, present, self.plan.file.where, self.tally)


def _text_or_null(texts: pa.Array) -> Any:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def find_repeated_keys(piece: StagedTable, key: Sequence[str], where: str, tally: FindingTally) -> None:
    """Count rows after the first of each key, and list where they are.

    Numbers of 64 bits stand for the keys. Only rows whose numbers agree are compared themselves.
    """
    columns = ["start_year", "term", *key]
    keys = piece.key_numbers(columns)
    again = np.unique(keys[1:][keys[1:] == keys[:-1]])
    if not len(again):
        return
    rows = []
    for block in piece.blocks([*columns, "delivery_row"]):
        same = np.isin(key_numbers(block, columns), again)
        rows.append(block.filter(pa.array(same)))
    counted = pa.concat_tables(rows).group_by(columns, use_threads=False)
    counted = counted.aggregate([("delivery_row", "list"), ("delivery_row", "count")])
    counted = counted.filter(pc.greater(counted["delivery_row_count"], 1))
    name, why = ", ".join(key), "is the same in another row"
    again_at = (row for several in counted["delivery_row_list"] for row in several.values.to_pylist()[1:])
    tally.listed += [
        ExtractFinding(FindingKind.KEY, name, where, row, None, None, why)
        for row in islice(again_at, tally.room(FindingKind.KEY, name))
    ]
    total = (pc.sum(counted["delivery_row_count"]).as_py() or 0) - counted.num_rows
    if total:
        tally.count(FindingKind.KEY, name, why, total)


def count_wrong_rows(rows: DelimitedRows, tally: FindingTally) -> None:
    """Count and list the rows that had another width. Raises where there are too many, or no rows at all."""
    file, wrong, total = rows.file, rows.wrong, rows.seen + rows.wrong
    if not total:
        raise UnreadableFile("this file names columns, but it has no rows", where=file.where, next=AGAIN)
    if not wrong:
        return
    why = f"has not the {file.width} columns of the first line"
    _, lines = rows.lines([], min(wrong, LISTED))
    if wrong > _MOST_WRONG * total:
        raise UnreadableFile(
            f"{counted(wrong, 'row')} of {total:,} {why.replace('has', 'have', 1)}",
            where=f"{file.where}, line {lines[0]}" if lines else file.where,
            next=AGAIN,
        )
    tally.count(FindingKind.ROW, "", why, wrong)
    tally.listed += [ExtractFinding(FindingKind.ROW, "", file.where, None, line, None, why) for line in lines]
