"""Funding and monitoring records of aims and learners."""

from __future__ import annotations

from alder.sources.ilr.rules import funding


def test_a_funding_model_is_on_the_years_list(breaks):
    breaks(
        funding.unknown_funding_model,
        aim="""
            case     | FundModel
            no such  | 36
            no such  | 12
            known    | 38
        """,
        expect=["no such"],
    )


def test_a_funding_model_of_a_later_year_is_unknown(breaks):
    breaks(
        funding.unknown_funding_model,
        year="2020/21",
        aim="""
            case         | FundModel
            since 2024   | 38
            known then   | 70
        """,
        expect=["since 2024"],
    )


PAID_FOR = """
    case            | FundModel
    adult skills    | 35
    social fund     | 70
    bootcamp        | 37
    with a source   | 35
    not paid for    | 99
"""
SOURCE = """
    case            | LearnDelFAMType | LearnDelFAMCode
    adult skills    | FFI             | 1
    with a source   | SOF             | 105
"""


def test_in_2020_public_money_has_a_source(breaks):
    breaks(
        funding.no_source_of_funding, year="2020/21", aim=PAID_FOR, fam=SOURCE, expect=["adult skills", "social fund"]
    )


def test_public_money_has_a_source(breaks):
    breaks(funding.no_source_of_funding, aim=PAID_FOR, fam=SOURCE, expect=["adult skills", "bootcamp"])


SHARE = """
    case               | FundModel
    adult skills       | 35
    adult skills fund  | 38
    fully funded       | 35
    16 to 19           | 25
"""
SHARED = """
    case               | LearnDelFAMType | LearnDelFAMCode
    fully funded       | FFI             | 1
"""


def test_in_2020_adult_skills_say_how_far_they_are_funded(breaks):
    breaks(funding.not_said_if_fully_funded_2020, aim=SHARE, fam=SHARED, expect=["adult skills"])


def test_adult_aims_say_how_far_they_are_funded(breaks):
    breaks(funding.not_said_if_fully_funded, aim=SHARE, fam=SHARED, expect=["adult skills", "adult skills fund"])


def test_in_2020_monitoring_codes_are_on_the_list(breaks):
    breaks(
        funding.unknown_monitoring_code_2020,
        fam="""
            case                | LearnDelFAMType | LearnDelFAMCode
            no such code        | SOF             | 999
            no such type        | XYZ             | 1
            without its zero    | LDM             | 34
            known               | LDM             | 034
            in small letters    | ldm             | 034
            list not at hand    | NSA             | 4
        """,
        expect=["no such code", "no such type", "without its zero"],
    )


