"""The real files of reference data, where they are at hand: every one is read, and every row is used."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import alder
from alder.engine import reference
from alder.environment import Environment
from alder.errors import UnreadableFile
from alder.sources.reference.add import AddReport
from alder.sources.reference.publishers.imd import INDICES, decile

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
        approved_offer            19285
        approved_qualification     8220
        awarding_organisation       502
        lars_aim                   8220
        lars_apprenticeship_funding 2047
        lars_code                  6513
        lars_framework             1437
        lars_framework_subject     1437
        lars_framework_aim        16776
        lars_framework_component   8668
        lars_section_96           29393
        lars_standard               589
        lars_standard_subject       589
        lars_standard_aim           573
        lars_standard_component    4074
        lars_standard_funding       222
        lars_standard_validity      589
        ssa                          84
    """,
    "labour_market": """
        soc2020                     551
    """,
    "dictionaries": """
        leo_variable               4472
        npd_variable                340
    """,
}
"""Rows that each folder gives each table: as many as its files have lines below the first, but where said below.

`lad_change` are pairs of years, each once, of two files. 67 of the postcodes that ended were given out again, and count
once. `lars_aim` is the list of approved qualifications, as the files of LARS at hand have no LearningDelivery.
"""


NOT_TAKEN = """
dictionaries/leo_analysis_tables_fft.csv.gz              names of columns in tables that one research group made
dictionaries/leo_analysis_values_fft.csv.gz              names of columns in tables that one research group made
dictionaries/npd_codesets_characteristics.csv            sheets with several lists side by side and no names of columns
dictionaries/npd_codesets_results.csv                    sheets with several lists side by side and no names of columns
dictionaries/npd_codesets_school.csv                     sheets with several lists side by side and no names of columns
geography/postcode_district_centroids_england.csv.gz     means of the postcodes, which are loaded
geography/postcode_sector_centroids_england.csv.gz       means of the postcodes, which are loaded
lars/CareerLearningPilot.csv                             a pilot of one year
lars/DataGeneration.csv                                  the day on which the others were written
lars/SectorSubjectArea.csv                               both tiers beside each other, which are loaded one by one
lars/TLevelPathway.csv                                   has no rows
lars/TechnicalRoute.csv                                  has no rows
lars/ValidityFunding_Mapping.csv                         which category of validity goes with which of funding
lars/Version.csv                                         releases of the layout of the others
lars/ssa_name_to_code.csv                                made from the list of approved qualifications, which is loaded
providers/gias_header_2024.csv                           has no rows
providers/ukprns_not_on_roatp.csv                        a list that one service keeps for itself
"""
"""Files that hold no table, and why."""

FIGURES = """
labour_market/skills_imperative_2035_england_occupation_sample.csv      working_futures
labour_market/skills_imperative_2035_england_qualification_sample.csv   working_futures
outcomes/ees_ks4_destinations_national_2022-23.csv.gz                   npd_ks4
outcomes/fe_obsm_provider_2013-14_to_2015-16.csv.gz                     obsm
outcomes/fe_obsm_thresholds.csv                                         obsm
"""
"""Files of published figures, which load with `alder load --source`."""

PAIRED = {"lad11_to_lad21_to_lad23.csv": 679}
"""Files of which a row is no row of a table: pairs of years in which an authority changed, each once."""


OFFERED = {"approved_qualifications_2025-02-18.csv.gz": 19_285, "approved_qualifications_2024-10-22_only.csv.gz": 0}
"""Offers in files that have each in three columns of its own: counted there by what is available or has a start."""


def test_every_file_gives_as_many_rows_as_it_has_or_says_why_not(shared: Path, tmp_path: Path) -> None:
    """Also where several files make up a table: each is loaded by itself here."""
    why = {line.split()[0] for line in NOT_TAKEN.strip().splitlines()}
    sources = dict(line.split() for line in FIGURES.strip().splitlines())
    root = shared / "reference"
    found = sorted(p for p in root.rglob("*") if p.name.endswith((".csv", ".csv.gz")))
    assert why | set(sources) <= {str(p.relative_to(root)) for p in found}
    for n, path in enumerate(found):
        name = str(path.relative_to(root))
        one = alder.open(tmp_path / str(n))
        lines = rows_of(path)
        if name in why:
            with pytest.raises(UnreadableFile):
                one.add_reference(path)
        elif name in sources:
            done = one.load_source(path, source=sources[name]).delivery
            assert any(f"{lines:,} rows as published" in notice for notice in done.notices), name
            assert done.rows % lines == 0, "a row a figure of each row"
        else:
            for added in one.add_reference(path).tables:
                there = (OFFERED if added.edition.table == "approved_offer" else PAIRED).get(path.name, lines)
                assert (added.edition.rows, added.edition.unusable) == (there, 0), name


