"""What compiled SQL of variables and measures depends on: the text of every module that builds expressions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alder.engine import sql_cache


@cache
def _sources() -> str:
    package = Path(__file__).parents[1]
    folders = (package / "derive", package / "measures", package / "measures" / "where", package / "model" / "ids")
    files = [f for folder in folders for f in sorted(folder.glob("*.py"))]
    texts = [f.read_text(encoding="utf-8") for f in [*files, package / "model" / "expr.py"]]
    return sql_cache.key_of(*texts)


def key(*parts: object) -> str:
    """The key of an expression that these modules build from `parts`."""
    return sql_cache.key_of(_sources(), *parts)
