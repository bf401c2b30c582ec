"""Columns as distinct items: however many there are, rows that are alike keep one number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from alder.publishing.screener.subject import Column, numbered


def test_a_column_knows_its_items_rows_and_lines_over_all_chunks() -> None:
    column = Column.of("sex", pa.chunked_array([["Total", "Male"], ["Female", "Male"]]))
    males = column.which("Male".__eq__)
    assert column.items == ["Total", "Male", "Female"]
    assert column.rows(males).tolist() == [False, True, False, True]
    assert (column.line(males), column.count(males)) == (3, 2)


def test_a_column_without_rows_has_no_items() -> None:
    column = Column.of("sex", pa.chunked_array([], pa.string()))
    assert (column.items, len(column.codes)) == ([], 0)


def test_rows_are_told_apart_by_more_combinations_than_a_number_holds() -> None:
    many = [""] * 2**21
    columns = [Column(name, many, np.array([0, 2**20, 2**21 - 1, 0, 5], np.int32)) for name in "abcde"]
    columns.append(Column("f", ["", ""], np.array([0, 0, 0, 0, 1], np.int32)))
    found = numbered(columns, 5)
    assert found[0] == found[3]
    assert len(np.unique(found)) == 4
