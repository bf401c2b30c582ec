"""One person over years and providers: records of learners that are the same person's, and why they are taken for it.

A record with a learner number that identifies belongs to the person of that number, unless both date of birth and the
first letter of the surname speak against it. A record without one belongs to whoever is reached by reference: the same
provider and learner reference in another return, or the reference that an earlier provider gave, as far as such a chain
goes and as long as date of birth agrees. Two learner numbers are never joined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.sparse import csgraph

from alder.linkage.conflicts import AMONG, Conflict
from alder.model.ids import ULN, arrays

if TYPE_CHECKING:
    from collections.abc import Iterable

Numbers = npt.NDArray[np.int64]

NONE = -1
"""The number of what is missing."""

RECORDS = pa.schema(
    [
        ("submission", pa.int64()),
        ("year", pa.int32()),
        ("UKPRN", pa.int32()),
        ("LearnRefNumber", pa.string()),
        ("PrevUKPRN", pa.int32()),
        ("PrevLearnRefNumber", pa.string()),
        ("PMUKPRN", pa.int32()),
        ("ULN", pa.int64()),
        ("DateOfBirth", pa.date32()),
        ("Sex", pa.string()),
        ("surname_initial", pa.string()),
    ]
)
"""What is read of each learner's record. `PMUKPRN` is the provider before a merger."""

_LAST = 2**31 - 1
"""A day after all others."""

FOUND_BY = ("ULN", "reference", "earlier reference", "alone")
"""How a record came to its person: by its number, by its provider's reference, by that of an earlier provider (or a
changed reference), or not at all: it stands alone."""


@dataclass(frozen=True)
class People:
    """The person of every record, as a number from 0 up, how it was found, and what speaks against it.

    `called` is a text for each person that stays the same while the person's records do: the learner number, else
    provider, reference and date of birth of the earliest record. It identifies, so it is only ever shown hashed.
    """

    person: Numbers
    found_by: npt.NDArray[np.int8]
    called: pa.Array
    conflicts: pa.Table

    @property
    def count(self) -> int:
        return len(self.called)


def people(records: pa.Table) -> People:
    """Find the persons behind records that have the columns of `RECORDS`."""
    of = _RecordGroups(records)
    by_number, conflicts = _by_number(of)
    person, found_by, more = _by_reference(of, by_number)
    person = numbered(person)
    return People(person, found_by, _called(of, person), pa.concat_tables([*conflicts, *more]))


class _RecordGroups:
    """The columns of records, as numbers of groups of equal values."""

    def __init__(self, records: pa.Table) -> None:
        self.table = records
        self.size = records.num_rows
        usable = arrays.identifies(ULN, records["ULN"]).fill_null(False)
        self.usable_number: pa.Array = pc.if_else(usable, _one(records["ULN"]), pa.scalar(None, pa.int64()))
        self.number = numbered(self.usable_number)
        self.born = numbered(records["DateOfBirth"])
        self.initial = numbered(records["surname_initial"])
        self.sex = numbered(records["Sex"])
        self.submission = numbered(records["submission"])
        ukprn, reference = _one(records["UKPRN"]), _upper(records["LearnRefNumber"])
        earlier = _upper(records["PrevLearnRefNumber"])
        before, merged = _one(records["PrevUKPRN"]), _one(records["PMUKPRN"])
        # A new reference without another provider is a change at the same one. After a merger the old reference may
        # have been kept. Another provider without its reference says nothing of who it was there.
        places = numbered(
            pa.concat_arrays([ukprn, pc.coalesce(before, ukprn), merged]),
            pa.concat_arrays([reference, earlier, pc.coalesce(earlier, reference)]),
        )
        self.place, self.place_before, self.place_merged = np.split(places, 3)


def _by_number(of: _RecordGroups) -> tuple[Numbers, list[pa.Table]]:
    """The person of each record with a usable number (`NONE` for the others), and numbers that two persons share."""
    born, initial = numbered(of.number, of.born), numbered(of.number, of.initial)
    rows = np.arange(of.size)
    firsts = of.size + size_of(born)
    group = connected(
        firsts + size_of(initial),
        [(rows, np.where(born >= 0, born + of.size, NONE)), (rows, np.where(initial >= 0, initial + firsts, NONE))],
    )[: of.size]
    has = of.number >= 0
    is_described = has & ((born >= 0) | (initial >= 0))
    among, only_number = distinct_in(of.number, np.where(is_described, group, NONE))
    # A record that says neither can only be told by its number. Those of a number that two share are a person apart.
    silent = has & ~is_described
    single = silent & (looked_up(among, of.number) == 1)
    person = np.where(is_described, group, NONE)
    person[single] = only_number[of.number[single]]
    apart = silent & ~single
    person[apart] = size_of(group) + of.number[apart]
    person = numbered(person)
    persons, _ = distinct_in(of.number, person)
    shared = looked_up(persons, of.number) > 1
    differs = has & ~shared & _differs(of, person)
    return person, [_listed(Conflict.SHARED_NUMBER, of.number, shared), _listed(Conflict.DIFFERS, person, differs)]


