"""Protected tables and the ledger: under which number a table is kept, and what is needed to keep a finished one.

It lies beside the table in the memory of the process that made it, not within it: no file, page or text has it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from alder.disclosure.ledger.acts import Act, Kind, digest_of
from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.ledger.ledger import Ledger
    from alder.disclosure.policy import Policy
    from alder.disclosure.protected import Protected
    from alder.model.statistic import Counts

NOT_COMPARED = (
    "The ledger does not know which people are behind these figures, so they were compared with no earlier table."
)
"""Said of a table whose records are not to be had."""


@dataclass(frozen=True, eq=False)
class Made:
    """What a protected table was made of, and what became of each cell."""

    counts: Counts
    policy: Policy
    tried: Callable[[], Tried]


_MADE: WeakKeyDictionary[Protected, Made] = WeakKeyDictionary()
_KEPT: WeakKeyDictionary[Protected, tuple[Ledger, str]] = WeakKeyDictionary()
_WORDS: WeakKeyDictionary[Protected, tuple[str, ...]] = WeakKeyDictionary()


def made_of(table: Protected, counts: Counts, policy: Policy, tried: Callable[[], Tried]) -> None:
    """Say what a table was made of, for whoever lets it out later."""
    _MADE[table] = Made(counts, policy, tried)


def kept_as(table: Protected, ledger: Ledger, id: str, words: tuple[str, ...] = ()) -> None:
    """Say under which number of a ledger a table is kept, and what came of judging its means and medians."""
    _KEPT[table] = (ledger, id)
    _WORDS[table] = words


def said_of(table: Protected) -> tuple[str, ...]:
    """What came of judging the means and medians of a table beside earlier ones, for whoever asked."""
    return _WORDS.get(table, ())


def number_of(table: Protected) -> str:
    """The number under which a table is kept, or nothing."""
    return _KEPT[table][1] if table in _KEPT else ""


def note_file(table: Protected, path: Path) -> None:
    """Write down that a table was written to a file, by which it is known again, if a ledger keeps the table."""
    if table in _KEPT:
        ledger, id = _KEPT[table]
        ledger.note(id, Act.now(Kind.FILE, ledger.asker, path.name, digest_of(path)))


def keep_finished(table: Protected, ledger: Ledger, *, folder: str, reason: str) -> str:
    """Keep a table as one that stays inside, unless it is kept already; its number, or nothing where that cannot be.

    `folder` is that of the store of the ledger: records of another store have keys that mean nothing here. Raises where
    the records behind the table are no longer those that were counted.
    """
    if table in _KEPT:
        return _KEPT[table][1]
    made = _MADE.get(table)
    if made is None or made.counts.behind is None or made.counts.behind.folder != folder:
        return ""
    counts, tried = made.counts, made.tried()
    if counts.records is None:
        counts = replace(counts, records=made.counts.behind.ask())
    keeps = ledger.keeping_in(reason)
    try:
        id = keeps.judged(counts, made.policy, lambda _: tried).id
    except UsageError as error:
        raise NotProtected(
            "the returns in the store have changed since this table was made",
            where=error.what,
            next="Count and protect it again, and then let it out.",
        ) from None
    _KEPT[table] = (keeps, id)
    return id
