"""The numbers of learners, of their campus, and of providers they were with before."""

from __future__ import annotations

from alder.sources.ilr.rules import learner_numbers

EARLY = """
    case        | FilePreparationDate
    December    | {0}-12-31
    January     | {1}-01-01
    apprentice  | {0}-12-31
    unfunded    | {0}-12-31
    numbered    | {0}-12-31
"""
NUMBERS = """
    case        | ULN
    December    | 9999999999
    January     | 9999999999
    apprentice  | 9999999999
    unfunded    | 9999999999
    numbered    | 1000000019
"""
FUNDED = """
    case        | FundModel
    December    | 35
    January     | 35
    apprentice  | 36
    unfunded    | 99
    numbered    | 35
"""
CONTRACT = """
    case        | LearnDelFAMType | LearnDelFAMCode
    apprentice  | ACT             | 1
"""


def test_in_2020_temporary_numbers_are_replaced_from_january(breaks):
    breaks(
        learner_numbers.no_number_before_january_2020,
        file=EARLY.format(2020, 2021),
        learner=NUMBERS,
        aim=FUNDED,
        fam=CONTRACT,
        expect=["December"],
    )


def test_temporary_numbers_are_replaced_from_january(breaks):
    breaks(
        learner_numbers.no_number_before_january,
        file=EARLY.format(2025, 2026),
        learner=NUMBERS,
        aim=FUNDED,
        fam=CONTRACT,
        expect=["December", "unfunded"],
    )


# The file is made on the sixtieth and sixty-first day after the start.
MADE = """
    case          | FilePreparationDate
    60 days       | {0}-03-02
    61 days       | {0}-03-03
    four days     | {0}-03-03
    stayed longer | {0}-03-03
    adult skills  | {0}-03-02
    in custody    | {0}-03-03
    before        | {1}-12-31
"""
TEMPORARY = """
    case          | ULN
    60 days       | 9999999999
    61 days       | 9999999999
    four days     | 9999999999
    stayed longer | 9999999999
    adult skills  | 9999999999
    in custody    | 9999999999
    before        | 9999999999
"""
LEARNING = """
    case          | FundModel | LearnStartDate | LearnPlanEndDate | LearnActEndDate
    60 days       | {2}       | {0}-01-01     | {0}-01-06        |
    61 days       | {2}       | {0}-01-01     | {0}-01-06        |
    four days     | {2}       | {0}-01-01     | {0}-01-05        |
    stayed longer | {2}       | {0}-01-01     | {0}-01-05        | {0}-01-06
    adult skills  | 38        | {0}-01-01     | {0}-01-06        |
    in custody    | {2}       | {0}-01-01     | {0}-01-06        |
    before        | {2}       | {1}-09-01     | {0}-07-01        |
"""
IN_CUSTODY = """
    case          | LearnDelFAMType | LearnDelFAMCode
    in custody    | LDM             | 034
"""


def test_in_2020_temporary_numbers_are_soon_to_be_replaced(breaks):
    breaks(
        learner_numbers.no_number_in_sixty_days,
        year="2020/21",
        file=MADE.format(2021, 2020),
        learner=TEMPORARY,
        aim=LEARNING.format(2021, 2020, 35),
        fam=IN_CUSTODY,
        expect=["60 days"],
    )


def test_temporary_numbers_are_soon_to_be_replaced(breaks):
    breaks(
        learner_numbers.no_number_in_sixty_days,
        file=MADE.format(2026, 2025),
        learner=TEMPORARY,
        aim=LEARNING.format(2026, 2025, 35),
        fam=IN_CUSTODY,
        expect=["60 days", "adult skills"],
    )


def test_in_2020_temporary_numbers_are_replaced_within_sixty_days(breaks):
    breaks(
        learner_numbers.no_number_after_sixty_days_2020,
        file=MADE.format(2021, 2020),
        learner=TEMPORARY,
        aim=LEARNING.format(2021, 2020, 35),
        fam=IN_CUSTODY,
        expect=["61 days", "stayed longer"],
    )


def test_temporary_numbers_are_replaced_within_sixty_days(breaks):
    breaks(
        learner_numbers.no_number_after_sixty_days,
        file=MADE.format(2026, 2025),
        learner=TEMPORARY,
        aim=LEARNING.format(2026, 2025, 35),
        fam=IN_CUSTODY,
        expect=["61 days", "stayed longer"],
    )


def test_temporary_numbers_of_those_in_custody_are_replaced_in_the_new_year(breaks):
    breaks(
        learner_numbers.no_number_in_custody,
        file="""
            case       | FilePreparationDate
            January    | 2026-01-01
            December   | 2025-12-31
            at liberty | 2026-01-01
        """,
        learner="""
            case       | ULN
            January    | 9999999999
            December   | 9999999999
            at liberty | 9999999999
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            January    | LDM             | 034
            December   | LDM             | 034
        """,
        expect=["January"],
    )


