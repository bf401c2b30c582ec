"""Putting the made-up reference tables into a store, for the demo, for tests, and for whoever tries Alder out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.engine import reference
from alder.engine.origins import Origins
from alder.engine.reference import Edition
from alder.sources.miniature import aims, boundaries, contracts, lars, places, providers, registers
from alder.sources.reference.add import MADE_UP as EDITION

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from alder.engine.store import Store

FILE = "made up by Alder"


def tables() -> Mapping[str, pa.Table]:
    """Every made-up table by its name."""
    return {
        **places.tables(),
        **boundaries.tables(),
        **providers.tables(),
        **aims.tables(),
        **lars.tables(),
        **registers.tables(),
        **contracts.tables(),
    }


def load(store: Store, *, mix_made_up: bool = False) -> tuple[Edition, ...]:
    """Hold the made-up tables as the edition "made up". It counts until another edition is added.

    A store that holds returns of which nobody said that they are made up is refused, unless both are to be mixed.
    """
    if not mix_made_up:
        Origins.of(store).check(f"the edition “{EDITION}” of {len(tables())} tables", made_up=True)
    reference.add(store, [(Edition(name, EDITION, file=FILE, made_up=True), rows) for name, rows in tables().items()])
    return tuple(e for e in reference.current(store).values() if e.edition == EDITION)
