"""The faults that `tests.mutation` plants are real changes, and a process with one runs with it."""

import threading
from pathlib import Path

import pytest
from tests.mutation import planted
from tests.mutation.faults import Fault, faults
from tests.mutation.planted import BROKEN, FELL_OVER, _in_a_process
from tests.mutation.reach import ATTACK, Reach, spread

MODULE = '''"""A module."""
from __future__ import annotations

LEAST: int = 3


def is_small(count: int, marked: bool) -> bool:
    if not marked:
        return False
    return 0 < count <= LEAST - 1
'''

PLANTED = """
4: 3  becomes  4
8: if not marked: return False  becomes  if False: return False
8: not marked  becomes  not not marked
9: False  becomes  True
10: 0 < count <= LEAST - 1  becomes  0 <= count <= LEAST - 1
10: 0  becomes  1
10: LEAST - 1  becomes  LEAST + 1
10: 1  becomes  2
"""


@pytest.fixture(name="module")
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    path = Path("src/tiny_for_faults.py")
    path.parent.mkdir()
    path.write_text(MODULE, encoding="utf-8")
    return path


def test_every_comparison_constant_sign_and_condition_is_changed_once(module: Path) -> None:
    found = sorted(f"{f.line}: {f.says}" for f in faults(module))
    assert found == sorted(PLANTED.strip().splitlines())
    assert len({f.text for f in faults(module)}) == len(found)


def test_a_process_runs_with_its_fault_and_the_next_without_and_one_that_waits_for_what_never_comes_is_ended(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong() -> bool:
        from tiny_for_faults import is_small  # type: ignore[import-not-found]

        return (is_small(2, True), is_small(3, True), is_small(2, False)) != (True, False, False)

    by_name = {f"{f.line}: {f.says}": f for f in faults(module)}
    assert _in_a_process(by_name["4: 3  becomes  4"], wrong) == BROKEN
    assert _in_a_process(by_name["8: not marked  becomes  not not marked"], wrong) == BROKEN
    assert _in_a_process(by_name["10: 0 < count <= LEAST - 1  becomes  0 <= count <= LEAST - 1"], wrong) == 0
    assert _in_a_process(by_name["10: 1  becomes  2"], lambda: 1 / 0 > 0) == FELL_OVER
    monkeypatch.setattr(planted, "WAITING", 1)
    assert _in_a_process(next(iter(faults(module))), lambda: threading.Event().wait()) not in (0, BROKEN)


def test_a_fault_meets_the_tests_that_run_its_line_the_cheapest_first(module: Path) -> None:
    name = "src/tiny_for_faults.py"
    reach = Reach(["dear", "cheap", ATTACK, "other"], [9.0, 1.0, 5.0, 2.0], {name: {4: [], 7: [0, 1, 2], 9: [3]}})
    by_line = {f.line: f for f in faults(module)}
    assert reach.of(by_line[8]) == ["cheap", ATTACK, "dear"], "a line within a statement is known by its first"
    assert reach.within(by_line[8], 5.0) == (["cheap"], 1)
    assert reach.of(by_line[10]) == ["other"]
    assert reach.of(by_line[4]) == ["cheap", "other", ATTACK, "dear"], "what runs once is every test's of the module"
    again = module.parent / "reach.json"
    reach.write(again)
    assert Reach.read(again) == reach


def test_modules_get_their_share_of_the_faults(module: Path) -> None:
    few = list(faults(module))[:2]
    many = [Fault(Path("src/other.py"), n, "", n) for n in range(50)]
    drawn = list(spread([*few, *many], 6, seed=1))
    assert sum(f.path == module for f in drawn) == 2
    assert drawn == list(spread([*few, *many], 6, seed=1))
