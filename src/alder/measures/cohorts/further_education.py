"""How outcomes of further education are drawn: from the research copy of the ILR and the tables of LEO."""

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
    fields_of,
    of,
)
from alder.measures.cohorts.linked_people import (
    BY_RECORD,
    TAX_FIELDS,
    TO_TAX,
    by_record,
    of_record,
    record_number,
    said,
    sex,
    tax_keys,
    with_provider,
)
from alder.measures.cohorts.spells import (
    APPRENTICE_FIELDS,
    COLLEGE_FIELDS,
    EMPLOYMENT,
    EMPLOYMENT_FIELDS,
    LEVEL,
    OWN_INCOME_FIELDS,
    academic_year,
    at_colleges,
    college_records,
    flagged,
    in_work,
    is_apprenticeship,
    level_of_aim,
    longest_run,
    months,
    october_to_march,
    self_assessment_records,
    self_employed,
)
from alder.model.expr import coalesce

if TYPE_CHECKING:
    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table

ADULT = 19
"""Years on 31 August of the academic year from which learners in education and training count."""

_FULL = 100
_AIM = "ilr.lilr_aims."


def draw(desk: CohortBuild) -> Table:
    """The achievements of a year, and what is held of each learner from October to March after it."""
    rows = with_provider(desk, _achieved(desk), "ukprn_anon")
    found = tax_keys(desk).select("key").distinct().mutate(matched=True)
    after = desk.year + 1
    window = october_to_march(after)
    work = desk.kept("work", lambda: flagged(in_work(desk, window[-1][1]), window, "employment"))
    april = months(after + 1, 4, 1)
    paid = desk.kept("april", lambda: flagged(in_work(desk, window[-1][1]), april, "april"))
    own_rows = self_employed(desk, after)
    own = desk.kept("own", lambda: own_rows.select("key").distinct().mutate(self_employed=True))
    spells = desk.kept("learning", lambda: at_colleges(desk, [after]))
    learned = desk.kept("learned", lambda: flagged(spells, window, "learning"))
    trained = desk.kept(
        "trained", lambda: flagged(spells.filter(spells.is_apprenticeship), academic_year(after), "trained")
    )
    t = rows.left_join(found, "key").drop("key_right")
    for more in (work, paid, own, learned, trained):
        t = t.left_join(more, "key").drop("key_right")
    return t.mutate(
        achieved=t.key.notnull(),
        matched=t.matched.fill_null(False),
        paid_in_april=(t.april == "1").fill_null(False),
        self_employment=t.self_employed.fill_null(False),
        apprenticeship_run=longest_run(t.trained, 12),
    )


def _achieved(desk: CohortBuild) -> Table:
    aims = desk.records("ilr", "lilr_aims")
    aims = aims.filter((aims.start_year == desk.year) & (aims.achievement == 1).fill_null(False))
    learners = desk.records("ilr", "lilr_learners")
    learners = learners.filter(learners.start_year == desk.year)
    mine = learners.group_by("external_id").aggregate(
        **{c: learners[c].min() for c in ("AcAge", "Sex", "Ethnicity", "LLDD")}
    )
    t = of_record(desk, aims).join(mine, "external_id")
    programme = (t.app == 1).fill_null(False)
    part = is_apprenticeship(t)
    wide = (t.FL2Width >= _FULL).fill_null(False) | (t.FL3Width >= _FULL).fill_null(False)
    t = t.filter(programme | (~part & (t.AcAge >= ADULT).fill_null(False)))
    return t.select(
        "key",
        "ukprn_anon",
        record=record_number(t),
        apprenticeship=(t.app == 1).fill_null(False),
        level=level_of_aim(t),
        full_level=wide,
        ended=coalesce(t.end_date, t.Achievement_date),
        Sex=sex(t.Sex),
        Ethnicity=said(t.Ethnicity),
        LLDDHealthProb=said(t.LLDD),
    )


further_education = cohort_tables.add(
    CohortTable(
        name="further_education_outcomes",
        table="further_education_outcomes",
        measures=(
            "sustained_employment_rate",
            "sustained_learning_rate",
            "sustained_positive_destination_rate",
        ),
        records=(
            CohortRecords("ilr", "lilr_aims", "aims that were achieved", "the cohort's year", of(0)),
            CohortRecords("ilr", "lilr_learners", "the learners of these aims", "the cohort's year", of(0)),
            college_records("the year after", of(1), "learning afterwards"),
            BY_RECORD,
            TO_TAX,
            EMPLOYMENT,
            self_assessment_records("the tax year that starts in the year after", of(1)),
        ),
        columns={
            ROWS: Column(
                (
                    *fields_of("ilr", "lilr_aims", "external_id", "achievement", "app", "programme_type"),
                    *fields_of("ilr", "lilr_learners", "external_id", "AcAge"),
                ),
                "aims achieved in the year: programme aims of apprenticeships, and of learners of 19 or over on 31 "
                "August all that are no part of an apprenticeship",
            ),
            "person": by_record(f"{_AIM}RECORDID"),
            "year": Column((f"{_AIM}Year",), "the starting year"),
            "ukprn": Column((f"{_AIM}ukprn_anon",), "the pseudonym of the provider, as a number"),
            "DateOfBirth": Missing("the research copy of the ILR has AcAge, in whole years, and no date of birth"),
            "Sex": Column(fields_of("ilr", "lilr_learners", "Sex"), "as it is"),
            "Ethnicity": Column(fields_of("ilr", "lilr_learners", "Ethnicity"), "as it is"),
            "LLDDHealthProb": Column(fields_of("ilr", "lilr_learners", "LLDD"), "as it is, but -1 is missing"),
            "record": Column((f"{_AIM}external_id",), "the number of the delivered row"),
            "achieved": Column((f"{_AIM}achievement",), "true: other aims have no row"),
            "matched": Column(TAX_FIELDS, "whether the person has a key in the tables of tax and benefits"),
            "apprenticeship": Column((f"{_AIM}app",), "whether it is 1"),
            "level": LEVEL,
            "full_level": Column(
                fields_of("ilr", "lilr_aims", "FL2Width", "FL3Width"), "whether either is 100 per cent or more"
            ),
            "ended": Column(
                (f"{_AIM}end_date",), "as it is, else Achievement_date", helped=(f"{_AIM}Achievement_date",)
            ),
            "employment": Column(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from October to March with a day of a spell"
            ),
            "paid_in_april": Column(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "whether a spell has a day in the April that follows"
            ),
            "self_employment": Column(
                (*TAX_FIELDS, *OWN_INCOME_FIELDS),
                "whether a return of the tax year that starts in the April before says so or has a profit",
            ),
            "learning": Column(COLLEGE_FIELDS, "1 in a month from October to March with a day of an aim of the ILR"),
            "apprenticeship_run": Column(
                APPRENTICE_FIELDS, "the most months running, August to July, with a day of an apprenticeship"
            ),
        },
        filters=(
            "Parts of apprenticeships are left out: the programme aim stands for the whole.",
            "Aims without a learner of the same number and year are left out.",
        ),
        notes=(
            "Who was not found in the linked data is left out.",
            "Learning after the year is seen at colleges and with training providers, not at schools or universities.",
        ),
        instead=(
            UnsuitableRecords(
                "ilr",
                "returns of providers",
                "LEO knows a learner by RECORDID, which returns do not have; only the research copy of the ILR does.",
            ),
        ),
        draw=draw,
    )
)
