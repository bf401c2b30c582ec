"""Difficulties and support, who pays, who teaches."""

import re

import pytest
from tests.support.aim_tables import derived

import alder
from alder.measures import measures
from alder.measures.calculation.breakdown import split_by
from alder.model.period import AcademicYear


def test_the_primary_difficulty_is_the_one_marked_as_such() -> None:
    found = derived(
        "lldd_primary",
        """
        aim                    | LLDDHealthProb | LLDDCat
        dyslexia               | 1              | 12
        says yes, none primary | 1              |
        says no                | 2              |
        no information         | 9              |
        would not say which    | 1              | 98
        nothing returned       |                |
        a later code           | 1              | 55
        """,
    )
    assert found == {
        "dyslexia": "12",
        "says yes, none primary": "none",
        "says no": "none",
        "no information": "Unknown",
        "would not say which": "Unknown",
        "nothing returned": "Unknown",
        "a later code": "Not listed",
    }


@pytest.mark.parametrize(
    ("variable", "column"),
    [("high_needs", "HNS"), ("education_health_care_plan", "EHC"), ("free_meals", "FME"), ("learner_loan", "ADL")],
)
def test_what_is_recorded_only_where_it_is_so_is_yes_or_no(variable: str, column: str) -> None:
    assert derived(variable, f"aim | {column}\nrecorded | 1\nnot | ") == {"recorded": "Yes", "not": "No"}


@pytest.mark.parametrize(
    ("variable", "column", "code", "missing"),
    [
        ("funding_model", "FundModel", "36", "Not listed"),
        ("source_of_funding", "SOF", "105", "none"),
        ("fully_or_co_funded", "FFI", "2", "none"),
        ("community_learning_type", "ASL", "4", "none"),
        ("aim_type", "AimType", "5", "Not listed"),
    ],
)
def test_a_code_is_its_own_category_and_a_strange_one_is_said_to_be(
    variable: str, column: str, code: str, missing: str
) -> None:
    found = derived(variable, f"aim | {column}\nlisted | {code}\nstrange | 777\nnone |")
    assert found == {"listed": code, "strange": "Not listed", "none": missing}


def test_later_devolved_authorities_stand_by_their_codes() -> None:
    found = derived("source_of_funding", "aim | SOF\n" + "\n".join(f"{c} | {c}" for c in (117, 118, 120, 123, 124)))
    assert found == {"117": "117", "118": "118", "120": "120", "123": "123", "124": "Not listed"}


def test_tailored_learning_is_not_put_among_the_types_of_community_learning() -> None:
    found = derived(
        "community_learning_type",
        """
        aim       | FundModel | ASL
        before    | 10        | 2
        after     | 11        |
        both      | 11        | 2
        elsewhere | 35        |
        """,
    )
    assert found == {"before": "2", "after": "tailored", "both": "2", "elsewhere": "none"}


YEARS = """
source_of_funding        2016/17  105 none             110 118 121
source_of_funding        2019/20  105 110              117 118 121
source_of_funding        2021/22  105 117 118          121
source_of_funding        2025/26  105 117 118 121      -
community_learning_type  2020/21  1 4                  tailored
community_learning_type  2024/25  tailored             1 4
funding_model            2020/21  35 70                11 37 38
funding_model            2024/25  35 11 37 38          70
"""


@pytest.mark.parametrize("line", YEARS.strip().splitlines(), ids=lambda line: " ".join(line.split()[:2]))
def test_codes_that_were_not_in_use_in_a_year_are_shown_only_where_something_falls_in_them(line: str) -> None:
    name, year, *codes = re.split(r"\s{2,}", line)
    always, if_any = (set(c.split()) - {"-"} for c in codes)
    start = AcademicYear.parse(year).start
    split = split_by(name, measures["enrolments"], None, year=start, settings={}, providers={}, alone=True)
    assert always <= set(split.codes) - set(split.if_any)
    assert if_any <= set(split.if_any)


def test_the_explanation_says_in_which_years_a_code_was_in_use() -> None:
    said = alder.explain("source_of_funding").text()
    assert "Greater Manchester (2019/20 to now)" in said
    assert "European Social Fund (up to 2022/23)" in alder.explain("funding_model").text()


def test_an_aim_is_subcontracted_when_another_provider_is_named() -> None:
    found = derived(
        "subcontracted",
        "aim | PartnerUKPRN\nby another | 10000002\nby itself | 10000001\nnone |",
        ukprn=10000001,
    )
    assert found == {"by another": "Yes", "by itself": "No", "none": "No"}
