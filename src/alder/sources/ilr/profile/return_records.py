"""The records of some whole learners, as questions about them see them: which records have this, or that below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.sources.ilr.schema import keys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from alder.model.period import AcademicYear

    Which = NDArray[np.bool_]


class ReturnRecords:
    """One block of a return. Every answer is one truth for each record of a table; a missing value is never true."""

    def __init__(self, tables: Mapping[str, pa.Table], year: AcademicYear) -> None:
        self.year = year
        self._tables = tables
        self._known: dict[tuple[object, ...], Which] = {}

    def count(self, table: str) -> int:
        return self._tables[table].num_rows if table in self._tables else 0

    def all(self, table: str) -> Which:
        return np.ones(self.count(table), bool)

    def one_of(self, table: str, field: str, *codes: int | str) -> Which:
        """The records whose field holds one of these codes; texts are compared in capitals."""
        return self._once((table, field, codes), lambda rows: _among(rows[field], codes))

    def given(self, table: str, field: str) -> Which:
        """The records that have a value in the field."""
        return self._once((table, field), lambda rows: rows[field].is_valid())

    def since(self, table: str, field: str, day: date) -> Which:
        """The records whose date is this day or later."""
        return self._once((table, field, day), lambda rows: pc.greater_equal(rows[field], day))

    def aged(self, years: int) -> Which:
        """The learners who had lived so many years when their first aim began. Nobody without both dates is among them.

        Who was born on 29 February turns a year older on 28 February in a common year.
        """
        if not self.count("learner") or not self.count("learning_delivery"):
            return np.zeros(self.count("learner"), bool)
        learners, aims = self._tables["learner"], self._tables["learning_delivery"]
        first = aims.group_by("learner").aggregate([("LearnStartDate", "min")])
        at = pc.index_in(learners["learner"], first["learner"].combine_chunks())
        began = _days(first["LearnStartDate_min"].take(at))
        born = _days(learners["DateOfBirth"])
        month = born.astype("datetime64[M]")
        then = month + 12 * years
        birthday = np.minimum(then.astype("datetime64[D]") + (born - month), (then + 1).astype("datetime64[D]") - 1)
        is_aged: Which = birthday <= began
        return is_aged

    def having(self, table: str, below: str, which: Which) -> Which:
        """The records of `table` that have at least one of the records `which` below them."""
        key = keys()[table][-1]
        return np.isin(self._key(table, key), self._key(below, key)[which])

    def under(self, table: str, above: str, which: Which) -> Which:
        """The records of `table` that stand below one of the records `which`."""
        key = keys()[above][-1]
        return np.isin(self._key(table, key), self._key(above, key)[which])

    def _key(self, table: str, key: str) -> NDArray[np.int64]:
        if table not in self._tables:
            return np.zeros(0, np.int64)
        keys: NDArray[np.int64] = self._tables[table][key].fill_null(-1).to_numpy()
        return keys

    def _once(self, about: tuple[object, ...], answer: object) -> Which:
        if about not in self._known:
            table, field = str(about[0]), str(about[1])
            rows = self._tables.get(table)
            if rows is None or field not in rows.column_names:
                self._known[about] = np.zeros(self.count(table), bool)
            else:
                truth = answer(rows)  # type: ignore[operator]
                self._known[about] = truth.fill_null(False).to_numpy().astype(bool)
        return self._known[about]


def _days(column: pa.ChunkedArray) -> NDArray[np.datetime64]:
    """Dates as numpy has them, not-a-time where there is none."""
    days: NDArray[np.datetime64] = column.to_numpy().astype("datetime64[D]")
    return days


def _among(column: pa.ChunkedArray, codes: tuple[int | str, ...]) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        column = pc.utf8_upper(column)
    return pc.is_in(column, value_set=pa.array(codes, column.type))
