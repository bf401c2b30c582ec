"""Totals of a table stand for England, or for the place whose providers the store holds; its files say which."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.tables import counts

from alder.disclosure import protect
from alder.disclosure.protected import Protected
from alder.errors import UsageError

SEXES = "sex | n\nF | 90\nM | 80"
PROVIDERS = "provider | n\nUKPRN 1 | 90\nUKPRN 2 | 80"


def lines(table: Protected, path: Path, whole: str = "") -> list[tuple[str, ...]]:
    """Level, country, and the columns that the level brings, of each row."""
    file, *_ = table.write_csv(path, whole=whole) if whole else table.write_csv(path)
    with file.open(encoding="utf-8", newline="") as rows:
        head, *found = csv.reader(rows)
    kept = [n for n, name in enumerate(head) if name not in ("time_period", "time_identifier", "country_code", "n")]
    return [tuple(row[n] for n in kept) for row in (head, *found)]


@pytest.mark.parametrize(
    ("table", "whole", "expected"),
    [
        (
            SEXES,
            "",
            ["geographic_level|country_name|sex", "National|England|F", "National|England|M", "National|England|Total"],
        ),
        (
            SEXES,
            "LSIP E69990001 Mereshire (made up)",
            [
                "geographic_level|country_name|lsip_code|lsip_name|sex",
                "Local skills improvement plan area|England|E69990001|Mereshire (made up)|F",
                "Local skills improvement plan area|England|E69990001|Mereshire (made up)|M",
                "Local skills improvement plan area|England|E69990001|Mereshire (made up)|Total",
            ],
        ),
        (
            SEXES,
            "prov 10000001 Northfield College",
            [
                "geographic_level|country_name|provider_ukprn|provider_name|sex",
                "Provider|England|10000001|Northfield College|F",
                "Provider|England|10000001|Northfield College|M",
                "Provider|England|10000001|Northfield College|Total",
            ],
        ),
        (
            PROVIDERS,
            "REG E12990001 North Fells",
            [
                "geographic_level|country_name|region_code|region_name|provider_ukprn|provider_name",
                "Provider|England|||UKPRN 1|UKPRN 1",
                "Provider|England|||UKPRN 2|UKPRN 2",
                "Regional|England|E12990001|North Fells||",
            ],
        ),
    ],
    ids=["England, if nothing is said", "an area", "one provider", "beside providers"],
)
def test_rows_of_everybody_are_about_the_whole(tmp_path: Path, table: str, whole: str, expected: list[str]) -> None:
    head, *found = ["|".join(line) for line in lines(protect(counts(table)), tmp_path / "t.csv", whole)]
    assert [head, *sorted(found)] == expected


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        ("Mereshire", "is not a level, a code and a name"),
        ("COUNTY E10990001 Mereshire", "is not a level, a code and a name"),
        ("LSIP E69990001", "is not a level, a code and a name"),
        ("PROV 10000003 Elm College", "the table has rows at the level Provider"),
    ],
)
def test_what_cannot_be_the_whole_is_refused(tmp_path: Path, whole: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        protect(counts(PROVIDERS)).write_csv(tmp_path / "t.csv", whole=whole)
    assert list(tmp_path.iterdir()) == []
