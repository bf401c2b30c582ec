"""Learning difficulties, disabilities and health problems."""

from __future__ import annotations

from alder.sources.ilr.rules import difficulties


def test_the_answer_is_on_the_list(breaks):
    breaks(
        difficulties.unknown_answer,
        learner="""
            case     | LLDDHealthProb
            no such  | 3
            known    | 9
        """,
        expect=["no such"],
    )


def test_who_says_no_has_no_record(breaks):
    breaks(
        difficulties.says_none_but_has_a_record,
        learner="""
            case           | LLDDHealthProb
            no, a record   | 2
            no, none       | 2
            yes, a record  | 1
        """,
        lldd="""
            case           | LLDDCat
            no, a record   | 12
            yes, a record  | 12
        """,
        expect=["no, a record"],
    )


def test_a_kind_is_on_the_list(breaks):
    breaks(
        difficulties.unknown_kind,
        lldd="""
            case     | LLDDCat
            no such  | 20
            known    | 17
            closed   | 1
        """,
        expect=["no such"],
    )


def test_a_kind_was_open_when_the_first_aim_started(breaks):
    breaks(
        difficulties.kind_closed,
        aim="""
            case                  | LearnStartDate
            closed                | 2025-09-01
            open at the first aim | 2015-07-31
            open at the first aim | 2025-09-01
            never closed          | 2025-09-01
        """,
        lldd="""
            case                  | LLDDCat
            closed                | 2
            open at the first aim | 2
            never closed          | 4
        """,
        expect=["closed"],
    )


def test_the_main_one_is_marked_with_1(breaks):
    breaks(
        difficulties.unknown_mark_of_the_main_one,
        lldd="""
            case   | LLDDCat | PrimaryLLDD
            two    | 4       | 2
            one    | 4       | 1
            none   | 4       |
        """,
        expect=["two"],
    )


def test_one_is_the_main_one(breaks):
    breaks(
        difficulties.two_main_ones,
        lldd="""
            case          | LLDDCat | PrimaryLLDD
            two of three  | 4       | 1
            two of three  | 5       | 1
            two of three  | 6       |
            one of two    | 4       | 1
            one of two    | 5       |
        """,
        expect=["two of three"],
    )


def test_a_kind_is_recorded_once(breaks):
    breaks(
        difficulties.same_kind_twice,
        lldd="""
            case       | LLDDCat
            twice      | 4
            twice      | 4
            different  | 4
            different  | 5
        """,
        expect=["twice"],
    )


def test_two_learners_may_share_a_kind(breaks):
    breaks(
        difficulties.same_kind_twice,
        lldd="""
            case   | learner | LLDDCat
            shared | 1       | 4
            shared | 2       | 4
        """,
        expect=[],
    )
