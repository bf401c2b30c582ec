"""Looking up places and aims in reference tables when the table of aims of a query is made."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from tests.support import text_tables
from tests.support.aim_tables import returns

import alder
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures, StoreError
from alder.sources.reference.table_catalogue import recognise, tables

LEARNERS = """
    LearnRefNumber | ULN        | Postcode | PostcodePrior
    poor           | 1000000001 | XM1 1AF  | XM3 1AF
    rich           | 1000000002 | xm21af   | XM2 1AF
    welsh          | 1000000003 | XM3 1AF  | XM3 1AF
    unknown        | 1000000004 | ZZ99 9ZZ | XM1 1AF
"""
AIMS = """
    LearnRefNumber | LearnAimRef | DelLocPostCode | StdCode | ProgType | LearnStartDate
    poor           | 60000001    | XM2 1AF        |         |          | 2020-09-01
    rich           | 60000001    | XM2 1AF        |         |          | 2019-09-01
    welsh          | 60000002    | XM2 1AF        | 7       | 25       | 2020-09-01
    unknown        | 60000003    | XM2 1AF        |         |          | 2020-09-01
"""
AIM = {"AimType": 4, "FundModel": 35, "CompStatus": 1}
PLACES = """
    postcode | easting | northing | lsoa11    | lad       | rural_urban
    XM1 1AF  | 400000  | 300000   | E01000001 | E06000001 | A1
    XM2 1AF  | 403000  | 304000   | E01000002 | E07000002 | D1
    XM3 1AF  | 410000  | 300000   |           | W06000001 |
"""
DEPRIVATION = "lsoa | rank\nE01000001 | 1\nE01000002 | 32844"
REGIONS = "lad | name | region\nE06000001 | Northley | E12000001\nE06000009 | New Southley | E12000009"
CHANGES = """
    lad_from  | lad_to    | year_from | year_to
    E07000002 | E06000008 | 2019      | 2020
    E06000008 | E06000009 | 2020      | 2021
    E06000001 | E06000001 | 2020      | 2021
    W06000001 | W06000002 | 2020      | 2021
    W06000001 | W06000003 | 2020      | 2021
"""
LISTED = """
    LearnAimRef | NotionalNVQLevelv2 | SectorSubjectAreaTier2 | AwardOrgCode | EffectiveFrom | EffectiveTo
    60000001    | 2                  | 1.3                    | OCR          | 2018-08-01    | 2020-07-31
    60000001    | 3                  | 1.3                    | OCR          | 2020-08-01    |
    60000002    | E                  | 14.1                   |              | 2021-01-01    |
