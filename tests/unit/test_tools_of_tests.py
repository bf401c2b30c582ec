"""A test of each of many things fails with the name of every one that is wrong.

`make coverage` fails below a floor, and asks for a higher one where tests run more.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support import branch_coverage
from tests.support.each import each


def test_every_one_that_is_wrong_is_named_with_its_reason() -> None:
    @each([1, 2, 3, 4], lambda n: f"number {n}")
    def test(n: int) -> None:
        assert n != 2, "two is a crowd"
        assert 12 // (n - 3) < 100

    with pytest.raises(AssertionError, match="2 of 4 are wrong") as failed:
        test()
    said = str(failed.value)
    assert "number 2: two is a crowd" in said
    assert "number 3: ZeroDivisionError" in said
    assert "number 1" not in said


def test_what_is_a_pair_is_given_as_two() -> None:
    @each([("a", 1), ("b", 2)], lambda letter, n: letter)
    def test(letter: str, n: int) -> None:
        assert letter == "a"

    with pytest.raises(AssertionError, match="1 of 2 are wrong:\nb: "):
        test()


def test_nothing_to_look_at_is_a_failure_too() -> None:
    with pytest.raises(AssertionError, match="nothing to look at"):
        each([])(lambda: None)()


def report(**covered: int) -> dict[str, object]:
    """What coverage writes of modules with 200 branches each, by room."""
    return {
        "files": {
            f"src/alder/{room}/module.py": {"summary": {"covered_branches": n, "num_branches": 200}}
            for room, n in covered.items()
        }
    }


def test_a_room_below_its_floor_fails_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps(report(disclosure=193, engine=197, rules=200, measures=194, web=0)))
    assert branch_coverage.main([str(file)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith("96.50 %, floor 97.0 below its floor")
    assert said[1].endswith("98.50 %, floor 98.5")
    assert "lift its floor to 100.0" in said[2]


def test_floors_that_are_reached_are_fine_and_a_room_that_is_not_there_is_not() -> None:
    _, fine = branch_coverage.judged(report(disclosure=194, engine=197, rules=194, measures=194))
    assert fine
    _, fine = branch_coverage.judged(report(disclosure=194, engine=197, rules=194))
    assert not fine
