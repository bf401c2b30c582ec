"""What a sketch says of hidden cells is what algebra in full says.

The first cell of a system counts like any other when somebody is alone in it.

Two people, each alone in a cell of their own, whose cells move in step: each tells the other's, as planted faults
asked to see.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from tests.support.count_tables import counts
from tests.support.cubes import cells_of, drawn, two_way

from alder.disclosure import protect
from alder.disclosure.sketch.cells import Cells
from alder.disclosure.sketch.closing import close
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.mend import beside
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.tables.cube import Cube


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


def test_whoever_is_alone_in_the_first_cell_is_seen_to_know_the_second() -> None:
    """1 and 4 of a total of 5: the one person takes 1 from 5."""
    cells = Cells(
        value=np.array([1.0, 4.0, 5.0]),
        relations=sp.csr_matrix(np.array([[1.0, 1.0, -1.0]])),
        primary=np.array([True, True, False]),
        lone=np.array([True, False, False]),
        people=np.array([11, 12, 13], dtype=np.uint64),
        weight=np.ones(3),
        unseen=np.zeros(3, dtype=bool),
        shown=np.array([False, False, True]),
        block=np.full((3, 0), -1, dtype=np.int32),
    )
    found = find(cells, sketch(cells, np.array([True, True, False])), insider=True)
    assert (found.exact.tolist(), found.known.tolist(), found.by.tolist()) == ([], [1], [0])


TABLE = """
1 1 30 26
40 25 33 15
21 13 17 12
"""


def test_each_of_two_people_tells_the_other() -> None:
    table = two_way(TABLE)
    cube, cells = Cube.of(table), cells_of(two_way(TABLE))
    square = [cube.position[np.ravel_multi_index(at, table.shape)] for at in ((1, 1), (1, 2), (2, 1), (2, 2))]
    hidden = np.zeros(cells.size, dtype=bool)
    hidden[square] = True
    seen = sketch(cells, hidden)
    assert not len(find(cells, seen, insider=False))
    flags = find(cells, seen, insider=True)
    assert not len(flags.exact)
    assert {(int(c), int(by)) for c, by in zip(flags.known, flags.by, strict=True)} == {
        (square[0], square[1]),
        (square[1], square[0]),
    }


def test_nobody_of_the_first_group_of_a_table_is_hidden_like_nobody_of_any_other() -> None:
    """None of the first 20 achieved: the count of nobody would tell the outcome of all of them."""
    made = protect(
        counts("sex | leavers | achievers\nF | 20 | 0\nM | 60 | 30\nX | 70 | 45", rates=["achievers/leavers"])
    )
    shown = dict(made.rows)
    assert shown[("F",)][1] == "c"
    assert [figures[2] for figures in shown.values()].count("c") >= 2


def test_what_is_out_already_is_never_among_the_cells_that_are_hidden_beside_others() -> None:
    """Where nothing else helps the cheapest cell of each sum around is hidden, and none that readers have."""
    cells = cells_of(two_way(TABLE))
    hidden = cells.primary.copy()
    flagged = np.flatnonzero(cells.primary)
    first = beside(cells, hidden, flagged)
    assert first.any()
    out = replace(cells, shown=first)
    second = beside(out, hidden, flagged)
    assert second.any()
    assert not (second & out.shown).any()
    assert not (second & hidden).any()
