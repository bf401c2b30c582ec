"""Judging one new table beside earlier releases: what more it hides, or which releases forbid it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger import follows
from alder.disclosure.ledger.between import is_asked
from alder.disclosure.ledger.complements import Said, Telling, saying_so, with_complements
from alder.disclosure.ledger.joint import Joint
from alder.disclosure.ledger.kept_sets import KeptSets
from alder.disclosure.ledger.membership import PERSON, Membership
from alder.disclosure.ledger.narrowed import in_another_way, in_different_ways, judge_ranges, refused_by
from alder.disclosure.ledger.outsiders import Outsiders
from alder.disclosure.ledger.people import as_people, further_records, groups_of_people, numbered, redrawn
from alder.disclosure.ledger.release import SAID, SMALL, Release
from alder.disclosure.ledger.settling import Stuck, Wide
from alder.disclosure.ledger.small_cells import SmallCells
from alder.disclosure.ledger.table import Table
from alder.disclosure.ledger.wide import Together
from alder.disclosure.ledger.words import refusal
from alder.errors import present

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.ledger.membership import Bools, Keys, Numbers
    from alder.disclosure.ledger.narrowed import Redraw
    from alder.disclosure.ledger.ranges import Ranges
    from alder.disclosure.ledger.release import Facts, LedgerStore
    from alder.disclosure.ledger.shape import Shape
    from alder.disclosure.ledger.sight import Floats

T = TypeVar("T")
GLANCE = 1_000
"""So many records are looked for first: tables that share any mostly share one of these."""


@dataclass(frozen=True, eq=False)
class New:
    """A new table, as it is judged."""

    members: Membership
    shown: Bools
    small: int
    """Fewer people than this, and more than none, are a small group."""
    shape: Shape
    said: Said
    is_altered: bool
    """Whether its counts are rounded or perturbed."""
    counted: tuple[str, ...] = ()
    """For each cell which records it counts, where it is known whose they are."""

    @classmethod
    def again(cls, release: Release) -> Self:
        """A table that the ledger holds, as it was when it was new."""
        altered, small = bool(release.ranges.grid), release.facts.threshold
        return cls(release.members, release.shown, small, release.shape, release.said, altered, release.counted)

    @property
    def telling(self) -> Telling:
        return Telling(self.members, self.said, self.small, self.shown | self.is_altered, self.is_altered)

    def check(self, earlier: Sequence[Release]) -> None:
        """Raises where it says beside an earlier one that everybody of a group has a telling value, and cannot hide."""
        if found := saying_so(self.telling, [_telling(r) for r in earlier]):
            raise refusal([earlier[n].facts for n in found], of_everybody=True)


@dataclass(frozen=True, eq=False)
class Judge:
    """One new table and the earlier releases that have to do with it: by their records, and by their people."""

    comparisons: tuple[Comparison, ...]
    """By records always; by people where tables of several units or years are about some of the same."""

    @classmethod
    def of(cls, new: New, out: Sequence[Release], *, tell: Callable[[str], None]) -> Self:
        earlier = connected(new.members, out)
        by_people = Comparison.of_people(new, out, tell=tell)
        return cls((Comparison.of_records(new, earlier, tell=tell), *([by_people] if by_people else [])))

    @property
    def earlier(self) -> list[Release]:
        """All releases that it is judged beside, the oldest first."""
        found = {r.facts.id: r for c in self.comparisons for r in c.earlier}
        return sorted(found.values(), key=lambda r: int(r.facts.id))

    @property
    def is_of_people(self) -> bool:
        """Whether it is judged beside tables of other units or years too."""
        return any(c.is_of_people for c in self.comparisons)

    @property
    def sets(self) -> tuple[KeptSets, KeptSets]:
        """What is to be kept with the new table: small groups of records, and of people."""
        by_records, *by_people = [c.sets for c in self.comparisons]
        return by_records, by_people[0] if by_people else KeptSets.none()

    def further(self, shown: Bools) -> Bools:
        """The cells to hide of those that it would show; raises where that would leave nothing worth having."""
        left = shown
        for one in self.comparisons:
            left = left & ~one.further(left)
        return shown & ~left

    def narrows(self, ranges: Ranges, redraw: Redraw | None) -> None:
        """Raises where figures that are rounded or perturbed narrow a small group down together with others."""
        for one in self.comparisons:
            if one.earlier:
                one.narrows(ranges, redraw)


@dataclass(frozen=True, eq=False)
class Glance:
    """A new table beside earlier ones of many people that all round their counts in one way.

    Nothing can be hidden in it, and of so many people no programme is asked: what could forbid it are its small cells
    and what it says of telling values. So most of the earlier ones are not read. Where its own records are in few
    groups those of the same records are compared by programmes, as always. The small groups that are in no table
    are looked for when a table comes that shows counts as they are, to which alone they matter.
    """

    new: New
    ranges: Ranges
    own: SmallCells
    kept: Sequence[SmallCells]
    """Of each of the earlier ones."""
    store: LedgerStore
    earlier: Sequence[Facts]

    @classmethod
    def of(cls, new: New, ranges: Ranges, store: LedgerStore, earlier: Sequence[Facts]) -> Self | None:
        """None where the tables have to be judged whole."""
        rounds_alike = bool(ranges.grid) and all(f.grid == ranges.grid and f.of_people for f in earlier)
        shows = bool((new.shown & (new.members.count > 0)).any())
        if shows or not rounds_alike or new.members.of_people is None or not new.counted:
            return None
        if not all(store.has(f.id, SMALL) for f in earlier):  # an earlier Alder kept it
            return None
        kept = [SmallCells.read(store.table(f.id, SMALL)) for f in earlier]
        found = cls(new, ranges, SmallCells.of(new.members, ranges, new.small), kept, store, earlier)
        return found if found._is_of_many_people() else None

    def check(self, redraw: Redraw | None, *, tell: Callable[[str], None]) -> None:
        """Raises where the table may not stand beside the earlier ones."""
        own = self.new.said.facts()
        told = [f for f in self.earlier if own or Said.read(self.store.table(f.id, SAID)).facts()]
        self.new.check([Release.of(self.store, f, with_values=False) for f in told])
        if self._is_of_many():
            if self.own.are_narrowed(SmallCells.together(self.kept)):
                raise in_another_way()
        elif of_same := self._of_same_records(tell):
            Comparison.of_records(self.new, of_same, tell=tell).narrows(self.ranges, redraw)

    def _of_same_records(self, tell: Callable[[str], None]) -> list[Release]:
        """The earlier ones that share a record with it, or with another that does: of few groups of records few."""
        keys: list[Keys] = []
        for facts in self.earlier:
            read = np.asarray(self.store.table(facts.id, "records")["key"], dtype=np.uint64)
            keys.append(next((k for k in keys if np.array_equal(k, read)), read))
        none = sp.csr_matrix((0, 0), dtype=np.int8)
        near = connected_to(self.new.members, [Membership(k, np.zeros(0, dtype=np.int32), none) for k in keys])
        found: list[Release] = []
        for release in (Release.of(self.store, self.earlier[n], with_values=False) for n in near):
            if not release.is_sought:
                sets = Comparison.of_records(New.again(release), found, tell=tell).sets
                release = replace(release, sets=sets)
            found.append(release)
        return found

    def _is_of_many(self) -> bool:
        """Whether there are too many atoms for programmes: as many as any table has classes that shares a record."""
        many = (f for f, kept in zip(self.earlier, self.kept, strict=True) if not is_asked(kept.classes))
        return not is_asked(self.own.classes) or any(
            _shares_with_kept(self.store, f, self.new.members, "key") for f in many
        )

    def _is_of_many_people(self) -> bool:
        people = present(self.new.members.of_people, "its people are known")
        many = (f for f, kept in zip(self.earlier, self.kept, strict=True) if not is_asked(kept.classes_of_people))
        return not is_asked(self.own.classes_of_people) or any(
            _shares_with_kept(self.store, f, people, PERSON) for f in many
        )


def check_ways(new: New, ranges: Ranges, store: LedgerStore, earlier: Sequence[Facts]) -> None:
    """Raises where one of many people of earlier tables rounds in another way than a new one that has a record of it.

    All that is dearer would be asked in vain: it is refused at the end.
    """
    for facts in earlier:
        if facts.grid not in ("", ranges.grid) and store.has(facts.id, SMALL):
            classes = SmallCells.read(store.table(facts.id, SMALL)).classes
            if not is_asked(classes) and _shares_with_kept(store, facts, new.members, "key"):
                raise in_different_ways()


def _shares_with_kept(store: LedgerStore, earlier: Facts, members: Membership, column: str) -> bool:
    """Whether a release has any of some records, or of some people."""
    keys = np.unique(np.asarray(store.table(earlier.id, "records")[column], dtype=np.uint64))
    return have_common(members.key, keys)


@dataclass(frozen=True, eq=False)
class Comparison:
    """A new table together with earlier releases, in one of the two forms."""

    earlier: Sequence[Release]
    together: Together
    price: Floats
    """What it costs to hide each cell of the new table."""
    tops: Bools
    """Cells without which nobody could use it."""
    further_records: tuple[Numbers, ...] = ()
    """Of people how many records more each cell has, of the new table and of each earlier one."""

    @classmethod
    def of_records(cls, new: New, earlier: Sequence[Release], *, tell: Callable[[str], None]) -> Self:
        members, *others = with_complements([new.telling, *(_telling(r) for r in earlier)])
        table = Table(members, new.shown, new.small, new.shape.families)
        before = [as_table(r, own) for r, own in zip(earlier, others, strict=True)]
        return cls(earlier, Together.of(table, before, tell=tell), new.shape.price, new.shape.top)

    @classmethod
    def of_people(cls, new: New, out: Sequence[Release], *, tell: Callable[[str], None]) -> Self | None:
        """None where all that is about these people counts the same unit of one year, so that records tell it all."""
        mine = new.members.of_people
        if mine is None or not new.counted:
            return None
        known = [r for r in out if r.counted and r.members.person is not None]
        people = [present(r.members.of_people, "its people are known") for r in known]
        near = connected_to(mine, people)
        earlier, people = [known[n] for n in near], [people[n] for n in near]
        if len({name for one in (new.counted, *(r.counted for r in earlier)) for name in one}) < 2:
            return None
        counted = numbered([new.counted, *(r.counted for r in earlier)])
        of_records = [new.members, *(r.members for r in earlier)]
        kept = groups_of_people(of_records, earlier)
        table = Table(mine, new.shown, new.small, new.shape.families, KeptSets.none(), counted[0], new.members)
        before = [
            Table(who, r.shown, r.facts.threshold, (), sets, of, r.members)
            for r, who, sets, of in zip(earlier, people, kept, counted[1:], strict=True)
        ]
        further = tuple(further_records(r, p) for r, p in zip(of_records, [mine, *people], strict=True))
        return cls(earlier, Together.of(table, before, tell=tell), new.shape.price, new.shape.top, further)

    @property
    def is_of_people(self) -> bool:
        """Whether people of several units or years are compared, and not records of one."""
        return bool(self.further_records)

    @property
    def sets(self) -> KeptSets:
        """What is to be kept with the new table."""
        return KeptSets.of(self.together.own, self.together.atoms)

    def further(self, shown: Bools) -> Bools:
        """The cells to hide of those that it would show; raises where that would leave nothing worth having."""
        left, stuck = self._left(self.together, shown)
        if left is not None:
            return shown & ~left
        of_everybody = any(len(t.members.nobody) for t in self.together.tables)
        least = [r.facts for r in self._least(shown, stuck)]
        raise refusal(least, of_everybody=of_everybody, of_people=self.is_of_people)

    def narrows(self, ranges: Ranges, redraw: Redraw | None) -> None:
        """Raises where figures that are rounded or perturbed narrow a small group down together with others."""
        every = [ranges, *(r.ranges for r in self.earlier)]
        if self.is_of_people:
            every = [as_people(of, more) for of, more in zip(every, self.further_records, strict=True)]
            redraw = redrawn(redraw, self.further_records[0]) if redraw else None
        found = judge_ranges(self.together, every, redraw)
        if found is not None:
            by = sorted(refused_by(found, len(self.earlier), fewest))
            raise refusal([self.earlier[n].facts for n in by], of_people=self.is_of_people)

    def _left(self, together: Together, shown: Bools) -> tuple[Bools | None, Stuck | None]:
        """What it may still show, None if that is too little; and a small group for which nothing can be done."""
        left = shown
        if follows.is_small(len(together.atoms)):
            joint = Joint.of(together, self.price, shown).settled()
            if joint is None:
                return None, None
            left = joint.left(shown)
        found = Wide.of(together, self.price, left).settled()
        lacking = (shown & ~found.shown & self.tops).any() or not found.shown.any()
        if not found.safe or lacking:
            return None, found.why
        if (found.shown != shown).any():  # the table is protected with this hidden, and asked for again
            return found.shown, found.why
        return self._beside_outsiders(together, shown), None

    def _beside_outsiders(self, together: Together, shown: Bools) -> Bools | None:
        """What it may still show to whoever knows everybody outside a small group; None if that is too little."""
        outsiders = Outsiders.of(together, self.price, shown) if together.units else None
        if outsiders is None:
            return shown
        left = outsiders.settled()
        lacking = left is None or (shown & ~left & self.tops).any() or not left.any()
        return None if lacking else left

    def _least(self, shown: Bools, stuck: Stuck | None) -> list[Release]:
        """The fewest releases that forbid the table, the newest where there is a choice."""
        numbers = range(len(self.earlier), 0, -1)
        if follows.is_small(len(self.together.atoms)) or stuck is None:

            def forbid(some: list[int]) -> bool:
                new, *others = self.together.tables
                few = Together.of(new, [others[n - 1] for n in some], tell=self.together.tell)
                return bool(some) and self._left(few, shown)[0] is None
        else:

            def forbid(some: list[int]) -> bool:
                return bool(some) and stuck.of.gives_away(stuck.secret, stuck.by, some, shown)

        return [self.earlier[n - 1] for n in sorted(fewest(list(numbers), forbid))]


def fewest(items: list[T], holds: Callable[[list[T]], bool]) -> list[T]:
    """A part of the items that holds, and of which none can be left out; the first where there is a choice.

    What holds of some holds of more. All together do.
    """
    found: list[T] = []
    while items and not holds(found):
        low, high = 1, len(items)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if holds([*found, *items[:middle]]) else (middle + 1, high)
        found, items = [*found, items[low - 1]], items[: low - 1]
    return found


def sought(releases: Sequence[Release], *, tell: Callable[[str], None]) -> list[Release]:
    """The same, each with the small groups that it and those before it could give away and that are in no table.

    They are looked for where it was judged at a glance.
    """
    found: list[Release] = []
    for release in releases:
        if not release.is_sought:
            sets, people = Judge.of(New.again(release), found, tell=tell).sets
            release = replace(release, sets=sets, people_sets=people, is_sought=True)
        found.append(release)
    return found


@dataclass(frozen=True, eq=False)
class Whose:
    """Which records a table counts, and whose they are, as far as that is known: each once, in ascending order."""

    records: Keys
    people: Keys

    @classmethod
    def of(cls, records: Keys, person: Keys | None) -> Self:
        return cls(records, np.zeros(0, dtype=np.uint64) if person is None else np.unique(person))

    def shares_records(self, other: Whose) -> bool:
        return len(self.records) > 0 if self is other else have_common(self.records, other.records)

    def shares_people(self, other: Whose) -> bool:
        return len(self.people) > 0 if self is other else have_common(self.people, other.people)

    def meets(self, other: Whose) -> bool:
        return self.shares_records(other) or self.shares_people(other)


@dataclass(frozen=True, eq=False)
class Reach:
    """Which earlier releases a new table can have to do with. What was read of them is kept for the next table."""

    store: LedgerStore
    known: dict[tuple[str, bool], Whose] = field(default_factory=dict)
    """Of each release, by its number and whether it is known whose its records are."""

    def of(self, new: Membership, earlier: Sequence[Facts]) -> list[Facts]:
        """Those that share a record or a person with a new table, or with another that does, and so on.

        All that the new table and each of these are judged beside are among them, so whatever is looked for beside all
        is found beside these. One of which nobody knows whose records they are is always there, for that is said.
        """
        found = self._found(new, earlier, Whose.meets)
        return [f for n, f in enumerate(earlier) if n in found or not f.of_people]

    def number(self, new: Membership, earlier: Sequence[Facts]) -> int:
        """How many a new table is judged beside: by its records, or by its people."""
        by = (Whose.shares_records, Whose.shares_people)
        return len(set[int]().union(*(self._found(new, earlier, meets) for meets in by)))

    def _found(self, new: Membership, earlier: Sequence[Facts], meets: Callable[[Whose, Whose], bool]) -> set[int]:
        whose = [self._of(facts) for facts in earlier]
        found: set[int] = set()
        edge = [Whose.of(new.key, new.person)]
        while edge:
            one = edge.pop()
            more = [n for n, other in enumerate(whose) if n not in found and meets(one, other)]
            found.update(more)
            edge += {id(whose[n]): whose[n] for n in more}.values()
        return found

    def _of(self, facts: Facts) -> Whose:
        by = (facts.id, facts.of_people)
        if by not in self.known:
            read = self.store.table(facts.id, "records")
            key = np.asarray(read["key"], dtype=np.uint64)
            same = (w for (_, is_known), w in self.known.items() if is_known == facts.of_people)
            like = next((w for w in same if np.array_equal(w.records, key)), None)  # the same records are held once
            person = np.asarray(read[PERSON], dtype=np.uint64) if facts.of_people else None
            self.known[by] = like or Whose.of(key, person)
        return self.known[by]


def _telling(release: Release) -> Telling:
    altered = bool(release.ranges.grid)
    return Telling(release.members, release.said, release.facts.threshold, release.shown | altered, altered)


def as_table(release: Release, members: Membership) -> Table:
    return Table(members, release.shown, release.facts.threshold, sets=release.sets)


def connected(new: Membership, releases: Sequence[Release]) -> list[Release]:
    """The releases that share a record with a new table, or with another that does, and so on."""
    keys = [new.key]
    same: list[Release] = []
    for release in releases:  # tables of the same records hold them once
        like = next((k for k in keys if np.array_equal(k, release.members.key)), None)
        if like is None:
            keys.append(release.members.key)
        else:
            release = replace(release, members=replace(release.members, key=like))
        same.append(release)
    return [same[n] for n in connected_to(new, [r.members for r in same])]


def connected_to(new: Membership, others: Sequence[Membership]) -> list[int]:
    """Which of some tables share a key with a new one, or with another that does, and so on."""
    found: set[int] = set()
    edge = [new]
    while edge:
        one = edge.pop()
        for n, other in enumerate(others):
            if n not in found and shares(one, other):
                found.add(n)
                if not any(other.key is e.key for e in (new, *edge)):
                    edge.append(other)
    return sorted(found)


def shares(one: Membership, other: Membership) -> bool:
    """Whether two tables have a record in common."""
    if one.key is other.key:
        return len(one.key) > 0
    return have_common(one.key, other.key)


def have_common(one: Keys, other: Keys) -> bool:
    """Whether any of some keys is among others, both in ascending order."""
    few, many = sorted((one, other), key=len)
    return _any_in(few[:: max(1, len(few) // GLANCE)], many) or _any_in(few, many)


def _any_in(few: Keys, many: Keys) -> bool:
    if not len(few):
        return False
    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return bool((many[at] == few).any())


def of_nobody(new: Membership, out: Sequence[Release]) -> list[Facts]:
    """The releases of which nobody knows whose records they are, and that share none with a new table that says it.

    An earlier Alder kept them. Whether they are about some of the same people cannot be told.
    """
    if new.person is None:
        return []
    return [r.facts for r in out if r.members.person is None and not shares(new, r.members)]
