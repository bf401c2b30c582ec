"""What may stand in an indicator's cell instead of a number."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "c": "hidden to protect people",
        "low": "rounds to 0 but is not 0",
        "z": "not applicable",
        "x": "not available",
        "u": "unreliable",
    }
)
"""The symbols of the standard and the government's statistical service, with what they mean."""

OLDER: Mapping[str, str] = MappingProxyType({"k": "low"})
"""Symbols of older files, with the one that has taken their place."""

WITHDRAWN = ("~", ":")
"""Symbols that were given up. A file that holds one is sent back."""

NO_VALUE = ("NULL", "Null", "null", "NA", "na")
"""What programs write for nothing. It means nothing to a reader, and a file that holds one is sent back."""

NO_DATA = ("N/A", "n/a", ".", "..", "-")
"""Marks for no data that older tables used; the symbols above say more."""
