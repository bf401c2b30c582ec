"""Records that say the same thing twice.

The file as a whole, and learners who appear in it twice.
"""

from __future__ import annotations

from alder.sources.ilr.rules import files


def test_a_learner_has_one_employment_record_from_a_day(breaks):
    breaks(
        files.two_employment_records_from_one_day,
        employment="""
            case      | EmpStat | DateEmpStatApp
            one day   | 10      | 2025-09-01
            one day   | 11      | 2025-09-01
            day after | 10      | 2025-09-01
            day after | 11      | 2025-09-02
        """,
        expect=["one day"],
    )


def test_a_contact_preference_is_returned_once(breaks):
    breaks(
        files.same_contact_preference_twice,
        preference="""
            case       | ContPrefType | ContPrefCode
            twice      | PMC          | 1
            twice      | pmc          | 1
            other code | PMC          | 1
            other code | PMC          | 2
            other type | PMC          | 1
            other type | RUI          | 1
        """,
        expect=["twice"],
    )


def test_a_letter_is_used_for_one_mark_of_a_learner(breaks):
    breaks(
        files.same_place_for_two_marks_of_a_learner,
        learner_mark="""
            case         | ProvSpecLearnMonOccur | ProvSpecLearnMon
            twice        | A                     | night class
            twice        | a                     | day class
            both letters | A                     | night class
            both letters | B                     | night class
        """,
        expect=["twice"],
    )


def test_a_letter_is_used_for_one_mark_of_an_aim(breaks):
    breaks(
        files.same_place_for_two_marks_of_an_aim,
        aim_mark="""
            case     | aim | ProvSpecDelMonOccur | ProvSpecDelMon
            twice    | 1   | D                   | room 1
            twice    | 1   | d                   | room 2
            two aims | 1   | A                   | room 1
            two aims | 2   | A                   | room 1
        """,
        expect=["twice"],
    )


def test_learners_of_the_social_fund_are_assessed(breaks):
    breaks(
        files.social_fund_without_an_assessment,
        aim="""
            case          | FundModel | LearnAimRef | CompStatus
            none          | 70        | 60000001    | 1
            not completed | 70        | ZESF0001    | 1
            assessed      | 70        | 60000001    | 1
            assessed      | 70        | zesf0001    | 2
            other funding | 35        | 60000001    | 1
        """,
        expect=["none", "not completed"],
    )


def test_learners_of_the_social_fund_are_assessed_once_for_a_contract(breaks):
    breaks(
        files.assessed_twice_for_one_contract,
        aim="""
            case          | LearnAimRef | ConRefNumber
            twice         | ZESF0001    | ESF-1
            twice         | ZESF0001    | esf-1
            two contracts | ZESF0001    | ESF-1
            two contracts | ZESF0001    | ESF-2
            two contracts | 60000001    | ESF-2
        """,
        expect=["twice"],
    )


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
