"""On how many examples a property is tried.

Some of many cases of a kind: the others are run by `make test-long`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st

LONG = "alder long"
FEW = "alder"
"""Profiles: `make test-long` tries all examples that a test names, every other run a fifth of them and ten at least."""


def tried(many: int) -> int:
    """How many of the examples that a test names it is tried on in this run."""
    return many if is_long() else min(many, max(10, many // 5))


def is_long() -> bool:
    """Whether this run tries a property on all its examples."""
    return settings.get_current_profile_name() == LONG


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """All cases, the first and then one in `every` for each run, the others marked as long."""
    return [case if n % every == 0 else pytest.param(case, marks=pytest.mark.long) for n, case in enumerate(cases)]


@cache
def up_to(most: int) -> st.SearchStrategy[int]:
    """A number from 0. What is drawn from so often is made once: to make it costs more than to draw."""
    return st.integers(0, most)


@cache
def one_of(*values: Any) -> st.SearchStrategy[Any]:
    """One of these, made once too."""
    return st.sampled_from(values)
