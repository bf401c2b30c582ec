"""Rules about apprenticeship standards, and who assesses the apprentice at the end."""

from __future__ import annotations

from alder.sources.ilr.rules import standards

STANDARDS = """
    StandardCode | EffectiveFrom | EffectiveTo | LastDateStarts
    101          | 2016-08-01    | 2021-07-31  | 2021-01-31
    102          | 2016-08-01    |             |
"""

RESTART = """
    case    | LearnDelFAMType | LearnDelFAMCode
    restart | RES             | 1
"""


def test_a_standard_has_a_code(breaks):
    breaks(
        standards.standard_without_a_code,
        aim="""
            case      | ProgType | StdCode
            without   | 25       |
            with      | 25       | 101
            framework | 2        |
        """,
        expect=["without"],
    )


def test_in_2020_a_standard_is_in_the_list(breaks):
    breaks(
        standards.unknown_standard_2020,
        aim="""
            case    | StdCode
            unknown | 999
            known   | 101
            none    |
        """,
        lars_standard=STANDARDS,
        expect=["unknown"],
    )


def test_a_standard_is_in_the_list_with_its_dates(breaks):
    breaks(
        standards.unknown_standard,
        aim="""
            case    | StdCode
            unknown | 999
            known   | 101
            none    |
        """,
        lars_standard_validity="""
            StandardCode | StartDate
            101          | 2016-08-01
        """,
        expect=["unknown"],
    )


def test_only_a_standard_has_the_code_of_one(breaks):
    breaks(
        standards.standard_code_of_another_programme,
        aim="""
            case      | ProgType | StdCode
            framework | 2        | 101
            alone     |          | 101
            standard  | 25       | 101
            no code   | 2        |
        """,
        expect=["framework", "alone"],
    )


def test_in_2020_an_apprenticeship_starts_less_than_a_year_ahead(breaks):
    breaks(
        standards.apprenticeship_starts_a_year_ahead_2020,
        aim="""
            case           | ProgType | LearnStartDate
            a year         | 25       | 2022-07-31
            day before     | 25       | 2022-07-30
            framework      | 2        | 2022-07-31
            traineeship    | 24       | 2022-07-31
        """,
        expect=["a year", "framework"],
    )


def test_an_apprenticeship_starts_a_year_ahead_at_most(breaks):
    breaks(
        standards.apprenticeship_starts_a_year_ahead,
        aim="""
            case           | ProgType | LearnStartDate
            day more       | 25       | 2027-08-01
            a year         | 25       | 2027-07-31
            bootcamp       | 32       | 2027-08-01
        """,
        expect=["day more"],
    )


def test_an_apprenticeship_starts_before_its_standard_is_closed(breaks):
    breaks(
        standards.standard_closed_at_the_start,
        aim="""
            case      | AimType | ProgType | StdCode | LearnStartDate
            day after | 1       | 25       | 101     | 2021-08-01
            last day  | 1       | 25       | 101     | 2021-07-31
            restart   | 1       | 25       | 101     | 2021-08-01
            open      | 1       | 25       | 102     | 2021-08-01
            part      | 3       | 25       | 101     | 2021-08-01
        """,
        fam=RESTART,
        lars_standard=STANDARDS,
        expect=["day after"],
    )


def test_a_part_belongs_to_an_apprenticeship_whose_standard_was_open(breaks):
    breaks(
        standards.standard_closed_before_this_part,
        aim="""
            case      | AimType | ProgType | StdCode | LearnStartDate
            day after | 1       | 25       | 101     | 2021-08-01
            day after | 3       | 25       | 101     | 2021-08-01
            last day  | 1       | 25       | 101     | 2021-07-31
            last day  | 3       | 25       | 101     | 2021-09-01
            unknown   | 3       | 25       | 101     | 2021-09-01
        """,
        fam=RESTART,
        lars_standard=STANDARDS,
        expect=["day after"],
    )


def test_in_2020_an_apprenticeship_starts_once_its_standard_is_open(breaks):
    breaks(
        standards.standard_not_open_yet_2020,
        aim="""
            case       | AimType | ProgType | StdCode | LearnStartDate
            day before | 1       | 25       | 101     | 2016-07-31
            first day  | 1       | 25       | 101     | 2016-08-01
            restart    | 1       | 25       | 101     | 2016-07-31
            unknown    | 1       | 25       | 999     | 2016-08-01
            part       | 3       | 25       | 101     | 2016-07-31
        """,
        fam=RESTART,
        lars_standard_validity="""
            StandardCode | StartDate
            101          | 2016-08-01
        """,
        expect=["day before", "unknown"],
    )


