"""What tests of several rooms together may use: returns judged by a few rules, where the rules are not the subject."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from tests.support.few_rules import judge_by_all, judge_by_few

ABOUT_RULES = ("demo", "promises", "quality", "rules", "synth")
"""Folders whose tests are about what rules find: every load judges by the whole book."""


@pytest.fixture(scope="module", autouse=True)
def _few_rules(request: pytest.FixtureRequest) -> Iterator[None]:
    """Loads in this process judge by a few rules, also what a module loads once.

    Single tests ask for `whole_book`. Commands in processes of their own have the whole book always.
    """
    with pytest.MonkeyPatch.context() as patch:
        if request.path.parent.name not in ABOUT_RULES:
            judge_by_few(patch)
        yield


@pytest.fixture(autouse=True)
def _same_store_after() -> Iterator[None]:
    """A test that looks at another site, or gives a command for another store, leaves those of its module alone."""
    if "django.conf" not in sys.modules:
        yield
        return
    from tests.support.site import same_store_after

    with same_store_after():
        yield


@pytest.fixture
def whole_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads judge by the whole book."""
    judge_by_all(monkeypatch)
