"""How long learning lasts, and how many hours are planned."""

from datetime import date

from tests.support.aim_tables import derived


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
