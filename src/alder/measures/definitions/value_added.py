"""Results at level 3: what each adds to what was expected of it in the country, and the cohort of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive.results_16_to_18 import SPREAD
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
from alder.model import expr
from alder.model.definition import Evidence, Parameter
from alder.model.expr import coalesce, ifelse, literal, null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text, Value

PRIOR_BAND = Parameter(
    "prior_band_width",
    2,
    "How many points of the mean entry at key stage 4 make a band of prior attainment, where results are drawn.",
    Evidence.A,
    "Official scores are read off a line through all students; bands of a fixed width stand in for it.",
)

COLUMNS: Columns = {
    **PERSON,
    "subject": (pa.string(), "The qualification and subject: results are compared within it alone."),
    "prior": (pa.string(), "The band of prior attainment at key stage 4."),
    "points": (pa.float64(), "Points of the result; a fail has the points of a fail. No row for who was not entered."),
}

EXTRACT = Extract(
    name="level_3_results",
    row="One row is one result of a student at the end of 16 to 18 study, for every student in the country.",
    columns=COLUMNS,
    source="npd_ks5",
    title="the National Pupil Database, key stage 5",
    get=f"{OF_A_PROJECT}; provider scores are published. There are none for 2019/20 to 2022/23.",
    quality=FieldQuality("Key stage 5 results", Grade.A, "awarded results, checked by schools and colleges"),
)


def expected(results: Table) -> Table:
    """Each result with what is expected of it: the national mean of students alike in prior attainment and subject.

    `results` has every result in the country, with points, subject and prior (the band of attainment at key stage 4).
    """
    means = results.group_by(["subject", "prior"]).aggregate(expected=results.points.cast("float64").mean())
    joined = results.join(means, ["subject", "prior"])
    return joined.select(*results.columns, "expected")


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The results of a year, with what each adds to what was expected of it in the country."""
    found = expected(table.filter(table.year == year))
    added = found.points - found.expected
    return found.mutate(results=added.notnull(), value_added=added, left_out=null("string"))


level_3_value_added = measures.add(
    Measure(
        "level_3_value_added",
        title="Level 3 value added",
        theme=Theme.ACHIEVING,
        unit=Unit.RECORDS,
        counts=(Indicator("results", "Results", "results"),),
        rates=(),
        averages=(Indicator("value_added", "Value added", "points", average="mean", rests_on="results", decimals=2),),
        rows=rows,
        population="Results at level 3 of students at the end of 16 to 18 study.",
        numerator="Of each result, its points above the mean of students in the country who had the same prior "
        "attainment at key stage 4 and took the same subject; of these the mean.",
        denominator="None: a mean.",
        exclusions=("Students who were not entered. Those who failed count.",),
        parameters=(SPREAD, PRIOR_BAND),
        methodology=(
            "A result is compared with the mean result, in the country, of students of the same band of prior "
            "attainment in the same subject. A provider's score is the mean of what its results have above that.\n\n"
            "Its 95% interval is 1.96 standard deviations over the root of the number of results, either way: the "
            "deviation of all results in the country unless set. A score whose interval lies above or below 0 is "
            "above or below; otherwise it is not different. `provider_scores` gives score, interval and this word."
        ),
        version="1",
        evidence=Evidence.B,
        source="Accounts of 16 to 18 accountability measures (S); the form of the interval is a reading.",
        reads_as="How far results at level 3 lie above what students alike got in the country.",
        caution="Students differ in more than results at 16, so a score is no verdict on teaching.",
        reads=("subject", "prior", "points"),
        scopes=(),
        caveats=("Q-CAUS",),
        edge_cases=(
            "With part of the country's results alone, what is expected is wrong: load them all.",
            "A band and subject with one student in the country expects exactly that student's result.",
        ),
        extract=EXTRACT,
    )
)


NEW_POINTS = 2015
"""The year from which exams have points on the scale of 2016, and students no prior attainment of their own."""

LIST_OF_AIMS = "lars_aim"
LEVEL_3 = "3"
FAILED = ("U", "F", "FAIL")

SCHEMES = (("AVPTSENT", 2006, 2012), ("AVPTSENT_PTQ", 2013, 2013), ("AVPTSENT_PTQ_EE", 2014, 9999))
"""Methods of points at key stage 4, with the first and last year of each. Students are compared within one alone."""


def _earlier(*offsets: int) -> Any:
    def years(year: int, settings: Mapping[str, Any]) -> tuple[int, ...] | None:
        return tuple(year + o for o in offsets) if year >= NEW_POINTS else None

    return years


def _prior_field(year: int) -> tuple[tuple[str, int], ...]:
    if year < NEW_POINTS:
        return ((f"{_STUDENT}AVGKS4", year),)
    return tuple((f"{_KS4}{name}", year - 2) for name, first, last in SCHEMES if first <= year - 2 <= last)


def _points_field(year: int) -> tuple[tuple[str, int], ...]:
    return ((f"{_EXAM}{'POINTS_1618' if year >= NEW_POINTS else 'POINTS'}", year),)


