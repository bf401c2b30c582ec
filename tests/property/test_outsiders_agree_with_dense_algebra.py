"""What the ledger says is told to whoever knows everybody outside a small group is what dense algebra says, group by
group: that of the attacker of `tests/histories/mixed.py`, who shares no code with it.
"""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import scipy.sparse as sp
from tests.histories.mixed import Attack, Figure, Record

from alder.disclosure.ledger.outsiders import Cells, Figures, Group

UNITS = ("learners", "aims", "programmes")
SMALL = 6


def drawn(seed: int) -> tuple[list[Figure], list[Record]]:
    """Shown cells of made-up people's records, most of them parts or differences of each other."""
    draw = Random(seed)
    records = [
        (unit, f"{n:02}", k)
        for n in range(draw.randint(8, 20))
        for unit in UNITS
        for k in range(draw.choice((0, 1, 1, 2)))
    ]
    few = set(draw.sample(sorted({r[1] for r in records}), 3))
    cells = []
    for n in range(draw.randint(4, 9)):
        unit, share = draw.choice(UNITS), draw.choice((0.5, 0.9, 1.0))
        away = few if draw.random() < 0.5 else set()
        mine = frozenset(r for r in records if r[0] == unit and r[1] not in away and draw.random() < share)
        cells.append(Figure(n, unit, f"{n}", mine, len(mine), len(mine), SMALL))
    return [c for c in cells if c.records], records


def as_cells(figures: list[Figure], records: list[Record]) -> Cells:
    people = sorted({r[1] for r in records})
    whose = sp.csr_matrix(np.array([[r[1] == p for r in records] for p in people], dtype=float))
    return Cells(
        sp.csr_matrix(np.array([[p in f.people for p in people] for f in figures], dtype=np.int32)),
        sp.csr_matrix(np.array([[r in f.records for r in records] for f in figures], dtype=np.int32)),
        whose,
        np.ones(len(people), dtype=np.int64),
        np.array([UNITS.index(f.unit) for f in figures]),
        0,
        np.ones(len(figures), dtype=bool),
        np.zeros(len(figures), dtype=bool),
        SMALL,
    )


def records_of(group: Group, records: list[Record]) -> frozenset[Record]:
    return frozenset(records[n] for n, inside in zip(group.records, group.target, strict=True) if inside)


@pytest.mark.parametrize("seed", range(16))
def test_every_group_is_told_by_both_or_by_neither(seed: int) -> None:
    figures, records = drawn(seed)
    cells = as_cells(figures, records)
    alone = sp.identity(cells.people.shape[1], format="csr")
    groups = [*(found := cells.groups(alone)), *cells.pairs(found)]
    at = cells.different(cells.out)
    shown = Figures.of(cells, at)
    told = shown.tell(groups)
    every = list(range(len(figures)))
    for group, is_told in zip(groups, told, strict=True):
        attack = Attack(figures, records_of(group, records))
        assert bool(is_told) == attack.tells(every), group
        system = shown.with_records_of(group)
        assert system.tells(np.arange(len(at))) == bool(is_told)
        for unit in {f.unit for f in figures}:
            mine = [n for n in every if figures[n].unit == unit]
            assert system.tells(np.flatnonzero(cells.unit[at] == UNITS.index(unit))) == attack.tells(mine)


def test_some_groups_are_told_and_most_are_not() -> None:
    """The worlds above have something to find."""
    told = []
    for seed in range(16):
        figures, records = drawn(seed)
        cells = as_cells(figures, records)
        found = cells.groups(sp.identity(cells.people.shape[1], format="csr"))
        told += Figures.of(cells, cells.different(cells.out)).tell(found).tolist()
    assert 20 < sum(told) < len(told) / 2


@pytest.mark.parametrize("seed", range(8))
def test_without_the_cheapest_figures_a_group_is_not_told(seed: int) -> None:
    figures, records = drawn(seed)
    cells = as_cells(figures, records)
    groups = cells.groups(sp.identity(cells.people.shape[1], format="csr"))
    shown = Figures.of(cells, cells.different(cells.out))
    price = np.linspace(1, 2, len(shown.products))
    for n in np.flatnonzero(shown.tell(groups)):
        system = shown.with_records_of(groups[n])
        gone = system.cheapest(price)
        assert gone.any()
        assert not system.tells(np.flatnonzero(~gone))
