"""From a list of codes with their parents to a dimension, or what is wrong with the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alder.disclosure.tables.table import Dimension
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = "Total"
"""The code of everything together, where a dimension is made from values alone."""

_SHAPE = 'Write each code with the code it is part of: ["R1", "Total"]. The code of the whole has null.'


def dimension(name: str, pairs: Any, *, where: str = "hier.json") -> Dimension:
    """The dimension that these pairs of code and parent describe, in any order.

    Raises `UsageError` where a code comes twice, a parent is missing, there is not one root, or codes go round in a
    circle.
    """
    at = f"{where}, dimension {name}"
    parent_of = _read(pairs, at)
    roots = [code for code, parent in parent_of.items() if parent is None]
    if len(roots) != 1:
        said = f"{len(roots)} codes without a parent" if roots else "no code without a parent"
        raise UsageError(f"a hierarchy has one code for the whole, and this has {said}", where=at, next=_SHAPE)
    for code, parent in parent_of.items():
        if parent is not None and parent not in parent_of:
            raise UsageError(f"code {code} is part of {parent}, which is not in the list", where=at, next=_SHAPE)
    parts: dict[str | None, list[str]] = {}
    for code, parent in parent_of.items():
        parts.setdefault(parent, []).append(code)
    order = list(roots)
    for code in order:  # grows while it is walked
        order += parts.get(code, [])
    if len(order) < len(parent_of):
        lost = next(code for code in parent_of if code not in set(order))
        raise UsageError(
            f"code {lost} and what it is part of go round in a circle",
            where=at,
            next="Follow its parents, and mend the one that leads back.",
        )
    position = {code: n for n, code in enumerate(order)}
    return Dimension(
        name,
        tuple(order),
        np.array([-1 if (p := parent_of[code]) is None else position[p] for code in order], dtype=np.int64),
    )


def flat(name: str, values: Iterable[str]) -> Dimension:
    """All values directly below one whole."""
    codes = sorted(set(values) - {ROOT})
    return dimension(name, [[ROOT, None], *([code, ROOT] for code in codes)], where="the records")


def _read(pairs: Any, at: str) -> dict[str, str | None]:
    if not isinstance(pairs, list) or not pairs:
        raise UsageError("a dimension is a list of codes with their parents", where=at, next=_SHAPE)
    found: dict[str, str | None] = {}
    for pair in pairs:
        if (
            not isinstance(pair, list)
            or len(pair) != 2
            or not isinstance(pair[0], str)
            or not isinstance(pair[1], str | None)
        ):
            raise UsageError("a line of the list is not a code with its parent", where=at, next=_SHAPE)
        if pair[0] in found:
            raise UsageError(f"code {pair[0]} comes twice", where=at, next="A code is part of one other code.")
        found[pair[0]] = pair[1]
    return found
