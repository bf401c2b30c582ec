"""What published figures themselves allow to be worked out again, by the rules that measures use."""

import csv
from collections import defaultdict
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from alder.derive.linked_outcomes import AFTER_FURTHER_EDUCATION, AFTER_SCHOOL, GROUPS
from alder.measures import measures
from alder.measures.display_rules import display_rules
from alder.model.interval import wilson

RATES = {"achievement rate": "achievement_rate", "retention rate": "retention_rate", "pass rate": "pass_rate"}

Rows = list[dict[str, Decimal]]


@pytest.fixture(name="published", scope="module")
def _published(shared: Path) -> dict[str, Rows]:
    """Figures of each publication, those of one line of its tables together."""
    lines: dict[str, dict[tuple[str, ...], dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    with (shared / "measures" / "published_figures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            line = tuple(row[k] or "" for k in ("period", "population", "breakdown", "source"))
            try:
                lines[row["publication"]][line][row["measure"]] = Decimal(row["value"])
            except ArithmeticError:
                continue  # a symbol
    return {p: list(found.values()) for p, found in lines.items()}


def rates_of(published: dict[str, Rows]) -> Rows:
    return [*published["QAR education and training"], *published["QAR apprenticeships"]]


def test_achievement_is_retention_times_pass_on_every_published_line(published: dict[str, Rows]) -> None:
    lines = [r for r in rates_of(published) if r.keys() >= RATES.keys()]
    assert len(lines) >= 34
    half = Decimal("0.05")
    for line in lines:
        retention, passed, achieved = (line[n] for n in ("retention rate", "pass rate", "achievement rate"))
        least = (retention - half) * (passed - half) / 100 - half
        most = (retention + half) * (passed + half) / 100 + half
        assert least <= achieved <= most, line


def test_every_published_rate_is_one_that_its_rounded_counts_allow(published: dict[str, Rows]) -> None:
    """Counts are rounded to 10, so a rate may come from any counts up to 5 away; ours must be able to be the same."""
    checked = 0
    for line, (label, name) in product(rates_of(published), RATES.items()):
        indicator = measures[name].rates[0]
        assert indicator.of
        counts = [line.get(c) for c in indicator.of]
        if label not in line or None in counts:
            continue
        numerator, denominator = (int(c) for c in counts if c is not None)
        low = indicator.worked_out(max(0, numerator - 5), denominator + 5)
        high = indicator.worked_out(numerator + 5, denominator - 5)
        assert low is not None
        assert high is not None
        assert low <= line[label] <= high, (line, label)
        checked += 1
    assert checked >= 58


def test_where_counts_are_large_the_published_rate_comes_out_exactly(published: dict[str, Rows]) -> None:
    checked = 0
    for line, (label, name) in product(rates_of(published), RATES.items()):
        indicator = measures[name].rates[0]
        assert indicator.of
        counts = [line.get(c) for c in indicator.of]
        if label not in line or None in counts or min(c for c in counts if c is not None) < 300_000:
            continue
        assert indicator.worked_out(*(int(c) for c in counts if c is not None)) == line[label]
        checked += 1
    assert checked >= 15


def test_a_rate_from_rounded_counts_may_differ_from_the_published_one(published: dict[str, Rows]) -> None:
    """Level 4 and over in 2021/22: 5,420 of 7,580 gives 71.5, and 71.4 was published. So rates use unrounded counts."""
    (line,) = (r for r in rates_of(published) if r.get("leavers") == 7580)
    assert measures["achievement_rate"].rates[0].worked_out(5420, 7580) == Decimal("71.5")
    assert line["achievement rate"] == Decimal("71.4")


def test_published_intervals_would_not_be_needed_for_national_cohorts(published: dict[str, Rows]) -> None:
    (total,) = (r for r in rates_of(published) if r.get("leavers") == 2727690)
    found = wilson(int(total["achievers"]), int(total["leavers"]))
    assert found is not None
    assert found.high - found.low <= Decimal("0.2")
    assert found.low <= total["achievement rate"] <= found.high


def test_published_outcomes_are_the_sums_of_groups_that_exclude_each_other(published: dict[str, Rows]) -> None:
    lines = [r for r in published["FE outcomes"] if "sustained positive destination" in r]
    assert len(lines) == 2
    assert {"employment only", "employment and learning", "learning only"} < {c.code for c in AFTER_FURTHER_EDUCATION}
    for r in lines:
        assert r["employment only"] + r["employment and learning"] == pytest.approx(r["sustained employment"], abs=1)
        assert r["learning only"] + r["employment and learning"] == pytest.approx(r["sustained learning"], abs=1)
        parts = r["employment only"] + r["employment and learning"] + r["learning only"]
        assert parts <= r["sustained positive destination"] + Decimal("1.5")
        assert r["learners matched"] <= r["learners"]
        assert display_rules["fe_outcomes"](int(r["learners matched"]), int(r["learners"]))[0] == r["learners"]


def test_published_destinations_add_up_to_everyone_who_left(published: dict[str, Rows]) -> None:
    lines = [r for r in published["16-18 destinations"] if "activity not captured" in r]
    assert len(lines) >= 4
    for r in lines:
        assert sum(r[c.code] for c in AFTER_SCHOOL) == pytest.approx(100, abs=2)


def test_published_main_activities_add_up_to_the_cohort(shared: Path) -> None:
    shares: dict[str, Decimal] = defaultdict(Decimal)
    with (shared / "measures" / "published_figures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["measure"].startswith("main activity"):
                shares[row["measure"]] += Decimal(row["value"])
    assert len(shares) >= 4
    assert all(s == pytest.approx(100, abs=Decimal("0.3")) for s in shares.values()), shares


def test_retained_and_assessed_never_lies_above_retained(published: dict[str, Rows]) -> None:
    lines = [r for r in published["16-18 retention"] if r.keys() >= {"retained", "retained and assessed"}]
    assert len(lines) >= 4
    assert all(r["retained and assessed"] <= r["retained"] for r in lines)


def test_returned_and_retained_never_lies_above_retained(published: dict[str, Rows]) -> None:
    lines = [r for r in published["16-18 retention"] if r.keys() >= {"retained", "returned and retained"}]
    assert len(lines) >= 7
    assert all(r["returned and retained"] <= r["retained"] for r in lines)


def test_learners_of_published_levels_add_to_more_than_the_total(shared: Path) -> None:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    with (shared / "measures" / "published_figures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["publication"] == "FE and skills" and (row["breakdown"] or "").startswith("level="):
                found[row["period"], row["measure"]][row["breakdown"][6:]] = int(row["value"])
    whole = {k: v for k, v in found.items() if "total" in v and "level 4+" in v and k[1] == "participation"}
    assert len(whole) >= 5
    for levels in whole.values():
        parts = [n for level, n in levels.items() if level != "total" and not level.startswith("full")]
        assert sum(parts) > levels["total"] > max(parts)
        assert levels["full level 2"] <= levels["level 2"]
        assert levels["full level 3"] <= levels["level 3"]


def test_groups_of_graduates_nest_as_they_are_published() -> None:
    only, any_work, either = (
        set(GROUPS[g]) for g in ("sustained_employment_only", "sustained_employment", "sustained_employment_or_study")
    )
    assert only < any_work < either
