"""Tables of different units and years as tables of the same people.

Records of learners and of aims, of this year and of last, are other records, and whose they are is known by a key
that lasts. Whoever asks is taken to know how many aims, programmes and years everybody outside a group has: so to them
a count of aims is as good as the number of people who have them, and each cell is the sum of its people, once each.
What tables of several units or years tell of people is judged in this form, beside what the records tell.

What tables of one unit and year tell of their people by themselves is left to the judgement by records: of a table of
aims at two levels people who have both would seem to be told, and nobody is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ledger.kept_sets import KeptSets, joined
from alder.disclosure.ledger.ranges import OPEN
from alder.disclosure.system import table_rows
from alder.errors import present
from alder.model.statistic import TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger.membership import Keys, Membership, Numbers
    from alder.disclosure.ledger.narrowed import Redraw
    from alder.disclosure.ledger.ranges import Ranges
    from alder.disclosure.ledger.release import Release
    from alder.model.statistic import Counts


def counted_in(counts: Counts) -> tuple[str, ...]:
    """For each cell, in the order of the ledger, which records it counts: `learners 2020/21`."""
    ids = [f.id for f in counts.filters]
    year = ids.index(TIME) if TIME in ids else None
    years = [str(counts.year.label) if year is None else codes[year] for codes in table_rows(counts)]
    return tuple(f"{i.unit} {label}" for i in counts.counts for label in years)


def numbered(counted: Sequence[Sequence[str]]) -> list[Numbers]:
    """The same of several tables as numbers, equal where the same records are counted."""
    names = sorted({name for one in counted for name in one})
    at = {name: n for n, name in enumerate(names)}
    return [np.array([at[name] for name in one], dtype=np.int64) for one in counted]


def further_records(members: Membership, people: Membership) -> Numbers:
    """How many records more than people each cell has: who asks is taken to know that."""
    return members.count - people.count


def as_people(ranges: Ranges, further: Numbers) -> Ranges:
    """What readers know of how many people each cell has, who know how many records they have."""
    low = np.maximum(ranges.low - further, 0)
    high = np.where(ranges.high >= OPEN, ranges.high, ranges.high - further)
    same = further == 0  # a share of aims is none of people
    return replace(ranges, low=low, high=np.maximum(high, low)).with_rates_of(same)


def redrawn(redraw: Redraw, further: Numbers) -> Redraw:
    """The same of people: what would be known if others were behind the table, with as many records more."""

    def drawn(people: Numbers, draw: np.random.Generator) -> Ranges:
        return as_people(redraw(people + further * (people > 0), draw), further)

    return drawn


def groups_of_people(tables: Sequence[Membership], earlier: Sequence[Release]) -> list[KeptSets]:
    """The small groups that are kept with each earlier table, of people: those of records too, as far as it is known
    whose these are.
    """
    key = np.concatenate([t.key for t in tables])
    person = np.concatenate([present(t.person, "its people are known") for t in tables])
    key, first = np.unique(key, return_index=True)
    person = person[first]
    return [joined(r.people_sets, _whose(r.sets, key, person)) for r in earlier]


def _whose(kept: KeptSets, key: Keys, person: Keys) -> KeptSets:
    """The people of each set of records, each once; sets with a record of nobody's are left out."""
    if not len(kept.key) or not len(key):
        return KeptSets.none()
    at = np.minimum(np.searchsorted(key, kept.key), len(key) - 1)
    is_known = key[at] == kept.key
    count = np.diff(kept.start)
    of_set = np.repeat(np.arange(len(count)), count)
    whole = np.bincount(of_set[~is_known], minlength=len(count)) == 0
    there = whole[of_set]
    pairs = np.unique(np.stack([of_set[there].astype(np.uint64), person[at[there]]]), axis=1)
    size = np.bincount(pairs[0].astype(np.int64), minlength=len(count))
    return KeptSets(pairs[1], np.r_[0, np.cumsum(size[size > 0])])
