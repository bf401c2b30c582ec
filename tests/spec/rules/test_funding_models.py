"""Which funding model an aim may have."""

from __future__ import annotations

from alder.sources.ilr.rules import funding_models as rules

LOAN = """
    case         | LearnDelFAMType | LearnDelFAMCode
    other        | ADL             | 1
    none         | ADL             | 1
    no loan      | LDM             | 034
"""


def test_a_loan_is_for_aims_without_other_funding(breaks):
    aim = """
        case    | FundModel
        other   | 81
        none    | 99
        no loan | 81
    """
    breaks(rules.loan_with_other_funding, aim=aim, fam=LOAN, expect=["other"])


APPRENTICE = """
    case              | FundModel | ProgType
    standard, young   | 25        | 25
    standard, other   | 82        | 25
    standard, own     | 36        | 25
    T Level           | 25        | 31
    no programme      | 36        |
"""


def test_an_apprenticeship_is_not_in_16_to_19_funding(breaks):
    expect = ["standard, young", "standard, other"]
    breaks(rules.apprenticeship_in_16_to_19_funding, aim=APPRENTICE, expect=expect)


def test_apprenticeship_funding_is_for_apprenticeships(breaks):
    breaks(rules.apprenticeship_funding_elsewhere, aim=APPRENTICE, expect=["no programme"])


def test_in_2020_frameworks_are_apprenticeships(breaks):
    aim = """
        case         | FundModel | ProgType
        framework    | 36        | 3
        traineeship  | 36        | 24
    """
    breaks(rules.apprenticeship_funding_elsewhere, year="2020/21", aim=aim, expect=["traineeship"])


def test_apprenticeship_funding_begins_in_may_2017(breaks):
    aim = """
        case           | FundModel | LearnStartDate
        day before     | 36        | 2017-04-30
        that day       | 36        | 2017-05-01
        other funding  | 35        | 2017-04-30
    """
    breaks(rules.apprenticeship_funding_before_the_levy, aim=aim, expect=["day before"])


LATE = """
    case            | FundModel | ProgType | AimType | LearnStartDate
    other funding   | 35        | 25       | 1       | 2017-05-01
    day before      | 35        | 25       | 1       | 2017-04-30
    none            | 99        | 25       | 1       | 2017-05-01
    restart         | 35        | 25       | 1       | 2017-05-01
    theatre award   | 35        | 25       | 1       | 2017-05-01
"""
LATE_MARKS = """
    case            | LearnDelFAMType | LearnDelFAMCode
    restart         | RES             | 1
    theatre award   | LDM             | 354
"""


def test_in_2020_a_late_apprenticeship_has_its_own_funding(breaks):
    breaks(rules.late_apprenticeship_funded_otherwise_2020, aim=LATE, fam=LATE_MARKS, expect=["other funding"])


def test_a_late_apprenticeship_has_its_own_funding(breaks):
    expect = ["other funding", "theatre award"]
    breaks(rules.late_apprenticeship_funded_otherwise, aim=LATE, fam=LATE_MARKS, expect=expect)


def test_an_early_framework_has_the_funding_of_its_time(breaks):
    aim = """
        case            | FundModel | ProgType | AimType | LearnStartDate
        levy funding    | 36        | 3        | 1       | 2017-04-30
        adult skills    | 35        | 3        | 1       | 2017-04-30
        day after       | 36        | 3        | 1       | 2017-05-01
        standard        | 36        | 25       | 1       | 2017-04-30
    """
    breaks(rules.early_framework_funded_otherwise, aim=aim, expect=["levy funding"])


def test_an_early_standard_has_the_funding_of_its_time(breaks):
    aim = """
        case            | FundModel | ProgType | AimType | LearnStartDate
        levy funding    | 36        | 25       | 1       | 2017-04-30
        other adult     | 81        | 25       | 1       | 2017-04-30
        day after       | 36        | 25       | 1       | 2017-05-01
    """
    breaks(rules.early_standard_funded_otherwise, aim=aim, expect=["levy funding"])


DEVOLVED = """
    case            | FundModel | LearnStartDate
    other adult     | 81        | 2024-07-31
    adult skills    | 35        | 2024-07-31
    skills fund     | 38        | 2024-08-01
    adult, late     | 35        | 2024-08-01
    national        | 81        | 2024-07-31
"""
PAID_BY = """
    case            | LearnDelFAMType | LearnDelFAMCode
    other adult     | SOF             | 110
    adult skills    | SOF             | 110
    skills fund     | SOF             | 117
    adult, late     | SOF             | 117
    national        | SOF             | 105
"""


