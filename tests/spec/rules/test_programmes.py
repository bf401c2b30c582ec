"""Programmes and the aims that belong to them."""

from __future__ import annotations

from alder.sources.ilr.rules import programmes


def test_an_aim_type_is_on_the_list(breaks):
    breaks(
        programmes.unknown_aim_type,
        aim="""
            case     | AimType
            no such  | 2
            known    | 5
        """,
        expect=["no such"],
    )


def test_core_aims_are_in_16_to_19_funding(breaks):
    breaks(
        programmes.core_aim_outside_16_to_19,
        aim="""
            case          | AimType | FundModel
            adult         | 5       | 35
            16 to 19      | 5       | 25
            not core      | 4       | 35
        """,
        expect=["adult"],
    )


def test_aims_are_numbered_through(breaks):
    breaks(
        programmes.numbered_beyond_the_last,
        aim="""
            case         | AimSeqNumber
            third of two | 1
            third of two | 3
            two of two   | 1
            two of two   | 2
        """,
        expect=["third of two"],
    )


def test_aims_of_a_learner_have_different_numbers(breaks):
    breaks(
        programmes.same_number_twice,
        aim="""
            case          | learner | AimSeqNumber
            twice         | 1       | 1
            twice         | 1       | 1
            different     | 1       | 1
            different     | 1       | 2
            two learners  | 1       | 1
            two learners  | 2       | 1
        """,
        expect=["twice"],
    )


def test_programme_aims_have_the_programme_code(breaks):
    breaks(
        programmes.programme_code_and_type_differ,
        aim="""
            case                    | LearnAimRef | AimType
            programme, other code   | 60001234    | 1
            code, other type        | ZPROG001    | 3
            programme               | zprog001    | 1
            part of one             | 60001234    | 3
        """,
        expect=["programme, other code", "code, other type"],
    )


def test_a_programme_has_a_type(breaks):
    breaks(
        programmes.programme_without_a_type,
        aim="""
            case            | AimType | ProgType
            programme       | 1       |
            part            | 3       |
            with a type     | 1       | 25
            stands alone    | 4       |
        """,
        expect=["programme", "part"],
    )


def test_a_single_aim_has_no_programme_type(breaks):
    breaks(
        programmes.programme_type_of_a_single_aim,
        aim="""
            case        | AimType | ProgType
            with        | 4       | 25
            without     | 4       |
            programme   | 1       | 25
        """,
        expect=["with"],
    )


def test_in_2020_part_of_a_framework_needs_its_programme(breaks):
    breaks(
        programmes.part_without_a_programme_2020,
        aim="""
            case                | AimType | ProgType | FworkCode | PwayCode
            alone               | 3       | 2        | 420       | 1
            another pathway     | 3       | 2        | 420       | 1
            another pathway     | 1       | 2        | 420       | 2
            together            | 3       | 2        | 420       | 1
            together            | 1       | 2        | 420       | 1
            standard            | 3       | 25       |           |
        """,
        expect=["alone", "another pathway"],
    )


def test_part_of_a_programme_needs_the_programme(breaks):
    breaks(
        programmes.part_without_a_programme,
        aim="""
            case                | learner | AimType | ProgType | StdCode
            alone               | 1       | 3       | 25       | 12
            another standard    | 1       | 3       | 25       | 12
            another standard    | 1       | 1       | 25       | 13
            another learner's   | 1       | 3       | 25       | 12
            another learner's   | 2       | 1       | 25       | 12
            together            | 1       | 3       | 25       | 12
            together            | 1       | 1       | 25       | 12
            neither has a code  | 1       | 3       | 31       |
            neither has a code  | 1       | 1       | 31       |
        """,
        expect=["alone", "another standard", "another learner's"],
    )


def test_in_2020_an_open_programme_has_parts(breaks):
    breaks(
        programmes.programme_without_parts_2020,
        aim="""
            case        | AimType | LearnActEndDate | ProgType | FworkCode | PwayCode
            alone       | 1       |                 | 2        | 420       | 1
            ended       | 1       | 2021-03-01      | 2        | 420       | 1
            core aim    | 1       |                 | 31       |           |
            core aim    | 5       |                 | 31       |           |
            together    | 1       |                 | 2        | 420       | 1
            together    | 3       | 2021-03-01      | 2        | 420       | 1
        """,
        expect=["alone"],
    )


def test_an_open_programme_has_parts(breaks):
    breaks(
        programmes.programme_without_parts,
        aim="""
            case                 | AimType | LearnActEndDate | ProgType | StdCode
            alone                | 1       |                 | 25       | 12
            two programmes       | 1       |                 | 25       | 12
            two programmes       | 1       |                 | 25       | 12
            ended                | 1       | 2026-03-01      | 25       | 12
            together             | 1       |                 | 25       | 12
            together             | 3       |                 | 25       | 12
        """,
        expect=["alone", "two programmes"],
    )


def test_core_aims_follow_one_another(breaks):
    breaks(
        programmes.core_aims_overlap,
        aim="""
            case               | AimType | LearnStartDate | LearnActEndDate
            first still open   | 5       | 2025-09-01     |
            first still open   | 5       | 2026-01-05     |
            same day           | 5       | 2025-09-01     | 2026-01-05
            same day           | 5       | 2026-01-05     |
            one after another  | 5       | 2025-09-01     | 2026-01-04
            one after another  | 5       | 2026-01-05     |
            only one is core   | 5       | 2025-09-01     |
            only one is core   | 4       | 2025-09-01     |
        """,
        expect=["first still open", "same day"],
    )


def test_part_of_a_t_level_needs_the_t_level(breaks):
    breaks(
        programmes.t_level_part_without_a_programme,
        aim="""
            case               | AimType | ProgType | FundModel
            alone              | 5       | 31       | 25
            other funding      | 3       | 31       | 25
            other funding      | 1       | 31       | 82
            together           | 3       | 30       | 25
            together           | 1       | 30       | 25
            apprenticeship     | 3       | 25       | 36
        """,
        expect=["alone", "other funding"],
    )


def test_a_t_level_has_parts(breaks):
    breaks(
        programmes.t_level_programme_without_parts,
        aim="""
            case               | AimType | ProgType | FundModel
            alone              | 1       | 31       | 25
            foundation year's  | 1       | 31       | 25
            foundation year's  | 5       | 30       | 25
            together           | 1       | 31       | 25
            together           | 5       | 31       | 25
        """,
        expect=["alone", "foundation year's"],
    )


def test_a_placement_is_recorded_once(breaks):
    breaks(
        programmes.same_placement_twice,
        placement="""
            case                | WorkPlaceStartDate | WorkPlaceEmpId
            twice               | 2026-01-05         | 123456789
            twice               | 2026-01-05         | 123456789
            neither names it    | 2026-01-05         |
            neither names it    | 2026-01-05         |
            two employers       | 2026-01-05         | 123456789
            two employers       | 2026-01-05         | 999999999
        """,
        expect=["twice", "neither names it"],
    )
