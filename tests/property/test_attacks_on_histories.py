"""The attack report in short: some histories of every kind hold, and the attacker finds what a faulty engine leaves."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.histories import releasing
from tests.histories.__main__ import run
from tests.histories.attack import Result, attacked
from tests.histories.published import History

from alder.disclosure.sketch import Cells, Pattern, choose
from alder.disclosure.tables import protecting_linked
from alder.disclosure.tables.protecting_linked import Earlier


@pytest.mark.parametrize("release", [release for release, _ in releasing.WAYS], ids=lambda r: r.__name__)
def test_histories_of_every_kind_hold(release: Callable[[Random], History]) -> None:
    for number in range(3):
        history = release(Random(f"held:{number}"))
        assert not attacked(history, number).breaches, f"{release.__name__}, {number}"


def test_the_report_says_what_was_tried_and_what_came_of_it() -> None:
    report = run(seed=7, number=6)
    said = report.text()
    assert said.startswith("6 histories, seed 7.")
    assert re.search(r"\d  by ranges, as somebody alone in a cell, from one table", said)
    assert said.endswith("Every promise held.")
    report.add(11, "one table", Result(breaches=["people by own 0, a1: told by sums, from one table"]))
    assert "python -m tests.histories --seed 7 --only 11   (one table)" in report.text()


def test_the_same_seed_makes_the_same_history() -> None:
    first, second = releasing.history(7, 1), releasing.history(7, 1)
    assert first.way == second.way
    assert [[(c.name, c.low, c.high, c.hidden) for c in t.cells] for t in first.tables] == [
        [(c.name, c.low, c.high, c.hidden) for c in t.cells] for t in second.tables
    ]


def hidden_beside(history: History) -> list[tuple[int, int]]:
    return [
        (n, k) for n, t in enumerate(history.tables) for k, c in enumerate(t.cells) if c.hidden and not c.secret
    ]  # fmt: skip


def shown_again(history: History, table: int, cell: int) -> History:
    """The same with a cell shown that was hidden for the sake of others."""
    cells = list(history.tables[table].cells)
    true = int(history.count[cells[cell].kinds].sum())
    cells[cell] = replace(cells[cell], low=true, high=true, hidden=False)
    tables = list(history.tables)
    tables[table] = replace(tables[table], cells=tuple(cells))
    return replace(history, tables=tuple(tables))


@pytest.mark.parametrize("release", [releasing.one_table, releasing.linked_tables, releasing.counts_with_rates])
def test_the_attacker_finds_what_one_cell_too_few_gives_away(release: Callable[[Random], History]) -> None:
    """Nearly every cell that is hidden for another is needed: shown, it breaks a promise."""
    tried = caught = 0
    for number in range(8):
        history = release(Random(f"few:{number}"))
        for table, cell in hidden_beside(history)[:5]:
            tried += 1
            caught += bool(attacked(shown_again(history, table, cell), 1).breaches)
    assert tried >= 10
    assert caught >= 0.8 * tried


def test_a_later_linked_table_keeps_the_secrets_of_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seed 1, number 75: two ways to group areas leave a small count of the first table as a difference."""
    history = releasing.history(1, 75)
    assert history.way == "linked tables"
    assert not attacked(history, 1).breaches

    def forgetful(new: object, base: object, earlier: list[Earlier] = (), **more: object) -> object:
        nothing = [replace(e, hidden=np.ones_like(e.hidden)) for e in earlier]
        return protecting_linked.protect_together(new, base, nothing, **more)

    monkeypatch.setattr(releasing, "protect_together", forgetful)
    found = attacked(releasing.history(1, 75), 1).breaches
    assert any("from all tables" in said for said in found)


def test_bounds_leave_small_counts_of_linked_tables_two_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seed 1, number 4639: sums leave these cells open, and no cell being fewer than nobody fixes fourteen of them."""
    assert not attacked(releasing.history(1, 4639), 1).breaches

    def by_sums(cells: Cells, **more: Any) -> Pattern:
        return choose(cells.but(least=None), **more)

    monkeypatch.setattr(protecting_linked, "choose", by_sums)
    found = attacked(releasing.history(1, 4639), 1).breaches
    assert len(found) == 14
    assert all("by ranges, from all tables" in said for said in found)


def test_people_who_know_of_each_other_from_earlier_releases_keep_their_secret_from_all_others() -> None:
    """Seed 22, number 193: by two tables that are out, three people who are each alone in a cell know of each other."""
    history = releasing.history(22, 193)
    assert history.gave_away == 2
    assert not attacked(history, 193).breaches
