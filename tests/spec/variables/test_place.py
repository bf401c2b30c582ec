"""Deprivation, rurality, areas and distance."""

import pytest
from tests.support.aim_tables import derived

from alder.derive.area_editions import FIRST_YEARS, LSOA_YEARS, edition_for, rural_urban_edition
from alder.errors import UsageError


@pytest.mark.parametrize(
    ("year", "edition"),
    [(2009, 2007), (2011, 2010), (2014, 2010), (2015, 2015), (2018, 2015), (2019, 2019), (2024, 2019), (2025, 2025)],
)
def test_the_edition_of_a_year_is_the_latest_that_was_out_in_its_autumn(year: int, edition: int) -> None:
    assert edition_for(year, "by_year") == edition
    assert edition_for(year, "2015") == 2015


def test_an_edition_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="no edition 2012"):
        edition_for(2020, "2012")


def test_every_edition_has_a_first_year_and_the_census_of_its_areas() -> None:
    assert FIRST_YEARS.keys() == LSOA_YEARS.keys()


def test_the_decile_and_quintile_of_a_home_follow_from_its_rank_in_the_edition_of_the_year() -> None:
    text = """
        aim                     | imd_rank | home_lad
        most deprived           | 1        | E06000014
        last of the first tenth | 3284     | E06000014
        next                    | 3285     | E06000014
        least deprived          | 32844    | E06000014
        in Wales                |          | W06000001
        in Scotland             |          | S12000033
        no rank                 |          | E06000014
        postcode not known      |          |
    """
    assert derived("imd_decile", text, year="2020/21") == {
        "most deprived": "1",
        "last of the first tenth": "1",
        "next": "2",
        "least deprived": "10",
        "in Wales": "Outside England",
        "in Scotland": "Outside England",
        "no rank": "Unknown",
        "postcode not known": "Unknown",
    }
    fifths = ["1", "1", "1", "5", "Outside England", "Outside England", "Unknown", "Unknown"]
    assert list(derived("imd_quintile", text, year="2020/21").values()) == fifths
    later = derived("imd_decile", text, year="2025/26")
    assert (later["next"], later["least deprived"]) == ("1", "10"), "a tenth of 33,755 areas holds rank 3,285"


def test_an_area_across_a_line_is_in_the_more_deprived_part_before_2015_unless_set_otherwise() -> None:
    text = "aim | imd_rank\nacross | 3249\nnext | 3250\nlast | 32482"
    before = {"across": "1", "next": "2", "last": "10"}
    assert derived("imd_decile", text, year="2010/11") == before
    assert derived("imd_decile", text, year="2010/11", area_across_a_line="less_deprived")["across"] == "2"


PLACES = """
    aim               | home_easting | home_northing | site_easting | site_northing | ProgType
    worked example    | 459610       | 451737        | 458299       | 448539        |
    far away          | 459610       | 451737        | 179099       | 44914         |
    2 km              | 400000       | 300000        | 402000       | 300000        |
    a metre short     | 400000       | 300000        | 401999       | 300000        |
    same postcode     | 400000       | 300000        | 400000       | 300000        |
    apprentice        | 400000       | 300000        | 401000       | 300000        | 25
    home not known    |              |               | 400000       | 300000        |
    site not known    | 400000       | 300000        |              |               |
"""


def test_the_distance_is_a_straight_line_on_the_national_grid() -> None:
    km = derived("distance_km", PLACES)
    assert km == {
        "worked example": 3.5,
        "far away": 494.2,
        "2 km": 2.0,
        "a metre short": 2.0,
        "same postcode": 0.0,
        "apprentice": None,
        "home not known": None,
        "site not known": None,
    }
    bands = ["2 to <5", "50+", "2 to <5", "0 to <2", "0 to <2", "Unknown", "Unknown", "Unknown"]
    assert list(derived("distance_band", PLACES).values()) == bands, "bands are worked out before rounding"


def test_apprentices_are_measured_and_equal_postcodes_left_out_where_that_is_set() -> None:
    found = derived("distance_km", PLACES, distance_at_work_or_online="measured", distance_of_same_postcode="left_out")
    assert (found["apprentice"], found["same postcode"]) == (1.0, None)


