"""Files and tables to link with: what is read, what is found in them, and what is said of odd ones."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from alder.errors import UnreadableFile, UsageError
from alder.linkage import given, table_file
from alder.linkage.comparable import chosen, found, plain

TEXT = 'ULN,Surname,code\n1000000019,Adams,007\n,"Brook, A",\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TEXT.encode()),
        ("with a mark.csv", b"\xef\xbb\xbf" + TEXT.encode()),
        ("lines of windows.csv", TEXT.replace("\n", "\r\n").encode()),
        ("a.csv.gz", gzip.compress(TEXT.encode())),
        ("semicolons.txt", TEXT.replace(",", ";").replace("Brook; A", "Brook, A").encode()),
        ("tabs.txt", TEXT.replace(",", "\t").replace("Brook\t A", "Brook, A").encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_text_file_keeps_leading_zeros_and_gaps(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert table_file.read(tmp_path / name).to_pylist() == [
        {"ULN": "1000000019", "Surname": "Adams", "code": "007"},
        {"ULN": None, "Surname": "Brook, A", "code": None},
    ]


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("none.csv", None, UsageError, "there is no file"),
        ("table.xlsx", b"PK", UsageError, "does not say what it is"),
        ("empty.csv", b"", UnreadableFile, "cannot be read"),
        ("uneven.csv", b"a,b\n1,2\n1,2,3\n", UnreadableFile, "cannot be read"),
        ("latin.csv", "ULN,N\u00e9\n1,2\n".encode("latin-1"), UnreadableFile, "cannot be read"),
        ("twice.csv", b"ULN,ULN\n1,2\n", UnreadableFile, "two columns of one name: ULN"),
        ("torn.csv.gz", gzip.compress(TEXT.encode())[:-9], UnreadableFile, "cannot be read"),
        ("no.parquet", b"PAR1", UnreadableFile, "cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_odd_file_is_named_and_nothing_of_it_is_shown(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception], says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=says):
        given.side(tmp_path / name)


def test_a_parquet_file_is_read_and_called_by_its_name(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"ULN": [1000000019]}), tmp_path / "plams.parquet")
    side, notes = given.side(str(tmp_path / "plams.parquet"))
    assert (side.name, side.names, notes) == ("plams.parquet", {"ULN": "ULN"}, ())


def test_a_table_of_pandas_becomes_one() -> None:
    frame = pd.DataFrame({"ULN": [1000000019.0, None], "DOB": pd.to_datetime(["2004-01-01", None])})
    side, _ = given.side(frame)
    rows = chosen(side.table, side.names)
    assert rows["ULN"].to_pylist() == [1000000019, None]
    assert rows["DateOfBirth"].to_pylist() == [date(2004, 1, 1), None]


def test_anything_else_is_refused() -> None:
    with pytest.raises(UsageError, match="a list cannot be linked"):
        given.side([1])


def test_columns_are_known_by_the_names_that_sources_give_them() -> None:
    table = pa.table({c: ["x"] for c in ("ULN_Census", "s.PupilMatchingRefAnonymous", "SURNAME", "gender", "score")})
    assert found(table, {}) == {
        "ULN": "ULN_Census",
        "PMR": "s.PupilMatchingRefAnonymous",
        "FamilyName": "SURNAME",
        "Sex": "gender",
    }
    assert found(table, {"score": "ULN"})["ULN"] == "score"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"sore": "ULN"}, "no column called sore"),
        ({"score": "UNL"}, "no kind of column called UNL"),
        ({}, "two columns could be ULN: ULN, uniquelearnernumber"),
    ],
)
def test_a_column_that_cannot_be_told_is_asked_for(said: dict[str, str], says: str) -> None:
    table = pa.table({c: ["x"] for c in ("ULN", "uniquelearnernumber", "score")})
    with pytest.raises(UsageError, match=says):
        found(table, said)


def test_dates_are_read_as_written_in_britain_too_and_odd_ones_are_counted() -> None:
    dates = ["2004-09-01", "01/09/2004", "2004-09-01T00:00:00", "September", None]
    side, notes = given.side(pa.table({"ULN": ["1"] * 5, "DOB": dates}))
    assert side.table["DOB"].to_pylist() == [date(2004, 9, 1)] * 3 + [None, None]
    assert notes == ("1 dates of DOB in the table cannot be read, and count as not known.",)
    with pytest.raises(UsageError, match="dates of DOB cannot be read"):
        given.side(pa.table({"DOB": ["September"]}))


@pytest.mark.parametrize(
    ("column", "becomes"),
    [
        (pa.array(["a"]).dictionary_encode(), pa.string()),
        (pa.array([1.0, None]), pa.int64()),
        (pa.array([1.5]), pa.float64()),
        (pa.array([1], pa.uint8()), pa.int64()),
        (pa.array([0], pa.date64()), pa.date32()),
        (pa.array([0], pa.timestamp("ns")), pa.date32()),
        (pa.array([True]), pa.bool_()),
        (pa.array([None]), pa.null()),
        (pa.array(["a"], pa.large_string()), pa.string()),
    ],
)
def test_columns_come_in_types_that_every_engine_reads(column: pa.Array, becomes: pa.DataType) -> None:
    assert plain(pa.chunked_array([column])).type == becomes
