"""A data set that no query could be asked of is not described, whoever brings it.

Columns as distinct items: however many there are, rows that are alike keep one number.

Which wider place a place lies in is told by the rows, and only where they agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from tests.support import data_sets

from alder.errors import NotPublishable
from alder.publishing.contents import (
    Contents,
    Place,
    PlaceGroup,
    coded_rows,
    describe,
    with_known_levels,
    with_named_places,
)
from alder.publishing.public_ids import Ids
from alder.publishing.screener.subject import Column, numbered
from alder.publishing.standard import read_pair
from alder.publishing.tables.choice import PlaceHierarchy, VersionRows

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


def test_a_column_knows_its_items_rows_and_lines_over_all_chunks() -> None:
    column = Column.of("sex", pa.chunked_array([["Total", "Male"], ["Female", "Male"]]))
    males = column.which("Male".__eq__)
    assert column.items == ["Total", "Male", "Female"]
    assert column.rows(males).tolist() == [False, True, False, True]
    assert (column.line(males), column.count(males)) == (3, 2)


def test_a_column_without_rows_has_no_items() -> None:
    column = Column.of("sex", pa.chunked_array([], pa.string()))
    assert (column.items, len(column.codes)) == ([], 0)


def test_rows_are_told_apart_by_more_combinations_than_a_number_holds() -> None:
    many = [""] * 2**21
    columns = [Column(name, many, np.array([0, 2**20, 2**21 - 1, 0, 5], np.int32)) for name in "abcde"]
    columns.append(Column("f", ["", ""], np.array([0, 0, 0, 0, 1], np.int32)))
    found = numbered(columns, 5)
    assert found[0] == found[3]
    assert len(np.unique(found)) == 4


class Rows:
    """A store that holds the codes of a level's places and of the wider places beside them."""

    def __init__(self, rows: dict[str, list[tuple[int, int]]]) -> None:
        self._rows = rows

    def distinct(self, version: UUID, columns: list[str], condition: Any) -> list[tuple[int, int]]:
        assert condition.column == "level"
        return self._rows.get(" in ".join(columns).replace("at_", ""), [])


def asked(level: str, **rows: list[tuple[int, int]]) -> PlaceHierarchy | None:
    named = {level, *(wider for wider in ("REG", "LA", "LAD") if any(name.endswith(wider) for name in rows))}
    places = tuple(PlaceGroup(one, tuple(Place(f"{one}{n}", f"{one} {n}") for n in range(1, 5))) for one in named)
    contents = Contents((), (), (level,), places, (), 4)
    store = Rows({name.replace("_", " "): found for name, found in rows.items()})
    return VersionRows(UUID(int=1), contents, store).place_hierarchy().get(level)  # type: ignore[arg-type]


def test_places_are_put_under_the_region_that_rows_name() -> None:
    assert asked("PROV", PROV_in_REG=[(1, 2), (2, 1), (3, 1)]) == PlaceHierarchy("REG", {1: (2, 3), 2: (1,)}, (), ())


def test_a_place_that_rows_put_into_two_regions_is_in_neither() -> None:
    found = asked("PROV", PROV_in_REG=[(1, 1), (1, 2), (2, 1), (3, 2), (4, 0)])
    assert found == PlaceHierarchy("REG", {1: (2,), 2: (3,)}, (1,), (4,))


def test_a_region_that_some_rows_leave_blank_is_still_known() -> None:
    found = asked("PROV", PROV_in_REG=[(1, 0), (1, 1), (2, 2)])
    assert found == PlaceHierarchy("REG", {1: (1,), 2: (2,)}, (), ())


@pytest.mark.parametrize(
    ("level", "rows"),
    [
        ("PROV", {"PROV_in_REG": [(1, 1), (2, 1)]}),
        ("PROV", {"PROV_in_REG": [(1, 0), (2, 0)]}),
        ("SCH", {"SCH_in_LA": [(1, 1), (2, 2), (3, 3)]}),
        ("LAD", {"LAD_in_LA": [(1, 1), (2, 1), (3, 2), (4, 2)]}),
    ],
    ids=["one region has them all", "no row says it", "hardly two in any authority", "districts in authorities"],
)
def test_there_is_nothing_to_tell_where(level: str, rows: dict[str, list[tuple[int, int]]]) -> None:
    assert asked(level, **rows) is None


def test_schools_are_put_under_their_authority_where_no_row_names_a_region() -> None:
    rows = [(1, 1), (2, 1), (3, 2), (4, 2)]
    assert asked("SCH", SCH_in_LA=rows) == PlaceHierarchy("LA", {1: (1, 2), 2: (3, 4)}, (), ())
    assert asked("SCH", SCH_in_REG=[(1, 1), (2, 1), (3, 1), (4, 2)], SCH_in_LA=rows) == PlaceHierarchy(
        "REG", {1: (1, 2, 3), 2: (4,)}, (), ()
    )
