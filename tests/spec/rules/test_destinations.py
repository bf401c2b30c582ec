"""What learners went on to do, while the return asked for it.

Destinations belong to learners.
"""

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


def test_a_destination_was_collected_in_the_last_ten_years(breaks):
    breaks(
        destinations.collected_ten_years_ago,
        outcome="""
            case       | OutCollDate
            day before | 2010-07-31
            that day   | 2010-08-01
        """,
        expect=["day before"],
    )


def test_a_destination_started_in_the_last_ten_years(breaks):
    breaks(
        destinations.destination_started_ten_years_ago,
        outcome="""
            case       | OutStartDate
            day before | 2010-07-31
            that day   | 2010-08-01
        """,
        expect=["day before"],
    )


def test_a_destination_starts_by_the_end_of_the_next_year(breaks):
    breaks(
        destinations.destination_starts_in_a_year,
        outcome="""
            case      | OutStartDate
            day after | 2022-08-01
            last day  | 2022-07-31
        """,
        expect=["day after"],
    )


def test_one_destination_of_a_type_starts_on_a_day(breaks):
    breaks(
        destinations.two_of_one_type,
        outcome="""
            case           | OutType | OutCode | OutStartDate
            two jobs       | EMP     | 1       | 2021-03-02
            two jobs       | EMP     | 2       | 2021-03-02
            two days       | EMP     | 1       | 2021-03-02
            two days       | EMP     | 2       | 2021-03-03
            two courses    | EDU     | 4       | 2021-03-02
            two courses    | EDU     | 5       | 2021-03-02
            job and course | EMP     | 2       | 2021-03-02
            job and course | EDU     | 5       | 2021-03-02
        """,
        expect=["two jobs"],
    )


def test_two_destinations_in_education_start_on_a_day(breaks):
    breaks(
        destinations.three_in_education,
        outcome="""
            case   | OutType | OutCode | OutStartDate
            three  | EDU     | 4       | 2021-03-02
            three  | EDU     | 5       | 2021-03-02
            three  | EDU     | 6       | 2021-03-02
            two    | EDU     | 4       | 2021-03-02
            two    | EDU     | 5       | 2021-03-02
            two    | EDU     | 6       | 2021-03-03
        """,
        expect=["three"],
    )


def test_work_and_no_work_start_on_different_days(breaks):
    breaks(
        destinations.working_and_not_working,
        outcome="""
            case      | OutType | OutStartDate
            one day   | EMP     | 2021-03-02
            one day   | NPE     | 2021-03-02
            two days  | EMP     | 2021-03-02
            two days  | NPE     | 2021-03-03
            work only | EMP     | 2021-03-02
        """,
        expect=["one day"],
    )


def test_a_destination_was_open_when_it_started(breaks):
    breaks(
        destinations.destination_closed,
        outcome="""
            case      | OutType | OutCode | OutStartDate
            day after | EMP     | 3       | 2015-08-01
            last day  | EMP     | 3       | 2015-07-31
            open      | EMP     | 4       | 2015-08-01
            no code   | EMP     | 9       | 2015-07-31
            no type   | XYZ     | 9       | 2015-07-31
        """,
        expect=["day after", "no code"],
    )


def test_the_last_digit_of_a_destinations_learner_number_follows_from_the_others(breaks):
    breaks(
        destinations.wrong_check_digit,
        destination="""
            case             | ULN
            last digit wrong | 1000000010
            nine digits      | 100000001
            sound            | 1000000019
            temporary        | 9999999999
        """,
        expect=["last digit wrong", "nine digits"],
    )


def test_a_destinations_learner_number_is_in_the_register(breaks):
    breaks(
        destinations.unknown_number,
        destination="""
            case      | ULN
            no such   | 1000000027
            known     | 1000000019
            in series | 5010000004
            temporary | 9999999999
        """,
        learner_register="""
            ULN
            1000000019
            501
        """,
        expect=["no such"],
    )


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
        destinations.two_destination_records,
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
        destinations.destination_with_another_learner_number,
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
        destinations.left_without_a_destination,
        learner=LEARNERS,
        aim=AIMS,
        destination=DESTINATIONS,
        outcome=OUTCOMES,
        expect=["none", "before"],
    )


def test_a_learner_who_left_two_months_ago_has_a_destination(breaks):
    breaks(
        destinations.left_two_months_ago_without_a_destination,
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
