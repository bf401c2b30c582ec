"""Spells of learning of a person, from the records of colleges, school sixth forms and universities.

Each is a `key` (the person) with `start` and `end`. A record says what was so in its own year, so a spell is cut to
the academic year of the return that it is in.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.derive.programme import APPRENTICESHIPS
from alder.measures.drawn.drawing import Column, Records, fields_of
from alder.measures.drawn.people import of_pupil, of_record
from alder.model.expr import cases, coalesce, greatest, ifelse, least, literal, null, union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.measures.drawn.desk import Desk
    from alder.measures.drawn.drawing import Years
    from alder.model.expr import Day, Table, Truth, Whole

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


def colleges(said: str, years: Years, gives: str = "learning at colleges and with training providers") -> Records:
    return Records("ilr", "lilr_aims", gives, said, years)


def schools(said: str, years: Years, *, optional: bool = False) -> Records:
    return Records("plams", "plams", "learning in school sixth forms", said, years, optional=optional)


def rolls(said: str, years: Years) -> Records:
    return Records(
        "npd_census", "pupil", "being on the roll of a school, with or without an aim", said, years, optional=True
    )


def universities(said: str, years: Years) -> Records:
    return Records("hesa", "student_leo", "study at universities", said, years)


def at_colleges(desk: Desk, years: Sequence[int]) -> Table:
    """Aims of the research copy of the ILR, with `is_apprenticeship` and the aim's `level`."""
    aims = of_record(desk, _in(desk.records("ilr", "lilr_aims"), years))
    spells = aims.mutate(
        start=aims.start_date,
        end=aims.end_date,
        is_apprenticeship=is_apprenticeship(aims),
        aim_level=level(aims),
    )
    return _in_own_year(spells, years).select("key", "start", "end", "is_apprenticeship", "aim_level")


def in_sixth_forms(desk: Desk, years: Sequence[int]) -> Table:
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


def on_roll(desk: Desk, years: Sequence[int]) -> Table:
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


def at_universities(desk: Desk, years: Sequence[int]) -> Table:
    """Instances of study of the standard registration population."""
    rows = _in(desk.records("hesa", "student_leo"), years)
    rows = of_pupil(desk, rows.filter((rows.XPSR01 == 1).fill_null(False)), "PUPILMATCHINGREFANONYMOUS")
    spells = rows.mutate(start=rows.COMDATE, end=rows.ENDDATE)
    return _in_own_year(spells, years).select("key", "start", "end")


def together(*spells: Table) -> Table:
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
LEVEL = Column(
    LEVEL_FIELDS,
    "of a framework the level of its programme type; else the aim's level on the second scale (1.5 counts as 1), or "
    "on the first where that says nothing; missing for other and unknown levels",
    helped=fields_of("ilr", "lilr_aims", "NotionalNVQLev"),
)


def level(aims: Table) -> Whole:
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
