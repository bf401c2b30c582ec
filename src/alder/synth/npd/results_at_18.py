"""Attainment at 16 to 18: students who come to the end of their study in a year, and each of their results.

Results of colleges are those of their returns of the year (R14). Students of school sixth forms, independent ones among
them, have those of their A levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.miniature.catalogue import listed_aims
from alder.synth.leo.leo_columns import only
from alder.synth.leo.record_files import as_array
from alder.synth.npd.census_records import coded, only_where
from alder.synth.npd.pupils import FIRST_OF_SIXTH_FORM, school_keys
from alder.synth.npd.sixth_forms import GCE_A_LEVEL, GRADES, NEW_POINTS, a_levels, older_points, points_of
from alder.synth.population.draws import day_number, keyed, keys
from alder.synth.population.learning import ACHIEVED, COMPLETED
from alder.synth.returns.aim_records import grades, returned
from alder.synth.returns.heading import ready
from alder.synth.returns.population_roll import PopulationRoll
from alder.synth.returns.roll import Snapshot

if TYPE_CHECKING:
    from alder.synth.leo.leo_columns import Columns
    from alder.synth.npd.key_stages import KeyStages
    from alder.synth.npd.pupils import NpdPupils
    from alder.synth.npd.sixth_forms import SixthForms
    from alder.synth.population.draws import Array

_LAST_AT_COLLEGE = FIRST_OF_SIXTH_FORM + 2
"""The last year group of students of 16 to 18, at colleges."""
_COLLEGE = 2**21
"""Numbers of colleges begin here: more than there are schools."""
_DIPLOMA = "130"
_DIPLOMA_GRADES = ("DS", "ME", "PA", "FL")
_DIPLOMA_POINTS, _DIPLOMA_POINTS_SINCE_2016 = (270, 240, 210, 0), (50, 35, 25, 0)
"""Grades of diplomas as large as an A level, and their points. Assumed."""
_FAILS = "U"
_BETTER = 0.3
"""Of students who have to go on with a subject after 16, how many come to a better grade. Assumed."""
_NOT_ENTERED = 0.12
_LEVELS_OF_GRADES = {
    **{str(n): float(n) - (n == 9) for n in range(1, 10)},
    **dict(zip(("A*", "A", "B", "C", "D", "E", "F", "G"), (8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0), strict=True)),
}
"""Points of English and mathematics, 0 to 8, by grade."""
_ENOUGH = {"letters": 5.0, "numbers": 4.0}


@dataclass(frozen=True)
class _Results:
    """Results of a year: whose, where, of which qualification, and how good."""

    row: Array
    place: Array  # number of the school, or of the college
    qualification: pa.Array
    subject: pa.Array
    is_a_level: Array
    grade: Array  # place in GRADES or in the grades of diplomas


class ResultsAt18:
    """The results of a region's students of 16 to 18, a year at a time."""

    def __init__(self, pupils: NpdPupils, stages: KeyStages, sixth_forms: SixthForms) -> None:
        self._pupils, self._stages, self._sixth_forms = pupils, stages, sixth_forms

    def tables(self, year: int) -> dict[str, Columns]:
        """The students and their results, by kind of record."""
        results = _joined(self._at_schools(year), self._at_colleges(year))
        return {"ks5_student": self._students(results, year), "ks5_exam": self._exams(results, year)}

    def _at_schools(self, year: int) -> _Results:
        p, forms = self._pupils, self._sixth_forms
        at = forms.sat(year)
        row = forms.aims.owner[at]
        listed = forms.aims.listed[at]
        refs, _, classes = ([aim[n] for aim in a_levels()] for n in range(3))
        return _Results(
            row,
            p.school(2, row, before=np.zeros(len(row), dtype=bool)),
            pa.array(refs).take(pa.array(listed)),
            pa.array(classes).take(pa.array(listed)),
            np.ones(len(row), dtype=bool),
            forms.aims.grade[at],
        )

    def _at_colleges(self, year: int) -> _Results:
        """Qualifications at level 3 that students of 16 to 18 completed in the year, as the last return has them."""
        p = self._pupils
        roll = PopulationRoll(p.of, year, p.of.of_year(year))
        now = Snapshot(roll, day_number(ready(AcademicYear(year), ReturnNumber.R14)))
        aims = returned(now)
        f, schemes = aims.fields, aims.texts["grades"]
        row = np.searchsorted(p.number, roll.person[aims.owner])
        row = np.minimum(row, p.size - 1)
        young = (p.number[row] == roll.person[aims.owner]) & (year - 5 - p.cohort[row] <= _LAST_AT_COLLEGE)
        refs = aims.texts["ref"]
        number, at_level_3 = _listed()
        listed = np.array([number[ref] for ref in refs.vocabulary.to_pylist()], dtype=np.int64)[refs.codes]
        over = (f["known_status"] == COMPLETED) & (f["known_end"] >= now.opens) & (f["mistaken"] == 0)
        wanted = young & over & at_level_3[listed] & schemes.one_of(("a_level", "diploma"))
        wanted &= year - 5 - p.cohort[row] >= FIRST_OF_SIXTH_FORM
        at = np.flatnonzero(wanted)
        text = grades(roll, aims).objects()[at]
        is_a_level = schemes.one_of(("a_level",))[at]
        passed = f["known_outcome"][at] == ACHIEVED
        place = np.where(
            is_a_level,
            _place_in(text, GRADES, len(GRADES) - 1),
            _place_in(text, _DIPLOMA_GRADES, len(_DIPLOMA_GRADES) - 1),
        )
        worst = np.where(is_a_level, len(GRADES), len(_DIPLOMA_GRADES)) - 1
        return _Results(
            row[at],
            _COLLEGE + roll.provider[aims.owner][at],
            refs.vocabulary.take(pa.array(refs.codes[at])),
            pa.array(_subjects()).take(pa.array(listed[at])),
            is_a_level,
            np.where(passed, place, worst),
        )

    def _exams(self, r: _Results, year: int) -> Columns:
        p, size = self._pupils, len(r.row)
        grade = pa.array([*GRADES, *_DIPLOMA_GRADES[:-1], _FAILS]).take(
            pa.array(np.where(r.is_a_level, r.grade, len(GRADES) + r.grade))
        )
        older, newer = _points(r)
        ones = np.ones(size, dtype=np.int64)
        return {
            "PupilMatchingRefAnonymous": p.pupil_keys(r.row, year),
            "ACADYR": coded(np.zeros(size), [f"{year}/{year + 1}"]),
            "QAN": r.qualification,
            "SUBLEVNO": coded(~r.is_a_level * 1, [GCE_A_LEVEL, _DIPLOMA]),
            "MAPPING": r.subject,
            "GRADE": grade,
            "POINTS": older,
            "POINTS_1618": newer,
            "EXAMYEAR": np.full(size, year + 1),
            "SEASON": coded(np.zeros(size), ["S"]),
            "ASIZE": ones,
            "LEV3": np.full(size, 0.5),
            "AMDEXAM": coded(np.zeros(size), [""], np.zeros(size, dtype=bool)),
        }

    def _students(self, r: _Results, year: int) -> Columns:
        """One row for each student with a result in the year, at the institution of the first."""
        p = self._pupils
        row, first, which = np.unique(r.row, return_index=True, return_inverse=True)
        size = len(row)
        place = r.place[first]
        at_school = place < _COLLEGE
        school = np.where(at_school, place, 0)
        found = {
            name: column
            for name, column in self._stages.described(row, year, school, 2).items()
            if name not in ("ENDKS", "SCHRES", "LARES", "NATRES", "FSM")
        }

        def count(of: Array) -> Array:
            return np.bincount(which[of], minlength=size)

        def total(points: Array, of: Array) -> Array:
            return np.bincount(which[of], points[of], minlength=size)

        older, newer = _points(r)
        points = newer if year >= NEW_POINTS else older
        a, every = r.is_a_level, np.ones(len(r.row), dtype=bool)
        passes = np.where(a, r.grade < len(GRADES) - 1, r.grade < len(_DIPLOMA_GRADES) - 1)
        top, good = a & (r.grade <= 1), a & (r.grade <= 2)
        census_fsm = self._stages.free_meals(row)
        seen = at_school | (keyed(p.key[row], "described at 18") < 0.97)
        attainment = np.round(p.result("attainment_8")[row].astype(np.float64) * 0.72, 2)
        found |= {
            "URN_anon": school_keys(place, p.seed, "URN"),
            "LA_anon": only(at_school, as_array(found["LA_anon"])),
            "RECTYPE": np.ones(size, dtype=np.int64),
            "TRIGGER": np.ones(size, dtype=np.int64),
            "TRIGGER_2021": np.ones(size, dtype=np.int64),
            "L3_flag": np.ones(size, dtype=np.int64),
            "AGE": year - 1 - p.cohort[row],
            "ETHNIC": only(seen, as_array(found["ETHNIC"])),
            "KS4_ETHNIC": only(seen, as_array(found["ETHNIC"])),
            "KS4_FSM": only_where(seen, census_fsm * 1),
            "KS4_DISADVANTAGE": only_where(seen, census_fsm * 1),
            "AVGKS4": only_where(attainment > 0, attainment),
            "ENTRY_GA": count(a),
            "PASSES_GA": count(a & passes),
            "POINTS_GA": total(points, a),
            "GRADEA_GA": count(top),
            "GRADEA_TOT": count(top),
            "PASSES_TOT": count(a & passes),
            "TOTENTS": count(every).astype(np.float64),
            "TOTPTSE": total(points, every),
            "TOTENTS_ALEV": count(a).astype(np.float64),
            "TOTPTSE_ALEV": total(points, a),
            "ALEV": (count(a) > 0) * 1,
            "ACAD": (count(a) > 0) * 1,
            "AGEN": (count(~a) > 0) * 1,
            "PASS2LV3": (count(passes) >= 2) * 1,
            "GRADE_AAB_ALL": ((count(top) >= 2) & (count(good) >= 3)) * 1,
            "GRADE_A3_ALL": (count(top) >= 3) * 1,
            "COREMATHS_ACHIEVED": np.zeros(size, dtype=np.int64),
        }
        for letter, subject in (("E", "english"), ("M", "mathematics")):
            found |= self._progress(row, letter, subject)
        return found

    def _progress(self, row: Array, letter: str, subject: str) -> Columns:
        """What became of a subject that has to be gone on with after 16."""
        p = self._pupils
        grade = p.grade(f"{subject}_grade")[row]
        base = _worth(grade)
        numbered = np.char.isdigit(np.where(grade == "", "x", grade).astype(str))
        enough = np.where(numbered, _ENOUGH["numbers"], _ENOUGH["letters"])
        scope = (grade != "") & (base < enough)
        key = keys(p.seed, p.number[row], ord(letter))
        entered = scope & (keyed(key, "entered again") >= _NOT_ENTERED)
        best = base + (keyed(key, "does better") < _BETTER)
        return {
            f"BASE_pts_{letter}": only_where(grade != "", base),
            f"PRIOR_pts_{letter}": only_where(grade != "", base),
            f"SCOPE_{letter}": scope * 1,
            f"BEST_{letter}": only_where(entered, best),
            f"PROGRESS_{letter}": only_where(scope, np.where(entered, best - base, -1.0)),
            f"NO_ENTRIES_{letter}": (scope & ~entered) * 1,
        }


