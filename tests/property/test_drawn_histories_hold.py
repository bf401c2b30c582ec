"""Histories of tables whose figures are drawn, fitted to each other, or perturbed, attacked with all of them at once.

The attacker knows each policy and its perturbation table, sees every figure of every table of the same people, and asks
a linear programme how many there can be of each small group. He shares no code with what protects or judges tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import linprog
from tests.support.people_counts import Person, counted, numbered
from tests.support.policies import OWN
from tests.support.properties import sampled
from tests.support.text_tables import rows as table_of

from alder.disclosure import POLICIES, Action, Method, Noise, Policy, protect
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.ledger.judge import Judge
from alder.disclosure.noise.entropy import made
from alder.errors import NotProtected
from alder.model.statistic import TOTAL, Counts

NOISE = Noise(variance=2.0, most=3)
PLAIN = replace(OWN, name="noise", method=Method.NEAREST, base=1, action=Action.PERTURB, noise=NOISE)
OF = {
    "random": replace(OWN, name="random", method=Method.RANDOM),
    "random 3": replace(OWN, name="random 3", method=Method.RANDOM, threshold=3, base=3),
    "controlled": OWN,
    "small": replace(OWN, name="small", method=Method.SMALL_COUNTS),
    "noise": PLAIN,
    "wide noise": replace(PLAIN, name="wide noise", noise=Noise(variance=3.0, most=5, gap=2)),
    "midpoint": POLICIES["opensafely-midpoint6"],
    "nearest": POLICIES["dfe-statistics"],
    "hidden": POLICIES["srs-output"],
}
"""The policies of the histories. All call counts under five small, but for random 3, midpoint and hidden."""

BY = (["area"], ["age"], ["area", "sex"], ["age", "sex"], ["area", "age"])
WHO = {
    "all": lambda person: True,
    "in time": lambda person: person["late"] == "no",
    "elsewhere": lambda person: person["area"] != "a",
}
OPEN = 10_000.0
Cell = tuple[frozenset[int], int, float, float]
"""The kinds of people in it, the true count, and the ends that its own figure leaves."""


@cache
def moves(noise: Noise) -> np.ndarray:
    """What the table does to each count by each key: readers may know it. Shape: counts up to 60, keys."""
    return made(noise).moves[:61]


def ends(figure: object, policy: Policy, parts: int) -> tuple[float, float]:
    """What a reader knows of a count from its figure, by the words of the policy. `parts` are inner cells in a sum."""
    base = policy.base
    if policy.action is Action.PERTURB:
        assert policy.noise
        published = np.arange(61)[:, None] + moves(policy.noise)
        fits = published < policy.threshold if figure == "c" else published == figure
        could = [n for n in range(61) if fits[n].any() and (n > 0) == (figure != 0)]
        return float(min(could, default=0)), float(max(could, default=0))
    if isinstance(figure, str):
        return (0.0, OPEN) if policy.action is Action.SUPPRESS else (1.0, policy.threshold - 1.0)
    assert isinstance(figure, int)
    if policy.action is Action.SUPPRESS:
        return float(figure), float(figure)
    match policy.method:
        case Method.RANDOM | Method.CONTROLLED:
            return max(0.0, figure - base + 1.0), figure + base - 1.0
        case Method.SMALL_COUNTS:
            if parts > 1:
                return 0.0, OPEN  # a sum of figures that are shown
            return (0.0, base - 1.0) if figure == 0 else (1.0, float(base)) if figure == base else (figure, figure)
        case Method.MIDPOINT:
            return (0.0, 0.0) if figure == 0 else (figure - 2.0, figure + 3.0)
    return (0.0, 0.0) if figure == 0 else (max(float(policy.threshold), figure - base // 2), figure + (base - 1) // 2)


def keyed(counts: Counts, who: Sequence[Person]) -> Counts:
    """The same with what noise and random rounding draw from: a number that each person has for good."""
    sums = []
    for cell in counts.cells.to_pylist():
        inside = [p for p in who if all(cell[f.id] in (TOTAL, p[f.id]) for f in counts.filters)]
        sums.append(sum(int(p["number"]) * 2_246_822_519 % 2**32 for p in inside) % 2**32)
    columns = {f.id: counts.cells[f.id] for f in counts.filters}
    return replace(counts, keys=pa.table({**columns, "learners": pa.array(sums, pa.int64())}))


def history(names: Sequence[str], seed: int) -> tuple[list[tuple[Policy, list[Cell]]], int]:
    """Four tables of some people, one after the other under these policies; and how many were refused."""
    draw = Random(seed)
    who = numbered(
        {
            "area": draw.choice("aabbbc"),
            "sex": draw.choice("FM"),
            "age": draw.choice("xyz"),
            "late": draw.choice(["no"] * 9 + ["yes"]),
        }
        for _ in range(draw.choice([20, 40]))
    )
    kinds = sorted({(p["area"], p["sex"], p["age"], p["late"]) for p in who})
    ledger, found, refused = ledger_in_memory(), [], 0
    for n, name in enumerate([*names, *names][:4]):
        population, policy = draw.choice(["all", "all", *sorted(WHO)]), OF[name]
        some = [p for p in who if WHO[population](p)]
        counts = keyed(counted(who, draw.choice(BY), where=WHO[population], title=f"Table {n}"), some)
        try:
            table = protect(counts, policy, against=ledger)
        except NotProtected:
            refused += 1
            continue
        cells: list[Cell] = []
        for codes, (figure, *_) in table.rows:
            asked = {f.id: c for f, c in zip(table.filters, codes, strict=True) if c != TOTAL}

            def fits(person: Person, asked: dict[str, str] = asked, population: str = population) -> bool:
                return WHO[population](person) and all(person[k] == v for k, v in asked.items())

            names_ = ("area", "sex", "age", "late")
            mine = frozenset(k for k, kind in enumerate(kinds) if fits(dict(zip(names_, kind, strict=True))))
            parts = 1 if len(asked) == len(table.filters) else 2
            cells.append((mine, sum(map(fits, who)), *ends(figure, policy, parts)))
        if policy.method is Method.SMALL_COUNTS:
            cells = added(cells, [row for _, (row, *_) in table.rows])
        found.append((policy, cells))
    return found, refused


def added(cells: list[Cell], figures: list[object]) -> list[Cell]:
    """Sums of small-count rounding lie between the sums of the ends of the inner cells: they say nothing more."""
    return [cell for cell, _ in zip(cells, figures, strict=True) if cell[3] < OPEN]


def left(tables: Sequence[list[Cell]], group: frozenset[int]) -> int:
    """How many numbers of people a group can be, beside everything that some tables print."""
    size = max(max(mine, default=0) for cells in tables for mine, *_ in cells) + 1
    rows = np.array([[float(k in mine) for k in range(size)] for cells in tables for mine, *_ in cells])
    low, high = (np.array([cell[n] for cells in tables for cell in cells]) for n in (2, 3))
    above, limit = np.vstack([rows, -rows]), np.r_[high, -low]
    cost = np.array([float(k in group) for k in range(size)])
    least, most = (
        linprog(way * cost, A_ub=above, b_ub=limit, bounds=(0, OPEN), method="highs").fun * way for way in (1, -1)
    )
    return int(np.floor(most + 1e-6) - np.ceil(least - 1e-6)) + 1


def promised(tables: Sequence[tuple[Policy, list[Cell]]]) -> dict[frozenset[int], int]:
    """How many values each small group keeps: a count as many as its figure leaves it, the fewest if several round it;
    and two what is hidden, or what one cell has more than another inside it where that is 1 or 2.
    """
    cells = [(policy, cell) for policy, found in tables for cell in found]
    found = {}
    for (_, (inner, few, *_)), (_, (outer, many, *_)) in product(cells, cells):
        if inner < outer and 0 < many - few < 3:
            found[outer - inner] = 2
    found |= {mine: 2 for policy, (mine, n, low, high) in cells if 0 < n < policy.threshold and high == OPEN}
    for policy, (mine, count, low, high) in cells:
        if 0 < count < policy.threshold and low < high < OPEN:
            own = int(high - low) + 1
            found[mine] = own if found.get(mine, 2) == 2 else min(found[mine], own)
    return found


def told(tables: Sequence[tuple[Policy, list[Cell]]]) -> list[tuple[int, int]]:
    """Small groups that all tables together leave fewer values than promised, and than each table by itself does."""
    every = [cells for _, cells in tables]
    shown = {mine for cells in every for mine, _, low, high in cells if low == high}
    found = []
    for group, enough in promised(tables).items():
        if group in shown:
            continue  # a policy with a lower threshold shows it
        several = left(every, group)
        if several < enough:
            alone = min([enough, *(left([one], group) for one in every if any(group & cell[0] for cell in one))])
            found += [(several, alone)] if several < alone else []
    return found


HISTORIES = """
policies                 | what could go wrong
random, random           | other draws of nearly the same people
random 3, random         | the same count, rounded to 3 and to 5
random, hidden           | exact margins around figures that were drawn
controlled, controlled   | tables that were each fitted by themselves
controlled, hidden       | exact margins around figures that were fitted
small, small             | inner cells of one table are sums of the other
small, nearest           | an exact large cell beside a rounded one
noise, noise             | one person more or less, and another draw
noise, hidden            | exact margins around noise
wide noise, noise        | the same people, with two kinds of noise
noise, midpoint          | classes of six around noise
controlled, random, small | three roundings of the same people
"""

CASES = [(str(row["policies"]), seed) for row, seed in product(table_of(HISTORIES), range(3))]


@pytest.mark.parametrize("case", sampled(CASES, 6), ids=str)
def test_no_small_count_follows_from_tables_that_are_drawn_or_fitted(case: tuple[str, int]) -> None:
    policies, seed = case
    tables, _ = history(policies.split(", "), seed)
    assert told(tables) == []


def test_the_attacker_of_drawn_tables_notices_when_nobody_compares_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Judge, "narrows", lambda *_: None)
    assert any(told(history(policies.split(", "), seed)[0]) for policies, seed in CASES)
