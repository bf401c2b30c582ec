"""Titles of aims as a list of words with the aims that each stands in, so that tens of thousands are searched at once.

Everything is in Arrow and NumPy: 100,000 titles are taken apart in a tenth of a second, when they are first asked for,
and no index has to be kept beside the store.
"""

from __future__ import annotations

from bisect import bisect_left
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.word_stems import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST = 3
"""Shorter words must be whole; a longer one is also found as the beginning of a word."""

Scores = np.ndarray[Any, Any]


class Titles:
    """`titles` are what is searched; words of `kinds` are found too, and count less."""

    def __init__(self, titles: pa.Array, kinds: pa.Array) -> None:
        self.count = len(titles)
        words, aims, at_title = _taken_apart(titles, kinds)
        coded = words.dictionary_encode()
        self.words: list[str] = coded.dictionary.to_pylist()
        codes = coded.indices.to_numpy(zero_copy_only=False)
        order = np.argsort(codes, kind="stable")
        self._aims, self._at_title = aims[order], at_title[order]
        self._ends = np.searchsorted(codes[order], np.arange(len(self.words) + 1))
        by_stem = sorted((stem(word), n) for n, word in enumerate(self.words))
        self._stems = [found for found, _ in by_stem]
        self._of_stem = [n for _, n in by_stem]
        self.lengths = np.bincount(aims, weights=at_title, minlength=self.count)

    def scores(self, word: str) -> Scores:
        """For each aim how well the word is found there: 3 in the title, 2 as the beginning of a word; 0 not at all."""
        found = np.zeros(self.count, dtype=np.int8)
        wanted = stem(word)
        start = bisect_left(self._stems, wanted)
        for place in range(start, len(self._stems)):
            if not self._stems[place].startswith(wanted):
                break
            is_whole = self._stems[place] == wanted
            if not is_whole and len(word) < _LEAST:
                continue
            n = self._of_stem[place]
            span = slice(self._ends[n], self._ends[n + 1])
            np.maximum.at(found, self._aims[span], (2 if is_whole else 1) + self._at_title[span])
        return found

    def nearest(self, word: str) -> str:
        """The word of a title that is spelled most like this one; nothing where none is."""
        near = get_close_matches(word, [w for w in self.words if abs(len(w) - len(word)) < 3], n=1, cutoff=0.75)
        return near[0] if near else ""


def _taken_apart(titles: pa.Array, kinds: pa.Array) -> tuple[pa.Array, Scores, Scores]:
    """Every word, the aim that it is of, and 1 where it stands in the title or 0 in the kind."""
    pieces, aims, at_title = [], [], []
    for texts, place in ((titles, 1), (kinds, 0)):
        plain = pc.replace_substring_regex(pc.utf8_lower(pc.fill_null(texts, "")), "['’]", "")
        lists = pc.split_pattern_regex(plain, r"[^\p{L}\p{N}]+")
        words, of = pc.list_flatten(lists), pc.list_parent_indices(lists)
        is_word = pc.not_equal(words, "")
        words, of = words.filter(is_word), of.filter(is_word)
        pieces.append(words)
        aims.append(of.to_numpy(zero_copy_only=False))
        at_title.append(np.full(len(words), place, dtype=np.int8))
    return pa.concat_arrays(_flat(pieces)), np.concatenate(aims), np.concatenate(at_title)


def _flat(pieces: Sequence[Any]) -> list[pa.Array]:
    return [c for piece in pieces for c in (piece.chunks if isinstance(piece, pa.ChunkedArray) else [piece])]