def test_monitoring_codes_are_on_the_list_of_the_year(breaks):
    breaks(
        funding.unknown_monitoring_code,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            no such code   | SOF             | 999
            known          | SOF             | 105
        """,
        codes_of_the_year="""
            LearnDelFAMType | LearnDelFAMCode
            SOF             | 105
        """,
        expect=["no such code"],
    )


def test_monitoring_codes_were_open_when_the_aim_started(breaks):
    breaks(
        funding.monitoring_code_closed,
        aim="""
            case          | LearnStartDate
            day after     | 2021-08-01
            last day      | 2021-07-31
            never closed  | 2021-08-01
            restart       | 2021-08-01
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            day after     | LDM             | 357
            last day      | LDM             | 357
            never closed  | LDM             | 034
            restart       | LDM             | 357
            restart       | RES             | 1
        """,
        expect=["day after"],
    )


ADULT = """
    case              | FundModel
    16 to 19 source   | 35
    tailored          | 11
    national          | 35
    Greater Manchester | 35
    of a later year   | 35
    no source         | 35
    16 to 19          | 25
"""
ADULT_SOURCES = """
    case              | LearnDelFAMType | LearnDelFAMCode
    16 to 19 source   | SOF             | 107
    tailored          | SOF             | 107
    national          | SOF             | 105
    Greater Manchester | SOF            | 110
    of a later year   | SOF             | 119
    16 to 19          | SOF             | 107
"""


def test_in_2020_adult_aims_are_paid_for_nationally_or_by_a_devolved_authority(breaks):
    breaks(
        funding.adult_aim_of_another_source_2020,
        aim=ADULT,
        fam=ADULT_SOURCES,
        expect=["16 to 19 source", "of a later year"],
    )


def test_adult_aims_are_paid_for_nationally_or_by_a_devolved_authority(breaks):
    breaks(
        funding.adult_aim_of_another_source,
        aim=ADULT,
        fam=ADULT_SOURCES,
        expect=["16 to 19 source", "tailored"],
    )


DEVOLVED = """
    case          | FundModel
    16 to 19      | 25
    tailored      | 11
    adult skills  | 35
    no code       | 25
"""
DEVOLVED_CODES = """
    case          | LearnDelFAMType | LearnDelFAMCode
    16 to 19      | DAM             | 001
    tailored      | DAM             | 001
    adult skills  | DAM             | 001
    no code       | LDM             | 034
"""


def test_in_2020_devolved_monitoring_is_of_adult_or_community_learning(breaks):
    breaks(
        funding.devolved_monitoring_elsewhere,
        year="2020/21",
        aim=DEVOLVED,
        fam=DEVOLVED_CODES,
        expect=["16 to 19", "tailored"],
    )


def test_devolved_monitoring_is_of_devolved_funding(breaks):
    breaks(funding.devolved_monitoring_elsewhere, aim=DEVOLVED, fam=DEVOLVED_CODES, expect=["16 to 19"])


def test_support_has_a_first_and_a_last_date(breaks):
    breaks(
        funding.support_without_dates,
        fam="""
            case            | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            no last date    | LSF             | 2025-09-01          |
            no first date   | ALB             |                     | 2025-12-31
            both            | LSF             | 2025-09-01          | 2025-12-31
            another type    | SOF             |                     |
        """,
        expect=["no last date", "no first date"],
    )


EARLY = """
    case           | FundModel | LearnStartDate
    day before     | 35        | 2020-09-01
    adult fund     | 38        | 2020-09-01
    that day       | 35        | 2020-09-01
    16 to 19       | 25        | 2020-09-01
"""
EARLY_RECORDS = """
    case           | LearnDelFAMType | LearnDelFAMDateFrom
    day before     | LSF             | 2020-08-31
    adult fund     | LSF             | 2020-08-31
    that day       | LSF             | 2020-09-01
    16 to 19       | LSF             | 2020-08-31
"""


def test_in_2020_records_begin_with_the_aim_or_later(breaks):
    breaks(funding.record_begins_before_the_aim_2020, aim=EARLY, fam=EARLY_RECORDS, expect=["day before"])


def test_records_begin_with_the_aim_or_later(breaks):
    breaks(funding.record_begins_before_the_aim, aim=EARLY, fam=EARLY_RECORDS, expect=["day before", "adult fund"])


def test_records_do_not_end_before_they_begin(breaks):
    breaks(
        funding.record_ends_before_it_begins,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            day before  | LSF             | 2025-09-02          | 2025-09-01
            same day    | LSF             | 2025-09-02          | 2025-09-02
            no end      | LSF             | 2025-09-02          |
        """,
        expect=["day before"],
    )


SUPPORT = """
    case               | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
    overlap            | LSF             | 2020-09-01          | 2020-12-31
    overlap            | LSF             | 2020-12-01          | 2021-03-31
    same day           | LSF             | 2020-09-01          | 2020-12-31
    same day           | LSF             | 2020-12-31          | 2021-03-31
    bursary            | ALB             | 2020-09-01          | 2020-12-31
    bursary            | ALB             | 2020-12-01          | 2021-03-31
    one after another  | LSF             | 2020-09-01          | 2020-11-30
    one after another  | LSF             | 2020-12-01          | 2021-03-31
    two types          | LSF             | 2020-09-01          | 2020-12-31
    two types          | ALB             | 2020-12-01          | 2021-03-31
"""


