"""What learners brought along: prior attainment over both coding schemes, English and maths at entry."""

import pytest
from tests.support.aim_tables import derived, returns

import alder
from alder.derive.attainment import BELOW
from alder.errors import NoFigures
from alder.sources.ilr.rules.english_and_maths import NO_GOOD_PASS


def test_both_schemes_lead_to_one_ladder_and_their_equal_numbers_to_different_rungs() -> None:
    text = """
        aim                     | PriorAttain | PriorLevel
        none, before            | 99          |
        none, since             |             | 99
        4 was level 4           | 4           |
        4 is full level 2       |             | 4
        10 was level 4          | 10          |
        10 is level 7 and over  |             | 10
        other below level 1     | 9           |
        full level 3, before    | 3           |
        level 3 that is not     |             | 5
        not known, before       | 98          |
        not known, since        |             | 98
        not returned            |             |
    """
    assert derived("prior_attainment", text) == {
        "none, before": "-1",
        "none, since": "-1",
        "4 was level 4": "4",
        "4 is full level 2": "2",
        "10 was level 4": "4",
        "10 is level 7 and over": "7",
        "other below level 1": "0",
        "full level 3, before": "3",
        "level 3 that is not": "3",
        "not known, before": "Unknown",
        "not known, since": "Unknown",
        "not returned": "Unknown",
    }
    full = derived("prior_full_level", text)
    assert [aim for aim, value in full.items() if value == "Yes"] == ["4 is full level 2", "full level 3, before"]
    assert [aim for aim, value in full.items() if value == "Unknown"] == [
        "not known, before",
        "not known, since",
        "not returned",
    ]


LEARNER = "LearnRefNumber | ULN | PriorAttain\nA | 1000000001 | {}"
AIM = """
    LearnRefNumber | LearnStartDate | LearnPlanEndDate | AimType | FundModel | CompStatus
    A              | {}             | 2026-07-31       | 4       | 35        | 1
"""
LEVELS = "LearnRefNumber | PriorLevel | DateLevelApp"


@pytest.mark.parametrize(
    ("levels", "rung"),
    [
        (["A | 2 | 2024-01-01", "A | 5 | 2025-08-01", "A | 7 | 2026-02-01"], "3"),
        (["A | 2 | 2024-01-01", "A | 5 | 2025-09-01"], "3"),
        (["A | 7 | 2026-02-01", "A | 5 | 2026-01-01"], "3"),
        (["A | 2 |", "A | 1 | 2025-01-01"], "0"),
        ([], "Unknown"),
    ],
    ids=["latest before the start", "on the day of the start", "all later: the earliest", "undated first", "none"],
)
def test_of_dated_levels_the_latest_that_is_not_after_the_start_counts(levels: list[str], rung: str) -> None:
    engine = returns(
        LEARNER.format(""),
        AIM.format("2025-09-01"),
        prior_attain="\n".join([LEVELS, *levels]),
        collection_year="2025/26",
    )
    found = alder.tabulate(engine, "learners_participating", by="prior_attainment", year="2025/26")
    assert found.value("learners", prior_attainment=rung) == 1


@pytest.mark.parametrize(
    ("year", "code", "levels", "column"),
    [("2020/21", "", ["A | 4 | 2020-01-01"], "PriorLevel"), ("2025/26", "4", [], "PriorAttain")],
)
def test_a_return_that_holds_the_scheme_of_other_years_is_refused(
    year: str, code: str, levels: list[str], column: str
) -> None:
    engine = returns(
        LEARNER.format(code),
        AIM.format("2020-09-01"),
        prior_attain="\n".join([LEVELS, *levels]),
        collection_year=year,
    )
    with pytest.raises(NoFigures, match=f"in the scheme of other years in returns of {year}") as refused:
        alder.tabulate(engine, "learners_participating", by="prior_attainment", year=year)
    assert f"{column} does not belong to that year" in str(refused.value)
    assert alder.tabulate(engine, "learners_participating", by="sex", year=year).value("learners") == 1


def test_letters_and_figures_of_gcse_grades_meet_at_c_and_4() -> None:
    text = """
        aim          | EngGrade | MathGrade
        best letter  | A*       | 9
        good pass    | C        | 4
        better of two| CD       | 5
        just below   | D        | 3
        ungraded     | U        | 1
        no grade     | NONE     | NONE
        not returned |          |
        off the list | P        | P
    """
    expected = ["4+", "4+", "4+", "below 4", "below 4", "none", "Unknown", "Unknown"]
    assert list(derived("english_at_entry", text).values()) == expected
    assert list(derived("maths_at_entry", text).values()) == expected


def test_what_is_below_a_good_pass_is_what_the_rules_of_the_ilr_say() -> None:
    assert sorted(BELOW) == sorted(NO_GOOD_PASS)


def test_a_condition_of_funding_is_its_code_or_that_nothing_is_recorded() -> None:
    text = "aim | ECF | MCF\nexcused | 1 |\nmet | | 3\nlater code | 9 | 9"
    assert list(derived("english_condition", text).values()) == ["1", "none", "Not listed"]
    assert list(derived("maths_condition", text).values()) == ["none", "3", "Not listed"]
