"""Graduates in work or further study by the Graduate Outcomes survey, and the cohort of those who were asked."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortColumn,
    CohortRecords,
    CohortTable,
    MissingColumn,
    cohort_tables,
    fields_of,
    of,
)
from alder.measures.cohorts.linked_people import record_number, sex_at_university
from alder.measures.measure import PERSON, Columns, Extract, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence, Parameter
from alder.model.expr import null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Truth

NOBODY_ANSWERED = Parameter(
    "nobody_answered",
    "missing",
    "What the weighted share is when a group has members and none of them answered.",
    Evidence.A,
    "Published figures are not weighted, so no rule exists.",
    choices=(("missing", "no figure"), ("left_out", "the group is left out of the weights")),
)

UNPAID_WORK = Parameter(
    "unpaid_work",
    "counted",
    "Whether voluntary or unpaid work is work, where answers are drawn from a delivery.",
    Evidence.B,
    "Published outcomes list it among kinds of work; whether a share of work or study takes it in was not seen.",
    choices=(("counted", "it is"), ("left_out", "it is not")),
)

COLUMNS: Columns = {
    **PERSON,
    "answered": (pa.bool_(), "Whether the graduate answered enough of the survey to count."),
    "positive": (pa.bool_(), "Of those who answered: whether they were in work or further study in the census week."),
}

EXTRACT = Extract(
    name="graduate_outcomes_answers",
    row="One row is one graduate of the year who was asked.",
    columns=COLUMNS,
    source="graduate_outcomes",
    title="the Graduate Outcomes survey",
    get="Tailored data sets are had from Jisc in some weeks; tables by provider are published as open data.",
    quality=FieldQuality("Graduate Outcomes", Grade.C, "a survey: about half answer, and what they say is their own"),
    key=("person", "year"),
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The graduates who were asked, those who answered, and those of them in work or study."""
    cohort = table.filter(table.year == year)
    answered = cohort.answered.fill_null(False)
    return cohort.mutate(
        asked=cohort.person.notnull(),
        answered=answered,
        positive=answered & cohort.positive.fill_null(False),
        left_out=null("string"),
    )


graduate_outcomes_share = measures.add(
    Measure(
        "graduate_outcomes_share",
        title="Graduates in work or study, by survey",
        theme=Theme.GRADUATES,
        unit=Unit.LEARNERS,
        counts=(
            Indicator("asked", "Asked", "graduates"),
            Indicator("answered", "Answered", "graduates"),
            Indicator("positive", "In work or study", "graduates"),
        ),
        rates=(
            share("response_rate", "Response rate", of=("answered", "asked")),
            share("positive_share", "In work or study", of=("positive", "answered")),
        ),
        rows=rows,
        population="Graduates of the year who were asked, about 15 months after their course.",
        numerator="Those who answered that they were in work or further study in the census week.",
        denominator="Those who answered.",
        exclusions=("Whoever did not answer, from the share; they stay in the response rate.",),
        parameters=(NOBODY_ANSWERED, UNPAID_WORK),
        methodology=(
            "The share is of answers as they came, without weights: two studies by the survey's owner found that "
            "weights change nothing that matters. The response rate and a 95% interval stand beside it.\n\n"
            "How far the share could depend on who answered is shown by `weighted_share`: each group's share, weighted "
            "to the graduates asked in that group. It is a check of the share, and never replaces it."
        ),
        version="1",
        evidence=Evidence.V,
        source="Methodology of the survey; the weighted row is Alder's own (A).",
        reads_as="Of graduates who answered the survey, the share who were in work or further study.",
        caution="Those who did not answer may do better or worse: no figure here tells.",
        reads=("answered", "positive"),
        scopes=(),
        caveats=("Q-SURV", "Q-CAUS"),
        edge_cases=("A group of which nobody answered has no weighted share, and so has the whole.",),
        extract=EXTRACT,
    )
)


