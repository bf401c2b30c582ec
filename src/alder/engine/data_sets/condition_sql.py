"""Conditions and sorts as SQL with bound values. Names of columns are quoted; no value is ever part of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.engine.data_sets.spans import Spans
from alder.engine.sql_text import quoted
from alder.model.condition import AllOf, AnyOf, Compared, Constant, OneOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.condition import Condition, Sort

_SHORT = 16
"""Up to so many codes are compared one by one; a longer list is joined to."""
_MOST_RANGES = 40
"""More ranges than this cost more to compare with than they save."""


def where(condition: Condition, values: list[Any], spans: Spans | None = None) -> str:
    """The condition as SQL. Its values are added to the list in the order of their question marks."""
    spans = spans or Spans()
    match condition:
        case Constant(holds):
            return "true" if holds else "false"
        case OneOf(column, codes, turned):
            return _one_of(column, codes, turned, values, spans)
        case Compared(column, sign, code):
            values.append(code)
            return f"{quoted(column)} {sign} ?"
        case AllOf(parts):
            return _joined("and", parts, values, spans) or "true"
        case AnyOf(parts):
            return _joined("or", parts, values, spans) or "false"
        case _:
            return f"not ({where(condition.part, values, spans)})"


def _one_of(column: str, codes: tuple[int, ...], turned: bool, values: list[Any], spans: Spans) -> str:
    near = _near(column, codes, values, spans) if not turned and spans.know(column, codes) else ""
    if len(codes) == 1:
        values.append(codes[0])
        return f"{near}{quoted(column)} {'!=' if turned else '='} ?"
    values.append(list(codes))
    if len(codes) <= _SHORT:
        return f"{near}{'not ' if turned else ''}list_contains(?, {quoted(column)})"
    return f"{near}{quoted(column)} {'not in' if turned else 'in'} (select unnest(?))"


def _near(column: str, codes: tuple[int, ...], values: list[Any], spans: Spans) -> str:
    """A condition that the rows with these codes meet too, by which whole blocks of rows are left out unread."""
    ranges = spans.ranges(column, codes)
    if len(ranges) > _MOST_RANGES:
        return ""
    for first, last in ranges:
        values += [first, last]
    text = " or ".join([f"{quoted(spans.along)} between ? and ?"] * len(ranges))
    return f"({text}) and " if ranges else ""


def _joined(word: str, parts: Sequence[Condition], values: list[Any], spans: Spans) -> str:
    texts = [where(part, values, spans) for part in parts]
    return texts[0] if len(texts) == 1 else f" {word} ".join(f"({text})" for text in texts)


def order(sorts: Sequence[Sort]) -> str:
    """`order by` of the sorts, with the order of loading last."""
    return ", ".join([part for sort in sorts for part in _sort(sort)] + ['"row"'])


def _sort(sort: Sort) -> list[str]:
    direction = "desc" if sort.descending else "asc"
    text = f"{quoted(sort.column)} {direction}"
    if not sort.numeric:
        return [text]
    number = f"try_cast({quoted(sort.column)} as double)"
    return [f"({number} is null) asc", f"{number} {direction}", text]
