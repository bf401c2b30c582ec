"""How the aims of a T Level fit together."""

from __future__ import annotations

from alder.sources.ilr.rules import t_levels

CORES = """
    LearnAimRef | LearnAimRefType
    60000001    | 1468
    60000002    | 0003
"""


def test_a_core_has_its_programme(breaks):
    breaks(
        t_levels.core_without_its_programme,
        aim="""
            case             | AimType | ProgType | LearnAimRef
            alone            | 5       | 31       | 60000001
            other programme  | 5       | 31       | 60000001
            other programme  | 1       | 25       | ZPROG001
            together         | 5       | 31       | 60000001
            together         | 1       | 31       | ZPROG001
            another aim      | 5       | 31       | 60000002
        """,
        lars_delivery=CORES,
        expect=["alone", "other programme"],
    )


def test_a_t_level_has_no_planned_hours_with_the_learner(breaks):
    breaks(
        t_levels.hours_of_a_t_level_learner,
        learner="""
            case          | PlanLearnHours | PlanEEPHours
            learning      | 600            |
            enrichment    |                | 40
            no hours      |                |
            also an A level | 600          |
        """,
        aim="""
            case          | FundModel | ProgType
            learning      | 25        | 31
            enrichment    | 25        | 31
            no hours      | 25        | 31
            also an A level | 25      | 31
            also an A level | 25      |
        """,
        expect=["learning", "enrichment"],
    )


def test_a_t_level_has_a_specialism(breaks):
    breaks(
        t_levels.t_level_without_a_specialism,
        aim="""
            case        | ProgType | LearnAimRef
            none        | 31       | 60000001
            one         | 31       | 60000001
            one         | 31       | ztlos001
            no T Level  |          | 60000001
        """,
        expect=["none"],
    )


def test_a_specialism_is_of_the_pathway_of_the_core(breaks):
    breaks(
        t_levels.specialism_of_another_pathway,
        aim="""
            case           | LearnAimRef | LearnActEndDate
            other pathway  | 60000001    |
            other pathway  | ZTLOS002    |
            same pathway   | 60000001    |
            same pathway   | ZTLOS001    |
            core ended     | 60000001    | 2026-01-01
            core ended     | ZTLOS002    |
            no core        | ZTLOS002    |
        """,
        lars_delivery=CORES,
        lars_framework_aim="""
            LearnAimRef | FworkCode | PwayCode
            60000001    | 500       | 1
            60000001    | 500       | 2
            ZTLOS001    | 500       | 2
            ZTLOS001    | 501       | 1
            ZTLOS002    | 501       | 1
        """,
        expect=["other pathway"],
    )
