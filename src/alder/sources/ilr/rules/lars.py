"""Rules that need the national list of learning aims (LARS)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_in_category, is_in_category_on, is_open_on, listed_for
from alder.sources.ilr.rules.terms import has, in_force, is_apprenticeship, is_bootcamp, is_devolved, is_not, monitors

if TYPE_CHECKING:
    from alder.model.expr import Day, Text, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

DEVOLVED_AREAS = 41
"""The category of aims for areas with a budget of their own."""


@ilr.rule("LearnAimRef_01", since="2016/17", reads=("LearnAimRef",), next="Check the aim code.")
def aim_not_on_the_list(aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim is not in the national list of learning aims."""
    return lars_delivery.none()


def _category_2020(
    aim: Rows, fam: Rows, employment: Rows, monitoring: Rows, year: AcademicYear, *, at_start: bool
) -> Text:
    """The kind of validity that the aim must have at its start, or at its end: the first that fits.

    Restarts need none at their start.
    """
    from alder.model import expr

    devolved, loan = is_devolved(fam, year), has(fam, "ADL")
    restart = has(fam, "RES") if at_start else expr.literal(False)
    apprentice = is_apprenticeship(aim, year).fill_null(False)
    adult = aim.FundModel == 35
    on_benefits = in_force(employment, aim.LearnStartDate).any(
        monitors(monitoring.of(employment), "BSI", 1, 2, 3, 4, 5, 6)
    )
    standard = (aim.FundModel == 36) & (aim.ProgType == 25)
    framework_part = aim.FundModel.isin([35, 36]) & apprentice & is_not(aim.ProgType, 25) & (aim.AimType == 3)
    return expr.cases(
        (adult & devolved, "ADULT_SKILLS"),
        (restart, ""),
        (aim.FundModel == 10, "COMM_LEARN"),
        (aim.FundModel == 70, "ESF"),
        (aim.FundModel.isin([25, 82]), "1619_EFA"),
        ((aim.FundModel == 99) & loan, "ADV_LEARN_LOAN"),
        ((aim.FundModel.isin([81, 99]) & ~loan) | standard, "ANY"),
        (adult & has(fam, "LDM", "034"), "OLASS_ADULT"),
        (framework_part & (aim.LearnStartDate >= date(2011, 8, 1)), "APPRENTICESHIPS"),
        (adult & (aim.LearnStartDate < date(2016, 8, 1)) & on_benefits & ~apprentice, "UNEMPLOYED"),
        (adult & ~apprentice & ~has(fam, "LDM", "376"), "ADULT_SKILLS"),
        else_="",
    )


