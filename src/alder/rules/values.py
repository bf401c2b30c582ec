"""What the file says where a rule is broken: the record's line, whose it is, and the fields that the rule read.

Works on the Arrow tables of one submission, whole columns at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from alder.rules.findings import FINDINGS
from alder.rules.shape import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.rules.book import RuleBook
    from alder.rules.rule import Rule
    from alder.rules.runner import Outcome
    from alder.rules.shape import TableShape

Numbers = npt.NDArray[np.int64]

MOST_BESIDE = 12
"""Of records beside the judged one, at most so many values are shown."""


def describe(outcome: Outcome, book: RuleBook, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The broken rows as findings that a person can act on.

    `tables` are the tables of the one submission that was judged, the file's own row under `file` among them. A rule's
    learner reference comes from the table `learner`, or from the record itself where it has one.
    """
    found = [FINDINGS.empty_table()]
    for rule in outcome.ran:
        rows = outcome.broken.filter(pc.equal(outcome.broken["rule"], rule.code))
        if rows.num_rows:
            found.append(_Described(rule, book, tables, rows).table())
    return pa.concat_tables(found)


class _Described:
    def __init__(self, rule: Rule, book: RuleBook, tables: Mapping[str, pa.Table], rows: pa.Table) -> None:
        self.rule, self.book, self.tables, self.rows = rule, book, tables, rows
        self.shape = book.shape
        self.judged = self.shape.table(rule.judged)

    def table(self) -> pa.Table:
        n = self.rows.num_rows
        columns: dict[str, Any] = {
            "rule": pa.repeat(self.rule.code, n),
            "severity": self.rows["severity"],
            "message": pa.repeat(self.rule.message, n),
            "next": pa.repeat(self.rule.next, n),
            "entity": pa.repeat(self.judged.element, n),
            "learner_ref": self._one("LearnRefNumber", ("learner", "learner_destination_and_progression")),
            "aim_seq": self._one("AimSeqNumber", ("learning_delivery",)),
            "line": self.rows["line"],
            "learner": self.rows["learner"],
            "aim": self.rows["aim"],
            "since": pa.nulls(n),
            "aim_before": pa.nulls(n),
            "fields": self._fields(),
        }
        return pa.Table.from_arrays([_plain(columns[f.name], f.type) for f in FINDINGS], schema=FINDINGS)

    def _one(self, column: str, tables: tuple[str, ...]) -> pa.Array:
        """A column of the judged record, or of the record above it, of one of these tables."""
        for name in tables:
            table = self.shape.tables[name]
            if table is self.judged or self.judged.is_below(table):
                return self._above(table, column)
        return pa.nulls(self.rows.num_rows)

    def _fields(self) -> pa.Array:
        """For each row the names and texts of the fields that the rule read."""
        names = [n for n in self.rule.reads if self._table_of(n) is not None]
        n, k = self.rows.num_rows, len(names)
        texts = [_plain(self._text(name), pa.string()) for name in names]
        if not texts:
            return pa.array([[]] * n, FINDINGS.field("fields").type)
        order = (np.arange(n)[:, None] + n * np.arange(k)[None, :]).ravel()
        pairs = pa.StructArray.from_arrays(
            [pa.array(names * n, pa.string()), pa.concat_arrays(texts).take(pa.array(order))], ["name", "value"]
        )
        return pa.ListArray.from_arrays(pa.array(np.arange(0, n * k + 1, k), pa.int32()), pairs)

    def _table_of(self, column: str) -> TableShape | None:
        for parameter in self.rule.parameters:
            table = self.shape.tables.get(self.shape.names.get(parameter, ""))
            if table is not None and column in table.schema.names:
                return table
        return None

    def _text(self, column: str) -> pa.Array:
        table = self._table_of(column)
        assert table is not None
        if table is self.judged or self.judged.is_below(table):
            return self._above(table, column)
        return self._beside(table, column)

    def _above(self, table: TableShape, column: str) -> pa.Array:
        """The column of the one record of `table` that is the judged record or above it."""
        rows = self.tables[table.name]
        if table.name == FILE:
            return rows[column].take(pa.array(np.zeros(self.rows.num_rows, dtype=np.int64)))
        own, wanted = self._keys(rows, table.keys[1:]), self._keys(self.rows, table.keys[1:])
        if not len(own):
            return pa.nulls(len(wanted), rows.schema.field(column).type)
        order = np.argsort(own, kind="stable")
        place = order[np.minimum(np.searchsorted(own[order], wanted), len(own) - 1)]
        return rows[column].take(pa.array(place, mask=own[place] != wanted))

    def _beside(self, table: TableShape, column: str) -> pa.Array:
        """The values of all records of `table` that belong to the judged record, as one text."""
        rows = self.tables[table.name]
        keys = [k for k, o in zip(table.keys, self.judged.keys, strict=False) if k == o and k != "row"][1:]
        own, wanted = self._keys(rows, tuple(keys)), self._keys(self.rows, tuple(keys))
        order = np.argsort(own, kind="stable")
        first, last = np.searchsorted(own[order], wanted, "left"), np.searchsorted(own[order], wanted, "right")
        counts = np.minimum(last - first, MOST_BESIDE)
        offsets = np.concatenate([[0], np.cumsum(counts)])
        within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], counts)
        picked = order[np.repeat(first, counts) + within] if offsets[-1] else np.array([], dtype=np.int64)
        texts = pc.fill_null(_plain(rows[column].take(pa.array(picked, pa.int64())), pa.string()), "empty")
        lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)
        joined = pc.binary_join(lists, ", ")
        shortened = pc.if_else(
            pa.array(last - first > MOST_BESIDE), pc.binary_join_element_wise(joined, "…", " "), joined
        )
        return pc.if_else(pa.array(counts == 0), pa.scalar(None, pa.string()), shortened)

    def _keys(self, rows: pa.Table, keys: tuple[str, ...]) -> Numbers:
        """The key that tells records apart: the last, since records are numbered through over the whole file."""
        return rows[keys[-1]].to_numpy() if keys else np.zeros(rows.num_rows, dtype=np.int64)


def _plain(values: Any, type: pa.DataType) -> pa.Array:
    """One Arrow array of the type asked for; dates become ISO texts."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values if values.type == type else values.cast(type)
