"""Tables of values: when a total says too much of one contributor, and how much room it then needs."""

from dataclasses import replace

import numpy as np
import pytest
from tests.support.text_tables import rows

from alder.disclosure import POLICIES, Action, Policy
from alder.disclosure.contributions import (
    Contributions,
    Judged,
    classes,
    deviation,
    dominance,
    extremes,
    judge,
    largest,
    mean,
    minimum,
    p_percent,
    percentile,
    pq,
    rate,
)
from alder.errors import NotProtected

RULES = """
contributions      | rule        | unsafe | upper
600 250 100 50     | p 20        | no     | 0
600 250 100 50     | p 30        | yes    | 30
600 250 100 50     | nk 2 80     | yes    | 62.5
600 250 100 50     | nk 2 90     | no     | 0
600 250 100 50     | nk 1 60     | no     | 0
600 250 100 50     | pq 30 50    | yes    | 210
600 250 100 50     | pq 30 100   | yes    | 30
97 2 1             | p 10        | yes    | 8.7
50 49              | p 10        | yes    | 5
100                | p 10        | yes    | 10
0 0 0              | p 10        | no     | 0
100 100 10         | p 10        | no     | 0
100 100 9          | p 10        | yes    | 1
3000000000 3000000000 3000000000 | p 10 | no | 0
                   | p 10        | no     | 0
                   | nk 1 60     | no     | 0
0 0                | p 10        | yes    | 0
"""


def cells(*contributions: list[float]) -> Contributions:
    """One cell for each list, every value of a contributor of its own."""
    cell = [n for n, values in enumerate(contributions) for _ in values]
    value = [v for values in contributions for v in values]
    return Contributions.of(cell, np.arange(len(value)), value)


def by_rule(text: str, values: list[float]) -> Judged:
    name, *numbers = text.split()
    found = largest(cells(values), 1)
    return {"p": p_percent, "nk": lambda c, n, k: dominance(c, int(n), k), "pq": pq}[name](found, *map(float, numbers))


@pytest.mark.parametrize("case", rows(RULES), ids=lambda c: f"{c['contributions']}, {c['rule']}")
def test_rules_of_concentration(case: dict[str, str]) -> None:
    found = by_rule(case["rule"], [float(v) for v in (case["contributions"] or "").split()])
    assert bool(found.unsafe[0]) is (case["unsafe"] == "yes")
    assert found.upper[0] == pytest.approx(float(case["upper"]))


def test_every_cell_is_judged_at_once_and_as_it_would_be_alone() -> None:
    given = [[600.0, 250, 100, 50], [97.0, 2, 1], [], [50.0, 49]]
    together = p_percent(largest(cells(*given)), 30)
    assert together.unsafe.tolist() == [True, True, False, True]
    assert together.upper.tolist() == pytest.approx([30, 28.1, 0, 15])


def test_sites_of_one_holding_are_one_contributor_in_every_cell_and_in_totals() -> None:
    """Two campuses of one college are the two largest rows of the county, and one contributor."""
    leaves = Contributions.of(
        cell=[0, 0, 1, 1, 1],
        holding=["Northfield", "Eastham", "Northfield", "Westbury", "Eastham"],
        value=[60, 30, 50, 20, 10],
    )
    total = leaves.in_cells(leaf=[0, 0, 1, 1], cell=[0, 2, 1, 2])
    found = largest(total, 3)
    assert found.n.tolist() == [2, 3, 3]
    assert found.top(1).tolist() == [60, 50, 110]
    assert found.total.tolist() == [90, 80, 170]
    assert p_percent(found, 10).unsafe.tolist() == [True, False, False]
    assert dominance(found, 1, 60).unsafe.tolist() == [True, True, True]
    apart = largest(Contributions.of([0] * 5, range(5), [60, 30, 50, 20, 10]), 1)
    assert not dominance(apart, 1, 60).unsafe[0], "counted site by site nobody would be large"


