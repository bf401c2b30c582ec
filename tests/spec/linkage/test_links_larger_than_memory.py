"""Files are linked a block at a time: the same links, reports and extracts as of tables that lie in memory."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv, parquet
from tests.support.link_tables import SECRET, table

from alder.linkage import Links, Share, Subgroup, link, sides, table_file
from alder.linkage.links import MEMORY
from alder.model.ids import check_digits
from alder.model.statistic import Category

LEFT = """
    row       | ULN        | PMR  | DateOfBirth | FamilyName | Sex
    sound     | 1000000019 |      | 2004-01-01  | Adams      | F
    temporary | 9999999999 |      | 2004-01-01  | Brook      | F
    mistyped  | 1000000010 |      | 2004-01-01  | Carr       | M
    none      |            |      | 2004-01-01  | Dale       | M
    new name  | 1000000000 |      | 2004-02-02  | Ash        |
    doubtful  | 3000000002 |      | 2004-03-03  | Ferris     | F
    twice     | 6500000004 |      | 2004-04-04  | Gale       | M
"""
RIGHT = """
    row       | ULN        | DateOfBirth | FamilyName | score
    a         | 1000000019 | 2004-01-01  | Adams      | 1
    b         | 1000000000 | 2004-02-02  | Brook      | 2
    c         | 3000000002 | 1990-03-03  | Zander     | 3
    d         | 6500000004 | 2004-04-04  | Gale       | 4
    e         | 6500000004 | 2004-04-04  | Gale       | 5
"""
BY = Subgroup("Sex", "Sex", ("Sex",), lambda t: t.Sex, (Category("F", "Female"), Category("M", "Male")))


@pytest.fixture(name="files", params=["parquet", "csv"])
def _files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    found = []
    for name, text in (("left", LEFT), ("right", RIGHT)):
        file = tmp_path / f"{name}.{request.param}"
        rows = table(text)
        if request.param == "csv":
            csv.write_csv(rows, file)
        else:
            parquet.write_table(rows, file)
        found.append(file)
    return found[0], found[1]


def linked(left: object, right: object) -> Links:
    a, _ = sides.given_side(left, name="left")
    b, _ = sides.given_side(right, name="right")
    return link(a, b, by=[BY], project=SECRET)


def rows(found: pa.Table) -> set[tuple[str, ...]]:
    return {tuple(str(v) for v in row.values()) for row in found.to_pylist()}


def test_links_of_files_are_those_of_tables(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows a block, so that everything crosses the borders of blocks."""
    monkeypatch.setattr(table_file, "BLOCK", 2)
    ours, theirs = linked(*files), linked(table(LEFT), table(RIGHT))
    assert isinstance(ours.left.table, table_file.StoredTable)
    assert rows(ours.table) == rows(theirs.table)
    assert rows(ours.conflicts) == rows(theirs.conflicts)
    assert ours.report.to_dict() == theirs.report.to_dict()
    extract, other = ours.extract(), theirs.extract()
    assert extract.column_names == other.column_names
    assert "FamilyName" not in extract.column_names
    assert rows(extract) == rows(other)


def test_linked_rows_and_conflicts_are_written_block_by_block(files: tuple[Path, Path], tmp_path: Path) -> None:
    links = linked(*files)
    for name in ("out.parquet", "out.csv"):
        assert links.write(tmp_path / name) == 2
    assert rows(parquet.read_table(tmp_path / "out.parquet")) == rows(links.extract())
    assert csv.read_csv(tmp_path / "out.csv").column_names == links.extract().column_names
    assert links.write_conflicts(tmp_path / "doubts.csv") == 4
    told = csv.read_csv(tmp_path / "doubts.csv").to_pylist()
    assert {(r["kind"], r["left_row"], r["right_row"]) for r in told} == {
        ("differs", 4, 1),
        ("disagrees", 5, 2),
        ("several_right", 6, 3),
        ("several_right", 6, 4),
    }
    assert "not linked" in next(r["meaning"] for r in told if r["kind"] == "disagrees")
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]
    with pytest.raises(OSError, match="no such folder"):
        links.write(tmp_path / "no such folder" / "out.csv")


