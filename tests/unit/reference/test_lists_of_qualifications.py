"""Lists of regulated qualifications that serve as a list of aims where LARS is not at hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import alder
from alder.engine import reference
from alder.errors import UnreadableFile

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
