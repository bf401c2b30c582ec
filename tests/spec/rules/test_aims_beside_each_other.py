"""Aims of one learner that do not go together."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import aims_beside_each_other as beside

PROGRAMMES = """
    case              | AimType | ProgType | LearnStartDate | LearnActEndDate | AchDate
    during the other  | 1       | 25       | 2020-09-01     | 2021-03-01      | 2021-05-01
    during the other  | 1       | 25       | 2021-05-01     |                 |
    day after         | 1       | 25       | 2020-09-01     | 2021-03-01      | 2021-05-01
    day after         | 1       | 25       | 2021-05-02     |                 |
    bootcamp ended    | 1       | 32       | 2020-09-01     | 2021-03-01      |
    bootcamp ended    | 1       | 25       | 2021-05-01     |                 |
    goes on           | 1       | 2        | 2020-09-01     |                 |
    goes on           | 1       | 25       | 2021-05-01     |                 |
    not a programme   | 4       |          | 2020-09-01     |                 |
    not a programme   | 1       | 25       | 2021-05-01     |                 |
"""


@pytest.mark.parametrize(
    ("year", "expect"),
    [
        ("2020/21", ["during the other", "goes on"]),
        ("2025/26", ["during the other", "goes on", "bootcamp ended"]),
    ],
)
def test_a_programme_ends_before_the_next_begins(breaks, year, expect):
    breaks(beside.programmes_overlap, aim=PROGRAMMES, year=year, expect=expect)


TRAINEESHIPS = {
    "aim": """
        case           | AimType | ProgType | FundModel
        part alone     | 3       | 24       | 25
        part alone     | 1       | 24       | 25
        whole alone    | 3       | 24       | 25
        whole alone    | 1       | 24       | 25
        both           | 3       | 24       | 25
        both           | 1       | 24       | 25
        other funding  | 3       | 24       | 25
        other funding  | 1       | 24       | 35
    """,
    "fam": """
        case           | aim | LearnDelFAMType | LearnDelFAMCode
        part alone     | 1   | LDM             | 357
        whole alone    | 2   | LDM             | 357
        both           | 1   | LDM             | 357
        both           | 2   | LDM             | 357
        other funding  | 1   | LDM             | 357
        other funding  | 2   | LDM             | 357
    """,
}


def test_in_2020_a_marked_part_of_a_traineeship_has_a_marked_programme(breaks):
    breaks(beside.part_of_a_traineeship_marked_alone, **TRAINEESHIPS, expect=["part alone", "other funding"])


def test_in_2020_a_marked_traineeship_has_a_marked_part(breaks):
    breaks(beside.programme_of_a_traineeship_marked_alone, **TRAINEESHIPS, expect=["whole alone", "other funding"])


def test_a_prior_attainment_applies_at_the_first_start(breaks):
    breaks(
        beside.no_prior_attainment_at_the_start,
        aim="""
            case         | FundModel | LearnStartDate
            day after    | 38        | 2025-09-01
            none         | 38        | 2025-09-01
            that day     | 38        | 2025-09-01
            that day     | 38        | 2025-10-01
            16 to 19     | 25        | 2025-09-01
        """,
        prior="""
            case         | PriorLevel | DateLevelApp
            day after    | 4          | 2025-09-02
            that day     | 4          | 2025-09-01
            that day     | 6          | 2025-10-01
        """,
        expect=["day after", "none"],
    )


def test_the_size_of_the_employer_is_recorded_for_bootcamps_only(breaks):
    breaks(
        beside.employer_size_outside_a_bootcamp,
        aim="""
            case            | ProgType
            apprenticeship  | 25
            bootcamp        | 25
            bootcamp        | 32
            devolved        | 25
            redundant       | 25
        """,
        fam="""
            case            | LearnDelFAMType | LearnDelFAMCode
            devolved        | DAM             | 023
        """,
        monitoring="""
            case            | ESMType | ESMCode
            apprenticeship  | OET     | 2
            bootcamp        | OET     | 2
            devolved        | OET     | 2
            redundant       | OET     | 1
        """,
        expect=["apprenticeship"],
    )


def test_a_price_is_recorded_with_the_apprenticeship_that_goes_on(breaks):
    breaks(
        beside.price_of_a_closed_apprenticeship,
        aim="""
            case         | AimType | ProgType | CompStatus | LearnStartDate | LearnActEndDate
            that day     | 1       | 25       | 3          | 2021-09-01     | 2022-07-01
            that day     | 1       | 25       | 1          | 2022-08-01     |
            day before   | 1       | 25       | 3          | 2021-09-01     | 2022-07-01
            day before   | 1       | 25       | 1          | 2022-08-01     |
            older        | 1       | 25       | 6          | 2021-09-01     | 2022-07-01
            older        | 1       | 25       | 1          | 2022-07-31     |
            completed    | 1       | 25       | 2          | 2021-09-01     | 2022-07-01
            completed    | 1       | 25       | 1          | 2022-08-01     |
        """,
        finance="""
            case         | aim | AFinType | AFinCode | AFinDate
            that day     | 1   | TNP      | 1        | 2022-08-01
            day before   | 1   | TNP      | 1        | 2022-07-31
            older        | 1   | TNP      | 1        | 2022-08-01
            completed    | 1   | TNP      | 1        | 2022-08-01
        """,
        expect=["that day"],
    )


def test_english_and_maths_during_an_apprenticeship_are_part_of_it(breaks):
    breaks(
        beside.basic_skills_funded_beside_an_apprenticeship,
        aim="""
            case         | AimType | FundModel | LearnAimRef | LearnStartDate | LearnActEndDate
            that day     | 1       | 36        | ZPROG001    | 2025-09-01     |
            that day     | 4       | 38        | 60000001    | 2025-09-01     |
            day before   | 1       | 36        | ZPROG001    | 2025-09-01     |
            day before   | 4       | 38        | 60000001    | 2025-08-31     |
            ended        | 1       | 36        | ZPROG001    | 2025-09-01     | 2025-10-01
            ended        | 4       | 38        | 60000001    | 2025-11-01     |
            another aim  | 1       | 36        | ZPROG001    | 2025-09-01     |
            another aim  | 4       | 38        | 60000002    | 2025-11-01     |
        """,
        lars_annual_value="""
            LearnAimRef | BasicSkillsType | EffectiveFrom
            60000001    | 33              | 2020-08-01
            60000002    | 22              | 2020-08-01
        """,
        expect=["that day"],
    )
