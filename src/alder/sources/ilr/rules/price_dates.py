"""Rules about the days from which prices apply and on which payments were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.prices import is_payment, is_price
from alder.sources.ilr.rules.terms import is_apprenticeship, is_not, is_standard_programme, years_after

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

RECORD = ("AFinType", "AFinCode", "AFinDate")


@ilr.rule("AFinDate_03", reads=(*RECORD, "FilePreparationDate"), next="Check the date of the price or payment.")
def price_or_payment_after_the_file_was_made(finance: Rows, file: Rows) -> Truth:
    """A price or payment is dated after the day on which the file was made."""
    return finance.AFinDate > file.FilePreparationDate


@ilr.rule(
    "AFinDate_04",
    until="2020/21",
    reads=(*RECORD, "AimType", "ProgType", "LearnActEndDate"),
    next="Let the price apply before learning ends.",
)
def price_after_the_end_2020(finance: Rows, aim: Rows, year: AcademicYear) -> Truth:
    """A price of the apprenticeship framework applies only after learning ended."""
    framework = (aim.AimType == 1) & is_apprenticeship(aim, year) & (aim.ProgType != 25)
    return framework & is_price(finance) & (finance.AFinDate > aim.LearnActEndDate)


@ilr.rule(
    "AFinDate_04",
    since="2025/26",
    reads=(*RECORD, "AimType", "ProgType", "LearnActEndDate"),
    next="Let the price apply before learning ends.",
)
def price_after_the_end(finance: Rows, aim: Rows) -> Truth:
    """A price applies only after learning ended. Apprenticeship standards have AFinDate_13 instead."""
    programme = (aim.AimType == 1) & is_not(aim.ProgType, 25)
    return programme & is_price(finance) & (finance.AFinDate > aim.LearnActEndDate)


@ilr.rule(
    "AFinDate_05",
    until="2020/21",
    reads=RECORD,
    next="Let the price for what is left of training be the later one.",
)
def price_of_training_after_what_is_left_2020(aim: Rows, finance: Rows) -> Truth:
    """The latest price of training applies later than the latest price for what is left of it."""
    whole, left = (finance.where(is_price(finance, n)).greatest("AFinDate") for n in (1, 3))
    return whole > left


@ilr.rule(
    "AFinDate_05",
    since="2025/26",
    reads=RECORD,
    next="Let the price for what is left of training be the later one.",
)
def price_of_training_after_what_is_left(aim: Rows, finance: Rows) -> Truth:
    """The latest price of training applies later than a price for what is left of it."""
    whole = finance.where(is_price(finance, 1)).greatest("AFinDate")
    return whole > finance.where(is_price(finance, 3)).smallest("AFinDate")


@ilr.rule(
    "AFinDate_06",
    until="2020/21",
    reads=RECORD,
    next="Let the price for what is left of the assessment be the later one.",
)
def price_of_assessment_after_what_is_left_2020(aim: Rows, finance: Rows) -> Truth:
    """The latest price of the assessment applies later than the latest price for what is left of it."""
    whole, left = (finance.where(is_price(finance, n)).greatest("AFinDate") for n in (2, 4))
    return whole > left


@ilr.rule(
    "AFinDate_06",
    since="2025/26",
    reads=RECORD,
    next="Let the price for what is left of the assessment be the later one.",
)
def price_of_assessment_after_what_is_left(aim: Rows, finance: Rows) -> Truth:
    """A price of the assessment applies later than a price for what is left of it."""
    whole = finance.where(is_price(finance, 2)).greatest("AFinDate")
    return whole > finance.where(is_price(finance, 4)).smallest("AFinDate")


def _also_on_that_day(finance: Rows, finances: Rows, whole: int, left: int) -> Truth:
    beside = finances.any(is_price(finances, whole) & (finances.AFinDate == finance.AFinDate))
    return is_price(finance, left) & beside


@ilr.rule("AFinDate_07", reads=RECORD, next="Keep one of the two prices, or correct a date.")
def two_prices_of_training_on_one_day(finance: Rows, finances: Rows) -> Truth:
    """A price of training and a price for what is left of it apply from the same day."""
    return _also_on_that_day(finance, finances, 1, 3)


@ilr.rule("AFinDate_08", reads=RECORD, next="Keep one of the two prices, or correct a date.")
def two_prices_of_assessment_on_one_day(finance: Rows, finances: Rows) -> Truth:
    """A price of the assessment and a price for what is left of it apply from the same day."""
    return _also_on_that_day(finance, finances, 2, 4)


@ilr.rule(
    "AFinDate_09",
    until="2020/21",
    reads=(*RECORD, "AimType", "ProgType", "LearnStartDate"),
    next="Check the date of the price or payment.",
)
def price_a_year_before_the_start_2020(finance: Rows, aim: Rows, year: AcademicYear) -> Truth:
    """A price or payment is dated more than a year before the apprenticeship started."""
    early = finance.AFinDate < years_after(aim.LearnStartDate, -1)
    return (aim.AimType == 1) & is_apprenticeship(aim, year) & early


@ilr.rule(
    "AFinDate_09",
    since="2025/26",
    reads=(*RECORD, "AimType", "ProgType", "LearnStartDate"),
    next="Check the date of the price or payment.",
)
def price_a_year_before_the_start(finance: Rows, aim: Rows) -> Truth:
    """A price or payment is dated more than a year before the apprenticeship started."""
    return is_standard_programme(aim) & (finance.AFinDate < years_after(aim.LearnStartDate, -1))


@ilr.rule(
    "AFinDate_12",
    until="2020/21",
    reads=(*RECORD, "AimType", "ProgType", "LearnActEndDate"),
    next="Check the date of the price or payment.",
)
def price_two_years_after_the_end_2020(finance: Rows, aim: Rows, year: AcademicYear) -> Truth:
    """A price or payment is dated more than two years after learning ended."""
    late = finance.AFinDate > years_after(aim.LearnActEndDate, 2)
    return (aim.AimType == 1) & is_apprenticeship(aim, year) & late


@ilr.rule(
    "AFinDate_12",
    since="2025/26",
    reads=(*RECORD, "AimType", "ProgType", "LearnActEndDate"),
    next="Check the date of the price or payment.",
)
def price_two_years_after_the_end(finance: Rows, aim: Rows) -> Truth:
    """A price or payment is dated more than two years after learning ended."""
    return is_standard_programme(aim) & (finance.AFinDate > years_after(aim.LearnActEndDate, 2))


@ilr.rule(
    "AFinDate_13",
    reads=(*RECORD, "ProgType", "AchDate", "WithdrawReason", "LearnActEndDate"),
    next="Let the price apply before the apprenticeship is achieved or left.",
)
def price_after_the_achievement(finance: Rows, aim: Rows) -> Truth:
    """A price applies only after the apprentice achieved or withdrew."""
    after_leaving = aim.WithdrawReason.notnull() & (finance.AFinDate > aim.LearnActEndDate)
    late = (finance.AFinDate > aim.AchDate) | (aim.AchDate.isnull() & after_leaving)
    return (aim.ProgType == 25) & is_price(finance) & late


@ilr.rule(
    "AFinDate_14",
    since="2025/26",
    reads=(*RECORD, "FilePreparationDate"),
    next="Return payments once they are made.",
)
def payment_after_the_file_was_made(finance: Rows, file: Rows) -> Truth:
    """A payment is dated after the day on which the file was made."""
    return is_payment(finance) & (finance.AFinDate > file.FilePreparationDate)
