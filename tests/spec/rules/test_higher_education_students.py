"""Students in higher education: home, background, how they applied, where they live."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import higher_education_students as students


@pytest.mark.parametrize(
    ("function", "field", "value", "first", "before"),
    [
        (students.no_home_country_2020, "DOMICILE", "XF", "2013-08-01", "2013-07-31"),
        (students.no_home_country, "PERMADDCOUNTRY", "XF", "2013-08-01", "2013-07-31"),
        (students.no_qualification_on_entry, "QUALENT3", "P50", "2010-08-01", "2010-07-31"),
        (students.no_instance_number, "NUMHUS", "1", "2011-08-01", "2011-07-31"),
    ],
)
def test_a_field_is_given_from_a_day_on(breaks, function, field, value, first, before):
    breaks(
        function,
        aim=f"""
            case        | LearnStartDate
            first day   | {first}
            day before  | {before}
            given       | {first}
        """,
        aim_he=f"""
            case        | {field}
            first day   |
            day before  |
            given       | {value}
        """,
        expect=["first day"],
    )


@pytest.mark.parametrize(
    ("function", "field", "known", "unknown"),
    [
        (students.unknown_home_country_2020, "DOMICILE", "xf", "QQ"),
        (students.unknown_home_country, "PERMADDCOUNTRY", "FR", "QQ"),
        (students.unknown_qualification_on_entry, "QUALENT3", "p70", "P69"),
        (students.unknown_socio_economic_class, "SEC", 9, 0),
    ],
)
def test_a_code_of_the_aim_is_on_its_list(breaks, function, field, known, unknown):
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


def test_the_place_of_study_is_on_the_list_of_postcodes(breaks):
    breaks(
        students.place_of_study_not_a_postcode_in_use,
        aim_he="""
            case          | HEPostCode
            not in use    | ZZ1 1ZZ
            in use        | AB1 2CD
            small letters | ab1 2cd
            not known     | ZZ99 9ZZ
            missing       |
        """,
        he_postcode="""
            pcds
            AB1 2CD
        """,
        expect=["not in use"],
    )


def test_the_place_of_study_is_written_as_a_postcode(breaks):
    breaks(
        students.place_of_study_not_written_as_a_postcode,
        aim_he="""
            case          | HEPostCode
            no blank      | AB12CD
            small letters | ab1 2cd
            letter V      | AB1 2CV
            right         | AB1A 2PU
            missing       |
        """,
        expect=["no blank", "small letters", "letter V"],
    )


def test_the_home_in_term_time_is_on_the_list(breaks):
    breaks(
        students.unknown_term_time_home,
        learner_he="""
            case    | TTACCOM
            no such | 3
            known   | 9
            missing |
        """,
        expect=["no such"],
    )


def test_a_full_time_students_home_in_term_time_is_given(breaks):
    breaks(
        students.no_term_time_home,
        aim="""
            case            | LearnStartDate
            missing         | 2013-08-01
            earlier aim     | 2013-08-01
            earlier aim     | 2013-07-31
            part time       | 2013-08-01
            given           | 2013-08-01
        """,
        aim_he="""
            case            | MODESTUD
            missing         | 1
            earlier aim     | 1
            part time       | 3
            given           | 1
        """,
        learner_he="""
            case            | TTACCOM
            given           | 1
        """,
        expect=["missing"],
    )


SUPPORT = """
    case             | FINTYPE
    no such          | 5
    twice            | 1
    twice            | 1
    two kinds        | 1
    two kinds        | 2
    unknown twice    | 5
    unknown twice    | 5
"""
SUPPORTED = """
    case             | UCASPERID
    no such          |
    twice            |
    two kinds        |
    unknown twice    |
    no support       |
"""


def test_support_is_of_a_kind_on_the_list(breaks):
    breaks(
        students.unknown_support,
        learner_he=SUPPORTED,
        learner_he_support=SUPPORT,
        expect=["no such", "unknown twice"],
    )


def test_support_of_one_kind_is_recorded_once(breaks):
    breaks(students.same_support_twice, learner_he=SUPPORTED, learner_he_support=SUPPORT, expect=["twice"])


def test_the_qualification_on_entry_was_open_at_the_start(breaks):
    breaks(
        students.qualification_on_entry_closed,
        aim="""
            case        | LearnStartDate
            day after   | 2013-08-01
            last day    | 2013-07-31
            restart     | 2013-08-01
            never ends  | 2013-08-01
        """,
        aim_he="""
            case        | QUALENT3
            day after   | P70
            last day    | P70
            restart     | P70
            never ends  | P50
        """,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMCode
            restart     | RES             | 1
        """,
        expect=["day after"],
    )


