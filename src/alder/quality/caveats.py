"""The cautions that travel with results, picked by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.caveats import CAVEATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.quality import Caveat

__all__ = ["CAVEATS", "caveats"]


def caveats(codes: Iterable[str]) -> tuple[Caveat, ...]:
    """The cautions of these codes, each once, in the order given."""
    return tuple(CAVEATS[c] for c in dict.fromkeys(codes))
