"""Rules about GCSE grades in English and maths, and the studies and hours that funding asks for without a good one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import listed_for
from alder.sources.ilr.rules.terms import age_on, has, learner_has, planned_hours

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

NO_GOOD_PASS = ("D", "DD", "DE", "E", "EE", "EF", "F", "FF", "FG", "G", "GG", "N", "U", "3", "2", "1")
"""Grades below C or 4."""

LEARNER_FAM = ("LearnFAMType", "LearnFAMCode")
USE = "Use a grade of the list, or NONE."


def _is_no_grade(grade: Text) -> Truth:
    return ~grade.upper().isin([code.code for code in codes.learner.gcse_grade])


@ilr.rule("EngGrade_01", reads=("EngGrade", "FundModel"), next="Add the highest GCSE grade, or NONE.")
def no_grade_in_english(learner: Rows, aims: Rows) -> Truth:
    """The GCSE grade in English is missing, in 16 to 19 funding."""
    return learner.EngGrade.isnull() & aims.any(aims.FundModel == 25)


@ilr.rule("EngGrade_02", reads=("EngGrade",), next=USE)
def unknown_grade_in_english(learner: Rows) -> Truth:
    """The GCSE grade in English does not exist."""
    return _is_no_grade(learner.EngGrade)


@ilr.rule("EngGrade_03", reads=("EngGrade", *LEARNER_FAM), next="Add the record EDF 2, or check the grade.")
def low_grade_in_english_not_marked(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has no good GCSE pass in English, but is not marked as having none."""
    return learner.EngGrade.isin(NO_GOOD_PASS) & ~learner_has(learner_fam, "EDF", 2)


