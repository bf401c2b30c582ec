"""A figure as people read it: 1,286; 65.4%; £1,286; and a symbol as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.standard.symbols import OLDER, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.publishing.contents.contents import Indicator

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NO_ROW = "the data set has no figure for this"
"""What an empty cell means."""


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def shown(text: str, indicator: Indicator, *, with_unit: bool = False) -> str:
    """Whole thousands get a comma. Decimals are those of the indicator, where it says so."""
    if not is_number(text) or indicator.unit == "string":
        return text
    if indicator.decimals is None:
        whole, point, part = text.partition(".")
        words = f"{int(whole):,}{point}{part}" if whole not in ("-0",) else text
    else:
        words = f"{float(text):,.{indicator.decimals}f}" if "." in text or indicator.decimals else f"{int(text):,}"
    words = words.replace("-", "−")
    return _with_unit(words, indicator.unit) if with_unit else words


def unit_in_words(indicator: Indicator) -> str:
    """The unit for the head of a column, or nothing for plain numbers."""
    return {"": "", "string": "", "pp": "percentage points", "£m": "£ million"}.get(indicator.unit, indicator.unit)


def meaning(text: str) -> str:
    """What a symbol stands for; nothing for what is none."""
    return SYMBOLS.get(OLDER.get(text, text), "")


def used(texts: Iterable[str]) -> list[tuple[str, str]]:
    """The symbols among these cells with what they mean, in the order in which the key lists them."""
    found = set(texts)
    order = (*SYMBOLS, *OLDER)
    return [(symbol, meaning(symbol)) for symbol in order if symbol in found]


def _with_unit(words: str, unit: str) -> str:
    if unit.startswith("£"):
        return f"£{words}{unit[1:]}"
    if unit == "pp":
        return f"{words} points"
    return f"{words}{unit}"
