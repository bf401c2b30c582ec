"""`alder rules`: the book on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alder.cli import commands


@pytest.fixture
def rules(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def say(*options: str) -> str:
        commands.main(["rules", *options])
        return capsys.readouterr().out

    return say


def test_rules_are_listed_with_what_is_wrong_and_what_they_need(rules):
    said = rules("--field", "HEPostCode")
    assert "HEPostCode_01" in said
    assert "Needs the list of postcodes." in said
    assert "2 rules of 2025/26, 1 of them waiting for reference tables." in said
    assert "alder explain CODE" in said


def test_a_search_without_result_says_so(rules):
    assert rules("qqqq").startswith("No rule of 2025/26 fits all of that.")


def test_a_list_of_waiting_rules_says_so_once(rules):
    assert "rules of 2025/26, all waiting for reference tables." in rules("--unavailable")
    assert "\n1 rule of 2020/21, waiting for reference tables." in rules("FRM_04", "--year", "2020/21")


def test_the_count_of_one_year_says_what_its_rules_wait_for(rules):
    said = rules("--count", "--year", "2020/21")
    assert "\n      1  last year's return of this provider in the store\n" in said
    waiting = json.loads(rules("--count", "--year", "2020/21", "--format", "json"))["waiting"]
    assert list(waiting.values()) == sorted(waiting.values(), reverse=True)
    assert "What rules wait for" not in rules("--count")


def test_another_year_is_said(rules):
    said = rules("home country", "--year", "2020/21", "--severity", "error")
    assert "DOMICILE_01" in said
    assert "of 2020/21" in said


def test_the_list_is_the_same_as_json(rules):
    found = json.loads(rules("--field", "ULN", "--form", "--format", "json"))
    by_code = {f["code"]: f for f in found}
    assert by_code["ULN_04"]["severity"] == "error"
    assert by_code["ULN_04"]["available"] is True
    assert by_code["FD_ULN_AR"]["kind"] == "form"


def test_counts_are_by_year_severity_and_availability(rules):
    said = rules("--count").splitlines()
    assert said[0].split() == ["year", "book", "rules", "errors", "warnings", "can", "run", "waiting", "form"]
    assert [line.split()[1] for line in said[1:11]].count("whole") == 2
    (only,) = json.loads(rules("--count", "--year", "2025/26", "--format", "json"))["years"]
    assert only["rules"] == only["available"] + only["unavailable"] > 500


def test_rules_that_are_not_checked_are_named_with_the_reason(rules):
    said = rules("--missing")
    assert "Inconsistent UKPRN\n  It compares" in said
    assert {"code", "reason"} == set(json.loads(rules("--missing", "--format", "json"))[0])


@pytest.mark.parametrize("options", [("--count", "--missing"), ("--count", "--field", "ULN"), ("--missing", "word")])
def test_counts_and_what_is_missing_stand_alone(options, capsys):
    with pytest.raises(SystemExit) as stopped:
        commands.main(["rules", *options])
    assert stopped.value.code == 2
    assert "stand alone" in capsys.readouterr().err
