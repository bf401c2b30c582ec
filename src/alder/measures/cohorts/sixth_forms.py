"""How core aims of school sixth forms are drawn: from the aims in the autumn census after the year."""

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
from alder.measures.cohorts.school_leavers import SEN_IS_NOT_LLDD
from alder.measures.cohorts.spells import MAIN_RECORDS

if TYPE_CHECKING:
    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table


def draw(desk: CohortBuild) -> Table:
    """The core aims in the autumn return after the year, with what the census of the year says of the pupils."""
    rows = desk.records("plams", "plams")
    rows = rows.filter((rows.start_year == desk.year + 1) & rows[PUPIL].notnull() & (rows.CoreAim == "1"))
    rows = rows.filter((rows.RecordStatus < MAIN_RECORDS).fill_null(True))
    t = with_provider(desk, rows, "LAEstab_anon")
    t = t.left_join(_groups(desk), PUPIL)
    return t.select(
        "ukprn",
        "Ethnicity",
        key=t[PUPIL],
        record=record_number(t),
        Sex=sex(t.Gender),
        LearnPlanEndDate=t.LearningPlannedEndDate,
        LearnActEndDate=t.LearningActualEndDate,
        CompStatus=t.LearningAimStatus.try_cast("int32"),
    )


def _groups(desk: CohortBuild) -> Table:
    """The ethnic group of each pupil, from the latest census of the year that says one."""
    rows = desk.records("npd_census", "pupil")
    rows = rows.filter((rows.start_year == desk.year) & rows[PUPIL].notnull())
    told = rows.filter(rows.EthnicGroupMinor.notnull())
    coded = told.mutate(group=ethnicity_at_school(told.EthnicGroupMinor))
    return coded.group_by(PUPIL).aggregate(Ethnicity=coded.group.argmax(coded.CensusDate))


_AIM = "plams.plams."

sixth_form_core_aims = cohort_tables.add(
    CohortTable(
        name="sixth_form_core_aims",
        table="sixth_form_core_aims",
        measures=("retention_rate_in_sixth_forms",),
        records=(
            CohortRecords(
                "plams", "plams", "core aims and how they ended", "the autumn return of the year after", of(1)
            ),
            CohortRecords("npd_census", "pupil", "the pupil's ethnic group", "the cohort's year", of(0), optional=True),
        ),
        columns={
            ROWS: Column(
                (f"{_AIM}CoreAim", f"{_AIM}RecordStatus"),
                "core aims in main records of the autumn return after the year",
            ),
            "person": Column((f"{_AIM}{PUPIL}",), "as a number"),
            "ukprn": Column((f"{_AIM}LAEstab_anon",), "the pseudonym of the school, as a number"),
            "year": Column((f"{_AIM}ACADYR",), "the starting year of the return, less one"),
            "DateOfBirth": Missing("the layout has year and month of birth, and no day"),
            "Sex": Column((f"{_AIM}Gender",), "as it is"),
            "Ethnicity": Column(
                (f"{_AIM}{PUPIL}", *fields_of("npd_census", "pupil", PUPIL, "CensusDate", "EthnicGroupMinor")),
                "by the map of codes of schools, from the latest census of the year that says one",
            ),
            "LLDDHealthProb": Missing(SEN_IS_NOT_LLDD),
            "LearnPlanEndDate": Column((f"{_AIM}LearningPlannedEndDate",), "as it is"),
            "LearnActEndDate": Column((f"{_AIM}LearningActualEndDate",), "as it is"),
            "CompStatus": Column((f"{_AIM}LearningAimStatus",), "as it is; X, an error in the data, is missing"),
        },
        draw=draw,
    )
)
