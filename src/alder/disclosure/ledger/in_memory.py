"""A ledger that lives as long as whoever asks: for tables that are judged together before any of them is released."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from alder.disclosure.ledger.ledger import Ledger

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pyarrow as pa


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


def ledger_in_memory() -> Ledger:
    """An empty ledger, kept in no store."""
    return Ledger(InMemory(), by="nobody")
