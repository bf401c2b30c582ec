"""From placed elements to typed tables: which values fit, which learners are kept out, and the rows of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from alder.rules.verdict import FileFault, SchemaFaults
from alder.sources.ilr.schema import keys, superset
from alder.sources.ilr.schema.notation import name_of
from alder.sources.ilr.xml import return_faults
from alder.sources.ilr.xml.field_values import BLANK, REPORTED, Unfit, missing, nested, read_column, twice
from alder.sources.ilr.xml.return_faults import Breach
from alder.sources.ilr.xml.schema_tree import UNKNOWN, FieldNode, PlacedBatch, RecordNode, SchemaTree, TreeNode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from alder.model.period import AcademicYear
    from alder.rules.findings import Finding
    from alder.sources.ilr.xml.return_faults import ReturnFault


_OF_THE_HEADER = frozenset({"header", "collectiondetails", "source", "learningprovider", "ukprn"})
"""The elements that lead to the provider's number, in small letters."""

_DEEP = 3
"""So deep the provider's number stands: Header, Source, UKPRN."""


@dataclass(frozen=True)
class LearnerBlock:
    """The rows of some whole learners, all of them accepted, by table. A table without rows may be absent."""

    tables: Mapping[str, pa.Table]


class BlockBuilder:
    """Turns the batches of one file into blocks, in order. Rows are numbered over all that is read.

    A learner with any error is kept out with all its records; a destination record stands for itself, because it may
    belong to a learner of an earlier year who is not in the file.
    """

    def __init__(self, shape: SchemaTree, year: AcademicYear) -> None:
        self.shape = shape
        self.year = year
        self.read: dict[str, int] = {}
        """How many records of each element have been read."""
        self.accepted: dict[str, int] = {}
        """How many rows of each table have been accepted."""
        self.refusing = 0
        """How many faults of form there are for which the service refuses a file."""
        self.reported = 0
        """How many that it reports of the learner."""
        self.first: dict[Breach, FileFault] = {}
        """The first fault of each of these, in the order of the file."""
        self.top_order = 0
        """Where among the parts of a file the last one read has its place."""
        self.foreign: list[tuple[str, int]] = []
        """Parts of the header that stand in another namespace or in other letters: their whole name and line."""
        self.header: dict[tuple[str, str], object] = {}
        self.header_lines: dict[tuple[str, str], int] = {}

    def build(self, placed: PlacedBatch, room: int) -> tuple[LearnerBlock, list[Finding], int]:
        """The accepted rows of a batch, up to `room` findings in file order, and how many faults there were."""
        work = _BatchReader(self, placed, room)
        work.check_structure()
        there = [record for record in self.shape.records if len(work.at(record))]
        columns = {record.id: work.read_fields(record) for record in there}
        tops = placed.tops()
        out = np.zeros(len(placed.batch), bool)
        for at in work.keeping_out:
            out[tops[at]] = True
        tables = {}
        for record in there:
            if record.table:
                table = work.table(record, columns, tops, self.read)
                kept = ~out[tops[work.at(record)]]
                table = table if kept.all() else table.filter(pa.array(kept))
                tables[record.table] = table
                self.accepted[record.table] = self.accepted.get(record.table, 0) + table.num_rows
        before = self.read.get("Learner", 0), self.read.get("LearningDelivery", 0)
        in_order = sorted(work.faults, key=lambda f: f.at)
        for fault in in_order:
            if fault.breach not in self.first:
                line = int(placed.batch.lines[fault.at])
                self.first[fault.breach] = FileFault(fault.rule, fault.message, fault.next, line)
        findings = return_faults.findings(in_order[:room], placed, *before)
        for record in self.shape.records:
            self.read[record.name] = self.read.get(record.name, 0) + len(work.at(record))
        return LearnerBlock(tables), findings, work.count

    def note_of_file(self, fault: FileFault) -> None:
        """A fault that is seen of the file as a whole, and not in any batch."""
        self.refusing += 1
        other = self.first.get(Breach.REFUSES)
        if other is None or (fault.line or 0) < (other.line or 0):
            self.first[Breach.REFUSES] = fault

    @property
    def schema_faults(self) -> SchemaFaults:
        """Where what was read so far breaks its schema."""
        first = self.first.get(Breach.REFUSES) or self.first.get(Breach.REPORTED)
        return SchemaFaults(self.refusing, self.reported, first)

    def keep_header(self, record: TreeNode, field: TreeNode, value: object, line: int) -> None:
        self.header.setdefault((record.name, field.name), value)
        self.header_lines.setdefault((record.name, field.name), line)


