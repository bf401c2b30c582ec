"""The real files of reference data, where they are at hand: every one is read, and every row is used."""

from __future__ import annotations

from pathlib import Path

import pytest

import alder
from alder.engine import reference
from alder.environment import Environment
from alder.errors import UnreadableFile
from alder.sources.imd.tables import INDICES, decile

ROWS = {
    "geography": """
        imd_2007                  32482
        imd_2010                  32482
        imd_2015                  32844
        imd_2019                  32844
        imd_2025                  33755
        lad_change                 1053
        lad_combined_authority      106
        lad_lsip                    296
        lad_name                    376
        lad_region                  309
        lsoa_2011_2021            33855
        postcode_place           151883
    """,
    "lars": """
        awarding_organisation       502
        lars_aim                   8220
        lars_framework             1437
        lars_framework_aim        16776
        lars_framework_component   8668
        lars_standard               589
        lars_standard_component    4074
        lars_standard_funding       222
        lars_standard_validity      589
        ssa                          84
    """,
    "labour_market": """
        soc2020                     551
    """,
}
"""Rows that each folder gives each table: as many as its files have lines below the first, but where said below.

`lad_change` are pairs of years, each once, of two files. 67 of the postcodes that ended were given out again, and count
once. `lars_aim` is the list of approved qualifications, as the files of LARS at hand have no LearningDelivery.
"""


def expected(folder: str) -> dict[str, int]:
    return {name: int(rows) for name, rows in (line.split() for line in ROWS[folder].strip().splitlines())}


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    return alder.open(tmp_path / "store")


@pytest.mark.parametrize("folder", ROWS)
def test_every_row_of_the_published_files_is_read(folder: str, shared: Path, store: Environment) -> None:
    report = store.add_reference(shared / "reference" / folder, edition="as published")
    assert {a.edition.table: a.edition.rows for a in report.tables} == expected(folder)
    assert {a.edition.unusable for a in report.tables} == {0}


def test_files_of_geography_that_hold_no_table_are_centres_of_districts(shared: Path, store: Environment) -> None:
    report = store.add_reference(shared / "reference" / "geography")
    assert [name.split("_")[1] for name in report.passed_over] == ["district", "sector"]


def test_the_places_of_postcodes_lead_to_the_deprivation_that_is_known_of_them(
    shared: Path, store: Environment
) -> None:
    """Places, ranks and deciles as looked up by hand, of seven postcodes from Cornwall to Yorkshire."""
    store.add_reference(shared / "reference" / "geography")
    places = table(store, "postcode_place", "postcode")
    known = """
        YO24 1AB  459610 451737  E06000014  E01033068   5  20442  7
        YO23 2BB  458299 448539  E06000014  E01013355  10  31160 10
        LS11 5JT  430148 431092  E08000035  E01011312   1    339  1
        LS9 8BY   430881 433301  E08000035  E01033033   4  16613  6
        LE1 3WL   458726 305126  E06000016  E01013607   4  12400  4
        TR18 2SA  146841  30918  E06000052  E01018995   1   2447  1
        B74 2NW   412182 296654  E08000025  E01009424   7  19994  7
    """
    older, newer = table(store, "imd_2015", "lsoa"), table(store, "imd_2019", "lsoa")
    for line in known.strip().splitlines():
        outward, inward, east, north, lad, lsoa, decile_2015, rank_2019, decile_2019 = line.split()
        place = places[f"{outward} {inward}"]
        assert (place["easting"], place["northing"]) == (int(east), int(north))
        assert (place["lad"], place["lsoa11"]) == (lad, lsoa)
        assert older[lsoa]["decile"] == int(decile_2015)
        assert (newer[lsoa]["rank"], newer[lsoa]["decile"]) == (int(rank_2019), int(decile_2019))


def test_every_published_decile_follows_from_its_rank(shared: Path, store: Environment) -> None:
    store.add_reference(shared / "reference" / "geography")
    for index in INDICES:
        rows = table(store, index.table, "lsoa")
        assert len(rows) == index.areas
        if index.has_deciles:
            assert all(row["decile"] == decile(row["rank"], index.areas) for row in rows.values())


def test_a_real_index_is_not_taken_for_another(shared: Path, store: Environment, tmp_path: Path) -> None:
    (tmp_path / "imd2007.csv.gz").write_bytes(
        (shared / "reference" / "geography" / "imd2010_lsoa01_england.csv.gz").read_bytes()
    )
    with pytest.raises(UnreadableFile, match="not the index of 2007: its ranks are those of IMD 2010"):
        store.add_reference(tmp_path / "imd2007.csv.gz")


def test_a_row_of_the_real_register_of_establishments(shared: Path, store: Environment) -> None:
    store.add_reference(shared / "reference" / "providers" / "gias_sample_row.csv")
    (place,) = table(store, "provider_place", "ukprn").values()
    assert (place["urn"], place["postcode"], place["lad"], place["region"]) == (
        100001,
        "EC2Y 8BB",
        "E09000001",
        "E12000007",
    )
    assert str(place["opened"]) == "1920-01-01"


def table(store: Environment, name: str, key: str) -> dict[object, dict[str, object]]:
    rows = reference.get(store.store, name)
    assert rows is not None
    return {row[key]: row for row in rows.to_pylist()}