def _by_reference(of: _RecordGroups, by_number: Numbers) -> tuple[Numbers, npt.NDArray[np.int8], list[pa.Table]]:
    """The person of every record, how it was found, and where references lead to more than one person."""
    places = max(map(size_of, (of.place, of.place_before, of.place_merged)))
    chains = connected(places, [(of.place, of.place_before), (of.place, of.place_merged)])
    chain = looked_up(chains, of.place, NONE)
    details = _details(of, chain)
    alike, own = numbered(chain, details), numbered(of.place, details)
    numbers, the_one = distinct_in(alike, by_number)
    twice = looked_up(_twice_in_a_return(of, alike), alike, False)

    without = (by_number < 0) & (alike >= 0)
    joins = without & (looked_up(numbers, alike) == 1) & ~twice
    together = without & (looked_up(numbers, alike) != 1) & ~twice
    aside = without & twice
    person = by_number.copy()
    person[joins] = the_one[alike[joins]]
    person[together] = size_of(by_number) + alike[together]
    person[aside] = size_of(by_number) + size_of(alike) + own[aside]
    lost = np.flatnonzero(person < 0)
    person[lost] = size_of(person) + np.arange(len(lost))

    records = np.bincount(alike[alike >= 0], minlength=size_of(alike))
    several = (joins | together) & (looked_up(records, alike) > 1)
    changed = several & (looked_up(distinct_in(alike, of.place)[0], alike) > 1)
    found_by = np.full(of.size, FOUND_BY.index("alone"), dtype=np.int8)
    found_by[several] = FOUND_BY.index("reference")
    found_by[changed] = FOUND_BY.index("earlier reference")
    found_by[by_number >= 0] = FOUND_BY.index("ULN")

    reused = looked_up(distinct_in(of.place, of.born)[0], of.place) > 1
    conflicts = [
        _listed(Conflict.SECOND_NUMBER, alike, looked_up(numbers, alike) > 1),
        _listed(Conflict.SAME_RETURN, alike, aside),
        _listed(Conflict.REUSED_REFERENCE, of.place, reused),
        _listed(Conflict.DIFFERS, person, several & _differs(of, person)),
    ]
    return person, found_by, conflicts


def _details(of: _RecordGroups, chain: Numbers) -> Numbers:
    """What tells persons within a chain apart: date of birth; without one, that of the chain if it has a single one
    and the surname begins alike or is not known; else the first letter of the surname."""
    births, birth = distinct_in(chain, of.born)
    initials = numbered(chain, of.initial)
    dated = np.zeros(size_of(initials), dtype=bool)
    dated[initials[(initials >= 0) & (of.born >= 0)]] = True
    fits = looked_up(dated, initials, False) | (of.initial < 0)
    lends = (of.born < 0) & fits & (looked_up(births, chain) == 1)
    details = np.where(of.born >= 0, of.born, size_of(of.born) + 1 + of.initial)
    details[lends] = birth[chain[lends]]
    return details


def _twice_in_a_return(of: _RecordGroups, alike: Numbers) -> npt.NDArray[np.bool_]:
    """Which groups hold two records of one return: then reference and date of birth do not tell who is who."""
    both = numbered(alike, of.submission)
    counted = looked_up(np.bincount(both[both >= 0], minlength=size_of(both)), both)
    twice = np.zeros(size_of(alike), dtype=bool)
    twice[alike[counted > 1]] = True
    return twice


def _differs(of: _RecordGroups, person: Numbers) -> npt.NDArray[np.bool_]:
    """Records of persons whose records do not all say the same date of birth, surname and sex."""
    differs = np.zeros(of.size, dtype=bool)
    for value in (of.born, of.initial, of.sex):
        differs |= looked_up(distinct_in(person, value)[0], person) > 1
    return differs


def _listed(kind: Conflict, group: Numbers, which: npt.NDArray[np.bool_]) -> pa.Table:
    rows = np.flatnonzero(which)
    return pa.table([pa.array([kind.value] * len(rows), pa.string()), group[rows], rows], schema=AMONG)


