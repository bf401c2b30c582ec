"""A protected table becomes a data set of the standard that passes the screener, and comes back from its files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.support.count_tables import OF_ENGLAND, counts, made
from tests.support.pairs import LISTS, data_set_of

from alder.derive import variables
from alder.disclosure import protect
from alder.disclosure.protected import Protected
from alder.model.statistic import TOTAL, Category, Filter, Indicator
from alder.publishing.screener import CheckOutcome, Lists, screen
from alder.publishing.standard import read_pair
from alder.publishing.standard.data_set import DataSetFiles
from alder.show.data_pair import AGREED

counts_in_england, made_in_england = partial(counts, group=OF_ENGLAND), partial(made, group=OF_ENGLAND)

FLAT = """
sex    | age      | leavers | achievers
Female | 16 to 18 | 40      | 31
Female | 19 to 23 | 50      | 42
Male   | 16 to 18 | 60      | 44
Male   | 19 to 23 | 3       | 3
"""


def by(
    id: str, label: str, *categories: tuple[str, str], more: tuple[Filter, ...] = (), **settings: object
) -> Protected:
    """Learners by one characteristic: 40 in its first category, 41 in the next; in each category of others as many."""
    own = Filter(id, label, tuple(Category(*c) for c in categories))
    codes = [*(c.code for c in own.categories), TOTAL]
    sizes = {code: 40 + n for n, code in enumerate(codes[:-1])}
    sizes[TOTAL] = sum(sizes.values())
    rows = [{id: code, "n": sizes[code], **{f.id: TOTAL for f in more}} for code in codes]
    return protect(made_in_england((own, *more), (Indicator("n", "Learners", "learners"),), rows, **settings))


def columns(data_set: DataSetFiles, *names: str) -> list[tuple[str, ...]]:
    return list(zip(*(data_set.data[name].to_pylist() for name in names), strict=True))


def failing(data_set: DataSetFiles, lists: Lists = LISTS) -> list[str]:
    return [f"{result.check}: {result.faults[0].said}" for result in screen(data_set, lists=lists).failures]


def test_what_a_table_is_split_by_become_filters_and_its_figures_indicators() -> None:
    data_set = data_set_of(protect(counts_in_england(FLAT, rates=["achievers/leavers"])), "rates")
    assert [f.name for f in data_set.filters] == ["sex", "age"]
    assert [(i.name, i.unit, i.decimals) for i in data_set.indicators][:3] == [
        ("leavers", "", 0),
        ("achievers", "", 0),
        ("achievers_of_leavers", "%", 1),
    ]
    assert "c" in data_set.data["leavers"].to_pylist()
    assert data_set.levels[0].text == "National"
    assert failing(data_set) == []


def test_years_are_periods() -> None:
    table = protect(
        counts_in_england(
            "time_period | sex | n\n2019/20 | F | 40\n2019/20 | M | 50\n2020/21 | F | 41\n2020/21 | M | 52"
        )
    )
    data_set = data_set_of(table, "years")
    assert [identifier.label(period) for identifier, period in data_set.periods] == ["2019/20", "2020/21"]
    assert failing(data_set) == []


def test_a_table_by_region_has_rows_about_regions() -> None:
    table = by(
        "home_region",
        "The learner's home: region",
        ("E12000001", "North East"),
        ("Outside England", "Outside England"),
        ("Unknown", "Not known"),
    )
    data_set = data_set_of(table, "regions")
    assert columns(data_set, "geographic_level", "region_code", "region_name", "n") == [
        ("Regional", "E12000001", "North East", "40"),
        ("Regional", "z", "Outside of England", "41"),
        ("Regional", "z", "Unknown", "42"),
        ("National", "", "", "123"),
    ]
    assert data_set.data["places_are"].to_pylist() == ["The learner's home: region"] * 4
    assert data_set.filters == ()
    known = Lists({**LISTS.rows, "no_places": frozenset({("z", "Unknown"), ("z", "Outside of England")})})
    assert failing(data_set, known) == []


def test_local_authorities_are_districts_and_combined_authorities_devolved_areas() -> None:
    district = data_set_of(by("home_local_authority", "Home", ("E07000001", "Alderley"), ("Unknown", "Not known")), "a")
    assert columns(district, "geographic_level", "lad_code", "lad_name")[0] == (
        "Local authority district",
        "E07000001",
        "Alderley",
    )
    combined = by("home_combined_authority", "Home", ("E47000001", "Greater Alder"), ("Unknown", "Not known"))
    devolved = data_set_of(combined, "b")
    assert columns(devolved, "geographic_level", "english_devolved_area_code")[0] == (
        "English devolved area",
        "E47000001",
    )
    assert failing(district) == failing(devolved) == []


def test_where_rows_are_about_providers_regions_stay_a_filter() -> None:
    region = Filter("provider_region", "Region", (Category("E12000001", "North East"),))
    table = by("provider", "Provider", ("10000001", "Northfield College"), ("10000002", "Elm College"), more=(region,))
    data_set = data_set_of(table, "providers")
    assert data_set.data["geographic_level"].to_pylist() == ["Provider", "Provider", "National"]
    assert "provider_region" in data_set.data.column_names
    assert "region_code" not in data_set.data.column_names


def test_what_is_the_same_in_every_row_has_no_row_in_the_meta_file() -> None:
    table = protect(counts_in_england(FLAT, where="level = 3", where_words="level is 3"))
    data_set = data_set_of(table, "part")
    assert set(data_set.data["only_those_where"].to_pylist()) == {"level = 3"}
    assert [f.name for f in data_set.filters] == ["sex", "age"]
    assert failing(data_set) == []


def test_ethnicity_has_the_name_that_was_agreed_and_tiers_know_the_one_above() -> None:
    minor = Filter("ethnicity_minor", "Ethnic group", (Category("a", "Irish"), Category("b", "Roma")))
    major = Filter("ethnicity", "Ethnicity", (Category("w", "White"), Category("o", "Other")))
    rows = [{"ethnicity": e, "ethnicity_minor": m, "n": 40} for e in ("w", "o") for m in ("a", "b")]
    rows += [{"ethnicity": e, "ethnicity_minor": TOTAL, "n": 80} for e in ("w", "o")]
    rows += [{"ethnicity": TOTAL, "ethnicity_minor": m, "n": 80} for m in ("a", "b")]
    rows += [{"ethnicity": TOTAL, "ethnicity_minor": TOTAL, "n": 160}]
    data_set = data_set_of(
        protect(made_in_england((major, minor), (Indicator("n", "Learners", "learners"),), rows)), "tiers"
    )
    assert [(f.name, f.parent) for f in data_set.filters] == [
        ("ethnicity_major", ""),
        ("ethnicity_minor", "ethnicity_major"),
    ]
    assert failing(data_set) == []


def test_a_subject_stands_below_its_own_area_alone_unless_somebody_is_elsewhere() -> None:
    table = protect(
        counts_in_england(
            """
            subject_area | subject_area_tier_2 | n
            1            | 1.1                 | 40
            1            | 2.1                 | 0
            2            | 1.1                 | 3
            2            | 2.1                 | 50
            2            | Unknown             | 0
            Unknown      | Unknown             | 60
            """
        ),
        "dfe-statistics",
    )
    found = columns(data_set_of(table, "subjects"), "subject_area", "subject_area_tier_2", "n")
    assert sorted(row for row in found if "Total" not in row) == [
        ("1", "1.1", "40"),
        ("2", "1.1", "low"),
        ("2", "2.1", "50"),
        ("Unknown", "Unknown", "60"),
    ]
    assert {row[0] for row in found if row[1] == "Total"} == {"1", "2", "Unknown", "Total"}


def test_two_columns_with_one_label_are_told_apart() -> None:
    leavers = Filter("leavers_of", "Leavers", (Category("a", "A"), Category("b", "B")))
    rows = [{"leavers_of": c, "n": n} for c, n in (("a", 40), ("b", 50), (TOTAL, 90))]
    data_set = data_set_of(protect(made_in_england((leavers,), (Indicator("n", "Leavers", "aims"),), rows)), "labels")
    assert [row.label for row in data_set.meta.rows] == ["Leavers", "Leavers (n)"]
    assert failing(data_set) == []


def test_a_table_without_a_split_passes_too() -> None:
    assert (
        failing(
            data_set_of(protect(made_in_england((), (Indicator("n", "Learners", "learners"),), [{"n": 1286}])), "one")
        )
        == []
    )


@pytest.mark.parametrize("name", ["one", "two"])
def test_the_files_come_back_as_they_were_and_are_the_same_each_time(tmp_path: Path, name: str) -> None:
    table = protect(counts_in_england(FLAT.replace("16 to 18", 'under 19, or "young"'), rates=["achievers/leavers"]))
    files = table.write_csv(tmp_path / f"{name}.csv")
    assert [file.name for file in files] == [f"{name}.csv", f"{name}.meta.csv", f"{name}.notes.txt"]
    data_set, first = read_pair(files[0]), files[0].read_bytes()
    assert {row["age"] for row in data_set.data.to_pylist()} == {'under 19, or "young"', "19 to 23", TOTAL}
    assert table.write_csv(tmp_path / f"{name}.csv")[0].read_bytes() == first
    assert first.count(b"\r") == 0
    assert [result.check for result in screen(data_set, lists=LISTS) if result.verdict is CheckOutcome.FAILURE] == []


def test_names_that_were_agreed_are_those_of_variables() -> None:
    assert {*AGREED} <= {variable.name for variable in variables}


def test_the_code_of_a_category_tells_in_which_broader_one_it_lies() -> None:
    tiers = [variable for variable in variables if variable.within]
    assert {v.name: v.broader[0] for v in tiers} == {
        "subject_area_tier_2": "subject_area",
        "ethnicity_minor": "ethnicity",
    }
    for variable in tiers:
        broader = {category.code for category in variables[variable.broader[0]].categories}
        assert {variable.within(category.code) for category in variable.categories} <= broader  # type: ignore[misc]
