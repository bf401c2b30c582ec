"""Several tables of figures about the same people, as one set of lines and cells, for the attack on all together.

A line is a record with its value; one whose value has changed between two tables is another. Lines that are in the same
cells of all tables are an atom, and every cell is the sum of its atoms. Cells of the same lines are one cell, whichever
tables have them. What a shown cell has beside another inside it is a cell as well, where few are behind it or one of
them is above all others: a subtraction away from whoever has both tables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.attack.contributed import Contributed
from alder.disclosure.attack.figure_files import Counted, Shown
from alder.disclosure.attack.recorded import Records
from alder.disclosure.microdata.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers

    Keys = NDArray[np.uint64]

SEED = 20_261_128


@dataclass(frozen=True, eq=False)
class Valued:
    """A table of figures that are made of values of records, and what its readers know."""

    name: str
    """As it is called where a cell of it is named."""
    key: Keys
    """Of each record; a record and its value are there once. Shape: records."""
    person: Keys
    """Whose each record is."""
    value: Floats
    is_in: sp.csr_matrix
    """Which records each cell has. Shape: cells, records."""
    cells: tuple[str, ...]
    """What the cells are called."""
    low: Floats
    """The fewest that readers know each cell to have. Shape: cells."""
    high: Floats
    shown: tuple[Shown, ...]
    """The figures, not a number where nothing is shown."""

    def figures(self, shown: tuple[Shown, ...]) -> Valued:
        """The same with other figures."""
        return replace(self, shown=shown)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of several tables: those of all lines first, then others, atoms among them."""

    count: Numbers
    records: Keys
    whole: Numbers
    parts: sp.csr_matrix
    names: tuple[str, ...]

    @property
    def keys(self) -> Numbers:
        return np.arange(len(self.count))

    def sums(self) -> sp.csr_matrix:
        n = len(self.whole)
        wholes = sp.csr_matrix((np.ones(n), (np.arange(n), self.whole)), shape=self.parts.shape)
        return (self.parts - wholes).tocsr()

    def name(self, cell: int) -> str:
        return self.names[cell]


@dataclass(frozen=True, eq=False)
class Across(Records):
    """The lines of several tables and all their cells."""

    truth: Cells
    lines_of: sp.csr_matrix
    atom: Numbers
    """Of each line the cell of its atom. Shape: lines."""
    shown: tuple[Shown, ...]
    """The figures of all tables, those of the first table first."""
    counts: Counted
    is_told: Bools
    """Whether a cell is one of a table. Shape: cells."""
    place: Numbers
    """Of each cell of the first table its cell here; -1 of one that nobody is in."""
    first: int
    """How many of the figures are of the first table."""

    @property
    def leaf(self) -> Numbers:
        return self.atom

    @property
    def is_in(self) -> sp.csr_matrix:
        return self.lines_of

    @property
    def alone(self) -> dict[int, int]:
        """Those alone in a cell of one of the tables. To be alone in an atom is no more than to know oneself."""
        return {who: cell for who, cell in super().alone.items() if self.is_told[cell]}

    @cached_property
    def contributed(self) -> Contributed:
        return Contributed.of(self.is_in, self.lines.holding, self.lines.value)


@dataclass(frozen=True)
class Rest:
    """What a shown sum has beside another of another table inside it, by the numbers of tables and cells."""

    wide: tuple[int, int]
    narrow: tuple[int, int]

    def cell_of(self, table: int) -> int:
        """Which cell of one of the two tables it is about."""
        return next(cell for n, cell in (self.wide, self.narrow) if n == table)


