"""The dates and the number of an aim's funding and monitoring records.

Contract types and learning support last for a while. The last contract type of an apprenticeship ends with it.
"""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import monitoring_records

DATED = """
    case             | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom | LearnDelFAMDateTo
    dated            | LDM             | 034             | 2025-09-01          | 2025-10-01
    undated          | LDM             | 034             |                     |
    support          | LSF             | 1               | 2025-09-01          | 2025-10-01
    contract         | ACT             | 1               | 2025-09-01          |
    contract without | ACT             | 1               |                     |
    event            | EVI             | 1               | 2025-08-01          |
    event too early  | EVI             | 1               | 2025-07-31          |
    event without    | EVI             | 1               |                     |
"""


def test_in_2020_only_some_records_have_a_first_date(breaks):
    expect = ["dated", "event", "event too early"]
    breaks(monitoring_records.first_date_of_a_record_that_has_none_2020, fam=DATED, expect=expect)


def test_only_some_records_have_a_first_date(breaks):
    breaks(monitoring_records.first_date_of_a_record_that_has_none, fam=DATED, expect=["dated"])


def test_only_some_records_have_a_last_date(breaks):
    breaks(monitoring_records.last_date_of_a_record_that_has_none, fam=DATED, expect=["dated"])


def test_a_contract_type_has_a_first_date(breaks):
    breaks(monitoring_records.contract_type_without_a_first_date, fam=DATED, expect=["contract without"])


def test_an_event_has_a_date(breaks):
    breaks(monitoring_records.event_without_a_date, fam=DATED, expect=["event without"])


def test_events_are_recorded_since_august_2025(breaks):
    breaks(monitoring_records.event_before_events_were_recorded, fam=DATED, expect=["event too early"])


def test_an_event_lies_within_the_programme(breaks):
    aim = """
        case        | AimType | LearnStartDate | LearnActEndDate
        day before  | 1       | 2025-09-02     | 2025-12-01
        day after   | 1       | 2025-09-02     | 2025-12-01
        within      | 1       | 2025-09-02     | 2025-12-01
        still going | 1       | 2025-09-02     |
        part        | 3       | 2025-09-02     | 2025-12-01
    """
    fam = """
        case        | LearnDelFAMType | LearnDelFAMDateFrom
        day before  | EVI             | 2025-09-01
        day after   | EVI             | 2025-12-02
        within      | EVI             | 2025-12-01
        still going | EVI             | 2025-09-02
        part        | EVI             | 2025-09-01
    """
    breaks(monitoring_records.event_outside_the_aim, aim=aim, fam=fam, expect=["day before", "day after"])


LASTING = """
    case               | FundModel | AimType | LearnPlanEndDate | LearnActEndDate | AchDate
    support too long   | 35        | 3       | 2025-12-01       | 2025-12-01      |
    support to the end | 35        | 3       | 2025-12-02       | 2025-12-02      |
    contract           | 36        | 1       | 2025-12-01       | 2025-12-01      |
    achieved           | 36        | 1       | 2025-12-01       | 2025-12-01      | 2025-12-02
    skills fund        | 38        | 3       | 2025-12-02       | 2025-12-01      |
"""
TO = """
    case               | LearnDelFAMType | LearnDelFAMDateTo
    support too long   | LSF             | 2025-12-02
    support to the end | LSF             | 2025-12-02
    contract           | ACT             | 2025-12-02
    achieved           | ACT             | 2025-12-02
    skills fund        | LSF             | 2025-12-02
"""


def test_in_2020_records_end_with_the_plan(breaks):
    expect = ["support too long", "contract", "achieved"]
    breaks(monitoring_records.record_outlasts_the_plan_2020, aim=LASTING, fam=TO, expect=expect)


def test_records_end_with_the_plan(breaks):
    breaks(monitoring_records.record_outlasts_the_plan, aim=LASTING, fam=TO, expect=["support too long", "contract"])


def test_only_the_achieved_programme_itself_may_outlast_its_plan(breaks):
    aim = """
        case      | AimType | LearnPlanEndDate | AchDate
        programme | 1       | 2025-12-01       | 2025-12-02
        part      | 3       | 2025-12-01       | 2025-12-02
        support   | 1       | 2025-12-01       | 2025-12-02
    """
    fam = """
        case      | LearnDelFAMType | LearnDelFAMDateTo
        programme | ACT             | 2025-12-02
        part      | ACT             | 2025-12-02
        support   | LSF             | 2025-12-02
    """
    breaks(monitoring_records.record_outlasts_the_plan, aim=aim, fam=fam, expect=["part", "support"])


def test_in_2020_records_end_with_the_aim(breaks):
    breaks(monitoring_records.record_outlasts_the_aim, year="2020/21", aim=LASTING, fam=TO, expect=["support too long"])


def test_records_end_with_the_aim(breaks):
    breaks(monitoring_records.record_outlasts_the_aim, aim=LASTING, fam=TO, expect=["support too long", "skills fund"])


TWICE = """
    case            | LearnDelFAMType | LearnDelFAMCode
    two sources     | SOF             | 105
    two sources     | SOF             | 107
    one of each     | SOF             | 105
    one of each     | FFI             | 1
    two purposes    | ACL             | 1
    two purposes    | ACL             | 2
    two codes       | LDM             | 034
    two codes       | LDM             | 357
"""


def test_in_2020_some_types_come_once(breaks):
    breaks(monitoring_records.two_records_of_a_single_type, year="2020/21", fam=TWICE, expect=["two sources"])


def test_some_types_come_once(breaks):
    breaks(monitoring_records.two_records_of_a_single_type, fam=TWICE, expect=["two sources", "two purposes"])


