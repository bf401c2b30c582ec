"""Spells of learning, of work and of benefits of a person, income by tax year, and the months that spells reach into.

Each spell is a `key` (the person) with `start` and `end`. A record of learning says what was so in its own year, so its
spell is cut to the academic year of the return that it is in. Months are a text of flags for each person, a character a
month.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from alder.derive.programme import APPRENTICESHIPS
from alder.errors import NothingHeld
from alder.measures.cohorts.cohort_table import CohortColumn, CohortRecords, fields_of
from alder.measures.cohorts.linked_people import of_pupil, of_record, tax_keys
from alder.model.expr import cases, coalesce, greatest, ifelse, least, literal, null, union

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild, Years
    from alder.model.expr import Day, Table, Text, Truth, Whole

COLLEGE_FIELDS = fields_of("ilr", "lilr_aims", "RECORDID", "start_date", "end_date")
APPRENTICE_FIELDS = (*COLLEGE_FIELDS, *fields_of("ilr", "lilr_aims", "programme_type"))
SCHOOL_FIELDS = fields_of(
    "plams",
    "plams",
    "PupilMatchingRefAnonymous",
    "LearningStartDate",
    "LearningPlannedEndDate",
    "LearningActualEndDate",
    "RecordStatus",
    "OnRoll",
    "QN",
)
ROLL_FIELDS = fields_of(
    "npd_census",
    "pupil",
    "PupilMatchingRefAnonymous",
    "CensusDate",
    "OnRoll",
    "EntryDate",
    "LeavingDate",
    "RecordStatus",
    "LAEstab_anon",
)
UNIVERSITY_FIELDS = fields_of("hesa", "student_leo", "PUPILMATCHINGREFANONYMOUS", "XPSR01", "COMDATE", "ENDDATE")

MAIN_RECORDS = 100
_WITHOUT_AIM = 2


def college_records(
    said: str, years: Years, gives: str = "learning at colleges and with training providers"
) -> CohortRecords:
    return CohortRecords("ilr", "lilr_aims", gives, said, years)


def sixth_form_records(said: str, years: Years) -> CohortRecords:
    return CohortRecords("plams", "plams", "learning in school sixth forms", said, years)


def roll_records(said: str, years: Years) -> CohortRecords:
    return CohortRecords(
        "npd_census", "pupil", "being on the roll of a school, with or without an aim", said, years, optional=True
    )


def university_records(said: str, years: Years) -> CohortRecords:
    return CohortRecords("hesa", "student_leo", "study at universities", said, years)


def at_colleges(desk: CohortBuild, years: Sequence[int]) -> Table:
    """Aims of the research copy of the ILR, with `is_apprenticeship` and the aim's `level`."""
    aims = of_record(desk, _in(desk.records("ilr", "lilr_aims"), years))
    spells = aims.mutate(
        start=aims.start_date,
        end=aims.end_date,
        is_apprenticeship=is_apprenticeship(aims),
        aim_level=level_of_aim(aims),
    )
    return _in_own_year(spells, years).select("key", "start", "end", "is_apprenticeship", "aim_level")


def in_sixth_forms(desk: CohortBuild, years: Sequence[int]) -> Table:
    """Aims of school sixth forms, from main records of the autumn returns of these years.

    An aim goes on to its planned end unless it ended. Of one that stands in several returns, the latest says when.
    """
    rows = _in(desk.records("plams", "plams"), years)
    main = rows.filter(
        (rows.RecordStatus < MAIN_RECORDS).fill_null(True) & (rows.OnRoll != _WITHOUT_AIM).fill_null(True)
    )
    aims = of_pupil(desk, main)
    ended = coalesce(aims.LearningActualEndDate, aims.LearningPlannedEndDate, literal(date(2999, 7, 31)))
    aims = aims.mutate(start=aims.LearningStartDate, ended=ended, aim=coalesce(aims.QN, ""))
    one = aims.group_by(["key", "aim", "start"]).aggregate(end=aims.ended.argmax(aims.start_year))
    return one.select("key", "start", "end")


