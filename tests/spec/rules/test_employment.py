"""Employment before and during learning, and the numbers of learners' employers."""

from __future__ import annotations

from alder.sources.ilr.rules import employment


def test_a_status_is_on_the_list(breaks):
    breaks(
        employment.unknown_status,
        employment="""
            case     | EmpStat
            no such  | 13
            known    | 98
        """,
        expect=["no such"],
    )


PROGRAMMES = """
    case              | LearnStartDate | ProgType | AimType
    no record         | 2020-09-01     | 25       | 1
    from that day     | 2020-09-01     | 25       | 1
    the day before    | 2020-09-01     | 25       | 1
    traineeship       | 2020-09-01     | 24       | 1
    framework         | 2020-09-01     | 3        | 1
    part of it        | 2020-09-01     | 25       | 3
    started in 2014   | 2014-07-31     | 25       | 1
"""
STATUSES = """
    case              | EmpStat | DateEmpStatApp
    from that day     | 10      | 2020-09-01
    the day before    | 10      | 2020-08-31
"""


def test_in_2020_apprentices_and_trainees_have_a_record_from_before_the_start(breaks):
    breaks(
        employment.no_status_before_the_programme_2020,
        aim=PROGRAMMES,
        employment=STATUSES,
        expect=["no record", "from that day", "traineeship", "framework"],
    )


def test_apprentices_have_a_record_from_before_the_start(breaks):
    breaks(
        employment.no_status_before_the_programme,
        aim=PROGRAMMES,
        employment=STATUSES,
        expect=["no record", "from that day"],
    )


IN_WORK = """
    case                | LearnStartDate | ProgType | AimType
    no record           | 2020-09-01     | 25       | 1
    out of work         | 2020-09-01     | 25       | 1
    in work             | 2020-09-01     | 25       | 1
    work begins later   | 2020-09-01     | 25       | 1
    theatre and events  | 2020-09-01     | 25       | 1
    sea fishing         | 2020-09-01     | 25       | 1
    not an apprentice   | 2020-09-01     |          | 4
"""
WORK = """
    case                | EmpStat | DateEmpStatApp
    out of work         | 10      | 2019-01-01
    out of work         | 12      | 2020-08-31
    in work             | 12      | 2019-01-01
    in work             | 10      | 2020-08-31
    work begins later   | 11      | 2020-08-31
    work begins later   | 10      | 2020-09-02
"""
EXEMPT = """
    case                | LearnDelFAMType | LearnDelFAMCode
    theatre and events  | LDM             | 354
    sea fishing         | LDM             | 355
"""


def test_in_2020_apprentices_are_in_paid_work_at_the_start(breaks):
    breaks(
        employment.apprentice_not_in_work_2020,
        aim=IN_WORK,
        employment=WORK,
        fam=EXEMPT,
        expect=["no record", "out of work", "work begins later"],
    )


def test_apprentices_are_in_paid_work_at_the_start(breaks):
    breaks(
        employment.apprentice_not_in_work,
        aim=IN_WORK,
        employment=WORK,
        fam=EXEMPT,
        expect=["no record", "out of work", "work begins later", "theatre and events"],
    )


def test_of_two_records_of_one_day_the_first_is_in_force(breaks):
    breaks(
        employment.apprentice_not_in_work,
        aim="""
            case               | LearnStartDate | ProgType | AimType
            in work first      | 2025-09-01     | 25       | 1
            out of work first  | 2025-09-01     | 25       | 1
        """,
        employment="""
            case               | EmpStat | DateEmpStatApp
            in work first      | 10      | 2025-08-01
            in work first      | 11      | 2025-08-01
            out of work first  | 11      | 2025-08-01
            out of work first  | 10      | 2025-08-01
        """,
        expect=["out of work first"],
    )


def test_low_wages_come_from_work(breaks):
    breaks(
        employment.low_wage_without_work,
        aim="""
            case          | LearnStartDate
            out of work   | 2025-09-01
            in work       | 2025-09-01
            not recorded  | 2025-09-01
        """,
        employment="""
            case          | EmpStat | DateEmpStatApp
            out of work   | 11      | 2025-08-01
            in work       | 10      | 2025-08-01
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            out of work   | LDM             | 363
            in work       | LDM             | 363
        """,
        expect=["out of work"],
    )


