"""How far a condition reaches: at most how many rows meet it, and in which ranges of the kept rows they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.coded import AllOf, Always, AnyOf, OneOf

if TYPE_CHECKING:
    from alder.engine.data_sets.spans import Range, Spans
    from alder.model.coded import Condition


def most(condition: Condition, spans: Spans) -> int | None:
    """At most how many rows meet the condition, where that is known without looking."""
    match condition:
        case Always(False):
            return 0
        case OneOf(column, codes, False) if spans.know(column, codes):
            return spans.rows(column, codes)
        case AllOf(parts):
            return min((n for part in parts if (n := most(part, spans)) is not None), default=None)
        case AnyOf(parts):
            each = [most(part, spans) for part in parts]
            return None if None in each else sum(n for n in each if n is not None)
    return None


def ranges(condition: Condition, spans: Spans) -> list[Range] | None:
    """Where the rows that meet the condition lie, in order and apart; None where that is not known without looking."""
    match condition:
        case Always(False):
            return []
        case OneOf(column, codes, False) if spans.know(column, codes):
            return spans.ranges(column, codes)
        case AllOf(parts):
            known = [(n, part) for part in parts if (n := most(part, spans)) is not None]
            return ranges(min(known, key=lambda pair: pair[0])[1], spans) if known else None
        case AnyOf(parts):
            each = [ranges(part, spans) for part in parts]
            return None if None in each else together([one for some in each if some for one in some])
    return None


def together(ranges: list[Range]) -> list[Range]:
    """The ranges in order, those that touch made one."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
