"""The first cell of a system counts like any other when somebody is alone in it."""

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.cells import Cells
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch


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
