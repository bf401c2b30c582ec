"""Rules about the grade of an aim."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived.list_of_aims import is_of_type
from alder.sources.ilr.rules.terms import is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


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