"""
STANDARDS = "StandardCode | NotionalEndLevel | EffectiveFrom\n7 | 4 | 2018-08-01"


def held(**texts: str) -> DuckDB:
    """An engine with the four learners and reference tables, of which a text gives some columns."""
    return with_tables(returns(LEARNERS, AIMS, **AIM), **texts)


def with_tables(engine: DuckDB, **texts: str) -> DuckDB:
    for name, text in texts.items():
        schema = tables()[name].schema
        rows = [{k: text_tables.value(v, schema.field(k).type) for k, v in r.items()} for r in text_tables.rows(text)]
        engine.add(name, pa.Table.from_pylist(rows, schema=schema))
    return engine


def ask(engine: DuckDB, by: str, year: str = "2020/21", **parameters: Any) -> dict[str, int]:
    """How many learners each category has, categories without any left out."""
    found = alder.tabulate(engine, "learners_participating", by=by, year=year, early_leavers="counted", **parameters)
    return {c.code: n for c in found.filter(by).categories if (n := found.value("learners", **{by: c.code}))}


def ask_each(engine: DuckDB, *by: str) -> list[dict[str, int]]:
    """The same of several in one table."""
    found = alder.tabulate(engine, "learners_participating", by=by, early_leavers="counted")
    return [
        {c.code: n for c in found.filter(b).categories if (n := found.value("learners", **{b: c.code}))} for b in by
    ]


def test_a_home_leads_to_its_area_and_the_area_to_its_rank() -> None:
    engine = held(postcode_place=PLACES, imd_2019=DEPRIVATION)
    assert ask_each(engine, "imd_decile", "rural_or_urban") == [
        {"1": 1, "10": 1, "Outside England": 1, "Unknown": 1},
        {"Urban": 1, "Rural": 1, "Unknown": 2},
    ]
    before = ask(engine, "imd_decile", home_postcode="PostcodePrior")
    assert before == {"1": 1, "10": 1, "Outside England": 2}


def test_the_class_of_a_home_is_read_in_the_column_of_its_edition() -> None:
    both = PLACES.replace("rural_urban", "rural_urban | rural_urban_2021").replace("| A1", "| A1 | RSF1")
    both = both.replace("| D1", "| D1 | UN1").replace("W06000001 |", "W06000001 | |")
    engine = held(postcode_place=both)
    assert ask(engine, "rural_urban_2021") == {"UN1": 1, "RSF1": 1, "Unknown": 2}
    assert ask(engine, "rural_or_urban", rural_urban_edition="2021") == {"Urban": 1, "Rural": 1, "Unknown": 2}
    assert ask(engine, "rural_urban") == {"A1": 1, "D1": 1, "Unknown": 2}
    found = ask(held(postcode_place=both.replace("UN1", "RLF1")), "rural_or_urban", rural_urban_edition="2021")
    assert found == {"Rural": 2, "Unknown": 2}


def test_a_directory_without_the_classes_of_an_edition_is_refused() -> None:
    engine = held(postcode_place=PLACES)
    with pytest.raises(NoFigures, match="does not say rural_urban_2021"):
        ask(engine, "rural_or_urban", rural_urban_edition="2021")


def test_distances_lead_from_the_home_to_the_place_of_delivery() -> None:
    engine = held(postcode_place=PLACES)
    found = ask(engine, "distance_band")
    assert found == {"0 to <2": 1, "5 to <10": 1, "Unknown": 2}, "the Welsh learner is an apprentice"
    assert ask(engine, "distance_band", distance_at_work_or_online="measured")["5 to <10"] == 2


def test_districts_that_ended_are_followed_to_those_of_today_and_have_their_names() -> None:
    engine = held(postcode_place=PLACES, lad_region=REGIONS, lad_change=CHANGES)
    table = alder.tabulate(engine, "learners_participating", by="home_local_authority", early_leavers="counted")
    assert [(c.code, c.label) for c in table.filter("home_local_authority").categories] == [
        ("E06000009", "New Southley"),
        ("E06000001", "Northley"),
        ("Outside England", "Outside England"),
        ("Unknown", "Unknown"),
    ]
    assert ask(engine, "home_region") == {"E12000001": 1, "E12000009": 1, "Outside England": 1, "Unknown": 1}
    without = held(postcode_place=PLACES, lad_region=REGIONS)
    assert "E07000002" in ask(without, "home_local_authority"), "as the directory codes it, where no change is known"


def test_an_aim_is_what_the_list_said_of_it_when_it_began() -> None:
    engine = held(lars_aim=LISTED, lars_standard=STANDARDS)
    notional, level, awarding_body = ask_each(engine, "notional_level", "level", "awarding_body")
    assert notional == {"E": 1, "2": 1, "3": 1, "Unknown": 1}, "begun in 2019 it was at level 2"
    assert level == {"Level 2": 1, "Level 3": 1, "Level 4+": 1, "Unknown": 1}
    assert awarding_body == {"OCR": 2, "Unknown": 2}
    names = "AwardOrgCode | AwardOrgName\nOCR | A board"
    named = held(lars_aim=LISTED, awarding_organisation=names)
    table = alder.tabulate(named, "learners_participating", by="awarding_body", early_leavers="counted")
    assert table.filter("awarding_body").categories[0].label == "A board"
    assert "Q-LEVEL" not in {c.code for c in alder.tabulate(engine, "starts", by="level").quality.caveats}


def test_where_the_list_of_aims_is_not_held_levels_are_those_of_frameworks_and_it_is_said() -> None:
    table = alder.tabulate(held(), "learners_participating", by="level", early_leavers="counted")
    assert "Q-LEVEL" in {c.code for c in table.quality.caveats}
    assert any("alder reference add" in note for note in table.notes)


@pytest.mark.parametrize(
    ("by", "texts", "table", "publisher"),
    [
        ("imd_decile", {}, "postcode_place", "Office for National Statistics"),
        ("imd_decile", {"postcode_place": PLACES}, "imd_2019", "Ministry of Housing"),
        ("home_region", {"postcode_place": PLACES}, "lad_region", "Office for National Statistics"),
        ("subject_area", {}, "lars_aim", "Department for Education"),
        ("provider_kind", {}, "provider_place", "Department for Education"),
    ],
)
def test_a_table_that_is_not_held_is_named_with_its_publisher(
    by: str, texts: dict[str, str], table: str, publisher: str
) -> None:
    with pytest.raises(NoFigures, match=f"table {table}") as refused:
        ask(held(**texts), by)
    assert publisher in str(refused.value)
    assert "alder reference add FILE" in str(refused.value)


def test_an_edition_that_does_not_say_what_is_asked_is_refused_and_not_read_as_unknown() -> None:
    engine = held(postcode_place=PLACES, imd_2025="lsoa | rank\nE01000001 | 1")
    with pytest.raises(NoFigures, match="does not say lsoa21"):
        ask(engine, "imd_decile", imd_edition="2025")


def test_a_postcode_that_stands_twice_in_reference_data_is_refused() -> None:
    twice = PLACES + "    XM1 1AF  | 1 | 1 | E01000001 | E06000001 | A1\n"
    with pytest.raises(StoreError, match="a key more than once"):
        ask(held(postcode_place=twice), "distance_band")


def test_a_learner_with_two_homes_is_counted_once_by_the_record_whose_aim_began_last() -> None:
    engine = returns(
        "LearnRefNumber | ukprn    | ULN        | Postcode\na | 10000001 | 1000000001 | XM1 1AF\n"
        "b | 10000002 | 1000000001 | XM2 1AF",
        "LearnRefNumber | ukprn    | LearnStartDate\na | 10000001 | 2020-09-01\nb | 10000002 | 2020-10-01",
        **AIM,
    )
    with_tables(engine, postcode_place=PLACES, imd_2019=DEPRIVATION)
    assert ask(engine, "imd_decile") == {"10": 1}


def test_homes_in_returns_of_2016_17_are_read_from_contacts() -> None:
    engine = returns(
        "LearnRefNumber | ULN\nA | 1000000001",
        "LearnRefNumber | LearnStartDate\nA | 2016-09-01",
        learner_contact="LearnRefNumber | LocType | ContType | PostCode\nA | 2 | 2 | XM2 1AF\nA | 2 | 1 | XM1 1AF\n"
        "A | 1 | 2 |",
        collection_year="2016/17",
        **AIM,
    )
    with_tables(engine, postcode_place=PLACES, imd_2015=DEPRIVATION)
    assert ask(engine, "imd_decile", "2016/17") == {"10": 1}
    assert ask(engine, "imd_decile", "2016/17", home_postcode="PostcodePrior") == {"1": 1}


def test_an_edition_that_was_added_before_a_column_was_known_is_refused_too() -> None:
    engine = held(imd_2019=DEPRIVATION)
    places = text_tables.rows(PLACES)
    engine.add("postcode_place", pa.table({"postcode": [r["postcode"] for r in places]}))
    with pytest.raises(NoFigures, match="does not say lsoa11, lad"):
        ask(engine, "imd_decile")


def test_records_that_returns_do_not_have_leave_what_they_would_say_unknown() -> None:
    assert ask_each(held(), "prior_attainment", "free_meals", "lldd_primary") == [
        {"Unknown": 4},
        {"No": 4},
        {"Unknown": 4},
    ]


APPRENTICES = """
    LearnRefNumber | LearnAimRef | AimType | StdCode | ProgType | FworkCode | PwayCode | LearnStartDate
    early          | ZPROG001    | 1       | 7       | 25       |           |          | 2020-08-03
    late           | ZPROG001    | 1       | 7       | 25       |           |          | 2021-05-03
    one pathway    | ZPROG001    | 1       |         | 2        | 445       | 1        | 2020-09-01
    the other      | ZPROG001    | 1       |         | 2        | 445       | 2        | 2020-09-01
    of no subject  | ZPROG001    | 1       |         | 20       | 445       | 1        | 2020-09-01
    a component    | 60000001    | 3       | 7       | 25       |           |          | 2020-09-01
    in class       | 60000001    | 4       |         |          |           |          | 2020-09-01
