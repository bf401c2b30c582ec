"""The list of aims that a store holds, with what other tables say of each, ready to be searched."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import reference
from alder.model.word_stems import stem
from alder.sources.reference import lars_codes
from alder.sources.reference.lars_codes import SUBJECT_AREAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.engine.reference import Edition
    from alder.engine.store import Store

TABLE = "lars_aim"
READ = (TABLE, "awarding_organisation", "lars_validity", "approved_offer", "ofqual_register", "approved_qualification")
"""Tables from which the list is made. Only the first must be held."""

_EPOCH = date(1970, 1, 1)
_LATE = 2_000_000
"""A day after all others, counted from the epoch."""

LEVELS: Mapping[str, str] = {
    "E": "Entry level",
    "1": "Level 1",
    "1.5": "Level 1/2",
    **{str(n): f"Level {n}" for n in range(2, 9)},
    "H": "Higher level",
    "M": "Mixed level",
    "X": "No level",
}
"""Codes of NotionalNVQLevelv2 in their order, with what people call them."""


@dataclass(frozen=True)
class CodedColumn:
    """A column as numbers: -1 for none, else the place of its value among `values`."""

    values: list[str]
    codes: np.ndarray[Any, Any]

    def place(self, value: str) -> int:
        return self.values.index(value) if value in self.values else -2

    def shown(self, row: int) -> str:
        return self.values[self.codes[row]] if self.codes[row] >= 0 else ""


class AimList:
    """Every aim of the edition that counts. `rows` has one row an aim; spans are the times in which it may be begun."""

    def __init__(self, tables: Mapping[str, pa.Table], editions: tuple[Edition, ...]) -> None:
        self.editions = editions
        self.rows = _rows(tables)
        self._starts, self._ends, self._of = _spans(tables, self.rows)

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    @cached_property
    def titles(self) -> Titles:
        return Titles(_whole(self.rows["title"]), _whole(self.rows["kind"]))

    @cached_property
    def plain_titles(self) -> pa.Array:
        """Titles in small letters."""
        return pc.utf8_lower(_whole(self.rows["title"]))

    @cached_property
    def by_title(self) -> np.ndarray[Any, Any]:
        """The place of each aim from A to Z; of those of one title the lower reference comes first."""
        table = pa.table({"title": self.plain_titles, "ref": self.rows["ref"]})
        order = pc.sort_indices(table, sort_keys=[("title", "ascending"), ("ref", "ascending")]).to_numpy()
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.arange(len(order))
        return places

    @cached_property
    def by_reference(self) -> np.ndarray[Any, Any]:
        """The place of each aim by its reference."""
        order = pc.sort_indices(_whole(self.rows["ref"])).to_numpy()
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.arange(len(order))
        return places

    @cached_property
    def level(self) -> CodedColumn:
        return _coded(self.rows["level"])

    @cached_property
    def area(self) -> CodedColumn:
        return _coded(self.rows["area"])

    @cached_property
    def subject(self) -> CodedColumn:
        return _coded(self.rows["subject"])

    @cached_property
    def body(self) -> CodedColumn:
        return _coded(self.rows["body"])

    @cached_property
    def kind(self) -> CodedColumn:
        return _coded(self.rows["kind"])

    @cached_property
    def places(self) -> dict[str, int]:
        """The row of each reference."""
        return {ref: n for n, ref in enumerate(self.rows["ref"].to_pylist())}

    @cached_property
    def first_start(self) -> np.ndarray[Any, Any]:
        """For each aim the first day on which it may be begun, as days since 1970; 0 where nothing says."""
        starts = np.full(len(self), _LATE)
        np.minimum.at(starts, self._of, self._starts)
        return np.where(starts == _LATE, 0, starts)

    def open_on(self, day: date) -> np.ndarray[Any, Any]:
        """Of each aim whether it could be begun on the day."""
        number = (day - _EPOCH).days
        is_open = np.zeros(len(self), dtype=bool)
        is_open[self._of[(self._starts <= number) & (number <= self._ends)]] = True
        return is_open

    def said(self, row: int) -> dict[str, Any]:
        """One row as plain values."""
        shown: dict[str, Any] = self.rows.slice(row, 1).to_pylist()[0]
        return shown


def aims_of(store: Store) -> AimList | None:
    """The aims of a store, made once for its editions; None where it holds no list of aims."""
    held = reference.current(store)
    if TABLE not in held:
        return None
    return _made(_Kept(store, tuple(held[name] for name in READ if name in held)))


@dataclass(frozen=True)
class _Kept:
    """A store with the editions that count: what the list is made from, and known by."""

    store: Store
    editions: tuple[Edition, ...]

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self._key == other._key

    @property
    def _key(self) -> tuple[str, ...]:
        return (str(self.store.folder), *(f"{e.table} {e.part}" for e in self.editions))


@lru_cache(maxsize=2)
def _made(kept: _Kept) -> AimList:
    rows_of = {e.table: reference.get(kept.store, e.table) for e in kept.editions}
    return AimList({name: rows for name, rows in rows_of.items() if rows is not None}, kept.editions)


def subject_name(code: str, names: Mapping[Decimal, str] | None = None) -> str:
    """The name of a sector subject area of either tier."""
    number = Decimal(code)
    name = (names or {}).get(number) or lars_codes.subject_names().get(number)
    return name or SUBJECT_AREAS.get(int(number), "" if number < 0 else code)


def _rows(tables: Mapping[str, pa.Table]) -> pa.Table:
    aims = tables[TABLE]
    refs = aims["LearnAimRef"]
    bodies, register, approved = (
        tables.get(name) for name in ("awarding_organisation", "ofqual_register", "approved_qualification")
    )
    body = pc.coalesce(
        *_found(aims["AwardOrgCode"], bodies, "AwardOrgCode", "AwardOrgName"),
        *_found(refs, register, "LearnAimRef", "OrganisationName"),
        *_found(refs, approved, "LearnAimRef", "AwardingOrganisation"),
        aims["AwardOrgCode"],
    )
    types = pa.table({"code": list(lars_codes.aim_type_names()), "name": list(lars_codes.aim_type_names().values())})
    kind = pc.coalesce(
        *_found(aims["LearnAimRefType"], types, "code", "name"),
        *_found(refs, register, "LearnAimRef", "Type"),
        *_found(refs, approved, "LearnAimRef", "QualificationType"),
        aims["LearnAimRefType"],
    )
    return pa.table(
        {
            "ref": refs,
            "title": aims["LearnAimRefTitle"],
            "level": pc.fill_null(aims["NotionalNVQLevelv2"], "X"),
            "area": _area(aims["SectorSubjectAreaTier1"]),
            "subject": _area(aims["SectorSubjectAreaTier2"]),
            "body": body,
            "kind": kind,
            "kind_code": aims["LearnAimRefType"],
            "hours": pc.coalesce(aims["GuidedLearningHours"], aims["OfQualGlhMax"]),
            "least_hours": aims["OfQualGlhMin"],
            "most_hours": aims["OfQualGlhMax"],
            "whole_hours": aims["TotalQualificationTime"],
            "credits": aims["RegulatedCreditValue"],
            "from": aims["EffectiveFrom"],
            "to": aims["EffectiveTo"],
        }
    ).combine_chunks()


def _area(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A number such as 7.30 as text, 7.30 or 7; those below 0 stand for no area."""
    text = pc.replace_substring_regex(column.cast(pa.string()), r"\.00$", "")
    return pc.if_else(pc.less(column.cast(pa.float64()), 0), pa.scalar(None, pa.string()), text)


