"""A process takes a connection only while no other, that is alive, has fewer."""

from __future__ import annotations

from multiprocessing import get_context

from alder.web.balance import Shares, memory


def test_whoever_has_fewest_takes_the_next_one() -> None:
    said = memory(get_context("spawn"), 3)
    first, second, third = (Shares(said, n) for n in range(3))
    assert first.may_take(0, 100.0)
    assert second.may_take(0, 100.0)
    assert third.may_take(0, 100.0)
    assert not first.may_take(1, 100.1)
    assert second.may_take(0, 100.1)
    assert not second.may_take(1, 100.2)
    assert third.may_take(0, 100.2)
    third.may_take(1, 100.3)
    assert first.may_take(1, 100.3)


def test_a_process_that_has_gone_is_not_waited_for() -> None:
    said = memory(get_context("spawn"), 2)
    first, gone = Shares(said, 0), Shares(said, 1)
    gone.may_take(0, 100.0)
    assert not first.may_take(5, 102.0)
    assert first.may_take(5, 103.0)


def test_one_process_takes_all() -> None:
    alone = Shares(memory(get_context("spawn"), 1), 0)
    assert alone.may_take(1000, 1.0)
