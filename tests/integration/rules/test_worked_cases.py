"""The rules agree with the verdicts of the 2020/21 service, where its worked cases are at hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.vectors import rules

EXPLAINED = {
    # Only one condition of the rule was asked, on a record that meets none of the others.
    "AddHours_03#2": "only the kind of skills is asked; the record has no additional hours",
    "EmpId_14#3": "the kind of programme alone is asked; the record has no employment",
    "EmpId_14#4": "the kind of programme alone is asked; the record has no employment",
    "EmpId_14#5": "the kind of programme alone is asked; the record has no employment",
    "LearnAimRef_56#3": "the category of the aim is not told, and not asked",
    "PlanLearnHours_04#2": "only the sum of hours is asked; the learner has no aim",
    "PlanLearnHours_04#3": "only the sum of hours is asked; the learner has no aim",
    "PlanLearnHours_05#2": "only the sum of hours is asked; the learner has no aim",
    "PlanLearnHours_05#3": "only the sum of hours is asked; the learner has no aim",
    "UCASAPPID_01#3": "the record has neither a UCAS number nor a higher education record",
}
"""Cases that disagree, and why."""


NOT_RUN = {
    "contradictory": 85,
    # The verdict hangs on an answer of which the file says only that there was one.
    "an answer whose content is not told": 17,
    # These let the year end on 1 September or 20 April: no teaching year does.
    "a year of its own, which does not run from August to July": 3,
    "an answer about streams of funding that are not named": 1,
    "Alder does not judge it; the reason stands in": 3,
    "judged from the name and form of a file when it is read, not from records": 1,
}
"""Why cases do not run, and how many."""


@pytest.fixture(scope="module")
def verdicts(shared: Path) -> list[rules.Verdict]:
    return rules.judge(rules.read(shared / "ilr" / "rule_cases.jsonl"))


def test_every_disagreement_with_a_worked_case_is_explained(verdicts: list[rules.Verdict]) -> None:
    assert {v.id for v in verdicts if v.result == "disagree"} == set(EXPLAINED)


def test_cases_agree_as_far_as_they_follow_from_record_and_reference_data(verdicts: list[rules.Verdict]) -> None:
    for status, agreeing, running in (("self_contained", 1.0, 0.99), ("with_reference", 0.99, 0.95)):
        ours = [v for v in verdicts if v.status == status]
        ran = [v for v in ours if v.ran]
        assert len(ran) / len(ours) >= running, status
        assert sum(v.result == "agree" for v in ran) / len(ran) >= agreeing, status


def test_cases_that_do_not_run_say_why(verdicts: list[rules.Verdict]) -> None:
    reasons = Counter(v.result.split(":")[0] for v in verdicts if not v.ran)
    assert reasons == NOT_RUN
