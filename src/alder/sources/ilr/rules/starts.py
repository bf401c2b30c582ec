"""Rules about the first day on which kinds of programmes may start."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows


@ilr.rule(
    "LearnStartDate_20",
    since="2025/26",
    reads=("LearnStartDate", "ProgType", "AimType", "ConRefNumber"),
    next="Check the start date, and the contract's number.",
)
def bootcamp_before_its_contract(aim: Rows, bootcamp_allocation: Rows) -> Truth:
    """The Skills Bootcamp started before its contract did."""
    early = aim.LearnStartDate < bootcamp_allocation.smallest("StartDate")
    return (aim.ProgType == 32) & (aim.AimType == 1) & early


@ilr.rule(
    "LearnStartDate_21",
    since="2025/26",
    reads=("LearnStartDate", "FundModel"),
    next="Check the start date, or the funding model.",
)
def bootcamp_before_the_first(aim: Rows) -> Truth:
    """The Skills Bootcamp started before August 2022, when this kind of funding began."""
    return (aim.FundModel == 37) & (aim.LearnStartDate < date(2022, 8, 1))
