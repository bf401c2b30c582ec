"""Rules that compare an aim with what the provider returned for it last year."""

from __future__ import annotations

from alder.sources.ilr.rules import last_year

BEFORE = """
    collection_year|LearnRefNumber | ULN        | UKPRN    | LearnAimRef | LearnStartDate | LearnActEndDate | FundModel
    2019/20        |A1             | 1234567890 | 10000001 | 60001234    | 2019-09-01     | 2020-06-30      | 35
    2019/20        |B1             | 1234567890 | 10000002 | 60001234    | 2019-09-01     | 2020-06-30      | 35
    2019/20        |A1             | 1234567890 | 10000001 | 60005678    | 2019-09-01     |                 | 35
    2018/19        |A1             | 1234567890 | 10000001 | 60009999    | 2018-09-01     | 2019-06-30      | 35
"""


def test_an_aim_that_ended_last_year_keeps_its_end(breaks):
    breaks(
        last_year.end_date_differs_from_last_year,
        learner="""
            case               | LearnRefNumber | ULN
            no end any more    | A1             | 1234567890
            another end        | a1             | 1234567890
            same end           | A1             | 1234567890
            went on last year  | A1             | 1234567890
            another learner    | A1             | 9876543210
            another start      | A1             | 1234567890
            community learning | A1             | 1234567890
            the year before    | A1             | 1234567890
        """,
        aim="""
            case               | LearnAimRef | LearnStartDate | LearnActEndDate | FundModel
            no end any more    | 60001234    | 2019-09-01     |                 | 35
            another end        | 60001234    | 2019-09-01     | 2020-07-01      | 35
            same end           | 60001234    | 2019-09-01     | 2020-06-30      | 35
            went on last year  | 60005678    | 2019-09-01     |                 | 35
            another learner    | 60001234    | 2019-09-01     |                 | 35
            another start      | 60001234    | 2019-09-02     |                 | 35
            community learning | 60001234    | 2019-09-01     |                 | 10
            the year before    | 60009999    | 2018-09-01     |                 | 35
        """,
        last_year_aim=BEFORE,
        expect=["no end any more", "another end"],
    )


def test_an_aim_that_ended_at_an_earlier_provider_keeps_its_end(breaks):
    breaks(
        last_year.end_date_differs_from_last_year,
        learner="""
            case            | LearnRefNumber | PrevLearnRefNumber | ULN        | PrevUKPRN
            no end any more | C1             | B1                 | 1234567890 | 10000002
            another earlier | C1             | B1                 | 1234567890 | 10000003
        """,
        aim="""
            case            | LearnAimRef | LearnStartDate | FundModel | ProgType
            no end any more | 60001234    | 2019-09-01     | 35        |
            another earlier | 60001234    | 2019-09-01     | 35        |
        """,
        last_year_aim=BEFORE,
        expect=["no end any more"],
    )
