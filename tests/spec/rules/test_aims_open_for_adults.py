"""Rules about aims that must be open for adults: adult skills, the Adult Skills Fund and Free Courses for Jobs."""

from __future__ import annotations

from alder.sources.ilr.rules import aims_open_for_adults


def test_an_aim_is_open_for_adult_skills_when_it_starts(breaks):
    breaks(
        aims_open_for_adults.closed_at_the_start_for_adult_skills,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 35        | 2019-07-31     | 2022-06-30
            first day            | 60001234    | 35        | 2019-08-01     | 2022-06-30
            not listed           | 60005678    | 35        | 2019-07-31     | 2022-06-30
            ended long ago       | 60001234    | 35        | 2019-07-31     | 2020-07-31
            in custody           | 60001234    | 35        | 2019-07-31     | 2022-06-30
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            in custody | LDM             | 034
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2023-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_adult_skills(breaks):
    breaks(
        aims_open_for_adults.closed_at_the_end_for_adult_skills,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 35        | 2023-08-01
            last day                | 60001234    | 35        | 2023-07-31
            goes on                 | 60001234    | 35        |
            not listed              | 60005678    | 35        | 2023-08-01
            in custody              | 60001234    | 35        | 2023-08-01
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            in custody | LDM             | 034
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2023-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_adult_skills(breaks):
    breaks(
        aims_open_for_adults.no_new_starts_for_adult_skills,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day after the last start | 60001234    | 35        | 2022-08-01     | 2024-07-31
            last start               | 60001234    | 35        | 2022-07-31     | 2024-07-31
            restart                  | 60001234    | 35        | 2022-08-01     | 2024-07-31
            in custody               | 60001234    | 35        | 2022-08-01     | 2024-07-31
            ended long ago           | 60001234    | 35        | 2019-07-31     | 2021-07-31
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            restart    | RES             | 1
            in custody | LDM             | 034
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2023-07-31 | 2022-07-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_adult_skills(breaks):
    breaks(
        aims_open_for_adults.closed_since_last_year_for_adult_skills,
        aim="""
            case             | LearnAimRef | FundModel | LearnStartDate
            closed last year | 60001234    | 35        | 2024-07-31
            closed this year | 60005678    | 35        | 2024-07-31
            still open       | 60009999    | 35        | 2024-07-31
            in custody       | 60001234    | 35        | 2024-07-31
            too late         | 60001234    | 35        | 2024-08-01
            older row open   | 60007777    | 35        | 2024-07-31
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            in custody | LDM             | 034
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60007777    | ADULT_SKILLS     | 2019-08-01 |
            60007777    | ADULT_SKILLS     | 2021-08-01 | 2025-07-31
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2023-07-31
            60005678    | ADULT_SKILLS     | 2019-08-01 | 2025-08-01
            60009999    | ADULT_SKILLS     | 2019-08-01 |
        """,
        expect=["closed last year", "older row open"],
    )


def test_an_aim_is_listed_for_adult_skills(breaks):
    breaks(
        aims_open_for_adults.not_listed_for_adult_skills,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 35        | 2023-08-01
            listed                    | 60001234    | 35        | 2023-08-01
            day before the rule began | 60005678    | 35        | 2023-07-31
            in custody                | 60005678    | 35        | 2023-08-01
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            in custody | LDM             | 034
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | ADULT_SKILLS     | 2019-08-01
        """,
        expect=["not listed"],
    )


def test_an_aim_is_open_for_the_skills_fund_when_it_starts(breaks):
    breaks(
        aims_open_for_adults.closed_at_the_start_for_the_skills_fund,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 38        | 2019-07-31     | 2024-12-20
            first day            | 60001234    | 38        | 2019-08-01     | 2024-12-20
            not listed           | 60005678    | 38        | 2019-07-31     | 2024-12-20
            ended long ago       | 60001234    | 38        | 2019-07-31     | 2024-07-31
            devolved             | 60001234    | 38        | 2019-07-31     | 2024-12-20
        """,
        fam="""
            case     | LearnDelFAMType | LearnDelFAMCode
            devolved | SOF             | 118
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_the_skills_fund(breaks):
    breaks(
        aims_open_for_adults.closed_at_the_end_for_the_skills_fund,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 38        | 2025-08-01
            last day                | 60001234    | 38        | 2025-07-31
            goes on                 | 60001234    | 38        |
            not listed              | 60005678    | 38        | 2025-08-01
            devolved                | 60001234    | 38        | 2025-08-01
        """,
        fam="""
            case     | LearnDelFAMType | LearnDelFAMCode
            devolved | SOF             | 118
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_the_skills_fund(breaks):
    breaks(
        aims_open_for_adults.no_new_starts_for_the_skills_fund,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate
            day after the last start | 60001234    | 38        | 2025-01-01
            last start               | 60001234    | 38        | 2024-12-31
            restart                  | 60001234    | 38        | 2025-01-01
            devolved                 | 60001234    | 38        | 2025-01-01
        """,
        fam="""
            case     | LearnDelFAMType | LearnDelFAMCode
            restart  | RES             | 1
            devolved | SOF             | 118
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2025-07-31 | 2024-12-31
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_the_skills_fund(breaks):
    breaks(
        aims_open_for_adults.closed_since_last_year_for_the_skills_fund,
        aim="""
            case             | LearnAimRef | FundModel | LearnStartDate
            closed last year | 60001234    | 38        | 2024-08-01
            closed this year | 60005678    | 38        | 2024-08-01
            still open       | 60009999    | 38        | 2024-08-01
            devolved         | 60001234    | 38        | 2024-08-01
            too early        | 60001234    | 38        | 2024-07-31
        """,
        fam="""
            case     | LearnDelFAMType | LearnDelFAMCode
            devolved | SOF             | 118
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | EndDate
            60001234    | ADULT_SKILLS     | 2019-08-01 | 2025-07-31
            60005678    | ADULT_SKILLS     | 2019-08-01 | 2025-08-01
            60009999    | ADULT_SKILLS     | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_the_skills_fund(breaks):
    breaks(
        aims_open_for_adults.not_listed_for_the_skills_fund,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 38        | 2024-08-01
            listed                    | 60001234    | 38        | 2024-08-01
            day before the rule began | 60005678    | 38        | 2024-07-31
            devolved                  | 60005678    | 38        | 2024-08-01
        """,
        fam="""
            case     | LearnDelFAMType | LearnDelFAMCode
            devolved | SOF             | 118
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | ADULT_SKILLS     | 2019-08-01
        """,
        expect=["not listed"],
    )


def test_an_aim_is_open_for_free_courses_when_it_starts(breaks):
    breaks(
        aims_open_for_adults.closed_at_the_start_for_free_courses,
        aim="""
            case                 | LearnAimRef | FundModel | LearnStartDate | LearnActEndDate
            day before it opened | 60001234    | 38        | 2019-07-31     | 2024-12-20
            first day            | 60001234    | 38        | 2019-08-01     | 2024-12-20
            not listed           | 60005678    | 38        | 2019-07-31     | 2024-12-20
            ended long ago       | 60001234    | 38        | 2019-07-31     | 2024-07-31
            no free course       | 60001234    | 38        | 2019-07-31     | 2024-12-20
        """,
        fam="""
            case                 | LearnDelFAMType | LearnDelFAMCode
            day before it opened | LDM             | 378
            first day            | LDM             | 378
            not listed           | LDM             | 378
            ended long ago       | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate
            60001234    | FCFJ_ADULT_SKILLS | 2019-08-01 | 2025-07-31
        """,
        expect=["day before it opened"],
    )


def test_an_aim_ends_before_it_is_closed_for_free_courses(breaks):
    breaks(
        aims_open_for_adults.closed_at_the_end_for_free_courses,
        aim="""
            case                    | LearnAimRef | FundModel | LearnActEndDate
            day after it was closed | 60001234    | 38        | 2025-08-01
            last day                | 60001234    | 38        | 2025-07-31
            goes on                 | 60001234    | 38        |
            not listed              | 60005678    | 38        | 2025-08-01
            no free course          | 60001234    | 38        | 2025-08-01
        """,
        fam="""
            case                    | LearnDelFAMType | LearnDelFAMCode
            day after it was closed | LDM             | 378
            last day                | LDM             | 378
            goes on                 | LDM             | 378
            not listed              | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate
            60001234    | FCFJ_ADULT_SKILLS | 2019-08-01 | 2025-07-31
        """,
        expect=["day after it was closed"],
    )


def test_an_aim_takes_new_starts_for_free_courses(breaks):
    breaks(
        aims_open_for_adults.no_new_starts_for_free_courses,
        aim="""
            case                     | LearnAimRef | FundModel | LearnStartDate
            day after the last start | 60001234    | 38        | 2025-01-01
            last start               | 60001234    | 38        | 2024-12-31
            restart                  | 60001234    | 38        | 2025-01-01
            no free course           | 60001234    | 38        | 2025-01-01
            exempt category          | 60008888    | 38        | 2025-01-01
        """,
        fam="""
            case                     | LearnDelFAMType | LearnDelFAMCode
            day after the last start | LDM             | 378
            last start               | LDM             | 378
            restart                  | LDM             | 378
            restart                  | RES             | 1
            exempt category          | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate    | LastNewStartDate
            60001234    | FCFJ_ADULT_SKILLS | 2019-08-01 | 2025-07-31 | 2024-12-31
            60008888    | FCFJ_ADULT_SKILLS | 2019-08-01 | 2025-07-31 | 2024-12-31
        """,
        lars_category="""
            LearnAimRef | CategoryRef
            60008888    | 56
        """,
        expect=["day after the last start"],
    )


def test_an_aim_is_still_open_for_free_courses(breaks):
    breaks(
        aims_open_for_adults.closed_since_last_year_for_free_courses,
        aim="""
            case             | LearnAimRef | FundModel | LearnStartDate
            closed last year | 60001234    | 38        | 2024-08-01
            closed this year | 60005678    | 38        | 2024-08-01
            still open       | 60009999    | 38        | 2024-08-01
            no free course   | 60001234    | 38        | 2024-08-01
            too early        | 60001234    | 38        | 2024-07-31
        """,
        fam="""
            case             | LearnDelFAMType | LearnDelFAMCode
            closed last year | LDM             | 378
            closed this year | LDM             | 378
            still open       | LDM             | 378
            too early        | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate  | EndDate
            60001234    | FCFJ_ADULT_SKILLS | 2019-08-01 | 2025-07-31
            60005678    | FCFJ_ADULT_SKILLS | 2019-08-01 | 2025-08-01
            60009999    | FCFJ_ADULT_SKILLS | 2019-08-01 |
        """,
        expect=["closed last year"],
    )


def test_an_aim_is_listed_for_free_courses(breaks):
    breaks(
        aims_open_for_adults.not_listed_for_free_courses,
        aim="""
            case                      | LearnAimRef | FundModel | LearnStartDate
            not listed                | 60005678    | 38        | 2024-08-01
            listed                    | 60001234    | 38        | 2024-08-01
            day before the rule began | 60005678    | 38        | 2024-07-31
            no free course            | 60005678    | 38        | 2024-08-01
            exempt category           | 60008888    | 38        | 2024-08-01
        """,
        fam="""
            case                      | LearnDelFAMType | LearnDelFAMCode
            not listed                | LDM             | 378
            listed                    | LDM             | 378
            day before the rule began | LDM             | 378
            exempt category           | LDM             | 378
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory  | StartDate
            60001234    | FCFJ_ADULT_SKILLS | 2019-08-01
        """,
        lars_category="""
            LearnAimRef | CategoryRef
            60008888    | 56
        """,
        expect=["not listed"],
    )
