"""Rules about tuition fees in higher education, and about the number of the student's loan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.model.ids import SSN
from alder.model.ids.expressions import is_sound
from alder.rules.findings import Severity
from alder.sources.ilr.codes import higher_education
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_closed, is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

MOST_FEE = 9535
"""The highest yearly fee of a full-time first degree in 2025/26, in pounds."""


# Fees ------------------------------------------------------------------------------------------------------------


@ilr.rule("GROSSFEE_01", reads=("NETFEE", "GROSSFEE"), next="Add the fee before any reduction.")
def net_fee_without_a_gross_fee(aim_he: Rows) -> Truth:
    """The fee after reductions is given, but not the fee before them."""
    return aim_he.NETFEE.notnull() & aim_he.GROSSFEE.isnull()


@ilr.rule("GROSSFEE_02", reads=("NETFEE", "GROSSFEE"), next="Check both fees.")
def gross_fee_below_the_net_fee(aim_he: Rows) -> Truth:
    """The fee before reductions is lower than the fee after them."""
    return aim_he.GROSSFEE < aim_he.NETFEE


@ilr.rule("GROSSFEE_03", until="2020/21", reads=("GROSSFEE",), next="Check the fee.")
def gross_fee_over_thirty_thousand(aim_he: Rows) -> Truth:
    """The fee before reductions is over 30,000 pounds."""
    return aim_he.GROSSFEE > 30000


@ilr.rule("GROSSFEE_03", since="2025/26", severity=Severity.WARNING, reads=("GROSSFEE",), next="Check the fee.")
def gross_fee_over_the_highest(aim_he: Rows) -> Truth:
    """The fee before reductions is over 9,535 pounds, the most for a year of a full-time first degree."""
    return aim_he.GROSSFEE > MOST_FEE


@ilr.rule(
    "NETFEE_01",
    reads=("LearnStartDate", "SSN", "NETFEE"),
    next="Add the fee after reductions, or the student support number.",
)
def neither_fee_nor_support_number(aim_he: Rows, aim: Rows) -> Truth:
    """There is neither a fee after reductions nor a student support number.

    For starts from August 2012.
    """
    return (aim.LearnStartDate >= date(2012, 8, 1)) & aim_he.SSN.isnull() & aim_he.NETFEE.isnull()


@ilr.rule("NETFEE_02", until="2020/21", severity=Severity.WARNING, reads=("NETFEE",), next="Check the fee.")
def net_fee_over_nine_thousand(aim_he: Rows) -> Truth:
    """The fee after reductions is over 9,000 pounds."""
    return aim_he.NETFEE > 9000


@ilr.rule("NETFEE_02", since="2025/26", severity=Severity.WARNING, reads=("NETFEE",), next="Check the fee.")
def net_fee_over_the_highest(aim_he: Rows) -> Truth:
    """The fee after reductions is over 9,535 pounds, the most for a year of a full-time first degree."""
    return aim_he.NETFEE > MOST_FEE


# Who pays --------------------------------------------------------------------------------------------------------


@ilr.rule("MSTUFEE_01", reads=("MSTUFEE",), next="Use a code of the year's list.")
def unknown_source_of_fees(aim_he: Rows, year: AcademicYear) -> Truth:
    """The main source of the fees is not on the year's code list."""
    return is_unknown(aim_he.MSTUFEE, higher_education.source_of_fees, year)


@ilr.rule(
    "MSTUFEE_02",
    reads=("MSTUFEE", "LearnStartDate"),
    next="Use a source that was open when the aim started.",
)
def source_of_fees_closed(aim_he: Rows, aim: Rows) -> Truth:
    """The code for the main source of the fees was closed when the aim started.

    The service of 2020/21 reported unknown codes here too; MSTUFEE_01 does that. Restarts are not left out.
    """
    return is_closed(aim_he.MSTUFEE, aim.LearnStartDate, higher_education.source_of_fees)


def _paid_elsewhere(home: Value, nations: tuple[str, ...], payer: Value, payers: tuple[int, ...]) -> Truth:
    return home.isin(nations) & payer.isin(payers)


HOME_2020 = ("DOMICILE", "MSTUFEE")
HOME = ("PERMADDCOUNTRY", "MSTUFEE")
CHECK_BOTH = "Check the home country and who pays the fees."


@ilr.rule("MSTUFEE_03", until="2020/21", severity=Severity.WARNING, reads=HOME_2020, next=CHECK_BOTH)
def scottish_student_paid_by_another_nation_2020(aim_he: Rows) -> Truth:
    """The student's home is in Scotland, but an agency of another nation pays the fees."""
    return _paid_elsewhere(aim_he.DOMICILE, ("XH",), aim_he.MSTUFEE, (2, 4))


