"""The nearest tables that hide less than one that is shown, each judged together with it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from alder.disclosure.drawn import with_people
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.protect import protect
from alder.disclosure.protected import rows_of
from alder.disclosure.protection import Protection
from alder.errors import AlderError, present
from alder.measures.query import coarser
from alder.model.statistic import NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.disclosure.ledger import Ledger
    from alder.disclosure.policy import Policy
    from alder.disclosure.protected import Protected
    from alder.measures import Query
    from alder.model.statistic import Figure

TRIES = 6
"""So many coarser questions are asked."""


@dataclass(frozen=True)
class Nearest:
    """A coarser table that may stand beside the one on show."""

    query: Query
    words: str
    """What makes it coarser."""
    table: Protected
    hides: float
    """The share of its figures that are hidden."""


def share_hidden(table: Protected) -> float:
    """The share of the figures of a table that are hidden, of all that can be there."""
    figures = _possible(table)
    return sum(isinstance(f, str) for f in figures) / len(figures) if figures else 0.0


def figures_of(table: Protected) -> int:
    """How many figures a table has, those that are hidden among them."""
    return len(_possible(table))


def _possible(table: Protected) -> list[Figure]:
    return [f for _, row in rows_of(table) for f in row if f != NOT_APPLICABLE]


def nearest(
    source: Any,
    query: Query,
    policy: str | Policy = "srs-output",
    *,
    against: Ledger | None = None,
    keep: Sequence[Mapping[str, str]] = (),
    most: int = 3,
) -> list[Nearest]:
    """Up to `most` coarser tables that hide a smaller share of their figures, the one that hides least first.

    Each is protected and attacked together with the table of this question: through the ledger, which then has to hold
    that table already, or else the two by themselves. None is kept as a release. There are none where the table hides
    nothing. `keep` are the cells that were to stay visible in the table of this question.
    """
    asked = Protection.of_counts(policy, keep=tuple(keep), nearest=True)
    chosen = present(asked.policy, "counts are protected under a policy")
    counts = with_people(source, query)
    if against is None:
        against = ledger_in_memory()
        on_show = protect(counts, asked, against=against)
    else:
        on_show = protect(counts, asked, against=against.trying())
    share, found = share_hidden(on_show), []
    for other in islice(coarser(query), TRIES) if share else ():
        try:
            table = protect(with_people(source, other.query), chosen, against=against.trying())
        except AlderError:  # it cannot be asked, or may not stand beside what is out
            continue
        if share_hidden(table) < share:
            found.append(Nearest(other.query, other.words, table, share_hidden(table)))
    return sorted(found, key=lambda n: n.hides)[:most]
