"""In which line of a delimited file a row stands, however its lines end."""

from __future__ import annotations

from pathlib import Path

import pytest

from alder.files.archive import packed_files
from alder.files.delimited import Advice, DelimitedFile, DelimitedRows

ADVICE = Advice("", "", "", "")


def lines(folder: Path, content: str, rows: list[int], wrong: int = 0) -> tuple[dict[int, int], list[int]]:
    path = folder / "f.csv"
    path.write_text(content, newline="")
    (packed,) = packed_files(path)
    read = DelimitedRows(DelimitedFile(path, "f.csv", ("a", "b"), ADVICE, packed))
    for _ in read.blocks([0, 1]):
        pass
    return read.lines(rows, wrong)


@pytest.mark.parametrize(
    ("content", "third"),
    [
        ("a,b\n1,2\n3,4\n5,6\n", 4),
        ("a,b\n1,2\n3,4\n5,6", 4),
        ("a,b\r\n1,2\r\n3,4\r\n5,6\r\n", 4),
        ("a,b\n1,2\n\n3,4\n5,6\n", 5),
        ('a,b\n1,"2\n2"\n3,4\n5,6\n', 5),
        ('a,b\n1,"2\n2"\n3,4\n5,6', 5),
        ("a,b\n1,2\n3\n3,4\n5,6\n", 5),
    ],
    ids=["a line each", "no end of the last line", "carriage returns", "an empty line", "a text of two lines",
         "a text of two lines and no end of the last", "a row of another width"],
)  # fmt: skip
def test_the_line_of_the_third_row(content: str, third: int, tmp_path: Path) -> None:
    assert lines(tmp_path, content, [2])[0] == {2: third}


def test_rows_of_another_width_have_their_lines(tmp_path: Path) -> None:
    assert lines(tmp_path, "a,b\n1\n1,2\n1,2,3\n1\n", [], wrong=2) == ({}, [2, 4])
