"""Prior attainment over two coding schemes; deprivation of an area; distance from home."""

import csv
import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from tests.support.text_tables import table, worked

from alder.derive import area_editions, attainment, place
from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.model import expr

CODES = "code | value\n" + "\n".join(f"{n} | {n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 97, 98, 99))


def ladder(scheme: str) -> dict[int, list[str]]:
    rungs = worked(CODES, lambda t: attainment.rung(t.value, scheme), value="whole")
    return {r: [c for c, n in rungs.items() if n == r] for r in [None, *range(-1, 8)]}  # type: ignore[misc]


def test_the_two_schemes_use_the_same_numbers_for_other_rungs() -> None:
    assert ladder("PriorAttain") == {
        None: ["6", "8", "97", "98"],
        -1: ["99"],
        0: ["7", "9"],
        1: ["1"],
        2: ["2"],
        3: ["3"],
        4: ["4", "10"],
        5: ["5", "11"],
        6: ["12"],
        7: ["13"],
    }
    assert ladder("PriorLevel") == {
        None: ["11", "12", "13", "97", "98"],
        -1: ["99"],
        0: ["1"],
        1: ["2"],
        2: ["3", "4"],
        3: ["5", "6"],
        4: ["7"],
        5: ["8"],
        6: ["9"],
        7: ["10"],
    }


def test_the_scheme_follows_from_the_year_and_any_other_is_refused() -> None:
    assert [attainment.scheme_of(y) for y in (2016, 2020, 2021, 2024)] == [
        "PriorAttain",
        "PriorAttain",
        "PriorLevel",
        "PriorLevel",
    ]
    with pytest.raises(UsageError, match="needs the scheme") as refused:
        worked(CODES, lambda t: attainment.is_known(t.value, "mixed"), value="whole")
    assert "one year at a time" in str(refused.value)


def test_rungs_have_labels_and_no_qualifications_is_not_unknown() -> None:
    text = "who | code\nnone | 99\nnot known | 98\nnothing said |\nfull two | 4"
    labels = worked(text, lambda t: attainment.rung_label(attainment.rung(t.code, "PriorLevel")), code="whole")
    assert labels == {"none": "-1", "not known": "Unknown", "nothing said": "Unknown", "full two": "2"}
    full = worked(text, lambda t: attainment.is_full(t.code, "PriorLevel"), code="whole")
    assert full == {"none": False, "not known": False, "nothing said": False, "full two": True}


def test_of_several_dated_records_the_one_that_held_at_the_start_counts() -> None:
    text = """
    aim         | start      | DateLevelApp | PriorLevel
    two before  | 2023-09-01 | 2021-08-01   | 2
    two before  | 2023-09-01 | 2023-09-01   | 3
    two before  | 2023-09-01 | 2024-01-01   | 5
    all after   | 2023-09-01 | 2024-02-01   | 6
    all after   | 2023-09-01 | 2023-10-01   | 4
    no date     | 2023-09-01 |              | 1
    no date     | 2023-09-01 | 2024-01-01   | 3
    """
    with DuckDB() as engine:
        t = table(engine, text, aim="text", start="day", DateLevelApp="day", PriorLevel="whole")
        rows = engine.run(lambda: attainment.latest_before(t, ["aim"], "start")).to_pylist()
    assert {r["aim"]: r["PriorLevel"] for r in rows} == {"two before": 3, "all after": 4, "no date": 1}


def test_an_edition_of_deprivation_that_does_not_exist_is_refused() -> None:
    assert area_editions.areas_in(2025) == 33_755
    with pytest.raises(UsageError, match="no edition 2016"):
        area_editions.areas_in(2016)


@pytest.mark.parametrize("line", ["less_deprived", "more_deprived"])
@pytest.mark.parametrize("areas", [10, 32_482, 32_844, 33_755])
def test_parts_are_as_equal_as_whole_areas_allow_and_never_go_back(areas: int, line: str) -> None:
    with DuckDB() as engine:
        engine.add("ranks", pa.table({"rank": pa.array(range(1, areas + 1), pa.int32())}))
        t = expr.table("ranks", engine.schema("ranks"))
        found = engine.run(
            lambda: t.select(
                "rank",
                d=area_editions.decile(t["rank"], areas, line),
                q=area_editions.quintile(t["rank"], areas, line),
            )
        ).sort_by("rank")
    deciles, quintiles = found["d"].to_pylist(), found["q"].to_pylist()
    assert deciles == sorted(deciles)
    assert [(d + 1) // 2 for d in deciles] == quintiles
    sizes = [deciles.count(n) for n in range(1, 11)]
    assert sum(sizes) == areas
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("edition", "file"),
    [
        (2007, "imd2007_lsoa01"),
        (2010, "imd2010_lsoa01"),
        (2015, "imd2015_lsoa11"),
        (2019, "imd2019_lsoa11"),
        (2025, "imd2025_lsoa21"),
    ],
)
def test_the_decile_of_every_area_is_the_published_one(shared: Path, edition: int, file: str) -> None:
    path = shared / "reference" / "geography" / f"{file}_england.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [(int(float(r["IMD_rank"])), int(float(r["IMD_decile"]))) for r in csv.DictReader(lines)]
    assert len(rows) == area_editions.areas_in(edition)
    areas, line = area_editions.areas_in(edition), area_editions.straddling_in(edition)
    with DuckDB() as engine:
        engine.add("areas", pa.table({"rank": [r for r, _ in rows], "published": [d for _, d in rows]}))
        t = expr.table("areas", engine.schema("areas"))
        wrong = engine.run(lambda: t.filter(area_editions.decile(t["rank"], areas, line) != t.published)).num_rows
    assert wrong == 0


def test_bands_of_distance_are_of_the_distance_before_rounding() -> None:
    text = """
    journey       | km
    next door     | 0
    nearly two    | 1.999
    two           | 2
    nearly fifty  | 49.96
    fifty         | 50
    no postcode   |
    """
    assert worked(text, lambda t: place.band_of_km(t.km), km="number") == {
        "next door": "0 to <2",
        "nearly two": "0 to <2",
        "two": "2 to <5",
        "nearly fifty": "20 to <50",
        "fifty": "50+",
        "no postcode": "Unknown",
    }