@ilr.rule(
    "LearnAimRef_88",
    until="2020/21",
    severity=Severity.WARNING,
    reads=(
        *("LearnAimRef", "LearnStartDate", "FundModel", "ProgType", "AimType", "LearnDelFAMType", "LearnDelFAMCode"),
        *("DateEmpStatApp", "ESMType", "ESMCode"),
    ),
    next="Check the aim code, or the start date.",
)
def aim_closed_to_new_starts_2020(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_validity: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """The aim was not open to new starts on the day the learner started.

    A warning at first; a later list of the agency made it an error (its year is not known, 2020/21 is taken).
    Which kind of funding it must be open for follows from the aim. A devolved aim may be listed for devolved areas
    (category 41) instead. The service reported an aim as soon as one of its validity periods did not fit; that would
    report every aim that was closed once and opened again, so here one period that fits is enough.
    """
    category = _category_2020(aim, fam, employment, monitoring, year, at_start=True)
    start = aim.LearnStartDate
    still = lars_validity.LastNewStartDate.isnull() | (start <= lars_validity.LastNewStartDate)
    fits = listed_for(lars_validity, category).any((start >= lars_validity.StartDate) & still)
    return (category != "") & ~fits & ~_is_listed_for_devolved_areas(aim, fam, lars_category, start, year)


def _is_listed_for_devolved_areas(aim: Rows, fam: Rows, lars_category: Rows, day: Day, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim, and it was listed for devolved areas on `day`."""
    devolved = (aim.FundModel == 35).fill_null(False) & is_devolved(fam, year)
    return devolved & is_in_category_on(lars_category, day, DEVOLVED_AREAS)


@ilr.rule(
    "LearnAimRef_88",
    since="2025/26",
    reads=("LearnAimRef", "LearnStartDate", "FundModel", "ProgType", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the aim code, or the start date.",
)
def aim_closed_to_new_starts(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was not open to new starts on the day the learner started.

    Concerns starts before August 2021; later ones have rules of their own for each kind of funding. Which kind the aim
    must be open for follows from the aim; restarts are exempt, but for learners aged 14 to 16 in college.
    """
    # The published text compares the start with the rows of the kind of validity that the aim must have. An aim that
    # has no such row is not reported: the catalogue has rules of their own for that (LearnAimRef_127, 129 and others),
    # and asks them of later starts only. In 2020/21, before there were such rules, this one reported it too.
    listed = listed_for(lars_validity, _category(aim, fam, year))
    still = lars_validity.LastNewStartDate.isnull() | (aim.LearnStartDate <= lars_validity.LastNewStartDate)
    fits = listed.any((aim.LearnStartDate >= lars_validity.StartDate) & still)
    return (aim.LearnStartDate < date(2021, 8, 1)) & listed.any() & ~fits


def _category(aim: Rows, fam: Rows, year: AcademicYear) -> Text:
    """The kind of validity that the aim must have at its start since each kind has its own rules."""
    from alder.model import expr

    standard = (aim.FundModel == 36) & (aim.ProgType == 25)
    adult = (aim.FundModel == 35) & ~is_apprenticeship(aim, year).fill_null(False)
    free = has(fam, "LDM", "378")
    return expr.cases(
        ((aim.FundModel == 25) & has(fam, "LDM", "320", "321", "381"), "1416_EFA"),
        (has(fam, "RES"), ""),
        (aim.FundModel == 10, "COMM_LEARN"),
        (is_devolved(fam, year) & ~free, "MCA_GLA"),
        (adult & ~has(fam, "LDM", "034") & ~free & ~is_devolved(fam, year), "ADULT_SKILLS"),
        (aim.FundModel.isin([25, 82]), "1619_EFA"),
        ((aim.FundModel == 99) & has(fam, "ADL"), "ADV_LEARN_LOAN"),
        ((aim.FundModel.isin([81, 99]) | standard | is_bootcamp(aim)) & ~has(fam, "ADL"), "ANY"),
        else_="",
    )


READ_2020 = (
    *("LearnAimRef", "LearnStartDate", "FundModel", "ProgType", "AimType", "LearnDelFAMType", "LearnDelFAMCode"),
    *("DateEmpStatApp", "ESMType", "ESMCode"),
)


@ilr.rule("LearnAimRef_89", until="2020/21", reads=READ_2020, next="Use an aim that is open this year.")
def aim_closed_since_last_year_2020(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_validity: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """The aim was closed before this teaching year, or was never open for this kind of funding.

    Of several periods the one that began last counts. A devolved aim may be listed for devolved areas (category 41)
    instead.
    """
    category = _category_2020(aim, fam, employment, monitoring, year, at_start=True)
    latest = listed_for(lars_validity, category).latest("StartDate")
    open = latest.any(lars_validity.EndDate.isnull() | (lars_validity.EndDate >= year.first_day))
    devolved = (aim.FundModel == 35).fill_null(False) & is_devolved(fam, year)
    return (category != "") & ~open & ~(devolved & is_in_category(lars_category, DEVOLVED_AREAS))


@ilr.rule(
    "LearnAimRef_91",
    until="2020/21",
    reads=(*READ_2020, "LearnActEndDate"),
    next="Check the aim code, and the start date.",
)
def aim_not_open_at_the_start_2020(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_validity: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """The aim ended this year, and was not open on the day it started.

    A devolved aim may be listed for devolved areas (category 41) instead. One period that fits is enough, as for
    LearnAimRef_88. The service looked no further after the
    learner's first aim that goes on or ended in an earlier year; here each aim is looked at.
    """
    category = _category_2020(aim, fam, employment, monitoring, year, at_start=False)
    open = is_open_on(listed_for(lars_validity, category), aim.LearnStartDate)
    elsewhere = _is_listed_for_devolved_areas(aim, fam, lars_category, aim.LearnStartDate, year)
    return (aim.LearnActEndDate >= year.first_day) & (category != "") & ~open & ~elsewhere


@ilr.rule(
    "LearnAimRef_92",
    until="2020/21",
    reads=(*READ_2020, "LearnActEndDate", "FilePreparationDate"),
    next="Check the aim code, and the end date.",
)
def aim_closed_at_the_end_2020(
    aim: Rows,
    file: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_validity: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """The aim ended, or still goes on, after it was closed.

    A devolved aim may be listed for devolved areas (category 41) instead. One period that fits is enough, as for
    LearnAimRef_88. The service looked no further after the
    learner's first aim that ended in an earlier year; here each aim is looked at.
    """
    from alder.model import expr

    category = _category_2020(aim, fam, employment, monitoring, year, at_start=False)
    day = expr.coalesce(aim.LearnActEndDate, file.FilePreparationDate)
    listed = listed_for(lars_validity, category)
    open = listed.any(listed.EndDate.isnull() | (day <= listed.EndDate))
    earlier = (aim.LearnActEndDate < year.first_day).fill_null(False)
    elsewhere = _is_listed_for_devolved_areas(aim, fam, lars_category, day, year)
    return ~earlier & (category != "") & ~open & ~elsewhere
