"""The rules agree with the verdicts of the 2020/21 service, where its worked cases are at hand.

Every published rule is judged, is a matter of reading, or is said to be missing.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from tests.vectors import rules

from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.book import MISSING
from alder.sources.ilr.xml import form

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


@pytest.fixture(scope="module")
def published(shared: Path) -> list[dict[str, str]]:
    with (shared / "ilr" / "rules.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_published_rule_is_accounted_for(published):
    known = {c.casefold() for c in (*ilr.codes, *form.codes(), *MISSING)}
    assert sorted(r["rule"] for r in published if r["rule"].casefold() not in known) == []


def test_no_rule_has_a_code_of_its_own_making(published):
    assert set(ilr.codes) <= {r["rule"] for r in published}


@pytest.mark.parametrize(("year", "columns"), [(2020, ("severity_older", "severity_2526")), (2025, ("severity_2526",))])
def test_a_rule_is_an_error_or_a_warning_as_published(published, year, columns):
    said = {r["rule"]: next((r[c] for c in columns if r[c]), "Error") for r in published}
    held = {r.code: r.severity_in(AcademicYear(year)) for r in ilr.for_year(AcademicYear(year)).rules}
    # Up to 2020/21 an older table of messages says it; where that is silent, the one of 2025/26.
    differs = {c for c, severity in held.items() if (severity is Severity.WARNING) != (said[c] == "Warning")}
    assert differs == set()


@pytest.mark.parametrize("year", [2020, 2025])
def test_a_rule_of_a_full_book_holds_in_its_year(published, year):
    live = {
        r["rule"]
        for r in published
        if (r["in_code_2021"] == "yes" if year == 2020 else r["status_2526"] in ("active", "new", "changed"))
    }
    here = {r.code for r in ilr.for_year(AcademicYear(year)).rules}
    # The form of fields has a book of its own. A list of the codes of 2025/26 is not at hand for LearnFAMType_01.
    waits = {c for c in live if c in MISSING or c.casefold() in {f.casefold() for f in form.codes()}}
    assert here - live == set()
    assert live - here - waits <= ({"LearnFAMType_01"} if year == 2025 else set())


def test_the_form_of_fields_covers_what_is_published_of_it(published):
    codes = {r["rule"] for r in published if r["group"] == "FieldDefinition"}
    # A text has no range; and one name is printed with another letter.
    assert codes - form.codes_in(AcademicYear(2025)) == {"FD_UCASPERID_AR", "FD_Tlout_AL"}
