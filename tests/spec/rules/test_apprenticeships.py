"""Length, contract and prices of an apprenticeship."""

from __future__ import annotations

from alder.sources.ilr.rules import apprenticeships

AGED_17 = """
    case              | DateOfBirth
    a day too short   | 2003-09-01
    just long enough  | 2003-09-01
    restart           | 2003-09-01
    aged 15           | 2005-09-02
    part of it        | 2003-09-01
"""
RESTART = """
    case              | LearnDelFAMType | LearnDelFAMCode
    restart           | RES             | 1
"""


def test_in_2020_an_apprenticeship_is_planned_for_a_year_with_both_ends_counted(breaks):
    breaks(
        apprenticeships.planned_under_a_year_2020,
        learner=AGED_17,
        aim="""
            case              | LearnStartDate | LearnPlanEndDate | FundModel | ProgType | AimType
            a day too short   | 2020-09-01     | 2021-08-30       | 36        | 25       | 1
            just long enough  | 2020-09-01     | 2021-08-31       | 36        | 25       | 1
            restart           | 2020-09-01     | 2021-08-30       | 36        | 25       | 1
            aged 15           | 2020-09-01     | 2021-08-30       | 36        | 25       | 1
            part of it        | 2020-09-01     | 2021-08-30       | 36        | 25       | 3
        """,
        fam=RESTART,
        expect=["a day too short"],
    )


def test_an_apprenticeship_begun_before_august_2025_is_planned_for_a_year(breaks):
    breaks(
        apprenticeships.planned_under_a_year,
        learner="""
            case              | DateOfBirth
            a day too short   | 2003-09-01
            just long enough  | 2003-09-01
            begun later       | 2003-09-01
        """,
        aim="""
            case              | LearnStartDate | LearnPlanEndDate | FundModel | ProgType | AimType
            a day too short   | 2024-09-01     | 2025-08-31       | 36        | 25       | 1
            just long enough  | 2024-09-01     | 2025-09-01       | 36        | 25       | 1
            begun later       | 2025-08-01     | 2026-07-31       | 36        | 25       | 1
        """,
        expect=["a day too short"],
    )


def test_an_apprenticeship_begun_later_is_planned_for_eight_months(breaks):
    breaks(
        apprenticeships.planned_under_eight_months,
        learner=AGED_17,
        aim="""
            case              | LearnStartDate | LearnPlanEndDate | FundModel | ProgType | AimType
            a day too short   | 2025-09-01     | 2026-04-30       | 36        | 25       | 1
            just long enough  | 2025-09-01     | 2026-05-01       | 36        | 25       | 1
            restart           | 2025-09-01     | 2026-04-30       | 36        | 25       | 1
            part of it        | 2025-09-01     | 2026-04-30       | 36        | 25       | 3
        """,
        fam=RESTART,
        expect=["a day too short"],
    )


def test_an_apprenticeship_begun_later_is_not_completed_in_under_eight_months(breaks):
    breaks(
        apprenticeships.completed_under_eight_months,
        aim="""
            case              | LearnStartDate | LearnActEndDate | CompStatus | FundModel | ProgType | AimType
            a day too short   | 2025-09-01     | 2026-04-30      | 2          | 36        | 25       | 1
            just long enough  | 2025-09-01     | 2026-05-01      | 2          | 36        | 25       | 1
            withdrawn         | 2025-09-01     | 2026-04-30      | 3          | 36        | 25       | 1
            still going       | 2025-09-01     |                 | 2          | 36        | 25       | 1
        """,
        expect=["a day too short"],
    )


def test_a_completed_apprenticeship_has_a_price_for_its_assessment(breaks):
    breaks(
        apprenticeships.completed_without_a_price_of_assessment,
        aim="""
            case               | CompStatus | ProgType | AimType | FundModel
            no price           | 2          | 25       | 1       | 36
            training only      | 2          | 25       | 1       | 36
            assessment         | 2          | 25       | 1       | 36
            not paid for       | 2          | 25       | 1       | 99
            continuing         | 1          | 25       | 1       | 36
        """,
        finance="""
            case               | AFinType | AFinCode
            training only      | TNP      | 1
            training only      | PMR      | 2
            assessment         | tnp      | 2
        """,
        expect=["no price", "training only"],
    )


def test_a_price_does_not_apply_before_the_start(breaks):
    breaks(
        apprenticeships.price_before_the_start,
        aim="""
            case             | LearnStartDate
            day before       | 2025-09-01
            that day         | 2025-09-01
            payment before   | 2025-09-01
            started in 2018  | 2018-09-01
        """,
        finance="""
            case             | AFinType | AFinDate
            day before       | TNP      | 2025-08-31
            that day         | TNP      | 2025-09-01
            payment before   | PMR      | 2025-08-31
            started in 2018  | TNP      | 2018-08-31
        """,
        expect=["day before"],
    )


