"""Small groups that tables of several units tell to whoever knows all about everybody outside them.

Of somebody outside a group is known how many records they have in each cell, so to a reader they count once: what is
not known of them is one number, whether they are counted. Of somebody inside nothing is known, not even that a learner
has an aim: each of their records is a number of its own. A group of records is told where figures, each taken so many
times, come to nothing for everybody outside, to 1 for each record of the group, and to nothing for all other records of
the same people.

So every group has a system of its own. It differs from that of everybody by few columns, those of the people of the
group, and all are tested at once: what figures come to by people is worked out a single time, and for each group what
of that its records change. Only a group that is told gets a system of its own, in which the cheapest cells are found.

What figures of the group's own unit and year tell by themselves is judged by its records: 15 aims may be five
people's. But where one of these figures, and no more, tells it beside those of other units, that is their doing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, groupby
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve, lapack, solve_triangular
from scipy.optimize import linprog

from alder.disclosure.ledger import follows
from alder.disclosure.ledger.atoms import Atoms
from alder.errors import present

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.ledger.atoms import Places
    from alder.disclosure.ledger.membership import Bools, Membership, Numbers
    from alder.disclosure.ledger.sight import Floats
    from alder.disclosure.ledger.wide import Together

MOST = 3_000
"""So many different cells are compared: the products of all with all take 72 MB then, and a second or two."""
PAIRED = 60
"""Of so many small groups each two are taken together as well."""
AT_ONCE = 200
"""So many groups are tested together."""
DRAWN = 48
"""So many sums are drawn at random. They tell all that there is to tell of groups with fewer people and records,"""
SPARE = 8
"""fewer by so many, since one that tells nearly nothing by chance would not do."""
STILL = 1e-4
"""People who change by less (squared) are looked at one by one."""
FAINT, CLEAR = 1e-13, 1e-3
"""What is no sum of others is left nearly whole by so faint a change of their products; of a sum no more is left."""
ROUNDS = 60
SAME = 1e-9
"""A figure of length 1 of which no more than this (squared) is not a sum of others is one."""
WHOLE = 1 - 1e-8
"""A sum over the people of a group that has so much of its length (squared) among figures follows from them."""
NEAR = 1e-6
"""Sums that differ by less are the same: they are of whole numbers, and others differ by far more."""


@dataclass(frozen=True, eq=False)
class Group:
    """Few people, and which of their records are a small group."""

    atoms: Numbers
    """The people, as atoms of people."""
    records: Numbers
    """All that these people have, as atoms of records."""
    target: Floats
    """For each of these 1 where it is of the small group."""
    unit: int
    """The unit and year that these are of."""
    count: int
    """How many records the small group has."""


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells of the new table, then those of all earlier ones: who is in each, and with which records."""

    people: sp.csr_matrix
    """Shape: cells, atoms of people."""
    records: sp.csr_matrix
    """Shape: cells, atoms of records."""
    whose: sp.csr_matrix
    """How many records people have. Shape: atoms of people, atoms of records."""
    size: Numbers
    """How many people each atom has."""
    unit: Numbers
    """The unit and year of each cell."""
    new: int
    """So many of the cells are of the new table."""
    out: Bools
    """Cells that an earlier table shows."""
    secret: Bools
    """Small cells that an earlier table hides, and all small ones of the new table."""
    small: int

    @classmethod
    def of(cls, together: Together) -> Cells:
        tables, people = together.tables, together.atoms
        of_records = [present(t.records, "the records of people that are compared are known") for t in tables]
        records = Atoms.of_tables(of_records)
        return cls(
            sp.vstack([_by_atoms(t.members, of, len(people)) for t, of in zip(tables, people.of, strict=True)]).tocsr(),
            sp.vstack([_by_atoms(r, of, len(records)) for r, of in zip(of_records, records.of, strict=True)]).tocsr(),
            _whose(of_records, people, records),
            people.people,
            np.concatenate([present(t.counted, "what is counted is known where people are compared") for t in tables]),
            len(tables[0].shown),
            np.concatenate([t.shown & (n > 0) for n, t in enumerate(tables)]),
            np.concatenate([t.secret if n else t.little for n, t in enumerate(tables)]),
            max(t.small for t in tables),
        )

    @cached_property
    def same(self) -> Numbers:
        """A number for each cell, the same where it has the same records."""
        random = np.random.default_rng(20_271).integers(0, 2**64, self.records.shape[1], dtype=np.uint64)
        _, found = np.unique(np.asarray(self.records.astype(np.uint64) @ random), return_inverse=True)
        return found

    @property
    def number(self) -> int:
        """How many different cells there are."""
        return int(self.same.max(initial=-1)) + 1

    def different(self, seen: Bools) -> Numbers:
        """Of some cells those with other records than the ones before them: those that are out are the first."""
        at = np.flatnonzero(seen & (np.diff(self.records.indptr) > 0))
        at = at[np.argsort(~self.out[at], kind="stable")]
        _, first = np.unique(self.same[at], return_index=True)
        found: Numbers = at[np.sort(first)]
        return found

    def groups(self, sets: sp.csr_matrix) -> list[Group]:
        """The small groups of some sets of people: all records that a cell has of a set. Shape: sets, atoms."""
        sets = _each_once(sp.vstack([self._few(), sets.astype(np.float64)]).tocsr())
        around = (self.people @ sets.T).tocsc()
        inside = self.records.tocsc()
        found = []
        for n in range(sets.shape[0]):
            atoms = sets.indices[sets.indptr[n] : sets.indptr[n + 1]]
            at = slice(around.indptr[n], around.indptr[n + 1])
            cells = around.indices[at][around.data[at] == len(atoms)]  # they have everybody of the set
            number = np.asarray(self.whose[atoms].sum(axis=0)).ravel()
            records = np.flatnonzero(number)
            counted, first = np.unique(inside[:, records][cells].toarray(), axis=0, return_index=True)
            for target, cell in zip(counted.astype(np.float64), cells[first], strict=True):
                count = int(target @ number[records])
                if 0 < count < self.small:
                    found.append(Group(atoms, records, target, int(self.unit[cell]), count))
        return found

    def _few(self) -> sp.csr_matrix:
        """Sets of few people: of small cells that are hidden, and whom a cell has and another inside it has not."""
        cells = _each_once(self.people)
        size = cells @ self.size
        common = (cells @ sp.diags(self.size.astype(np.float64)) @ cells.T).toarray()
        less = size[:, None] - common
        one, other = np.nonzero((less > NEAR) & (less < self.small - NEAR) & (common > size[None, :] - NEAR))
        return sp.vstack([cells[one] - cells[other], self.people[np.flatnonzero(self.secret)]]).tocsr()

    def pairs(self, groups: Sequence[Group]) -> list[Group]:
        """Two groups of one unit and year that are a small group together: of few atoms."""
        whose, found = self.whose.toarray(), []
        for one, other in combinations(sorted(groups, key=lambda g: g.count)[:PAIRED], 2):
            count = one.count + other.count
            if one.unit != other.unit or count >= self.small:
                continue
            atoms = np.union1d(one.atoms, other.atoms)
            number = whose[atoms].sum(axis=0)
            records = np.flatnonzero(number)
            both = np.union1d(one.records[one.target > 0], other.records[other.target > 0])
            target = np.isin(records, both).astype(np.float64)
            if target @ number[records] == count:  # no record is of both, and none beside them looks like one of theirs
                found.append(Group(atoms, records, target, one.unit, count))
        return found


