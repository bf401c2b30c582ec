"""Graduates in linked tax data: the five groups in which their activity is published, and their yearly earnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.months import active_months, known
from alder.derive.sustained import EMPLOYED_MONTHS, MONTHS
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, ifelse, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Value, Whole

SELF_EMPLOYMENT_INCOME = Parameter(
    "self_employment_income",
    "added",
    "Whether income from self-employment is added to pay that was scaled to a whole year.",
    Evidence.B,
    "The methodology was read in part; the income itself is for a year already, so it is not scaled.",
    choices=(("added", "it is added as declared"), ("left_out", "pay from employers alone counts")),
)
ACTIVITIES = (
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
