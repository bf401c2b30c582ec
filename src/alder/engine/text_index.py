"""Texts that are searched by their words, in memory.

It is SQLite's own full-text search (FTS5, with stems and BM25), which comes with Python. A site may keep its rows in
SQLite or in PostgreSQL, whose full-text searches differ; this index stands beside either and finds the same on both. A
few thousand texts are indexed in a tenth of a second, so nothing needs to be kept on disk or brought up to date.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARK = "\x02", "\x03"
"""What stands before and after each word of a text that was found."""

_TITLE, _NAMES, _TEXT, _BESIDE = 12.0, 8.0, 1.0, 1.0
"""How much a word counts in a title, in another name, in the text, and in what it belongs to, which is not shown."""

Phrase: TypeAlias = "Sequence[str]"
"""Words that follow each other. The last one may be the beginning of a longer word."""


@dataclass(frozen=True)
class Hit:
    """A text that was found: its place in the order of adding, how well it fits, and its title and text, marked."""

    place: int
    score: float
    title: str
    text: str


class TextIndex:
    """Titles, other names, texts, and what each belongs to. It is filled once, and then asked from any thread."""

    def __init__(self, texts: Iterable[tuple[str, str, str, str]]) -> None:
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        options = "tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3 4'"
        finalize(self, self._database.close)  # another thread may still be asking when a newer index takes its place
        self._database.execute(f"create virtual table texts using fts5(title, names, body, beside, {options})")
        self._database.executemany("insert into texts (title, names, body, beside) values (?, ?, ?, ?)", texts)

    def search(self, wanted: Sequence[Sequence[Phrase]], *, every: bool = True, limit: int = 400) -> list[Hit]:
        """Texts with one of the phrases of every part that is wanted, or of any part; the best first."""
        if not wanted:
            return []
        asked = (" AND " if every else " OR ").join(f"({' OR '.join(map(_phrase, part))})" for part in wanted)
        sql = (
            "select rowid - 1, bm25(texts, ?, ?, ?, ?), highlight(texts, 0, ?, ?), snippet(texts, 2, ?, ?, '…', 28)"
            " from texts where texts match ? order by 2, rowid limit ?"
        )
        values = (_TITLE, _NAMES, _TEXT, _BESIDE, *MARK, *MARK, asked, limit)
        with self._lock:
            rows = self._database.execute(sql, values).fetchall()
        return [Hit(place, -score, title, text) for place, score, title, text in rows]

    def has(self, phrase: Phrase) -> bool:
        """Whether some text has it."""
        with self._lock:
            rows = self._database.execute("select 1 from texts where texts match ? limit 1", [_phrase(phrase)])
            return rows.fetchone() is not None


def _phrase(words: Phrase) -> str:
    """Words in quotation marks, which keep the language of the index from reading anything into them."""
    quoted = " ".join(word.replace('"', "") for word in words)
    return f'"{quoted}" OR "{quoted}" *' if len(words[-1]) > 2 else f'"{quoted}"'
