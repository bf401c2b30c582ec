"""Names, addresses, postcodes and National Insurance numbers."""

from __future__ import annotations

from alder.sources.ilr.rules import names_and_homes

COMMUNITY = """
    case          | FundModel
    eleven hours  | 10
    ten hours     | 10
    of two kinds  | 10
    of two kinds  | 99
    adult aim too | 10
    adult aim too | 35
"""
THROUGH_AUTHORITY = """
    case          | aim | LearnDelFAMType | LearnDelFAMCode
    of two kinds  | 2   | SOF             | 108
"""
NAMELESS = """
    case          | FamilyName | GivenNames | PlanLearnHours
    eleven hours  |            |            | 11
    ten hours     |            |            | 10
    of two kinds  |            |            | 11
    adult aim too |            |            | 11
    named         | Lee        | Amara      | 11
"""


def test_in_2020_a_longer_course_asks_for_the_family_name(breaks):
    breaks(
        names_and_homes.no_family_name_in_a_longer_course_2020,
        learner=NAMELESS,
        aim=COMMUNITY,
        fam=THROUGH_AUTHORITY,
        expect=["eleven hours"],
    )


def test_a_longer_course_asks_for_the_family_name(breaks):
    breaks(
        names_and_homes.no_family_name_in_a_longer_course,
        learner=NAMELESS,
        aim=COMMUNITY,
        fam=THROUGH_AUTHORITY,
        expect=["eleven hours", "of two kinds"],
    )


def test_in_2020_a_longer_course_asks_for_given_names(breaks):
    breaks(
        names_and_homes.no_given_names_in_a_longer_course_2020,
        learner=NAMELESS,
        aim=COMMUNITY,
        fam=THROUGH_AUTHORITY,
        expect=["eleven hours"],
    )


def test_a_longer_course_asks_for_given_names(breaks):
    breaks(
        names_and_homes.no_given_names_in_a_longer_course,
        learner=NAMELESS,
        aim=COMMUNITY,
        fam=THROUGH_AUTHORITY,
        expect=["eleven hours", "of two kinds"],
    )


NUMBERED = """
    case            | FamilyName | GivenNames | PlanLearnHours | ULN
    with a number   |            |            | 10             | 1000000019
    temporary       |            |            | 10             | 9999999999
    eleven hours    |            |            | 11             | 1000000019
    hours not known |            |            |                | 1000000019
    named           | Lee        | Amara      | 10             | 1000000019
"""
SHORT = """
    case            | FundModel
    with a number   | 10
    temporary       | 10
    eleven hours    | 10
    hours not known | 10
    named           | 10
"""


def test_who_has_a_learner_number_has_a_family_name(breaks):
    breaks(
        names_and_homes.no_family_name_beside_a_number,
        learner=NUMBERED,
        aim=SHORT,
        expect=["with a number"],
    )


def test_who_has_a_learner_number_has_given_names(breaks):
    breaks(
        names_and_homes.no_given_names_beside_a_number,
        learner=NUMBERED,
        aim=SHORT,
        expect=["with a number"],
    )


WITHOUT_GIVEN_NAMES = """
    case          | GivenNames
    adult aim     |
    community     |
    of two kinds  |
    named         | Amara
"""
AIMS = """
    case          | FundModel
    adult aim     | 35
    community     | 10
    of two kinds  | 10
    of two kinds  | 99
    named         | 35
"""


def test_in_2020_learners_have_given_names(breaks):
    breaks(
        names_and_homes.no_given_names_2020,
        learner=WITHOUT_GIVEN_NAMES,
        aim=AIMS,
        fam=THROUGH_AUTHORITY,
        expect=["adult aim", "of two kinds"],
    )


def test_learners_have_given_names(breaks):
    breaks(
        names_and_homes.no_given_names,
        learner=WITHOUT_GIVEN_NAMES,
        aim=AIMS,
        fam=THROUGH_AUTHORITY,
        expect=["adult aim"],
    )


HOMELESS = """
    case            | AddLine1    | PlanLearnHours
    eleven hours    |             | 11
    ten hours       |             | 10
    of two kinds    |             | 10
    hours not known |             |
    with an address | 1 High Road | 11
"""
COURSES = """
    case            | FundModel
    eleven hours    | 10
    ten hours       | 10
    of two kinds    | 10
    of two kinds    | 99
    hours not known | 10
    with an address | 10
"""


def test_in_2020_learners_have_an_address(breaks):
    breaks(
        names_and_homes.no_address_2020,
        learner=HOMELESS,
        aim=COURSES,
        fam=THROUGH_AUTHORITY,
        expect=["eleven hours", "of two kinds", "hours not known"],
    )


def test_learners_have_an_address(breaks):
    breaks(
        names_and_homes.no_address,
        learner=HOMELESS,
        aim=COURSES,
        fam=THROUGH_AUTHORITY,
        expect=["eleven hours", "hours not known"],
    )


def test_a_postcode_is_written_as_postcodes_are(breaks):
    breaks(
        names_and_homes.malformed_postcode,
        learner="""
            case               | Postcode
            no blank           | ZZ12AB
            small letters      | zz1 2ab
            letter not used    | ZZ1 2AC
            short              | Z1 2AB
            letter in district | ZZ1A 2AB
            not known          | ZZ99 9ZZ
            none               |
        """,
        expect=["no blank", "small letters", "letter not used"],
    )


def test_a_postcode_from_before_enrolment_is_written_as_postcodes_are(breaks):
    breaks(
        names_and_homes.malformed_postcode_before,
        learner="""
            case            | PostcodePrior
            no blank        | ZZ12AB
            three figures   | ZZ123 4AB
            sound           | ZZ12 3AB
            none            |
        """,
        expect=["no blank", "three figures"],
    )


def test_a_postcode_exists(breaks):
    breaks(
        names_and_homes.unknown_postcode,
        learner="""
            case          | Postcode
            no such       | ZZ1 1AA
            known         | ZZ1 1AB
            small letters | zz1 1ab
            not known     | ZZ99 9ZZ
            none          |
        """,
        home_postcode="""
            pcds
            ZZ1 1AB
        """,
        expect=["no such"],
    )


def test_a_postcode_from_before_enrolment_exists(breaks):
    breaks(
        names_and_homes.unknown_postcode_before,
        learner="""
            case      | PostcodePrior
            no such   | ZZ1 1AA
            known     | ZZ1 1AB
            not known | ZZ99 9ZZ
        """,
        prior_postcode="""
            pcds
            ZZ1 1AB
        """,
        expect=["no such"],
    )


def test_an_insurance_number_is_written_as_such_numbers_are(breaks):
    breaks(
        names_and_homes.malformed_insurance_number,
        learner="""
            case              | NINumber
            first letter D    | DA123456A
            second letter O   | AO123456A
            first letter O    | OA123456A
            five figures      | AB12345A
            last letter E     | AB123456E
            last letter blank | AB123456
            none              |
        """,
        expect=["first letter D", "second letter O", "five figures", "last letter E"],
    )


def test_apprentices_have_an_insurance_number(breaks):
    breaks(
        names_and_homes.apprentice_without_insurance_number,
        learner="""
            case             | NINumber
            with employer    |
            with the agency  |
            numbered         | AB123456A
        """,
        fam="""
            case             | LearnDelFAMType | LearnDelFAMCode
            with employer    | ACT             | 1
            with the agency  | ACT             | 2
            numbered         | ACT             | 1
        """,
        expect=["with employer"],
    )