def _found(keys: Any, table: pa.Table | None, key: str, value: str) -> list[Any]:
    """For each key the value that a table has beside it; nothing where there is no such table."""
    if table is None:
        return []
    at = pc.index_in(keys, value_set=_whole(table[key]))
    return [table[value].take(_whole(at))]


def _spans(
    tables: Mapping[str, pa.Table], rows: pa.Table
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Each time in which an aim may be begun: its first and last day since 1970, and the row of the aim.

    The first of these tables that knows an aim decides: its validity, the offers, the register, the list of aims.
    """
    refs = _whole(rows["ref"])
    left = np.ones(len(refs), dtype=bool)
    starts, ends, of = [], [], []
    for first, last, keys in _tables_of_spans(tables, rows):
        at = pc.fill_null(pc.index_in(keys, value_set=refs), -1).to_numpy()
        wanted = (at >= 0) & left[np.maximum(at, 0)]
        starts.append(_days(first, -_LATE)[wanted])
        ends.append(_days(last, _LATE)[wanted])
        of.append(at[wanted])
        left[at[wanted]] = False
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(of).astype(np.int64)


def _tables_of_spans(tables: Mapping[str, pa.Table], rows: pa.Table) -> Iterable[tuple[Any, Any, Any]]:
    if (found := tables.get("lars_validity")) is not None:
        yield found["StartDate"], pc.coalesce(found["LastNewStartDate"], found["EndDate"]), found["LearnAimRef"]
    if (found := tables.get("approved_offer")) is not None:
        yield found["StartDate"], found["EndDate"], found["LearnAimRef"]
    if (found := tables.get("ofqual_register")) is not None:
        yield found["OperationalStartDate"], found["OperationalEndDate"], found["LearnAimRef"]
    dated = rows.filter(pc.is_valid(rows["from"]))
    yield dated["from"], dated["to"], dated["ref"]


def _days(column: Any, otherwise: int) -> np.ndarray[Any, Any]:
    days: np.ndarray[Any, Any] = pc.fill_null(column.cast(pa.int32()), otherwise).to_numpy()
    return days


def _coded(column: pa.ChunkedArray) -> CodedColumn:
    encoded = _whole(column).dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return CodedColumn(encoded.dictionary.to_pylist(), codes)


def _whole(column: Any) -> pa.Array:
    if not isinstance(column, pa.ChunkedArray):
        return column
    joined = column.combine_chunks()
    return pa.concat_arrays(joined.chunks) if isinstance(joined, pa.ChunkedArray) else joined


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
        scores = np.zeros(self.count, dtype=np.int8)
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
            np.maximum.at(scores, self._aims[span], (2 if is_whole else 1) + self._at_title[span])
        return scores

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
