"""What the page of promises names is there: the packages, the modules behind them, and the tests that watch them."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "promises.md").read_text(encoding="utf-8")
PARTS = {m[1]: m[2] for m in re.finditer(r"^## (\d)\. (?:.+)\n((?:(?!^## ).*\n?)*)", PAGE, re.M)}

KEPT_BY = {
    "1": (
        "alder.disclosure.protect",
        "alder.disclosure.protected",
        "alder.disclosure.policy",
        "alder.disclosure.secondary",
        "alder.disclosure.attack",
        "alder.disclosure.audit",
        "alder.disclosure.ledger.judge",
        "alder.publishing.releases.policy",
        "alder.web.publish",
        "alder.rights",
    ),
    "2": ("alder.errors", "alder.web.request_log", "alder.cli.explain", "alder.cli.table"),
    "3": ("alder.engine.store", "alder.engine.receipts", "alder.engine.repair", "alder.sources.ilr", "alder.web.work"),
    "4": (
        "alder.model.statistic",
        "alder.model.quality",
        "alder.model.coverage",
        "alder.model.made_up",
        "alder.model.comparison",
        "alder.model.definition",
        "alder.quality.grades",
        "alder.measures",
        "alder.disclosure.ledger.cautions",
        "alder.show",
    ),
}
"""The modules that keep each promise. The page names their rooms, which move less."""


def test_there_are_four_and_the_page_is_two_screens() -> None:
    assert list(PARTS) == list(KEPT_BY) == ["1", "2", "3", "4"]
    assert len(PAGE.splitlines()) <= 80


@pytest.mark.parametrize("promise", KEPT_BY)
def test_the_modules_that_keep_a_promise_are_there_in_the_rooms_that_the_page_names(promise: str) -> None:
    rooms = re.findall(r"`(alder(?:\.\w+)+)`", PARTS[promise])
    assert rooms
    assert not [name for name in (*rooms, *KEPT_BY[promise]) if find_spec(name) is None]
    outside = [m for m in KEPT_BY[promise] if not any(m == r or m.startswith(f"{r}.") for r in rooms)]
    assert not outside, "the page names another room"


@pytest.mark.parametrize("promise", KEPT_BY)
def test_the_tests_that_watch_a_promise_are_there(promise: str) -> None:
    there = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    named = re.findall(r"`(test_\w+)`", PARTS[promise])
    assert len(named) >= 5
    assert not [name for name in named if name not in there]
    assert "**Not promised:**" in PARTS[promise], "a promise says where it ends"
