"""What a table is known by in a file that somebody saved again: the content of its cells, and not the bytes.

A cell is known by what it is about and what is printed in it. What it is about are the labels of its categories,
whatever the columns are called and in whichever order they stand; a total has none. So a table is known after a
spreadsheet saved it, in another order, with columns renamed, added or left out, in another format, and when it is laid
out with one of its characteristics across. Only printed figures are kept, as numbers of 64 bits that nobody reads back:
nothing that the table did not show.

Where the categories have other names, the figures alone tell, if so many are the same that it is no chance: how likely
each is depends on how many others of its size the file has.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.disclosure.system import table_rows
from alder.disclosure.totals import level_of
from alder.model.statistic import TOTAL, are_totals, place_of_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from alder.model.statistic import Counts, Figure

    Marks = NDArray[np.uint64]

ENOUGH = 0.9
"""A file that has this share of a table's figures is that table; and a column of figures of which this share are a
table's is a part of it."""
FEW = 3
"""A table of fewer figures is known only where all of them are there."""
SMALL = 10
"""A table of fewer figures is looked for in small files only, and where what it counts is named as it is in the table:
among many figures, some few are there by chance, the sooner where they are rounded.
"""
ROOM = 20
"""So many figures may a file have beside five times those of a small table."""
PART = 10
"""So many figures, and nearly as many different ones, must a part of a table have: fewer are alike by chance."""
DIFFERENT = 8
POSSIBLE = 0.3
"""A table of which fewer figures are in a file at all, wherever they stand, need not be looked for in it: of different
figures more may be lost than of cells, where many cells have the same."""
OLD = 6
"""So many different counts of 10 or more must a table have to be known by its counts alone, without their places:
a file of fifty other figures below 500 has six given ones by chance once in a million times."""

CHANCE = 40
"""A table is known by its figures alone where these would be in the file by chance once in 2 to the power of this: a
desk that compares a thousand files with a thousand tables is wrong once in a million such desks. Ten counts of three
digits have it, of smaller ones more are needed, and no number of those that nearly every table has.
"""

