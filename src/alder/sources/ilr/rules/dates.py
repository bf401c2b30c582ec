"""Rules about the dates of a learning aim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows


@ilr.rule(
    "LearnPlanEndDate_02",
    reads=("LearnStartDate", "LearnPlanEndDate"),
    next="Check both dates.",
    since="2016/17",
)
def planned_to_end_before_start(aim: Rows) -> Truth:
    """The aim is planned to end before it starts."""
    return aim.LearnPlanEndDate < aim.LearnStartDate
