"""Attainment at 11 and 16: a record of each pupil in the year of the tests or of the end of compulsory schooling.

Tests at 11 are those of schools that the state pays for, and there were none in the two summers of the pandemic.
Results at 16 are of all schools; what describes pupils of independent schools is not known, since it comes from the
census.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.sources.miniature import nation
from alder.synth.leo.leo_columns import only
from alder.synth.leo.pseudonyms import text_keys
from alder.synth.leo.record_files import as_array
from alder.synth.npd.census_records import (
    ETHNIC_CODES,
    FIRST_LANGUAGES,
    NEED_TYPES,
    PROVISIONS,
    coded,
    ever,
    only_where,
)
from alder.synth.npd.pupils import FIRST_OF_SIXTH_FORM, LAST_OF_SIXTH_FORM, school_keys, school_places
from alder.synth.population.draws import keyed, keys, on
from alder.synth.population.home_regions import place_deprivation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.npd.census_records import CensusRecords
    from alder.synth.npd.pupils import NpdPupils
    from alder.synth.population.draws import Array

FIRST_KEY_STAGE_2, FIRST_KEY_STAGE_4 = 1995, 2001
WITHOUT_TESTS = (2019, 2020)
"""The academic years in which there were no tests at 11."""
_SCALED, _NUMBERED = 2015, 2016
"""The first years of scaled scores at 11, and of grades 9 to 1 in English and mathematics at 16."""
_EXPECTED, _HIGH = 100, 110
_MARKS_OF_A_LEVEL = 12
_LEVEL_AT_100, _LOWEST_LEVEL, _HIGHEST_LEVEL = 4.1, 2, 5
"""How scaled scores and levels go together: the population has scores for all years. Assumed."""
_LETTERS = {"A*": 8.5, "A": 7, "B": 5.5, "C": 4, "D": 3, "E": 2, "F": 1.5, "G": 1}
"""Points of letter grades in Attainment 8 from 2016/17 on."""
_OLDER = {"A*": 58, "A": 52, "B": 46, "C": 40, "D": 34, "E": 28, "F": 22, "G": 16}
_OLDER_NUMBERED = {"9": 58, "8": 55, "7": 52, "6": 46, "5": 43, "4": 40, "3": 34, "2": 25, "1": 16}
"""Points of grades on the scale of the years before Attainment 8; of numbered grades assumed, by their letters."""
_GOOD = ("A*", "A", "B", "C", "9", "8", "7", "6", "5", "4")
_STRONG = ("A*", "A", "B", "9", "8", "7", "6", "5")
_EXPECTED_AT_100, _MORE_A_POINT = 38.5, 2.0
"""Attainment 8 by the mean score at 11: the line through all pupils of a made-up population."""
_ENTRIES, _OF_ATTAINMENT = 8.5, 9.6
"""GCSEs and equivalents of a pupil, and points of attainment 8 for each good pass. Assumed."""
_FIVE = 5


class KeyStages:
    """The results of a region's pupils, a year at a time."""

    def __init__(self, pupils: NpdPupils, census: CensusRecords, people: int) -> None:
        self.pupils, self._census, self._people = pupils, census, people

    def key_stage_2(self, year: int) -> Columns:
        """The pupils of the tests of a year at state schools, by name of their fields."""
        p = self.pupils
        primary, _ = p.is_independent
        row = np.flatnonzero((p.result("key_stage_2_year") == year) & ~primary & ~p.is_taught_at_home)
        none = p.lost("no_key_stage_2", p.key[row], row)
        sat = ~none
        reading, mathematics = p.result("reading")[row], p.result("mathematics")[row]
        between = (reading + mathematics) / 2
        grammar = np.clip(np.round(between + 4 * keyed(p.key[row], "grammar") - 1.5), 80, 120)
        school = p.school(0, row, before=np.zeros(len(row), dtype=bool))
        found = self.described(row, year, school, 0)
        found |= {
            "LAESTAB_anon": school_keys(school, p.seed, "LAEstab"),
            "URN_anon": school_keys(school, p.seed, "URN"),
            "YEARGRP": np.full(len(row), 6),
            "ACTYRGRP": coded(np.zeros(len(row)), ["6"]),
            "ENTRYDAT": np.minimum(p.entry(0, row, before=np.zeros(len(row), dtype=bool)), on(year + 1, 5, 1)),
            "NENTRIES": np.full(len(row), 6),
        }
        for name, score in (("READ", reading), ("MAT", mathematics), ("GPS", grammar)):
            found |= self._tested(name, score, sat, year)
        if year >= _SCALED:
            meets, high = (
                np.logical_and.reduce([s >= least for s in (reading, mathematics, grammar)])
                for least in (_EXPECTED, _HIGH)
            )
            found |= {"RWMEXP": (sat & meets) * 1, "RWMHIGH": (sat & high) * 1, "ELIGRWM": sat * 1, "VALRWM": sat * 1}
        else:
            fine = _fine(between)
            found |= {
                "ENGLEV": coded(np.floor(_fine(reading)) - _LOWEST_LEVEL, _LEVELS, sat),
                "APS": only_where(sat, np.round(6 * fine + 3, 2)),
                "TOTPTS": only_where(sat, np.round(3 * (6 * fine + 3), 1)),
            }
        return found

    def _tested(self, name: str, score: Array, sat: Array, year: int) -> Columns:
        """What a test came to: scores from 2015/16 on, levels before."""
        if year >= _SCALED:
            outcome = np.where(sat, 1 + (score < _EXPECTED), 0)
            return {
                f"{name}SCORE": only_where(sat, score.astype(np.int64)),
                f"{name}EXP": (sat & (score >= _EXPECTED)) * 1,
                f"{name}HIGH": (sat & (score >= _HIGH)) * 1,
                f"{name}AT": ~sat * 1,
                f"{name}OUTCOME": coded(outcome, ["A", "AS", "NS"]),
                f"ELIG{name}": np.ones(len(sat), dtype=np.int64),
                f"VAL{name}": np.ones(len(sat), dtype=np.int64),
            }
        fine = _fine(score)
        found = {
            f"{name}LEV": coded(np.floor(fine) - _LOWEST_LEVEL, _LEVELS, sat),
            f"{name}FINE": only_where(sat, np.round(fine, 2)),
            f"LEVX{name}": (sat & (fine >= 4)) * 1,
            f"LEVAX{name}": (sat & (fine >= 5)) * 1,
            f"LEVBX{name}": (sat & (fine < 4)) * 1,
            f"LEVAT{name}": ~sat * 1,
        }
        if name != "GPS":
            found[f"KS2{name}FG"] = only_where(sat, np.round(6 * fine + 3, 2))
            found[f"KS2{name}PS"] = only_where(sat, 6 * np.floor(fine) + 3)
        return found

    def key_stage_4(self, year: int) -> Columns:
        """The pupils who ended compulsory schooling in a year, at schools of all kinds."""
        p = self.pupils
        row = np.flatnonzero((p.result("key_stage_4_year") == year) & ~p.is_taught_at_home)
        _, secondary = p.is_independent
        private = secondary[row]
        school = p.school(1, row, before=np.zeros(len(row), dtype=bool)) + np.where(private, _INDEPENDENT, 0)
        ones = np.ones(len(row), dtype=np.int64)
        found = self.described(row, year, school % _INDEPENDENT, 1)
        found |= {
            "LAESTAB_anon": school_keys(school, p.seed, "LAEstab"),
            "URN_anon": school_keys(school, p.seed, "URN"),
            "NFTYPE": coded(np.where(private, 1, 0) + 2 * (school % 3 == 0) * ~private, ["21", "30", "51"]),
            "NORFLAGE": np.zeros(len(row), dtype=np.int64),
            "SCHNOR": ones,
            "LANOR": ones,
            "NATNOR": ones,
            "NATMTDNOR": ~private * 1,
            "PLASC": ~private * 1,
            "MMSCH": ~private * 1,
            "MSCH": ~private * 1,
            "NATMTDRES": ~private * 1,
            "YEARGRP": np.full(len(row), 11),
            "ACTYRGRP": coded(np.zeros(len(row)), ["11"]),
            **self._graded(row, year),
        }
        known = ~private & ~p.lost("no_characteristics", p.key[row], row)
        return {name: only(known, as_array(c)) if name in _OF_THE_CENSUS else c for name, c in found.items()}

    def _graded(self, row: Array, year: int) -> Columns:
        p = self.pupils
        english, mathematics = (p.grade(f"{name}_grade")[row] for name in ("english", "mathematics"))
        points = np.round(p.result("attainment_8")[row].astype(np.float64), 2)
        scores = (p.result("reading")[row] + p.result("mathematics")[row]) / 2
        before = scores >= 0
        good = np.isin(english, _GOOD) & np.isin(mathematics, _GOOD)
        strong = np.isin(english, _STRONG) & np.isin(mathematics, _STRONG)
        passes = np.minimum(np.floor(points / _OF_ATTAINMENT), 10)
        five = (passes >= _FIVE) & good
        entered = keyed(p.key[row], "baccalaureate") < np.clip((points - 20) / 60, 0.02, 0.85)
        whole = entered & good & (points >= 48)
        suffix = "" if year < 2013 else "_PTQ" if year == 2013 else "_PTQ_EE"
        text = {name: _column_of(grades) for name, grades in (("ENG", english), ("MAT", mathematics))}
        older = np.round(points / 10 * 7.2 * _ENTRIES, 1)
        found: dict[str, pa.Array | Array] = {
            "ENTRIES": np.full(len(row), _ENTRIES),
            f"PTSTNEWE{suffix}": older,
            f"PTSTNEWG{suffix}": np.round(0.92 * older, 1),
            f"AVPTSENT{suffix}": np.round(older / _ENTRIES, 2),
            f"LEVEL2_EM{suffix}" if year <= 2013 else "LEVEL2_EM_94": five * 1,
            f"EBACC{suffix}" if year < _NUMBERED else "EBACC_94": whole * 1,
            "EBACC_95": (whole & strong) * 1,
            "LEVEL2_PTQ_EE": (passes >= _FIVE) * 1,
            "PASS_94": passes,
            "LEV2EM_94": good * 1,
            "LEV2EM_95": (good & strong) * 1,
            "L2BASICS_94": good * 1,
            "L2BASICS_95": (good & strong) * 1,
            "ATT8": points,
            "INP8CALC": before * 1,
            "INP8MOD": before * 1,
            "KS2EMFG": only_where(before, np.round(_fine(scores), 1)),
            "KS2EMSS": only_where(before, scores),
        }
        numbered = "_91" if year >= 2017 else suffix
        found |= {f"APENG{numbered}": text["ENG"], f"APMAT{numbered}": text["MAT"]}
        for name, grades in (("ENG", english), ("MATH", mathematics)):
            found |= {
                f"GCSE_{name}_91": np.isin(grades, (*_LETTERS, *_OLDER_NUMBERED)) * 1,
                f"GCSE_{name}_94": np.isin(grades, _GOOD) * 1,
                f"GCSE_{name}_95": np.isin(grades, _STRONG) * 1,
                f"HPG{name}_PTQ_EE": _points(grades, _OLDER | _OLDER_NUMBERED),
            }
        found |= _places_of_attainment_8(points, english, mathematics)
        expected = np.clip(_EXPECTED_AT_100 + _MORE_A_POINT * (scores - 100), 5, 85)
        found |= {
            "ATT8_PRED": only_where(before, np.round(expected, 2)),
            "P8SCORE": only_where(before, np.round((points - expected) / 10, 2)),
        }
        return found

    def free_meals(self, row: Array) -> Array:
        """Whether each was entitled to free meals at the end of key stage 4, as the census had it."""
        found: Array = self._census.claims[row, FIRST_OF_SIXTH_FORM - 1]
        return found

    def described(self, row: Array, year: int, school: Array, stage: int) -> dict[str, pa.Array | Array]:
        """What all key stages say of a pupil, most of it taken from the census of the year."""
        p, c, size = self.pupils, self._census, len(row)
        group = year - 5 - p.cohort[row]
        has, provision, kind = c.needs(row, group, year)
        _, first = c.language
        six = ever(c.claims, row, np.minimum(group, LAST_OF_SIXTH_FORM), 6)
        home = p.of.home_on(p.number[row], np.full(size, on(year + 1, 1, 20)))
        authority = nation.places().authority[school_places(school, self._people)]
        listed = np.arange(len(nation.authorities().listed))
        ones = np.ones(size, dtype=np.int64)
        girl = p.is_girl[row] ^ p.lost("sex_otherwise", keys(p.seed, p.number[row], 10 + stage), row)
        code = np.array(list(PROVISIONS))[provision]
        return {
            "PupilMatchingRefAnonymous": p.pupil_keys(row, year),
            "ACADYR": coded(np.zeros(size), [f"{year}/{year + 1}"]),
            "GENDER": coded(girl * 1, ["M", "F"]),
            "FEMALE": girl * 1,
            "AGE_START": year - 1 - p.cohort[row],
            "MONTH_PART": (8 - p.month[row]) % 12,
            "YEAROFBIRTH": p.born_in[row],
            "MONTHOFBIRTH": p.month[row],
            "ETHNIC": coded(c.ethnic[row], ETHNIC_CODES),
            "LANG1ST": coded(first[row], FIRST_LANGUAGES),
            "FLANG": np.isin(first[row], (2, 3)) * 1,
            "FSM": c.claims[row, np.minimum(group, LAST_OF_SIXTH_FORM)] * 1,
            "FSM6": six * 1,
            "FSM6_P": six * 1,
            "FSM6CLA1A": six * 1,
            "SENF": pa.array(code),
            "SENPS": np.isin(code, ("P", "S")) * 1,
            "SENA": (code == "A") * 1,
            "SENK": (code == "K") * 1,
            "SENE": (code == "E") * 1,
            "SENSE": np.isin(code, ("S", "E")) * 1,
            "SENAPK": np.isin(code, ("A", "P", "K")) * 1,
            "SEN_ALL": has * 1,
            "SENTYPE": coded(kind, NEED_TYPES, has),
            "IDACI": np.round(0.02 + 0.62 * place_deprivation()[home] ** 2.2, 3),
            "LA_anon": pa.DictionaryArray.from_arrays(
                pa.array(authority.astype(np.int16)), text_keys(listed, p.seed, "LA_anon", 5)
            ),
            "ENDKS": ones,
            **dict.fromkeys(("SCHRES", "LARES", "NATRES"), ones),
            "VERSION": coded(np.zeros(size), ["F"]),
        }


