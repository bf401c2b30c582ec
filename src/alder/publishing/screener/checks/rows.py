"""Checks of whole rows, and of cells in any column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.look.words import counted
from alder.model import geographic_levels
from alder.model.geographic_levels import LEFT_OUT_OF_TABLES
from alder.model.symbols import NO_DATA, NO_VALUE, WITHDRAWN
from alder.publishing.screener.check import META, Fault, Stage, quoted, screener, some
from alder.publishing.screener.subject import HEAD, KNOWN_COLUMNS, first_line, numbered
from alder.show.data_pair import META_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.publishing.screener.subject import Subject


@screener.check("general_dupes", Stage.GENERAL)
def no_two_rows_for_the_same(subject: Subject) -> Iterator[Fault]:
    """No two rows have the same time, place and items of filters.

    Take the repeated rows out, or name the filter that sets them apart in the meta file. Rows at levels that the
    service's table tool leaves out are not asked, unless the file has schools alone or providers alone.
    """
    alone = set(subject.levels) in ({geographic_levels.SCHOOL}, {geographic_levels.PROVIDER})
    keys = [name for name in subject.names if name in KNOWN_COLUMNS or name in subject.filters_and_groups]
    columns = [column for column in subject.present(keys) if len(column.items) > 1]
    rows = np.arange(subject.data.num_rows)
    if not alone:
        rows = rows[~subject.at(*LEFT_OUT_OF_TABLES)]
    numbers = numbered(columns, subject.data.num_rows)[rows]
    first = np.unique(numbers, return_index=True)[1]
    if len(first) < len(numbers):
        again = np.ones(len(numbers), dtype=bool)
        again[first] = False
        count = int(again.sum())
        line = int(rows[int(np.argmax(again))]) + HEAD
        said = f"{counted(count, 'row repeats', 'rows repeat')} the time, place and items of another."
        yield Fault(said, line=line, lines=count)


@screener.check("general_null", Stage.GENERAL)
def no_words_for_nothing(subject: Subject) -> Iterator[Fault]:
    """No cell says NULL or NA in place of a symbol.

    Write z where a figure is not applicable, x where it is not available, c where it is hidden. Older marks for no
    data (N/A, .., -) give advice alone.
    """
    for column, texts, line, lines in _cells(subject, subject.names, NO_VALUE):
        yield Fault(f"Words for nothing: {some(texts)}.", column=column, line=line, lines=lines)
    for line, row in subject.lines():
        for name in META_COLUMNS:
            if getattr(row, name) in NO_VALUE:
                yield Fault(f"Words for nothing: {quoted(getattr(row, name))}.", META, name, line, 1)
    for column, texts, line, lines in _cells(subject, subject.names, NO_DATA):
        yield Fault(f"Older marks for no data: {some(texts)}.", column=column, line=line, lines=lines, advice=True)


@screener.check("ind_invalid_entry", Stage.INDICATORS)
def indicators_are_filled_in(subject: Subject) -> Iterator[Fault]:
    """No cell of an indicator is empty or holds a symbol that was given up (~ and :).

    Write z where a figure is not applicable, x where it is not available, c where it is hidden.
    """
    present = [name for name in subject.indicators if name in subject.names]
    for column, texts, line, lines in _cells(subject, present, ("", *WITHDRAWN)):
        said = f"{quoted(column)} is empty." if texts == [""] else f"{quoted(column)} holds {some(texts)}."
        yield Fault(said, column=column, line=line, lines=lines)


def _cells(
    subject: Subject, names: Iterable[str], wanted: tuple[str, ...]
) -> Iterator[tuple[str, list[str], int, int]]:
    """Columns that hold one of the texts: which, from which line, on how many."""
    texts = pa.array(wanted, pa.string())
    for name in names:
        held = pc.is_in(subject.data[name], value_set=texts)
        count = pc.sum(held).as_py() or 0
        if count:
            rows = held.to_numpy()
            found = pc.unique(subject.data[name].filter(held)).to_pylist()
            yield name, found, first_line(rows), count
