"""What the file says where a rule is broken: the record's line, whose it is, and the fields that the rule read.

Works on the Arrow tables of one submission, whole columns at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import present
from alder.rules.at_fault import EXTREMES, fits
from alder.rules.findings import FINDINGS
from alder.rules.record_tables import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.rules.book import RuleBook
    from alder.rules.findings import QuotedRows
    from alder.rules.record_tables import RecordTable
    from alder.rules.rule import Rule
    from alder.rules.runner import RunResult

Numbers = npt.NDArray[np.int64]
Sorted = dict[tuple[str, tuple[str, ...]], tuple[Numbers, Numbers]]
"""The places of tables' records in the order of their owners, found once for all rules."""

MOST_BESIDE = 12
"""Of records beside the judged one, at most so many values are shown."""

MOST_LINES_ALIKE = 3
"""So many values or more that are all the same are shown once, with how often."""

ALIKE = "also on line"
"""Under this name a report says where in the file the other records with the same value stand."""


EMPTY = "empty"
"""How a report writes that nothing stands there."""


def shown(value: str | None) -> str:
    """A value for a person to read. Blanks at its ends, doubled blanks and other signs without ink are made visible."""
    if not value:
        return EMPTY
    if value == value.strip(" ") and "  " not in value and value.isprintable():
        return value
    seen = "".join(c if c.isprintable() else _NAMED.get(c, f"<U+{ord(c):04X}>") for c in value)
    return f'"{seen}"'


_NAMED = {"\t": "<tab>", "\n": "<new line>", "\r": "<return>", "\xa0": "<no-break space>"}


