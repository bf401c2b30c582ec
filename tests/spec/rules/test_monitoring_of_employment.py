"""The dates of employment records, and what is monitored about them."""

from __future__ import annotations

from alder.sources.ilr.rules import employment_monitoring


def test_a_status_begins_by_the_end_of_the_year(breaks):
    breaks(
        employment_monitoring.begins_after_the_year,
        employment="""
            case      | DateEmpStatApp
            day after | 2026-08-01
            last day  | 2026-07-31
        """,
        expect=["day after"],
    )


def test_a_status_began_after_july_1990(breaks):
    breaks(
        employment_monitoring.began_before_1990,
        employment="""
            case       | DateEmpStatApp
            day before | 1990-07-31
            that day   | 1990-08-01
        """,
        expect=["day before"],
    )


SELF_EMPLOYED = """
    case        | EmpStat
    looking     | 11
    in work     | 10
    code 2      | 11
    unmarked    | 11
"""
SELF_EMPLOYED_MARKS = """
    case        | ESMType | ESMCode
    looking     | SEI     | 1
    in work     | SEI     | 1
    code 2      | SEI     | 2
    unmarked    | LOU     | 1
"""


def test_in_2020_the_self_employed_are_in_work(breaks):
    breaks(
        employment_monitoring.self_employed_without_work_2020,
        employment=SELF_EMPLOYED,
        monitoring=SELF_EMPLOYED_MARKS,
        expect=["looking"],
    )


def test_the_self_employed_are_in_work(breaks):
    breaks(
        employment_monitoring.self_employed_without_work,
        employment=SELF_EMPLOYED,
        monitoring=SELF_EMPLOYED_MARKS,
        expect=["looking", "code 2"],
    )


def test_who_is_out_of_work_has_no_hours_of_work(breaks):
    breaks(
        employment_monitoring.hours_without_work,
        employment="""
            case          | EmpStat | DateEmpStatApp
            hours         | 11      | 2013-08-01
            self-employed | 12      | 2013-08-01
            July 2013     | 11      | 2013-07-31
            in work       | 10      | 2013-08-01
        """,
        monitoring="""
            case          | ESMType | ESMCode
            hours         | EII     | 5
            self-employed | SEI     | 1
            July 2013     | EII     | 5
            in work       | EII     | 5
        """,
        expect=["hours", "self-employed"],
    )


def test_an_apprentice_with_a_small_employer_is_in_work(breaks):
    breaks(
        employment_monitoring.small_employer_without_work,
        aim="""
            case          | ProgType
            looking       | 25
            in work       | 25
            no apprentice |
        """,
        employment="""
            case          | EmpStat
            looking       | 11
            in work       | 10
            no apprentice | 11
        """,
        monitoring="""
            case          | ESMType | ESMCode
            looking       | SEM     | 1
            in work       | SEM     | 1
            no apprentice | SEM     | 1
        """,
        expect=["looking"],
    )


EVENTS = """
    case         | EmpStat
    in work      | 10
    looking      | 11
"""


def test_who_was_made_redundant_is_out_of_work(breaks):
    breaks(
        employment_monitoring.redundant_in_work,
        employment=EVENTS,
        monitoring="""
            case     | ESMType | ESMCode
            in work  | OET     | 1
            looking  | OET     | 1
        """,
        expect=["in work"],
    )


def test_who_works_for_a_medium_employer_is_in_work(breaks):
    breaks(
        employment_monitoring.medium_employer_without_work,
        employment=EVENTS,
        monitoring="""
            case     | ESMType | ESMCode
            in work  | OET     | 2
            looking  | OET     | 2
        """,
        expect=["looking"],
    )


def test_an_event_is_recorded_once(breaks):
    breaks(
        employment_monitoring.same_event_twice,
        monitoring="""
            case        | ESMType | ESMCode
            twice       | OET     | 1
            twice       | OET     | 1
            two of them | OET     | 1
            two of them | OET     | 2
            other type  | SEM     | 1
            other type  | SEM     | 1
        """,
        expect=["twice"],
    )


APPRENTICES = """
    case            | LearnStartDate | ProgType | AimType
    not said        | 2019-09-01     | 25       | 1
    said            | 2019-09-01     | 25       | 1
    July 2013       | 2019-09-01     | 25       | 1
    begins later    | 2019-09-01     | 25       | 1
    earlier record  | 2019-09-01     | 25       | 1
    no apprentice   | 2019-09-01     |          | 4
"""
AT_WORK = """
    case            | employment | EmpStat | DateEmpStatApp
    not said        | 1          | 10      | 2019-09-01
    said            | 1          | 10      | 2019-09-01
    July 2013       | 1          | 10      | 2013-07-31
    begins later    | 1          | 10      | 2019-09-02
    earlier record  | 1          | 10      | 2019-01-01
    earlier record  | 2          | 11      | 2019-08-01
    no apprentice   | 1          | 10      | 2019-09-01
"""
HOW_LONG = """
    case            | employment | ESMType | ESMCode
    said            | 1          | LOE     | 2
"""