_INDEPENDENT = 2**20
"""Numbers of independent schools begin here: more than there are others."""
_LEVELS = tuple(str(n) for n in range(_LOWEST_LEVEL, _HIGHEST_LEVEL + 1))
_OF_THE_CENSUS = frozenset(
    {
        "ETHNIC",
        "LANG1ST",
        "FLANG",
        "FSM",
        "FSM6",
        "FSM6_P",
        "FSM6CLA1A",
        "SENF",
        "SENPS",
        "SENA",
        "SENK",
        "SENE",
        "SENSE",
        "SENAPK",
        "SEN_ALL",
        "SENTYPE",
        "IDACI",
    }
)
"""Fields of key stage 4 that are missing where the pupil is in no census."""


def _fine(score: Array) -> Array:
    """A level with fractions for a scaled score."""
    found: Array = np.clip(
        _LEVEL_AT_100 + (score - _EXPECTED) / _MARKS_OF_A_LEVEL, _LOWEST_LEVEL + 0.5, _HIGHEST_LEVEL + 0.99
    )
    return found


def _column_of(grades: Array) -> pa.Array:
    known, which = np.unique(grades, return_inverse=True)
    return coded(which, known.tolist(), grades != "")


def _points(grades: Array, of: Mapping[str, float]) -> Array:
    known, which = np.unique(grades, return_inverse=True)
    found: Array = np.array([float(of.get(grade, 0)) for grade in known.tolist()])[which]
    return found


