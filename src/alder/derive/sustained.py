"""Sustained outcomes after learning: employment, learning, and either, in the six months from October to March.

Months are texts of six flags, October first. Two families of official statistics use them: outcomes of further
education, and destinations after key stage 4 and after 16 to 18 study. Their rules differ, and are kept apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.months import active_months, any_month, changes_once, either, in_month, known, running
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Whole

MONTHS = 6
MARCH = 5
EMPLOYED_MONTHS = 5
"""Months of the six with at least a day's pay that make employment sustained."""

_READING = "The rule is in the methodology only in part; this is our reading of it."

MISSING_MARCH = Parameter(
    "missing_march",
    "april",
    "What five months of employment are when March is the month without.",
    Evidence.B,
    _READING,
    choices=(("april", "sustained only when April is worked too"), ("sustained", "sustained like any five months")),
)
SELF_EMPLOYMENT = Parameter(
    "self_employment",
    "counted",
    "Whether a self-assessment return with income from self-employment is sustained employment.",
    Evidence.B,
    _READING,
    choices=(("counted", "it is"), ("left_out", "it is not")),
)
APPRENTICESHIP_MONTHS = Parameter(
    "apprenticeship_months",
    6,
    "Months of an apprenticeship in a row, at any time from August to July, that make learning sustained.",
    Evidence.B,
    _READING,
)
APPRENTICESHIP_FIRST = Parameter(
    "apprenticeship_first",
    "yes",
    "Whether a sustained apprenticeship is filed before sustained education when both hold.",
    Evidence.B,
    "The order of categories when several hold was not seen.",
    choices=(("yes", "as an apprenticeship"), ("no", "as education")),
)
MIXED_DESTINATION = Parameter(
    "mixed_destination",
    "employment",
    "Where six months are filed that are each in education or in employment, neither of which is sustained alone.",
    Evidence.B,
    "The order of categories when several hold was not seen.",
    choices=(("employment", "under employment"), ("education", "under education"), ("none", "as not sustained")),
)

AFTER_FURTHER_EDUCATION = (
    Category("employment only", "Sustained employment only"),
    Category("employment and learning", "Sustained employment and sustained learning"),
    Category("learning only", "Sustained learning only"),
    Category("combination", "Employment and learning, sustained together"),
    Category("not sustained", "Neither"),
)

AFTER_SCHOOL = (
    Category("education", "Sustained education"),
    Category("apprenticeship", "Sustained apprenticeship"),
    Category("employment", "Sustained employment"),
    Category("not sustained", "Not sustained"),
    Category("activity not captured", "Activity not captured"),
)


def in_employment(
    employed: Text,
    april: Truth,
    self_employed: Truth,
    *,
    missing_march: str = "april",
    self_employment: str = "counted",
) -> Truth:
    """Paid on at least a day in five of the six months; or with income from self-employment in the year."""
    months = known(employed, MONTHS)
    five = active_months(months) >= EMPLOYED_MONTHS
    if missing_march == "april":
        five = five & (in_month(months, MARCH) | april.fill_null(False))
    return five | self_employed.fill_null(False) if self_employment == "counted" else five


def in_learning(learning: Text, apprenticeship_run: Whole, *, apprenticeship_months: int = 6) -> Truth:
    """In learning in each of the six months; or in an apprenticeship for six months running in the year."""
    apprentice = coalesce(apprenticeship_run, 0) >= apprenticeship_months
    return running(known(learning, MONTHS), MONTHS) | apprentice


def in_combination(employed: Text, learning: Text) -> Truth:
    """In learning or employment in each of the six months, with one change from the one to the other."""
    return changes_once(known(employed, MONTHS), known(learning, MONTHS), MONTHS)


def outcome_after_further_education(employment: Truth, learning: Truth, combination: Truth) -> Text:
    """The group of someone whose sustained employment, sustained learning and combination of both are known."""
    return cases(
        (employment & learning, "employment and learning"),
        (employment, "employment only"),
        (learning, "learning only"),
        (combination, "combination"),
        else_="not sustained",
    )


def destination_after_school(
    education: Text,
    employed: Text,
    apprenticeship_run: Whole,
    benefits: Truth,
    *,
    apprenticeship_months: int = 6,
    apprenticeship_first: str = "yes",
    mixed_destination: str = "employment",
) -> Text:
    """The destination of a pupil or student who left key stage 4 or 16 to 18 study.

    Education in all six months; an apprenticeship of six months at any time from August to July; employment in five
    of the six; or six months that are each in the one or the other. Some activity, or a claim of benefits, that is
    none of these is not sustained; where nothing at all is found, activity is not captured.
    """
    school, work = known(education, MONTHS), known(employed, MONTHS)
    run = coalesce(apprenticeship_run, 0)
    apprentice = (run >= apprenticeship_months, "apprenticeship")
    in_school = (running(school, MONTHS), "education")
    mix = "not sustained" if mixed_destination == "none" else mixed_destination
    something = any_month(school) | any_month(work) | (run > 0) | benefits.fill_null(False)
    return cases(
        *((apprentice, in_school) if apprenticeship_first == "yes" else (in_school, apprentice)),
        (active_months(work) >= EMPLOYED_MONTHS, "employment"),
        (either(school, work, MONTHS), mix),
        (something, "not sustained"),
        else_="activity not captured",
    )


def is_positive(destination: Text) -> Truth:
    """Whether a destination after school is sustained education, apprenticeship or employment."""
    return destination.isin(["education", "apprenticeship", "employment"])
