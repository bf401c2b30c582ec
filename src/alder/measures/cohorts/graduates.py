"""How graduates in tax data are drawn: from the student record in LEO and the tables of tax and benefits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from alder.derive.tax_year import days_in
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
    TAX_FIELDS,
    TO_TAX,
    by_pupil,
    disability_at_university,
    ethnicity_at_university,
    of_pupil,
    record_number,
    sex_at_university,
    tax_keys,
    with_provider,
)
from alder.measures.cohorts.spells import (
    BENEFIT_FIELDS,
    BENEFITS,
    EARNINGS_FIELDS,
    EMPLOYMENT,
    EMPLOYMENT_FIELDS,
    OWN_INCOME_FIELDS,
    UNIVERSITY_FIELDS,
    all_claims,
    at_universities,
    clipped,
    earnings_records,
    flagged,
    in_work,
    october_to_march,
    overlaps,
    paid_in_year,
    self_assessment_records,
    self_employed,
    university_records,
)
from alder.model.expr import least, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table

PUPIL = "PUPILMATCHINGREFANONYMOUS"
NOT_MATCHED = "not found in the linked data"

COARSE = {
    "ethnicity_minor": "the student record has one code for all White people in most years",
    "ethnic_minority": "the student record has one code for all White people in most years, minorities among them",
}


def tax_year(year: int, settings: Mapping[str, Any]) -> int:
    """The start of the tax year that a question looks at, so many full ones after the cohort's academic year."""
    return year + 1 + int(settings["years_after"])


def _tax_year(year: int, settings: Mapping[str, Any]) -> tuple[int, ...]:
    return (tax_year(year, settings),)


def _academic_years(year: int, settings: Mapping[str, Any]) -> tuple[int, ...]:
    start = tax_year(year, settings)
    return (start - 1, start)


def draw(desk: CohortBuild) -> Table:
    """The graduates of a year who have a key of tax and benefits, with what is held of them in one tax year."""
    start = tax_year(desk.year, desk.settings)
    first, last = date(start, 4, 6), date(start + 1, 4, 5)
    window = october_to_march(start)
    graduates = desk.kept("graduates", lambda: with_provider(desk, _graduates(desk), "XINSTID01_ANON"))
    matched = desk.kept("matched", lambda: graduates.semi_join(tax_keys(desk).select("key").distinct(), "key"))
    lost = graduates.anti_join(matched, "key")
    without = desk.run(lambda: lost.aggregate(n=lost.count()))
    desk.left_out[NOT_MATCHED] = int(without["n"].to_pylist()[0])
    spells = desk.kept("spells", lambda: clipped(in_work(desk, last), first, last))
    work = desk.kept("work", lambda: flagged(spells, window, "employment"))
    days = desk.kept("days", lambda: _days(spells))
    own_rows = self_employed(desk, start)
    own = desk.kept("own", lambda: own_rows)
    pay = desk.kept("pay", lambda: paid_in_year(desk, start))
    claims = desk.kept("claims", lambda: _anyone(all_claims(desk, last), first, last, "claimed"))
    years = _academic_years(desk.year, desk.settings)
    study = desk.kept("study", lambda: _anyone(at_universities(desk, years), first, last, "studied"))
    t = matched
    for more in (work, days, own.mutate(self_employed=literal(True)), pay, claims, study):
        t = t.left_join(more, "key").drop("key_right")
    is_self_employed, studied = t.self_employed.fill_null(False), t.studied.fill_null(False)
    return t.mutate(
        years_after=literal(int(desk.settings["years_after"])),
        self_employed=is_self_employed,
        study=studied,
        paid_days=least(t.days, days_in(literal(start))),
        self_employment_pay=t.own_pay,
        days_in_year=days_in(literal(start)),
        found=is_self_employed | studied | t.days.notnull() | (t.pay > 0).fill_null(False) | t.claimed.fill_null(False),
    )


