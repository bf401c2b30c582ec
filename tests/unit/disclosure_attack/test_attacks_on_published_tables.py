"""What can be worked out of a table with holes, by every means that the attack has; worked examples by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from tests.support.table_folders import FLAT, folder, grid

from alder.disclosure.attack import least_squares, ranges, subtraction
from alder.disclosure.attack.algebra import in_step
from alder.disclosure.attack.attacked import Attacked, Attacker, attack
from alder.disclosure.attack.findings import Found
from alder.disclosure.attack.propagation import propagated
from alder.disclosure.attack.published import read_published
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.attack.unknown import Unknown
from alder.disclosure.tables.folder import read_folder
from alder.errors import UsageError


def attacked(path: Path, hidden: str, **how: object) -> Attacked:
    """Attack a table folder of which these cells (`R1 L1, R2 L1`) are hidden and all others shown."""
    truth = rebuild(read_folder(path).table)
    names = [
        truth.name(n).replace("region ", "").replace("level ", "").replace(",", "") for n in range(len(truth.keys))
    ]
    gone = {part.strip() for part in hidden.split(",")}
    assert gone <= set(names), gone - set(names)
    lines = ["region,level,published"]
    for n, name in enumerate(names):
        codes = [
            d.codes[int(c)]
            for d, c in zip(truth.table.dimensions, np.unravel_index(truth.keys[n], truth.table.shape), strict=True)
        ]
        lines.append(",".join([*codes, "c" if name in gone else str(truth.count[n])]))
    pub = path / "pub.csv"
    pub.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return attack(truth, read_published(pub, truth), Attacker(10, **how))  # type: ignore[arg-type]


# The second row is what readers see of the cells that they ask about, most dangerous first.
ROWS = [[1, 4, 30, 26], [40, 25, 33, 15], [21, 13, 17, 12]]


@pytest.mark.parametrize(
    ("hidden", "insider", "says"),
    [
        ("R1 L1", True, "R1 is shown|by subtraction"),
        ("R1 L1, R1 L2", True, "by subtraction"),
        ("R1 L1, R1 L2, R3 L1, R3 L2", True, "by somebody who is alone"),
        ("R1 L1, R1 L2, R3 L1, R3 L2", False, ""),
        ("R1 L1, R1 L2, R1 L4, R3 L1, R3 L2, R3 L4", True, ""),
    ],
)
def test_the_worked_example_falls_until_enough_is_hidden(tmp_path: Path, hidden: str, insider: bool, says: str) -> None:
    """Counts 1 and 4 are small. The person in the 1 sees the 4 while only four cells are hidden."""
    found = attacked(grid(tmp_path, ROWS), hidden, insider=insider)
    said = " ".join(f"{one.steps} {one.how}" for one in found.found)
    assert bool(found.found) == bool(says), said
    assert found.safe == (not says)
    if says:
        assert any(word in said for word in says.split("|")), said


@pytest.mark.parametrize(
    ("moves", "together"),
    [
        ([(2, 1), (-4, -2), (1, 2)], [{0, 1}]),
        ([(1, 1e-9), (0, 1), (-3, 3e-9)], [{0, 2}]),  # directions to both sides of where angles begin
        ([(1, 1e-3), (0, 1), (-3, 3e-3)], []),
        ([(1, 0), (-2, 0), (0, 1), (0, -2)], [{0, 1}, {2, 3}]),
    ],
)
def test_cells_of_which_one_tells_the_other_are_those_that_move_as_multiples(
    moves: list[tuple[float, float]], together: list[set[int]]
) -> None:
    found = in_step(np.array(moves), np.arange(len(moves)))
    assert [set(group.tolist()) for group in found] == together


def test_a_small_count_that_is_shown_is_found(tmp_path: Path) -> None:
    found = attacked(grid(tmp_path, ROWS), "R1 L2, R3 L2")
    assert [one.low for one in found.found if one.how == "since it is shown"] == [1.0]


def test_an_empty_cell_hides_nobody(tmp_path: Path) -> None:
    """Algebra alone calls this square safe, but its two zeros are shown, and so the 4 and the 3 are known."""
    found = attacked(grid(tmp_path, [[4, 0, 16], [3, 0, 20], [15, 30, 40]]), "R1 L1, R2 L1")
    assert sorted(one.low for one in found.found) == [3.0, 4.0]


def test_two_people_who_are_all_of_a_sum_are_one_each(tmp_path: Path) -> None:
    """No algebra finds it: whoever knows that zeros are shown knows that nobody is missing in either."""
    found = attacked(
        grid(tmp_path, [[1, 1, 40], [40, 25, 33], [21, 13, 17]]),
        "R1 L1, R1 L2, R2 L1, R2 L2",
        insider=False,
        never_empty=True,
    )
    assert [(one.how.value, one.low, one.high) for one in found.found] == [
        ("by what single sums leave to their parts", 1.0, 1.0)
    ] * 2


def test_a_sum_of_sums_gives_a_cell_away(tmp_path: Path) -> None:
    """R1 and R2 are hidden in no common row or column with the 3, but their sums together leave it alone."""
    rows = [[3, 20, 31, 0], [12, 14, 40, 0], [0, 0, 0, 50]]
    hidden = "R1 L1, R1 L2, R2 L1, R2 L2, R1 L3"
    found = attacked(grid(tmp_path, rows), hidden, insider=False)
    assert {one.how.value for one in found.found} <= {"by subtraction", "by adding and subtracting several sums"}
    assert attacked(grid(tmp_path, rows), "R1 L1, R1 L2, R2 L1, R2 L2", insider=False).safe


@pytest.mark.parametrize(
    ("never_empty", "width", "safe"),
    [(False, 1, True), (False, 10, True), (False, 11, False), (True, 8, True), (True, 9, False)],
)
def test_a_promise_of_width_is_held_to(tmp_path: Path, never_empty: bool, width: int, safe: bool) -> None:
    """The 4 and the 6 share 10: either has 0 to 10 of them, or 1 to 9 where neither can be empty."""
    path = grid(tmp_path, [[4, 6, 30], [40, 25, 33], [21, 13, 17]])
    how = {"insider": False, "never_empty": never_empty, "width": width}
    assert attacked(path, "R1 L1, R1 L2, R2 L1, R2 L2", **how).safe is safe


def test_a_figure_that_is_not_the_tables_own_is_named(tmp_path: Path) -> None:
    path = grid(tmp_path, ROWS)
    truth = rebuild(read_folder(path).table)
    (path / "pub.csv").write_text("region,level,published\nR1,L3,31\n", encoding="utf-8")
    found = attack(truth, read_published(path / "pub.csv", truth), Attacker(10))
    assert not found.safe
    assert "region R1, level L3" in found.wrong


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("R9,L1,c", "has no code 'R9'"),
        ("R1,L1,3\nR1,L1,3", "a cell comes twice"),
        ("R1,L4,7", "a cell that is empty is shown with a number"),
    ],
)
def test_a_published_file_that_cannot_be_of_this_table_is_refused(tmp_path: Path, line: str, says: str) -> None:
    path = folder(tmp_path, "region,level,freq,value\nR1,L1,12,12", FLAT)
    (path / "pub.csv").write_text(f"region,level,published\n{line}\n", encoding="utf-8")
    truth = rebuild(read_folder(path).table)
    with pytest.raises(UsageError, match=says):
        read_published(path / "pub.csv", truth)


def test_every_sum_of_the_rebuilt_table_holds(tmp_path: Path) -> None:
    truth = rebuild(read_folder(grid(tmp_path, ROWS)).table)
    assert not (truth.sums() @ truth.count).any()
    assert (len(truth.keys), len(truth.whole), int(truth.count.max())) == (20, 4 + 5, 237)


def test_a_number_in_a_cell_that_is_marked_as_suppressed_is_refused_by_its_line(tmp_path: Path) -> None:
    path = folder(tmp_path, "region,level,freq,value\nR1,L1,12,12\nR1,L2,4,4", FLAT)
    lines = "region,level,suppressed,published\nR1,L1,0,12\nR1,L2,1,4\n"
    (path / "pub.csv").write_text(lines, encoding="utf-8")
    truth = rebuild(read_folder(path).table)
    with pytest.raises(UsageError, match="a cell is marked as suppressed, and a number is shown") as caught:
        read_published(path / "pub.csv", truth)
    assert "line 3" in str(caught.value)
    (path / "pub.csv").write_text(lines.replace("1,4", "1,c"), encoding="utf-8")
    assert read_published(path / "pub.csv", truth).hidden.sum() == 1


SQUARE = [[4, 6, 30], [5, 3, 40], [20, 30, 50]]
HIDDEN = "R1 L1, R1 L2, R2 L1, R2 L2"


def asked_for_ranges(path: Path, seconds: float = 60.0) -> tuple[list[Found], list[int]]:
    """Which of four small counts in a square lie within ten values, and those that were not asked in time."""
    truth = rebuild(read_folder(grid(path, SQUARE)).table)
    hidden = np.zeros(len(truth.keys), dtype=bool)
    codes = [tuple(one) for one in np.stack(np.unravel_index(truth.keys, truth.table.shape), axis=1).tolist()]
    hidden[[codes.index(cell) for cell in ((1, 1), (1, 2), (2, 1), (2, 2))]] = True
    unknown = Unknown.of(truth, hidden)
    found, unasked = ranges.ranges(truth, unknown, hidden, least=1.0, width=10, seconds=seconds)
    return found, unasked.tolist()


def test_in_a_square_of_four_each_small_count_keeps_seven_values(tmp_path: Path) -> None:
    """Moving 1 round the square: one way until R2 L2 is 1, the other until R2 L1 is."""
    found, unasked = asked_for_ranges(tmp_path)
    assert not unasked
    assert sorted((one.low, one.high) for one in found) == [(1, 7), (1, 7), (2, 8), (2, 8)]


def test_what_there_was_no_time_to_ask_is_unasked_and_not_safe(tmp_path: Path) -> None:
    assert asked_for_ranges(tmp_path, seconds=0.0) == ([], [0, 1, 2, 3])


def test_what_the_solver_gives_up_on_is_unasked_and_not_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges.Programme, "lowest", lambda self, cost: None)
    assert asked_for_ranges(tmp_path) == ([], [0, 1, 2, 3])


def test_a_cell_that_is_all_of_its_whole_is_told_as_that(tmp_path: Path) -> None:
    truth = rebuild(read_folder(folder(tmp_path, "region,level,freq,value\nR1,L1,4,4\nR2,L2,9,9")).table)
    cell, whole = (next(n for n in range(len(truth.keys)) if truth.name(n) == name) for name in CELL_AND_WHOLE)
    only = sp.csr_matrix(([1.0], ([0], [cell])), shape=(1, len(truth.keys)))
    said = subtraction.told(replace(truth, whole=np.array([whole]), parts=only), cell, 0)
    assert said == "region R1, level L1 is all of region R1, which is known"


CELL_AND_WHOLE = ("region R1, level L1", "region R1")


def test_a_sum_that_has_a_cell_twice_is_no_sum_of_a_table(tmp_path: Path) -> None:
    truth = rebuild(read_folder(grid(tmp_path, SQUARE)).table)
    unknown = Unknown.of(truth, truth.count < 10)
    with pytest.raises(ValueError, match="a sum has a cell more than once, or not at all"):
        propagated(replace(unknown, sums=2 * unknown.sums), 1.0)


@pytest.mark.parametrize("times", [1, 2, 20])
def test_weights_and_what_they_leave_make_the_target_however_often_it_is_bettered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(least_squares, "_TIMES", times)
    truth = rebuild(read_folder(grid(tmp_path, SQUARE)).table)
    sums = Unknown.of(truth, truth.count < 60).sums
    target = np.random.default_rng(3).standard_normal(sums.shape[1])
    weights, left = least_squares.LeastSquares(sums).weights(target)
    assert sums.T @ weights + left == pytest.approx(target)
    assert np.abs(sums @ left).max() < 1e-3