def test_linked_rows_never_go_without_their_match_rate_and_take_no_rate_of_a_group(tmp_path: Path) -> None:
    """Of 1,200 on the left 1,000 are on the right."""
    nine = np.arange(200_000_000, 200_001_500)
    numbers = (nine * 10 + check_digits(nine))[check_digits(nine) >= 0][:1200].tolist()
    left = pa.table({"ULN": numbers, "Sex": ["F"] * 1000 + ["M"] * 200})
    left = left.append_column("DateOfBirth", pa.array(["2001-02-03"] * 1193 + ["2001-02-99"] * 7))
    a, notes = sides.given_side(left, name="left")
    assert "7 dates" in notes[0], "whoever holds the data is told"
    b, _ = sides.given_side(pa.table({"ULN": numbers[:900] + numbers[1000:1100], "score": range(1000)}), name="right")
    links = link(a, b, by=[BY], project=SECRET, notes=notes)
    links.write(tmp_path / "out.parquet")
    links.write(tmp_path / "out.csv")
    told = json.loads(parquet.read_schema(tmp_path / "out.parquet").metadata[b"alder"])
    assert told == json.loads((tmp_path / "out.match.json").read_text(encoding="utf-8"))
    assert told["match_rate"] == "83%"
    assert set(re.findall("[0-9]+", json.dumps(told))) == {"83"}, "nothing else about people goes with the rows"
    assert [Share(n, 1000).rough_rate() for n in (0, 14, 16, 985, 1000)] == [
        "1% or less",
        "1% or less",
        "2%",
        *["99% or more"] * 2,
    ]


def test_numbers_that_became_decimals_beside_gaps_are_whole_in_files_too(tmp_path: Path) -> None:
    pa_table = pa.table({"ULN": pa.array([1000000019.0, None]), "weight": [0.5, 1.0], "code": pa.array([31.0, None])})
    parquet.write_table(pa_table, tmp_path / "a.parquet")
    by = [Subgroup(n, n, (n,), lambda t, n=n: t[n]) for n in ("code", "weight")]
    a, _ = sides.given_side(tmp_path / "a.parquet")
    b, _ = sides.given_side(pa.table({"ULN": ["1000000019"]}))
    groups = {s.name: [c.code for c, _ in s.groups] for s in link(a, b, by=by).report.by}
    assert groups == {"code": ["31", "Unknown"], "weight": ["0.5", "1.0"]}


def test_a_file_without_rows_links_nothing(tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("ULN,score\n", encoding="utf-8")
    links = linked(table(LEFT), tmp_path / "none.csv")
    assert (links.report.overall.linked, links.extract().num_rows, links.write(tmp_path / "o.csv")) == (0, 0, 0)


def test_dates_as_text_in_a_parquet_file_are_read_and_odd_ones_counted(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"ULN": ["1000000019"] * 2, "DOB": ["01/09/2004", "soon"]}), tmp_path / "a.parquet")
    _, notes = sides.given_side(tmp_path / "a.parquet")
    assert notes == ("1 dates of DOB in a.parquet cannot be read, and count as not known.",)


def test_a_column_that_holds_numbers_of_people_late_in_a_file_is_known_for_one(tmp_path: Path) -> None:
    """Nothing stands in the first rows, and then learner numbers under a name that says nothing."""
    hidden = pa.array([None] * 5000 + [1000000019] * 1500)
    right = pa.table({"ULN": ["1000000000"] * 6499 + ["1000000019"], "remark": hidden})
    parquet.write_table(right, tmp_path / "b.parquet")
    links = linked(table(LEFT), tmp_path / "b.parquet")
    assert "1000000019" not in {str(v) for v in links.extract()["remark"].to_pylist()}


def test_little_memory_is_enough(tmp_path: Path) -> None:
    assert MEMORY == "2GB"
    a, _ = sides.given_side(table(LEFT))
    assert link(a, a, memory="100MB").report.overall.linked == 4
