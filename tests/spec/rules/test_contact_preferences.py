"""How learners may be contacted, while the return asked for it."""

from __future__ import annotations

from alder.sources.ilr.rules import contact


def test_a_contact_preference_is_on_the_list(breaks):
    breaks(
        contact.unknown_preference,
        preference="""
            case     | ContPrefType | ContPrefCode
            no such  | PMC          | 7
            known    | PMC          | 6
        """,
        expect=["no such"],
    )


def test_who_must_not_be_contacted_has_no_other_preferences(breaks):
    breaks(
        contact.contact_though_none_is_allowed,
        preference="""
            case           | ContPrefType | ContPrefCode
            ill, but post  | RUI          | 4
            ill, but post  | PMC          | 4
            ill            | RUI          | 4
            post only      | PMC          | 4
        """,
        expect=["ill, but post"],
    )


def test_a_contact_preference_was_open_at_the_start(breaks):
    breaks(
        contact.preference_closed,
        aim="""
            case      | LearnStartDate
            day after | 2018-05-26
            last day  | 2018-05-25
            new code  | 2018-05-26
            no code   | 2018-05-26
        """,
        preference="""
            case      | ContPrefType | ContPrefCode
            day after | PMC          | 1
            last day  | PMC          | 1
            new code  | PMC          | 4
            no code   | PMC          | 9
        """,
        expect=["day after", "no code"],
    )


def test_purposes_of_contact_are_said_in_old_or_new_codes(breaks):
    breaks(
        contact.purposes_old_and_new,
        preference="""
            case         | ContPrefType | ContPrefCode
            old and new  | RUI          | 2
            old and new  | RUI          | 6
            both new     | RUI          | 6
            both new     | RUI          | 7
        """,
        expect=["old and new"],
    )


def test_ways_of_contact_are_said_in_old_or_new_codes(breaks):
    breaks(
        contact.ways_old_and_new,
        preference="""
            case         | ContPrefType | ContPrefCode
            old and new  | PMC          | 3
            old and new  | PMC          | 4
            both old     | PMC          | 1
            both old     | PMC          | 3
        """,
        expect=["old and new"],
    )


def test_there_are_two_purposes_of_contact(breaks):
    breaks(
        contact.three_purposes,
        preference="""
            case   | ContPrefType | ContPrefCode
            three  | RUI          | 6
            three  | RUI          | 7
            three  | RUI          | 7
            two    | RUI          | 6
            two    | RUI          | 7
        """,
        expect=["three"],
    )


def test_there_are_three_ways_of_contact(breaks):
    breaks(
        contact.four_ways,
        preference="""
            case   | ContPrefType | ContPrefCode
            four   | PMC          | 4
            four   | PMC          | 5
            four   | PMC          | 6
            four   | PMC          | 6
            three  | PMC          | 4
            three  | PMC          | 5
            three  | PMC          | 6
        """,
        expect=["four"],
    )
