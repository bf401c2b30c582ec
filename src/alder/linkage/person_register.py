"""The persons of several tables: who is who, table by table, by the numbers that may be used for it and no others.

Each table is linked with the persons met before, by the passes of two tables. A record that fits two persons, or whose
number is known with another date of birth and surname, is nobody's that was met: it stands alone in its own table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine.duckdb import DuckDB
from alder.linkage.conflicts import Conflict
from alder.linkage.identifying_columns import (
    COLUMNS,
    NUMBERS_OF_PEOPLE,
    mark_sound,
    select_columns,
    usable_numbers,
)
from alder.linkage.passes import BY_NUMBER, CONFLICTS_FOUND, LINKS_FOUND, Expect, run_passes
from alder.linkage.sides import LEFT, RIGHT
from alder.model import expr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.engine.protocol import Engine
    from alder.model.expr import Table

_DESCRIBES = ("DateOfBirth", "surname_initial")
"""By which a number is doubted."""


@dataclass(frozen=True)
class RegisteredTable:
    """A table of which each row's person is known. Numbers count different records of people, not rows."""

    name: str
    called: pa.Array
    """A text for the person of each row, the same in every table; missing where a row has no number of anybody. It
    identifies, so it is only ever shown hashed."""
    records: int
    linked: Mapping[str, int]
    """How many were met before, by the number that told so."""
    doubtful: int
    """How many fit several persons, or one that their date of birth and surname speak against."""


