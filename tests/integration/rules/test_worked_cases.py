"""The rules agree with the verdicts of the 2020/21 service, where its worked cases are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests import rule_cases

EXPLAINED = {
    # These cases tell the rule what its code list holds, and tell it something else than the published list does.
    "Ethnicity_01#1": "the told list holds 1; the published one begins at 31",
    "FundModel_01#1": "the told list holds 1; the published one does not",
    "CompStatus_01#2": "the told list lacks 1; the published one holds it",
    "LearnDelFAMType_04#1": "the told list holds a type EWP; the published one does not",
    "ESMType_11#2": "the told list closes LOE 1 before 2014; the published one leaves it open",
    # These cases ask a part of the rule only, or tell it something that their own record denies.
    "AddHours_03#2": "only the kind of skills is asked; the record has no additional hours",
    "LearnAimRef_56#2": "the rule is told that the record has no such code; it has",
    "LearnAimRef_56#3": "the category of the aim is not told, and not asked",
    "LearnAimRef_89#2": "the rule is told a kind of validity; the record has no funding model from which it follows",
    "LSDPostcode_02#1": "the rule is told of a restart; the record has none",
    "LearnDelFAMType_48#2": "the rule is told of two household records; the record has one",
    "LearnDelFAMType_56#2": "the record has type and code in each other's place",
    "LearnDelFAMType_57#2": "the record has type and code in each other's place",
    "LearnDelFAMType_75#2": "the rule is told that a devolved authority pays; the record has no source of funding",
    "LearnDelFAMType_82#1": "the rule is told that a devolved authority pays; the record has another source",
    "LearnDelFAMType_87#2": "the rule is told of a monitoring code; the record has none",
    "LearnDelFamType_85#1": "the rule is told the category of an aim; the record has no aim code",
    "UKPRN_06#2": "the rule is told that the record has no such code; it has",
}
"""Cases that disagree, and why."""


@pytest.fixture(scope="module")
def verdicts(shared: Path) -> list[rule_cases.Verdict]:
    lines = (shared / "ilr" / "rule_cases.jsonl").read_text(encoding="utf-8").splitlines()
    return rule_cases.judge(json.loads(line) for line in lines)


def test_every_disagreement_with_a_worked_case_is_explained(verdicts: list[rule_cases.Verdict]) -> None:
    assert {v.id for v in verdicts if v.result == "disagree"} == set(EXPLAINED)


def test_self_contained_cases_of_the_rules_we_have_all_agree(verdicts: list[rule_cases.Verdict]) -> None:
    ours = [v for v in verdicts if v.status == "self_contained" and v.result != "no such rule in 2020/21"]
    assert {v.result for v in ours} == {"agree"}
    assert len(ours) > 150
