"""Rules about hours: planned, of off-the-job training, and added for English for speakers of other languages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.rules.rule import ByBook
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import days_from, has, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth, Whole
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

# Planned hours ---------------------------------------------------------------------------------------------------


def _is_t_level(aim: Rows) -> Truth:
    return (aim.AimType == 1) & (aim.FundModel == 25) & (aim.ProgType == 31)


@ilr.rule(
    "PHours_01",
    reads=("LearnStartDate", "AimType", "FundModel", "PHours"),
    next="Add the planned hours of off-the-job training.",
)
def apprenticeship_without_planned_hours(aim: Rows) -> Truth:
    """The apprenticeship has no planned hours. Asked of starts in August 2019 or later."""
    # The service named only the first such aim of a learner; here each is told. So it did for PHours_03 and PHours_04.
    return (aim.LearnStartDate >= date(2019, 8, 1)) & (aim.AimType == 1) & (aim.FundModel == 36) & aim.PHours.isnull()


@ilr.rule(
    "PHours_03",
    reads=("LearnStartDate", "AimType", "FundModel", "ProgType", "PHours"),
    next="Add the planned hours of the T Level.",
)
def t_level_without_planned_hours(aim: Rows) -> Truth:
    """The T Level has no planned hours."""
    return (aim.LearnStartDate >= date(2020, 8, 1)) & _is_t_level(aim) & aim.PHours.isnull()


@ilr.rule(
    "PHours_04",
    reads=("AimType", "FundModel", "ProgType", "PHours"),
    next="Give the planned hours of the T Level.",
)
def t_level_of_no_hours(aim: Rows) -> Truth:
    """The planned hours of the T Level are nought."""
    return _is_t_level(aim) & (aim.PHours <= 0)


@ilr.rule(
    "PHours_05",
    since="2025/26",
    reads=("PHours", "FundModel", "ProgType"),
    next="Take out the planned hours, or check the programme type.",
)
def planned_hours_outside_t_levels(aim: Rows) -> Truth:
    """The aim of 16 to 19 funding has planned hours, but is not part of a T Level."""
    return aim.PHours.notnull() & (aim.FundModel == 25) & is_not(aim.ProgType, 31)


@ilr.rule(
    "PHours_06",
    since="2025/26",
    reads=("LearnStartDate", "FundModel", "PHours", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the planned hours. Fewer do not make an apprenticeship.",
)
def under_278_planned_hours(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship has fewer than 278 planned hours of off-the-job training.

    Asked of starts from August 2022 to July 2025. A restart may have fewer.
    """
    started = aim.LearnStartDate.between(date(2022, 8, 1), date(2025, 7, 31))
    return started & (aim.FundModel == 36) & (aim.PHours < 278) & ~has(fam, "RES")


@ilr.rule("PHours_07", since="2025/26", reads=("FundModel", "PHours"), next="Add the planned hours.")
def tailored_learning_without_planned_hours(aim: Rows) -> Truth:
    """The aim of tailored learning has no planned hours."""
    return (aim.FundModel == 11) & aim.PHours.isnull()


