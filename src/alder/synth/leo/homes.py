"""Where people of LEO live in each tax year: one home a year, that of the middle of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.model.coverage import WEALDMARK
from alder.sources.miniature import nation
from alder.sources.miniature.deprivation import code_numbers
from alder.synth.leo.leo_columns import same, tax_years, worded
from alder.synth.leo.leo_people import LAST_TAX_YEAR, LeoPeople
from alder.synth.leo.pseudonyms import text_keys
from alder.synth.population.draws import Array, on

if TYPE_CHECKING:
    from alder.synth.leo.leo_columns import Columns

FIRST_HOMES = 2004
"""The first tax year of which homes are told."""
_GROWN = 16
"""Age from which somebody has a home of their own in tables of tax."""
_FIRST_OUTPUT_AREA = 900_001
_OUTPUT_AREAS = 4
"""Output areas of a small area; their numbers are far from those of the statistics office."""


def small_area_codes(place: Array) -> pa.Array:
    """The code of the small area of 2001 and 2011 of each place."""
    area = nation.places().small_area
    numbers = code_numbers(np.arange(area.max() + 1), np.zeros(area.max() + 1, dtype=np.int64), 2011)
    return worded(area[place], [f"E01{number}" for number in numbers.tolist()])


def output_area_codes(place: Array) -> pa.Array:
    """The code of the output area of each place."""
    small_area = nation.places().small_area
    area = small_area[place] * _OUTPUT_AREAS + place % _OUTPUT_AREAS
    return worded(area, [f"E00{_FIRST_OUTPUT_AREA + n}" for n in range((small_area.max() + 1) * _OUTPUT_AREAS)])


def geography(people: LeoPeople) -> Columns:
    """The table of homes, by name of its fields."""
    rows = np.flatnonzero(people.has_tax_key)
    f = people.of.person.fields
    left = np.where(f["left"] > 0, f["left"], 9999)
    found = [
        rows[(year >= np.maximum(people.cohort + _GROWN, f["arrived"])[rows]) & (year < left[rows])]
        for year in range(FIRST_HOMES, LAST_TAX_YEAR + 1)
    ]
    year = np.repeat(np.arange(FIRST_HOMES, LAST_TAX_YEAR + 1), [len(of) for of in found])
    row = np.concatenate(found)
    middle = np.array([on(y, 10, 5) for y in range(FIRST_HOMES, LAST_TAX_YEAR + 1)])[year - FIRST_HOMES]
    place = people.of.home_on(people.number[row], middle)
    places, listed = nation.places(), nation.authorities()
    authorities = text_keys(np.arange(len(listed.listed)), people.seed, "LAUA", 7)
    return {
        "EduKey": people.tax_keys(row, year),
        "TaxYear": tax_years(year),
        "COA_2011": output_area_codes(place),
        "LAUA_anon": authorities.take(pa.array(places.authority[place])),
        "GOR": worded(places.region[place], [region.code for region in listed.regions]),
        "CTRY": same(WEALDMARK.code, len(row)),
    }
