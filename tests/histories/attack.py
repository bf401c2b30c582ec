"""The attacks on a history, what each may not find, and what it finds that nobody promised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from tests.histories.attacker import Programme, Reader, Secret, lone, ranges
from tests.histories.published import OPEN, Cell, History, Published


@dataclass
class Result:
    """What came of a history. Breaches are sentences; `beyond` counts what was found and was not promised."""

    tables: int = 0
    cells: int = 0
    primaries: int = 0
    secondaries: int = 0
    refused: int = 0
    tried: Counter[str] = field(default_factory=Counter)
    beyond: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)

    def add(self, other: Result) -> None:
        for name in ("tables", "cells", "primaries", "secondaries", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.tried += other.tried
        self.beyond += other.beyond
        self.breaches += other.breaches


def attacked(history: History, seed: int) -> Result:
    """Every attack on every table, and on all of them together."""
    result = Result(len(history.tables), refused=history.refused)
    for t in history.tables:
        result.cells += len(t.cells)
        result.primaries += sum(c.secret for c in t.cells)
        result.secondaries += sum(c.hidden and not c.secret for c in t.cells)
        shown = [c.name for c in t.cells if c.secret and not c.hidden]
        result.tried["a small count is looked for among those shown"] += 1
        result.breaches += [f"{t.title}: {name} is small and shown" for name in shown]
    draw = np.random.default_rng(seed)
    lost = _lost(history)
    result.beyond["given away by tables that were out before, and said so"] += len(lost.everybody | lost.insiders)
    for n, t in enumerate(history.tables):
        _Attack(history, [t], _secrets(t, n), lost, result, draw).alone()
    if len(history.tables) > 1:
        secrets = [s for n, t in enumerate(history.tables) for s in _secrets(t, n, together=True)]
        if history.way == "beside a ledger":
            secrets += _between(history)
        _Attack(history, list(history.tables), secrets, lost, result, draw).together()
    return result


def _secrets(table: Published, n: int, *, together: bool = False) -> list[Secret]:
    values = table.promise.together if together else table.promise.values
    named = [(c.name, c.kinds) for c in table.cells if c.secret and c.hidden]
    return [Secret(f"{table.title}, {name}", kinds, n, values) for name, kinds in [*named, *table.groups]]


def _between(history: History) -> list[Secret]:
    """Small groups that are a cell of no table: a cell less another inside it."""
    small = history.tables[0].threshold
    cells = [(t.title, c) for t in history.tables for c in t.cells]
    found: dict[bytes, Secret] = {}
    for title, whole in cells:
        for other, part in cells:
            if whole.hidden and part.hidden:
                continue
            left = whole.kinds & ~part.kinds
            number = int(history.count[left].sum())
            if not (part.kinds & ~whole.kinds).any() and 0 < number < small:
                # Who is nobody is in no group that can be told.
                key = (left & (history.count > 0)).tobytes()
                name = f"{title}, {whole.name} less {other}, {part.name}"
                found.setdefault(key, Secret(name, left, -1, 2))
    return list(found.values())


@dataclass(frozen=True)
class _Lost:
    """Names of secrets that tables gave away which were out before Alder was asked for the table of the secret."""

    everybody: frozenset[str] = frozenset()
    insiders: frozenset[str] = frozenset()


def _lost(history: History) -> _Lost:
    if not history.gave_away:
        return _Lost()
    # The later tables as if all of them were hidden: they say which groups there are, and no number.
    unseen = [replace(t, cells=tuple(_hidden(c) for c in t.cells)) for t in history.tables[history.gave_away :]]
    tables = [*history.tables[: history.gave_away], *unseen]
    reader = Reader(history.count, tables, knows_empty=True)
    people = [knows for _, knows in lone([c for t in tables for c in t.cells], reader)]
    everybody, insiders = set(), set()
    for n, t in enumerate(history.tables):
        for s in _secrets(t, n) if n >= history.gave_away else ():
            row = reader.row(s.kinds)
            if reader.knows_by_sums(row):
                everybody.add(s.name)
            elif any(reader.knows_by_sums(row, knows) for knows in people):
                insiders.add(s.name)
    return _Lost(frozenset(everybody), frozenset(insiders))


def _hidden(cell: Cell) -> Cell:
    return replace(cell, low=0, high=OPEN, hidden=True)


class _Attack:
    def __init__(
        self,
        history: History,
        tables: list[Published],
        secrets: list[Secret],
        lost: _Lost,
        result: Result,
        draw: np.random.Generator,
    ) -> None:
        self.history, self.tables, self.lost, self.result, self.draw = history, tables, lost, result, draw
        self.secrets = [s for s in secrets if s.name not in lost.everybody]
        self.reader = Reader(history.count, tables, knows_empty=history.knows_empty)
        self.cells: list[Cell] = [c for t in tables for c in t.cells]

    def alone(self) -> None:
        promise = self.tables[0].promise
        known = self._by_sums("by sums, from one table")
        self._by_ranges("by ranges, from one table", least=promise.least > 0, known=known)
        if promise.least == 0 and self.history.way != "midpoints":
            self._past("hidden cells hold somebody, from one table", known)
        if promise.insider:
            self._as_insiders("from one table", promise.insider, least=promise.least > 0)
        else:
            self._insiders_past("from one table")

    def together(self) -> None:
        promise = self.tables[0].promise
        known = self._by_sums("by sums, from all tables")
        self._by_ranges("by ranges, from all tables", least=False, known=known)
        if promise.together_insider:
            self._as_insiders("from all tables", promise.insider, least=False)
        else:
            self._insiders_past("from all tables")

    def _by_sums(self, name: str) -> set[str]:
        known = set()
        for s in self.secrets:
            self.result.tried[name] += 1
            if self.reader.knows_by_sums(self.reader.row(s.kinds)):
                known.add(s.name)
                self.result.breaches.append(f"{s.name}: told {name}")
        return known

    def _by_ranges(self, name: str, *, least: bool, known: set[str]) -> None:
        secrets = [s for s in self.secrets if s.name not in known]
        if not secrets:
            return
        found = ranges(Programme(self.reader, least=least), secrets, self.draw)
        self.result.tried[name] += len(secrets)
        for s, values in found.narrow:
            self.result.breaches.append(f"{s.name}: {values} of {s.values} values {name}")
        for s, values in found.whole:
            if values == 1:
                self.result.breaches.append(f"{s.name}: one value {name}, in whole people")
            else:
                self.result.beyond["fewer values than promised in whole people only"] += 1

    def _past(self, name: str, known: set[str]) -> None:
        secrets = [Secret(s.name, s.kinds, s.table, 2) for s in self.secrets if s.name not in known]
        if secrets:
            found = ranges(Programme(self.reader, least=True), secrets, self.draw)
            self.result.beyond[f"exactly, since {name}"] += len(found.narrow) + len(found.whole)

    def _as_insiders(self, where: str, values: int, *, least: bool) -> None:
        for who, knows in lone(self.cells, self.reader):
            guarded = [s for s in self.secrets if s.name not in self.lost.insiders]
            others = [s for s in guarded if self._others(s, knows)]
            left = []
            for s in others:
                self.result.tried[f"by sums, as somebody alone in a cell, {where}"] += 1
                if self.reader.knows_by_sums(self.reader.row(s.kinds), knows):
                    self.result.breaches.append(f"{s.name}: told by sums to whoever is alone in {who}, {where}")
                else:
                    left.append(Secret(s.name, s.kinds, s.table, 2))
            if not left:
                continue
            found = ranges(Programme(self.reader, least=least, still=knows), left, self.draw)
            self.result.tried[f"by ranges, as somebody alone in a cell, {where}"] += len(left)
            for s, _ in [*found.narrow, *found.whole]:
                if values > 1:
                    self.result.breaches.append(f"{s.name}: one value to whoever is alone in {who}, {where}")
                else:
                    self.result.beyond[f"exactly by ranges, as somebody alone in a cell, {where}"] += 1

    def _insiders_past(self, where: str) -> None:
        for _, knows in lone(self.cells, self.reader):
            for s in self.secrets:
                if self._others(s, knows) and self.reader.knows_by_sums(self.reader.row(s.kinds), knows):
                    self.result.beyond[
                        f"by sums, as somebody alone in a cell, {where}, where none is guarded against"
                    ] += 1

    def _others(self, secret: Secret, knows: np.ndarray) -> bool:
        """Whether a secret is about anybody whom the insider does not know to be there, or about nobody at all."""
        row = self.reader.row(secret.kinds)
        people = self.reader.true * row
        return bool(people[~knows].any() or (not people.any() and (row[~knows] > 0).any()))
