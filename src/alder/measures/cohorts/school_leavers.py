"""How destinations after key stage 4 and after 16 to 18 study are drawn: from the NPD, and what LEO links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortRecords,
    CohortTable,
    Column,
    Missing,
    UnsuitableRecords,
    cohort_tables,
    of,
)
from alder.measures.cohorts.linked_people import (
    BY_PUPIL,
    BY_RECORD,
    BY_RECORD_FIELDS,
    PUPIL,
    TAX_FIELDS,
    TO_TAX,
    by_pupil,
    ethnicity_at_school,
    of_pupil,
    record_number,
    sex,
    with_provider,
)
from alder.measures.cohorts.spells import (
    APPRENTICE_FIELDS,
    BENEFIT_FIELDS,
    BENEFITS,
    COLLEGE_FIELDS,
    EMPLOYMENT,
    EMPLOYMENT_FIELDS,
    ROLL_FIELDS,
    SCHOOL_FIELDS,
    UNIVERSITY_FIELDS,
    academic_year,
    all_spells,
    at_colleges,
    at_universities,
    college_records,
    flagged,
    in_sixth_forms,
    in_work,
    longest_run,
    october_to_march,
    on_roll,
    out_of_work,
    overlaps,
    roll_records,
    sixth_form_records,
    university_records,
)
from alder.model.expr import literal

if TYPE_CHECKING:
    from datetime import date

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table

SEN_IS_NOT_LLDD = (
    "a school says which support it gives (SENF); no field of the National Pupil Database says what LLDDHealthProb "
    "asks, whether pupils themselves declare a difficulty"
)
NO_BIRTHDAY = "the layout has age on 31 August, in whole years, and no date of birth"

INSTITUTION = 1
"""The kind of record at key stage 5 in which each student stands once at an institution."""


def cohort_at_key_stage_4(desk: CohortBuild) -> Table:
    """Pupils at the end of key stage 4 in the year, one row a person."""
    rows = desk.records("npd_ks4", "ks4_pupil")
    rows = rows.filter((rows.start_year == desk.year) & (rows.ENDKS == 1).fill_null(False))
    return _one_a_person(of_pupil(desk, rows), "LAESTAB_anon", "GENDER", "ETHNIC")


def cohort_after_16_to_18(desk: CohortBuild) -> Table:
    """Students who came to the end of 16 to 18 study in the year, one row a person."""
    rows = desk.records("npd_ks5", "ks5_student")
    rows = rows.filter((rows.start_year == desk.year) & (rows.TRIGGER == 1).fill_null(False))
    rows = rows.filter((rows.RECTYPE == INSTITUTION).fill_null(True))
    return _one_a_person(of_pupil(desk, rows), "URN_anon", "GENDER", "ETHNIC")


def _one_a_person(rows: Table, place: str, said_sex: str, group: str) -> Table:
    t = rows.mutate(record=record_number(rows), the_sex=sex(rows[said_sex]), the_group=ethnicity_at_school(rows[group]))
    return t.group_by("key").aggregate(
        record=t.record.min(),
        place=t[place].argmin(t.record),
        Sex=t.the_sex.argmin(t.record),
        Ethnicity=t.the_group.argmin(t.record),
    )


def _drawn(desk: CohortBuild, cohort: Table, stage: str, education: tuple[Table, ...]) -> Table:
    after = desk.year + 1
    window = october_to_march(after)
    first, last = window[0][0], window[-1][1]
    rows = desk.kept("cohort", lambda: with_provider(desk, cohort, "place"))
    aims = desk.kept("aims", lambda: at_colleges(desk, [after]))
    study = aims.filter(~aims.is_apprenticeship)
    learned = desk.kept("learned", lambda: flagged(all_spells(study, *education), window, "education"))
    apprentices = aims.filter(aims.is_apprenticeship)
    trained = desk.kept("trained", lambda: flagged(apprentices, academic_year(after), "trained"))
    work = desk.kept("work", lambda: flagged(in_work(desk, last), window, "employment"))
    claims = desk.kept("claims", lambda: _claims(out_of_work(desk, last), first, last))
    t = rows
    for more in (learned, trained, work, claims):
        t = t.left_join(more, "key").drop("key_right")
    return t.mutate(
        stage=literal(stage),
        apprenticeship_run=longest_run(t.trained, 12),
        benefits=t.benefits.fill_null(False),
    )


def _claims(spells: Table, first: date, last: date) -> Table:
    return spells.filter(overlaps(spells, first, last)).select("key").distinct().mutate(benefits=literal(True))


def draw_key_stage_4(desk: CohortBuild) -> Table:
    """The pupils who left key stage 4 in the year."""
    after = [desk.year + 1]
    education = (in_sixth_forms(desk, after), on_roll(desk, after))
    return _drawn(desk, cohort_at_key_stage_4(desk), "ks4", education)


def draw_16_to_18(desk: CohortBuild) -> Table:
    """The students who came to the end of 16 to 18 study in the year."""
    after = [desk.year + 1]
    schools = (in_sixth_forms(desk, after), on_roll(desk, after))
    education = (*schools, at_universities(desk, after))
    return _drawn(desk, cohort_after_16_to_18(desk), "16-18", education)


def _columns(
    own: str, cohort: Column, place: str, education: tuple[str, ...], where: str
) -> dict[str, Column | Missing]:
    return {
        ROWS: cohort,
        "person": by_pupil(f"{own}{PUPIL}"),
        "ukprn": Column((f"{own}{place}",), "the pseudonym of the school or college, as a number"),
        "year": Column((f"{own}ACADYR",), "the starting year"),
        "DateOfBirth": Missing(NO_BIRTHDAY),
        "Sex": Column((f"{own}GENDER",), "as it is"),
        "Ethnicity": Column((f"{own}ETHNIC",), "by the map of codes of schools"),
        "LLDDHealthProb": Missing(SEN_IS_NOT_LLDD),
        "stage": Column((), "that of the measure"),
        "education": Column(
            education,
            f"1 in a month from October to March with a day of learning {where}",
            helped=ROLL_FIELDS,
        ),
        "employment": Column(
            (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from October to March with a day of a spell"
        ),
        "apprenticeship_run": Column(
            (*APPRENTICE_FIELDS, *BY_RECORD_FIELDS),
            "the most months running, August to July, with a day of an apprenticeship",
        ),
        "benefits": Column(
            (*TAX_FIELDS, *BENEFIT_FIELDS), "whether a claim that counts as out of work has a day in the six months"
        ),
    }


_AFTER = (
    college_records("the year after", of(1)),
    BY_RECORD,
    TO_TAX,
    EMPLOYMENT,
    BENEFITS,
)
_NOTES = ("Study at independent schools and outside England is not seen. School censuses are read where held.",)
_INSTEAD = (
    UnsuitableRecords(
        "nccis_ypmad",
        "nccis",
        "an authority's caseload says what a young person was doing in a month, but the layout does not say which "
        "month the first is; official destinations do not rest on it.",
    ),
)
_KS4, _KS5 = "npd_ks4.ks4_pupil.", "npd_ks5.ks5_student."

leavers_of_key_stage_4 = cohort_tables.add(
    CohortTable(
        name="leavers_of_key_stage_4",
        table="school_leaver_destinations",
        measures=("key_stage_4_destination_rate",),
        records=(
            CohortRecords("npd_ks4", "ks4_pupil", "pupils at the end of key stage 4", "the cohort's year", of(0)),
            BY_PUPIL,
            sixth_form_records("the autumn return of the year after", of(1)),
            roll_records("the terms of the year after", of(1)),
            *_AFTER,
        ),
        columns=_columns(
            _KS4,
            Column((f"{_KS4}ENDKS",), "pupils of the cohort at the end of key stage 4"),
            "LAESTAB_anon",
            (*COLLEGE_FIELDS, *BY_RECORD_FIELDS, *SCHOOL_FIELDS),
            "at a college or in a sixth form or on the roll of a school, apprenticeships aside",
        ),
        notes=_NOTES,
        instead=_INSTEAD,
        draw=draw_key_stage_4,
    )
)

leavers_of_16_to_18 = cohort_tables.add(
    CohortTable(
        name="leavers_of_16_to_18",
        table="school_leaver_destinations",
        measures=("destination_rate_after_16_to_18",),
        records=(
            CohortRecords(
                "npd_ks5", "ks5_student", "students at the end of 16 to 18 study", "the cohort's year", of(0)
            ),
            BY_PUPIL,
            sixth_form_records("the autumn return of the year after", of(1)),
            roll_records("the terms of the year after", of(1)),
            university_records("the year after", of(1)),
            *_AFTER,
        ),
        columns=_columns(
            _KS5,
            Column(
                (f"{_KS5}TRIGGER",),
                "students who meet the trigger of the end of study; where RECTYPE is there, at institutions alone",
                helped=(f"{_KS5}RECTYPE",),
            ),
            "URN_anon",
            (*COLLEGE_FIELDS, *BY_RECORD_FIELDS, *SCHOOL_FIELDS, *UNIVERSITY_FIELDS),
            "at a college, in a sixth form, on the roll of a school or at a university, apprenticeships aside",
        ),
        notes=_NOTES,
        instead=_INSTEAD,
        draw=draw_16_to_18,
    )
)
