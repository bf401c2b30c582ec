"""What is chosen to be hidden holds against an attacker who shares no code with the choice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.cubes import cells_of, counted, drawn, given_away, two_way
from tests.support.properties import tried

from alder.disclosure.sketch import Cells, Pattern, choose, closing, mend, prune, reverse_delete
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.table import Dimension, Table

SEEDS = st.integers(0, 2**32 - 1)
DRAWN = settings(max_examples=tried(15), deadline=None, derandomize=True)


def chosen(table: Table, *, insider: bool = True, seed: int = 0) -> tuple[Cells, Pattern]:
    cells = cells_of(table)
    return cells, choose(cells, insider=insider, seed=seed)


@DRAWN
@given(SEEDS, st.booleans())
def test_nobody_works_a_small_cell_out(seed: int, insider: bool) -> None:
    table = drawn(seed)
    cells, pattern = chosen(table, insider=insider)
    assert pattern.safe
    assert pattern.hidden[cells.primary].all()
    assert not given_away(table, pattern.hidden, insider=insider)
    extra = pattern.hidden & ~cells.primary
    assert (pattern.secondary, pattern.lost) == (extra.sum(), cells.value[extra].sum())


@DRAWN
@given(SEEDS)
def test_publishing_one_more_cell_gives_something_away(seed: int) -> None:
    table = drawn(seed, 2)
    cells, pattern = chosen(table)
    for cell in np.flatnonzero(pattern.hidden & ~cells.primary):
        one_less = pattern.hidden.copy()
        one_less[cell] = False
        assert given_away(table, one_less, insider=True)


@DRAWN
@given(SEEDS)
def test_cells_that_stay_visible_do_and_what_they_cost_is_told(seed: int) -> None:
    table = drawn(seed, 2)
    cells = cells_of(table)
    marked = ~cells.primary & (np.random.default_rng(seed).random(cells.size) < 0.3)
    pattern = choose(cells.but(shown=marked))
    assert not (pattern.hidden & marked).any()
    open_ = {
        tuple(np.unravel_index(at, table.shape)) for at in at_of(table)[np.r_[pattern.open.exact, pattern.open.known]]
    }
    assert given_away(table, pattern.hidden, insider=True) == open_
    if open_:
        everything = choose(cells.but(shown=marked, primary=~marked, lone=cells.lone))
        assert len(everything.open), "what is told as open is so with all the rest hidden"


def at_of(table: Table) -> np.ndarray:
    return Cube.of(table).at


@DRAWN
@given(SEEDS)
def test_other_names_for_codes_keep_a_table_safe(seed: int) -> None:
    table = drawn(seed)
    random = np.random.default_rng(seed)
    dimensions, leaves = [], table.leaves.copy()
    for k, d in enumerate(table.dimensions):
        # parents stand before their parts: order by depth, at random within
        order = np.lexsort((random.random(len(d.codes)), d.depth))
        place = np.argsort(order)
        parent = np.where(d.parent[order] >= 0, place[d.parent[order]], -1)
        dimensions.append(Dimension(d.name, tuple(d.codes[n] for n in order), parent))
        leaves[:, k] = place[table.leaves[:, k]]
    other = Table(tuple(dimensions), table.kind, leaves, table.freq, table.value)
    _, pattern = chosen(other)
    assert not given_away(other, pattern.hidden, insider=True)


@pytest.mark.parametrize("seed", [3, 5])
def test_the_same_seed_gives_the_same_pattern_and_every_seed_a_safe_one(seed: int) -> None:
    table = drawn(11, 3)
    _, once = chosen(table, seed=seed)
    _, again = chosen(table, seed=seed)
    assert (once.hidden == again.hidden).all()
    assert not given_away(table, once.hidden, insider=True)


@pytest.mark.parametrize("freq", [{(1, 1): 3}, {(1, 1): 300}, {(1, 1): 1, (2, 2): 4}, {(1, 2): 1, (2, 1): 1}])
def test_tables_with_next_to_nothing_in_them(freq: dict[tuple[int, ...], int]) -> None:
    table = counted(list(two_way("1 1\n1 1").dimensions), freq)
    _, pattern = chosen(table)
    assert pattern.safe
    assert not given_away(table, pattern.hidden, insider=True)


def test_the_worked_example() -> None:
    cells, pattern = chosen(two_way("1 4 30 26\n40 25 33 15\n21 13 17 12"))
    assert sorted(cells.value[pattern.hidden].tolist()) == [1, 4, 12, 13, 21, 26]
    assert (pattern.secondary, pattern.lost) == (4, 72)


def test_blocks_are_tested_and_mended() -> None:
    """With every category of the first level looked at by itself, as very large tables are."""
    broken = 0
    for seed in range(20):
        table = drawn(seed, 3, most=6)
        cells = cells_of(table)
        hidden = closing.close(cells, cells.must, insider=True)
        pruned = prune.in_blocks(cells, sketch(cells, hidden), cells.block, insider=True, seed=seed)
        broken += bool(len(find(cells, sketch(cells, pruned), insider=True)))
    assert broken, "blocks look away from each other, so something has to be mended"


@pytest.fixture
def in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "ONE_GROUP", 0)


@pytest.mark.usefixtures("in_blocks")
def test_tables_pruned_in_blocks_are_safe() -> None:
    for seed in range(8):
        table = drawn(seed, 3, most=6)
        _, pattern = chosen(table)
        assert pattern.safe
        assert not given_away(table, pattern.hidden, insider=True)


class TestFaults:
    """Faults planted in the choice: the attacker notices each in some table."""

    def noticed(self, seeds: range = range(14), dimensions: int = 3) -> int:
        found = 0
        for seed in seeds:
            table = drawn(seed, dimensions, most=6)
            found += bool(given_away(table, chosen(table)[1].hidden, insider=True))
        return found

    def test_without_faults_there_is_nothing_to_notice(self) -> None:
        assert self.noticed() == 0

    def test_insiders_forgotten(self) -> None:
        found = 0
        for seed in range(20):
            table = drawn(seed, 2)
            found += bool(given_away(table, chosen(table, insider=False)[1].hidden, insider=True))
        assert found

    @pytest.mark.usefixtures("in_blocks")
    def test_not_tested_after_pruning(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mend, "ROUNDS", 0)
        assert self.noticed()

    def test_pruned_without_a_look_at_who_becomes_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reverse_delete, "LEAST", 0.0)
        monkeypatch.setattr(mend, "ROUNDS", 0)
        assert self.noticed()

    def test_pruned_without_a_look_at_insiders(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reverse_delete, "gives_away", lambda *_: False)
        monkeypatch.setattr(mend, "ROUNDS", 0)
        assert self.noticed()

    @pytest.mark.parametrize("forgotten", [0, 1])
    def test_the_relations_of_one_dimension_forgotten(self, forgotten: int) -> None:
        found = 0
        for seed in range(10):
            table = drawn(seed, 2)
            cells = cells_of(table)
            keep = [n for n in range(cells.relations.shape[0]) if along(table, cells, n) == forgotten]
            pattern = choose(cells.but(relations=cells.relations[keep]))
            found += bool(given_away(table, pattern.hidden, insider=True))
        assert found


def along(table: Table, cells: Cells, relation: int) -> int:
    """The dimension in which the parts of a relation differ from their whole."""
    members = cells.relations[relation].indices
    codes = np.stack(np.unravel_index(at_of(table)[members], table.shape), axis=1)
    return int(np.flatnonzero((codes != codes[0]).any(axis=0))[0])
