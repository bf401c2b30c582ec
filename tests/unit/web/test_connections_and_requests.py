"""A process takes a connection only while no other, that is alive, has fewer.

One address may ask so often; others are not held up by it.
"""

from __future__ import annotations

import time
from multiprocessing import get_context
from types import SimpleNamespace

import pytest

from alder.web import rate_limits as limits
from alder.web.rate_limits import Buckets
from alder.web.server import Shares, memory, share_out


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


@pytest.mark.parametrize(("processes", "most_seconds"), [(1, 1.0), (2, 0.05)])
def test_one_of_several_looks_again_soon_whether_it_is_its_turn(processes: int, most_seconds: float) -> None:
    """Else nobody listens for a second whenever one has taken a connection more than another that sleeps."""
    server = SimpleNamespace(adj=SimpleNamespace(asyncore_loop_timeout=1), active_channels={}, readable=lambda: True)
    said = memory(get_context("spawn"), processes)
    if processes > 1:
        Shares(said, 1).may_take(0, time.monotonic())
    share_out(server, Shares(said, 0))
    assert server.readable()
    server.active_channels[1] = "taken"
    assert server.readable() == (processes == 1)
    assert server.adj.asyncore_loop_timeout <= most_seconds


def test_a_burst_is_allowed_and_then_a_steady_rate() -> None:
    buckets = Buckets()
    assert [buckets.wait("a", 60, 0.0) for _ in range(16)] == [0.0] * 15 + [1.0]
    assert buckets.wait("a", 60, 0.5) == 0.5
    assert buckets.wait("a", 60, 1.0) == 0.0
    assert buckets.wait("a", 60, 1.0) == 1.0
    assert buckets.wait("b", 60, 1.0) == 0.0


def test_a_bucket_fills_no_higher_than_its_burst() -> None:
    buckets = Buckets()
    buckets.wait("a", 60, 0.0)
    assert [buckets.wait("a", 60, 3600.0) for _ in range(16)][-2:] == [0.0, 1.0]


def test_the_smallest_rate_still_lets_one_through() -> None:
    assert Buckets().wait("a", 0.5, 0.0) == 0.0


def test_only_so_many_addresses_are_remembered() -> None:
    buckets = Buckets()
    for n in range(limits._ADDRESSES + 5):
        buckets.wait(str(n), 60, 0.0)
    assert len(buckets._left) == limits._ADDRESSES
