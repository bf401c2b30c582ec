"""Breaks in a series, as the notes of a data set tell them: figures from there on do not compare with those before."""

from __future__ import annotations

import re

_BREAK = re.compile(r"^\s*Break from (\d{4}(?:/\d\d)?): *(.*)$", re.MULTILINE)


def breaks_in(notes: str) -> dict[str, list[str]]:
    """For each period at which the series breaks, the reasons."""
    found: dict[str, list[str]] = {}
    for period, reason in _BREAK.findall(notes):
        if reason.strip() not in found.setdefault(period, []):
            found[period].append(reason.strip())
    return found
