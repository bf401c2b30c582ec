"""Rules about apprenticeship standards, and who assesses the apprentice at the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import standard_start
from alder.sources.ilr.rules.list_of_aims import lasts_on
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_not, is_standard_programme

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

RESTARTS = ("LearnDelFAMType", "LearnDelFAMCode")

STANDARD = ("LearnStartDate", "AimType", "ProgType", "StdCode")

# Codes -----------------------------------------------------------------------------------------------------------


@ilr.rule("StdCode_01", reads=("ProgType", "StdCode"), next="Add the code of the apprenticeship standard.")
def standard_without_a_code(aim: Rows) -> Truth:
    """The apprenticeship follows a standard, but the standard's code is missing."""
    return (aim.ProgType == 25) & aim.StdCode.isnull()


@ilr.rule("StdCode_02", until="2020/21", reads=("StdCode",), next="Check the code of the apprenticeship standard.")
def unknown_standard_2020(aim: Rows, lars_standard: Rows) -> Truth:
    """The apprenticeship standard is not in the national list."""
    return aim.StdCode.notnull() & lars_standard.none()


@ilr.rule("StdCode_02", since="2025/26", reads=("StdCode",), next="Check the code of the apprenticeship standard.")
def unknown_standard(aim: Rows, lars_standard_validity: Rows) -> Truth:
    """The apprenticeship standard is not in the national list of standards with their dates."""
    return aim.StdCode.notnull() & lars_standard_validity.none()


@ilr.rule(
    "StdCode_03",
    reads=("StdCode", "ProgType"),
    next="Take out the code of the standard, or use programme type 25.",
)
def standard_code_of_another_programme(aim: Rows) -> Truth:
    """The aim has the code of an apprenticeship standard, but belongs to no standard."""
    return aim.StdCode.notnull() & is_not(aim.ProgType, 25)


# Start dates -----------------------------------------------------------------------------------------------------


