"""`alder table` and the ledger: a table beside all earlier ones, and where it is refused one that is not."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from alder.disclosure.ledger import MORE
from alder.disclosure.ledger.finished import number_of, said_of
from alder.errors import AlderError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.disclosure import Protected
    from alder.disclosure.drawn import Drawn
    from alder.disclosure.ledger import Ledger
    from alder.environment import Environment
    from alder.measures import Query
    from alder.model.statistic import Counts

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
    drawn: Drawn | None = None,
) -> Protected:
    """The table, kept in the ledger. Where it is refused because of earlier ones, a question that would not be."""
    from alder.disclosure.ledger import BesideEarlier
    from alder.measures.query import query_object

    try:
        asked = query_object(query) | (drawn.said if drawn else {})
        return protect(counts, ledger.asking(asked), keep)
    except BesideEarlier as refused:
        found = _other(environment, query, lambda c: protect(c, ledger.trying()))
        if found is not None:
            refused.next = f"{refused.next}\nThis may be released:  {command(found)} --ledger"
        raise


def say_kept(table: Protected, ledger: Ledger) -> None:
    """What the ledger did with a table, beside it."""
    facts = ledger.facts(number_of(table))
    if facts.more:
        click.echo(MORE, err=True)
    for line in said_of(table):
        click.echo(line, err=True)
    if facts.binds:
        click.echo(
            f"Kept in the ledger as {facts.id}: every later table of the same records of a year is judged beside it.",
            err=True,
        )
    else:
        click.echo(f"Kept in the ledger as {facts.id}, to stay inside: no later table is judged beside it.", err=True)


def say_drawn(drawn: Drawn, ledger: Ledger) -> None:
    """Which tables of delivered people the ledger could compare, and which it could not."""
    click.echo(
        "People of deliveries have no lasting keys: it is judged beside tables drawn in the same way from the same "
        "deliveries, and beside no others.",
        err=True,
    )
    if apart := drawn.apart(ledger):
        names = ", ".join(f.id for f in apart)
        click.echo(
            f"Not compared with {names}: drawn from other deliveries, or in another way, so nobody knows who is in "
            "both. Judge yourself what they tell beside this one.",
            err=True,
        )


def _other(environment: Environment, query: Query, protect: Callable[[Counts], object]) -> Query | None:
    """The first of some coarser questions whose table may be released, by trying."""
    from alder.disclosure.drawn import with_people
    from alder.measures.query import coarser

    for other in islice(coarser(query), TRIES):
        try:
            protect(with_people(environment, other.query))
        except AlderError:  # it is refused too, or cannot be asked: none to suggest
            continue
        return other.query
    return None