def test_monitoring_is_on_the_list(breaks):
    breaks(
        employment.unknown_monitoring,
        year="2020/21",
        monitoring="""
            case                 | ESMType | ESMCode
            no such code         | LOU     | 6
            no such type         | XYZ     | 1
            of a later year      | OET     | 1
            known                | lou     | 5
        """,
        expect=["no such code", "no such type", "of a later year"],
    )


def test_monitoring_is_on_the_list_of_later_years_too(breaks):
    breaks(
        employment.unknown_monitoring,
        monitoring="""
            case                 | ESMType | ESMCode
            no such code         | OET     | 3
            of this year         | OET     | 2
            closed since         | BSI     | 3
        """,
        expect=["no such code"],
    )


def test_who_is_in_work_says_for_how_many_hours(breaks):
    breaks(
        employment.in_work_without_hours,
        employment="""
            case          | EmpStat | DateEmpStatApp
            no hours      | 10      | 2025-08-01
            hours         | 10      | 2025-08-01
            out of work   | 11      | 2025-08-01
            in 2012       | 10      | 2012-07-31
        """,
        monitoring="""
            case          | ESMType | ESMCode
            no hours      | SEI     | 1
            hours         | EII     | 8
        """,
        expect=["no hours"],
    )


def test_who_is_in_work_is_not_out_of_work(breaks):
    breaks(
        employment.in_work_and_out_of_work,
        employment="""
            case         | EmpStat | DateEmpStatApp
            in work      | 10      | 2025-08-01
            out of work  | 11      | 2025-08-01
        """,
        monitoring="""
            case         | ESMType | ESMCode
            in work      | LOU     | 1
            out of work  | LOU     | 1
        """,
        expect=["in work"],
    )


SEEKING = """
    case           | EmpStat | DateEmpStatApp
    not said       | 11      | 2020-08-01
    said           | 11      | 2020-08-01
    16 to 19       | 11      | 2020-08-01
    bootcamp       | 11      | 2020-08-01
    not looking    | 12      | 2020-08-01
"""
SEEKING_MONITORED = """
    case           | ESMType | ESMCode
    said           | LOU     | 1
"""
SEEKING_AIMS = """
    case           | FundModel
    not said       | 35
    16 to 19       | 35
    16 to 19       | 25
    bootcamp       | 37
"""


def test_in_2020_who_looks_for_work_says_for_how_long(breaks):
    breaks(
        employment.out_of_work_for_how_long_2020,
        employment=SEEKING,
        monitoring=SEEKING_MONITORED,
        aim=SEEKING_AIMS,
        expect=["not said", "bootcamp"],
    )


def test_who_looks_for_work_says_for_how_long(breaks):
    breaks(
        employment.out_of_work_for_how_long,
        employment=SEEKING,
        monitoring=SEEKING_MONITORED,
        aim=SEEKING_AIMS,
        expect=["not said"],
    )


def test_who_is_out_of_work_is_not_in_work(breaks):
    breaks(
        employment.out_of_work_and_in_work,
        employment="""
            case         | EmpStat | DateEmpStatApp
            out of work  | 12      | 2025-08-01
            in work      | 10      | 2025-08-01
        """,
        monitoring="""
            case         | ESMType | ESMCode
            out of work  | LOE     | 1
            in work      | LOE     | 1
        """,
        expect=["out of work"],
    )


DATED = """
    case              | EmpStat | DateEmpStatApp
    closed            | 11      | 2020-08-01
    last day          | 11      | 2020-07-31
    not open yet      | 11      | 2020-07-31
    first day         | 11      | 2020-08-01
    no such           | 11      | 2020-08-01
"""
DATED_CODES = """
    case              | ESMType | ESMCode
    closed            | BSI     | 2
    last day          | BSI     | 2
    not open yet      | BSI     | 5
    first day         | BSI     | 5
    no such           | BSI     | 9
"""


def test_in_2020_monitoring_codes_are_open_on_the_day(breaks):
    breaks(
        employment.monitoring_not_open_2020,
        employment=DATED,
        monitoring=DATED_CODES,
        expect=["closed", "not open yet", "no such"],
    )


def test_monitoring_codes_are_not_closed_on_the_day(breaks):
    breaks(
        employment.monitoring_closed,
        employment=DATED,
        monitoring=DATED_CODES,
        expect=["closed"],
    )


