"""How results at level 3 are drawn: from the exams of key stage 5, attainment at key stage 4 and the list of aims."""

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
from alder.model import expr
from alder.model.definition import Evidence, Parameter
from alder.model.expr import coalesce, ifelse, literal, null

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table, Text, Value

PRIOR_BAND = Parameter(
    "prior_band_width",
    2,
    "How many points of the mean entry at key stage 4 make a band of prior attainment, where results are drawn.",
    Evidence.A,
    "Official scores are read off a line through all students; bands of a fixed width stand in for it.",
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
    aims = expr.table(LIST_OF_AIMS, desk.engine.schema(LIST_OF_AIMS))
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
            ROWS: Column((f"{_EXAM}QAN",), "results of qualifications that the list of aims has at level 3"),
            "person": Column((f"{_EXAM}{PUPIL}", f"{_STUDENT}{PUPIL}"), "as a number"),
            "ukprn": Column((f"{_STUDENT}URN_anon",), "the pseudonym of the school or college, as a number"),
            "year": Column((f"{_EXAM}ACADYR",), "the starting year"),
            "DateOfBirth": Missing(NO_BIRTHDAY),
            "Sex": Column((f"{_STUDENT}GENDER",), "as it is"),
            "Ethnicity": Column((f"{_STUDENT}ETHNIC",), "by the map of codes of schools"),
            "LLDDHealthProb": Missing(SEN_IS_NOT_LLDD),
            "subject": Column(
                fields_of("npd_ks5", "ks5_exam", "SUBLEVNO", "MAPPING"), "kind of qualification and subject"
            ),
            "prior": Column(
                (),
                "bands of AVGKS4 to 2014/15; from 2015/16 of the mean points of an entry at key stage 4, the latest "
                "year before, kept apart by method: AVPTSENT, AVPTSENT_PTQ and AVPTSENT_PTQ_EE do not compare",
                helped=(f"{_STUDENT}AVGKS4", *fields_of("npd_ks4", "ks4_pupil", PUPIL, *(s[0] for s in SCHEMES))),
                by_year=_prior_field,
            ),
            "points": Column(
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