def test_a_unit_of_weight_three_is_three_units_of_its_value() -> None:
    weighted = largest(Contributions.of([0, 0], ["a", "b"], [100, 10], weight=[3, 10]), 1)
    spelt = largest(Contributions.of([0] * 13, range(13), [100] * 3 + [10] * 10), 1)
    for n in (1, 2, 3, 4, 20):
        assert weighted.top(n) == pytest.approx(spelt.top(n))
    assert weighted.rest == pytest.approx(spelt.rest)
    assert weighted.n.tolist() == [2], "thresholds are about those who answered"
    assert not p_percent(weighted, 10).unsafe[0]
    with pytest.raises(NotProtected, match="different weights"):
        largest(Contributions.of([0, 0], ["a", "a"], [1, 1], weight=[2, 3]), 1)


def test_the_rules_of_other_checkers_are_shares_and_ratios_of_the_same_cells() -> None:
    found = largest(cells([600, 250, 100, 50], []), 2)
    assert found.share(2).tolist() == pytest.approx([0.85, 0])
    assert found.ratio[0] == pytest.approx(0.25)


BAD = """
what              | cell | holding | value | words
negative          | 0    | a       | -1    | contribution is negative
no number         | 0    | a       | nan   | missing or no number
endless           | 0    | a       | inf   | missing or no number
no contributor    | 0    |         | 5     | has no contributor
a cell below 0    | -1   | a       | 5     | whole numbers from 0 up
"""


@pytest.mark.parametrize("case", rows(BAD), ids=lambda c: c["what"])
def test_contributions_that_cannot_be_judged_are_refused(case: dict[str, str]) -> None:
    with pytest.raises(NotProtected, match=case["words"]):
        Contributions.of([int(case["cell"])], [case["holding"]], [float(case["value"])])


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(NotProtected, match="not equally many"):
        Contributions.of([0, 1], ["a"], [1.0])
    with pytest.raises(NotProtected, match="missing or no number"):
        Contributions.of([0], ["a"], [None])
    with pytest.raises(NotProtected, match="missing or no number"):
        Contributions.of([0], ["a"], ["much"])
    with pytest.raises(NotProtected, match="weights and values"):
        Contributions.of([0], ["a"], [1.0], weight=[1, 1])
    with pytest.raises(NotProtected, match="under 1"):
        Contributions.of([0], ["a"], [1.0], weight=[0.5])
    with pytest.raises(NotProtected, match="above the 1 that there are"):
        largest(Contributions.of([3], ["a"], [1.0]), 1)
    with pytest.raises(NotProtected, match="part of no cell"):
        Contributions.of([3], ["a"], [1.0]).in_cells([0], [0])


def test_a_policy_joins_its_rules() -> None:
    strict = Policy(
        name="mine",
        version=1,
        says="",
        why=(),
        action=Action.SUPPRESS,
        threshold=3,
        p_percent=30.0,
        dominance=(2, 80.0),
        pq=(30.0, 50.0),
    )
    found = judge(largest(cells([600, 250, 100, 50], [5.0, 5, 5, 5, 5, 5, 5, 5, 5, 5], [7.0, 7], []), 4), strict)
    assert found.unsafe.tolist() == [True, False, True, False]
    assert found.upper[0] == 210, "the rule that asks for most decides"
    counted = replace(strict, p_percent=None, dominance=None, pq=None)
    assert judge(largest(cells([600, 250, 100], [7.0, 7]), 2), counted).unsafe.tolist() == [False, True]
    srs = POLICIES["srs-output"]
    assert mean(largest(cells([1.0] * 9, [1.0] * 10, [90.0] + [1.0] * 9), 3), srs).unsafe.tolist() == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("count", "zeros_shown", "zeros_count"),
    [(0, False, True), (1, True, True), (4, True, True), (9, True, True), (10, False, False), (23, False, False)],
)
def test_fewer_than_the_threshold(count: int, zeros_shown: bool, zeros_count: bool) -> None:
    assert bool(minimum(np.array([count]), 10).unsafe[0]) is zeros_shown
    assert bool(minimum(np.array([count]), 10, zeros=True).unsafe[0]) is zeros_count


