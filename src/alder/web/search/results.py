"""What is found: the best of everything, then by kind; and the index, made again when something else is published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from django.urls import reverse
from markupsafe import Markup, escape

from alder.engine.text_index import MARK, TextIndex
from alder.model.word_stems import parts, stem
from alder.sources.aims import AimQuery, aims_of
from alder.sources.aims import find as find_aims
from alder.sources.aims.aim_list import LEVELS
from alder.sources.dictionary import find as find_field
from alder.web.search.matching import LITTLE, SearchWords, other_names
from alder.web.search.matching import search_words as wanted
from alder.web.search.search_entries import EntryKind, SearchEntry, declared_entries, published, published_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.engine.store import Store
    from alder.engine.text_index import Hit
    from alder.web.search.search_entries import StateMark

_AIMS = 5
_PROSE = (EntryKind.GLOSSARY, EntryKind.MEASURE, EntryKind.RULE, EntryKind.FIELD)
"""Of these the sentence is shown in which the words were found; the texts of others are lists of words."""
_OWN_FIELDS = "/data-sources/ilr/"
"""Of fields of one name those of the ILR come first: the other sources are linked with it."""


@dataclass(frozen=True)
class SearchResult:
    """One thing that was found, with the words found in it marked."""

    entry: SearchEntry
    score: float
    title: Markup
    text: Markup


@dataclass(frozen=True)
class SearchResults:
    """`best` are those of all kinds, best first, each name once. `all_words` is False where nothing has every word."""

    words: str
    wanted: SearchWords
    best: tuple[SearchResult, ...]
    by_kind: dict[EntryKind, tuple[SearchResult, ...]]
    aims: int
    all_words: bool

    @property
    def total(self) -> int:
        """How many there are, each aim of the list counted, not only those shown."""
        return sum(len(results) for kind, results in self.by_kind.items() if kind is not EntryKind.AIM) + self.aims

    def count(self, kind: EntryKind) -> int:
        return self.aims if kind is EntryKind.AIM else len(self.by_kind.get(kind, ()))


def search(words: str, store: Store) -> SearchResults:
    """Everything that has the words, or where nothing has all of them, some of them."""
    made = index()
    asked = wanted(words, made.known, made.nearest)
    hits = made.texts.search(asked.parts)
    aims, total = _aims(words, asked, store)
    columns = _columns(words)
    all_words = bool(hits or aims or columns)
    if not all_words and len(asked.parts) > 1:
        hits = made.texts.search(asked.parts, every=False)
    results = [*columns, *(_result(hit, made.entries[hit.place], asked) for hit in hits)]
    results = sorted([*results, *aims], key=lambda one: (-one.score, one.entry.title))
    by_kind = {kind: tuple(result for result in results if result.entry.kind is kind) for kind in EntryKind}
    shown = {kind: these for kind, these in by_kind.items() if these}
    return SearchResults(words, asked, tuple(_once(results)), shown, total, all_words)


def _columns(words: str) -> list[SearchResult]:
    """Fields that a column of this name is: gend_17 is Gender of the school census."""
    if not re.fullmatch(r"[A-Za-z]+_[A-Za-z0-9_]+", words):
        return []
    results = []
    for hit in find_field(words):
        address = reverse("field", args=[hit.source.id, hit.entity.name, hit.field.name])
        of = f"{hit.entity.published or hit.entity.name}, {hit.source.title}"
        entry = SearchEntry(EntryKind.FIELD, hit.field.name, address, hit.field.meaning, words, of=of)
        results.append(SearchResult(entry, 90.0, Markup(escape(hit.field.name)), Markup(escape(hit.field.meaning))))
    return results[:_AIMS]


def _once(results: list[SearchResult]) -> Iterator[SearchResult]:
    """Of several things of one kind and name, such as a field of many sources, the best alone."""
    seen: set[tuple[EntryKind, str]] = set()
    for result in results:
        key = (result.entry.kind, result.entry.title.casefold())
        if key not in seen:
            seen.add(key)
            yield result


def _result(hit: Hit, entry: SearchEntry, asked: SearchWords) -> SearchResult:
    is_told = entry.kind in _PROSE and MARK[0] in hit.text
    text = mark_hits(hit.text) if is_told else _mark_words(entry.summary, asked)
    return SearchResult(entry, _score(hit, entry, asked), mark_hits(hit.title), text)


def _score(hit: Hit, entry: SearchEntry, asked: SearchWords) -> float:
    """How well a text fits, by how its words are found and whether its title or another name is what was asked."""
    score = min(hit.score, 30.0) * entry.kind.weight
    if entry.kind is EntryKind.FIELD and entry.address.startswith(_OWN_FIELDS):
        score += 3
    typed = [stem(word) for word in asked.words]
    title = _stems(entry.title)
    names = [_stems(name) for name in entry.names.split(",")]
    meant = [[stem(word) for word in way] for part in asked.parts for way in part[1:]]
    if title == typed:
        score += 40 * entry.kind.weight
    elif _within(typed, title):
        score += 14 * entry.kind.weight * len(typed) / max(len(typed), len(title))
    elif typed in names:
        score += 25 * entry.kind.weight
    elif any(_within(typed, name) for name in names):
        score += 10 * entry.kind.weight
    if title in meant:
        score += 30 * entry.kind.weight
    elif any(_within(way, title) for way in meant):
        score += 9 * entry.kind.weight
    return score


def _stems(text: str) -> list[str]:
    """The stems of a text, without little words unless there are no others."""
    words = parts(text)
    return [stem(word) for word in words if word not in LITTLE] or [stem(word) for word in words]


def _within(words: list[str], others: list[str]) -> bool:
    """Whether the words stand in the others, one after another."""
    size = len(words)
    return bool(words) and any(others[n : n + size] == words for n in range(len(others) - size + 1))


def _aims(words: str, asked: SearchWords, store: Store) -> tuple[list[SearchResult], int]:
    """The first learning aims of these words: far up for the number of one, and else after what is explained. Of one
    that is called so, only what has that very title comes first, and no column of a file that has the word in its name.
    """
    held = aims_of(store)
    if held is None:
        return [], 0
    tried = AimQuery(" ".join(asked.words) if asked.instead else words)
    aims = find_aims(held, tried, size=_AIMS)
    if not aims.total or not (asked.words or tried.number):
        return [], 0
    is_number = bool(tried.number) and aims.rows[0]["ref"].startswith(tried.number)
    results = []
    for n, row in enumerate(aims.rows):
        said = ", ".join(filter(None, (LEVELS.get(row["level"], ""), row["kind"], row["body"])))
        address = reverse("aim", args=[row["ref"]])
        entry = SearchEntry(EntryKind.AIM, row["title"] or row["ref"], address, said, row["ref"], of=row["ref"])
        is_its_name = bool(asked.words) and _stems(entry.title) == [stem(word) for word in asked.words]
        score = (200 if is_number else 36.0 if is_its_name else 18.0) - n / 10
        results.append(SearchResult(entry, score, _mark_words(entry.title, asked), Markup(escape(said))))
    return results, aims.total


def _mark_words(text: str, asked: SearchWords) -> Markup:
    stems = {stem(word) for part in asked.parts for way in part for word in way if word not in LITTLE}
    marked_text = re.sub(
        r"[A-Za-z0-9]+", lambda m: f"{MARK[0]}{m[0]}{MARK[1]}" if stem(m[0].lower()) in stems else m[0], text
    )
    return mark_hits(marked_text)


def mark_hits(text: str) -> Markup:
    """Text for a page, with the words that were found marked."""
    safe = str(escape(text))
    return Markup(safe.replace(MARK[0], "<mark>").replace(MARK[1], "</mark>"))


_LEAST = 4
"""Words shorter than this are not put right: too many others are like them."""


class SearchIndex:
    """Entries with their words."""

    def __init__(self, entries: Sequence[SearchEntry], mark: StateMark) -> None:
        self.mark = mark
        self.entries = tuple(entries)
        self.texts = TextIndex((e.title, e.names, e.text or e.summary, e.of) for e in entries)
        titles = {word for e in entries for text in (e.title, e.names) for word in parts(text)}
        said = {word for words in other_names() for word in words}
        self._words = sorted(word for word in titles | said if len(word) >= _LEAST and not word.isdigit())
        self.nearest = lru_cache(maxsize=1024)(self._nearest)

    def _nearest(self, word: str) -> str:
        near = [w for w in self._words if abs(len(w) - len(word)) < 3 and w[0] == word[0]]
        return next(iter(get_close_matches(word, near, n=1, cutoff=0.72)), "")

    def known(self, word: str) -> bool:
        return self.texts.has((word,))


_lock = Lock()
_made: list[SearchIndex] = []


def index() -> SearchIndex:
    """The index of what is public now."""
    publications, mark = published()
    if _made and _made[0].mark == mark:
        return _made[0]
    with _lock:
        if not _made or _made[0].mark != mark:
            _made[:] = [SearchIndex((*declared_entries(), *published_entries(publications)), mark)]
        return _made[0]
