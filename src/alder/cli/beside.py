"""`alder table` and the ledger: a table beside all earlier ones, and where it is refused one that is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.errors import AlderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from alder.disclosure import Protected
    from alder.disclosure.ledger import Ledger
    from alder.environment import Environment
    from alder.measures import Query
    from alder.model.statistic import Counts

BROADER = {
    "ethnicity_minor": "ethnicity",
    "home_combined_authority": "home_region",
    "home_lsip": "home_region",
    "subject_area_tier_2": "subject_area",
}
"""Variables whose categories are parts of those of another."""
TRIES = 6
"""So many other questions are tried."""


def protected_beside(
    environment: Environment,
    query: Query,
    counts: Counts,
    ledger: Ledger,
    protect: Callable[..., Protected],
    command: Callable[[Query], str],
    keep: Sequence[Mapping[str, str]] = (),
) -> Protected:
    """The table, kept in the ledger. Where it is refused because of earlier ones, a question that would not be."""
    from alder.disclosure.ledger import BesideEarlier
    from alder.measures.query_json import to_object

    try:
        return protect(counts, ledger.asking(to_object(query)), keep)
    except BesideEarlier as refused:
        found = _other(environment, query, lambda c: protect(c, ledger.trying()))
        if found is not None:
            refused.next = f"{refused.next}\nThis may be released:  {command(found)} --ledger"
        raise


def _other(environment: Environment, query: Query, protect: Callable[[Counts], object]) -> Query | None:
    """The first of some coarser questions whose table may be released, by trying."""
    from alder.measures import tabulate

    for _, other in zip(range(TRIES), coarser(query), strict=False):
        try:
            protect(tabulate(environment, other, records=True))
        except AlderError:  # it is refused too, or cannot be asked: none to suggest
            continue
        return other
    return None


def coarser(query: Query) -> Iterator[Query]:
    """The same question with broader categories, one filter less, or without leaving anybody out."""
    for name in query.by:
        broader = BROADER.get(name)
        if broader is not None and broader not in query.by:
            yield replace(query, by=tuple(broader if b == name else b for b in query.by))
    for name in query.by[::-1]:
        yield replace(query, by=tuple(b for b in query.by if b != name))
    if query.where is not None:
        yield replace(query, where=None)