_YEAR = re.compile(r"(\d{4})\s*[/–-]\s*(?:\d\d)?(\d\d)")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}|[+-]?\d+,\d{4,}")
_AFTER = re.compile(r"(?<=[\d%])\s*(?:[(\[].*|,\s.*)$")
"""What may stand behind a number: `86.7 (82.9 to 89.8)`, or, as a page reads it out, `86.7, 95% interval 82.9 to 89.8`.
"""
_A, _B, _C = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_NOTHING = np.uint64(0)


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What the ledger keeps of the figures that a table shows, to know them again."""

    frames: tuple[Marks, ...]
    """Of the cells of each frame that the table becomes: without its totals, of one scope, or both."""
    cells: Marks
    """Of each figure with what it is about, in ascending order."""
    figures: Marks
    """Of the figures alone."""
    texts: Marks
    """Of each label and code of a category, in ascending order,"""
    means: Marks
    """and of the label of that category."""
    about: Marks
    """Of the names of what it counts."""
    placed_cells: Marks
    """Of the cells about a provider or a place, where the table is split by one: a data file may have these alone, as
    no code stands for a few providers together. Nothing where there is no such split."""
    placed_figures: Marks
    """Of the figures of those cells alone."""

    @classmethod
    def of(cls, counts: Counts, figures: Sequence[Sequence[Figure]]) -> Self:
        """The fingerprint of what is printed of counts: a list for each indicator, and any for figures beside them."""
        rows = table_rows(counts)
        varied = [n for n in range(len(counts.filters)) if len({codes[n] for codes in rows}) > 1]
        words = _vocabulary(counts, varied)
        where = np.zeros(len(rows), dtype=np.uint64)
        for k, codes in enumerate(rows):
            named = {words[counts.filters[n].label_of(codes[n])] for n in varied if codes[n] != TOTAL}
            where[k] = np.bitwise_xor.reduce(np.array(sorted(named), dtype=np.uint64)) if named else _NOTHING
        shown = [i.shown for i in counts.indicators] + [True] * (len(figures) - len(counts.indicators))
        printed = [np.array([mark_of_figure(str(f)) for f in each], dtype=np.uint64) for each in figures]
        printed = [each for each, is_shown in zip(printed, shown, strict=True) if is_shown]
        place = next((n for n in varied if level_of(counts.filters[n]) is not None), None)
        placed = np.array([place is not None and codes[place] != TOTAL for codes in rows], dtype=bool)
        texts = np.array([mark_of_text(word) for word in words], dtype=np.uint64)
        order = np.argsort(texts)
        names = [name for i in counts.indicators if i.shown for name in (i.id, i.label)]
        return cls(
            tuple(_marks(where[some], [each[some] for each in printed])[0] for some in _frames(counts, rows)),
            *_marks(where, printed),
            texts[order],
            np.array(list(words.values()), dtype=np.uint64)[order],
            np.array([mark_of_text(word) for word in names], dtype=np.uint64),
            *_marks(where[placed], [each[placed] for each in printed]),
        )

    def table(self) -> pa.Table:
        """As it is kept: one row with a list for each."""
        parts = {name: pa.array([getattr(self, name)], _MARKS) for name in _PARTS}
        return pa.table({**parts, _FRAMES: pa.array([self.frames], pa.list_(_MARKS))})

    @staticmethod
    def is_whole(table: pa.Table) -> bool:
        """Whether what is kept has all parts; an earlier Alder kept fewer."""
        return {*_PARTS, _FRAMES} <= set(table.column_names)

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        """Of what is kept; an earlier Alder kept nothing of places and of frames apart."""
        kept = (table[name] if name in table.column_names else pa.chunked_array([[[]]], _MARKS) for name in _PARTS)
        frames = table[_FRAMES].combine_chunks().flatten() if _FRAMES in table.column_names else ()
        return cls(
            tuple(np.asarray(frame.values, dtype=np.uint64) for frame in frames),
            *(np.asarray(part.combine_chunks().flatten(), dtype=np.uint64) for part in kept),
        )

    def found_in(self, file: Content) -> Match | None:
        """What of this table is in a file that is the table or a part of it; None of any other."""
        if not len(self.cells):
            return None
        there = among(self.figures, file.figures).mean()
        shared = among(file.figures, self.figures).sum()
        if there < POSSIBLE and shared < DIFFERENT:
            return None
        columns = list(file.columns_about(self.texts, self.means))
        every = _all([cells for cells, _ in columns])
        for of_table in (self.cells, self.placed_cells, *self.frames):
            found = of_table[among(of_table, every)]
            if len(found) >= ENOUGH * len(of_table) and self._is_enough(file, len(found), len(of_table)):
                return Match(found, is_whole=True, figures=self.figures)
        owned = [
            (cells[own], figures[own])
            for cells, figures in columns
            if (own := among(cells, self.cells)).mean() >= ENOUGH
        ]
        part, different = _all([cells for cells, _ in owned]), _all([figures for _, figures in owned])
        if len(part) >= PART and len(different) >= DIFFERENT:
            return Match(part, is_whole=False, figures=self.figures)
        return self._renamed(file)

    def _renamed(self, file: Content) -> Match | None:
        """What of this table is in a file that has other names for its categories, by figures alone."""
        # Only columns that have hardly anything else: a larger table of the same people has totals of this one too.
        columns = [c for c in file.columns_of_figures() if among(c, self.figures).mean() >= ENOUGH]
        figures = _all(columns)
        for of_table in (self.figures, self.placed_figures):
            own = among(figures, of_table)
            if own.sum() >= max(SMALL, ENOUGH * len(of_table)):
                numbers, steps = file.sizes(figures)
                bits = _surprise(numbers[own], steps[own], numbers)
                if bits.sum() - _choices(int(own.sum()), len(of_table)) >= CHANCE:
                    return Match(_all([]), is_whole=True, figures=figures[own])
        parts = []
        for figures in columns:
            mine = figures[among(figures, self.figures)]
            if len(mine) >= PART:
                bits = _surprise(*file.sizes(mine), len(self.figures))
                if bits.sum() - _choices(len(mine), len(figures)) >= CHANCE:
                    parts.append(mine)
        return Match(_all([]), is_whole=False, figures=_all(parts)) if parts else None

    def _is_enough(self, file: Content, found: int, size: int) -> bool:
        if size >= SMALL:
            return True
        if not size:
            return False
        is_small = len(file.figures) <= 5 * size + ROOM and bool(among(self.about, file.texts).any())
        return is_small and (size >= FEW or found == size)


@dataclass(frozen=True, eq=False)
class Match:
    """What of a table is in a file: the marks of these cells and figures, and whether it is the whole table.

    One that is known by its figures alone has no cells.
    """

    cells: Marks
    is_whole: bool
    figures: Marks

    @property
    def is_renamed(self) -> bool:
        """Whether its categories have other names in the file."""
        return not len(self.cells)

    @property
    def size(self) -> int:
        return len(self.figures) if self.is_renamed else len(self.cells)

    def is_in(self, others: Sequence[Match]) -> bool:
        """Whether others account for nine in ten of its cells, or of its figures where it has no cells."""
        mine, theirs = (
            (self.figures, [other.figures for other in others])
            if self.is_renamed
            else (self.cells, [other.cells for other in others])
        )
        return bool(len(mine)) and bool(among(mine, _all(theirs)).mean() >= ENOUGH)


_FRAMES = "frames"
_PARTS = ("cells", "figures", "texts", "means", "about", "placed_cells", "placed_figures")
_MARKS = pa.list_(pa.uint64())


@dataclass(frozen=True, eq=False)
class Counted:
    """What is known of a table that was kept before there were fingerprints: its counts, without their places."""

    figures: Marks

    @classmethod
    def of(cls, counts: NDArray[np.int64]) -> Self | None:
        """Of the counts of a table that are shown as they are; None where they are too few to be known by."""
        shown = np.unique(counts)
        different = shown[shown >= 10].tolist()
        if len(different) < OLD:
            return None
        return cls(np.unique(np.array([mark_of_figure(str(n)) for n in different], dtype=np.uint64)))

    def found_in(self, file: Content) -> Match | None:
        """All, where nine in ten are in a file that has not many others: rates of the same table, no thousands."""
        there = among(self.figures, file.figures).mean()
        few = len(file.figures) <= 5 * len(self.figures) + ROOM
        return Match(self.figures, is_whole=True, figures=self.figures) if there >= ENOUGH and few else None


@dataclass(frozen=True, eq=False)
class _Column:
    """A column of a file: what stands above it, and in each row the number of one of its different texts."""

    above: tuple[int, ...]
    at: NDArray[np.int64]
    text: Marks
    figure: Marks
    number: NDArray[np.float64]
    step: NDArray[np.float64]
    """Of each figure its size, and what one more in its last printed place is."""

    def meaning(self, texts: Marks, means: Marks) -> Marks:
        """Of each different text the label that it means. A number is a label where most of its column are labels."""
        found = _meaning(self.text, texts, means)
        some = found != _NOTHING
        if 2 * some.sum() < (self.text != _NOTHING).sum():
            found[self.figure != _NOTHING] = _NOTHING
        return found


@dataclass(frozen=True, eq=False)
class Content:
    """The texts and figures of a file, each with where it stands."""

    blocks: tuple[tuple[_Column, ...], ...]
    figures: Marks
    """Of all figures, in ascending order."""
    texts: Marks
    """Of all texts, those of headings among them."""
    numbers: NDArray[np.float64]
    """Of each of the figures its size,"""
    steps: NDArray[np.float64]
    """and what one more in its last printed place is."""

    @classmethod
    def of(cls, *tables: pa.Table) -> Self:
        """Of tables of text, whose columns have names; of figures the numbers are taken, whatever their type."""
        return cls._of_blocks(
            [[_column([name], table[name]) for name in _named(table)] for table in tables if table.num_rows]
        )

    @classmethod
    def of_rows(cls, blocks: Iterable[tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]]]) -> Self:
        """Of blocks as a page or a sheet has them: for each column what stands above it, and its rows."""
        found = []
        for above, rows in blocks:
            width = max(map(len, rows), default=0)
            columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(width)]
            heads = [list(above[n]) if n < len(above) else [] for n in range(width)]
            found.append([_column(head, pa.chunked_array([cells])) for head, cells in zip(heads, columns, strict=True)])
        return cls._of_blocks(found)

    @classmethod
    def _of_blocks(cls, blocks: list[list[_Column]]) -> Self:
        every = [column for block in blocks for column in block]
        above = np.array([mark for column in every for mark in column.above], dtype=np.uint64)
        nothing = np.zeros(0)
        marks = np.concatenate([np.zeros(0, dtype=np.uint64), *(column.figure for column in every)])
        numbers, steps = (np.concatenate([nothing, *(getattr(c, name) for c in every)]) for name in ("number", "step"))
        figures, first = np.unique(marks, return_index=True)
        some = figures != _NOTHING
        return cls(
            tuple(map(tuple, blocks)),
            figures[some],
            _all([above, *(column.text for column in every)]),
            numbers[first][some],
            steps[first][some],
        )

    def sizes(self, figures: Marks) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The numbers and steps of some of its figures."""
        at = np.searchsorted(self.figures, figures)
        return self.numbers[at], self.steps[at]

    def columns_of_figures(self) -> Iterator[Marks]:
        """The different figures of each column that has some."""
        for column in (column for block in self.blocks for column in block):
            if len(figures := np.unique(column.figure[column.figure != _NOTHING])):
                yield figures

    def columns_about(self, texts: Marks, means: Marks) -> Iterator[tuple[Marks, Marks]]:
        """Of each column with figures the cells, where these texts tell what they are about; and the figures alone."""
        for block in self.blocks:
            named = [column.meaning(texts, means) for column in block]
            ids = [meant[column.at] for column, meant in zip(block, named, strict=True) if meant.any()]
            for column, meant in zip(block, named, strict=True):
                if not column.figure.any():
                    continue
                above = _meaning(np.array(column.above, dtype=np.uint64), texts, means)
                figure = np.where(meant == _NOTHING, column.figure, _NOTHING)[column.at]
                if not figure.any():
                    continue  # years or codes, that look like figures and name what the others are about
                where = _together([*ids, *(np.full(len(column.at), one) for one in np.unique(above[above != 0]))])
                cells = _cells(where if len(where) else np.zeros(len(figure), dtype=np.uint64), figure)
                yield cells, figure[figure != _NOTHING]