CLASSES = """
what                     | counts   | possible | flag
everybody in one         | 0 0 14   | 1 1 1    | full
all but one              | 1 0 19   | 1 1 1    | near
all but ten of many      | 10 0 190 | 1 1 1    | none
spread out               | 5 6 7    | 1 1 1    | none
nobody                   | 0 0 0    | 1 1 1    | none
one category is possible | 0 0 14   | 0 0 1    | none
just under nine in ten   | 2 0 17   | 1 1 1    | none
"""


@pytest.mark.parametrize("case", rows(CLASSES), ids=lambda c: c["what"])
def test_what_a_table_says_of_everybody(case: dict[str, str]) -> None:
    counts = [[int(c) for c in case["counts"].split()]]
    found = classes(counts, 10, possible=[c == "1" for c in case["possible"].split()])
    flags = {"full": found.full[0], "near": found.near_full[0]}
    assert {f for f, on in flags.items() if on} == ({case["flag"]} - {"none"})
    assert bool(found.any[0]) is (case["flag"] != "none")


def test_nobody_in_a_sensitive_category_says_something_of_everybody_but_not_where_nobody_can_be() -> None:
    counts = [[0, 5, 6], [3, 5, 0], [0, 0, 0]]
    assert classes(counts, 10, sensitive=[True, False, False]).empty.tolist() == [True, False, False]
    impossible = [[False, True, True], [True, True, True], [True, True, True]]
    assert not classes(counts, 10, sensitive=[True, False, False], possible=impossible).empty.any()
    with pytest.raises(NotProtected, match="impossible holds somebody"):
        classes(counts, 10, possible=[False, True, True])
    with pytest.raises(NotProtected, match="whole counts"):
        classes([[0.5, 1.0]], 10)


def test_a_rate_is_three_counts() -> None:
    srs, fe = POLICIES["srs-output"], POLICIES["fe-outcomes"]
    n, d = np.array([20, 4, 36, 5, 0, 40, 0]), np.array([40, 40, 40, 5, 40, 40, 0])
    assert rate(n, d, srs).tolist() == [False, True, True, True, True, True, False]
    assert rate(n, d, fe).tolist() == [False, False, False, True, False, False, False]
    with pytest.raises(NotProtected, match="no whole part"):
        rate([5], [4], srs)


def test_a_percentile_needs_people_on_both_sides_and_a_deviation_degrees_of_freedom() -> None:
    n = [0, 10, 19, 20, 99, 100]
    assert percentile(n, 0.5, 10).tolist() == [False, True, True, False, False, False]
    assert percentile(n, 0.9, 10).tolist() == [False, True, True, True, True, False]
    with pytest.raises(NotProtected, match="between 0 and 1"):
        percentile(n, 1.0, 10)
    assert deviation([0, 9, 10, 11], POLICIES["srs-output"]).tolist() == [False, True, True, False]
    assert deviation([12], POLICIES["srs-output"], parameters=3).tolist() == [True]


def test_a_minimum_is_shown_only_where_enough_share_it_or_it_is_a_limit_by_design() -> None:
    ages = Contributions.of([0] * 25, [*range(12), *range(12), 99], [16] * 12 + [18] * 12 + [20])
    found = extremes(ages, 1)
    assert (found.least[0], found.most[0], found.at_least[0], found.at_most[0]) == (16, 20, 12, 1)
    assert [bool(u[0]) for u in found.unsafe(10)] == [False, True]
    assert [bool(u[0]) for u in found.unsafe(10, structural=True)] == [False, False]
    one = extremes(Contributions.of([0] * 12, ["same"] * 12, [5] * 12), 2)
    assert one.at_least.tolist() == [1, 0], "one contributor with twelve equal values is one"
