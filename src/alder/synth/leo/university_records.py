"""The student record as LEO has it: a row for each year of somebody at a university, under the key of schools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.synth.leo.homes import small_area_codes
from alder.synth.leo.leo_columns import days, only, same, worded
from alder.synth.leo.pseudonyms import institution_keys
from alder.synth.population.draws import NEVER, choose, first_day, keyed, keys, spread
from alder.synth.population.higher_education import DEGREE, FULL_TIME, LEFT, QUALIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.leo.leo_people import LeoPeople
    from alder.synth.population.draws import Array

_SINCE = {
    "XINSTID01_ANON": (2007, 2019),
    "ENDDATE": (2007, 2019),
    "RSNEND": (2007, 2019),
    "XJACS01_1": (2007, 2018),
    "XHECOS_1": (2019, 2019),
    "XCAH01_1": (2019, 2019),
    "XFPE01_1": (2007, 2019),
    "SEXID": (2012, 2019),
    "PARED": (2007, 2019),
    "QUALENT3": (2010, 2019),
    "XAPP01": (2016, 2019),
    "LSOA": (2004, 2011),
    "LSOA01": (2012, 2013),
    "LSOA11": (2012, 2019),
}
"""The first and last starting years of fields that not every year has."""
_ETHNIC = {
    31: "10", 32: "10", 33: "15", 34: "10", 35: "41", 36: "42", 37: "43", 38: "49", 39: "31", 40: "32", 41: "33",
    42: "34", 43: "39", 44: "22", 45: "21", 46: "29", 47: "50", 98: "80",
}  # fmt: skip
"""Codes of the student record by those of the ILR: nearly all White people have one code."""
_NOT_KNOWN = "90"
_SILENT = 0.02
"""Students who do not say their ethnic group. Assumed."""
_DISABILITY = {4: "58", 5: "57", 6: "56", 9: "55", 10: "51", 11: "51", 12: "51", 13: "51", 14: "53", 15: "53"}
_OTHER_DISABILITY, _NO_DISABILITY = "96", "00"
_DECLARED = 0.7
"""Of those with a difficulty, how many say so at a university. Assumed."""
_LEVELS = {4: "5", 5: "5", 6: "4", 7: "2", 8: "1"}
"""Level of study in six groups, by level."""
_OBTAINED = {4: "C20", 5: "J30", 6: "H00", 7: "M00", 8: "D00"}
_CLASSES = (("01", 28), ("02", 49), ("03", 17), ("05", 4), ("08", 2))
"""Classes of degrees, with shares. Assumed, near what was published of 2018/19."""
_SUBJECTS = {
    # CAH code: one JACS and one HECoS code that stand for the group
    "CAH01": ("A100", "100271"), "CAH02": ("B700", "100290"), "CAH03": ("C100", "100346"), "CAH04": ("C800", "100497"),
    "CAH05": ("D100", "100531"), "CAH06": ("D400", "100517"), "CAH07": ("F300", "100425"), "CAH09": ("G100", "100403"),
    "CAH10": ("H300", "100190"), "CAH11": ("I100", "100366"), "CAH13": ("K100", "100122"), "CAH15": ("L300", "100505"),
    "CAH16": ("M100", "100485"), "CAH17": ("N200", "100079"), "CAH19": ("Q300", "100320"), "CAH20": ("V100", "100302"),
    "CAH22": ("X300", "100459"), "CAH23": ("Y000", "101273"), "CAH24": ("P500", "100444"), "CAH25": ("W200", "100048"),
    "CAH26": ("F800", "100409"),
}  # fmt: skip
_CLASSES_OF_HOMES = (("1", 19), ("2", 26), ("3", 13), ("4", 7), ("5", 6), ("6", 12), ("7", 7), ("8", 1), ("9", 9))
_PARENTS = (("1", 47), ("2", 43), ("8", 10))
_ENTRY = (("P50", 46), ("P51", 12), ("P93", 14), ("J30", 8), ("C20", 5), ("P41", 15))
_HOMES_IN_TERM = (("1", 18), ("5", 9), ("2", 19), ("6", 18), ("7", 32), ("4", 4))
_WHY_LEFT = (("02", 26), ("03", 22), ("05", 6), ("08", 4), ("10", 8), ("11", 34))
_COMPLETED = "01"
"""Codes with shares of socio-economic class, parents' education, entry qualification, term-time home and reason for
leaving. Assumed."""
_TERM_BEGINS, _TERM_ENDS, _MASTERS_END = 50, 330, 363
"""Days after 1 August on which programmes begin and end; of master's programmes, within the same academic year."""