def test_in_2020_learning_support_does_not_overlap_not_even_for_a_day(breaks):
    breaks(funding.support_overlaps_2020, fam=SUPPORT, expect=["overlap", "same day"])


def test_in_2020_learning_support_without_a_first_date_comes_last(breaks):
    breaks(
        funding.support_overlaps_2020,
        fam="""
            case            | aim | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            one undated     | 1   | LSF             | 2020-09-01          | 2020-12-31
            one undated     | 1   | LSF             |                     |
            two undated     | 1   | LSF             | 2020-09-01          | 2020-12-31
            two undated     | 1   | LSF             |                     |
            two undated     | 1   | LSF             |                     |
            all undated     | 1   | LSF             |                     |
            all undated     | 1   | LSF             |                     |
            first goes on   | 1   | LSF             |                     |
            first goes on   | 1   | LSF             | 2020-09-01          |
        """,
        expect=["two undated", "first goes on"],
    )


def test_learning_support_and_bursaries_do_not_overlap(breaks):
    breaks(funding.support_overlaps, fam=SUPPORT, expect=["overlap", "bursary"])


def test_a_learner_has_each_record_once(breaks):
    breaks(
        funding.same_learner_record_twice,
        learner_fam="""
            case        | LearnFAMType | LearnFAMCode
            twice       | LSR          | 55
            twice       | lsr          | 55
            two codes   | LSR          | 55
            two codes   | LSR          | 56
        """,
        expect=["twice"],
    )


def test_an_aim_has_each_record_once_unless_it_may_follow_itself(breaks):
    breaks(
        funding.same_record_twice,
        fam="""
            case               | aim | LearnDelFAMType | LearnDelFAMCode
            twice              | 1   | LDM             | 034
            twice              | 1   | LDM             | 034
            support            | 1   | LSF             | 1
            support            | 1   | LSF             | 1
            two codes          | 1   | LDM             | 034
            two codes          | 1   | LDM             | 376
            two aims           | 1   | LDM             | 034
            two aims           | 2   | LDM             | 034
        """,
        expect=["twice"],
    )


def test_in_2020_a_learners_monitoring_codes_are_on_the_list(breaks):
    breaks(
        funding.unknown_learner_code_2020,
        learner_fam="""
            case              | LearnFAMType | LearnFAMCode
            no such code      | FME          | 1
            no such type      | XYZ          | 1
            known             | FME          | 2
            list not at hand  | PPE          | 1
        """,
        expect=["no such code", "no such type"],
    )


def test_the_code_of_a_learner_is_on_the_list_of_the_year(breaks):
    breaks(
        funding.unknown_learner_code,
        learner_fam="""
            case              | LearnFAMType | LearnFAMCode
            no such code      | EMH          | 2
            no such type      | XYZ          | 1
            known             | EMH          | 1
            in small letters  | emh          | 1
            closed            | NLM          | 17
        """,
        codes_of_learners="""
            LearnFAMType | LearnFAMCode | ValidTo
            EMH          | 1            |
            NLM          | 17           | 2024-07-31
        """,
        expect=["no such code", "no such type"],
    )


def test_a_cost_of_support_is_of_a_high_needs_student(breaks):
    breaks(
        funding.support_cost_without_high_needs,
        learner="""
            case         | ALSCost
            not said     | 100
            high needs   | 100
            no cost      |
        """,
        learner_fam="""
            case         | LearnFAMType | LearnFAMCode
            not said     | EHC          | 1
            high needs   | HNS          | 1
        """,
        expect=["not said"],
    )


def test_a_code_was_open_at_the_start(breaks):
    breaks(
        funding.code_closed,
        aim="""
            case       | LearnStartDate
            day after  | 2025-08-01
            last day   | 2025-07-31
            still open | 2025-08-01
            other code | 2025-08-01
        """,
        learner_fam="""
            case       | LearnFAMType | LearnFAMCode
            day after  | NLM          | 17
            last day   | NLM          | 17
            still open | HNS          | 1
            other code | NLM          | 18
        """,
        codes_of_learners="""
            LearnFAMType | LearnFAMCode | ValidTo
            NLM          | 17           | 2025-07-31
            HNS          | 1            |
        """,
        expect=["day after"],
    )


