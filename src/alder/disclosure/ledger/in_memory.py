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

    def changing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def ids(self) -> list[str]:
        return list(self._kept)

    def next_id(self) -> str:
        return f"{len(self._kept) + 1:04}"

    def keep(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        self._kept[id] = (facts, dict(tables))

    def facts(self, id: str) -> str:
        return self._kept[id][0]

    def table(self, id: str, name: str) -> pa.Table:
        return self._kept[id][1][name]

    def forget(self, id: str, line: str) -> None:
        raise NotImplementedError("what is kept in memory alone is forgotten with it")

    def forgotten(self) -> list[str]:
        return []


def ledger_in_memory() -> Ledger:
    """An empty ledger, kept in no store."""
    return Ledger(InMemory(), by="nobody")
