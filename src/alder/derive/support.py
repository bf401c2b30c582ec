"""Variables of difficulties and support: the primary difficulty, high needs, plans and free meals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import OTHER, UNKNOWN, YES_NO, code_or, coded, in_use, yes_no
from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text

_STATED = tuple(c for c in coded("LLDDCat") if c.code not in ("98", "99"))
_NONE = Category("none", "None, or none stated as primary")


@variables.declare(
    title="Primary difficulty, disability or health problem",
    unit="category",
    reads=("LLDDHealthProb", "LLDDCat", "PrimaryLLDD"),
    columns=("LLDDCat",),
    source="ILR specification: LLDDCat with PrimaryLLDD",
    evidence=Evidence.V,
    categories=(*_STATED, _NONE, OTHER, UNKNOWN),
    in_use=in_use("LLDDCat"),
    unknown="Unknown",
    person=True,
    caveats=("Q-SELF",),
)
def lldd_primary(aims: Table) -> Text:
    """The category that the learner's provider marked as primary, of those the learner stated.

    None where the learner says there is no difficulty, or there is one and no category is marked: primary is not given
    for those who would not say, or who continue from before 2015/16. So the categories need not add up to all who say
    yes. Categories 1 to 3 ended in July 2015.
    """
    stated = code_or(aims.LLDDCat, _STATED, missing="none")
    no_answer = aims.LLDDCat.isin([98, 99]) | (aims.LLDDHealthProb == 9)
    nothing = aims.LLDDCat.isnull() & aims.LLDDHealthProb.isnull()
    return cases((no_answer.fill_null(False) | nothing, "Unknown"), else_=stated)


@variables.declare(
    title="High needs student",
    unit="category",
    reads=("LearnFAMType", "LearnFAMCode"),
    columns=("HNS",),
    source="ILR code list (LearnFAMType HNS)",
    evidence=Evidence.V,
    categories=YES_NO,
    person=True,
)
def high_needs(aims: Table) -> Text:
    """Whether an authority tops up the funding of the student for high needs. Recorded only where it is so."""
    return yes_no(aims.HNS.notnull())


@variables.declare(
    title="Education, health and care plan",
    unit="category",
    reads=("LearnFAMType", "LearnFAMCode"),
    columns=("EHC",),
    source="ILR code list (LearnFAMType EHC)",
    evidence=Evidence.V,
    categories=YES_NO,
    person=True,
)
def education_health_care_plan(aims: Table) -> Text:
    """Whether the learner has an education, health and care plan. Recorded only where it is so."""
    return yes_no(aims.EHC.notnull())


@variables.declare(
    title="Free meals",
    unit="category",
    reads=("LearnFAMType", "LearnFAMCode"),
    columns=("FME",),
    source="ILR code list (LearnFAMType FME)",
    evidence=Evidence.V,
    categories=YES_NO,
    person=True,
)
def free_meals(aims: Table) -> Text:
    """Whether a 16 to 19 year old is eligible for free meals and receives them. Not asked of others, who have No."""
    return yes_no(aims.FME.notnull())