@ilr.rule("LearnStartDate_12", until="2020/21", reads=("LearnStartDate", "ProgType"), next="Check the start date.")
def apprenticeship_starts_a_year_ahead_2020(aim: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship starts a year or more after the end of the teaching year."""
    return is_apprenticeship(aim, year) & (aim.LearnStartDate >= (year + 1).last_day)


@ilr.rule("LearnStartDate_12", since="2025/26", reads=("LearnStartDate", "ProgType"), next="Check the start date.")
def apprenticeship_starts_a_year_ahead(aim: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship starts more than a year after the end of the teaching year."""
    return is_apprenticeship(aim, year) & (aim.LearnStartDate > (year + 1).last_day)


@ilr.rule("LearnStartDate_13", reads=(*STANDARD, *RESTARTS), next="Check the start date, and the code of the standard.")
def standard_closed_at_the_start(aim: Rows, fam: Rows, lars_standard: Rows) -> Truth:
    """The apprenticeship started after its standard was closed. Restarts are exempt."""
    closed = aim.LearnStartDate > lars_standard.greatest("EffectiveTo")
    return is_standard_programme(aim) & closed & ~has(fam, "RES")


@ilr.rule("LearnStartDate_14", reads=(*STANDARD, *RESTARTS), next="Check the start date, and the code of the standard.")
def standard_closed_before_this_part(aim: Rows, aims: Rows, fam: Rows, lars_standard: Rows) -> Truth:
    """The aim is part of an apprenticeship that started after its standard was closed. Restarts are exempt."""
    part = (aim.ProgType == 25) & (aim.AimType == 3)
    return part & (standard_start(aim, aims) > lars_standard.greatest("EffectiveTo")) & ~has(fam, "RES")


@ilr.rule(
    "LearnStartDate_17",
    until="2020/21",
    reads=(*STANDARD, *RESTARTS),
    next="Check the start date, and the code of the standard.",
)
def standard_not_open_yet_2020(aim: Rows, fam: Rows, lars_standard_validity: Rows) -> Truth:
    """The apprenticeship started before its standard was open. Restarts are exempt."""
    open = lars_standard_validity.any(lars_standard_validity.StartDate <= aim.LearnStartDate)
    return is_standard_programme(aim) & aim.StdCode.notnull() & ~open & ~has(fam, "RES")


@ilr.rule(
    "LearnStartDate_17",
    since="2025/26",
    reads=(*STANDARD, *RESTARTS),
    next="Check the start date, and the code of the standard.",
)
def standard_not_open_yet(aim: Rows, fam: Rows, lars_standard: Rows) -> Truth:
    """The apprenticeship started before its standard was open. Restarts are exempt."""
    early = aim.LearnStartDate < lars_standard.smallest("EffectiveFrom")
    return is_standard_programme(aim) & early & ~has(fam, "RES")


@ilr.rule(
    "LearnStartDate_18",
    reads=(*STANDARD, *RESTARTS),
    next="Check the start date, and the code and version of the standard.",
)
def standard_closed_to_new_starts(aim: Rows, fam: Rows, lars_standard: Rows) -> Truth:
    """The apprenticeship started after the last day for new starts of its standard.

    Restarts are exempt, and starts before August 2020.
    """
    late = aim.LearnStartDate > lars_standard.greatest("LastDateStarts")
    return (aim.LearnStartDate >= date(2020, 8, 1)) & is_standard_programme(aim) & late & ~has(fam, "RES")


@ilr.rule(
    "LearnStartDate_19",
    until="2020/21",
    reads=(*STANDARD, *RESTARTS),
    next="Check the start date, and the code of the standard.",
)
def part_of_a_standard_closed_to_new_starts(aim: Rows, fam: Rows, lars_standard: Rows) -> Truth:
    """The aim is part of a standard, and started after the standard's last day for new starts.

    Restarts are exempt, and starts before August 2020.
    """
    part = (aim.ProgType == 25) & (aim.AimType == 3) & (aim.LearnStartDate >= date(2020, 8, 1))
    return part & (aim.LearnStartDate > lars_standard.greatest("LastDateStarts")) & ~has(fam, "RES")


# Assessment at the end -------------------------------------------------------------------------------------------


def _has_a_price_for_assessment(finance: Rows) -> Truth:
    """A price for the assessment at the end was agreed: at the start (2), or later (4)."""
    return finance.any((finance.AFinType == "TNP") & finance.AFinCode.isin([2, 4]))


@ilr.rule(
    "EPAOrgID_01",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("EPAOrgID", "StdCode", "LearnPlanEndDate"),
    next="Check the assessment organisation: it must be registered for the standard on the planned end date.",
)
def not_registered_to_assess_2020(aim: Rows, epa_organisation: Rows) -> Truth:
    """The assessment organisation is not registered for the standard. Aims without a standard are exempt."""
    return aim.EPAOrgID.notnull() & aim.StdCode.notnull() & ~_may_assess(aim, epa_organisation)


@ilr.rule(
    "EPAOrgID_01",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("EPAOrgID", "StdCode", "LearnPlanEndDate"),
    next="Check the assessment organisation: it must be registered for the standard on the planned end date.",
)
def not_registered_to_assess(aim: Rows, epa_organisation: Rows) -> Truth:
    """The assessment organisation is not registered for the standard."""
    return aim.EPAOrgID.notnull() & ~_may_assess(aim, epa_organisation)


def _may_assess(aim: Rows, register: Rows) -> Truth:
    lasting = lasts_on(aim.LearnPlanEndDate, register.EffectiveFrom, register.EffectiveTo)
    return register.any((register.StandardCode == aim.StdCode) & lasting)


@ilr.rule(
    "EPAOrgID_02",
    reads=("EPAOrgID", "AFinType", "AFinCode"),
    next="Add the organisation that assesses the apprentice, or take out the price of the assessment.",
)
def price_without_an_assessor(aim: Rows, finance: Rows) -> Truth:
    """There is a price for the assessment at the end, but no organisation that makes it."""
    return _has_a_price_for_assessment(finance) & aim.EPAOrgID.isnull()


@ilr.rule(
    "EPAOrgID_03",
    reads=("EPAOrgID", "AFinType", "AFinCode"),
    next="Add the price of the assessment (TNP 2 or 4), or take out the organisation.",
)
def assessor_without_a_price(aim: Rows, finance: Rows) -> Truth:
    """There is an organisation for the assessment at the end, but no price."""
    return aim.EPAOrgID.notnull() & ~_has_a_price_for_assessment(finance)
