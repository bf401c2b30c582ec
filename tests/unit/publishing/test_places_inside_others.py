"""Which wider place a place lies in is told by the rows, and only where they agree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from alder.publishing.contents import Contents, Place, PlaceGroup
from alder.publishing.tables.choice import PlaceHierarchy, VersionRows


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