@cache
def _listed() -> tuple[dict[str, int], Array]:
    """The number of each reference in the list of aims, and whether it is at level 3."""
    aims = listed_aims()
    return {aim.ref: n for n, aim in enumerate(aims)}, np.array([aim.level.startswith("3") for aim in aims])


@cache
def _subjects() -> tuple[str, ...]:
    """The code of the subject of each aim in tables of schools: its own for A levels, else by subject area."""
    own = {ref: code for ref, _, code in a_levels()}
    return tuple(own.get(aim.ref, f"V{aim.subject.replace('.', '')}"[:5]) for aim in listed_aims())


def _joined(one: _Results, other: _Results) -> _Results:
    return _Results(
        np.r_[one.row, other.row],
        np.r_[one.place, other.place],
        pa.concat_arrays([one.qualification, other.qualification]),
        pa.concat_arrays([one.subject, other.subject]),
        np.r_[one.is_a_level, other.is_a_level],
        np.r_[one.grade, other.grade],
    )


def _points(r: _Results) -> tuple[Array, Array]:
    """Points of each result on the scale up to 2014/15, and on that from 2015/16."""
    a, d = np.where(r.is_a_level, r.grade, 0), np.where(r.is_a_level, 0, r.grade)
    older = np.where(r.is_a_level, older_points(a), np.array(_DIPLOMA_POINTS)[d])
    newer = np.where(r.is_a_level, points_of(a, NEW_POINTS), np.array(_DIPLOMA_POINTS_SINCE_2016)[d])
    return older.astype(np.float64), newer.astype(np.float64)


def _place_in(texts: Array, known: tuple[str, ...], otherwise: int) -> Array:
    words, which = np.unique(texts.astype(str), return_inverse=True)
    places = [known.index(w) if w in known else otherwise for w in words.tolist()]
    found: Array = np.array(places, dtype=np.int64)[which]
    return found


def _worth(grades_: Array) -> Array:
    words, which = np.unique(grades_, return_inverse=True)
    found: Array = np.array([_LEVELS_OF_GRADES.get(w, 0.0) for w in words.tolist()])[which]
    return found
