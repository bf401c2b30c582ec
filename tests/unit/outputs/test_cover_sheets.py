"""What a cover sheet changes: declared kinds, counts that it names, exceptions, cells that are zero by definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alder.outputs import OutputVerdict, check_outputs

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "group,learners,achieved %\nA,220,61.4\nB,250,72.0\nC,190,66.1\n"
MEANS = "group,mean earnings\nA,21450\nB,23110\nC,20890\n"
RATES = "group,achieved %\nA,61.4\nB,72.0\nC,66.1\n"
COUNTS = "group,n\nA,412\nB,250\nC,118\n"
ZEROS = "level,16 to 18,19 and over,Total\nLevel 6,0,45,45\nLevel 3,120,60,180\n"


def judged(folder: Path, cover: str, table: str = GOOD, **more: str) -> OutputVerdict:
    (folder / "cover.toml").write_text(cover, encoding="utf-8")
    (folder / "table.csv").write_text(table, encoding="utf-8")
    for name, text in more.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (verdict,) = check_outputs([folder])
    return verdict


def held(verdict: OutputVerdict) -> list[str]:
    return sorted({f"{int(finding.check)}:{finding.rule}" for finding in verdict.held})


FILE = '[[files]]\nname = "table.csv"\n'


@pytest.mark.parametrize(
    ("cover", "table", "wanted"),
    [
        ("", GOOD, []),
        ('unit = "providers"\n', "region,n\nNorth,7\nSouth,12\n", []),
        ('unit = "learners"\n', "region,n\nNorth,7\nSouth,12\n", ["4:FREQ"]),
        ("rounding = 10\n", GOOD.replace("220", "225"), ["4:FREQ"]),
        ("threshold = 200\n", GOOD, ["4:FREQ", "5:PCT"]),
        (
            "weighted = true\n",
            MEANS.replace("mean earnings", "achieved %").replace("21450", "61.4"),
            ["4:WEIGHT", "5:PCT"],
        ),
        (f'{FILE}statistic = "MICRO"\n', GOOD, ["3:MICRO"]),
        (f'{FILE}statistic = "MICRO"\nexception = "MICRO: please"\n', GOOD, ["3:MICRO"]),
        (f'{FILE}statistic = "SYN"\n', GOOD, ["1:SYN"]),
        (f'{FILE}statistic = "SYN"\nexception = "SYN: the owner agreed"\n', GOOD, []),
        (f'{FILE}statistic = "DENS"\nn = 60\n', GOOD, ["10:DENS"]),
        (f'{FILE}statistic = "DENS"\nn = 400\n', GOOD, []),
        (f'{FILE}statistic = "NN"\n', GOOD, ["9:NN"]),
        ("", MEANS, ["4:MEAN"]),
        (f"{FILE}n = 400\n", MEANS, []),
        (f"{FILE}n = 7\n", MEANS, ["4:MEAN"]),
        (f'{FILE}counts = "gone.csv"\n', GOOD, ["1:NB"]),
        ('[[files]]\nname = "gone.csv"\n', GOOD, ["1:NB"]),
        (f'{FILE}kind = "supporting"\n', GOOD, ["1:NB"]),
        ("", ZEROS, ["6:ZERO"]),
        (f'{FILE}structural = ["Level 6 / 16 to 18 and 19 and over"]\n', ZEROS, []),
        (f'{FILE}exception = "ZERO: known to all"\n', ZEROS, []),
        (f'{FILE}columns = {{ "group" = "FREQ" }}\n', GOOD, []),
    ],
)
def test_what_a_cover_sheet_says_is_heard(tmp_path: Path, cover: str, table: str, wanted: list[str]) -> None:
    assert held(judged(tmp_path, cover, table)) == wanted


def test_supporting_counts_stand_behind_means_and_are_not_judged_as_if_they_left(tmp_path: Path) -> None:
    cover = f'{FILE}counts = "counts.csv"\n[[files]]\nname = "counts.csv"\nkind = "supporting"\n'
    (tmp_path / "counts.csv").write_text(COUNTS, encoding="utf-8")
    assert held(judged(tmp_path, cover, MEANS)) == []
    assert held(judged(tmp_path, cover, MEANS, counts=COUNTS.replace("118", "7"))) == ["4:MEAN"]


def test_an_exception_makes_no_finding_vanish(tmp_path: Path) -> None:
    verdict = judged(tmp_path, f'{FILE}exception = "ZERO: known to all"\n', ZEROS)
    assert [finding.what for finding in verdict.to_look_at].count("an exception is asked for") == 1
    assert any(finding.rule == "ZERO" and finding.check == 6 for finding in verdict.to_look_at)


def test_residuals_of_units_do_not_leave(tmp_path: Path) -> None:
    rows = "".join(f"site {n},{220 + 5 * n},{0.01 * n:.2f}\n" for n in range(20))
    assert "3:FE" in held(judged(tmp_path, "", "site,learners,residual\n" + rows))


def test_a_cover_sheet_beside_a_file_that_is_named_by_itself_is_heard(tmp_path: Path) -> None:
    cover = f'{FILE}counts = "counts.csv"\n[[files]]\nname = "counts.csv"\nkind = "supporting"\n'
    more = '[[files]]\nname = "other.csv"\n[[files]]\nname = "not written yet.csv"\n'
    judged(tmp_path, cover + more, MEANS, counts=COUNTS, other=GOOD)
    (verdict,) = check_outputs([tmp_path / "table.csv"])
    assert verdict.output.has_cover
    assert [content.name for content in verdict.output.leaving] == ["table.csv"]
    assert held(verdict) == []


def test_files_of_one_name_in_two_folders_are_two(tmp_path: Path) -> None:
    for name, text in (("a", GOOD), ("b", GOOD.replace("220", "7"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "table.csv").write_text(text, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path / "a" / "table.csv", tmp_path / "b" / "table.csv"])
    assert len({content.name for content in verdict.output.contents}) == 2
    assert {finding.place.file for finding in verdict.held if finding.rule == "FREQ"} == {
        (tmp_path / "b" / "table.csv").as_posix()
    }
