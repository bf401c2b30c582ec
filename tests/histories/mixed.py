"""Random histories of tables that mix units, years, notes and policies, attacked together by whoever has them all.

The attacker knows how many aims, programmes and years everybody outside a group has, and so how many people stand
behind each figure but for the group's. It shares no code with what protects: sets of people in Python, dense algebra
and linear programmes.

python -m tests.histories.mixed --number 2000 --seed 1
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import combinations, product
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from alder.disclosure import POLICIES, Guard, Protected, protect
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.policy import Policy
from alder.errors import NotProtected
from alder.model.statistic import TOTAL, Counts
from tests.support.people_counts import Person, counted_as

Row = NDArray[np.float64]
Record = tuple[str, str, int]
"""A unit and year, a person, and which of their records it is."""
OPEN = 10_000.0
NEAR = 1e-7
MOST = 12
"""Of so many small groups two together are looked for."""
SOURCES = ("learners 2019", "learners 2020", "programmes 2020", "achievements 2020", "aims 2020")
UNITS = {"achievements 2020": "programmes 2020"}
"""Achievements are some of the programmes: the same records."""


@dataclass(frozen=True)
class Somebody:
    """A made-up person, with what they have."""

    number: str
    area: str
    sex: str
    late: str
    years: frozenset[int]
    programmes: int
    achieved: int
    subjects: tuple[str, ...]

    def records(self, source: str) -> list[Person]:
        """What describes each of their records of a source."""
        own = {"number": self.number, "area": self.area, "sex": self.sex, "late": self.late, "subject": ""}
        if source.startswith("learners"):
            return [own] * (int(source[-4:]) in self.years)
        if source == "programmes 2020":
            return [own] * self.programmes
        if source == "achievements 2020":
            return [own] * self.achieved
        return [{**own, "subject": s} for s in self.subjects]


@dataclass(frozen=True)
class Asked:
    """A question."""

    source: str
    by: tuple[str, ...]
    without: tuple[str, str] | None

    def fits(self, record: Person) -> bool:
        return self.without is None or record[self.without[0]] != self.without[1]

    def __str__(self) -> str:
        left = f" without {' '.join(self.without)}" if self.without else ""
        return f"{self.source} by {', '.join(self.by) or 'nothing'}{left}"


@dataclass(frozen=True)
class Figure:
    """A cell of a table that is out: whose records it counts, and between which ends its figure leaves them."""

    table: int
    unit: str
    name: str
    records: frozenset[Record]
    low: float
    high: float
    threshold: int
    """Fewer are small, by the policy of the table."""

    @property
    def is_secret(self) -> bool:
        """Whether it is small, and not shown."""
        return 0 < len(self.records) < self.threshold and not self.is_exact

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @cached_property
    def people(self) -> frozenset[str]:
        return frozenset(person for _, person, _ in self.records)


@dataclass
class Outcome:
    """What came of a history."""

    tables: int = 0
    refused: int = 0
    cells: int = 0
    hidden: int = 0
    groups: int = 0
    breaches: list[str] = field(default_factory=list)


def everybody(draw: Random) -> list[Somebody]:
    few, core = draw.choice((0.02, 0.05, 0.12)), draw.random() < 0.5  # whether nearly all have an aim in one subject
    found = []
    for n in range(draw.choice((45, 80, 140))):
        years = {2019, 2020} if draw.random() > 2 * few else {draw.choice((2019, 2020))}
        now = 2020 in years
        programmes = (2 if draw.random() < few else 1) if now and draw.random() > few else 0
        achieved = programmes if draw.random() > few else 0
        several = draw.random() < draw.choice((few, 0.6))
        first = "m" if core and draw.random() > few else draw.choice("mmmeo")
        subjects = [first, *(draw.choice("meo") for _ in range(several))] if now else []
        found.append(
            Somebody(
                str(n + 1), draw.choice("aabbbc"), draw.choice("FM"), "yes" if draw.random() < few else "no",
                frozenset(years), programmes, achieved, tuple(subjects),
            )
        )  # fmt: skip
    return found


def question(draw: Random, sources: Sequence[str]) -> Asked:
    source = draw.choice(sources)
    able = ["area", "sex", *(["subject"] if source.startswith("aims") else [])]
    by = tuple(sorted(draw.sample(able, draw.randint(0, 2))))
    without = draw.choice((None, None, ("late", "yes"), ("area", "c"), ("sex", "M")))
    return Asked(source, by, without)


def policy_of(draw: Random) -> Policy:
    name = draw.choice(("srs-output", "srs-output", "srs-output", "dfe-statistics"))
    if name == "dfe-statistics":
        return POLICIES[name]
    guard = draw.choice((Guard.WIDTH, Guard.EXACT))
    return replace(POLICIES[name], guard=guard, insider=draw.random() < 0.7, threshold=draw.choice((5, 10, 10)))


def made(asked: Asked, who: list[Somebody]) -> Counts:
    """The counts of a question, with a note of how many are left out."""
    unit, year = UNITS.get(asked.source, asked.source).split()
    every = [r for p in who for r in p.records(asked.source)]
    some = [r for r in every if asked.fits(r)]
    found = counted_as(unit, every, asked.by, year=int(year), where=asked.fits, title=str(asked))
    return replace(found, excluded={"left out by the question": len(every) - len(some)} if asked.without else {})


def seen(n: int, asked: Asked, who: list[Somebody], table: Protected, policy: Policy) -> list[Figure]:
    """What readers have of a table."""
    unit = UNITS.get(asked.source, asked.source)
    records = [
        ((unit, p.number, k), record)
        for p in who
        for k, record in enumerate(p.records(asked.source))
        if asked.fits(record)
    ]
    found = []
    for codes, (figure, *_) in table.rows:
        wanted = {b: c for b, c in zip(asked.by, codes, strict=True) if c != TOTAL}
        mine = frozenset(key for key, r in records if all(r[b] == c for b, c in wanted.items()))
        low, high = ends(figure, policy)
        assert low <= len(mine) <= high, f"{asked}, {codes} shows a wrong number"
        found.append(Figure(n, unit, f"{asked}: {' '.join(codes) or 'all'}", mine, low, high, policy.threshold))
    return found


def ends(figure: object, policy: Policy) -> tuple[float, float]:
    """What a reader knows of a count from its figure, by the words of the policy."""
    if policy.name != "dfe-statistics":
        return (float(figure), float(figure)) if isinstance(figure, int) else (0.0, OPEN)
    if figure == "low":
        return 1.0, 4.0
    assert isinstance(figure, int)
    return (0.0, 0.0) if figure == 0 else (max(5.0, figure - 5.0), figure + 4.0)


LEFT_OUT = re.compile(r"[^.\n]*\b(\d+)\b[^.\n]*\b(?:left out|not counted|excluded)\b", re.IGNORECASE)


def told_by_notes(table: Protected, counts: Counts) -> list[str]:
    """Numbers of those who are left out, in all that is printed beside the figures."""
    numbers = {str(n) for n in counts.excluded.values() if n}
    return [m[0].strip() for m in LEFT_OUT.finditer(table.text()) if m[1] in numbers]


def history(seed: int, number: int) -> tuple[list[list[Figure]], int, list[str]]:
    """Tables let out one after the other, how many were refused, and what notes told."""
    draw = Random(f"{seed}:{number}")
    who = everybody(draw)
    one = policy_of(draw) if draw.random() < 0.6 else None
    ledger, tables, refused, notes = ledger_in_memory(), [], 0, []
    sources = draw.choice((SOURCES, SOURCES, draw.sample(SOURCES, 2)))
    for n, asked in enumerate(dict.fromkeys(question(draw, sources) for _ in range(draw.randint(3, 5)))):
        policy = one or policy_of(draw)
        if not any(asked.fits(r) for p in who for r in p.records(asked.source)):
            continue
        counts = made(asked, who)
        try:
            table = protect(counts, policy, against=ledger)
        except NotProtected:
            refused += 1
            continue
        notes += [f"{asked}: a note says {said}" for said in told_by_notes(table, counts)]
        tables.append(seen(n, asked, who, table, policy))
    return tables, refused, notes


def groups(tables: list[list[Figure]]) -> dict[frozenset[Record], str]:
    """Small groups that nobody may be told: hidden cells, what is left of one cell without another's people, and all
    that any cell which has the people of such a group counts of them.
    """
    cells = [f for t in tables for f in t]
    found = {f.records: f.name for f in cells if f.is_secret}
    shown = {f.records for f in cells if f.is_exact}
    least = min((f.threshold for f in cells), default=0)
    sets = {f.people: f.name for f in cells if f.is_secret}
    for one, other in product(cells, cells):
        few, small = one.people - other.people, min(one.threshold, other.threshold)
        if other.people and other.people < one.people and len(few) < small:
            mine = frozenset(r for r in one.records if r[1] in few)
            if len(mine) < small:
                found.setdefault(mine, f"{one.name} less {other.name}")
            sets.setdefault(few, f"{one.name} less {other.name}")
    for (few, name), cell in product(sets.items(), cells):
        mine = frozenset(r for r in cell.records if r[1] in few) if few <= cell.people else frozenset[Record]()
        if 0 < len(mine) < least:
            found.setdefault(mine, f"{name}, of {cell.name}")
    several = [g for g in found if len(g) < 5]
    for one, other in combinations(several[:MOST], 2):  # two that are small together
        if len(one | other) == len(one) + len(other) < 5 and {r[0] for r in one} == {r[0] for r in other}:
            found.setdefault(one | other, f"{found[one]}, and {found[other]}")
    return {records: name for records, name in found.items() if records not in shown}


class Attack:
    """An attacker on one group, who knows everybody else's records but not whether they are counted."""

    def __init__(self, cells: list[Figure], group: frozenset[Record]) -> None:
        self.cells = [f for f in cells if f.is_exact and f.records]
        inside = {person for _, person, _ in group}
        records = sorted({r for f in self.cells for r in f.records if r[1] in inside} | group)
        of: dict[tuple[bool, ...], int] = {}
        for person in sorted({r[1] for f in self.cells for r in f.records} - inside):
            of.setdefault(tuple(person in f.people for f in self.cells), len(of))
        others = np.array(list(of), dtype=float).reshape(len(of), len(self.cells)).T
        own = np.array([[r in f.records for r in records] for f in self.cells], dtype=float)
        self.rows = np.hstack([others, own.reshape(len(self.cells), len(records))])
        self.target = np.r_[np.zeros(others.shape[1]), np.array([r in group for r in records], dtype=float)]

    def tells(self, some: list[int]) -> bool:
        """Whether some of the figures tell the group, but for what is known of everybody else."""
        rows = self.rows[some]
        if not len(rows):
            return False
        found = np.linalg.lstsq(rows.T, self.target, rcond=None)[0]
        return bool(np.abs(rows.T @ found - self.target).max() < NEAR)

    def of_several_units(self) -> bool:
        """Whether figures of several units and years tell it, which none of these does by itself; or one figure of a
        unit beside all of the others.
        """
        units = sorted({f.unit for f in self.cells})
        every = list(range(len(self.cells)))
        if len(units) < 2 or not self.tells(every):
            return False
        mine = {u: [n for n in every if self.cells[n].unit == u] for u in units}
        alone = [u for u in units if self.tells(mine[u])]
        if not alone:
            return True
        for unit in alone:
            others = [n for n in every if self.cells[n].unit != unit]
            if any(self.tells([*others, n]) and not self.tells([n]) for n in mine[unit]):
                return True
        return False


