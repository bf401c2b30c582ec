"""One address may ask so often; others are not held up by it."""

from alder.web import rate_limits as limits
from alder.web.rate_limits import Buckets


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
