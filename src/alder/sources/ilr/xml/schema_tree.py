"""A year's tree as look-up tables, and the place that each element of a batch has in it.

All of a batch is placed at once, depth by depth: an element's kind follows from its parent's kind and its own name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alder.model.field import Entity, Field
from alder.sources.ilr.schema import YEARS, tree
from alder.sources.ilr.schema.notation import limits, with_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.model.period import AcademicYear
    from alder.sources.ilr.xml.scan import ElementBatch

UNKNOWN = -1
"""An element that its parent does not have in this year."""

BELOW = -2
"""An element below one that is unknown, or below a field: it goes with what it is in."""

DEEPEST = 7
"""Nothing in the ILR is nested deeper than five elements; what is, is below something unknown."""


@dataclass(frozen=True)
class TreeNode:
    """One kind of element in its place: a record or a field of a record. `order` is its place within its parent."""

    id: int
    name: str
    parent: int
    order: int


@dataclass(frozen=True)
class RecordNode(TreeNode):
    """`table` is empty for a record that is no table; `merged` says that it adds its fields to its parent's row."""

    entity: Entity
    table: str
    merged: bool


@dataclass(frozen=True)
class FieldNode(TreeNode):
    field: Field


class _ElementNumbers(dict[object, int]):
    """A number for each element name of the year, and one more for every other name."""

    def __missing__(self, name: object) -> int:
        return len(self)


class SchemaTree:
    """The look-up tables of one year. Records have the ids from 0, fields those from `len(records)`."""

    def __init__(self, message: Entity, namespace: str, *, ordered: bool = True) -> None:
        """`ordered` is whether the order of elements is known, and so can be wrong."""
        self.ordered = ordered
        self.records: list[RecordNode] = []
        self._number(message, parent=-1, order=0, above="")
        own = [(r.id, at, m) for r in self.records for at, m in enumerate(r.entity.members) if isinstance(m, Field)]
        self.fields = [FieldNode(id, m.name, r, at, m) for id, (r, at, m) in enumerate(own, len(self.records))]
        self.nodes: list[RecordNode | FieldNode] = [*self.records, *self.fields]
        self._fields_of = [[f for f in self.fields if f.parent == r.id] for r in self.records]
        self._children_of = [[c for c in self.records if c.parent == r.id] for r in self.records]
        self.codes = _ElementNumbers({f"{{{namespace}}}{n}": c for c, n in enumerate({n.name: 0 for n in self.nodes})})
        self._as_leaf = self._table(prefer=self.fields, otherwise=self.records)
        self._as_record = self._table(prefer=self.records, otherwise=self.fields)
        self.order = np.array([n.order for n in self.nodes], np.int32)
        self.of_learners = frozenset(r.id for r in self.records if self._is_of_a_learner(r))
        """The records of learners and of destinations: those themselves, and what is in them."""

    def _number(self, entity: Entity, parent: int, order: int, above: str) -> None:
        merged = bool(entity.table) and entity.table == above
        node = RecordNode(
            len(self.records), entity.element, parent, order, entity, "" if merged else entity.table, merged
        )
        self.records.append(node)
        for at, member in enumerate(entity.members):
            if isinstance(member, Entity):
                self._number(member, node.id, at, entity.table)

    def _table(self, prefer: Sequence[TreeNode], otherwise: Sequence[TreeNode]) -> NDArray[np.int16]:
        """Kind of element by kind of parent and name; the last column is for names that no year knows."""
        names = {str(name).partition("}")[2]: code for name, code in self.codes.items()}
        table = np.full((len(self.records), len(names) + 1), UNKNOWN, np.int16)
        for node in [*otherwise, *prefer]:
            if node.parent >= 0:
                table[node.parent, names[node.name]] = node.id
        return table

    def _is_of_a_learner(self, record: RecordNode) -> bool:
        while record.parent > 0:
            record = self.records[record.parent]
        return record.entity.key in ("learner", "destination")

    def record(self, element: str) -> RecordNode:
        return next(r for r in self.records if r.name == element)

    def fields_of(self, record: TreeNode) -> list[FieldNode]:
        return self._fields_of[record.id]

    def children_of(self, record: TreeNode) -> list[RecordNode]:
        return self._children_of[record.id]

    def place(self, batch: ElementBatch) -> PlacedBatch:
        """Find the kind and the parent of every element of a batch."""
        codes = self.codes
        names = np.fromiter(map(codes.__getitem__, batch.names), np.int32, len(batch))
        depths = batch.depths
        has_children = np.zeros(len(batch), bool)
        has_children[:-1] = depths[1:] > depths[:-1]
        kinds = np.full(len(batch), BELOW, np.int16)
        parents = np.full(len(batch), -1, np.int32)
        above = np.zeros(0, np.int64)
        misplaced: list[NDArray[np.int64]] = []
        for depth in range(1, min(int(depths.max(initial=0)), DEEPEST) + 1):
            here = np.flatnonzero(depths == depth)
            if depth == 1:
                kinds_here = np.where(
                    has_children[here], self._as_record[0, names[here]], self._as_leaf[0, names[here]]
                )
            else:
                parent = above[np.searchsorted(above, here) - 1]
                parents[here] = parent
                of = kinds[parent]
                inside = (of >= 0) & (of < len(self.records))
                row = np.where(inside, of, 0)
                kinds_here = np.where(
                    has_children[here], self._as_record[row, names[here]], self._as_leaf[row, names[here]]
                )
                kinds_here = np.where(inside, kinds_here, BELOW)
            kinds[here] = kinds_here
            if self.ordered:
                misplaced.append(self._out_of_order(here, parents[here], kinds_here))
            above = here
        late = np.sort(np.concatenate([np.zeros(0, np.int64), *misplaced]))
        return PlacedBatch(self, batch, kinds, parents, has_children, late)

    def _out_of_order(
        self, here: NDArray[np.int64], parents: NDArray[np.int32], kinds: NDArray[np.int16]
    ) -> NDArray[np.int64]:
        """Elements that stand after one which the specification has behind them. Siblings are neighbours in `here`."""
        known = kinds >= 0
        here, parents, orders = here[known], parents[known], self.order[kinds[known]]
        late: NDArray[np.bool_] = (parents[1:] == parents[:-1]) & (orders[1:] < orders[:-1])
        behind: NDArray[np.int64] = here[1:][late]
        return behind


@dataclass(frozen=True)
class PlacedBatch:
    """A batch whose elements' kinds and parents are known."""

    shape: SchemaTree
    batch: ElementBatch
    kinds: NDArray[np.int16]
    parents: NDArray[np.int32]
    has_children: NDArray[np.bool_]
    out_of_order: NDArray[np.int64]

    def tops(self) -> NDArray[np.int64]:
        """For each element, the record of the top level that it belongs to."""
        at = np.where(self.batch.depths == 1, np.arange(len(self.batch)), 0)
        tops: NDArray[np.int64] = np.maximum.accumulate(at)
        return tops

    def within(self, at: int, record: TreeNode) -> int | None:
        """The record of a kind that the element at `at` belongs to, if it does."""
        while at >= 0:
            if self.kinds[at] == record.id:
                return at
            at = int(self.parents[at])
        return None


@cache
def shape_of(year: AcademicYear, namespace: str) -> SchemaTree:
    """The look-up tables of a year. What the header says of the year is judged apart, against the namespace."""
    message = with_changes(tree(year), limits("CollectionDetails", "Year", values=()))
    return SchemaTree(message, namespace, ordered=year in YEARS)
