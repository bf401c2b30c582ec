"""Code lists: which codes there are, what they mean, and when each may be used."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from alder.model.code_list import CodeList
from alder.model.period import AcademicYear
from alder.sources.ilr.codes import LISTS

SAMPLE = CodeList.parse(
    "Kind",
    "A kind of thing",
    """
    1      | Always
    2      | Closed since  |            | 2015-07-31
    3      | Opened later  | 2022-08-01 |
    LDM 034 | Typed
    """,
)


def test_a_code_is_open_from_its_first_day_to_its_last() -> None:
    _, closed, later, _ = SAMPLE
    assert closed.is_open(date(2015, 7, 31))
    assert not closed.is_open(date(2015, 8, 1))
    assert not later.is_open(date(2022, 7, 31))
    assert later.is_open(date(2022, 8, 1))


def test_a_year_knows_the_codes_introduced_by_its_end_and_those_since_closed() -> None:
    assert [c.code for c in SAMPLE.known_in(AcademicYear(2021))] == ["1", "2", "034"]
    assert [c.code for c in SAMPLE.known_in(AcademicYear(2022))] == ["1", "2", "3", "034"]


def test_a_code_has_a_meaning_and_a_typed_code_is_known_by_both() -> None:
    assert SAMPLE.label("2") == "Closed since"
    assert SAMPLE.label("LDM 034") == "Typed"
    assert "LDM 034" in SAMPLE
    assert "034" not in SAMPLE
    with pytest.raises(KeyError, match="A kind of thing has no code 9"):
        SAMPLE.label("9")


def test_codes_of_one_type_are_told_as_they_stand_beside_it() -> None:
    assert SAMPLE.types == ("", "LDM")
    assert [c.key for c in SAMPLE.of_type("LDM")] == ["034"]
    assert [c.key for c in SAMPLE.of_type("")] == ["1", "2", "3"]


@pytest.mark.parametrize("codes", LISTS.values(), ids=lambda c: c.field)
def test_every_code_is_listed_once_and_has_a_meaning(codes: CodeList) -> None:
    keys = [c.key for c in codes]
    assert len(keys) == len(set(keys))
    assert all(c.label for c in codes)
    assert all(c.first is None or c.last is None or c.first <= c.last for c in codes)


OF_LATER_YEARS = {
    *("FundModel 11", "FundModel 37", "FundModel 38", "FundModel 70", "ProgType 32", "ProgType 33"),
    *("ESMType OET 1", "ESMType OET 2", "LearnDelFAMType LDM 378", "LearnDelFAMType LDM 379"),
    *("LearnDelFAMType LDM 382", "LearnDelFAMType LDM 384", "LearnDelFAMType LDM 388", "LearnDelFAMType LDM 391"),
    *("LearnDelFAMType LDM 395", "LearnDelFAMType LDM 396", "LearnDelFAMType LDM 399", "LearnDelFAMType LDM 400"),
    *("LearnDelFAMType LDM 401", "MSTUFEE 10"),
}
"""Codes that came, or were closed, after 2020/21; later rules name them."""

PUBLISHED_AS = {
    "AFinType": "AppFinType",
    "DOMICILE": "Domicile",
    "PERMADDCOUNTRY": "Domicile",
    "FINTYPE": "FinType",
    "FUNDCOMP": "FundComp",
    "FUNDLEV": "FundLev",
    "MODESTUD": "ModeStud",
    "SPECFEE": "SpecFee",
    "TYPEYR": "TypeYr",
    "TTACCOM": "TTAccom",
    "MSTUFEE": "MSTuFee",
    "QUALENT3": "QualEnt3",
    "EngGrade": "GCSEGrade",
    "MathGrade": "GCSEGrade",
}
"""Lists that the publisher calls by another name than the field."""


def test_codes_and_dates_are_those_published_for_2020(shared: Path) -> None:
    published: dict[str, tuple[str, str]] = {}
    for name, key in (("codes_2021.csv", "{list} {code}"), ("typed_codes_2021.csv", "{list} {type} {code}")):
        with (shared / "ilr" / "lookups" / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                dates = (row["valid_from"].replace("1900-01-01", ""), row["valid_to"].replace("2099-12-31", ""))
                published[key.format(**row)] = dates
    for codes in LISTS.values():
        if codes.field in ("PriorLevel", "TLOut"):
            continue
        for code in codes:
            known = f"{codes.field} {code.key}"
            if known not in OF_LATER_YEARS:
                said = published[f"{PUBLISHED_AS.get(codes.field, codes.field)} {code.key}"]
                # Later lists closed some codes that were open in 2020/21.
                last = None if code.last and code.last > date(2021, 7, 31) else code.last
                assert said == (str(code.first or ""), str(last or "")), known
