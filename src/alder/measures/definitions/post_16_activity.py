"""The main activity of young people after key stage 4, and their cohort in linked records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import linked_outcomes
from alder.derive.variable import Variable
from alder.measures.cohorts.cohort_table import ROWS, CohortColumn, CohortRecords, CohortTable, cohort_tables, of
from alder.measures.cohorts.linked_people import (
    BY_PUPIL,
    BY_RECORD,
    BY_RECORD_FIELDS,
    OF_LEO,
    PUPIL,
    TAX_FIELDS,
    TO_TAX,
    by_pupil,
    described_at_school,
    with_each,
    with_provider,
)
from alder.measures.cohorts.spells import (
    BENEFIT_FIELDS,
    BENEFITS,
    COLLEGE_FIELDS,
    EMPLOYMENT,
    EMPLOYMENT_FIELDS,
    ROLL_FIELDS,
    SCHOOL_FIELDS,
    UNIVERSITY_FIELDS,
    all_spells,
    at_colleges,
    at_universities,
    college_records,
    flagged,
    in_sixth_forms,
    in_work,
    on_roll,
    out_of_work,
    roll_records,
    sixth_form_records,
    tax_year,
    university_records,
)
from alder.measures.definitions.graduates import academic_years
from alder.measures.definitions.graduates import tax_year as tax_year_of
from alder.measures.definitions.school_leavers import cohort_at_key_stage_4
from alder.measures.measure import PERSON, Columns, Extract, MatchCriterion, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence, Parameter
from alder.model.expr import literal, null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text

SIXTH_FORM = 3
"""Years after key stage 4 in which someone may be in a school sixth form."""


def _while_in_sixth_form(year: int, settings: Mapping[str, Any]) -> tuple[int, ...] | None:
    return academic_years(year, settings) if int(settings["years_after"]) <= SIXTH_FORM else None


def draw(desk: CohortBuild) -> Table:
    """The pupils at the end of key stage 4 in the year, with what is held of them in one tax year."""
    start = tax_year_of(desk.year, desk.settings)
    last = date(start + 1, 3, 31)
    window = tax_year(start)
    years = academic_years(desk.year, desk.settings)
    rows = desk.kept("cohort", lambda: with_provider(desk, cohort_at_key_stage_4(desk), "place"))
    further = at_colleges(desk, years)
    if _while_in_sixth_form(desk.year, desk.settings):
        further = all_spells(further, in_sixth_forms(desk, years), on_roll(desk, years))
    spells = {
        "higher_education": lambda: at_universities(desk, years),
        "further_education": lambda: further,
        "benefits": lambda: out_of_work(desk, last),
        "employment": lambda: in_work(desk, last),
    }
    found = (
        desk.kept(name, lambda build=build, name=name: flagged(build(), window, name))  # type: ignore[misc]
        for name, build in spells.items()
    )
    t = with_each(rows, *found)
    return t.mutate(years_after=literal(int(desk.settings["years_after"])))


_OWN = "npd_ks4.ks4_pupil."

post_16_activity = cohort_tables.add(
    CohortTable(
        name="post_16_activity",
        table="post_16_activity",
        measures=("post_16_main_activity",),
        records=(
            CohortRecords("npd_ks4", "ks4_pupil", "pupils at the end of key stage 4", "the cohort's year", of(0)),
            BY_PUPIL,
            college_records("the two academic years that the tax year touches", academic_years),
            BY_RECORD,
            sixth_form_records(
                "the autumn returns of these years, up to three years after key stage 4", _while_in_sixth_form
            ),
            roll_records("the terms of these years, up to three years after key stage 4", _while_in_sixth_form),
            university_records("the two academic years that the tax year touches", academic_years),
            TO_TAX,
            EMPLOYMENT,
            BENEFITS,
        ),
        columns={
            ROWS: CohortColumn((f"{_OWN}ENDKS",), "pupils of the cohort at the end of key stage 4"),
            **described_at_school(_OWN, "LAESTAB_anon", "school", by_pupil(f"{_OWN}{PUPIL}")),
            "years_after": CohortColumn((), "that of the question"),
            "higher_education": CohortColumn(
                UNIVERSITY_FIELDS,
                "1 in a month from April with a day of an instance of the standard registration population",
            ),
            "further_education": CohortColumn(
                (*COLLEGE_FIELDS, *BY_RECORD_FIELDS, *SCHOOL_FIELDS),
                "1 in a month from April with a day of an aim of the ILR or a sixth form, or on the roll of a school",
                helped=ROLL_FIELDS,
            ),
            "benefits": CohortColumn(
                (*TAX_FIELDS, *BENEFIT_FIELDS), "1 in a month from April with a claim that counts as out of work"
            ),
            "employment": CohortColumn(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from April with a day of a spell"
            ),
        },
        notes=(
            "School censuses are read where held.",
            "Higher education at colleges is counted with further education: it is in the ILR.",
        ),
        draw=draw,
    )
)


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
    categories=linked_outcomes.MAIN_ACTIVITIES,
    person=True,
)

EXTRACT = Extract(
    name="post_16_activity",
    row="One row is one person, who ended key stage 4 in the year, in one tax year.",
    columns=COLUMNS,
    source="leo",
    title="Longitudinal Education Outcomes (LEO)",
    get=f"{OF_LEO}; national figures are published.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but work abroad and cash work are not seen"),
    variables={ACTIVITY.name: ACTIVITY},
    key=("person", "year", "years_after"),
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The people of a cohort in one tax year, with their main activity."""
    cohort = table.filter((table.year == year) & (table.years_after == settings["years_after"]))
    activity = linked_outcomes.main_activity(
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
        theme=Theme.DESTINATIONS,
        unit=Unit.LEARNERS,
        counts=(
            Indicator("people", "People", "people"),
            Indicator("active", "Mainly in education or employment", "people"),
        ),
        rates=(share("active_rate", "In education or employment", of=("active", "people")),),
        rows=rows,
        population="People who ended key stage 4 in the academic year asked for, in one tax year after it.",
        numerator="Those whose main activity is higher education, further education or employment.",
        denominator="All people of the cohort, found in the tax year or not.",
        parameters=(YEARS_AFTER, linked_outcomes.STUDY_MONTHS, linked_outcomes.WORK_MONTHS),
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
        match=MatchCriterion(
            "people of whom any study, work or claim was found",
            looked_for=lambda t: t.people,
            found=lambda t: t.activity != "Activity not captured",
        ),
    )
)