def draw(desk: CohortBuild) -> Table:
    """The results of a year at level 3 of students with attainment at key stage 4."""
    exams = desk.records("npd_ks5", "ks5_exam")
    exams = exams.filter((exams.start_year == desk.year) & exams[PUPIL].notnull())
    aims = desk.table(LIST_OF_AIMS)
    level_3 = aims.filter(aims.NotionalNVQLevelv2 == LEVEL_3).select(QAN="LearnAimRef").distinct()
    taken = exams.semi_join(level_3, "QAN")
    given = taken.POINTS_1618 if desk.year >= NEW_POINTS else taken.POINTS
    failed = taken.GRADE.upper().isin(list(FAILED))
    taken = taken.select(  # not beside POINTS, since SQL does not tell capital letters from small ones
        PUPIL,
        record=record_number(taken),
        subject=coalesce(taken.SUBLEVNO, "") + " " + coalesce(taken.MAPPING, ""),
        points=coalesce(given, ifelse(failed, literal(0.0), null("float64"))),
    )
    students = desk.kept("students", lambda: with_provider(desk, _students(desk), "URN_anon"))
    before = desk.kept("before", lambda: _before(desk, students))
    t = taken.filter(taken.points.notnull()).join(students, PUPIL).join(before, PUPIL)
    return t.select("record", "subject", "points", "prior", "ukprn", "Sex", "Ethnicity", key=t[PUPIL])


def _students(desk: CohortBuild) -> Table:
    rows = desk.records("npd_ks5", "ks5_student")
    rows = rows.filter((rows.start_year == desk.year) & rows[PUPIL].notnull())
    rows = rows.filter((rows.RECTYPE == INSTITUTION).fill_null(True))
    t = rows.mutate(record=record_number(rows), the_sex=sex(rows.GENDER), the_group=ethnicity_at_school(rows.ETHNIC))
    return t.group_by(PUPIL).aggregate(
        URN_anon=t.URN_anon.argmin(t.record),
        Sex=t.the_sex.argmin(t.record),
        Ethnicity=t.the_group.argmin(t.record),
        own_prior=t.AVGKS4.argmin(t.record),
    )


def _before(desk: CohortBuild, students: Table) -> Table:
    """Each student's band of prior attainment, with the method of its points."""
    width = int(desk.settings["prior_band_width"])
    if desk.year < NEW_POINTS:
        known = students.filter(students.own_prior.notnull())
        return known.select(PUPIL, prior=_band("AVGKS4", known.own_prior, width))
    rows = desk.records("npd_ks4", "ks4_pupil")
    rows = rows.filter(rows.start_year.between(desk.year - 3, desk.year - 1) & rows[PUPIL].notnull())
    points = expr.cases(
        *((rows.start_year.between(first, last), rows[name]) for name, first, last in SCHEMES), else_=null("float64")
    )
    bands = expr.cases(
        *((rows.start_year.between(first, last), _band(name, rows[name], width)) for name, first, last in SCHEMES),
        else_=null("string"),
    )
    t = rows.mutate(points=points, band=bands)
    known = t.filter(t.points.notnull())
    return known.group_by(PUPIL).aggregate(prior=known.band.argmax(known.start_year))


def _band(method: str, points: Value, width: int) -> Text:
    band: Text = literal(f"{method} ") + ((points / width).floor() * width).cast("int32").cast("string")
    return band


_EXAM, _STUDENT, _KS4 = "npd_ks5.ks5_exam.", "npd_ks5.ks5_student.", "npd_ks4.ks4_pupil."

level_3_results = cohort_tables.add(
    CohortTable(
        name="level_3_results",
        table="level_3_results",
        measures=("level_3_value_added",),
        records=(
            CohortRecords("npd_ks5", "ks5_exam", "results", "the cohort's year", of(0)),
            CohortRecords("npd_ks5", "ks5_student", "the students with these results", "the cohort's year", of(0)),
            CohortRecords(
                "npd_ks4", "ks4_pupil", "attainment before", "two years before, from 2015/16 on", _earlier(-2)
            ),
            CohortRecords(
                "npd_ks4",
                "ks4_pupil",
                "attainment before, of those who took one year or three",
                "one and three years before, from 2015/16 on",
                _earlier(-1, -3),
                optional=True,
            ),
        ),
        reference={LIST_OF_AIMS: "the level of each qualification"},
        columns={
            ROWS: CohortColumn((f"{_EXAM}QAN",), "results of qualifications that the list of aims has at level 3"),
            **described_at_school(
                _STUDENT,
                "URN_anon",
                "school or college",
                CohortColumn((f"{_EXAM}{PUPIL}", f"{_STUDENT}{PUPIL}"), "as a number"),
            ),
            "year": CohortColumn((f"{_EXAM}ACADYR",), "the starting year"),
            "subject": CohortColumn(
                fields_of("npd_ks5", "ks5_exam", "SUBLEVNO", "MAPPING"), "kind of qualification and subject"
            ),
            "prior": CohortColumn(
                (),
                "bands of AVGKS4 to 2014/15; from 2015/16 of the mean points of an entry at key stage 4, the latest "
                "year before, kept apart by method: AVPTSENT, AVPTSENT_PTQ and AVPTSENT_PTQ_EE do not compare",
                helped=(f"{_STUDENT}AVGKS4", *fields_of("npd_ks4", "ks4_pupil", PUPIL, *(s[0] for s in SCHEMES))),
                by_year=_prior_field,
            ),
            "points": CohortColumn(
                (f"{_EXAM}GRADE",),
                "POINTS_1618 from 2015/16, POINTS before; 0 for a fail without points",
                helped=fields_of("npd_ks5", "ks5_exam", "POINTS_1618", "POINTS"),
                by_year=_points_field,
            ),
        },
        filters=(
            "Students without a result at key stage 4 in the three years before have no row: there is nothing to "
            "compare them with.",
            "Results without points that are no fail have no row.",
        ),
        parameters=(PRIOR_BAND,),
        draw=draw,
    )
)