def rows_of(path: Path) -> int:
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.name.endswith(".gz") else packed).decode("utf-8-sig")
    return sum(1 for row in csv.reader(io.StringIO(text)) if row) - 1


def expected(folder: str) -> dict[str, int]:
    return {name: int(rows) for name, rows in (line.split() for line in ROWS[folder].strip().splitlines())}


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    return alder.open(tmp_path / "store")


@pytest.fixture(scope="module")
def geography(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Environment, AddReport]:
    """A store with the published files of geography, the largest, to look into; and what was said of adding them."""
    store = alder.open(tmp_path_factory.mktemp("geography") / "store")
    return store, store.add_reference(shared / "reference" / "geography", edition="as published")


@pytest.mark.parametrize("folder", ROWS)
def test_every_row_of_the_published_files_is_read(
    folder: str, shared: Path, store: Environment, geography: tuple[Environment, AddReport]
) -> None:
    if folder == "geography":
        report = geography[1]
    else:
        report = store.add_reference(shared / "reference" / folder, edition="as published")
    assert {a.edition.table: a.edition.rows for a in report.tables} == expected(folder)
    assert {a.edition.unusable for a in report.tables} == {0}


def test_files_of_geography_that_hold_no_table_are_centres_and_boundaries_without_names_of_the_portal(
    geography: tuple[Environment, AddReport],
) -> None:
    assert [name.split("_")[1] for name in geography[1].passed_over] == ["boundaries", "district", "sector"]


def test_the_places_of_postcodes_lead_to_the_deprivation_that_is_known_of_them(
    geography: tuple[Environment, AddReport],
) -> None:
    """Places, ranks and deciles as looked up by hand, of seven postcodes from Cornwall to Yorkshire."""
    store, _ = geography
    known = """
        YO24 1AB  459610 451737  E06000014  E01033068   5  20442  7
        YO23 2BB  458299 448539  E06000014  E01013355  10  31160 10
        LS11 5JT  430148 431092  E08000035  E01011312   1    339  1
        LS9 8BY   430881 433301  E08000035  E01033033   4  16613  6
        LE1 3WL   458726 305126  E06000016  E01013607   4  12400  4
        TR18 2SA  146841  30918  E06000052  E01018995   1   2447  1
        B74 2NW   412182 296654  E08000025  E01009424   7  19994  7
    """
    lines = known.strip().splitlines()
    places = table(store, "postcode_place", "postcode", [" ".join(line.split()[:2]) for line in lines])
    areas = [line.split()[5] for line in lines]
    older, newer = table(store, "imd_2015", "lsoa", areas), table(store, "imd_2019", "lsoa", areas)
    for line in lines:
        outward, inward, east, north, lad, lsoa, decile_2015, rank_2019, decile_2019 = line.split()
        place = places[f"{outward} {inward}"]
        assert (place["easting"], place["northing"]) == (int(east), int(north))
        assert (place["lad"], place["lsoa11"]) == (lad, lsoa)
        assert older[lsoa]["decile"] == int(decile_2015)
        assert (newer[lsoa]["rank"], newer[lsoa]["decile"]) == (int(rank_2019), int(decile_2019))


def test_every_published_decile_follows_from_its_rank(geography: tuple[Environment, AddReport]) -> None:
    for index in INDICES:
        rows = reference.get(geography[0].store, index.table)
        assert rows is not None
        assert len(set(rows["lsoa"].to_pylist())) == rows.num_rows == index.areas
        if index.has_deciles:
            deciles, ranks = rows["decile"].to_pylist(), rows["rank"].to_pylist()
            assert deciles == [decile(rank, index.areas) for rank in ranks]


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


def table(store: Environment, name: str, key: str, values: list[str] | None = None) -> dict[object, dict[str, object]]:
    """The rows of a table, or those with some values, by their key."""
    rows = reference.get(store.store, name)
    assert rows is not None
    if values is not None:
        rows = rows.filter(pc.is_in(rows[key], pa.array(values, rows.schema.field(key).type)))
    return {row[key]: row for row in rows.to_pylist()}
