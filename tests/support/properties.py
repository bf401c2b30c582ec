"""On how many examples a property is tried."""

from __future__ import annotations

from hypothesis import settings

LONG = "alder long"
FEW = "alder"
"""Profiles: `make test-long` tries all examples that a test names, every other run a fifth of them and ten at least."""


def tried(many: int) -> int:
    """How many of the examples that a test names it is tried on in this run."""
    return many if settings.get_current_profile_name() == LONG else min(many, max(10, many // 5))
