"""The ledger under two real processes at once: what either wrote down is there afterwards."""

from pathlib import Path

from tests.support.properties import tried
from tests.support.two_at_a_lock import ROUNDS, Came, two_at_once


def test_meetings_lose_nothing_and_nobody_is_inside_and_a_clean_up_that_takes_the_lock_is_found(tmp_path: Path) -> None:
    """By the ledger as it is, many; with the clean-up as it was, thirty, of which it is found by some."""
    as_it_is, as_it_was = two_at_once(tmp_path, (False, tried(ROUNDS)), (True, 30))
    assert as_it_is == Came(lost=0, both_inside=0)
    assert as_it_was.both_inside
    assert as_it_was.lost, "a table that was let out does not bind any more"