def test_rural_and_urban_are_read_in_the_classification_of_2011() -> None:
    text = "aim | home_rural_urban\n" + "\n".join(f"{c} | {c}" for c in ("A1", "C2", "D1", "F2", "4", "UN1"))
    text += "\nnone |"
    assert list(derived("rural_urban", text).values()) == ["A1", "C2", "D1", "F2", *["Unknown"] * 3]


def test_rural_and_urban_are_read_in_the_classification_of_2021() -> None:
    text = "aim | home_rural_urban_2021\n" + "\n".join(f"{c} | {c}" for c in ("UN1", "UF1", "RLF1", "RSN1", "A1"))
    text += "\nnone |"
    assert list(derived("rural_urban_2021", text).values()) == ["UN1", "UF1", "RLF1", "RSN1", "Unknown", "Unknown"]


def test_a_home_is_rural_or_urban_in_either_classification() -> None:
    classes = {"A1": "Urban", "C2": "Urban", "D1": "Rural", "F2": "Rural", "UN1": "Urban", "UF1": "Urban"}
    classes |= {"RLN1": "Rural", "RSF1": "Rural", "4": "Unknown"}
    text = "aim | home_rural_urban_of_year\n" + "\n".join(f"{c} | {c}" for c in classes) + "\nnone |"
    assert derived("rural_or_urban", text) == classes | {"none": "Unknown"}


@pytest.mark.parametrize(
    ("year", "setting", "edition"),
    [
        (2010, "by_year", 2011),
        (2024, "by_year", 2011),
        (2025, "by_year", 2021),
        (2025, "2011", 2011),
        (2018, "2021", 2021),
    ],
)
def test_the_classification_is_the_latest_of_the_year_or_the_one_that_is_set(
    year: int, setting: str, edition: int
) -> None:
    assert rural_urban_edition(year, setting) == edition


@pytest.mark.parametrize(("start", "prefix"), [("home", "home"), ("site", "delivery"), ("provider", "provider")])
def test_areas_are_those_of_today_in_england(start: str, prefix: str) -> None:
    text = f"""
        aim          | {start}_lad | {start}_lad_now | {start}_region
        unchanged    | E06000014   |                 | E12000003
        now another  | E07000163   | E06000065       | E12000003
        in Wales     | W06000015   |                 |
        not known    |             |                 |
    """
    regions = ["E12000003", "E12000003", "Outside England", "Unknown"]
    assert list(derived(f"{prefix}_region", text).values()) == regions
    authorities = ["E06000014", "E06000065", "Outside England", "Unknown"]
    assert list(derived(f"{prefix}_local_authority", text).values()) == authorities


def test_a_district_may_be_in_no_combined_authority_and_no_plan() -> None:
    text = """
        aim       | home_lad  | home_lsip | home_cauth
        in both   | E08000035 | E69000001 | E47000003
        in none   | E07000223 |           |
        in Wales  | W06000015 |           |
        not known |           |           |
    """
    assert list(derived("home_lsip", text).values()) == ["E69000001", "None", "Outside England", "Unknown"]
    assert list(derived("home_combined_authority", text).values()) == [
        "E47000003",
        "None",
        "Outside England",
        "Unknown",
    ]


def test_learning_is_delivered_at_home_elsewhere_or_at_no_fixed_place() -> None:
    found = derived(
        "delivery_location",
        """
        aim         | DelLocPostCode | Postcode
        a college   | XM1 1AF        | XM2 1AF
        at home     | XM1 1AF        | XM1 1AF
        no home     | XM1 1AF        |
        no place    | ZZ99 9ZZ       | XM1 1AF
        not given   |                | XM1 1AF
        """,
    )
    assert found == {
        "a college": "elsewhere",
        "at home": "home",
        "no home": "elsewhere",
        "no place": "no_place",
        "not given": "Unknown",
    }


def test_the_kind_of_a_provider_that_is_not_in_the_register_is_not_known() -> None:
    found = derived("provider_kind", "aim | provider_kind\nin it | Further education\nnot in it |")
    assert found == {"in it": "Further education", "not in it": "Unknown"}
