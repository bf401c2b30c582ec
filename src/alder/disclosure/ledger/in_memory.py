"""A ledger that lives as long as whoever asks: for tables that are judged together before any of them is released."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from alder.disclosure.ledger.ledger import Ledger
from alder.errors import Inconsistency

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pyarrow as pa

    from alder.disclosure.ledger.release import LedgerStore


class InMemory:
    """What keeps the parts of releases, nowhere but here."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, dict[str, pa.Table]]] = {}
        self._forgotten: list[str] = []
        self._unremembered: list[str] = []

    def changing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def ids(self) -> list[str]:
        return list(self._kept)

    def next_id(self) -> str:
        return f"{len(self._kept) + len(self._forgotten) + 1:04}"

    def keep(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        self._kept[id] = (facts, dict(tables))

    def facts(self, id: str) -> str | None:
        return self._kept[id][0] if id in self._kept else None

    def table(self, id: str, name: str) -> pa.Table:
        return self._kept[id][1][name]

    def has(self, id: str, name: str) -> bool:
        return name in self._kept[id][1]

    def change(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        self._kept[id] = (facts, {**self._kept[id][1], **tables})

    def forget(self, id: str, line: str) -> None:
        del self._kept[id]
        self._forgotten.append(line)

    def forgotten(self) -> list[str]:
        return list(self._forgotten)

    def note_unremembered(self, line: str) -> None:
        self._unremembered.append(line)

    def unremembered(self) -> list[str]:
        return list(self._unremembered)

    def elsewhere(self) -> list[str]:
        return []


def ledger_in_memory() -> Ledger:
    """An empty ledger, kept in no store."""
    return Ledger(InMemory(), by="nobody")


class Over(InMemory):
    """Releases that are kept here alone, over those of another store, which stays as it is and is only read."""

    def __init__(self, below: LedgerStore) -> None:
        super().__init__()
        self._below = below

    def ids(self) -> list[str]:
        return [*(id for id in self._below.ids() if id not in self._kept), *super().ids()]

    def next_id(self) -> str:
        return f"{int(self._below.next_id()) + len(self._kept):04}"

    def facts(self, id: str) -> str | None:
        return super().facts(id) if id in self._kept else self._below.facts(id)

    def table(self, id: str, name: str) -> pa.Table:
        above = id in self._kept and super().has(id, name)
        return super().table(id, name) if above else self._below.table(id, name)

    def has(self, id: str, name: str) -> bool:
        return (id in self._kept and super().has(id, name)) or (self._is_below(id) and self._below.has(id, name))

    def change(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        """Of a release of the store below what is changed is kept here, and hides what is there."""
        _, changed = self._kept.get(id, ("", {}))
        self._kept[id] = (facts, {**changed, **tables})

    def forget(self, id: str, line: str) -> None:
        raise Inconsistency("what is only supposed to be out is not forgotten")

    def elsewhere(self) -> list[str]:
        return self._below.elsewhere()

    def _is_below(self, id: str) -> bool:
        return self._below.facts(id) is not None


def supposing(ledger: Ledger) -> Ledger:
    """The same ledger, in which tables can be kept that are only supposed to be out: what would be, if they were?

    Whatever is kept in it is gone with it, and the ledger that it is over is not changed.
    """
    return replace(ledger, store=Over(ledger.store))