TWICE = """
    case              | LearnFAMType | LearnFAMCode
    high needs twice  | HNS          | 1
    high needs twice  | HNS          | 1
    in small letters  | hns          | 1
    in small letters  | HNS          | 1
    hours twice       | MMH          | 1
    hours twice       | MMH          | 1
    two types         | HNS          | 1
    two types         | EHC          | 1
    support twice     | LSR          | 55
    support twice     | LSR          | 56
"""


def test_in_2020_some_types_are_recorded_once(breaks):
    breaks(
        funding.recorded_twice_2020,
        learner_fam=TWICE,
        expect=["high needs twice", "in small letters"],
    )


def test_some_types_are_recorded_once(breaks):
    breaks(
        funding.recorded_twice,
        learner_fam=TWICE,
        expect=["high needs twice", "in small letters", "hours twice"],
    )


def test_four_kinds_of_support_are_recorded(breaks):
    breaks(
        funding.five_kinds_of_support,
        learner_fam="""
            case  | LearnFAMType | LearnFAMCode
            five  | LSR          | 36
            five  | LSR          | 55
            five  | LSR          | 56
            five  | LSR          | 57
            five  | LSR          | 58
            four  | LSR          | 36
            four  | LSR          | 55
            four  | LSR          | 56
            four  | LSR          | 57
        """,
        expect=["five"],
    )


def test_two_national_marks_and_two_missing_passes_are_recorded(breaks):
    breaks(
        funding.recorded_three_times,
        learner_fam="""
            case          | LearnFAMType | LearnFAMCode
            three marks   | NLM          | 17
            three marks   | NLM          | 18
            three marks   | NLM          | 18
            three passes  | EDF          | 1
            three passes  | EDF          | 2
            three passes  | EDF          | 2
            two of each   | NLM          | 17
            two of each   | NLM          | 18
            two of each   | EDF          | 1
            two of each   | EDF          | 2
        """,
        expect=["three marks", "three passes"],
    )


def test_special_needs_and_a_plan_exclude_each_other(breaks):
    breaks(
        funding.needs_and_a_plan,
        learner_fam="""
            case   | LearnFAMType | LearnFAMCode
            both   | SEN          | 1
            both   | EHC          | 1
            needs  | SEN          | 1
        """,
        expect=["both"],
    )


EXCUSED = """
    case             | LearnFAMType | LearnFAMCode
    nothing beside   | {0}          | 1
    special needs    | {0}          | 1
    special needs    | SEN          | 1
    with a plan      | {0}          | 1
    with a plan      | EHC          | 1
    another reason   | {0}          | 2
"""


def test_in_2020_who_is_excused_from_maths_has_a_plan_or_needs(breaks):
    breaks(
        funding.excused_from_maths_without_needs,
        learner_fam=EXCUSED.format("MCF"),
        expect=["nothing beside"],
    )


def test_who_is_excused_from_maths_has_a_plan(breaks):
    breaks(
        funding.excused_from_maths_without_a_plan,
        learner_fam=EXCUSED.format("MCF"),
        expect=["nothing beside", "special needs"],
    )


def test_in_2020_who_is_excused_from_english_has_a_plan_or_needs(breaks):
    breaks(
        funding.excused_from_english_without_needs,
        learner_fam=EXCUSED.format("ECF"),
        expect=["nothing beside"],
    )


def test_who_is_excused_from_english_has_a_plan(breaks):
    breaks(
        funding.excused_from_english_without_a_plan,
        learner_fam=EXCUSED.format("ECF"),
        expect=["nothing beside", "special needs"],
    )


def test_two_national_marks_exclude_each_other(breaks):
    breaks(
        funding.two_marks_that_exclude_each_other,
        learner_fam="""
            case   | LearnFAMType | LearnFAMCode
            both   | NLM          | 21
            both   | NLM          | 22
            one    | NLM          | 21
            one    | NLM          | 17
        """,
        expect=["both"],
    )
