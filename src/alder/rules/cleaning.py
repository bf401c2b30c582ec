"""Texts as rules compare them, in records and in reference tables alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.expr import Value


def clean(column: Value, folded: bool) -> Value:
    """A text without outer blanks, missing where nothing else is there, and in capitals where it is folded."""
    if not column.type().is_string():
        return column
    # Stripping costs far more than looking whether there is anything to strip: every blank sorts before "!".
    blank_outside = (column < "!") | (column.right(1) < "!")
    text = blank_outside.ifelse(column.strip().nullif(""), column)
    return text.upper() if folded else text
