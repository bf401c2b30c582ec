"""Retention in school sixth forms, and its cohort: core aims in the autumn census after the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.results_16_to_18 import retained
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
from alder.measures.cohorts.linked_people import (
    OF_A_PROJECT,
    PUPIL,
    SEN_IS_NOT_LLDD,
    ethnicity_at_school,
    record_number,
    sex,
    with_provider,
)
from alder.measures.cohorts.spells import MAIN_RECORDS
from alder.measures.definitions import study_programmes
from alder.measures.measure import PERSON, Columns, Extract, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
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
            ROWS: CohortColumn(
                (f"{_AIM}CoreAim", f"{_AIM}RecordStatus"),
                "core aims in main records of the autumn return after the year",
            ),
            "person": CohortColumn((f"{_AIM}{PUPIL}",), "as a number"),
            "ukprn": CohortColumn((f"{_AIM}LAEstab_anon",), "the pseudonym of the school, as a number"),
            "year": CohortColumn((f"{_AIM}ACADYR",), "the starting year of the return, less one"),
            "DateOfBirth": MissingColumn("the layout has year and month of birth, and no day"),
            "Sex": CohortColumn((f"{_AIM}Gender",), "as it is"),
            "Ethnicity": CohortColumn(
                (f"{_AIM}{PUPIL}", *fields_of("npd_census", "pupil", PUPIL, "CensusDate", "EthnicGroupMinor")),
                "by the map of codes of schools, from the latest census of the year that says one",
            ),
            "LLDDHealthProb": MissingColumn(SEN_IS_NOT_LLDD),
            "LearnPlanEndDate": CohortColumn((f"{_AIM}LearningPlannedEndDate",), "as it is"),
            "LearnActEndDate": CohortColumn((f"{_AIM}LearningActualEndDate",), "as it is"),
            "CompStatus": CohortColumn((f"{_AIM}LearningAimStatus",), "as it is; X, an error in the data, is missing"),
        },
        draw=draw,
    )
)


COLUMNS: Columns = {
    **PERSON,
    "LearnPlanEndDate": (pa.date32(), "The planned end of the core aim."),
    "LearnActEndDate": (pa.date32(), "The day on which it ended; missing while it goes on."),
    "CompStatus": (pa.int32(), "1 goes on, 2 completed, 3 withdrawn, 4 transferred to another aim of the same school."),
}

EXTRACT = Extract(
    name="sixth_form_core_aims",
    row="One row is one core aim of a pupil of a school sixth form.",
    columns=COLUMNS,
    source="plams",
    title="post-16 learning aims of the school census (PLAMS)",
    get=f"{OF_A_PROJECT}; rates by school are published.",
    quality=FieldQuality("PLAMS", Grade.B, "returned once a year; aims between two autumn censuses can be missing"),
)

TRANSFERRED = 4

TRANSFERS = Parameter(
    "transferred_core_aims",
    "left_out",
    "What a core aim is from which the pupil transferred to another aim of the school.",
    Evidence.B,
    "How the official measure treats a change of core aim was not seen.",
    choices=(("left_out", "not counted: the aim taken instead counts"), ("not_retained", "a core aim not completed")),
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The core aims whose study ends in the year, and those of them that were completed."""
    t = table.filter(table.year == year)
    due = (study_programmes.ending_year(t, settings) == year).fill_null(False)
    moved = due & (t.CompStatus == TRANSFERRED).fill_null(False)
    finished = [2, 3] if settings["transferred_core_aims"] == "left_out" else [2, 3, TRANSFERRED]
    students = due & t.CompStatus.isin(finished).fill_null(False)
    return t.mutate(
        students=students,
        retained=students & retained(t.CompStatus),
        left_out=cases(
            (moved & ~students, "transferred to another aim"),
            (due & ~students, "continuing, or of unknown status"),
            else_=null("string"),
        ),
    )


retention_rate_in_sixth_forms = measures.add(
    Measure(
        "retention_rate_in_sixth_forms",
        title="Retention of pupils in school sixth forms",
        theme=Theme.STAYING,
        unit=Unit.LEARNERS,
        counts=(study_programmes.STUDENTS, Indicator("retained", "Retained", "students")),
        rates=(
            share(
                "retention_rate_in_sixth_forms",
                "Retention of pupils in school sixth forms",
                of=("retained", "students"),
            ),
        ),
        rows=rows,
        population="Pupils of state school sixth forms with a core aim, whose study ends in the year.",
        numerator="Pupils who completed their core aim.",
        denominator="Pupils with a core aim.",
        exclusions=(
            "Core aims that go on past their planned end, or whose status is not known.",
            "Core aims from which the pupil transferred to another aim of the school.",
        ),
        parameters=(study_programmes.END_OF_STUDY, TRANSFERS),
        methodology=(
            "A pupil is retained who completed the core aim, achieved or not, as at colleges: see "
            "retention_rate_16_to_18, which counts the returns that schools do not make. Study ends in the year of the "
            "later of the planned and the actual end of the core aim.\n\n"
            "The autumn census after the year says how its core aims ended. The official measure has a cohort for each "
            "kind of core aim; here all are together."
        ),
        version="1",
        evidence=Evidence.B,
        source=study_programmes.SOURCE,
        reads_as="Of sixth formers at schools whose study ended in the year, the share who completed their core aim.",
        caution="A pupil who leaves for a college or an apprenticeship counts as not retained.",
        reads=tuple(n for n in COLUMNS if n not in PERSON),
        scopes=(),
        caveats=("Q-CAUS",),
        edge_cases=(
            "A pupil with two core aims whose study ends in the year is retained when one is completed.",
            "Independent schools are not in the census of aims, and special schools not in the official measure.",
        ),
        extract=EXTRACT,
    )
)
