"""A table is added up to all its totals, quickly and as one would by hand."""

import numpy as np
import pytest
from tests.support.cubes import counted, dimension, drawn, plain, two_way

from alder.disclosure.sketch import Cells
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.table import Table, TableKind


@pytest.mark.parametrize("seed", range(12))
def test_cells_and_relations_are_those_added_up_one_by_one(seed: int) -> None:
    table = drawn(seed)
    cube, by_hand = Cube.of(table), plain(table)
    codes = [tuple(map(int, c)) for c in cube.codes]
    assert dict(zip(codes, cube.freq.tolist(), strict=True)) == by_hand.freq
    found = [{codes[c]: int(sign) for c, sign in zip(row.indices, row.data, strict=True)} for row in cube.relations]
    by_order = sorted(by_hand.relations, key=lambda r: sorted(r.items()))
    assert sorted(found, key=lambda r: sorted(r.items())) == by_order


@pytest.mark.parametrize("seed", range(12))
def test_cells_of_the_same_records_share_a_key_and_no_others_do(seed: int) -> None:
    table = drawn(seed)
    cube, by_hand = Cube.of(table), plain(table)
    groups = [by_hand.records[tuple(map(int, c))] for c in cube.codes]
    for n, key in enumerate(cube.people):
        assert [g == groups[n] for g in groups] == (cube.people == key).tolist()


def test_keys_repeat_and_a_place_tells_its_cell() -> None:
    one, other = Cube.of(drawn(3)), Cube.of(drawn(3))
    assert (one.people == other.people).all()
    assert (one.at[one.position[one.at]] == one.at).all()
    assert (one.position >= 0).sum() == one.size


def test_somebody_is_alone_where_one_unit_is_counted() -> None:
    cube = Cube.of(two_way("1 4\n0 7"))
    assert cube.lone.tolist() == (cube.freq == 1).tolist()
    assert cube.lone.sum() == 2, "the cell and the total of its column"


def test_contributors_are_counted_once_in_every_total() -> None:
    table = Table(
        (dimension("place", [0, 0, 1, 1]), dimension("kind", [0, 0])),
        TableKind.MAGNITUDE,
        np.array([[3, 1], [3, 1], [4, 1], [2, 2]]),
        np.array([2, 1, 5, 1]),
        np.array([20.0, 10.0, 50.0, 10.0]),
        np.array([7, 8, 7, 8]),
    )
    cube = Cube.of(table)
    found = {tuple(map(int, c)): (n, v) for c, n, v in zip(cube.codes, cube.contributors, cube.value, strict=True)}
    assert found[3, 1] == (2, 30.0)
    assert found[4, 1] == (1, 50.0)
    assert found[1, 1] == (2, 80.0)
    assert found[2, 2] == found[2, 0] == (1, 10.0)
    assert found[0, 0] == (2, 90.0)
    assert cube.lone.sum() == sum(n == 1 for n, _ in found.values())


def test_blocks_are_the_categories_of_the_first_level() -> None:
    tree = dimension("a", [0, 0, 1, 3])
    cube = Cube.of(counted([tree, dimension("b", [0, 0])], {(4, 1): 3, (2, 2): 5}))
    blocks = {tuple(map(int, c)): tuple(map(int, b)) for c, b in zip(cube.codes, cube.block, strict=True)}
    assert blocks[4, 1] == blocks[3, 1] == blocks[1, 1] == (1, 1)
    assert blocks[0, 0] == (-1, -1)
    assert blocks[2, 0] == (2, -1)


def test_empty_cells_and_cells_shown_though_small_are_refused() -> None:
    cube = Cube.of(two_way("1 4\n9 7"))
    cells = Cells.of(cube, cube.freq < 10)
    with pytest.raises(ValueError, match="leave it out"):
        cells.but(value=cells.value * 0)
    with pytest.raises(ValueError, match="neither be primary nor unseen"):
        cells.but(shown=cells.primary)
