"""The ledger: every protected table that was released or shown to anyone, and how a new one stands beside them."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass, replace
from getpass import getuser
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from alder.disclosure.ledger import beside_values
from alder.disclosure.ledger.acts import Act, Kind, now
from alder.disclosure.ledger.cautions import TABLE as CAUTIONS
from alder.disclosure.ledger.cautions import Cautions
from alder.disclosure.ledger.complements import Said
from alder.disclosure.ledger.fingerprint import Counted, Fingerprint, Match
from alder.disclosure.ledger.hidden import Hidden, Judged
from alder.disclosure.ledger.judge import Glance, Judge, New, Reach, check_ways, connected, of_nobody, sought
from alder.disclosure.ledger.kept_sets import KeptSets
from alder.disclosure.ledger.membership import membership
from alder.disclosure.ledger.people import counted_in
from alder.disclosure.ledger.release import FINGERPRINT, PEOPLE, Facts, Release, mark_of, question
from alder.disclosure.ledger.shape import Shape
from alder.disclosure.ledger.values import Beside
from alder.disclosure.ledger.words import MORE, NOT_KNOWN, BesideEarlier, needs_more, refusal
from alder.disclosure.protection import reason_to_stay
from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyarrow as pa

    from alder.disclosure.ledger.fingerprint import Content
    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.ledger.membership import Membership
    from alder.disclosure.ledger.ranges import Ranges
    from alder.disclosure.ledger.release import LedgerStore
    from alder.disclosure.ledger.values import Asks, Values
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Figure

ROUNDS = 20
"""So often may a table hide more because of earlier ones, and again because of itself."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """What is kept in a store, for one person. `by` is who asks; `query` the question as JSON has it.

    One that only `tries` says whether a table may be released, and keeps nothing. One with a reason why its tables
    `stay` inside keeps them beside those that are out: no other table is judged beside them until they are let out.
    """

    store: LedgerStore
    by: str = ""
    query: dict[str, Any] | None = None
    tries: bool = False
    stays: str = ""
    asks: Asks | None = None
    tell: Callable[[str], None] = lambda _: None

    def releases(self) -> list[Facts]:
        """Every release that is kept, the oldest first."""
        kept = (self.store.facts(id) for id in self.store.ids())
        return [Facts.read(text) for text in kept if text is not None]

    def facts(self, id: str) -> Facts:
        if (text := self.store.facts(id)) is None:
            raise UsageError(f"the ledger has no release {id}", next="List them with:  alder ledger")
        return Facts.read(text)

    def forget(self, id: str, *, reason: str) -> Facts:
        """Take a release out, as only whoever asked for it may. That it was there, and why it is not, stays written."""
        with self.store.changing(), self.store.writing():
            facts = self.facts(id)
            if not reason.strip():
                raise UsageError(
                    "a release is forgotten for a reason, and none is given",
                    next='For example:  --reason "It was shown to nobody: the file was deleted unread."',
                )
            if act := next((a for a in facts.acts if a.what.is_final), None):
                raise UsageError(
                    f"release {id} cannot be forgotten: it was {act.what}",
                    where=f"{act.of}, {act.when[:10]}, by {act.by}.",
                    next="Others have it, or will have it. Withdrawing it does not take that back.",
                )
            if facts.by != self.asker:
                raise UsageError(f"only {facts.by} can have release {id} forgotten", next="Ask them to do it.")
            line = {"id": id, "title": facts.title, "of": facts.when, "when": now(), "by": self.asker, "reason": reason}
            self.store.forget(id, json.dumps(line, ensure_ascii=False))
        return facts

    def forgotten(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.store.forgotten()]

    @property
    def asker(self) -> str:
        return self.by or getuser()

    def judged(self, counts: Counts, policy: Policy, protected: Callable[[Hidden], Tried]) -> Judged:
        """A table that may stand beside all that are out, and what its audit said; keeps it.

        `protected` protects it with further cells hidden. Raises `NotProtected` where the table may not be released
        beside earlier ones. One that stays inside is judged by itself alone: `let_out` judges it beside others later.
        """
        members = membership(counts)
        mark = self._mark(counts, policy, members)
        with nullcontext() if self.tries else self.store.changing():
            known = self.releases()
            for facts in known:
                if facts.mark == mark and (facts.binds or self.stays):
                    kept = Release.of(self.store, facts)
                    again = protected(Hidden(kept.hidden, settled=True))
                    if not kept.tells_as(again):  # a finished table that hides less, or figures that were drawn anew
                        continue
                    if self.stays and not self.tries:
                        self._note(facts.id, self._first_act())
                    if self.asks is not None:
                        self.asks.again(again, kept.values)
                    if not self.tries and not self._is_known_by_content(facts.id):  # kept by an earlier Alder
                        self._add_fingerprint(facts.id, self._fingerprint(counts, again))
                    if not self.tries and not kept.counted and members.person is not None:
                        self._add_people(kept, members, counted_in(counts))
                    return Judged(again.figures, said(again.checked, facts.more), facts.id)
            tried = protected(Hidden(np.zeros(members.cells.shape[0], dtype=bool)))
            shape = Shape.of(counts)
            asks = self.asks is not None
            earlier = [f for f in known if f.binds and not self.stays]
            said_of = Said.of(counts, policy)
            of_what = counted_in(counts) if members.person is not None else ()
            new = New(members, tried.known, policy.threshold, shape, said_of, bool(tried.ranges.grid), of_what)
            glance, earlier = self._glance(new, tried.ranges, earlier, Reach(self.store), asks=asks)
            if glance is not None:
                glance.check(tried.redraw, tell=self.tell)
                out, judge, more = [], None, False
                values: tuple[Values, ...] = ()
            else:
                check_ways(new, tried.ranges, self.store, earlier)
                out = self._whole([Release.of(self.store, f, with_values=asks) for f in earlier])
                tried, chosen, judge = self._beside(new, out, tried, protected)
                values = self._valued(members, out, tried)
                more = bool(chosen.cells.any())
            facts = self._facts(counts, policy, mark, tried, more=more, of_people=members.person is not None)
            if not self.tries:
                known_by = self._fingerprint(counts, tried)
                sets, people = judge.sets if judge is not None else (KeptSets.none(), KeptSets.none())
                kept_as = (facts, members, tried.known, tried.hidden, sets, shape, tried.ranges, said_of, values)
                release = Release(*kept_as, of_what, people, known_by, is_sought=judge is not None)
                self.store.keep(facts.id, facts.text(), release.tables())
            return Judged(tried.figures, said(tried.checked, more, bool(of_nobody(members, out))), facts.id)

    def add(self, counts: Counts, policy: Policy, tried: Tried, printed: list[list[Figure]]) -> str:
        """Keep a finished table as it is, and return its number: as out, or as one that stays inside.

        `printed` are its figures. Raises `NotProtected` where it may not be out as it is beside earlier ones.
        """
        members = membership(counts)
        mark = self._mark(counts, policy, members)
        with self.store.changing():
            known = self.releases()
            for facts in known:
                same = facts.mark == mark and (facts.binds or self.stays)
                if same and Release.of(self.store, facts, with_values=False).tells_as(tried):
                    return facts.id
            earlier = [f for f in known if f.binds and not self.stays]
            facts = self._facts(counts, policy, mark, tried, more=False, of_people=members.person is not None)
            reach = Reach(self.store)
            out = [Release.of(self.store, f) for f in reach.of(members, earlier)]
            values = self._valued(members, out, tried)
            if self.asks is not None and self.asks.shown(tried.figures) != printed:
                raise needs_more(facts, [r.facts for r in out if r.values])
            shape = Shape.of(counts)
            known_by = Fingerprint.of(counts, printed)
            kept = (facts, members, tried.known, tried.hidden, KeptSets.none(), shape, tried.ranges)
            of_what = counted_in(counts) if members.person is not None else ()
            made = Release(*kept, Said.of(counts, policy), (), of_what, KeptSets.none(), known_by, is_sought=False)
            made = replace(self._as_it_is(made, earlier, reach, {}), values=values)
            self.store.keep(facts.id, facts.text(), made.tables())
            return facts.id

    def _glance(
        self, new: New, ranges: Ranges, earlier: list[Facts], reach: Reach, *, asks: bool
    ) -> tuple[Glance | None, list[Facts]]:
        """A glance at a new table, if one is enough, and the earlier ones that it is judged beside.

        Where one at all is not enough, because others round in other ways or not at all, those within reach are told
        apart, and one at these may be.
        """
        if not asks and (glance := Glance.of(new, ranges, self.store, earlier)) is not None:
            return glance, earlier
        near = reach.of(new.members, earlier)
        if asks or len(near) == len(earlier):
            return None, near
        return Glance.of(new, ranges, self.store, near), near

    def _whole(self, earlier: list[Release]) -> list[Release]:
        """Earlier releases, with the small groups of each that was judged at a glance: looked for now, and kept."""
        found = sought(earlier, tell=self.tell)
        for before, release in zip(earlier, found, strict=True):
            if not before.is_sought and not self.tries:
                with self.store.writing():
                    self.store.change(release.facts.id, self.facts(release.facts.id).text(), release.groups())
        return found

    def _mark(self, counts: Counts, policy: Policy, members: Membership) -> str:
        mark = mark_of(counts, policy, members)
        return mark if self.asks is None else sha256(f"{mark}{self.asks.mark}".encode()).hexdigest()

    def _fingerprint(self, counts: Counts, tried: Tried) -> Fingerprint:
        return Fingerprint.of(counts, self.asks.shown(tried.figures) if self.asks is not None else tried.figures)

    def _is_known_by_content(self, id: str) -> bool:
        """Whether all that today's Alder keeps of its figures is there."""
        return self.store.has(id, FINGERPRINT) and Fingerprint.is_whole(self.store.table(id, FINGERPRINT))

    def _add_fingerprint(self, id: str, fingerprint: Fingerprint) -> None:
        with self.store.writing():
            self.store.change(id, self.facts(id).text(), {FINGERPRINT: fingerprint.table()})

    def _add_people(self, kept: Release, members: Membership, counted: tuple[str, ...]) -> None:
        """Keep whose records those of a release are that an earlier Alder kept without."""
        of_people = replace(kept, members=members, counted=counted).tables()
        with self.store.writing():
            text = replace(self.facts(kept.facts.id), of_people=True).text()
            self.store.change(kept.facts.id, text, {name: of_people[name] for name in ("records", "cells", PEOPLE)})

    def _valued(self, members: Membership, out: list[Release], tried: Tried) -> tuple[Values, ...]:
        """The figures that are made of values, with what has to be hidden for those that are out."""
        if self.asks is None:
            return ()
        return self.asks.judged(tried, Beside(_values_of(connected(members, out)), self.tell))

    def _beside(
        self,
        new: New,
        out: list[Release],
        tried: Tried,
        protected: Callable[[Hidden], Tried],
    ) -> tuple[Tried, Hidden, Judge]:
        """The table with what more it has to hide beside those that are out, and what judged it.

        The first is judged as any other, so that it tells of no small group which is a cell of a later one. But where
        it rounds nothing can be hidden, and what it gives away by itself is its policy's affair.
        """
        new.check(connected(new.members, out))
        chosen = Hidden(np.zeros(new.members.cells.shape[0], dtype=bool))
        judge = Judge.of(new, out, tell=self.tell)
        earlier = judge.earlier
        tells = bool((tried.known & (new.members.count > 0)).any()) and bool(earlier or not tried.ranges.grid)
        for _ in range(ROUNDS if tells else 0):
            more = judge.further(tried.known)
            if not more.any():
                break
            if tried.ranges.grid:  # what is rounded cannot hide
                raise refusal([r.facts for r in earlier], of_people=judge.is_of_people)
            chosen = Hidden(chosen.cells | more)
            try:
                tried = protected(chosen)
            except NotProtected:  # by itself it could be; what earlier tables ask for cannot be hidden in it
                raise refusal([r.facts for r in earlier], of_people=judge.is_of_people) from None
        else:
            if tells:
                raise refusal([r.facts for r in earlier], of_people=judge.is_of_people)
        if earlier:
            judge.narrows(tried.ranges, tried.redraw)
        return tried, chosen, judge

    def let_out(self, ids: Iterable[str]) -> dict[str, int]:
        """Count tables that are kept as out from now on: all of them, or none. One that only `tries` keeps nothing.

        The answer has for each that was not out yet the number of those of the same people that it was judged beside.
        Each that stayed inside until now is judged beside all that are out, the others of these among them. Raises
        where it may not stand beside them as it is. A run that is cut short leaves some of them counted as out, which
        is safe; the same step again completes it.
        """
        waiting = [f for f in map(self.facts, dict.fromkeys(ids)) if not f.binds]
        if not waiting:
            return {}
        beside: dict[str, int] = {}
        with nullcontext() if self.tries else self.store.changing():
            waiting = [
                f for f in (self.facts(f.id) for f in waiting) if not f.binds
            ]  # forgotten, or let out, meanwhile
            out = [f for f in self.releases() if f.binds]
            reach = Reach(self.store)
            judged: dict[str, Release] = {}
            for facts in waiting:
                release = Release.of(self.store, facts)
                try:
                    judged[facts.id] = self._as_it_is(release, out, reach, judged)
                    beside[facts.id] = reach.number(release.members, out)
                except BesideEarlier as refused:
                    raise refused.of(facts) from None
                out.append(facts)
            if not self.tries:
                for id, release in judged.items():
                    tables = release.groups() if release.is_sought else {}
                    self._note(id, Act.now(Kind.JUDGED, self.asker), binds=True, tables=tables)
        return beside

    def _as_it_is(self, release: Release, out: list[Facts], reach: Reach, judged: dict[str, Release]) -> Release:
        """A table with what is to be kept with it once it is out; raises where it may not be as it is.

        Those that were `judged` with it are not kept as out yet.
        """
        new = New.again(release)
        asks = release.is_sought or bool(release.values)
        glance, near = self._glance(new, release.ranges, out, reach, asks=asks)
        if glance is not None:
            glance.check(None, tell=self.tell)
            return release
        beside = self._whole([judged.get(f.id) or Release.of(self.store, f) for f in near])
        same_records = connected(release.members, beside)
        new.check(same_records)
        judge = Judge.of(new, beside, tell=self.tell)
        earlier = judge.earlier
        tells = bool((release.shown & (release.members.count > 0)).any())
        for one in judge.comparisons:  # those are named beside which it is: of the same records, or of the same people
            if one.earlier and tells and one.further(release.shown).any():
                raise needs_more(release.facts, [r.facts for r in one.earlier])
        if earlier:
            judge.narrows(release.ranges, None)
        others = Beside(_values_of(same_records), self.tell)
        for values in release.values:
            own = values.table(f"table {release.facts.id}", release.ranges)
            held = beside_values.judged(values, own, others)
            if (held.hidden & ~np.isnan(values.shown.figure)).any():
                raise needs_more(release.facts, [r.facts for r in same_records if r.values])
        sets, people = judge.sets
        return replace(release, sets=sets, people_sets=people, is_sought=True)

    def not_compared(self, id: str) -> list[Facts]:
        """The tables that are out beside a kept one and that nobody can compare with it: of other units or years, kept
        by an earlier Alder, which did not say whose records they are.
        """
        release = Release.of(self.store, self.facts(id), with_values=False)
        others = [f for f in self.releases() if f.binds and not f.of_people and f.id != id]
        return of_nobody(release.members, [Release.of(self.store, f, with_values=False) for f in others])

    def leave_unremembered(self, what: str, file: str, reason: str) -> None:
        """Write down that a table left without being remembered, and why."""
        line = {"title": what, "file": file, "when": now(), "by": self.asker, "reason": reason}
        self.store.note_unremembered(json.dumps(line, ensure_ascii=False))

    def unremembered(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.store.unremembered()]

    def elsewhere(self) -> list[dict[str, str]]:
        """Tables that were let out of another store. Nobody here knows whose records they are, so no table is judged
        beside them.
        """
        return [json.loads(line) for line in self.store.elsewhere()]

    def note(self, id: str, act: Act) -> None:
        """Write down what was done with a table, which neither lets it out nor takes it back."""
        self._note(id, act)

    def _note(self, id: str, act: Act, *, binds: bool = False, tables: dict[str, pa.Table] | None = None) -> None:
        with self.store.writing():
            facts = self.facts(id)
            more = replace(facts, binds=facts.binds or binds).with_act(act)
            if more != facts:
                self.store.change(id, more.text(), tables or {})

    def of_file(self, digest: str) -> Facts | None:
        """The table in a file of these bytes, rather one that is out; None where no file was written with them."""
        found = [f for f in self.releases() if any(a.digest == digest for a in f.acts)]
        return next((f for f in found if f.binds), found[0] if found else None)

    def in_file(self, content: Content, digest: str = "") -> tuple[Facts, ...]:
        """The tables that a file holds, by its bytes or by what is in it; none of a file from elsewhere.

        Fewest are named that account for it, rather those that are out: a table that stays inside is not in a file for
        figures that another has let out.
        """
        same = self.of_file(digest) if digest else None
        if same is not None and same.binds:
            return (same,)
        found = [(f, m) for f in self.releases() if (m := self._match(f, content)) is not None]
        if same is not None:  # as it was written, so there is nothing else in it
            own = next((m for f, m in found if f.id == same.id), None)
            out = (f for f, m in found if f.binds and own is not None and own.is_in([m]))
            return (next(out, same),)
        found.sort(key=lambda f: (f[1].is_renamed, not f[1].is_whole, not f[0].binds, -f[1].size))
        chosen: list[tuple[Facts, Match]] = []
        for facts, match in found:
            if not match.is_in([other for _, other in chosen]):
                chosen.append((facts, match))
        for one in sorted(chosen, key=lambda f: f[1].size):  # the totals of a larger table are a table as well
            others = [other for other in chosen if other is not one]
            if one[1].is_in([match for _, match in others]):
                chosen = others
        return tuple(sorted((facts for facts, _ in chosen), key=lambda f: int(f.id)))

    def _match(self, facts: Facts, content: Content) -> Match | None:
        if self.store.has(facts.id, FINGERPRINT):
            return Fingerprint.read(self.store.table(facts.id, FINGERPRINT)).found_in(content)
        if facts.binds:  # kept by an earlier Alder; it counts as out, so nothing depends on knowing it again
            return None
        release = Release.of(self.store, facts, with_values=False)
        counted = None if release.ranges.grid else Counted.of(release.members.count[release.shown])
        return counted.found_in(content) if counted is not None else None

    def keep_cautions(self, id: str, cautions: Cautions) -> None:
        """Keep with a table what must be read with it, unless that is kept already, or the table was forgotten."""
        if self.store.has(id, CAUTIONS) and Cautions.read(self.store.table(id, CAUTIONS)) == cautions:
            return
        with self.store.writing():
            if (facts := self.store.facts(id)) is not None:
                self.store.change(id, facts, {CAUTIONS: cautions.table()})

    def cautions(self, ids: Iterable[str]) -> tuple[Cautions, ...]:
        """What must be read with tables, as far as it is kept: releases of earlier Alder have nothing."""
        return tuple(Cautions.read(self.store.table(id, CAUTIONS)) for id in ids if self.store.has(id, CAUTIONS))

    def _first_act(self) -> Act:
        return Act.now(Kind.STAYS if self.stays else Kind.SHOWN, self.asker, self.stays)

    def _facts(self, counts: Counts, policy: Policy, mark: str, tried: Tried, *, more: bool, of_people: bool) -> Facts:
        values = self.asks.names if self.asks is not None else ()
        return Facts(
            id=self.store.next_id(),
            when=now(),
            by=self.asker,
            title=_title(counts, values),
            query=self.query or question(counts),
            population=(*counts.sources, counts.coverage),
            policy=policy.name,
            version=policy.version,
            threshold=policy.threshold,
            unit=counts.counts[0].unit,
            shown=int(tried.known.sum()),
            hidden=int(tried.hidden.sum()),
            mark=mark,
            more=more,
            binds=not self.stays,
            acts=(self._first_act(),),
            grid=tried.ranges.grid,
            values=values,
            of_people=of_people,
        )

    def keeping_in(self, reason: str) -> Ledger:
        """The same for tables that stay inside, with the reason why they need not bind any other."""
        return replace(self, stays=reason_to_stay(reason))

    def trying(self) -> Ledger:
        """The same, that keeps nothing."""
        return replace(self, tries=True)

    def telling(self, tell: Callable[[str], None]) -> Ledger:
        """The same, that tells what it is doing."""
        return replace(self, tell=tell)

    def valuing(self, asks: Asks) -> Ledger:
        """The same, for figures that are made of values, beside the counts of the table."""
        return replace(self, asks=asks)

    def asking(self, query: dict[str, Any]) -> Ledger:
        """The same, for a question."""
        return replace(self, query=query)


def _title(counts: Counts, values: tuple[str, ...]) -> str:
    by = [f.label.lower() for f in counts.filters]
    what = f" ({', '.join(values)})" if values else ""
    where = f", only where {counts.where_words}" if counts.where_words not in counts.title else ""
    return f"{counts.title}{what}{' by ' + ', '.join(by) if by else ''}, {counts.period}{where}"


def said(checked: str, more: bool, unknown: bool = False) -> str:
    """What the audit of a table said, that it hides more than it needs by itself, and what it was not compared with."""
    return " ".join([checked, *([MORE] if more else []), *([NOT_KNOWN] if unknown else [])])


def _values_of(releases: Iterable[Release]) -> list[tuple[str, Values, Ranges]]:
    """The tables of values of releases, each with the name of its release."""
    return [(f"table {r.facts.id}", values, r.ranges) for r in releases for values in r.values]
