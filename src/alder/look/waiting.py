"""What is said of long work before it begins: how long it may take."""

from __future__ import annotations

LONG = 60.0
"""Seconds from which people are told before they wait."""


class Notice(str):
    """Something said of work in progress that has to stay on the screen, where the rest comes and goes."""

    __slots__ = ()


def notice(what: str, seconds: float) -> Notice | None:
    """That some work may take minutes, by its size; None where it is short."""
    if seconds <= LONG:
        return None
    minutes = max(2, round(seconds / 60))
    return Notice(
        f"{what} may take about {minutes} minutes of one processor, judged by its size: half as long or twice as long "
        "would be no surprise."
    )
