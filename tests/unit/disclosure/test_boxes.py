"""Boxes: other tables that differ from the true one in the corners of a box."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.linalg import null_space
from tests.support.count_tables import counts, made

from alder.disclosure.nearby.boxes import Boxes
from alder.disclosure.nearby.motions import Motions
from alder.disclosure.nearby.rooms import HIDDEN, Rooms
from alder.disclosure.nearby.steps import parents, steps
from alder.disclosure.policy import POLICIES
from alder.disclosure.system import System, build
from alder.model.statistic import TOTAL, Category, Filter, Indicator

SRS = POLICIES["srs-output"]


def lines_of(shape: tuple[int, ...], *, rate: bool = False, most: int = 30) -> list[str]:
    random = np.random.default_rng(len(shape))
    lines = [" | ".join([*(f"f{k}" for k in range(len(shape))), "leavers", *(["achievers"] if rate else [])])]
    for place in product(*map(range, shape)):
        n = int(random.integers(0, most))
        lines.append(" | ".join([*(f"c{c}" for c in place), str(n), *([str(int(random.integers(0, n + 1)))] * rate)]))
    return lines


TABLES = {
    "flat": build(counts("\n".join(lines_of((3, 4, 2)))), SRS),
    "with a tree": build(
        counts("\n".join(lines_of((4, 3))), parents={"f0": {"c0": "c9", "c1": "c9", "c2": "c8", "c3": "c8"}}), SRS
    ),
    "with a rate": build(counts("\n".join(lines_of((3, 3), rate=True)), rates=["achievers/leavers"]), SRS),
}


def boxes_of(system: System, spend: np.ndarray | None = None) -> Boxes:
    motions = Motions(system)
    up, down = (np.where(system.fixed, 0.0, reach) for reach in (motions.up, motions.down))
    return Boxes(system, up, down, np.zeros(system.size) if spend is None else spend, np.ones(system.size))


def test_a_category_rises_with_its_total_or_while_another_falls() -> None:
    of_second = steps(np.array([-1, 0, 0, 0]))[2]
    took = [
        {(int(c), bool(f)) for c, f in zip(row, falls, strict=True)}
        for row, falls in zip(of_second.categories, of_second.falls, strict=True)
    ]
    assert len(took) == 3
    assert all(step in took for step in ({(2, False), (0, False)}, {(2, False), (1, True)}, {(2, False), (3, True)}))


def test_in_a_tree_all_that_a_category_is_a_part_of_rises_with_it() -> None:
    system = TABLES["with a tree"]
    above = parents(system)[0]
    for category, of in enumerate(steps(above)):
        for row, falls in zip(of.categories, of.falls, strict=True):
            by = np.zeros(len(above) + 1)
            np.add.at(by, row, np.where(falls, -1.0, 1.0))
            assert by[category] == 1
            for whole in set(above.tolist()) - {-1}:
                assert by[whole] == by[:-1][above == whole].sum()


@pytest.mark.parametrize("name", TABLES)
def test_every_box_keeps_all_sums_and_moves_as_far_as_its_corners_may(name: str) -> None:
    system = TABLES[name]
    boxes = boxes_of(system)
    seen = 0
    for cell in np.flatnonzero(~system.fixed).tolist():
        for found in boxes.around(cell):
            for box in range(0, len(found.up), 7):
                cells, by = boxes.motion(found, box, 1.0)
                assert by[cells == cell] == [1.0]
                assert not (system.relations[:, cells] @ by).any()
                assert found.up[box] == np.where(by > 0, boxes.up[cells], boxes.down[cells]).min()
                assert found.down[box] == np.where(by > 0, boxes.down[cells], boxes.up[cells]).min()
                seen += 1
    assert seen > 50


@pytest.mark.parametrize("name", TABLES)
def test_room_is_within_all_bounds_and_as_wide_as_asked_for(name: str) -> None:
    system = TABLES[name]
    rooms, need = Rooms(boxes_of(system), 8.0), 8.0
    served = 0
    for cell in np.flatnonzero(~system.fixed).tolist():
        if room := rooms.room(cell):
            served += 1
            reach = [0.0]
            for cells, by in rooms.motions(room):
                changed = system.value[cells] + by
                assert (system.lower[cells] <= changed).all()
                assert (changed <= system.upper[cells]).all()
                reach.append(float(by[cells == cell][0]))
            assert max(reach) - min(reach) == need
    assert served > 5


def test_a_box_without_those_who_are_to_stay_as_they_are() -> None:
    system = TABLES["flat"]
    rooms = Rooms(boxes_of(system), 8.0)
    cell = int(np.flatnonzero(~system.fixed)[0])
    first = rooms.step(cell, np.zeros(0, dtype=np.int64))
    assert first
    still = np.setdiff1d(rooms.motions(first)[0][0], [cell])[:1]
    second = rooms.step(cell, still)
    assert second
    assert still[0] not in rooms.motions(second)[0][0]
    again = rooms.step(cell, np.zeros(0, dtype=np.int64))
    assert again
    assert again.cost == first.cost


def test_only_what_is_hidden_may_be_asked_for() -> None:
    system = TABLES["flat"]
    spend = np.where(np.arange(system.size) % 3 == 0, 5.0, 0.0)
    rooms = Rooms(boxes_of(system, spend), 1.0)
    rooms_found = [room for cell in range(system.size) if (room := rooms.room(cell, HIDDEN))]
    assert rooms_found
    for room in rooms_found:
        assert all(spend[cells].max() == 0 for cells, _ in rooms.motions(room))


def test_where_categories_overlap_there_are_no_boxes() -> None:
    level = Filter("level", "Level", (Category("2", "Level 2"), Category("3", "Level 3")), additive=False)
    cells = [{"level": code, "leavers": n} for code, n in (("2", 20), ("3", 7), (TOTAL, 22))]
    overlapping = made((level,), (Indicator("leavers", "Leavers", "aims"),), cells)
    boxes = boxes_of(build(overlapping, SRS))
    assert not boxes.layers
    assert Rooms(boxes, 1.0).room(0) is None


def test_changes_that_break_a_sum_are_no_motion() -> None:
    """One cell of a flat table cannot move alone; with another against it in its row and column it can."""
    system = TABLES["flat"]
    motions, every = Motions(system), np.arange(system.size)
    alone = np.zeros(system.size)
    assert motions.parts(every, alone) == []
    alone[int(np.flatnonzero(np.diff(system.relations.tocsc().indptr) > 1)[0])] = 1.0
    assert motions.parts(every, alone) == []
    box = null_space(system.relations.toarray())[:, 0]
    found = motions.parts(every, 3 * box / np.abs(box).max())
    assert found
    for cells, change in found:
        assert np.abs(system.relations[:, cells] @ change).max() < 1e-6
