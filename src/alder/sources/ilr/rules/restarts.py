"""Rules about the day on which a restarted aim first began."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_open_on, listed_for
from alder.sources.ilr.rules.terms import has, is_apprenticeship

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

FUNDED = (35, 36, 81, 99)
"""The kinds of funding whose restarts the rules of 2020/21 looked at."""


def _was_closed_at_first(aim: Rows, lars_validity: Rows, *categories: str) -> Truth:
    """The aim was not open, in any of these ways, on the day it first began."""
    first = aim.OrigLearnStartDate
    return first.notnull() & ~is_open_on(listed_for(lars_validity, *categories), first)


@ilr.rule(
    "OrigLearnStartDate_02",
    until="2020/21",
    reads=("OrigLearnStartDate", "LearnStartDate", "FundModel"),
    next="Check both start dates.",
)
def restarted_before_the_first_start_2020(aim: Rows) -> Truth:
    """The aim first started on the day it started again, or after it."""
    return aim.FundModel.isin(FUNDED) & (aim.OrigLearnStartDate >= aim.LearnStartDate)


@ilr.rule(
    "OrigLearnStartDate_02",
    since="2025/26",
    reads=("OrigLearnStartDate", "LearnStartDate"),
    next="Check both start dates.",
)
def restarted_before_the_first_start(aim: Rows) -> Truth:
    """The aim first started on the day it started again, or after it."""
    return aim.OrigLearnStartDate >= aim.LearnStartDate


@ilr.rule(
    "OrigLearnStartDate_03",
    reads=("OrigLearnStartDate", "FundModel"),
    next="Take out the first start date. This kind of funding does not need it.",
)
def first_start_where_none_is_asked(aim: Rows) -> Truth:
    """The aim has a first start date, which this kind of funding does not collect."""
    return aim.OrigLearnStartDate.notnull() & aim.FundModel.isin([10, 25, 82])


@ilr.rule(
    "OrigLearnStartDate_04",
    until="2020/21",
    reads=("OrigLearnStartDate", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Mark the aim as a restart (RES 1), or take out the first start date.",
)
def first_start_of_no_restart_2020(aim: Rows, fam: Rows) -> Truth:
    """The aim has a first start date, but is not marked as a restart."""
    return aim.OrigLearnStartDate.notnull() & aim.FundModel.isin(FUNDED) & ~has(fam, "RES")


@ilr.rule(
    "OrigLearnStartDate_04",
    since="2025/26",
    reads=("OrigLearnStartDate", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Mark the aim as a restart (RES 1), or take out the first start date.",
)
def first_start_of_no_restart(aim: Rows, fam: Rows) -> Truth:
    """The aim has a first start date, but is not marked as a restart."""
    return aim.OrigLearnStartDate.notnull() & ~has(fam, "RES")


@ilr.rule(
    "OrigLearnStartDate_06",
    until="2020/21",
    reads=("LearnAimRef", "OrigLearnStartDate", "FundModel", "ProgType"),
    next="Check the first start date, and the aim code.",
)
def adult_aim_closed_at_first_2020(aim: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The restarted aim was not open to adults when it first started. Apprenticeships are exempt."""
    closed = _was_closed_at_first(aim, lars_validity, "ADULT_SKILLS", "UNEMPLOYED", "OLASS_ADULT")
    return (aim.FundModel == 35) & ~is_apprenticeship(aim, year).fill_null(False) & closed


@ilr.rule(
    "OrigLearnStartDate_06",
    since="2025/26",
    reads=("LearnAimRef", "OrigLearnStartDate", "FundModel", "ProgType", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the first start date, and the aim code.",
)
def adult_aim_closed_at_first(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The restarted aim was not open to adults when it first started.

    Apprenticeships are exempt, and Free Courses for Jobs (LDM 378).
    """
    closed = _was_closed_at_first(aim, lars_validity, "ADULT_SKILLS", "UNEMPLOYED", "OLASS_ADULT")
    exempt = is_apprenticeship(aim, year).fill_null(False) | has(fam, "LDM", "378")
    return (aim.FundModel == 35) & ~exempt & closed


@ilr.rule(
    "OrigLearnStartDate_07",
    reads=("LearnAimRef", "OrigLearnStartDate", "FundModel", "ProgType"),
    next="Check the first start date, and the aim code.",
)
def other_aim_closed_at_first(aim: Rows, lars_validity: Rows) -> Truth:
    """The restarted aim, of an apprenticeship standard or other adult funding, was not open when it first started."""
    funded = (aim.FundModel == 81) | ((aim.FundModel == 36) & (aim.ProgType == 25))
    return funded & _was_closed_at_first(aim, lars_validity, "ANY")


@ilr.rule(
    "OrigLearnStartDate_08",
    reads=("LearnAimRef", "OrigLearnStartDate", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the first start date, and the aim code.",
)
def loan_aim_closed_at_first(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The restarted aim was not open to learners with a loan when it first started."""
    return (aim.FundModel == 99) & has(fam, "ADL") & _was_closed_at_first(aim, lars_validity, "ADV_LEARN_LOAN")


@ilr.rule(
    "OrigLearnStartDate_09",
    reads=("OrigLearnStartDate", "FundModel"),
    next="Check the first start date, or the funding model.",
)
def apprenticeship_first_started_before_its_funding(aim: Rows) -> Truth:
    """The restarted apprenticeship first started before May 2017, when this kind of funding began."""
    return (aim.FundModel == 36) & (aim.OrigLearnStartDate < date(2017, 5, 1))


@ilr.rule(
    "OrigLearnStartDate_10",
    since="2025/26",
    reads=("LearnAimRef", "OrigLearnStartDate", "FundModel"),
    next="Check the first start date, and the aim code.",
)
def bootcamp_aim_closed_at_first(aim: Rows, lars_validity: Rows) -> Truth:
    """The restarted aim of a Skills Bootcamp was not open when it first started."""
    return (aim.FundModel == 37) & _was_closed_at_first(aim, lars_validity, "ANY")


@ilr.rule(
    "OrigLearnStartDate_11",
    since="2025/26",
    reads=("LearnAimRef", "OrigLearnStartDate", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the first start date, and the aim code.",
)
def skills_fund_aim_closed_at_first(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The restarted aim of the Adult Skills Fund was not open to adults when it first started.

    Free Courses for Jobs (LDM 378) are exempt.
    """
    free = has(fam, "LDM", "378")
    return (aim.FundModel == 38) & ~free & _was_closed_at_first(aim, lars_validity, "ADULT_SKILLS")
