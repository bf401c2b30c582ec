"""How a table would stand: what it would hide, whether it may stand beside all that is out, and the nearest that may.

Whoever answers sees numbers. Whoever asks sees a band and no more, for these are facts about people that no ledger
holds: that a table of one cell hides it says how few are in it. So what is told before asking is coarse, its borders
are blurred, nothing is told of tables with few figures, a refusal reads like a table that hides much, and each look is
counted and recorded. The decision on requests has the reasons.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings

from alder.disclosure import protect
from alder.disclosure.drawn import drawn
from alder.disclosure.ledger import BesideEarlier
from alder.disclosure.ledger.in_memory import supposing
from alder.disclosure.nearest import figures_of, share_hidden
from alder.disclosure.totals import totals_of
from alder.errors import AlderError
from alder.measures import measures, tabulate
from alder.measures.query import Coarser, coarser, query_object
from alder.web.publications.ledger import ledger_of_store
from alder.web.publications.models import Release
from alder.web.table_requests.models import PlannedTable
from alder.web.table_requests.queries import environment, query_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.disclosure import Protected
    from alder.disclosure.ledger import Ledger
    from alder.measures import Query
    from alder.model.statistic import Counts


class Band(StrEnum):
    """How much of a table would be hidden, as whoever asks is told."""

    FEW = "few"
    SOME = "some"
    MANY = "many"
    """Or it may not stand beside what is out: the two are told as one."""
    UNTOLD = "untold"
    """It has too few figures to tell."""


SOME_FROM, MANY_FROM = 0.10, 0.35
"""The shares of hidden figures at which the next band begins: a tenth is little to lose, a third spoils most tables."""
BLUR = 0.03
"""How far a border moves, either way, by a keyed draw that is the same for the same table. One cell more or less of 30
figures is this much, so that a border does not tell of one cell."""
LEAST_FIGURES = 20
"""Of a table with fewer figures nothing is told: a share of them would tell which."""
MOST_TRIES = 12
"""So many coarser tables are judged while somebody waits, and no more after `ALDER_NEAREST_SECONDS`."""
MOST_STEPS = 3
"""A table that is further from what was asked is another question."""


@dataclass(frozen=True)
class Judged:
    """What came of protecting a table beside what is out, without keeping it."""

    figures: int
    share: float
    mark: bytes
    """What the protected table is known by, so that the same table has the same blur however it was asked for."""
    refused: AlderError | None = None

    @property
    def hidden(self) -> int:
        return round(self.share * self.figures)

    @property
    def band(self) -> Band:
        if self.figures < LEAST_FIGURES:
            return Band.UNTOLD
        if self.refused is not None:
            return Band.MANY
        drawn = hmac.digest(settings.SECRET_KEY.encode(), b"band of a table\0" + self.mark, "sha256")
        blur = (int.from_bytes(drawn[:8], "big") / 2**64 * 2 - 1) * BLUR
        share = self.share + blur
        return Band.FEW if share < SOME_FROM else Band.SOME if share < MANY_FROM else Band.MANY


def counted(query: Query) -> tuple[Counts, dict[str, Any]]:
    """The counts of a query with the people behind them, and the question as the ledger keeps it."""
    source = environment()
    if measures[query.measure].extract is not None:
        found = drawn(source, query)
        return found.counts, query_object(query) | found.said
    counts = tabulate(source, query, records=True)
    return counts, query_object(counts.behind.query if counts.behind else query)


def size_of(counts: Counts) -> int:
    """How many figures a table of these counts has."""
    return int(counts.cells.num_rows) * sum(i.shown for i in counts.indicators)


def judged(counts: Counts, policy: str, ledger: Ledger, tell: Callable[[str], None]) -> Judged:
    """How a table of these counts would stand; the ledger keeps nothing of it."""
    try:
        table = protect(counts, policy, against=ledger.trying(), progress=tell)
    except AlderError as error:
        return Judged(size_of(counts), 1.0, b"", error)
    return Judged(figures_of(table), share_hidden(table), _mark(table))


def _mark(table: Protected) -> bytes:
    from alder.disclosure.protected import rows_of

    return sha256(repr([(codes, [str(f) for f in row]) for codes, row in rows_of(table)]).encode()).digest()


# The nearest tables that may be had


@dataclass(frozen=True)
class Near:
    """A coarser table, what makes it coarser, and how it would stand."""

    query: Query
    words: tuple[str, ...]
    judged: Judged


def nearest(
    query: Query, policy: str, ledger: Ledger, than: Judged, tell: Callable[[str], None], *, untold: bool, most: int = 2
) -> list[Near]:
    """The nearest coarser tables that may stand beside what is out and hide little, in the order of `coarser_than`.

    At most `MOST_TRIES` are judged, for `ALDER_NEAREST_SECONDS`. Where none hides little, the one that hides least,
    if that is less than what was asked. `untold` takes tables with few figures as well, for whoever may see how they
    stand.
    """
    found: list[Near] = []
    began = time.monotonic()
    for n, (other, words) in enumerate(coarser_than(query)):
        if n == MOST_TRIES or time.monotonic() - began > settings.ALDER_NEAREST_SECONDS:
            break
        tell(f"Looking for the nearest table: {n + 1} of at most {MOST_TRIES}")
        try:
            counts, _ = counted(other)
            one = judged(counts, policy, ledger, lambda _: None)
        except AlderError:  # it cannot be counted: nothing to suggest
            continue
        if one.refused is not None or (not untold and one.band is Band.UNTOLD):
            continue
        if one.share < than.share or than.refused is not None:
            found.append(Near(other, words, one))
        if sum(near.judged.share < SOME_FROM for near in found) == most:
            break
    good = [near for near in found if near.judged.share < SOME_FROM]
    return good[:most] or sorted(found, key=lambda near: near.judged.share)[:1]


def coarser_than(query: Query) -> Iterator[tuple[Query, tuple[str, ...]]]:
    """Coarser queries, the nearest first: those one step away, then two, then three. A step is a broader category or
    area in the place of a finer one, a breakdown less, a part of the filter less, the last of several years alone.
    """
    seen = {_key(query)}
    ring: list[tuple[Query, tuple[str, ...]]] = [(query, ())]
    for _ in range(MOST_STEPS):
        further: list[tuple[Query, tuple[str, ...]]] = []
        for one, words in ring:
            for step in (*coarser(one), *_fewer_years(one)):
                if _key(step.query) not in seen:
                    seen.add(_key(step.query))
                    further.append((step.query, (*words, step.words)))
        yield from further
        ring = further


def _fewer_years(query: Query) -> Iterator[Coarser]:
    if len(query.years) > 1:
        yield Coarser(query.of_year(query.year), f"of {query.year} alone")


def _key(query: Query) -> str:
    return repr(sorted(query_object(query).items()))


# What is planned


@dataclass(frozen=True)
class InTheWay:
    """A planned publication that could not be let out as it could be now."""

    title: str
    why: str


def in_the_way(counts: Counts, said: dict[str, Any], policy: str, tell: Callable[[str], None]) -> list[InTheWay]:
    """Which planned publications a table would stand in the way of, if it were out. Raises where it may not be out.

    The plan is judged twice, without the table and with it, each planned table beside those that are planned before it.
    One that could not be let out anyway is in nobody's way; one that would have to hide more than without the table is
    as much harmed as one that is refused.
    """
    ledger = ledger_of_store("the site")
    without, with_it = supposing(ledger), supposing(ledger)
    protect(counts, policy, against=with_it.asking(said))
    found = []
    for ids, title in drafts_in_ledger(ledger):
        tell(f"Working out whether it would stop {title}")
        if _may_leave(without, ids) and not _may_leave(with_it, ids):
            found.append(InTheWay(title, "its tables could not be let out any more"))
    for planned in PlannedTable.objects.all():
        tell(f"Working out whether it would stop {planned.title}")
        try:
            theirs, question = counted(query_of(planned.query))
            before = share_hidden(protect(theirs, planned.policy, against=without.asking(question)))
        except AlderError:  # it cannot be made as things are: nothing to stand in the way of
            continue
        try:
            after = share_hidden(protect(theirs, planned.policy, against=with_it.asking(question)))
        except AlderError:
            found.append(InTheWay(planned.title, "it could not be let out any more"))
            continue
        if after > before:
            found.append(InTheWay(planned.title, f"it would hide {after:.1%} of its figures, and not {before:.1%}"))
    return found


def drafts_in_ledger(ledger: Ledger) -> list[tuple[list[str], str]]:
    """The tables of releases that are being prepared, checked or scheduled, as far as the ledger has them inside."""
    from alder.publishing.releases import ReleaseState, VersionState

    states = (ReleaseState.DRAFT, ReleaseState.IN_CHECK, ReleaseState.APPROVED, ReleaseState.SCHEDULED)
    found = []
    releases = Release.objects.filter(state__in=states).select_related("publication").prefetch_related("versions")
    for release in releases.order_by("scheduled", "id"):
        ids = [
            id
            for version in release.versions.all()
            if version.state == VersionState.DRAFT
            for id in version.tables
            if ledger.store.facts(id) is not None
        ]
        if ids:
            found.append((ids, f"{release.publication.title}, {release.title}"))
    return found


def _may_leave(ledger: Ledger, ids: list[str]) -> bool:
    """Whether tables may be let out, which then count as out in what is only supposed."""
    try:
        ledger.let_out(ids)
    except BesideEarlier:
        return False
    return True


def check_totals(counts: Counts) -> None:
    """Refuse totals of which nobody knows whom they are about, before anything counts as out."""
    totals_of(counts.group, counts.filters, None)