def student_records(people: LeoPeople, year: int) -> Columns:
    """The rows of a starting year, by name of their fields."""
    of = people.of.higher_education
    f = of.fields
    at = np.flatnonzero(f["year"] == year)
    person, level, outcome, nth = (f[name][at] for name in ("person", "level", "outcome", "year_of_course"))
    row = people.rows(person)
    begun = year - nth + 1
    course, whole = keys(people.seed, person, begun), keys(people.seed, person, begun, nth)

    def drawn(name: str, table: tuple[tuple[str, int], ...], key: Array = course) -> pa.Array:
        return worded(choose(keyed(key, name), [share for _, share in table]), [code for code, _ in table])

    qualified, left = outcome == QUALIFIED, outcome == LEFT
    home = people.of.home_on(person, first_day(begun) - 1)
    subject = of.texts["subject"]
    subjects = subject.vocabulary.to_pylist()
    subject_codes = subject.codes[at]
    area = small_area_codes(home)
    silent = keyed(people.key[row], "silent at university") < _SILENT
    declares = keyed(people.key[row], "declares at university") < _DECLARED
    difficult = (people.of.person.fields["difficulty"][row] == 1) & declares
    found: dict[str, pa.Array | Array] = {
        "PUPILMATCHINGREFANONYMOUS": only(people.university_leads_to_school_key[row], people.school_keys(row)),
        "XINSTID01_ANON": institution_keys(f["institution"][at], people.seed),
        "XPSR01": np.ones(len(at), dtype=np.int64),
        "XPQUAL01": qualified.astype(np.int64),
        "COMDATE": pa.array(first_day(begun) + _TERM_BEGINS + spread(keyed(course, "begins"), 0, 14)),
        "ENDDATE": _ends(year, level, qualified, left, keyed(whole, "leaves")),
        "RSNEND": only(
            qualified | left, _either(qualified, same(_COMPLETED, len(at)), drawn("why left", _WHY_LEFT, whole))
        ),
        "XMODE01": worded((f["mode"][at] != FULL_TIME).astype(np.int64), ("1", "2")),
        "XLEV601": _by_number(_LEVELS, level),
        "XQOBTN01": only(qualified, _by_number(_OBTAINED, level)),
        "XCLASS01": only(qualified & (level == DEGREE), drawn("class of degree", _CLASSES)),
        "XJACS01_1": worded(subject_codes, [_SUBJECTS[name][0] for name in subjects]),
        "XHECOS_1": worded(subject_codes, [_SUBJECTS[name][1] for name in subjects]),
        "XCAH01_1": worded(subject_codes, subjects),
        "XFPE01_1": np.full(len(at), 100.0),
        "SEXID": worded(people.is_woman[row].astype(np.int64), ("1", "2")),
        "ETHNIC": _either(silent, same(_NOT_KNOWN, len(at)), _by_number(_ETHNIC, people.ethnicity[row])),
        "DISABLE": _disabilities(people, row, difficult),
        "SEC": drawn("socio-economic class", _CLASSES_OF_HOMES, people.key[row]),
        "PARED": drawn("parents", _PARENTS, people.key[row]),
        "QUALENT3": drawn("entry", _ENTRY),
        "XAPP01": same("0", len(at)),
        "STULOAD": np.where(f["mode"][at] == FULL_TIME, 100.0, 50.0),
        "LSOA": area,
        "LSOA01": area,
        "LSOA11": area,
        "TTACCOM": drawn("home in term", _HOMES_IN_TERM, whole),
    }
    every = (0, 9999)
    return {n: c for n, c in found.items() if _SINCE.get(n, every)[0] <= year <= _SINCE.get(n, every)[1]}


def _ends(year: int, level: Array, qualified: Array, left: Array, draw: Array) -> pa.Array:
    """The last day of whoever qualified, or left in the course of the year."""
    last = np.where(level > DEGREE, _MASTERS_END, _TERM_ENDS)
    after = np.where(qualified, last, _TERM_BEGINS + 14 + np.floor(draw * (_TERM_ENDS - _TERM_BEGINS - 14)))
    ends = np.where(qualified | left, int(first_day(year)) + after, NEVER).astype(np.int64)
    return days(ends)


def _disabilities(people: LeoPeople, row: Array, difficult: Array) -> pa.Array:
    category = people.of.person.fields["difficulty_category"][row]
    codes = sorted({*_DISABILITY.values(), _OTHER_DISABILITY, _NO_DISABILITY})
    which = np.full(len(row), codes.index(_OTHER_DISABILITY))
    for number, code in _DISABILITY.items():
        which[category == number] = codes.index(code)
    return worded(np.where(difficult, which, codes.index(_NO_DISABILITY)), codes)


def _by_number(codes: Mapping[int, str], values: Array) -> pa.Array:
    return worded(values, [codes.get(n) for n in range(max(codes) + 1)])


def _either(one: Array, first: pa.Array, second: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(one), first, second)
