"""Totals stand for the place that is declared and proved, for the one provider held, or for nothing that has a code."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.support.count_tables import OF_ENGLAND, counts, made

from alder.disclosure import protect
from alder.disclosure.protected import Protected
from alder.disclosure.sheet import page
from alder.errors import UsageError
from alder.model.coverage import UNKNOWN_GROUP, Group, Whole
from alder.model.geographic_levels import PROVIDER
from alder.model.statistic import TOTAL, Category, Filter, Indicator

SEXES = "sex | n\nF | 90\nM | 80"
PROVIDERS = "provider | n\nUKPRN 1 | 90\nUKPRN 2 | 80"
MERESHIRE = Whole.read("LSIP E69990001 Mereshire (made up)")
OF_MERESHIRE = Group(4, 4, place=MERESHIRE, proof="all 4 providers of mereshire.csv")
FOUR = Group(4, 4, against="nothing declares what the store holds as of R14")
ONE = Group(1, 1, one=Whole(PROVIDER, "10000001", "Northfield College"))
GONE = Group(4, 4, claimed=MERESHIRE, against="Mereshire is declared, but 1 of the 5 providers listed is missing")
DELIVERED = Group(delivery="the deliveries held", against="nothing declares what the deliveries are all of")


def lines(table: Protected, path: Path, whole: str = "") -> list[str]:
    """Level, country, and the columns that the level brings, of each row, in order."""
    file, *_ = table.write_csv(path, whole=whole) if whole else table.write_csv(path)
    with file.open(encoding="utf-8", newline="") as rows:
        head, *found = csv.reader(rows)
    kept = [n for n, name in enumerate(head) if name not in ("time_period", "time_identifier", "country_code", "n")]
    return ["|".join(row[n] for n in kept) for row in (head, *sorted(found))]


@pytest.mark.parametrize(
    ("table", "group", "whole", "expected"),
    [
        (
            SEXES,
            OF_ENGLAND,
            "",
            ["geographic_level|country_name|sex", "National|England|F", "National|England|M", "National|England|Total"],
        ),
        (
            SEXES,
            OF_MERESHIRE,
            "",
            [
                "geographic_level|country_name|lsip_code|lsip_name|sex",
                "Local skills improvement plan area|Wealdmark (made up)|E69990001|Mereshire (made up)|F",
                "Local skills improvement plan area|Wealdmark (made up)|E69990001|Mereshire (made up)|M",
                "Local skills improvement plan area|Wealdmark (made up)|E69990001|Mereshire (made up)|Total",
            ],
        ),
        (
            SEXES,
            ONE,
            "",
            [
                "geographic_level|country_name|provider_ukprn|provider_name|sex",
                "Provider|England|10000001|Northfield College|F",
                "Provider|England|10000001|Northfield College|M",
                "Provider|England|10000001|Northfield College|Total",
            ],
        ),
        (
            SEXES,
            FOUR,
            "reg e12990001 North Fells",
            [
                "geographic_level|country_name|region_code|region_name|sex",
                "Regional|Wealdmark (made up)|E12990001|North Fells|F",
                "Regional|Wealdmark (made up)|E12990001|North Fells|M",
                "Regional|Wealdmark (made up)|E12990001|North Fells|Total",
            ],
        ),
        (
            PROVIDERS,
            FOUR,
            "",
            [
                "geographic_level|country_name|provider_ukprn|provider_name",
                "Provider|England|UKPRN 1|UKPRN 1",
                "Provider|England|UKPRN 2|UKPRN 2",
            ],
        ),
        (
            PROVIDERS,
            OF_ENGLAND,
            "NAT E92000001 England",
            [
                "geographic_level|country_name|provider_ukprn|provider_name",
                "National|England||",
                "Provider|England|UKPRN 1|UKPRN 1",
                "Provider|England|UKPRN 2|UKPRN 2",
            ],
        ),
        (
            PROVIDERS.removesuffix("\nUKPRN 2 | 80"),
            ONE,
            "",
            ["geographic_level|country_name|provider_ukprn|provider_name", "Provider|England|UKPRN 1|UKPRN 1"],
        ),
    ],
    ids=[
        "England, declared",
        "an area, declared",
        "one provider",
        "what is said of a region",
        "a few providers apart",
        "providers and the nation",
        "one provider apart",
    ],
)
def test_rows_of_everybody_are_about_those_who_are_counted(
    tmp_path: Path, table: str, group: Group, whole: str, expected: list[str]
) -> None:
    found = lines(protect(counts(table, group=group)), tmp_path / "t.csv", whole)
    assert found == expected


@pytest.mark.parametrize(
    ("table", "group", "whole", "message"),
    [
        (SEXES, FOUR, "", "about the 4 providers held, and no code of a data file stands for those"),
        (SEXES, FOUR, "NAT E92000001 England", "not about England"),
        (SEXES, FOUR, "PROV 10000001 Northfield College", "not about Northfield College"),
        (SEXES, ONE, "PROV 10000002 Elm College", "not about Elm College"),
        (SEXES, ONE, "NAT E92000001 England", "not about England"),
        (SEXES, OF_MERESHIRE, "NAT E92000001 England", "not about England"),
        (SEXES, OF_ENGLAND, "LSIP E69990001 Mereshire (made up)", "not about Mereshire"),
        (SEXES, GONE, str(MERESHIRE), "not about Mereshire"),
        (SEXES, DELIVERED, "", "about the people in the deliveries held"),
        (SEXES, DELIVERED, "NAT E92000001 England", "not about England"),
        (SEXES, UNKNOWN_GROUP, "", "nobody says where they are"),
        (SEXES, UNKNOWN_GROUP, "NAT E92000001 England", "not about England"),
        (SEXES, FOUR, "Mereshire", "is not a level, a code and a name"),
        (SEXES, FOUR, "COUNTY E10990001 Mereshire", "is not a level, a code and a name"),
        (SEXES, FOUR, "LSIP E69990001", "is not a level, a code and a name"),
        (SEXES, FOUR, "LSIP E92000001 Mereshire", "is no place of the level Local skills improvement plan area"),
        (SEXES, FOUR, "LSIP E69990001 england", "is no place of the level Local skills improvement plan area"),
        (SEXES, FOUR, "NAT E92000001 Mereshire", "is no place of the level National"),
        (SEXES, FOUR, "NAT E92990001 England", "is no place of the level National"),
        (SEXES, FOUR, "NAT E92990001 Wealdmark (made up)", "not about Wealdmark"),
        (PROVIDERS, FOUR, "PROV 10000003 Elm College", "the table has rows at the level Provider"),
    ],
)
def test_what_is_not_true_of_totals_is_refused_and_nothing_is_written(
    tmp_path: Path, table: str, group: Group, whole: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        lines(protect(counts(table, group=group)), tmp_path / "t.csv", whole)
    assert list(tmp_path.iterdir()) == []
    if "not about" in message or "no code" in message:
        offers = str(refused.value)
        assert "alder store covers" in offers
        assert "--whole 'LSIP" in offers
        assert ("--by provider" in offers) == (not group.delivery), "no provider is known of a delivery"


def test_places_that_a_few_providers_teach_are_not_passed_off_as_all_of_them(tmp_path: Path) -> None:
    region = Filter("home_region", "Home", (Category("E12000001", "North East"), Category("Unknown", "Not known")))
    cells = [{"home_region": c, "n": n} for c, n in (("E12000001", 40), ("Unknown", 50), (TOTAL, 90))]

    def of(group: Group) -> list[dict[str, str]]:
        table = protect(made((region,), (Indicator("n", "Learners", "learners"),), cells, group=group))
        text = table.write_csv(tmp_path / "t.csv")[0].read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))

    few, one, county = of(FOUR), of(ONE), of(OF_MERESHIRE)
    assert [(r["geographic_level"], r["providers_are"]) for r in few] == [("Regional", "the 4 providers held")] * 2
    assert {r["providers_are"] for r in one} == {"Northfield College"}
    assert [r["geographic_level"] for r in one] == ["Regional", "Regional", "Provider"]
    assert {r["providers_are"] for r in county} == {"all providers of Mereshire (made up)"}
    assert "providers_are" not in of(OF_ENGLAND)[0]


@pytest.mark.parametrize(
    ("group", "name"),
    [
        (FOUR, "the 4 providers held"),
        (ONE, "Northfield College"),
        (OF_MERESHIRE, "Mereshire (made up)"),
        (OF_ENGLAND, "England"),
    ],
    ids=["a few", "one", "a county", "England"],
)
def test_every_output_names_those_whom_totals_are_about(tmp_path: Path, group: Group, name: str) -> None:
    table = protect(counts(PROVIDERS, group=group))
    whole = "" if group in (ONE, OF_MERESHIRE, OF_ENGLAND) else "LSIP E69990001 Alder"
    notes = table.write_csv(tmp_path / "t.csv", whole=whole or None)[2].read_text(encoding="utf-8")
    table.write_parquet(tmp_path / "t.parquet")
    packed = (tmp_path / "t.parquet").read_bytes().decode("utf-8", errors="replace")
    for said in (table.text(200), page(table), table._repr_html_(), notes, packed):
        assert f"Totals are about {name}" in said
        assert (name == "England") == ("England" in said), "none but England is England"
    assert f"All, {name}" in table.text(200)
    assert f"All, {name}" in page(table)
    assert "Totals of the file are about Alder, as was said" in notes or not whole


def test_several_years_are_about_a_place_only_where_each_is() -> None:
    few = Group(3, 3, against="nothing declares what the store holds as of R14")
    both = Group.over_years([("2019/20", OF_MERESHIRE), ("2020/21", OF_MERESHIRE)])
    half = Group.over_years([("2019/20", few), ("2020/21", OF_MERESHIRE)])
    assert both.place == MERESHIRE
    assert (half.place, half.claimed, half.name) == (None, MERESHIRE, "the 3 to 4 providers held")
    assert "nothing declares what the store holds as of R14 in 2019/20." in half.words
    none = Group.over_years([("2019/20", few), ("2020/21", few)])
    assert none.against == few.against, "what is so in each year is said once"
    assert Group.over_years([("2019/20", ONE), ("2020/21", ONE)]).whole == ONE.one
    assert Group.over_years([("2019/20", ONE), ("2020/21", FOUR)]).whole is None
    other = Group.over_years([("2019/20", OF_ENGLAND), ("2020/21", OF_MERESHIRE)])
    assert other.whole is None
    assert "declared to be of different places" in other.words