@dataclass(frozen=True, eq=False)
class Figures:
    """Some cells that are shown, each of length 1, and which of them are sums of which others by people."""

    people: sp.csr_matrix
    records: sp.csr_matrix
    products: Floats
    basis: Numbers
    """Those of which all others are sums."""
    rest: Numbers
    root: Floats
    """The root of the products of the basis: a lower triangle."""
    made: Floats
    """How the others are made of the basis, divided by the root."""

    @classmethod
    def of(cls, cells: Cells, at: Numbers) -> Figures:
        by = sp.diags(1 / np.sqrt(np.diff(cells.people.indptr)[at].clip(1)))
        people, records = (by @ m[at].astype(np.float64) for m in (cells.people, cells.records))
        products = (people @ people.T).toarray()
        basis = _independent(products)
        rest = np.setdiff1d(np.arange(len(at)), basis)
        root = np.linalg.cholesky(products[np.ix_(basis, basis)])
        return cls(
            people.tocsc(), records.tocsc(), products, basis, rest, root, _divided(root, products[np.ix_(basis, rest)])
        )

    def tell(self, groups: Sequence[Group]) -> Bools:
        """Which groups follow from all these figures."""
        found = np.zeros(len(groups), dtype=bool)
        if not len(self.basis):
            return found
        nothing, moved = self._drawn
        left = []
        for _, same in groupby(range(len(groups)), key=lambda n: id(groups[n].atoms)):  # all that cells have of a set
            some = list(same)
            group = groups[some[0]]
            several = max(len(group.atoms), len(group.records)) > DRAWN - SPARE
            if several or np.linalg.eigvalsh(moved[group.atoms] @ moved[group.atoms].T)[0] < STILL:
                left += some
            else:  # no sum of figures comes to something for its people alone
                found[some] = _spans(nothing[:, group.records], np.stack([groups[n].target for n in some], axis=1))
        for k in range(0, len(left), AT_ONCE):
            some = left[k : k + AT_ONCE]
            found[some] = self._tell([groups[n] for n in some])
        return found

    @cached_property
    def _drawn(self) -> tuple[Floats, Floats]:
        """Drawn at random: sums of figures that come to nothing by people, and what they come to by records; and
        changes of people that no figure sees. So many tell all there is of fewer people and records.
        """
        draw = np.random.default_rng(20_273)
        people, records = self.people.tocsr(), self.records.tocsr()
        times = draw.standard_normal((len(self.rest), DRAWN)) / np.sqrt(max(len(self.rest), 1))
        own = _divided(self.root, self.made @ times, turned=True)
        nothing = (records[self.rest].T @ times - records[self.basis].T @ own).T
        change = draw.standard_normal((people.shape[1], DRAWN))
        seen = _divided(self.root, _divided(self.root, people[self.basis] @ change), turned=True)
        return np.asarray(nothing), change - people[self.basis].T @ seen

    def _tell(self, groups: Sequence[Group]) -> Bools:
        """The same of a few groups, of whatever size."""
        atoms = np.unique(np.concatenate([g.atoms for g in groups]))
        records = np.unique(np.concatenate([g.records for g in groups]))
        of_people = _divided(self.root, self.people[:, atoms][self.basis].toarray())
        by_record = self.records[:, records]
        of_records = _divided(self.root, by_record[self.basis].toarray())
        # Sums of figures that come to nothing for everybody, by people: what they come to by the records of a group.
        nothing = by_record[self.rest].toarray() - self.made.T @ of_records
        found = np.zeros(len(groups), dtype=bool)
        for n, group in enumerate(groups):
            mine, theirs = np.searchsorted(atoms, group.atoms), np.searchsorted(records, group.records)
            part, ways = np.linalg.eigh(of_people[:, mine].T @ of_people[:, mine])
            # Sums that come to something for its people alone, and then what these come to by their records.
            alone = of_people[:, mine] @ ways[:, part > WHOLE]
            sums = np.vstack([nothing[:, theirs], alone.T @ of_records[:, theirs]])
            found[n] = _spans(sums, group.target[:, None])[0]
        return found

    def with_records_of(self, group: Group) -> System:
        """The system of one group."""
        people, records = self.people[:, group.atoms], self.records[:, group.records]
        products = self.products + (records @ records.T - people @ people.T).toarray()
        return System(products, records @ group.target, float(group.target @ group.target))


