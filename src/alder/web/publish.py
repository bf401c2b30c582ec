"""A protected table becomes a data set of the site from Python, with the words that must be read with it."""

from __future__ import annotations

import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from alder.disclosure import Protected
from alder.disclosure.ledger.finished import keep_inside, let_leave, note_file
from alder.disclosure.presentation import cautions, write_csv
from alder.disclosure.totals import totals_of
from alder.errors import NotProtected
from alder.web.setup import set_up

if TYPE_CHECKING:
    from alder.model.coverage import Whole
    from alder.web.publications.data_set_import import ImportResult


REASON = "Made to be published from Python."
"""Why a table is kept before it is public."""


def publish(
    table: Protected,
    *,
    publication: str,
    release: str,
    store: str | Path = "store",
    title: str = "",
    data_set: UUID | str | None = None,
    draft: bool = False,
    whole: Whole | str | None = None,
) -> ImportResult:
    """Publish a protected table as a data set, or with the id of a `data_set` as its next version.

    Its definition, the protection, the quality of the fields and what to take care of go with it. Nothing else than a
    protected table is taken: `alder.protect(counts)` makes one. It is judged beside every table of the same people
    that is out, by the ledger of the store, and refused where it would have to hide more: protect it again then.
    Totals are about the place that the store is declared to hold (`store.covers`), or its one provider; of a few
    providers split the table by provider, or say what they are all of, if it is true: `whole="LSIP E69000001 Alder"`.
    """
    if not isinstance(table, Protected):
        raise NotProtected(
            "only a protected table can be published",
            where=f"This is {type(table).__name__}.",
            next='Use: alder.publish(alder.protect(counts, policy="dfe-statistics"), ...)',
        )
    # In a thread of its own: a notebook has an event loop running, beside which the database is not asked.
    with ThreadPoolExecutor(1) as apart:
        id = UUID(str(data_set)) if data_set else None
        about = totals_of(table.about.group, table.filters, whole)  # refuses what is not true before anything is kept
        return apart.submit(_publish, table, Path(store), publication, release, title, id, draft, about).result()


def _publish(
    table: Protected,
    store: Path,
    publication: str,
    release: str,
    title: str,
    data_set: UUID | None,
    draft: bool,
    whole: Whole | None,
) -> ImportResult:
    set_up(store)
    from django.db import connections

    from alder.web.publications.data_set_import import ImportRequest, import_pair

    named = title or table.title
    entry = ImportRequest(
        publication,
        release,
        data_set=data_set,
        title=named,
        summary=table.about.reads_as or table.about.definition,
        cautions=(cautions(table),),
        made_up=table.about.made_up,
        draft=draft,
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            name = re.sub(r"[^a-z0-9]+", "_", named.casefold()).strip("_") or "table"
            file = Path(folder) / f"{name[:100]}.csv"
            if not keep_inside(table, folder=str(store.resolve()), reason=REASON):
                let_leave(table, file)  # of another store, or not to be remembered
            data, *_ = write_csv(table, file, whole)
            note_file(table, data)
            return import_pair(data, None, entry)
    finally:
        connections.close_all()
