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
    "ContPrefType_01#1": "the told list holds a type BLA; the published one does not",
    "ContPrefType_01#2": "the told list holds a type BLA; the published one does not",
    "EmpOutcome_02#2": "the told list lacks 1; the published one holds it",
    "OutGrade_01#7": "the told list lacks ***D; the published one holds it",
    # These cases ask a part of the rule only, or tell it something that their own record denies.
    "EmpId_02#1": "the rule is told the last digit; it is not the one that the others call for",
    "EmpId_02#3": "the rule is told the last digit; it is not the one that the others call for",
    "EmpId_14#3": "the kind of programme alone is asked; the record has no employment",
    "EmpId_14#4": "the kind of programme alone is asked; the record has no employment",
    "EmpId_14#5": "the kind of programme alone is asked; the record has no employment",
    "EmpStat_01#4": "the rule is told that a framework is no apprenticeship; it is",
    "EmpStat_01#5": "the rule is told that a framework is no apprenticeship; it is",
    "EmpStat_01#6": "the rule is told that a framework is no apprenticeship; it is",
    "EmpStat_08#3": "the rule is told that no record is from before the start; one is",
    "EmpStat_08#4": "the rule is told that no record is from before the start; one is",
    "EmpStat_19#7": "the rule is told the employment record in force; the learner has none",
    "EmpStat_19#8": "the rule is told the employment record in force; the learner has none",
    "LearnFAMType_11#2": "the rule is told of three records of a type; the learner has one",
    "LearnFAMType_15#2": "the rule is told of a maths code; the record has one of English",
    "PlanLearnHours_04#2": "only the sum of hours is asked; the learner has no aim",
    "PlanLearnHours_04#3": "only the sum of hours is asked; the learner has no aim",
    "PlanLearnHours_05#2": "only the sum of hours is asked; the learner has no aim",
    "PlanLearnHours_05#3": "only the sum of hours is asked; the learner has no aim",
    "ULN_07#1": "the rule is told that 100 days have passed since the start; it lies ahead",
    "AFinDate_04#2": "the rule is told that the programme is an apprenticeship; there is no type 26",
    "AFinType_08#2": "the rule is told of a price left; the record has a whole price",
    "WorkPlaceEmpId_02#1": "the rule is told the last digit; it is not the one that the others call for",
    "WorkPlaceMode_01#1": "the rule is told that the kind is on the list; it is 0",
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
    "DOMICILE_02#1": "the told list holds A; the published one has countries of two letters",
    "ELQ_02#3": "the told list lacks 1; the published one holds it",
    "FINTYPE_01#1": "the told list holds 0; the published one begins at 1",
    "FINTYPE_01#2": "the told list holds 9; the published one ends at 4",
    "MSTUFEE_02#2": "the told list closes 5 before September 2018; the published one leaves it open",
    "QUALENT3_03#2": "the told list closes P69; the published one never had it, which QUALENT3_02 reports",
    "SOC2000_03#3": "the told list lacks 1; the published one holds it",
    # Only the last of the rule's conditions was asked, on a record that meets none of the others.
    "UCASAPPID_01#3": "the record has neither a UCAS number nor a higher education record",
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
    # These let the year end on 1 September or 20 April: no collection year does.
    own_year = sorted(v.id for v in ours if v.result == "a year of its own")
    assert own_year == ["AchDate_02#1", "AchDate_02#2", "LearnStartDate_12#1"], own_year
    assert {v.result for v in ours if v.id not in own_year} == {"agree"}
    assert len(ours) > 400
