"""Whatever the table: what was hidden stays hidden, as an attacker finds who tries every table there could be."""

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.count_tables import counts, made
from tests.support.properties import tried

from alder.disclosure import POLICIES, Protected, audit, intervals, protect
from alder.disclosure.protect import seen_by_readers
from alder.errors import NotProtected
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator

SRS = POLICIES["srs-output"]
CAREFUL = settings(
    max_examples=tried(25), deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
SMALL_AND_LARGE = st.one_of(st.integers(0, 12), st.integers(0, 60))


def table_of(values: list[int], shape: tuple[int, ...], shares: list[float] | None = None) -> Counts:
    names = [f"f{n}" for n in range(len(shape))]
    heads = [*names, "leavers", *(["achievers"] if shares else [])]
    lines = [" | ".join(heads)]
    for n, place in enumerate(product(*(range(size) for size in shape))):
        row = [f"c{p}" for p in place] + [str(values[n])]
        lines.append(" | ".join([*row, *([str(round(values[n] * shares[n]))] if shares else [])]))
    return counts("\n".join(lines), rates=["achievers/leavers"] if shares else [])


def known_of(table: Protected, unprotected: Counts) -> dict[str, np.ndarray]:
    figures: list[list] = [[] for _ in unprotected.indicators]
    for _, row in table.rows:
        for n, f in enumerate(row):
            figures[n].append(f)
    return seen_by_readers(unprotected, figures)


@CAREFUL
@given(st.lists(SMALL_AND_LARGE, min_size=9, max_size=9), st.lists(st.floats(0, 1), min_size=9, max_size=9))
def test_two_way_tables_with_rates_hold(values: list[int], shares: list[float]) -> None:
    unprotected = table_of(values, (3, 3), shares)
    table = protect(unprotected)
    known = known_of(table, unprotected)
    assert audit(unprotected, known, SRS).safe
    for low, high in intervals(unprotected, known, SRS).values():
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) >= 1 or low == high


@CAREFUL
@given(st.lists(SMALL_AND_LARGE, min_size=6, max_size=6), st.integers(0, 1000))
def test_nested_rates_hold(values: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    lines = ["sex | age | leavers | completers | achievers"]
    for n, v in enumerate(values):
        completed = int(random.binomial(v, 0.8))
        lines.append(f"s{n % 2} | a{n // 2} | {v} | {completed} | {int(random.binomial(completed, 0.8))}")
    rates = ["completers/leavers", "achievers/completers", "achievers/leavers"]
    unprotected = counts("\n".join(lines), rates=rates)
    assert audit(unprotected, known_of(protect(unprotected), unprotected), SRS).safe


@CAREFUL
@given(st.lists(SMALL_AND_LARGE, min_size=12, max_size=12))
def test_three_way_tables_hold(values: list[int]) -> None:
    unprotected = table_of(values, (2, 3, 2))
    assert audit(unprotected, known_of(protect(unprotected), unprotected), SRS).safe


@CAREFUL
@given(st.lists(SMALL_AND_LARGE, min_size=10, max_size=10))
def test_tables_with_levels_hold(values: list[int]) -> None:
    lines = ["area | sex | n"] + [f"a{n // 2} | s{n % 2} | {v}" for n, v in enumerate(values)]
    levels = {"area": {"a0": "north", "a1": "north", "a2": "south", "a3": "south"}}
    unprotected = counts("\n".join(lines), parents=levels)
    assert audit(unprotected, known_of(protect(unprotected), unprotected), SRS).safe


@CAREFUL
@given(st.lists(st.sets(st.integers(0, 2), min_size=1), min_size=1, max_size=60))
def test_tables_whose_categories_overlap_hold(people: list[set[int]]) -> None:
    """A learner may be at several levels: rows add up to more than the total, and total minus row is a count too."""
    level = Filter("level", "Level", tuple(Category(str(n), f"Level {n}") for n in range(3)), additive=False)
    cells = [{"level": str(n), "n": sum(n in p for p in people)} for n in range(3)]
    unprotected = made(
        (level,), (Indicator("n", "Learners", "learners"),), [*cells, {"level": TOTAL, "n": len(people)}]
    )
    assert audit(unprotected, known_of(protect(unprotected), unprotected), SRS).safe


@CAREFUL
@given(st.lists(st.integers(0, 15), min_size=4, max_size=4))
def test_trying_every_two_by_two_table_leaves_two_values_for_every_hidden_cell(values: list[int]) -> None:
    """Not by linear programmes: by counting all tables of whole numbers that would look the same."""
    unprotected = table_of(values, (2, 2))
    table = protect(unprotected)
    shown = {codes: f[0] for codes, f in table.rows}
    most = max(values) + 14
    a, b, c, d = np.meshgrid(*(np.arange(most),) * 4, indexing="ij", sparse=True)
    sums = {
        ("c0", "c0"): a, ("c0", "c1"): b, ("c1", "c0"): c, ("c1", "c1"): d,
        ("c0", TOTAL): a + b, ("c1", TOTAL): c + d, (TOTAL, "c0"): a + c, (TOTAL, "c1"): b + d,
        (TOTAL, TOTAL): a + b + c + d,
    }  # fmt: skip
    possible = np.ones((most,) * 4, dtype=bool)
    for codes, figure in shown.items():
        possible &= (sums[codes] >= 1) if isinstance(figure, str) else (sums[codes] == figure)
    for codes, figure in shown.items():
        if isinstance(figure, str):
            found = np.unique(np.broadcast_to(sums[codes], possible.shape)[possible])
            assert len(found) >= 2, codes


@pytest.mark.parametrize("seed", range(4))
def test_the_attacker_notices_when_what_was_hidden_beside_small_cells_is_shown(seed: int) -> None:
    """A faulty engine would be caught: of the cells hidden for the second reason, nearly each is needed."""
    random = np.random.default_rng(seed)
    unprotected = table_of([int(v) for v in random.integers(0, 40, 20)], (4, 5))
    known = known_of(protect(unprotected), unprotected)["leavers"]
    truth = unprotected.cells.column("leavers").to_numpy()
    beside = [k for k in np.flatnonzero(~known) if truth[k] >= 10]
    caught = 0
    for k in beside:
        more = known.copy()
        more[k] = True
        caught += not audit(unprotected, {"leavers": more}, SRS).safe
    assert beside
    assert caught == len(beside)


def test_the_same_table_is_always_protected_in_the_same_way() -> None:
    values = [int(v) for v in np.random.default_rng(5).integers(0, 30, 24)]
    first, second = (protect(table_of(values, (4, 6))).rows for _ in range(2))
    assert first == second


def test_a_total_of_one_group_is_hidden_upwards_and_never_published_as_if_safe() -> None:
    """The only people of a total are the total: hiding their cell alone would hide nothing."""
    unprotected = counts("sex | age | n\nF | young | 3\nF | old | 0\nM | young | 40\nM | old | 60")
    table = protect(unprotected)
    assert table.value("n", sex="F", age="young") == "c"
    assert table.value("n", sex="F") == "c"
    assert table.value("n", sex="F", age="old") == 0
    alone = protect(counts("sex | n\nF | 3\nM | 0"))
    assert alone.value("n") == "c"
    with pytest.raises(NotProtected):
        protect(made((), (Indicator("n", "Learners", "learners"),), []))