@ilr.rule("EngGrade_04", reads=("EngGrade", *LEARNER_FAM), next="Use NONE, or take out the ECF record.")
def excused_from_english_with_a_grade(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE English by another qualification, but has a grade, or none is said."""
    some = learner.EngGrade.isnull() | (learner.EngGrade.upper() != "NONE")
    return learner_has(learner_fam, "ECF", 2, 3, 4) & some


@ilr.rule("MathGrade_01", reads=("MathGrade", "FundModel"), next="Add the highest GCSE grade, or NONE.")
def no_grade_in_maths(learner: Rows, aims: Rows) -> Truth:
    """The GCSE grade in maths is missing, in 16 to 19 funding."""
    return learner.MathGrade.isnull() & aims.any(aims.FundModel == 25)


@ilr.rule("MathGrade_02", reads=("MathGrade",), next=USE)
def unknown_grade_in_maths(learner: Rows) -> Truth:
    """The GCSE grade in maths does not exist."""
    return _is_no_grade(learner.MathGrade)


@ilr.rule("MathGrade_03", reads=("MathGrade", *LEARNER_FAM), next="Add the record EDF 1, or check the grade.")
def low_grade_in_maths_not_marked(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has no good GCSE pass in maths, but is not marked as having none."""
    return learner.MathGrade.isin(NO_GOOD_PASS) & ~learner_has(learner_fam, "EDF", 1)


MATHS = ("MathGrade", *LEARNER_FAM)


@ilr.rule("MathGrade_04", until="2020/21", reads=MATHS, next="Use NONE, or take out the MCF record.")
def excused_from_maths_with_a_grade_2020(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE maths by another qualification, but has a grade.

    A missing grade was no fault in 2020/21, though it was one in English (EngGrade_04).
    """
    return learner_has(learner_fam, "MCF", 2, 3, 4) & (learner.MathGrade.upper() != "NONE")


@ilr.rule("MathGrade_04", since="2025/26", reads=MATHS, next="Use NONE, or take out the MCF record.")
def excused_from_maths_with_a_grade(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE maths by another qualification, but has a grade, or none is said."""
    some = learner.MathGrade.isnull() | (learner.MathGrade.upper() != "NONE")
    return learner_has(learner_fam, "MCF", 2, 3, 4) & some


GRADE_3 = "3"
GRADE_D = "D"
BELOW = ("2", "1", "U", "E", "F", "G", "X", "NONE")
NOT_PASSED = (GRADE_3, GRADE_D, *BELOW)
ALSO_ENGLISH_AND_MATHS = ("60023995", "60027307", "60027629", "60032121", "60033344")
"""Aims that count with monitoring code 331."""

LARGE = 150
"""Planned hours from which the least hours of English and maths apply."""

READS = (
    *("FundModel", "LearnAimRef", "ProgType", "AimType", "PHours", "LearnStartDate", "PlanLearnHours", "PlanEEPHours"),
    *("DateOfBirth", "LearnDelFAMType", "LearnDelFAMCode", "LearnFAMType", "LearnFAMCode"),
)


def _is_marked(learner_fam: Rows, type: str, *codes: int) -> Truth:
    of_type = learner_fam.LearnFAMType == type
    return learner_fam.any(of_type & learner_fam.LearnFAMCode.isin(codes) if codes else of_type)


def _takes(aims: Rows, fam: Rows, lars_validity: Rows, category: str) -> Truth:
    """The learner has a 16 to 19 funded aim that counts as the subject."""
    of_each = fam.of(aims)
    listed = listed_for(lars_validity.of(aims), category).any()
    special = aims.LearnAimRef.isin(ALSO_ENGLISH_AND_MATHS) & has(of_each, "LDM", "331")
    return aims.any((aims.FundModel == 25) & has(of_each, "SOF", "107") & (listed | special))


def _is_large(learner: Rows, aims: Rows) -> Truth:
    """The study programme has 150 planned hours or more, or its T Level has."""
    t_level = aims.where((aims.ProgType == 31) & (aims.AimType == 1)).latest("LearnStartDate")
    return (planned_hours(learner) >= LARGE) | t_level.any(aims.PHours >= LARGE)


def _began_early(aims: Rows) -> Truth:
    """The learner's T Level began before August 2022, when the least hours did not apply to it."""
    return aims.any((aims.ProgType == 31) & (aims.LearnStartDate < date(2022, 8, 1)))


def _unmet(grade: Text, met: Truth, met_by_skills: Truth) -> Truth:
    """The subject is not passed, and nothing takes its place. Functional skills do, below grade 3."""
    return grade.upper().isin(NOT_PASSED) & ~met & ~(met_by_skills & grade.upper().isin(BELOW))


@ilr.rule("R155", since="2025/26", reads=(*READS, "EngGrade"), next="Record whether the least hours are planned.")
def hours_of_english_not_recorded(
    learner: Rows, aims: Rows, fam: Rows, learner_fam: Rows, lars_validity: Rows, year: AcademicYear
) -> Truth:
    """The learner has not passed English and takes it, but nothing says whether the least hours are planned.

    The published text of this rule has names of maths in some places; it is read as for English throughout.
    """
    unmet = _unmet(learner.EngGrade, _is_marked(learner_fam, "ECF", 1, 2, 3, 4), _is_marked(learner_fam, "ECF", 5))
    old_enough = age_on(learner.DateOfBirth, year.age_day) >= 16
    unsaid = ~_is_marked(learner_fam, "EMH") & ~_began_early(aims)
    takes = _takes(aims, fam, lars_validity, "EFACONFUNDENGLISH")
    return old_enough & unmet & takes & _is_large(learner, aims) & unsaid


@ilr.rule("R156", since="2025/26", reads=(*READS, "MathGrade"), next="Record whether the least hours are planned.")
def hours_of_maths_not_recorded(
    learner: Rows, aims: Rows, fam: Rows, learner_fam: Rows, lars_validity: Rows, year: AcademicYear
) -> Truth:
    """The learner has not passed maths and takes it, but nothing says whether the least hours are planned."""
    unmet = _unmet(learner.MathGrade, _is_marked(learner_fam, "MCF", 1, 2, 3, 4), _is_marked(learner_fam, "MCF", 5))
    old_enough = age_on(learner.DateOfBirth, year.age_day) >= 16
    unsaid = ~_is_marked(learner_fam, "MMH") & ~_began_early(aims)
    takes = _takes(aims, fam, lars_validity, "EFACONFUNDMATHS")
    return old_enough & unmet & takes & _is_large(learner, aims) & unsaid
