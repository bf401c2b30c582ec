"""A table as one linked system: every count of every indicator, what can be worked out from them, and how they add up.

Beside the counts that may be shown there are *virtual* cells, which nobody shows but anybody can work out:

- difference: denominator minus numerator of a rate (those who did not achieve);
- rest: a total minus its parts, where some people have no known category;
- outside: a total minus one of several overlapping categories (those without that category);
- step: a count at one moment of a cohort minus the same count at a later one (those who left in between);
- overlap: overlapping categories added up, minus their total. It counts no people, and only keeps the sums honest.

With them every bound becomes an equation `whole = sum of parts` over cells that are 0 or more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure import moments
from alder.disclosure.kind import Kind
from alder.disclosure.relations import Builder
from alder.disclosure.settings import Action
from alder.disclosure.telling_values import is_named_by, nearly_all, ordinary, telling_of
from alder.errors import NotProtected
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Filter

    Bools = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class System:
    """Cells and relations. The first cells are the counts, indicator after indicator in the order of the rows."""

    value: Numbers
    kind: NDArray[np.int8]
    lower: Numbers
    upper: Numbers
    whole: Numbers
    """For each relation the cell that is the sum of the others."""
    relations: sp.csr_matrix
    """One row a relation: -1 for the whole, +1 for each part."""
    rows: int
    indicators: tuple[str, ...]
    levels: NDArray[np.int8]
    """For each row of the table, the number of filters that stand at their total."""
    codes: NDArray[np.int32]
    """For each row its category of every filter, by number; 0 is the total. Shape: rows, filters."""
    fixed: Bools
    """Zeros that every reader sees, and what is always zero with them: they can neither be hidden nor move."""
    beside_telling: Bools
    """Zeros that would say that everybody of a group has a telling value: of those who have another, or of the rest."""
    denominator: Numbers
    """For a numerator count or a difference the cell of its denominator, else -1."""
    kin: tuple[tuple[int, tuple[int, ...]], ...]
    """Virtual cells that others are parts of. It follows from the relations, and tells who is the same person."""
    proof: list[tuple[Numbers, Floats]] = field(default_factory=list)
    """Other tables that show the room of what was hidden last, if it is large: the counts that differ, and by what."""

    @property
    def size(self) -> int:
        return len(self.value)

    @property
    def counts(self) -> int:
        return self.rows * len(self.indicators)

    def cell(self, row: int, indicator: str) -> int:
        return self.indicators.index(indicator) * self.rows + row


def table_rows(counts: Counts) -> list[tuple[str, ...]]:
    """The codes of each row, after checking that the table is one that can be protected."""
    columns = [counts.cells.column(f.id).to_pylist() for f in counts.filters]
    rows: list[tuple[str, ...]] = [()] * counts.cells.num_rows
    if columns:
        rows = list(zip(*columns, strict=True))
    if not rows:
        raise NotProtected("the table has no rows", next="Ask for another year, or fewer breakdowns.")
    if len(set(rows)) != len(rows):
        raise NotProtected("the table has the same combination of categories twice")
    for f, column in zip(counts.filters, columns, strict=True):
        odd = set(column) - {c.code for c in f.categories} - ({TOTAL} if f.has_total else set())
        if odd:
            raise NotProtected(f"the table has a category of {f.id} that the filter does not list")
        listed = {c.code for c in f.categories} | {TOTAL}
        for code, above in f.parent.items():
            if not {code, above} <= listed:
                raise NotProtected(f"a level of {f.id} stands above or below a category that the filter does not list")
            if code in lineage(f, code):
                raise NotProtected(f"the levels of {f.id} form a loop")
    return rows


def lineage(f: Filter, code: str) -> list[str]:
    """The categories above `code`, nearest first; a loop comes back to `code` and ends there."""
    above: list[str] = []
    while code in f.parent and f.parent[code] not in above:
        code = f.parent[code]
        above.append(code)
    return above


def values_of(counts: Counts, indicator: str) -> Numbers:
    """One column of counts, checked to be whole, known and not negative."""
    column = counts.cells.column(indicator)
    if column.null_count:
        raise NotProtected(f"{indicator} has counts that are missing", next="A count that is not known is not 0.")
    found = np.asarray(column.to_pylist(), dtype=object)
    if any(not isinstance(v, int) or v < 0 for v in found):
        raise NotProtected(f"{indicator} has counts that are negative or not whole numbers")
    if any(v >= 2**53 for v in found):
        raise NotProtected(f"{indicator} has counts above {2**53 - 1:,}, which cannot be added exactly")
    return found.astype(np.int64)


def groups(f: Filter) -> dict[str, list[str]]:
    """Each category that has parts, the total first, with the codes of its parts."""
    found: dict[str, list[str]] = {TOTAL: []} if f.has_total else {}
    for category in f.categories:
        above = f.parent.get(category.code, TOTAL)
        if above != TOTAL or f.has_total:
            found.setdefault(above, []).append(category.code)
    return found


def numbered(counts: Counts) -> list[dict[str, int]]:
    """The numbers of the categories of each filter."""
    return [{TOTAL: 0} | {c.code: n for n, c in enumerate(f.categories, start=1)} for f in counts.filters]


def codes_of(counts: Counts, rows: Sequence[tuple[str, ...]]) -> NDArray[np.int32]:
    """For each row the numbers of its categories. Shape: rows, filters."""
    number = numbered(counts)
    found = [[of[c] for of, c in zip(number, row, strict=True)] for row in rows]
    return np.array(found, dtype=np.int32).reshape(len(rows), len(number))


def families(counts: Counts, rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, list[int]]]:
    """Every (filter, row of the whole, rows of its parts) in the table."""
    number = numbered(counts)
    codes = codes_of(counts, rows).astype(np.int64)
    sizes = [len(of) for of in number]
    stride = np.cumprod([1, *sizes[:0:-1]])[::-1] if sizes else np.ones(0, dtype=np.int64)
    keys = codes @ stride.astype(np.int64)
    order = np.argsort(keys)
    for k, f in enumerate(counts.filters):
        above, rank, place = np.full((3, sizes[k]), -1, dtype=np.int64)
        for n, (code, parts) in enumerate(groups(f).items()):
            at = [number[k][part] for part in parts]
            above[at], rank[number[k][code]], place[at] = number[k][code], n, np.arange(len(at))
        part = np.flatnonzero(above[codes[:, k]] >= 0)
        own = codes[part, k]
        sought = keys[part] + (above[own] - own) * stride[k]
        found = order[np.minimum(np.searchsorted(keys, sought, sorter=order), len(order) - 1)]
        there = keys[found] == sought
        part, whole, own = part[there], found[there], own[there]
        sorted_ = np.lexsort((place[own], whole, rank[codes[whole, k]]))
        part, whole = part[sorted_], whole[sorted_]
        start = np.flatnonzero(np.r_[True, whole[1:] != whole[:-1]]) if len(whole) else whole
        for own_whole, own_parts in zip(whole[start].tolist(), np.split(part, start[1:]), strict=False):
            yield k, own_whole, own_parts.tolist()


def build(counts: Counts, policy: Policy) -> System:
    """The system of a table, as a reader who knows the policy would set it up."""
    rows = table_rows(counts)
    indicators = tuple(i.id for i in counts.counts)
    if len(rows) * len(indicators) > policy.largest and not policy.alters_each_alone:
        raise NotProtected(
            f"the table has {len(rows) * len(indicators):,} counts, more than the {policy.largest:,} that can be "
            "protected together so far",
            next="Use fewer breakdowns or broader categories. A policy of your own may allow more: largest = 40000.",
        )
    values = {i: values_of(counts, i) for i in indicators}
    builder = Builder(np.concatenate([values[i] for i in indicators]))
    start = {i: n * len(rows) for n, i in enumerate(indicators)}
    kin = list(families(counts, rows))
    for k in range(len(counts.filters)):
        own = [(whole, parts) for at, whole, parts in kin if at == k]
        for i in indicators:
            _add_up(builder, counts, k, i, own, values[i], start[i], rows)
        if policy.telling and policy.action is Action.SUPPRESS:
            for i in indicators:
                _hide_telling(builder, counts.filters, own, i, values[i], start[i], rows, k, policy)
    pairs = sorted({i.of for i in counts.rates if i.of})
    along = moments.tracks(counts, rows)
    for numerator, denominator in pairs:
        _shares(builder, numerator, denominator, values, start, {track[0] for _, track in along})
    for of, track in along:
        moments.add(builder, of, track, values, start, pairs)
    levels = np.array([sum(code == TOTAL for code in codes) for codes in rows], dtype=np.int8)
    related = [*builder.kin(kin, pairs), *builder.related]
    return _finish(
        builder, related, policy, len(rows), indicators, levels, codes_of(counts, rows), {n for n, _ in pairs}
    )


def _add_up(
    builder: Builder,
    counts: Counts,
    k: int,
    i: str,
    own: list[tuple[int, list[int]]],
    values: Numbers,
    start: int,
    rows: Sequence[tuple[str, ...]],
) -> None:
    """The relations of one filter and one indicator."""
    f = counts.filters[k]
    left = [int(values[whole]) - int(values[parts].sum()) for whole, parts in own]
    if f.additive:
        if any(v < 0 for v in left):
            raise NotProtected(f"categories of {f.id} add up to more than their total")
        some_are_left = any(left)
        for (whole, parts), rest in zip(own, left, strict=True):
            members = [start + p for p in parts]
            if some_are_left:
                cell = builder.virtual(Kind.REST, rest, ("rest", f.id, rows[whole][k], i), whole)
                members.append(cell)
            builder.relations.append((start + whole, members))
        return
    for whole, parts in own:
        for part in parts:
            if values[part] > values[whole]:
                raise NotProtected(f"a category of {f.id} counts more than its total")
            outside = builder.virtual(
                Kind.OUTSIDE, int(values[whole] - values[part]), ("outside", f.id, rows[part][k], i), whole
            )
            builder.relations.append((start + whole, [start + part, outside]))
    if all(v <= 0 for v in left):  # otherwise some people have no category, and nobody may count on the sum
        for (whole, parts), over in zip(own, left, strict=True):
            overlap = builder.virtual(Kind.OVERLAP, -over, ("overlap", f.id, rows[whole][k], i), whole)
            # whole + overlap = parts, told as an equation whose whole is the overlap's negative
            builder.relations.append((-1, [start + whole, overlap, *(-(start + p) - 1 for p in parts)]))


def _hide_telling(
    builder: Builder,
    filters: Sequence[Filter],
    own: list[tuple[int, list[int]]],
    i: str,
    values: Numbers,
    start: int,
    rows: Sequence[tuple[str, ...]],
    k: int,
    policy: Policy,
) -> None:
    """What would say that everybody of a group has a telling value: the 0 of those who have an ordinary one.

    Where categories overlap it is the 0 of those outside the telling one, which is a cell already.
    """
    f = filters[k]
    telling = telling_of(f, policy)
    for whole, parts in own if telling else ():
        if is_named_by(f, filters, rows[whole]):
            continue
        at = {rows[part][k]: part for part in parts}
        beside = at.get(ordinary([*at], telling) or "")
        if f.additive and beside is not None and telling & at.keys():
            builder.may_hide_0.add(start + beside)
        for code in sorted(telling & at.keys()):
            others = int(values[whole] - values[at[code]])
            if not values[at[code]]:
                continue
            if not f.additive and not others:
                builder.beside_telling.add(builder.named["outside", f.id, code, i][whole])
            elif f.additive and beside is not None and not others:
                builder.beside_telling.add(start + beside)
            elif (
                f.additive
                and nearly_all(int(values[at[code]]), int(values[whole]), policy)
                and sum(values[p] > 0 for p in parts) > 2
            ):
                # A few in several categories, each of which is small: all of them together are few as well.
                cell = builder.virtual(Kind.OUTSIDE, others, ("outside", f.id, code, i), whole)
                builder.relations.append((start + whole, [start + at[code], cell]))


def _shares(
    builder: Builder,
    numerator: str,
    denominator: str,
    values: dict[str, Numbers],
    start: dict[str, int],
    first: set[int],
) -> None:
    """The relations of a rate. At the first moment of a cohort its numerator is all of its denominator."""
    if (values[numerator] > values[denominator]).any():
        raise NotProtected(f"{numerator} is not a part of {denominator}, so their rate cannot be protected")
    for row, (n, d) in enumerate(zip(values[numerator], values[denominator], strict=True)):
        if row in first:
            if n != d:
                raise NotProtected(f"{numerator} is not all of {denominator} at the first moment")
            builder.relations.append((start[denominator] + row, [start[numerator] + row]))
            continue
        cell = builder.virtual(Kind.DIFFERENCE, int(d - n), ("difference", numerator, denominator), row)
        builder.relations.append((start[denominator] + row, [start[numerator] + row, cell]))
        builder.denominator[cell] = start[denominator] + row
        if n == 0:  # of several groups that it is nobody of, the largest is what it tells most about
            of = builder.denominator.get(start[numerator] + row, -1)
            if of < 0 or builder.value[of] < d:
                builder.denominator[start[numerator] + row] = start[denominator] + row


def _finish(
    builder: Builder,
    kin: list[tuple[int, list[int]]],
    policy: Policy,
    rows: int,
    indicators: tuple[str, ...],
    levels: NDArray[np.int8],
    codes: NDArray[np.int32],
    numerators: set[str],
) -> System:
    value = np.array(builder.value, dtype=np.int64)
    kind = np.array(builder.kind, dtype=np.int8)
    denominator = np.full(len(value), -1, dtype=np.int64)
    for cell, below in builder.denominator.items():
        denominator[cell] = below
    lower = np.zeros(len(value), dtype=np.int64)
    if not policy.hide_zeros:
        for n, i in enumerate(indicators):
            # A numerator of 0 is hidden where it would tell everybody's outcome, so a hidden one may be 0.
            lower[n * rows : (n + 1) * rows] = 0 if policy.class_disclosure and i in numerators else 1
    lower[sorted(builder.may_hide_0)] = 0
    beside_telling = np.zeros(len(value), dtype=bool)
    beside_telling[sorted(builder.beside_telling)] = True
    upper = np.full(len(value), np.iinfo(np.int64).max, dtype=np.int64)
    fixed = np.zeros(len(value), dtype=bool)
    if not policy.hide_zeros:
        telling = (denominator >= 0) & (value[denominator] > 0) if policy.class_disclosure else np.zeros_like(fixed)
        fixed[: rows * len(indicators)] = (value == 0)[: rows * len(indicators)]
        fixed &= ~telling & ~beside_telling
    at, columns, signs = [], [], []
    for n, (whole, members) in enumerate(builder.relations):
        cells = ([whole] if whole >= 0 else []) + [m if m >= 0 else -m - 1 for m in members]
        sign = ([-1.0] if whole >= 0 else []) + [1.0 if m >= 0 else -1.0 for m in members]
        at += [n] * len(cells)
        columns += cells
        signs += sign
    shape = (len(builder.relations), len(value))
    return System(
        value=value,
        kind=kind,
        lower=np.minimum(lower, value),
        upper=upper,
        whole=np.array([w for w, _ in builder.relations], dtype=np.int64),
        relations=sp.csr_matrix((signs, (at, columns)), shape=shape),
        rows=rows,
        indicators=indicators,
        levels=levels,
        codes=codes,
        fixed=fixed,
        beside_telling=beside_telling,
        denominator=denominator,
        kin=tuple((whole, tuple(parts)) for whole, parts in kin),
    )
