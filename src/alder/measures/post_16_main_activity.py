"""The measure `post_16_main_activity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import main_activity
from alder.derive.variable import Variable
from alder.measures.measure import PERSON, Columns, Extract, Match, Measure, Unit, measures
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
    "years_after": (pa.int32(), "How many years after key stage 4 the tax year is: 1 is the first full one."),
    "higher_education": (pa.string(), "Twelve flags from April: 1 in a month with a day of higher education."),
    "further_education": (pa.string(), "Twelve flags from April: 1 in a month with a day of other education after 16."),
    "benefits": (pa.string(), "Twelve flags from April: 1 in a month with a claim of out-of-work benefits."),
    "employment": (pa.string(), "Twelve flags from April: 1 in a month in employment."),
}

YEARS_AFTER = Parameter(
    "years_after",
    1,
    "How many years after key stage 4 the tax year is.",
    Evidence.V,
    "Published for each year from 1 to 15.",
)


def _activity(rows: Table) -> Text:
    """What the person mainly did in the tax year: groups that exclude each other and add up to the cohort."""
    return rows.activity


ACTIVITY = Variable(
    name="activity",
    title="Main activity",
    unit="category",
    reads=("higher_education", "further_education", "benefits", "employment"),
    source="The department's program for post-16 education and labour market outcomes",
    evidence=Evidence.V,
    function=_activity,
    categories=main_activity.ACTIVITIES,
    person=True,
)

EXTRACT = Extract(
    name="post_16_activity",
    row="One row is one person, who ended key stage 4 in the year, in one tax year.",
    columns=COLUMNS,
    source="leo",
    title="Longitudinal Education Outcomes (LEO)",
    get="It is had for an approved project through the Office for National Statistics' research service, usually in "
    "two to four months, and stays there; national figures are published.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but work abroad and cash work are not seen"),
    variables={ACTIVITY.name: ACTIVITY},
    key=("person", "year", "years_after"),
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The people of a cohort in one tax year, with their main activity."""
    cohort = table.filter((table.year == year) & (table.years_after == settings["years_after"]))
    activity = main_activity.main_activity(
        cohort.higher_education,
        cohort.further_education,
        cohort.benefits,
        cohort.employment,
        study_months=settings["study_months"],
        work_months=settings["work_months"],
    )
    found = cohort.mutate(activity=activity, people=cohort.person.notnull(), left_out=null("string"))
    return found.mutate(active=found.activity.isin(["Higher education", "Further education", "Employment"]))


post_16_main_activity = measures.add(
    Measure(
        "post_16_main_activity",
        title="Main activity after 16",
        unit=Unit.LEARNERS,
        counts=(
            Indicator("people", "People", "people"),
            Indicator("active", "Mainly in education or employment", "people"),
        ),
        rates=(Indicator("active_rate", "In education or employment", "%", of=("active", "people"), decimals=1),),
        rows=rows,
        population="People who ended key stage 4 in the academic year asked for, in one tax year after it.",
        numerator="Those whose main activity is higher education, further education or employment.",
        denominator="All people of the cohort, found in the tax year or not.",
        parameters=(YEARS_AFTER, main_activity.STUDY_MONTHS, main_activity.WORK_MONTHS),
        methodology=(
            "Each person has one main activity in a tax year, the first of these that holds: higher education with a "
            "day in each of six months running; further education likewise; out-of-work benefits in six months "
            "running; employment in all twelve months; some activity that was not sustained; nothing found.\n\n"
            "Split by activity, the table is the published one. Months of different activities are never added "
            "together."
        ),
        version="1",
        evidence=Evidence.V,
        source="The department's public program for post-16 education and labour market outcomes.",
        reads_as="What people mainly did in a tax year after leaving school.",
        caution="Eleven months of work are no main activity: a change of job with a gap looks like inactivity.",
        reads=tuple(n for n in COLUMNS if n not in PERSON),
        scopes=(),
        caveats=("Q-LEO",),
        edge_cases=(
            "Six months of benefits go before twelve of work, and six of study before both.",
            "Six months of study in two spells of three are not sustained.",
        ),
        extract=EXTRACT,
        match=Match(
            "people of whom any study, work or claim was found",
            looked_for=lambda t: t.people,
            found=lambda t: t.activity != "Activity not captured",
        ),
    )
)
