"""How tables of the same people rest on one finest cross-classification, the base: each of their cells is some of its.

A dimension of a table is found in the base by its name, or by the name of a group of the base (`groups` in its
`hier.json`: for each leaf code of a dimension the area, say, that it lies in), or because all its codes are codes of
one dimension of the base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.table import Dimension, Table

    Numbers = NDArray[np.int64]
    Keys = NDArray[np.uint64]


def rows_in(base: Folder, table: Table, name: str) -> Numbers:
    """For each row of the base the row of the table that it counts in; -1 where the table has no rows, and the base
    counts nobody. Shape: rows of the base.

    Raises `UsageError` where a dimension cannot be found in the base, or the two do not count the same people.
    """
    columns = [_places(base, of, name) for of in table.dimensions]
    leaf = np.ravel_multi_index(tuple(columns), table.shape)
    own = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
    order = np.argsort(own)
    at = np.minimum(np.searchsorted(own[order], leaf), max(len(own) - 1, 0))
    there = own[order][at] == leaf if len(own) else np.zeros(len(leaf), dtype=bool)
    missing = np.flatnonzero(~there & (base.table.freq > 0))
    if len(missing):
        raise _differs(name, table, int(leaf[missing[0]]))
    if not len(own):
        return np.full(len(leaf), -1, dtype=np.int64)
    row: Numbers = order[at]
    added = np.bincount(row[there], weights=base.table.freq[there], minlength=len(own)).astype(np.int64)
    wrong = np.flatnonzero(added != table.freq)
    if len(wrong):
        raise _differs(name, table, int(own[wrong[0]]))
    return row


def finest(folders: Sequence[Folder]) -> Folder:
    """The one of some tables on which all others rest. Raises `UsageError` where none of them is so fine."""
    for one in sorted(folders, key=lambda f: -len(f.table.freq)):
        try:
            for other in folders:
                rows_in(one, other.table, other.name)
        except UsageError:
            continue
        return one
    raise UsageError(
        "none of these tables is fine enough to hold the others",
        where="Linked tables are tied by the finest table of the same people, which every other one is a sum of.",
        next="Name its folder with --base.",
    )


def _differs(name: str, table: Table, leaf: int) -> UsageError:
    codes = np.unravel_index(leaf, table.shape)
    said = ", ".join(f"{d.name} {d.codes[int(c)]}" for d, c in zip(table.dimensions, codes, strict=True))
    return UsageError(
        f"table {name} and the base do not count the same people",
        where=f"In {said} the base adds up to another number.",
        next="Linked tables are of the same records: make them and the base from one extract.",
    )


def _places(base: Folder, of: Dimension, name: str) -> Numbers:
    """For each row of the base the position of its code in a dimension of a table."""
    names = [d.name for d in base.table.dimensions]
    if of.name in names:
        k = names.index(of.name)
        climbed = _climbed(base.table.dimensions[k], of)
    elif of.name in base.groups:
        k, climbed = _grouped(base, base.groups[of.name], of)
    else:
        k, climbed = _by_codes(base, of, name)
    found = climbed[base.table.leaves[:, k]]
    lost = np.flatnonzero(found < 0)
    if len(lost):
        code = base.table.dimensions[k].codes[int(base.table.leaves[lost[0], k])]
        raise UsageError(
            f"code {code} of the base lies in no code of dimension {of.name} of table {name}",
            next=f"Add it to the dimension, or to the groups of the base under {of.name}.",
        )
    return found


def _climbed(from_: Dimension, to: Dimension) -> Numbers:
    """For each code of one dimension the leaf of the other that it is or lies in; -1 where there is none."""
    leaves = {code: n for n, code in enumerate(to.codes) if to.is_leaf[n]}
    found = np.full(len(from_.codes), -1, dtype=np.int64)
    for n, code in enumerate(from_.codes):
        up = from_.parent[n]
        found[n] = leaves.get(code, found[up] if up >= 0 else -1)
    return found


def _grouped(base: Folder, groups: Mapping[str, str], of: Dimension) -> tuple[int, Numbers]:
    k = max(range(len(base.table.dimensions)), key=lambda n: len(groups.keys() & set(base.table.dimensions[n].codes)))
    leaves = {code: n for n, code in enumerate(of.codes) if of.is_leaf[n]}
    codes = base.table.dimensions[k].codes
    return k, np.array([leaves.get(groups.get(code, ""), -1) for code in codes], dtype=np.int64)


def _by_codes(base: Folder, of: Dimension, name: str) -> tuple[int, Numbers]:
    wanted = {code for n, code in enumerate(of.codes) if of.is_leaf[n]}
    for k, one in enumerate(base.table.dimensions):
        if wanted <= set(one.codes):
            return k, _climbed(one, of)
    known = [*(d.name for d in base.table.dimensions), *base.groups]
    raise UsageError(
        f"dimension {of.name} of table {name} is none of the base",
        where=f"The base has: {', '.join(known)}.",
        next='Give the base its groups: {"groups": {"' + of.name + '": {"code of the base": "code of the table"}}}.',
    )