def across(tables: Sequence[Valued], decimals: int, rests: Sequence[Rest] = ()) -> Across:
    """All tables together, and what is left of some of their cells less others."""
    person, value, at = _lines(tables)
    size = len(person)
    own = [_matrix(t, lines, size) for t, lines in zip(tables, at, strict=True)]
    left = [own[n][w] - own[m][v] for (n, w), (m, v) in ((r.wide, r.narrow) for r in rests)]
    for rest in left:
        rest.eliminate_zeros()
    drawn = np.random.default_rng(SEED).integers(-(2**62), 2**62, size)
    every = sp.csr_matrix(np.ones((1, size), dtype=np.int8))
    atoms, atom = _atoms(own, size)
    stacked = sp.vstack([every, *own, *left, atoms]).tocsr()
    many = np.asarray(np.diff(stacked.indptr), dtype=np.int64)
    mark = np.asarray(stacked @ drawn, dtype=np.int64)
    _, first, same = np.unique(np.where(many > 0, mark, 0), return_index=True, return_inverse=True)
    order = np.argsort(first)  # in the order in which they come: all lines first
    rank = np.argsort(order)
    there = many[first[order]] > 0
    new = np.cumsum(there) - 1
    place = np.where(many > 0, new[rank[same]], -1)
    chosen = first[order][there]
    names = [*["all of them together"], *(f"{c} of {t.name}" for t in tables for c in t.cells)]
    names += [f"{_name(tables, r.wide)} without {_name(tables, r.narrow)}" for r in rests]
    names += [f"those who are alike in all tables, group {n + 1}" for n in range(atoms.shape[0])]
    is_in = stacked[chosen].tocsr()
    starts = np.cumsum([1, *(m.shape[0] for m in own)])
    own_place = [place[a:b] for a, b in pairwise(starts)]
    atom_place = place[len(place) - atoms.shape[0] :]
    whole, parts = _sums(is_in, atom_place, atom)
    truth = Cells(
        np.asarray(np.diff(is_in.indptr), dtype=np.int64),
        mark[chosen].view(np.uint64),
        whole,
        parts,
        tuple(names[n] for n in chosen),
    )
    shown = tuple(_placed(one, p, len(chosen)) for t, p in zip(tables, own_place, strict=True) for one in t.shown)
    lines = Lines((), (), value, decimals, person, len(np.unique(person)) < size, None)
    counts = _counted(tables, own_place, len(chosen))
    told = np.isin(np.arange(len(chosen)), np.concatenate(own_place))
    return Across(lines, truth, is_in, atom_place[atom], shown, counts, told, own_place[0], len(tables[0].shown))


def _lines(tables: Sequence[Valued]) -> tuple[Numbers, Floats, list[Numbers]]:
    """Of every record with its value whose it is, by a number, and the value; and of each table their places."""
    pairs = np.concatenate([np.stack([t.key, t.value.astype(np.float64).view(np.uint64)], axis=1) for t in tables])
    found, first, at = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    ends = np.cumsum([len(t.key) for t in tables])[:-1]
    lines = [np.asarray(part, dtype=np.int64) for part in np.split(at.ravel(), ends)]
    person = np.unique(np.concatenate([t.person for t in tables])[first], return_inverse=True)[1].astype(np.int64)
    return person, np.ascontiguousarray(found[:, 1]).view(np.float64), lines


def _matrix(table: Valued, lines: Numbers, size: int) -> sp.csr_matrix:
    shape = (table.is_in.shape[0], size)
    row = np.repeat(np.arange(shape[0]), np.diff(table.is_in.indptr))
    return sp.csr_matrix((np.ones(len(row), dtype=np.int8), (row, lines[table.is_in.indices])), shape=shape)


def _atoms(own: Sequence[sp.csr_matrix], size: int) -> tuple[sp.csr_matrix, Numbers]:
    """The lines of each atom, and the atom of each line."""
    draw = np.random.default_rng(SEED + 1)
    mark = np.zeros(size, dtype=np.int64)
    for matrix in own:
        mark += matrix.T @ draw.integers(-(2**62), 2**62, matrix.shape[0])
    atom = np.unique(mark, return_inverse=True)[1].astype(np.int64)
    ones = np.ones(size, dtype=np.int8)
    return sp.csr_matrix((ones, (atom, np.arange(size))), shape=(int(atom.max(initial=-1)) + 1, size)), atom


def _sums(is_in: sp.csr_matrix, atom_place: Numbers, atom: Numbers) -> tuple[Numbers, sp.csr_matrix]:
    """Every cell that is no atom, as the sum of its atoms."""
    cells, size = is_in.shape[0], len(atom_place)
    of = sp.csr_matrix((np.ones(len(atom), dtype=np.int32), (np.arange(len(atom)), atom)), shape=(len(atom), size))
    parts = (is_in.astype(np.int32) @ of).tocoo()
    whole = np.setdiff1d(np.arange(cells), atom_place)
    row = np.full(cells, -1)
    row[whole] = np.arange(len(whole))
    kept = row[parts.row] >= 0
    places = (row[parts.row[kept]], atom_place[parts.col[kept]])
    return whole, sp.csr_matrix((np.ones(int(kept.sum())), places), shape=(len(whole), cells))


