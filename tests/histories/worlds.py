"""Made-up people, what describes them, and the tables that count them.

People who are alike in everything are one *kind*; a cell of a table is a set of kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from random import Random

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""Which kinds of people are meant. Shape: kinds."""

TOTAL = "Total"
LATE = "late"
SIZES = (0, 0, 1, 1, 2, 3, 4, 5, 7, 9, 10, 12, 18, 30, 75)


@dataclass(frozen=True)
class Way:
    """One way to split by a characteristic: what each of its codes counts as, and what these are part of."""

    name: str
    code: Mapping[str, str]
    parent: Mapping[str, str] = field(default_factory=dict)

    def codes(self) -> list[str]:
        """The finest codes of the table, then what they are parts of."""
        return [*dict.fromkeys(self.code.values()), *dict.fromkeys(self.parent.values())]

    def inside(self, code: str, of: str) -> bool:
        """Whether people of a code of the characteristic count in a code of the table."""
        own = self.code[code]
        return of in (TOTAL, own) or self.parent.get(own) == of


@dataclass(frozen=True)
class Question:
    """A table that somebody asks for: the characteristics with the way to split by each, and who is left out."""

    by: tuple[tuple[int, str], ...]
    """Which characteristic, in which way."""
    without: tuple[int, str] | None = None
    late: bool = True
    """Whether the few who came late are counted."""

    def __str__(self) -> str:
        split = " by ".join(["people", *(f"{way} {k}" for k, way in self.by)])
        left = f" without {self.without[1]}" if self.without else ""
        return split + left + ("" if self.late else ", as it stood before the late ones")


@dataclass(frozen=True)
class World:
    """All kinds of people. A kind is a code of each characteristic, and whether they came late."""

    ways: tuple[Mapping[str, Way], ...]
    """For each characteristic, the ways to split by it."""
    kinds: tuple[tuple[str, ...], ...]
    count: NDArray[np.int64]
    """Shape: kinds."""

    def within(self, question: Question) -> Mask:
        """Who is counted at all."""
        return np.array([self._counts(question, kind) for kind in self.kinds])

    def _counts(self, question: Question, kind: tuple[str, ...]) -> bool:
        left_out = question.without is not None and kind[question.without[0]] == question.without[1]
        return not left_out and (question.late or kind[-1] != LATE)

    def cells(self, question: Question) -> dict[tuple[str, ...], Mask]:
        """Every cell of a table, totals and upper levels too, by its codes."""
        inside = self.within(question)
        split = [(k, self.ways[k][way]) for k, way in question.by]
        found = {}
        for codes in product(*([*way.codes(), TOTAL] for _, way in split)):
            fits = [
                all(way.inside(kind[k], c) for (k, way), c in zip(split, codes, strict=True)) for kind in self.kinds
            ]
            found[codes] = inside & np.array(fits)
        return found


def world(draw: Random, *, largest: int, late: bool) -> World:
    """Up to `largest` kinds of people, by two to four characteristics."""
    shape = [draw.randint(2, 5)]
    while len(shape) < 2 or (len(shape) < 4 and draw.random() < 0.6):
        shape.append(draw.randint(2, 4))
        if np.prod(shape) > largest:
            shape.pop()
            break
    ways = tuple(_ways(draw, k, size) for k, size in enumerate(shape))
    plain = [tuple(codes) for codes in product(*([f"{'abcd'[k]}{n}" for n in range(s)] for k, s in enumerate(shape)))]
    kinds = [(*codes, "early") for codes in plain]
    thin = draw.random()  # how many of the kinds are nobody
    count = [0 if draw.random() < 0.3 * thin else draw.choice(SIZES) for _ in kinds]
    if late:
        kinds += [(*codes, LATE) for codes in plain]
        count += [draw.choice((1, 1, 2, 3)) if draw.random() < 0.15 else 0 for _ in plain]
    return World(ways, tuple(kinds), np.array(count, dtype=np.int64))


def _ways(draw: Random, k: int, size: int) -> dict[str, Way]:
    codes = [f"{'abcd'[k]}{n}" for n in range(size)]
    found = {"own": Way("own", {c: c for c in codes})}
    if size > 2:
        upper = [f"{'ABCD'[k]}{draw.randint(0, 1)}" for _ in codes]
        if len(set(upper)) > 1:
            found["levels"] = Way("levels", {c: c for c in codes}, dict(zip(codes, upper, strict=True)))
            found["broad"] = Way("broad", dict(zip(codes, upper, strict=True)))
        zone = [f"{'WXYZ'[k]}{draw.randint(0, 1)}" for _ in codes]
        if len(set(zone)) > 1:
            found["across"] = Way("across", dict(zip(codes, zone, strict=True)))
    return found


def question(draw: Random, world: World, *, populations: bool, most: int = 3) -> Question:
    """A table of one to three characteristics."""
    some = draw.sample(range(len(world.ways)), min(len(world.ways), draw.randint(1, most)))
    by = tuple((k, draw.choice(sorted(world.ways[k]))) for k in sorted(some))
    if not populations or draw.random() < 0.4:
        return Question(by)
    if draw.random() < 0.5:
        return Question(by, late=False)
    k = draw.randrange(len(world.ways))
    return Question(by, without=(k, draw.choice(sorted(world.ways[k]["own"].code))))
