"""An attacker with code of its own: dense algebra, linear programmes, whole-number programmes.

The unknowns are how many people of each kind there are. Every cell that was published is a row over them: equal to a
number where it is shown, between two ends where a symbol or a rounded figure stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from tests.histories.published import OPEN, Cell, Published
from tests.histories.worlds import Mask

Row = NDArray[np.float64]
SLACK = 1e-6


@dataclass(frozen=True)
class Secret:
    """A group whose number must not be told."""

    name: str
    kinds: Mask
    table: int
    values: int
    """So many whole values have to stay possible."""


class Reader:
    """What somebody knows who has some of the tables."""

    def __init__(self, count: NDArray[np.int64], tables: list[Published], *, knows_empty: bool) -> None:
        cells = [c for t in tables for c in t.cells]
        rows = np.array([c.kinds for c in cells]).reshape(len(cells), len(count))
        dead = (rows & np.array([c.high == 0 for c in cells])[:, None]).any(axis=0)
        if knows_empty:
            dead |= count == 0
        groups = np.array([m for t in tables for _, m in t.groups]).reshape(-1, len(count))
        # Kinds that are in the same cells are one unknown, those that are in no cell are none.
        alike: dict[bytes, list[int]] = {}
        for k in np.flatnonzero(~dead & rows.any(axis=0)):
            alike.setdefault(rows[:, k].tobytes() + groups[:, k].tobytes(), []).append(int(k))
        self.kinds = list(alike.values())
        self.first = np.array([k[0] for k in self.kinds], dtype=np.int64)
        self.true = np.array([count[k].sum() for k in self.kinds], dtype=float)
        self.rows = rows[:, self.first].astype(float)
        self.low = np.array([float(c.low) for c in cells])
        self.high = np.array([np.inf if c.high == OPEN else float(c.high) for c in cells])
        self.equal = (self.low == self.high) & self.rows.any(axis=1)
        self.free = null_space(self.rows[self.equal])

    def row(self, kinds: Mask) -> Row:
        return kinds[self.first].astype(float)

    def knows_by_sums(self, row: Row, still: NDArray[np.bool_] | None = None) -> bool:
        """Whether sums of shown numbers tell a group; `still` are unknowns whose number the attacker has anyway."""
        free = self.free
        if still is not None:
            free = free @ null_space(free[still]) if still.any() else free
        return not free.shape[1] or bool(np.abs(row @ free).max() < SLACK)


def null_space(rows: Row) -> Row:
    """A basis of what no row sees."""
    if not len(rows):
        return np.eye(rows.shape[1])
    _, size, basis = np.linalg.svd(rows)
    found: Row = basis[int((size > 1e-9 * max(size.max(initial=0), 1)).sum()) :].T
    return found


@dataclass
class Ends:
    """The lowest and the highest value seen for a group, by any table and by tables of whole people only."""

    low: float
    high: float
    whole_low: float
    whole_high: float

    def see(self, value: float, whole: bool) -> None:
        self.low, self.high = min(self.low, value), max(self.high, value)
        if whole:
            self.whole_low, self.whole_high = min(self.whole_low, value), max(self.whole_high, value)

    @property
    def values(self) -> int:
        """How many whole numbers lie between the ends."""
        return int(np.floor(self.high + 1e-5) - np.ceil(self.low - 1e-5)) + 1

    @property
    def whole_values(self) -> int:
        return round(self.whole_high - self.whole_low) + 1


class Programme:
    """All tables that a reader cannot tell from the true one; `still` unknowns stand at their true number."""

    def __init__(self, reader: Reader, *, least: bool, still: NDArray[np.bool_] | None = None) -> None:
        self.reader = reader
        low, high = np.where(reader.equal | least, reader.low, -np.inf), reader.high
        used = reader.rows.any(axis=1) & (np.isfinite(low) & (low > 0) | np.isfinite(high))
        rows = reader.rows[used]
        size = rows.shape[1]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = size, len(rows)
        model.col_cost_ = np.zeros(size)
        lower, upper = np.zeros(size), np.full(size, highspy.kHighsInf)
        if still is not None:
            lower[still] = upper[still] = reader.true[still]
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_ = np.where(np.isfinite(low[used]), low[used], -highspy.kHighsInf)
        model.row_upper_ = np.where(np.isfinite(high[used]), high[used], highspy.kHighsInf)
        at, columns = np.nonzero(rows)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(at, np.arange(len(rows) + 1)).astype(np.int32)
        model.a_matrix_.index_ = columns.astype(np.int32)
        model.a_matrix_.value_ = np.ones(len(at))
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("random_seed", 1)
        self.solver.passModel(model)
        self.size = size
        self.asked = 0

    def lowest(self, cost: Row, *, whole: bool = False) -> Row | None:
        """The possible table of the lowest cost; None where nothing bounds it."""
        self.asked += 1
        columns = np.arange(self.size, dtype=np.int32)
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        self.solver.changeColsIntegrality(self.size, columns, np.array([kind] * self.size))
        self.solver.changeColsCost(self.size, columns, cost)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kUnknown:  # it lost its way from where the last question ended
            self.solver.clearSolver()
            self.solver.run()
            status = self.solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        assert status == highspy.HighsModelStatus.kOptimal, "the true table is always possible"
        return np.array(self.solver.getSolution().col_value)


@dataclass
class Ranged:
    """What programmes found of some secrets."""

    narrow: list[tuple[Secret, int]] = field(default_factory=list)
    """Fewer whole numbers between the ends than have to be, and how many."""
    whole: list[tuple[Secret, int]] = field(default_factory=list)
    """The same where only tables of whole people tell."""
    asked: int = 0


def ranges(programme: Programme, secrets: list[Secret], draw: np.random.Generator) -> Ranged:
    """Which secrets keep fewer values than they should, by linear programmes and then by whole-number ones."""
    reader = programme.reader
    rows = {s.name: reader.row(s.kinds) for s in secrets}
    ends = {s.name: Ends(*[float(rows[s.name] @ reader.true)] * 4) for s in secrets}

    def ask(cost: Row, *, whole: bool = False) -> bool:
        found = programme.lowest(cost, whole=whole)
        if found is None:
            return False
        is_whole = bool(np.abs(found - np.rint(found)).max(initial=0) < 1e-6)
        for s in left:
            ends[s.name].see(float(rows[s.name] @ found), is_whole)
        return True

    left = list(secrets)
    for _ in range(4):
        cost = sum((draw.choice((-1.0, 1.0)) * rows[s.name] for s in left), np.zeros(programme.size))
        if not ask(cost):
            break
        left = [s for s in left if ends[s.name].whole_values < s.values]
        if not left:
            break
    found = Ranged()
    for s in list(left):
        one = ends[s.name]
        for way in (1.0, -1.0):
            if one.whole_values < s.values and not ask(way * rows[s.name]):
                one.high = one.whole_high = float(OPEN)
        if one.values < s.values:
            found.narrow.append((s, one.values))
        elif one.whole_values < s.values:
            for way in (1.0, -1.0):
                if one.whole_values < s.values:
                    ask(way * rows[s.name], whole=True)
            if one.whole_values < s.values:
                found.whole.append((s, one.whole_values))
    found.asked = programme.asked
    return found


def lone(cells: list[Cell], reader: Reader) -> list[tuple[str, NDArray[np.bool_]]]:
    """Each person who is alone in a hidden cell: by the first such cell, and the unknowns that this person knows."""
    people: dict[int, tuple[str, NDArray[np.bool_]]] = {}
    for c in cells:
        row = reader.row(c.kinds).astype(bool)
        own = reader.true * row
        if c.hidden and own.sum() == 1:
            me = int(np.argmax(own))
            name, knows = people.get(me, (c.name, np.zeros(len(row), dtype=bool)))
            people[me] = (name, knows | row)
    return list(people.values())
