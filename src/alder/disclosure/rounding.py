"""Rounding counts to a base, and a rate only where nothing small stands behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.disclosure.policy import Policy


def nearest(value: int, base: int) -> int:
    """The nearest multiple of the base, halves up."""
    return base * ((2 * value + base) // (2 * base))


def shown(value: int, policy: Policy) -> int | str:
    """A count as a rounding policy shows it: 0 is a true zero, a small count is a symbol."""
    if 0 < value < policy.threshold or (value == 0 and policy.hide_zeros):
        return policy.low
    return nearest(value, policy.base)


def interval(value: int, policy: Policy) -> tuple[int, int]:
    """The counts that would be shown as this one is."""
    if value == 0 and not policy.hide_zeros:
        return 0, 0
    if value < policy.threshold:
        return (0 if policy.hide_zeros else 1), policy.threshold - 1
    middle, base = nearest(value, policy.base), policy.base
    return max(policy.threshold, middle - base // 2), middle + (base - 1) // 2


def may_show_rate(numerator: int, denominator: int, policy: Policy) -> bool:
    """A rate is shown where numerator, denominator and their difference may all be shown."""
    return all(isinstance(shown(v, policy), int) for v in (numerator, denominator, denominator - numerator))
