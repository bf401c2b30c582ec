"""The grade of an aim."""

from __future__ import annotations

from alder.sources.ilr.rules import outcome_grades

TYPES = """
    LearnAimRef | LearnAimRefType
    50000001    | 0001
    50000002    | 0002
    50000003    | 0003
    50000004    | 0006
"""


def test_a_grade_is_on_the_list(breaks):
    breaks(
        outcome_grades.unknown_grade,
        aim="""
            case           | OutGrade
            no such        | ZZZ
            in small print | pa
            double award   | D*D*
            number         | 09
            none           |
        """,
        expect=["no such", "in small print"],
    )


def test_a_grade_has_an_outcome(breaks):
    breaks(
        outcome_grades.grade_without_an_outcome,
        aim="""
            case         | OutGrade | Outcome
            none         | A        |
            not yet      | A        | 8
            achieved     | A        | 1
            no grade     |          | 8
        """,
        expect=["none", "not yet"],
    )


def test_in_2020_a_grade_is_one_of_its_qualification(breaks):
    breaks(
        outcome_grades.grade_of_another_qualification_2020,
        aim="""
            case          | LearnAimRef | LearnActEndDate | Outcome | OutGrade
            a* at as      | 50000001    | 2014-08-01      | 1       | A*
            not ended     | 50000001    |                 | 1       | A*
            ended before  | 50000001    | 2014-07-31      | 1       | A*
            n at gcse     | 50000003    | 2021-06-01      | 1       | N
            a* at a level | 50000002    | 2021-06-01      | 1       | A*
        """,
        lars_delivery=TYPES,
        expect=["a* at as", "not ended"],
    )


def test_a_grade_is_one_of_its_qualification(breaks):
    breaks(
        outcome_grades.grade_of_another_qualification,
        aim="""
            case          | LearnAimRef | LearnActEndDate | Outcome | OutGrade
            a* at as      | 50000001    | 2026-06-01      | 1       | A*
            n at gcse     | 50000003    | 2026-06-01      | 1       | N
            not ended     | 50000001    |                 | 1       | A*
            not achieved  | 50000001    | 2026-06-01      | 3       | A*
            other type    | 50000004    | 2026-06-01      | 1       | PA
        """,
        lars_delivery=TYPES,
        expect=["a* at as", "n at gcse"],
    )
