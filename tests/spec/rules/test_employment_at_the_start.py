"""The employment record in force when learning starts."""

from __future__ import annotations

from alder.sources.ilr.rules import employment_at_start

# Who was born on 31 August 1994 was 19 on that day of 2013.
ADULTS = """
    case            | DateOfBirth
    no record       | {0}-08-31
    from that day   | {0}-08-31
    day before      | {0}-08-31
    18              | {0}-09-01
    in custody      | {0}-08-31
    trainee         | {0}-08-31
    apprentice      | {0}-08-31
    local authority | {0}-08-31
    bootcamp        | {0}-08-31
"""
ADULT_AIMS = """
    case            | FundModel | ProgType | LearnStartDate
    no record       | 35        |          | {0}
    from that day   | 35        |          | {0}
    day before      | 35        |          | {0}
    18              | 35        |          | {0}
    in custody      | 35        |          | {0}
    trainee         | 35        | 24       | {0}
    apprentice      | 35        | 25       | {0}
    local authority | 99        |          | {0}
    bootcamp        | 37        | 32       | {0}
"""
ADULT_FAM = """
    case            | LearnDelFAMType | LearnDelFAMCode
    in custody      | LDM             | 034
    local authority | SOF             | 108
"""
ADULT_RECORDS = """
    case            | EmpStat | DateEmpStatApp
    from that day   | 10      | {0}
    day before      | 10      | {1}
"""
IN_2013 = {
    "learner": ADULTS.format(1994),
    "aim": ADULT_AIMS.format("2014-07-31"),
    "fam": ADULT_FAM,
    "employment": ADULT_RECORDS.format("2014-07-31", "2014-07-30"),
}
IN_2014 = {
    "learner": ADULTS.format(1995),
    "aim": ADULT_AIMS.format("2014-08-31"),
    "fam": ADULT_FAM,
    "employment": ADULT_RECORDS.format("2014-08-31", "2014-08-30"),
}


def test_in_2020_adults_who_began_in_2012_have_a_record_from_the_start(breaks):
    breaks(
        employment_at_start.adult_without_status_in_2012_told_2020,
        expect=["no record"],
        **IN_2013,
    )


def test_adults_who_began_in_2012_have_a_record_from_the_start(breaks):
    breaks(
        employment_at_start.adult_without_status_in_2012,
        expect=["no record", "in custody", "trainee"],
        **IN_2013,
    )


def test_in_2020_adults_have_a_record_from_before_the_start(breaks):
    breaks(
        employment_at_start.adult_without_status_2020,
        expect=["no record", "from that day"],
        **IN_2014,
    )


def test_adults_have_a_record_from_before_the_start(breaks):
    breaks(
        employment_at_start.adult_without_status,
        expect=["no record", "from that day", "in custody", "trainee", "bootcamp"],
        **IN_2014,
    )


PROGRAMMES = """
    case           | LearnStartDate | ProgType | AimType
    apprentice     | 2014-07-31     | 25       | 1
    from that day  | 2014-07-31     | 25       | 1
    trainee        | 2014-07-31     | 24       | 1
    August 2014    | 2014-08-01     | 25       | 1
    part of it     | 2014-07-31     | 25       | 3
"""
FROM_THAT_DAY = """
    case           | EmpStat | DateEmpStatApp
    from that day  | 10      | 2014-07-31
    trainee        | 10      | 2014-08-01
"""


def test_in_2020_early_apprentices_and_trainees_have_a_record_from_the_start(breaks):
    breaks(
        employment_at_start.programme_without_status_to_2014_told_2020,
        aim=PROGRAMMES,
        employment=FROM_THAT_DAY,
        expect=["apprentice", "trainee"],
    )


def test_early_apprentices_have_a_record_from_the_start(breaks):
    breaks(
        employment_at_start.programme_without_status_to_2014,
        aim=PROGRAMMES,
        employment=FROM_THAT_DAY,
        expect=["apprentice"],
    )