def _graduates(desk: CohortBuild) -> Table:
    """One row a person: that of the first instance with a qualification obtained in the year."""
    rows = desk.records("hesa", "student_leo")
    rows = rows.filter((rows.start_year == desk.year) & (rows.XPQUAL01 == 1).fill_null(False))
    t = of_pupil(desk, rows, PUPIL)
    t = t.mutate(
        record=record_number(t),
        the_sex=sex_at_university(t.SEXID),
        the_group=ethnicity_at_university(t.ETHNIC),
        disability=disability_at_university(t.DISABLE),
    )
    return t.group_by("key").aggregate(
        record=t.record.min(),
        XINSTID01_ANON=t.XINSTID01_ANON.argmin(t.record),
        Sex=t.the_sex.argmin(t.record),
        Ethnicity=t.the_group.argmin(t.record),
        LLDDHealthProb=t.disability.argmin(t.record),
    )


def _days(spells: Table) -> Table:
    long = spells.mutate(days=spells.end.delta(spells.start, unit="day").cast("int64") + 1)
    return long.group_by("key").aggregate(days=long.days.sum().cast("int32"))


def _anyone(spells: Table, first: date, last: date, name: str) -> Table:
    inside = spells.filter(overlaps(spells, first, last))
    return inside.select("key").distinct().mutate(**{name: literal(True)})


_RECORD = "hesa.student_leo."

graduates = cohort_tables.add(
    CohortTable(
        name="graduates_in_tax_data",
        table="graduates_in_tax_data",
        measures=("graduate_employment_rate", "graduate_employment_or_study_rate", "graduate_earnings"),
        records=(
            CohortRecords("hesa", "student_leo", "who obtained a qualification", "the cohort's year", of(0)),
            BY_PUPIL,
            TO_TAX,
            EMPLOYMENT,
            earnings_records("the tax year looked at", _tax_year),
            self_assessment_records("the tax year looked at", _tax_year),
            BENEFITS,
            university_records("the two academic years that the tax year touches", _academic_years),
        ),
        columns={
            ROWS: Column((f"{_RECORD}XPQUAL01",), "instances in the population of qualifications obtained"),
            "person": by_pupil(f"{_RECORD}{PUPIL}"),
            "ukprn": Column(
                (f"{_RECORD}XINSTID01_ANON",), "the pseudonym of the provider of the first instance, as a number"
            ),
            "year": Column((), "the academic year of the delivered rows"),
            "DateOfBirth": Missing("the layout of the student record in LEO has no date of birth"),
            "Sex": Column((f"{_RECORD}SEXID",), "2 is F, 1 is M, any other is missing"),
            "Ethnicity": Column((f"{_RECORD}ETHNIC",), "by the map of codes of universities"),
            "LLDDHealthProb": Column(
                (f"{_RECORD}DISABLE",),
                "1 for any disability, 2 for none known, 9 where refused, not sought or not known",
            ),
            "years_after": Column((), "that of the question"),
            "found": Column(
                (*TAX_FIELDS, *BENEFIT_FIELDS),
                "whether anything of the other columns is found in the tax year, or a claim of any benefit",
            ),
            "employment": Column(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from October to March with a day of a spell"
            ),
            "self_employed": Column(
                (*TAX_FIELDS, *OWN_INCOME_FIELDS), "whether the return of the tax year says so or has a profit"
            ),
            "study": Column(
                UNIVERSITY_FIELDS,
                "whether an instance of the standard registration population has a day in the tax year",
            ),
            "paid_days": Column((*TAX_FIELDS, *EMPLOYMENT_FIELDS), "days of spells that lie in the tax year"),
            "pay": Column((*TAX_FIELDS, *EARNINGS_FIELDS), "the sum over all of the person's keys"),
            "self_employment_pay": Column((*TAX_FIELDS, *OWN_INCOME_FIELDS), "the sum of what was declared"),
            "days_in_year": Column((), "365, or 366 where 29 February is in the tax year"),
        },
        filters=(
            "One row a graduate, however many qualifications were obtained in the year.",
            "Graduates without a key in the tables of tax and benefits have no row: published figures leave them out "
            "as well.",
        ),
        notes=("Further study is seen at universities, not at colleges.",),
        coarse=COARSE,
        instead=(
            UnsuitableRecords(
                "hesa",
                "engagement",
                "the layout of Data Futures has SID in Student alone: no field says whose an engagement or an award "
                "is, and nothing leads from it to a key of tax.",
            ),
        ),
        draw=draw,
    )
)
