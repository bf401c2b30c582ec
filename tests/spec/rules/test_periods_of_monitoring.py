"""Contract types and learning support last for a while."""

from __future__ import annotations

from alder.sources.ilr.rules import periods_of_monitoring


def test_a_learner_has_one_contract_type_on_a_day(breaks):
    breaks(
        periods_of_monitoring.two_contract_types_on_one_day,
        fam="""
            case        | aim | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom | LearnDelFAMDateTo
            last day    | 1   | ACT             | 1               | 2025-08-01          | 2025-12-31
            last day    | 2   | ACT             | 2               | 2025-12-31          |
            day after   | 1   | ACT             | 1               | 2025-08-01          | 2025-12-31
            day after   | 2   | ACT             | 2               | 2026-01-01          |
            one kind    | 1   | ACT             | 1               | 2025-08-01          |
            one kind    | 2   | ACT             | 1               | 2025-09-01          |
            in between  | 1   | ACT             | 2               | 2025-08-01          | 2026-07-31
            in between  | 1   | ACT             | 2               | 2025-08-02          | 2025-08-31
            in between  | 2   | ACT             | 1               | 2025-10-01          | 2025-10-31
            other types | 1   | LSF             | 1               | 2025-08-01          |
            other types | 2   | ACT             | 2               | 2025-09-01          |
        """,
        expect=["last day", "in between"],
    )


def test_a_learner_has_learning_support_once_on_a_day(breaks):
    breaks(
        periods_of_monitoring.learning_support_twice_on_one_day,
        fam="""
            case      | aim | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom | LearnDelFAMDateTo
            last day  | 1   | LSF             | 1               | 2025-08-01          | 2025-12-31
            last day  | 2   | LSF             | 1               | 2025-12-31          |
            day after | 1   | LSF             | 1               | 2025-08-01          | 2025-12-31
            day after | 2   | LSF             | 1               | 2026-01-01          |
            before    | 1   | LSF             | 1               | 2016-07-31          | 2016-12-31
            before    | 2   | LSF             | 1               | 2016-08-01          | 2016-12-31
            open      | 1   | LSF             | 1               | 2025-08-01          |
            open      | 1   | LSF             | 1               | 2025-10-01          | 2025-12-31
        """,
        expect=["last day", "open"],
    )


def test_the_last_contract_type_of_a_framework_ends_with_learning(breaks):
    breaks(
        periods_of_monitoring.contract_type_does_not_end_with_learning,
        aim="""
            case      | FundModel | ProgType | LearnActEndDate
            other day | 36        | 2        | 2021-03-01
            no end    | 36        | 2        | 2021-03-01
            that day  | 36        | 2        | 2021-03-01
            standard  | 36        | 25       | 2021-03-01
            none      | 36        | 2        | 2021-03-01
            undated   | 36        | 2        | 2021-03-01
        """,
        fam="""
            case      | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom | LearnDelFAMDateTo
            other day | ACT             | 1               | 2020-09-01          | 2021-02-28
            no end    | ACT             | 1               | 2020-09-01          |
            that day  | ACT             | 1               | 2019-09-01          | 2020-08-31
            that day  | ACT             | 1               | 2020-09-01          | 2021-03-01
            standard  | ACT             | 1               | 2020-09-01          | 2021-02-28
            undated   | ACT             | 1               |                     | 2021-02-28
        """,
        expect=["other day", "no end", "undated"],
    )


def test_the_last_contract_type_of_a_framework_goes_on_with_learning(breaks):
    breaks(
        periods_of_monitoring.contract_type_ends_while_learning_goes_on,
        aim="""
            case     | FundModel | ProgType | LearnActEndDate
            ended    | 36        | 2        |
            goes on  | 36        | 2        |
            standard | 36        | 25       |
            left     | 36        | 2        | 2021-02-28
        """,
        fam="""
            case     | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom | LearnDelFAMDateTo
            ended    | ACT             | 1               | 2020-09-01          | 2021-02-28
            goes on  | ACT             | 1               | 2019-09-01          | 2020-08-31
            goes on  | ACT             | 1               | 2020-09-01          |
            standard | ACT             | 1               | 2020-09-01          | 2021-02-28
            left     | ACT             | 1               | 2020-09-01          | 2021-02-28
        """,
        expect=["ended"],
    )
