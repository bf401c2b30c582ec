"""What is studied in higher education, and how."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import higher_education_study as study


@pytest.mark.parametrize(
    ("function", "field", "known", "unknown"),
    [
        (study.unknown_equal_or_lower, "ELQ", 3, 4),
        (study.unknown_mode, "MODESTUD", 99, 4),
        (study.unknown_special_fee, "SPECFEE", 0, 6),
        (study.unknown_type_of_year, "TYPEYR", 2, 3),
        (study.unknown_level, "FUNDLEV", 31, 12),
        (study.unknown_completion_2020, "FUNDCOMP", 9, 4),
    ],
)
def test_a_code_is_on_its_list(breaks, function, field, known, unknown):
    breaks(
        function,
        aim_he=f"""
            case    | {field}
            no such | {unknown}
            known   | {known}
            missing |
        """,
        expect=["no such"],
    )


def test_the_completion_is_on_the_list_where_the_provider_must_say_it(breaks):
    breaks(
        study.unknown_completion,
        file="""
            case          | UKPRN
            no such       | 10000001
            known         | 10000001
            need not say  | 10000002
            not listed    | 10000003
        """,
        aim_he="""
            case          | FUNDCOMP
            no such       | 4
            known         | 9
            need not say  | 4
            not listed    | 4
        """,
        ofs_register="""
            UKPRN    | FundingFieldsRequired
            10000001 | yes
            10000002 | no
        """,
        expect=["no such", "not listed"],
    )


def test_an_aim_of_the_higher_education_funder_says_if_its_qualification_is_equal_or_lower(breaks):
    breaks(
        study.not_said_if_equal_or_lower,
        aim="""
            case          | FundModel
            not said      | 99
            said          | 99
            other source  | 99
            other model   | 35
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            not said      | SOF             | 1
            said          | SOF             | 1
            other source  | SOF             | 108
            other model   | SOF             | 1
        """,
        aim_he="""
            case          | ELQ
            not said      |
            said          | 3
            other source  |
            other model   |
        """,
        expect=["not said"],
    )


def test_since_2024_the_level_is_given_where_the_provider_must_say_it(breaks):
    breaks(
        study.no_level,
        file="""
            case          | UKPRN
            missing       | 10000001
            need not say  | 10000002
        """,
        aim="""
            case          | LearnStartDate
            missing       | 2024-08-01
            day before    | 2024-07-31
            given         | 2024-08-01
            need not say  | 2024-08-01
        """,
        aim_he="""
            case          | FUNDLEV
            missing       |
            day before    |
            given         | 10
            need not say  |
        """,
        ofs_register="""
            UKPRN    | FundingFieldsRequired
            10000001 | yes
            10000002 | no
        """,
        expect=["missing"],
    )


def test_a_partner_has_a_share(breaks):
    breaks(
        study.partner_without_a_share,
        aim="""
            case        | LearnStartDate | PartnerUKPRN
            no share    | 2013-08-01     | 10000002
            day before  | 2013-07-31     | 10000002
            a share     | 2013-08-01     | 10000002
            no partner  | 2013-08-01     |
        """,
        aim_he="""
            case        | PCOLAB
            no share    |
            day before  |
            a share     | 50
            no partner  |
        """,
        expect=["no share"],
    )


def test_the_student_load_is_given(breaks):
    breaks(
        study.no_load,
        aim="""
            case        | LearnStartDate
            missing     | 2013-08-01
            day before  | 2013-07-31
            given       | 2013-08-01
        """,
        aim_he="""
            case        | STULOAD
            missing     |
            day before  |
            given       | 100
        """,
        expect=["missing"],
    )


LEVELS_OF_AIMS = """
    LearnAimRef | LearnAimRefType
    60000001    | E007
    60000002    | e008
    60000003    | 0003
"""
AIMS_OF_LEVELS = """
    case           | LearnStartDate | LearnAimRef
    undergraduate  | 2009-08-01     | 60000001
    postgraduate   | 2009-08-01     | 60000002
    day before     | 2009-07-31     | 60000001
    neither        | 2009-08-01     | 60000003
    not on list    | 2009-08-01     | 99999999
