"""Where the people of the finest table, the base, count in another table of the same people.

Told by the codes alone: a dimension is looked for in the base by its name, by the name of one of its groups, or by its
codes. The engine that protects linked tables has its own way to do this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.rebuilt import name_of
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.disclosure.attack.rebuilt import Numbers
    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.table import Dimension, Table


def leaf_of(base: Folder, folder: Folder) -> Numbers:
    """For each row of the base the key of the finest cell of the table that its people are in.

    Raises `UsageError` where a dimension is not to be found, or the base counts other people.
    """
    table = folder.table
    columns = [_column(base, of, folder.name) for of in table.dimensions]
    keys = np.asarray(np.ravel_multi_index(tuple(columns), table.shape), dtype=np.int64)
    _same_people(base, table, keys, folder.name)
    return keys


def base_among(folders: Sequence[Folder]) -> Folder:
    """The one of some tables that all others are sums of. Raises `UsageError` where none of them is."""
    for one in sorted(folders, key=lambda f: len(f.table.freq), reverse=True):
        try:
            for other in folders:
                leaf_of(one, other)
        except UsageError:
            continue
        return one
    raise UsageError(
        "none of these tables is fine enough to hold the others",
        where="They are tied by the finest table of the same people, which every other one is a sum of.",
        next="Name its folder with --base.",
    )


def _column(base: Folder, of: Dimension, name: str) -> Numbers:
    """For each row of the base the position of its code in a dimension of the table."""
    finest = {code: n for n, code in enumerate(of.codes) if of.is_leaf[n]}
    k, step = _source(base, of, set(finest), name)
    dimension = base.table.dimensions[k]
    found = np.full(len(dimension.codes), -1, dtype=np.int64)
    for n in range(len(dimension.codes)):
        told = (step.get(code, "") if step else code for code in _upwards(dimension, n))
        found[n] = next((finest[code] for code in told if code in finest), -1)
    column = found[base.table.leaves[:, k]]
    if (column < 0).any():
        lost = dimension.codes[int(base.table.leaves[int(np.argmin(column)), k])]
        raise UsageError(
            f"code {lost} of the base lies in no code of dimension {of.name} of table {name}",
            next=f"Add it to the dimension, or to the groups of the base under {of.name}.",
        )
    return column


def _source(base: Folder, of: Dimension, finest: set[str], name: str) -> tuple[int, Mapping[str, str] | None]:
    """Which dimension of the base to look in, and by which groups of its codes."""
    names = [one.name for one in base.table.dimensions]
    if of.name in names:
        return names.index(of.name), None
    if of.name in base.groups:
        groups = base.groups[of.name]
        shared = [len(set(groups) & set(one.codes)) for one in base.table.dimensions]
        return int(np.argmax(shared)), groups
    for k, one in enumerate(base.table.dimensions):
        if finest <= set(one.codes):
            return k, None
    raise UsageError(
        f"dimension {of.name} of table {name} is none of the base",
        where=f"The base has: {', '.join([*names, *base.groups])}.",
        next='Give the base its groups: {"groups": {"' + of.name + '": {"code of the base": "code of the table"}}}.',
    )


def _upwards(dimension: Dimension, n: int) -> list[str]:
    """A code and all that it is part of, nearest first."""
    found = []
    while n >= 0:
        found.append(dimension.codes[n])
        n = int(dimension.parent[n])
    return found


def _same_people(base: Folder, table: Table, keys: Numbers, name: str) -> None:
    own = np.asarray(np.ravel_multi_index(tuple(table.leaves.T), table.shape), dtype=np.int64)
    every = np.unique(np.concatenate([own, keys]))
    ours = np.bincount(np.searchsorted(every, own), weights=table.freq, minlength=len(every))
    theirs = np.bincount(np.searchsorted(every, keys), weights=base.table.freq, minlength=len(every))
    wrong = np.flatnonzero(ours != theirs)
    if len(wrong):
        raise UsageError(
            f"table {name} and the base do not count the same people",
            where=f"In {name_of(int(every[wrong[0]]), table)} the base adds up to another number.",
            next="Linked tables are of the same records: make them and the base from one extract.",
        )
