"""What learners of further education earn some years after they achieved, in linked records, and their cohort."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import linked_outcomes
from alder.derive.linked_outcomes import SELF_EMPLOYMENT_INCOME, days_in_tax_year
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
    BY_PUPIL,
    BY_PUPIL_FIELDS,
    BY_RECORD,
    TAX_FIELDS,
    TO_TAX,
    tax_keys,
    with_each,
    with_provider,
)
from alder.measures.cohorts.spells import (
    EMPLOYMENT,
    EMPLOYMENT_FIELDS,
    OWN_INCOME_FIELDS,
    UNIVERSITY_FIELDS,
    anyone,
    at_universities,
    clipped,
    days_of,
    earnings_records,
    flagged,
    in_work,
    months,
    october_to_march,
    paid_in_year,
    self_assessment_records,
    self_employed,
    university_records,
)
from alder.measures.definitions import further_education_leavers as leavers
from alder.measures.definitions import graduates
from alder.measures.measure import PERSON, Columns, Extract, MatchCriterion, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, ifelse, least, literal, null, union
from alder.model.statistic import POUNDS, Category, Indicator
from alder.sources.reference.lars_codes import SUBJECT_AREAS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text

_OF_A_TAX_YEAR = ("paid_days", "pay", "self_employment_pay", "days_in_year")
"""Columns that say of a tax year what those of graduates do."""

COLUMNS: Columns = {
    **PERSON,
    **{name: leavers.COLUMNS[name] for name in ("record", "achieved", "matched", "apprenticeship", "level")},
    "full_level": leavers.COLUMNS["full_level"],
    "subject": (pa.int32(), "Its broad subject area, 1 to 15; missing where not known."),
    "ended": leavers.COLUMNS["ended"],
    "years_after": (
        pa.int32(),
        "Which full tax year after the day on which it ended the row is about: 1 is the first.",
    ),
    "tax_year": (pa.int32(), "The calendar year in which that tax year starts."),
    "employment": (pa.string(), "Six flags from October to March of the tax year: 1 in a month with a day's pay."),
    "paid_in_april": (pa.bool_(), "Whether there was paid work in the April that follows."),
    "self_employment": (
        pa.bool_(),
        "Whether a self-assessment return of the tax year has income from self-employment.",
    ),
    "study": (pa.bool_(), "Whether study at a university was found in the tax year."),
    **{name: graduates.COLUMNS[name] for name in _OF_A_TAX_YEAR},
}

_APPRENTICESHIP, _COURSE = "apprenticeship", "education and training"
PROGRAMME = Variable(
    name="achieved_programme",
    title="Programme achieved",
    unit="category",
    reads=("apprenticeship",),
    source="Data guidance of further education outcomes",
    evidence=Evidence.V,
    function=lambda rows: cases((rows.apprenticeship.fill_null(False), _APPRENTICESHIP), else_=_COURSE),
    categories=(Category(_APPRENTICESHIP, "Apprenticeship"), Category(_COURSE, "Education and training")),
)
_LEVELS = (
    Category("below level 2", "Below level 2"),
    Category("level 2", "Level 2"),
    Category("level 3", "Level 3"),
    Category("level 4 and above", "Level 4 and above"),
    Category("not known", "Level not known"),
)


def _level(rows: Table) -> Text:
    """The level of what was achieved, in the groups that are published."""
    below, second, third, above, unknown = (one.code for one in _LEVELS)
    return cases(
        (rows.level.isnull(), unknown),
        (rows.level < 2, below),
        (rows.level == 2, second),
        (rows.level == 3, third),
        else_=above,
    )


LEVEL = Variable(
    name="achieved_level",
    title="Level achieved",
    unit="category",
    reads=("level",),
    source="Data guidance of further education outcomes",
    evidence=Evidence.V,
    function=_level,
    categories=_LEVELS,
)
_NO_SUBJECT = Category("not known", "Subject not known")


def _subject(rows: Table) -> Text:
    """The broad subject area of what was achieved."""
    return cases(*((rows.subject == n, str(n)) for n in SUBJECT_AREAS), else_=_NO_SUBJECT.code)


SUBJECT = Variable(
    name="achieved_subject",
    title="Subject achieved",
    unit="category",
    reads=("subject",),
    source="Sector subject areas, first tier",
    evidence=Evidence.V,
    function=_subject,
    categories=(*(Category(str(n), name) for n, name in SUBJECT_AREAS.items()), _NO_SUBJECT),
)

EXTRACT = Extract(
    name="learners_in_tax_data",
    row="One row is one aim or apprenticeship of a learner of 19 or over, or of any apprentice, achieved in the "
    "year; with what the linked data hold of the learner in one tax year after it.",
    columns=COLUMNS,
    source="leo",
    title=leavers.EXTRACT.title,
    get=leavers.EXTRACT.get,
    quality=leavers.EXTRACT.quality,
    variables={one.name: one for one in (PROGRAMME, LEVEL, SUBJECT)},
)

YEARS_AFTER = Parameter(
    "years_after",
    1,
    "How many full tax years after the day on which the learner achieved pay is looked at.",
    Evidence.B,
    "Published for the first full tax year and some later ones; that they are counted from the learner's own day "
    "follows from a note on those who achieve after 5 April.",
)
_LEFT_OUT, _COUNTED = "left_out", "counted"
HIGHER_EDUCATION = Parameter(
    "higher_education",
    _LEFT_OUT,
    "Whether the pay of those who study at a university in the tax year counts.",
    Evidence.V,
    "Published earnings are of learners with no record of study at a university in the year.",
    choices=((_LEFT_OUT, "it does not"), (_COUNTED, "it does, and no student record is needed")),
)

NOT_MATCHED, STUDIES = "not found in the linked data", "studied at a university in the tax year"


def tax_years(year: int, settings: Mapping[str, Any]) -> tuple[int, int]:
    """The starts of the tax years that are looked at: of those who achieved up to 5 April, and of those after it."""
    first = year + int(settings["years_after"])
    return first, first + 1


def _study_years(year: int, settings: Mapping[str, Any]) -> tuple[int, ...] | None:
    """The academic years that these tax years touch, where students are left out."""
    if settings["higher_education"] == _COUNTED:
        return None
    first, last = tax_years(year, settings)
    return tuple(range(first - 1, last + 1))


def draw(desk: CohortBuild) -> Table:
    """The achievements of a year, and what is held of each learner in the tax year that is looked at."""
    rows = desk.kept("achieved", lambda: with_provider(desk, leavers.achievements(desk), "ukprn_anon"))
    early, late = tax_years(desk.year, desk.settings)
    is_early = (rows.ended < literal(date(desk.year + 1, 4, 6))).fill_null(False)
    return union(_in_tax_year(desk, rows.filter(is_early), early), _in_tax_year(desk, rows.filter(~is_early), late))


def _in_tax_year(desk: CohortBuild, rows: Table, start: int) -> Table:
    """Learners with their work, pay and study in one tax year."""

    def kept(name: str, build: Callable[[], Table]) -> Table:
        return desk.kept(f"{name}_{start}", build)

    first, last = date(start, 4, 6), date(start + 1, 4, 5)
    window = october_to_march(start)
    found = kept("keys", lambda: tax_keys(desk).select("key").distinct().mutate(matched=literal(True)))
    spells = kept("spells", lambda: in_work(desk, window[-1][1]))
    work = kept("work", lambda: flagged(spells, window, "employment"))
    april = kept("april", lambda: flagged(spells, months(start + 1, 4, 1), "april"))
    days = kept("days", lambda: days_of(clipped(spells, first, last)))
    own_rows = self_employed(desk, start)
    own = kept("own", lambda: own_rows.mutate(self_employed=literal(True)))
    pay = kept("pay", lambda: paid_in_year(desk, start))
    t = with_each(rows, found, work, april, days, own, pay)
    if desk.settings["higher_education"] == _LEFT_OUT:
        study = kept("study", lambda: anyone(at_universities(desk, (start - 1, start)), first, last, "studied"))
        t = with_each(t, study)
    else:
        t = t.mutate(studied=literal(False))
    return t.select(
        *rows.columns,
        "employment",
        "pay",
        achieved=t.key.notnull(),
        matched=t.matched.fill_null(False),
        years_after=literal(int(desk.settings["years_after"])),
        tax_year=literal(start),
        paid_in_april=(t.april == "1").fill_null(False),
        self_employment=t.self_employed.fill_null(False),
        study=t.studied.fill_null(False),
        paid_days=least(t.days, days_in_tax_year(literal(start))),
        self_employment_pay=t.own_pay,
        days_in_year=days_in_tax_year(literal(start)),
    )


_CAME = leavers.further_education.columns
further_education_pay = cohort_tables.add(
    CohortTable(
        name=EXTRACT.name,
        table=EXTRACT.name,
        measures=("further_education_earnings",),
        records=(
            CohortRecords("ilr", "lilr_aims", "aims that were achieved", "the cohort's year", of(0)),
            CohortRecords("ilr", "lilr_learners", "the learners of these aims", "the cohort's year", of(0)),
            BY_RECORD,
            TO_TAX,
            EMPLOYMENT,
            earnings_records("the tax years looked at", tax_years),
            self_assessment_records("the tax years looked at", tax_years),
            BY_PUPIL,
            university_records("the academic years that the tax years touch", _study_years),
        ),
        columns={
            **{
                name: _CAME[name]
                for name in (ROWS, *PERSON, "record", "achieved", "matched", "apprenticeship", "level", "full_level")
            },
            "subject": CohortColumn(fields_of("ilr", "lilr_aims", "SSATier1"), "as a number"),
            "ended": _CAME["ended"],
            "years_after": CohortColumn((), "that of the question"),
            "tax_year": CohortColumn(
                fields_of("ilr", "lilr_aims", "end_date"),
                "of who achieved up to 5 April the first full one starts the day after, of others a year later",
                helped=fields_of("ilr", "lilr_aims", "Achievement_date"),
            ),
            "employment": CohortColumn(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from October to March with a day of a spell"
            ),
            "paid_in_april": _CAME["paid_in_april"],
            "self_employment": CohortColumn(
                (*TAX_FIELDS, *OWN_INCOME_FIELDS), "whether the return of the tax year says so or has a profit"
            ),
            "study": CohortColumn(
                (),
                "whether an instance of the standard registration population has a day in the tax year",
                helped=(*BY_PUPIL_FIELDS, *UNIVERSITY_FIELDS),
            ),
            **{name: graduates.graduates.columns[name] for name in _OF_A_TAX_YEAR},
        },
        filters=leavers.further_education.filters,
        notes=("Who was not found in the linked data is left out, and so are students of universities, unless asked.",),
        instead=leavers.further_education.instead,
        draw=draw,
    )
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Achievers who were found, one record for each learner and provider, with their yearly pay where they have any."""
    of_year = table.filter((table.year == year) & table.achieved.fill_null(False))
    one = leavers.highest(of_year.filter(of_year.years_after == settings["years_after"]))
    works = linked_outcomes.in_employment(
        one.employment,
        one.paid_in_april,
        one.self_employment,
        missing_march=settings["missing_march"],
        self_employment=settings["self_employment"],
    )
    yearly = linked_outcomes.annualised(
        one.pay,
        one.paid_days,
        one.days_in_year,
        works,
        one.self_employment_pay,
        self_employment_income=settings["self_employment_income"],
    )
    found, studies = one.matched.fill_null(False), one.study.fill_null(False)
    left = ~found if settings["higher_education"] == _COUNTED else ~found | studies
    return one.mutate(
        learners=~left,
        earnings=ifelse(left, null("float64"), yearly),
        with_earnings=~left & yearly.notnull(),
        left_out=cases((~found, NOT_MATCHED), (left, STUDIES), else_=null("string")),
    )


