"""How long apprenticeships last that began under older arrangements."""

from __future__ import annotations

from alder.sources.ilr.rules import lengths


def _learners(born: str, *cases: str) -> str:
    return "case | DateOfBirth\n" + "\n".join(f"{c} | {born}" for c in cases)


RESTART = """
    case     | LearnDelFAMType | LearnDelFAMCode
    restart  | RES             | 1
"""


def test_frameworks_of_the_young_are_planned_for_a_year(breaks):
    breaks(
        lengths.framework_of_the_young_planned_under_a_year,
        learner="""
            case      | DateOfBirth
            364 days  | 2000-01-01
            365 days  | 2000-01-01
            19        | 1995-09-01
            standard  | 2000-01-01
            restart   | 2000-01-01
        """,
        aim="""
            case      | FundModel | ProgType | AimType | LearnStartDate | LearnPlanEndDate
            364 days  | 35        | 3        | 1       | 2014-09-01     | 2015-08-30
            365 days  | 35        | 3        | 1       | 2014-09-01     | 2015-08-31
            19        | 35        | 3        | 1       | 2014-09-01     | 2015-08-30
            standard  | 81        | 25       | 1       | 2014-09-01     | 2015-08-30
            restart   | 35        | 3        | 1       | 2014-09-01     | 2015-08-30
        """,
        fam=RESTART,
        expect=["364 days"],
    )


def test_frameworks_of_adults_are_planned_for_half_a_year(breaks):
    breaks(
        lengths.framework_of_adults_planned_under_half_a_year,
        learner=_learners("1990-01-01", "to January", "to February", "standard", "restart"),
        aim="""
            case        | FundModel | ProgType | AimType | LearnStartDate | LearnPlanEndDate
            to January  | 35        | 3        | 1       | 2014-08-01     | 2015-01-31
            to February | 35        | 3        | 1       | 2014-08-31     | 2015-02-01
            standard    | 81        | 25       | 1       | 2014-08-01     | 2015-01-31
            restart     | 35        | 3        | 1       | 2014-08-01     | 2015-01-31
        """,
        fam=RESTART,
        expect=["to January"],
    )


def test_early_standards_of_adults_are_planned_for_a_year(breaks):
    breaks(
        lengths.early_standard_planned_under_a_year,
        learner=_learners("1990-01-01", "364 days", "365 days", "August 2016", "restart"),
        aim="""
            case        | FundModel | ProgType | AimType | LearnStartDate | LearnPlanEndDate
            364 days    | 81        | 25       | 1       | 2014-09-01     | 2015-08-31
            365 days    | 81        | 25       | 1       | 2014-09-01     | 2015-09-01
            August 2016 | 81        | 25       | 1       | 2016-08-01     | 2017-01-01
            restart     | 81        | 25       | 1       | 2014-09-01     | 2015-08-31
        """,
        fam=RESTART,
        expect=["364 days"],
    )


def test_frameworks_of_the_young_are_achieved_in_a_year_or_more(breaks):
    breaks(
        lengths.framework_of_the_young_achieved_under_a_year,
        learner=_learners("2002-01-01", "364 days", "365 days", "not achieved", "restart"),
        aim="""
            case         | FundModel | ProgType | AimType | Outcome | LearnStartDate | LearnActEndDate
            364 days     | 35        | 3        | 1       | 1       | 2018-09-01     | 2019-08-31
            365 days     | 35        | 3        | 1       | 1       | 2018-09-01     | 2019-09-01
            not achieved | 35        | 3        | 1       | 3       | 2018-09-01     | 2019-08-31
            restart      | 35        | 3        | 1       | 1       | 2018-09-01     | 2019-08-31
        """,
        fam=RESTART,
        expect=["364 days"],
    )


