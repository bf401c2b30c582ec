"""A data set that no query could be asked of is not described, whoever brings it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.support import data_sets

from alder.errors import NotPublishable
from alder.publishing.contents import Contents, coded_rows, describe, with_known_levels, with_named_places
from alder.publishing.public_ids import Ids
from alder.publishing.standard import read_pair

ID = UUID("0a1b2c3d-0000-4000-8000-00000000a1de")

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a column that is not there": ({"drop": "pupils"}, "lacks columns", "Not there: pupils."),
    "a level nobody knows": ({"geographic_level": "Academy chain"}, "does not know", "Unknown values: 1."),
    "a period nobody knows": ({"time_identifier": "Term"}, "does not know", "Unknown values: 1."),
    "a period that is no year": ({"time_period": "202124"}, "not written as the standard asks", "Periods: 1."),
    "no indicators": ({"meta": data_sets.META.replace("Indicator", "Note")}, "has no indicators", ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_served_is_refused(tmp_path: Path, name: str) -> None:
    how, what, where = REFUSED[name]
    meta, dropped = how.pop("meta", data_sets.META), how.pop("drop", None)
    data = [{**row, **how} for row in data_sets.rows()]
    for row in data:
        row.pop(dropped, None)
    pair = read_pair(data_sets.write(tmp_path, meta=meta, data=data))
    with pytest.raises(NotPublishable, match=what) as caught:
        describe(pair, Ids(ID))
    assert where in str(caught.value)


def test_a_level_in_other_letters_is_the_level_that_it_means(tmp_path: Path) -> None:
    data = [{**row, "geographic_level": row["geographic_level"].upper()} for row in data_sets.rows()]
    odd = read_pair(data_sets.write(tmp_path, data=data))
    plain = read_pair(data_sets.write(tmp_path, "plain"))
    assert with_known_levels(odd).data.equals(plain.data)
    assert with_known_levels(plain) is plain
    without = read_pair(data_sets.write(tmp_path, "without", data=[{"time_period": "202122"}]))
    assert with_known_levels(without) is without


def test_contents_are_the_same_after_they_were_kept(tmp_path: Path) -> None:
    contents = describe(read_pair(data_sets.write(tmp_path)), Ids(ID))
    assert Contents.from_json(contents.to_json()) == contents


def test_places_inside_others_follow_them(tmp_path: Path) -> None:
    pair = read_pair(data_sets.write(tmp_path))
    rows = coded_rows(pair, describe(pair, Ids(ID))).to_pylist()
    names = {(row["place"]): (row["at_REG"], row["at_LA"], row["at_SCH"]) for row in rows}
    assert [names[n] for n in sorted(names)] == sorted(names.values())


def test_a_data_set_may_have_no_places_at_all(tmp_path: Path) -> None:
    blank = {name: "" for name in data_sets.COLUMNS if name.endswith(("_code", "_name", "_urn", "_laestab"))}
    pair = read_pair(data_sets.write(tmp_path, data=[{**row, **blank} for row in data_sets.rows()]))
    contents = describe(pair, Ids(ID))
    assert contents.places == ()
    assert {row["place"] for row in coded_rows(pair, contents).to_pylist()} == {0}


def test_a_data_set_may_have_places_without_a_code_column(tmp_path: Path) -> None:
    data = [{name: cell for name, cell in row.items() if name != "old_la_code"} for row in data_sets.rows()]
    pair = read_pair(data_sets.write(tmp_path, data=data))
    contents = describe(pair, Ids(ID))
    (authorities,) = [group.places for group in contents.places if group.level == "LA"]
    assert authorities[0].codes == (("code", "X06000001"), ("oldCode", ""))
    assert {row["at_LA"] for row in coded_rows(pair, contents).to_pylist()} == {0, 1, 2, 3}


def test_a_level_that_never_names_its_places_has_one_that_is_not_named(tmp_path: Path) -> None:
    blank = {"school_name": "", "school_urn": "", "school_laestab": ""}
    pair = with_named_places(read_pair(data_sets.write(tmp_path, data=[{**row, **blank} for row in data_sets.rows()])))
    contents = describe(pair, Ids(ID))
    (schools,) = [group.places for group in contents.places if group.level == "SCH"]
    assert [place.label for place in schools] == ["Not named"]
    level = contents.level_codes["SCH"]
    assert all((row["at_SCH"] == 1) is (row["level"] == level) for row in coded_rows(pair, contents).to_pylist())
    assert {group.level for group in contents.places} == {"NAT", "REG", "LA", "SCH"}


def test_a_level_without_columns_of_its_own_is_not_named_either(tmp_path: Path) -> None:
    columns = ("school_name", "school_urn", "school_laestab")
    data = [{name: cell for name, cell in row.items() if name not in columns} for row in data_sets.rows()]
    plain = read_pair(data_sets.write(tmp_path, data=data))
    contents = describe(with_named_places(plain), Ids(ID))
    assert [place.label for place in contents.places_by_level["SCH"]] == ["Not named"]
    whole = read_pair(data_sets.write(tmp_path, "whole"))
    assert with_named_places(whole) is whole
