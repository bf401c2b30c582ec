"""The hours planned for a learner in the year."""

from __future__ import annotations

from alder.sources.ilr.rules import planned_hours


def test_16_to_19_learners_have_planned_hours_of_both_kinds(breaks):
    breaks(
        planned_hours.no_other_hours,
        learner="""
            case       | PlanEEPHours
            missing    |
            none       | 0
            T Level    |
            ended      |
            apprentice |
        """,
        aim="""
            case       | FundModel | ProgType | LearnActEndDate
            missing    | 25        |          |
            none       | 25        |          |
            T Level    | 25        | 31       |
            ended      | 25        |          | 2025-12-01
            apprentice | 25        | 25       |
        """,
        expect=["missing"],
    )


NO_HOURS = """
    case           | PlanLearnHours
    missing        |
    none           | 0
    T Level        |
    ended          |
    social fund    |
    apprentice     |
    apprentice and |
"""
NO_HOURS_AIMS = """
    case           | FundModel | ProgType | LearnActEndDate
    missing        | 35        |          |
    none           | 35        |          |
    T Level        | 25        | 31       |
    ended          | 35        |          | 2020-12-01
    social fund    | 70        |          |
    apprentice     | 36        | 25       |
    apprentice and | 36        | 25       |
    apprentice and | 35        |          | 2020-12-01
"""


def test_in_2020_learners_have_planned_hours(breaks):
    breaks(
        planned_hours.no_hours_2020,
        learner=NO_HOURS,
        aim=NO_HOURS_AIMS,
        expect=["missing", "apprentice and"],
    )


def test_learners_have_planned_hours(breaks):
    breaks(
        planned_hours.no_hours,
        learner=NO_HOURS,
        aim=NO_HOURS_AIMS,
        expect=["missing", "social fund", "apprentice and"],
    )


NOTHING = """
    case        | PlanLearnHours
    nothing     | 0
    one hour    | 1
    apprentice  | 0
    bootcamp    | 0
    T Level     | 0
"""
NOTHING_AIMS = """
    case        | FundModel | ProgType
    nothing     | 35        |
    one hour    | 35        |
    apprentice  | 36        | 25
    bootcamp    | 37        | 32
    T Level     | 25        | 31
"""


def test_in_2020_hours_are_planned(breaks):
    breaks(
        planned_hours.hours_of_nothing_2020,
        learner=NOTHING,
        aim=NOTHING_AIMS,
        expect=["nothing", "apprentice"],
    )


def test_hours_are_planned(breaks):
    breaks(planned_hours.hours_of_nothing, learner=NOTHING, aim=NOTHING_AIMS, expect=["nothing", "bootcamp"])


def test_hours_of_one_kind_are_planned_in_16_to_19_funding(breaks):
    breaks(
        planned_hours.no_hours_of_either_kind,
        learner="""
            case        | PlanLearnHours | PlanEEPHours
            neither     | 0              | 0
            not told    | 0              |
            other hours | 0              | 10
            adult       | 0              | 0
            T Level     | 0              | 0
        """,
        aim="""
            case        | FundModel | ProgType
            neither     | 25        |
            not told    | 25        |
            other hours | 25        |
            adult       | 35        |
            T Level     | 25        | 31
        """,
        expect=["neither", "not told"],
    )


MANY = """
    case            | PlanLearnHours | PlanEEPHours
    an hour more    | {0}            | 1
    so many         | {0}            |
    T Level         | {0}            | 1
    T Level and one | {0}            | 1
"""
MANY_AIMS = """
    case            | FundModel | ProgType
    an hour more    | 35        |
    so many         | 35        |
    T Level         | 25        | 31
    T Level and one | 25        | 31
    T Level and one | 25        |
"""


def test_a_year_has_a_thousand_hours(breaks):
    breaks(
        planned_hours.a_thousand_hours,
        learner=MANY.format(1000),
        aim=MANY_AIMS,
        expect=["an hour more", "T Level and one"],
    )


def test_no_year_has_four_thousand_hours(breaks):
    breaks(
        planned_hours.four_thousand_hours,
        learner=MANY.format(4000),
        aim=MANY_AIMS,
        expect=["an hour more", "T Level and one"],
    )
