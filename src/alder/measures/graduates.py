"""What measures of graduates in linked tax data share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import graduate
from alder.derive.variable import Variable
from alder.measures.measure import PERSON, Columns, Extract, Match
from alder.model.definition import Evidence, Parameter
from alder.model.expr import null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text

COLUMNS: Columns = {
    **PERSON,
    "years_after": (
        pa.int32(),
        "Which full tax year after graduation the row is about: 1 starts in the April of the second calendar year "
        "after "
        "the academic year began (April 2021 for 2019/20).",
    ),
    "found": (pa.bool_(), "Whether any work, benefits or study was found in that tax year."),
    "employment": (pa.string(), "Six flags from October to March of the tax year: 1 in a month with a day's pay."),
    "self_employed": (pa.bool_(), "Whether the graduate was self-employed in the tax year."),
    "study": (pa.bool_(), "Whether further study was found in the tax year."),
    "paid_days": (pa.int32(), "Days in employment in the tax year."),
    "pay": (pa.float64(), "Pay from employers in the tax year, in pounds."),
    "self_employment_pay": (pa.float64(), "Income from self-employment in the tax year, in pounds."),
    "days_in_year": (pa.int32(), "Days of the tax year: 365 or 366."),
}


def _activity(rows: Table) -> Text:
    """What the graduate did: groups that exclude each other. The published groups are unions of them."""
    return rows.activity


ACTIVITY = Variable(
    name="activity",
    title="Activity",
    unit="category",
    reads=("found", "employment", "self_employed", "study"),
    source="Methodology of graduate outcomes in linked data",
    evidence=Evidence.V,
    function=_activity,
    categories=graduate.ACTIVITIES,
    person=True,
)

EXTRACT = Extract(
    name="graduates_in_tax_data",
    row="One row is one graduate in one tax year.",
    columns=COLUMNS,
    source="leo",
    title="Longitudinal Education Outcomes (LEO)",
    get="It is had for an approved project through the Office for National Statistics' research service, usually in "
    "two to four months, and stays there; figures by university and subject are published.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but hours are not known and work abroad is not seen"),
    variables={ACTIVITY.name: ACTIVITY},
    key=("person", "year", "years_after"),
)

YEARS_AFTER = Parameter(
    "years_after",
    1,
    "How many full tax years after graduation outcomes are looked at.",
    Evidence.V,
    "Published one, three, five and ten years after graduation.",
)

COUNTED = Indicator("graduates", "Graduates", "graduates")
MATCH = Match(
    "graduates of whom any work, benefits or study was found",
    looked_for=lambda t: t.graduates,
    found=lambda t: t.activity != "not captured",
)
READS = tuple(n for n in COLUMNS if n not in PERSON)
POPULATION = "Graduates of the academic year asked for, in one tax year after it. People are counted whole."
SOURCE = "Methodology of graduate outcomes in linked data (LEO), its first release of 2016, and its Scottish twin."
METHOD = (
    "The first full tax year after graduation is the one that starts in the second calendar year after the academic "
    "year began: April 2021 for those who graduated in 2019/20.",
    "Employment is sustained with at least a day's pay in five of the six months from October to March, or with "
    "self-employment in the tax year.",
    "Published tables count full-person equivalents, so that someone with two subjects is half in each; here a person "
    "is one. They round to five, and hide small numbers by their own rule.",
)
EDGE_CASES = (
    "Not captured means that nothing was found in the country: many such graduates work abroad.",
    "Five months are enough whichever month is without; the rule of March and April is said of other outcomes.",
)


def described(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The graduates of a year in one tax year, with their activity."""
    cohort = table.filter((table.year == year) & (table.years_after == settings["years_after"]))
    employed = graduate.in_sustained_employment(cohort.employment, cohort.self_employed)
    study = cohort.study.fill_null(False)
    return cohort.mutate(
        graduates=cohort.person.notnull(),
        activity=graduate.activity(cohort.found.fill_null(False), employed, study),
        left_out=null("string"),
    )


def rows(numerator: str, group: str) -> Any:
    """The function that marks graduates, and those of them in one of the published groups."""

    def marked(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
        found = described(table, year, scope, settings)
        return found.mutate(**{numerator: found.activity.isin(list(graduate.GROUPS[group]))})

    return marked


def earnings(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The graduates of a year with their yearly earnings, missing for those who have none to count."""
    found = described(table, year, scope, settings)
    yearly = graduate.annualised(
        found.pay,
        found.paid_days,
        found.days_in_year,
        found.activity.isin(list(graduate.GROUPS["sustained_employment"])),
        found.self_employment_pay,
        self_employment_income=settings["self_employment_income"],
    )
    return found.mutate(earnings=yearly, with_earnings=yearly.notnull())


def paragraphs(first: str) -> str:
    return "\n\n".join((first, *METHOD))
