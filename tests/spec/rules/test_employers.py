"""The numbers of learners' employers."""

from __future__ import annotations

from alder.sources.ilr.rules import employers


def test_an_employer_is_in_the_register(breaks):
    breaks(
        employers.unknown_employer,
        employment="""
            case      | EmpId
            no such   | 100000002
            known     | 100000011
            temporary | 999999999
            none      |
        """,
        employer_register="""
            EmpId
            100000011
        """,
        expect=["no such"],
    )


def test_the_last_digit_of_an_employers_number_follows_from_the_others(breaks):
    breaks(
        employers.mistyped_employer,
        employment="""
            case                | EmpId
            last digit wrong    | 100000003
            no number begins so | 100000100
            eight digits        | 10000000
            sound               | 100000002
            ends in 0           | 100000010
            temporary           | 999999999
            none                |
        """,
        expect=["last digit wrong", "no number begins so", "eight digits"],
    )


def test_apprentices_in_work_have_an_employer(breaks):
    breaks(
        employers.apprentice_without_employer,
        aim="""
            case          | LearnStartDate | ProgType | AimType
            not said      | 2025-09-01     | 25       | 1
            said          | 2025-09-01     | 25       | 1
            said before   | 2025-09-01     | 25       | 1
            out of work   | 2025-09-01     | 25       | 1
            no apprentice | 2025-09-01     |          | 4
        """,
        employment="""
            case          | EmpStat | DateEmpStatApp | EmpId
            not said      | 10      | 2025-09-01     |
            said          | 10      | 2025-09-01     | 100000002
            said before   | 10      | 2025-07-01     | 100000002
            said before   | 10      | 2025-09-02     |
            out of work   | 11      | 2025-09-01     |
            no apprentice | 10      | 2025-09-01     |
        """,
        expect=["not said"],
    )


def test_an_apprentices_employer_has_a_number_within_sixty_days(breaks):
    breaks(
        employers.temporary_employer_after_sixty_days,
        file="""
            case          | FilePreparationDate
            61 days       | 2020-11-01
            60 days       | 2020-10-31
            no apprentice | 2020-11-01
        """,
        aim="""
            case          | LearnStartDate | ProgType | AimType
            61 days       | 2020-09-01     | 25       | 1
            60 days       | 2020-09-01     | 25       | 1
            no apprentice | 2020-09-01     |          | 4
        """,
        employment="""
            case          | EmpId
            61 days       | 999999999
            60 days       | 999999999
            no apprentice | 999999999
        """,
        expect=["61 days"],
    )


def test_an_apprentice_out_of_work_has_no_employer(breaks):
    breaks(
        employers.employer_without_work,
        aim="""
            case          | ProgType
            looking       | 25
            temporary     | 3
            in work       | 25
            not said      | 25
            no apprentice |
        """,
        employment="""
            case          | EmpStat | EmpId
            looking       | 11      | 100000002
            temporary     | 12      | 999999999
            in work       | 10      | 100000002
            not said      | 11      |
            no apprentice | 11      | 100000002
        """,
        expect=["looking", "temporary"],
    )
