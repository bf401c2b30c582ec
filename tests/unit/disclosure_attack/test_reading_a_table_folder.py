"""A table folder is read as it is meant, and what is wrong with one is said with its place."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support.table_folders import FLAT, folder

from alder.disclosure.tables.folder import read_folder
from alder.disclosure.tables.hierarchy import dimension
from alder.errors import AlderError

GOOD = """
    region,level,freq,value
    R1,L1,12,12
    R2,L3,4,4
"""


def test_codes_become_positions_and_parents_stand_before_their_parts(tmp_path: Path) -> None:
    pairs = [["R1A", "R1"], ["R1", "Total"], ["R2", "Total"], ["Total", None], ["R1B", "R1"]]
    found = dimension("region", pairs)
    assert found.codes[0] == "Total"
    assert [found.codes[p] if p >= 0 else None for p in found.parent] == [dict(pairs)[code] for code in found.codes]
    assert (found.parent[1:] < np.arange(1, 5)).all()
    assert {found.codes[n] for n in np.flatnonzero(found.is_leaf)} == {"R1A", "R1B", "R2"}
    read = read_folder(folder(tmp_path, GOOD, lsip_of_la={"R1": "N1"}, groups={"area": {"R2": "A"}}))
    assert (read.threshold, read.table.shape, read.table.freq.tolist()) == (10, (4, 5), [12, 4])
    assert read.groups == {"lsip": {"R1": "N1"}, "area": {"R2": "A"}}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("R1,L1,-3,3", "column freq is negative"),
        ("R1,L1,2.5,2", "column freq has to be a whole number"),
        ("R1,L1,nan,2", "column freq is no number"),
        ("R1,L1,,2", "column freq has to be a number"),
        ("R1,L1,many,2", "column freq has to be a number"),
        ("R1,L1,1e17,2", "which cannot be added exactly"),
        ("R1,L1,3,inf", "column value is no number"),
        ("R9,L1,3,3", "dimension region has no code 'R9'"),
        ("Total,L1,3,3", "Total of dimension region is a total of other codes"),
        ("R2,L3,3,3", "two lines are of the same cell"),
        ("R1,L1,3", "a line has 3 columns instead of 4"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(AlderError) as caught:
        read_folder(folder(tmp_path, f"region,level,freq,value\nR2,L3,4,4\n{line}"))
    assert says in str(caught.value)
    assert "line 3" in str(caught.value) or "columns instead" in says


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ([["Total", None], ["R1", "All"]], "code R1 is part of All, which is not in the list"),
        ([["Total", None], ["R1", "R2"], ["R2", "R1"]], "go round in a circle"),
        ([["R1", "R1"]], "no code without a parent"),
        ([["Total", None], ["All", None]], "2 codes without a parent"),
        ([["Total", None], ["R1", "Total"], ["R1", "Total"]], "code R1 comes twice"),
        ([["Total"]], "not a code with its parent"),
        ([], "a dimension is a list of codes"),
    ],
)
def test_a_hierarchy_that_cannot_be_right_is_named(tmp_path: Path, codes: list[Any], says: str) -> None:
    with pytest.raises(AlderError) as caught:
        read_folder(folder(tmp_path, GOOD, {**FLAT, "region": codes}))
    assert says in str(caught.value)
    assert "dimension region" in str(caught.value)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"kind": "sums"}, "kind is 'sums', and can be freq or magnitude"),
        ({"threshold": 1}, "threshold is a whole number of 2 or more"),
        ({"p": 0}, "p is a percentage above 0"),
        ({"dims": []}, "there are no dimensions"),
        ({"dims": [["region"]]}, "a dimension is its name and the list of its codes"),
        ({"dims": [["freq", []]]}, "a dimension cannot be called freq"),
        ({"dims": [["region", FLAT["region"]]] * 2}, "dimension region comes twice"),
        ({"groups": {"lsip": ["N1"]}}, "group lsip does not give a group for each code"),
        ({"kind": "magnitude"}, "column contributor is not there"),
    ],
)
def test_settings_that_cannot_be_right_are_named(tmp_path: Path, said: dict[str, Any], says: str) -> None:
    path = folder(tmp_path, GOOD)
    hier = json.loads((path / "hier.json").read_text(encoding="utf-8")) | said
    (path / "hier.json").write_text(json.dumps(hier), encoding="utf-8")
    with pytest.raises(AlderError, match=says):
        read_folder(path)


def test_whose_a_value_is_may_not_be_left_out(tmp_path: Path) -> None:
    inner = "region,level,contributor,freq,value\nR1,L1,P1,2,40\nR1,L1, ,1,10"
    with pytest.raises(AlderError, match="the contributor is blank"):
        read_folder(folder(tmp_path, inner, kind="magnitude"))
    twice = "region,level,contributor,freq,value\nR1,L1,P1,2,40\nR1,L1,P1,1,10"
    with pytest.raises(AlderError, match="the same cell and contributor"):
        read_folder(folder(tmp_path, twice, kind="magnitude"))


def test_files_that_are_not_there_or_not_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(AlderError, match=r"hier\.json, and it cannot be read"):
        read_folder(tmp_path)
    good = folder(tmp_path, GOOD)
    (good / "inner.csv").write_bytes(b"region,level,freq,value\nR1,L\xff,1,1\n")
    with pytest.raises(AlderError):
        read_folder(good)
    (good / "hier.json").write_text("{", encoding="utf-8")
    with pytest.raises(AlderError, match="is not JSON"):
        read_folder(good)
    (good / "hier.json").write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    with pytest.raises(AlderError, match="lists within lists without end"):
        read_folder(good)


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    found = read_folder(folder(tmp_path, "region,level,freq,value")).table
    assert (found.freq.tolist(), found.size) == ([], 20)


def test_settings_that_are_no_object_are_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, GOOD)
    (path / "hier.json").write_text("[]", encoding="utf-8")
    with pytest.raises(AlderError, match=r"hier\.json is an object with dims, kind and threshold or p"):
        read_folder(path)


def values(path: Path, *lines: str, columns: str = "region,level,contributor,freq,value") -> Path:
    return folder(path, "\n".join([columns, *lines]), kind="magnitude", threshold=None, p=10)


def test_a_table_of_values_has_a_column_of_values(tmp_path: Path) -> None:
    """Its counts are not taken for values, as they are where nothing but people is counted."""
    with pytest.raises(AlderError, match="a table of magnitudes needs the column value"):
        read_folder(values(tmp_path, "R1,L1,P1,2", columns="region,level,contributor,freq"))


WEIGHTED = "region,level,contributor,freq,value,weight"


def test_a_value_of_a_survey_counts_as_often_as_its_weight_says(tmp_path: Path) -> None:
    found = read_folder(values(tmp_path, "R1,L1,P1,1,40.5,2", "R1,L2,P2,1,10,1.5", columns=WEIGHTED)).table
    assert found.value.tolist() == [81, 15]
    assert found.weight is not None
    assert found.weight.tolist() == [2, 1.5]
    with pytest.raises(AlderError, match="column weight is under 1") as caught:
        read_folder(values(tmp_path, "R1,L1,P1,1,40,2", "R1,L2,P2,1,10,0.5", columns=WEIGHTED))
    assert "line 3" in str(caught.value)


@pytest.mark.parametrize(("written", "decimals"), [("40", 0), ("40.25", 2), ("4.025e1", 9), ("0.12345678901", 9)])
def test_a_value_has_as_many_decimals_as_are_written_up_to_nine(tmp_path: Path, written: str, decimals: int) -> None:
    """Of one with an exponent nobody can tell, so all nine are told apart."""
    found = read_folder(values(tmp_path, "R1,L1,P1,1,7", f"R1,L2,P2,1,{written}")).table
    assert found.decimals == decimals