WORK = ("ALLACT01", "ALLACT02", "ALLACT03", "ALLACT04")
UNPAID = "ALLACT05"
STUDY = "ALLACT06"
ACTIVITIES = tuple(f"ALLACT{n:02d}" for n in range(1, 12))


_NO = ("0", "00", "N")


def draw(desk: CohortBuild) -> Table:
    """One row a graduate of the year, answered or not, with what the student record says of them."""
    rows = desk.records("graduate_outcomes", "core")
    rows = rows.filter((rows.start_year == desk.year) & rows.GRADUATEKEY.notnull())
    counted = (*WORK, STUDY, *([UNPAID] if desk.settings["unpaid_work"] == "counted" else []))
    t = rows.mutate(
        record=record_number(rows),
        said=_any(rows[a].notnull() for a in ACTIVITIES),
        active=_any(_ticked(rows, a) for a in counted),
    )
    people = t.group_by("GRADUATEKEY").aggregate(
        record=t.record.min(),
        ukprn=t.UKPRN.argmin(t.record),
        answered=t.said.any(),
        positive=t.active.any(),
        SID=t.SID.argmin(t.record),
    )
    students = desk.records("hesa", "student")
    students = students.mutate(sexed=sex_at_university(students.SEXID)).filter(students.SID.notnull())
    known = students.group_by("SID").aggregate(Sex=students.sexed.max(), DateOfBirth=students.BIRTHDTE.min())
    return people.left_join(known, "SID").select(
        "record", "ukprn", "answered", "positive", "Sex", "DateOfBirth", key="GRADUATEKEY"
    )


def _ticked(rows: Table, activity: str) -> Truth:
    """Whether an activity was chosen: anything but a no."""
    ticked: Truth = rows[activity].notnull() & rows[activity].notin(list(_NO))
    return ticked.fill_null(False)


def _any(truths: object) -> Truth:
    found: Truth = reduce(or_, truths)  # type: ignore[call-overload]
    return found


_CORE = "graduate_outcomes.core."

graduate_outcomes = cohort_tables.add(
    CohortTable(
        name="graduate_outcomes_answers",
        table="graduate_outcomes_answers",
        measures=("graduate_outcomes_share",),
        records=(
            CohortRecords(
                "graduate_outcomes", "core", "graduates of the survey", "the year in which the course ended", of(0)
            ),
            CohortRecords("hesa", "student", "sex and date of birth, by the student's number", optional=True),
        ),
        columns={
            ROWS: CohortColumn((f"{_CORE}GRADUATEKEY",), "every graduate of the delivery, once"),
            "person": CohortColumn((f"{_CORE}GRADUATEKEY",), "as a number"),
            "ukprn": CohortColumn((f"{_CORE}UKPRN",), "as it is, of the first course"),
            "year": CohortColumn((), "the year that was said when the file was loaded, since no field has it"),
            "DateOfBirth": CohortColumn((f"{_CORE}SID", *fields_of("hesa", "student", "SID", "BIRTHDTE")), "as it is"),
            "Sex": CohortColumn(
                (f"{_CORE}SID", *fields_of("hesa", "student", "SID", "SEXID")), "10 is F, 11 is M, any other is missing"
            ),
            "Ethnicity": MissingColumn(
                "the layout of Data Futures has ETHNIC without its list of codes, so none is mapped"
            ),
            "LLDDHealthProb": MissingColumn(
                "neither the survey's layout nor that of Data Futures has a field for disability"
            ),
            "answered": CohortColumn(
                fields_of("graduate_outcomes", "core", *ACTIVITIES), "whether any of the eleven activities is answered"
            ),
            "positive": CohortColumn(
                fields_of("graduate_outcomes", "core", *WORK, UNPAID, STUDY),
                "whether paid work, self-employment, an own business, a portfolio, unpaid work or study is chosen",
            ),
        },
        filters=("A graduate of several courses counts once.",),
        parameters=(UNPAID_WORK,),
        draw=draw,
    )
)
