"""Which numbers are one person's, by the records that bear two of them: over any tables, in whatever order they come.

Numbers that stand together in a record lead to each other, the weaker to the stronger: a key of tax to the number that
all education records lead to, a learner number to the key of a pupil. Each kind is taken in turn. A number that leads
to two persons is joined to none, and neither are two numbers that lead to one person, unless a person may have several
of their kind. So no person ever has two learner numbers, and what is not sure stays apart and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.linkage.conflicts import Conflict
from alder.linkage.people import NONE, connected, numbered, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from alder.linkage.people import Numbers

LEARNER, REFERENCE = "learner", "LearnRefNumber"
"""A person behind returns, as `people` finds them, and the reference that a provider has for one."""

STRONGEST = ("AE_ID", "PMR", LEARNER, "ULN", "SID", "HUSID", "UPN", "EDUKEY", "RECORDID", REFERENCE)
"""Kinds of numbers, each stronger than those after it: records are told apart by the first that they have, and the
numbers of a weaker kind lead to those of a stronger one."""

_SEVERAL = {"RECORDID": STRONGEST, "UPN": STRONGEST, REFERENCE: STRONGEST, "EDUKEY": ("AE_ID",), "PMR": ("AE_ID",)}
"""Kinds of which a person may have several, and the stronger kinds that may say so: a learner has a record each year
and a reference at each provider, pupil numbers change, and who was registered twice has two keys in the look-ups."""

_CALLED = ("ULN", "PMR", *(k for k in STRONGEST if k not in ("ULN", "PMR")))
"""After which number a person is called: one that lasts before one that is drawn anew for each project."""

_USUAL = ("RECORDID", "UPN", REFERENCE)
"""Of these nobody wonders that a person has several."""


@dataclass(frozen=True)
class IdentifierGroups:
    """Numbers by kind, the group of each, and what joined it to others.

    `by` is the place of a pair in `pairs`, `NONE` for a number that stands alone. `conflicts` counts numbers by kind
    of conflict and pair.
    """

    values: Mapping[str, pa.Array]
    group: Mapping[str, Numbers]
    by: Mapping[str, Numbers]
    pairs: tuple[tuple[str, str], ...]
    conflicts: Mapping[tuple[Conflict, str, str], int]
    size: int

    def groups_of(self, kind: str, values: pa.Array | pa.ChunkedArray) -> Numbers:
        """The groups of numbers of a kind; `NONE` of what is missing."""
        if kind not in self.values:
            return np.full(len(values), NONE)
        found = pc.index_in(values, value_set=self.values[kind]).fill_null(NONE).to_numpy(zero_copy_only=False)
        return np.where(found < 0, NONE, self.group[kind][found])

    def called(self) -> pa.Array:
        """A text for each group, the same whatever else is linked as long as its numbers are: the least number of the
        first kind that it has, learner numbers first. It identifies, so it is only ever shown hashed.
        """
        texts = pa.nulls(self.size, pa.string())
        for kind in (k for k in _CALLED if k in self.values):
            order = pc.sort_indices(self.values[kind]).to_numpy()
            groups, first = np.unique(self.group[kind][order], return_index=True)
            least = pc.binary_join_element_wise(kind, self.values[kind].take(pa.array(order[first])), ":")
            at = np.full(self.size, NONE)
            at[groups] = np.arange(len(groups))
            texts = pc.coalesce(texts, least.take(pa.array(at, mask=at < 0)))
        return texts


def identifier_groups(records: Sequence[pa.Table]) -> IdentifierGroups:
    """Find the groups. Each table has a text column for each kind of number that its records bear."""
    values = {kind: found for kind in STRONGEST if len(found := _different(kind, records))}
    first = dict(zip(values, np.cumsum([0, *map(len, values.values())]).tolist(), strict=False))
    size = sum(map(len, values.values()))
    kind = np.repeat(np.arange(len(values)), [len(v) for v in values.values()])
    group, by = np.arange(size), np.full(size, NONE)
    pairs: list[tuple[str, str]] = []
    conflicts: dict[tuple[Conflict, str, str], int] = {}
    for weak, strong in _pairs(values):
        ends = _ends(records, weak, strong, values, first)
        if not ends.shape[1]:
            continue
        joined = _Joining(group, kind, [*values], weak, strong, ends)
        for conflict, numbers in joined.conflicts.items():
            if numbers:
                conflicts[conflict, weak, strong] = numbers
        touched = ends[:, joined.accepted].ravel()
        by[touched] = np.where(by[touched] < 0, len(pairs), by[touched])
        pairs.append((weak, strong))
        group = joined.group
    group = numbered(group)
    spans = {k: slice(first[k], first[k] + len(values[k])) for k in values}
    return IdentifierGroups(
        values,
        {k: group[s] for k, s in spans.items()},
        {k: by[s] for k, s in spans.items()},
        tuple(pairs),
        conflicts,
        size_of(group),
    )


def _pairs(kinds: Mapping[str, pa.Array]) -> Iterator[tuple[str, str]]:
    held = [*kinds]
    for n, strong in enumerate(held):
        for weak in held[n + 1 :]:
            yield weak, strong


def _different(kind: str, records: Sequence[pa.Table]) -> pa.Array:
    columns = [c for t in records if kind in t.column_names for c in t[kind].cast(pa.string()).chunks]
    return pa.chunked_array(columns, pa.string()).unique().drop_null()


def _ends(
    records: Sequence[pa.Table], weak: str, strong: str, values: Mapping[str, pa.Array], first: Mapping[str, int]
) -> Numbers:
    """The pairs of numbers that stand together in a record, each once: two rows of their places."""
    found = [np.empty((2, 0), np.int64)]
    for table in records:
        if weak in table.column_names and strong in table.column_names:
            both = table.filter(pc.and_(table[weak].is_valid(), table[strong].is_valid()))
            at = [pc.index_in(both[k], value_set=values[k]).to_numpy() + first[k] for k in (weak, strong)]
            found.append(np.stack(at).astype(np.int64))
    ends = np.concatenate(found, axis=1)
    return _each_once(ends[0], ends[1], max(1, sum(map(len, values.values()))))


class _Joining:
    """One step: which pairs join, and the groups after it."""

    def __init__(
        self, group: Numbers, kind: Numbers, kinds: Sequence[str], weak: str, strong: str, ends: Numbers
    ) -> None:
        group = numbered(group)
        size = size_of(group)
        below, above = group[ends[0]], group[ends[1]]
        apart = below != above
        leads_to = np.bincount(_each_once(below[apart], above[apart], size)[0], minlength=size)
        torn = apart & (leads_to[below] > 1)
        clear = apart & ~torn
        together = connected(size, [(below[clear], above[clear])])
        free = strong in _SEVERAL.get(weak, ())
        crowded = np.zeros(size_of(together) + 1, dtype=bool)
        for n, one in enumerate(kinds):
            if one in _USUAL or (free and one == weak):
                continue
            holders = np.unique(group[kind == n])
            crowded[: size_of(together) + 1] |= np.bincount(together[holders], minlength=len(crowded)) > 1
        refused = clear & crowded[together[below]]
        joins = clear & ~refused
        self.group = connected(size, [(below[joins], above[joins])])[group]
        self.accepted: npt.NDArray[np.bool_] = self.group[ends[0]] == self.group[ends[1]]
        self.conflicts = {
            Conflict.LEADS_TO_SEVERAL: len(np.unique(ends[0][torn])),
            Conflict.SEVERAL_LEAD_TO_ONE: len(np.unique(ends[0][refused])),
            Conflict.SECOND_KEY: 0,
        }
        if free and weak not in _USUAL:
            holders = self.group[np.unique(ends[0][self.accepted])]
            self.conflicts[Conflict.SECOND_KEY] = int((np.bincount(holders) > 1).sum())


def _each_once(first: Numbers, second: Numbers, size: int) -> Numbers:
    """Pairs of numbers below `size`, each once: two rows."""
    return np.stack(np.divmod(np.unique(first * size + second), size))