def _named(table: pa.Table) -> list[str]:
    """The names of columns, each once: of two alike the first is taken."""
    return list(dict.fromkeys(n for n in table.column_names if table.column_names.count(n) == 1))


def _column(above: Sequence[str], cells: pa.ChunkedArray) -> _Column:
    text = cells if pa.types.is_string(cells.type) else pc.cast(cells, pa.string())
    coded = pc.fill_null(text, "").combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    different = coded.dictionary.to_pylist()
    figures = [_figure(word) for word in different]
    return _Column(
        tuple(mark_of_text(word) for word in above if word.strip()),
        np.asarray(coded.indices, dtype=np.int64),
        np.array([mark_of_text(word) for word in different], dtype=np.uint64),
        np.array([_mark_of_number(figure) for figure in figures], dtype=np.uint64),
        np.array([0.0 if figure is None else abs(float(figure)) for figure in figures], dtype=np.float64),
        np.array([1.0 if figure is None else _step(figure) for figure in figures], dtype=np.float64),
    )


def _step(figure: Decimal) -> float:
    """One in the last place of a figure that is not nothing: 0.1 of 62.8, and 1 of 1,300."""
    places = figure.as_tuple().exponent
    return 10.0 ** min(0, int(places))


def _surprise(
    numbers: NDArray[np.float64], steps: NDArray[np.float64], others: NDArray[np.float64] | int
) -> NDArray[np.float64]:
    """How unlikely it is, in bits, that each of these figures is in another table by chance.

    The chance of each is the share of the numbers about it that the other table has: of those from half of it to its
    double, or of those within a tenth, whichever is more. `others` are its figures, or how many there are where nobody
    knows their size: all count as about each then. Of whole numbers that are all multiples of another, as rounded ones
    are, only multiples could be printed. Rates say nothing: 66.7 and 85.7 are in every table of few people.
    """
    is_rate = (steps < 1) & (numbers <= 100)
    whole = numbers[(steps == 1) & (numbers < 2**53)].astype(np.int64)
    grid = max(float(np.gcd.reduce(whole)), 1.0) if len(whole) else 1.0
    step = np.where(steps == 1, grid, steps)
    chance = np.where(is_rate, 1.0, 0.0)
    size = None if isinstance(others, int) else np.sort(others)
    for low, high in ((1 / 2, 2), (1 / 1.1, 1.1)) if size is not None else ((1 / 2, 2),):
        possible = np.maximum((high - low) * numbers / step, 1)
        about = (
            others
            if size is None
            else np.searchsorted(size, high * numbers, "right") - np.searchsorted(size, low * numbers, "left")
        )
        chance = np.maximum(chance, np.minimum(about / possible, 1))
    found: NDArray[np.float64] = -np.log2(chance)
    return found


