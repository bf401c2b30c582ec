"""Academic years and ages.

How long learning lasts, and how many hours are planned.
"""

from __future__ import annotations

from datetime import date

from tests.support.aim_tables import derived


def test_an_academic_year_runs_from_august_to_july() -> None:
    found = derived(
        "academic_year",
        """
        aim               | AchDate
        first day         | 2023-08-01
        last day          | 2024-07-31
        leap day          | 2024-02-29
        turn of a century | 1999-09-01
        no date           |
        """,
        day="AchDate",
    )
    assert found == {
        "first day": "2023/24",
        "last day": "2023/24",
        "leap day": "2023/24",
        "turn of a century": "1999/00",
        "no date": None,
    }


def test_the_year_of_a_start_follows_from_its_date() -> None:
    found = derived("start_year", "aim | LearnStartDate\nsummer | 2023-07-31\nautumn | 2023-08-01")
    assert found == {"summer": "2022/23", "autumn": "2023/24"}


def test_a_year_of_age_is_complete_on_the_birthday() -> None:
    found = derived(
        "age_on",
        """
        aim            | DateOfBirth | AchDate
        day before     | 2005-09-01  | 2023-08-31
        birthday       | 2005-08-31  | 2023-08-31
        no birth date  |             | 2023-08-31
        no day         | 2005-08-31  |
        day of birth   | 2023-08-31  | 2023-08-31
        before birth   | 2023-09-01  | 2023-08-31
        """,
        day="AchDate",
    )
    assert found == {
        "day before": 17,
        "birthday": 18,
        "no birth date": None,
        "no day": None,
        "day of birth": 0,
        "before birth": None,
    }


def test_someone_born_on_29_february_turns_older_on_28_february_in_a_common_year() -> None:
    found = derived(
        "age_on",
        """
        aim                    | DateOfBirth | AchDate
        common year, the 27th  | 2004-02-29  | 2023-02-27
        common year, the 28th  | 2004-02-29  | 2023-02-28
        leap year, the 28th    | 2004-02-29  | 2024-02-28
        leap year, the 29th    | 2004-02-29  | 2024-02-29
        a century, not a leap  | 2004-02-29  | 2100-02-28
        born on the 28th       | 2004-02-28  | 2023-02-28
        """,
        day="AchDate",
    )
    assert list(found.values()) == [18, 19, 19, 20, 96, 19]


def test_age_at_31_august_is_taken_at_the_start_of_the_year() -> None:
    text = """
        aim           | DateOfBirth
        birthday      | 2004-08-31
        day after     | 2004-09-01
        leap day      | 2004-02-29
        born that day | 2023-08-31
        born after    | 2023-09-01
        no birth date |
    """
    ages = derived("age_at_31_august", text, year="2023/24")
    assert list(ages.values()) == [19, 18, 19, 0, None, None]
    bands = derived("age_band_31_august", text, year="2023/24")
    assert list(bands.values()) == ["19-24", "Under 19", "19-24", "Under 19", "Unknown", "Unknown"]


def test_bands_of_learners_begin_at_19_25_and_50() -> None:
    found = derived(
        "age_band_31_august",
        """
        aim  | DateOfBirth
        24   | 1998-09-01
        25   | 1998-08-31
        49   | 1973-09-01
        50   | 1973-08-31
        """,
        year="2023/24",
    )
    assert found == {"24": "19-24", "25": "25-49", "49": "25-49", "50": "50+"}


def test_bands_of_starts_split_at_25_and_those_of_rates_at_24() -> None:
    text = """
        aim                     | DateOfBirth | LearnStartDate
        18 on the day           | 2005-03-10  | 2024-03-09
        19 on the day           | 2005-03-10  | 2024-03-10
        24                      | 2000-05-01  | 2024-05-01
        25                      | 1999-05-01  | 2024-05-01
        15                      | 2008-09-02  | 2024-09-01
    """
    assert list(derived("age_at_start", text).values()) == [18, 19, 24, 25, 15]
    assert list(derived("age_band_at_start", text).values()) == ["Under 19", "19-24", "19-24", "25+", "Under 19"]
    rates = ["16-18", "19-23", "24+", "24+", "Under 16"]
    assert list(derived("age_band_apprenticeship_rates", text).values()) == rates


