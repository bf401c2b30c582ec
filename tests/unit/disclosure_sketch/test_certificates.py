"""A certificate proves by itself that no hidden small cell can be worked out; it is checked here from the leaves."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.cubes import cells_of, drawn, plain, two_way
from tests.support.properties import tried

from alder.disclosure.sketch import Cells, Certificate, Pattern, certify, choose
from alder.disclosure.sketch import decoys as made
from alder.disclosure.sketch.certificate import HELD
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.table import Table
from alder.errors import UnreadableFile


def certified(table: Table) -> tuple[Certificate, Pattern]:
    cells = cells_of(table)
    pattern = choose(cells)
    return certify(cells, pattern.seen, Cube.of(table).at), pattern


def kept(table: Table, certificate: Certificate, columns: np.ndarray) -> float:
    """How far differences of the hidden cells are from keeping every sum of the table. Shape: hidden cells, columns."""
    place = {int(c): n for n, c in enumerate(certificate.cell)}
    worst = 0.0
    for relation in plain(table).relations:
        at = [(place.get(int(np.ravel_multi_index(c, table.shape))), sign) for c, sign in relation.items()]
        total = sum((sign * columns[n] for n, sign in at if n is not None), np.zeros(columns.shape[1]))
        worst = max(worst, float(np.abs(total).max(initial=0)))
    return worst


@settings(max_examples=tried(12), deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_motions_and_decoys_agree_with_everything_published(seed: int) -> None:
    table = drawn(seed)
    certificate, pattern = certified(table)
    whole = plain(table)
    codes = [tuple(map(int, np.unravel_index(c, table.shape))) for c in certificate.cell]
    freq = np.array([whole.freq[c] for c in codes])
    small = freq < 10
    assert certificate.cell.tolist() == Cube.of(table).at[pattern.hidden].tolist()
    assert small.sum() == sum(n < 10 for n in whole.freq.values())
    assert kept(table, certificate, certificate.motions) < 1e-9
    assert kept(table, certificate, certificate.decoys.T) < 1e-7
    assert (freq + certificate.decoys > -1e-9).all()
    assert (np.abs(certificate.motions[small]).max(axis=1, initial=0) > 1e-6).all()
    shown = (np.abs(certificate.decoys) > 1 - 1e-5).any(axis=0)
    assert set(certificate.cell[small & ~shown].tolist()) == set(certificate.open.tolist())
    for alone in np.flatnonzero(freq == 1):
        for other in np.flatnonzero(small):
            if whole.records[codes[alone]] != whole.records[codes[other]]:
                pair = certificate.motions[[alone, other]]
                assert np.linalg.matrix_rank(pair, tol=1e-7) == 2


@pytest.mark.parametrize("seed", range(8))
def test_in_two_dimensions_every_small_cell_has_a_table_of_whole_numbers(seed: int) -> None:
    table = drawn(seed, 2)
    certificate, _ = certified(table)
    assert not len(certificate.relaxed)
    assert (certificate.decoys == np.rint(certificate.decoys)).all()


@pytest.mark.parametrize("seed", range(4))
def test_beyond_two_dimensions_what_has_no_table_of_whole_numbers_is_told(seed: int) -> None:
    table = drawn(seed, 4, most=4)
    certificate, pattern = certified(table)
    whole = (certificate.decoys == np.rint(certificate.decoys)).all(axis=1)
    shown = (np.abs(certificate.decoys[whole]) >= 1).any(axis=0)
    small = cells_of(table).primary[pattern.hidden]
    assert certificate.relaxed.tolist() == certificate.cell[small & ~shown].tolist()
    assert shown[small].any()


def test_decoys_put_every_small_cell_somewhere_else() -> None:
    table = two_way("1 4 30 26\n40 25 33 15\n21 13 17 12")
    certificate, _ = certified(table)
    assert not len(certificate.open)
    assert len(certificate.decoys) <= 4


def test_a_cell_that_moves_by_less_than_one_is_told_as_open() -> None:
    # a + b, a + c, d + b, b + c + e and a + d + f are published: e moves twice as far as a, and f as far the other way.
    parts = ["ab", "ac", "db", "bce", "adf"]
    relations = sp.csr_matrix([[float(cell in row) for cell in "abcdef"] for row in parts])
    value = np.array([3.0, 5, 5, 5, 1, 1])
    nobody = np.zeros(6, dtype=bool)
    cells = Cells(
        value=value,
        relations=relations,
        primary=value == 3,
        lone=nobody,
        people=np.arange(6, dtype=np.uint64),
        weight=value,
        unseen=nobody,
        shown=nobody,
        block=np.zeros((6, 0), dtype=np.int32),
    )
    seen = sketch(cells, ~nobody)
    assert not len(find(cells, seen, insider=True)), "algebra calls it unknown"
    found = made.decoys(cells, seen)
    assert np.flatnonzero(found.open).tolist() == [0]
    assert not len(found.away)


def test_a_certificate_is_kept_in_a_file(tmp_path: Path) -> None:
    certificate, _ = certified(drawn(5))
    certificate.write(tmp_path / "c.npz")
    again = Certificate.read(tmp_path / "c.npz")
    for name in HELD:
        assert (getattr(again, name) == getattr(certificate, name)).all()


@pytest.mark.parametrize("damage", ["missing", "text", "empty", "cut", "of another pattern", "of another form"])
def test_a_damaged_certificate_is_said_to_be_one(damage: str, tmp_path: Path) -> None:
    certificate, _ = certified(drawn(5))
    path = tmp_path / "c.npz"
    certificate.write(path)
    if damage == "missing":
        path.unlink()
    elif damage == "text":
        path.write_text("place,age,freq\n")
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:300])
    elif damage == "of another pattern":
        replace(certificate, cell=certificate.cell[1:]).write(path)
    else:
        held = {name: getattr(certificate, name) for name in HELD}
        np.savez(path, form=np.array(99), **held)
    with pytest.raises(UnreadableFile, match="certificate"):
        Certificate.read(path)
