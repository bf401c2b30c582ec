"""Small groups that are several others together, and that follow from what is shown, are those that matrices find."""

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp

from alder.disclosure.ledger import block, motions, sums
from alder.disclosure.ledger import unions as module
from alder.disclosure.ledger.block import unseen_of_block
from alder.disclosure.ledger.follows import pinned, small_union
from alder.disclosure.ledger.membership import Membership
from alder.disclosure.ledger.table import Table
from alder.disclosure.ledger.together import System
from alder.disclosure.ledger.unions import unions
from alder.disclosure.ledger.wide import Together

SMALL = 6


def crossed(random: np.random.Generator, way: np.ndarray, keys: np.ndarray, shown: float) -> Table:
    """Three by four categories with all margins shown, and of the inner cells that are not small some."""
    leaf, of_class = np.unique(way, return_inverse=True)
    row, column = np.divmod(leaf, 4)
    margins = [np.arange(3)[:, None] == row, np.arange(4)[:, None] == column, leaf[None] >= 0]
    cells = sp.csr_matrix(np.vstack([*margins, np.eye(len(leaf))]).astype(np.int8))
    members = Membership(keys, of_class.astype(np.int32), cells)
    inner = np.arange(cells.shape[0]) >= 8
    little = (members.count > 0) & (members.count < SMALL)
    return Table(members, ~inner | (~little & (random.random(len(inner)) < shown)), SMALL)


def history(seed: int) -> Together:
    """A new table by two characteristics, and an earlier one in which some people are in other categories."""
    random = np.random.default_rng(seed)
    way = np.repeat(np.arange(12), random.choice([1, 2, 3, 12], 12))
    keys = np.sort(random.integers(0, 2**63, len(way), dtype=np.uint64))
    random.shuffle(way)
    other = np.where(random.random(len(way)) < 0.1, random.integers(0, 12, len(way)), way)
    return Together.of(crossed(random, way, keys, 0.9), [crossed(random, other, keys, 0.1)][: seed % 2])


def by_matrices(t: Together) -> set[frozenset[int]]:
    """Secrets whose sum follows, is small and was not out before: two, or of the new table three or four cells."""
    cells = [
        table.members.cells @ (np.arange(table.members.cells.shape[1])[:, None] == of).astype(float)
        for table, of in zip(t.tables, t.atoms.of, strict=True)
    ]
    shown = [some[table.shown] for some, table in zip(cells, t.tables, strict=True)]
    free, before = null_space(np.vstack(shown)), null_space(np.vstack([np.zeros((1, len(t.atoms))), *shown[1:]]))
    secret = t.secrets.columns(np.arange(len(t.secrets)), t.seen).T
    sets = {frozenset(np.flatnonzero(row).tolist()): row for row in secret}
    loose = {some: row for some, row in sets.items() if follows(free, row) > 1e-9}
    own = {frozenset(np.flatnonzero(row).tolist()) for row in cells[0][t.tables[0].little]} & set(loose)
    found = set()
    for some in [*combinations(loose, 2), *combinations(own, 3), *combinations(own, 4)]:
        union, row = frozenset().union(*some), np.sum([loose[s] for s in some], axis=0)
        if row.max() > 1 or row @ t.atoms.size >= SMALL or union in sets:
            continue
        if follows(free, row) < 1e-9 < follows(before, row):
            found.add(union)
    return found


def null_space(rows: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.linalg.svd(rows, full_matrices=True)[2][np.linalg.matrix_rank(rows) :]
    return found


def follows(free: np.ndarray, row: np.ndarray) -> float:
    return float(np.abs(free @ row).max(initial=0))


@pytest.mark.parametrize("beside", [0, 1], ids=["a first table", "beside an earlier one"])
def test_unions_are_those_that_a_full_matrix_finds(beside: int) -> None:
    number = {2: 0, 3: 0}
    for seed in range(beside, 40, 2):
        t = history(seed)
        moved = t.secrets.moved(t.seen, t.change(t.tables[0].shown, t.before))
        found = unions(t.secrets, t.seen, t.atoms, moved=moved, before=t.moved_before, own=t.own_cells, small=SMALL)
        expected = by_matrices(t)
        assert {frozenset(found[n].indices.tolist()) for n in range(found.shape[0])} == expected
        assert found.shape[0] == len(expected)
        assert (found.data == 1).all()
        for union in expected:
            number[min(len(union), 3)] += 1
    assert min(number.values()) > 1, number


def test_what_is_added_to_the_secrets_is_a_secret_like_any_other() -> None:
    t = next(t for t in map(history, range(60)) if by_matrices(t))
    more = sp.csr_matrix([[n in union for n in range(len(t.atoms))] for union in by_matrices(t)], dtype=np.int32)
    before = t.moved_before
    guarded = t.guarding(more)
    assert len(guarded.secrets) == len(t.secrets) + more.shape[0]
    assert np.array_equal(guarded.moved_before[: len(before)], before)
    whole = guarded.secrets.as_sets(np.arange(len(guarded.secrets)), t.seen).toarray()
    assert (whole == guarded.secrets.columns(np.arange(len(guarded.secrets)), t.seen).T).all()
    assert (whole[len(t.secrets) :] == more.toarray()).all()
    assert not guarded.alone[len(t.secrets) :].any()


# Each column of a change cancels with others: 0 with 1 alone; 2, 3 and 4 together; 5 to 8 together.
CHANGES = np.array(
    [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, 2, 0], [0, -3, 0], [0, 0, 1], [0, 0, 5], [0, 0, -13], [0, 0, 7]], dtype=float
)