def _choices(found: int, of: int) -> float:
    """In how many ways so many of some figures can be found, in bits."""
    return (math.lgamma(of + 1) - math.lgamma(found + 1) - math.lgamma(of - found + 1)) / math.log(2)


def _frames(counts: Counts, rows: Sequence[tuple[str, ...]]) -> Iterator[NDArray[np.bool_]]:
    """Which rows are in each frame that has not all of them."""
    inner = ~np.array(are_totals(counts.filters, rows), dtype=bool)
    scopes = [np.ones(len(rows), dtype=bool)]
    if (at := place_of_scopes(counts.filters)) is not None:
        held = np.array([codes[at] for codes in rows])
        scopes += [held == scope for scope in dict.fromkeys(held.tolist())] if len(np.unique(held)) > 1 else []
    for scope in scopes:
        for some in (scope, scope & inner):
            if some.any() and not some.all():
                yield some


def _vocabulary(counts: Counts, varied: Sequence[int]) -> dict[str, int]:
    """The texts by which a category may be named, and the mark of its label: a code too, where it is no short number.

    Where several have the same code in different characteristics, it tells nothing.
    """
    words: dict[str, int] = {}
    filters = [counts.filters[n] for n in varied]
    for f in filters:
        words |= {c.label: mark_of_text(c.label) for c in f.categories}
    codes: dict[str, set[str]] = {}
    for f in filters:
        for c in f.categories:
            codes.setdefault(c.code, set()).add(c.label)
    for code, labels in codes.items():
        if len(labels) == 1 and code not in words and (len(code) > 3 or not code.isdecimal()):
            words[code] = mark_of_text(*labels)
    return words


