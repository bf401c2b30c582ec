"""The age of learners at high levels, and of those in new kinds of apprenticeship."""

from __future__ import annotations

from alder.sources.ilr.rules import ages_and_levels

AIMS = """
    case             | FundModel | ProgType | LearnAimRef | LearnStartDate
    24 at level 3    | 35        |          | 10000003    | {start}
    23 at level 3    | 35        |          | 10000003    | {start}
    24 at level 2    | 35        |          | 10000002    | {start}
    steel worker     | 35        |          | 10000003    | {start}
    code 339         | 35        |          | 10000003    | {start}
    a year later     | 35        |          | 10000003    | {later}
    special category | 35        |          | 10000019    | {start}
    apprentice       | 35        | 25       | 10000003    | {start}
    special college  | 35        |          | 10000003    | {start}
"""
LEARNERS = """
    case             | DateOfBirth
    24 at level 3    | {born}-09-01
    23 at level 3    | {born}-09-02
    24 at level 2    | {born}-09-01
    steel worker     | {born}-09-01
    code 339         | {born}-09-01
    a year later     | {born}-09-01
    special category | {born}-09-01
    apprentice       | {born}-09-01
    special college  | {born}-09-01
"""
FAM = """
    case             | LearnDelFAMType | LearnDelFAMCode
    steel worker     | LDM             | 347
    code 339         | LDM             | 339
"""
FILE = """
    case             | UKPRN
    24 at level 3    | 10000001
    special college  | 10000002
"""
LEVELS = """
    LearnAimRef | NotionalNVQLevelv2
    10000002    | 2
    10000003    | 3
    10000019    | 3
"""
CATEGORIES = """
    LearnAimRef | CategoryRef
    10000019    | 19
"""
PROVIDERS = """
    UKPRN    | LegalOrgType
    10000001 | UGFE
    10000002 | USDC
"""
IN_2015 = {"start": "2015-09-01", "later": "2016-09-01"}
IN_2016 = {"start": "2016-09-01", "later": "2017-09-01"}


def test_in_2020_aims_of_2015_at_level_3_were_for_those_under_24(breaks):
    breaks(
        ages_and_levels.from_24_at_level_3_in_2015_told_2020,
        learner=LEARNERS.format(born=1991),
        aim=AIMS.format(**IN_2015),
        fam=FAM,
        file=FILE,
        lars_delivery=LEVELS,
        lars_category=CATEGORIES,
        provider=PROVIDERS,
        expect=["24 at level 3"],
    )


def test_aims_of_2015_at_level_3_were_for_those_under_24(breaks):
    breaks(
        ages_and_levels.from_24_at_level_3_in_2015,
        learner=LEARNERS.format(born=1991),
        aim=AIMS.format(**IN_2015),
        fam=FAM,
        file=FILE,
        lars_delivery=LEVELS,
        lars_category=CATEGORIES,
        provider=PROVIDERS,
        expect=["24 at level 3", "code 339"],
    )


def test_in_2020_aims_of_2016_at_level_3_were_for_those_under_24(breaks):
    breaks(
        ages_and_levels.from_24_at_level_3_in_2016_told_2020,
        learner=LEARNERS.format(born=1992),
        aim=AIMS.format(**IN_2016),
        fam=FAM,
        file=FILE,
        lars_delivery=LEVELS,
        provider=PROVIDERS,
        expect=["24 at level 3", "special category"],
    )


def test_aims_of_2016_at_level_3_were_for_those_under_24(breaks):
    breaks(
        ages_and_levels.from_24_at_level_3_in_2016,
        learner=LEARNERS.format(born=1992),
        aim=AIMS.format(**IN_2016),
        fam=FAM,
        file=FILE,
        lars_delivery=LEVELS,
        lars_category=CATEGORIES,
        provider=PROVIDERS,
        expect=["24 at level 3", "code 339"],
    )