@pytest.mark.parametrize(
    ("threes", "fours", "found"),
    [(9, 9, [{2, 3, 4}, {5, 6, 7, 8}]), (9, 8, [{2, 3, 4}]), (8, 8, [])],
    ids=["threes and fours", "too many for fours", "too many for threes"],
)
def test_three_or_four_cells_are_tried_together_where_they_are_few_enough(
    monkeypatch: pytest.MonkeyPatch, threes: int, fours: int, found: list[set[int]]
) -> None:
    """Two that cancel out are in none: they tell the rest of a larger set nothing more."""
    monkeypatch.setattr(module, "THREES", threes)
    monkeypatch.setattr(module, "FOURS", fours)
    several = module._several(CHANGES, np.arange(9), 1e-6)
    sets = {frozenset(one[one >= 0].tolist()) for each in several for one in each}
    assert sets == set(map(frozenset, found))


def projection(seed: int) -> np.ndarray:
    """What three groups of tables see of changes of eight atoms."""
    seen, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((8, 3)))
    return seen @ np.diag([1.0, 0.5, 0.2]) @ seen.T


def test_what_no_table_sees_of_a_change_is_what_is_at_right_angles_to_all_that_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(motions, "TOLD", 1)
    sees, change, said = projection(4), np.random.default_rng(5).standard_normal((8, 2)), list[str]()
    found = motions.unseen(lambda some: sees @ some, change, tell=said.append)
    assert found.settled
    assert np.abs(sees @ found.change).max() < 1e-9
    kept = null_space(sees)
    assert np.allclose(found.change, kept.T @ (kept @ change))
    assert said[0] == "comparing what all tables show together: step 1"


def test_steps_that_do_not_suffice_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    change = np.random.default_rng(5).standard_normal((8, 2))
    monkeypatch.setattr(motions, "STEPS", 1)
    assert not motions.unseen(lambda some: projection(4) @ some, change).settled


def test_a_sight_that_is_none_is_given_up_at_once() -> None:
    """What is seen of a change never lies against it: where it does, numbers went wrong, and nothing is claimed."""
    change = np.ones((8, 2))
    found = motions.unseen(lambda some: -some, change)
    assert (found.settled, found.steps) == (False, 0)
    assert (found.change == change).all()
    assert not motions.seen_of(lambda some: -some, change).any()


def test_changes_of_which_sums_are_what_is_seen_are_worked_out_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    sees, said = projection(4), list[str]()
    sums = sees @ np.random.default_rng(6).standard_normal((8, 2))
    assert np.allclose(sees @ motions.seen_of(lambda some: sees @ some, sums), sums)
    monkeypatch.setattr(motions, "STEPS", 1)
    monkeypatch.setattr(motions, "TOLD", 1)
    near = motions.seen_of(lambda some: sees @ some, sums, tell=said.append)
    assert 0 < np.abs(sees @ near - sums).max() < np.abs(sums).max()
    assert said == ["working out how small groups follow: step 1"]


class Seeing:
    """Groups of tables of which a block looks at a change: eight atoms, each a class by itself."""

    def __init__(self, sees: np.ndarray) -> None:
        self.sees, self.seen = sees, self

    def of(self, change: np.ndarray) -> np.ndarray:
        return self.sees @ change

    again = of

    def by_atom(self, seen: np.ndarray) -> np.ndarray:
        return seen


def test_a_block_of_columns_finds_the_same_and_claims_nothing_where_numbers_overflow() -> None:
    change = np.random.default_rng(5).standard_normal((8, 2))
    apart, _ = np.linalg.qr(np.random.default_rng(4).standard_normal((8, 3)))
    found = unseen_of_block(Seeing(apart @ apart.T), change)  # type: ignore[arg-type]
    assert found.settled
    assert np.allclose(found.change, change - apart @ (apart.T @ change))
    endless = Seeing(apart @ apart.T)
    endless.again = lambda some: np.full_like(some, np.inf)  # type: ignore[method-assign]
    given_up = unseen_of_block(endless, change)  # type: ignore[arg-type]
    assert not given_up.settled
    assert (given_up.change == change).all()


def test_where_nothing_is_shown_no_small_group_follows_and_no_number_is_pinned() -> None:
    system = System(
        np.array([2, 3]), np.array([5, 9], dtype=np.uint64), sp.csr_matrix(np.eye(2)), np.array([5, 9], np.uint64), ()
    )
    nothing, every = np.zeros(2, dtype=bool), np.ones(2, dtype=bool)
    assert small_union(system, nothing, SMALL, []) is None
    assert [found.tolist() for found in pinned(system, nothing, nothing, every)] == [[], []]
    shown = np.array([True, False])
    assert small_union(system, shown, SMALL, []).tolist() == [0]  # type: ignore[union-attr]
    assert [found.tolist() for found in pinned(system, shown, nothing, every)] == [[0], [0]]


def test_a_block_that_was_not_looked_at_again_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left counts as unseen only once all groups have looked at it anew."""
    change = np.random.default_rng(5).standard_normal((8, 2))
    apart, _ = np.linalg.qr(np.random.default_rng(4).standard_normal((8, 3)))
    monkeypatch.setattr(block, "AGAIN", 1)
    assert not unseen_of_block(Seeing(apart @ apart.T), change).settled  # type: ignore[arg-type]


def test_fewer_passes_find_no_secret_that_does_not_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three atoms the sum and two are shown, so the third follows, whatever is passed over; of four, none."""
    sets = sp.csr_matrix([[1, 1, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
    names = np.arange(6, dtype=np.uint64)
    system = System(np.array([2, 3, 4, 5]), names[:4], sets, names, ())
    shown, secret = np.arange(6) < 3, np.arange(6) >= 3
    assert np.flatnonzero(sums.given_away(system, shown, secret)).tolist() == [3]
    monkeypatch.setattr(sums, "PASSES", 1)
    assert set(np.flatnonzero(sums.given_away(system, shown, secret)).tolist()) <= {3}
