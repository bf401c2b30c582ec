"""Every check of the screener: what it finds in a pair with one thing wrong, and what it lets pass."""

from __future__ import annotations

import pytest
from tests.support.each import each
from tests.support.pairs import LEARNERS, LISTS, SEX, answer, found, pair

from alder.publishing.screener import CheckOutcome, screen, screener
from alder.publishing.standard.data_set import NEEDED_META_COLUMNS, DataSetFiles
from alder.show.data_pair import META_COLUMNS, MetaRow

Case = tuple[str, str, DataSetFiles, list[str]]

_REGION = {"region_code": "E12000001", "region_name": "North East"}
_AUTHORITY = {"old_la_code": "901", "new_la_code": "E06000001", "la_name": "Alderton"}
_AT_LA = {"geographic_level": "Local authority", **_AUTHORITY}
_TRUST = {"geographic_level": "MAT", "trust_id": ["1", "2", "2"], "trust_name": ["Ash", "Ash", "Elm"]}
_SCHOOL = {"school_urn": "100001", "school_laestab": "9011001", "school_name": "Alder School"}
_PROVIDER = {"provider_ukprn": "10000001", "provider_name": "Northfield College"}
_LONG = "a" * 121


def _filter(name: str, group: str = "", **more: str) -> MetaRow:
    return MetaRow(name, "Filter", name, filter_grouping_column=group, **more)


def _row(**cells: str) -> MetaRow:
    return MetaRow(
        **{"col_name": "learners", "col_type": "Indicator", "label": "Learners", "indicator_dp": "0", **cells}
    )


