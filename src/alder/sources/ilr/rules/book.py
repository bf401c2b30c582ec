"""The rule book of the ILR. Rules register here; the package's other modules hold them, by field and theme."""

from __future__ import annotations

from pathlib import Path

from alder.model import ids
from alder.rules.book import RuleBook
from alder.sources.ilr.rules.shape import SHAPE

_HERE = Path(__file__).parent

ilr = RuleBook(
    "ilr",
    shape=SHAPE,
    full=("2020/21", "2025/26"),
    first="2020/21",
    sources=(_HERE, _HERE.parent / "codes", _HERE.parent / "schema", Path(ids.__file__).parent),
    version="1",
)
