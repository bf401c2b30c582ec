"""The rule book of the ILR. Rules register here; the package's other modules hold them, by field and theme."""

from __future__ import annotations

from alder.rules.book import RuleBook
from alder.sources.ilr.rules.shape import SHAPE

ilr = RuleBook(
    "ilr",
    shape=SHAPE,
    full=("2020/21", "2025/26"),
    first="2020/21",
    version="1",
)