def among(marks: Marks, others: Marks) -> NDArray[np.bool_]:
    """Which marks are among others, which are in ascending order."""
    if not len(others):
        return np.zeros(len(marks), dtype=bool)
    at = np.minimum(np.searchsorted(others, marks), len(others) - 1)
    found: NDArray[np.bool_] = others[at] == marks
    return found


def _meaning(marks: Marks, texts: Marks, means: Marks) -> Marks:
    """For each mark of a text that of the label that it means, or nothing."""
    if not len(texts):
        return np.zeros(len(marks), dtype=np.uint64)
    at = np.minimum(np.searchsorted(texts, marks), len(texts) - 1)
    found: Marks = np.where(texts[at] == marks, means[at], _NOTHING)
    return found


def _together(ids: Sequence[Marks]) -> Marks:
    """Of each row all that are named in it, each once."""
    if not ids:
        return np.zeros(0, dtype=np.uint64)
    where = np.zeros(len(ids[0]), dtype=np.uint64)
    for n, one in enumerate(ids):
        again = np.zeros(len(one), dtype=bool)
        for other in ids[:n]:
            again |= one == other
        where ^= np.where(again, _NOTHING, one)
    return where


def _cells(where: Marks, figure: Marks) -> Marks:
    """A mark of each figure with what it is about; of no figure none."""
    some = figure != _NOTHING
    mixed = (where[some] + _A) * _B ^ figure[some]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _C
    found: Marks = mixed ^ (mixed >> np.uint64(32))
    return found


def _marks(where: Marks, printed: Sequence[Marks]) -> tuple[Marks, Marks]:
    """Of figures, a list for each indicator, the marks with what each is about, and those of the figures alone."""
    return _all([_cells(where, each) for each in printed]), _all([each[each != _NOTHING] for each in printed])


def _all(marks: Sequence[Marks]) -> Marks:
    return np.unique(np.concatenate(marks)) if marks else np.zeros(0, dtype=np.uint64)


def mark_of_text(text: str) -> int:
    """The same for a text however it is spaced, quoted and capitalised, and for a year however it is written."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip("\"'")
    if year := _YEAR.fullmatch(plain):
        plain = "".join(year.groups())
    return _mark(f"text {plain}") if plain else 0


def mark_of_figure(text: str) -> int:
    """The same for a number however it is written, and with an interval or a note after it.

    Nothing of what is no number, and of 0, which tells nothing.
    """
    return _mark_of_number(_figure(text))


def _mark_of_number(figure: Decimal | None) -> int:
    return 0 if figure is None else _mark(f"figure {figure:f}")


def _figure(text: str) -> Decimal | None:
    """The number that a text says, without the zeros at its end; None of what is no number, and of 0."""
    plain = "".join(_AFTER.sub("", text).split()).strip("\"'").removesuffix("%").replace("−", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if not number.is_finite() or number == 0 or number.adjusted() > 30:
        return None
    return number.normalize()


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") or 1
