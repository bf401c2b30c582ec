"""The index of everything, made once, and again when something else is published."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from alder.engine.text_index import TextIndex
from alder.model.stems import parts
from alder.web.search.declared import declared
from alder.web.search.other_names import other_names
from alder.web.search.public import entries, published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.web.search.kinds import Entry
    from alder.web.search.public import Mark

_LEAST = 4
"""Words shorter than this are not put right: too many others are like them."""


class Index:
    """Entries with their words."""

    def __init__(self, found: Sequence[Entry], mark: Mark) -> None:
        self.mark = mark
        self.entries = tuple(found)
        self.texts = TextIndex((e.title, e.names, e.text or e.summary, e.of) for e in found)
        titles = {word for e in found for text in (e.title, e.names) for word in parts(text)}
        said = {word for words in other_names() for word in words}
        self._words = sorted(word for word in titles | said if len(word) >= _LEAST and not word.isdigit())
        self.nearest = lru_cache(maxsize=1024)(self._nearest)

    def _nearest(self, word: str) -> str:
        near = [w for w in self._words if abs(len(w) - len(word)) < 3 and w[0] == word[0]]
        return next(iter(get_close_matches(word, near, n=1, cutoff=0.72)), "")

    def known(self, word: str) -> bool:
        return self.texts.has((word,))


_lock = Lock()
_made: list[Index] = []


def index() -> Index:
    """The index of what is public now."""
    found, mark = published()
    if _made and _made[0].mark == mark:
        return _made[0]
    with _lock:
        if not _made or _made[0].mark != mark:
            _made[:] = [Index((*declared(), *entries(found)), mark)]
        return _made[0]
