"""Figures that docs/explanation/protection.md states are those that are measured."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.golden.further_education import golden

from alder.disclosure import POLICIES, policy_of, rounding_leak

PAGE = (Path(__file__).parents[3] / "docs" / "explanation" / "protection.md").read_text(encoding="utf-8")


def test_the_leak_of_rounding_is_stated_as_measured() -> None:
    before, now, table = policy_of("dfe-statistics (version 1)"), POLICIES["dfe-statistics"], golden()
    counts_only = replace(table, indicators=tuple(i for i in table.indicators if not i.is_rate))
    whole = replace(table, indicators=tuple(replace(i, decimals=0) if i.is_rate else i for i in table.indicators))
    with_rates, without, coarse = (rounding_leak(t, before) for t in (table, counts_only, whole))
    assert f"| rounding alone, each count by itself | {with_rates.promised:.1f} | 0 | 0 |" in PAGE
    assert f"| rounded counts, no rates | {without.width:.1f} | {without.exact} | {without.small_exact} |" in PAGE
    known = f"{with_rates.width:.1f} | **all {with_rates.exact}** | **both** |"
    assert f"| rounded counts and every rate with one decimal, as in version 1 | {known}" in PAGE
    assert (with_rates.small_exact, coarse.exact) == (2, 35)
    kept = rounding_leak(table, now)
    assert (
        f"| rounded counts and the rates that are left | {kept.width:.1f} | {kept.exact} | {kept.small_exact} |" in PAGE
    )
    assert f"{kept.withheld} of {kept.rates} are left out" in " ".join(PAGE.split())


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_policy_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert f"{POLICIES['srs-output'].largest:,} counts are refused" in " ".join(PAGE.split())
