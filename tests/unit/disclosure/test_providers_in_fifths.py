"""Providers in fifths: an order that says how much of it may be chance, and no order without that."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.spec.disclosure.test_moments_of_a_cohort import cohort
from tests.support.count_tables import OF_ENGLAND, counts

from alder.cli.commands import cli
from alder.disclosure import Protected, protect
from alder.disclosure.layout import sections
from alder.disclosure.provider_bands import Fifth, edges, fifths
from alder.disclosure.sheet import page
from alder.errors import NoFigures, UsageError

NAMES = "ABCDEFGHIJ"


def text(rates: dict[str, int], of: int = 1000) -> str:
    lines = [f"{name} | {of} | {rate * of // 100}" for name, rate in rates.items()]
    return "\n".join(["provider | leavers | achievers", *lines])


def table(rates: dict[str, int] | None = None, of: int = 1000, **more: object) -> Protected:
    """Ten providers, A with a rate of 40% to J with one of 85%, unless others are given."""
    found = rates or {name: 40 + 5 * n for n, name in enumerate(NAMES)}
    return protect(
        counts(text(found, of), rates=["achievers/leavers"], group=OF_ENGLAND), **{"bands": "quintile", **more}
    )  # type: ignore[arg-type]


def test_each_fifth_has_as_many_providers() -> None:
    found = {codes[0]: fifth.own for codes, fifth in fifths(table()).items()}
    assert found == dict(zip(NAMES, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], strict=True))


def test_edges_lie_between_rates_in_proportion_and_equal_rates_stay_together() -> None:
    assert edges([Decimal(n) for n in range(11)]) == (2, 4, 6, 8)
    assert edges([Decimal(0), Decimal(10)]) == (2, 4, 6, 8)
    same = fifths(table({**dict.fromkeys(NAMES, 70), "A": 50}))
    assert {codes[0]: f.own for codes, f in same.items()} == {"A": 1, **dict.fromkeys(NAMES[1:], 1)}
    said = table({**dict.fromkeys(NAMES, 70), "A": 50}).text(200)
    assert "lowest fifth: A" in said
    assert "highest fifth" not in said


def test_beside_a_fifth_stand_those_that_the_interval_touches() -> None:
    few = fifths(table(of=100))
    many = fifths(table(of=100_000))
    assert many["E",] == Fifth(3, 3, 3)
    assert few["E",].low < 3 < few["E",].high


def test_rates_that_are_hidden_have_no_fifth_and_bear_on_none() -> None:
    rates = {name: 50 + 4 * n for n, name in enumerate("ABCDEFGHIJK")}
    found = table({**rates, "L": 100})
    assert found.value("achievers_of_leavers", provider="L") == "c"
    assert ("L",) not in fifths(found)


def test_each_group_of_learners_is_cut_by_itself() -> None:
    lines = ["provider | benefits | leavers | achievers"]
    for n, name in enumerate(NAMES):
        lines += [f"{name} | on benefits | 1000 | {300 + 20 * n}", f"{name} | not | 1000 | {900 - 20 * n}"]
    found = fifths(protect(counts("\n".join(lines), rates=["achievers/leavers"]), bands="quintile"))
    assert (found["A", "on benefits"].own, found["A", "not"].own) == (1, 5)
    assert (found["J", "on benefits"].own, found["J", "not"].own) == (5, 1)


def test_fewer_than_ten_providers_are_not_put_in_fifths() -> None:
    with pytest.raises(NoFigures, match="fifths need 10 providers"):
        table(dict.fromkeys("ABCDEFGHI", 60))


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (counts("sex | leavers | achievers\nF | 100 | 60", rates=["achievers/leavers"]), "fifths are of providers"),
        (counts("provider | leavers\nA | 100"), "fifths are of rates"),
    ],
    ids=["no providers", "no rate"],
)
def test_what_has_no_fifths_is_refused(made: object, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        protect(made, bands="quintile")  # type: ignore[arg-type]


def test_a_cohort_over_time_and_unknown_bands_are_refused() -> None:
    from dataclasses import replace

    several = cohort({"F": [(100, 100), (100, 80)], "M": [(100, 100), (100, 70)]})
    renamed = replace(
        several,
        filters=(several.filters[0], replace(several.filters[1], id="provider")),
        cells=several.cells.rename_columns(["days", "provider", "followed", "retained", "not_followed"]),
    )
    with pytest.raises(UsageError, match="one for each day"):
        protect(renamed, bands="quintile")
    with pytest.raises(UsageError, match="there are no bands called tercile"):
        protect(several, bands="tercile")


def test_providers_are_never_put_in_the_order_of_their_figures() -> None:
    with pytest.raises(UsageError, match="providers are not put in the order of their figures") as refused:
        table(bands="", by_value=True)
    assert "--bands quintile" in str(refused.value)
    result = CliRunner().invoke(cli, ["table", "--help"])
    assert "--bands" in result.output


def labels(found: Protected) -> list[str]:
    return [line.label for line in sections(found)[0].main.lines]


def test_by_fifths_they_stand_from_the_highest_and_by_name_within_one() -> None:
    rates = dict(zip(NAMES, [95, 90, 50, 55, 60, 65, 70, 75, 80, 85], strict=True))
    found = table(rates, by_value=True)
    assert labels(found) == ["A", "B", "I", "J", "G", "H", "E", "F", "C", "D", "All, England"]
    hidden = labels(table({"K": 100, "L": 88, "M": 87, **rates}, by_value=True))
    assert hidden[-2] == "K" or "K" in hidden[-3:], "what is not shown comes last"
    assert "Providers stand in the order of their fifths, and within a fifth in that of their names." in found.text()
    assert labels(table(rates)) == [*NAMES, "All, England"]


def test_other_rows_stand_in_the_order_of_what_is_shown_and_hidden_ones_last() -> None:
    made = counts(
        "level | sex | leavers | achievers\n"
        + "\n".join(f"{n} | {s} | 200 | {k}" for n, k in (("One", 120), ("Two", 199), ("Three", 150)) for s in "FM"),
        rates=["achievers/leavers"],
    )
    assert labels(protect(made, by_value=True)) == ["Three", "One", "Two", "All"]
    assert labels(protect(made)) == ["One", "Two", "Three", "All"]
    years = counts(
        "level | time_period | leavers | achievers\n"
        + "\n".join(f"{n} | {y} | 200 | {k}" for y in ("2019/20", "2020/21") for n, k in (("One", 120), ("Two", 150))),
        rates=["achievers/leavers"],
    )
    from dataclasses import replace

    from alder.model.period import AcademicYear
    from alder.model.statistic import Period

    dated = replace(years, periods=(Period(AcademicYear(2019)), Period(AcademicYear(2020))))
    assert labels(protect(dated, by_value=True)) == ["Two", "One", "All"]
    none = counts("level | leavers | achievers\nOne | 200 | 120\nTwo | 0 | 0", rates=["achievers/leavers"])
    assert labels(protect(none, by_value=True)) == ["One", "All"]


def test_every_output_tells_the_fifths(tmp_path: Path) -> None:
    found = table(of=100)
    for said in (found.text(200), page(found), found._repr_html_()):
        assert "Fifths by achievers of leavers (10 providers)" in said
        assert "ighest fifth" in said
        assert "Fifths have as many providers each" in said
    assert "Providers in fifths" not in page(table(of=100, bands=""))
    data, meta, notes = found.write_csv(tmp_path / "t.csv")
    rows = {r["provider_name"]: r for r in csv.DictReader(data.read_text(encoding="utf-8").splitlines())}
    ends = [rows["E"][f"achievers_of_leavers_{n}"] for n in ("fifth", "fifth_low", "fifth_high")]
    assert ends[0] == "3"
    assert ends[1] < "3" < ends[2]
    assert rows[""]["achievers_of_leavers_fifth"] == "z"
    assert "fifth of providers, 1 lowest" in meta.read_text(encoding="utf-8")
    assert "Fifths have as many providers each" in notes.read_text(encoding="utf-8")
    arrow = found.to_arrow(rows="all")
    assert arrow["achievers_of_leavers_fifth"].null_count == 1
    assert "achievers_of_leavers_fifth" not in table(bands="").to_arrow().column_names


def test_large_providers_are_told_without_a_range() -> None:
    said = table(of=100_000).text(200)
    assert "highest fifth: I; J" in said
    assert "may be" not in said.split("Fifths have")[0]
