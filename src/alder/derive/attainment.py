"""Variables of what the learner brought along: prior attainment, and English and maths at entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive import prior_attainment as ladder
from alder.derive.categories import OTHER, UNKNOWN, YES_NO, code_or, coded
from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases, coalesce
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text

_LISTS = "Code lists of PriorAttain (to 2020/21, read) and PriorLevel (from 2021/22, as consulted on)"

GOOD = (
    *("A*A*", "A*A", "A*", "AA", "A", "AB", "BB", "B", "BC", "CC", "C", "CD"),
    *("9", "8", "7", "6", "5", "4"),
)
"""GCSE grades of C or 4 and over. A double award counts by the better of its two letters."""
BELOW = ("DD", "D", "DE", "EE", "E", "EF", "FF", "F", "FG", "GG", "G", "N", "U", "3", "2", "1")

GRADES = (
    Category("4+", "Grade 4 or C and over"),
    Category("below 4", "Below grade 4 or C"),
    Category("none", "Holds no grade"),
    UNKNOWN,
)


@variables.declare(
    name="prior_attainment",
    title="Prior attainment",
    unit="category",
    reads=("PriorAttain", "PriorLevel", "DateLevelApp"),
    columns=("PriorAttain", "PriorLevel"),
    source=_LISTS,
    evidence=Evidence.S,
    categories=ladder.RUNGS,
    unknown="Unknown",
    person=True,
)
def prior_attainment(aims: Table) -> Text:
    """The highest level of qualification that the learner held when the aim began, on one ladder over both schemes.

    Returns up to 2020/21 hold one code (PriorAttain), later ones dated levels (PriorLevel), of which the latest that
    is not after the start counts, or else the earliest. The two lists use the same numbers for other things. A return
    that holds the scheme of other years is refused.

    Before 2021/22 a level 2 or 3 that is not full had no code of its own, so these two levels are not comparable with
    later years. Level 7 and over is one rung; no qualifications is a known value, and below entry level.
    """
    new = ladder.rung(aims.PriorLevel, "PriorLevel")
    old = ladder.rung(aims.PriorAttain, "PriorAttain")
    return ladder.rung_label(coalesce(new, old))


@variables.declare(
    title="Full level 2 or 3 held before",
    unit="category",
    reads=("PriorAttain", "PriorLevel", "DateLevelApp"),
    columns=("PriorAttain", "PriorLevel"),
    source=_LISTS,
    evidence=Evidence.S,
    categories=(*YES_NO, UNKNOWN),
    unknown="Unknown",
    person=True,
)
def prior_full_level(aims: Table) -> Text:
    """Whether the highest level held before is a full level 2 or 3, wide enough to count as the level by itself.

    Someone whose highest level is 4 or over has No here: their list does not say what they hold below it.
    """
    full = ladder.is_full(aims.PriorLevel, "PriorLevel") | ladder.is_full(aims.PriorAttain, "PriorAttain")
    known = ladder.is_known(aims.PriorLevel, "PriorLevel") | ladder.is_known(aims.PriorAttain, "PriorAttain")
    return cases((full, "Yes"), (known, "No"), else_="Unknown")


def _grade(grade: Text) -> Text:
    return cases(
        (grade.isin(list(GOOD)), "4+"),
        (grade.isin(list(BELOW)), "below 4"),
        (grade == "NONE", "none"),
        else_="Unknown",
    )


_GRADE_SOURCE = "ILR code list of GCSE grades; where a good pass begins is a reading of the condition of funding"


@variables.declare(
    title="English at entry",
    unit="category",
    reads=("EngGrade",),
    columns=("EngGrade",),
    source=_GRADE_SOURCE,
    evidence=Evidence.B,
    categories=GRADES,
    unknown="Unknown",
    person=True,
)
def english_at_entry(aims: Table) -> Text:
    """The highest GCSE grade held in English at entry: at least C or 4, below, or none.

    Asked of 16 to 19 year olds on study programmes; for others it is mostly not known. Letters and figures mix.
    """
    return _grade(aims.EngGrade)


@variables.declare(
    title="Maths at entry",
    unit="category",
    reads=("MathGrade",),
    columns=("MathGrade",),
    source=_GRADE_SOURCE,
    evidence=Evidence.B,
    categories=GRADES,
    unknown="Unknown",
    person=True,
)
def maths_at_entry(aims: Table) -> Text:
    """The highest GCSE grade held in maths at entry: at least C or 4, below, or none.

    Asked of 16 to 19 year olds on study programmes; for others it is mostly not known. Letters and figures mix.
    """
    return _grade(aims.MathGrade)


_NONE = Category("none", "No exception recorded")
_ENGLISH = coded("LearnFAMType", "ECF")
_MATHS = coded("LearnFAMType", "MCF")


@variables.declare(
    title="Condition of funding in English",
    unit="category",
    reads=("LearnFAMType", "LearnFAMCode"),
    columns=("ECF",),
    source="ILR code list (LearnFAMType ECF)",
    evidence=Evidence.B,
    categories=(*_ENGLISH, _NONE, OTHER),
    person=True,
)
def english_condition(aims: Table) -> Text:
    """Why a 16 to 19 year old need not study English, or how the condition was met; else that nothing is recorded.

    Nothing is recorded for those who hold a good pass, for those who study the subject, and for all others.
    """
    return code_or(aims.ECF, _ENGLISH, missing="none")


@variables.declare(
    title="Condition of funding in maths",
    unit="category",
    reads=("LearnFAMType", "LearnFAMCode"),
    columns=("MCF",),
    source="ILR code list (LearnFAMType MCF)",
    evidence=Evidence.B,
    categories=(*_MATHS, _NONE, OTHER),
    person=True,
)
def maths_condition(aims: Table) -> Text:
    """Why a 16 to 19 year old need not study maths, or how the condition was met; else that nothing is recorded.

    Nothing is recorded for those who hold a good pass, for those who study the subject, and for all others.
    """
    return code_or(aims.MCF, _MATHS, missing="none")
