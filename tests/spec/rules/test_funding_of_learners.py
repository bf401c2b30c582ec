"""Funding and monitoring of the learner."""

from __future__ import annotations

from alder.sources.ilr.rules import learner_funding


def test_a_code_was_open_at_the_start(breaks):
    breaks(
        learner_funding.code_closed,
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
        learner_funding.recorded_twice_2020,
        learner_fam=TWICE,
        expect=["high needs twice", "in small letters"],
    )


def test_some_types_are_recorded_once(breaks):
    breaks(
        learner_funding.recorded_twice,
        learner_fam=TWICE,
        expect=["high needs twice", "in small letters", "hours twice"],
    )


def test_four_kinds_of_support_are_recorded(breaks):
    breaks(
        learner_funding.five_kinds_of_support,
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
        learner_funding.recorded_three_times,
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
        learner_funding.needs_and_a_plan,
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
        learner_funding.excused_from_maths_without_needs,
        learner_fam=EXCUSED.format("MCF"),
        expect=["nothing beside"],
    )


def test_who_is_excused_from_maths_has_a_plan(breaks):
    breaks(
        learner_funding.excused_from_maths_without_a_plan,
        learner_fam=EXCUSED.format("MCF"),
        expect=["nothing beside", "special needs"],
    )


def test_in_2020_who_is_excused_from_english_has_a_plan_or_needs(breaks):
    breaks(
        learner_funding.excused_from_english_without_needs,
        learner_fam=EXCUSED.format("ECF"),
        expect=["nothing beside"],
    )


def test_who_is_excused_from_english_has_a_plan(breaks):
    breaks(
        learner_funding.excused_from_english_without_a_plan,
        learner_fam=EXCUSED.format("ECF"),
        expect=["nothing beside", "special needs"],
    )


def test_two_national_marks_exclude_each_other(breaks):
    breaks(
        learner_funding.two_marks_that_exclude_each_other,
        learner_fam="""
            case   | LearnFAMType | LearnFAMCode
            both   | NLM          | 21
            both   | NLM          | 22
            one    | NLM          | 21
            one    | NLM          | 17
        """,
        expect=["both"],
    )
