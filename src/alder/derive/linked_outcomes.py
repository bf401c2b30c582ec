"""What linked outcome data say of people after learning: months of activity, and the outcomes that follow from them.

Months are texts of flags, a character a month (1 for active): `111110` from October is active from October to February.
Texts stay readable in a table of millions of people, and the questions asked of them (how many, how many running, with
how many changes) are plain expressions. Outcomes of further education and destinations after key stage 4 and 16 to 18
study have rules that differ, and are kept apart; beside them stand the main activity of a tax year after school, and
the groups in which graduates are published.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, ifelse, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.expr import Day, Text, Truth, Value, Whole


def known(months: Text, length: int) -> Text:
    """The flags, or none in any month where nothing is recorded."""
    return coalesce(months, "0" * length)


def active_months(months: Text) -> Whole:
    """In how many months there was activity."""
    return months.replace("0", "").length().cast("int32")


def running(months: Text, n: int) -> Truth:
    """Whether there was activity in `n` months running."""
    return months.contains("1" * n)


def any_month(months: Text) -> Truth:
    return months.contains("1")


def in_month(months: Text, place: int) -> Truth:
    """Whether there was activity in the month at `place`, counted from 0."""
    return months.substr(place, 1) == "1"


def either(first: Text, second: Text, length: int) -> Truth:
    """Whether every month has one activity or the other, however often they change."""
    return reduce(and_, (in_month(first, n) | in_month(second, n) for n in range(length)))


def changes_once(first: Text, second: Text, length: int) -> Truth:
    """Whether every month has one activity up to some month and the other from then on, in either order."""
    orders: list[Truth] = []
    for before, after in ((first, second), (second, first)):
        for month in range(1, length):
            early = _all(in_month(before, n) for n in range(month))
            late = _all(in_month(after, n) for n in range(month, length))
            orders.append(early & late)
    return reduce(or_, orders)


def _all(conditions: Iterable[Truth]) -> Truth:
    return reduce(and_, conditions)


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


MONTHS_IN_ACTIVITY = 12

STUDY_MONTHS = Parameter(
    "study_months",
    6,
    "Months in a row with a day of study, or of benefits, that make it the main activity.",
    Evidence.V,
    "The official program.",
)
WORK_MONTHS = Parameter(
    "work_months",
    12,
    "Months in a row of employment that make it the main activity.",
    Evidence.V,
    "The official program.",
)

MAIN_ACTIVITIES = (
    Category("Higher education", "Higher education"),
    Category("Further education", "Further education"),
    Category("Out of work benefits", "Out of work benefits", ("Out-of-work benefits",)),
    Category("Employment", "Employment"),
    Category("No sustained activity", "No sustained activity"),
    Category("Activity not captured", "Activity not captured"),
)
"""In the words of the publication on pathways after 16 (LEO), but for further education: it publishes adult FE, KS5 and
other education apart, which are one activity here."""


def main_activity(
    higher: Text, further: Text, benefits: Text, employed: Text, *, study_months: int = 6, work_months: int = 12
) -> Text:
    """The first of these that holds: higher education, further education and out-of-work benefits in six months
    running, employment in all twelve, some activity that was not sustained, nothing found.

    Each takes twelve flags, April first. Further education is all other learning after 16, at school too.
    """
    he, fe, claims, work = (known(m, MONTHS_IN_ACTIVITY) for m in (higher, further, benefits, employed))
    return cases(
        (running(he, study_months), "Higher education"),
        (running(fe, study_months), "Further education"),
        (running(claims, study_months), "Out of work benefits"),
        (running(work, work_months), "Employment"),
        (any_month(he) | any_month(fe) | any_month(claims) | any_month(work), "No sustained activity"),
        else_="Activity not captured",
    )


SELF_EMPLOYMENT_INCOME = Parameter(
    "self_employment_income",
    "added",
    "Whether income from self-employment is added to pay that was scaled to a whole year.",
    Evidence.B,
    "The methodology was read in part; the income itself is for a year already, so it is not scaled.",
    choices=(("added", "it is added as declared"), ("left_out", "pay from employers alone counts")),
)
GRADUATE_ACTIVITIES = (
    Category("not captured", "Activity not captured"),
    Category("no sustained destination", "No sustained destination"),
    Category("employment only", "Sustained employment only"),
    Category("employment with study", "Sustained employment with further study"),
    Category("study only", "Further study only"),
)
"""Activities that exclude each other; the published groups are unions of them."""

GROUPS = {
    "activity_not_captured": ("not captured",),
    "no_sustained_destination": ("no sustained destination",),
    "sustained_employment_only": ("employment only",),
    "sustained_employment": ("employment only", "employment with study"),
    "sustained_employment_or_study": ("employment only", "employment with study", "study only"),
}
"""The five published groups, which overlap, as the activities of which each is made."""


def in_sustained_employment(employed: Text, self_employed: Truth) -> Truth:
    """Paid on at least a day in five of the six months from October to March, or self-employed in the tax year."""
    return (active_months(known(employed, MONTHS)) >= EMPLOYED_MONTHS) | self_employed.fill_null(False)


def activity(found: Truth, employment: Truth, study: Truth) -> Text:
    """The activity of a graduate. `found` says that any trace of work, benefits or study was found in the tax year."""
    return cases(
        (employment & study, "employment with study"),
        (employment, "employment only"),
        (study, "study only"),
        (found, "no sustained destination"),
        else_="not captured",
    )


def annualised(
    pay: Value,
    days: Whole,
    days_in_year: Whole,
    sustained: Truth,
    self_employment: Value | None = None,
    *,
    self_employment_income: str = "added",
) -> Value:
    """Pay from employers scaled from days employed to the whole tax year, in pounds.

    Missing for whoever was not in sustained employment, and for nothing paid, which is left out of averages and not
    counted as 0. Income from self-employment is added without scaling. Hours are not known, so part-time pay cannot
    be told from full-time pay.
    """
    paid = ifelse((pay > 0) & (days > 0), pay.cast("float64") * days_in_year / days, null("float64"))
    if self_employment is not None and self_employment_income == "added":
        own = ifelse(self_employment > 0, self_employment.cast("float64"), null("float64"))
        paid = ifelse(paid.isnull() & own.isnull(), null("float64"), coalesce(paid, 0.0) + coalesce(own, 0.0))
    return ifelse(sustained.fill_null(False), paid, null("float64"))


# Tax years, from 6 April to 5 April --------------------------------------------------------------------------------


def tax_year_of(day: Day) -> Whole:
    """The calendar year in which the tax year that holds `day` starts."""
    before = (day.month() < 4) | ((day.month() == 4) & (day.day() < 6))
    return (day.year() - ifelse(before, 1, 0)).cast("int32")


def tax_year_after_graduation(graduated: Whole, years: Whole | int) -> Whole:
    """The start of the n-th full tax year after graduation in the academic year that starts in `graduated`.

    Someone who graduates in 2019/20 has their first full tax year from April 2021.
    """
    return (graduated + 1 + years).cast("int32")


def tax_year_label(start: Whole) -> Text:
    """2021 as `2021-22`: how a tax year is written, so that it is not taken for an academic year."""
    return start.cast("string") + "-" + ((start + 1) % 100).cast("string").lpad(2, "0")


def days_in_tax_year(start: Whole) -> Whole:
    """How many days a tax year has: 366 where it holds a 29 February, which comes in the year after its start."""
    last = start + 1
    leap = (last % 4 == 0) & ((last % 100 != 0) | (last % 400 == 0))
    return ifelse(leap, 366, 365).cast("int32")
