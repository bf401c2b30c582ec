"""How far a cell may fall and rise before a reader would know that it cannot be."""

import numpy as np
import pytest
import scipy.sparse as sp

from alder.disclosure.sketch.cells import Cells


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
