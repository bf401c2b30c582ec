"""Destinations belong to learners."""

from __future__ import annotations

from alder.sources.ilr.rules import destinations_of_learners

LEARNERS = """
    case           | LearnRefNumber
    none           | ABC
    that day       | ABC
    before         | ABC
    going on       | ABC
    on a break     | ABC
    traineeship    | ABC
    apprenticeship | ABC
"""
DESTINATIONS = """
    case           | LearnRefNumber
    that day       | ABC
    before         | ABC
"""
OUTCOMES = """
    case           | destination | OutStartDate
    that day       | 1           | 2021-03-01
    before         | 1           | 2021-02-28
"""
AIMS = """
    case           | FundModel | CompStatus | ProgType | LearnActEndDate
    none           | 35        | 3          |          | 2021-02-01
    none           | 35        | 2          |          | 2021-03-01
    that day       | 35        | 2          |          | 2021-03-01
    before         | 25        | 2          |          | 2021-03-01
    going on       | 35        | 2          |          | 2021-03-01
    going on       | 35        | 1          |          |
    on a break     | 35        | 6          |          | 2021-03-01
    traineeship    | 35        | 2          | 24       | 2021-03-01
    traineeship    | 35        | 2          |          | 2021-03-01
    apprenticeship | 36        | 2          | 2        | 2021-03-01
"""


def test_a_learner_has_one_destination_record(breaks):
    breaks(
        destinations_of_learners.two_destination_records,
        destination="""
            case         | LearnRefNumber
            twice        | 0r71
            twice        | 0R71
            two learners | 0R71
            two learners | 0R72
        """,
        expect=["twice"],
    )


def test_a_destination_has_the_number_of_its_learner(breaks):
    breaks(
        destinations_of_learners.destination_with_another_learner_number,
        learner="""
            case       | LearnRefNumber | ULN
            differs    | ABC            | 1000000019
            same       | ABC            | 1000000019
            of another | ABD            | 1000000019
        """,
        destination="""
            case       | LearnRefNumber | ULN
            differs    | abc            | 1000000027
            same       | ABC            | 1000000019
            of another | ABC            | 1000000027
        """,
        expect=["differs"],
    )


def test_a_learner_who_has_left_has_a_destination(breaks):
    breaks(
        destinations_of_learners.left_without_a_destination,
        learner=LEARNERS,
        aim=AIMS,
        destination=DESTINATIONS,
        outcome=OUTCOMES,
        expect=["none", "before"],
    )


def test_a_learner_who_left_two_months_ago_has_a_destination(breaks):
    breaks(
        destinations_of_learners.left_two_months_ago_without_a_destination,
        learner=LEARNERS,
        aim=AIMS,
        destination=DESTINATIONS,
        outcome=OUTCOMES,
        file="""
            case        | FilePreparationDate
            none        | 2021-05-01
            before      | 2021-04-30
            traineeship | 2021-05-01
        """,
        expect=["none", "traineeship"],
    )
