"""The deliveries of the research copy of the ILR that figures over its submissions came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures.drawn.drawing import Records
from alder.measures.drawn.held import delivered, of_years

if TYPE_CHECKING:
    from alder.engine.store import Store
    from alder.measures.returns import Choice

_COPY = (
    Records("ilr", "lilr_learners", "the learners of the copy"),
    Records("ilr", "lilr_aims", "the aims of the copy"),
)


def copied_from(store: Store, choice: Choice) -> tuple[str, ...]:
    """Each delivery that counts of the years whose submissions are of the copy; none where returns alone are used."""
    years = tuple(sorted({h.year.start for h in choice.used if h.is_research}))
    return delivered(of_years(store, [(r, years) for r in _COPY])) if years else ()
