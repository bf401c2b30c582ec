"""Small tables with their totals, drawn or written as text, and an attacker of them who shares no code with Alder.

The attacker adds the table up cell by cell, and looks for what is known by the eigenvectors of a full matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import linprog

from alder.disclosure.sketch import Cells
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.table import Dimension, Table, TableKind

Codes = tuple[int, ...]


def dimension(name: str, parents: list[int]) -> Dimension:
    """Codes 0 (the total), 1, 2, ... and for each code but the total the one above it."""
    return Dimension(name, tuple(f"{name}{n}" for n in range(len(parents) + 1)), np.array([-1, *parents]))


def counted(dimensions: list[Dimension], freq: dict[Codes, int]) -> Table:
    held = {codes: n for codes, n in freq.items() if n}
    leaves = np.array(list(held), dtype=np.int64).reshape(len(held), len(dimensions))
    numbers = np.array(list(held.values()), dtype=np.int64)
    return Table(tuple(dimensions), TableKind.COUNT, leaves, numbers, numbers.astype(np.float64))


def two_way(text: str) -> Table:
    """Lines of counts, without their totals."""
    numbers = [[int(n) for n in line.split()] for line in text.strip().splitlines()]
    flat = [dimension("r", [0] * len(numbers)), dimension("c", [0] * len(numbers[0]))]
    return counted(flat, {(i + 1, j + 1): n for i, row in enumerate(numbers) for j, n in enumerate(row)})


def drawn(seed: int, dimensions: int | None = None, *, most: int = 6) -> Table:
    """A table with hierarchies and counts of all sizes, many of them small."""
    random = np.random.default_rng(seed)
    found = []
    for k in range(dimensions or int(random.integers(2, 4))):
        codes = int(random.integers(2, most))
        parents = [int(random.integers(0, n + 1)) if random.random() < 0.4 else 0 for n in range(codes)]
        found.append(dimension("abcd"[k], parents))
    leaves = [np.flatnonzero(d.is_leaf).tolist() for d in found]
    size = random.choice([0.4, 1.0]), random.choice([4.0, 12.0, 40.0])
    freq = {codes: int(random.poisson(random.gamma(size[0], size[1]))) for codes in product(*leaves)}
    if not any(freq.values()):
        freq[next(iter(freq))] = 3
    return counted(found, freq)


def cells_of(table: Table, threshold: int = 10) -> Cells:
    cube = Cube.of(table)
    return Cells.of(cube, cube.freq < threshold)


@dataclass(frozen=True)
class Plain:
    """A table added up cell by cell."""

    freq: dict[Codes, int]
    """Of the cells that are not empty, in the order of the full table."""
    records: dict[Codes, frozenset[Codes]]
    """For each cell the leaf cells that it is made of."""
    relations: list[dict[Codes, int]]


def plain(table: Table) -> Plain:
    records: dict[Codes, set[Codes]] = {}
    at_leaf = {tuple(map(int, codes)): int(n) for codes, n in zip(table.leaves, table.freq, strict=True)}
    for codes in at_leaf:
        for above in product(*(list(lineage(d, c)) for d, c in zip(table.dimensions, codes, strict=True))):
            records.setdefault(above, set()).add(codes)
    freq = {codes: sum(at_leaf[leaf] for leaf in records[codes]) for codes in sorted(records)}
    relations = []
    for codes in freq:
        for k, d in enumerate(table.dimensions):
            below = [(*codes[:k], n, *codes[k + 1 :]) for n in range(len(d.codes)) if d.parent[n] == codes[k]]
            held = [codes_ for codes_ in below if codes_ in freq]
            if held:
                relations.append({codes: -1, **dict.fromkeys(held, 1)})
    return Plain(freq, {c: frozenset(r) for c, r in records.items()}, relations)


def lineage(of: Dimension, code: int) -> Iterator[int]:
    while code >= 0:
        yield code
        code = int(of.parent[code])


def given_away(table: Table, hidden: np.ndarray, *, insider: bool, threshold: int = 10) -> set[Codes]:
    """The small cells that a reader of the table works out, or somebody who is alone in another cell."""
    whole = plain(table)
    codes = list(whole.freq)
    secret = [c for c, h in zip(codes, hidden, strict=True) if h]
    at = {c: n for n, c in enumerate(secret)}
    found = {c for c, n in whole.freq.items() if n < threshold and c not in at}
    matrix = sums(whole, at)
    size, vectors = np.linalg.eigh(matrix.T @ matrix)
    moves = vectors[:, size < 1e-9]
    length = np.linalg.norm(moves, axis=1)
    small = [c for c in secret if whole.freq[c] < threshold]
    found |= {c for c in small if length[at[c]] < 1e-7}
    if insider:
        for alone in (c for c in secret if whole.freq[c] == 1 and length[at[c]] >= 1e-7):
            along = moves @ moves[at[alone]] / length[at[alone]]
            for c in small:
                parallel = abs(abs(along[at[c]]) - length[at[c]]) < 1e-9
                if parallel and whole.records[c] != whole.records[alone]:
                    found.add(c)
    return found


def sums(whole: Plain, at: dict[Codes, int]) -> np.ndarray:
    """What has to add up to 0 in any change of the hidden cells."""
    matrix = np.zeros((len(whole.relations), len(at)))
    for n, relation in enumerate(whole.relations):
        for c, sign in relation.items():
            if c in at:
                matrix[n, at[c]] = sign
    return matrix


def intervals(table: Table, hidden: np.ndarray, *, least: int = 0) -> dict[Codes, tuple[float, float]]:
    """For each hidden cell the least and the most that it can count, if none is known to count less than `least`."""
    whole = plain(table)
    secret = [c for c, h in zip(whole.freq, hidden, strict=True) if h]
    at = {c: n for n, c in enumerate(secret)}
    matrix = sums(whole, at)
    bounds = [(least - whole.freq[c], 1000) for c in secret]
    found = {}
    for c in secret:
        ends = []
        for way in (1, -1):
            cost = np.zeros(len(secret))
            cost[at[c]] = way
            solved = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds, method="highs")
            ends.append(whole.freq[c] + way * solved.fun)
        found[c] = (ends[0], ends[1])
    return found
