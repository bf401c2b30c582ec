"""How answers of graduates are drawn: from the Graduate Outcomes delivery, and the student record by its number."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortRecords,
    CohortTable,
    Column,
    Missing,
    cohort_tables,
    fields_of,
    of,
)
from alder.measures.cohorts.linked_people import record_number, sex_at_university
from alder.model.definition import Evidence, Parameter

if TYPE_CHECKING:
    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table, Truth

WORK = ("ALLACT01", "ALLACT02", "ALLACT03", "ALLACT04")
UNPAID = "ALLACT05"
STUDY = "ALLACT06"
ACTIVITIES = tuple(f"ALLACT{n:02d}" for n in range(1, 12))

UNPAID_WORK = Parameter(
    "unpaid_work",
    "counted",
    "Whether voluntary or unpaid work is work, where answers are drawn from a delivery.",
    Evidence.B,
    "Published outcomes list it among kinds of work; whether a share of work or study takes it in was not seen.",
    choices=(("counted", "it is"), ("left_out", "it is not")),
)

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
            ROWS: Column((f"{_CORE}GRADUATEKEY",), "every graduate of the delivery, once"),
            "person": Column((f"{_CORE}GRADUATEKEY",), "as a number"),
            "ukprn": Column((f"{_CORE}UKPRN",), "as it is, of the first course"),
            "year": Column((), "the year that was said when the file was loaded, since no field has it"),
            "DateOfBirth": Column((f"{_CORE}SID", *fields_of("hesa", "student", "SID", "BIRTHDTE")), "as it is"),
            "Sex": Column(
                (f"{_CORE}SID", *fields_of("hesa", "student", "SID", "SEXID")), "10 is F, 11 is M, any other is missing"
            ),
            "Ethnicity": Missing("the layout of Data Futures has ETHNIC without its list of codes, so none is mapped"),
            "LLDDHealthProb": Missing(
                "neither the survey's layout nor that of Data Futures has a field for disability"
            ),
            "answered": Column(
                fields_of("graduate_outcomes", "core", *ACTIVITIES), "whether any of the eleven activities is answered"
            ),
            "positive": Column(
                fields_of("graduate_outcomes", "core", *WORK, UNPAID, STUDY),
                "whether paid work, self-employment, an own business, a portfolio, unpaid work or study is chosen",
            ),
        },
        filters=("A graduate of several courses counts once.",),
        parameters=(UNPAID_WORK,),
        draw=draw,
    )
)