def pinned(cells: list[Figure], group: frozenset[str]) -> bool:
    """Whether a group of people can be one number only, for who knows how many records more each figure has."""
    of: dict[tuple[bool, ...], int] = {}
    for person in sorted({p for f in cells for p in f.people} | group):
        of.setdefault((*(person in f.people for f in cells), person in group), len(of))
    rows = np.array(list(of), dtype=float).T
    more = np.array([len(f.records) - len(f.people) for f in cells], dtype=float)
    low = np.array([f.low for f in cells]) - more
    high = np.array([f.high for f in cells]) - np.where([f.high >= OPEN for f in cells], 0, more)
    above, limit = np.vstack([rows[:-1], -rows[:-1]]), np.r_[high, -np.maximum(low, 0)]
    ends = [linprog(way * rows[-1], A_ub=above, b_ub=limit, bounds=(0, OPEN)) for way in (1, -1)]
    if any(end.fun is None for end in ends):
        return False
    return bool(np.floor(-ends[1].fun + 1e-6) - np.ceil(ends[0].fun - 1e-6) < 1)


def attacked(seed: int, number: int) -> Outcome:
    """One history, and what somebody who has all of it is told."""
    tables, refused, notes = history(seed, number)
    cells = [f for t in tables for f in t]
    found = Outcome(len(tables), refused, len(cells), sum(f.high >= OPEN for f in cells), breaches=notes)
    for group, name in groups(tables).items():
        found.groups += 1
        people = frozenset(person for _, person, _ in group)
        of_others = [f for f in cells if f.threshold <= len(group)]
        allowed = Attack(of_others, group)
        if allowed.tells(list(range(len(allowed.cells)))) or (len(group) == len(people) and pinned(of_others, people)):
            continue  # tables let out under a policy to which so many are not few tell it by themselves
        if Attack(cells, group).of_several_units():
            found.breaches.append(f"{name}: {len(people)} people follow")
        elif len(group) == len(people) and pinned(cells, people) and not _by_itself(tables, people):
            found.breaches.append(f"{name}: {len(people)} people can be one number only")
    return found