def _name(tables: Sequence[Valued], cell: tuple[int, int]) -> str:
    return f"{tables[cell[0]].cells[cell[1]]} of {tables[cell[0]].name}"


def rests_of(tables: Sequence[Valued], n: int, limits: Limits) -> list[Rest]:
    """What is left of a sum of the first table less a shown one of another inside it, or the other way round, where it
    says too much of somebody; by size, where values may be below 0.

    Sums of the first that are hidden are among them, since they may still follow, nearly.
    """
    both = [tables[0], tables[n]]
    person, value, at = _lines(both)
    size = np.abs(value)
    first, other = (_matrix(t, lines, len(value)) for t, lines in zip(both, at, strict=True))
    found = []
    for (a, wide), (b, narrow) in (((0, first), (n, other)), ((n, other), (0, first))):
        for w, v in _inside(_summed(tables, a), wide, _summed(tables, b), narrow, size, limits):
            rest = wide[w] - narrow[v]
            rest.eliminate_zeros()
            if Contributed.of(rest, person, size).judged(limits)[0][0]:
                found.append(Rest((a, w), (b, v)))
    return found


def _summed(tables: Sequence[Valued], n: int) -> Bools:
    """The cells of a table of which readers have a sum, and of the first all that have one."""
    table = tables[n]
    found = np.zeros(len(table.cells), dtype=bool)
    for one in table.shown:
        found |= (one.there | (n == 0)) & one.is_summed
    return np.asarray(found & (np.diff(table.is_in.indptr) > 0))


def _inside(
    summed: Bools, wide: sp.csr_matrix, other: Bools, narrow: sp.csr_matrix, size: Floats, limits: Limits
) -> list[tuple[int, int]]:
    """Pairs of a cell and one inside it whose rest may be too much: few people, or a sum that one could be most of."""
    at, inner = np.flatnonzero(summed), np.flatnonzero(other)
    if not len(at) or not len(inner):
        return []
    many, few = np.diff(wide.indptr)[at], np.diff(narrow.indptr)[inner]
    both = (wide[at].astype(np.int64) @ narrow[inner].astype(np.int64).T).tocoo()
    whole = (both.data == few[both.col]) & (few[both.col] < many[both.row])
    w, v = both.row[whole], both.col[whole]
    left = (wide[at] @ size)[w] - (narrow[inner] @ size)[v]
    most = _highest(wide[at], size)[w]
    tops = [(2 + share) * most > left for share in _shares(limits)]
    if limits.dominance:
        n, k = limits.dominance
        tops.append(n * most > k / 100 * left)
    maybe = (many[w] - few[v] < limits.threshold) | np.any([np.zeros(len(w), dtype=bool), *tops], axis=0)
    return [(int(at[a]), int(inner[b])) for a, b in zip(w[maybe], v[maybe], strict=True)]


def _shares(limits: Limits) -> list[float]:
    return ([limits.p / 100] if limits.p else []) + ([limits.pq[0] / limits.pq[1]] if limits.pq else [])


def _highest(cells: sp.csr_matrix, size: Floats) -> Floats:
    """The largest value of each cell."""
    found = np.zeros(cells.shape[0])
    np.maximum.at(found, np.repeat(np.arange(cells.shape[0]), np.diff(cells.indptr)), size[cells.indices])
    return found


def _placed(one: Shown, place: Numbers, cells: int) -> Shown:
    """The same figures among all cells."""
    figure, there = np.full(cells, np.nan), place >= 0
    figure[place[there]] = one.figure[there]
    return Shown(one.statistic, figure, one.half, np.isin(np.arange(cells), place[there]))


def _counted(tables: Sequence[Valued], places: Sequence[Numbers], cells: int) -> Counted:
    """What all tables say of how many each cell has. Of atoms, and of what is left of cells, nobody says anything."""
    low, high = np.zeros(cells), np.full(cells, np.inf)
    for table, place in zip(tables, places, strict=True):
        there = place >= 0
        np.maximum.at(low, place[there], table.low[there])
        np.minimum.at(high, place[there], table.high[there])
    return Counted(low, high, np.zeros(cells, dtype=bool), is_told=True)
