"""Numbers, ages, names and characteristics of learners."""

from __future__ import annotations

from alder.sources.ilr.rules import learners


def test_the_last_digit_of_a_learner_number_follows_from_the_others(breaks):
    breaks(
        learners.wrong_check_digit,
        learner="""
            case                     | ULN
            last digit wrong         | 1000000010
            two digits swapped       | 1000000190
            no number begins so      | 1000000060
            nine digits              | 100000001
            sound                    | 1000000019
            temporary                | 9999999999
            none                     |
        """,
        expect=["last digit wrong", "two digits swapped", "no number begins so", "nine digits", "none"],
    )


NO_NUMBER = """
    case         | ULN
    community    | 9999999999
    tailored     | 9999999999
    known        | 1000000019
    higher       | 9999999999
    apprentice   | 9999999999
"""
NO_NUMBER_AIMS = """
    case         | FundModel
    community    | 10
    tailored     | 11
    known        | 10
    higher       | 99
    apprentice   | 36
"""
NO_NUMBER_FAMS = """
    case         | LearnDelFAMType | LearnDelFAMCode
    higher       | SOF             | 1
"""


def test_in_2020_community_learners_should_have_a_learner_number(breaks):
    breaks(
        learners.no_learner_number_yet_2020,
        learner=NO_NUMBER,
        aim=NO_NUMBER_AIMS,
        fam=NO_NUMBER_FAMS,
        expect=["community"],
    )


def test_community_and_tailored_learners_should_have_a_learner_number(breaks):
    breaks(
        learners.no_learner_number_yet,
        learner=NO_NUMBER,
        aim=NO_NUMBER_AIMS,
        fam=NO_NUMBER_FAMS,
        expect=["community", "tailored"],
    )


def test_nobody_is_115(breaks):
    breaks(
        learners.aged_115,
        learner="""
            case                     | DateOfBirth
            115 on the first day     | 1910-08-01
            115 on the second day    | 1910-08-02
            no date of birth         |
        """,
        expect=["115 on the first day"],
    )


def test_16_to_19_funding_ends_before_25(breaks):
    breaks(
        learners.too_old_for_16_to_19_funding,
        learner="""
            case                   | DateOfBirth
            25 on 31 August        | 2000-08-31
            25 on 1 September      | 2000-09-01
            another source         | 2000-08-31
            adult skills           | 2000-08-31
        """,
        aim="""
            case                   | FundModel
            25 on 31 August        | 25
            25 on 1 September      | 25
            another source         | 25
            adult skills           | 35
        """,
        fam="""
            case                   | LearnDelFAMType | LearnDelFAMCode
            25 on 31 August        | SOF             | 107
            25 on 1 September      | SOF             | 107
            another source         | SOF             | 105
            adult skills           | SOF             | 107
        """,
        expect=["25 on 31 August"],
    )


def test_adult_learners_in_custody_are_18(breaks):
    breaks(
        learners.in_custody_under_18,
        learner="""
            case                            | DateOfBirth
            a day too young                 | 2007-09-02
            18 that day                     | 2007-09-01
            not in custody                  | 2007-09-02
            born on 29 February, 28 February | 2008-02-29
        """,
        aims="""
            case                            | FundModel | LearnStartDate
            a day too young                 | 35        | 2025-09-01
            18 that day                     | 35        | 2025-09-01
            not in custody                  | 35        | 2025-09-01
            born on 29 February, 28 February | 35       | 2026-02-28
        """,
        fam="""
            case                            | LearnDelFAMType | LearnDelFAMCode
            a day too young                 | LDM             | 034
            18 that day                     | LDM             | 034
            not in custody                  | LDM             | 376
            born on 29 February, 28 February | LDM            | 034
        """,
        expect=["a day too young"],
    )


def test_a_learner_number_needs_a_date_of_birth(breaks):
    breaks(
        learners.learner_number_without_date_of_birth,
        learner="""
            case        | ULN        | DateOfBirth
            no date     | 1000000019 |
            date        | 1000000019 | 2007-03-01
            temporary   | 9999999999 |
        """,
        expect=["no date"],
    )