CASES: list[Case] = [
    (
        "filename_spaces",
        "a space in a name",
        pair(data_file="my learners.csv", meta_file="my learners.meta.csv"),
        [
            "'my learners.csv' has a space in its name. | 0",
            "'my learners.meta.csv' has a space in its name. | meta | 0",
        ],
    ),
    ("filename_special", "a sign", pair(data_file="a&b.csv.gz"), ["'a&b.csv.gz' has '&' in its name. | 0"]),
    ("filename_special", "a dot", pair(meta_file="v1.2.meta.csv"), ["'v1.2.meta.csv' has '.' in its name. | meta | 0"]),
    ("filename_special", "hyphen, underscore, digits", pair(data_file="a-b_1.csv"), []),
    (
        "filenames_match",
        "another name",
        pair(meta_file="other.meta.csv"),
        ["'learners.csv' goes with 'learners.meta.csv', not with 'other.meta.csv'. | meta | 0"],
    ),
    (
        "filenames_match",
        "no .meta",
        pair(meta_file="learners.csv"),
        ["'learners.csv' goes with 'learners.meta.csv', not with 'learners.csv'. | meta | 0"],
    ),
    ("filenames_match", "packed", pair(data_file="learners.csv.gz"), []),
    (
        "col_req_meta",
        "a column too few",
        pair(meta_columns=NEEDED_META_COLUMNS[:-1]),
        ["The meta file has no 'filter_grouping_column'. | meta | 0"],
    ),
    (
        "col_invalid_meta",
        "a column too many",
        pair(meta_columns=(*NEEDED_META_COLUMNS, "notes")),
        ["The meta file has 'notes'. | meta | 0"],
    ),
    ("col_invalid_meta", "the optional columns", pair(meta_columns=META_COLUMNS), []),
    (
        "col_req_data",
        "no country",
        pair(without=("country_code", "country_name")),
        ["The data file has no 'country_code' and 'country_name'. | 0"],
    ),
    (
        "col_to_rows",
        "more rows than columns",
        pair(SEX, LEARNERS, _filter("age")),
        ["The meta file has 3 rows, and the data file 7 columns. | meta | 0"],
    ),
    (
        "cross_meta_to_data",
        "a name not in the data",
        pair(SEX, _filter("age", "age_band")),
        [
            "The data file has no column 'age'. | meta | 3 | col_name",
            "The data file has no column 'age_band'. | meta | 3 | filter_grouping_column",
        ],
    ),
    (
        "cross_data_to_meta",
        "a column without a row",
        pair(age=["1", "2", "3"]),
        ["The meta file says nothing of 'age'. | 0 | age"],
    ),
    ("cross_data_to_meta", "the same in every row", pair(note="of England"), []),
    ("cross_data_to_meta", "a grouping column", pair(_filter("sex", "band"), LEARNERS, band=["1", "2", "3"]), []),
    ("col_names_spaces", "a space", pair(**{"a b": "1"}), ["'a b' has a space in it. | 1 | a b"]),
    ("col_snake_case", "a capital", pair(aB="1"), ["'aB' has other letters in it. | 1 | aB"]),
    ("col_var_start", "a digit first", pair(**{"1a": "1"}), ["'1a' does not start with a small letter. | 1 | 1a"]),
    (
        "col_ind_smushed",
        "people in the name",
        pair(_row(col_name="Female_learners")),
        ["'Female_learners' holds 'female'. | meta | 2 | col_name"],
    ),
    ("col_ind_smushed", "a filter may", pair(_filter("white_or_other")), []),
    (
        "col_var_characteristic",
        "an old filter",
        pair(_filter("characteristic", "characteristic_group")),
        [
            "'characteristic' mixes several filters. | meta | 2 | col_name",
            "'characteristic_group' mixes several filters. | meta | 2 | filter_grouping_column",
        ],
    ),
    ("meta_col_type", "spelt small", pair(_row(col_type="filter")), ["col_type is 'filter'. | meta | 2 | col_type"]),
    (
        "meta_ob_unit",
        "a region",
        pair(_filter("region_name")),
        ["'region_name' says when or where. | meta | 2 | col_name"],
    ),
    ("meta_ob_unit", "a provider's name is asked later", pair(SEX, _filter("provider_name")), []),
    ("meta_col_name", "an empty row", pair(SEX, MetaRow()), ["col_name is empty. | meta | 3 | col_name"]),
    ("meta_label", "an empty row", pair(SEX, MetaRow()), ["label is empty. | meta | 3 | label"]),
    (
        "meta_dupe_label",
        "twice",
        pair(SEX, MetaRow("age", "Filter", "Sex")),
        ["'Sex' stands on 2 lines. | meta | 3 | label"],
    ),
    (
        "meta_col_name_dupe",
        "twice",
        pair(SEX, MetaRow("sex", "Filter", "Gender")),
        ["'sex' stands on 2 lines. | meta | 3 | col_name"],
    ),
    (
        "meta_geog_catch",
        "an office's code",
        pair(_filter("local_office_code", "urn")),
        [
            "'local_office_code' looks like a place's column. | meta | 2 | col_name",
            "'urn' looks like a place's column. | meta | 2 | filter_grouping_column",
        ],
    ),
    ("meta_geog_catch", "a provider's name, the only filter", pair(_filter("provider_name"), LEARNERS), []),
    (
        "meta_geog_catch",
        "a provider's name among others",
        pair(SEX, _filter("provider_name")),
        ["'provider_name' looks like a place's column. | meta | 3 | col_name"],
    ),
    ("meta_geog_catch", "an indicator may", pair(_row(col_name="prov_number")), []),
    (
        "meta_col_name_spaces",
        "a space",
        pair(_filter("age band")),
        ["'age band' has a space in it. | meta | 2 | col_name"],
    ),
    (
        "meta_fil_grp",
        "of an indicator",
        pair(_row(filter_grouping_column="sex")),
        ["'learners' is an indicator and has 'sex'. | meta | 2 | filter_grouping_column"],
    ),
    (
        "meta_fil_grp_dupe",
        "two filters",
        pair(_filter("sex", "band"), _filter("age", "band")),
        ["'band' stands on 2 lines. | meta | 3 | filter_grouping_column"],
    ),
    (
        "meta_fil_grp_is_fil",
        "no row of its own",
        pair(_filter("sex", "band")),
        ["'band' is not a filter. | meta | 2 | filter_grouping_column"],
    ),
    ("meta_fil_grp_is_fil", "a row of its own", pair(_filter("age", "sex"), SEX), []),
    (
        "meta_fil_grp_match",
        "not in the data",
        pair(_filter("sex", "band")),
        ["The data file has no column 'band'. | meta | 2 | filter_grouping_column"],
    ),
    (
        "meta_fil_grp_stripped",
        "a sign apart",
        pair(_filter("sex", "band"), band=["All", "A-B", "A B"]),
        ["The same without signs: 'A-B' and 'A B'. | 4 | band"],
    ),
    (
        "meta_filter_hint",
        "of an indicator",
        pair(_row(filter_hint="All ages")),
        ["'learners' is an indicator and has 'All ages'. | meta | 2 | filter_hint"],
    ),
    (
        "meta_indicator_dp",
        "of a filter",
        pair(_filter("sex", indicator_dp="0")),
        ["'sex' is a filter and has '0'. | meta | 2 | indicator_dp"],
    ),
    ("meta_ind_dp_set", "none", pair(SEX, _row(indicator_dp="")), ["'learners' has none. | meta | 3 | indicator_dp"]),
    (
        "meta_ind_dp_values",
        "no whole number",
        pair(_row(indicator_dp="1.5"), _row(indicator_dp="-1")),
        ["indicator_dp is '1.5'. | meta | 2 | indicator_dp", "indicator_dp is '-1'. | meta | 3 | indicator_dp"],
    ),
    (
        "meta_ind_unit",
        "of a filter",
        pair(_filter("sex", indicator_unit="%")),
        ["'sex' is a filter and has '%'. | meta | 2 | indicator_unit"],
    ),
    (
        "meta_ind_unit_validation",
        "days",
        pair(_row(indicator_unit="days"), _row(indicator_unit="£m")),
        ["indicator_unit is 'days'. | meta | 2 | indicator_unit"],
    ),
    (
        "meta_indicator_grouping",
        "of a filter",
        pair(_filter("sex", indicator_grouping="People")),
        ["'sex' is a filter and has 'People'. | meta | 2 | indicator_grouping"],
    ),
    (
        "time_period_num",
        "letters, three digits, nothing",
        pair(time_period=["2024/25", "201", ""]),
        ["Not a period: '2024/25', '201' and ''. | 2 | time_period"],
    ),
    (
        "time_id_valid",
        "capitals, and quarters that the screener refuses",
        pair(time_identifier=["Academic year", "Academic Year", "Academic year Q1"]),
        ["Not an identifier: 'Academic Year' and 'Academic year Q1'. | 3 | time_identifier"],
    ),
    (
        "time_id_mix",
        "two kinds of year",
        pair(time_identifier=["Academic year", "Tax year", "Tax year"]),
        ["Not of one family: 'Academic year' and 'Tax year'. | 3 | time_identifier"],
    ),
    ("time_id_mix", "terms", pair(time_identifier=["Autumn term", "Spring term", "Summer term"]), []),
    (
        "time_id_mix",
        "terms together stand alone",
        pair(time_identifier=["Autumn term", "Autumn and spring term"]),
        ["Not of one family: 'Autumn term' and 'Autumn and spring term'. | 3 | time_identifier"],
    ),
    ("time_id_mix", "unknown", pair(time_identifier="Term"), ["Not of one family: 'Term'. | 2 | time_identifier"]),
    (
        "time_period",
        "four digits for an academic year",
        pair(time_period=["202425", "2024", "2024"]),
        ["'2024' is not written for 'Academic year'. | 3 | time_period"],
    ),
    ("time_period", "of an identifier that nobody knows", pair(time_identifier="Term"), []),
    (
        "time_period",
        "of an identifier that the screener refuses",
        pair(time_identifier="Academic year Q1", time_period="2024"),
        ["'2024' is not written for 'Academic year Q1'. | 2 | time_period"],
    ),
    ("time_period", "four digits for a week", pair(time_period="2024", time_identifier="Week 7"), []),
    (
        "time_period_six",
        "two years apart",
        pair(time_period=["199900", "202425", "202426"]),
        ["Not two years running: '202426'. | 4 | time_period"],
    ),
    ("filter_not_singular", "one item", pair(sex="Total"), ["'sex' has 'Total' alone. | 0 | sex"]),
    ("filter_not_singular", "no rows", pair(sex=[], learners=[]), ["'sex' has no items. | 0 | sex"]),
    ("filter_defaults", "no total", pair(sex=["Female", "Male"]), ["'sex' has no 'Total'. | 0 | sex"]),
    (
        "filter_defaults",
        "another item by default, and a grouping column without a total",
        pair(_filter("sex", "band", filter_default="Female"), sex=["Female", "Male"], band=["A", "B"]),
        ["'band' has no 'Total'. | 0 | band"],
    ),
    (
        "filter_group_level",
        "more groups than items",
        pair(_filter("sex", "band"), sex=["Total", "Total", "Male"], band=["A", "B", "C"]),
        ["'band' has 3 items, 'sex' 2. | meta | 2 | filter_grouping_column"],
    ),
    ("filter_group_level", "as many", pair(_filter("sex", "band"), band=["A", "B", "C"]), []),
    (
        "filter_item_limit",
        "25,001 items",
        pair(sex=[str(n) for n in range(25_001)]),
        ["'sex' has 25,001 items. | 0 | sex"],
    ),
    ("filter_item_limit", "25,000 items", pair(sex=[str(n) for n in range(25_000)]), []),
    (
        "filter_whitespace",
        "a space after",
        pair(sex=["Total", "Male ", "Male"]),
        ["With a space around: 'Male '. | 3 | sex"],
    ),
    (
        "filter_ob_total",
        "a total of regions",
        pair(region_name=["", "All", "Total"]),
        ["'region_name' holds 'All' and 'Total'. | 3 | region_name"],
    ),
    ("filter_ob_total", "a name like a place's", pair(urn="all"), ["'urn' holds 'all'. | 2 | urn"]),
    ("filter_ob_total", "the only filter", pair(_filter("provider_name"), provider_name=["Total", "A", "B"]), []),
    ("filter_blanks", "an empty cell", pair(sex=["Total", "", "Male"]), ["'sex' is empty. | 3 | sex"]),
    (
        "geog_level",
        "capitals, and a level that the screener refuses",
        pair(geographic_level=["National", "Local Authority", "Mayoral combined authority"]),
        ["Not a level: 'Local Authority' and 'Mayoral combined authority'. | 3 | geographic_level"],
    ),
    (
        "geog_level_present",
        "a level without its columns",
        pair(geographic_level=["National", "Regional", "Planning area"]),
        ["Rows at the level Regional need 'region_code' and 'region_name'. | 3 | geographic_level"],
    ),
    (
        "geog_level_completed",
        "an empty name; a new code may be empty",
        pair(**{**_AT_LA, "new_la_code": "", "la_name": ["Alderton", "", "Alderton"]}),
        ["'la_name' is empty at the level Local authority. | 3 | la_name"],
    ),
    ("geog_level_completed", "planning areas", pair(geographic_level="Planning area", planning_area_code=""), []),
    (
        "geog_ignored_rows",
        "planning areas alone",
        pair(geographic_level="Planning area"),
        ["No row is of a level that tables can be made of. | 0 | geographic_level"],
    ),
    (
        "geog_ignored_rows",
        "schools and providers",
        pair(geographic_level=["National", "School", "Provider"]),
        ["Schools and providers stand in one file. | 4 | geographic_level"],
    ),
    ("geog_ignored_rows", "schools among others", pair(geographic_level=["National", "School"]), []),
    (
        "geog_la_col_present",
        "two of three",
        pair(old_la_code="901", la_name="Alderton"),
        ["The data file has 'old_la_code' and 'la_name' and no 'new_la_code'. | 0"],
    ),
    (
        "geog_region_col_present",
        "one of two",
        pair(region_name=""),
        ["The data file has 'region_name' and no 'region_code'. | 0"],
    ),
    (
        "geog_region_for_la",
        "no columns",
        pair(**_AT_LA),
        ["The data file has no 'region_code'. | 0", "The data file has no 'region_name'. | 0"],
    ),
    (
        "geog_region_for_la",
        "an empty cell",
        pair(**_AT_LA, **{**_REGION, "region_name": ["North East", "North East", ""]}),
        ["'region_name' is empty at the level Local authority. | 4 | region_name"],
    ),
    ("geog_region_for_la", "none of this level", pair(), []),
    (
        "geog_region_for_lad",
        "empty cells",
        pair(geographic_level="Local authority district", region_code="", region_name=""),
        [
            "'region_code' is empty at the level Local authority district. | 2 | region_code",
            "'region_name' is empty at the level Local authority district. | 2 | region_name",
        ],
    ),
    (
        "geog_overcompleted_cols",
        "an authority on a region's row",
        pair(geographic_level=["Local authority", "Regional"], **_AUTHORITY, **_REGION),
        [
            "'new_la_code' is filled in on rows of other levels. | 3 | new_la_code",
            "'old_la_code' is filled in on rows of other levels. | 3 | old_la_code",
            "'la_name' is filled in on rows of other levels. | 3 | la_name",
        ],
    ),
    (
        "geog_overcompleted_cols",
        "a school names all around it",
        pair(geographic_level="School", **_SCHOOL, **_AUTHORITY, **_REGION, trust_name="Ash", pfa_name="Alder"),
        [],
    ),
    (
        "geog_overcompleted_cols",
        "a trust lies across regions",
        pair(geographic_level="MAT", **_REGION),
        [
            "'region_code' is filled in on rows of other levels. | 2 | region_code",
            "'region_name' is filled in on rows of other levels. | 2 | region_name",
        ],
    ),
    ("geog_overcompleted_cols", "the only filter", pair(_filter("provider_name"), provider_name=["A", "B"]), []),
    (
        "geog_other_dupes",
        "two codes of a trust",
        pair(**_TRUST),
        ["'Ash' has 2 codes. | 3 | trust_name"],
    ),
    (
        "geog_other_code_dupes",
        "two names of a trust",
        pair(**_TRUST),
        ["'2' has 2 names. | 4 | trust_id"],
    ),
    ("geog_other_dupes", "columns that are not there", pair(geographic_level="Sponsor"), []),
    (
        "geog_na",
        "x with a name",
        pair(geographic_level="Provider", provider_ukprn="x", provider_name=["Not available", "Northfield College"]),
        ["The code x stands with 'Northfield College'. | 3 | provider_name"],
    ),
    (
        "geog_na_code",
        "not available with a code",
        pair(geographic_level="Provider", provider_ukprn=["x", "10000001"], provider_name="Not available"),
        ["Not available stands with the code '10000001'. | 3 | provider_ukprn"],
    ),
    (
        "general_dupes",
        "the same again",
        pair(sex=["Total", "Male", "Male", "Male"]),
        ["2 rows repeat the time, place and items of another. | 4"],
    ),
    (
        "general_dupes",
        "schools beside others are not asked",
        pair(geographic_level="School", sex="Male", **_SCHOOL),
        ["2 rows repeat the time, place and items of another. | 3"],
    ),
    ("general_dupes", "schools beside others", pair(geographic_level=["National", "School", "School"], sex="Male"), []),
    (
        "general_null",
        "words for nothing in both files",
        pair(_row(label="NA"), learners=["NULL", "na", "1"]),
        [
            "Words for nothing: 'NULL' and 'na'. | 2 | learners",
            "Words for nothing: 'NA'. | meta | 2 | label",
        ],
    ),
    (
        "general_null",
        "older marks",
        pair(learners=["1", "..", "N/A"]),
        ["Older marks for no data: '..' and 'N/A'. | 3 | learners"],
    ),
    (
        "ind_invalid_entry",
        "empty",
        pair(learners=["1", "", "2"]),
        ["'learners' is empty. | 3 | learners"],
    ),
    (
        "ind_invalid_entry",
        "symbols that were given up",
        pair(learners=["~", ":", "2"]),
        ["'learners' holds '~' and ':'. | 2 | learners"],
    ),
    ("ind_invalid_entry", "symbols of the standard", pair(learners=["c", "low", "z", "x", "u", "k"]), []),
    (
        "harmonised_variables",
        "another name for ethnicity",
        pair(_filter("Ethnic_group", "school_type"), _filter("ethnicity_minor")),
        [
            "'Ethnic_group' has another name: 'ethnicity_major' or 'ethnicity_minor'. | meta | 2 | col_name",
            "'school_type' has another name: 'establishment_type'. | meta | 2 | filter_grouping_column",
        ],
    ),
    (
        "harmonised_eth_vals",
        "a pair that is not in the standard",
        pair(ethnicity_major=["White", "Roma"], ethnicity_minor=["Roma", "Total"]),
        ["'Roma' with 'Total' is not in the standard. | 3 | ethnicity_minor"],
    ),
    (
        "harmonised_eth_vals",
        "major groups alone",
        pair(ethnicity_major=["White", "Roma"]),
        ["'Roma' is not in the standard. | 3 | ethnicity_major"],
    ),
    (
        "harmonised_eth_char_grp",
        "another title",
        pair(characteristic_group=["Gender", "Ethnicity", "Gender and Ethnicity Major"]),
        ["'Ethnicity' has another title: 'Ethnicity Major' or 'Ethnicity Minor'. | 3 | characteristic_group"],
    ),
    (
        "harmonised_eth_char_vals",
        "another group",
        pair(characteristic_group=["Gender", "Ethnicity Major", "Ethnicity Major"], characteristic=["F", "White", "W"]),
        ["'W' is not in the standard. | 4 | characteristic"],
    ),
    (
        "api_char_col_name",
        "51 letters",
        pair(**{"a" * 50: "1", "b" * 51: "1"}),
        [f"'{'b' * 51}' has 51. | 1 | {'b' * 51}"],
    ),
    (
        "api_char_col_label",
        "101 letters",
        pair(_row(label="a" * 100), _row(label="b" * 101)),
        [f"'{'b' * 59}…' has 101. | meta | 3 | label"],
    ),
    (
        "api_char_loc_code",
        "31 signs",
        pair(trust_id=["1" * 30, "2" * 31]),
        [f"'{'2' * 31}' has 31. | 3 | trust_id"],
    ),
    (
        "api_char_filter_items",
        "121 letters",
        pair(sex=["Total", _LONG], provider_name=["a", _LONG]),
        [f"'{'a' * 59}…' has 121. | 3 | sex", f"'{'a' * 59}…' has 121. | 3 | provider_name"],
    ),
    (
        "data_dict_col_name",
        "names that it does not have",
        pair(_filter("aim", "subject"), _row(col_name="starts"), _row()),
        ["'starts' is not in the dictionary. | meta | 3 | col_name"],
    ),
    (
        "data_dict_fil_item",
        "items that it does not have",
        pair(_filter("aim", "subject"), _filter("age"), aim=["Baking", "Total"], subject=["Food", "Art"], age="1"),
        ["Not in the dictionary: 'Total'. | 3 | aim", "Not in the dictionary: 'Art'. | 3 | subject"],
    ),
]


