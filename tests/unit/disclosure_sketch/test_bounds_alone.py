"""What single sums fix for readers who know that no hidden count is 0, by code of the engine and of the attacker."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.cubes import cells_of, drawn, two_way

from alder.disclosure.attack.propagation import propagated
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.attack.unknown import Unknown
from alder.disclosure.sketch import Cells, bounds, choose
from alder.disclosure.tables.protecting import expected_seconds
from alder.disclosure.tables.table import Table
from alder.look.waiting import notice


def guarded(table: Table) -> Cells:
    cells = cells_of(table)
    return cells.but(least=np.ones(cells.size))


def fixed_for_the_attacker(table: Table, hidden: np.ndarray) -> list[int]:
    truth = rebuild(table)
    unknown = Unknown.of(truth, hidden)
    low, high = propagated(unknown, 1.0)
    return unknown.cells[(truth.count[unknown.cells] < 10) & (low == high)].tolist()


def test_a_row_of_ones_is_fixed() -> None:
    cells = guarded(two_way("1 1 1 40\n30 35 20 25\n22 33 44 28"))
    hidden = choose(cells_of(two_way("1 1 1 40\n30 35 20 25\n22 33 44 28")), insider=False).hidden
    assert cells.value[bounds.fixed(cells, hidden)].tolist() == [1.0, 1.0, 1.0]


def test_nothing_is_fixed_where_hidden_cells_may_be_empty() -> None:
    cells = guarded(two_way("1 1 1 40\n30 35 20 25\n22 33 44 28"))
    hidden = choose(cells_of(two_way("1 1 1 40\n30 35 20 25\n22 33 44 28")), insider=False).hidden
    assert not len(bounds.fixed(cells.but(least=np.zeros(cells.size)), hidden))


@pytest.mark.parametrize("seed", range(12))
def test_engine_and_attacker_agree(seed: int) -> None:
    table = drawn(seed)
    cells = guarded(table)
    random = np.random.default_rng(seed)
    hidden = cells.primary | (random.random(cells.size) < 0.2)
    assert bounds.fixed(cells, hidden).tolist() == fixed_for_the_attacker(table, hidden)


@pytest.mark.parametrize("seed", range(12))
def test_the_true_count_lies_within_the_ends(seed: int) -> None:
    table = drawn(seed)
    truth = rebuild(table)
    hidden = np.random.default_rng(seed).random(len(truth.count)) < 0.5
    unknown = Unknown.of(truth, hidden)
    low, high = propagated(unknown, 1.0)
    assert (low <= unknown.true).all()
    assert (unknown.true <= high).all()


@pytest.mark.parametrize(
    ("dimensions", "small", "size", "is_said"),
    [(3, 5_000, 20_000, False), (5, 3_273, 14_400, False), (5, 2_715, 6_480, True), (5, 53_386, 175_680, True)],
    ids=["many small, three dimensions", "five dimensions", "five, and nearly half are small", "very many small"],
)
def test_work_of_more_than_a_minute_is_announced(dimensions: int, small: int, size: int, is_said: bool) -> None:
    cells = SimpleNamespace(
        block=np.zeros((size, dimensions)), primary=np.arange(size) < small, size=size, least=np.ones(size)
    )
    seconds = expected_seconds(cells, None)  # type: ignore[arg-type]
    assert (notice("Protecting this table", seconds) is not None) == is_said
