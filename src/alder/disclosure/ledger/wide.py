"""A new table beside many earlier ones, of any size: what they give away together, and what the new one hides for it.

Nothing here is given a count but to tell which groups are small: see docs/explanation/ledger.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger.atoms import Atoms
from alder.disclosure.ledger.block import Looking, unseen_of_block
from alder.disclosure.ledger.copies import copies
from alder.disclosure.ledger.groups import groups
from alder.disclosure.ledger.kept_sets import as_atoms
from alder.disclosure.ledger.motions import Seen, unseen
from alder.disclosure.ledger.near import small_sets, summed
from alder.disclosure.ledger.secrets import Secrets, kinds, still
from alder.disclosure.ledger.sight import Sight, seen_apart
from alder.errors import NotProtected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.ledger.copies import Copies
    from alder.disclosure.ledger.groups import Group
    from alder.disclosure.ledger.membership import Bools, Keys, Numbers
    from alder.disclosure.ledger.sight import Floats
    from alder.disclosure.ledger.table import Table

    Tell = Callable[[str], None]

COLUMNS = 4
MANY = 20_000
"""From so many atoms on fewer steps are worth more work in each."""
MOST = 200_000_000
"""So many classes may all atoms be in together: each takes 12 bytes, and half as much again for a while."""
NEAR = 1e-5
"""Changes that differ by less than this part of them are the same."""
CLOSE = 1e-7
"""So little may a shown cell of length 1 change in a change that nobody sees."""
OF_TABLES = ("at", "others", "others_copied", "before", "own_before", "known")
"""What is worked out of the tables once, whichever groups are to be guarded."""


@dataclass(frozen=True, eq=False)
class Together:
    """The new table and all earlier ones as they are taken together; the new one is the first."""

    tables: tuple[Table, ...]
    atoms: Atoms
    groups: tuple[Group, ...]
    copies: tuple[Copies, ...]
    seen: Seen
    secrets: Secrets
    own: sp.csr_matrix
    """Small groups that are in no table, and that the new one could give away. Shape: sets, atoms."""
    alone: Bools
    """For each secret whether it is a hidden cell: somebody could be alone in it, and know it."""
    tell: Tell
    away: frozenset[int] = frozenset()
    """Earlier tables that are taken as if they had not been released."""
    only: int | None = None
    """Which unit and year alone is taken as released,"""
    without: int | None = None
    """and which is not, where people of several are compared."""

    @classmethod
    def of(cls, new: Table, earlier: Sequence[Table], *, tell: Tell = lambda _: None) -> Together:
        tables = (new, *earlier)
        tell("comparing with earlier tables: which records are in which cells")
        members = [t.members for t in tables]
        atoms = Atoms.of_tables(members)
        grouped = groups(atoms, members)
        if len(atoms) * len(grouped) > MOST:
            raise NotProtected(
                "this table and earlier ones are more than can be judged together",
                where="They need more memory than a table may take.",
                next="Ask for fewer breakdowns, or for records that fewer earlier tables are about.",
            )
        told = copies(atoms, tables)
        seen = Seen.of([*grouped, *told])
        own = small_sets(atoms, new.members.cells, grouped, new.families_in_sight, new.small)
        sets = sp.vstack([own, *(as_atoms(t.sets, atoms) for t in earlier)]).tocsr()
        place = {n: (g, k) for g, group in enumerate(grouped) for k, n in enumerate(group.tables)}
        hidden = [
            (g, grouped[g].cells[k][np.flatnonzero(tables[n].secret if n else new.little)])
            for n, (g, k) in place.items()
        ]
        secrets = Secrets.of(atoms, [*grouped, *told], seen, hidden, sets, new.small)
        alone = np.arange(len(secrets)) < secrets.cells.shape[0]
        return cls(tables, atoms, tuple(grouped), tuple(told), seen, secrets, own, alone, tell)

    def guarding(self, more: sp.csr_matrix) -> Together:
        """The same with further small groups, the last of its secrets."""
        secrets = self.secrets.with_sets(more, self.atoms.names())
        found = replace(self, secrets=secrets, alone=np.r_[self.alone, np.zeros(more.shape[0], dtype=bool)])
        found.__dict__.update({name: self.__dict__[name] for name in OF_TABLES if name in self.__dict__})
        return found

    @cached_property
    def at(self) -> int:
        """The group of the new table."""
        return next(n for n, g in enumerate(self.groups) if 0 in g.tables)

    def rows(self, group: int, shown: Bools | None) -> tuple[sp.csr_matrix, Numbers]:
        """The shown cells of a group, and the cell of the new table that each is, -1 of earlier ones."""
        g = self.groups[group]
        every, own = [sp.csr_matrix((0, g.size), dtype=np.int8)], [np.zeros(0, dtype=np.int64)]
        for n, cells in zip(g.tables, g.cells, strict=True):
            seen = self._released(n, shown)
            if seen is not None:
                mine = np.flatnonzero(seen)
                every.append(cells[mine])
                own.append(mine if n == 0 else np.full(len(mine), -1))
        return sp.vstack(every).tocsr(), np.concatenate(own)

    def _released(self, n: int, shown: Bools | None) -> Bools | None:
        """The cells of a table that are seen, where so much of the new one is; None of one that is not there."""
        seen, counted = shown if n == 0 else self.tables[n].shown, self.tables[n].counted
        if seen is None or n in self.away:
            return None
        some = np.ones(len(seen), dtype=bool)
        if counted is not None and self.only is not None:
            some = counted == self.only
        if counted is not None and self.without is not None:
            some = counted != self.without
        return seen & some

    def spanning(self, group: int, shown: Bools | None) -> sp.csr_matrix:
        """Shown cells of a group, those left out that are sums of others of the same table."""
        g = self.groups[group]
        found = [sp.csr_matrix((0, g.size), dtype=np.int8)]
        for n, cells in zip(g.tables, g.cells, strict=True):
            seen = self._released(n, shown)
            if seen is not None:
                found.append(cells[seen_apart(self.tables[n].members.cells, seen)])
        return sp.vstack(found).tocsr()

    @cached_property
    def others(self) -> list[Sight | None]:
        """What every group but that of the new table sees."""
        return [None if n == self.at else Sight.of(self.spanning(n, None), g.atoms) for n, g in enumerate(self.groups)]

    @cached_property
    def others_copied(self) -> list[Sight]:
        """What is seen of differences of earlier tables."""
        return [Sight.of(c.rows[np.flatnonzero(c.own < 0)], c.atoms) for c in self.copies]

    def sights(self, shown: Bools | None) -> list[Sight | None]:
        """What every group sees where of the new table so much is shown; None: it is not there."""
        mine = Sight.of(self.spanning(self.at, shown), self.groups[self.at].atoms)
        found = [mine if n == self.at else s for n, s in enumerate(self.others)]
        if (
            self.away or self.only is not None or self.without is not None
        ):  # no difference of tables that are there is sought: only more steps are needed without
            return [*found, *(None for _ in self.copies)]
        if shown is None:
            return [*found, *self.others_copied]
        told = [
            s if (c.own < 0).all() else Sight.of(c.rows[np.flatnonzero((c.own < 0) | shown[c.own])], c.atoms)
            for c, s in zip(self.copies, self.others_copied, strict=True)
        ]
        return [*found, *told]

    def change(self, shown: Bools | None, start: Floats) -> Floats:
        """What of some changes nobody sees; raises where that cannot be told."""
        sights = self.sights(shown)
        for by_block in (True, False) if len(self.atoms) >= MANY else (False,):
            if by_block:
                found = unseen_of_block(Looking(self.seen, sights), start, tell=self.tell)
            else:
                found = unseen(lambda c: self.seen.through(sights, c), start, tell=self.tell)
            if found.settled and self._most(shown, found.change) <= CLOSE:
                break
        else:
            raise NotProtected(
                "this table and earlier ones nearly repeat each other, and so cannot be judged together",
                where="No answer was found that is exact enough. The table counts as one that is not safe.",
                next="Ask for fewer breakdowns, or for the same people as before.",
            )
        return found.change

    def _most(self, shown: Bools | None, change: Floats) -> float:
        """How much a shown cell of length 1 changes at most."""
        by_class = self.seen.by_class(change)
        most = 0.0
        for n, g in enumerate(self.groups):
            rows, _ = self.rows(n, shown)
            of = by_class[self.seen.of_group(n)] * np.sqrt(g.atoms)[:, None]
            moved = (rows @ of) / np.sqrt(np.maximum(rows @ g.atoms, 1))[:, None]
            most = max(most, float(np.abs(moved).max(initial=0)))
        return most

    @cached_property
    def before(self) -> Floats:
        """Changes that nobody sees who has the earlier tables alone."""
        self.tell("comparing with earlier tables: what they give away by themselves")
        random = np.random.default_rng(20_263).standard_normal((len(self.atoms), COLUMNS))
        return self.change(None, random)

    @cached_property
    def moved_before(self) -> Floats:
        return self.secrets.moved(self.seen, self.before)

    @cached_property
    def lost(self) -> Bools:
        """Secrets that earlier tables give away by themselves: they are none any more."""
        return self.by_several(still(self.moved_before), None)

    @cached_property
    def units(self) -> list[int]:
        """The units and years whose people are compared; none where records are."""
        counted = [t.counted for t in self.tables if t.counted is not None]
        return np.unique(np.concatenate(counted)).tolist() if counted else []

    def by_several(self, told: Bools, shown: Bools | None) -> Bools:
        """Which of some secrets that are told are told by several units and years together.

        What one of them tells by itself is judged by its records. But where one shown cell of it, and no more, tells a
        secret beside all that others show, that is their doing together.
        """
        found = told.copy()
        for unit in self.units if told.any() else []:
            alone, others = replace(self, only=unit), replace(self, without=unit)
            own = np.flatnonzero(told & still(alone.moved_by(shown)))
            if not len(own):
                continue
            found[own] = False
            change = others.change(shown, _random(len(self.atoms), 20_268))
            secrets = self.secrets.moved(self.seen, change)[own] * self.secrets.length[own, None]
            cells, names = alone.images(shown, change)
            found[own] = _of_one_cell(secrets, self.secrets.people[own], cells, names)
        return found

    def moved_by(self, shown: Bools | None) -> Floats:
        """How secrets change for whoever has what is shown."""
        return self.secrets.moved(self.seen, self.change(shown, _random(len(self.atoms), 20_267)))

    def images(self, shown: Bools | None, change: Floats) -> tuple[Floats, Keys]:
        """How each shown cell changes, and a number that is the same for the same people."""
        by_class, called = self.seen.by_class(change), self.atoms.names()
        images, names = [np.zeros((0, change.shape[1]))], [np.zeros(0, dtype=np.uint64)]
        for n, g in enumerate(self.groups):
            rows, _ = self.rows(n, shown)
            images.append(rows @ (by_class[self.seen.of_group(n)] * np.sqrt(g.atoms)[:, None]))
            names.append(np.asarray(rows.astype(np.uint64) @ summed(g.of, called, g.size), dtype=np.uint64))
        return np.concatenate(images), np.concatenate(names)

    @cached_property
    def kinds_before(self) -> Numbers:
        return kinds(self.moved_before)

    @cached_property
    def own_cells(self) -> Numbers:
        """The secrets that are small cells of the new table."""
        new, names = self.tables[0], self.atoms.names()
        cells = new.members.cells[np.flatnonzero(new.little)].astype(np.uint64)
        people = np.asarray(cells @ summed(self.atoms.of[0], names, cells.shape[1]))
        return np.flatnonzero(self.alone & np.isin(self.secrets.people, people))

    @cached_property
    def own_before(self) -> Floats:
        """How the cells of the new table change for whoever has the earlier tables alone. Shape: cells, columns."""
        g = self.groups[self.at]
        by_class = self.seen.by_class(self.before)[self.seen.of_group(self.at)] * np.sqrt(g.atoms)[:, None]
        found: Floats = g.cells[g.tables.index(0)] @ by_class
        return found

    @cached_property
    def known(self) -> Bools:
        """Cells of the new table that earlier ones tell: to hide them helps nobody."""
        g = self.groups[self.at]
        length = np.sqrt(np.maximum(g.cells[g.tables.index(0)] @ g.atoms, 1))
        return still(self.own_before / length[:, None])

    @cached_property
    def own_sets(self) -> sp.csr_matrix:
        """Small groups, none of them lost, that are made of whole classes of the new table. Shape: groups, classes."""
        of, classes = self.atoms.of[0], self.tables[0].members.cells.shape[1]
        there = np.flatnonzero(of >= 0)
        by = sp.csr_matrix((np.ones(len(there), dtype=np.int32), (there, of[there])), shape=(len(of), classes))
        first = self.secrets.cells.shape[0] + len(self.secrets.atoms)
        sets = self.secrets.sets[np.flatnonzero(~self.lost[first:])]
        count = (sets @ by).tocsr()
        count.sort_indices()
        whole = np.asarray(by.sum(axis=0)).ravel()
        row = np.repeat(np.arange(count.shape[0]), np.diff(count.indptr))
        cut = np.bincount(row[count.data != whole[count.indices]], minlength=count.shape[0])
        inside = np.asarray(count.sum(axis=1)).ravel() == np.diff(sets.indptr)
        count.data[:] = 1
        return count[np.flatnonzero((cut == 0) & inside)]

    def kinds_alone(self, shown: Bools) -> Numbers:
        """Which secrets go together for whoever has the new table alone."""
        g = self.groups[self.at]
        cells = g.cells[g.tables.index(0)]
        sights: list[Sight | None] = [None] * (len(self.groups) + len(self.copies))
        sights[self.at] = Sight.of(cells[seen_apart(self.tables[0].members.cells, shown)], g.atoms)
        random = np.random.default_rng(20_264).standard_normal((len(self.atoms), COLUMNS))
        # What one table sees is taken away in one step; further ones take what rounding left.
        for _ in range(3):
            random = random - self.seen.through(sights, random)
        return kinds(self.secrets.moved(self.seen, random))

    def gives_away(self, secret: int, by: int, earlier: Sequence[int], shown: Bools) -> bool:
        """Whether a secret follows from what is shown of the new table and of some earlier ones (the first is 1)."""
        some = replace(self, away=frozenset(range(1, len(self.tables))) - frozenset(earlier))
        random = np.random.default_rng(20_266).standard_normal((len(self.atoms), COLUMNS))
        moved = self.secrets.moved(self.seen, some.change(shown, random))
        return bool(still(moved[[secret]])[0]) or (by >= 0 and len(np.unique(kinds(moved[[secret, by]]))) == 1)


def _random(atoms: int, seed: int) -> Floats:
    return np.random.default_rng(seed).standard_normal((atoms, COLUMNS))


def _of_one_cell(secrets: Floats, people: Keys, cells: Floats, names: Keys) -> Bools:
    """Which secrets change as one of some cells does, or the other way round, and are not that cell."""
    found = np.zeros(len(secrets), dtype=bool)
    names, first = np.unique(names, return_index=True)
    size = np.abs(cells[first]).max(axis=1, initial=0)
    moving = np.flatnonzero(size > CLOSE)
    cells, names = cells[first][moving], names[moving]
    for n, (secret, who) in enumerate(zip(secrets, people, strict=True)):
        if np.abs(secret).max(initial=0) <= CLOSE:  # the others tell it by themselves
            continue
        same = np.minimum(np.abs(cells - secret).max(axis=1, initial=0), np.abs(cells + secret).max(axis=1, initial=0))
        found[n] = bool(((same < NEAR * np.abs(secret).max()) & (names != who)).any())
    return found
