"""Completion status, outcome, grade and reason for leaving must agree."""

from __future__ import annotations

from alder.sources.ilr.rules import outcomes


def test_a_completion_status_is_on_the_list(breaks):
    breaks(
        outcomes.unknown_completion_status,
        aim="""
            case      | CompStatus
            no such   | 5
            known     | 6
            none      |
        """,
        expect=["no such"],
    )


def test_in_2020_an_ended_aim_is_not_continuing_unless_it_is_an_apprenticeship_standard(breaks):
    breaks(
        outcomes.ended_but_continuing_2020,
        aim="""
            case           | LearnActEndDate | CompStatus | FundModel | ProgType
            continuing     | 2021-03-01      | 1          | 35        |
            completed      | 2021-03-01      | 2          | 35        |
            standard       | 2021-03-01      | 1          | 36        | 25
            still going    |                 | 1          | 35        |
        """,
        expect=["continuing"],
    )


def test_an_ended_aim_is_not_continuing_unless_it_awaits_its_assessment(breaks):
    breaks(
        outcomes.ended_but_continuing,
        aim="""
            case              | LearnActEndDate | CompStatus | FundModel | ProgType | AimType
            continuing        | 2026-03-01      | 1          | 35        |          | 4
            part of standard  | 2026-03-01      | 1          | 36        | 25       | 3
            standard          | 2026-03-01      | 1          | 36        | 25       | 1
            completed         | 2026-03-01      | 2          | 35        |          | 4
        """,
        expect=["continuing", "part of standard"],
    )


def test_an_aim_without_an_end_is_continuing(breaks):
    breaks(
        outcomes.not_ended_and_not_continuing,
        aim="""
            case        | LearnActEndDate | CompStatus
            completed   |                 | 2
            no status   |                 |
            continuing  |                 | 1
            ended       | 2026-03-01      | 2
        """,
        expect=["completed", "no status"],
    )


def test_an_aim_without_an_outcome_is_continuing(breaks):
    breaks(
        outcomes.no_outcome_and_not_continuing,
        aim="""
            case        | Outcome | CompStatus
            withdrawn   |         | 3
            continuing  |         | 1
            achieved    | 1       | 2
        """,
        expect=["withdrawn"],
    )


def test_an_outcome_is_on_the_list(breaks):
    breaks(
        outcomes.unknown_outcome,
        aim="""
            case     | Outcome
            no such  | 4
            known    | 8
            none     |
        """,
        expect=["no such"],
    )


def test_until_2020_an_achieved_outcome_needs_an_end(breaks):
    breaks(
        outcomes.achieved_without_an_end_2020,
        aim="""
            case          | Outcome | LearnActEndDate
            no end        | 1       |
            ended         | 1       | 2021-03-01
            not achieved  | 3       |
        """,
        expect=["no end"],
    )


def test_an_achieved_outcome_needs_an_end(breaks):
    breaks(
        outcomes.achieved_without_an_end,
        aim="""
            case      | Outcome | LearnActEndDate | FundModel | ProgType
            no end    | 1       |                 | 35        |
            ended     | 1       | 2026-03-01      | 35        |
            bootcamp  | 1       |                 | 37        | 32
        """,
        expect=["no end"],
    )


def test_in_2020_only_completed_aims_await_their_outcome(breaks):
    breaks(
        outcomes.awaits_outcome_but_not_completed_2020,
        aim="""
            case            | Outcome | CompStatus | ProgType | FundModel
            withdrawn       | 8       | 3          |          | 35
            completed       | 8       | 2          |          | 35
            standard        | 8       | 1          | 25       | 81
            apprenticeship  | 8       | 1          | 2        | 36
        """,
        expect=["withdrawn"],
    )


def test_only_completed_aims_and_assessed_programmes_await_their_outcome(breaks):
    breaks(
        outcomes.awaits_outcome_but_not_completed,
        aim="""
            case              | Outcome | CompStatus | ProgType | FundModel | AimType
            withdrawn         | 8       | 3          |          | 35        | 4
            part of standard  | 8       | 1          | 25       | 36        | 3
            standard          | 8       | 1          | 25       | 36        | 1
            bootcamp          | 8       | 1          | 32       | 37        | 1
            completed         | 8       | 2          |          | 35        | 4
        """,
        expect=["withdrawn", "part of standard"],
    )


def test_an_ended_aim_has_an_outcome(breaks):
    breaks(
        outcomes.ended_without_an_outcome,
        aim="""
            case         | LearnActEndDate | Outcome
            no outcome   | 2026-03-01      |
            outcome      | 2026-03-01      | 3
            still going  |                 |
        """,
        expect=["no outcome"],
    )


def test_an_achieved_aim_has_no_failing_grade(breaks):
    breaks(
        outcomes.achieved_with_a_failing_grade,
        aim="""
            case      | OutGrade | Outcome
            fail      | FL       | 1
            pass      | PA       | 1
            failed    | FL       | 3
            no grade  |          | 1
            in small  | fl       | 1
        """,
        expect=["fail", "in small"],
    )


def test_an_aim_that_was_not_achieved_has_no_passing_grade(breaks):
    breaks(
        outcomes.not_achieved_with_a_passing_grade,
        aim="""
            case      | OutGrade | Outcome
            pass      | PA       | 3
            fail      | U        | 3
            no grade  |          | 3
            achieved  | PA       | 1
            in small  | u        | 3
        """,
        expect=["pass", "in small"],
    )


def test_a_reason_for_leaving_is_on_the_list(breaks):
    breaks(
        outcomes.unknown_reason_for_leaving,
        aim="""
            case     | WithdrawReason
            no such  | 1
            known    | 40
            none     |
        """,
        expect=["no such"],
    )


def test_who_withdraws_gives_a_reason(breaks):
    breaks(
        outcomes.left_without_a_reason,
        aim="""
            case       | CompStatus | WithdrawReason
            no reason  | 3          |
            reason     | 3          | 97
            completed  | 2          |
        """,
        expect=["no reason"],
    )


def test_only_who_withdraws_gives_a_reason(breaks):
    breaks(
        outcomes.reason_without_leaving,
        aim="""
            case       | CompStatus | WithdrawReason
            completed  | 2          | 97
            on a break | 6          | 3
            withdrawn  | 3          | 97
            none       | 2          |
        """,
        expect=["completed", "on a break"],
    )


TYPES = """
    LearnAimRef | LearnAimRefType
    50000001    | 0001
    50000002    | 0002
    50000003    | 0003
    50000004    | 0006
"""


def test_a_grade_is_on_the_list(breaks):
    breaks(
        outcomes.unknown_grade,
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
        outcomes.grade_without_an_outcome,
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
        outcomes.grade_of_another_qualification_2020,
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
        outcomes.grade_of_another_qualification,
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
