"""Intervals are as wide as asked for: a reader cannot place a small cell more closely."""

import numpy as np
import pytest
import scipy.sparse as sp
from tests.support.cubes import cells_of, drawn, given_away, intervals, plain, two_way
from tests.support.properties import sampled

from alder.disclosure.sketch import Cells, choose, widen
from alder.disclosure.tables.protecting import insist_on
from alder.disclosure.tables.table import Table
from alder.errors import NotProtected


def narrowest(table: Table, hidden: np.ndarray) -> float:
    freq = plain(table).freq
    return min((high - low for c, (low, high) in intervals(table, hidden).items() if freq[c] < 10), default=np.inf)


@pytest.mark.parametrize("seed", sampled(range(4), 2))
@pytest.mark.parametrize("small", [True, False], ids=["one by one", "together"])
def test_every_interval_is_as_wide_as_the_threshold_asks(
    seed: int, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr(widen, "SMALL", 0)
    table = drawn(seed, 2)
    cells = cells_of(table)
    pattern = choose(cells, width=9)
    assert narrowest(table, pattern.hidden) >= 9 - 1e-4
    assert not given_away(table, pattern.hidden, insider=True)
    assert pattern.safe
    assert not len(pattern.narrow)


def test_a_table_that_is_safe_may_be_too_narrow() -> None:
    table = two_way("1 4 30\n40 25 33")
    cells = cells_of(table)
    plain_, wide = choose(cells, insider=False), choose(cells, insider=False, width=9)
    assert narrowest(table, plain_.hidden) == pytest.approx(5)
    assert narrowest(table, wide.hidden) >= 9
    assert wide.secondary > plain_.secondary


def test_in_more_dimensions_too() -> None:
    table = drawn(3, 3, most=4)
    pattern = choose(cells_of(table), width=9)
    assert narrowest(table, pattern.hidden) >= 9 - 1e-4


def test_what_nothing_widens_is_told() -> None:
    table = two_way("3 4 30\n40 25 33")
    cells = cells_of(table)
    pattern = choose(cells.but(shown=cells.value > 33), insider=False, width=30)
    assert not pattern.safe
    told = {float(v) for v in cells.value[np.r_[pattern.narrow, pattern.open.exact]]}
    freq = plain(table).freq
    truth = {float(freq[c]) for c, (low, high) in intervals(table, pattern.hidden).items() if high - low < 30 - 1e-4}
    assert told == truth & {3.0, 4.0}
    assert told


def test_what_there_was_no_time_for_is_told() -> None:
    cells = cells_of(drawn(3, 3, most=4))
    cells = cells.but(least=np.ones(cells.size))
    assert choose(cells, width=9).safe
    hurried = choose(cells, width=9, within=0.0)
    assert not hurried.safe
    assert list(hurried.narrow) == list(np.flatnonzero(cells.primary))
    with pytest.raises(NotProtected, match="an interval of 9 was not reached in 30 minutes"):
        insist_on(hurried, 9)


@pytest.mark.parametrize("seed", range(3))
def test_no_interval_is_narrower_for_who_knows_that_nothing_hidden_is_empty(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(widen, "SMALL", 0)  # as in larger tables
    table = drawn(seed, 2)
    pattern = choose(cells_of(table).but(least=np.ones(cells_of(table).size)), width=9)
    assert pattern.safe
    freq = plain(table).freq
    ends = intervals(table, pattern.hidden, least=1)
    assert min((high - low for c, (low, high) in ends.items() if freq[c] < 10), default=np.inf) >= 9 - 1e-4


@pytest.mark.parametrize("width", [None, 9])
def test_of_a_table_in_which_nobody_is_nothing_is_hidden(width: float | None) -> None:
    none, nothing = np.zeros(0), np.zeros(0, dtype=bool)
    cells = Cells(
        value=none,
        relations=sp.csr_matrix((0, 0)),
        primary=nothing,
        lone=nothing,
        people=np.zeros(0, dtype=np.uint64),
        weight=none,
        unseen=nothing,
        shown=nothing,
        block=np.zeros((0, 2), dtype=np.int32),
        least=none,
    )
    pattern = choose(cells, width=width)
    assert pattern.safe
    assert not pattern.hidden.size
