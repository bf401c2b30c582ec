"""Rules about the day on which the last contract type of an apprenticeship ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import has, is_not, same

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

FAM = ("LearnDelFAMType", "LearnDelFAMDateFrom", "LearnDelFAMDateTo")
STANDARD = ("FundModel", "ProgType")
CHECK = "Check the end of the last contract type."


def _of_a_standard(aim: Rows) -> Truth:
    return (aim.FundModel == 36) & (aim.ProgType == 25)


def _the_last(fam: Rows, condition: Truth) -> Truth:
    """`condition` holds for the contract type that begins last. Those without a beginning count as the first."""
    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    undated = contracts.none(fam.LearnDelFAMDateFrom.notnull()) & contracts.earliest("row").any(condition)
    return contracts.latest("LearnDelFAMDateFrom").any(condition) | undated


@ilr.rule("R121", until="2020/21", reads=(*STANDARD, "AchDate", *FAM), next=CHECK)
def contract_type_does_not_end_with_the_achievement_2020(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship is achieved, but its last contract type ends on another day."""
    last = fam.where(fam.LearnDelFAMType == "ACT").latest("LearnDelFAMDateFrom")
    return _of_a_standard(aim) & last.any(fam.LearnDelFAMDateTo != aim.AchDate)


@ilr.rule("R121", since="2025/26", reads=(*STANDARD, "AchDate", *FAM), next=CHECK)
def contract_type_does_not_end_with_the_achievement(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship is achieved, but its last contract type ends on another day, or not at all.

    The service of 2020/21 was silent where there was no end.
    """
    differs = aim.AchDate.notnull() & ~same(fam.LearnDelFAMDateTo, aim.AchDate)
    return _of_a_standard(aim) & _the_last(fam, differs)


@ilr.rule(
    "R122",
    reads=(*STANDARD, "CompStatus", "AchDate", "LearnActEndDate", *FAM),
    next=CHECK,
)
def contract_type_does_not_end_with_the_learning(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship has ended without an achievement, but its last contract type ends on another day."""
    differs = ~same(fam.LearnDelFAMDateTo, aim.LearnActEndDate)
    ended = _of_a_standard(aim) & is_not(aim.CompStatus, 1) & aim.AchDate.isnull()
    return ended & has(fam, "ACT") & _the_last(fam, differs)


@ilr.rule("R123", reads=(*STANDARD, "CompStatus", *FAM), next="Take out the end, or check the completion status.")
def contract_type_ends_while_learning_goes_on(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship goes on, but its last contract type has an end."""
    goes_on = _of_a_standard(aim) & (aim.CompStatus == 1)
    return goes_on & _the_last(fam, fam.LearnDelFAMDateTo.notnull())
