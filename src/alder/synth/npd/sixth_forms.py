"""What pupils of school sixth forms study, and what comes of it: three A levels each, in two years.

The population tells of those at colleges and in apprenticeships what they learn. Who stays at school has results that
follow from those at 16 and from chance. Aims are returned with the autumn census: those begun in it, and those of the
year before with how they ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.sources.miniature.catalogue import listed_aims
from alder.synth.leo.leo_columns import unless
from alder.synth.npd.census_records import census_day, coded, only_where
from alder.synth.npd.pupils import FIRST_OF_SIXTH_FORM, school_keys
from alder.synth.population.draws import NEVER, keyed, keys, on, spread

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.npd.pupils import NpdPupils
    from alder.synth.population.draws import Array

FIRST_AIMS = 2007
"""The first autumn whose census asked for aims."""
AIMS = 3
"""A levels of a sixth former. Assumed."""
_LEAVES_SECOND_YEAR, _SWAPS = 0.03, 0.02
"""Sixth formers who leave in the second year, and aims that are changed for another. Assumed."""
GRADES = ("A*", "A", "B", "C", "D", "E", "U")
_SHARES = (7, 18, 27, 26, 14, 6, 2)
_POINTS = (300, 270, 240, 210, 180, 150, 0)
_POINTS_SINCE_2016 = (60, 50, 40, 30, 20, 10, 0)
NEW_POINTS = 2015
"""Grades of A levels with shares, near what was published before the pandemic, and their points on the scales up to
2014/15 and from 2015/16 on."""
_A_STAR_SINCE = 2009
_BY_ATTAINMENT = 0.85
"""How much of the place among all results follows from attainment at 16. Assumed."""
_MIDDLE, _SPREAD = 58.0, 12.0
"""Attainment 8 of sixth formers: its middle and deviation, by which results are placed."""
GOES_ON, COMPLETED, WITHDRAWN, SWAPPED = 1, 2, 3, 4
_REASONS = (1, 2, 3, 4, 44, 97, 98)
_CLASSES = ("RB1", "AK3", "RC1", "FK2", "DB1", "RH3", "AA3", "KC1", "JA2")
"""Codes that stand for subjects in tables of schools: made up, but of their form."""
GCE_A_LEVEL = "111"
"""The kind of qualification."""
_NOT_MATCHED = 0.06
"""Aims whose result is not found in the exam file. Assumed."""


@dataclass(frozen=True)
class SixthFormAims:
    """The aims of sixth formers: row n belongs to row `owner` of the pupils."""

    owner: Array
    nth: Array
    listed: Array  # number in the list of A levels
    begins: Array  # the academic year
    planned: Array
    ended: Array  # the last day; NEVER while none is known
    status: Array  # in the end
    reason: Array
    grade: Array  # place in GRADES; of those who completed


@cache
def a_levels() -> tuple[tuple[str, str, str], ...]:
    """Reference, title and subject of each A level of the made-up list that is on the register."""
    return tuple(
        (aim.ref, aim.title, _CLASSES[n % len(_CLASSES)])
        for n, aim in enumerate(a for a in listed_aims() if a.grades == "a_level")
    )


class SixthForms:
    """The sixth forms of a region's schools."""

    def __init__(self, pupils: NpdPupils) -> None:
        self._pupils = pupils

    @cached_property
    def aims(self) -> SixthFormAims:
        """Everything that sixth formers of the region ever study, at schools of any kind."""
        p = self._pupils
        who = np.flatnonzero(p.goes_to_sixth_form)
        owner, nth = np.repeat(who, AIMS), np.tile(np.arange(AIMS), len(who))
        key = keys(p.seed, p.number[owner], nth)
        own = p.key[owner]
        begins = p.cohort[owner] + 5 + FIRST_OF_SIXTH_FORM
        second = p.comes_to_second_year[owner]
        leaves = second & (keyed(own, "leaves year 13") < _LEAVES_SECOND_YEAR)
        swapped = (keyed(key, "swapped") < _SWAPS) & second & (nth > 0)
        summer = np.array([on(year, 6, 20) for year in range(1990, 2060)])
        autumn = np.array([on(year, 10, 10) for year in range(1990, 2060)])
        whole = summer[begins + 2 - 1990] + spread(keyed(key, "last exam"), 0, 10)
        first = summer[begins + 1 - 1990] + 10
        early = autumn[begins + 1 - 1990] + spread(keyed(own, "leaves on"), 20, 200)
        changed = autumn[begins - 1990] + spread(keyed(key, "swapped on"), 5, 40)
        ended = np.where(swapped, changed, np.where(~second, first, np.where(leaves, early, whole)))
        status = np.where(swapped, SWAPPED, np.where(second & ~leaves, COMPLETED, WITHDRAWN))
        reasons = np.array(_REASONS)[spread(keyed(own, "reason"), 0, len(_REASONS) - 1)]
        points = p.result("attainment_8")[owner]
        standing = _BY_ATTAINMENT * (points - _MIDDLE) / _SPREAD + np.sqrt(1 - _BY_ATTAINMENT**2) * _normal(key)
        limits = np.cumsum(_SHARES) / np.sum(_SHARES)
        grade = np.minimum(np.searchsorted(limits, 1 - _place(standing), side="right"), len(GRADES) - 1)
        grade = np.where((begins + 1 < _A_STAR_SINCE) & (grade == 0), 1, grade)
        choice = np.floor(keyed(own, "first subject") * len(a_levels())).astype(np.int64)
        step = 1 + np.floor(keyed(own, "next subject") * 4).astype(np.int64)
        return SixthFormAims(
            owner,
            nth,
            (choice + nth * step) % len(a_levels()),
            begins,
            summer[begins + 2 - 1990] + 10,
            ended,
            status,
            np.where(status == WITHDRAWN, reasons, -1),
            grade,
        )

    def returned(self, year: int) -> Columns:
        """The aims in the autumn return of a year: those begun in it and the year before, and those that go on."""
        p, a = self._pupils, self.aims
        _, private = p.is_independent
        opens, day = on(year - 1, 8, 1), census_day(year, "autumn")
        held = (a.begins <= year) & (a.ended >= opens) & ~private[a.owner]
        row = np.flatnonzero(held & ~p.is_taught_at_home[a.owner])
        row = row[~p.lost("not_returned", keys(p.seed, p.number[a.owner[row]], year, 0), a.owner[row])]
        twice = np.flatnonzero(p.lost("aim_twice", keys(p.seed, p.number[a.owner[row]], year), a.owner[row]))
        status_of_record = np.zeros(len(row), dtype=np.int64)
        status_of_record[twice] = 1
        row = np.r_[row, row[twice]]
        status_of_record = np.r_[status_of_record, np.full(len(twice), 101)]
        order = np.argsort(row, kind="stable")
        row, status_of_record = row[order], status_of_record[order]
        owner, over = a.owner[row], a.ended[row] < day
        status = np.where(over, a.status[row], GOES_ON)
        here = (year - 5 - p.cohort[owner] <= FIRST_OF_SIXTH_FORM + 1) & ~np.isin(status, (WITHDRAWN, COMPLETED))
        aims, size = a_levels(), len(row)
        refs, titles, classes = ([aim[n] for aim in aims] for n in range(3))
        listed = a.listed[row]
        school = p.school(2, owner, before=status_of_record > 100)
        completed = status == COMPLETED
        matched = completed & (keyed(keys(p.seed, p.number[owner], a.nth[row]), "matched") >= _NOT_MATCHED)
        sat = self.year_of_exams(row)
        grade = a.grade[row]
        found: dict[str, pa.Array | Array] = {
            "PupilMatchingRefAnonymous": p.pupil_keys(owner, year),
            "ACADYR": coded(np.zeros(size), [f"{year}/{year + 1}"]),
            "RecordSource": coded(np.zeros(size), [f"SC_{year % 100:02d}{(year + 1) % 100:02d}_AU"]),
            "OnRoll": (here & (status_of_record < 101)) * 1,
            "RecordStatus": unless(0, status_of_record),
            "LAEstab_anon": school_keys(school, p.seed, "LAEstab"),
            "NCYear": only_where(here, year - 5 - p.cohort[owner]),
            "QN": coded(listed, refs),
            "SCC": coded(listed, classes),
            "LearningStartDate": np.array([on(y, 9, 5) for y in range(1990, 2060)])[a.begins[row] - 1990],
            "LearningPlannedEndDate": a.planned[row],
            "LearningActualEndDate": unless(NEVER, np.where(over, a.ended[row], NEVER)),
            "LearningAimStatus": coded(status - 1, ["1", "2", "3", "4"]),
            "LearningCompletionStatus": coded(status - 1, ["1", "2", "3", "4"]),
            "LearningAimWithdrawalReason": unless(-1, np.where(status == WITHDRAWN, a.reason[row], -1)),
            "CoreAim": coded((a.nth[row] == 0) * 1, ["0", "1"]),
            "ProgType": coded(np.zeros(size), ["01"]),
            "Traineeship": coded(np.zeros(size), ["0"]),
            "GradePassFail": coded((grade == len(GRADES) - 1) * 1, ["P", "F"], matched),
            **dict.fromkeys(("Grade_ATT", "Grade_AAT"), coded(grade, GRADES, matched)),
            "Grade_Match_Status": matched * 1,
            "Grade_Source": coded(matched * 1, ["0", "5"]),
            **dict.fromkeys(("Source_ATT", "Source_AAT"), coded(matched * 1, ["0", "5"])),
            **dict.fromkeys(("QAN_ATT", "QAN_AAT"), coded(listed, refs, matched)),
            **dict.fromkeys(("Disc_Code_ATT", "Disc_Code_AAT"), coded(listed, classes, matched)),
            **dict.fromkeys(("Sublevno_ATT", "Sublevno_AAT"), coded(np.zeros(size), [GCE_A_LEVEL], matched)),
            "Sublevno_Ref": coded(np.zeros(size), [GCE_A_LEVEL]),
            **dict.fromkeys(("Qual_Lev_ATT", "Qual_Lev_AAT"), only_where(matched, np.full(size, 3))),
            "GradeQCDAPoints": only_where(matched, points_of(grade, sat)),
            "Qual_Type_Ref": coded(np.zeros(size), ["GCE A level"]),
            "Qual_Type_ATT": coded(np.zeros(size), ["GCE A level"], matched),
            "Qual_Lev_Ref": np.full(size, 3),
            **dict.fromkeys(("Title_Ref", "Short_Title_Ref"), coded(listed, titles)),
            **dict.fromkeys(("SCC_Ref", "Disc_Code_Ref"), coded(listed, classes)),
            "Gender": coded(p.is_girl[owner] * 1, ["M", "F"]),
            "AgeAtStartOfAcademicYear": year - 1 - p.cohort[owner],
            "MonthPartOfAgeAtStartOfAcademicYear": (8 - p.month[owner]) % 12,
            "YearOfBirth": p.born_in[owner],
            "MonthOfBirth": p.month[owner],
            "Version": coded(np.zeros(size), ["A"]),
        }
        return found

    def year_of_exams(self, row: Array) -> Array:
        """The academic year in which the exam of an aim is sat."""
        found: Array = self.aims.begins[row] + 1
        return found

    def sat(self, year: int) -> Array:
        """The rows of aims whose exams are sat in an academic year."""
        return np.flatnonzero((self.aims.status == COMPLETED) & (self.aims.begins + 1 == year))


def points_of(grade: Array, year: Array | int) -> Array:
    """Points of A levels, on the scale of the year."""
    scales = np.array([_POINTS, _POINTS_SINCE_2016])
    found: Array = scales[(np.asarray(year) >= NEW_POINTS).astype(np.int64), grade]
    return found


def older_points(grade: Array) -> Array:
    """Points of A levels on the scale up to 2014/15, which the files go on with."""
    found: Array = np.array(_POINTS)[grade]
    return found


def _normal(key: Array) -> Array:
    """A number of about the standard normal distribution for each key: the sum of twelve even ones, less six."""
    found: Array = sum((keyed(key, f"result {n}") for n in range(12)), np.zeros(len(key))) - 6
    return found


def _place(standing: Array) -> Array:
    """Which share of all stands below each, of a normal distribution."""
    found: Array = 1 / (1 + np.exp(-1.702 * standing))
    return found