def test_a_loan_needs_an_age_of_19(breaks):
    breaks(
        learners.too_young_for_a_loan,
        learner="""
            case      | DateOfBirth
            18        | 2006-09-02
            19        | 2006-09-01
            no loan   | 2006-09-02
        """,
        aim="""
            case      | FundModel | LearnStartDate
            18        | 99        | 2025-09-01
            19        | 99        | 2025-09-01
            no loan   | 99        | 2025-09-01
        """,
        fam="""
            case      | LearnDelFAMType | LearnDelFAMCode
            18        | ADL             | 1
            19        | ADL             | 1
        """,
        expect=["18"],
    )


def test_nobody_is_born_in_the_teaching_year(breaks):
    breaks(
        learners.born_in_the_teaching_year,
        learner="""
            case            | DateOfBirth
            first day       | 2025-08-01
            the day before  | 2025-07-31
            no date         |
        """,
        expect=["first day"],
    )


NAMELESS = """
    case                    | FamilyName
    adult skills            |
    community learning      |
    through an authority    |
    both kinds              |
    one of two              |
    named                   | Ash
"""
NAMELESS_AIMS = """
    case                    | FundModel
    adult skills            | 35
    community learning      | 10
    through an authority    | 99
    both kinds              | 10
    both kinds              | 99
    one of two              | 10
    one of two              | 35
    named                   | 35
"""
NAMELESS_FAMS = """
    case                    | aim | LearnDelFAMType | LearnDelFAMCode
    through an authority    | 1   | SOF             | 108
    both kinds              | 2   | SOF             | 108
"""


def test_in_2020_a_name_may_be_missing_in_one_kind_of_community_learning(breaks):
    breaks(
        learners.no_family_name_2020,
        learner=NAMELESS,
        aim=NAMELESS_AIMS,
        fam=NAMELESS_FAMS,
        expect=["adult skills", "both kinds", "one of two"],
    )


def test_a_name_may_be_missing_in_community_learning_only(breaks):
    breaks(
        learners.no_family_name,
        learner=NAMELESS,
        aim=NAMELESS_AIMS,
        fam=NAMELESS_FAMS,
        expect=["adult skills", "one of two"],
    )


def test_an_ethnicity_is_on_the_list(breaks):
    breaks(
        learners.unknown_ethnicity,
        learner="""
            case     | Ethnicity
            no such  | 48
            known    | 47
        """,
        expect=["no such"],
    )


def test_a_sex_is_on_the_list(breaks):
    breaks(
        learners.unknown_sex,
        learner="""
            case     | Sex
            no such  | X
            known    | F
            in small | f
            none     |
        """,
        expect=["no such", "in small", "none"],
    )


def test_accommodation_is_on_the_list(breaks):
    breaks(
        learners.unknown_accommodation,
        learner="""
            case     | Accom
            no such  | 6
            known    | 5
            none     |
        """,
        expect=["no such"],
    )


def test_in_2020_prior_attainment_is_asked_outside_16_to_19_and_community_learning(breaks):
    breaks(
        learners.no_prior_attainment_2020,
        learner="""
            case                    | PriorAttain
            adult skills            |
            loan                    |
            given                   | 3
            16 to 19                |
            through an authority    |
        """,
        aim="""
            case                    | FundModel
            adult skills            | 35
            loan                    | 99
            given                   | 35
            16 to 19                | 25
            through an authority    | 99
        """,
        fam="""
            case                    | LearnDelFAMType | LearnDelFAMCode
            through an authority    | SOF             | 108
        """,
        expect=["adult skills", "loan"],
    )


def test_prior_attainment_is_asked_where_public_money_pays_for_adults(breaks):
    breaks(
        learners.no_prior_attainment,
        aim="""
            case         | FundModel
            bootcamp     | 37
            no level     | 38
            given        | 38
            16 to 19     | 25
            loan         | 99
        """,
        prior="""
            case         | PriorLevel
            no level     |
            given        | 3
        """,
        expect=["bootcamp", "no level"],
    )


def test_in_2020_a_prior_attainment_is_on_the_list(breaks):
    breaks(
        learners.unknown_prior_attainment_2020,
        learner="""
            case              | PriorAttain
            no such           | 6
            known             | 7
            closed in 2013    | 4
        """,
        expect=["no such"],
    )


def test_a_prior_level_is_on_the_list(breaks):
    breaks(
        learners.unknown_prior_attainment,
        prior="""
            case         | PriorLevel
            no such      | 13
            known        | 6
        """,
        expect=["no such"],
    )
