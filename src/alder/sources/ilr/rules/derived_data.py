"""What several rules derive from a learner's records, as the derived data of the specification do (DD01 to DD38).

Benefits on the day of a start, the start of a programme, ages, and digits that follow from the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.ids import ULN, EmployerNumber
from alder.model.ids.expressions import fits_number
from alder.model.ids.places import SHAPES
from alder.sources.ilr.rules.terms import has, in_force, monitors, same

if TYPE_CHECKING:
    from alder.model.expr import Day, Text, Truth, Whole
    from alder.rules.language import Rows

# Whether the learner was on benefits, or without work, on the day an adult aim started
#
# All look at the learner's employment record in force on that day; `monitoring` are the records of monitoring of all
# the learner's employment records. `fam` are the aim's own records.

NOT_WORKING = (11, 12)
"""Out of paid work: looking for work, or not."""


def on_named_benefits(aim: Rows, fam: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On jobseeker's or employment support allowance, or on universal credit because of unemployment (DD12)."""
    now, held = in_force(employment, aim.LearnStartDate), monitoring.of(employment)
    credit = now.any(monitors(held, "BSI", 4)) & has(fam, "LDM", "318")
    return now.any(monitors(held, "BSI", 1, 2)) | credit


def out_of_work_on_other_benefits(aim: Rows, fam: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """Out of work, on another state benefit or on universal credit (DD21).

    The code LDM 318 marks those on universal credit whom DD12 covers. The service of 2020/21 heeded it only where an
    aim had no records but those of type LDM; that is taken for a slip, and the code was not on its list any more.
    """
    now, held = in_force(employment, aim.LearnStartDate), monitoring.of(employment)
    out = employment.EmpStat.isin(NOT_WORKING)
    credit = now.any(out & monitors(held, "BSI", 4)) & ~has(fam, "LDM", "318")
    return now.any(out & monitors(held, "BSI", 3)) | credit


def _on_benefits(
    employment: Rows, monitoring: Rows, in_any_status: tuple[int, ...], if_little_work: tuple[int, ...]
) -> Truth:
    held = monitoring.of(employment)
    little = monitors(held, "BSI", *if_little_work)
    return (
        (employment.EmpStat.isin([10, 11, 12, 98]) & monitors(held, "BSI", *in_any_status))
        | (employment.EmpStat.isin(NOT_WORKING) & little)
        | ((employment.EmpStat == 10) & monitors(held, "EII", 2, 5, 6) & little)
    )


def on_benefits_before_2020(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On benefits by the codes up to 2019/20: any work and allowances, or little work and other benefits (DD28)."""
    return in_force(employment, aim.LearnStartDate).any(_on_benefits(employment, monitoring, (1, 2), (3, 4)))


def on_benefits(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On benefits by the codes since 2020/21: any work and an allowance, or little work and other benefits (DD38)."""
    return in_force(employment, aim.LearnStartDate).any(_on_benefits(employment, monitoring, (1,), (4, 5, 6)))


def ever_on_benefits(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On benefits by any employment record that began by the start: so the service of 2020/21 read DD38."""
    began = employment.DateEmpStatApp <= aim.LearnStartDate
    return employment.where(began).any(_on_benefits(employment, monitoring, (1,), (4, 5, 6)))


def ever_out_of_work_on_other_benefits(aim: Rows, fam: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """Out of work, on other benefits or universal credit, by any employment record that began by the start (DD37)."""
    began, held = employment.DateEmpStatApp <= aim.LearnStartDate, monitoring.of(employment)
    out = employment.EmpStat.isin(NOT_WORKING)
    credit = employment.where(began).any(out & monitors(held, "BSI", 4)) & ~has(fam, "LDM", "318")
    return employment.where(began).any(out & monitors(held, "BSI", 6)) | credit


# The day on which a programme, or a contract of the European Social Fund, began ------------------------------------


def programme_start(aim: Rows, aims: Rows) -> Day:
    """The first start of the programme, told by type, framework and pathway (DD04 of 2020/21); missing without one.

    Missing codes equal missing ones, so of an apprenticeship standard any will do.
    """
    programme = (
        (aims.AimType == 1)
        & same(aims.ProgType, aim.ProgType)
        & same(aims.FworkCode, aim.FworkCode)
        & same(aims.PwayCode, aim.PwayCode)
    )
    return aims.where(programme).smallest("LearnStartDate")


def programme_start_by_type(aim: Rows, aims: Rows) -> Day:
    """The first start of a programme of the same type (DD04 since frameworks are gone)."""
    return aims.where((aims.AimType == 1) & same(aims.ProgType, aim.ProgType)).smallest("LearnStartDate")


def standard_start(aim: Rows, aims: Rows) -> Day:
    """The first start of the programme aim of the same apprenticeship standard (DD18)."""
    programme = (aims.AimType == 1) & (aims.ProgType == 25) & (aims.StdCode == aim.StdCode)
    return aims.where(programme).smallest("LearnStartDate")


FIRST_AIM = "ZESF0001"
"""The aim with which the learner's part in a contract begins."""


def completed_first_aims(aims: Rows) -> Rows:
    """The learner's completed first aims, of whichever contract."""
    return aims.where((aims.LearnAimRef == FIRST_AIM) & (aims.CompStatus == 2) & aims.ConRefNumber.notnull())


def contract_start(aim: Rows, aims: Rows) -> Day:
    """The last start of a completed first aim of the contract of `aim` (DD22); missing if there is none."""
    return completed_first_aims(aims).where(aims.ConRefNumber == aim.ConRefNumber).greatest("LearnStartDate")


def start_that_tells_the_age(aim: Rows, aims: Rows) -> Day:
    """The same day, for the age of the learner (DD23): here aims without a contract number are of one contract too."""
    completed = (aims.LearnAimRef == FIRST_AIM) & (aims.CompStatus == 2)
    return aims.where(completed & same(aims.ConRefNumber, aim.ConRefNumber)).greatest("LearnStartDate")


# Ages on the days that funding looks at ----------------------------------------------------------------------------


def age_on_31_august_before(born: Day, day: Day) -> Whole:
    """Whole years lived by 31 August of the teaching year in which `day` lies."""
    august = day.year() - (day.month() < 8).cast("int32")
    not_yet = born.month().cast("int32") * 100 + born.day().cast("int32") > 831
    return august - born.year() - not_yet.cast("int32")


def summer_of_year_11(born: Day) -> Whole:
    """The calendar year in which the school year ends that holds the 16th birthday. It begins on 1 September."""
    return born.year() + 16 + (born.month() >= 9).cast("int32")


def is_by_school_leaving_day(day: Day, born: Day) -> Truth:
    """`day` is not after the last Friday of June of the school year of the 16th birthday."""
    year = summer_of_year_11(born)
    # The day of the week of 30 June, Sunday being 0.
    last = (year + year // 4 - year // 100 + year // 400 + 33) % 7
    friday = 30 - (last + 2) % 7
    return _as_number(day) <= year * 10000 + 600 + friday


def is_before_1_august_of_year_11(day: Day, born: Day) -> Truth:
    """`day` is before the 1 August that follows the school year of the 16th birthday."""
    return _as_number(day) < summer_of_year_11(born) * 10000 + 801


def _as_number(day: Day) -> Whole:
    return day.year() * 10000 + day.month().cast("int32") * 100 + day.day().cast("int32")


# The forms of codes and numbers, whether or not they exist ---------------------------------------------------------


POSTCODE = f"^{SHAPES}$"
"""As the service judges them: in capitals, with one blank. It does not know GIR 0AA."""

INSURANCE_NUMBER = "^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?$"
"""Two capitals, of which some letters are not used, six figures, and a letter from A to D or a blank."""


def is_no_postcode(text: Text) -> Truth:
    """The text cannot be a postcode."""
    return ~text.re_search(POSTCODE)


def is_no_insurance_number(text: Text) -> Truth:
    """The text cannot be a National Insurance number."""
    return ~text.re_search(INSURANCE_NUMBER)


def is_mistyped_learner_number(number: Whole) -> Truth:
    """The tenth digit of a ULN is not the one that the other nine call for (DD01; see `alder.model.ids.ULN`)."""
    return (number < 10**9) | ~fits_number(ULN.check, number)


def is_mistyped_employer_number(number: Whole) -> Truth:
    """The ninth digit of an employer's number is not the one that the other eight call for (DD05, DD14)."""
    return (number < 10**8) | ~fits_number(EmployerNumber.check, number)