@dataclass(frozen=True, eq=False)
class System:
    """The figures as one group has them: everybody else by people, its own people by records."""

    products: Floats
    target: Floats
    """What each figure has of the group."""
    length: float
    """The square of the length of the group."""

    def only(self, some: Bools) -> System:
        """The same of some of the figures."""
        return replace(self, products=self.products[np.ix_(some, some)], target=self.target[some])

    def tells(self, some: Numbers) -> bool:
        """Whether some of the figures tell the group."""
        basis, times = self._made(some)
        return self.length - float(self.target[basis] @ times) < NEAR

    def tells_by_one(self, some: Numbers, others: Numbers) -> bool:
        """Whether some others tell the group together with a single one of the figures, which does not do so alone."""
        basis, times = self._made(others)
        root = cho_factor(self.products[np.ix_(basis, basis)], lower=True)
        across = self.products[np.ix_(basis, some)]
        left = np.diag(self.products)[some] - (across * cho_solve(root, across)).sum(axis=0)
        along = self.target[some] - across.T @ times
        target = self.length - float(self.target[basis] @ times)
        adds = left > SAME
        told = target - along[adds] ** 2 / left[adds] < NEAR
        alone = self.length - self.target[some] ** 2 / np.diag(self.products)[some] < NEAR
        return bool(told.any()) and not alone.any()

    def cheapest(self, price: Floats) -> Bools:
        """The cheapest figures without which the group is not told; none where those without a price tell it.

        The least change of what is shown, by its price, that nobody sees who has the rest, and that changes the group
        by 1.
        """
        basis = _independent(self.products, first=np.flatnonzero(price == 0))
        rest = np.setdiff1d(np.arange(len(price)), basis)
        root = cho_factor(self.products[np.ix_(basis, basis)], lower=True)
        free = np.flatnonzero(price[basis] > 0)
        times = cho_solve(root, self.target[basis])[free]
        if np.abs(times).max(initial=0) < NEAR:
            return np.zeros(len(price), dtype=bool)
        made = cho_solve(root, self.products[np.ix_(basis, rest)])[free].T
        made[np.abs(made) < NEAR] = 0
        changes = np.zeros((len(price), len(free)))
        changes[basis[free], np.arange(len(free))] = 1
        changes[rest] = made
        at = np.flatnonzero(price)
        count = len(at)
        equal = sp.vstack(
            [
                sp.hstack([sp.csr_matrix(changes[at]), -sp.identity(count), sp.identity(count)]),
                sp.hstack([sp.csr_matrix(times / np.abs(times).max()), sp.csr_matrix((1, 2 * count))]),
            ]
        ).tocsc()
        bounds = np.zeros((len(free) + 2 * count, 2))
        bounds[: len(free), 0], bounds[:, 1] = -np.inf, np.inf
        cost = np.r_[np.zeros(len(free)), price[at], price[at]]
        done = linprog(cost, A_eq=equal, b_eq=np.r_[np.zeros(count), 1.0], bounds=bounds)
        moved = np.abs(changes @ present(done.x, "some change changes a group that is told")[: len(free)])
        found: Bools = (moved > NEAR * moved.max()) & (price > 0)
        return found

    def _made(self, some: Numbers) -> tuple[Numbers, Floats]:
        """Some figures of which all of these are sums, and how the group is made of them as far as it is."""
        basis = some[_independent(self.products[np.ix_(some, some)])]
        if not len(basis):
            return basis, np.zeros(0)
        return basis, cho_solve(cho_factor(self.products[np.ix_(basis, basis)], lower=True), self.target[basis])