HIGHER = """
    case          | LearnDelFAMType | LearnDelFAMCode
    60 days       | SOF             | 1
    61 days       | SOF             | 1
    four days     | SOF             | 1
    stayed longer | SOF             | 1
    in custody    | SOF             | 1
    in custody    | LDM             | 034
    before        | SOF             | 1
"""


def test_in_2020_there_was_a_warning_in_higher_education_after_sixty_days(breaks):
    breaks(
        learner_numbers.no_number_in_higher_education_warned_of_late_2020,
        file=MADE.format(2021, 2020),
        learner=TEMPORARY,
        aim=LEARNING.format(2021, 2020, 99),
        fam=HIGHER,
        expect=["61 days", "stayed longer"],
    )


def test_temporary_numbers_in_higher_education_are_soon_to_be_replaced(breaks):
    breaks(
        learner_numbers.no_number_in_higher_education_in_sixty_days,
        file=MADE.format(2026, 2025),
        learner=TEMPORARY,
        aim=LEARNING.format(2026, 2025, 99),
        fam=HIGHER,
        expect=["60 days"],
    )


def test_in_2020_temporary_numbers_in_higher_education_are_replaced_within_sixty_days(breaks):
    breaks(
        learner_numbers.no_number_in_higher_education_after_sixty_days_2020,
        file=MADE.format(2021, 2020),
        learner=TEMPORARY,
        aim=LEARNING.format(2021, 2020, 99),
        fam=HIGHER,
        expect=["61 days"],
    )


def test_temporary_numbers_in_higher_education_are_replaced_within_sixty_days(breaks):
    breaks(
        learner_numbers.no_number_in_higher_education_after_sixty_days,
        file=MADE.format(2026, 2025),
        learner=TEMPORARY,
        aim=LEARNING.format(2026, 2025, 99),
        fam=HIGHER,
        expect=["61 days", "stayed longer"],
    )


def test_a_learner_number_is_in_the_register(breaks):
    breaks(
        learner_numbers.unknown_number,
        learner="""
            case               | ULN
            no such            | 1000000027
            known              | 1000000019
            first of a series  | 5010000004
            last of a series   | 5019999995
            behind the series  | 5020000009
            temporary          | 9999999999
            missing            |
        """,
        learner_register="""
            ULN
            1000000019
            501
        """,
        expect=["no such", "behind the series", "missing"],
    )


CAMPUSES = """
    CampusIdentifier | MasterUKPRN
    CAMP0001         | 10000001
    CAMP0002         | 10000002
"""
AT_A_CAMPUS = """
    case              | CampId
    no such           | CAMP0003
    of another        | CAMP0002
    of this provider  | CAMP0001
    in small letters  | camp0001
    none              |
"""


def test_a_campus_is_on_the_list(breaks):
    breaks(learner_numbers.unknown_campus, learner=AT_A_CAMPUS, campus=CAMPUSES, expect=["no such"])


def test_in_2020_a_campus_is_one_of_the_providers(breaks):
    breaks(
        learner_numbers.campus_of_another_provider_2020,
        learner=AT_A_CAMPUS,
        campus=CAMPUSES,
        expect=["no such", "of another"],
    )


def test_a_campus_does_not_belong_to_another_provider(breaks):
    breaks(
        learner_numbers.campus_of_another_provider,
        learner=AT_A_CAMPUS,
        campus=CAMPUSES,
        expect=["of another"],
    )


BEFORE = """
    case          | {0}
    no such       | 10000003
    not a partner | 10000002
    partner       | 10000001
    none          |
"""
ORGANISATIONS = """
    UKPRN    | PartnerUKPRN
    10000001 | yes
    10000002 | no
"""


def test_in_2020_the_provider_before_a_merger_may_be_named_as_partner(breaks):
    breaks(
        learner_numbers.unknown_provider_before_merger_2020,
        learner=BEFORE.format("PMUKPRN"),
        provider_before_merger=ORGANISATIONS,
        expect=["no such", "not a partner"],
    )


def test_the_provider_before_a_merger_is_known(breaks):
    breaks(
        learner_numbers.unknown_provider_before_merger,
        learner=BEFORE.format("PMUKPRN"),
        provider_before_merger=ORGANISATIONS,
        expect=["no such"],
    )


def test_in_2020_the_earlier_provider_may_be_named_as_partner(breaks):
    breaks(
        learner_numbers.unknown_earlier_provider_2020,
        learner=BEFORE.format("PrevUKPRN"),
        earlier_provider=ORGANISATIONS,
        expect=["no such", "not a partner"],
    )


def test_the_earlier_provider_is_known(breaks):
    breaks(
        learner_numbers.unknown_earlier_provider,
        learner=BEFORE.format("PrevUKPRN"),
        earlier_provider=ORGANISATIONS,
        expect=["no such"],
    )


def test_a_learner_has_two_places_for_marks_of_the_provider(breaks):
    breaks(
        learner_numbers.unknown_place_of_a_mark,
        learner_mark="""
            case          | ProvSpecLearnMonOccur
            third         | C
            first         | A
            small letter  | b
            none          |
        """,
        expect=["third"],
    )
