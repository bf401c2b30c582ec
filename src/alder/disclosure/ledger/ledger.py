"""The ledger: every protected table that was released or shown to anyone, and how a new one stands beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Any

import numpy as np

from alder.disclosure.ledger.hidden import Hidden
from alder.disclosure.ledger.judge import Judge, connected
from alder.disclosure.ledger.membership import membership
from alder.disclosure.ledger.release import Facts, Release, mark_of, question
from alder.disclosure.ledger.table import Table
from alder.disclosure.ledger.words import MORE, refusal
from alder.disclosure.system import table_rows
from alder.errors import NotProtected, UsageError
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.ledger.kept_sets import KeptSets
    from alder.disclosure.ledger.membership import Bools, Membership, Numbers
    from alder.disclosure.ledger.release import LedgerStore
    from alder.disclosure.policy import Policy
    from alder.disclosure.protected import Figure
    from alder.model.statistic import Counts

ROUNDS = 20
"""So often may a table hide more because of earlier ones, and again because of itself."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """What is kept in a store, for one person. `by` is who asks; `query` the question as JSON has it.

    One that only `tries` says whether a table may be released, and keeps nothing.
    """

    store: LedgerStore
    by: str = ""
    query: dict[str, Any] | None = None
    tries: bool = False
    tell: Callable[[str], None] = lambda _: None

    def releases(self) -> list[Facts]:
        """Every release that is kept, the oldest first."""
        return [self.facts(id) for id in self.store.ids()]

    def facts(self, id: str) -> Facts:
        if id not in self.store.ids():
            raise UsageError(f"the ledger has no release {id}", next="List them with:  alder ledger")
        return Facts.read(self.store.facts(id))

    def forget(self, id: str, *, reason: str) -> Facts:
        """Take a release out, as only whoever asked for it may. That it was there, and why it is not, stays written."""
        facts = self.facts(id)
        if not reason.strip():
            raise UsageError(
                "a release is forgotten for a reason, and none is given",
                next='For example:  --reason "It was shown to nobody: the file was deleted unread."',
            )
        if facts.by != self.asker:
            raise UsageError(f"only {facts.by} can have release {id} forgotten", next="Ask them to do it.")
        line = {"id": id, "title": facts.title, "of": facts.when, "when": _now(), "by": self.asker, "reason": reason}
        with self.store.changing():
            self.store.forget(id, json.dumps(line, ensure_ascii=False))
        return facts

    def forgotten(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.store.forgotten()]

    @property
    def asker(self) -> str:
        return self.by or getuser()

    def judged(
        self, counts: Counts, policy: Policy, protected: Callable[[Hidden], Tried]
    ) -> tuple[list[list[Figure]], str]:
        """A table that may stand beside all earlier ones, and what its audit said; keeps it, as a release.

        `protected` protects it with further cells hidden. Raises `NotProtected` where the table may not be released
        beside earlier ones.
        """
        members = membership(counts)
        mark = mark_of(counts, policy, members)
        with self.store.changing():
            known = self.releases()
            for facts in known:
                if facts.mark == mark:
                    again = protected(Hidden(Release.of(self.store, facts).hidden, settled=True))
                    return again.figures, said(again.checked, facts.more)
            earlier = connected(members, [Release.of(self.store, facts) for facts in known])
            chosen = Hidden(np.zeros(members.cells.shape[0], dtype=bool))
            tried = protected(chosen)
            new = Table(members, tried.known, policy.threshold, families_of(counts))
            judge = Judge.of(new, earlier, prices(counts), tops(counts), tell=self.tell)
            for _ in range(ROUNDS if earlier else 0):
                more = judge.further(tried.known)
                if not more.any():
                    break
                chosen = Hidden(chosen.cells | more)
                try:
                    tried = protected(chosen)
                except NotProtected:  # by itself it could be; what earlier tables ask for cannot be hidden in it
                    raise refusal([r.facts for r in earlier]) from None
            else:
                if earlier:
                    raise refusal([r.facts for r in earlier])
            if not self.tries:
                self._keep(counts, policy, mark, members, tried, judge.sets, more=bool(chosen.cells.any()))
            return tried.figures, said(tried.checked, bool(chosen.cells.any()))

    def _keep(
        self,
        counts: Counts,
        policy: Policy,
        mark: str,
        members: Membership,
        tried: Tried,
        sets: KeptSets,
        *,
        more: bool,
    ) -> None:
        facts = Facts(
            id=self.store.next_id(),
            when=_now(),
            by=self.asker,
            title=_title(counts),
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
        )
        self.store.keep(facts.id, facts.text(), Release(facts, members, tried.known, tried.hidden, sets).tables())

    def trying(self) -> Ledger:
        """The same, that keeps nothing."""
        return replace(self, tries=True)

    def telling(self, tell: Callable[[str], None]) -> Ledger:
        """The same, that tells what it is doing."""
        return replace(self, tell=tell)

    def asking(self, query: dict[str, Any]) -> Ledger:
        """The same, for a question."""
        return replace(self, query=query)


def prices(counts: Counts) -> NDArray[np.float64]:
    """What it costs to hide each cell: the more, the more of its filters stand at their total. No count has a part."""
    totals = np.array([sum(code == TOTAL for code in codes) for codes in table_rows(counts)], dtype=float)
    return np.tile(4.0**totals, len(counts.counts))


def tops(counts: Counts) -> Bools:
    """The cells that are about everybody, of a table with any: without them nobody can use it."""
    able = [f.has_total for f in counts.filters]
    top = [all(c == TOTAL or not a for c, a in zip(codes, able, strict=True)) for codes in table_rows(counts)]
    return np.tile(np.array(top, dtype=bool), len(counts.counts))


def families_of(counts: Counts) -> tuple[Numbers, ...]:
    """The cells of each count in which the same filters stand at their total: no two of them share a record."""
    if not all(f.additive for f in counts.filters):
        return ()
    rows = table_rows(counts)
    found: dict[tuple[object, ...], list[int]] = {}
    for n, codes in enumerate(rows):
        levels = tuple(_level(f.parent, c) for f, c in zip(counts.filters, codes, strict=True))
        found.setdefault(levels, []).append(n)
    return tuple(
        np.array(cells) + k * len(rows) for k in range(len(counts.counts)) for cells in found.values() if len(cells) > 1
    )


def _level(parent: Any, code: str) -> int:
    level = 0 if code == TOTAL else 1
    while code in parent and level <= len(parent):
        code, level = parent[code], level + 1
    return level


def _title(counts: Counts) -> str:
    by = [f.label.lower() for f in counts.filters]
    where = f", only where {counts.where_words}" if counts.where_words and "only those" not in counts.title else ""
    return f"{counts.title}{' by ' + ', '.join(by) if by else ''}, {counts.period}{where}"


def said(checked: str, more: bool) -> str:
    """What the audit of a table said, and that it hides more than it needs by itself."""
    return f"{checked} {MORE}" if more else checked


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
