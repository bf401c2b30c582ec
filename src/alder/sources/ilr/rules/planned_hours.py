"""Rules about the hours planned for a learner in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_apprenticeship, is_not, planned_hours

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

AIMS = ("FundModel", "ProgType")
BOTH = ("PlanLearnHours", "PlanEEPHours")


def _is_t_level(aims: Rows) -> Truth:
    return ((aims.FundModel == 25) & (aims.ProgType == 31)).fill_null(False)


def _is_apprentice(aims: Rows, year: AcademicYear) -> Truth:
    return is_apprenticeship(aims, year).fill_null(False)


@ilr.rule(
    "PlanEEPHours_01", reads=("PlanEEPHours", "LearnActEndDate", *AIMS), next="Add the hours, 0 if there are none."
)
def no_other_hours(learner: Rows, aims: Rows, year: AcademicYear) -> Truth:
    """The planned hours for employability, enrichment and pastoral care are missing, in 16 to 19 funding.

    Apprenticeships and T Levels are left out, and learners whose aims have all ended.
    """
    asked = (aims.FundModel == 25) & ~_is_apprentice(aims, year) & is_not(aims.ProgType, 31)
    goes_on = aims.any(aims.LearnActEndDate.isnull())
    return learner.PlanEEPHours.isnull() & aims.any(asked) & goes_on


HOURS = ("PlanLearnHours", "LearnActEndDate", *AIMS)


@ilr.rule("PlanLearnHours_01", until="2020/21", reads=HOURS, next="Add the planned hours.")
def no_hours_2020(learner: Rows, aims: Rows, year: AcademicYear) -> Truth:
    """The planned hours are missing.

    Apprenticeships, T Levels, other 16 to 19 funding and the European Social Fund are left out, and learners whose aims
    have all ended.
    """
    asked = ~_is_apprentice(aims, year) & is_not(aims.FundModel, 70, 82) & ~_is_t_level(aims)
    goes_on = aims.any(aims.LearnActEndDate.isnull())
    return learner.PlanLearnHours.isnull() & aims.any(asked) & goes_on


@ilr.rule("PlanLearnHours_01", since="2025/26", reads=HOURS, next="Add the planned hours.")
def no_hours(learner: Rows, aims: Rows, year: AcademicYear) -> Truth:
    """The planned hours are missing.

    Apprenticeships, T Levels and other 16 to 19 funding are left out, and learners whose aims have all ended.
    """
    asked = ~_is_apprentice(aims, year) & is_not(aims.FundModel, 82) & ~_is_t_level(aims)
    goes_on = aims.any(aims.LearnActEndDate.isnull())
    return learner.PlanLearnHours.isnull() & aims.any(asked) & goes_on


@ilr.rule(
    "PlanLearnHours_02",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("PlanLearnHours", *AIMS),
    next="Check the planned hours.",
)
def hours_of_nothing_2020(learner: Rows, aims: Rows) -> Truth:
    """No hours are planned.

    T Levels are left out.
    """
    funded = aims.FundModel.isin([10, 25, 35, 36, 81, 99])
    return (learner.PlanLearnHours == 0) & aims.any(funded & ~_is_t_level(aims))


@ilr.rule(
    "PlanLearnHours_02",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("PlanLearnHours", *AIMS),
    next="Check the planned hours.",
)
def hours_of_nothing(learner: Rows, aims: Rows) -> Truth:
    """No hours are planned.

    Apprenticeships and T Levels are left out.
    """
    funded = aims.FundModel.isin([10, 25, 35, 37, 38, 81, 99])
    return (learner.PlanLearnHours == 0) & aims.any(funded & ~_is_t_level(aims))


@ilr.rule("PlanLearnHours_03", reads=(*BOTH, *AIMS), next="Check the planned hours of both kinds.")
def no_hours_of_either_kind(learner: Rows, aims: Rows) -> Truth:
    """No hours of either kind are planned, in 16 to 19 funding.

    T Levels are left out.
    """
    asked = (aims.FundModel == 25) & is_not(aims.ProgType, 31)
    return learner.PlanLearnHours.notnull() & (planned_hours(learner) == 0) & aims.any(asked)


def _is_counted(aims: Rows) -> Truth:
    """One aim is enough that is neither in other 16 to 19 funding nor a T Level."""
    return aims.any(is_not(aims.FundModel, 82) & ~_is_t_level(aims))


@ilr.rule(
    "PlanLearnHours_04",
    severities={"2020/21": Severity.WARNING},
    reads=(*BOTH, *AIMS),
    next="Check the planned hours of both kinds.",
)
def a_thousand_hours(learner: Rows, aims: Rows) -> Truth:
    """More than 1,000 hours are planned for the year.

    Learners are left out all of whose aims are T Levels or in other 16 to 19 funding.
    """
    return (planned_hours(learner) > 1000) & _is_counted(aims)


@ilr.rule("PlanLearnHours_05", reads=(*BOTH, *AIMS), next="Check the planned hours of both kinds.")
def four_thousand_hours(learner: Rows, aims: Rows) -> Truth:
    """More than 4,000 hours are planned for the year.

    Learners are left out all of whose aims are T Levels or in other 16 to 19 funding.
    """
    return (planned_hours(learner) > 4000) & _is_counted(aims)