further_education_earnings = measures.add(
    Measure(
        "further_education_earnings",
        title="Median yearly earnings after further education",
        theme=Theme.DESTINATIONS,
        unit=Unit.RECORDS,
        counts=(
            Indicator("learners", "Learners", "learners"),
            Indicator("with_earnings", "With earnings", "learners"),
        ),
        rates=(share("earnings_share", "Share with earnings", of=("with_earnings", "learners")),),
        averages=(
            Indicator(
                "earnings", "Median yearly earnings", POUNDS, average="median", rests_on="with_earnings", nearest=100
            ),
        ),
        rows=rows,
        population=leavers.POPULATION,
        numerator="Of those in sustained employment with pay, the pay of the one in the middle.",
        denominator="None: a median. The share beside it says for how many learners it speaks.",
        exclusions=(
            *leavers.EXCLUSIONS,
            "Learners who studied at a university in the tax year.",
            "Learners not in sustained employment, and those with nothing paid, who are not counted as 0.",
        ),
        parameters=(YEARS_AFTER, HIGHER_EDUCATION, *leavers.EMPLOYMENT_PARAMETERS, SELF_EMPLOYMENT_INCOME),
        methodology="\n\n".join(
            (
                "The tax year that is looked at is the first full one after the day on which the learner achieved, or "
                "a later one: who achieved in March 2018 is looked at from April 2018, who achieved in June 2018 from "
                "April 2019.",
                "Employment is sustained with at least a day's pay in five of the six months from October to March of "
                "that tax year; where March is the month without, April must have pay too. A self-assessment return "
                "with income from self-employment counts as well.",
                "Pay from employers is divided by days employed and multiplied by the days of the tax year. Income "
                "from self-employment is added to it as declared. The published median is rounded to 100 pounds.",
            )
        ),
        version="1",
        evidence=Evidence.B,
        source="Further education outcomes, where earnings data comes from, and data guidance; that tax years are "
        "those after the learner's own day, and how pay is made yearly, are readings of them and of the methodology of "
        "graduate outcomes.",
        reads_as="What learners in work earned in a tax year after they achieved, scaled to the whole of it.",
        caution="Hours are not known: pay of part-time work looks like low pay. Many were in the same work before.",
        reads=tuple(n for n in COLUMNS if n not in PERSON),
        scopes=(),
        caveats=("Q-LEO", "Q-EARN", "Q-CAUS"),
        edge_cases=(
            "A learner at two providers counts at each.",
            "An achievement whose day is not known counts as one after 5 April.",
            "A learner paid for a few days alone is scaled from these few days.",
        ),
        extract=EXTRACT,
        match=MatchCriterion(
            "learners who achieved and were found in the linked data",
            looked_for=lambda t: t.person.notnull(),
            found=lambda t: t.matched.fill_null(False),
        ),
    )
)