def test_in_2020_devolved_aims_are_adult_or_community_learning(breaks):
    expect = ["other adult", "skills fund"]
    breaks(rules.devolved_aim_outside_adult_funding_2020, aim=DEVOLVED, fam=PAID_BY, expect=expect)


def test_devolved_aims_are_adult_or_community_learning_until_2024(breaks):
    breaks(rules.devolved_aim_outside_adult_funding, aim=DEVOLVED, fam=PAID_BY, expect=["other adult"])


def test_devolved_aims_are_in_the_skills_fund_from_2024(breaks):
    breaks(rules.devolved_aim_outside_the_skills_fund, aim=DEVOLVED, fam=PAID_BY, expect=["adult, late"])


def test_a_t_level_is_in_16_to_19_funding(breaks):
    aim = """
        case     | FundModel | ProgType
        adult    | 35        | 31
        young    | 25        | 31
        other    | 35        |
    """
    breaks(rules.t_level_outside_16_to_19_funding, aim=aim, expect=["adult"])


def test_high_value_courses_are_adult_skills(breaks):
    aim = """
        case     | FundModel
        young    | 25
        adult    | 35
        unmarked | 25
    """
    fam = """
        case     | LearnDelFAMType | LearnDelFAMCode
        young    | LDM             | 376
        adult    | LDM             | 376
        unmarked | LDM             | 375
    """
    breaks(rules.high_value_course_outside_adult_skills, aim=aim, fam=fam, expect=["young"])


def test_a_traineeship_has_young_or_adult_funding(breaks):
    aim = """
        case     | FundModel | ProgType
        levy     | 36        | 24
        young    | 25        | 24
        adult    | 35        | 24
        other    | 36        | 25
    """
    breaks(rules.traineeship_funded_otherwise, aim=aim, expect=["levy"])


def test_hours_off_the_job_belong_to_apprenticeships(breaks):
    aim = """
        case          | FundModel | OTJActHours
        none at all   | 35        | 0
        apprentice    | 36        | 300
        not said      | 35        |
    """
    breaks(rules.hours_off_the_job_elsewhere, aim=aim, expect=["none at all"])


def test_free_courses_are_in_adult_funding(breaks):
    aim = """
        case         | FundModel
        young        | 25
        adult        | 35
        skills fund  | 38
    """
    fam = """
        case         | LearnDelFAMType | LearnDelFAMCode
        young        | LDM             | 378
        adult        | LDM             | 378
        skills fund  | LDM             | 378
    """
    breaks(rules.free_course_outside_adult_funding, aim=aim, fam=fam, expect=["young"])


def test_the_funding_of_bootcamps_is_for_them(breaks):
    aim = """
        case       | FundModel | ProgType
        alone      | 37        |
        T Level    | 37        | 31
        bootcamp   | 37        | 32
    """
    breaks(rules.bootcamp_funding_elsewhere, aim=aim, expect=["alone", "T Level"])


NEW_FUND = """
    case               | FundModel | LearnStartDate | OrigLearnStartDate
    adult, last day    | 35        | 2024-07-31     |
    adult, day after   | 35        | 2024-08-01     |
    restart            | 35        | 2024-08-01     |
    fund, too early    | 38        | 2024-07-31     |
    fund, first day    | 38        | 2024-08-01     | 2024-08-01
    fund, first before | 38        | 2024-08-01     | 2024-07-31
    tailored, early    | 11        | 2024-07-31     |
    tailored, in time  | 11        | 2024-08-01     |
"""


def test_adult_skills_ends_with_july_2024(breaks):
    fam = """
        case    | LearnDelFAMType | LearnDelFAMCode
        restart | RES             | 1
    """
    breaks(rules.adult_skills_after_its_end, aim=NEW_FUND, fam=fam, expect=["adult, day after"])


def test_the_skills_fund_begins_with_august_2024(breaks):
    breaks(rules.skills_fund_before_it_began, aim=NEW_FUND, expect=["fund, too early"])


def test_tailored_learning_begins_with_august_2024(breaks):
    breaks(rules.tailored_learning_before_it_began, aim=NEW_FUND, expect=["tailored, early"])


def test_an_older_start_keeps_its_funding(breaks):
    breaks(rules.skills_fund_for_an_older_start, aim=NEW_FUND, expect=["fund, first before"])
