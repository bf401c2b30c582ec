"""How activity after key stage 4 is drawn: from the NPD cohort, and records of learning, work and benefits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.measures.cohorts.cohort_table import ROWS, CohortRecords, CohortTable, Column, Missing, cohort_tables, of
from alder.measures.cohorts.graduates import tax_year as tax_year_of
from alder.measures.cohorts.linked_people import (
    BY_PUPIL,
    BY_RECORD,
    BY_RECORD_FIELDS,
    PUPIL,
    TAX_FIELDS,
    TO_TAX,
    by_pupil,
    with_provider,
)
from alder.measures.cohorts.school_leavers import NO_BIRTHDAY, SEN_IS_NOT_LLDD, cohort_at_key_stage_4
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
from alder.model.expr import literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table

SIXTH_FORM = 3
"""Years after key stage 4 in which someone may be in a school sixth form."""


def _academic_years(year: int, settings: Mapping[str, Any]) -> tuple[int, ...]:
    start = tax_year_of(year, settings)
    return (start - 1, start)


def _while_in_sixth_form(year: int, settings: Mapping[str, Any]) -> tuple[int, ...] | None:
    return _academic_years(year, settings) if int(settings["years_after"]) <= SIXTH_FORM else None


def draw(desk: CohortBuild) -> Table:
    """The pupils at the end of key stage 4 in the year, with what is held of them in one tax year."""
    start = tax_year_of(desk.year, desk.settings)
    last = date(start + 1, 3, 31)
    window = tax_year(start)
    years = _academic_years(desk.year, desk.settings)
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
    t = rows
    for name, build in spells.items():
        found = desk.kept(name, lambda build=build, name=name: flagged(build(), window, name))  # type: ignore[misc]
        t = t.left_join(found, "key").drop("key_right")
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
            college_records("the two academic years that the tax year touches", _academic_years),
            BY_RECORD,
            sixth_form_records(
                "the autumn returns of these years, up to three years after key stage 4", _while_in_sixth_form
            ),
            roll_records("the terms of these years, up to three years after key stage 4", _while_in_sixth_form),
            university_records("the two academic years that the tax year touches", _academic_years),
            TO_TAX,
            EMPLOYMENT,
            BENEFITS,
        ),
        columns={
            ROWS: Column((f"{_OWN}ENDKS",), "pupils of the cohort at the end of key stage 4"),
            "person": by_pupil(f"{_OWN}{PUPIL}"),
            "ukprn": Column((f"{_OWN}LAESTAB_anon",), "the pseudonym of the school, as a number"),
            "year": Column((f"{_OWN}ACADYR",), "the starting year"),
            "DateOfBirth": Missing(NO_BIRTHDAY),
            "Sex": Column((f"{_OWN}GENDER",), "as it is"),
            "Ethnicity": Column((f"{_OWN}ETHNIC",), "by the map of codes of schools"),
            "LLDDHealthProb": Missing(SEN_IS_NOT_LLDD),
            "years_after": Column((), "that of the question"),
            "higher_education": Column(
                UNIVERSITY_FIELDS,
                "1 in a month from April with a day of an instance of the standard registration population",
            ),
            "further_education": Column(
                (*COLLEGE_FIELDS, *BY_RECORD_FIELDS, *SCHOOL_FIELDS),
                "1 in a month from April with a day of an aim of the ILR or a sixth form, or on the roll of a school",
                helped=ROLL_FIELDS,
            ),
            "benefits": Column(
                (*TAX_FIELDS, *BENEFIT_FIELDS), "1 in a month from April with a claim that counts as out of work"
            ),
            "employment": Column((*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from April with a day of a spell"),
        },
        notes=(
            "School censuses are read where held.",
            "Higher education at colleges is counted with further education: it is in the ILR.",
        ),
        draw=draw,
    )
)