def _places_of_attainment_8(points: Array, english: Array, mathematics: Array) -> Columns:
    """How the points of Attainment 8 lie in its places: English and mathematics twice, and six others.

    Where the total is less than what both are worth, they have what there is of it.
    """
    scale = _LETTERS | {str(n): n for n in range(1, 10)}
    both = np.stack([2 * _points(english, scale), 2 * _points(mathematics, scale)])
    worth = both.sum(0)
    both = np.where(worth > points, both * np.divide(points, worth, out=np.zeros_like(points), where=worth > 0), both)
    both = np.round(both, 2)
    rest = np.maximum(np.round(points - both.sum(0), 2), 0)
    inner = np.round(rest / 2, 2)
    third = np.round(inner / 3, 2)
    outer = np.round(rest - inner, 2)
    sixth = np.round(outer / 3, 2)
    return {
        "SLOT1ENG": both[0],
        "SLOT2MAT": both[1],
        "SLOT3EBAC": third,
        "SLOT4EBAC": third,
        "SLOT5EBAC": np.round(inner - 2 * third, 2),
        "SLOT6OPEN": sixth,
        "SLOT7OPEN": sixth,
        "SLOT8OPEN": np.round(outer - 2 * sixth, 2),
        "EBACSCR": inner,
        "OPENSCR": outer,
    }
