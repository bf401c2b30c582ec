"""The verdicts of the department's own screener, where they are at hand."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

from tests.vectors import screener as screener_pairs

from alder.publishing.screener import CheckOutcome, Lists, read_lists, screen_files, screener
from alder.publishing.standard import read_pair


def test_every_recorded_verdict_agrees_or_its_reason_is_known(shared: Path) -> None:
    data = shared / "ees" / "data"
    found = screener_pairs.compare(
        data / "screener_pairs_dev.zip",
        data / "screener_pairs_dev_expected.csv",
        read_lists(shared / "ees" / "ref"),
    )
    assert not found.disagree
    assert len(found.agree) == 44
    assert set(found.explained) == set(screener_pairs.EXPLAINED)


def test_with_a_list_of_wards_every_verdict_agrees(shared: Path, tmp_path: Path) -> None:
    """Two pairs have wards that the department's screener let pass; a list of these fails the wards of the third."""
    data, lists = shared / "ees" / "data", read_lists(shared / "ees" / "ref")
    with zipfile.ZipFile(data / "screener_pairs_dev.zip") as packed:
        packed.extractall(tmp_path)
    wards: set[tuple[str, ...]] = set()
    for name in ("absence_school.csv", "absence_school_major_auto.csv"):
        table = read_pair(next(tmp_path.rglob(name))).data
        wards |= set(zip(table["ward_code"].to_pylist(), table["ward_name"].to_pylist(), strict=True))
    found = screener_pairs.compare(
        data / "screener_pairs_dev.zip",
        data / "screener_pairs_dev_expected.csv",
        Lists({**lists.rows, "wards": frozenset(wards)}),
    )
    assert (len(found.agree), found.explained, found.disagree) == (45, (), {})


def test_the_book_has_the_checks_and_stages_of_the_departments_screener(shared: Path) -> None:
    with (shared / "ees" / "screener_checks.csv").open(encoding="utf-8") as file:
        theirs = [
            (row["check"], row["stage"].lower(), row["worst_result"] == "WARNING") for row in csv.DictReader(file)
        ]
    assert sorted((check.name, check.stage.lower(), check.advises) for check in screener) == sorted(theirs)
    assert len(screener) == 81


def test_real_published_files_get_the_answers_that_were_measured(shared: Path) -> None:
    """The department's screener passed all three, with one, five and three warnings."""
    data, lists = shared / "ees" / "data", read_lists(shared / "ees" / "ref")
    measured = {
        "app-provider-starts-202122-q4.csv.gz": 1,
        "regional_map_data_ees.csv.gz": 5,
        "vectors/data-further-education-and-skills.csv": 3,
    }
    for name, warnings in measured.items():
        screening = screen_files(data / name, lists=lists)
        assert screening.passed, name
        assert len(screening.advice) == warnings, name
        assert [result.check for result in screening.having(CheckOutcome.UNAVAILABLE)] == ["geog_ward_combos"]
        assert screening.api_suitable is False
