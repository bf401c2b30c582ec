"""`breaks` says which cases of a text table break a rule. The rule's page in the documentation shows the same table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from tests.support import rule_cases

from alder.model.period import AcademicYear
from alder.sources.ilr.rules import ilr


@pytest.fixture
def breaks() -> Callable[..., None]:
    """Run a rule on cases and compare the broken ones with `expect`, in the rule's latest year or the one given."""

    def check(function: Any, *, expect: Iterable[str], year: str | None = None, **tables: str) -> None:
        said = AcademicYear.parse(year) if year else None
        rule = rule_cases.rule_of(ilr, function, said)
        chosen = said or rule_cases.year_of(ilr, rule)
        assert rule_cases.broken_cases(ilr, rule, chosen, tables) == set(expect)

    return check
