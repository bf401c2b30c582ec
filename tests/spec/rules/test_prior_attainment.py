"""What learners had reached before they enrolled."""

from __future__ import annotations

from alder.sources.ilr.rules import prior_attainment


def test_in_2020_adult_apprenticeships_are_for_those_below_level_4(breaks):
    breaks(
        prior_attainment.apprentice_from_level_4_2020,
        learner="""
            case          | PriorAttain
            level 4       | 10
            level 3       | 3
            a higher one  | 10
        """,
        aim="""
            case          | FundModel | ProgType
            level 4       | 35        | 3
            level 3       | 35        | 3
            a higher one  | 35        | 20
        """,
        expect=["level 4"],
    )


def test_adult_apprenticeships_are_for_those_below_level_4(breaks):
    breaks(
        prior_attainment.apprentice_from_level_4,
        prior="""
            case         | PriorLevel
            level 4      | 7
            level 3      | 6
            a higher one | 7
        """,
        aim="""
            case         | FundModel | ProgType
            level 4      | 35        | 3
            level 3      | 35        | 3
            a higher one | 35        | 20
        """,
        expect=["level 4", "a higher one"],
    )


def test_learners_had_reached_what_their_contract_is_for(breaks):
    breaks(
        prior_attainment.not_of_the_attainment_of_the_contract,
        learner="""
            case        | PriorAttain
            too much    | 3
            too little  | 9
            level 1     | 1
            level 2     | 2
            other       | 3
        """,
        aim="""
            case        | FundModel | ConRefNumber
            too much    | 70        | ESF-1
            too little  | 70        | ESF-1
            level 1     | 70        | ESF-1
            level 2     | 70        | ESF-1
            other       | 70        | ESF-2
        """,
        contract_eligibility="""
            ContractAllocationNumber | MinPriorAttainment | MaxPriorAttainment
            ESF-1                    | 7                  | 2
        """,
        expect=["too much", "too little"],
    )


TRAINEES = """
    case           | FundModel | ProgType | LearnStartDate
    level 3        | 35        | 24       | 2020-07-31
    level 2        | 35        | 24       | 2020-07-31
    a day later    | 35        | 24       | 2020-08-01
    level 4 later  | 35        | 24       | 2020-08-01
    apprenticeship | 35        | 3        | 2020-08-01
"""
REACHED = """
    case           | PriorAttain
    level 3        | 3
    level 2        | 2
    a day later    | 3
    level 4 later  | 10
    apprenticeship | 10
"""


def test_traineeships_to_july_2020_are_for_those_below_level_3(breaks):
    breaks(prior_attainment.trainee_from_level_3, learner=REACHED, aim=TRAINEES, expect=["level 3"])


def test_traineeships_from_august_2020_are_for_those_below_level_4(breaks):
    breaks(prior_attainment.trainee_from_level_4, learner=REACHED, aim=TRAINEES, expect=["level 4 later"])


def test_a_level_counts_from_before_the_file_was_made(breaks):
    breaks(
        prior_attainment.attained_after_the_file_was_made,
        file="""
            case      | FilePreparationDate
            day after | 2025-12-01
            that day  | 2025-12-01
        """,
        prior="""
            case      | DateLevelApp
            day after | 2025-12-02
            that day  | 2025-12-01
        """,
        expect=["day after"],
    )


def test_levels_count_from_different_days(breaks):
    breaks(
        prior_attainment.two_levels_of_one_day,
        prior="""
            case            | PriorLevel | DateLevelApp
            one day         | 2          | 2025-08-01
            one day         | 4          | 2025-08-01
            different days  | 2          | 2025-08-01
            different days  | 4          | 2025-08-02
        """,
        expect=["one day"],
    )
