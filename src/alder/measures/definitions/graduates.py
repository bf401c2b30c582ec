"""Graduates in tax data: employment, study and earnings some years after, and the cohort of graduates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive import linked_outcomes
from alder.derive.linked_outcomes import SELF_EMPLOYMENT_INCOME, days_in_tax_year
from alder.derive.variable import Variable
from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortColumn,
    CohortRecords,
    CohortTable,
    MissingColumn,
    UnsuitableRecords,
    cohort_tables,
    of,
)
from alder.measures.cohorts.linked_people import (
    BY_PUPIL,
    OF_LEO,
    TAX_FIELDS,
    TO_TAX,
    by_pupil,
    disability_at_university,
    ethnicity_at_university,
    of_pupil,
    record_number,
    sex_at_university,
    tax_keys,
    with_each,
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
    anyone,
    at_universities,
    clipped,
    days_of,
    earnings_records,
    flagged,
    in_work,
    october_to_march,
    paid_in_year,
    self_assessment_records,
    self_employed,
    university_records,
)
from alder.measures.measure import PERSON, Columns, Extract, MatchCriterion, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence, Parameter
from alder.model.expr import least, literal, null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import POUNDS, Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text

COLUMNS: Columns = {
    **PERSON,
    "years_after": (
        pa.int32(),
        "Which full tax year after graduation the row is about: 1 starts in the April of the second calendar year "
        "after "
        "the academic year began (April 2021 for 2019/20).",
    ),
    "found": (pa.bool_(), "Whether any work, benefits or study was found in that tax year."),
    "employment": (pa.string(), "Six flags from October to March of the tax year: 1 in a month with a day's pay."),
    "self_employed": (pa.bool_(), "Whether the graduate was self-employed in the tax year."),
    "study": (pa.bool_(), "Whether further study was found in the tax year."),
    "paid_days": (pa.int32(), "Days in employment in the tax year."),
    "pay": (pa.float64(), "Pay from employers in the tax year, in pounds."),
    "self_employment_pay": (pa.float64(), "Income from self-employment in the tax year, in pounds."),
    "days_in_year": (pa.int32(), "Days of the tax year: 365 or 366."),
}


def _activity(rows: Table) -> Text:
    """What the graduate did: groups that exclude each other. The published groups are unions of them."""
    return rows.activity


ACTIVITY = Variable(
    name="activity",
    title="Activity",
    unit="category",
    reads=("found", "employment", "self_employed", "study"),
    source="Methodology of graduate outcomes in linked data",
    evidence=Evidence.V,
    function=_activity,
    categories=linked_outcomes.GRADUATE_ACTIVITIES,
    person=True,
)

EXTRACT = Extract(
    name="graduates_in_tax_data",
    row="One row is one graduate in one tax year.",
    columns=COLUMNS,
    source="leo",
    title="Longitudinal Education Outcomes (LEO)",
    get=f"{OF_LEO}; figures by university and subject are published.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but hours are not known and work abroad is not seen"),
    variables={ACTIVITY.name: ACTIVITY},
    key=("person", "year", "years_after"),
)

YEARS_AFTER = Parameter(
    "years_after",
    1,
    "How many full tax years after graduation outcomes are looked at.",
    Evidence.V,
    "Published one, three, five and ten years after graduation.",
)

COUNTED = Indicator("graduates", "Graduates", "graduates")
MATCH = MatchCriterion(
    "graduates of whom any work, benefits or study was found",
    looked_for=lambda t: t.graduates,
    found=lambda t: t.activity != "not captured",
)
READS = tuple(n for n in COLUMNS if n not in PERSON)
POPULATION = "Graduates of the academic year asked for, in one tax year after it. People are counted whole."
SOURCE = "Methodology of graduate outcomes in linked data (LEO), its first release of 2016, and its Scottish twin."
METHOD = (
    "The first full tax year after graduation is the one that starts in the second calendar year after the academic "
    "year began: April 2021 for those who graduated in 2019/20.",
    "Employment is sustained with at least a day's pay in five of the six months from October to March, or with "
    "self-employment in the tax year.",
    "Published tables count full-person equivalents, so that someone with two subjects is half in each; here a person "
    "is one. They round to five, and hide small numbers by their own rule.",
)
EDGE_CASES = (
    "Not captured means that nothing was found in the country: many such graduates work abroad.",
    "Five months are enough whichever month is without; the rule of March and April is said of other outcomes.",
)


def described(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The graduates of a year in one tax year, with their activity."""
    cohort = table.filter((table.year == year) & (table.years_after == settings["years_after"]))
    employed = linked_outcomes.in_sustained_employment(cohort.employment, cohort.self_employed)
    study = cohort.study.fill_null(False)
    return cohort.mutate(
        graduates=cohort.person.notnull(),
        activity=linked_outcomes.activity(cohort.found.fill_null(False), employed, study),
        left_out=null("string"),
    )


