"""What is said of SATRE rests on tests that are there, and what is not met is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import satre

FACTS = Path(__file__).parents[3] / "shared" / "access" / "satre.csv"
EVERY = list(satre.statements())


def test_every_test_that_shows_a_statement_is_there_once() -> None:
    named = {test for one in EVERY for test in one.tests}
    assert len(named) > 100
    assert not {test: satre.places().get(test, ()) for test in named if len(satre.places().get(test, ())) != 1}


def test_a_statement_is_met_by_tests_or_says_what_is_left() -> None:
    wrong = [
        one.id
        for one in EVERY
        if one.level not in satre.LEVELS
        or bool(one.tests) != (one.level in ("met", "partly"))
        or bool(one.left) != (one.level in ("partly", "not"))
        or not one.asks
    ]
    assert not wrong


def test_statements_stand_in_order_under_their_pillars() -> None:
    numbers = [tuple(map(int, one.id.split("."))) for one in EVERY]
    assert numbers == sorted(set(numbers))
    assert all(one.pillar.startswith(f"{one.id[0]} ") for one in EVERY)


@pytest.mark.skipif(not FACTS.exists(), reason="the facts that are not part of the project are not there")
def test_no_statement_that_is_known_is_passed_over() -> None:
    known = re.findall(r"^(\d\.\d\.\d\d),", FACTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert [one.id for one in EVERY] == known
