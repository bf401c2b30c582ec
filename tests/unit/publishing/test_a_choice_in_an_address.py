"""What someone chose of a version is written to an address and read from it, and nothing else is made of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from alder.publishing.contents import Contents, Place, PlaceGroup
from alder.publishing.contents.version_contents import DataSetFilter, DataSetIndicator, Option, TimePeriod
from alder.publishing.tables.choice import BLANK, Choice, PlaceHierarchy, VersionRows
from alder.publishing.tables.choice_address import pairs_of, path_text, read_choice


class Rows:
    """A store in which there are rows of the first two providers alone."""

    def distinct(self, version: UUID, columns: list[str], condition: Any) -> list[tuple[int]]:
        return [(1,), (2,)] if columns == ["at_PROV"] else [(1,)]


def filter_of(id: str, column: str, *labels: str, parent: str = "") -> DataSetFilter:
    options = tuple(Option(f"{id}{n}", label) for n, label in enumerate(labels, 1))
    return DataSetFilter(id, column, column.title(), "", options, parent=parent)


CONTENTS = Contents(
    (
        filter_of("sx", "sex", "Female", "Male", "Total"),
        filter_of("ar", "area", "Arts", "Health", "Total"),
        filter_of("su", "subject", "Dance", "Nursing", "Total", parent="area"),
    ),
    (DataSetIndicator("in1", "learners", "Learners", "", 0), DataSetIndicator("in2", "rate", "Rate", "%", 1)),
    ("NAT", "PROV"),
    (
        PlaceGroup("NAT", (Place("na1", "England"),)),
        PlaceGroup("REG", (Place("re1", "North"),)),
        PlaceGroup("PROV", tuple(Place(f"pr{n}", f"College {n}") for n in (1, 2, 3))),
    ),
    tuple(TimePeriod(f"20{year}{year + 1}", "AY") for year in (21, 22, 23)),
    20,
)
DATA = VersionRows(UUID(int=1), CONTENTS, Rows())  # type: ignore[arg-type]


def read(*pairs: tuple[str, str]) -> tuple[Choice, int]:
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    return read_choice(given, DATA, lambda _: {"PROV": PlaceHierarchy("REG", {1: (1, 3)}, (2,), ())})


@pytest.mark.parametrize(
    "choice",
    [
        Choice((("NAT", 1),), (1, 2, 3), ((0, (1, 2, 3)), (1, (1, 2, 3)), (2, (1, 2, 3))), (0,)),
        Choice((("PROV", 3), ("NAT", 1)), (2,), ((0, (2, BLANK)), (1, (3,)), (2, (BLANK,))), (1, 0)),
    ],
)
def test_what_is_written_is_read_as_the_same_choice(choice: Choice) -> None:
    assert read(*pairs_of(choice, CONTENTS)) == (choice, 0)


def test_an_address_names_all_places_of_a_level_or_those_within_a_wider_place() -> None:
    assert read(("place", "PROV.*"))[0].places == (("PROV", 1), ("PROV", 2)), "only places that have rows"
    assert read(("place", "PROV.*.REG.re1"))[0].places == (("PROV", 1), ("PROV", 3))
    assert read(("place", "PROV.*.REG.several"))[0].places == (("PROV", 2),)


def test_two_periods_bound_a_span_in_whichever_order_they_come() -> None:
    assert read(("from", "AY.202324"), ("to", "AY.202122"))[0].periods == (1, 2, 3)
    assert read(("from", "AY.202223"))[0].periods == (2,)


def test_a_path_goes_before_options_of_its_filters_by_themselves() -> None:
    path = (2, None)
    choice, unknown = read(("path", path_text(CONTENTS, (1, 2), path)), ("item", "ar.ar1"), ("item", "sx.sx1"))
    assert (choice.paths, choice.options, unknown) == ((((1, 2), (path,)),), ((0, (1,)),), 0)


@pytest.mark.parametrize(
    "pair",
    [
        *[("place", text) for text in ("", "PROV.gone", "LA.*", "REG.re1", "PROV.*.LA.x")],
        *[("item", text) for text in ("sx.gone", "gone.sx1", "sx")],
        *[("path", text) for text in ("ar.su:ar1", "ar:ar1", "ar.su:gone.su1")],
        *[("show", "gone"), ("from", "AY.199900"), ("to", "CY.202122")],
    ],
)
def test_what_a_version_does_not_have_is_left_out_and_counted(pair: tuple[str, str]) -> None:
    assert read(pair) == (Choice(), 1)