class PersonRegister:
    """The persons met so far. `allowed` are the numbers by which tables may be linked, the strongest first."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = tuple(allowed)
        self._persons: list[str] = []
        self._numbers: dict[str, int] = {}
        self._known: list[pa.Table] = []

    def add_known(self, rows: pa.Table, called: pa.Array) -> None:
        """Take records whose persons were told in another way, as those of returns are. `called` has no gaps."""
        people = self._numbers_of(called.to_pylist())
        columns = {name: usable_numbers(name, rows[name]) for name in self._allowed if name in rows.column_names}
        columns |= {name: rows[name] for name in _DESCRIBES if name in rows.column_names}
        if any(name in columns for name in self._allowed):
            self._know(pa.table(columns), people)

    def add(self, name: str, rows: pa.Table, own: Sequence[str] = ()) -> RegisteredTable:
        """Meet the people of a table, whose columns have the names of `COLUMNS`.

        `own` are further columns that number its people, for those who have no number that may be used.
        """
        numbers = {
            one: usable_numbers(one, rows[one]) for one in (*NUMBERS_OF_PEOPLE, *own) if one in rows.column_names
        }
        if not numbers:
            return RegisteredTable(name, pa.nulls(rows.num_rows, pa.string()), 0, {}, 0)
        told = {one: rows[one] for one in _DESCRIBES if one in rows.column_names}
        place, records = _different(pa.table({**numbers, **told}), [*numbers])
        allowed = [one for one in self._allowed if one in numbers]
        persons, by, doubtful = self._linked(records, allowed)
        calls = _names_of(records, allowed, "")
        calls = pc.coalesce(calls, _names_of(records, [one for one in numbers if one not in allowed], f"{name}/"))
        taken = pa.array([text in self._numbers for text in calls.to_pylist()], pa.bool_())
        apart = pc.or_(taken, pa.array(doubtful))
        calls = pc.if_else(apart, pc.binary_join_element_wise(f"{name}/apart", calls, "/"), calls)
        new = np.flatnonzero(persons < 0)
        persons[new] = self._numbers_of(calls.take(pa.array(new)).to_pylist())
        if allowed and (sure := np.flatnonzero(~doubtful)).size:
            self._know(records.take(pa.array(sure)).select([*allowed, *told]), persons[sure])
        texts = pa.array([self._persons[one] for one in persons], pa.string())
        return RegisteredTable(name, texts.take(place), records.num_rows, by, int(doubtful.sum()))

    def _linked(
        self, records: pa.Table, allowed: Sequence[str]
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], dict[str, int], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
        """The person of each record, -1 for one not met; by which number; and which are doubtful."""
        persons = np.full(records.num_rows, -1, dtype=np.int64)
        doubtful = np.zeros(records.num_rows, dtype=bool)
        known = pa.concat_tables(self._known, promote_options="default") if self._known else None
        passes = [BY_NUMBER[one] for one in allowed if known is not None and one in known.column_names]
        if known is None or not passes or not records.num_rows:
            return persons, {}, doubtful
        compared = [one for which in passes for one in (*which.on, *which.agree)]
        with DuckDB() as engine:
            for at, table in ((LEFT, records), (RIGHT, known)):
                names = {column: column for column in table.column_names if column in COLUMNS}
                engine.add(at, mark_sound(select_columns(table, names), compared))
            found = []
            for which in passes:  # each by itself: what a weaker number says against a stronger one is a doubt
                run_passes(engine, LEFT, RIGHT, [which], Expect.MANY_TO_MANY)
                found.append([engine.run(partial(_table, engine, one)) for one in (LINKS_FOUND, CONFLICTS_FOUND)])
        links, conflicts = (pa.concat_tables(tables) for tables in zip(*found, strict=True))
        left, right = links["left_row"].to_numpy(), known["person"].to_numpy()[links["right_row"].to_numpy()]
        pairs = np.unique(np.stack([left, right]), axis=1)
        doubtful |= np.bincount(pairs[0], minlength=records.num_rows) > 1
        persons[pairs[0]] = pairs[1]
        disagree = conflicts.filter(pc.equal(conflicts["kind"], Conflict.DISAGREES.value))
        against = disagree["left_row"].to_numpy()
        doubtful[against[persons[against] < 0]] = True
        persons[doubtful] = -1
        first = dict(zip(left[::-1].tolist(), links["pass"].to_pylist()[::-1], strict=True))
        by = [which for row, which in first.items() if not doubtful[row]]
        return persons, {which.name: by.count(which.name) for which in passes}, doubtful

    def _numbers_of(self, called: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The persons of these names, with those that are new."""
        for text in called:
            if text not in self._numbers:
                self._numbers[text] = len(self._persons)
                self._persons.append(text)
        return np.array([self._numbers[text] for text in called], dtype=np.int64)

    def _know(self, records: pa.Table, persons: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        _, different = _different(records.append_column("person", pa.array(persons)), [])
        self._known.append(different)


def _table(engine: Engine, name: str) -> Table:
    return expr.table(name, engine.schema(name))


def _different(rows: pa.Table, needed: Sequence[str]) -> tuple[pa.Array, pa.Table]:
    """Which of the different rows each is, and these; one without any of `needed` is none of them."""
    keys = [pc.coalesce(rows[name].cast(pa.string()), "") for name in rows.column_names]
    if not keys:
        return pa.nulls(rows.num_rows, pa.int64()), rows
    text = pc.binary_join_element_wise(*keys, "\x1f") if len(keys) > 1 else keys[0]
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    if needed:
        there = pc.is_valid(pc.coalesce(*(rows[name].cast(pa.string()) for name in needed)))
        there = there.combine_chunks() if isinstance(there, pa.ChunkedArray) else there
        text = pc.if_else(there, text, pa.scalar(None, pa.string()))
    coded = text.dictionary_encode()
    codes = coded.indices
    given = codes.drop_null().to_numpy()
    at = np.flatnonzero(codes.is_valid().to_numpy(zero_copy_only=False))
    _, first = np.unique(given, return_index=True)
    return codes, rows.take(pa.array(at[first]))


def _names_of(records: pa.Table, numbers: Sequence[str], before: str) -> pa.Array:
    """What each record's person is called by the first of the numbers that it has."""
    called = pa.nulls(records.num_rows, pa.string())
    for name in numbers:
        column = records[name].combine_chunks()
        called = pc.coalesce(called, pc.binary_join_element_wise(f"{before}{name}", column, ":"))
    return called
