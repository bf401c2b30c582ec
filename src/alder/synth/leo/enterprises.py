"""Employers of the made-up nation, as the register of businesses has them: few large ones and many small."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.leo.leo_columns import worded
from alder.synth.leo.pseudonyms import text_keys
from alder.synth.population.draws import choose, keyed, keys

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.population.draws import Array

_INDUSTRIES = {
    "A": "01500", "B": "08120", "C": "10890 25620 28990", "D": "35110", "E": "38110", "F": "41202 43210 43390",
    "G": "45200 47110 47710", "H": "49410 52103 53201", "I": "55100 56101 56302", "J": "62020 63990",
    "K": "64191 65120", "L": "68310", "M": "69201 70229 71122", "N": "78200 80100 81210", "O": "84110",
    "P": "85200 85310 85421", "Q": "86101 87300 88910", "R": "93110", "S": "96020",
}  # fmt: skip
"""Classes of the standard industrial classification of 2007 that stand for each section."""
_OF_A_CLASS = 300
"""So many enterprises have each class. Assumed."""
_SIZES = ((4, "1000 or more"), (12, "250 to 999"), (50, "50 to 249"), (120, "10 to 49"), (_OF_A_CLASS, "1 to 9"))
"""Up to which place in its class an enterprise has so many employees, as bands. Assumed."""
_LEGAL = ((1, 70), (2, 12), (3, 8), (7, 6), (4, 3), (5, 1))
"""Codes of legal status and their shares: companies, sole proprietors, partnerships and so on. Assumed."""
_LARGE_FIRST = 2.6
"""How much more people the first enterprises of a class have than the last. Assumed."""
_FOR_YEARS = 4
"""Who stays in a section stays with an employer for so many years. Assumed."""


@dataclass(frozen=True)
class Enterprises:
    """Every enterprise by number: those of a section follow each other."""

    seed: int
    industry: tuple[str, ...]
    first: dict[str, int]
    classes: dict[str, int]

    def __len__(self) -> int:
        return len(self.industry) * _OF_A_CLASS

    def keys(self, numbers: Array) -> pa.StringArray:
        return text_keys(numbers, self.seed, "ENTKEY", 8)

    def industries(self, numbers: Array) -> pa.Array:
        return worded(numbers // _OF_A_CLASS, self.industry)

    def employing(self, person: Array, section: Array, sections: list[str], year: Array) -> Array:
        """The enterprise that paid each of these people most, who worked in a section (by number) in a tax year."""
        first, classes = (np.array([of[name] for name in sections]) for of in (self.first, self.classes))
        turn = np.floor(keyed(keys(self.seed, person), "employer changes") * _FOR_YEARS).astype(np.int64)
        stay = keys(self.seed, person, section, (year + turn) // _FOR_YEARS)
        which = np.floor(keyed(stay, "class") * classes[section]).astype(np.int64)
        place = np.floor(_OF_A_CLASS * keyed(stay, "enterprise") ** _LARGE_FIRST).astype(np.int64)
        found: Array = (first[section] + which) * _OF_A_CLASS + place
        return found

    def table(self) -> Columns:
        """The register, by name of its fields."""
        numbers = np.arange(len(self))
        bands = np.searchsorted([end for end, _ in _SIZES], numbers % _OF_A_CLASS, side="right")
        legal = choose(keyed(keys(self.seed, numbers), "legal status"), [share for _, share in _LEGAL])
        return {
            "ENTKEY": self.keys(numbers),
            "SIC2007": self.industries(numbers),
            "Employees": worded(bands, [band for _, band in _SIZES]),
            "legalstatus": worded(legal, [str(code) for code, _ in _LEGAL]),
        }


@cache
def enterprises(seed: int) -> Enterprises:
    """The employers of a population."""
    classes = {section: len(text.split()) for section, text in _INDUSTRIES.items()}
    ends = np.cumsum([0, *classes.values()]).tolist()
    industry = tuple(name for text in _INDUSTRIES.values() for name in text.split())
    return Enterprises(seed, industry, dict(zip(classes, ends, strict=False)), classes)
