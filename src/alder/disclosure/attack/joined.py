"""Several published tables of the same people, attacked as one: every cell once, and every sum of every table.

A cell of one table and a cell of another are the same where the same people are in them. The finest cells of all, the
base, tie tables that share no cell; readers see none of them but those that are cells of a table. The attacker is
granted which of them are empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.attack.certified import Claims
from alder.disclosure.attack.ground import leaf_of
from alder.disclosure.attack.published import Published
from alder.disclosure.attack.rebuilt import Rebuilt, rebuild
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers
    from alder.disclosure.tables.folder import Folder

    Records = NDArray[np.uint64]

_PROTECT = "Use the certificate that was written when these tables were protected together."


@dataclass(frozen=True, eq=False)
class Member:
    """One table among those that are attacked together."""

    folder: Folder
    truth: Rebuilt
    at: Numbers
    """For each of its cells the joint cell that it is. Shape: cells of the table."""


@dataclass(frozen=True, eq=False)
class Joined:
    """All different cells of the tables and of the base."""

    members: tuple[Member, ...]
    base: Folder
    ground: Numbers
    """For each row of the base the joint cell that it is; -1 for rows of nobody."""
    count: Numbers
    records: Records
    whole: Numbers
    parts: sp.csr_matrix

    @property
    def keys(self) -> Numbers:
        return np.arange(len(self.count))

    @property
    def unseen(self) -> Bools:
        """Base cells that are no cell of a table."""
        found = np.ones(len(self.count), dtype=bool)
        for member in self.members:
            found[member.at] = False
        return found

    def sums(self) -> sp.csr_matrix:
        """Parts minus whole: 0 in every true set of tables. Shape: sums, cells."""
        n = len(self.whole)
        wholes = sp.csr_matrix((np.ones(n), (np.arange(n), self.whole)), shape=self.parts.shape)
        return (self.parts - wholes).tocsr()

    def name(self, cell: int) -> str:
        """The cell as the first table that has it names it."""
        for member in self.members:
            at = np.flatnonzero(member.at == cell)
            if len(at):
                return f"{member.truth.name(int(at[0]))} of {member.folder.name}"
        row = int(np.flatnonzero(self.ground == cell)[0])
        codes = zip(self.base.table.dimensions, self.base.table.leaves[row], strict=True)
        return ", ".join(f"{of.name} {of.codes[int(n)]}" for of, n in codes) + ", which no table shows"


def join(folders: Sequence[Folder], base: Folder) -> Joined:
    """Raises `UsageError` where a table is not of the people of the base."""
    random = np.random.Generator(np.random.PCG64(20_261_128))
    own = random.integers(0, 2**64, size=len(base.table.freq), dtype=np.uint64)
    own[base.table.freq == 0] = 0
    leaves = [leaf_of(base, one) for one in folders]
    truths = [rebuild(one.table, _records(one, leaf, own)) for one, leaf in zip(folders, leaves, strict=True)]
    real = np.flatnonzero(base.table.freq > 0)
    every = np.concatenate([*(truth.records for truth in truths), own[real]])
    counts = np.concatenate([*(truth.count for truth in truths), base.table.freq[real]])
    records, first, at = np.unique(every, return_index=True, return_inverse=True)
    starts = np.cumsum([0, *(len(truth.count) for truth in truths)])
    members = tuple(
        Member(one, truth, at[start : start + len(truth.count)])
        for one, truth, start in zip(folders, truths, starts[:-1], strict=True)
    )
    ground = np.full(len(own), -1, dtype=np.int64)
    ground[real] = at[starts[-1] :]
    pairs = [_own_sums(member, len(records)) for member in members]
    pairs += [_down_to_the_base(m, leaf, ground, len(records)) for m, leaf in zip(members, leaves, strict=True)]
    whole, parts = _telling(np.concatenate([w for w, _ in pairs]), sp.vstack([p for _, p in pairs]).tocsr())
    return Joined(members, base, ground, counts[first], records, whole, parts)


def published_together(joined: Joined, published: Sequence[Published]) -> tuple[Published, Bools]:
    """What readers of all tables see of each joint cell, and which are hidden in one table and shown in another."""
    size = len(joined.count)
    is_shown, is_hidden, number = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), np.full(size, np.nan)
    for member, public in zip(joined.members, published, strict=True):
        shown = member.at[~public.hidden]
        number[shown] = _first_wrong(joined.count[shown], number[shown], public.shown[~public.hidden])
        is_shown[shown] = True
        is_hidden[member.at[public.hidden]] = True
    zeros = sum(public.hidden_zeros for public in published)
    unguarded = any(public.is_unguarded for public in published)
    return Published(~is_shown, number, zeros, unguarded), is_shown & is_hidden


def _first_wrong(count: Numbers, before: Floats, shown: Floats) -> Floats:
    """A figure that one table has wrong stays wrong, whatever another says."""
    return np.where(np.isnan(before) | (before == count), shown, before)


def claims_of(joined: Joined, claims: Claims) -> Claims:
    """A certificate of linked tables in terms of joint cells, whatever order its tables were given in.

    Raises `UsageError` where it is of other tables.
    """
    if not claims.tables:
        raise UsageError("this certificate is of one table, not of several together", next=_PROTECT)
    known = {m.folder.name: (m.folder.table.size, m.truth.keys, m.at) for m in joined.members}
    table, real = joined.base.table, joined.ground >= 0
    leaves = np.asarray(np.ravel_multi_index(tuple(table.leaves[real].T), table.shape), dtype=np.int64)
    order = np.argsort(leaves)
    known.setdefault(joined.base.name, (table.size, leaves[order], joined.ground[real][order]))
    found, start = np.full(len(claims.keys), -1, dtype=np.int64), 0
    for name, size in claims.tables:
        if name not in known or known[name][0] != size:
            raise UsageError(f"this certificate is of a table {name} too, which is not among these", next=_PROTECT)
        _, keys, at = known[name]
        mine = np.flatnonzero((claims.keys >= start) & (claims.keys < start + size))
        place = np.minimum(np.searchsorted(keys, claims.keys[mine] - start), len(keys) - 1)
        hit = keys[place] == claims.keys[mine] - start
        found[mine[hit]] = at[place[hit]]
        start += size
    return Claims(found, claims.motions, claims.decoys)


def small_in_any(joined: Joined, thresholds: Sequence[int]) -> Bools:
    """Cells that are too small to be shown in some table that has them."""
    small = np.zeros(len(joined.count), dtype=bool)
    for member, threshold in zip(joined.members, thresholds, strict=True):
        small[member.at[member.truth.count < threshold]] = True
    return small


def _records(folder: Folder, leaf: Numbers, own: Records) -> Records:
    """The number of each row of a table: those of the rows of the base in it, added up."""
    table = folder.table
    rows = np.asarray(np.ravel_multi_index(tuple(table.leaves.T), table.shape), dtype=np.int64)
    order = np.argsort(rows)
    found = np.zeros(len(rows), dtype=np.uint64)
    real = own != 0
    np.add.at(found, order[np.searchsorted(rows[order], leaf[real])], own[real])
    return found


def _own_sums(member: Member, size: int) -> tuple[Numbers, sp.csr_matrix]:
    parts = member.truth.parts.tocoo()
    entries = (parts.data, (parts.row, member.at[parts.col]))
    return member.at[member.truth.whole], sp.csr_matrix(entries, shape=(parts.shape[0], size))


def _down_to_the_base(member: Member, leaf: Numbers, ground: Numbers, size: int) -> tuple[Numbers, sp.csr_matrix]:
    """Every finest cell of a table is the sum of its rows of the base."""
    real = ground >= 0
    keys, row = np.unique(leaf[real], return_inverse=True)
    whole = member.at[np.searchsorted(member.truth.keys, keys)]
    return whole, sp.csr_matrix((np.ones(len(row)), (row, ground[real])), shape=(len(keys), size))


def _telling(whole: Numbers, parts: sp.csr_matrix) -> tuple[Numbers, sp.csr_matrix]:
    """Every sum once, and none that says that a cell is itself."""
    prints = np.random.default_rng(5).standard_normal(parts.shape[1])
    of_sum = np.round(np.stack([parts @ prints, prints[whole]], axis=1), 9)
    _, first = np.unique(of_sum, axis=0, return_index=True)
    itself = (np.diff(parts.indptr) == 1) & (np.abs(of_sum[:, 0] - of_sum[:, 1]) < 1e-8)
    kept = np.sort(first[~itself[first]])
    return whole[kept], parts[kept]
