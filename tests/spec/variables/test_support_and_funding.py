"""Difficulties and support, who pays, who teaches."""

import pytest
from tests.aimtable import derived


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


def test_an_aim_is_subcontracted_when_another_provider_is_named() -> None:
    found = derived(
        "subcontracted",
        "aim | PartnerUKPRN\nby another | 10000002\nby itself | 10000001\nnone |",
        ukprn=10000001,
    )
    assert found == {"by another": "Yes", "by itself": "No", "none": "No"}
