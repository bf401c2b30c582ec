"""The key of compiled SQL of variables and measures."""

from __future__ import annotations

from alder.engine import sql_cache


def key(*parts: object) -> str:
    """The key of an expression that measures or what they build on make from `parts`."""
    return sql_cache.key("measures", *parts)