ACHIEVED = """
    case         | FundModel | ProgType | AimType | Outcome | LearnStartDate | LearnActEndDate
    363 days     | 81        | 25       | 1       | 1       | 2015-09-01     | 2016-08-29
    364 days     | 81        | 25       | 1       | 1       | 2015-09-01     | 2016-08-30
    365 days     | 81        | 25       | 1       | 1       | 2015-09-01     | 2016-08-31
    August 2016  | 81        | 25       | 1       | 1       | 2016-08-01     | 2016-12-01
    restart      | 81        | 25       | 1       | 1       | 2015-09-01     | 2016-08-29
"""
ADULTS = _learners("1990-01-01", "363 days", "364 days", "365 days", "August 2016", "restart")


def test_in_2020_early_standards_of_adults_are_achieved_in_a_year_or_more(breaks):
    breaks(
        lengths.early_standard_achieved_under_a_year_2020,
        learner=ADULTS,
        aim=ACHIEVED,
        fam=RESTART,
        expect=["363 days"],
    )


def test_early_standards_of_adults_are_achieved_in_a_year_or_more(breaks):
    breaks(
        lengths.early_standard_achieved_under_a_year,
        learner=ADULTS,
        aim=ACHIEVED,
        fam=RESTART,
        expect=["363 days", "364 days"],
    )


COMPLETED = """
    case         | FundModel | ProgType | AimType | CompStatus | LearnStartDate | LearnActEndDate
    364 days     | 36        | 25       | 1       | 2          | 2018-09-01     | 2019-08-31
    365 days     | 36        | 25       | 1       | 2          | 2018-09-01     | 2019-09-01
    goes on      | 36        | 25       | 1       | 1          | 2018-09-01     |
    August 2025  | 36        | 25       | 1       | 2          | 2025-08-01     | 2026-06-01
    restart      | 36        | 25       | 1       | 2          | 2018-09-01     | 2019-08-31
"""


def test_in_2020_apprenticeships_are_completed_in_a_year_or_more(breaks):
    breaks(
        lengths.completed_under_a_year_2020,
        learner=_learners("1990-01-01", "364 days", "365 days", "goes on", "restart"),
        aim=COMPLETED.replace("2025-08-01     | 2026-06-01", "2016-07-31     | 2017-01-01"),
        fam=RESTART,
        expect=["364 days"],
    )


def test_apprenticeships_from_before_august_2025_are_completed_in_a_year_or_more(breaks):
    breaks(lengths.completed_under_a_year, aim=COMPLETED, fam=RESTART, expect=["364 days"])


def test_frameworks_since_may_2017_are_planned_for_a_year(breaks):
    breaks(
        lengths.framework_planned_under_a_year,
        aim="""
            case       | FundModel | ProgType | AimType | LearnStartDate | LearnPlanEndDate
            364 days   | 36        | 3        | 1       | 2017-05-01     | 2018-04-29
            365 days   | 36        | 3        | 1       | 2017-05-01     | 2018-04-30
            April 2017 | 36        | 3        | 1       | 2017-04-30     | 2017-12-01
            standard   | 36        | 25       | 1       | 2017-05-01     | 2018-04-29
            restart    | 36        | 3        | 1       | 2017-05-01     | 2018-04-29
        """,
        fam=RESTART,
        expect=["364 days"],
    )


def test_frameworks_since_may_2017_are_completed_in_a_year_or_more(breaks):
    breaks(
        lengths.framework_completed_under_a_year,
        aim="""
            case       | FundModel | ProgType | AimType | CompStatus | LearnStartDate | LearnActEndDate
            364 days   | 36        | 3        | 1       | 2          | 2017-05-01     | 2018-04-29
            365 days   | 36        | 3        | 1       | 2          | 2017-05-01     | 2018-04-30
            withdrew   | 36        | 3        | 1       | 3          | 2017-05-01     | 2018-04-29
            standard   | 36        | 25       | 1       | 2          | 2017-05-01     | 2018-04-29
            restart    | 36        | 3        | 1       | 2          | 2017-05-01     | 2018-04-29
        """,
        fam=RESTART,
        expect=["364 days"],
    )
