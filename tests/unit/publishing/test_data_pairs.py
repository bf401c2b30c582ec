"""A table is written as a pair of files from its columns alone, whoever made them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from alder.model.coverage import ENGLAND, Group, Whole
from alder.model.geographic_levels import LSIP, PROVIDER, REGIONAL, Level
from alder.model.statistic import TOTAL, Category, Filter
from alder.show.data_pair import DataPair, pair_of, write
from alder.show.data_table import CategoryColumn, DataTable, NumberColumn

ALDER = Whole(LSIP, "E69000001", "Greater Alder")


def table(*filters: CategoryColumn, figures: list[int | str], group: Group | None = None) -> DataTable:
    """Learners in 2023/24, a row a figure."""
    return DataTable(
        periods=["2023/24"] * len(figures),
        constants={"only_those_where": "sex = 'F'"},
        filters=filters,
        indicators=(NumberColumn("n", "Learners", "", 0, "count", figures),),
        rates=(),
        fifths=(),
        grades=["A"] * len(figures),
        group=group or Group(place=ENGLAND),
        grouping="",
    )


def column(id: str, codes: str, level: Level | None = None, **more: object) -> CategoryColumn:
    found = codes.split()
    categories = tuple(Category(code, f"{id} {code}") for code in dict.fromkeys(found) if code != TOTAL)
    return CategoryColumn(Filter(id, id.title(), categories), found, level, **more)  # type: ignore[arg-type]


def rows(pair: DataPair, *names: str) -> list[tuple[str, ...]]:
    return list(zip(*(pair.columns[name] for name in names), strict=True))


def test_rows_of_everybody_are_about_the_place_that_is_said_and_are_left_out_where_none_is() -> None:
    by_region = table(column("home", "E12000001 Total", REGIONAL), figures=[40, 90])
    said = pair_of(by_region, ALDER)
    assert rows(said, "geographic_level", "lsip_code", "region_code", "n") == [
        ("Regional", "", "E12000001", "40"),
        ("Local skills improvement plan area", "E69000001", "", "90"),
    ]
    assert rows(pair_of(by_region, None), "geographic_level", "n") == [("Regional", "40")]


def test_providers_are_the_places_of_rows_and_then_no_other_filter_is() -> None:
    both = table(column("home", "r Total", REGIONAL), column("provider", "1 1", PROVIDER), figures=[40, 90])
    pair = pair_of(both, None)
    assert rows(pair, "geographic_level", "provider_ukprn", "home") == [
        ("Provider", "1", "home r"),
        ("Provider", "1", "Total"),
    ]
    assert "places_are" not in pair.columns
    assert [row.col_name for row in pair.meta] == ["home", "n"]


@pytest.mark.parametrize(("figure", "rows_left"), [(0, 3), ("z", 3), (4, 4), ("c", 4)])
def test_a_row_about_a_category_inside_another_than_its_own_is_left_out_where_it_shows_nothing(
    figure: int | str, rows_left: int
) -> None:
    within = table(
        column("area", "1 2 1 Total"),
        column("tier", "1.1 1.1 Total Total", parent="area", within=lambda code: code.partition(".")[0]),
        figures=[5, figure, 5, 5],
    )
    pair = pair_of(within, ENGLAND)
    assert len(pair.columns["n"]) == rows_left
    assert {row.col_name: row.parent_filter for row in pair.meta} == {"area": "", "tier": "area", "n": ""}


def test_what_is_the_same_in_every_row_stays_in_the_data_and_is_no_filter(tmp_path: Path) -> None:
    data, meta, notes = write(pair_of(table(column("age", "a b"), figures=[1, 2]), ENGLAND), tmp_path / "t.csv", "Why.")
    with data.open(encoding="utf-8", newline="") as file:
        assert {row["only_those_where"] for row in csv.DictReader(file)} == {"sex = 'F'"}
    assert meta.read_text(encoding="utf-8").splitlines()[1:] == [
        "age,Filter,Age,,,,,,,",
        "n,Indicator,Learners,,,0,,,,",
    ]
    assert notes.read_text(encoding="utf-8") == "Why."