def _called(of: _RecordGroups, person: Numbers) -> pa.Array:
    """The text that a person's key is made from, by the person's number."""
    at = pa.array(_first(of, person))
    has = of.number >= 0
    shares = looked_up(distinct_in(of.number, person)[0], of.number) > 1
    rows = of.table.select(["year", "UKPRN", "LearnRefNumber", "DateOfBirth", "surname_initial"]).take(at)
    born, initial, year, ukprn = (
        pc.fill_null(_one(rows[c]).cast(pa.string()), "?") for c in ("DateOfBirth", "surname_initial", "year", "UKPRN")
    )
    description = pc.binary_join_element_wise(born, initial, "/")
    number = pc.binary_join_element_wise("ULN", of.usable_number.take(at).cast(pa.string()), ":")
    row = pc.binary_join_element_wise("row", at.cast(pa.string()), " ")
    reference = pc.coalesce(_upper(rows["LearnRefNumber"]), row)
    return pc.if_else(
        pa.array(has).take(at),
        pc.if_else(pa.array(shares).take(at), pc.binary_join_element_wise(number, description, "/"), number),
        pc.binary_join_element_wise("REF", year, ukprn, reference, description, "/"),
    )


def _first(of: _RecordGroups, person: Numbers) -> Numbers:
    """The record after which each person is called: one with a number, else the earliest; whatever order they have."""
    numberless = of.number < 0
    born = pc.fill_null(_one(of.table["DateOfBirth"]).cast(pa.int32()), _LAST).to_numpy()
    letter = pc.fill_null(_one(of.table["surname_initial"]), "~").dictionary_encode()
    ranks = pc.rank(letter.dictionary, tiebreaker="dense").to_numpy()
    initial = ranks[letter.indices.to_numpy()] if len(ranks) else np.empty(0, np.int64)
    year, ukprn = (pc.fill_null(_one(of.table[c]), 0).to_numpy() for c in ("year", "UKPRN"))
    order = np.lexsort(
        (initial, born, np.where(numberless, ukprn, 0), np.where(numberless, year, 0), numberless, person)
    )
    _, first = np.unique(person[order], return_index=True)
    return order[first]


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _upper(column: pa.ChunkedArray) -> pa.Array:
    text = pc.ascii_upper(pc.utf8_trim_whitespace(_one(column)))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def numbered(*columns: pa.Array | pa.ChunkedArray | Numbers) -> Numbers:
    """The number of each row's group: rows alike in all columns share one, from 0 up. `NONE` where a column is missing.

    A column of numbers may be groups already; `NONE` is missing there too.
    """
    group: Numbers | None = None
    for column in columns:
        values = pa.array(column, mask=column < 0) if isinstance(column, np.ndarray) else column
        code, size = _coded(values)
        if group is None:
            group = code
        else:
            both = np.where((group < 0) | (code < 0), NONE, group * size + code)
            group, _ = _coded(pa.array(both, mask=both < 0))
    return np.empty(0, np.int64) if group is None else group


def connected(size: int, pairs: Iterable[tuple[Numbers, Numbers]]) -> Numbers:
    """The number of each thing's component, where pairs connect things 0 to `size` − 1. A pair with `NONE` is none."""
    if not size:
        return np.empty(0, np.int64)
    ends = [(a[keep], b[keep]) for a, b in pairs for keep in [(a >= 0) & (b >= 0)]]
    left_end = np.concatenate([a for a, _ in ends]) if ends else np.empty(0, np.int64)
    other = np.concatenate([b for _, b in ends]) if ends else np.empty(0, np.int64)
    graph = sparse.coo_matrix((np.ones(len(left_end), dtype=np.int8), (left_end, other)), shape=(size, size))
    _, labels = csgraph.connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.int64)


def distinct_in(group: Numbers, value: Numbers) -> tuple[Numbers, Numbers]:
    """How many different values each group has, and one of them (`NONE` where it has none), by the group's number."""
    pair = numbered(group, value)
    known = pair >= 0
    whose = np.empty(size_of(pair), dtype=np.int64)
    which = np.empty(size_of(pair), dtype=np.int64)
    whose[pair[known]] = group[known]
    which[pair[known]] = value[known]
    value_of = np.full(size_of(group), NONE, dtype=np.int64)
    value_of[whose] = which
    return np.bincount(whose, minlength=size_of(group)).astype(np.int64), value_of


def looked_up(values: npt.NDArray[np.generic], group: Numbers, missing: int | bool = 0) -> npt.NDArray[Any]:
    """The value of each row's group; `missing` for a row without one."""
    values_found = np.full(len(group), missing, dtype=values.dtype)
    inside = group >= 0
    values_found[inside] = values[group[inside]]
    return values_found


def size_of(group: Numbers) -> int:
    """How many groups there are."""
    return int(group.max(initial=NONE)) + 1


def _coded(values: pa.Array | pa.ChunkedArray) -> tuple[Numbers, int]:
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    coded = column.dictionary_encode()
    code: Numbers = coded.indices.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
    return code, len(coded.dictionary)