class _BatchReader:
    """One batch at work: its elements sorted by kind, and the faults found so far.

    Of each kind of fault no more than `room` are kept as objects, the first ones; all are counted, and keep out whom
    they keep out.
    """

    def __init__(self, builder: BlockBuilder, placed: PlacedBatch, room: int) -> None:
        self._builder = builder
        self._placed = placed
        self._shape = builder.shape
        self._year = builder.year
        # One of each kind is made even where there is no room, for the first of a file is said whatever was before.
        self._room = max(room, 1)
        self.faults: list[ReturnFault] = []
        self.count = 0
        self.keeping_out: list[NDArray[np.int64]] = []
        order = np.argsort(placed.kinds, kind="stable")
        self._order = order
        self._bounds = np.searchsorted(placed.kinds[order], np.arange(len(self._shape.nodes) + 1))
        self._texts = placed.batch.texts.take(pa.array(order))
        # The row that each record has among those of its kind; one that shares its parent's row has the parent's.
        self._rank = np.full(len(placed.batch), -1, np.int64)
        for record in self._shape.records:
            at = self.at(record)
            self._rank[at] = self._rank[placed.parents[at]] if record.merged else np.arange(len(at))

    def at(self, node: TreeNode) -> NDArray[np.int64]:
        """Where in the batch the elements of a kind are."""
        elements: NDArray[np.int64] = self._order[self._bounds[node.id] : self._bounds[node.id + 1]]
        return elements

    def texts(self, node: TreeNode) -> pa.StringArray:
        low, high = self._bounds[node.id], self._bounds[node.id + 1]
        return self._texts.slice(low, high - low)

    def _note(
        self,
        at: NDArray[np.int64],
        fault: Callable[[int], ReturnFault],
        *,
        keeps_out: bool = True,
        breach: Breach = Breach.REFUSES,
    ) -> None:
        """Faults at these elements, in file order; `fault` makes the one at the n-th of them."""
        self.count += len(at)
        self._builder.refusing += len(at) if breach is Breach.REFUSES else 0
        self._builder.reported += len(at) if breach is Breach.REPORTED else 0
        if keeps_out:
            self.keeping_out.append(at)
        self.faults.extend(fault(n) for n in range(min(len(at), self._room)))

    def check_structure(self) -> None:
        """Elements that are not known, out of order, too many or too few, or hold text beside elements."""
        placed, shape = self._placed, self._shape
        unknown = np.flatnonzero(placed.kinds == UNKNOWN)
        self._note(unknown, lambda n: self._not_known(int(unknown[n])), keeps_out=False)
        self._note_foreign_header(unknown)
        late = self._late_part()
        self._note(late, lambda n: self._out_of_order(int(late[n])), keeps_out=False)
        for record in shape.records:
            texts = self.texts(record)
            if texts.null_count < len(texts):
                has_text = [text is not None and bool(text.strip(BLANK)) for text in texts.to_pylist()]
                self._note_stray_text(record, self.at(record)[has_text])
            if record.parent >= 0:
                self._check_occurrence(record, shape.records[record.parent])
            if record.entity.one_of:
                self._check_choice(record)
        stray = placed.batch.followed_by_text
        self._note(
            stray, lambda n: return_faults.stray_text(int(stray[n]), self._above(int(stray[n]))), keeps_out=False
        )
        with_any = placed.batch.with_attributes
        known = with_any[placed.kinds[with_any] >= 0]
        self._note(known, lambda n: return_faults.attribute(int(known[n]), self._node(int(known[n]))), keeps_out=False)

    def _node(self, at: int) -> TreeNode:
        node: TreeNode = self._shape.nodes[self._placed.kinds[at]]
        return node

    def _above(self, at: int) -> TreeNode:
        """The record in which an element stands; the whole file where that is not known."""
        parent = int(self._placed.parents[at])
        kind = int(self._placed.kinds[parent]) if parent >= 0 else 0
        return self._shape.nodes[max(kind, 0)]

    def _late_part(self) -> NDArray[np.int64]:
        """Elements out of order: those of the batch, and a part that belongs before one of an earlier batch."""
        placed = self._placed
        late = placed.out_of_order
        tops = np.flatnonzero((placed.batch.depths == 1) & (placed.kinds >= 0))
        if not self._shape.ordered or not len(tops):
            return late
        first, last = self._shape.order[placed.kinds[tops[[0, -1]]]]
        late = np.sort(np.append(late, tops[:1])) if first < self._builder.top_order else late
        self._builder.top_order = int(last)
        return late

    def _note_foreign_header(self, unknown: NDArray[np.int64]) -> None:
        """Parts of the header that cannot be read as such: who looks for the provider is told where they stand."""
        for at in unknown[: self._room].tolist():
            name = str(self._placed.batch.names[at])
            if name.rpartition("}")[2].casefold() in _OF_THE_HEADER and int(self._placed.batch.depths[at]) <= _DEEP:
                self._builder.foreign.append((name, int(self._placed.batch.lines[at])))

    def _check_choice(self, record: RecordNode) -> None:
        """Records that have several of the members of which they may have one."""
        names = record.entity.one_of
        inside = [n for n in self._shape.nodes if n.parent == record.id and n.name in names]
        counts: NDArray[np.int64] = np.zeros(len(self._placed.batch), np.int64)
        for node in inside:
            counts[np.unique(self._placed.parents[self.at(node)])] += 1
        several = np.flatnonzero(counts > 1)
        self._note(several, lambda n: return_faults.chosen_twice(int(several[n]), record), keeps_out=False)

    def _not_known(self, at: int) -> ReturnFault:
        parent = int(self._placed.parents[at])
        record = self._shape.records[self._placed.kinds[parent] if parent >= 0 else 0]
        siblings = [name_of(member) for member in record.entity.members]
        batch = self._placed.batch
        text = batch.texts[at].as_py()
        return return_faults.not_known(
            at, str(batch.names[at]), text and text.strip(BLANK), record, siblings, self._year
        )

    def _out_of_order(self, at: int) -> ReturnFault:
        node = self._shape.nodes[self._placed.kinds[at]]
        return return_faults.out_of_order(at, node, self._shape.records[node.parent].name)

    def _note_stray_text(self, record: RecordNode, at: NDArray[np.int64]) -> None:
        self._note(at, lambda n: return_faults.stray_text(int(at[n]), record), keeps_out=False)

    def _check_occurrence(self, record: RecordNode, parent: RecordNode) -> None:
        least, most, at = record.entity.least, record.entity.most, self.at(record)
        if parent.parent < 0:
            # The whole file is the parent, and it has more batches than this one.
            room = None if most is None else max(most - self._builder.read.get(record.name, 0), 0)
            extra = at[:0] if room is None else at[room : room + 1]
            short = at[:0]
        else:
            parents = self.at(parent)
            # Which of the parents each record is in, counted among their own kind.
            own = np.searchsorted(parents, self._placed.parents[at])
            counts = np.bincount(own, minlength=len(parents))
            over = np.flatnonzero(counts > most) if most is not None else at[:0]
            extra = at[np.searchsorted(own, over) + (most or 0)]
            short = parents[counts < least]
        # A learner too many would be a fault of the file; one record of a learner too many is the learner's.
        breach = Breach.REPORTED if parent.id in self._shape.of_learners else Breach.REFUSES
        self._note(
            extra,
            lambda n: return_faults.too_many(int(extra[n]), record, parent.name, most or 0, breach),
            breach=breach,
        )
        self._note(short, lambda n: return_faults.too_few(int(short[n]), record, parent.name, breach), breach=breach)

    def read_fields(self, record: RecordNode) -> dict[str, tuple[NDArray[np.int64], pa.Array]]:
        """The typed values of a record's fields, with the rows they belong to; what does not fit becomes a fault."""
        columns = {}
        for node in self._shape.fields_of(record):
            if len(self.at(node)):
                columns[node.name] = self._read_field(record, node)
            elif node.field.required:
                self._note_unfit(self.at(record), record, node, missing(node.field))
        return columns

    def _read_field(self, record: RecordNode, node: FieldNode) -> tuple[NDArray[np.int64], pa.Array]:
        field, cells, texts = node.field, self.at(node), self.texts(node)
        parents = self._placed.parents[cells]
        again = np.flatnonzero(parents[1:] == parents[:-1]) + 1
        if field.required and len(cells) - len(again) < len(self.at(record)):
            self._note_unfit(np.setdiff1d(self.at(record), parents), record, node, missing(field))
        inside = self._placed.has_children[cells]
        if inside.any():
            self._note_unfit(cells[inside], record, node, nested(field))
            texts = pa.array([None if n else t for n, t in zip(inside, texts.to_pylist(), strict=True)], pa.string())
        column = read_column(field, texts)
        if column.unfit:
            self._note_values(record, node, cells, texts, {i: why for i, why in column.unfit.items() if not inside[i]})
        rows, values = self._rank[parents], column.values
        if len(again):
            self._note_unfit(cells[again], record, node, twice(field))
        if record.merged:
            again = np.flatnonzero(rows[1:] == rows[:-1]) + 1
        if len(again):
            rows, values = np.delete(rows, again), values.take(pa.array(np.delete(np.arange(len(rows)), again)))
        if len(values) and not record.table and not record.merged:
            self._builder.keep_header(record, node, values[0].as_py(), int(self._placed.batch.lines[cells[0]]))
        return rows, values

    def _note_unfit(self, at: NDArray[np.int64], record: RecordNode, node: FieldNode, why: Unfit) -> None:
        """The same fault at several elements, none of which has a value to show."""
        breach = self._breach(record, why)
        self._note(at, lambda n: return_faults.unfit(int(at[n]), node, record.name, why, None, breach), breach=breach)

    def _breach(self, record: RecordNode, why: Unfit) -> Breach:
        if why.in_schema:
            return Breach.NONE
        is_reported = why.misfit in REPORTED and record.id in self._shape.of_learners
        return Breach.REPORTED if is_reported else Breach.REFUSES

    def _note_values(
        self,
        record: RecordNode,
        node: FieldNode,
        cells: NDArray[np.int64],
        texts: pa.StringArray,
        unfit: Mapping[int, Unfit],
    ) -> None:
        by_breach: dict[Breach, list[int]] = {}
        for at, why in unfit.items():
            by_breach.setdefault(self._breach(record, why), []).append(at)
        for breach, where in by_breach.items():

            def fault(n: int, where: list[int] = where, breach: Breach = breach) -> ReturnFault:
                at = where[n]
                return return_faults.unfit(int(cells[at]), node, record.name, unfit[at], texts[at].as_py(), breach)

            self._note(cells[where], fault, breach=breach)

    def table(
        self,
        record: RecordNode,
        columns: dict[int, dict[str, tuple[NDArray[np.int64], pa.Array]]],
        tops: NDArray[np.int64],
        before: Mapping[str, int],
    ) -> pa.Table:
        """All rows of a record's table, those that will be kept out too."""
        at = self.at(record)
        schema = superset()[record.table]
        fields = dict(columns[record.id])
        for child in self._shape.children_of(record):
            if child.merged:
                fields.update(columns.get(child.id, {}))
        arrays = []
        for column in schema:
            if column.name in fields:
                arrays.append(_spread(*fields[column.name], len(at)))
            elif column.name == "line":
                arrays.append(pa.array(self._placed.batch.lines[at]))
            elif column.name in keys()[record.table]:
                arrays.append(pa.array(self._key(record, column.name, before)))
            else:
                arrays.append(pa.nulls(len(at), column.type))
        return pa.Table.from_arrays(arrays, schema=schema)

    def _key(self, record: RecordNode, key: str, before: Mapping[str, int]) -> NDArray[np.int64]:
        """The number of the record itself, or of the record above it that has this key."""
        at: NDArray[np.integer[Any]] = self.at(record)
        node = record
        while node.entity.key != key:
            at = self._placed.parents[at]
            node = self._shape.records[node.parent]
        keys: NDArray[np.int64] = before.get(node.name, 0) + self._rank[at] + 1
        return keys


def _spread(rows: NDArray[np.int64], values: pa.Array, count: int) -> pa.Array:
    """Values of some rows as a column of all rows, null where a row has none."""
    if len(rows) == count:
        return values
    where = np.full(count, -1, np.int64)
    where[rows] = np.arange(len(rows))
    return values.take(pa.array(where, mask=where < 0))
