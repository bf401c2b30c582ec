"""What tests of several rooms together may use: returns judged by a few rules, where the rules are not the subject."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.few_rules import judge_by_all, judge_by_few


@pytest.fixture(scope="module", autouse=True)
def _few_rules() -> Iterator[None]:
    """Loads in this process judge by a few rules, also what a module loads once.

    Rooms whose tests are about what rules find replace this fixture, single tests ask for `whole_book`. Commands in
    processes of their own have the whole book always.
    """
    with pytest.MonkeyPatch.context() as patch:
        judge_by_few(patch)
        yield


@pytest.fixture
def whole_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads judge by the whole book."""
    judge_by_all(monkeypatch)
