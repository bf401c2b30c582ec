"""The years of a variable as the department's forms write them, which is in many ways."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<!\d)(\d{4})\s*/\s*(\d{2,4})(?!\d)|(?<![\d/])(\d{4})(?![\d/])")
_GOES_ON = re.compile(r"(?:-|\bonwards)\s*$")
_EVERY = re.compile(r"(?:all years|n/a|)", re.IGNORECASE)
_MOST = 60
"""A longer text tells a story about years and is none of them."""


def read(text: str) -> tuple[int | None, int | None] | None:
    """The first and the last year, as the calendar year in which each starts; None where the text is not understood.

    No first year is every year that the table has, no last year goes on. Gaps between are left to the text. A year
    written alone, as in `2016 onwards`, is that in which the academic or the tax year starts, as the field `Year` of
    the same tables says of itself.
    """
    plain = " ".join(text.split())
    if _EVERY.fullmatch(plain):
        return None, None
    found = list(_YEAR.finditer(plain))
    rest = _YEAR.sub("", plain)
    if not found or len(plain) > _MOST or re.search(r"\d", rest):
        return None
    starts = []
    for at in found:
        start, end = int(at[1] or at[3]), at[2]
        if end and int(end) % 100 != (start + 1) % 100:
            return None
        starts.append(start)
    first: int | None = min(starts)
    last: int | None = max(starts)
    if _GOES_ON.search(plain):
        last = None
    if plain.casefold().startswith(("up to", "all years")):
        first, last = (None, last) if plain.casefold().startswith("up") else (None, None)
    return first, last
