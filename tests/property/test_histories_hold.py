"""Whoever has every table that was ever released works out no hidden small count and no small group.

The attacker shares no code with the engine: sets of people in Python, dense algebra, and a programme for ranges.

The attack report in short: some histories of every kind hold, and the attacker finds what a faulty engine leaves.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.histories import releasing
from tests.histories.__main__ import run
from tests.histories.attack import Result, attacked
from tests.histories.published import History
from tests.support.people_counts import Person, counted, ledger_in, numbered
from tests.support.properties import tried

from alder.disclosure import protect
from alder.disclosure.sketch import Cells, Pattern, choose
from alder.disclosure.tables import protecting_linked
from alder.disclosure.tables.protecting_linked import Earlier
from alder.errors import NotProtected
from alder.model.statistic import TOTAL

SMALL = 10
VALUES = {"age": ["young", "older"], "area": ["a", "b", "c"], "sex": ["f", "m"]}

asked = st.tuples(
    st.lists(st.sampled_from(sorted(VALUES)), max_size=2, unique=True),
    st.one_of(st.none(), st.tuples(st.sampled_from(sorted(VALUES)), st.integers(0, 2))),
)
kinds = st.lists(st.sampled_from([0, 1, 2, 3, 5, 8, 9, 12, 15, 30]), min_size=12, max_size=12)


def everybody(sizes: list[int]) -> list[Person]:
    kind = [{"age": x, "area": y, "sex": z} for x in VALUES["age"] for y in VALUES["area"] for z in VALUES["sex"]]
    return numbered([k for k, n in zip(kind, sizes, strict=True) for _ in range(n)])


def released(who: list[Person], questions: list[tuple[list[str], tuple[str, int] | None]]) -> tuple[list, list]:
    """The sets of people whose number was shown, and those whose number was hidden though there are any."""
    shown, hidden = [], []
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_in(Path(folder))
        for n, (by, but) in enumerate(questions):
            left = VALUES[but[0]][but[1] % len(VALUES[but[0]])] if but else None
            some = [p for p in who if not but or p[but[0]] != left]
            if not some:
                continue
            try:
                made = counted(some, by, title=f"Table {n}")
                table = protect(made, "srs-output", against=ledger)
            except NotProtected:
                continue
            for codes, (figure, *_) in table.rows:
                fits = [p for p in some if all(c in (TOTAL, p[b]) for b, c in zip(by, codes, strict=True))]
                members = frozenset(p["number"] for p in fits)
                if members:
                    (hidden if isinstance(figure, str) else shown).append(members)
    return shown, hidden


def found_by_sums(who: list[Person], shown: list[frozenset[str]], hidden: list[frozenset[str]]) -> list[frozenset[str]]:
    """Small groups whose number follows from what was shown, by sums or because nobody is fewer than nobody."""
    of: dict[tuple[bool, ...], set[str]] = {}
    for p in who:
        of.setdefault(tuple(p["number"] in s for s in [*shown, *hidden]), set()).add(p["number"])
    atoms = [frozenset(a) for a in of.values()]
    groups = {a for a in atoms if len(a) < SMALL} | {h for h in hidden if len(h) < SMALL}
    groups |= {a - b for a in shown for b in [*shown, *hidden] if 0 < len(a - b) < SMALL and b < a}
    groups |= {x | y for x, y in combinations([a for a in atoms if len(a) < SMALL], 2) if len(x | y) < SMALL}
    if not shown:
        return []
    rows = np.array([[a <= s for a in atoms] for s in shown], dtype=float)
    truth = np.array([len(a) for a in atoms], dtype=float)
    found = []
    for group in groups:
        row = np.array([a <= group for a in atoms], dtype=float)
        by_sums = np.linalg.matrix_rank(np.vstack([rows, row])) == np.linalg.matrix_rank(rows)
        if by_sums or one_number(row, rows, rows @ truth):
            found.append(group)
    return found


def one_number(row: np.ndarray, rows: np.ndarray, values: np.ndarray) -> bool:
    """Whether a sum of atoms can be one number only, of people who are not fewer than none."""
    low, high = (linprog(way * row, A_eq=rows, b_eq=values) for way in (1, -1))
    if high.status == 3:  # nothing bounds it
        return False
    return bool(np.floor(-high.fun + 1e-6) - np.ceil(low.fun - 1e-6) < 1)


@settings(max_examples=tried(12), deadline=None, derandomize=True, phases=[Phase.generate])
@given(kinds, st.lists(asked, min_size=2, max_size=4))
def test_whoever_has_every_table_knows_no_small_group(
    sizes: list[int], questions: list[tuple[list[str], tuple[str, int] | None]]
) -> None:
    who = everybody(sizes)
    shown, hidden = released(who, questions)
    for small in found_by_sums(who, shown, hidden):
        raise AssertionError(f"{len(small)} people can be told from {len(shown)} shown counts")


def test_the_attacker_finds_what_tables_protected_one_by_one_give_away() -> None:
    """57 then 54: shown both, the three are found."""
    who = everybody([30, 27, 0, 0, 0, 0, 60, 60, 0, 0, 0, 0])
    all_of = frozenset(p["number"] for p in who)
    later = frozenset(p["number"] for p in who[3:])
    assert found_by_sums(who, [all_of, later], []) == [all_of - later]


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