def test_a_record_is_monitored_once_by_each_type(breaks):
    breaks(
        employment.monitored_twice,
        monitoring="""
            case               | employment | ESMType | ESMCode
            twice              | 1          | LOU     | 1
            twice              | 1          | lou     | 2
            two types          | 1          | LOU     | 1
            two types          | 1          | BSI     | 1
            two records        | 1          | LOU     | 1
            two records        | 2          | LOU     | 1
            may come twice     | 1          | OET     | 1
            may come twice     | 1          | OET     | 2
        """,
        expect=["twice"],
    )


def test_a_new_record_says_something_new(breaks):
    breaks(
        employment.nothing_changed,
        employment="""
            case                   | EmpStat | DateEmpStatApp | EmpId
            same again             | 10      | 2024-08-01     | 123456789
            same again             | 10      | 2025-08-01     | 123456789
            another employer       | 10      | 2024-08-01     | 123456789
            another employer       | 10      | 2025-08-01     | 999999999
            other hours            | 10      | 2024-08-01     |
            other hours            | 10      | 2025-08-01     |
            there and back         | 10      | 2023-08-01     |
            there and back         | 11      | 2024-08-01     |
            there and back         | 10      | 2025-08-01     |
            same day               | 11      | 2025-08-01     |
            same day               | 11      | 2025-08-01     |
        """,
        monitoring="""
            case                   | employment | ESMType | ESMCode
            same again             | 1          | EII     | 8
            same again             | 1          | SEI     | 1
            same again             | 2          | sei     | 1
            same again             | 2          | EII     | 8
            other hours            | 1          | EII     | 8
            other hours            | 2          | EII     | 7
        """,
        expect=["same again"],
    )


def test_an_employer_is_in_the_register(breaks):
    breaks(
        employment.unknown_employer,
        employment="""
            case      | EmpId
            no such   | 100000002
            known     | 100000011
            temporary | 999999999
            none      |
        """,
        employer_register="""
            EmpId
            100000011
        """,
        expect=["no such"],
    )


def test_the_last_digit_of_an_employers_number_follows_from_the_others(breaks):
    breaks(
        employment.mistyped_employer,
        employment="""
            case                | EmpId
            last digit wrong    | 100000003
            no number begins so | 100000100
            eight digits        | 10000000
            sound               | 100000002
            ends in 0           | 100000010
            temporary           | 999999999
            none                |
        """,
        expect=["last digit wrong", "no number begins so", "eight digits"],
    )


def test_apprentices_in_work_have_an_employer(breaks):
    breaks(
        employment.apprentice_without_employer,
        aim="""
            case          | LearnStartDate | ProgType | AimType
            not said      | 2025-09-01     | 25       | 1
            said          | 2025-09-01     | 25       | 1
            said before   | 2025-09-01     | 25       | 1
            out of work   | 2025-09-01     | 25       | 1
            no apprentice | 2025-09-01     |          | 4
        """,
        employment="""
            case          | EmpStat | DateEmpStatApp | EmpId
            not said      | 10      | 2025-09-01     |
            said          | 10      | 2025-09-01     | 100000002
            said before   | 10      | 2025-07-01     | 100000002
            said before   | 10      | 2025-09-02     |
            out of work   | 11      | 2025-09-01     |
            no apprentice | 10      | 2025-09-01     |
        """,
        expect=["not said"],
    )


def test_an_apprentices_employer_has_a_number_within_sixty_days(breaks):
    breaks(
        employment.temporary_employer_after_sixty_days,
        file="""
            case          | FilePreparationDate
            61 days       | 2020-11-01
            60 days       | 2020-10-31
            no apprentice | 2020-11-01
        """,
        aim="""
            case          | LearnStartDate | ProgType | AimType
            61 days       | 2020-09-01     | 25       | 1
            60 days       | 2020-09-01     | 25       | 1
            no apprentice | 2020-09-01     |          | 4
        """,
        employment="""
            case          | EmpId
            61 days       | 999999999
            60 days       | 999999999
            no apprentice | 999999999
        """,
        expect=["61 days"],
    )


def test_an_apprentice_out_of_work_has_no_employer(breaks):
    breaks(
        employment.employer_without_work,
        aim="""
            case          | ProgType
            looking       | 25
            temporary     | 3
            in work       | 25
            not said      | 25
            no apprentice |
        """,
        employment="""
            case          | EmpStat | EmpId
            looking       | 11      | 100000002
            temporary     | 12      | 999999999
            in work       | 10      | 100000002
            not said      | 11      |
            no apprentice | 11      | 100000002
        """,
        expect=["looking", "temporary"],
    )
