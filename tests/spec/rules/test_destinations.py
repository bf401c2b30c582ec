"""What learners went on to do, while the return asked for it."""

from __future__ import annotations

from alder.sources.ilr.rules import destinations


def test_a_destination_is_on_the_list(breaks):
    breaks(
        destinations.unknown_destination,
        outcome="""
            case     | OutType | OutCode
            no such  | EMP     | 9
            known    | EMP     | 1
        """,
        expect=["no such"],
    )


def test_a_destination_was_collected_before_the_file_was_made(breaks):
    breaks(
        destinations.collected_after_the_file_was_made,
        file="""
            case      | FilePreparationDate
            day after | 2021-03-01
            that day  | 2021-03-01
        """,
        outcome="""
            case      | OutCollDate
            day after | 2021-03-02
            that day  | 2021-03-01
        """,
        expect=["day after"],
    )


def test_a_destination_does_not_end_before_it_starts(breaks):
    breaks(
        destinations.destination_ends_before_it_starts,
        outcome="""
            case        | OutStartDate | OutEndDate
            day before  | 2021-03-02   | 2021-03-01
            same day    | 2021-03-02   | 2021-03-02
            no end      | 2021-03-02   |
        """,
        expect=["day before"],
    )


def test_a_destination_is_recorded_once(breaks):
    breaks(
        destinations.same_destination_twice,
        outcome="""
            case           | destination | OutType | OutCode | OutStartDate
            twice          | 1           | EMP     | 1       | 2021-03-02
            twice          | 1           | EMP     | 1       | 2021-03-02
            another date   | 1           | EMP     | 1       | 2021-03-02
            another date   | 1           | EMP     | 1       | 2021-03-03
        """,
        expect=["twice"],
    )
