"""What the list of aims says of an aim."""

import pytest
from tests.support.aim_tables import derived

LEVELS = """
    aim          | notional_level
    entry        | E
    level 1      | 1
    level 1 or 2 | 1.5
    level 2      | 2
    level 3      | 3
    level 5      | 5
    higher       | H
    mixed        | M
    unknown code | X
    not in it    |
"""


def test_the_notional_level_keeps_its_codes_and_groups_follow_from_them() -> None:
    codes = ["E", "1", "1.5", "2", "3", "5", "H", "M", "Unknown", "Unknown"]
    assert list(derived("notional_level", LEVELS).values()) == codes
    groups = ["Entry/1", "Entry/1", "Entry/1", "2", "3", "4+", "4+", "Unassigned", "Unassigned", "Unassigned"]
    assert list(derived("level_group", LEVELS).values()) == groups


def test_level_1_2_counts_for_level_2_where_that_is_set() -> None:
    assert derived("level_group", LEVELS, level_1_2=2)["level 1 or 2"] == "2"
    assert derived("level", LEVELS, level_1_2=2)["level 1 or 2"] == "Level 2"


def test_the_level_is_that_of_the_programme_in_an_apprenticeship_and_the_aims_own_elsewhere() -> None:
    found = derived(
        "level",
        """
        aim                           | ProgType | notional_level | standard_level
        aim at level 3                |          | 3              |
        aim at entry level            |          | E              |
        degree level                  |          | 6              |
        mixed level                   |          | M              |
        standard at level 5           | 25       |                | 5
        component of a standard       | 25       | 2              | 3
        standard that is not in it    | 25       | 3              |
        component of a framework      | 3        | 1              |
        aim of a traineeship          | 24       | 1              |
        """,
    )
    assert found == {
        "aim at level 3": "Level 3",
        "aim at entry level": "Entry",
        "degree level": "Level 4+",
        "mixed level": "Unknown",
        "standard at level 5": "Level 4+",
        "component of a standard": "Level 3",
        "standard that is not in it": "Unknown",
        "component of a framework": "Level 2",
        "aim of a traineeship": "Level 1",
    }


def test_a_full_level_is_a_width_of_the_level_that_the_aim_has() -> None:
    found = derived(
        "full_level",
        """
        aim                   | notional_level | full_level_2_share | full_level_3_share
        full level 2          | 2              | 100                | 0
        half of one           | 2              | 50                 | 0
        full level 3          | 3              | 100                | 100
        level 3, not full     | 3              | 100                | 50
        level 1               | 1              | 0                  | 0
        no yearly value       | 2              |                    |
        """,
    )
    expected = ["full_level_2", "not_full", "full_level_3", "not_full", "not_full", "Unknown"]
    assert list(found.values()) == expected


def test_a_subject_area_has_two_tiers() -> None:
    text = """
        aim              | ssa_tier_2
        health and care  | 1.3
        last of all      | 15.5
        tens             | 14.1
        first tier alone | 2.0
        not applicable   | -2
        not known        | -1
        none             |
    """
    assert list(derived("subject_area", text).values()) == ["1", "15", "14", "2", *["Unknown"] * 3]
    assert list(derived("subject_area_tier_2", text).values()) == ["1.3", "15.5", "14.1", *["Unknown"] * 4]


def test_kinds_and_awarding_bodies_are_the_codes_of_the_list() -> None:
    text = "aim | aim_ref_type | award_org\nGCSE | 0003 | AQA\nlater | 1999 | NEWBODY\nnone | |"
    assert list(derived("qualification_type", text).values()) == ["0003", "Not listed", "Unknown"]
    assert list(derived("awarding_body", text).values()) == ["AQA", "NEWBODY", "Unknown"]


@pytest.mark.parametrize(
    ("which", "bands"),
    [("minimum", ["<20", "20-99", "360-539", "Unknown"]), ("maximum", ["20-99", "100-359", "540+", "Unknown"])],
)
def test_guided_hours_are_banded_by_the_least_unless_the_greatest_is_asked_for(which: str, bands: list[str]) -> None:
    text = """
        aim    | least_guided_hours | most_guided_hours | credits
        short  | 19                 | 20                | 2
        longer | 20                 | 100               | 6
        long   | 360                | 540               | 60
        none   |                    |                   |
    """
    assert list(derived("guided_hours_band", text, guided_hours=which).values()) == bands
    assert list(derived("minimum_guided_hours", text).values()) == [19, 20, 360, None]
    assert list(derived("credit_points", text).values()) == [2, 6, 60, None]


def test_rates_are_of_the_funding_for_which_they_are_listed() -> None:
    text = """
        aim            | FundModel | weighted_rate | standard_cap
        adult skills   | 35        | 724           |
        its successor  | 38        | 724           |
        a loan         | 99        | 724           |
        apprenticeship | 36        |               | 9000
        older standard | 81        |               | 9000
    """
    assert list(derived("funding_rate", text).values()) == [724.0, 724.0, None, None, None]
    assert list(derived("standard_funding_cap", text).values()) == [None, None, None, 9000.0, None]
