"""The dates of a learning aim must tell one story."""

from __future__ import annotations

from alder.sources.ilr.rules import dates


def test_an_aim_is_not_planned_to_end_before_it_starts(breaks):
    breaks(
        dates.planned_to_end_before_start,
        aim="""
            case        | LearnStartDate | LearnPlanEndDate
            day before  | 2025-09-02     | 2025-09-01
            same day    | 2025-09-02     | 2025-09-02
            no plan     | 2025-09-02     |
        """,
        expect=["day before"],
    )