"""
STANDARD_SUBJECTS = """
    StandardCode | SectorSubjectAreaTier2 | EffectiveFrom | EffectiveTo
    7            | 6.10                   | 2018-08-01    | 2020-12-31
    7            | 15.30                  | 2021-01-01    |
"""
PATHWAY_SUBJECTS = """
    FworkCode | ProgType | PwayCode | SectorSubjectAreaTier2 | EffectiveFrom
    445       | 2        | 1        | 5.20                   | 2011-08-01
    445       | 2        | 2        | 4.20                   | 2011-08-01
"""


def test_an_apprenticeship_has_the_subject_of_its_standard_or_pathway_on_the_day_it_began() -> None:
    people = "LearnRefNumber | ULN\n" + "\n".join(
        f"{name} | {1000000001 + n}"
        for n, name in enumerate(row.split("|")[0].strip() for row in APPRENTICES.strip().splitlines()[1:])
    )
    tables_of = {"lars_standard_subject": STANDARD_SUBJECTS, "lars_framework_subject": PATHWAY_SUBJECTS}

    def asked(*by: str, **texts: str) -> list[dict[str, int]]:
        aims = returns(people, APPRENTICES, FundModel=36, CompStatus=1, LearnPlanEndDate=date(2022, 7, 31))
        engine = with_tables(aims, lars_aim=LISTED, **texts)
        found = alder.tabulate(engine, "starts", by=by, year="2020/21", scope="apprenticeships")
        return [
            {c.code: n for c in found.filter(b).categories if (n := found.value("starts", **{b: c.code}))} for b in by
        ]

    assert asked("subject_area_tier_2", "subject_area", **tables_of) == [
        {"6.1": 1, "15.3": 1, "5.2": 1, "4.2": 1, "Unknown": 1},
        {"6": 1, "15": 1, "5": 1, "4": 1, "Unknown": 1},
    ]
    assert asked("subject_area") == [{"Unknown": 5}], "a store of earlier releases has none"
    half = {"lars_standard_subject": STANDARD_SUBJECTS}
    assert asked("subject_area", **half) == [{"6": 1, "15": 1, "Unknown": 3}]


@pytest.mark.parametrize(
    ("file", "header", "tables_held"),
    [
        (
            "Framework.csv",
            "FworkCode,ProgType,PwayCode,PathwayName,EffectiveFrom,EffectiveTo,SectorSubjectAreaTier1,"
            "SectorSubjectAreaTier2,NASTitle",
            {"lars_framework", "lars_framework_subject"},
        ),
        (
            "Standard.csv",
            "StandardCode,Version,StandardName,StandardSectorCode,NotionalEndLevel,EffectiveFrom,LastDateStarts,"
            "EffectiveTo,SectorSubjectAreaTier1,SectorSubjectAreaTier2",
            {"lars_standard", "lars_standard_subject"},
        ),
    ],
)
def test_a_file_of_apprenticeships_fills_the_table_of_rules_and_that_of_subjects(
    file: str, header: str, tables_held: set[str]
) -> None:
    assert {known.name for known in recognise(header.split(","), file)} == tables_held
