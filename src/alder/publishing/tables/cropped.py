"""The part of a very large table that a page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.show.table import TOTAL_WORDS

if TYPE_CHECKING:
    from alder.publishing.contents import Contents
    from alder.publishing.tables.choice import Choice

PERIODS, PLACES, OPTIONS, INDICATORS = 5, 2, 5, 5
"""What the part has at most: the latest periods, the first places of each level, groups of each filter, measures."""


def cropped(choice: Choice, contents: Contents) -> Choice:
    """The part of the choice that is shown of a very large table."""
    options = dict(choice.options)
    in_trees = {n for positions, _ in choice.paths for n in positions}
    every = [options.get(n) or tuple(range(len(f.options) + 1)) for n, f in enumerate(contents.filters)]
    return choice.but(
        places=tuple((level, code) for level, codes in choice.by_level.items() for code in codes[:PLACES]),
        periods=tuple(sorted(choice.periods)[-PERIODS:]),
        options=tuple((n, _some(codes, n, contents)) for n, codes in enumerate(every) if n not in in_trees),
        indicators=(choice.indicators or tuple(range(len(contents.indicators))))[:INDICATORS],
    )


def _some(codes: tuple[int, ...], position: int, contents: Contents) -> tuple[int, ...]:
    """The total if there is one, and the first of the others: without the total there may be nothing to see."""
    labels = contents.filters[position].options
    totals = [c for c in codes if c == 0 or labels[c - 1].label.casefold().startswith(TOTAL_WORDS)]
    others = [c for c in codes if c not in totals]
    return tuple([*totals, *others][:OPTIONS])
