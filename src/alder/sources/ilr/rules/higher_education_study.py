"""Rules about what is studied in higher education, and how: level, mode, year, subject, completion."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.codes import higher_education
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_of_type
from alder.sources.ilr.rules.terms import has, is_not, is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth, Value, Whole
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

USE_LIST = "Use a code of the year's list."


# Codes -----------------------------------------------------------------------------------------------------------


@ilr.rule("ELQ_02", reads=("ELQ",), next=USE_LIST)
def unknown_equal_or_lower(aim_he: Rows, year: AcademicYear) -> Truth:
    """The code for an equal or lower qualification is not on the year's list."""
    return is_unknown(aim_he.ELQ, higher_education.equal_or_lower, year)


@ilr.rule("MODESTUD_01", reads=("MODESTUD",), next=USE_LIST)
def unknown_mode(aim_he: Rows, year: AcademicYear) -> Truth:
    """The mode of study is not on the year's code list."""
    return is_unknown(aim_he.MODESTUD, higher_education.mode, year)


@ilr.rule("SPECFEE_01", reads=("SPECFEE",), next=USE_LIST)
def unknown_special_fee(aim_he: Rows, year: AcademicYear) -> Truth:
    """The special fee is not on the year's code list."""
    return is_unknown(aim_he.SPECFEE, higher_education.fee, year)


@ilr.rule("TYPEYR_01", reads=("TYPEYR",), next=USE_LIST)
def unknown_type_of_year(aim_he: Rows, year: AcademicYear) -> Truth:
    """The type of the year of study is not on the year's code list."""
    return is_unknown(aim_he.TYPEYR, higher_education.year_of_study, year)


@ilr.rule("FUNDLEV_01", reads=("FUNDLEV",), next=USE_LIST)
def unknown_level(aim_he: Rows, year: AcademicYear) -> Truth:
    """The level for funding is not on the year's code list."""
    return is_unknown(aim_he.FUNDLEV, higher_education.level, year)


@ilr.rule("FUNDCOMP_01", until="2020/21", reads=("FUNDCOMP",), next=USE_LIST)
def unknown_completion_2020(aim_he: Rows, year: AcademicYear) -> Truth:
    """The completion of the year of study is not on the year's code list."""
    return is_unknown(aim_he.FUNDCOMP, higher_education.completion, year)


def _need_not_say(file: Rows, ofs_register: Rows) -> Truth:
    """The provider need not return the fields about funding."""
    return ofs_register.of(file).any(~ofs_register.FundingFieldsRequired)


@ilr.rule("FUNDCOMP_01", since="2025/26", reads=("FUNDCOMP", "UKPRN"), next=USE_LIST)
def unknown_completion(aim_he: Rows, file: Rows, ofs_register: Rows, year: AcademicYear) -> Truth:
    """The completion of the year of study is not on the year's code list.

    Providers that need not return the fields about funding are left out.
    """
    return is_unknown(aim_he.FUNDCOMP, higher_education.completion, year) & ~_need_not_say(file, ofs_register)


# What must be said -----------------------------------------------------------------------------------------------


