"""Which learners and aims have a higher education record."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import higher_education_records as records

PROVIDERS = """
    UKPRN    | LegalOrgType
    10000001 | USFC
    10000002 | UHEO
    10000003 | PLBG
"""
REGISTER = """
    UKPRN    | EffectiveFrom | EffectiveTo
    10000001 | 2018-04-01    |
    10000002 | 2018-04-01    |
    10000003 | 2018-04-01    |
    10000004 | 2018-04-01    | 2025-11-30
"""
LIST = """
    LearnAimRef | NotionalNVQLevelv2 | EnglPrscID
    60000004    | 4                  | 1
    60000003    | 3                  | 3
"""


def test_a_student_has_a_higher_aim(breaks):
    breaks(
        records.student_without_a_higher_aim,
        learner_he="""
            case      | UCASPERID
            none      | 0000000001
            one of two | 0000000001
        """,
        aim="""
            case      | AimType
            none      | 4
            one of two | 4
            one of two | 4
        """,
        aim_he="""
            case      | aim | MODESTUD
            one of two | 2  | 1
        """,
        expect=["none"],
    )


def test_in_2020_an_aim_of_the_higher_education_funder_has_a_record(breaks):
    breaks(
        records.funded_without_a_record_2020,
        file="""
            case          | UKPRN
            university    | 10000002
            not listed    | 10000009
        """,
        aim="""
            case          | FundModel
            no record     | 99
            university    | 99
            not listed    | 99
            of a partner  | 99
            has a record  | 99
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            no record     | SOF             | 1
            university    | SOF             | 1
            not listed    | SOF             | 1
            of a partner  | SOF             | 1
            of a partner  | LDM             | 352
            has a record  | SOF             | 1
        """,
        aim_he="""
            case          | MODESTUD
            has a record  | 1
        """,
        provider=PROVIDERS,
        expect=["no record", "not listed"],
    )


def test_an_aim_of_the_higher_education_funder_has_a_record(breaks):
    breaks(
        records.funded_without_a_record,
        aim="""
            case          | FundModel
            no record     | 99
            has a record  | 99
            other source  | 99
            other model   | 35
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            no record     | SOF             | 1
            has a record  | SOF             | 1
            other source  | SOF             | 108
            other model   | SOF             | 1
        """,
        aim_he="""
            case          | MODESTUD
            has a record  | 1
        """,
        expect=["no record"],
    )


LEVEL_4 = {
    "aim": """
        case            | FundModel | LearnAimRef | ProgType
        no record       | 35        | 60000004    |
        adult skills    | 38        | 60000004    |
        level 3         | 35        | 60000003    |
        apprenticeship  | 35        | 60000004    | 25
        university      | 35        | 60000004    |
    """,
    "file": """
        case            | UKPRN
        university      | 10000002
    """,
    "provider": PROVIDERS,
    "lars_delivery": LIST,
}


def test_in_2020_a_colleges_aim_at_level_4_has_a_record(breaks):
    breaks(records.level_4_without_a_record_2020, **LEVEL_4, expect=["no record"])


def test_a_registered_colleges_aim_at_level_4_has_a_record(breaks):
    breaks(
        records.level_4_without_a_record,
        **LEVEL_4,
        ofs_register=REGISTER,
        expect=["no record", "adult skills"],
    )


def test_a_colleges_aim_needs_no_record_when_it_is_not_registered_or_is_a_partners(breaks):
    breaks(
        records.level_4_without_a_record,
        aim="""
            case            | FundModel | LearnAimRef
            on the register | 35        | 60000004
            no longer on it | 35        | 60000004
            of a partner    | 35        | 60000004
            has a record    | 35        | 60000004
        """,
        fam="""
            case            | LearnDelFAMType | LearnDelFAMCode
            of a partner    | LDM             | 352
        """,
        aim_he="""
            case            | MODESTUD
            has a record    | 1
        """,
        file="""
            case            | UKPRN    | FilePreparationDate
            no longer on it | 10000004 | 2025-12-01
            on the register | 10000004 | 2025-11-30
        """,
        provider="""
            UKPRN    | LegalOrgType
            10000001 | USFC
            10000004 | UGFE
        """,
        ofs_register=REGISTER,
        lars_delivery=LIST,
        expect=["on the register"],
    )


LOWER_AIMS = """
    case          | FundModel | LearnAimRef
    community     | 10        | 60000003
    tailored      | 11        | 60000003
    social fund   | 70        | 60000003
    level 4       | 10        | 60000004
    adult         | 35        | 60000003
"""
LOWER_RECORDS = """
    case          | MODESTUD
    community     | 1
    tailored      | 1
    social fund   | 1
    level 4       | 1
    adult         | 1
"""


@pytest.mark.parametrize(
    ("function", "expect"),
    [
        (records.record_of_a_lower_aim_2020, ["community", "social fund"]),
        (records.record_of_community_learning, ["community"]),
        (records.record_of_tailored_learning, ["tailored"]),
    ],
)
def test_community_learning_has_no_record_below_level_4(breaks, function, expect):
    breaks(function, aim=LOWER_AIMS, aim_he=LOWER_RECORDS, lars_delivery=LIST, expect=expect)


PRESCRIBED = {
    "aim": """
        case            | LearnAimRef | ProgType
        standard        | 60000004    | 25
        framework       | 60000004    | 20
        no apprentice   | 60000004    |
        not prescribed  | 60000003    | 25
        independent     | 60000004    | 25
    """,
    "file": """
        case            | UKPRN
        independent     | 10000003
    """,
    "provider": PROVIDERS,
    "lars_delivery": LIST,
}


def test_in_2020_a_colleges_higher_apprenticeship_has_a_record(breaks):
    breaks(records.higher_apprenticeship_without_a_record_2020, **PRESCRIBED, expect=["standard", "framework"])


def test_a_registered_colleges_higher_apprenticeship_has_a_record(breaks):
    breaks(records.higher_apprenticeship_without_a_record, **PRESCRIBED, ofs_register=REGISTER, expect=["standard"])


def test_in_2020_an_independent_providers_higher_education_has_a_record(breaks):
    breaks(records.independent_provider_without_a_record_2020, **PRESCRIBED, expect=["independent"])


def test_a_registered_independent_providers_higher_education_has_a_record(breaks):
    breaks(records.independent_provider_without_a_record, **PRESCRIBED, ofs_register=REGISTER, expect=["independent"])


def test_since_2025_a_programme_aim_has_no_record(breaks):
    breaks(
        records.record_of_a_programme_aim,
        aim="""
            case            | LearnStartDate | AimType
            programme       | 2025-08-01     | 1
            day before      | 2025-07-31     | 1
            part            | 2025-08-01     | 3
        """,
        aim_he="""
            case            | MODESTUD
            programme       | 1
            day before      | 1
            part            | 1
        """,
        expect=["programme"],
    )
