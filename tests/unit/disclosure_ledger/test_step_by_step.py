"""What many tables give away together, worked out step by step, is what a full matrix says."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from tests.support.properties import sampled

from alder.disclosure.ledger import groups, wide
from alder.disclosure.ledger.block import Looking, unseen_of_block
from alder.disclosure.ledger.judge import fewest
from alder.disclosure.ledger.kept_sets import KeptSets, as_atoms
from alder.disclosure.ledger.less import _proofs
from alder.disclosure.ledger.membership import Membership
from alder.disclosure.ledger.motions import unseen
from alder.disclosure.ledger.secrets import still
from alder.disclosure.ledger.sight import seen_apart
from alder.disclosure.ledger.table import Table
from alder.disclosure.ledger.wide import Together

KEYS = np.sort(np.random.default_rng(5).integers(0, 2**63, 120, dtype=np.uint64))


def table(
    random: np.random.Generator, sizes: tuple[int, int], population: np.ndarray, keys: np.ndarray = KEYS
) -> Table:
    """Two characteristics crossed, with margins; of the cells that are not small some are shown."""
    first, second = (random.integers(0, size, population.sum()) for size in sizes)
    leaf, of_class = np.unique(first * sizes[1] + second, return_inverse=True)
    a, b = np.divmod(leaf, sizes[1])
    rows = [
        np.arange(sizes[0])[:, None] == a,
        np.arange(sizes[1])[:, None] == b,
        leaf[:, None] == leaf,
        leaf[None] >= 0,
    ]
    members = Membership(keys[population], of_class.astype(np.int32), sp.csr_matrix(np.vstack(rows).astype(np.int8)))
    return Table(members, (members.count >= 4) & (random.random(members.cells.shape[0]) < 0.95), 4)


def history(seed: int) -> Together:
    random = np.random.default_rng(seed)
    everybody = np.ones(len(KEYS), dtype=bool)
    early = random.random(len(KEYS)) > 0.05
    return Together.of(
        table(random, (3, 4), everybody), [table(random, (2, 5), early), table(random, (4, 2), everybody)]
    )


@pytest.mark.parametrize("many", [0, 20_000], ids=["as a block", "one by one"])
@pytest.mark.parametrize("seed", sampled(range(12), 4))
def test_what_follows_by_sums_is_what_a_full_matrix_says(seed: int, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "MANY", many)
    found = history(seed)
    size = len(found.atoms)
    shown = []
    for t, of in zip(found.tables[1:], found.atoms.of[1:], strict=True):
        inside = (np.arange(t.members.cells.shape[1])[:, None] == of).astype(float)
        shown.append((t.members.cells @ inside)[t.shown])
    rows = np.vstack(shown)
    free = np.linalg.svd(rows, full_matrices=True)[2][np.linalg.matrix_rank(rows) :]
    secret = found.secrets.columns(np.arange(len(found.secrets)), found.seen)
    assert secret.shape[0] == size
    by_matrix = np.abs(free @ secret).max(axis=0) < 1e-9
    assert (found.lost == by_matrix).all()
    kinds = found.kinds_before
    for one in range(0, len(kinds), 7):
        for other in range(one):
            parallel = np.linalg.matrix_rank(free @ secret[:, [one, other]], tol=1e-8) == 1
            if kinds[one] >= 0 and kinds[other] >= 0:
                assert (kinds[one] == kinds[other]) == parallel


def test_columns_that_learn_from_each_other_come_to_the_same_in_fewer_steps() -> None:
    """Six tables of 3,000 people, a third of whom came late, cut across each other."""
    random = np.random.default_rng(3)
    key = np.sort(random.integers(0, 2**63, 3_000, dtype=np.uint64))
    early = random.random(len(key)) > 0.3
    tables = [
        table(random, sizes, early if n % 2 else np.ones(len(key), dtype=bool), key)
        for n, sizes in enumerate([(12, 9), (7, 14), (5, 20), (10, 10), (16, 6), (8, 11)])
    ]
    found = Together.of(tables[0], tables[1:])
    sights = found.sights(tables[0].shown)
    start = random.standard_normal((len(found.atoms), 4))
    slow = unseen(lambda c: found.seen.through(sights, c), start)
    quick = unseen_of_block(Looking(found.seen, sights), start)
    assert slow.settled
    assert quick.settled
    assert np.abs(slow.change - quick.change).max() < 1e-9
    assert quick.steps < slow.steps


def follows(shown_and_secret: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """How far each secret is from any sum of shown cells, by a full matrix."""
    rows, secret = shown_and_secret
    return np.abs(secret - rows.T @ np.linalg.lstsq(rows.T, secret, rcond=None)[0]).max(axis=0)


@pytest.mark.parametrize("seed", sampled(range(6), 2))
def test_a_proof_is_the_secret_but_for_what_is_out(seed: int) -> None:
    """Also where a part of it is the difference of two counts of nearly the same people, of R10 and of R14."""
    random = np.random.default_rng(seed)
    everybody, early = np.ones(len(KEYS), dtype=bool), random.random(len(KEYS)) > 0.05
    new = table(random, (3, 4), everybody)
    earlier = [Table(replace(new.members, **_of(new, early)), new.shown, 4), table(random, (4, 2), early)]
    t = Together.of(new, earlier)
    assert any((c.own >= 0).any() for c in t.copies), "some differences have a part in the new table"
    moved = t.secrets.moved(t.seen, t.change(new.shown, t.before))
    given = np.flatnonzero(still(moved) & ~t.lost)
    assert len(given), "the two tables give somebody away"
    proof = _proofs(t, new.shown, given, np.full(len(given), -1), np.zeros(len(given)))
    assert not proof[~new.shown].any()
    by_atom = [
        np.asarray(x.members.cells[:, of[of >= 0]].todense()) @ np.eye(len(of))[of >= 0]
        for x, of in zip(t.tables, t.atoms.of, strict=True)
    ]
    out = np.vstack([cells[x.shown] for cells, x in zip(by_atom[1:], t.tables[1:], strict=True)])
    secret = t.secrets.columns(given, t.seen)
    assert follows((out, secret)).max() > 1e-3, "what is out does not tell it"
    assert follows((out, secret - by_atom[0].T @ proof)).max() < 1e-6


def _of(some: Table, early: np.ndarray) -> dict[str, np.ndarray]:
    return {"key": some.members.key[early], "of_class": some.members.of_class[early]}


@pytest.mark.parametrize("seed", sampled(range(4), 2))
def test_cells_that_are_sums_of_others_need_not_be_looked_at(seed: int) -> None:
    """What is left of the shown cells tells the same; of a table that shows all classes these alone are left."""
    some = table(np.random.default_rng(seed), (3, 4), np.ones(len(KEYS), dtype=bool))
    cells = some.members.cells.toarray().astype(float)
    for shown in (some.shown, np.ones(len(cells), dtype=bool)):
        kept = seen_apart(some.members.cells, shown)
        assert set(kept) <= set(np.flatnonzero(shown))
        assert np.linalg.matrix_rank(cells[kept]) == np.linalg.matrix_rank(cells[shown])
    assert len(kept) < len(cells)
    assert (cells[kept].sum(axis=1) == 1).all()


@pytest.mark.parametrize("share", [1, 1_000_000], ids=["all as one", "as few as can be"])
def test_in_whatever_groups_tables_are_taken_the_same_follows(share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = next(seed for seed in range(12) if history(seed).lost.any())
    as_it_is = history(seed)
    monkeypatch.setattr(groups, "SHARE", share)
    monkeypatch.setattr(groups, "MOST", 0)
    otherwise = history(seed)
    assert len(otherwise.groups) == (1 if share == 1 else 3)
    assert (otherwise.lost == as_it_is.lost).all()


def test_something_follows_in_some_of_these_histories_and_most_does_not() -> None:
    lost = np.concatenate([history(seed).lost for seed in range(12)])
    assert 3 <= lost.sum() < len(lost) / 2


def test_small_groups_are_kept_by_their_records() -> None:
    found = max((history(seed) for seed in range(6)), key=lambda h: h.own.shape[0])
    assert found.own.shape[0]
    kept = KeptSets.of(found.own, found.atoms)
    assert (np.diff(kept.start) < 4).all()
    assert (as_atoms(kept, found.atoms) != found.own).nnz == 0
    other = history(11)
    again = as_atoms(kept, other.atoms)
    assert (again @ other.atoms.size <= 3).all(), "those that cut an atom are left out"


def test_the_fewest_that_hold_are_found_with_few_questions() -> None:
    asked = []

    def holds(some: list[int]) -> bool:
        asked.append(some)
        return {3, 17, 40} <= set(some)

    assert sorted(fewest(list(range(50)), holds)) == [3, 17, 40]
    assert len(asked) < 30
