"""What a sketch says of hidden cells is what algebra in full says."""

import numpy as np
import pytest
from tests.support.cubes import cells_of, drawn, two_way

from alder.disclosure.sketch.cells import Cells
from alder.disclosure.sketch.closing import close
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch


def motions(cells: Cells, hidden: np.ndarray) -> np.ndarray:
    matrix = cells.relations[:, np.flatnonzero(hidden)].toarray()
    _, size, right = np.linalg.svd(matrix, full_matrices=True)
    return right[int((size > 1e-9).sum()) :].T


@pytest.mark.parametrize("columns", [4, 120])
@pytest.mark.parametrize("seed", range(14))
def test_known_cells_and_parallel_ones_are_those_of_singular_values(seed: int, columns: int) -> None:
    cells = cells_of(drawn(seed))
    random = np.random.default_rng(seed)
    hidden = cells.must | (random.random(cells.size) < random.choice([0.1, 0.3, 0.6]))
    seen, whole = sketch(cells, hidden, columns=columns, seed=seed), motions(cells, hidden)
    length = np.linalg.norm(whole, axis=1)
    assert ((seen.of_hidden < 0) == (length < 1e-8)).all()
    moving = np.flatnonzero(length >= 1e-8)
    unit = whole[moving] / length[moving, None]
    parallel = np.abs(np.abs(unit @ unit.T) - 1) < 1e-9
    classes = seen.of_hidden[moving]
    assert (parallel == (classes[:, None] == classes[None])).all()
    rows = seen.rows(np.arange(len(seen.hidden)))
    assert np.abs(cells.relations[:, seen.hidden] @ rows).max(initial=0) < 1e-10


WORKED = """
     1   4  30  26
    40  25  33  15
    21  13  17  12
"""


def hidden_values(cells: Cells, hidden: np.ndarray) -> list[int]:
    return sorted(cells.value[hidden].astype(int).tolist())


def test_the_worked_example_without_insiders() -> None:
    cells = cells_of(two_way(WORKED))
    hidden = close(cells, cells.must, insider=False)
    assert hidden_values(cells, hidden) == [1, 4, 13, 21]
    seen = sketch(cells, hidden)
    assert set(seen.of_hidden.tolist()) == {0}, "all four move together"
    assert len(find(cells, seen, insider=False)) == 0
    told = find(cells, seen, insider=True)
    assert cells.value[told.known].tolist() == [4]
    assert cells.value[told.by].tolist() == [1]
    assert len(told.exact) == 0


def test_the_worked_example_with_insiders() -> None:
    cells = cells_of(two_way(WORKED))
    hidden = close(cells, cells.must, insider=True)
    assert hidden_values(cells, hidden) == [1, 4, 12, 13, 21, 26]
    seen = sketch(cells, hidden)
    assert seen.tied.unknowns == 3
    assert seen.tied.relations.shape[0] == 1, "the third row repeats the first"
    together = {tuple(sorted(cells.value[seen.hidden[seen.of_hidden == c]])) for c in set(seen.of_hidden.tolist())}
    assert together == {(1, 21), (4, 13), (12, 26)}
    assert len(find(cells, seen, insider=True)) == 0


def test_a_small_cell_hidden_alone_is_known_to_all() -> None:
    cells = cells_of(two_way("5 20 30\n40 50 60"))
    told = find(cells, sketch(cells, cells.must), insider=True)
    assert cells.value[told.exact].tolist() == [5]


def test_one_record_in_two_guises_gives_nobody_away() -> None:
    # Whoever is alone in the column's total is alone in the cell: it is the same person.
    cells = cells_of(two_way("1 14 30\n0 25 33"))
    assert cells.lone.sum() == 2
    told = find(cells, sketch(cells, close(cells, cells.must, insider=True)), insider=True)
    assert len(told) == 0


def test_a_zero_hides_nobody() -> None:
    # Pure algebra with zeros as unknowns would call the corner of 4, 0, 3, 0 safe.
    cells = cells_of(two_way("4 0 16\n3 0 20\n15 30 40"))
    corner = np.isin(cells.value, [4, 3])
    told = find(cells, sketch(cells, corner), insider=False)
    assert sorted(cells.value[told.exact].tolist()) == [3, 4]


def test_the_one_person_of_a_cell_knows_the_rest_of_its_corner() -> None:
    cells = cells_of(two_way("1 4 30\n40 25 33"))
    corner = np.isin(cells.value, [1, 4, 40, 25])
    seen = sketch(cells, corner)
    assert len(find(cells, seen, insider=False)) == 0
    assert cells.value[find(cells, seen, insider=True).known].tolist() == [4]
