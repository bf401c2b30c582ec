"""Rules about what learners had reached before they enrolled, beside those in `learners`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value, Whole
    from alder.rules.language import Rows

READ_2020 = ("PriorAttain", "FundModel", "ProgType")
CHECK = "Check the prior attainment and the programme."


@ilr.rule("PriorAttain_04", until="2020/21", reads=READ_2020, next=CHECK)
def apprentice_from_level_4_2020(learner: Rows, aims: Rows) -> Truth:
    """The learner had reached level 4 or above, but is in an adult-funded apprenticeship at level 2 or 3."""
    apprentice = (aims.FundModel == 35) & aims.ProgType.isin([2, 3])
    return learner.PriorAttain.isin([4, 5, 10, 11, 12, 13]) & aims.any(apprentice)


@ilr.rule("PriorAttain_04", since="2025/26", reads=("PriorLevel", "FundModel", "ProgType"), next=CHECK)
def apprentice_from_level_4(learner: Rows, prior: Rows, aims: Rows) -> Truth:
    """The learner had reached level 4 or above, but is in an adult-funded apprenticeship at levels 2 to 4."""
    apprentice = (aims.FundModel == 35) & aims.ProgType.isin([2, 3, 20])
    return prior.any(prior.PriorLevel.isin([7, 8, 9, 10])) & aims.any(apprentice)


_ORDER = {97: 0, 98: 0, 99: 1, 9: 2, 7: 3, 1: 4, 2: 5, 3: 6, 4: 7, 5: 8, 10: 9, 11: 10, 12: 11, 13: 12}
"""From nothing known to level 7. Codes are not in the order of levels."""


def _rank(attained: Value) -> Whole:
    from alder.model import expr

    in_text = attained.type().is_string()
    return expr.cases(*((attained == (str(code) if in_text else code), place) for code, place in _ORDER.items()))


@ilr.rule(
    "PriorAttain_06",
    until="2020/21",
    reads=("PriorAttain", "FundModel", "ConRefNumber"),
    next="Check the prior attainment and the contract.",
)
def not_of_the_attainment_of_the_contract(aim: Rows, learner: Rows, contract_eligibility: Rows) -> Truth:
    """The learner's prior attainment is outside what the European Social Fund contract is for."""
    allowed = contract_eligibility
    least = _rank(allowed.MinPriorAttainment)
    most = _rank(allowed.MaxPriorAttainment)
    reached = _rank(learner.PriorAttain)
    return (aim.FundModel == 70) & allowed.any((reached < least) | (reached > most))


TRAINEE = ("PriorAttain", "LearnStartDate", "FundModel", "ProgType")


def _trainee(aim: Rows) -> Truth:
    return (aim.FundModel == 35) & (aim.ProgType == 24)


@ilr.rule("PriorAttain_07", until="2020/21", reads=TRAINEE, next=CHECK)
def trainee_from_level_3(aim: Rows, learner: Rows) -> Truth:
    """The learner had reached level 3 or above, or an unknown level, but began a traineeship before August 2020.

    It holds for starts from August 2016.
    """
    started = aim.LearnStartDate.between(date(2016, 8, 1), date(2020, 7, 31))
    return _trainee(aim) & started & learner.PriorAttain.isin([3, 4, 5, 10, 11, 12, 13, 97, 98])


@ilr.rule("PriorAttain_08", until="2020/21", reads=TRAINEE, next=CHECK)
def trainee_from_level_4(aim: Rows, learner: Rows) -> Truth:
    """The learner had reached level 4 or above, or an unknown level, but began a traineeship.

    It holds for starts from August 2020.
    """
    started = aim.LearnStartDate >= date(2020, 8, 1)
    return _trainee(aim) & started & learner.PriorAttain.isin([4, 5, 10, 11, 12, 13, 97, 98])


@ilr.rule(
    "PriorAttain_09",
    since="2025/26",
    reads=("DateLevelApp", "FilePreparationDate"),
    next="Check the date from which the level counts.",
)
def attained_after_the_file_was_made(prior: Rows, file: Rows) -> Truth:
    """The level counts from a day after the file was made."""
    return prior.DateLevelApp > file.FilePreparationDate


@ilr.rule("PriorAttain_10", since="2025/26", reads=("DateLevelApp",), next="Keep one record for each date.")
def two_levels_of_one_day(learner: Rows, prior: Rows) -> Truth:
    """Two levels reached before enrolment count from the same day.

    The text speaks of the same level as well, but the condition that it prints names the date only.
    """
    return prior.any(prior.DateLevelApp.notnull() & (prior.copies("DateLevelApp") > 1))
