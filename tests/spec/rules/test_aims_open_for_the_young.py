"""Rules about aims that must be open for 14 to 19 year-olds, or for community and tailored learning."""

from __future__ import annotations

from alder.sources.ilr.rules import aims_open_for_the_young


def test_an_aim_is_open_for_16_to_19_when_it_starts(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_start_for_16_to_19,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 25        | 2019-07-31     | 2022-06-30
            first day            | 60001234    | 25        | 2019-08-01     | 2022-06-30
            not listed           | 60005678    | 25        | 2019-07-31     | 2022-06-30
            ended long ago       | 60001234    | 25        | 2019-07-31     | 2020-07-31
            aged 14 to 16        | 60001234    | 25        | 2019-07-31     | 2022-06-30
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            aged 14 to 16 | LDM             | 320
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | 1619_EFA         | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_16_to_19(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_end_for_16_to_19,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 25        | 2025-08-01
            last day                | 60001234    | 25        | 2025-07-31
            goes on                 | 60001234    | 25        |
            not listed              | 60005678    | 25        | 2025-08-01
            aged 14 to 16           | 60001234    | 25        | 2025-08-01
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            aged 14 to 16 | LDM             | 320
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | 1619_EFA         | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_16_to_19(breaks):
    breaks(
        aims_open_for_the_young.no_new_starts_for_16_to_19,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate
            day after the last start | 60001234    | 25        | 2025-01-01
            last start               | 60001234    | 25        | 2024-12-31
            restart                  | 60001234    | 25        | 2025-01-01
            aged 14 to 16            | 60001234    | 25        | 2025-01-01
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            restart       | RES             | 1
            aged 14 to 16 | LDM             | 320
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | 1619_EFA         | 2019-08-01 | 2025-07-31 | 2024-12-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_16_to_19(breaks):
    breaks(
        aims_open_for_the_young.closed_since_last_year_for_16_to_19,
        aim="""
            case             | LearnAimRef | FundModel | LearnStartDate
            closed last year | 60001234    | 25        | 2021-08-01
            closed this year | 60005678    | 25        | 2021-08-01
            still open       | 60009999    | 25        | 2021-08-01
            aged 14 to 16    | 60001234    | 25        | 2021-08-01
            too early        | 60001234    | 25        | 2021-07-31
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            aged 14 to 16 | LDM             | 320
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | 1619_EFA         | 2019-08-01 | 2025-07-31
            60005678    | 1619_EFA         | 2019-08-01 | 2025-08-01
            60009999    | 1619_EFA         | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_16_to_19(breaks):
    breaks(
        aims_open_for_the_young.not_listed_for_16_to_19,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 25        | 2021-08-01
            listed                    | 60001234    | 25        | 2021-08-01
            day before the rule began | 60005678    | 25        | 2021-07-31
            aged 14 to 16             | 60005678    | 25        | 2021-08-01
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            aged 14 to 16 | LDM             | 320
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | 1619_EFA         | 2019-08-01
        """,
        expect=["not listed"],
    )


def test_an_aim_is_open_for_14_to_16_when_it_starts(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_start_for_14_to_16,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 25        | 2019-07-31     | 2022-06-30
            first day            | 60001234    | 25        | 2019-08-01     | 2022-06-30
            not listed           | 60005678    | 25        | 2019-07-31     | 2022-06-30
            ended long ago       | 60001234    | 25        | 2019-07-31     | 2020-07-31
            aged 16 to 19        | 60001234    | 25        | 2019-07-31     | 2022-06-30
        """,
        fam="""
            case                 | LearnDelFAMType | LearnDelFAMCode
            day before it opened | LDM             | 321
            first day            | LDM             | 321
            not listed           | LDM             | 321
            ended long ago       | LDM             | 321
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | 1416_EFA         | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_14_to_16(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_end_for_14_to_16,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 25        | 2025-08-01
            last day                | 60001234    | 25        | 2025-07-31
            goes on                 | 60001234    | 25        |
            not listed              | 60005678    | 25        | 2025-08-01
            aged 16 to 19           | 60001234    | 25        | 2025-08-01
        """,
        fam="""
            case                    | LearnDelFAMType | LearnDelFAMCode
            day after it was closed | LDM             | 321
            last day                | LDM             | 321
            goes on                 | LDM             | 321
            not listed              | LDM             | 321
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | 1416_EFA         | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_14_to_16(breaks):
    breaks(
        aims_open_for_the_young.no_new_starts_for_14_to_16,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day after the last start | 60001234    | 25        | 2022-08-01     | 2025-06-30
            last start               | 60001234    | 25        | 2022-07-31     | 2025-06-30
            restart                  | 60001234    | 25        | 2022-08-01     | 2025-06-30
            aged 16 to 19            | 60001234    | 25        | 2022-08-01     | 2025-06-30
            ended long ago           | 60001234    | 25        | 2019-07-31     | 2021-07-31
        """,
        fam="""
            case                     | LearnDelFAMType | LearnDelFAMCode
            day after the last start | LDM             | 321
            last start               | LDM             | 321
            restart                  | LDM             | 321
            restart                  | RES             | 1
            ended long ago           | LDM             | 321
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | 1416_EFA         | 2019-08-01 | 2025-07-31 | 2022-07-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_14_to_16(breaks):
    breaks(
        aims_open_for_the_young.closed_since_last_year_for_14_to_16,
        aim="""
            case             | LearnAimRef | FundModel | LearnActEndDate
            closed last year | 60001234    | 25        | 2021-08-01
            closed this year | 60005678    | 25        | 2021-08-01
            still open       | 60009999    | 25        | 2021-08-01
            aged 16 to 19    | 60001234    | 25        | 2021-08-01
            too early        | 60001234    | 25        | 2021-07-31
        """,
        fam="""
            case             | LearnDelFAMType | LearnDelFAMCode
            closed last year | LDM             | 321
            closed this year | LDM             | 321
            still open       | LDM             | 321
            too early        | LDM             | 321
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | 1416_EFA         | 2019-08-01 | 2025-07-31
            60005678    | 1416_EFA         | 2019-08-01 | 2025-08-01
            60009999    | 1416_EFA         | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_14_to_16(breaks):
    breaks(
        aims_open_for_the_young.not_listed_for_14_to_16,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 25        | 2023-08-01
            listed                    | 60001234    | 25        | 2023-08-01
            day before the rule began | 60005678    | 25        | 2023-07-31
            aged 16 to 19             | 60005678    | 25        | 2023-08-01
        """,
        fam="""
            case                      | LearnDelFAMType | LearnDelFAMCode
            not listed                | LDM             | 321
            listed                    | LDM             | 321
            day before the rule began | LDM             | 321
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | 1416_EFA         | 2019-08-01
        """,
        expect=["not listed"],
    )


def test_an_aim_is_open_for_community_learning_when_it_starts(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_start_for_community_learning,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 10        | 2019-07-31     | 2022-06-30
            first day            | 60001234    | 10        | 2019-08-01     | 2022-06-30
            not listed           | 60005678    | 10        | 2019-07-31     | 2022-06-30
            ended long ago       | 60001234    | 10        | 2019-07-31     | 2020-07-31
            other funding        | 60001234    | 11        | 2019-07-31     | 2022-06-30
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | COMM_LEARN       | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_community_learning(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_end_for_community_learning,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 10        | 2025-08-01
            last day                | 60001234    | 10        | 2025-07-31
            goes on                 | 60001234    | 10        |
            not listed              | 60005678    | 10        | 2025-08-01
            other funding           | 60001234    | 11        | 2025-08-01
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | COMM_LEARN       | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_community_learning(breaks):
    breaks(
        aims_open_for_the_young.no_new_starts_for_community_learning,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day after the last start | 60001234    | 10        | 2022-08-01     | 2025-06-30
            last start               | 60001234    | 10        | 2022-07-31     | 2025-06-30
            restart                  | 60001234    | 10        | 2022-08-01     | 2025-06-30
            other funding            | 60001234    | 11        | 2022-08-01     | 2025-06-30
            ended long ago           | 60001234    | 10        | 2019-07-31     | 2021-07-31
        """,
        fam="""
            case    | LearnDelFAMType | LearnDelFAMCode
            restart | RES             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | COMM_LEARN       | 2019-08-01 | 2025-07-31 | 2022-07-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_community_learning(breaks):
    breaks(
        aims_open_for_the_young.closed_since_last_year_for_community_learning,
        aim="""
            case             | LearnAimRef | FundModel
            closed last year | 60001234    | 10
            closed this year | 60005678    | 10
            still open       | 60009999    | 10
            other funding    | 60001234    | 11
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | COMM_LEARN       | 2019-08-01 | 2025-07-31
            60005678    | COMM_LEARN       | 2019-08-01 | 2025-08-01
            60009999    | COMM_LEARN       | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_community_learning(breaks):
    breaks(
        aims_open_for_the_young.not_listed_for_community_learning,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 10        | 2023-08-01
            listed                    | 60001234    | 10        | 2023-08-01
            day before the rule began | 60005678    | 10        | 2023-07-31
            other funding             | 60005678    | 11        | 2023-08-01
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | COMM_LEARN       | 2019-08-01
        """,
        expect=["not listed"],
    )


def test_an_aim_is_open_for_tailored_learning_when_it_starts(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_start_for_tailored_learning,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 11        | 2019-07-31     | 2024-12-20
            first day            | 60001234    | 11        | 2019-08-01     | 2024-12-20
            not listed           | 60005678    | 11        | 2019-07-31     | 2024-12-20
            ended long ago       | 60001234    | 11        | 2019-07-31     | 2024-07-31
            other funding        | 60001234    | 10        | 2019-07-31     | 2024-12-20
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate
            60001234    | TAILORED_LEARNING | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_tailored_learning(breaks):
    breaks(
        aims_open_for_the_young.closed_at_the_end_for_tailored_learning,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 11        | 2025-08-01
            last day                | 60001234    | 11        | 2025-07-31
            goes on                 | 60001234    | 11        |
            not listed              | 60005678    | 11        | 2025-08-01
            other funding           | 60001234    | 10        | 2025-08-01
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate
            60001234    | TAILORED_LEARNING | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_tailored_learning(breaks):
    breaks(
        aims_open_for_the_young.no_new_starts_for_tailored_learning,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day after the last start | 60001234    | 11        | 2025-01-01     | 2025-06-30
            last start               | 60001234    | 11        | 2024-12-31     | 2025-06-30
            restart                  | 60001234    | 11        | 2025-01-01     | 2025-06-30
            other funding            | 60001234    | 10        | 2025-01-01     | 2025-06-30
            ended long ago           | 60001234    | 11        | 2019-07-31     | 2024-07-31
        """,
        fam="""
            case    | LearnDelFAMType | LearnDelFAMCode
            restart | RES             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate    | LastNewStartDate
            60001234    | TAILORED_LEARNING | 2019-08-01 | 2025-07-31 | 2024-12-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_tailored_learning(breaks):
    breaks(
        aims_open_for_the_young.closed_since_last_year_for_tailored_learning,
        aim="""
            case             | LearnAimRef | FundModel
            closed last year | 60001234    | 11
            closed this year | 60005678    | 11
            still open       | 60009999    | 11
            other funding    | 60001234    | 10
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate
            60001234    | TAILORED_LEARNING | 2019-08-01 | 2025-07-31
            60005678    | TAILORED_LEARNING | 2019-08-01 | 2025-08-01
            60009999    | TAILORED_LEARNING | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_tailored_learning(breaks):
    breaks(
        aims_open_for_the_young.not_listed_for_tailored_learning,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 11        | 2024-08-01
            listed                    | 60001234    | 11        | 2024-08-01
            day before the rule began | 60005678    | 11        | 2024-07-31
            other funding             | 60005678    | 10        | 2024-08-01
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate
            60001234    | TAILORED_LEARNING | 2019-08-01
        """,
        expect=["not listed"],
    )