def rows(numerator: str, group: str) -> Any:
    """The function that marks graduates, and those of them in one of the published groups."""

    def marked(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
        found = described(table, year, scope, settings)
        return found.mutate(**{numerator: found.activity.isin(list(linked_outcomes.GROUPS[group]))})

    return marked


def earnings(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The graduates of a year with their yearly earnings, missing for those who have none to count."""
    found = described(table, year, scope, settings)
    yearly = linked_outcomes.annualised(
        found.pay,
        found.paid_days,
        found.days_in_year,
        found.activity.isin(list(linked_outcomes.GROUPS["sustained_employment"])),
        found.self_employment_pay,
        self_employment_income=settings["self_employment_income"],
    )
    return found.mutate(earnings=yearly, with_earnings=yearly.notnull())


def paragraphs(first: str) -> str:
    return "\n\n".join((first, *METHOD))


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


def academic_years(year: int, settings: Mapping[str, Any]) -> tuple[int, ...]:
    """The starts of the two academic years that this tax year touches."""
    start = tax_year(year, settings)
    return (start - 1, start)


def draw(desk: CohortBuild) -> Table:
    """The graduates of a year who have a key of tax and benefits, with what is held of them in one tax year."""
    start = tax_year(desk.year, desk.settings)
    first, last = date(start, 4, 6), date(start + 1, 4, 5)
    window = october_to_march(start)
    of_year = desk.kept("graduates", lambda: with_provider(desk, _graduates(desk), "XINSTID01_ANON"))
    matched = desk.kept("matched", lambda: of_year.semi_join(tax_keys(desk).select("key").distinct(), "key"))
    lost = of_year.anti_join(matched, "key")
    without = desk.run(lambda: lost.aggregate(n=lost.count()))
    desk.left_out[NOT_MATCHED] = int(without["n"].to_pylist()[0])
    spells = desk.kept("spells", lambda: clipped(in_work(desk, last), first, last))
    work = desk.kept("work", lambda: flagged(spells, window, "employment"))
    days = desk.kept("days", lambda: days_of(spells))
    own_rows = self_employed(desk, start)
    own = desk.kept("own", lambda: own_rows)
    pay = desk.kept("pay", lambda: paid_in_year(desk, start))
    claims = desk.kept("claims", lambda: anyone(all_claims(desk, last), first, last, "claimed"))
    years = academic_years(desk.year, desk.settings)
    study = desk.kept("study", lambda: anyone(at_universities(desk, years), first, last, "studied"))
    t = with_each(matched, work, days, own.mutate(self_employed=literal(True)), pay, claims, study)
    is_self_employed, studied = t.self_employed.fill_null(False), t.studied.fill_null(False)
    return t.mutate(
        years_after=literal(int(desk.settings["years_after"])),
        self_employed=is_self_employed,
        study=studied,
        paid_days=least(t.days, days_in_tax_year(literal(start))),
        self_employment_pay=t.own_pay,
        days_in_year=days_in_tax_year(literal(start)),
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
            university_records("the two academic years that the tax year touches", academic_years),
        ),
        columns={
            ROWS: CohortColumn((f"{_RECORD}XPQUAL01",), "instances in the population of qualifications obtained"),
            "person": by_pupil(f"{_RECORD}{PUPIL}"),
            "ukprn": CohortColumn(
                (f"{_RECORD}XINSTID01_ANON",), "the pseudonym of the provider of the first instance, as a number"
            ),
            "year": CohortColumn((), "the academic year of the delivered rows"),
            "DateOfBirth": MissingColumn("the layout of the student record in LEO has no date of birth"),
            "Sex": CohortColumn((f"{_RECORD}SEXID",), "2 is F, 1 is M, any other is missing"),
            "Ethnicity": CohortColumn((f"{_RECORD}ETHNIC",), "by the map of codes of universities"),
            "LLDDHealthProb": CohortColumn(
                (f"{_RECORD}DISABLE",),
                "1 for any disability, 2 for none known, 9 where refused, not sought or not known",
            ),
            "years_after": CohortColumn((), "that of the question"),
            "found": CohortColumn(
                (*TAX_FIELDS, *BENEFIT_FIELDS),
                "whether anything of the other columns is found in the tax year, or a claim of any benefit",
            ),
            "employment": CohortColumn(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from October to March with a day of a spell"
            ),
            "self_employed": CohortColumn(
                (*TAX_FIELDS, *OWN_INCOME_FIELDS), "whether the return of the tax year says so or has a profit"
            ),
            "study": CohortColumn(
                UNIVERSITY_FIELDS,
                "whether an instance of the standard registration population has a day in the tax year",
            ),
            "paid_days": CohortColumn((*TAX_FIELDS, *EMPLOYMENT_FIELDS), "days of spells that lie in the tax year"),
            "pay": CohortColumn((*TAX_FIELDS, *EARNINGS_FIELDS), "the sum over all of the person's keys"),
            "self_employment_pay": CohortColumn((*TAX_FIELDS, *OWN_INCOME_FIELDS), "the sum of what was declared"),
            "days_in_year": CohortColumn((), "365, or 366 where 29 February is in the tax year"),
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


graduate_earnings = measures.add(
    Measure(
        "graduate_earnings",
        title="Graduates' median yearly earnings",
        theme=Theme.GRADUATES,
        unit=Unit.LEARNERS,
        counts=(COUNTED, Indicator("with_earnings", "With earnings", "graduates")),
        rates=(share("earnings_share", "Share with earnings", of=("with_earnings", "graduates")),),
        averages=(
            Indicator(
                "earnings", "Median yearly earnings", POUNDS, average="median", rests_on="with_earnings", nearest=100
            ),
        ),
        rows=earnings,
        population=POPULATION,
        numerator="Of graduates in sustained employment with pay, the pay of the one in the middle.",
        denominator="None: a median. The share beside it says for how many graduates it speaks.",
        exclusions=("Graduates not in sustained employment.", "Graduates with nothing paid, who are not counted as 0."),
        parameters=(YEARS_AFTER, SELF_EMPLOYMENT_INCOME),
        methodology=paragraphs(
            "Pay from employers is divided by days employed and multiplied by the days of the tax year. Income from "
            "self-employment is added to it as declared. The published median is rounded to 100 pounds."
        ),
        version="1",
        evidence=Evidence.S,
        source=SOURCE,
        reads_as="What graduates in work earned in the tax year, scaled to the whole of it.",
        caution="Hours are not known: pay of part-time work looks like low pay.",
        reads=READS,
        scopes=(),
        caveats=("Q-LEO", "Q-EARN", "Q-CAUS"),
        edge_cases=(
            "A graduate paid for a few days alone is scaled from these few days.",
            "An even number of graduates has the mean of the two in the middle.",
        ),
        extract=EXTRACT,
        match=MATCH,
    )
)


def _rate(name: str, counted: Indicator, group: str, *, numerator: str, method: str, reads_as: str) -> Measure:
    """A rate of graduates: they differ in the group of activities that counts."""
    return Measure(
        name,
        title=f"Graduates in {group.replace('_', ' ')}",
        theme=Theme.GRADUATES,
        unit=Unit.LEARNERS,
        counts=(COUNTED, counted),
        rates=(share(name, f"Share {counted.label.lower()}", of=(counted.id, COUNTED.id)),),
        rows=rows(counted.id, group),
        population=POPULATION,
        numerator=numerator,
        denominator="All graduates of the year, found in the tax year or not.",
        parameters=(YEARS_AFTER,),
        methodology=paragraphs(method),
        version="1",
        evidence=Evidence.V,
        source=SOURCE,
        reads_as=reads_as,
        caution="It says nothing of the kind of work: any paid day in five months counts.",
        reads=READS,
        scopes=(),
        caveats=("Q-LEO", "Q-CAUS"),
        edge_cases=EDGE_CASES,
        extract=EXTRACT,
        match=MATCH,
    )


graduate_employment_or_study_rate = measures.add(
    _rate(
        "graduate_employment_or_study_rate",
        Indicator("active", "In work or study", "graduates"),
        "sustained_employment_or_study",
        numerator="Those in sustained employment, in further study, or in both.",
        method="The rate counts work, further study, and both.",
        reads_as="Of graduates, the share who were in work or further study in the tax year.",
    )
)


graduate_employment_rate = measures.add(
    _rate(
        "graduate_employment_rate",
        Indicator("employed", "In work", "graduates"),
        "sustained_employment",
        numerator="Those in sustained employment, with further study or without.",
        method="The rate counts work with or without further study.",
        reads_as="Of graduates, the share who were in work in the tax year, studying as well or not.",
    )
)
