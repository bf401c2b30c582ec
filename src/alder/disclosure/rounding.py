"""Rounding counts to a base, and a rate only where nothing small stands behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.settings import Method

if TYPE_CHECKING:
    from alder.disclosure.policy import Policy


def nearest(value: int, base: int) -> int:
    """The nearest multiple of the base, halves up."""
    return base * ((2 * value + base) // (2 * base))


def shown(value: int, policy: Policy) -> int | str:
    """A count as a rounding policy shows it: 0 is a true zero, a small count is a symbol."""
    if 0 < value < policy.threshold or (value == 0 and policy.hide_zeros):
        return policy.hidden if policy.method is Method.REDACT else policy.low
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
    """A rate is shown where numerator, denominator and their difference may all be shown.

    A policy may ask fewer of the numerator and the difference than of the denominator; zeros of theirs then say enough.
    """
    if isinstance(shown(denominator, policy), str):
        return False
    few, zeros = policy.few_in_a_rate, policy.hide_zeros and not policy.few
    return not any(0 < v < few or (v == 0 and zeros) for v in (numerator, denominator - numerator))
