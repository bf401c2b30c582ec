"""Whoever has every table that was let out, of learners, programmes and aims in two years, under several policies and
with their notes, is told no small group.

The attack is `tests/histories/mixed.py`: 2,000 of its histories are run by `make test-long`.
"""

from __future__ import annotations

import pytest
from tests.histories.mixed import Outcome, attacked, history, run

from alder.disclosure import Protected
from alder.disclosure.ledger.judge import Comparison

SEED = 1
FEW = 12
TOLD_BY_RECORDS_ALONE = (12, 15)
"""Of all, the first that tell a group where nothing is judged by people."""


@pytest.fixture(scope="module", name="outcomes")
def _outcomes() -> list[Outcome]:
    return [attacked(SEED, number) for number in range(FEW)]


def test_nobody_is_told_by_tables_of_several_units_years_and_policies(outcomes: list[Outcome]) -> None:
    assert [said for one in outcomes for said in one.breaches] == []
    assert sum(one.groups for one in outcomes) > 50, "there is something to be told"


def test_most_of_these_tables_are_let_out(outcomes: list[Outcome]) -> None:
    """What refuses everything is safe and of no use."""
    assert sum(one.tables for one in outcomes) > 3 * sum(one.refused for one in outcomes)


def test_the_attacker_finds_what_records_alone_do_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Comparison, "of_people", classmethod(lambda *_, **__: None))
    found = (said for number in TOLD_BY_RECORDS_ALONE for said in attacked(SEED, number).breaches)
    assert any("people follow" in said for said in found)


def test_the_attacker_reads_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = Protected.text
    monkeypatch.setattr(
        Protected, "text", lambda table: printed(table) + "".join(f"\n{n} were left out." for n in range(1, 150))
    )
    assert any(history(SEED, number)[2] for number in range(4))


@pytest.mark.parametrize("number", [73, 404])
def test_histories_that_told_by_one_figure_of_learners_and_two_of_aims_hold(number: int) -> None:
    """Each did, of 1,000 with this seed, while people of several units were sums of people alone."""
    found = attacked(32, number)
    assert found.breaches == []
    assert found.groups > 0


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_2000_histories_hold(seed: int) -> None:
    found, _ = run(seed, 500)
    assert found.breaches == []
