"""Rules about GCSE grades in English and maths, and the studies that funding asks for without a good one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import learner_has

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth
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
