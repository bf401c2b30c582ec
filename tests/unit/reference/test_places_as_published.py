"""Each publisher's layout of postcodes, deprivation, areas, aims, providers and occupations, read into its table."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.support.unreadable_references import GIAS, POSTCODES, RANKS_2015, TRURO, aims, lines, postcodes, ranks

import alder
from alder.engine import reference
from alder.errors import UnreadableFile
from alder.sources.reference.add import AddReport
from alder.sources.reference.publishers import postcodes as directory


def added(
    folder: Path, *files: tuple[str, str | bytes], table: str | None = None
) -> tuple[AddReport, alder.Environment]:
    paths = []
    for name, content in files:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    environment = alder.open(folder / "store")
    return environment.add_reference(*paths, table=table), environment


def held(environment: alder.Environment, table: str) -> list[dict[str, Any]]:
    rows = reference.get(environment.store, table)
    assert rows is not None
    return rows.to_pylist()


def only(folder: Path, table: str, *files: tuple[str, str | bytes]) -> list[dict[str, Any]]:
    report, environment = added(folder, *files)
    assert table in {t.edition.table for t in report.tables}
    return held(environment, table)


def test_a_place_of_the_old_directory(tmp_path: Path):
    (first, *others) = only(tmp_path, "postcode_place", ("ONSPD_NOV_2023_UK.csv", postcodes()))
    assert len(others) == 8
    assert first == {
        "postcode": "TR1 1AA",
        "easting": 182_100,
        "northing": 44_100,
        "position_quality": 1,
        "introduced": date(1980, 1, 1),
        "terminated": None,
        "lsoa01": None,
        "lsoa11": "E01018801",
        "lsoa21": None,
        "lad": "E06000052",
        "region": "E12000009",
        "rural_urban": "C1",
        "rural_urban_2021": None,
    }


def test_a_place_of_the_new_lookup_whose_names_carry_years(tmp_path: Path):
    head = "pcd7,pcd8,pcds,dointr,doterm,east1m,north1m,gridind,lad26cd,rgn26cd,lsoa21cd,ruc21ind"
    row = "TR1 1AA,TR1  1AA,TR1 1AA,198001,201506,182100,44100,1,E06000052,E12000009,E01018801,UN1"
    (place,) = only(tmp_path, "postcode_place", ("NSPL_AUG_2026_UK.csv", lines(head, [row])))
    assert (place["lad"], place["region"], place["lsoa21"]) == ("E06000052", "E12000009", "E01018801")
    assert (place["rural_urban"], place["rural_urban_2021"]) == (None, "UN1")
    assert place["terminated"] == date(2015, 6, 30)


def test_code_point_open_comes_in_files_of_areas_without_names_of_columns(tmp_path: Path):
    path = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Doc/licence.txt", "\nUse it under its licence.\n")
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", f"PC,PQ\n{','.join(directory.CODE_POINT_OPEN)}\n")
        archive.writestr("Data/CSV/tr.csv", '"TR11AA",10,182100,44100,"E92000001",,,,"E06000052","E05000001"\n')
        archive.writestr("Data/CSV/ab.csv", "AB101AB,10,394235,806529,S92000003,,S08000020,,S12000033,S13002842\n")
        archive.writestr("Data/CSV/zz.csv", "AB101AD,90,0,0,S92000003,,S08000020,,S12000033,S13002842\n")
    environment = alder.open(tmp_path / "store")
    report = environment.add_reference(path)
    (table,) = report.tables
    assert (table.edition.rows, table.edition.edition, table.edition.unusable) == (3, "codepo_gb", 0)
    assert table.notices == (
        "It does not say: introduced, terminated, lsoa01, lsoa11, lsoa21, region, rural_urban, rural_urban_2021.",
    )
    places = {p["postcode"]: (p["easting"], p["northing"], p["lad"]) for p in held(environment, "postcode_place")}
    assert places == {
        "TR1 1AA": (182_100, 44_100, "E06000052"),
        "AB10 1AB": (394_235, 806_529, "S12000033"),
        "AB10 1AD": (None, None, "S12000033"),
    }


def test_a_row_of_code_point_open_that_does_not_fit_is_told_by_its_line(tmp_path: Path):
    rows = [f"TR1 1A{letter},10,182100,44100,E92000001,,,,E06000052,E05000001" for letter in "ABDEFGHJLNP"]
    rows[5] = rows[5].replace("182100", "x")
    report, _ = added(tmp_path, ("tr.csv", "\n".join(rows) + "\n"))
    assert [(u.line, u.why) for u in report.tables[0].told] == [(6, "Eastings is not a number of metres")]


@pytest.mark.parametrize(
    ("what", "row", "position"),
    [
        ("no position by quality", "TR1 1AA,198001,,182100,44100,9,E06000052,E12000009,E01018801,C1", (None, None)),
        ("at nought", "TR1 1AA,198001,,0,0,1,E06000052,E12000009,E01018801,C1", (None, None)),
        ("blank", "TR1 1AA,198001,,,,,E06000052,E12000009,E01018801,C1", (None, None)),
        ("on the Irish Grid", "BT1 1AA,198001,,333000,374000,1,N09000003,N99999999,95GG11S1,", (None, None)),
        (
            "filled up with a nought",
            "TR1 1AA,198001,,182100,0044100,1,E06000052,E12000009,E01018801,C1",
            (182100, 44100),
        ),
    ],
)
def test_positions_that_are_none(what: str, row: str, position: tuple[int | None, int | None], tmp_path: Path):
    (place,) = only(tmp_path, "postcode_place", ("ONSPD_NOV_2023_UK.csv", lines(POSTCODES, [row])))
    assert (place["easting"], place["northing"]) == position, what


def test_a_directory_without_any_position_says_so(tmp_path: Path):
    row = "TR1 1AA,198001,,,,9,E06000052,E12000009,E01018801,C1"
    report, _ = added(tmp_path, ("ONSPD_NOV_2023_UK.csv", lines(POSTCODES, [row])))
    assert "No postcode has a position, so distances are not known." in report.tables[0].notices


def test_of_a_postcode_that_ended_and_was_given_out_again_the_live_place_counts(tmp_path: Path):
    ended = lines("pcds,lsoa11,lad,introduced,terminated", ["TR1 1AA,E01018899,E06000052,198001,199012"])
    report, environment = added(tmp_path, ("live.csv", postcodes()), ("ended.csv", ended))
    (table,) = report.tables
    assert (table.edition.rows, table.edition.edition) == (9, "live and ended")
    assert table.edition.file == "live.csv and ended.csv"
    assert "1 row stood in two files. The row that says more, of a live place, counts." in table.notices
    assert held(environment, "postcode_place")[0]["lsoa11"] == "E01018801"


def test_the_whole_of_a_directory_counts_where_its_parts_lie_beside_it(tmp_path: Path):
    path = tmp_path / "ONSPD_NOV_2023.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Data/ONSPD_NOV_2023_UK.csv", postcodes())
        archive.writestr("Data/multi_csv/ONSPD_NOV_2023_UK_TR.csv", postcodes(rows=4))
    (table,) = alder.open(tmp_path / "store").add_reference(path).tables
    assert table.edition.rows == 9
    assert table.edition.file.startswith("Data/ONSPD_NOV_2023_UK.csv")


def test_rows_that_are_the_same_in_everything_count_once(tmp_path: Path):
    report, _ = added(tmp_path, ("ONSPD_NOV_2023_UK.csv", postcodes() + TRURO.format(n=1) + "\n"))
    assert report.tables[0].edition.rows == 9
    assert "1 row stood there twice, and counts once." in report.tables[0].notices


IMD = "Index of Multiple Deprivation (IMD)"
_MODERN = (
    f"LSOA code ({{census}}),Local Authority District code ({{year}}),{IMD} Score,{IMD} Rank (where 1 is most "
    + (f"deprived),{IMD} Decile (where 1 is most deprived 10% of LSOAs)")
)


@pytest.mark.parametrize(
    ("table", "name", "head", "row"),
    [
        ("imd_2007", "imd.csv", "LSOA,IMD SCORE,RANK OF IMD (where 1 is most deprived)", "E01000001,5.83,29006"),
        (
            "imd_2010",
            "imd.csv",
            "LSOA CODE,IMD SCORE,RANK OF IMD SCORE (where 1 is most deprived)",
            "E01000001,6.16,28814",
        ),
        ("imd_2015", "imd.csv", _MODERN.format(census=2011, year=2013), "E01000001,E09000001,6.063,29111,9"),
        ("imd_2019", "imd.csv", _MODERN.format(census=2011, year=2019), "E01000001,E09000001,6.208,29199,9"),
        ("imd_2025", "imd.csv", _MODERN.format(census=2021, year=2024), "E01000001,E09000001,8.742,26525,8"),
        ("imd_2007", "imd2007_lsoa01.csv", "lsoa01_code,IMD_score,IMD_rank,IMD_decile", "E01000001,5.83,29006,9"),
        ("imd_2010", "IoD2010.csv", "lsoa01_code,IMD_rank", "E01000001,28814"),
        (
            "imd_2015",
            "imd2015.csv",
            "lsoa11_code,lad13_code,IMD_score,IMD_rank,IMD_decile",
            "E01000001,E0,6.063,29111,9",
        ),
        ("imd_2019", "imd2019.csv", "lsoa11_code,IMD_decile,IMD_rank", "E01000001,9,29199"),
        ("imd_2025", "any.csv", "lsoa21_code,IMD_decile,IMD_rank,IMD_score", "E01000001,8,26525,8.742"),
    ],
)
def test_the_index_of_deprivation_is_known_in_every_edition(table: str, name: str, head: str, row: str, tmp_path: Path):
    (area,) = only(tmp_path, table, (name, lines(head, [row])))
    assert area["lsoa"] == "E01000001"
    assert area["rank"] == {"imd_2007": 29006, "imd_2010": 28814, "imd_2015": 29111, "imd_2019": 29199}.get(
        table, 26525
    )
    assert area["decile"] == {"imd_2007": None, "imd_2010": None, "imd_2025": 8}.get(table, 9)


def test_an_index_of_some_areas_says_how_many_there_are(tmp_path: Path):
    report, _ = added(tmp_path, ("File_7_ID_2015.csv", ranks()))
    assert report.tables[0].notices == ("It has 9 of the 32,844 areas of England.",)


def test_a_few_deciles_that_differ_from_the_rule_are_told(tmp_path: Path):
    rows = [f"E01{n:06},x,E0,1.0,{n},{-(-10 * n // 32_844)}" for n in range(2, 400)]
    rows[7] = rows[7][:-1] + "2"
    report, _ = added(tmp_path, ("File_7_ID_2015.csv", lines(RANKS_2015, rows)))
    assert report.tables[0].notices[-1] == "1 area has another decile than ceil(10 × rank ÷ 32,844) gives."


def test_the_table_may_be_named_where_the_file_does_not_say_it(tmp_path: Path):
    report, _ = added(tmp_path, ("ranks.csv", lines("lsoa01_code,IMD_rank", ["E01000001,28814"])), table="imd_2010")
    assert [t.edition.table for t in report.tables] == ["imd_2010"]
    with pytest.raises(UnreadableFile, match="this is not the index of 2007: its ranks are those of IMD 2010"):
        added(tmp_path, ("ranks.csv", lines("lsoa01_code,IMD_rank", ["E01000001,28814"])), table="imd_2007")
    with pytest.raises(UnreadableFile, match="but has no columns lsoa11_code and IMD_decile"):
        added(tmp_path, ("ranks.csv", lines("lsoa01_code,IMD_rank", ["E01000001,28814"])), table="imd_2015")


@pytest.mark.parametrize(
    ("table", "name", "head", "row", "expected"),
    [
        (
            "lsoa_2011_2021",
            "lookup.csv",
            "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD",
            "E01000945,x,E01035716,y,S,E09000007",
            {"lsoa11": "E01000945", "lsoa21": "E01035716", "change": "S"},
        ),
        (
            "lad_lsip",
            "lsip.csv",
            "LAD23CD,LAD23NM,LSIP23CD,LSIP23NM",
            "E06000060,Buckinghamshire,E69000002,Buckinghamshire",
            {"lad": "E06000060", "lsip": "E69000002", "lsip_name": "Buckinghamshire"},
        ),
        (
            "lad_combined_authority",
            "cauth.csv",
            "LAD25CD,LAD25NM,CAUTH25CD,CAUTH25NM,ObjectId",
            "E08000001,Bolton,E47000001,Greater Manchester,1",
            {"lad": "E08000001", "cauth": "E47000001", "cauth_name": "Greater Manchester"},
        ),
        (
            "lad_region",
            "region.csv",
            "LAD22CD,LAD22NM,RGN22CD,RGN22NM",
            "E06000001,Hartlepool,E12000001,North East",
            {
                "lad": "E06000001",
                "name": "Hartlepool",
                "utla": None,
                "utla_name": None,
                "region": "E12000001",
                "region_name": "North East",
            },
        ),
        ("lad_name", "names.csv", "lad22cd,lad22nm", "W06000001,Anglesey", {"lad": "W06000001", "name": "Anglesey"}),
        (
            "soc2020",
            "soc2020.csv",
            "code,digits,parent,title",
            "1111,4,111,Chief executives",
            {"code": "1111", "level": 4, "title": "Chief executives"},
        ),
        (
            "ssa",
            "SectorSubjectAreaTier2.csv",
            "SectorSubjectAreaTier2,SectorSubjectAreaTier2Desc,EffectiveFrom",
            "6.10,ICT Practitioners,2012-08-01",
            {"code": Decimal("6.10"), "tier": 2, "name": "ICT Practitioners"},
        ),
    ],
)
def test_look_ups(table: str, name: str, head: str, row: str, expected: dict[str, Any], tmp_path: Path):
    assert only(tmp_path, table, (name, lines(head, [row]))) == [expected]


def test_changes_of_authorities_are_pairs_of_years_whatever_the_file_covers(tmp_path: Path):
    three = lines("lad11cd,lad11nm,lad21cd,lad21nm,lad23cd,lad23nm", ["E07000150,C,E06000061,N,E06000061,N"])
    two = lines("lad22cd,lad23cd", ["E06000061,E06000061", "E07000026,E06000063"])
    rows = only(tmp_path, "lad_change", ("11_21_23.csv", three), ("22_23.csv", two))
    assert sorted(tuple(r.values()) for r in rows) == [
        ("E06000061", "E06000061", 2021, 2023),
        ("E06000061", "E06000061", 2022, 2023),
        ("E07000026", "E06000063", 2022, 2023),
        ("E07000150", "E06000061", 2011, 2021),
    ]


def test_one_file_of_lars_fills_the_aims_of_variables_and_of_rules(tmp_path: Path):
    from alder.sources.reference.table_catalogue import tables

    rules = tables()["lars_delivery"].schema.names
    head = ",".join([*rules, "LearnAimRefTitle", "OfQualGlhMin"])
    row = ["60142923", "2015-08-01", "", "0003", "1", "1.5", "EOQ", "-2", "-2", "12.00", "12.10", "", "", ""]
    report, environment = added(tmp_path, ("LearningDelivery.csv", lines(head, [",".join([*row, "English", "120"])])))
    assert {t.edition.table for t in report.tables} == {"lars_delivery", "lars_aim"}
    (aim,) = held(environment, "lars_aim")
    assert (aim["LearnAimRefTitle"], aim["NotionalNVQLevelv2"], aim["OfQualGlhMin"]) == ("English", "1.5", 120)


def test_a_list_of_approved_qualifications_gives_levels_and_subjects_as_codes(tmp_path: Path):
    head = "learn_aim_ref,title,awarding_organisation,level,qualification_type,ssa_tier2,status"
    rows = ["60142923,English,A body,Level 1/2,GCSE,Languages,Approved"] + [
        f"6014292{n},English,A body,Entry Level,X,Health and Social Care,Approved" for n in "456789X012"
    ]
    report, environment = added(tmp_path, ("approved.csv", lines(head, rows)))
    assert report.tables[0].edition.unusable == 1
    assert report.tables[0].told[0].why == "ssa_tier2 is not the name of a sector subject area"
    aim = held(environment, "lars_aim")[0]
    assert (aim["NotionalNVQLevelv2"], aim["SectorSubjectAreaTier1"], aim["SectorSubjectAreaTier2"]) == (
        "E",
        Decimal("1.00"),
        Decimal("1.30"),
    )


def test_a_level_that_is_none_is_told(tmp_path: Path):
    head = "learn_aim_ref,title,awarding_organisation,level,qualification_type,ssa_tier2,status"
    rows = [f"6014292{n},E,B,{'Level 9' if n == '3' else 'Level 2'},X,Science,A" for n in "3456789X012"]
    report, _ = added(tmp_path, ("approved.csv", lines(head, rows)))
    assert report.tables[0].told[0].why == "level is not a level such as Level 3"


def test_sound_aims_are_read(tmp_path: Path):
    assert len(only(tmp_path, "lars_aim", ("LearningDelivery.csv", aims()))) == 9


def test_a_provider_number_finds_one_place_the_open_one_or_the_latest(tmp_path: Path):
    rows = [
        "130001,1,Old College,Further education,Closed,01-09-1993,31-07-2014,10000001,TR1 1AA,E06000052",
        "140002,1,New Academy,Academy,Open,01-08-2014,,10000001,TR1 1AB,E06000052",
        "140003,1,Older,Academy,Closed,01-08-2001,31-08-2010,10000002,TR1 1AB,E06000052",
        "140004,1,Later,Academy,Closed,01-08-2011,31-08-2013,10000002,TR1 1AD,E06000052",
        "140005,1,Without a number,Academy,Open,01-08-2011,,,TR1 1AD,E06000052",
    ]
    report, environment = added(tmp_path, ("edubasealldata20241101.csv", lines(GIAS, rows)))
    places = {p["ukprn"]: (p["name"], p["postcode"]) for p in held(environment, "provider_place")}
    assert places == {10000001: ("New Academy", "TR1 1AB"), 10000002: ("Later", "TR1 1AD")}
    notices = next(t.notices for t in report.tables if t.edition.table == "provider_place")
    assert "2 establishments of a UKPRN that another has too: the open or latest one was kept." in notices


def test_the_register_of_providers_gives_names_and_status(tmp_path: Path):
    head = "UnitedKingdomProviderReferenceNumber,ProviderName,ProviderStatus"
    rows = only(tmp_path, "provider_place", ("ukrlp.csv", lines(head, ["10000001,Northfield College,Active"])))
    assert [(r["ukprn"], r["name"], r["status"], r["postcode"]) for r in rows] == [
        (10000001, "Northfield College", "Active", None)
    ]