@ilr.rule(
    "ELQ_01",
    reads=("FundModel", "ELQ", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Say whether the qualification is equal to or lower than one already held.",
)
def not_said_if_equal_or_lower(aim_he: Rows, aim: Rows, fam: Rows) -> Truth:
    """An aim paid for by the higher education funder does not say whether its qualification is equal or lower."""
    return (aim.FundModel == 99) & has(fam, "SOF", "1") & aim_he.ELQ.isnull()


@ilr.rule(
    "FUNDLEV_04",
    since="2025/26",
    reads=("LearnStartDate", "FUNDLEV", "UKPRN"),
    next="Add the level for funding.",
)
def no_level(aim_he: Rows, aim: Rows, file: Rows, ofs_register: Rows) -> Truth:
    """The level for funding is missing.

    For starts from August 2024. Providers that need not return the fields about funding are left out.
    """
    missing = (aim.LearnStartDate >= date(2024, 8, 1)) & aim_he.FUNDLEV.isnull()
    return missing & ~_need_not_say(file, ofs_register)


@ilr.rule(
    "PCOLAB_01",
    reads=("LearnStartDate", "PartnerUKPRN", "PCOLAB"),
    next="Add the share that the partner teaches, or take out the partner.",
)
def partner_without_a_share(aim_he: Rows, aim: Rows) -> Truth:
    """A partner is named, but not the share that it teaches.

    For starts from August 2013.
    """
    return (aim.LearnStartDate >= date(2013, 8, 1)) & aim.PartnerUKPRN.notnull() & aim_he.PCOLAB.isnull()


@ilr.rule("STULOAD_04", reads=("LearnStartDate", "STULOAD"), next="Add the student load: 100 for a full-time year.")
def no_load(aim_he: Rows, aim: Rows) -> Truth:
    """The student load is missing.

    For starts from August 2013.
    """
    return (aim.LearnStartDate >= date(2013, 8, 1)) & aim_he.STULOAD.isnull()


# Level, mode and year fit each other -----------------------------------------------------------------------------

UNDERGRADUATE = ("0394", "1406", "1407", "1408", "9000", "9002", "9107", "9110", "9111", "9112", "9113", "E007")
POSTGRADUATE = ("0393", "1410", "1411", "1412", "2001", "9100", "9101", "9103", "9109", "E008")
LEVEL = ("LearnStartDate", "LearnAimRef", "FUNDLEV")


@ilr.rule("FUNDLEV_02", severity=Severity.WARNING, reads=LEVEL, next="Check the aim code and the level.")
def undergraduate_aim_of_another_level(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim is an undergraduate one, but its level for funding is another.

    For starts from August 2009. A missing level is left to FUNDLEV_04.
    """
    other = ~aim_he.FUNDLEV.isin([10, 11, 99])
    return (aim.LearnStartDate >= date(2009, 8, 1)) & is_of_type(lars_delivery.of(aim), *UNDERGRADUATE) & other


@ilr.rule("FUNDLEV_03", severity=Severity.WARNING, reads=LEVEL, next="Check the aim code and the level.")
def postgraduate_aim_of_another_level(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim is a postgraduate one, but its level for funding is another.

    For starts from August 2009. A missing level is left to FUNDLEV_04.
    """
    other = ~aim_he.FUNDLEV.isin([20, 21, 30, 31, 99])
    return (aim.LearnStartDate >= date(2009, 8, 1)) & is_of_type(lars_delivery.of(aim), *POSTGRADUATE) & other


@ilr.rule(
    "MODESTUD_03",
    reads=("LearnStartDate", "SPECFEE", "MODESTUD"),
    next="Check the fee and the mode: a short final year counts as part time.",
)
def short_final_year_not_part_time(aim_he: Rows, aim: Rows) -> Truth:
    """The fee is that of a short final year, but the mode is not part time.

    For starts from August 2009.
    """
    short = aim_he.SPECFEE.isin([4, 5])
    return (aim.LearnStartDate >= date(2009, 8, 1)) & short & is_not(aim_he.MODESTUD, 3)


@ilr.rule(
    "SPECFEE_02",
    reads=("LearnStartDate", "MODESTUD", "SPECFEE"),
    next="Check the mode and the fee.",
)
def sandwich_year_without_its_fee(aim_he: Rows, aim: Rows) -> Truth:
    """The student is on a sandwich year away, but the fee is not that of a placement.

    For starts from August 2009.
    """
    return (aim.LearnStartDate >= date(2009, 8, 1)) & (aim_he.MODESTUD == 2) & is_not(aim_he.SPECFEE, 1)


def _teaching_year(day: Day) -> Whole:
    """The year in which the teaching year of `day` began, on 1 August."""
    return day.year() - (day.month() < 8).cast("int32")


@ilr.rule(
    "TYPEYR_02",
    reads=("LearnStartDate", "LearnActEndDate", "FUNDCOMP", "TYPEYR"),
    next="Check the dates and the type of the year of study.",
)
def year_within_the_teaching_year_said_to_cross_it(aim_he: Rows, aim: Rows) -> Truth:
    """The aim was completed within one teaching year, but its year of study is said to cross 31 July.

    For starts from August 2009. The service of 2020/21 counted August to the year before, by a slip in its calendar;
    a teaching year begins on 1 August here.
    """
    within = _teaching_year(aim.LearnStartDate) == _teaching_year(aim.LearnActEndDate)
    completed = (aim.LearnStartDate >= date(2009, 8, 1)) & within & (aim_he.FUNDCOMP == 1)
    return completed & is_not(aim_he.TYPEYR, 1)


# Subjects, to 2020/21 --------------------------------------------------------------------------------------------

SHARES = ("PCFLDCS", "PCSLDCS", "PCTLDCS")


@ilr.rule(
    "PCFLDCS_01",
    until="2020/21",
    reads=("LearnStartDate", *SHARES),
    next="Let the shares of the subjects add up to 100.",
)
def shares_of_subjects_do_not_add_up(aim_he: Rows, aim: Rows) -> Truth:
    """The shares of the subjects do not add up to 100 percent.

    For starts from August 2009, where at least one share is given.
    """
    given = aim_he.PCFLDCS.notnull() | aim_he.PCSLDCS.notnull() | aim_he.PCTLDCS.notnull()
    total = aim_he.PCFLDCS.fill_null(0) + aim_he.PCSLDCS.fill_null(0) + aim_he.PCTLDCS.fill_null(0)
    return (aim.LearnStartDate >= date(2009, 8, 1)) & given & (total != 100)


def _has_subject(lars_delivery: Rows, code: Value) -> Truth:
    """The list of aims names a subject here."""
    return lars_delivery.any(code.notnull())


ADD_SHARE = "Add the share of the subject."
TAKE_OUT_SHARE = "Take out the share, or check the aim code."


@ilr.rule("PCFLDCS_02", until="2020/21", reads=("LearnAimRef", "PCFLDCS"), next=ADD_SHARE)
def no_share_of_the_first_subject(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim has a first subject, but its share is missing."""
    listed = lars_delivery.of(aim)
    return aim_he.PCFLDCS.isnull() & _has_subject(listed, lars_delivery.LearnDirectClassSystemCode1)


@ilr.rule("PCFLDCS_03", until="2020/21", reads=("LearnAimRef", "PCFLDCS"), next=TAKE_OUT_SHARE)
def share_of_no_first_subject(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """A share of the first subject is given, but the aim has no subject."""
    listed = lars_delivery.of(aim)
    return aim_he.PCFLDCS.notnull() & ~_has_subject(listed, lars_delivery.LearnDirectClassSystemCode1)


@ilr.rule("PCSLDCS_01", until="2020/21", reads=("LearnStartDate", "LearnAimRef", "PCSLDCS"), next=ADD_SHARE)
def no_share_of_the_second_subject(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim has a second subject, but its share is missing.

    For starts from August 2009.
    """
    missing = (aim.LearnStartDate >= date(2009, 8, 1)) & aim_he.PCSLDCS.isnull()
    return missing & _has_subject(lars_delivery.of(aim), lars_delivery.LearnDirectClassSystemCode2)


@ilr.rule("PCSLDCS_02", until="2020/21", reads=("LearnAimRef", "PCSLDCS"), next=TAKE_OUT_SHARE)
def share_of_no_second_subject(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """A share of a second subject is given, but the aim has no second subject."""
    listed = lars_delivery.of(aim)
    return aim_he.PCSLDCS.notnull() & ~_has_subject(listed, lars_delivery.LearnDirectClassSystemCode2)


@ilr.rule("PCTLDCS_01", until="2020/21", reads=("LearnStartDate", "LearnAimRef", "PCTLDCS"), next=ADD_SHARE)
def no_share_of_the_third_subject(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim has a third subject, but its share is missing.

    For starts from August 2009.
    """
    missing = (aim.LearnStartDate >= date(2009, 8, 1)) & aim_he.PCTLDCS.isnull()
    return missing & _has_subject(lars_delivery.of(aim), lars_delivery.LearnDirectClassSystemCode3)


@ilr.rule("PCTLDCS_02", until="2020/21", reads=("LearnAimRef", "PCTLDCS"), next=TAKE_OUT_SHARE)
def share_of_no_third_subject(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """A share of a third subject is given, but the aim has no third subject."""
    listed = lars_delivery.of(aim)
    return aim_he.PCTLDCS.notnull() & ~_has_subject(listed, lars_delivery.LearnDirectClassSystemCode3)