def _listed(check: str, level: str, columns: tuple[str, ...], right: tuple[str, ...]) -> list[Case]:
    """Cases of a check against a list: a name that goes with another code, and what is let pass."""
    wrong = (*right[:-1], "Elsewhere")
    rows = [[cells] * 2 for cells in right[:-1]]
    named = dict(zip(columns, [*rows, [right[-1], wrong[-1]]], strict=True))
    shown = " with ".join(f"'{cell}'" for cell in wrong)
    unknown = dict(zip(columns, [*["z" for _ in right[:-1]], "Unknown"], strict=True))
    return [
        (
            check,
            "another name",
            pair(geographic_level=level, **named),
            [f"{shown} is not on the list. | 3 | {columns[-1]}"],
        ),
        (check, "not known", pair(geographic_level=level, **unknown), []),
        (check, "x on rows of other levels", pair(**dict(zip(columns, ["x"] * len(columns), strict=True))), []),
        (check, "a column that is not there", pair(without=("country_name",)), []),
    ]


CASES += [
    *_listed("geog_country_combos", "National", ("country_code", "country_name"), ("E92000001", "England")),
    *_listed("geog_region_combos", "Regional", ("region_code", "region_name"), ("E12000001", "North East")),
    *_listed("geog_ward_combos", "Ward", ("ward_code", "ward_name"), ("E05000001", "Aldersgate")),
    *_listed("geog_pcon_combos", "Parliamentary constituency", ("pcon_code", "pcon_name"), ("E14000001", "Aldershot")),
    *_listed("geog_lad_combos", "Local authority district", ("lad_code", "lad_name"), ("E07000001", "Alderley")),
    *_listed(
        "geog_lep_combos",
        "Local enterprise partnership",
        ("local_enterprise_partnership_code", "local_enterprise_partnership_name"),
        ("E37000001", "Alder Valley"),
    ),
    *_listed(
        "geog_lsip_combos",
        "Local skills improvement plan area",
        ("lsip_code", "lsip_name"),
        ("E69000001", "Alder and Ash"),
    ),
    *_listed(
        "geog_eda_combos",
        "English devolved area",
        ("english_devolved_area_code", "english_devolved_area_name"),
        ("E47000001", "Greater Alder"),
    ),
    *_listed(
        "geog_la_combos",
        "Local authority",
        ("old_la_code", "new_la_code", "la_name"),
        ("901", "E06000001", "Alderton"),
    ),
    (
        "geog_region_combos",
        "an empty code on a region's own row",
        pair(geographic_level=["Regional", "National"], region_code="", region_name=""),
        ["'' with '' is not on the list. | 2 | region_name"],
    ),
    (
        "geog_country_combos",
        "a row that names no country",
        pair(country_code="", country_name=""),
        ["'' with '' is not on the list. | 2 | country_name"],
    ),
]