HOURS = """
    case           | PlanLearnHours | PlanEEPHours
    539 hours      | 500            | 39
    540 hours      | 500            | 40
    hours not told |                |
    from that day  | 500            | 39
    trainee        | 500            | 39
"""
YOUNG = """
    case           | FundModel | ProgType | LearnStartDate
    539 hours      | 25        |          | {0}
    540 hours      | 25        |          | {0}
    hours not told | 82        |          | {0}
    from that day  | 25        |          | {0}
    trainee        | 25        | 24       | {0}
"""
YOUNG_RECORDS = """
    case           | EmpStat | DateEmpStatApp
    from that day  | 12      | {0}
"""


def test_part_time_students_who_began_in_2013_have_a_record_from_the_start(breaks):
    breaks(
        employment_at_start.part_time_without_status_in_2013,
        learner=HOURS,
        aim=YOUNG.format("2014-07-31"),
        employment=YOUNG_RECORDS.format("2014-07-31"),
        expect=["539 hours", "hours not told"],
    )


def test_part_time_students_who_began_before_2013_have_a_record_from_the_start(breaks):
    breaks(
        employment_at_start.part_time_without_status_to_2013,
        learner=HOURS,
        aim=YOUNG.format("2013-07-31"),
        employment=YOUNG_RECORDS.format("2013-07-31"),
        expect=["539 hours", "hours not told", "trainee"],
    )


def test_in_2020_part_time_students_have_a_record_from_before_the_start(breaks):
    breaks(
        employment_at_start.part_time_without_status_2020,
        learner=HOURS,
        aim=YOUNG.format("2014-08-01"),
        employment=YOUNG_RECORDS.format("2014-08-01"),
        expect=["539 hours", "hours not told", "from that day"],
    )


def test_part_time_students_have_a_record_from_before_the_start(breaks):
    breaks(
        employment_at_start.part_time_without_status,
        learner=HOURS,
        aim=YOUNG.format("2014-08-01"),
        employment=YOUNG_RECORDS.format("2014-08-01"),
        expect=["539 hours", "hours not told", "from that day", "trainee"],
    )


def test_tailored_learning_asks_for_a_record_from_the_start(breaks):
    breaks(
        employment_at_start.no_status_in_tailored_learning,
        aim="""
            case          | FundModel | LearnStartDate
            day after     | 11        | 2025-09-01
            from that day | 11        | 2025-09-01
            other funding | 10        | 2025-09-01
        """,
        employment="""
            case          | EmpStat | DateEmpStatApp
            day after     | 10      | 2025-09-02
            from that day | 10      | 2025-09-01
        """,
        expect=["day after"],
    )


def test_adults_in_the_adult_skills_fund_have_a_record_from_before_the_start(breaks):
    breaks(
        employment_at_start.adult_skills_without_status,
        learner="""
            case          | DateOfBirth
            from that day | 2006-08-31
            day before    | 2006-08-31
            18            | 2006-09-01
            began in July | 2006-08-31
        """,
        aim="""
            case          | FundModel | LearnStartDate
            from that day | 38        | 2025-09-01
            day before    | 38        | 2025-09-01
            18            | 38        | 2025-09-01
            began in July | 38        | 2025-07-31
        """,
        employment="""
            case          | EmpStat | DateEmpStatApp
            from that day | 10      | 2025-09-01
            day before    | 10      | 2025-08-31
        """,
        expect=["from that day"],
    )


UNKNOWN = """
    case           | LearnStartDate | ProgType | AimType
    not known      | 2016-08-01     | {0}      | 1
    known since    | 2016-08-01     | {0}      | 1
    July 2016      | 2016-07-31     | {0}      | 1
    pilot          | 2016-08-01     | {0}      | 1
"""
STATUSES = """
    case           | EmpStat | DateEmpStatApp
    not known      | 98      | 2016-08-01
    known since    | 98      | 2016-07-01
    known since    | 10      | 2016-08-01
    July 2016      | 98      | 2016-07-31
    pilot          | 98      | 2016-08-01
"""
PILOT = """
    case           | LearnDelFAMType | LearnDelFAMCode
    pilot          | LDM             | 353
"""


def test_in_2020_the_status_of_apprentices_is_known(breaks):
    breaks(
        employment_at_start.apprentice_of_unknown_status_2020,
        aim=UNKNOWN.format(25),
        employment=STATUSES,
        expect=["not known", "pilot"],
    )


