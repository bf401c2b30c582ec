"""Small groups that are several others together, and that follow from what is shown, are those that matrices find."""

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp

from alder.disclosure.ledger.membership import Membership
from alder.disclosure.ledger.table import Table
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