def on_roll(desk: CohortBuild, years: Sequence[int]) -> Table:
    """Pupils on the roll of a school, from main records of the censuses of these years: from entry to leaving.

    A census says nothing of the time after its term. Of one stay at a school, the latest census that has it says when
    it ended.
    """
    rows = _in(desk.records("npd_census", "pupil"), years)
    main = rows.filter((rows.RecordStatus < MAIN_RECORDS).fill_null(True))
    stays = of_pupil(desk, main)
    gone = ifelse(stays.OnRoll == 0, stays.CensusDate, null("date"))
    stays = stays.mutate(
        school=coalesce(stays.LAEstab_anon, ""), ended=coalesce(stays.LeavingDate, gone, _term_end(stays, years))
    )
    one = stays.group_by(["key", "school", "EntryDate"]).aggregate(end=stays.ended.argmax(stays.CensusDate))
    return one.select("key", "end", start="EntryDate")


def _term_end(stays: Table, years: Sequence[int]) -> Day:
    """The last day that the census of a term speaks for."""
    ends = {"autumn": (0, 12, 31), "spring": (1, 3, 31), "summer": (1, 7, 31)}
    found: Day = cases(
        *(
            ((stays.start_year == y) & (stays.term == term), literal(date(y + later, month, day)))
            for y in years
            for term, (later, month, day) in ends.items()
        ),
        else_=stays.CensusDate,
    )
    return found


def at_universities(desk: CohortBuild, years: Sequence[int]) -> Table:
    """Instances of study of the standard registration population."""
    rows = _in(desk.records("hesa", "student_leo"), years)
    rows = of_pupil(desk, rows.filter((rows.XPSR01 == 1).fill_null(False)), "PUPILMATCHINGREFANONYMOUS")
    spells = rows.mutate(start=rows.COMDATE, end=rows.ENDDATE)
    return _in_own_year(spells, years).select("key", "start", "end")


def all_spells(*spells: Table) -> Table:
    """Spells of several sources, as one table of `key`, `start` and `end`."""
    same = [s.select("key", "start", "end") for s in spells]
    return same[0] if len(same) == 1 else union(*same)


def is_apprenticeship(aims: Table) -> Truth:
    """Whether an aim is an apprenticeship or part of one, by its programme type."""
    known: Truth = aims.programme_type.isin(list(APPRENTICESHIPS))
    return known.fill_null(False)


LEVELS = {2: 3, 3: 2, 10: 4, 20: 4, 21: 5, 22: 6, 23: 7}
"""Levels of programme types of apprenticeship. A standard (25) has its level from elsewhere."""

LEVEL_FIELDS = fields_of("ilr", "lilr_aims", "Notional_Level_v2", "programme_type")
LEVEL = CohortColumn(
    LEVEL_FIELDS,
    "of a framework the level of its programme type; else the aim's level on the second scale (1.5 counts as 1), or "
    "on the first where that says nothing; missing for other and unknown levels",
    helped=fields_of("ilr", "lilr_aims", "NotionalNVQLev"),
)


def level_of_aim(aims: Table) -> Whole:
    """The level of an aim, from 0 for entry level to 8."""
    second = aims.Notional_Level_v2
    first = aims.NotionalNVQLev
    known = cases(
        (second.between(0, 8), second.floor().cast("int32")),
        (first.between(0, 5), first.floor().cast("int32")),
        else_=null("int32"),
    )
    by_type = cases(*((aims.programme_type == t, n) for t, n in LEVELS.items()), else_=null("int32"))
    return coalesce(by_type, known).cast("int32")


def _in(rows: Table, years: Sequence[int]) -> Table:
    return rows.filter(rows.start_year.isin(list(years)))


