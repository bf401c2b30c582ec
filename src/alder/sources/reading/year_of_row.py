"""Which academic year a row is of: by itself, by its columns' names, by what a person says, or by its file's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from alder.model.layout import SourceEntity

FIELDS = ("ACADYR", "AcademicYear", "Year", "Base_Year", "TaxYear", "CollectionYear", "EXAMYEAR")
"""Fields that say the year of a row, by whatever name a source has for it."""

_PAIR = re.compile(r"((?:19|20)\d\d)\s*[/_-]?\s*(?:(?:19|20)?(\d\d))")
_SHORT_PAIR = re.compile(r"(\d\d)(\d\d)")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[_-]?(?:(?:19|20)?(\d\d))(?!\d)")
_TERMS = {"aut": "autumn", "spr": "spring", "sum": "summer", "a": "autumn", "p": "spring", "s": "summer"}


def year_field(entity: SourceEntity) -> str | None:
    """The field that says the year of a row, where the entity has one."""
    return next((f.name for want in FIELDS for f in entity.fields if f.name.casefold() == want.casefold()), None)


def start_year(text: str, field: str) -> int | None:
    """The starting year: 2016 for 2016/2017, 2016/17, 201617 and 2016. An exam of 2017 is of 2016/17."""
    text = text.strip().removesuffix(".0")
    if field.casefold() == "collectionyear" and (found := _SHORT_PAIR.fullmatch(text)) and _follows(found[1], found[2]):
        return 2000 + int(found[1])
    if re.fullmatch(r"(19|20)\d\d", text):
        return int(text) - (field.casefold() == "examyear")
    if (found := _PAIR.fullmatch(text)) and _follows(found[1], found[2]):
        return int(found[1])
    return None


def start_years(texts: pa.Array, field: str) -> pa.Array:
    """The starting years of many texts."""
    coded = texts.dictionary_encode()
    years = pa.array([start_year(t, field) if t else None for t in coded.dictionary.to_pylist()], pa.int32())
    return years.take(coded.indices)


def terms(texts: pa.Array) -> pa.Array:
    """The terms of a school census, however they are written."""
    coded = texts.dictionary_encode()
    words = [(t or "").casefold() for t in coded.dictionary.to_pylist()]
    known = [_TERMS.get(w, _TERMS.get(w[:3])) for w in words]
    return pa.array(known, pa.string()).take(coded.indices)


def in_name(name: str) -> AcademicYear | None:
    """The academic year in the name of a file: PLAMS_2018-19.csv, ks4_201819.txt. None where it says two or none."""
    found = {int(first) for first, last in _IN_NAME.findall(name) if _follows(first, last)}
    return AcademicYear(found.pop()) if len(found) == 1 else None


def _follows(first: str, last: str) -> bool:
    return (int(first) + 1) % 100 == int(last)
