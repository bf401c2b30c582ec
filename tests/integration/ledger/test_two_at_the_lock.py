"""The ledger under two real processes at once: what either wrote down is there afterwards."""

from pathlib import Path

from tests.support.two_at_a_lock import Came, two_at_once


def test_two_hundred_meetings_lose_nothing_and_nobody_is_inside_with_another(tmp_path: Path) -> None:
    assert two_at_once(tmp_path) == Came(lost=0, both_inside=0)


def test_the_same_meetings_find_a_clean_up_that_takes_the_lock(tmp_path: Path) -> None:
    came = two_at_once(tmp_path, old=True, rounds=30)
    assert came.both_inside
    assert came.lost, "a table that was let out does not bind any more"
