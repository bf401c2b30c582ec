"""Files and tables to link with: what is read, what is found in them, and what is said of odd ones."""

from __future__ import annotations

import codecs
import gc
import gzip
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from alder.errors import UnreadableFile, UsageError
from alder.linkage import sides, table_file
from alder.linkage.identifying_columns import find_columns, plain, select_columns

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
        ("odd.csv", b"ULN,N\x81\n1,2\n", UnreadableFile, "neither UTF-8 nor Windows-1252"),
        ("no mark.csv", TEXT.encode("utf-16-le"), UnreadableFile, "no encoding that can be told"),
        ("cut.csv", TEXT.encode("utf-16") + b"A", UnreadableFile, "cannot be read"),
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
        sides.given_side(tmp_path / name)


ACCENTS = 'ULN,Surname,code\n1000000019,Andr\u00e9,007\n,"Brook, \u0160",\n'


@pytest.mark.parametrize(
    ("name", "content", "named", "note"),
    [
        ("windows.csv", ACCENTS.encode("cp1252"), "", "windows.csv is not UTF-8. It was read as Windows-1252."),
        ("utf-16 of windows.csv", ACCENTS.encode("utf-16"), "", ""),
        ("utf-16 the other way.csv", codecs.BOM_UTF16_BE + ACCENTS.encode("utf-16-be"), "", ""),
        ("utf-16.csv.gz", gzip.compress(ACCENTS.encode("utf-16")), "", ""),
        ("utf-32.csv", ACCENTS.encode("utf-32"), "", ""),
        ("no mark.csv", ACCENTS.encode("utf-16-le"), "utf-16-le", ""),
        ("named.csv", ACCENTS.encode("iso8859-2", "replace"), "iso8859-2", ""),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith((".csv", ".gz")) else "",
)
def test_other_encodings_are_known_by_their_mark_or_their_bytes_or_are_named(
    tmp_path: Path, name: str, content: bytes, named: str, note: str
) -> None:
    (tmp_path / name).write_bytes(content)
    found = table_file.stored(tmp_path / name, named)
    assert [r["Surname"] for r in found.to_arrow().to_pylist()] == ["Andr\u00e9", "Brook, \u0160"]
    assert found.notes == ((note,) if note else ())
    side, notes = sides.given_side(tmp_path / name, encoding=named)
    assert (side.names["ULN"], notes) == ("ULN", found.notes)


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    with pytest.raises(UsageError, match="no encoding is called latin-99"):
        table_file.stored(tmp_path / "a.csv", "latin-99")


def test_what_was_turned_into_another_file_is_gone_when_nobody_needs_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    found = table_file.stored(tmp_path / "a.csv")
    folder = found.path.parent
    assert (folder.stat().st_mode & 0o077, found.num_rows) == (0, 2)
    del found
    gc.collect()
    assert not folder.exists()


def test_a_parquet_file_is_read_and_called_by_its_name(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"ULN": [1000000019]}), tmp_path / "plams.parquet")
    side, notes = sides.given_side(str(tmp_path / "plams.parquet"))
    assert (side.name, side.names, notes) == ("plams.parquet", {"ULN": "ULN"}, ())


def test_a_table_of_pandas_becomes_one() -> None:
    frame = pd.DataFrame({"ULN": [1000000019.0, None], "DOB": pd.to_datetime(["2004-01-01", None])})
    side, _ = sides.given_side(frame)
    rows = select_columns(side.table, side.names)
    assert rows["ULN"].to_pylist() == [1000000019, None]
    assert rows["DateOfBirth"].to_pylist() == [date(2004, 1, 1), None]


def test_anything_else_is_refused() -> None:
    with pytest.raises(UsageError, match="a list cannot be linked"):
        sides.given_side([1])


def test_columns_are_known_by_the_names_that_sources_give_them() -> None:
    table = pa.table({c: ["x"] for c in ("ULN_Census", "s.PupilMatchingRefAnonymous", "SURNAME", "gender", "score")})
    assert find_columns(table, {}) == {
        "ULN": "ULN_Census",
        "PMR": "s.PupilMatchingRefAnonymous",
        "FamilyName": "SURNAME",
        "Sex": "gender",
    }
    assert find_columns(table, {"score": "ULN"})["ULN"] == "score"


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
        find_columns(table, said)


def test_dates_are_read_as_written_in_britain_too_and_odd_ones_are_counted() -> None:
    dates = ["2004-09-01", "01/09/2004", "2004-09-01T00:00:00", "September", None]
    side, notes = sides.given_side(pa.table({"ULN": ["1"] * 5, "DOB": dates}))
    assert side.table["DOB"].to_pylist() == [date(2004, 9, 1)] * 3 + [None, None]
    assert notes == ("1 dates of DOB in the table cannot be read, and count as not known.",)
    with pytest.raises(UsageError, match="dates of DOB cannot be read"):
        sides.given_side(pa.table({"DOB": ["September"]}))


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


def test_a_column_keeps_its_name_whatever_the_name_looks_like(tmp_path: Path) -> None:
    """A name is a text: `true`, `NA` and `1e5` are not read as values."""
    (tmp_path / "odd.csv").write_text("ULN,true,NA,1e5\n1000000019,a,b,c\n")
    assert table_file.stored(tmp_path / "odd.csv").column_names == ["ULN", "true", "NA", "1e5"]