@ilr.rule(
    "PHours_08",
    since="2025/26",
    reads=("LearnStartDate", "FundModel", "PHours", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the planned hours. Fewer do not make an apprenticeship.",
)
def under_187_planned_hours(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship has fewer than 187 planned hours of off-the-job training.

    Asked of starts in August 2025 or later. A restart may have fewer.
    """
    return (aim.LearnStartDate >= date(2025, 8, 1)) & (aim.FundModel == 36) & (aim.PHours < 187) & ~has(fam, "RES")


# Off-the-job training --------------------------------------------------------------------------------------------


@ilr.rule("OTJActHours_01", reads=("OTJActHours", "AimType"), next="Return the hours with the programme aim.")
def off_the_job_hours_of_a_part(aim: Rows) -> Truth:
    """The aim has hours of off-the-job training, but is not a programme aim."""
    return aim.OTJActHours.notnull() & is_not(aim.AimType, 1)


@ilr.rule(
    "OTJActHours_02",
    since="2025/26",
    reads=(
        *("LearnStartDate", "FundModel", "AimType", "CompStatus", "OTJActHours"),
        *("LearnDelFAMType", "LearnDelFAMCode"),
    ),
    next="Add the hours of off-the-job training that the apprentice had.",
)
def completed_without_off_the_job_hours(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship is completed, but its hours of off-the-job training are missing.

    Asked of starts in August 2019 or later. Restarts are left out.
    """
    completed = (aim.FundModel == 36) & (aim.AimType == 1) & (aim.CompStatus == 2)
    return (aim.LearnStartDate >= date(2019, 8, 1)) & completed & aim.OTJActHours.isnull() & ~has(fam, "RES")


@ilr.rule(
    "OTJActHours_03",
    since="2025/26",
    reads=("LearnStartDate", "FundModel", "AimType", "CompStatus", "OTJActHours"),
    next="Add the hours of off-the-job training that the apprentice had before leaving.",
)
def left_without_off_the_job_hours(aim: Rows) -> Truth:
    """The apprentice withdrew, but the hours of off-the-job training are missing.

    Asked of starts in August 2022 or later.
    """
    left = (aim.FundModel == 36) & (aim.AimType == 1) & (aim.CompStatus == 3)
    return (aim.LearnStartDate >= date(2022, 8, 1)) & left & aim.OTJActHours.isnull()


# Additional hours ------------------------------------------------------------------------------------------------


COLLECTS_HOURS = ByBook({"2020/21": [35, 36, 81], "2025/26": [35, 36, 38, 81]})


@ilr.rule(
    "AddHours_01",
    books=COLLECTS_HOURS.books,
    reads=("AddHours", "LearnStartDate", "FundModel"),
    next="Take out the additional hours.",
)
def additional_hours_before_2015(aim: Rows, book: AcademicYear) -> Truth:
    """The aim has additional hours, but started before they were collected, in August 2015."""
    return aim.AddHours.notnull() & aim.FundModel.isin(COLLECTS_HOURS[book]) & (aim.LearnStartDate < date(2015, 8, 1))


COLLECTS_NO_HOURS = ByBook({"2020/21": [10, 25, 82, 99], "2025/26": [10, 25, 37, 82, 99]})


@ilr.rule(
    "AddHours_02", books=COLLECTS_NO_HOURS.books, reads=("AddHours", "FundModel"), next="Take out the additional hours."
)
def additional_hours_not_collected(aim: Rows, book: AcademicYear) -> Truth:
    """The aim has additional hours, but its kind of funding collects none."""
    return aim.AddHours.notnull() & aim.FundModel.isin(COLLECTS_NO_HOURS[book])


def _planned_days(aim: Rows) -> Whole:
    return days_from(aim.LearnStartDate, aim.LearnPlanEndDate) + 1


# An aim that is planned to end on the day before it starts has nought days, in which any hours are too many. One that
# ends earlier still is left to LearnPlanEndDate_02.


@ilr.rule(
    "AddHours_04",
    reads=("AddHours", "LearnPlanEndDate", "LearnStartDate"),
    next="Check the additional hours and both dates.",
)
def over_24_additional_hours_a_day(aim: Rows) -> Truth:
    """The additional hours come to more than 24 for each day that the aim is planned to last."""
    days = _planned_days(aim)
    return (aim.AddHours > 60) & (days >= 0) & (aim.AddHours > days * 24)


@ilr.rule(
    "AddHours_05",
    severity=Severity.WARNING,
    reads=("AddHours", "LearnPlanEndDate", "LearnStartDate"),
    next="Check the additional hours and both dates.",
)
def over_35_additional_hours_a_week(aim: Rows) -> Truth:
    """The additional hours come to more than 35 a week. Up to 60 hours in all are left out."""
    days = _planned_days(aim)
    return (aim.AddHours > 60) & (days >= 0) & (aim.AddHours > days * 5)


@ilr.rule(
    "AddHours_06",
    severity=Severity.WARNING,
    reads=("AddHours", "LearnPlanEndDate", "LearnStartDate"),
    next="Check the additional hours and both dates.",
)
def over_9_additional_hours_a_day(aim: Rows) -> Truth:
    """The additional hours come to more than 9 for each day that the aim is planned to last.

    24 a day and more are left out: over 24 is an error of its own (AddHours_04).
    """
    days = _planned_days(aim)
    return (aim.AddHours > days * 9) & (aim.AddHours < days * 24)
