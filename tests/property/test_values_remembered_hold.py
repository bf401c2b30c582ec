"""Random tables of values, one after the other through a ledger, attacked together by programs that are not Alder's.

One attacker has all percentiles and extremes, and asks with programmes in whole
numbers whether somebody of a small group must have a value. The other has all means and totals, and asks how far what a
small group has together may still lie apart. A small group is a hidden cell of any table, or an atom: people who are in
the same cells of all tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from tests.support.properties import sampled

from alder.disclosure import protect
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.microdata import Lines, Statistic, counts_of
from alder.disclosure.microdata.counting import LineKeys
from alder.disclosure.microdata.remembered import Remembered, Rules
from alder.disclosure.policy_file import policy_of
from alder.disclosure.protection import Rule
from alder.errors import NotProtected

PAY = np.arange(100, 501, 100)
LEVELS = np.arange(0, 601, 50)
"""What the attacker thinks possible: readers do not know that nobody has anything between."""
THRESHOLD = 5
POLICY = replace(policy_of("srs-output"), name="five", threshold=THRESHOLD)
RULES = Rules(
    Rule(THRESHOLD), Rule(THRESHOLD, POLICY.p_percent, dominance=POLICY.dominance), near_full=POLICY.near_full
)
COLUMNS = ("region", "level", "college")
PLACED, SUMMED = ("median", "p25", "maximum", "minimum"), ("mean", "total")


@dataclass
class Table:
    """A table as it came out: which statistic, and of each cell its people, count and figure (None where hidden)."""

    statistic: str
    cells: list[tuple[np.ndarray, int | None, float | None]]
    half: float


class World:
    """Some people, with the tables that were released of them."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = np.random.default_rng(seed)
        size = int(self.rng.integers(50, 90))
        draw = {"region": "AAABBC", "level": "1122", "college": "XXYYZ"}
        self.columns = {name: self.rng.choice([*codes], size) for name, codes in draw.items()}
        self.pay = np.zeros(size, dtype=np.int64)
        for region, college in product("ABC", "XYZ"):
            own = self.rng.choice(PAY, 2) if self.rng.random() < 0.6 else [self.rng.choice(PAY)]
            here = (self.columns["region"] == region) & (self.columns["college"] == college)
            self.pay[here] = self.rng.choice(own, here.sum())
        self.key = self.rng.integers(1, 2**60, size, dtype=np.uint64)
        self.folder, self.ledger, self.tables = folder, ledger_in_memory(), list[Table]()

    def release(self, statistic: str, by: tuple[str, ...], who: np.ndarray) -> None:
        """Ask for one table through the ledger, and remember what its readers see."""
        path = self.folder / f"{len(self.tables)}.csv"
        at = np.flatnonzero(who)
        rows = [",".join([*(str(self.columns[c][n]) for c in by), str(self.pay[n])]) for n in at]
        path.write_text("\n".join([",".join([*by, "pay"]), *rows]) + "\n", encoding="utf-8")
        lines = Lines.read(path, by, of="pay")
        asked = Remembered(lines, Statistic.read(statistic), "pay", self.key[at], RULES)
        keys = LineKeys(self.key[at], self.key[at], np.zeros(len(at), dtype=np.int64))
        counts = counts_of(lines, title="pay", year="2020/21", keys=keys)
        try:
            protect(counts, POLICY, against=self.ledger.valuing(asked))
        except NotProtected:  # for its counts: nothing came out
            return
        found = asked.figures
        assert found is not None
        assert found.counts is not None
        members = np.zeros((len(found.hidden), len(self.pay)), dtype=bool)
        for cell in lines.cells():
            members[cell, at] = True
        half = 0.5 * 10.0**-asked.decimals
        figures = np.round(found.figure, asked.decimals)
        self.tables.append(
            Table(
                statistic,
                [
                    (
                        members[n],
                        None if found.counts.hidden[n] else int(members[n].sum()),
                        None if found.hidden[n] else float(figures[n]),
                    )
                    for n in np.flatnonzero(members.any(axis=1)).tolist()
                ],
                half if statistic in ("mean", *PLACED) else 0.0,
            )
        )

    def atoms(self) -> tuple[np.ndarray, np.ndarray]:
        """The atom of each person, and of each atom one person."""
        if not self.tables:
            return np.zeros(len(self.pay), dtype=int), np.zeros(1, dtype=int)
        cells = np.stack([cell[0] for table in self.tables for cell in table.cells])
        _, one, atom = np.unique(cells, axis=1, return_index=True, return_inverse=True)
        return atom.ravel(), one

    def small(self) -> list[np.ndarray]:
        """Small groups: hidden cells, and atoms."""
        atom, one = self.atoms()
        found = [cell for table in self.tables for cell, _, _ in table.cells]
        found += [atom == n for n in range(len(one))]
        return [group for group in found if group.sum() < THRESHOLD]


