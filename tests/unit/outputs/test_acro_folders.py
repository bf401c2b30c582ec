"""Folders of acro: what it recorded is read, compared with the files, and judged again."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from alder.errors import UsageError
from alder.outputs import OutputVerdict, check_outputs
from alder.outputs.report import write_acro

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "sex,learners\nFemale,120\nMale,95\n"
SMALL = "sex,learners\nFemale,120\nMale,5\n"


def folder_of(at: Path, text: str = GOOD, config: dict[str, Any] | None = None, **record: Any) -> Path:
    """A folder as version 1.0.2 writes it, with one table."""
    said = {
        "uid": "table",
        "status": "pass",
        "type": "table",
        "properties": {"method": "crosstab"},
        "files": [{"name": "table_0.csv", "sdc": {}}],
        "exception": "",
        "fair": {"statbarn": "Frequencies"},
        **record,
    }
    (at / "checksums").mkdir()
    (at / "table_0.csv").write_text(text, encoding="utf-8")
    (at / "results.json").write_text(json.dumps({"version": "1.0.2", "results": {"table": said}}), encoding="utf-8")
    (at / "config.json").write_text(json.dumps(config or {"safe_threshold": 10}), encoding="utf-8")
    for name in ("table_0.csv", "results.json"):
        digest = hashlib.sha256((at / name).read_bytes()).hexdigest()
        (at / "checksums" / f"{name}.txt").write_text(digest, encoding="utf-8")
    return at


def judged(path: Path) -> OutputVerdict:
    return check_outputs([path])[0]


def held(path: Path) -> list[str]:
    return [finding.what for finding in judged(path).held]


def test_its_settings_and_checksums_stay_and_only_its_tables_leave(tmp_path: Path) -> None:
    verdict = judged(folder_of(tmp_path))
    assert [content.name for content in verdict.output.leaving] == ["table_0.csv"]
    assert not verdict.findings


def test_what_acro_passed_is_judged_again(tmp_path: Path) -> None:
    assert "a count is below 10" in held(folder_of(tmp_path, SMALL))


def test_a_file_that_was_changed_afterwards_is_told_by_its_checksum(tmp_path: Path) -> None:
    folder_of(tmp_path)
    (tmp_path / "table_0.csv").write_text(GOOD.replace("95", "90"), encoding="utf-8")
    assert held(tmp_path) == ["it changed after acro judged it: its checksum differs"]


@pytest.mark.parametrize(
    ("status", "exception", "is_held", "said"),
    [
        ("pass", "", False, ""),
        ("review", "", False, "acro could not judge it"),
        ("fail", "", True, "acro found that it fails"),
        ("fail", "public already", False, "an exception is asked for"),
    ],
)
def test_what_acro_found_is_told(tmp_path: Path, status: str, exception: str, is_held: bool, said: str) -> None:
    verdict = judged(folder_of(tmp_path, status=status, exception=exception))
    assert verdict.is_held == is_held
    assert said in " ".join(finding.what for finding in verdict.findings)


def test_a_recorded_file_that_is_gone_is_missed(tmp_path: Path) -> None:
    folder_of(tmp_path, files=[{"name": "table_0.csv"}, {"name": "table_1.csv"}])
    assert held(tmp_path) == ["a file that acro recorded is not there"]


def test_lower_limits_than_the_services_are_told(tmp_path: Path) -> None:
    folder_of(tmp_path, config={"safe_threshold": 5, "safe_dof_threshold": 10})
    assert held(tmp_path) == ["acro was run with a lower limit for people behind a figure"]


def test_degrees_of_freedom_come_from_what_acro_recorded(tmp_path: Path) -> None:
    model = ",coef,std err\nage,0.12,0.03\nsex,1.31,0.41\n"
    regression = {"type": "regression", "fair": {}, "properties": {"method": "olsr", "dof": 24_993}}
    assert held(folder_of(tmp_path, model, **regression)) == []


def test_few_degrees_of_freedom_are_told_whatever_acro_says(tmp_path: Path) -> None:
    model = ",coef,std err\nage,0.12,0.03\nsex,1.31,0.41\n"
    regression = {"type": "regression", "fair": {}, "properties": {"method": "olsr", "dof": 6}}
    assert "fewer than 10 residual degrees of freedom" in " ".join(held(folder_of(tmp_path, model, **regression)))


def test_results_of_something_else_are_no_folder_of_acro(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"results": [1, 2, 3]}', encoding="utf-8")
    assert judged(tmp_path).output.acro == []


def test_an_output_written_for_acro_says_of_each_file_what_was_found_and_reads_back(tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "good.csv").write_text(GOOD, encoding="utf-8")
    (draft / "small.csv").write_text(SMALL, encoding="utf-8")
    (draft / "true.csv").write_text("sex,learners\nFemale,122\nMale,5\n", encoding="utf-8")
    (draft / "cover.toml").write_text(
        'title = "T"\n[[files]]\nname = "true.csv"\nkind = "supporting"\n', encoding="utf-8"
    )
    write_acro(judged(draft), tmp_path / "acro", datetime(2026, 11, 30, 9))
    said = json.loads((tmp_path / "acro" / "results.json").read_text(encoding="utf-8"))
    assert said["version"] == "1.0.2"
    assert {name: record["status"] for name, record in said["results"].items()} == {
        "good.csv": "pass",
        "small.csv": "fail",
    }
    assert not (tmp_path / "acro" / "true.csv").exists()
    again = judged(tmp_path / "acro")
    assert {finding.place.file for finding in again.held} == {"small.csv", "results.json"}
    with pytest.raises(UsageError, match="is not empty"):
        write_acro(judged(draft), tmp_path / "acro", datetime(2026, 11, 30, 9))
