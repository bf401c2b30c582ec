"""Protected tables and the ledger: under which number a table is kept, and what is done before a finished one leaves.

What a table was made of lies beside it in the memory of the process that made it, not within it: no file, page or text
has it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from alder.disclosure import presentation
from alder.disclosure.averages_remembered import Averages
from alder.disclosure.ledger.acts import Act, Kind, digest_of
from alder.disclosure.ledger.ledger import Ledger
from alder.disclosure.ledger.membership import OtherRecords
from alder.errors import AlderError, NotProtected, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.policy import Policy
    from alder.disclosure.protected import Protected
    from alder.model.statistic import Counts, Figure

NOT_COMPARED = (
    "The ledger does not know which people are behind these figures, so they were compared with no earlier table."
)
"""Said of a table whose records are not to be had."""
FRAME = "Made into a frame in Python."
"""Why such a table is kept: nobody else has it, and what is made of the frame may leave."""


@dataclass(frozen=True, eq=False)
class Made:
    """What a protected table was made of, and what became of each cell."""

    counts: Counts
    policy: Policy
    tried: Callable[[], Tried]
    printed: list[list[Figure]]
    ledger: Ledger | None = None
    """That which it was judged by, where its counts have their records."""
    unremembered: str = ""
    """Why it may leave without being remembered."""


@dataclass(frozen=True, eq=False)
class Kept:
    """Where a table is kept."""

    ledger: Ledger
    id: str
    is_settled: bool = True
    """Whether whoever made it said whether it leaves. Else it is let out when it does."""


_MADE: WeakKeyDictionary[Protected, Made] = WeakKeyDictionary()
_KEPT: WeakKeyDictionary[Protected, Kept] = WeakKeyDictionary()
_WORDS: WeakKeyDictionary[Protected, tuple[str, ...]] = WeakKeyDictionary()


def made_of(table: Protected, made: Made) -> None:
    """Say what a table was made of, for whoever lets it out later."""
    _MADE[table] = made


def kept_as(table: Protected, ledger: Ledger, id: str, words: tuple[str, ...] = ()) -> None:
    """Say under which number of a ledger a table is kept, and what came of judging its means and medians."""
    _KEPT[table] = Kept(ledger, id)
    _WORDS[table] = words
    _keep_cautions(table)


def _keep_cautions(table: Protected) -> None:
    """Keep with a table in the ledger what must be read with it, by which every copy of its file is told of it."""
    kept = _KEPT[table]
    kept.ledger.keep_cautions(kept.id, presentation.cautions(table))


def said_of(table: Protected) -> tuple[str, ...]:
    """What came of judging the means and medians of a table beside earlier ones, for whoever asked."""
    return _WORDS.get(table, ())


def number_of(table: Protected) -> str:
    """The number under which a table is kept, or nothing."""
    return _KEPT[table].id if table in _KEPT else ""


def _kept(table: Protected) -> Kept | None:
    """Where a table is kept today. One that was forgotten since is judged and kept anew, or does not leave."""
    kept = _KEPT.get(table)
    if kept is None or kept.ledger.store.facts(kept.id) is not None:
        return kept
    if table not in _MADE:
        raise NotProtected(
            "the ledger no longer holds this table, so nobody would remember that it leaves",
            where=f"It was kept as {kept.id}, and was forgotten since.",
            next="Protect the counts again.",
        )
    del _KEPT[table]
    return None


def beside_what_is_out(counts: Counts) -> tuple[Counts, Ledger] | None:
    """Counts of a store with the people behind them, and a ledger that judges them and keeps nothing.

    None of counts that are not of a store; of a store that may not be written and of which nothing was ever kept, so
    that there is nothing to judge them beside; and where this person may read the returns and not the ledger. They look
    at a table as with `alder table`, and it cannot leave: `let_leave` asks once more.
    """
    if counts.behind is None:
        return None
    try:
        earlier = ledger_in(counts.behind.folder).store.ids()
    except StoreError:
        return None
    try:
        found = with_people(counts)
    except StoreError:
        if earlier:
            raise
        return None
    return (found[0], found[1].trying()) if found is not None else None


def looked_at(counts: Counts) -> Counts:
    """Counts for the screen of whoever may see the records: nothing leaves, so nothing is compared either."""
    return replace(counts, behind=None, cells=counts.cells.replace_schema_metadata(None))


def check_origin(counts: Counts, ledger: Ledger | None) -> None:
    """Raises where counts of a store would be judged by no ledger, or by one that does not know their people."""
    if counts.behind is None and counts.store_folder:
        raise UsageError(
            "these counts are of a store, and no longer say who is behind them, so nobody could compare their table",
            where=f"They are of the store in {counts.store_folder}.",
            next="Protect the counts as alder.tabulate gave them. A table that is to leave unremembered needs a reason:"
            ' protect(counts, unremembered="...").',
        )
    home = _folder_of(ledger)
    if counts.behind is not None and home is not None and home != _home_of(counts.behind.folder):
        raise UsageError(
            "these counts are of one store, and the ledger is of another, which does not know their people",
            where=f"They are of the store in {counts.behind.folder}.",
            next="Leave out against=, or name the ledger of their store: alder.open(folder).ledger()",
        )


def is_home(counts: Counts, ledger: Ledger) -> bool:
    """Whether a ledger remembers what leaves of these counts. One that lives in memory alone is no way out of a store:
    what it judged is judged once more when it is written.
    """
    return counts.behind is None or _folder_of(ledger) is not None


def _folder_of(ledger: Ledger | None) -> Path | None:
    """Where a ledger is, of one that is kept in a store."""
    folder = getattr(ledger.store, "folder", None) if ledger is not None else None
    return folder.resolve() if folder is not None else None


def _home_of(folder: str) -> Path:
    from alder.engine.ledger_folder import LedgerFolder

    return LedgerFolder(Path(folder)).folder.resolve()


def with_people(counts: Counts) -> tuple[Counts, Ledger] | None:
    """Counts of a store with the people behind them, and the ledger of the store; None where there are none to be had.

    Raises where the people behind them are no longer those that were counted.
    """
    behind = counts.behind
    if behind is None:
        return None
    query = _question(behind.query)
    if behind.is_drawn:
        from alder.disclosure.drawn import drawn

        found = drawn(behind.source, behind.query)
        if not found.counts.cells.equals(counts.cells):
            raise changed("The deliveries are not those that were counted.")
        counts = replace(counts, records=found.counts.records, contributions=found.counts.contributions)
        query = {**query, **found.said}
    elif counts.records is None and behind.ask is not None:
        counts = replace(counts, records=behind.ask())
    ledger = ledger_in(behind.folder)
    return counts, ledger.asking(query) if query else ledger


def _question(query: Any) -> dict[str, Any]:
    from alder.measures.query import query_object

    return query_object(query) if query is not None else {}


def ledger_in(folder: str) -> Ledger:
    """The ledger of the store in a folder."""
    from alder.engine.ledger_folder import LedgerFolder

    return Ledger(LedgerFolder(Path(folder)))


def note_file(table: Protected, path: Path) -> None:
    """Write down that a table was written to a file, by which it is known again, if a ledger keeps the table.

    One that was forgotten while its file was written is judged and kept anew, or its file does not stay.
    """
    if table in _KEPT:
        try:
            if _kept(table) is None:
                let_leave(table, path)
        except AlderError:
            path.unlink(missing_ok=True)
            raise
        kept = _KEPT[table]
        _keep_cautions(table)
        kept.ledger.note(kept.id, Act.now(Kind.FILE, kept.ledger.asker, path.name, digest_of(path)))


def check_folder(path: Path) -> None:
    """Refuse a file that no folder is there for: before a table is judged, since it would count as out from then on."""
    if not path.parent.is_dir():
        raise UsageError(
            f"{path} cannot be written", where=f"There is no folder {path.parent}.", next="Make it, or name another."
        )


def let_leave(table: Protected, path: Path) -> None:
    """Before a table is written to a file: judge it beside all that are out, and count it as out from now on.

    One that was made with a ledger is out already, or stays inside as was said; one that is not of a store is nobody's
    concern. Raises where it may not leave, and then nothing is written.
    """
    check_folder(path)
    made = _MADE.get(table)
    if made is not None and made.unremembered and made.counts.store_folder:
        with _remembering(f"{path.name} was not written"):
            ledger_in(made.counts.store_folder).leave_unremembered(table.title, path.name, made.unremembered)
        return
    with _remembering(f"{path.name} was not written"):
        kept = _kept(table)
    if kept is not None and kept.is_settled:
        return
    with _remembering(f"{path.name} was not written"):
        if kept is not None:
            kept.ledger.let_out([kept.id])
            _KEPT[table] = Kept(replace(kept.ledger, stays=""), kept.id)
        elif (found := _added(table)) is not None:
            _KEPT[table] = found
            _keep_cautions(table)


def keep_inside(table: Protected, *, folder: str = "", reason: str = FRAME) -> str:
    """Keep a table of a store as one that stays inside, unless it is kept already; its number, or nothing where not.

    With a `folder` only one of the store there: records of another have keys that mean nothing in its ledger.
    """
    with _remembering("no frame was made of the table"):
        kept = _kept(table)
    if kept is not None:
        return kept.id
    made = _MADE.get(table)
    if made is None or not made.counts.store_folder:
        return ""
    if folder and made.counts.store_folder != folder:
        return ""
    if made.unremembered:
        if not folder:  # what is published is noted with the name of its file
            with _remembering("no frame was made of the table"):
                ledger_in(made.counts.store_folder).leave_unremembered(table.title, "a frame", made.unremembered)
        return ""
    with _remembering("no frame was made of the table"):
        found = _added(table, reason)
    if found is None:
        return ""
    _KEPT[table] = replace(found, is_settled=False)
    with _remembering("no frame was made of the table"):
        _keep_cautions(table)
    return found.id


def _added(table: Protected, stays: str = "") -> Kept | None:
    """A finished table, kept in the ledger of its store: as out, or as one that stays for a reason."""
    made = _MADE.get(table)
    if made is None:
        return None
    found = (made.counts, replace(made.ledger, tries=False)) if made.ledger is not None else with_people(made.counts)
    if found is None:
        return None
    counts, ledger = found
    ledger = ledger.keeping_in(stays) if stays else ledger
    means = Averages(counts, made.policy) if Averages.can_be(counts) else None
    try:
        judging = ledger.valuing(means) if means else ledger
        return Kept(ledger, judging.add(counts, made.policy, made.tried(), made.printed))
    except OtherRecords as error:
        raise changed(error.what) from None


def changed(where: str) -> NotProtected:
    return NotProtected(
        "the returns in the store have changed since they were counted",
        where=where,
        next="Count and protect again.",
    )


@contextmanager
def _remembering(what: str) -> Iterator[None]:
    """Says of a store that may not be written what cannot be done with its tables."""
    try:
        yield
    except StoreError as error:
        raise StoreError(
            f"{what}: the ledger of its store cannot remember it",
            where=str(error),
            next="A table that nobody remembers does not leave. Look at it with print(table), and ask whoever owns the "
            "store for access, or to make it.",
        ) from error