def describe(outcome: RunResult, book: RuleBook, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The broken rows as findings that a person can act on.

    `tables` are the tables of the one submission that was judged, the file's own row under `file` among them. A rule's
    learner reference comes from the table `learner`, or from the record itself where it has one.
    """
    parts = [FINDINGS.empty_table()]
    broken = set(pc.unique(outcome.broken["rule"]).to_pylist())
    sorted_rows: Sorted = {}
    for rule in outcome.ran:
        if rule.code in broken:
            rows = outcome.broken.filter(pc.equal(outcome.broken["rule"], rule.code))
            held = [h for h in outcome.held if h.rule == rule.code]
            asked = outcome.at_fault.get(rule.code, {})
            parts.append(_Described(rule, book, tables, rows, held, asked, sorted_rows).table())
    return pa.concat_tables(parts)


@dataclass(frozen=True)
class _Beside:
    """The records of a table that are shown for each of some judged ones: their places, run together.

    `offsets` is where those of each judged record begin and end; `of` how many there are, where not all are shown.
    """

    places: pa.Array
    offsets: Numbers
    of: Numbers


class _Described:
    def __init__(
        self,
        rule: Rule,
        book: RuleBook,
        tables: Mapping[str, pa.Table],
        rows: pa.Table,
        held: Sequence[QuotedRows],
        asked: Mapping[str, list[Any]],
        sorted_rows: Sorted,
    ) -> None:
        self.rule, self.book, self.tables, self.rows, self.held = rule, book, tables, rows, held
        self.asked, self.sorted_rows = asked, sorted_rows
        self.shown_beside: dict[str, _Beside] = {}
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
            "aim_seq": pa.nulls(n) if self.rule.of_learner else self._one("AimSeqNumber", ("learning_delivery",)),
            "line": self.rows["line"],
            "learner": self.rows["learner"],
            "aim": self.rows["aim"],
            "since": pa.nulls(n),
            "aim_before": pa.nulls(n),
            "fields": self._fields(),
            "held": self._held(),
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
        texts = [_plain(self._text(name), pa.string()) for name in names]
        if self.rule.alike:
            names = [*names, ALIKE]
            texts.append(self._lines_alike(self.rule.alike))
        return _pairs(names, texts, self.rows.num_rows)

    def _held(self) -> pa.Array:
        """For each row what the reference tables hold for it; missing where a table has no row for it."""
        titles = [self.book.title_of(h.reference) for h in self.held]
        names = [f"{t[:1].upper()}{t[1:]}: {', '.join(h.columns)}" for t, h in zip(titles, self.held, strict=True)]
        key = self.judged.keys[-1:] if len(self.judged.keys) > 1 else ()
        places = [_places(self._keys(h.rows, key), self._keys(self.rows, key)) for h in self.held]
        texts = [_plain(h.rows["held"].take(p), pa.string()) for h, p in zip(self.held, places, strict=True)]
        return _pairs(names, texts, self.rows.num_rows)

    def _table_of(self, column: str) -> RecordTable | None:
        for parameter in self.rule.parameters:
            table = self.shape.tables.get(self.shape.names.get(parameter, ""))
            if table is not None and column in table.schema.names:
                return table
        return None

    def _text(self, column: str) -> pa.Array:
        table = present(self._table_of(column), f"no table of the rule has the column {column}")
        if table is self.judged or self.judged.is_below(table):
            return self._above(table, column)
        return self._beside(table, column)

    def _above(self, table: RecordTable, column: str) -> pa.Array:
        """The column of the one record of `table` that is the judged record or above it."""
        if table.name == FILE:
            return self.tables[FILE][column].take(pa.array(np.zeros(self.rows.num_rows, dtype=np.int64)))
        return self._of(table, column, self.rows)

    def _of(self, table: RecordTable, column: str, below: pa.Table) -> pa.Array:
        """The column of the one record of `table` above each of some rows."""
        rows = self.tables[table.name]
        own, wanted = self._keys(rows, table.keys[1:]), self._keys(below, table.keys[1:])
        return rows[column].take(_places(own, wanted))

    def _beside(self, table: RecordTable, column: str) -> pa.Array:
        """The values of the records of `table` that the finding is about, as one text."""
        if table.name not in self.shown_beside:
            self.shown_beside[table.name] = self._records_beside(table)
        beside = self.shown_beside[table.name]
        texts = pc.fill_null(_plain(self.tables[table.name][column].take(beside.places), pa.string()), EMPTY)
        return _joined(texts, beside.offsets, beside.of)

    def _records_beside(self, table: RecordTable) -> _Beside:
        """Those that belong to each judged record and are as the rule asks; all of them where none is."""
        own, wanted = self._owners(table)
        order, ranked = self._in_order(table, own)
        first, last = np.searchsorted(ranked, wanted, "left"), np.searchsorted(ranked, wanted, "right")
        counts = last - first
        of_judged = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(of_judged)) - np.repeat(np.cumsum(counts) - counts, counts)
        places = order[np.repeat(first, counts) + within] if len(of_judged) else np.zeros(0, np.int64)
        chosen = self._at_fault(table, places, of_judged, len(counts))
        places, of_judged = places[chosen], of_judged[chosen]
        counts = np.bincount(of_judged, minlength=len(counts))
        within = np.arange(len(of_judged)) - np.repeat(np.cumsum(counts) - counts, counts)
        some = within < MOST_BESIDE
        offsets = np.concatenate([[0], np.cumsum(np.minimum(counts, MOST_BESIDE))])
        return _Beside(pa.array(places[some], pa.int64()), offsets, counts)

    def _in_order(self, table: RecordTable, own: Numbers) -> tuple[Numbers, Numbers]:
        """The places of a table's records in the order of their owners, and the owners in that order."""
        # Of another branch, owners are numbered for each rule anew.
        keys = self._shared_keys(table)
        key = (table.name, keys)
        if keys and key in self.sorted_rows:
            return self.sorted_rows[key]
        order = np.argsort(own, kind="stable")
        in_order = (order, own[order])
        if keys:
            self.sorted_rows[key] = in_order
        return in_order

    def _at_fault(self, table: RecordTable, places: Numbers, of_judged: Numbers, judged: int) -> npt.NDArray[np.bool_]:
        """Which of the records beside judged ones a rule is about."""
        every = np.ones(len(places), bool)
        asked = self.asked.get(table.name)
        if not asked or not len(places):
            return every
        rows = self.tables[table.name].take(pa.array(places, pa.int64()))

        def column(owner: str, name: str) -> pa.Array | None:
            if owner == "child":
                return _cleaned(rows[name], table, name) if name in rows.column_names else None
            above = self.shape.tables.get(owner)
            if above is None or name not in above.schema.names:
                return None
            if above is self.judged or self.judged.is_below(above):
                values = _plain(self._above(above, name), above.schema.field(name).type)
                return _cleaned(values.take(pa.array(of_judged)), above, name)
            if table.is_below(above) and above.name != FILE:
                return _cleaned(self._of(above, name, rows), above, name)
            return None

        chosen = ~every
        for condition in asked:
            fitting = (
                self._extreme(condition, column, of_judged, judged)
                if condition[0] in EXTREMES
                else fits(condition, column)
            )
            if fitting is None:
                return every
            chosen |= fitting.to_numpy(zero_copy_only=False)
        without = np.bincount(of_judged[chosen], minlength=judged) == 0
        return np.asarray(chosen | without[of_judged], bool)

    @staticmethod
    def _extreme(
        condition: list[Any], column: Callable[[str, str], pa.Array | None], of_judged: Numbers, judged: int
    ) -> pa.Array | None:
        """Which records hold the smallest, or greatest, value of those beside the same judged one."""
        values = column("child", condition[1])
        if values is None:
            return None
        values = _plain(values, values.type)
        ends = pa.table({"of": of_judged, "v": values}).group_by("of").aggregate([("v", condition[0])]).sort_by("of")
        end = ends[f"v_{condition[0]}"].take(pc.index_in(pa.array(of_judged), ends["of"].combine_chunks()))
        return pc.fill_null(_plain(pc.equal(values, end.combine_chunks()), pa.bool_()), False)

    def _shared_keys(self, table: RecordTable) -> tuple[str, ...]:
        """The columns by which records of `table` belong to the judged one, below its submission."""
        return tuple(k for k, o in zip(table.keys, self.judged.keys, strict=False) if k == o and k != "row")[1:]

    def _owners(self, table: RecordTable) -> tuple[Numbers, Numbers]:
        """Numbers that say which records belong together: of the records of `table`, and of the judged ones."""
        rows = self.tables[table.name]
        keys = self._shared_keys(table)
        if keys or self.judged.name == FILE:
            return self._keys(rows, keys), self._keys(self.rows, keys)
        # Of another branch: a destination belongs to the learner whose reference it has.
        top, met, theirs, ours = self._met(table)
        return _numbered(
            _plain(self._of(top, ours, rows), pa.string()),
            _plain(self._above(met, theirs), pa.string()),
            folded=theirs in met.folded,
        )

    def _met(self, table: RecordTable) -> tuple[RecordTable, RecordTable, str, str]:
        """Where a record of `table` meets the judged one: the records above both, and the column of each."""
        for top in (*self.shape.parents(table.name), table):
            for name, ((theirs, ours),) in top.met_by.items():
                met = self.shape.tables[name]
                if met is self.judged or self.judged.is_below(met):
                    return top, met, theirs, ours
        raise LookupError(f"no record of {table.name} belongs to one of {self.judged.name}")

    def _lines_alike(self, column: str) -> pa.Array:
        """For each row the lines of the file's other records that say the same in a column."""
        rows = self.tables[self.judged.name]
        own, wanted = _numbered(
            _plain(rows[column], pa.string()),
            _plain(self._above(self.judged, column), pa.string()),
            folded=column in self.judged.folded,
        )
        order = np.argsort(own, kind="stable")
        first, last = np.searchsorted(own[order], wanted, "left"), np.searchsorted(own[order], wanted, "right")
        lines = rows["line"].to_pylist()
        texts: list[str] = []
        counts = []
        for at, to, line in zip(first, last, self.rows["line"].to_pylist(), strict=True):
            # One more than is shown, since the record itself is among them.
            some = [lines[n] for n in order[at : min(to, at + MOST_BESIDE + 1)]]
            others = [f"{n:,}" for n in some if n != line and n is not None][:MOST_BESIDE]
            texts += others
            counts.append(len(others))
        return _joined(pa.array(texts, pa.string()), np.concatenate([[0], np.cumsum(counts)]), last - first - 1)

    def _keys(self, rows: pa.Table, keys: tuple[str, ...]) -> Numbers:
        """The key that tells records apart: the last, since records are numbered through over the whole file."""
        return rows[keys[-1]].to_numpy() if keys else np.zeros(rows.num_rows, dtype=np.int64)


def _cleaned(values: pa.ChunkedArray | pa.Array, table: RecordTable, column: str) -> pa.Array:
    """Values as rules compare them: texts without outer blanks, none where nothing is left, folded ones in capitals."""
    plain = _plain(values, table.schema.field(column).type)
    if plain.type != pa.string():
        return plain
    text = pc.utf8_trim_whitespace(plain)
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    return pc.utf8_upper(text) if column in table.folded else text


def _places(own: Numbers, wanted: Numbers) -> pa.Array:
    """For each number wanted its first place among our own, missing where it is not there."""
    if not len(own):
        return pa.nulls(len(wanted), pa.int64())
    order = np.argsort(own, kind="stable")
    place = order[np.minimum(np.searchsorted(own[order], wanted), len(own) - 1)]
    return pa.array(place, mask=own[place] != wanted)


def _pairs(names: list[str], texts: list[pa.Array], rows: int) -> pa.Array:
    """For each of some rows the names, each with the row's text."""
    if not texts:
        return pa.array([[]] * rows, FINDINGS.field("fields").type)
    order = (np.arange(rows)[:, None] + rows * np.arange(len(names))[None, :]).ravel()
    pairs = pa.StructArray.from_arrays(
        [pa.array(names * rows, pa.string()), pa.concat_arrays(texts).take(pa.array(order))], ["name", "value"]
    )
    return pa.ListArray.from_arrays(pa.array(np.arange(0, rows * len(names) + 1, len(names)), pa.int32()), pairs)


def _plain(values: Any, type: pa.DataType) -> pa.Array:
    """One Arrow array of the type asked for; dates become ISO texts."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values if values.type == type else values.cast(type)


def _numbered(theirs: pa.Array, ours: pa.Array, *, folded: bool) -> tuple[Numbers, Numbers]:
    """The same number for the same text; what is missing is like nothing. `folded` texts are alike in any letters."""
    if folded:
        theirs, ours = (pc.utf8_upper(pc.utf8_trim_whitespace(texts)) for texts in (theirs, ours))
    known = pc.unique(ours)
    of_theirs, of_ours = (pc.index_in(texts, known, skip_nulls=True) for texts in (theirs, ours))
    return pc.fill_null(of_theirs, -1).to_numpy().astype(np.int64), pc.fill_null(of_ours, -2).to_numpy().astype(
        np.int64
    )


def _joined(texts: pa.Array, offsets: Numbers, of: Numbers) -> pa.Array:
    """Some values as one text each; `of` says how many there are, where not all are shown. None at all is null.

    Many that are all the same are said once: `25 (4 times)`.
    """
    counts = np.diff(offsets)
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)
    joined = pc.binary_join(lists, ", ")
    if len(texts):
        first = pa.array(np.minimum(offsets[:-1], len(texts) - 1))
        differs = pc.not_equal(texts, texts.take(first).take(pa.array(np.repeat(np.arange(len(counts)), counts))))
        different = np.concatenate([[0], np.cumsum(differs.to_numpy(zero_copy_only=False))])
        same = (different[offsets[1:]] == different[offsets[:-1]]) & (counts >= MOST_LINES_ALIKE) & (of == counts)
        times = pa.array([f"({n} times)" for n in counts], pa.string())
        joined = pc.if_else(pa.array(same), pc.binary_join_element_wise(texts.take(first), times, " "), joined)
    shortened = pc.if_else(pa.array(of > counts), pc.binary_join_element_wise(joined, "…", " "), joined)
    return pc.if_else(pa.array(counts == 0), pa.scalar(None, pa.string()), shortened)
