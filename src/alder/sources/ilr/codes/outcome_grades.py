"""Grades of an aim: all that may be returned, and those of GCSEs, AS and A levels by type of aim.

There are over five hundred, most of them every row of a few letters, so the list is built and not written out.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from alder.model.code_list import Code, CodeList

if TYPE_CHECKING:
    from alder.model.period import AcademicYear


def _rows(letters: str, *lengths: int) -> list[str]:
    return ["".join(row) for length in lengths for row in product(letters.split(), repeat=length)]


_FAMILIES: dict[str, list[str]] = {
    "A number": [*map(str, range(1, 100)), *(f"0{n}" for n in range(1, 10))],
    "A grade in letters": ["A*", "A", "B*", "B", "C*", "C", "D*", "D", "E*", "E", "F*", "F", "G*", "G"],
    "Two grades of a double award": [*_rows("A B C D E F G", 2), "A*A*", "A*A", "AA*"],
    "Three grades": _rows("A B C D E", 3),
    "Distinctions, merits and passes": [
        *_rows("D* D M P", 2, 3),
        *_rows("D M P", 4),
        *["D1", "D2", "D3", "M1", "M2", "M3", "P1", "P2", "P3"],
    ],
    "Stars": ["*", "**", "***", "***D", "**D", "*DD", "*A", "*B", "*C", "*D", "*E", "*F", "*G", "D**", "D***"],
    "Level 1 or 2 of a course at a higher level": [
        *["L1", "L2", "L2P", "L2M", "L2D", "L2D*", "L2PP", "L2MP", "L2MM", "L2DM", "L2DD", "L2D*D", "L2D*D*"],
    ],
    "Entry level": ["EL1", "EL2", "EL3"],
    "A class of honours": ["FI", "SU", "SL", "TH", "UH", "OR", "GN"],
    "A word": ["PA", "ME", "DS", "DS*", "CR", "SE", "FO", "OTH"],
    "Not achieved": ["FL", "U", "N", "X", "Y"],
}
"""Grades by kind, in our own words. What the short ones mean is told by each awarding body."""

_LABELS = {grade: label for label, grades in _FAMILIES.items() for grade in grades}

out_grade = CodeList("OutGrade", "Grade achieved", tuple(Code(grade, label) for grade, label in _LABELS.items()))

_LEVEL = "A* A B C D E F G N U"
_DOUBLE = "AA AB BB BC CC CD DD DE EE"
_GCSE = f"A* A B C D E F G U A*A* A*A {_DOUBLE} EF FF FG GG 1 2 3 4 5 6 7 8 9"

GRADES_OF_TYPE = {
    type: frozenset(grades.split())
    for type, grades in {
        "0001": "A B C D E N U",
        "0002": _LEVEL,
        "0003": f"{_GCSE} 11 21 22 32 33 43 44 54 55 65 66 76 77 87 88 98 99",
        "1413": _LEVEL,
        "1422": f"{_GCSE} 11 21 22 32 33 43 54 65 76 87 98",
        "1430": _LEVEL,
        "1433": f"{_DOUBLE} N U",
        "1434": _LEVEL,
        "1435": f"A*A* A*A {_DOUBLE} EF FF FG N U",
        "1453": f"A*A* A*A {_DOUBLE} EF N U",
        "2999": f"{_GCSE} 11 21 22 32 33 44 55 66 77 88 99",
    }.items()
}
"""The grades that each of these types of aim can have. The types are those of the list of learning aims."""

GCSES = ("0003", "1422", "2999")


def grades_of(type: str, year: AcademicYear) -> frozenset[str]:
    """The grades of a type of aim in a collection year. GCSEs had a grade N up to 2023/24."""
    known = GRADES_OF_TYPE[type]
    return known | {"N"} if type in GCSES and year.start < 2024 else known