def test_contract_types_do_not_overlap(breaks):
    breaks(
        apprenticeships.contract_types_overlap,
        fam="""
            case             | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom | LearnDelFAMDateTo
            no end           | ACT             | 1               | 2025-09-01          |
            no end           | ACT             | 2               | 2026-01-01          |
            same day         | ACT             | 1               | 2025-09-01          | 2026-01-01
            same day         | ACT             | 2               | 2026-01-01          |
            one after other  | ACT             | 1               | 2025-09-01          | 2025-12-31
            one after other  | ACT             | 2               | 2026-01-01          |
            in another order | ACT             | 2               | 2026-01-01          |
            in another order | ACT             | 1               | 2025-09-01          | 2025-12-31
            only one         | ACT             | 1               | 2025-09-01          |
            another type     | ACT             | 1               | 2025-09-01          |
            another type     | LSF             | 1               | 2025-10-01          |
        """,
        expect=["no end", "same day"],
    )


def test_a_contract_type_begins_on_the_start_date(breaks):
    breaks(
        apprenticeships.no_contract_type_from_the_start,
        aim="""
            case               | LearnStartDate
            a day late         | 2025-09-01
            undated            | 2025-09-01
            second from start  | 2025-09-01
            no contract type   | 2025-09-01
        """,
        fam="""
            case               | LearnDelFAMType | LearnDelFAMDateFrom
            a day late         | ACT             | 2025-09-02
            a day late         | SOF             | 2025-09-01
            undated            | ACT             |
            second from start  | ACT             | 2026-01-01
            second from start  | act             | 2025-09-01
        """,
        expect=["a day late", "undated"],
    )


def test_contract_types_leave_no_gap(breaks):
    breaks(
        apprenticeships.gap_between_contract_types,
        fam="""
            case         | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            a free day   | ACT             | 2025-09-01          | 2025-12-30
            a free day   | ACT             | 2026-01-01          |
            an overlap   | ACT             | 2025-09-01          | 2026-01-01
            an overlap   | ACT             | 2026-01-01          |
            no gap       | ACT             | 2025-09-01          | 2025-12-31
            no gap       | ACT             | 2026-01-01          |
            no end       | ACT             | 2025-09-01          |
            no end       | ACT             | 2026-01-01          |
            no beginning | ACT             | 2025-09-01          | 2025-12-30
            no beginning | ACT             |                     |
            only one     | ACT             | 2025-09-01          |
        """,
        expect=["a free day", "an overlap", "no end"],
    )


CONTRACTS = """
    case                      | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom
    no record                 | ACT             | 1               | 2025-09-01
    out of work since         | ACT             | 1               | 2025-09-01
    in work that day          | ACT             | 1               | 2025-09-01
    left work the day after   | ACT             | 1               | 2025-09-01
    contract with the agency  | ACT             | 2               | 2025-09-01
    restart                   | ACT             | 1               | 2025-09-01
    restart                   | RES             | 1               |
    made redundant            | ACT             | 1               | 2025-09-01
"""
APPRENTICES = """
    case                      | FundModel
    no record                 | 36
    out of work since         | 36
    in work that day          | 36
    left work the day after   | 36
    contract with the agency  | 36
    restart                   | 36
    made redundant            | 36
"""
WORK = """
    case                      | EmpStat | DateEmpStatApp
    out of work since         | 10      | 2024-01-01
    out of work since         | 11      | 2025-09-01
    in work that day          | 11      | 2024-01-01
    in work that day          | 10      | 2025-09-01
    left work the day after   | 10      | 2024-01-01
    left work the day after   | 11      | 2025-09-02
    restart                   | 11      | 2024-01-01
    made redundant            | 11      | 2025-08-01
"""


def test_in_2020_a_contract_with_an_employer_needs_paid_work_when_it_begins(breaks):
    breaks(
        apprenticeships.contract_with_an_employer_without_work_2020,
        fam=CONTRACTS,
        aim=APPRENTICES,
        employment=WORK,
        expect=["no record", "out of work since", "restart", "made redundant"],
    )


def test_a_contract_with_an_employer_needs_paid_work_unless_made_redundant(breaks):
    breaks(
        apprenticeships.contract_with_an_employer_without_work,
        fam=CONTRACTS,
        aim=APPRENTICES,
        employment=WORK,
        monitoring="""
            case                      | employment | ESMType | ESMCode
            made redundant            | 1          | OET     | 1
            out of work since         | 1          | OET     | 1
        """,
        expect=["no record", "out of work since"],
    )


def test_an_apprentice_has_a_learner_number(breaks):
    breaks(
        apprenticeships.apprentice_without_a_learner_number,
        learner="""
            case                      | ULN
            temporary                 | 9999999999
            known                     | 1000000019
            contract with the agency  | 9999999999
        """,
        fam="""
            case                      | LearnDelFAMType | LearnDelFAMCode
            temporary                 | ACT             | 1
            known                     | ACT             | 1
            contract with the agency  | ACT             | 2
        """,
        aim="""
            case                      | FundModel
            temporary                 | 36
        """,
        expect=["temporary"],
    )


def test_a_contract_type_ends_with_the_achievement(breaks):
    breaks(
        apprenticeships.contract_type_outlasts_the_achievement,
        aim="""
            case           | FundModel | AchDate
            day after      | 36        | 2026-03-01
            that day       | 36        | 2026-03-01
            not achieved   | 36        |
            other funding  | 81        | 2026-03-01
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMDateTo
            day after      | ACT             | 2026-03-02
            that day       | ACT             | 2026-03-01
            that day       | LSF             | 2026-03-02
            not achieved   | ACT             | 2026-03-02
            other funding  | ACT             | 2026-03-02
        """,
        expect=["day after"],
    )
