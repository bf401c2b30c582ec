"""Workbooks and databases are read as people see them: days as days, a heading over several columns in each of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from openpyxl import Workbook

from alder.outputs import OutputVerdict, check_outputs


def judged(path: Path) -> OutputVerdict:
    (verdict,) = check_outputs([path])
    return verdict


def held(verdict: OutputVerdict) -> set[str]:
    return {f"{int(finding.check)}:{finding.rule} @ {finding.place.at}" for finding in verdict.held}


def test_days_that_head_columns_are_no_counts_and_a_merged_heading_is_that_of_each(tmp_path: Path) -> None:
    from datetime import date

    book = Workbook()
    sheet = book.active
    sheet.append(["Subject", "Leavers", "Median earnings: cohort ended", None])
    sheet.merge_cells("C1:D1")
    sheet.append([None, None, date(2022, 7, 31), date(2023, 7, 31)])
    for name, leavers, first, second in (("Care", 1550, 23900, 23100), ("Retail", 4150, 22700, 22800)):
        sheet.append([name, leavers, first, second])
    sheet["C2"].number_format = sheet["D2"].number_format = "mmm yyyy"
    book.save(tmp_path / "earnings.xlsx")
    verdict = judged(tmp_path / "earnings.xlsx")
    (table,) = verdict.output.tables(verdict.output.contents[0])
    assert {column.heading: column.kind for column in table.columns} == {
        "Leavers": "FREQ",
        "Median earnings: cohort ended 2022-07-31": "PCTL",
        "Median earnings: cohort ended 2023-07-31": "PCTL",
    }
    assert not verdict.is_held


ROWS = [("Ashbeck", "F", 110), ("Ashbeck", "M", None), ("Calderwick", "F", 220)]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "counts.sqlite"
    with sqlite3.connect(path) as made:
        made.execute("create table counts (area text, sex text, learners integer)")
        made.executemany("insert into counts values (?, ?, ?)", ROWS)
    made.close()
    return path


def test_every_table_of_a_database_is_judged(database: Path) -> None:
    assert not judged(database).is_held
    with sqlite3.connect(database) as made:
        made.execute("create table earlier_step (area text, learners integer)")
        made.executemany("insert into earlier_step values (?, ?)", [("Ashbeck", 4), ("Calderwick", 220)])
    made.close()
    assert "4:FREQ @ table earlier_step, line 2, column learners" in held(judged(database))


def test_what_was_deleted_and_what_is_no_text_is_told(database: Path) -> None:
    with sqlite3.connect(database) as made:
        made.execute("create table packed (area text, model blob)")
        made.execute("insert into packed values ('Ashbeck', ?)", (bytes(40_000),))
        made.execute("create table people (uln text)")
        made.executemany("insert into people values (?)", [(str(n),) for n in range(5_000)])
        made.execute("drop table people")
    made.close()
    said = {finding.what for finding in judged(database).held}
    assert any("deleted" in words for words in said)
    assert any("bytes that are no text" in words for words in said)


def test_a_damaged_database_is_told_and_nothing_else_is_opened(tmp_path: Path, database: Path) -> None:
    whole = database.read_bytes()
    (tmp_path / "cut.sqlite").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "changed.sqlite").write_bytes(whole[:100] + bytes(len(whole) - 100))
    for name in ("cut.sqlite", "changed.sqlite"):
        assert any("damaged" in finding.what for finding in judged(tmp_path / name).held), name
    with sqlite3.connect(database) as made:
        made.execute("create view elsewhere as select load_extension('/tmp/x')")
    made.close()
    assert not judged(database).is_held, "a view is not asked"