STARTS = """
    case             | LearnStartDate
    missing          | 2013-08-01
    day before       | 2013-07-31
    given            | 2013-08-01
    from abroad      | 2013-08-01
    applied directly | 2013-08-01
"""


@pytest.mark.parametrize(
    ("function", "application", "home", "field"),
    [
        (students.no_socio_economic_class_2020, "UCASAPPID", "DOMICILE", "SEC"),
        (students.no_socio_economic_class, "UCASSCHEMECODE", "PERMADDCOUNTRY", "SEC"),
        (students.no_occupation_2020, "UCASAPPID", "DOMICILE", "SOC2000"),
        (students.no_occupation, "UCASSCHEMECODE", "PERMADDCOUNTRY", "SOC"),
    ],
)
def test_what_ucas_says_of_a_student_from_the_united_kingdom_is_given(breaks, function, application, home, field):
    breaks(
        function,
        aim=STARTS,
        aim_he=f"""
            case             | {application} | {home} | {field}
            missing          | UC01          | XK     |
            day before       | UC01          | XK     |
            given            | UC01          | XF     | 3
            from abroad      | UC01          | FR     |
            applied directly |               | XF     |
        """,
        expect=["missing"],
    )


def test_in_2020_an_occupation_of_an_older_aim_is_of_the_classification_of_2000(breaks):
    breaks(
        students.unknown_occupation_of_2000,
        aim="""
            case         | LearnStartDate
            new code     | 2014-07-31
            old code     | 2014-07-31
            day after    | 2014-08-01
        """,
        aim_he="""
            case         | SOC2000
            new code     | 1115
            old code     | 1111
            day after    | 1115
        """,
        expect=["new code"],
    )


def test_in_2020_an_occupation_of_a_newer_aim_is_of_the_classification_of_2010(breaks):
    breaks(
        students.unknown_occupation_of_2010,
        aim="""
            case         | LearnStartDate
            old code     | 2014-08-01
            new code     | 2014-08-01
            not stated   | 2014-08-01
            day before   | 2014-07-31
        """,
        aim_he="""
            case         | SOC2000
            old code     | 1111
            new code     | 1115
            not stated   | 0
            day before   | 1111
        """,
        expect=["old code"],
    )


def test_an_occupation_is_of_the_classification_of_2010_or_2020(breaks):
    breaks(
        students.unknown_occupation,
        aim="""
            case        | LearnStartDate
            of neither  | 2014-08-01
            of 2010     | 2014-08-01
            of 2020     | 2014-08-01
            day before  | 2014-07-31
        """,
        aim_he="""
            case        | SOC
            of neither  | 1114
            of 2010     | 1115
            of 2020     | 1111
            day before  | 1114
        """,
        expect=["of neither"],
    )


@pytest.mark.parametrize(
    ("function", "field"),
    [(students.no_application_code, "UCASAPPID"), (students.no_scheme_code, "UCASSCHEMECODE")],
)
def test_a_student_who_applied_has_a_code_of_the_application(breaks, function, field):
    breaks(
        function,
        learner_he="""
            case        | UCASPERID
            no code     | 0000000001
            day before  | 0000000001
            a code      | 0000000001
            no number   |
        """,
        aim="""
            case        | LearnStartDate
            no code     | 2013-08-01
            day before  | 2013-07-31
            a code      | 2013-08-01
            no number   | 2013-08-01
        """,
        aim_he=f"""
            case        | {field}
            no code     |
            day before  |
            a code      | UC01
            no number   |
        """,
        expect=["no code"],
    )


def test_since_2025_a_scheme_code_is_two_letters_and_two_digits(breaks):
    breaks(
        students.scheme_code_of_another_form,
        aim="""
            case        | LearnStartDate
            nine digits | 2025-08-01
            day before  | 2025-07-31
            right       | 2025-08-01
            missing     | 2025-08-01
        """,
        aim_he="""
            case        | UCASSCHEMECODE
            nine digits | 123456789
            day before  | 123456789
            right       | UC01
            missing     |
        """,
        expect=["nine digits"],
    )
