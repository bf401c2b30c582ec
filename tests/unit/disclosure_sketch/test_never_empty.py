"""Where empty cells are shown as 0 a hidden one holds somebody, as readers know: small cells stay unknown to them."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.support.cubes import cells_of, counted, dimension, given_away, plain, sums, two_way
from tests.support.properties import sampled

from alder.disclosure.sketch import Cells, Pattern, certify, choose
from alder.disclosure.tables.table import Table


def sparse(seed: int) -> Table:
    """Four dimensions of few people: what linear algebra calls free is often fixed, because all around is 1."""
    random = np.random.default_rng(seed)
    four = [dimension(name, [0] * int(random.integers(2, 4))) for name in "abcd"]
    places = product(*(range(1, len(d.codes)) for d in four))
    return counted(four, {codes: int(random.poisson(random.gamma(0.25, 8.0))) for codes in places} | {(1, 1, 1, 1): 40})


def guarded(table: Table) -> Cells:
    cells = cells_of(table)
    return cells.but(least=np.ones(cells.size))


def told(table: Table, hidden: np.ndarray) -> set[int]:
    """Small cells of which readers find the one number: linear programmes with every hidden cell at 1 or more."""
    whole = plain(table)
    cells = [c for c, h in zip(whole.freq, hidden, strict=True) if h]
    freq = np.array([whole.freq[c] for c in cells])
    matrix = sums(whole, {c: n for n, c in enumerate(cells)})
    away = np.zeros(len(cells))
    for n in np.flatnonzero(freq < 10):
        for way in (1.0, -1.0):
            if away[n] < 1 - 1e-6:
                cost = way * np.eye(len(cells))[n]
                bounds = np.stack([1 - freq, np.full(len(cells), 50)], axis=1)
                solved = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds, method="highs")
                away = np.maximum(away, np.abs(solved.x))
    number = {c: n for n, c in enumerate(whole.freq)}
    return {number[cells[n]] for n in np.flatnonzero((freq < 10) & (away < 1 - 1e-6))}


def unshown(pattern: Pattern) -> set[int]:
    return {int(c) for c in np.r_[pattern.narrow, pattern.open.exact]}


@pytest.mark.parametrize("seed", sampled(range(6), 2))
def test_no_small_cell_has_one_number_left(seed: int) -> None:
    table = sparse(seed)
    pattern = choose(guarded(table))
    found = told(table, pattern.hidden)
    assert found == unshown(pattern)
    if found:  # then nothing would cure it
        assert found == told(table, np.ones(len(pattern.hidden), dtype=bool))
    else:
        assert not given_away(table, pattern.hidden, insider=True)


def test_without_the_guard_readers_find_small_cells() -> None:
    assert any(told(t, choose(cells_of(t)).hidden) for t in map(sparse, range(6)))


def test_a_row_of_ones_needs_a_larger_cell() -> None:
    table = two_way("1 1 1 40\n30 35 20 25\n22 33 44 28")
    hidden = choose(guarded(table), insider=False).hidden
    freq = list(plain(table).freq.items())
    assert any(n >= 10 and h and c[0] == 1 for (c, n), h in zip(freq, hidden, strict=True))
    assert not told(table, hidden)


def test_what_nothing_can_make_safe_is_told() -> None:
    cells = guarded(two_way("1 1 1 40\n30 35 20 25\n22 33 44 28"))
    pattern = choose(cells.but(shown=cells.value >= 10))
    assert not pattern.safe
    assert cells.value[pattern.narrow].tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("seed", range(2))
def test_the_certificate_has_no_table_with_an_empty_hidden_cell(seed: int) -> None:
    table = sparse(seed)
    cells = guarded(table)
    pattern = choose(cells)
    certificate = certify(cells, pattern.seen, np.arange(cells.size), tables=pattern.tables)
    freq = np.array(list(plain(table).freq.values()))[certificate.cell]
    assert len(certificate.decoys)
    assert (freq + certificate.decoys >= 1 - 1e-9).all()
    assert set(certificate.open.tolist()) == unshown(pattern)
