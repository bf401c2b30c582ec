"""Pieces of work in threads: what needs another waits for it, what fails leaves its followers undone."""

from __future__ import annotations

from threading import Barrier, Event
from typing import Any

import pytest

from alder.rules.task_pool import TaskPool

PATIENCE = 20
"""Seconds after which a thread that waits for another gives up, and the test fails."""


def test_pieces_that_need_nothing_are_done_at_once_each_with_a_hand_of_its_own() -> None:
    both = Barrier(2, timeout=PATIENCE)

    def meet(hand: str) -> str:
        both.wait()  # passes only if the other piece is at work too
        return hand

    with TaskPool(["left", "right"]) as pool:
        pieces = [pool.do(meet) for _ in range(2)]
        assert {p.result(PATIENCE) for p in pieces} == {"left", "right"}


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_piece_comes_after_all_that_it_needs(workers: int) -> None:
    done: list[str] = []
    began = Event()

    def piece(name: str) -> Any:
        def work(_: int) -> None:
            began.wait(PATIENCE)
            done.append(name)

        return work

    with TaskPool(list(range(workers))) as pool:
        first, second = pool.do(piece("first")), pool.do(piece("second"))
        third = pool.do(piece("third"), [first, second])
        last = pool.do(piece("last"), [third, first])
        began.set()
        last.result(PATIENCE)
    assert (sorted(done[:2]), done[2:]) == (["first", "second"], ["third", "last"])


def test_what_needs_a_failed_piece_fails_with_the_same_error_and_is_never_begun() -> None:
    begun: list[int] = []

    def fail(_: int) -> None:
        raise MemoryError("no room")

    with TaskPool([1]) as pool:
        failed = pool.do(fail)
        follower = pool.do(begun.append, [failed])
        other = pool.do(begun.append)
        other.result(PATIENCE)
        for one in (failed, follower):
            with pytest.raises(MemoryError, match="no room"):
                one.result(PATIENCE)
    assert begun == [1]


def test_leaving_begins_nothing_more() -> None:
    begun: list[int] = []
    at_last, at_work_now = Event(), Event()

    def slow(_: int) -> None:
        at_work_now.set()
        at_last.wait(PATIENCE)

    def interrupted() -> None:
        with TaskPool([1]) as pool:
            first = pool.do(slow)
            pool.do(begun.append)
            pool.do(begun.append, [first])
            at_work_now.wait(PATIENCE)
            at_last.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(begun) <= 1  # the one that needed nothing may have had its turn before the end came
