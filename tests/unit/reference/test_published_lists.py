"""The lists of codes in LARS: a file a list, known by columns that are named after the list.

Lists of regulated qualifications that serve as a list of aims where LARS is not at hand.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import alder
from alder.engine import reference
from alder.errors import UnreadableFile

LISTS = {
    "ProgType.csv": "ProgType,ProgTypeDesc,ProgTypeDesc2,EffectiveFrom,EffectiveTo\n2,Second kind,2nd,2008-08-01,\n",
    "Kinds.csv": "EFACOFTypeCode,EFACOFTypeDesc,EFACOFTypeDesc2,EffectiveFrom,EffectiveTo\n-2,None,,2008-08-01,\n",
    "Routes.csv": "RouteId,ParentRouteId,RouteName,RouteShortName,EffectiveFrom\n1,0,A long road,Road,2019-09-01\n",
    "Bands.csv": "BandNumber,BandNumberDesc,EffectiveFrom\n1,Band one,2016-08-01\n",
}


def test_all_lists_make_up_one_table(tmp_path: Path):
    for name, text in LISTS.items():
        (tmp_path / name).write_text(text)
    store = alder.open(tmp_path / "store")
    (added,) = store.add_reference(*(tmp_path / name for name in LISTS)).tables
    assert (added.edition.table, added.edition.rows) == ("lars_code", 4)
    rows = reference.get(store.store, "lars_code")
    assert rows is not None
    assert rows.select(["list", "code", "name", "short_name"]).to_pylist() == [
        {"list": "ProgType", "code": "2", "name": "Second kind", "short_name": "2nd"},
        {"list": "EFACOFTypeCode", "code": "-2", "name": "None", "short_name": None},
        {"list": "RouteId", "code": "1", "name": "A long road", "short_name": "Road"},
        {"list": "BandNumber", "code": "1", "name": "Band one", "short_name": None},
    ]


def test_kinds_of_aim_without_their_zeros_are_seen(tmp_path: Path):
    path = tmp_path / "LearnAimRefType.csv"
    path.write_text("LearnAimRefType,LearnAimRefTypeDesc,EffectiveFrom\n1,A kind,2001-08-01\n")
    with pytest.raises(UnreadableFile, match="a kind of aim without its leading zeros"):
        alder.open(tmp_path / "store").add_reference(path)


@pytest.mark.parametrize(
    "head",
    ["StandardCode,Version,StandardName,EffectiveFrom", "Colour,Size,EffectiveFrom", "ProgType,ProgTypeDesc"],
)
def test_other_files_are_no_list_of_codes(tmp_path: Path, head: str):
    path = tmp_path / "file.csv"
    path.write_text(f"{head}\n{','.join('1' for _ in head.split(','))}\n")
    with pytest.raises(UnreadableFile, match=r"holds no table|looks like"):
        alder.open(tmp_path / "store").add_reference(path)


REGISTER = (
    "QualificationNumber,QualificationNumberNoObliques,Title,Status,OrganisationName,Ssa,Level,TotalCredits,Tqt,Glh\n"
    "603/0000/1,60300001,Sums for all,Available,Northfield Awards,Accounting and finance,{level},13,130,90\n"
)
APPROVED = (
    "DateOfOfqualDataSnapshot,QualificationNumber,QualificationName,AwardingOrganisation,Level,SectorSubjectArea\n"
    "2026-01-31,60300001,Sums for all,Northfield Awards,{level},Accounting and finance\n"
)


def added(folder: Path, text: str, level: str = "Level 3") -> tuple[str, dict[str, Any]]:
    path = folder / "list.csv"
    path.write_text(text.format(level=level))
    store = alder.open(folder / "store")
    (table,) = store.add_reference(path).tables
    rows = reference.get(store.store, "lars_aim")
    assert rows is not None
    (row,) = rows.to_pylist()
    return table.title, {k: v for k, v in row.items() if v is not None}


def test_the_register_gives_title_level_subject_hours_and_credit(tmp_path: Path):
    title, row = added(tmp_path, REGISTER)
    assert title == "the learning aims and what they are (the Ofqual register)"
    assert row == {
        "LearnAimRef": "60300001",
        "LearnAimRefTitle": "Sums for all",
        "NotionalNVQLevelv2": "3",
        "SectorSubjectAreaTier1": Decimal("15.00"),
        "SectorSubjectAreaTier2": Decimal("15.10"),
        "GuidedLearningHours": 90,
        "TotalQualificationTime": 130,
        "RegulatedCreditValue": 13,
    }


def test_the_list_approved_for_funding_gives_title_level_and_subject(tmp_path: Path):
    title, row = added(tmp_path, APPROVED, "Entry Level")
    assert title == "the learning aims and what they are (the list of qualifications approved for funding)"
    assert (row["NotionalNVQLevelv2"], row["SectorSubjectAreaTier2"]) == ("E", Decimal("15.10"))
    assert "RegulatedCreditValue" not in row


@pytest.mark.parametrize("text", [REGISTER, APPROVED], ids=["register", "approved"])
def test_a_level_in_other_words_is_not_guessed(tmp_path: Path, text: str):
    with pytest.raises(UnreadableFile, match="1 row of 1 cannot be used") as caught:
        added(tmp_path, text, "Third level")
    assert "Level is not a level such as Level 3" in caught.value.where