def values_told(world: World) -> list[tuple[int, int]]:
    """Values that somebody of a small group must have, by the printed percentiles and extremes."""
    _, one = world.atoms()
    rows, low, high = list[np.ndarray](), list[float](), list[float]()

    def know(cell: np.ndarray, which: np.ndarray, least: float, most: float) -> None:
        rows.append(np.outer(cell[one], which).ravel().astype(float))
        low.append(least)
        high.append(most)

    every = np.ones(len(LEVELS), dtype=bool)
    for table in world.tables:
        if table.statistic not in PLACED:
            continue
        for cell, count, figure in table.cells:
            know(cell, every, *((count, count) if count is not None else (1, np.inf)))
            if figure is None or count is None:
                continue
            near = np.abs(LEVELS - figure) <= table.half
            if table.statistic in ("median", "p25"):
                place = (count - 1) * {"median": 0.5, "p25": 0.25}[table.statistic]
                know(cell, figure + table.half > LEVELS - 1e-9, np.floor(place) + 1, np.inf)
                know(cell, figure - table.half > LEVELS, 0, np.ceil(place))
                know(cell, near, min(3, int((cell & np.isin(world.pay, LEVELS[near])).sum())), np.inf)
            else:
                beyond = np.sign(LEVELS - figure) == (-1 if table.statistic == "minimum" else 1)
                know(cell, beyond, 0, 0)
                know(cell, near, THRESHOLD, np.inf)
    printed = {f for t in world.tables if t.statistic in PLACED for _, _, f in t.cells if f is not None}
    found = []
    for group in world.small():
        for value in sorted(printed & set(world.pay[group].tolist())):
            target = np.outer(group[one], value == LEVELS).ravel().astype(float)
            solved = milp(
                target,
                constraints=LinearConstraint(np.array(rows), low, high),
                integrality=np.ones(len(target)),
                bounds=Bounds(0, np.inf),
            )
            assert solved.success, solved.message
            if round(solved.fun):
                found.append((int(group.sum()), int(value)))
    return found


def sums_told(world: World) -> list[tuple[int, float, float]]:
    """Small groups whose sum follows exactly, or nearly, from the printed means and totals."""
    _, one = world.atoms()
    rows, low, high = list[np.ndarray](), list[float](), list[float]()
    for table in world.tables:
        for cell, count, figure in table.cells:
            if table.statistic in SUMMED and figure is not None:
                many = count if table.statistic == "mean" else 1
                assert many is not None
                rows.append(cell[one].astype(float))
                low.append((figure - table.half) * many)
                high.append((figure + table.half) * many)
    if not rows:
        return []
    matrix = np.array(rows)
    ends = {"A_ub": np.vstack([matrix, -matrix]), "b_ub": np.r_[high, -np.array(low)], "bounds": (0, None)}
    found = []
    for group in world.small():
        target = group[one].astype(float)
        least = linprog(target, **ends)
        most = linprog(-target, **ends)
        if most.status == 3:  # as much as one likes
            continue
        assert (least.status, most.status) == (0, 0)
        if -most.fun - least.fun < 0.04 * world.pay[group].sum():  # 5% is asked for, and sums are whole numbers
            found.append((int(group.sum()), float(least.fun), float(-most.fun)))
    return found


BY = [("region",), ("level",), ("college",), ("region", "level"), ("college", "level"), ("region", "college")]


def history(world: World, statistics: tuple[str, ...], releases: int) -> None:
    for _ in range(releases):
        who = np.ones(len(world.pay), dtype=bool)
        if world.rng.random() < 0.5:
            name = str(world.rng.choice(COLUMNS))
            who = world.columns[name] != world.rng.choice(np.unique(world.columns[name]))
        elif world.rng.random() < 0.5:
            who[world.rng.choice(len(who), 3, replace=False)] = False
        by = BY[int(world.rng.integers(len(BY)))]
        world.release(str(world.rng.choice(statistics)), by, who)


GIVE_VALUES = (142, 229, 399, 449)
"""Worlds whose tables tell a value, where each is protected as if it were the only one."""
GIVE_SUMS = (0, 1, 4, 5, 7)
"""And worlds whose tables tell a sum."""


@pytest.mark.parametrize("seed", [*GIVE_VALUES[:2], *sampled([*GIVE_VALUES[2:], *range(40)], 21)])
def test_values_of_few_stay_open_whatever_was_released(tmp_path: Path, seed: int) -> None:
    world = World(seed, tmp_path)
    history(world, PLACED, 3)
    assert values_told(world) == []


@pytest.mark.parametrize("seed", [*GIVE_SUMS[:3], *sampled(range(4, 40), 12)])
def test_sums_of_few_stay_open_whatever_was_released(tmp_path: Path, seed: int) -> None:
    world = World(seed, tmp_path)
    history(world, SUMMED, 3)
    assert sums_told(world) == []


@pytest.mark.parametrize(
    ("statistics", "told", "seeds"), [(PLACED, values_told, GIVE_VALUES[:2]), (SUMMED, sums_told, GIVE_SUMS[:2])]
)
def test_the_attackers_see_what_is_told_without_a_ledger(
    tmp_path: Path, statistics: tuple[str, ...], told: Callable[[World], object], seeds: tuple[int, ...]
) -> None:
    """So that the tests above can fail: each table is forgotten before the next one is asked for."""
    for seed in seeds:
        world = World(seed, tmp_path)
        for _ in range(3):
            history(world, statistics, 1)
            world.ledger = ledger_in_memory()
        assert told(world), seed
