"""Some of many cases of a kind: the others are run by `make test-long`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """All cases, the first and then one in `every` for each run, the others marked as long."""
    return [case if n % every == 0 else pytest.param(case, marks=pytest.mark.long) for n, case in enumerate(cases)]
