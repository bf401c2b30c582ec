"""Filters that divide each other further: a tree from which someone takes one thing, or a thing and all below it.

A path names an option of each filter of the tree, the widest first. `None` stands for all of them, so that a thing and
all below it is its own options and then nothing but `None`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from alder.model.condition import AllOf, AnyOf, OneOf
from alder.publishing.contents.contents import filter_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.condition import Condition
    from alder.publishing.contents import Contents

Path = tuple[int | None, ...]
Tiers = tuple[int, ...]
"""Positions of filters, each of which divides the one before it."""


@dataclass(frozen=True)
class Node:
    """A thing in the tree: the options down to it, whether there are rows about it alone, and what is below it."""

    path: tuple[int, ...]
    alone: Path | None
    """The path of the thing alone: with the totals of all that divide it."""
    below: tuple[Node, ...]

    @property
    def count(self) -> int:
        """How many things are below it."""
        return len(self.below) + sum(node.count for node in self.below)


def tiers(contents: Contents) -> tuple[Tiers, ...]:
    """The trees of a data set. Where two filters divide the same one, the first of them does so in the tree."""
    columns = {filter.column: n for n, filter in enumerate(contents.filters)}
    child: dict[int, int] = {}
    for n, filter in enumerate(contents.filters):
        if filter.parent in columns and columns[filter.parent] != n:
            child.setdefault(columns[filter.parent], n)
    found = []
    for root in child.keys() - set(child.values()):
        chain = [root]
        while (below := child.get(chain[-1])) is not None:
            chain.append(below)
        found.append(tuple(chain))
    return tuple(sorted(found))


def tree(combinations: Sequence[tuple[int, ...]], totals: Sequence[int]) -> tuple[Node, ...]:
    """The tree of the combinations that have rows. `totals` has for each filter the code of its total, or blank."""
    return _nodes((), sorted(combinations), totals)


def _nodes(at: tuple[int, ...], rows: Sequence[tuple[int, ...]], totals: Sequence[int]) -> tuple[Node, ...]:
    depth = len(at)
    if depth == len(totals):
        return ()
    found = []
    for code, same in groupby(rows, key=lambda row: row[depth]):
        here = list(same)
        path = (*at, code)
        rest = tuple(totals[depth + 1 :])
        if code == totals[depth] and depth:
            continue
        alone = (*path, *rest) if (*path, *rest) in here else None
        below = () if code == totals[depth] else _nodes(path, here, totals)
        found.append(Node(path, alone, below))
    return tuple(sorted(found, key=lambda node: node.path[-1] == totals[depth]))


def condition(positions: Tiers, paths: Sequence[Path]) -> Condition:
    """The rows that any of the paths leads to."""
    every = [
        AllOf(
            tuple(OneOf(filter_column(n), (code,)) for n, code in zip(positions, path, strict=True) if code is not None)
        )
        for path in paths
    ]
    return every[0] if len(every) == 1 else AnyOf(tuple(every))
