"""Any file of worked cases runs whole: what cannot be judged says why, and nothing stops the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.properties import tried
from tests.vectors import rules


def case(rule: str = "AchDate_03", **more: Any) -> dict[str, Any]:
    """An aim achieved before it started, which breaks AchDate_03."""
    return {
        "id": f"{rule}#1",
        "rule": rule,
        "year": "2020-21",
        "kind": "rule",
        "level": "Learner",
        "record": {"LearningDelivery": [{"LearnStartDate": "2020-09-01", "AchDate": "2020-08-31"}]},
        "context": {},
        "reference": [],
        "derived": [],
        "status": "self_contained",
        "violated": True,
    } | more


def results(*cases: Any) -> list[str]:
    return [v.result for v in rules.judge(cases)]


def lookup(list_: str, code: Any, told: bool, member: str = "Contains", *day: str) -> dict[str, Any]:
    return {"service": "LOOKUPS", "member": member, "args": [list_, code, *day], "returns": told}


def test_a_case_agrees_or_disagrees_with_the_rule() -> None:
    assert results(case(), case(violated=False)) == ["agree", "disagree"]


def test_cases_with_one_name_keep_their_own_results() -> None:
    later = {"LearningDelivery": [{"LearnStartDate": "2020-09-01", "AchDate": "2020-09-01"}]}
    assert results(case(), case(record=later), case(record=later, violated=False)) == ["agree", "disagree", "agree"]


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"rule": "NoSuchRule_01"}, "no such rule in 2020/21"),
        ({"rule": "TTACCOM_02"}, "Alder does not judge it; the reason stands in: alder rules --missing"),
        ({"rule": "Header_3"}, "judged from the name and form of a file when it is read, not from records"),
        ({"status": "contradictory"}, "contradictory"),
        ({"status": "ambiguous"}, "ambiguous"),
        ({"year": "next year"}, "a year that cannot be read"),
        ({"level": "Galaxy"}, "a record of an unknown level"),
        ({"violated": None}, "no verdict to compare with"),
        ({"record": None}, "a part that is not written as in other cases"),
        ({"reference": "none"}, "a part that is not written as in other cases"),
        ({"record": {"Colour": 1}}, "a field that Learner does not have that year: Colour"),
        ({"record": {"LearningDelivery": [{"AchDate": "soon"}]}}, "a value that AchDate cannot hold"),
        ({"record": {"LearningDelivery": [{"FundModel": 3.5}]}}, "a value that FundModel cannot hold"),
        ({"record": {"LearningDelivery": [{"FundModel": 10**12}]}}, "could not be run (ArrowInvalid)"),
        (
            {"context": {"AcademicYear.Start": "2020-09-01"}},
            "a year of its own, which does not run from August to July",
        ),
        ({"context": {"AcademicYear.Start": 7}}, "answers or facts that are not written as in other cases"),
    ],
)
def test_a_case_that_cannot_be_judged_says_why_and_stops_no_other(odd: dict[str, Any], why: str) -> None:
    assert results(case(), case(**odd), case(violated=False)) == ["agree", why, "disagree"]


def test_an_answer_of_a_service_that_nobody_knows_is_not_run() -> None:
    unknown = {"service": "ORACLE", "member": "Foretell", "args": [], "returns": True}
    known = {"service": "LARS", "member": "LearnAimRefExists", "args": ["<any>"], "returns": True}
    aim = {"LearningDelivery": [{"LearnAimRef": "60001234"}]}
    told = [case("LearnAimRef_01", record=aim, reference=[r], violated=False) for r in (known, unknown)]
    assert results(*told) == ["agree", "an answer of another kind: ORACLE Foretell"]
    # A rule that asks no reference data is judged whatever else the case tells.
    assert results(case(reference=[unknown])) == ["agree"]


def test_an_answer_whose_content_is_not_told_is_not_run() -> None:
    hidden = {"service": "LARS", "member": "GetDeliveryFor", "args": ["A"], "returns": "<object>"}
    aim = {"LearningDelivery": [{"LearnAimRef": "A"}]}
    why = "an answer whose content is not told: LARS GetDeliveryFor"
    assert results(case("LearnAimRef_01", record=aim, reference=[hidden])) == [why]


@pytest.mark.parametrize(
    ("rule", "record", "answer", "violated"),
    [
        ("Ethnicity_01", {"Ethnicity": 1}, lookup("Integer.Ethnicity", 1, True), False),
        ("Ethnicity_01", {"Ethnicity": 31}, lookup("Integer.Ethnicity", 31, False), True),
        ("Ethnicity_01", {"Ethnicity": 31}, lookup("Integer.Ethnicity", "<any>", False), True),
        (
            "LearnDelFAMType_04",
            {"LearningDelivery": [{"LearningDeliveryFAM": [{"LearnDelFAMType": "new", "LearnDelFAMCode": "2"}]}]},
            lookup("LimitedLife.LearnDelFAMType", "NEW2", True),
            False,
        ),
        (
            "ESMType_11",
            {
                "LearnerEmploymentStatus": [
                    {
                        "DateEmpStatApp": "2014-03-17",
                        "EmploymentStatusMonitoring": [{"ESMType": "LOE", "ESMCode": 1}],
                    }
                ]
            },
            lookup("LimitedLife.ESMType", "LOE1", False, "IsCurrent", "2014-03-17"),
            True,
        ),
        ("EngGrade_02", {"EngGrade": "Q"}, lookup("String.GCSEGrade", "Q", True), False),
    ],
)
def test_a_code_list_that_the_case_tells_is_used_instead_of_the_published_one(
    rule: str, record: dict[str, Any], answer: dict[str, Any], violated: bool
) -> None:
    told = case(rule, record=record, reference=[answer], violated=violated, status="with_reference")
    untold = told | {"reference": []}
    # Told and untold run together, and neither takes the other's list.
    assert results(untold, told, untold) == ["disagree", "agree", "disagree"]


def test_an_answer_about_a_code_list_that_no_rule_asks_is_not_run() -> None:
    asked = case(reference=[lookup("Integer.Weather", 1, True)])
    assert results(asked) == ["an answer about a code list that no rule asks"]


def test_derived_data_that_the_case_tells_is_used_where_its_verdict_depends_on_it() -> None:
    told = {"service": "DerivedData_35Rule", "member": "IsCombinedAuthorities", "args": ["<any>"], "returns": True}
    marked = {"LearningDelivery": [{"LearningDeliveryFAM": [{"LearnDelFAMType": "LDM", "LearnDelFAMCode": "034"}]}]}
    doubled = case("LearnDelFAMType_75", record=marked, derived=[told], status="doubled")
    # A self-contained case follows from its record, so what it tells is worked out from that.
    assert results(doubled, doubled | {"status": "self_contained"}) == ["agree", "disagree"]


def test_a_case_of_2025_26_is_judged_by_that_years_rules() -> None:
    only_then = case("LearnDelFAMType_115", year="2025-26", violated=False)
    assert results(only_then, only_then | {"year": "2020-21"}) == ["agree", "no such rule in 2020/21"]


def test_the_last_line_counts_all_cases_and_odd_lines_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    odd_lines = ["", "not json", "[]", "7", "{}"]
    good = [json.dumps(case()), json.dumps(case(violated=False))]
    file.write_text("\ufeff" + "\n".join([*good, *odd_lines]), encoding="utf-8")
    assert rules.main([str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["AchDate_03", "agree", "1,", "disagree", "1"]
    assert lines[-1] == "agree 1 disagree 1 notrun 4"


def test_an_empty_file_has_nothing_to_agree_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.touch()
    assert rules.main([str(file)]) == 0
    assert capsys.readouterr().out == "agree 0 disagree 0 notrun 0\n"


def test_without_a_file_the_command_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert rules.main([]) == 2
    assert "python -m tests.vectors.rules FILE.jsonl" in capsys.readouterr().err


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["<any>", "<object>"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["member", "args", "returns"]), inner),
    max_leaves=6,
)


@settings(max_examples=tried(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from(["rule", "year", "level", "record", "context", "reference", "derived", "status", "violated"]),
    scrap=SCRAPS,
)
def test_whatever_a_part_of_a_case_holds_there_is_a_result(part: str, scrap: Any) -> None:
    assert results(case("LearnAimRef_01") | {part: scrap})[0]


@pytest.mark.parametrize("member", sorted(rules.MEMBERS))
def test_an_answer_with_odd_parts_is_not_run_or_judged(member: str) -> None:
    told = [
        {"service": "X", "member": member, "args": a, "returns": r} for a in (None, [], ["<any>"]) for r in (7, [7])
    ]
    assert all(results(*(case("LearnAimRef_88", reference=[t], status="with_reference") for t in told)))