def test_the_status_of_apprentices_is_known(breaks):
    breaks(
        employment_at_start.apprentice_of_unknown_status,
        aim=UNKNOWN.format(25),
        employment=STATUSES,
        fam=PILOT,
        expect=["not known"],
    )


def test_the_status_of_trainees_is_known(breaks):
    breaks(
        employment_at_start.trainee_of_unknown_status,
        aim=UNKNOWN.format(24),
        employment=STATUSES,
        expect=["not known", "pilot"],
    )


TRAINEES = """
    case           | LearnStartDate | ProgType | AimType
    full-time      | {0}            | 24       | 1
    few hours      | {0}            | 24       | 1
    not in work    | {0}            | 24       | 1
    other year     | {1}            | 24       | 1
"""
TRAINEES_AT_WORK = """
    case           | EmpStat | DateEmpStatApp
    full-time      | 10      | 2017-01-01
    few hours      | 10      | 2017-01-01
    not in work    | 12      | 2017-01-01
    other year     | 10      | 2017-01-01
"""
WEEKLY = """
    case           | ESMType | ESMCode
    full-time      | EII     | {0}
    few hours      | EII     | {1}
    not in work    | EII     | {0}
    other year     | EII     | {0}
"""


def test_trainees_to_july_2018_worked_under_16_hours(breaks):
    breaks(
        employment_at_start.trainee_working_16_hours,
        aim=TRAINEES.format("2018-07-31", "2018-08-01"),
        employment=TRAINEES_AT_WORK,
        monitoring=WEEKLY.format(3, 2),
        expect=["full-time"],
    )


def test_trainees_from_august_2018_work_up_to_20_hours(breaks):
    breaks(
        employment_at_start.trainee_working_over_20_hours,
        aim=TRAINEES.format("2018-08-01", "2018-07-31"),
        employment=TRAINEES_AT_WORK,
        monitoring=WEEKLY.format(7, 6),
        expect=["full-time"],
    )


CONTRACT = """
    case           | FundModel | LearnAimRef | CompStatus | ConRefNumber | LearnStartDate
    not known      | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    known          | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    not completed  | 70        | ZESF0001    | 1          | ESF-1        | 2020-09-01
    later contract | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    later contract | 70        | ZESF0001    | 2          | ESF-2        | 2020-10-01
"""
CONTRACT_STATUSES = """
    case           | EmpStat | DateEmpStatApp
    not known      | 98      | 2020-09-01
    known          | 11      | 2020-08-31
    not completed  | 98      | 2020-09-01
    later contract | 12      | 2020-08-31
    later contract | 10      | 2020-10-01
"""


def test_the_status_at_the_start_of_a_contract_is_known(breaks):
    breaks(
        employment_at_start.of_unknown_status_in_a_contract,
        aim=CONTRACT,
        employment=CONTRACT_STATUSES,
        expect=["not known"],
    )


def test_there_is_a_record_from_before_a_contract(breaks):
    breaks(
        employment_at_start.no_status_before_a_contract,
        aim=CONTRACT,
        employment=CONTRACT_STATUSES,
        expect=["not known"],
    )


def test_learners_without_a_status_are_not_of_that_of_their_contract(breaks):
    breaks(
        employment_at_start.not_of_the_status_of_the_contract,
        aim="""
            case           | FundModel | LearnAimRef | CompStatus | ConRefNumber | LearnStartDate
            no record yet  | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
            for all        | 70        | ZESF0001    | 2          | ESF-2        | 2020-09-01
        """,
        employment="""
            case           | EmpStat | DateEmpStatApp
            no record yet  | 11      | 2020-09-02
            for all        | 11      | 2020-09-02
        """,
        contract_employment_status="""
            ContractAllocationNumber | Code
            ESF-1                    | 11
        """,
        expect=["no record yet"],
    )


def test_learners_are_of_the_status_of_their_last_contract(breaks):
    breaks(
        employment_at_start.not_of_the_status_of_the_contract,
        aim=CONTRACT,
        employment=CONTRACT_STATUSES,
        contract_employment_status="""
            ContractAllocationNumber | Code
            ESF-1                    | 11
            ESF-2                    | 11
            ESF-2                    | 12
        """,
        expect=["not known", "later contract"],
    )
