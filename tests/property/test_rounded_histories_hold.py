"""Random histories of rounded and hiding tables of the same people, attacked by an outsider with all of them at once.

The attacker shares no code with what protects: it has the printed figures, knows each policy, and asks a linear
programme how many people of each small group there can be. Nobody gets a small count exactly, nor narrower than its own
rounding leaves it, unless a single table by itself tells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.support.people_counts import Person, counted, numbered

from alder.disclosure import Protected, protect
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.ledger.judge import Judge
from alder.errors import NotProtected
from alder.model.statistic import TOTAL

NAMES = ("opensafely-midpoint6", "dfe-statistics", "srs-output")
BY = (["area"], ["sex"], ["area", "sex"], ["age", "sex"], ["area", "age"])
POPULATIONS = {
    "all": lambda person: True,
    "in time": lambda person: person["late"] == "no",
    "elsewhere": lambda person: person["area"] != "a",
}
OPEN = 10_000.0


@dataclass
class Seen:
    """A released table: for each cell the kinds of people in it, and between which ends it is by its own figure."""

    policy: str
    cells: list[tuple[list[int], int, float, float]]
    """Kinds, true count, low, high."""


def ends(figure: object, policy: str) -> tuple[float, float]:
    """What a reader knows of a count from its figure, by the words of the policy."""
    if policy == "srs-output":
        return (float(figure), float(figure)) if isinstance(figure, int) else (0.0, OPEN)
    if policy == "opensafely-midpoint6":
        assert isinstance(figure, int)
        return (0.0, 0.0) if figure == 0 else (figure - 2.0, figure + 3.0)
    if figure == "low":
        return 1.0, 4.0
    assert isinstance(figure, int)
    return (0.0, 0.0) if figure == 0 else (max(5.0, figure - 5.0), figure + 4.0)


def seen_in(table: Protected, who: list[Person], kinds: list[tuple[str, ...]], population: str) -> Seen:
    cells = []
    names = ("area", "sex", "age", "late")
    for codes, (figure, *_) in table.rows:
        asked = {f.id: c for f, c in zip(table.filters, codes, strict=True) if c != TOTAL}

        def fits(person: Person, asked: dict[str, str] = asked) -> bool:
            return POPULATIONS[population](person) and all(person[k] == v for k, v in asked.items())

        mine = [n for n, kind in enumerate(kinds) if fits(dict(zip(names, kind, strict=True)))]
        cells.append((mine, sum(fits(p) for p in who), *ends(figure, table.policy.name)))
    return Seen(table.policy.name, cells)


def history(seed: int) -> tuple[list[Seen], int]:
    draw = Random(seed)
    size = draw.choice([40, 90, 200])
    who = numbered(
        {
            "area": draw.choice("aabbbc"),
            "sex": draw.choice("FM"),
            "age": draw.choice("xyz"),
            "late": draw.choice(["no"] * 12 + ["yes"]),
        }
        for _ in range(size)
    )
    kinds = sorted({(p["area"], p["sex"], p["age"], p["late"]) for p in who})
    ledger, found, refused = ledger_in_memory(), [], 0
    for n in range(3):
        population, policy = draw.choice(sorted(POPULATIONS)), draw.choice(NAMES)
        counts = counted(who, draw.choice(BY), where=POPULATIONS[population], title=f"Table {n}")
        try:
            found.append(seen_in(protect(counts, policy, against=ledger), who, kinds, population))
        except NotProtected:
            refused += 1
    return found, refused


def values(tables: list[Seen], group: list[int], kinds: int) -> float:
    """How many numbers of people a group can be, beside everything that some tables print."""
    rows, low, high = [], [], []
    for table in tables:
        for mine, _, least, most in table.cells:
            row = np.zeros(kinds)
            row[mine] = 1
            rows.append(row)
            low.append(least)
            high.append(most)
    above, limit = np.vstack([*rows, *(-r for r in rows)]), np.r_[high, -np.array(low)]
    cost = np.zeros(kinds)
    cost[group] = 1
    least, most = (linprog(way * cost, A_ub=above, b_ub=limit, bounds=(0, OPEN)).fun * way for way in (1, -1))
    return float(np.floor(most + 1e-6) - np.ceil(least - 1e-6)) + 1


def attacked(tables: list[Seen]) -> list[tuple[float, float]]:
    """Small counts that all tables together leave fewer values than promised: how many, and how many were promised."""
    kinds = max((max(mine, default=0) for t in tables for mine, *_ in t.cells), default=0) + 1
    found = []
    own: dict[tuple[int, ...], float] = {}
    for table in tables:
        for mine, count, low, high in table.cells:
            if 0 < count < (10 if table.policy == "srs-output" else 5) and high > low:
                promise = 2.0 if table.policy == "srs-output" else high - low + 1
                known = own.get(tuple(mine), np.inf)
                own[tuple(mine)] = min(p for p in (known, promise) if p > 2 or known == np.inf or promise == known)
    for group, promised in own.items():
        if any(list(group) == m and low == high for t in tables for m, _, low, high in t.cells):
            continue  # a policy with a lower threshold shows it
        left = values(tables, list(group), kinds)
        if left >= promised:
            continue
        alone = min([promised, *(values([t], list(group), kinds) for t in tables)])
        if left < alone:
            found.append((left, alone))
    return found


@pytest.mark.parametrize("seed", range(16))
def test_no_small_count_is_narrower_than_its_rounding_leaves_it(seed: int) -> None:
    tables, _ = history(seed)
    assert attacked(tables) == []


def test_the_attacker_notices_when_nobody_compares_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Judge, "narrows", lambda *_: None)
    assert any(attacked(history(seed)[0]) for seed in range(16))


def test_most_tables_are_released() -> None:
    """What refuses everything is safe and of no use."""
    found = [history(seed) for seed in range(8)]
    assert sum(len(tables) for tables, _ in found) > sum(refused for _, refused in found)
