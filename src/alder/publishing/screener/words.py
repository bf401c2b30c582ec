"""How items of a file are quoted in what a check says: short, and without anything that a terminal obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import listed, number

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 60
_MOST = 5


def quoted(item: str) -> str:
    """An item between quotation marks. What cannot be printed is shown as its code."""
    text = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in item)
    return f"'{text}'" if len(text) <= _LONGEST else f"'{text[: _LONGEST - 1]}…'"


def some(items: Sequence[str], last: str = "and") -> str:
    """The first few items, and how many more there are."""
    more = len(items) - _MOST
    first = [quoted(item) for item in items[:_MOST]]
    return listed([*first, f"{number(more)} more"] if more > 0 else first, last)
