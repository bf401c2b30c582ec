"""From an address to its table: the choice that is whole, its figures, their layout, and what goes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.tables import chosen_table as tables
from alder.publishing.tables import size as sizes
from alder.publishing.tables.flat import read, shares, tidy_rows
from alder.publishing.tables.members import reordered
from alder.show.notes import TableSource
from alder.show.table import INDICATOR
from alder.web.publications import look_up
from alder.web.publications.kept import store
from alder.web.tables.asked import asked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from alder.publishing.tables.choice import Choice
    from alder.publishing.tables.chosen_table import ChosenOutline, ChosenTable
    from alder.publishing.tables.size import Size
    from alder.show.tidy_csv import TidyRows
    from alder.web.tables.asked import Asked

Layout = tuple[tuple[str, ...], tuple[str, ...]]
"""Names of the dimensions down the side and along the top."""


def chosen(request: HttpRequest, data_set: UUID) -> Asked | HttpResponseRedirect:
    """What the address asks for, when it is enough for a table; else the way to the step that is missing."""
    try:
        found = asked(data_set, request.GET)
    except (look_up.NotThere, look_up.NotForYou):
        raise Http404 from None
    if not found.places:
        return HttpResponseRedirect(reverse("table-places", args=[data_set]) + found.query())
    if not found.periods:
        return HttpResponseRedirect(reverse("table-times", args=[data_set]) + found.query())
    if not found.indicators:
        return HttpResponseRedirect(reverse("table-content", args=[data_set]) + found.query())
    return found


def is_very_large(so_far: Asked) -> bool:
    """Whether only a part of the table can be shown."""
    return sizes.most_figures(so_far.choice, so_far.contents) > sizes.MOST_FIGURES


def figures(so_far: Asked, *, choice: Choice | None = None, most_rows: int | None = None) -> ChosenTable:
    """The table of the whole choice, or of a part of it."""
    of, seconds = so_far.version.id, settings.ALDER_QUERY_SECONDS
    found = tables.table(choice or so_far.choice, of, so_far.contents, store(), most_rows=most_rows, seconds=seconds)
    return reordered(found, so_far.orders)


def outline(so_far: Asked) -> ChosenOutline:
    """What the table of the whole choice is about."""
    of, seconds = so_far.version.id, settings.ALDER_QUERY_SECONDS
    found = tables.outline(so_far.choice, of, so_far.contents, store(), seconds=seconds)
    # Very large tables keep the order of the data set: their members cannot be moved on the page.
    return found if is_very_large(so_far) else reordered(found, so_far.orders)


def size(so_far: Asked, found: ChosenOutline, at: Layout) -> Size:
    """How large the table of the whole choice is."""
    seconds = settings.ALDER_QUERY_SECONDS
    return sizes.size(so_far.choice, found, at, so_far.version.id, store(), seconds=seconds)


def flat(so_far: Asked, found: ChosenOutline) -> TidyRows:
    """The rows of the whole choice. A very large one is read a share of its places after another."""
    parts = shares(so_far.choice, so_far.contents) if is_very_large(so_far) else iter([so_far.choice])
    indicators = [n for n, _ in found.dimension(INDICATOR).members if isinstance(n, int)]
    of, seconds = so_far.version.id, settings.ALDER_QUERY_SECONDS
    return tidy_rows(found, (read(part, indicators, of, so_far.contents, store(), seconds=seconds) for part in parts))


def layout(so_far: Asked, found: ChosenOutline) -> Layout:
    """The order that the address asks for, where it names every dimension that is split; else the usual one."""
    split = [d.name for d in found.split]
    rows = tuple(name for name in so_far.rows if name in split)
    columns = tuple(name for name in so_far.columns if name in split)
    return (rows, columns) if sorted((*rows, *columns)) == sorted(split) else found.usual_layout()


def address(request: HttpRequest, so_far: Asked, name: str = "table", *, version: str = "", kind: str = "") -> str:
    """The whole address of the same table or of a file of it, always of this version, or of the newest one."""
    query = so_far.query(without=("version",), more=[("version", version)] if version else [])
    return request.build_absolute_uri(reverse(name, args=[so_far.data_set, *([kind] if kind else [])]) + query)


def _notes(so_far: Asked) -> str:
    """The notes of the version that are about the times of the table: breaks at other years are none of its."""
    if not so_far.periods:
        return so_far.version.all_notes
    first, last = (so_far.contents.periods[code - 1].label for code in (min(so_far.periods), max(so_far.periods)))
    return so_far.version.notes_within(first, last)


def facts(request: HttpRequest, so_far: Asked, at: Layout) -> TableSource:
    """Where the figures are from. Links name the version, so that what is cited stays what it was."""
    version = so_far.version
    number = str(version.number)
    source = request.build_absolute_uri(reverse("data-set", args=[so_far.data_set]))
    return TableSource(
        data_set=version.data_set.title,
        data_set_id=str(so_far.data_set),
        publication=version.release.publication.title,
        release=version.release.title,
        version=number,
        published=version.published.date().isoformat() if version.published else "",
        address=address(request, so_far, version=number),
        source=f"{source}?version={number}",
        rows=at[0],
        columns=at[1],
        orders=so_far.orders,
        notes=_notes(so_far),
        breaks=version.provenance.breaks,
        made_up=version.made_up,
        faults=tuple((fault.get("said", fault["check"]), fault.get("reason", "")) for fault in version.accepted),
    )
