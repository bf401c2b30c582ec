"""What the ledger keeps of a table that was released or shown to anyone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from alder.disclosure.ledger.acts import Act, Kind
from alder.disclosure.ledger.complements import Said
from alder.disclosure.ledger.kept_sets import KeptSets
from alder.disclosure.ledger.membership import PERSON, Membership
from alder.disclosure.ledger.ranges import Ranges, Rates
from alder.disclosure.ledger.shape import Shape
from alder.disclosure.ledger.small_cells import SmallCells
from alder.disclosure.ledger.values import Values, as_tables, of_tables
from alder.errors import StoreError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from alder.disclosure.ledger.fingerprint import Fingerprint
    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.ledger.membership import Bools
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts

FORM = 6
READS = (2, 3, 4, 5, FORM)
"""An older form lacks what has a value of its own."""
FINGERPRINT = "fingerprint"
"""The name of the table with what a release is known by in a file."""
GROUPS = "groups"
"""The name of the table with small groups that are in no table. A release that was judged at a glance has none yet."""
PEOPLE = "groups_of_people"
"""The name of the table with small groups of people that several units or years could give away."""
SMALL = "small_cells"
"""The name of the table with the small cells of a release that rounds."""
SAID = "telling"
"""The name of the table with what the cells of a release say of telling values."""


class LedgerStore(Protocol):
    """What keeps the parts of releases must be able to do this. The engine does."""

    def changing(self) -> AbstractContextManager[None]:
        """One process at a time audits a table and adds it."""

    def writing(self) -> AbstractContextManager[None]:
        """One process at a time changes what is kept of a release, for a moment."""

    def ids(self) -> list[str]:
        """Of every release that is kept, the oldest first."""

    def next_id(self) -> str:
        """An id that no release has, nor had."""

    def keep(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        """Keep a release, whole or not at all."""

    def facts(self, id: str) -> str | None:
        """The facts as they were kept; None of a release that is not there, or was forgotten."""

    def table(self, id: str, name: str) -> pa.Table:
        """One of its tables."""

    def has(self, id: str, name: str) -> bool:
        """Whether it has this table: releases of earlier Alder have fewer."""

    def change(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        """Put other tables and then other facts in the place of those of a release, each whole or not at all."""

    def forget(self, id: str, line: str) -> None:
        """Remove a release, and add a line to the list of what was forgotten."""

    def forgotten(self) -> list[str]:
        """The lines of what was forgotten."""

    def note_unremembered(self, line: str) -> None:
        """Add a line to the list of what left without being remembered."""

    def unremembered(self) -> list[str]:
        """The lines of what left without being remembered."""

    def elsewhere(self) -> list[str]:
        """The lines of tables that were let out of another store, whose records are not here."""


@dataclass(frozen=True)
class Facts:
    """What may be said of a release to its owner, in words: no count and no record."""

    id: str
    when: str
    by: str
    title: str
    query: dict[str, Any]
    population: tuple[str, ...]
    policy: str
    version: int
    threshold: int
    unit: str
    """What is counted."""
    shown: int
    hidden: int
    mark: str
    """The same for the same question about the same records under the same policy."""
    more: bool = False
    """Whether it hides more than it needs by itself."""
    binds: bool = True
    """Whether its figures count as out, so that every later table is judged beside it."""
    acts: tuple[Act, ...] = ()
    """What was done with it, the oldest first."""
    grid: str = ""
    """How its counts were rounded or perturbed; empty where it hides."""
    values: tuple[str, ...] = ()
    """What it has beside counts that is made of values: `mean of pay`."""
    of_people: bool = False
    """Whether it is known whose its records are; of what an earlier Alder kept it is not."""

    @property
    def name(self) -> str:
        return f"{self.id}: {self.title}, {self.when[:10]}"

    def with_act(self, act: Act) -> Facts:
        """The same with one thing more that was done; once is enough."""
        return self if any(a.same_as(act) for a in self.acts) else replace(self, acts=(*self.acts, act))

    def text(self) -> str:
        return json.dumps({"form": FORM, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, text: str) -> Facts:
        found = json.loads(text)
        if found.pop("form", None) not in READS:
            raise StoreError(
                "the ledger holds a release of another form",
                next="Use the release of Alder that wrote it. No table can be compared with it until then.",
            )
        acts = tuple(Act(**{**a, "what": Kind(a["what"])}) for a in found.get("acts", ()))
        told = {name: tuple(found.get(name, ())) for name in ("population", "values")}
        return cls(**{**found, **told, "acts": acts})


@dataclass(frozen=True, eq=False)
class Release:
    """A table, with what readers saw of it."""

    facts: Facts
    members: Membership
    shown: Bools
    """For each cell whether a reader knows it: it was shown, or a shown rate tells it."""
    hidden: Bools
    """For each cell whether it was hidden. One that is neither is of an indicator that no reader sees."""
    sets: KeptSets
    """Small groups that are in no table, and that this one and those before it could give away."""
    shape: Shape
    ranges: Ranges
    """What readers know of each cell."""
    said: Said
    """What its cells say of telling values."""
    values: tuple[Values, ...] = ()
    """The figures that are made of values."""
    counted: tuple[str, ...] = ()
    """For each cell which records it counts, `learners 2020/21`; nothing where it is not known whose records they are.
    """
    people_sets: KeptSets = field(default_factory=KeptSets.none)
    """Small groups of people that it, and those before it of other units and years, could give away."""
    fingerprint: Fingerprint | None = None
    """What it is known by in a file. None as it is read back: whoever looks for a file reads it."""
    is_sought: bool = True
    """Whether small groups that are in no table were looked for: at a glance they are not (see `Glance`)."""

    def tells_as(self, other: Tried) -> bool:
        """Whether readers of another table of the same cells know the same."""
        same = [(self.hidden, other.hidden), (self.ranges.low, other.ranges.low), (self.ranges.high, other.ranges.high)]
        return all(np.array_equal(a, b) for a, b in same)

    def tables(self) -> dict[str, pa.Table]:
        whose = {} if self.members.person is None else {PERSON: self.members.person}
        records = pa.table({"key": self.members.key, "class": self.members.of_class, **whose})
        counts = {"counts": pa.array(self.counted, pa.string()).dictionary_encode()} if self.counted else {}
        cells = self.members.cells
        lists = pa.ListArray.from_arrays(cells.indptr.astype(np.int32), cells.indices.astype(np.int32))
        shape = {"price": self.shape.price, "top": self.shape.top, "family": self.shape.family}
        ends = {"low": self.ranges.low, "high": self.ranges.high}
        return {
            "records": records,
            "cells": pa.table(
                {"classes": lists, "shown": self.shown, "hidden": self.hidden, **shape, **ends, **counts}
            ),
            **(self.groups() if self.is_sought else {}),
            **self._small_cells(),
            "rates": self.ranges.rates.table(),
            SAID: self.said.table(),
            **({FINGERPRINT: self.fingerprint.table()} if self.fingerprint else {}),
            **as_tables(self.values),
        }

    def groups(self) -> dict[str, pa.Table]:
        """The small groups that are kept with it."""
        return {GROUPS: groups(self.sets), PEOPLE: groups(self.people_sets)}

    def _small_cells(self) -> dict[str, pa.Table]:
        """As they are kept; nothing of a release that shows counts as they are, or whose people nobody knows."""
        if not self.ranges.grid or self.members.person is None:
            return {}
        return {SMALL: SmallCells.of(self.members, self.ranges, self.facts.threshold).table()}

    @classmethod
    def of(cls, store: LedgerStore, facts: Facts, *, with_values: bool = True) -> Release:
        records, cells = store.table(facts.id, "records"), store.table(facts.id, "cells")
        lists = cells["classes"].combine_chunks()
        of_class = np.asarray(records["class"], dtype=np.int32)
        ones = np.ones(len(lists.flatten()), dtype=np.int8)
        shape = (cells.num_rows, int(of_class.max(initial=-1)) + 1)
        matrix = sp.csr_matrix((ones, np.asarray(lists.flatten()), np.asarray(lists.offsets)), shape=shape)
        whose = np.asarray(records[PERSON], dtype=np.uint64) if PERSON in records.column_names else None
        members = Membership(np.asarray(records["key"], dtype=np.uint64), of_class, matrix, person=whose)
        shown, hidden = (np.asarray(cells[n], dtype=bool) for n in ("shown", "hidden"))
        is_sought, form = store.has(facts.id, GROUPS), _shape(cells)
        sets = _sets(store.table(facts.id, GROUPS)) if is_sought else KeptSets.none()
        said = Said.read(store.table(facts.id, SAID)) if store.has(facts.id, SAID) else Said.asked(facts.query)
        if "low" not in cells.column_names:
            return cls(facts, members, shown, hidden, sets, form, Ranges.of_shown(members.count, shown), said)
        counted = tuple(cells["counts"].to_pylist()) if "counts" in cells.column_names else ()
        people = _sets(store.table(facts.id, PEOPLE)) if store.has(facts.id, PEOPLE) else KeptSets.none()
        low, high = (np.asarray(cells[n]) for n in ("low", "high"))
        rates = Rates.read(store.table(facts.id, "rates"))
        of_values = [store.table(facts.id, n) for n in ("values", "figures")] if facts.values and with_values else []
        values = of_tables(*of_values) if of_values else ()
        ranges = Ranges(low, high, rates, facts.grid)
        return cls(
            *(facts, members, shown, hidden, sets, form, ranges, said, values, counted, people), is_sought=is_sought
        )


def groups(sets: KeptSets) -> pa.Table:
    """Small groups as they are kept."""
    return pa.table({"keys": pa.ListArray.from_arrays(sets.start.astype(np.int32), sets.key)})


def _shape(cells: pa.Table) -> Shape:
    if "price" not in cells.column_names:  # of the first form: it is out, and nothing is asked of its shape any more
        size = cells.num_rows
        return Shape(np.ones(size), np.zeros(size, dtype=bool), np.full(size, -1))
    price, top, family = (np.asarray(cells[n]) for n in ("price", "top", "family"))
    return Shape(price, top.astype(bool), family)


def _sets(table: pa.Table) -> KeptSets:
    lists = table["keys"].combine_chunks()
    return KeptSets(np.asarray(lists.flatten(), dtype=np.uint64), np.asarray(lists.offsets, dtype=np.int64))


def question(counts: Counts) -> dict[str, Any]:
    """What was asked, as far as the counts tell."""
    found: dict[str, Any] = {"measure": counts.measure, "by": [f.id for f in counts.filters], "period": counts.period}
    is_copied = getattr(counts.behind.query if counts.behind else None, "research_copy", None)
    return found | ({"where": counts.where} if counts.where else {}) | ({"research_copy": True} if is_copied else {})


def mark_of(counts: Counts, policy: Policy, members: Membership) -> str:
    """The same for the same question about the same records under the same policy."""
    said = json.dumps([question(counts), policy.name, policy.version, policy.threshold, counts.version])
    codes = "\n".join("\t".join(c.code for c in f.categories) for f in counts.filters)
    found = sha256(f"{said}\n{codes}\n{[i.id for i in counts.indicators]}".encode())
    cells = members.cells
    for array in (members.key, members.of_class, cells.indptr.astype(np.int64), cells.indices.astype(np.int64)):
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()
