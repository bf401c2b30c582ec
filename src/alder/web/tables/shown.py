"""The page of the finished table, with its files, its chart, links to it, and the same figures for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from alder.publishing.tables import calls
from alder.publishing.tables.choice import as_query
from alder.publishing.tables.cropped import cropped
from alder.publishing.tables.size import Size, most_figures
from alder.show.layout import page_table
from alder.show.table import title_of
from alder.web import frame
from alder.web.frame import page
from alder.web.publications import look_up
from alder.web.tables import arranged, chosen, steps
from alder.web.tables.charted import charted
from alder.web.tables.downloads import LARGE, TYPES
from alder.web.tables.patience import in_time

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.layout import PageTable
    from alder.web.tables.asked import Asked

_MOST_ROWS = 2_000
"""Rows of the data set that a page shows; files have all."""
_MOST_LINES = 200


@in_time
def show(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """The table with everything that belongs to it. A choice that is not whole goes back to its step."""
    from alder.web.methodology.columns import methods_of  # it loads every measure

    so_far = chosen.chosen(request, data_set)
    if isinstance(so_far, HttpResponseRedirect):
        return so_far
    is_part = chosen.is_very_large(so_far)
    found = _part(so_far) if is_part else chosen.figures(so_far, most_rows=_MOST_ROWS)
    if not found.figures:
        return HttpResponseRedirect(reverse("table-content", args=[data_set]) + so_far.query(more=[("next", "1")]))
    at = chosen.layout(so_far, found)
    facts = chosen.facts(request, so_far, at)
    shown = page_table(found, facts, most=_MOST_LINES)
    withheld = _withheld(so_far, shown)
    version, latest = so_far.version, look_up.latest(data_set)
    csv = chosen.address(request, so_far, "table-file", version=so_far.number, kind="csv")
    figures = [indicator.column for indicator in found.indicators if indicator.unit != "string"]
    api = request.build_absolute_uri(f"/v1/data-sets/{data_set}")
    return page(
        request,
        "alder.web.tables:templates/table.html.j2",
        at="create-a-table",
        crumbs=[steps.CRUMB],
        script=frame.asset_url("arrange.js"),
        so_far=so_far,
        version=version,
        made_up=version.figures_are,
        is_latest=latest is not None and latest.id == version.id,
        title=title_of(found),
        facts=facts,
        methods=methods_of([so_far.contents]),
        shown=shown,
        is_part=is_part,
        summary=steps.summary(so_far, 5),
        change=reverse("table-content", args=[data_set]) + so_far.query(),
        fewer=reverse("table-places", args=[data_set]) + so_far.query(),
        charted=None if is_part or shown.lacks_lines else charted(so_far, found, facts),
        arranged=[] if is_part else arranged.dimensions(so_far, found, at),
        swapped=arranged.swapped(so_far, at),
        files={k: reverse("table-file", args=[data_set, k]) + so_far.query() for k in TYPES if k not in withheld},
        withheld=withheld,
        is_large=most_figures(so_far.choice, so_far.contents) > LARGE,
        live=chosen.address(request, so_far),
        frozen=chosen.address(request, so_far, version=str(version.number)),
        freeze=reverse("freeze-table", args=[data_set]) + so_far.query(),
        cited=facts.cited(found),
        today=timezone.localdate(),
        curl=calls.curl(api, as_query(so_far.choice, so_far.contents)),
        python=calls.python_table(csv, figures),
        r=calls.r_table(csv, figures),
    )


def _withheld(so_far: Asked, shown: PageTable) -> dict[str, str]:
    """The kinds of files that the whole table does not fit into, and why not."""
    if not shown.table.is_cut and not chosen.is_very_large(so_far):
        return Size(most_figures(so_far.choice, so_far.contents), shown.lines_in_all, shown.columns_in_all).withheld()
    about = chosen.outline(so_far)
    return chosen.size(so_far, about, chosen.layout(so_far, about)).withheld()


def _part(so_far: Asked) -> ChosenTable:
    """Of a very large table the latest times of a few places; its first rows where those have none."""
    part = chosen.figures(so_far, choice=cropped(so_far.choice, so_far.contents), most_rows=_MOST_ROWS)
    return part if part.figures else chosen.figures(so_far, most_rows=_MOST_ROWS)