def _in_own_year(spells: Table, years: Sequence[int]) -> Table:
    """Spells cut to the academic year of their return."""
    first = cases(*((spells.start_year == y, literal(date(y, 8, 1))) for y in years), else_=null("date"))
    last = cases(*((spells.start_year == y, literal(date(y + 1, 7, 31))) for y in years), else_=null("date"))
    cut = spells.mutate(start=ifelse(spells.start.isnull(), null("date"), greatest(spells.start, first)))
    cut = cut.mutate(end=least(coalesce(cut.end, last), last))
    return cut.filter(cut.start <= cut.end)


EMPLOYMENT = CohortRecords(
    "leo",
    "employment",
    "spells in work, those with a guessed start or end too",
    "spells up to the last month looked at",
)
BENEFITS = CohortRecords("leo", "benefits", "claims of benefits", "claims up to the last month looked at")

EMPLOYMENT_FIELDS = fields_of("leo", "employment", "EduKey", "StartDate", "EndDate")
BENEFIT_FIELDS = fields_of("leo", "benefits", "EduKey", "StartDate", "EndDate", "Out_of_work_benefit")
OWN_INCOME_FIELDS = fields_of(
    "leo", "self_assessment", "EduKey", "TaxYear", "Self_Employed", "EARNINGS_SELF_EMPLOYMENT"
)
EARNINGS_FIELDS = fields_of("leo", "earnings", "EduKey", "TaxYear", "Earnings")


FIRST_OWN_INCOME = 2013
"""The first tax year of which there are returns of self-assessment."""

NOT_YET = "Nobody is seen in self-employment: returns of it begin with the tax year 2013/14."


def self_assessment_records(said: str, years: Years) -> CohortRecords:
    """Returns of self-assessment, which are not needed for tax years that have none."""

    def of_years(year: int, settings: Mapping[str, Any]) -> tuple[int, ...] | None:
        return tuple(y for y in years(year, settings) or () if y >= FIRST_OWN_INCOME) or None

    return CohortRecords("leo", "self_assessment", "income from self-employment", f"{said}, from 2013/14", of_years)


def earnings_records(said: str, years: Years) -> CohortRecords:
    return CohortRecords("leo", "earnings", "pay from employers", said, years)


def in_work(desk: CohortBuild, last: date) -> Table:
    """Spells in work: `key`, `start`, `end`. Raises where no spell that is held reaches the last month looked at."""
    spells = desk.records("leo", "employment")
    _check_reach(desk, spells, EMPLOYMENT, last)
    return _of_people(desk, spells)


def all_claims(desk: CohortBuild, last: date) -> Table:
    """Claims of any benefit, in the same form."""
    claims = desk.records("leo", "benefits")
    _check_reach(desk, claims, BENEFITS, last)
    return _of_people(desk, claims)


def out_of_work(desk: CohortBuild, last: date) -> Table:
    """Claims of benefits that count as out of work, in the same form."""
    claims = desk.records("leo", "benefits")
    _check_reach(desk, claims, BENEFITS, last)
    return _of_people(desk, claims.filter((claims.Out_of_work_benefit == 1).fill_null(False)))


def self_employed(desk: CohortBuild, year: int) -> Table:
    """People with income from self-employment in a tax year: `key`, and the sum of what they declared as `own_pay`.

    The return says that they were self-employed, or has a profit.
    """
    if year < FIRST_OWN_INCOME:
        desk.notes.append(NOT_YET)
    rows = desk.records("leo", "self_assessment")
    rows = rows.filter(rows.start_year == year).select("Self_Employed", "EARNINGS_SELF_EMPLOYMENT", edukey="EduKey")
    t = rows.join(tax_keys(desk), "edukey")
    t = t.filter(((t.Self_Employed == 1) | (t.EARNINGS_SELF_EMPLOYMENT > 0)).fill_null(False))
    return t.group_by("key").aggregate(own_pay=t.EARNINGS_SELF_EMPLOYMENT.sum().cast("float64"))


