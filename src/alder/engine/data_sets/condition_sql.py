"""Conditions and sorts as SQL with bound values. Names of columns are quoted; no value is ever part of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.model.coded import AllOf, Always, AnyOf, Compared, OneOf, Untrue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.coded import Condition, Sort


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def where(condition: Condition, values: list[Any]) -> str:
    """The condition as SQL. Its values are added to the list in the order of their question marks."""
    match condition:
        case Always(holds):
            return "true" if holds else "false"
        case OneOf(column, codes, turned):
            return _one_of(column, codes, turned, values)
        case Compared(column, sign, code):
            values.append(code)
            return f"{quoted(column)} {sign} ?"
        case AllOf(parts):
            return _joined("and", parts, values) or "true"
        case AnyOf(parts):
            return _joined("or", parts, values) or "false"
        case Untrue(part):
            return f"not ({where(part, values)})"


def _one_of(column: str, codes: tuple[int, ...], turned: bool, values: list[Any]) -> str:
    if len(codes) == 1:
        values.append(codes[0])
        return f"{quoted(column)} {'!=' if turned else '='} ?"
    # A list of question marks is tried on every row; this form lets DuckDB leave out blocks of rows unread.
    values.append(list(codes))
    return f"{quoted(column)} {'not in' if turned else 'in'} (select unnest(?))"


def _joined(word: str, parts: Sequence[Condition], values: list[Any]) -> str:
    texts = [where(part, values) for part in parts]
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