@dataclass(frozen=True, eq=False)
class Outsiders:
    """The new table beside all earlier ones, as whoever knows everybody outside a small group has them."""

    cells: Cells
    groups: list[Group]
    price: Floats
    shown: Bools

    tell: Callable[[str], None]

    @classmethod
    def of(cls, together: Together, price: Floats, shown: Bools) -> Outsiders | None:
        """None where there are too many cells."""
        together.tell("comparing with earlier tables: what follows for whoever knows everybody else")
        cells, secrets = Cells.of(together), together.secrets
        if cells.number > MOST:
            together.tell(f"they have more than {MOST:,} different cells: sums of several of a unit are not compared")
            return None
        some = np.arange(len(secrets))
        if follows.is_small(len(together.atoms)):
            found = cells.groups(secrets.as_sets(some, together.seen))
            return cls(cells, [*found, *cells.pairs(found)], price, shown, together.tell)
        first = secrets.cells.shape[0]  # nearly all atoms of many people are few people, and a cell of no table
        some = np.r_[some[:first], some[first + len(secrets.atoms) :]]
        return cls(cells, cells.groups(secrets.as_sets(some, together.seen)), price, shown, together.tell)

    def settled(self) -> Bools | None:
        """What may still be shown; None where nothing helps."""
        now = self
        for _ in range(ROUNDS):
            fewer = now._fewer()
            if (fewer == now.shown).all():
                return fewer
            now = replace(now, shown=fewer)
        return None

    def _fewer(self) -> Bools:
        self.tell(f"comparing with earlier tables: {len(self.secrets):,} small groups, as others know them")
        at = self.cells.different(self._seen(self.shown))
        figures, shown = Figures.of(self.cells, at), self.shown
        price = np.where(self.cells.out[at], 0.0, self._prices[at])
        for n in np.flatnonzero(figures.tell(self.secrets)):
            group = self.secrets[n]
            system, unit = figures.with_records_of(group), self.cells.unit[at]
            seen = self._seen(shown)[at]
            mine, others = np.flatnonzero(seen & (unit == group.unit)), np.flatnonzero(seen & (unit != group.unit))
            if not system.tells(np.flatnonzero(seen)):  # what was hidden for another helps this one
                continue
            if system.tells(mine) and not system.tells_by_one(mine, others):
                continue
            gone = at[np.flatnonzero(seen)[system.only(seen).cheapest(price[seen])]]
            shown = shown & ~np.isin(self.cells.same[: self.cells.new], self.cells.same[gone])
        return shown

    def _seen(self, shown: Bools) -> Bools:
        seen = self.cells.out.copy()
        seen[: self.cells.new] = shown
        return seen

    @cached_property
    def _prices(self) -> Floats:
        """What it costs to hide each cell of the new table, with all of the same records."""
        own = self.cells.same[: self.cells.new]
        every = np.bincount(own, weights=self.price, minlength=self.cells.number)
        found: Floats = every[self.cells.same] * np.sqrt(np.diff(self.cells.people.indptr))
        return found

    @cached_property
    def secrets(self) -> list[Group]:
        """The groups but for those that earlier tables tell by themselves."""
        told = Figures.of(self.cells, self.cells.different(self.cells.out)).tell(self.groups)
        return [group for group, is_out in zip(self.groups, told, strict=True) if not is_out]


