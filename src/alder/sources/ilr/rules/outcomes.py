"""Rules about how an aim ended: completion status, outcome, grade and reason for leaving."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_of_type
from alder.sources.ilr.rules.terms import is_bootcamp, is_not, is_standard_programme, is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

NOT_ACHIEVED = ("FL", "U", "N", "X", "Y")
"""Grades that say the aim was not achieved."""


@ilr.rule("CompStatus_01", since="2016/17", reads=("CompStatus",), next="Use one of the codes 1, 2, 3 and 6.")
def unknown_completion_status(aim: Rows, year: AcademicYear) -> Truth:
    """The completion status is not on the code list."""
    return is_unknown(aim.CompStatus, codes.aim.comp_status, year)


@ilr.rule(
    "CompStatus_02",
    until="2020/21",
    reads=("CompStatus", "LearnActEndDate", "FundModel", "ProgType"),
    next="Mark the aim as completed, withdrawn or on a break, or take out the end date.",
)
def ended_but_continuing_2020(aim: Rows) -> Truth:
    """The aim has an end date, but is marked as continuing.

    Apprenticeships on standards are left out: after learning ends, their end-point assessment goes on.
    """
    return aim.LearnActEndDate.notnull() & (aim.CompStatus == 1) & is_not(aim.FundModel, 36) & is_not(aim.ProgType, 25)


@ilr.rule(
    "CompStatus_02",
    since="2025/26",
    reads=("CompStatus", "LearnActEndDate", "FundModel", "ProgType", "AimType"),
    next="Mark the aim as completed, withdrawn or on a break, or take out the end date.",
)
def ended_but_continuing(aim: Rows) -> Truth:
    """The aim has an end date, but is marked as continuing.

    The programme aim of an apprenticeship is left out: after learning ends, its end-point assessment goes on.
    """
    assessed_later = (is_standard_programme(aim) & aim.FundModel.isin([36, 99])).fill_null(False)
    return aim.LearnActEndDate.notnull() & (aim.CompStatus == 1) & ~assessed_later


@ilr.rule(
    "CompStatus_03",
    since="2016/17",
    reads=("CompStatus", "LearnActEndDate"),
    next="Add the end date, or mark the aim as continuing.",
)
def not_ended_and_not_continuing(aim: Rows) -> Truth:
    """The aim has no end date, but is not marked as continuing."""
    return aim.LearnActEndDate.isnull() & is_not(aim.CompStatus, 1)


@ilr.rule(
    "CompStatus_04",
    since="2016/17",
    reads=("CompStatus", "Outcome"),
    next="Add the outcome, or mark the aim as continuing.",
)
def no_outcome_and_not_continuing(aim: Rows) -> Truth:
    """The aim has no outcome, but is not marked as continuing."""
    return aim.Outcome.isnull() & is_not(aim.CompStatus, 1)


@ilr.rule("Outcome_01", since="2016/17", reads=("Outcome",), next="Use one of the codes 1, 2, 3 and 8.")
def unknown_outcome(aim: Rows, year: AcademicYear) -> Truth:
    """The outcome is not on the code list."""
    return is_unknown(aim.Outcome, codes.aim.outcome, year)


@ilr.rule(
    "Outcome_05",
    until="2020/21",
    since="2016/17",
    reads=("Outcome", "LearnActEndDate"),
    next="Add the date on which learning ended.",
)
def achieved_without_an_end_2020(aim: Rows) -> Truth:
    """The aim is achieved, but has no end date."""
    return (aim.Outcome == 1) & aim.LearnActEndDate.isnull()


@ilr.rule(
    "Outcome_05",
    since="2025/26",
    reads=("Outcome", "LearnActEndDate", "FundModel", "ProgType"),
    next="Add the date on which learning ended.",
)
def achieved_without_an_end(aim: Rows) -> Truth:
    """The aim is achieved, but has no end date. Skills Bootcamps are left out."""
    return (aim.Outcome == 1) & aim.LearnActEndDate.isnull() & ~is_bootcamp(aim)


@ilr.rule(
    "Outcome_09",
    until="2020/21",
    reads=("Outcome", "CompStatus", "ProgType", "FundModel"),
    next="Mark the activities as completed, or give the outcome.",
)
def awaits_outcome_but_not_completed_2020(aim: Rows) -> Truth:
    """The outcome is not known yet, but the learning activities are not completed."""
    waiting = (aim.Outcome == 8) & is_not(aim.CompStatus, 2)
    return waiting & is_not(aim.ProgType, 25) & is_not(aim.FundModel, 36)


@ilr.rule(
    "Outcome_09",
    since="2025/26",
    reads=("Outcome", "CompStatus", "ProgType", "FundModel", "AimType"),
    next="Mark the activities as completed, or give the outcome.",
)
def awaits_outcome_but_not_completed(aim: Rows) -> Truth:
    """The outcome is not known yet, but the learning activities are not completed.

    The programme aim of an apprenticeship may wait for its assessment; Skills Bootcamps are left out.
    """
    assessed_later = (is_standard_programme(aim) & aim.FundModel.isin([36, 99])).fill_null(False)
    return (aim.Outcome == 8) & is_not(aim.CompStatus, 2) & ~assessed_later & ~is_bootcamp(aim)


@ilr.rule(
    "Outcome_12",
    since="2025/26",
    reads=("Outcome", "LearnActEndDate"),
    next="Add the outcome, or take out the end date.",
)
def ended_without_an_outcome(aim: Rows) -> Truth:
    """The aim has ended, but has no outcome. New in 2025/26."""
    return aim.LearnActEndDate.notnull() & aim.Outcome.isnull()


@ilr.rule(
    "OutGrade_05",
    since="2016/17",
    reads=("OutGrade", "Outcome"),
    next="Check the grade and the outcome.",
)
def achieved_with_a_failing_grade(aim: Rows) -> Truth:
    """The aim is achieved, but its grade says it was not. Letter case does not count here."""
    return aim.OutGrade.upper().isin(NOT_ACHIEVED) & (aim.Outcome == 1)


@ilr.rule(
    "OutGrade_06",
    since="2016/17",
    reads=("OutGrade", "Outcome"),
    next="Check the grade and the outcome.",
)
def not_achieved_with_a_passing_grade(aim: Rows) -> Truth:
    """The aim is not achieved, but its grade says it was. A failing grade in small letters is taken for another."""
    return (aim.Outcome == 3) & ~aim.OutGrade.isin(NOT_ACHIEVED)


@ilr.rule(
    "WithdrawReason_02",
    since="2018/19",
    reads=("WithdrawReason",),
    next="Use a code of the list, or 97 for another reason.",
)
def unknown_reason_for_leaving(aim: Rows, year: AcademicYear) -> Truth:
    """The reason for leaving is not on the code list."""
    return is_unknown(aim.WithdrawReason, codes.aim.withdraw_reason, year)


@ilr.rule(
    "WithdrawReason_03",
    since="2016/17",
    reads=("CompStatus", "WithdrawReason"),
    next="Add the reason for leaving.",
)
def left_without_a_reason(aim: Rows) -> Truth:
    """The learner withdrew, and no reason is given."""
    return (aim.CompStatus == 3) & aim.WithdrawReason.isnull()


@ilr.rule(
    "WithdrawReason_04",
    since="2016/17",
    reads=("CompStatus", "WithdrawReason"),
    next="Take out the reason, or mark the aim as withdrawn.",
)
def reason_without_leaving(aim: Rows) -> Truth:
    """There is a reason for leaving, but the learner did not withdraw."""
    return aim.CompStatus.isin([1, 2, 6]) & aim.WithdrawReason.notnull()


@ilr.rule("OutGrade_01", reads=("OutGrade",), next="Check the grade. Letter case matters.")
def unknown_grade(aim: Rows, year: AcademicYear) -> Truth:
    """The grade is not on the code list."""
    return is_unknown(aim.OutGrade, codes.outcome_grades.out_grade, year)


@ilr.rule("OutGrade_04", reads=("OutGrade", "Outcome"), next="Add the outcome, or take out the grade.")
def grade_without_an_outcome(aim: Rows) -> Truth:
    """The aim has a grade, but its outcome is missing or not known yet."""
    return aim.OutGrade.notnull() & (aim.Outcome.isnull() | (aim.Outcome == 8))


def _achieved_with_an_odd_grade(aim: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    odd = (
        is_of_type(lars_delivery, type) & ~aim.OutGrade.isin(sorted(codes.outcome_grades.grades_of(type, year)))
        for type in codes.outcome_grades.GRADES_OF_TYPE
    )
    return (aim.Outcome == 1) & reduce(or_, odd)


@ilr.rule(
    "OutGrade_07",
    until="2020/21",
    reads=("LearnAimRef", "LearnActEndDate", "Outcome", "OutGrade"),
    next="Check the grade and the aim code.",
)
def grade_of_another_qualification_2020(aim: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    """The GCSE, AS or A level is achieved with a grade that its kind does not have.

    Aims that ended before August 2014 are left out.
    """
    ended = aim.LearnActEndDate.isnull() | (aim.LearnActEndDate >= date(2014, 8, 1))
    return ended & _achieved_with_an_odd_grade(aim, lars_delivery, year)


@ilr.rule(
    "OutGrade_07",
    since="2025/26",
    reads=("LearnAimRef", "LearnActEndDate", "Outcome", "OutGrade"),
    next="Check the grade and the aim code.",
)
def grade_of_another_qualification(aim: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    """The GCSE, AS or A level is achieved with a grade that its kind does not have.

    Aims that ended before August 2014, or have not ended, are left out.
    """
    return (aim.LearnActEndDate >= date(2014, 8, 1)) & _achieved_with_an_odd_grade(aim, lars_delivery, year)
