"""Two people, each alone in a cell of their own, whose cells move in step: each tells the other's, as planted faults
asked to see."""

from dataclasses import replace

import numpy as np
from tests.support.count_tables import counts
from tests.support.cubes import cells_of, two_way

from alder.disclosure import protect
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.mend import beside
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.tables.cube import Cube

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