def _codes(type: str, count: int, case: str) -> str:
    return "".join(f"\n{case} | {type} | 00{n}" for n in range(count))


MANY = (
    "case | LearnDelFAMType | LearnDelFAMCode"
    + _codes("LDM", 7, "seven national")
    + _codes("LDM", 6, "six national")
    + _codes("DAM", 7, "seven devolved")
    + _codes("DAM", 6, "six devolved")
)


def test_an_aim_has_at_most_six_national_codes(breaks):
    breaks(monitoring_records.seven_national_codes, fam=MANY, expect=["seven national"])


def test_an_aim_has_at_most_six_devolved_codes(breaks):
    breaks(monitoring_records.seven_devolved_codes, fam=MANY, expect=["seven devolved"])


def test_the_household_of_an_adult_is_recorded(breaks):
    aim = """
        case            | FundModel | LearnStartDate | AimType | ProgType
        not recorded    | 35        | 2015-08-01     | 4       |
        day before      | 35        | 2015-07-31     | 4       |
        part            | 35        | 2015-08-01     | 3       | 2
        standard        | 81        | 2015-08-01     | 1       | 25
        recorded        | 35        | 2015-08-01     | 4       |
        custody         | 35        | 2015-08-01     | 4       |
    """
    fam = """
        case            | LearnDelFAMType | LearnDelFAMCode
        not recorded    | LDM             | 357
        recorded        | HHS             | 99
        custody         | LDM             | 034
    """
    breaks(monitoring_records.household_not_recorded, aim=aim, fam=fam, expect=["not recorded"])


HOUSEHOLDS = """
    case            | LearnDelFAMType | LearnDelFAMCode
    three           | HHS             | 1
    three           | HHS             | 2
    three           | HHS             | 3
    two that fit    | HHS             | 1
    two that fit    | HHS             | 3
    two that do not | HHS             | 1
    two that do not | HHS             | 2
    one             | HHS             | 2
"""


def test_a_household_has_two_records_at_most(breaks):
    breaks(monitoring_records.three_household_records, fam=HOUSEHOLDS, expect=["three"])


def test_two_household_records_go_together(breaks):
    breaks(monitoring_records.household_records_that_do_not_go_together, fam=HOUSEHOLDS, expect=["two that do not"])


def test_a_learner_has_one_contract_type_on_a_day(breaks):
    breaks(
        monitoring_records.two_contract_types_on_one_day,
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
        monitoring_records.learning_support_twice_on_one_day,
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
        monitoring_records.contract_type_does_not_end_with_learning,
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
        monitoring_records.contract_type_of_a_framework_ends_while_learning_goes_on,
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


ACHIEVED = {
    "aim": """
        case           | FundModel | ProgType | AchDate
        day before     | 36        | 25       | 2026-03-01
        that day       | 36        | 25       | 2026-03-01
        no end         | 36        | 25       | 2026-03-01
        not achieved   | 36        | 25       |
        framework      | 36        | 2        | 2026-03-01
    """,
    "fam": """
        case           | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
        day before     | ACT             | 2025-09-01          | 2026-02-28
        that day       | ACT             | 2025-12-01          | 2026-03-01
        that day       | ACT             | 2025-09-01          | 2025-11-30
        no end         | ACT             | 2025-09-01          |
        not achieved   | ACT             | 2025-09-01          | 2026-02-28
        framework      | ACT             | 2025-09-01          | 2026-02-28
    """,
}


def test_in_2020_a_contract_type_with_an_end_ends_with_the_achievement(breaks):
    breaks(monitoring_records.contract_type_does_not_end_with_the_achievement_2020, **ACHIEVED, expect=["day before"])


def test_a_contract_type_ends_with_the_achievement(breaks):
    breaks(
        monitoring_records.contract_type_does_not_end_with_the_achievement, **ACHIEVED, expect=["day before", "no end"]
    )


def test_without_an_achievement_a_contract_type_ends_with_the_learning(breaks):
    breaks(
        monitoring_records.contract_type_does_not_end_with_the_learning,
        aim="""
            case           | FundModel | ProgType | CompStatus | LearnActEndDate | AchDate
            day before     | 36        | 25       | 3          | 2026-03-01      |
            no dates       | 36        | 25       | 3          | 2026-03-01      |
            that day       | 36        | 25       | 3          | 2026-03-01      |
            goes on        | 36        | 25       | 1          |                 |
            achieved       | 36        | 25       | 2          | 2026-03-01      | 2026-02-28
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            day before     | ACT             | 2025-09-01          | 2026-02-28
            no dates       | ACT             |                     |
            that day       | ACT             | 2025-09-01          | 2026-03-01
            goes on        | ACT             | 2025-09-01          | 2026-03-01
            achieved       | ACT             | 2025-09-01          | 2026-02-28
        """,
        expect=["day before", "no dates"],
    )


@pytest.mark.parametrize("year", ["2020/21", "2025/26"])
def test_while_learning_goes_on_so_does_the_contract_type(breaks, year):
    breaks(
        monitoring_records.contract_type_ends_while_learning_goes_on,
        aim="""
            case           | FundModel | ProgType | CompStatus
            has an end     | 36        | 25       | 1
            first one ends | 36        | 25       | 1
            learning ended | 36        | 25       | 2
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            has an end     | ACT             | 2025-09-01          | 2026-02-28
            first one ends | ACT             | 2025-09-01          | 2025-11-30
            first one ends | ACT             | 2025-12-01          |
            learning ended | ACT             | 2025-09-01          | 2026-02-28
        """,
        year=year,
        expect=["has an end"],
    )
