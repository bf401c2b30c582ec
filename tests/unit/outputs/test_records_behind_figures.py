"""Where the records are at hand, who stands behind each figure is counted, and how much of it the largest have."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.commands import run

from alder.errors import UsageError
from alder.outputs import check_outputs
from alder.outputs.microdata import read_microdata

AREAS = ("North", "South")


def records(folder: Path) -> Path:
    """Forty people in each of two areas, of four employers each, all paid alike but for one; three people in a third.

    One employer pays most of what the South has.
    """
    rows = ["person,Area,age_group,pay,employer"]
    for area in AREAS:
        for n in range(40):
            most = area == "South" and n < 10
            rows.append(f"{area}{n},{area},{n % 2}.0,{90_000 if most else 20_000},{area} {0 if most else n % 5 + 1}")
    rows += [f"East{n},East,0,20000,East {n}" for n in range(3)]
    path = folder / "records.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


TABLE = """
area  | age group | learners | total_pay
North | 0         | 20       | 400000
North | 1         | 20       | 400000
South | All       | 40       | 1500000
East  | 0         | 10       | 60000
East  | 1         | *        | *
West  | 0         | 20       | 400000
Total | Total     | 85       | 2350000
"""


def found(folder: Path, contributor: str, threshold: str = "") -> dict[str, tuple[str, int]]:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    lines = [",".join(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]
    (out / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (verdict,) = check_outputs([out], microdata=read_microdata(records(folder), contributor))
    told = [f for f in verdict.findings if "record" in f.what]
    assert not any("nothing says how much" in f.what for f in verdict.findings), "the records say it"
    return {finding.what.partition(",")[0]: (finding.place.at, finding.times) for finding in told}


FEW = "the records behind a figure are of fewer people than the threshold"
MOSTLY = "by the records"
NOBODY = "no record has the labels of a row"


@pytest.mark.parametrize(
    ("contributor", "expected"),
    [
        ("", {FEW: ("line 5", 1), NOBODY: ("line 7", 1)}),
        ("person", {FEW: ("line 5", 1), NOBODY: ("line 7", 1)}),
        ("EMPLOYER", {FEW: ("line 2", 4), MOSTLY: ("line 4, column total_pay", 1), NOBODY: ("line 7", 1)}),
    ],
)
def test_who_stands_behind_each_figure_is_counted_by_whose_the_records_are(
    tmp_path: Path, contributor: str, expected: dict[str, tuple[str, int]]
) -> None:
    """A rounded 10 hides that they are three; five employers are fewer than ten; one has 900,000 of 1,500,000."""
    assert found(tmp_path, contributor) == expected


def test_a_table_whose_labels_the_records_do_not_have_is_not_called_compared(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("borough,learners\nA,20\nB,25\n", encoding="utf-8")
    (verdict,) = check_outputs([tmp_path / "t.csv"], microdata=read_microdata(records(tmp_path)))
    assert [f.what for f in verdict.to_look_at if "was not compared" in f.what] == [
        "records.csv has not all columns that the labels of a table come from, and was not compared with it"
    ]


def test_nothing_of_the_records_is_told(tmp_path: Path) -> None:
    path = records(tmp_path)
    found(tmp_path, "")
    ended = run("outputs", "check", tmp_path / "out", "--records", path, "--contributor", "employer", exit=1)
    assert "By the records, one or two contributors" in ended
    assert not any(word in ended for word in ("East 1", "90000", "South0"))


def test_a_column_that_the_records_do_not_have_is_refused_with_those_that_they_have(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no column 'emploer'"):
        read_microdata(records(tmp_path), "emploer")
