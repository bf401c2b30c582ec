"""Work placements: which aims have them, when, and with whom."""

from __future__ import annotations

from alder.sources.ilr.rules import placements


def test_work_experience_has_a_placement(breaks):
    breaks(
        placements.work_experience_without_a_placement,
        aim="""
            case         | LearnStartDate | LearnAimRef
            none         | 2014-08-01     | zwrkx001
            day before   | 2014-07-31     | ZWRKX001
            another aim  | 2014-08-01     | 60000001
            given        | 2014-08-01     | Z0007834
        """,
        placement="""
            case         | WorkPlaceStartDate
            given        | 2014-09-01
        """,
        expect=["none"],
    )


def test_a_placement_of_16_to_19_study_has_a_placement(breaks):
    breaks(
        placements.short_work_experience_without_a_placement,
        aim="""
            case         | LearnAimRef
            none         | ZWRKX003
            another aim  | ZWRKX002
            given        | ZWRKX003
        """,
        placement="""
            case         | WorkPlaceStartDate
            given        | 2025-09-01
        """,
        expect=["none"],
    )


def test_only_work_experience_has_placements(breaks):
    breaks(
        placements.placement_of_another_aim,
        aim="""
            case            | LearnAimRef
            another aim     | 60000001
            no code         |
            work experience | ZWRKX003
            no placement    | 60000001
        """,
        placement="""
            case            | WorkPlaceStartDate
            another aim     | 2025-09-01
            no code         | 2025-09-01
            work experience | 2025-09-01
        """,
        expect=["another aim", "no code"],
    )


def test_in_2020_industry_placements_are_for_16_to_19_funding(breaks):
    breaks(
        placements.industry_placement_outside_16_to_19_2020,
        aim="""
            case          | LearnAimRef | FundModel
            adult skills  | ZWRKX002    | 35
            without money | ZWRKX003    | 99
            16 to 19      | ZWRKX003    | 25
            another aim   | ZWRKX001    | 35
        """,
        expect=["adult skills", "without money"],
    )


def test_industry_placements_are_for_16_to_19_funding(breaks):
    breaks(
        placements.industry_placement_outside_16_to_19,
        aim="""
            case          | LearnAimRef | FundModel
            adult skills  | ZWRKX002    | 38
            without money | ZWRKX003    | 99
            16 to 19      | ZWRKX003    | 25
            another aim   | ZWRKX001    | 38
        """,
        expect=["adult skills"],
    )


def test_a_placement_does_not_start_before_its_aim(breaks):
    breaks(
        placements.placement_starts_before_the_aim,
        aim="""
            case       | LearnStartDate
            day before | 2025-09-02
            that day   | 2025-09-02
        """,
        placement="""
            case       | WorkPlaceStartDate
            day before | 2025-09-01
            that day   | 2025-09-02
        """,
        expect=["day before"],
    )


def test_a_placement_does_not_end_before_it_starts(breaks):
    breaks(
        placements.placement_ends_before_it_starts,
        placement="""
            case       | WorkPlaceStartDate | WorkPlaceEndDate
            day before | 2025-09-02         | 2025-09-01
            that day   | 2025-09-02         | 2025-09-02
            goes on    | 2025-09-02         |
        """,
        expect=["day before"],
    )


def test_a_placement_does_not_outlast_its_aim(breaks):
    breaks(
        placements.placement_outlasts_the_aim,
        aim="""
            case      | LearnActEndDate
            day after | 2026-03-01
            that day  | 2026-03-01
            no end    |
        """,
        placement="""
            case      | WorkPlaceEndDate
            day after | 2026-03-02
            that day  | 2026-03-01
            no end    | 2026-03-02
        """,
        expect=["day after"],
    )


def test_a_kind_of_placement_is_on_the_list(breaks):
    breaks(
        placements.unknown_kind_of_placement,
        placement="""
            case    | WorkPlaceStartDate | WorkPlaceMode
            no such | 2025-09-01         | 3
            none    | 2025-09-01         |
            known   | 2025-09-01         | 2
        """,
        expect=["no such", "none"],
    )


def test_no_two_placements_start_on_one_day(breaks):
    breaks(
        placements.two_placements_from_one_day,
        placement="""
            case      | aim | WorkPlaceStartDate | WorkPlaceEmpId
            one day   | 1   | 2025-09-01         | 100000001
            one day   | 2   | 2025-09-01         | 100000002
            day after | 1   | 2025-09-01         | 100000001
            day after | 1   | 2025-09-02         | 100000001
        """,
        expect=["one day"],
    )


def test_the_employer_of_a_placement_is_in_the_register(breaks):
    breaks(
        placements.placement_with_an_unlisted_employer,
        placement="""
            case           | WorkPlaceEmpId
            not listed     | 100000002
            listed         | 100000001
            not known yet  | 999999999
            none           |
        """,
        employer_of_placement="""
            EmpId
            100000001
        """,
        expect=["not listed"],
    )


def test_the_number_of_an_employer_ends_in_its_check_digit(breaks):
    breaks(
        placements.mistyped_employer_of_a_placement,
        placement="""
            case          | WorkPlaceEmpId
            right         | 154549452
            one off       | 154549453
            eight digits  | 15454945
            ten digits    | 1545494520
            not known yet | 999999999
        """,
        expect=["one off", "eight digits", "ten digits"],
    )


def test_an_employer_may_be_unknown_for_60_days(breaks):
    tables = {
        "file": """
            case           | FilePreparationDate
            60 days        | 2020-11-30
            61 days        | 2020-11-30
            apprenticeship | 2020-11-30
            known          | 2020-11-30
        """,
        "aim": """
            case           | ProgType
            60 days        | 24
            61 days        | 24
            apprenticeship | 25
            known          | 24
        """,
        "placement": """
            case           | WorkPlaceStartDate | WorkPlaceEmpId
            60 days        | 2020-10-01         | 999999999
            61 days        | 2020-09-30         | 999999999
            apprenticeship | 2020-09-30         | 999999999
            known          | 2020-09-30         | 154549452
        """,
    }
    breaks(placements.employer_of_a_placement_unknown_yet, **tables, expect=["60 days"])
    breaks(placements.employer_of_a_placement_still_unknown, **tables, expect=["61 days"])


def test_a_placement_of_a_trainee_has_an_employer(breaks):
    breaks(
        placements.placement_without_an_employer,
        aim="""
            case           | ProgType
            none           | 24
            apprenticeship | 25
            not known yet  | 24
        """,
        placement="""
            case           | WorkPlaceStartDate | WorkPlaceEmpId
            none           | 2020-10-01         |
            apprenticeship | 2020-10-01         |
            not known yet  | 2020-10-01         | 999999999
        """,
        expect=["none"],
    )
