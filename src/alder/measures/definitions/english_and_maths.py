"""Progress in English and maths from 16 to 18, and its cohort: results against those at key stage 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.results_16_to_18 import NO_ENTRY, POINTS, english_or_maths_progress, points_of_pass
from alder.derive.variable import Variable
from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortColumn,
    CohortRecords,
    CohortTable,
    cohort_tables,
    fields_of,
    of,
)
from alder.measures.cohorts.linked_people import (
    INSTITUTION,
    OF_A_PROJECT,
    PUPIL,
    described_at_school,
    ethnicity_at_school,
    record_number,
    sex,
    with_provider,
)
from alder.measures.measure import PERSON, Columns, Extract, Measure, Theme, Unit, measures
from alder.model.definition import Evidence
from alder.model.expr import cases, coalesce, literal, null, union
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Category, Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text

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
            ROWS: CohortColumn(
                fields_of("npd_ks5", "ks5_student", "SCOPE_E", "SCOPE_M"),
                "students in the measure of the subject; where RECTYPE is there, records of institutions alone",
                helped=(f"{_OWN}RECTYPE",),
            ),
            **described_at_school(
                _OWN, "URN_anon", "school or college", CohortColumn((f"{_OWN}{PUPIL}",), "as a number")
            ),
            "subject": CohortColumn((), "english for fields that end in E, maths for those in M"),
            "entered": CohortColumn(
                fields_of("npd_ks5", "ks5_student", "BEST_E", "BEST_M"),
                "NO_ENTRIES is 0; where it is not there, whether there is a best result",
                helped=fields_of("npd_ks5", "ks5_student", "NO_ENTRIES_E", "NO_ENTRIES_M"),
            ),
            "best_points": CohortColumn(fields_of("npd_ks5", "ks5_student", "BEST_E", "BEST_M"), "as they are"),
            "prior_points": CohortColumn(
                fields_of("npd_ks5", "ks5_student", "BASE_pts_E", "BASE_pts_M"), "as they are"
            ),
        },
        filters=("One row a student and subject: that of the first institution.",),
        draw=draw,
    )
)


COLUMNS: Columns = {
    **PERSON,
    "subject": (pa.string(), "english or maths."),
    "entered": (pa.bool_(), "Whether the student was entered for an approved qualification in the subject."),
    "best_points": (
        pa.float64(),
        "Points of the best result from 16 to 18, on the scale of the year: 0 for a fail.",
    ),
    "prior_points": (pa.float64(), "Points of the best result at the end of key stage 4."),
}


def _subject(rows: Table) -> Text:
    """English or maths."""
    return cases((rows.subject == "english", "english"), else_="maths")


SUBJECT = Variable(
    name="subject",
    title="Subject",
    unit="category",
    reads=("subject",),
    source="16 to 18 accountability measures",
    evidence=Evidence.S,
    function=_subject,
    categories=(Category("english", "English"), Category("maths", "Maths")),
)

EXTRACT = Extract(
    name="english_and_maths_results",
    row="One row is one student at the end of 16 to 18 study in one of the two subjects.",
    columns=COLUMNS,
    source="npd_ks5",
    title="the National Pupil Database, key stages 4 and 5",
    get=f"{OF_A_PROJECT}; figures by school and college are published.",
    quality=FieldQuality("Key stage 4 and 5 results", Grade.A, "awarded results, checked by schools and colleges"),
    variables={SUBJECT.name: SUBJECT},
    key=("person", "year", "subject"),
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Students below a good pass in a subject, with their progress."""
    of_pass = points_of_pass(year, settings[POINTS.name])
    below = table.filter((table.year == year) & (table.prior_points < of_pass))
    progress = english_or_maths_progress(
        below.entered, below.best_points, below.prior_points, no_entry=settings["no_entry"]
    )
    return below.mutate(students=progress.notnull(), progress=progress, left_out=null("string"))


english_and_maths_progress = measures.add(
    Measure(
        "english_and_maths_progress",
        title="Progress in English and maths",
        theme=Theme.ACHIEVING,
        unit=Unit.RECORDS,
        counts=(Indicator("students", "Students below grade 4 or C", "students"),),
        rates=(),
        averages=(Indicator("progress", "Progress", "points", average="mean", rests_on="students", decimals=2),),
        rows=rows,
        population="Students at the end of 16 to 18 study who had neither grade 4 nor a C in the subject at key "
        "stage 4.",
        numerator="Of each student, points of the best result at the end less points at the start; of these the mean.",
        denominator="None: a mean.",
        exclusions=("Students with grade 4 or a C, or better, at the start.",),
        parameters=(NO_ENTRY, POINTS),
        methodology=(
            "Up to 2018/19 grades have the points of letters: 1 for a G to 8 for an A*, so that a C has 5, and 2.5 for "
            "a functional skill at level 1. Since 2019/20 a grade has its number, so that a good pass has 4; what a "
            "functional skill has since was not read. A fail has 0 on both. Progress is the points of the best result "
            "from 16 to 18 less those at the end of key stage 4. A student who was entered for no approved "
            "qualification loses one point.\n\n"
            "English and maths are apart: split by subject."
        ),
        version="2",
        evidence=Evidence.S,
        source="Accounts of 16 to 18 accountability measures.",
        notes=("Points of years up to 2018/19 are those of letter grades, later ones those of numbers.",),
        reads_as="How many points students below grade 4, or a C, gained in English and in maths.",
        caution="It counts students whom the condition of funding obliges to go on, alike or not.",
        reads=("entered", "best_points", "prior_points"),
        scopes=(),
        caveats=("Q-CAUS",),
        edge_cases=(
            "A failed result scores 0, so it may lose more than no entry does.",
            "A student is counted once in each subject.",
        ),
        extract=EXTRACT,
    )
)