@ilr.rule("MSTUFEE_03", since="2025/26", severity=Severity.WARNING, reads=HOME, next=CHECK_BOTH)
def scottish_student_paid_by_another_nation(aim_he: Rows) -> Truth:
    """The student's home is in Scotland, but an agency of another nation pays the fees."""
    return _paid_elsewhere(aim_he.PERMADDCOUNTRY, ("XH",), aim_he.MSTUFEE, (2, 4))


@ilr.rule("MSTUFEE_04", until="2020/21", severity=Severity.WARNING, reads=HOME_2020, next=CHECK_BOTH)
def northern_irish_student_paid_by_another_nation_2020(aim_he: Rows) -> Truth:
    """The student's home is in Northern Ireland, but an agency of another nation pays the fees."""
    return _paid_elsewhere(aim_he.DOMICILE, ("XG",), aim_he.MSTUFEE, (2, 3))


@ilr.rule("MSTUFEE_04", since="2025/26", severity=Severity.WARNING, reads=HOME, next=CHECK_BOTH)
def northern_irish_student_paid_by_another_nation(aim_he: Rows) -> Truth:
    """The student's home is in Northern Ireland, but an agency of another nation pays the fees."""
    return _paid_elsewhere(aim_he.PERMADDCOUNTRY, ("XG",), aim_he.MSTUFEE, (2, 3))


@ilr.rule("MSTUFEE_05", until="2020/21", severity=Severity.WARNING, reads=HOME_2020, next=CHECK_BOTH)
def english_or_welsh_student_paid_by_another_nation_2020(aim_he: Rows) -> Truth:
    """The student's home is in England or Wales, but an agency of Scotland or Northern Ireland pays the fees."""
    return _paid_elsewhere(aim_he.DOMICILE, ("XF", "XI"), aim_he.MSTUFEE, (3, 4))


@ilr.rule("MSTUFEE_05", since="2025/26", severity=Severity.WARNING, reads=HOME, next=CHECK_BOTH)
def english_or_welsh_student_paid_by_another_nation(aim_he: Rows) -> Truth:
    """The student's home is in England or Wales, but an agency of Scotland or Northern Ireland pays the fees."""
    return _paid_elsewhere(aim_he.PERMADDCOUNTRY, ("XF", "XI"), aim_he.MSTUFEE, (3, 4))


# The student support number --------------------------------------------------------------------------------------

ADD_NUMBER = "Add the student support number, or check who pays the fees."


@ilr.rule(
    "MSTUFEE_06",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("LearnStartDate", "MSTUFEE", "SSN"),
    next=ADD_NUMBER,
)
def paid_by_an_award_without_a_support_number(aim_he: Rows, aim: Rows) -> Truth:
    """An award or a loan pays the fees, but the student support number is missing.

    For starts from August 2021 to July 2025. Later starts have the rule MSTUFEE_07.
    """
    started = aim.LearnStartDate.between(date(2021, 8, 1), date(2025, 7, 31))
    return started & aim_he.MSTUFEE.isin([2, 3, 4, 52, 53, 54]) & aim_he.SSN.isnull()


@ilr.rule(
    "MSTUFEE_07",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("LearnStartDate", "MSTUFEE", "SSN"),
    next=ADD_NUMBER,
)
def paid_by_a_loan_without_a_support_number(aim_he: Rows, aim: Rows) -> Truth:
    """The loans company or Scotland's agency pays the fees, but the student support number is missing.

    For starts from August 2025.
    """
    return (aim.LearnStartDate >= date(2025, 8, 1)) & aim_he.MSTUFEE.isin([3, 10]) & aim_he.SSN.isnull()


@ilr.rule("SSN_02", reads=("SSN",), next="Copy the number from the student's loan letter again.")
def mistyped_support_number(aim_he: Rows) -> Truth:
    """The student support number is mistyped: its form, or its last letter, does not fit.

    Four letters, eight digits and a letter that follows from them, without the letters I, O and Q.
    """
    return ~is_sound(SSN, aim_he.SSN.upper(), as_written=True)


@ilr.rule(
    "SSN_03",
    since="2025/26",
    reads=("LearnStartDate", "SSN", "NETFEE", "GROSSFEE"),
    next="Add both fees, or the student support number.",
)
def no_support_number_and_a_fee_missing(aim_he: Rows, aim: Rows) -> Truth:
    """There is no student support number, and a fee is missing: before reductions, after them, or both.

    For starts from August 2021.
    """
    unpriced = aim_he.NETFEE.isnull() | aim_he.GROSSFEE.isnull()
    return (aim.LearnStartDate >= date(2021, 8, 1)) & aim_he.SSN.isnull() & unpriced
