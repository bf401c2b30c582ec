"""The lists of codes in LARS: a file a list, known by columns that are named after the list."""

from __future__ import annotations

from pathlib import Path

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
