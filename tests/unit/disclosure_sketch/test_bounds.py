"""What single sums fix for readers who know that no hidden count is 0, by code of the engine and of the attacker.

How far a cell may fall and rise before a reader would know that it cannot be.
"""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
import scipy.sparse as sp
from tests.support.cubes import cells_of, counted, dimension, drawn, two_way

from alder.disclosure.attack.propagation import propagated
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.attack.unknown import Unknown
from alder.disclosure.sketch import Cells, blocks, bounds, choose, further, mend, whole, witnesses
from alder.disclosure.sketch.blocks import together
from alder.disclosure.sketch.null_space import independent
from alder.disclosure.sketch.rescue import rescue
from alder.disclosure.sketch.single import Single
from alder.disclosure.sketch.ties import tie
from alder.disclosure.tables import protecting_values
from alder.disclosure.tables.protecting import expected_seconds, insist_on
from alder.disclosure.tables.table import Table
from alder.disclosure.tables.views import View
from alder.errors import NotProtected
from alder.look.words import notice


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


def spread(seed: int, dimensions: int) -> Table:
    """A table of four or five dimensions in which few categories hold most people."""
    random = np.random.default_rng(seed)
    sizes = [int(random.integers(2, 4) if dimensions == 5 else random.integers(3, 6)) for _ in range(dimensions)]
    share = [np.sort(random.dirichlet(np.full(n, 0.9))) for n in sizes]
    places = zip(
        *(random.choice(n, 40 * int(np.prod(sizes)) // 10, p=p) + 1 for n, p in zip(sizes, share, strict=True)),
        strict=True,
    )
    freq = Counter(tuple(map(int, codes)) for codes in places)
    return counted([dimension(name, [0] * n) for name, n in zip("abcde", sizes, strict=False)], dict(freq))


SPREAD = [(0, 4), (1, 4), (4, 5), (9, 5)]
"""Seeds whose tables are large and tied enough that what the tests ask of them is not so by itself."""


def crowded() -> Table:
    """A table of five dimensions in which three in four counts are small, and most have few others to hide behind."""
    random = np.random.default_rng(3)
    share = [np.sort(random.dirichlet(np.ones(3))) for _ in range(5)]
    places = zip(*(random.choice(3, 200, p=p) + 1 for p in share), strict=True)
    freq = Counter(tuple(map(int, codes)) for codes in places)
    return counted([dimension(name, [0, 0, 0]) for name in "abcde"], dict(freq))


@pytest.mark.parametrize(("seed", "dimensions"), SPREAD)
def test_sums_alone_fix_nothing_in_four_and_five_dimensions(seed: int, dimensions: int) -> None:
    table = spread(seed, dimensions)
    pattern = choose(guarded(table))
    assert pattern.safe
    assert fixed_for_the_attacker(table, pattern.hidden) == []


def test_without_the_guard_sums_fix_counts_of_most_of_these_tables() -> None:
    tables = [spread(*which) for which in SPREAD]
    assert sum(bool(fixed_for_the_attacker(t, choose(cells_of(t)).hidden)) for t in tables) > len(tables) / 2


@pytest.mark.parametrize(("seed", "dimensions"), SPREAD)
def test_large_tables_are_guarded_place_by_place(monkeypatch: pytest.MonkeyPatch, seed: int, dimensions: int) -> None:
    for module, limit, size in [(further, "SMALL", 50), (further, "NEARBY", 60), (further, "EVERYWHERE", 10_000)]:
        monkeypatch.setattr(module, limit, size)
    monkeypatch.setattr(witnesses, "NEARBY", 60)
    monkeypatch.setattr(witnesses, "WHOLE", 40)
    table = spread(seed, dimensions)
    cells = guarded(table)
    pattern = choose(cells)
    assert pattern.safe
    assert fixed_for_the_attacker(table, pattern.hidden) == []
    away = pattern.tables.toarray()
    assert np.abs(cells.relations @ away.T).max() < 1e-9, "each is another table with the same sums"
    assert not away[:, ~pattern.hidden].any(), "and with what is shown"
    assert (cells.value + away >= 1 - 1e-9).all(), "and with nothing hidden that is empty"
    assert (np.abs(away).max(axis=0)[cells.primary] >= 1 - 1e-5).all(), "and moves each small count, in one of them"


def narrow_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table is large, and what lies around a cell is one partner in each of its relations."""
    for module in (further, witnesses):
        for limit, size in {"NEARBY": 1, "EVERYWHERE": 0, "PARTNERS": (1,)}.items():
            monkeypatch.setattr(module, limit, size)
    monkeypatch.setattr(further, "SMALL", 5)
    monkeypatch.setattr(further, "WINDOWS", (1,))
    monkeypatch.setattr(witnesses, "WHOLE", 0)
    monkeypatch.setattr(witnesses, "OF_FIXED", (1,))


def nothing(*_: object, **__: object) -> None:
    """Instead of a step."""


@pytest.mark.parametrize(("seed", "dimensions"), [(1, 4), (4, 5)])
def test_no_count_is_without_room_before_all_that_is_hidden_was_asked(
    monkeypatch: pytest.MonkeyPatch, seed: int, dimensions: int
) -> None:
    narrow_windows(monkeypatch)
    table = spread(seed, dimensions)
    pattern = choose(guarded(table))
    assert pattern.safe
    assert fixed_for_the_attacker(table, pattern.hidden) == []
    monkeypatch.setattr(witnesses.Witnesses, "far_and_wide", nothing)
    assert len(choose(guarded(table)).narrow), "what lies around some of these counts leaves them no room"


def test_less_is_hidden_in_large_tables_where_all_that_is_hidden_is_asked_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    narrow_windows(monkeypatch)
    cells = guarded(spread(0, 4))
    asked = choose(cells)
    monkeypatch.setattr(witnesses.Witnesses, "at_random", nothing)
    not_asked = choose(cells)
    assert asked.safe
    assert not_asked.safe
    assert asked.secondary < not_asked.secondary


@pytest.mark.parametrize("seed", [4, 9])
def test_relations_that_follow_from_others_say_nothing_more(seed: int) -> None:
    cells = guarded(spread(seed, 5))
    tied = tie(cells, cells.must | (np.random.default_rng(seed).random(cells.size) < 0.7))
    fewer = independent(tied.relations)
    rank = np.linalg.matrix_rank(tied.relations.toarray())
    assert fewer.shape[0] == rank == np.linalg.matrix_rank(fewer.toarray())
    assert rank < tied.relations.shape[0]


def test_what_is_hidden_for_a_few_cures_most_of_a_crowded_table(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(mend, "rescue", lambda *about: (asked.append(about), rescue(*about))[1])
    table = crowded()
    pattern = choose(guarded(table))
    assert pattern.safe
    assert fixed_for_the_attacker(table, pattern.hidden) == []
    few, asked[:] = len(asked), []
    monkeypatch.setattr(mend, "QUICKLY_TESTED", 0)
    assert choose(guarded(table)).safe
    assert 0 < few < len(asked) / 3


def test_the_time_announced_for_the_largest_table_is_within_a_factor_of_two_of_what_it_took() -> None:
    cells = SimpleNamespace(block=np.zeros((969_900, 4)), primary=np.arange(969_900) < 348_872, size=969_900, least=1)
    assert 3_378 / 2 < expected_seconds(cells, None) < 3_378 * 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dimensions", "small", "size", "is_said"),
    [(3, 5_000, 20_000, False), (5, 3_273, 14_400, False), (5, 6_715, 16_480, True), (5, 53_386, 175_680, True)],
    ids=["many small, three dimensions", "five dimensions", "five, and nearly half are small", "very many small"],
)
def test_work_of_more_than_a_minute_is_announced(dimensions: int, small: int, size: int, is_said: bool) -> None:
    cells = SimpleNamespace(
        block=np.zeros((size, dimensions)), primary=np.arange(size) < small, size=size, least=np.ones(size)
    )
    seconds = expected_seconds(cells, None)  # type: ignore[arg-type]
    assert (notice("Protecting this table", seconds) is not None) == is_said


def cells(**more: object) -> Cells:
    nothing = np.zeros(3, dtype=bool)
    given: dict[str, object] = {
        "value": np.array([4.0, 7.0, 11.0]),
        "relations": sp.csr_matrix(np.array([[1.0, 1.0, -1.0]])),
        "primary": nothing,
        "lone": nothing,
        "people": np.arange(3, dtype=np.uint64),
        "weight": np.ones(3),
        "unseen": nothing,
        "shown": nothing,
        "block": np.full((3, 0), -1, dtype=np.int32),
    }
    return Cells(**(given | more))  # type: ignore[arg-type]


def test_without_bounds_a_cell_falls_to_nobody_and_rises_for_ever() -> None:
    assert cells().falls.tolist() == [4, 7, 11]
    assert np.isinf(cells().rises).all()


def test_bounds_that_readers_know_leave_the_way_to_them() -> None:
    bounded = cells(least=np.array([1.0, 7.0, 0.0]), most=np.array([9.0, 7.0, 20.0]))
    assert bounded.falls.tolist() == [3, 0, 11]
    assert bounded.rises.tolist() == [5, 0, 9]


@pytest.mark.parametrize("bound", [{"least": np.array([5.0, 0.0, 0.0])}, {"most": np.array([9.0, 6.0, 20.0])}])
def test_a_truth_outside_the_bounds_is_refused(bound: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="outside what readers know"):
        cells(**bound)


def test_a_pass_fewer_fixes_no_cell_that_all_passes_leave_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that are still on their way are wider; what they fix by then is fixed."""
    for seed in range(4):
        table = drawn(seed)
        cells = guarded(table)
        hidden = cells.primary | (np.random.default_rng(seed).random(cells.size) < 0.2)
        monkeypatch.undo()
        low, high = bounds.reach(cells, hidden)
        every = set(bounds.fixed(cells, hidden).tolist())
        monkeypatch.setattr(bounds, "PASSES", 1)
        first_low, first_high = bounds.reach(cells, hidden)
        assert (first_low <= low).all()
        assert (first_high >= high).all()
        assert set(bounds.fixed(cells, hidden).tolist()) <= every


def test_a_motion_beyond_what_readers_know_is_none() -> None:
    """Three cells of which two make the third: the first falls by 3 at most, and the third with it."""
    bounded = cells(least=np.array([1.0, 7.0, 0.0]), most=np.array([9.0, 7.0, 20.0]))
    single = Single(bounded.relations, -bounded.falls, bounded.rises, np.zeros(3))
    assert single.moved(0, -4.0) is None
    assert single.moved(0, 6.0) is None
    moved = single.moved(0, -3.0)
    assert moved is not None
    assert moved.tolist() == pytest.approx([-3, 0, -3])


def test_members_of_a_table_that_is_not_divided_are_of_one_block() -> None:
    assert together(np.full((3, 0), -1, dtype=np.int32)).tolist() == [0, 1, 2]
    assert together(np.array([[1], [1], [2]], dtype=np.int32)).tolist() == [0, 1, 0]


@pytest.mark.parametrize(("most", "dimensions"), [(700, 1), (0, 2)])
def test_a_second_dimension_divides_blocks_of_too_many_hidden_cells(
    monkeypatch: pytest.MonkeyPatch, most: int, dimensions: int
) -> None:
    monkeypatch.setattr(blocks, "MOST", most)
    table = cells_of(drawn(3, 3))
    assert blocks.divided(table, table.primary).shape == (table.size, dimensions)


@pytest.mark.parametrize(
    ("open_", "narrow", "said"),
    [([4], [], "1 cells can be worked out whatever else is hidden"), ([], [4, 7], "2 small counts keep one value")],
)
def test_what_nothing_protects_is_not_let_out(open_: list[int], narrow: list[int], said: str) -> None:
    insist_on(SimpleNamespace(open=[], narrow=[]), None)  # type: ignore[arg-type]
    with pytest.raises(NotProtected, match=said):
        insist_on(SimpleNamespace(open=open_, narrow=narrow), None)  # type: ignore[arg-type]


def test_views_that_no_hiding_blinds_are_named_and_nothing_is_hidden_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    table = cells_of(two_way("1 4 30\n40 25 33"))
    seeing = [View(0, n, 100.0) for n in range(51)]
    monkeypatch.setattr(protecting_values, "_priced", lambda *_: SimpleNamespace(cheapest=lambda view: None))
    more, helpless = protecting_values.blinded(table, table.primary, None, seeing)  # type: ignore[arg-type]
    assert helpless == seeing
    assert more.tolist() == table.primary.tolist()


def test_in_a_table_too_large_for_whole_tables_all_small_cells_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    table = cells_of(two_way("1 4 30\n40 25 33"))
    hidden = np.flatnonzero(table.primary)
    monkeypatch.setattr(whole, "LARGEST", 3)
    seen = SimpleNamespace(hidden=hidden, tied=SimpleNamespace(unknowns=4))
    tables, left = whole.whole_tables(table, seen)  # type: ignore[arg-type]
    assert tables.shape == (0, len(hidden))
    assert left.all()