@pytest.mark.parametrize(("check", "case", "data_set", "expected"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_a_check_finds(check: str, case: str, data_set: DataSetFiles, expected: list[str]) -> None:
    assert found(check, data_set) == expected


def test_every_check_is_shown_to_find_something() -> None:
    shown = {check for check, _, _, expected in CASES if expected}
    assert shown == {check.name for check in screener}


def test_the_pair_that_is_changed_passes_every_check() -> None:
    screening = screen(pair(), lists=LISTS)
    assert [result.check for result in screening if result.verdict is not CheckOutcome.PASS] == []
    assert len(screening.results) == 81
    assert screening.passed
    assert screening.api_suitable is True


def test_the_worst_answer_of_a_check_is_advice_or_failure() -> None:
    assert answer("filter_defaults", pair(sex=["Female", "Male"])).verdict is CheckOutcome.ADVICE
    assert answer("filter_blanks", pair(sex=["Total", ""])).verdict is CheckOutcome.FAILURE
    assert answer("general_null", pair(learners=["1", ".."])).verdict is CheckOutcome.ADVICE
    assert answer("general_null", pair(learners=["NA", ".."])).verdict is CheckOutcome.FAILURE


@each(check.name for check in screener)
def test_a_check_says_what_must_be_so_and_how_to_put_it_right(check: str) -> None:
    assert screener[check].asks.endswith(".")
    assert screener[check].fix.endswith(".")