SINCE_2017 = """
    case              | FundModel | LearnAimRef | LearnStartDate
    24 at level 3     | 35        | 10000003    | 2017-08-01
    23 at level 3     | 35        | 10000003    | 2017-08-01
    A level           | 35        | 10000004    | 2017-08-01
    free course       | 35        | 10000003    | 2022-08-01
    after July 2024   | 35        | 10000003    | 2024-08-01
    steel worker      | 35        | 10000003    | 2017-08-01
"""
BORN_1993 = """
    case              | DateOfBirth
    24 at level 3     | 1993-08-01
    23 at level 3     | 1993-08-02
    A level           | 1993-08-01
    free course       | 1993-08-01
    after July 2024   | 1993-08-01
    steel worker      | 1993-08-01
"""
EXEMPT = """
    case              | LearnDelFAMType | LearnDelFAMCode
    free course       | LDM             | 378
    steel worker      | LDM             | 347
"""
TYPES = """
    LearnAimRef | NotionalNVQLevelv2 | LearnAimRefType
    10000003    | 3                  | 0006
    10000004    | 3                  | 0002
"""


def test_in_2020_adult_aims_at_level_3_are_for_those_under_24(breaks):
    breaks(
        ages_and_levels.from_24_at_level_3_2020,
        learner=BORN_1993,
        aim=SINCE_2017,
        fam=EXEMPT,
        lars_delivery=TYPES,
        expect=["24 at level 3", "free course", "after July 2024"],
    )


def test_adult_aims_at_level_3_are_for_those_under_24(breaks):
    breaks(
        ages_and_levels.from_24_at_level_3,
        learner=BORN_1993,
        aim=SINCE_2017,
        fam=EXEMPT,
        lars_delivery=TYPES,
        expect=["24 at level 3", "steel worker"],
    )


def test_aims_of_the_adult_skills_fund_at_level_3_are_for_those_under_24(breaks):
    breaks(
        ages_and_levels.from_24_at_level_3_in_adult_skills,
        learner="""
            case          | DateOfBirth
            24            | 2000-08-01
            23            | 2000-08-02
            A level       | 2000-08-01
            pilot         | 2000-08-01
        """,
        aim="""
            case          | FundModel | LearnAimRef | LearnStartDate
            24            | 38        | 10000003    | 2024-08-01
            23            | 38        | 10000003    | 2024-08-01
            A level       | 38        | 10000004    | 2024-08-01
            pilot         | 38        | 10000003    | 2024-08-01
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            pilot         | LDM             | 395
        """,
        lars_delivery=TYPES,
        expect=["24"],
    )


def test_foundation_apprenticeships_are_for_those_under_25(breaks):
    breaks(
        ages_and_levels.foundation_apprentice_of_25,
        learner="""
            case            | DateOfBirth
            birthday        | 2000-09-01
            day before      | 2000-09-02
            other standard  | 2000-09-01
            restart         | 2000-09-01
        """,
        aim="""
            case            | FundModel | ProgType | AimType | StdCode | LearnStartDate
            birthday        | 36        | 25       | 1       | 801     | 2025-09-01
            day before      | 36        | 25       | 1       | 801     | 2025-09-01
            other standard  | 36        | 25       | 1       | 91      | 2025-09-01
            restart         | 36        | 25       | 1       | 801     | 2025-09-01
        """,
        fam="""
            case            | LearnDelFAMType | LearnDelFAMCode
            restart         | RES             | 1
        """,
        lars_standard_type="""
            StandardCode | StandardTypeCode
            801          | A0001
            91           | A0002
        """,
        expect=["birthday"],
    )


def test_apprenticeships_at_level_7_are_for_those_from_16_to_21(breaks):
    breaks(
        ages_and_levels.level_7_apprentice_of_22,
        learner="""
            case           | DateOfBirth
            22             | 2004-01-05
            21             | 2004-01-06
            with a plan    | 2004-01-05
            care leaver    | 2001-01-06
            25 with a plan | 2001-01-05
            level 6        | 2004-01-05
        """,
        aim="""
            case           | FundModel | ProgType | AimType | StdCode | LearnStartDate
            22             | 36        | 25       | 1       | 700     | 2026-01-05
            21             | 36        | 25       | 1       | 700     | 2026-01-05
            with a plan    | 36        | 25       | 1       | 700     | 2026-01-05
            care leaver    | 36        | 25       | 1       | 700     | 2026-01-05
            25 with a plan | 36        | 25       | 1       | 700     | 2026-01-05
            level 6        | 36        | 25       | 1       | 600     | 2026-01-05
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            care leaver    | LDM             | 362
        """,
        learner_fam="""
            case           | LearnFAMType | LearnFAMCode
            with a plan    | EHC          | 1
            25 with a plan | EHC          | 1
        """,
        lars_standard="""
            StandardCode | NotionalEndLevel
            700          | 7
            600          | 6
        """,
        expect=["22", "25 with a plan"],
    )
