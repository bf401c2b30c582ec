"""What breaks a rule and what keeps it, as `alder explain` shows it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import alder
from alder.cli.commands import cli
from alder.sources.ilr import explanation
from alder.sources.ilr.explanation import ExampleRecord
from alder.sources.ilr.rules import ilr


def said(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["explain", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_version_of_every_rule_has_an_example_that_breaks_it_and_one_that_keeps_it() -> None:
    held = {code: explanation.examples_of(code) for code in ilr.codes}
    assert [r.code for r in ilr if r.years not in held[r.code]] == []
    pairs = [pair for found in held.values() for pair in found.values()]
    assert all(pair.breaks.records and pair.keeps.records for pair in pairs)
    assert [p.rule for p in pairs if p.breaks.records == p.keeps.records] == []


def test_the_file_of_examples_has_no_rule_that_the_book_has_not() -> None:
    with explanation.FILE.open(encoding="utf-8") as lines:
        assert {json.loads(line)["rule"] for line in lines} == set(ilr.codes)


def test_a_rule_of_one_record_shows_both_in_its_words() -> None:
    text = said("WithdrawReason_03")
    assert "breaks it  No reason\n" in text
    assert "CompStatus 3 (withdrawn), WithdrawReason empty\n" in text
    assert "keeps it   Reason\n" in text


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"CompStatus": "3"}, "CompStatus 3 (withdrawn)"),
        ({"CompStatus": "9"}, "CompStatus 9"),
        ({"CompStatus": None}, "CompStatus empty"),
        ({"LearnDelFAMType": "LDM", "LearnDelFAMCode": "118"}, "LearnDelFAMType LDM, LearnDelFAMCode 118 (proxy aim)"),
        ({"LearnDelFAMType": "ldm", "LearnDelFAMCode": "118"}, "LearnDelFAMType ldm, LearnDelFAMCode 118 (proxy aim)"),
        (
            {"LearnDelFAMType": "SOF", "LearnDelFAMCode": "110"},
            "LearnDelFAMType SOF, LearnDelFAMCode 110 (Greater Manchester)",
        ),
        ({"LearnDelFAMCode": "118"}, "LearnDelFAMCode 118"),
        ({"LearnStartDate": "2025-08-01"}, "LearnStartDate 2025-08-01"),
        ({}, "there is one"),
        (None, "no row"),
    ],
)
def test_a_value_stands_with_what_its_code_means(values: dict[str, str | None] | None, shown: str) -> None:
    assert ExampleRecord("aim", values).shown() == shown


def test_of_several_records_of_a_kind_each_has_its_number() -> None:
    text = said("R104")
    assert "learning delivery FAM 1: LearnDelFAMType ACT" in text
    assert "learning delivery FAM 2: LearnDelFAMType ACT" in text


def test_a_rule_that_looks_something_up_shows_what_it_finds() -> None:
    assert "the dates between which aims are open (LARS): LearnAimRef 60001234" in " ".join(
        said("LearnAimRef_88").split()
    )


def test_the_condition_stands_as_it_is_judged() -> None:
    assert "  return aim.AchDate > file.FilePreparationDate\n" in said("AchDate_07")


def test_programs_get_every_version_with_its_examples() -> None:
    found = json.loads(said("UKPRN_21", "--format", "json"))
    assert found["name"] == "UKPRN_21"
    versions = found["versions"]
    assert [v["years"] for v in versions] == [v.years for v in reversed(ilr.versions("UKPRN_21"))]
    for version in versions:
        assert version["breaks_it"]["case"] != version["keeps_it"]["case"]
        assert version["condition"]
        assert version["breaks_it"]["records"][0]["fields"] is not None
    assert "sql" not in found
    assert "SELECT" in json.loads(said("UKPRN_21", "--format", "json", "--sql"))["sql"]


@pytest.mark.parametrize("name", ["PriorAttain", "achievement_rate", "rules", "FD_ULN_AR", "sex"])
def test_everything_else_can_be_had_as_json_too(name: str) -> None:
    found = json.loads(said(name, "--format", "json"))
    assert found["name"] == name
    assert found["lead"] == alder.explain(name).lead


def test_only_a_rule_of_the_book_has_sql() -> None:
    result = CliRunner().invoke(cli, ["explain", "PriorAttain", "--sql"])
    assert "no rule of the book" in str(result.exception or result.output)
