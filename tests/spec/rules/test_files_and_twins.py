"""The file as a whole, and learners who appear in it twice."""

from __future__ import annotations

from alder.sources.ilr.rules import files


def test_a_file_is_of_one_provider(breaks):
    breaks(
        files.two_providers,
        file="""
            case   | UKPRN    | LearningProviderUKPRN
            two    | 10000001 | 10000002
            one    | 10000001 | 10000001
        """,
        expect=["two"],
    )


def test_a_reference_is_of_one_learner(breaks):
    breaks(
        files.same_reference_twice,
        learner="""
            case                   | LearnRefNumber
            twice                  | A1
            twice                  | A1
            in capitals            | b2
            in capitals            | B2
            two references         | A1
            two references         | A2
        """,
        expect=["twice", "in capitals"],
    )


def test_a_learner_number_is_of_one_learner(breaks):
    breaks(
        files.same_learner_number_twice,
        learner="""
            case             | ULN
            twice            | 1000000019
            twice            | 1000000019
            both temporary   | 9999999999
            both temporary   | 9999999999
            two numbers      | 1000000019
            two numbers      | 1000000027
        """,
        expect=["twice"],
    )


def test_the_provider_is_known(breaks):
    breaks(
        files.provider_not_known,
        file="""
            case      | UKPRN
            not known | 10000009
            known     | 10000001
        """,
        provider="""
            UKPRN
            10000001
        """,
        expect=["not known"],
    )
