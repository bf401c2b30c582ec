"""How progress in English and maths is drawn: from what key stage 5 says of the two subjects for each student."""

from __future__ import annotations

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
from alder.measures.cohorts.linked_people import PUPIL, ethnicity_at_school, record_number, sex, with_provider
from alder.measures.cohorts.school_leavers import INSTITUTION, NO_BIRTHDAY, SEN_IS_NOT_LLDD
from alder.model.expr import coalesce, literal, union

if TYPE_CHECKING:
    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table

SUBJECTS = {"english": "E", "maths": "M"}
"""The two subjects, and the letter with which fields of key stage 5 end."""


def draw(desk: CohortBuild) -> Table:
    """Students in the measure of either subject, at the end of 16 to 18 study in the year."""
    rows = desk.records("npd_ks5", "ks5_student")
    rows = rows.filter((rows.start_year == desk.year) & rows[PUPIL].notnull())
    rows = rows.filter((rows.RECTYPE == INSTITUTION).fill_null(True))
    first = rows.mutate(record=record_number(rows))
    one = first.group_by(PUPIL).aggregate(record=first.record.min())
    students = desk.kept("students", lambda: with_provider(desk, first.semi_join(one, "record"), "URN_anon"))
    return union(*(_in_subject(students, name, letter) for name, letter in SUBJECTS.items()))


def _in_subject(students: Table, name: str, letter: str) -> Table:
    t = students.filter((students[f"SCOPE_{letter}"] == 1).fill_null(False))
    best = t[f"BEST_{letter}"]
    return t.select(
        "record",
        "ukprn",
        key=t[PUPIL],
        Sex=sex(t.GENDER),
        Ethnicity=ethnicity_at_school(t.ETHNIC),
        subject=literal(name),
        entered=coalesce(t[f"NO_ENTRIES_{letter}"] == 0, best.notnull()),
        best_points=best,
        prior_points=t[f"BASE_pts_{letter}"],
    )


_OWN = "npd_ks5.ks5_student."

english_and_maths_results = cohort_tables.add(
    CohortTable(
        name="english_and_maths_results",
        table="english_and_maths_results",
        measures=("english_and_maths_progress",),
        records=(CohortRecords("npd_ks5", "ks5_student", "students and their results", "the cohort's year", of(0)),),
        columns={
            ROWS: Column(
                fields_of("npd_ks5", "ks5_student", "SCOPE_E", "SCOPE_M"),
                "students in the measure of the subject; where RECTYPE is there, records of institutions alone",
                helped=(f"{_OWN}RECTYPE",),
            ),
            "person": Column((f"{_OWN}{PUPIL}",), "as a number"),
            "ukprn": Column((f"{_OWN}URN_anon",), "the pseudonym of the school or college, as a number"),
            "year": Column((f"{_OWN}ACADYR",), "the starting year"),
            "DateOfBirth": Missing(NO_BIRTHDAY),
            "Sex": Column((f"{_OWN}GENDER",), "as it is"),
            "Ethnicity": Column((f"{_OWN}ETHNIC",), "by the map of codes of schools"),
            "LLDDHealthProb": Missing(SEN_IS_NOT_LLDD),
            "subject": Column((), "english for fields that end in E, maths for those in M"),
            "entered": Column(
                fields_of("npd_ks5", "ks5_student", "BEST_E", "BEST_M"),
                "NO_ENTRIES is 0; where it is not there, whether there is a best result",
                helped=fields_of("npd_ks5", "ks5_student", "NO_ENTRIES_E", "NO_ENTRIES_M"),
            ),
            "best_points": Column(fields_of("npd_ks5", "ks5_student", "BEST_E", "BEST_M"), "as they are"),
            "prior_points": Column(fields_of("npd_ks5", "ks5_student", "BASE_pts_E", "BASE_pts_M"), "as they are"),
        },
        filters=("One row a student and subject: that of the first institution.",),
        draw=draw,
    )
)
