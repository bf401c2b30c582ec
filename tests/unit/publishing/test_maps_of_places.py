"""What a map of places shows: shades by round steps, hidden figures hatched, and a table that it stands beside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pyarrow as pa
import pytest
from tests.support.made_table import FACTS

from alder.publishing.contents import Contents
from alder.publishing.contents.version_contents import DataSetIndicator, Place, PlaceGroup, TimePeriod
from alder.publishing.tables.chosen_table import table_of
from alder.show.area_map import SHADES, ShadeSteps
from alder.show.chart import Chart, as_file, chart
from alder.show.chart_plan import ChartKind, ChartRefused, ChartRequest, plan
from alder.show.table import StatisticalTable
from alder.sources.reference.boundaries import outlines
from alder.sources.reference.publishers.boundaries import SCHEMA


def square(n: int) -> str:
    """A square of a tenth of a degree in a row of them."""
    west, south = 1 + n * 0.1, 53
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
    return f'{{"type":"Polygon","coordinates":[{ring}]}}'


def boundaries(many: int, level: str = "REG", prefix: str = "E12", year: int = 2023) -> pa.Table:
    rows = [
        {"level": level, "year": year, "code": f"{prefix}{n:06}", "name": f"Area {n}", "geometry": square(n)}
        for n in range(1, many + 1)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def by_place(
    *figures: str, level: str = "REG", prefix: str = "E12", unit: str = "%", years: int = 1
) -> StatisticalTable:
    """A table by place; an empty figure is a row that the data set has not."""
    places = tuple(Place(f"p{n}", f"Area {n}", (("code", f"{prefix}{n:06}"),)) for n in range(1, len(figures) + 1))
    contents = Contents(
        filters=(),
        indicators=(DataSetIndicator("irt", "rate", "Pass rate" if unit else "Starts", unit, 1 if unit else 0),),
        levels=(level,),
        places=(PlaceGroup(level, places),),
        periods=tuple(TimePeriod(f"{2020 + y}{21 + y}", "AY") for y in range(years)),
        rows=len(figures),
    )
    cells = {((level, n), y, 0): text for y in range(1, years + 1) for n, text in enumerate(figures, 1) if text}
    return table_of(contents, cells, [0])


def mapped(table: StatisticalTable, held: pa.Table, wanted: str = "map") -> Chart:
    planned = plan(table, ChartRequest(wanted), held["code"].to_pylist())
    codes = [table.area_code(m) for m, _ in table.dimension("place").members if isinstance(m, tuple)]
    return chart(planned, table, FACTS, outlines=outlines(held, codes))


def fills(made: Chart) -> list[str]:
    """How each area of the wide drawing is filled, in the order of their codes."""
    wide = ET.fromstring(str(made.drawing).split("</svg>")[0] + "</svg>")
    return [path.get("fill", "") for path in wide.iter("{http://www.w3.org/2000/svg}path")]


def words(made: Chart) -> str:
    return " ".join(re.findall(r">([^<>]+)</text>", str(made.drawing).split("</svg>")[0]))


def test_a_darker_shade_is_a_higher_figure_and_the_key_says_which() -> None:
    made = mapped(by_place("52.0", "58.5", "63.0", "69.9", "71.2"), boundaries(5))
    assert fills(made) == list(SHADES)
    assert "50 to under 55%" in words(made)
    assert "70 to 75%" in words(made)
    assert made.title == "Pass rate by place"
    assert "The same figures are in the table above" in str(made.drawing)


def test_what_is_hidden_is_hatched_and_what_the_table_has_not_is_white() -> None:
    made = mapped(by_place("52.0", "c", "", "69.9"), boundaries(5))
    hatch = fills(made)[1]
    assert hatch.startswith("url(#")
    assert f'id="{hatch[5:-1]}"' in str(made.drawing)
    assert fills(made)[2] == fills(made)[4] == "#fff"
    assert "no figure: c" in words(made)
    assert "not in the table" in words(made)
    assert made.symbols == (("c", "hidden to protect people"),)


def test_few_areas_have_their_figures_in_them_and_many_when_they_are_pointed_at() -> None:
    assert "52.0%" in words(mapped(by_place("52.0", "69.9"), boundaries(2)))
    many = mapped(by_place(*(f"{40 + n}.0" for n in range(20))), boundaries(20))
    assert "41.0%" not in words(many)
    assert "<title>Area 2: 41.0</title>" in str(many.drawing)


def test_numbers_of_people_are_drawn_with_a_word_of_caution() -> None:
    made = mapped(by_place("100", "2000", "9400", unit=""), boundaries(3))
    assert "a large area is not a large number" in made.axis
    assert "2,000 to under 4,000" in words(made)
    assert mapped(by_place("52.0", "69.9"), boundaries(2)).axis == ""


@pytest.mark.parametrize(
    ("values", "unit", "edges"),
    [
        ((52.0, 71.2), "%", (50, 55, 60, 65, 70, 75)),
        ((0.0, 100.0), "%", (0, 20, 40, 60, 80, 100)),
        ((70.0, 70.0), "%", (70, 71)),
        ((3, 5), "", (3, 4, 5)),
        ((-40, 30), "", (-40, -20, 0, 20, 40)),
        ((61.2, 61.9), "%", (61.2, 61.4, 61.6, 61.8, 62.0)),
    ],
)
def test_steps_are_round_and_five_at_most(values: Sequence[float], unit: str, edges: tuple[float, ...]) -> None:
    steps = ShadeSteps.of(values, unit=unit)
    assert steps.edges == edges
    assert len(set(steps.shades)) == len(edges) - 1
    assert steps.place(max(values)) == len(edges) - 2 or max(values) < edges[-2]


def test_where_most_areas_would_have_one_shade_each_shade_has_about_as_many_and_the_key_says_so() -> None:
    """A capital of 9,400 among districts of some hundreds: in equal steps all of them but one would look alike."""
    skewed = [*range(110, 310, 10), 9400]
    steps = ShadeSteps.of(skewed, unit="")
    assert steps.edges == (0, 150, 190, 230, 270, 10000)
    assert [[steps.place(value) for value in skewed].count(n) for n in range(5)] == [4, 4, 4, 4, 5]
    key = words(mapped(by_place(*map(str, skewed), unit=""), boundaries(len(skewed))))
    assert "150 to under 190" in key
    assert "Each shade has about as many areas." in key
    assert ShadeSteps.of([0] * 30 + [9400], unit="").are_equal, "nothing parts figures that are alike"
    assert "as many areas" not in words(mapped(by_place(*(f"{40 + n}.0" for n in range(20))), boundaries(20)))


def test_more_places_than_bars_have_room_for_are_a_map_by_themselves() -> None:
    table, held = by_place(*(f"{40 + n % 9}.0" for n in range(40))), boundaries(40)
    assert plan(table, ChartRequest(), held["code"].to_pylist()).kind == ChartKind.MAP
    assert plan(by_place("52.0", "69.9"), ChartRequest(), held["code"].to_pylist()).kind == ChartKind.BARS
    assert plan(by_place("52.0", "69.9", years=2), ChartRequest(), held["code"].to_pylist()).kind == ChartKind.LINES
    with pytest.raises(ChartRefused, match="too many to read") as refused:
        mapped(table, held, "bars")
    assert refused.value.instead[0].words == "Draw a map"


def test_a_map_of_several_years_shows_one_of_them() -> None:
    made = mapped(by_place("52.0", "69.9", years=3), boundaries(2))
    assert made.title == "Pass rate by place, 2022/23"


def test_places_without_boundaries_are_refused_with_what_can_be_drawn() -> None:
    with pytest.raises(ChartRefused, match="No boundaries are at hand") as refused:
        mapped(by_place("52.0", "69.9", prefix="E09", level="LAD"), boundaries(5))
    assert refused.value.instead[0].wanted.kind == "bars"
    assert not plan(by_place("52.0", "69.9"), ChartRequest()).can_be_mapped


def test_boundaries_are_those_of_the_level_and_year_that_fit_most_codes_and_of_the_nation() -> None:
    old, new = boundaries(3, "LAD", "E07", 2019), boundaries(4, "LAD", "E07", 2023)
    held = pa.concat_tables([old, new, boundaries(2, "LAD", "W06", 2023), boundaries(2)])
    assert set(outlines(held, {"E07000001", "E07000004"})) == {f"E07{n:06}" for n in (1, 2, 3, 4)}
    assert len(outlines(held, {"E07000001", "E07000002"})) == 4, "of both years the latest"
    assert outlines(held, {"E08000001"}) == {}


def test_a_map_is_a_file_of_its_own() -> None:
    file = as_file(mapped(by_place("52.0", "c"), boundaries(2)))
    ET.fromstring(file)
    assert "Source: Apprenticeships" in file
    assert "c: hidden to protect people" in file
