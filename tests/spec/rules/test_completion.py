"""Completion and outcome by kind of programme, and what the learner gained."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import completion


def test_in_2020_a_continuing_aim_has_no_outcome_unless_it_is_a_standard(breaks):
    breaks(
        completion.outcome_while_continuing_2020,
        aim="""
            case            | Outcome | CompStatus | FundModel | ProgType
            adult skills    | 1       | 1          | 35        |
            without money   | 1       | 1          | 99        | 25
            standard        | 8       | 1          | 36        | 25
            completed       | 1       | 2          | 35        |
            no outcome      |         | 1          | 35        |
        """,
        expect=["adult skills", "without money"],
    )


def test_a_continuing_aim_has_no_outcome_unless_it_is_assessed_later(breaks):
    breaks(
        completion.outcome_while_continuing,
        aim="""
            case            | Outcome | CompStatus | FundModel | ProgType
            adult skills    | 1       | 1          | 38        |
            without money   | 1       | 1          | 99        | 25
            standard        | 8       | 1          | 36        | 25
            bootcamp        | 1       | 1          | 37        | 32
            no outcome      |         | 1          | 38        |
        """,
        expect=["adult skills"],
    )


def test_in_2020_who_leaves_has_not_achieved(breaks):
    breaks(
        completion.left_but_achieved_2020,
        aim="""
            case       | CompStatus | Outcome
            withdrew   | 3          | 1
            on a break | 6          | 8
            partly     | 3          | 2
            completed  | 2          | 1
        """,
        expect=["withdrew", "on a break"],
    )


def test_who_leaves_has_not_achieved_unless_it_is_a_bootcamp(breaks):
    breaks(
        completion.left_but_achieved,
        aim="""
            case       | CompStatus | Outcome | FundModel | ProgType
            withdrew   | 3          | 1       | 36        | 25
            on a break | 6          | 8       | 38        |
            partly     | 3          | 2       | 38        |
            bootcamp   | 3          | 1       | 37        | 32
        """,
        expect=["withdrew", "on a break"],
    )


@pytest.mark.parametrize("year", ["2020/21", "2025/26"])
def test_an_apprenticeship_with_an_achievement_date_is_completed(breaks, year):
    breaks(
        completion.apprenticeship_achieved_but_not_completed,
        aim="""
            case       | AimType | FundModel | ProgType | LearnActEndDate | AchDate    | CompStatus
            continuing | 1       | 36        | 25       | 2019-08-01      | 2019-09-01 | 1
            day before | 1       | 36        | 25       | 2019-07-31      | 2019-09-01 | 1
            no date    | 1       | 36        | 25       | 2019-08-01      |            | 1
            part of it | 3       | 36        | 25       | 2019-08-01      | 2019-09-01 | 1
            completed  | 1       | 36        | 25       | 2019-08-01      | 2019-09-01 | 2
        """,
        expect=["continuing"],
        year=year,
    )


def test_a_bootcamp_with_an_achievement_date_is_completed(breaks):
    breaks(
        completion.bootcamp_achieved_but_not_completed,
        aim="""
            case       | AimType | FundModel | ProgType | AchDate    | CompStatus
            continuing | 1       | 37        | 32       | 2025-09-01 | 1
            part of it | 3       | 37        | 32       | 2025-09-01 | 1
            no date    | 1       | 37        | 32       |            | 1
            completed  | 1       | 37        | 32       | 2025-09-01 | 2
        """,
        expect=["continuing"],
    )


def test_an_outcome_returned_as_an_aim_is_completed(breaks):
    breaks(
        completion.progress_not_completed,
        aim="""
            case        | LearnAimRef | CompStatus
            continuing  | Z0059748    | 1
            completed   | Z0059748    | 2
            another aim | Z0059746    | 1
        """,
        expect=["continuing"],
    )


def test_an_aim_with_an_achievement_date_is_achieved_unless_it_is_a_standard(breaks):
    breaks(
        completion.achievement_date_but_not_achieved,
        aim="""
            case           | AchDate    | Outcome | FundModel | ProgType
            not achieved   | 2026-03-01 | 3       | 81        | 25
            no outcome     | 2026-03-01 |         | 38        |
            standard       | 2026-03-01 | 3       | 36        | 25
            achieved       | 2026-03-01 | 1       | 81        | 25
            no date        |            | 3       | 81        | 25
        """,
        expect=["not achieved", "no outcome"],
    )


def test_a_traineeship_that_was_not_achieved_has_a_destination(breaks):
    breaks(
        completion.traineeship_ended_without_a_destination,
        learner="""
            case        | LearnRefNumber
            unknown     | ABC
            known       | ABC
            of another  | ABC
            achieved    | ABC
        """,
        aim="""
            case        | AimType | ProgType | Outcome
            unknown     | 1       | 24       | 3
            known       | 1       | 24       | 3
            of another  | 1       | 24       | 2
            achieved    | 1       | 24       | 1
        """,
        destination="""
            case        | LearnRefNumber
            known       | abc
            of another  | abd
        """,
        outcome="""
            case        | destination | OutType | OutCode
            known       | 1           | NPE     | 1
            of another  | 1           | NPE     | 1
        """,
        expect=["unknown", "of another"],
    )


def test_an_achieved_traineeship_led_to_work_or_learning_within_six_months(breaks):
    breaks(
        completion.traineeship_achieved_without_progress,
        learner="""
            case           | LearnRefNumber
            six months     | ABC
            a day less     | ABC
            other learning | ABC
            still going    | ABC
            older          | ABC
        """,
        aim="""
            case           | AimType | ProgType | Outcome | LearnStartDate | LearnActEndDate
            six months     | 1       | 24       | 1       | 2015-08-01     | 2020-10-01
            a day less     | 1       | 24       | 1       | 2015-08-01     | 2020-10-01
            other learning | 1       | 24       | 1       | 2015-08-01     | 2020-10-01
            still going    | 1       | 24       | 1       | 2015-08-01     |
            older          | 1       | 24       | 1       | 2015-07-31     | 2020-10-01
        """,
        destination="""
            case           | LearnRefNumber
            six months     | ABC
            a day less     | ABC
            other learning | ABC
        """,
        outcome="""
            case           | destination | OutType | OutCode | OutStartDate
            six months     | 1           | EMP     | 1       | 2021-04-01
            a day less     | 1           | EDU     | 2       | 2021-03-31
            other learning | 1           | EDU     | 1       | 2020-11-01
        """,
        expect=["six months", "other learning"],
    )


def test_a_continuing_aim_is_not_marked_as_not_achieved(breaks):
    breaks(
        completion.not_achieved_while_continuing,
        aim="""
            case       | Outcome | CompStatus
            continuing | 3       | 1
            completed  | 3       | 2
            partly     | 2       | 1
        """,
        expect=["continuing"],
    )


def test_an_aim_with_an_outcome_has_ended(breaks):
    breaks(
        completion.outcome_without_an_end,
        aim="""
            case       | Outcome | LearnActEndDate | FundModel | ProgType
            no end     | 3       |                 | 38        |
            ended      | 3       | 2026-03-01      | 38        |
            bootcamp   | 1       |                 | 37        | 32
            no outcome |         |                 | 38        |
        """,
        expect=["no end"],
    )


def test_employment_outcomes_are_not_collected_for_some_funding(breaks):
    breaks(
        completion.employment_outcome_not_collected,
        aim="""
            case               | EmpOutcome | FundModel
            community learning | 1          | 10
            adult skills       | 1          | 35
            none               |            | 10
        """,
        expect=["community learning"],
    )


def test_an_employment_outcome_is_on_the_list(breaks):
    breaks(
        completion.unknown_employment_outcome,
        aim="""
            case    | EmpOutcome
            no such | 3
            known   | 2
            none    |
        """,
        expect=["no such"],
    )


def test_apprentices_have_no_employment_outcome(breaks):
    breaks(
        completion.employment_outcome_of_an_apprenticeship,
        aim="""
            case        | EmpOutcome | ProgType
            standard    | 1          | 25
            framework   | 2          | 2
            traineeship | 1          | 24
            none        |            | 25
        """,
        expect=["standard", "framework"],
    )


def test_tailored_learning_that_ended_says_what_was_gained(breaks):
    breaks(
        completion.tailored_learning_without_an_outcome,
        aim="""
            case          | FundModel | CompStatus | TLOut
            completed     | 11        | 2          |
            withdrew      | 11        | 3          |
            continuing    | 11        | 1          |
            said          | 11        | 2          | 11
            other funding | 38        | 2          |
        """,
        expect=["completed", "withdrew"],
    )


def test_what_was_gained_is_on_the_list(breaks):
    breaks(
        completion.unknown_outcome_of_tailored_learning,
        aim="""
            case    | TLOut
            no such | 12
            known   | 11
            none    |
        """,
        expect=["no such"],
    )


def test_a_reason_of_custody_is_for_learners_in_custody(breaks):
    breaks(
        completion.left_custody_without_being_in_it,
        aim="""
            case           | WithdrawReason
            not in custody | 28
            in custody     | 28
            other reason   | 29
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            not in custody | LDM             | 34
            in custody     | LDM             | 034
        """,
        expect=["not in custody"],
    )


def test_in_2020_code_48_is_for_industry_placements(breaks):
    breaks(
        completion.reason_of_a_placement_2020,
        aim="""
            case          | CompStatus | WithdrawReason | LearnAimRef
            other aim     | 3          | 48             | ZWRKX001
            placement     | 3          | 48             | zwrkx002
            not withdrawn | 2          | 48             | ZWRKX001
        """,
        expect=["other aim"],
    )


def test_code_48_is_for_industry_placements(breaks):
    breaks(
        completion.reason_of_a_placement,
        aim="""
            case          | CompStatus | WithdrawReason | LearnAimRef
            other aim     | 3          | 48             | ZWRKX001
            placement     | 3          | 48             | ZWRKX002
            not withdrawn | 2          | 48             | ZWRKX001
            other reason  | 3          | 47             | ZWRKX001
        """,
        expect=["other aim", "not withdrawn"],
    )


def test_in_2020_the_identifier_of_an_aim_is_a_uuid_in_any_form(breaks):
    breaks(
        completion.identifier_of_another_form_2020,
        aim="""
            case        | SWSupAimId
            a name      | ZWRKX002
            all noughts | 00000000-0000-0000-0000-000000000000
            no hyphens  | 3F2504E04F8941D39A0C0305E82C3301
            in brackets | {3f2504e0-4f89-41d3-9a0c-0305e82c3301}
            none        |
        """,
        expect=["a name", "all noughts"],
    )


def test_the_identifier_of_an_aim_is_a_uuid(breaks):
    breaks(
        completion.identifier_of_another_form,
        aim="""
            case        | SWSupAimId
            a name      | ZWRKX002
            no hyphens  | 3F2504E04F8941D39A0C0305E82C3301
            uuid        | 3f2504e0-4f89-41d3-9a0c-0305e82c3301
            none        |
        """,
        expect=["a name", "no hyphens"],
    )
