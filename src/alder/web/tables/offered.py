"""What the last step offers: measures and groups, with what is chosen already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import listed
from alder.publishing.tables import available
from alder.publishing.tables.choice import BLANK
from alder.publishing.tables.tiers import tiers
from alder.web.tables.asked import ALL, NONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.web.tables.asked import Asked


_NAMED = 4
"""Measures that a list of data sets names."""
_END = re.compile(r" \((lower|upper) end of .*interval\)$")


def in_short(measures: Sequence[str]) -> str:
    """The first measures of a data set in words. The ends of an interval go with their measure, unnamed."""
    own = [label for label in measures if not _END.search(label)] or list(measures)
    rest = len(own) - _NAMED
    return listed([*own[:_NAMED], f"{rest} more"]) if rest > 0 else listed(own)


@dataclass(frozen=True)
class Box:
    """One thing that can be chosen."""

    value: str
    words: str
    is_chosen: bool
    hint: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind that can be chosen together. `left_out` is how many have no figures here."""

    id: str
    title: str
    total: int
    all: Box | None
    boxes: tuple[Box, ...]
    hint: str = ""
    left_out: int = 0


def measures_offered(so_far: Asked) -> list[tuple[str, list[Box]]]:
    """Indicators under the headings that the data set gives them; the first one chosen where none is."""
    groups: dict[str, list[Box]] = {}
    is_new = not so_far.indicators
    for n, indicator in enumerate(so_far.contents.indicators):
        is_chosen = n in so_far.indicators or (is_new and n == 0)
        groups.setdefault(indicator.grouping, []).append(Box(indicator.id, indicator.label, is_chosen))
    return list(groups.items())


def filters_offered(so_far: Asked, codes: tuple[tuple[int, tuple[int, ...]], ...], *, is_new: bool) -> list[Group]:
    """Filters with the options that have figures in these places and times; the usual ones chosen at first."""
    contents = so_far.contents
    in_trees = {n for at in tiers(contents) for n in at}
    usual = available.usual(contents, codes)
    found = []
    for (n, there), at_first in zip(codes, usual, strict=True):
        if n in in_trees:
            continue
        filter = contents.filters[n]
        chosen = so_far.items.get(n, at_first if is_new or not so_far.items else ())
        boxes = tuple(
            Box(
                f"{filter.id}.{filter.options[code - 1].id if code != BLANK else NONE}",
                available.label(contents, n, code),
                code in chosen,
            )
            for code in available.in_order(contents, n, there)
        )
        left_out = len(filter.options) - sum(code != BLANK for code in there)
        every = Box(f"{filter.id}.{ALL}", f"All {len(boxes)}", False) if len(boxes) > 8 else None
        found.append(Group(f"filter-{n}", filter.label, len(boxes), every, boxes, filter.hint, left_out))
    return found
