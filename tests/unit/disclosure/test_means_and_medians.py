"""Means and medians beside counts: which are shown, which hidden, and that no sum of a few follows from them."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from tests.support import text_tables
from tests.support.count_tables import of_values, valued

import alder
from alder.disclosure import averages, policy_of
from alder.disclosure.contributions.given import Contributions
from alder.disclosure.contributions.largest import largest
from alder.disclosure.contributions.statistics import mean
from alder.disclosure.layout import unit_words
from alder.disclosure.policy import SRS_OUTPUT
from alder.disclosure.unprotected import text
from alder.errors import NotProtected
from alder.model.statistic import TOTAL, Counts, Indicator

SHOWN = """
    case                          | average | policy         | A                 | B         | shown of A | shown of B
    enough, and alike             | mean    | srs-output     | 12 × 100          | 40 × 90   | 100.0      | 90.0
    too few                       | mean    | srs-output     | 9 × 100           | 40 × 90   | c          | c
    nobody                        | mean    | srs-output     |                   | 40 × 90   | z          | 90.0
    one has nearly all            | mean    | srs-output     | 12 × 1, 1 × 5000  | 40 × 90   | c          | c
    two have over nine tenths     | mean    | srs-output     | 12 × 1, 2 × 500   | 40 × 90   | c          | c
    by size, below 0 or above     | mean    | srs-output     | 12 × 1, 1 × -5000 | 40 × 90   | c          | c
    ten on either side            | median  | srs-output     | 10 × 100, 10 × 90 | 40 × 90   | 95.0       | 90.0
    nine on one side              | median  | srs-output     | 10 × 100, 9 × 90  | 40 × 90   | c          | 90.0
    the largest does not matter   | median  | srs-output     | 20 × 1, 1 × 5000  | 40 × 90   | 1.0        | 90.0
    12 count as 10, so 5 a side   | median  | dfe-statistics | 12 × 100          | 40 × 90   | x          | 90.0
    15 and more are certain       | median  | dfe-statistics | 15 × 100          | 40 × 90   | 100.0      | 90.0
    too few, rounded              | median  | dfe-statistics | 4 × 100           | 40 × 90   | x          | 90.0
"""


@pytest.mark.parametrize("row", text_tables.rows(SHOWN), ids=lambda r: r["case"])
def test_a_mean_or_median_is_shown_where_nobody_shows_in_it(row: dict[str, str]) -> None:
    counts = valued(f"g | values\nA | {row['A'] or ''}\nB | {row['B']}", row["average"])
    table = alder.protect(counts, row["policy"])
    assert [str(table.value("pay", g=g)) for g in "AB"] == [row["shown of A"], row["shown of B"]]


def test_a_mean_is_hidden_where_a_larger_one_less_its_other_parts_is_of_a_few() -> None:
    """A's total less its shown parts would be the sum of 12 people, of whom one has nearly all."""
    counts = valued(
        """
        place | g | values
        A     | 1 | 30 × 100
        A     | 2 | 20 × 100
        A     | 3 | 11 × 1, 1 × 4000
        B     | 1 | 30 × 100
        B     | 2 | 20 × 100
        B     | 3 | 40 × 100
        """
    )
    table = alder.protect(counts)
    shown = {(p, g): table.value("pay", place=p, g=g) for p in ("A", "B", TOTAL) for g in ("1", "2", "3", TOTAL)}
    assert shown["A", "3"] == "c", "one has nearly all of it"
    assert "c" in (shown["A", "1"], shown["A", "2"], shown["A", TOTAL]), "or it would follow from the total of A"
    assert "c" in (shown["B", "3"], shown[TOTAL, "3"]), "or it would follow from the total of 3"
    assert table.value("n", place="A", g="3") == 12, "its count is no secret"
    assert "too few stand behind it" in str(table.why("pay", place="A", g="3"))
    assert not any(isinstance(f, str) for f in (shown[TOTAL, TOTAL], shown["B", "1"]))


def test_the_reason_names_the_hidden_count_of_a_mean() -> None:
    table = alder.protect(valued("g | values\nA | 9 × 100\nB | 40 × 90\nC | 12 × 80"))
    assert "People: Hidden, because it is below the threshold of the policy" in str(table.why("pay", g="A"))
    assert str(table.why("pay")) == "Shown: nothing forbids it."


ROUNDED = """
    value      | decimals | nearest | told
    27449.9    | 0        | 100     | 27400
    27450      | 0        | 100     | 27500
    -0.125     | 2        | 1       | -0.13
    2.675      | 2        | 1       | 2.68
    0.30000000000000004 | 1 | 1     | 0.3
"""


@pytest.mark.parametrize("row", text_tables.rows(ROUNDED), ids=lambda r: r["value"])
def test_a_figure_is_rounded_once_and_halves_away_from_nought(row: dict[str, str]) -> None:
    i = Indicator("a", "A", "", average="mean", decimals=int(row["decimals"]), nearest=int(row["nearest"]))
    assert i.rounded(float(row["value"])) == Decimal(row["told"])