def paid_in_year(desk: CohortBuild, year: int) -> Table:
    """People with pay from employers in a tax year: `key` and `pay`, over all of a person's keys."""
    rows = desk.records("leo", "earnings")
    rows = rows.filter(rows.start_year == year).select("Earnings", edukey="EduKey")
    t = rows.join(tax_keys(desk), "edukey")
    return t.group_by("key").aggregate(pay=t.Earnings.sum().cast("float64"))


def _of_people(desk: CohortBuild, spells: Table) -> Table:
    rows = spells.select(edukey="EduKey", start="StartDate", end="EndDate")
    return rows.join(tax_keys(desk), "edukey").select("key", "start", "end")


def _check_reach(desk: CohortBuild, spells: Table, records: CohortRecords, last: date) -> None:
    """Months after the last spell of an extract are not without work: they are not in it."""
    found = desk.run(lambda: spells.aggregate(start=spells.StartDate.max(), end=spells.EndDate.max())).to_pylist()[0]
    known = [d for d in found.values() if d is not None]
    if known and max(known) < last.replace(day=1):
        raise NothingHeld(
            f"the delivery of {records.published} that is held does not reach {last:%B %Y}",
            where=f"Its last spell starts or ends in {max(known):%B %Y}.",
            next=f"Load one that does:  alder load --source {records.source} FILE",
        )


Month = tuple[date, date]
"""The first and the last day of a month."""


def months(year: int, month: int, count: int) -> list[Month]:
    """So many months running, from one on."""
    found = []
    for n in range(count):
        first = date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1)
        found.append((first, first.replace(day=monthrange(first.year, first.month)[1])))
    return found


def october_to_march(year: int) -> list[Month]:
    """The six months in which outcomes are looked for, of the academic year that starts in `year`."""
    return months(year, 10, 6)


def academic_year(year: int) -> list[Month]:
    """August to July."""
    return months(year, 8, 12)


def tax_year(year: int) -> list[Month]:
    """April to March: the twelve months of the tax year that starts in `year`, taken whole."""
    return months(year, 4, 12)


def overlaps(spells: Table, first: date, last: date) -> Truth:
    """Whether a spell (`start`, `end`) has a day in a window. A spell without an end goes on; one without a start, or
    that ends before it starts, is none.
    """
    ends = spells.end.isnull() | ((spells.end >= literal(first)) & (spells.end >= spells.start))
    held: Truth = (spells.start <= literal(last)) & ends
    return held.fill_null(False)


def anyone(spells: Table, first: date, last: date, name: str) -> Table:
    """Each `key` with a day in a window, and a truth called `name`."""
    inside = spells.filter(overlaps(spells, first, last))
    return inside.select("key").distinct().mutate(**{name: literal(True)})


def days_of(spells: Table) -> Table:
    """How many days the spells of each `key` have, one after another."""
    long = spells.mutate(days=spells.end.delta(spells.start, unit="day").cast("int64") + 1)
    return long.group_by("key").aggregate(days=long.days.sum().cast("int32"))


def flagged(spells: Table, window: Sequence[Month], name: str) -> Table:
    """For each `key` with a spell in the window a text of flags, called `name`."""
    inside = spells.filter(overlaps(spells, window[0][0], window[-1][1]))
    in_month = {f"m{n}": overlaps(inside, first, last).any() for n, (first, last) in enumerate(window)}
    by_person = inside.group_by("key").aggregate(**in_month)
    text: Text = reduce(add, (ifelse(by_person[m], "1", "0") for m in in_month))
    return by_person.select("key", **{name: text})


def longest_run(flags: Text, length: int) -> Whole:
    """The most months running with activity; none where nothing is recorded."""
    known = coalesce(flags, "0" * length)
    return cases(*((known.contains("1" * n), n) for n in range(length, 0, -1)), else_=0).cast("int32")


def clipped(spells: Table, first: date, last: date) -> Table:
    """The spells with a day in a window, cut to it."""
    inside = spells.filter(overlaps(spells, first, last))
    return inside.mutate(
        start=greatest(inside.start, literal(first)), end=least(coalesce(inside.end, literal(last)), literal(last))
    )