"""


def test_an_undergraduate_aim_has_an_undergraduate_level(breaks):
    breaks(
        study.undergraduate_aim_of_another_level,
        aim=AIMS_OF_LEVELS,
        aim_he="""
            case           | FUNDLEV
            undergraduate  | 20
            postgraduate   | 20
            day before     | 20
            neither        | 20
            not on list    | 20
        """,
        lars_delivery=LEVELS_OF_AIMS,
        expect=["undergraduate"],
    )


def test_a_postgraduate_aim_has_a_postgraduate_level(breaks):
    breaks(
        study.postgraduate_aim_of_another_level,
        aim=AIMS_OF_LEVELS,
        aim_he="""
            case           | FUNDLEV
            undergraduate  | 10
            postgraduate   | 10
            day before     | 10
            neither        | 10
            not on list    | 10
        """,
        lars_delivery=LEVELS_OF_AIMS,
        expect=["postgraduate"],
    )


def test_a_short_final_year_is_part_time(breaks):
    breaks(
        study.short_final_year_not_part_time,
        aim="""
            case        | LearnStartDate
            full time   | 2009-08-01
            no mode     | 2009-08-01
            part time   | 2009-08-01
            usual fee   | 2009-08-01
            day before  | 2009-07-31
        """,
        aim_he="""
            case        | SPECFEE | MODESTUD
            full time   | 4       | 1
            no mode     | 5       |
            part time   | 4       | 3
            usual fee   | 0       | 1
            day before  | 4       | 1
        """,
        expect=["full time", "no mode"],
    )


def test_a_sandwich_year_has_the_fee_of_a_placement(breaks):
    breaks(
        study.sandwich_year_without_its_fee,
        aim="""
            case        | LearnStartDate
            usual fee   | 2009-08-01
            placement   | 2009-08-01
            full time   | 2009-08-01
            day before  | 2009-07-31
        """,
        aim_he="""
            case        | MODESTUD | SPECFEE
            usual fee   | 2        | 0
            placement   | 2        | 1
            full time   | 1        | 0
            day before  | 2        | 0
        """,
        expect=["usual fee"],
    )


def test_a_year_completed_within_a_teaching_year_does_not_cross_it(breaks):
    breaks(
        study.year_within_the_teaching_year_said_to_cross_it,
        aim="""
            case             | LearnStartDate | LearnActEndDate
            whole year       | 2024-08-01     | 2025-07-31
            a day over       | 2024-08-01     | 2025-08-01
            said right       | 2024-08-01     | 2025-07-31
            not completed    | 2024-08-01     | 2025-07-31
            goes on          | 2024-08-01     |
        """,
        aim_he="""
            case             | FUNDCOMP | TYPEYR
            whole year       | 1        | 2
            a day over       | 1        | 2
            said right       | 1        | 1
            not completed    | 2        | 2
            goes on          | 1        | 2
        """,
        expect=["whole year"],
    )


def test_in_2020_the_shares_of_subjects_add_up(breaks):
    breaks(
        study.shares_of_subjects_do_not_add_up,
        aim="""
            case        | LearnStartDate
            too little  | 2009-08-01
            day before  | 2009-07-31
            all of it   | 2009-08-01
            three       | 2009-08-01
            none given  | 2009-08-01
        """,
        aim_he="""
            case        | PCFLDCS | PCSLDCS | PCTLDCS
            too little  | 50      | 49.9    |
            day before  | 50      | 49.9    |
            all of it   | 100     |         |
            three       | 50      | 30.5    | 19.5
            none given  |         |         |
        """,
        expect=["too little"],
    )


SUBJECTS = """
    LearnAimRef | LearnDirectClassSystemCode1 | LearnDirectClassSystemCode2 | LearnDirectClassSystemCode3
    60000001    | AA.1                        | BB.2                        | CC.3
    60000002    |                             |                             |
"""
AIMS_OF_SUBJECTS = """
    case              | LearnStartDate | LearnAimRef
    subject, no share | 2009-08-01     | 60000001
    subject and share | 2009-08-01     | 60000001
    no subject, share | 2009-08-01     | 60000002
    neither           | 2009-08-01     | 60000002
    before            | 2009-07-31     | 60000001
"""


def shares(field):
    return f"""
        case              | {field}
        subject, no share |
        subject and share | 40
        no subject, share | 40
        neither           |
        before            |
    """


@pytest.mark.parametrize(
    ("function", "field", "expect"),
    [
        (study.no_share_of_the_first_subject, "PCFLDCS", ["subject, no share", "before"]),
        (study.no_share_of_the_second_subject, "PCSLDCS", ["subject, no share"]),
        (study.no_share_of_the_third_subject, "PCTLDCS", ["subject, no share"]),
        (study.share_of_no_first_subject, "PCFLDCS", ["no subject, share"]),
        (study.share_of_no_second_subject, "PCSLDCS", ["no subject, share"]),
        (study.share_of_no_third_subject, "PCTLDCS", ["no subject, share"]),
    ],
)
def test_in_2020_subjects_and_shares_go_together(breaks, function, field, expect):
    breaks(function, aim=AIMS_OF_SUBJECTS, aim_he=shares(field), lars_delivery=SUBJECTS, expect=expect)
