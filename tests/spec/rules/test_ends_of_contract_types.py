"""The last contract type of an apprenticeship ends when the apprenticeship does."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import contract_type_ends as ends

ACHIEVED = {
    "aim": """
        case           | FundModel | ProgType | AchDate
        day before     | 36        | 25       | 2026-03-01
        that day       | 36        | 25       | 2026-03-01
        no end         | 36        | 25       | 2026-03-01
        not achieved   | 36        | 25       |
        framework      | 36        | 2        | 2026-03-01
    """,
    "fam": """
        case           | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
        day before     | ACT             | 2025-09-01          | 2026-02-28
        that day       | ACT             | 2025-12-01          | 2026-03-01
        that day       | ACT             | 2025-09-01          | 2025-11-30
        no end         | ACT             | 2025-09-01          |
        not achieved   | ACT             | 2025-09-01          | 2026-02-28
        framework      | ACT             | 2025-09-01          | 2026-02-28
    """,
}


def test_in_2020_a_contract_type_with_an_end_ends_with_the_achievement(breaks):
    breaks(ends.contract_type_does_not_end_with_the_achievement_2020, **ACHIEVED, expect=["day before"])


def test_a_contract_type_ends_with_the_achievement(breaks):
    breaks(ends.contract_type_does_not_end_with_the_achievement, **ACHIEVED, expect=["day before", "no end"])


def test_without_an_achievement_a_contract_type_ends_with_the_learning(breaks):
    breaks(
        ends.contract_type_does_not_end_with_the_learning,
        aim="""
            case           | FundModel | ProgType | CompStatus | LearnActEndDate | AchDate
            day before     | 36        | 25       | 3          | 2026-03-01      |
            no dates       | 36        | 25       | 3          | 2026-03-01      |
            that day       | 36        | 25       | 3          | 2026-03-01      |
            goes on        | 36        | 25       | 1          |                 |
            achieved       | 36        | 25       | 2          | 2026-03-01      | 2026-02-28
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            day before     | ACT             | 2025-09-01          | 2026-02-28
            no dates       | ACT             |                     |
            that day       | ACT             | 2025-09-01          | 2026-03-01
            goes on        | ACT             | 2025-09-01          | 2026-03-01
            achieved       | ACT             | 2025-09-01          | 2026-02-28
        """,
        expect=["day before", "no dates"],
    )


@pytest.mark.parametrize("year", ["2020/21", "2025/26"])
def test_while_learning_goes_on_so_does_the_contract_type(breaks, year):
    breaks(
        ends.contract_type_ends_while_learning_goes_on,
        aim="""
            case           | FundModel | ProgType | CompStatus
            has an end     | 36        | 25       | 1
            first one ends | 36        | 25       | 1
            learning ended | 36        | 25       | 2
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMDateFrom | LearnDelFAMDateTo
            has an end     | ACT             | 2025-09-01          | 2026-02-28
            first one ends | ACT             | 2025-09-01          | 2025-11-30
            first one ends | ACT             | 2025-12-01          |
            learning ended | ACT             | 2025-09-01          | 2026-02-28
        """,
        year=year,
        expect=["has an end"],
    )
