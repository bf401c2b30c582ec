"""Rules about aims that must be open for loans, for any kind of funding, or for areas with a budget of their own."""

from __future__ import annotations

from alder.sources.ilr.rules import aims_open_for_other_funding


def test_an_aim_is_open_for_loans_when_it_starts(breaks):
    breaks(
        aims_open_for_other_funding.closed_at_the_start_for_loans,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 99        | 2019-07-31     | 2022-06-30
            first day            | 60001234    | 99        | 2019-08-01     | 2022-06-30
            not listed           | 60005678    | 99        | 2019-07-31     | 2022-06-30
            ended long ago       | 60001234    | 99        | 2019-07-31     | 2020-07-31
            no loan              | 60001234    | 99        | 2019-07-31     | 2022-06-30
        """,
        fam="""
            case                 | LearnDelFAMType | LearnDelFAMCode
            day before it opened | ADL             | 1
            first day            | ADL             | 1
            not listed           | ADL             | 1
            ended long ago       | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADV_LEARN_LOAN   | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_loans(breaks):
    breaks(
        aims_open_for_other_funding.closed_at_the_end_for_loans,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 99        | 2025-08-01
            last day                | 60001234    | 99        | 2025-07-31
            goes on                 | 60001234    | 99        |
            not listed              | 60005678    | 99        | 2025-08-01
            no loan                 | 60001234    | 99        | 2025-08-01
        """,
        fam="""
            case                    | LearnDelFAMType | LearnDelFAMCode
            day after it was closed | ADL             | 1
            last day                | ADL             | 1
            goes on                 | ADL             | 1
            not listed              | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADV_LEARN_LOAN   | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_loans(breaks):
    breaks(
        aims_open_for_other_funding.no_new_starts_for_loans,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate
            day after the last start | 60001234    | 99        | 2025-01-01
            last start               | 60001234    | 99        | 2024-12-31
            restart                  | 60001234    | 99        | 2025-01-01
            no loan                  | 60001234    | 99        | 2025-01-01
        """,
        fam="""
            case                     | LearnDelFAMType | LearnDelFAMCode
            day after the last start | ADL             | 1
            last start               | ADL             | 1
            restart                  | ADL             | 1
            restart                  | RES             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | ADV_LEARN_LOAN   | 2019-08-01 | 2025-07-31 | 2024-12-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_loans(breaks):
    breaks(
        aims_open_for_other_funding.closed_since_last_year_for_loans,
        aim="""
            case             | LearnAimRef | FundModel
            closed last year | 60001234    | 99
            closed this year | 60005678    | 99
            still open       | 60009999    | 99
            no loan          | 60001234    | 99
        """,
        fam="""
            case             | LearnDelFAMType | LearnDelFAMCode
            closed last year | ADL             | 1
            closed this year | ADL             | 1
            still open       | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADV_LEARN_LOAN   | 2019-08-01 | 2025-07-31
            60005678    | ADV_LEARN_LOAN   | 2019-08-01 | 2025-08-01
            60009999    | ADV_LEARN_LOAN   | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_loans(breaks):
    breaks(
        aims_open_for_other_funding.not_listed_for_loans,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 99        | 2021-08-01
            listed                    | 60001234    | 99        | 2021-08-01
            day before the rule began | 60005678    | 99        | 2021-07-31
            no loan                   | 60005678    | 99        | 2021-08-01
        """,
        fam="""
            case                      | LearnDelFAMType | LearnDelFAMCode
            not listed                | ADL             | 1
            listed                    | ADL             | 1
            day before the rule began | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | ADV_LEARN_LOAN   | 2019-08-01
        """,
        expect=["not listed"],
    )


def test_an_aim_is_open_for_any_funding_when_it_starts(breaks):
    breaks(
        aims_open_for_other_funding.closed_at_the_start_for_any_funding,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 81        | 2019-07-31     | 2022-06-30
            first day            | 60001234    | 81        | 2019-08-01     | 2022-06-30
            not listed           | 60005678    | 81        | 2019-07-31     | 2022-06-30
            ended long ago       | 60001234    | 81        | 2019-07-31     | 2020-07-31
            with a loan          | 60001234    | 81        | 2019-07-31     | 2022-06-30
        """,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMCode
            with a loan | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ANY              | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_any_funding(breaks):
    breaks(
        aims_open_for_other_funding.closed_at_the_end_for_any_funding,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 81        | 2025-08-01
            last day                | 60001234    | 81        | 2025-07-31
            goes on                 | 60001234    | 81        |
            not listed              | 60005678    | 81        | 2025-08-01
            with a loan             | 60001234    | 81        | 2025-08-01
        """,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMCode
            with a loan | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ANY              | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_any_funding(breaks):
    breaks(
        aims_open_for_other_funding.no_new_starts_for_any_funding,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate
            day after the last start | 60001234    | 81        | 2025-01-01
            last start               | 60001234    | 81        | 2024-12-31
            restart                  | 60001234    | 81        | 2025-01-01
            with a loan              | 60001234    | 81        | 2025-01-01
        """,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMCode
            restart     | RES             | 1
            with a loan | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | ANY              | 2019-08-01 | 2025-07-31 | 2024-12-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_any_funding(breaks):
    breaks(
        aims_open_for_other_funding.closed_since_last_year_for_any_funding,
        aim="""
            case             | LearnAimRef | FundModel
            closed last year | 60001234    | 81
            closed this year | 60005678    | 81
            still open       | 60009999    | 81
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ANY              | 2019-08-01 | 2025-07-31
            60005678    | ANY              | 2019-08-01 | 2025-08-01
            60009999    | ANY              | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_any_funding(breaks):
    breaks(
        aims_open_for_other_funding.not_listed_for_any_funding,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 81        | 2023-08-01
            listed                    | 60001234    | 81        | 2023-08-01
            day before the rule began | 60005678    | 81        | 2023-07-31
            with a loan               | 60005678    | 81        | 2023-08-01
        """,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMCode
            with a loan | ADL             | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | ANY              | 2019-08-01
        """,
        expect=["not listed"],
    )


def test_an_aim_is_open_for_devolved_areas_when_it_starts(breaks):
    breaks(
        aims_open_for_other_funding.closed_at_the_start_for_devolved_areas,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 35        | 2019-07-31     | 2022-06-30
            first day            | 60001234    | 35        | 2019-08-01     | 2022-06-30
            not listed           | 60005678    | 35        | 2019-07-31     | 2022-06-30
            ended long ago       | 60001234    | 35        | 2019-07-31     | 2020-07-31
            free course          | 60001234    | 35        | 2019-07-31     | 2022-06-30
        """,
        fam="""
            case                 | LearnDelFAMType | LearnDelFAMCode
            day before it opened | SOF             | 116
            first day            | SOF             | 116
            not listed           | SOF             | 116
            ended long ago       | SOF             | 116
            free course          | SOF             | 116
            free course          | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | MCA_GLA          | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_devolved_areas(breaks):
    breaks(
        aims_open_for_other_funding.closed_at_the_end_for_devolved_areas,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 35        | 2025-08-01
            last day                | 60001234    | 35        | 2025-07-31
            goes on                 | 60001234    | 35        |
            not listed              | 60005678    | 35        | 2025-08-01
            free course             | 60001234    | 35        | 2025-08-01
        """,
        fam="""
            case                    | LearnDelFAMType | LearnDelFAMCode
            day after it was closed | SOF             | 116
            last day                | SOF             | 116
            goes on                 | SOF             | 116
            not listed              | SOF             | 116
            free course             | SOF             | 116
            free course             | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | MCA_GLA          | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_devolved_areas(breaks):
    breaks(
        aims_open_for_other_funding.no_new_starts_for_devolved_areas,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day after the last start | 60001234    | 35        | 2022-08-01     | 2025-06-30
            last start               | 60001234    | 35        | 2022-07-31     | 2025-06-30
            restart                  | 60001234    | 35        | 2022-08-01     | 2025-06-30
            free course              | 60001234    | 35        | 2022-08-01     | 2025-06-30
            ended long ago           | 60001234    | 35        | 2019-07-31     | 2021-07-31
        """,
        fam="""
            case                     | LearnDelFAMType | LearnDelFAMCode
            day after the last start | SOF             | 116
            last start               | SOF             | 116
            restart                  | SOF             | 116
            restart                  | RES             | 1
            free course              | SOF             | 116
            free course              | LDM             | 378
            ended long ago           | SOF             | 116
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | MCA_GLA          | 2019-08-01 | 2025-07-31 | 2022-07-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_devolved_areas(breaks):
    breaks(
        aims_open_for_other_funding.closed_since_last_year_for_devolved_areas,
        aim="""
            case             | LearnAimRef | FundModel
            closed last year | 60001234    | 35
            closed this year | 60005678    | 35
            still open       | 60009999    | 35
            free course      | 60001234    | 35
        """,
        fam="""
            case             | LearnDelFAMType | LearnDelFAMCode
            closed last year | SOF             | 116
            closed this year | SOF             | 116
            still open       | SOF             | 116
            free course      | SOF             | 116
            free course      | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | MCA_GLA          | 2019-08-01 | 2025-07-31
            60005678    | MCA_GLA          | 2019-08-01 | 2025-08-01
            60009999    | MCA_GLA          | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_devolved_areas(breaks):
    breaks(
        aims_open_for_other_funding.not_listed_for_devolved_areas,
        aim="""
            case                          | LearnAimRef | FundModel | LearnStartDate
            not listed                    | 60005678    | 35        | 2023-08-01
            listed                        | 60001234    | 35        | 2023-08-01
            day before the rule began     | 60005678    | 35        | 2023-07-31
            free course                   | 60005678    | 35        | 2023-08-01
            listed for community learning | 60009999    | 35        | 2023-08-01
        """,
        fam="""
            case                          | LearnDelFAMType | LearnDelFAMCode
            not listed                    | SOF             | 116
            listed                        | SOF             | 116
            day before the rule began     | SOF             | 116
            free course                   | SOF             | 116
            free course                   | LDM             | 378
            listed for community learning | SOF             | 116
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | MCA_GLA          | 2019-08-01
            60009999    | COMM_LEARN       | 2019-08-01
        """,
        expect=["not listed"],
    )