def _by_itself(tables: list[list[Figure]], people: frozenset[str]) -> bool:
    """Whether one table, or all of one unit and year, leaves a group one number: that is the affair of its records."""
    units = {f.unit for t in tables for f in t}
    parts = [*tables, *([f for t in tables for f in t if f.unit == unit] for unit in units)]
    return any(pinned(part, people) for part in parts)


def run(seed: int, number: int, workers: int = 1) -> tuple[Outcome, Counter[int]]:
    """The histories from 0 to `number`: all together, and the numbers of those with a breach."""
    every, broken = Outcome(), Counter[int]()
    with ProcessPoolExecutor(workers) as pool:
        for n, one in enumerate(pool.map(partial(attacked, seed), range(number), chunksize=10)):
            for name in ("tables", "refused", "cells", "hidden", "groups"):
                setattr(every, name, getattr(every, name) + getattr(one, name))
            if one.breaches:
                broken[n] = len(one.breaches)
                every.breaches += [f"{n}: {said}" for said in one.breaches]
                print(*[f"{n}: {said}" for said in one.breaches[:4]], sep="\n", file=sys.stderr, flush=True)
    return every, broken


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.histories.mixed", description=__doc__)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    found, broken = run(given.seed, given.number, given.workers)
    print(
        f"{given.number:,} histories, seed {given.seed}: {found.tables:,} tables let out, {found.refused:,} refused, "
        f"{found.cells:,} cells, {found.hidden:,} hidden, {found.groups:,} small groups looked for."
    )
    print(f"{len(broken):,} histories told {len(found.breaches):,} of them." if broken else "None was told.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