REFUSED = """
    policy               | average | says
    dfe-statistics       | mean    | alters counts, and pay is a mean: times its count it gives a sum
    opensafely-midpoint6 | mean    | alters counts, and pay is a mean
    open-counts          | mean    | protects nobody
"""


@pytest.mark.parametrize("row", text_tables.rows(REFUSED), ids=lambda r: r["policy"])
def test_what_a_policy_cannot_protect_is_refused(row: dict[str, str]) -> None:
    counts = valued("g | values\nA | 40 × 100", row["average"], source_ids=("leo",))
    with pytest.raises(NotProtected, match=row["says"]):
        alder.protect(counts, row["policy"])


def test_a_mean_without_the_values_behind_it_is_refused() -> None:
    counts = valued("g | values\nA | 40 × 100")
    with pytest.raises(NotProtected, match="does not have the values behind it"):
        alder.protect(replace(counts, contributions=None))
    with pytest.raises(NotProtected, match="does not rest on the records that n counts"):
        alder.protect(replace(counts, contributions=counts.contributions.slice(1)))


def drawn(seed: int) -> Counts:
    """Small and large cells, and values of which some are far larger than the rest."""
    random = np.random.default_rng(seed)
    sizes = random.integers(2, 5, size=2)
    held = {}
    for a, b in product(range(sizes[0]), range(sizes[1])):
        many = int(random.choice([0, random.integers(1, 14), random.integers(10, 80)], p=[0.1, 0.5, 0.4]))
        values = np.round(random.exponential(100, many), 1)
        if many and random.random() < 0.3:
            values[0] = 20_000
        held[f"a{a}", f"b{b}"] = values.tolist()
    if not any(held.values()):
        held["a0", "b0"] = [100.0] * 20
    return of_values(["a", "b"], held, "mean", decimals=3)


@pytest.mark.parametrize("seed", range(12))
def test_no_sum_of_a_few_follows_by_one_subtraction_from_what_is_shown(seed: int) -> None:
    """The attacker has every shown count and mean, and takes every sum off every other that holds it."""
    counts = drawn(seed)
    try:
        table = alder.protect(counts)
    except NotProtected:
        return
    people = counts.contributions.to_pylist()
    shown = {codes: f[1] for codes, f in table.rows if not isinstance(f[1], str)}
    inside = {
        codes: {p["person"] for p in people if all(c in (TOTAL, p[n]) for c, n in zip(codes, "ab", strict=True))}
        for codes, _ in table.rows
    }
    pay = {p["person"]: p["pay"] for p in people}
    exposed = {frozenset(inside[codes]) for codes in shown}
    for whole in shown:
        for k in range(2):  # the whole less all its shown parts along one filter
            parts = [
                inside[codes]
                for codes in shown
                if whole[k] == TOTAL and codes[k] != TOTAL and codes[1 - k] == whole[1 - k]
            ]
            if parts:
                exposed.add(frozenset(inside[whole] - set().union(*parts)))
    for group in filter(None, exposed):
        ids = sorted(group)
        given = Contributions.of(np.zeros(len(ids), dtype=int), np.array(ids), np.array([pay[p] for p in ids]))
        assert not mean(largest(given, 1), SRS_OUTPUT).unsafe[0], len(ids)


def test_a_median_of_nobody_is_hidden_where_zeros_are() -> None:
    """Beside it the count of nobody is hidden too, and z would tell it."""
    counts = valued("g | values\nA | \nB | 40 × 90", "median")
    rounds = policy_of("dfe-statistics")
    hidden = averages.beside_rounded(counts, replace(rounds, hide_zeros=True))["pay"]
    shown = averages.beside_rounded(counts, rounds)["pay"]
    codes = counts.cells.column("g").to_pylist()
    assert (str(hidden[codes.index("A")]), str(shown[codes.index("A")])) == ("x", "z")
    assert str(hidden[codes.index("B")]) == str(shown[codes.index("B")]) == "90.0"


def test_the_holder_of_the_data_sees_a_mean_rounded_once() -> None:
    counts = valued("g | values\nA | 2 × 100, 1 × 101\nB | 40 × 90", "mean")
    line = next(line for line in text(counts).splitlines() if line.startswith("A"))
    assert line.split()[-1] == "100.3"


@pytest.mark.parametrize(("nearest", "said"), [(1, "Pounds, mean"), (100, "Pounds, mean, rounded to the nearest 100")])
def test_the_heading_says_what_an_average_is_of_and_how_it_was_rounded(nearest: int, said: str) -> None:
    table = alder.protect(valued("g | values\nA | 12 × 100\nB | 40 × 90"))
    pay = next(i for i in table.indicators if i.average)
    assert unit_words(table, replace(pay, nearest=nearest)) == said