def _by_atoms(table: Membership, of: Places, atoms: int) -> sp.csr_matrix:
    """The cells of a table by the atoms of all."""
    there = np.flatnonzero(of >= 0)
    classes = sp.csr_matrix((np.ones(len(there), dtype=np.int32), (of[there], there)), (table.cells.shape[1], atoms))
    return (table.cells.astype(np.int32) @ classes).tocsr()


def _whose(tables: Sequence[Membership], people: Atoms, records: Atoms) -> sp.csr_matrix:
    key, first = np.unique(np.concatenate([t.key for t in tables]), return_index=True)
    person = np.concatenate([present(t.person, "its people are known") for t in tables])[first]
    one = people.of_record[np.searchsorted(people.universe, person)]
    other = records.of_record[np.searchsorted(records.universe, key)]
    return sp.csr_matrix((np.ones(len(key)), (one, other)), shape=(len(people), len(records)))


def _each_once(sets: sp.csr_matrix) -> sp.csr_matrix:
    """Different sets of atoms, those left out that have nobody."""
    sets = sets.astype(np.float64)
    sets.eliminate_zeros()
    random = np.random.default_rng(20_272).integers(0, 2**64, sets.shape[1], dtype=np.uint64)
    _, first = np.unique(np.asarray(sets.astype(np.uint64) @ random), return_index=True)
    first = np.sort(first)
    return sets[first[np.diff(sets.indptr)[first] > 0]]


def _independent(products: Floats, first: Numbers | None = None) -> Numbers:
    """Which of some figures all others are sums of, from the products of all: some of them as far as they go."""
    if first is None:
        return _pivots(products)
    basis = first[_pivots(products[np.ix_(first, first)])]
    rest = np.setdiff1d(np.arange(len(products)), first)
    left = products[np.ix_(rest, rest)]
    if len(basis):
        across = products[np.ix_(basis, rest)]
        left = left - across.T @ cho_solve(cho_factor(products[np.ix_(basis, basis)], lower=True), across)
    return np.concatenate([basis, rest[_pivots(left)]])


def _pivots(products: Floats) -> Numbers:
    if not len(products):
        return np.zeros(0, dtype=np.int64)
    _, pivots, rank, _ = lapack.dpstrf(products, tol=SAME, lower=1)
    return np.asarray(pivots[:rank] - 1, dtype=np.int64)


def _spans(sums: Floats, targets: Floats) -> Bools:
    """Which groups are one of some sums, or several of them taken so many times each. Shape of groups: records, groups.

    Most are far from any: what is left of them is told by a single equation, which is a little off.
    """
    products = sums.T @ sums
    off = FAINT * np.linalg.solve(products + FAINT * np.identity(len(products)), targets)
    found: Bools = np.abs(off).max(axis=0) < CLEAR
    if found.any():
        square, turn = np.linalg.eigh(products)
        across = turn[:, square > SAME]
        found &= np.abs(targets - across @ (across.T @ targets)).max(axis=0) < NEAR
    return found


def _divided(root: Floats, columns: Floats, *, turned: bool = False) -> Floats:
    return np.asarray(solve_triangular(root, columns, lower=True, trans=int(turned))) if len(root) else columns
