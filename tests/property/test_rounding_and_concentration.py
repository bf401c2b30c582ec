"""Whatever the table: rounded figures are near and add up, the attack finds what trying every table finds, and many
cells are judged as each would be alone."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.count_tables import counts
from tests.support.policies import OWN
from tests.support.properties import tried

from alder.disclosure import Method, Policy, protect
from alder.disclosure.contributions import Contributions, dominance, largest, p_percent, pq
from alder.disclosure.noise import altered, exactly_known, possible
from alder.disclosure.noise.possible import bounds
from alder.model.statistic import TOTAL

FEW = settings(max_examples=tried(25), deadline=None, derandomize=True)
MIDPOINT = replace(OWN, method=Method.MIDPOINT, threshold=7, base=6)
PAIRS = replace(MIDPOINT, method=Method.MIDPOINT, threshold=3, base=2)
CONTROLLED = replace(MIDPOINT, method=Method.CONTROLLED, threshold=3, base=3)
SMALL = replace(MIDPOINT, method=Method.SMALL_COUNTS, threshold=5, base=5)
REDACT = replace(MIDPOINT, method=Method.REDACT, threshold=4, base=5)


def two_way(values: list[int], columns: int) -> str:
    lines = [f"r{n // columns} | c{n % columns} | {v}" for n, v in enumerate(values)]
    return "\n".join(["row | column | n", *lines])


def margins(inner: tuple[int, ...]) -> dict[tuple[str, str], int]:
    """All nine figures of a table of two by two."""
    a, b, c, d = inner
    rows = {("r0", "c0"): a, ("r0", "c1"): b, ("r1", "c0"): c, ("r1", "c1"): d}
    rows |= {("r0", TOTAL): a + b, ("r1", TOTAL): c + d, (TOTAL, "c0"): a + c, (TOTAL, "c1"): b + d}
    return rows | {(TOTAL, TOTAL): a + b + c + d}


@pytest.mark.parametrize("policy", [PAIRS, REDACT, CONTROLLED, SMALL], ids=lambda p: p.method.value)
@FEW
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_the_attack_finds_exactly_what_trying_every_table_finds(policy: Policy, values: list[int]) -> None:
    table = counts(two_way(values, 2))
    found = altered(table, policy)
    at = [(r["row"], r["column"]) for r in table.cells.to_pylist()]
    spans = {
        codes: possible(f, policy, steps=found.steps, parts=0 if inner else 4)
        for codes, f, inner in zip(at, found.figures["n"], found.inner, strict=True)
    }
    inner = [range(spans[c][0], spans[c][1] + 1) for c in list(margins((0, 0, 0, 0)))[:4]]
    tables = [margins(t) for t in product(*inner)]
    fitting = [t for t in tables if all(spans[c][0] <= v <= spans[c][1] for c, v in t.items())]
    true = margins(tuple(values))
    assert true in fitting
    expected = {c for c in at if 0 < true[c] < policy.threshold and len({t[c] for t in fitting}) == 1}
    known = exactly_known(table, policy, *bounds(table, policy, found))
    assert {tuple(name.split(", ")[1:]) for name in known.names} == expected


@FEW
@given(st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_controlled_rounding_in_two_dimensions_is_near_adds_up_and_leaves_multiples(values: list[int]) -> None:
    table = counts(two_way(values, 4))
    found = altered(table, CONTROLLED)
    assert found.steps == 1
    shown = {codes: figures[0] for codes, figures in protect(table, CONTROLLED).rows}
    for r in table.cells.to_pylist():
        figure = shown[r["row"], r["column"]]
        assert figure % 3 == 0
        assert abs(figure - r["n"]) < 3
        assert figure == r["n"] or r["n"] % 3
    for row in ("r0", "r1", "r2", TOTAL):
        assert shown[row, TOTAL] == sum(shown[row, f"c{k}"] for k in range(4))
    for k in ("c0", TOTAL):
        assert shown[TOTAL, k] == sum(shown[f"r{n}", k] for n in range(3))


@FEW
@given(st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_controlled_rounding_is_the_nearest_that_there_is(values: list[int]) -> None:
    found = altered(counts(two_way(values, 2)), CONTROLLED)
    true = margins(tuple(values))
    beside = [{3 * (v // 3), -3 * (-v // 3)} for v in values]
    tables = [margins(t) for t in product(*beside)]
    fits = [t for t in tables if all(abs(t[c] - v) < 3 and (t[c] == v or v % 3) for c, v in true.items())]
    best = min(sum(abs(t[c] - true[c]) for c in true) for t in fits)
    assert sum(abs(f - v) for f, v in zip(found.figures["n"], found.values["n"], strict=True)) == best


@FEW
@given(st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_small_count_rounding_adds_up_and_shows_nothing_small(values: list[int]) -> None:
    shown = {codes: figures[0] for codes, figures in protect(counts(two_way(values, 4)), SMALL).rows}
    assert not {v for v in shown.values() if 0 < v < 5}
    for n, v in enumerate(values):
        assert shown[f"r{n // 4}", f"c{n % 4}"] in ({0, 5} if 0 < v < 5 else {v})
    assert shown[TOTAL, TOTAL] == sum(shown[f"r{n // 4}", f"c{n % 4}"] for n in range(12))


@FEW
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 50)), max_size=30),
    st.integers(1, 60),
    st.integers(1, 4),
    st.integers(1, 99),
)
def test_cells_are_judged_as_the_rules_are_written(given: list[tuple[int, int, int]], p: int, n: int, k: int) -> None:
    columns = list(zip(*given, strict=True)) or [(), (), ()]
    cells = largest(Contributions.of(np.array(columns[0], dtype=int), [*columns[1]], [*columns[2]]), 4)
    for cell in range(4):
        held: dict[int, int] = {}
        for c, holding, value in given:
            if c == cell:
                held[holding] = held.get(holding, 0) + value
        x = sorted(held.values(), reverse=True)
        first, rest, total = (x or [0])[0], sum(x[2:]), sum(x)
        unsafe = 0 < len(x) <= 2 or 100 * rest < p * first
        assert bool(p_percent(cells, p).unsafe[cell]) is unsafe
        assert p_percent(cells, p).upper[cell] == pytest.approx(max(0, p * first / 100 - rest) if unsafe else 0)
        assert bool(pq(cells, p, 60).unsafe[cell]) is (0 < len(x) <= 2 or 60 * rest < p * first)
        assert bool(dominance(cells, n, k).unsafe[cell]) is (100 * sum(x[:n]) > k * total)
        assert cells.n[cell] == len(x)
