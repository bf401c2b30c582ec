"""What must be said with whatever is drawn from a source that asks people, or projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.caveats import CAVEATS
from alder.model.source import Collected

if TYPE_CHECKING:
    from alder.model.quality import Caveat
    from alder.model.source import Source

_CODES = {Collected.SURVEY: ("Q-SURV",), Collected.FORECAST: ("Q-FCST",)}


def caution(source: Source) -> tuple[Caveat, ...]:
    """The cautions of a source as a whole: a survey's, a forecast's, or none."""
    return tuple(CAVEATS[c] for c in _CODES.get(source.collected, ()))