def test_in_2020_how_long_apprentices_were_in_work_is_said_of_all_records(breaks):
    breaks(
        employment_monitoring.in_work_for_how_long_2020,
        aim=APPRENTICES,
        employment=AT_WORK,
        monitoring=HOW_LONG,
        expect=["not said", "earlier record"],
    )


def test_how_long_apprentices_were_in_work_is_said_of_the_record_at_the_start(breaks):
    breaks(
        employment_monitoring.in_work_for_how_long,
        aim=APPRENTICES,
        employment=AT_WORK,
        monitoring=HOW_LONG,
        expect=["not said"],
    )


ACADEMY = """
    case            | LearnStartDate
    other benefit   | 2020-09-01
    allowance       | 2020-09-01
    no benefit      | 2020-09-01
    benefit since   | 2020-09-01
    not an academy  | 2020-09-01
"""
ACADEMY_FAM = """
    case            | LearnDelFAMType | LearnDelFAMCode
    other benefit   | LDM             | 375
    allowance       | LDM             | 375
    no benefit      | LDM             | 375
    benefit since   | LDM             | 375
"""
ACADEMY_RECORDS = """
    case            | EmpStat | DateEmpStatApp
    other benefit   | 11      | 2020-08-01
    allowance       | 11      | 2020-08-01
    no benefit      | 11      | 2020-08-01
    benefit since   | 11      | 2020-09-02
    not an academy  | 11      | 2020-08-01
"""
ACADEMY_BENEFITS = """
    case            | ESMType | ESMCode
    other benefit   | BSI     | 6
    allowance       | BSI     | 1
    benefit since   | BSI     | 1
    not an academy  | BSI     | 6
"""


def test_in_2020_a_work_academy_is_not_for_those_on_other_benefits(breaks):
    breaks(
        employment_monitoring.in_a_work_academy_on_other_benefits,
        aim=ACADEMY,
        fam=ACADEMY_FAM,
        employment=ACADEMY_RECORDS,
        monitoring=ACADEMY_BENEFITS,
        expect=["other benefit"],
    )


def test_a_work_academy_is_for_those_on_some_benefits(breaks):
    breaks(
        employment_monitoring.in_a_work_academy_without_benefits,
        aim=ACADEMY,
        fam=ACADEMY_FAM,
        employment=ACADEMY_RECORDS,
        monitoring=ACADEMY_BENEFITS,
        expect=["other benefit", "no benefit", "benefit since"],
    )


CONTRACT = """
    case           | FundModel | LearnAimRef | CompStatus | ConRefNumber | LearnStartDate
    longer         | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    shorter        | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    just so        | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    other contract | 70        | ZESF0001    | 2          | ESF-2        | 2020-09-01
"""
OUT_OF_WORK = """
    case           | EmpStat | DateEmpStatApp
    longer         | 11      | 2020-09-01
    shorter        | 11      | 2020-09-01
    just so        | 11      | 2020-09-01
    other contract | 11      | 2020-09-01
"""


def test_learners_were_out_of_work_as_long_as_their_contract_asks(breaks):
    breaks(
        employment_monitoring.not_out_of_work_as_the_contract_asks,
        aim=CONTRACT,
        employment=OUT_OF_WORK,
        monitoring="""
            case           | ESMType | ESMCode
            longer         | LOU     | 4
            shorter        | LOU     | 1
            just so        | LOU     | 3
            other contract | LOU     | 5
        """,
        contract_eligibility="""
            ContractAllocationNumber | MinLengthOfUnemployment | MaxLengthOfUnemployment
            ESF-1                    | 2                       | 3
        """,
        expect=["longer", "shorter"],
    )


def test_learners_are_on_benefits_where_their_contract_asks_it(breaks):
    breaks(
        employment_monitoring.not_on_benefits_as_the_contract_asks,
        aim="""
            case          | FundModel | LearnAimRef | CompStatus | ConRefNumber | LearnStartDate
            not on them   | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
            on them       | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
            for others    | 70        | ZESF0001    | 2          | ESF-2        | 2020-09-01
            for all       | 70        | ZESF0001    | 2          | ESF-3        | 2020-09-01
        """,
        employment="""
            case          | EmpStat | DateEmpStatApp
            on them       | 11      | 2020-09-01
            for others    | 11      | 2020-09-01
            for all       | 11      | 2020-09-01
        """,
        monitoring="""
            case          | ESMType | ESMCode
            on them       | BSI     | 1
            for others    | BSI     | 1
            for all       | BSI     | 1
        """,
        contract_eligibility="""
            ContractAllocationNumber | Benefits
            ESF-1                    | yes
            ESF-2                    | no
            ESF-3                    |
        """,
        expect=["not on them", "for others"],
    )
