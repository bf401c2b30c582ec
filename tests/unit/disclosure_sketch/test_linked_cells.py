"""Cells of several tables, or of a table after earlier ones, are one system; and the ways of large tables are tried."""

import numpy as np
import pytest
import scipy.sparse as sp
from tests.support.cubes import cells_of, drawn, given_away

from alder.disclosure.sketch import Cells, choose, closing, prune, repair
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch

AREAS = """
    cell | value | state
    a    | 40    |
    b    | 6     |
    c    | 3     |
    d    | 30    |
    R1   | 46    | shown
    R2   | 33    | shown
    N2   | 9     |
    all  | 79    | shown
"""
SUMS = ("R1 = a b", "R2 = c d", "N2 = b c", "all = R1 R2", "all = a N2 d")


def overlapping(*shown: str, unseen: str = "") -> Cells:
    """Two regions of four areas, and a district of the middle two."""
    lines = [[part.strip() for part in line.split("|")] for line in AREAS.strip().splitlines()[1:]]
    names = [line[0] for line in lines]
    relations = np.zeros((len(SUMS), len(names)))
    for n, text in enumerate(SUMS):
        whole, parts = text.split(" = ")
        relations[n, names.index(whole)] = -1
        relations[n, [names.index(part) for part in parts.split()]] = 1
    value = np.array([float(line[1]) for line in lines])
    base = np.isin(names, list(unseen))
    return Cells(
        value=value,
        relations=sp.csr_matrix(relations),
        primary=(value < 10) & ~base,
        lone=value == 1,
        people=np.arange(len(names), dtype=np.uint64),
        weight=np.where(base, 0, value),
        unseen=base,
        shown=np.array([line[2] == "shown" for line in lines]) | np.isin(names, shown),
        block=np.zeros((len(names), 0), dtype=np.int32),
    )


def test_what_earlier_releases_give_away_together_is_told_and_nothing_cures_it() -> None:
    cells = overlapping("a", "d")
    pattern = choose(cells)
    assert not pattern.safe
    assert sorted(cells.value[pattern.open.exact].tolist()) == [3, 6, 9]


def test_areas_that_are_not_out_yet_are_hidden_instead() -> None:
    pattern = choose(overlapping())
    assert pattern.safe
    assert pattern.hidden.tolist() == [True, True, True, True, False, False, True, False]
    assert (pattern.secondary, pattern.lost) == (2, 70)


def test_cells_that_nobody_ever_sees_cost_nothing_and_stay() -> None:
    cells = overlapping(unseen="abcd")
    pattern = choose(cells)
    assert pattern.safe
    assert pattern.hidden[cells.unseen].all()
    assert (pattern.secondary, pattern.lost) == (0, 0)


def test_flags_of_different_blocks_share_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair, "APART", 0)
    monkeypatch.setattr(repair, "AT_ONCE", 1)
    monkeypatch.setattr(closing, "close", lambda cells, hidden, *, insider: hidden)
    shared = 0
    for seed in range(6):
        table = drawn(seed, 3, most=5)
        cells = cells_of(table)
        flags = find(cells, sketch(cells, cells.must), insider=True)
        shared += len(flags) > 1
        pattern = choose(cells)
        assert pattern.safe
        assert not given_away(table, pattern.hidden, insider=True)
    assert shared


@pytest.mark.parametrize("seed", range(4))
def test_a_sketch_that_is_used_up_is_followed_by_another(seed: int) -> None:
    table = drawn(seed, 3, most=5)
    cells = cells_of(table)
    everything = np.ones(cells.size, dtype=bool)
    narrow = prune.in_one_group(cells, sketch(cells, everything), insider=True, seed=seed, widest=10)
    assert not given_away(table, narrow, insider=True)
    assert narrow.sum() < everything.sum()
