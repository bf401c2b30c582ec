"""`alder synth returns`: what it says and writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alder.cli.commands import cli
from alder.errors import UsageError


def synth(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["synth", "returns", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_lists_what_it_wrote_and_what_to_do_next(tmp_path: Path) -> None:
    said = synth("--providers", "2", "--learners", "30", "--year", "2025/26", "--seed", "7", "--out", str(tmp_path))
    assert said.startswith(f"2 files in {tmp_path}, ")
    assert "Northfield College  10000001  R14 2025/26       30 learners" in said
    assert said.rstrip().endswith(f"alder check {sorted(tmp_path.iterdir())[-1]}")


def test_names_follow_the_rule_of_the_collection(tmp_path: Path) -> None:
    synth("--learners", "30", "--year", "2020/21", "--returns", "R04,R14", "--out", str(tmp_path))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "ILR-10000001-2021-20201202-093000-01.xml",
        "ILR-10000001-2021-20211015-093000-01.xml",
    ]


def test_planted_errors_are_counted_and_listed(tmp_path: Path) -> None:
    said = synth("--learners", "60", "--year", "2025/26", "--errors", "0.5", "--zip", "--out", str(tmp_path))
    planted = len((tmp_path / "planted.csv").read_text().splitlines()) - 1
    assert f"{planted:,} planted" in said
    assert f"What was planted:  {tmp_path / 'planted.csv'}" in said
    assert [p.suffix for p in sorted(tmp_path.iterdir())] == [".zip", ".csv"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--year", "2014/15"], "2014/15 cannot be made"),
        (["--year", "2020/21", "--region", "3"], "--region does not go without --population"),
        (["--year", "2025/26", "--returns", "R15"], "there is no return called R15"),
        (["--year", "twenty"], "twenty is not an academic year"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(options: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        CliRunner().invoke(cli, ["synth", "returns", "--out", str(tmp_path / "x"), *options], catch_exceptions=False)
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UsageError, match=r"x cannot be written\n\n  Not a directory"):
        synth("--learners", "30", "--year", "2025/26", "--out", str(tmp_path / "file" / "x"))


def test_real_places_come_from_a_postcode_directory_without_those_that_ended(tmp_path: Path) -> None:
    rows = [
        f"AB{d} {s}A{end},{400_000 + 10 * d},{300_000 + s},,{'201501' if end == 'B' else ''}"
        for d in range(1, 31)
        for s in range(10)
        for end in "AB"
    ]
    directory = tmp_path / "ONSPD.csv"
    directory.write_text("\n".join(["pcds,oseast1m,osnrth1m,dointr,doterm", *rows]))
    out = tmp_path / "returns"
    synth("--learners", "30", "--year", "2025/26", "--postcodes", str(directory), "--out", str(out))
    (file,) = out.iterdir()
    homes = re.findall(r"<Postcode>(.*?)</Postcode>", file.read_text())
    assert len(homes) == 30
    assert all(re.fullmatch(r"AB\d+ \dAA", home) for home in homes)