def test_an_apprenticeship_starts_once_its_standard_is_open(breaks):
    breaks(
        standards.standard_not_open_yet,
        aim="""
            case       | AimType | ProgType | StdCode | LearnStartDate
            day before | 1       | 25       | 101     | 2016-07-31
            first day  | 1       | 25       | 101     | 2016-08-01
            restart    | 1       | 25       | 101     | 2016-07-31
            unknown    | 1       | 25       | 999     | 2016-08-01
        """,
        fam=RESTART,
        lars_standard=STANDARDS,
        expect=["day before"],
    )


def test_an_apprenticeship_starts_while_its_standard_takes_new_starts(breaks):
    breaks(
        standards.standard_closed_to_new_starts,
        aim="""
            case      | AimType | ProgType | StdCode | LearnStartDate
            day after | 1       | 25       | 101     | 2021-02-01
            last day  | 1       | 25       | 101     | 2021-01-31
            restart   | 1       | 25       | 101     | 2021-02-01
            open      | 1       | 25       | 102     | 2021-02-01
            part      | 3       | 25       | 101     | 2021-02-01
        """,
        fam=RESTART,
        lars_standard=STANDARDS,
        expect=["day after"],
    )


def test_a_part_starts_while_its_standard_takes_new_starts(breaks):
    breaks(
        standards.part_of_a_standard_closed_to_new_starts,
        aim="""
            case        | AimType | ProgType | StdCode | LearnStartDate
            day after   | 3       | 25       | 101     | 2021-02-01
            last day    | 3       | 25       | 101     | 2021-01-31
            restart     | 3       | 25       | 101     | 2021-02-01
            programme   | 1       | 25       | 101     | 2021-02-01
            before 2020 | 3       | 25       | 103     | 2020-07-31
        """,
        fam=RESTART,
        lars_standard=STANDARDS + "103 | 2016-08-01 | | 2020-01-31",
        expect=["day after"],
    )


REGISTER = """
    EPAOrgID | StandardCode | EffectiveFrom | EffectiveTo
    EPA0001  | 101          | 2018-08-01    | 2026-07-31
"""


def test_in_2020_the_assessor_is_registered_for_the_standard(breaks):
    breaks(
        standards.not_registered_to_assess_2020,
        aim="""
            case           | EPAOrgID | StdCode | LearnPlanEndDate
            day after      | EPA0001  | 101     | 2026-08-01
            last day       | epa0001  | 101     | 2026-07-31
            other standard | EPA0001  | 102     | 2026-07-31
            no standard    | EPA0001  |         | 2026-07-31
            no assessor    |          | 101     | 2026-07-31
        """,
        epa_organisation=REGISTER,
        expect=["day after", "other standard"],
    )


def test_the_assessor_is_registered_for_the_standard(breaks):
    breaks(
        standards.not_registered_to_assess,
        aim="""
            case           | EPAOrgID | StdCode | LearnPlanEndDate
            day after      | EPA0001  | 101     | 2026-08-01
            last day       | EPA0001  | 101     | 2026-07-31
            unknown        | EPA0002  | 101     | 2026-07-31
            no standard    | EPA0001  |         | 2026-07-31
            no assessor    |          | 101     | 2026-07-31
        """,
        epa_organisation=REGISTER,
        expect=["day after", "unknown", "no standard"],
    )


PRICES = """
    case            | AFinType | AFinCode
    price           | TNP      | 2
    later price     | tnp      | 4
    training        | TNP      | 1
    both            | TNP      | 2
    payment         | PMR      | 2
"""


def test_a_price_for_the_assessment_goes_with_an_assessor(breaks):
    breaks(
        standards.price_without_an_assessor,
        aim="""
            case            | EPAOrgID
            price           |
            later price     |
            training        |
            both            | EPA0001
            payment         |
        """,
        finance=PRICES,
        expect=["price", "later price"],
    )


def test_an_assessor_goes_with_a_price(breaks):
    breaks(
        standards.assessor_without_a_price,
        aim="""
            case            | EPAOrgID
            training        | EPA0001
            payment         | EPA0001
            no records      | EPA0001
            both            | EPA0001
            later price     | EPA0001
            price           |
        """,
        finance=PRICES,
        expect=["training", "payment", "no records"],
    )