def test_rates_in_education_and_training_take_age_at_31_august_of_the_start_unless_told_otherwise() -> None:
    text = """
        aim                        | DateOfBirth | LearnStartDate
        turned 19 during the year  | 2004-10-01  | 2023-11-01
        19 all along               | 2004-08-31  | 2023-09-01
        before August              | 2004-08-31  | 2023-07-31
        no birth date              |             | 2023-09-01
        no start                   | 2004-08-31  |
    """
    name = "age_band_education_and_training_rates"
    assert list(derived(name, text).values()) == ["16-18", "19+", "16-18", "Unknown", "Unknown"]
    assert list(derived(name, text, education_and_training_age="start").values()) == [
        "19+",
        "19+",
        "16-18",
        "Unknown",
        "Unknown",
    ]


def test_the_month_of_a_start_is_that_of_any_year() -> None:
    text = "aim | LearnStartDate\nAugust | 2023-08-31\nJanuary | 2021-01-01\nJuly | 2022-07-31\nnone |"
    assert derived("start_month", text) == {"August": "August", "January": "January", "July": "July", "none": "Unknown"}


def test_months_are_whole_ones_of_an_inclusive_span() -> None:
    text = """
        aim                        | LearnStartDate | LearnPlanEndDate | LearnActEndDate
        a calendar month           | 2023-09-01     | 2023-09-30       | 2023-09-29
        a year                     | 2023-09-15     | 2024-09-14       | 2024-09-13
        from the end of a month    | 2024-01-31     | 2024-02-28       | 2024-02-29
        one day                    | 2023-09-15     | 2023-09-15       |
        no planned end             | 2023-09-15     |                  |
    """
    assert list(derived("planned_months", text).values()) == [1, 12, 0, 0, None]
    assert list(derived("actual_months", text).values()) == [0, 11, 1, 0, 0]


def test_the_original_start_before_a_break_counts_where_it_is_given() -> None:
    found = derived(
        "days_since_original_start",
        """
        aim       | OrigLearnStartDate | LearnStartDate | LearnActEndDate
        restart   | 2023-01-01         | 2023-09-01     | 2023-09-10
        no break  |                    | 2023-09-01     | 2023-09-10
        going on  | 2023-01-01         | 2023-09-01     |
        """,
    )
    assert found == {"restart": 253, "no break": 10, "going on": 0}


def test_a_component_has_the_age_at_which_its_programme_began() -> None:
    found = derived(
        "age_at_programme_start",
        """
        aim                   | person | AimType | ProgType | StdCode | OrigLearnStartDate | LearnStartDate
        programme             | 1      | 1       | 25       | 7       |                    | 2023-10-02
        begun before a break  | 1      | 1       | 25       | 7       | 2023-09-30         | 2024-03-01
        component             | 1      | 3       | 25       | 7       |                    | 2024-03-01
        of another standard   | 1      | 3       | 25       | 8       |                    | 2024-03-01
        another learner's     | 2      | 3       | 25       | 7       |                    | 2024-03-01
        not of a programme    | 1      | 4       |          |         |                    | 2024-03-01
        """,
        DateOfBirth=date(2005, 10, 1),
    )
    assert found == {
        "programme": 17,
        "begun before a break": 17,
        "component": 17,
        "of another standard": 18,
        "another learner's": 18,
        "not of a programme": 18,
    }


def test_planned_hours_fall_in_the_bands_of_16_to_19_funding() -> None:
    text = """
        aim                | PlanLearnHours | PlanEEPHours | PHours | ProgType
        both               | 500            | 40           |        |
        one missing        |                | 279          |        |
        280                | 280            |              |        |
        hours of a T Level | 300            | 60           | 1000   | 31
        of another         | 300            | 60           | 1000   | 25
        neither            |                |              |        |
    """
    assert list(derived("study_hours", text).values()) == [540, 279, 280, 1060, 360, None]
    bands = ["540+", "Up to 279", "280-359", "540+", "360-449", "Unknown"]
    assert list(derived("study_hours_band", text).values()) == bands
