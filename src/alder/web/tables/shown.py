"""The finished table, its files, and the same figures for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alder.look.words import day, listed
from alder.publishing.tables import calls, files
from alder.publishing.tables.choice import as_query
from alder.publishing.tables.figure import meaning, shown, unit_in_words, used
from alder.publishing.tables.table import INDICATOR, PLACE, Table, table
from alder.web.pages.rendering import page
from alder.web.publications import look_up
from alder.web.publications.kept import store
from alder.web.tables import steps
from alder.web.tables.asked import Asked, asked
from alder.web.tables.patience import in_time

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.described.contents import Indicator
    from alder.publishing.tables.table import Dimension, Heading, LaidOut

_MOST_ROWS = 2_000
"""Rows of the data set that a page shows; files have all."""
_MOST_LINES = 200
_TEXTS = ("time_period", "location_code")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}


@dataclass(frozen=True)
class Line:
    """A line of the table: headings that begin here, and cells."""

    headings: tuple[Heading, ...]
    cells: tuple[tuple[str, str], ...]
    """What stands in the cell, and what a symbol means."""
    is_first: bool


@in_time
def show(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """The table with everything that belongs to it. A choice that is not whole goes back to its step."""
    chosen = _chosen(request, data_set)
    if isinstance(chosen, HttpResponseRedirect):
        return chosen
    found = _table(chosen, most_rows=_MOST_ROWS)
    if not found.figures:
        return HttpResponseRedirect(reverse("table-content", args=[data_set]) + chosen.query(more=[("next", "1")]))
    rows, columns = _layout(chosen, found)
    laid_out = found.laid_out(rows, columns)
    lines = _lines(found, laid_out)
    whole = reverse("table-file", args=[data_set, "csv"])
    latest = look_up.latest(data_set)
    version = chosen.version
    frozen = [("version", str(version.number))]
    return page(
        request,
        "alder.web.tables:templates/table.html.j2",
        at="create-a-table",
        crumbs=[steps.CRUMB],
        so_far=chosen,
        version=version,
        is_latest=latest is not None and latest.id == version.id,
        title=_title(found),
        found=found,
        laid_out=laid_out,
        lines=lines[:_MOST_LINES],
        is_cut=found.is_cut or len(lines) > _MOST_LINES,
        units=[(i.label, unit_in_words(i)) for i in _indicators(found) if unit_in_words(i)],
        symbols=used(cell for line in lines for cell, _ in line.cells),
        has_gaps=any(not cell for line in lines[:_MOST_LINES] for cell, _ in line.cells),
        summary=steps.summary(chosen, 5),
        change=reverse("table-content", args=[data_set]) + chosen.query(),
        moves=_moves(chosen, found, rows, columns),
        swapped=_address(chosen, columns, rows),
        files=[
            (kind, reverse("table-file", args=[data_set, kind]) + chosen.query()) for kind in ("csv", "parquet", "json")
        ],
        live=request.build_absolute_uri(reverse("table", args=[data_set]) + chosen.query(without=("version",))),
        frozen=request.build_absolute_uri(
            reverse("table", args=[data_set]) + chosen.query(without=("version",), more=frozen)
        ),
        cite=_cite(request, chosen, found),
        curl=calls.curl(
            request.build_absolute_uri(f"/v1/data-sets/{data_set}"), as_query(chosen.choice, chosen.contents)
        ),
        python=calls.python(request.build_absolute_uri(whole + chosen.query()), *_TEXTS),
        r=calls.r(request.build_absolute_uri(whole + chosen.query()), *_TEXTS),
    )


@in_time
def file(request: HttpRequest, data_set: UUID, kind: str) -> HttpResponseBase:
    """The whole table as a file."""
    if kind not in _TYPES:
        raise Http404
    chosen = _chosen(request, data_set)
    if isinstance(chosen, HttpResponseRedirect):
        return chosen
    found = _table(chosen)
    if not found.figures:
        raise Http404
    version, notes = chosen.version, _notes(request, chosen, found)
    text: str | bytes
    if kind == "csv":
        text = files.csv_text(found)
    elif kind == "parquet":
        text = files.parquet_bytes(found, notes)
    else:
        updated = version.published.isoformat() if version.published else ""
        source = f"{version.release.publication.title}, {version.release.title}"
        text = files.json_stat(found, label=_title(found), source=source, updated=updated, notes=notes)
    reply = HttpResponse(text, content_type=_TYPES[kind])
    name = quote(f"{version.data_set.title}_v{version.number}.{kind}".replace(" ", "_"))
    reply["Content-Disposition"] = f"attachment; filename*=utf-8''{name}"
    reply["Access-Control-Allow-Origin"] = "*"
    reply["X-Robots-Tag"] = "noindex"
    return reply


def _table(chosen: Asked, *, most_rows: int | None = None) -> Table:
    of, seconds = chosen.version.id, settings.ALDER_QUERY_SECONDS
    return table(chosen.choice, of, chosen.contents, store(), most_rows=most_rows, seconds=seconds)


def _chosen(request: HttpRequest, data_set: UUID) -> Asked | HttpResponseRedirect:
    """What the address asks for, when it is enough for a table."""
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
    if steps.most_cells(found) > steps.MOST_CELLS:
        return HttpResponseRedirect(reverse("table-content", args=[data_set]) + found.query(more=[("next", "1")]))
    return found


def _layout(chosen: Asked, found: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The order that the address asks for, where it names every dimension that is split; else the usual one."""
    split = [d.name for d in found.split]
    rows = tuple(name for name in chosen.rows if name in split)
    columns = tuple(name for name in chosen.columns if name in split)
    return (rows, columns) if sorted((*rows, *columns)) == sorted(split) else found.usual_layout()


def _address(chosen: Asked, rows: tuple[str, ...], columns: tuple[str, ...]) -> str:
    more = [("rows", ",".join(rows)), ("columns", ",".join(columns))]
    address = reverse("table", args=[chosen.data_set])
    return address + chosen.query(without=("rows", "columns"), more=[pair for pair in more if pair[1]]) + "#table"


def _moves(
    chosen: Asked, found: Table, rows: tuple[str, ...], columns: tuple[str, ...]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """For each split dimension where it stands, and links that put it elsewhere."""
    moves = []
    for side, here, other in (("Rows", rows, columns), ("Columns", columns, rows)):
        for n, name in enumerate(here):
            left = (*here[:n], *here[n + 1 :])
            there = "columns" if side == "Rows" else "rows"
            across = (left, (*other, name)) if side == "Rows" else ((*other, name), left)
            links = [(f"To {there}", _address(chosen, *across))]
            if n:
                up = (*here[: n - 1], name, here[n - 1], *here[n + 1 :])
                links.append(("Further out", _address(chosen, *((up, other) if side == "Rows" else (other, up)))))
            moves.append((found.dimension(name).title, side, links))
    return moves


def _lines(found: Table, laid_out: LaidOut) -> list[Line]:
    lines = []
    for headings, cells in zip(laid_out.side, laid_out.cells, strict=True):
        texts = []
        for text, n in cells:
            words = "" if text is None else shown(text, found.contents.indicators[n])
            texts.append((words, meaning(words)))
        lines.append(Line(tuple(headings), tuple(texts), len(headings) == len(laid_out.down) > 1))
    return lines


def _indicators(found: Table) -> list[Indicator]:
    return [found.contents.indicators[n] for n, _ in found.dimension(INDICATOR).members if isinstance(n, int)]


def _title(found: Table) -> str:
    """What is shown, by what it is split: Enrolments by place and sex, 2019/20 to 2023/24."""
    measures = [words for _, words in found.dimension(INDICATOR).members]
    what = (
        listed([measures[0], *(_small(words) for words in measures[1:])])
        if len(measures) < 4
        else f"{len(measures)} measures"
    )
    by = [_in_words(d) for d in found.split if d.name not in (INDICATOR, "time")]
    where = found.dimension(PLACE).members
    place = f" in {where[0][1]}" if len(where) == 1 else ""
    times = [words for _, words in found.dimension("time").members]
    when = times[0] if len(times) == 1 else f"{times[0]} to {times[-1]}"
    return f"{what}{place}{f' by {listed(by)}' if by else ''}, {when}"


def _in_words(dimension: Dimension) -> str:
    """A title inside a sentence: its first letter small, unless the word is an abbreviation."""
    return _small(dimension.title)


def _small(title: str) -> str:
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _cite(request: HttpRequest, chosen: Asked, found: Table) -> str:
    version = chosen.version
    when = f"{version.published.year}" if version.published else "not published"
    address = request.build_absolute_uri(reverse("data-set", args=[chosen.data_set]))
    return (
        f"{version.release.publication.title}, {version.release.title} ({when}). {version.data_set.title}, "
        f"version {version.number}. Alder. {address}?version={version.number}"
    )


def _notes(request: HttpRequest, chosen: Asked, found: Table) -> list[str]:
    """What travels with the figures in a file that has room for it."""
    version = chosen.version
    notes = [_title(found), _cite(request, chosen, found)]
    notes += [f"{d.title}: {d.members[0][1]}" for d in found.fixed]
    notes += [f"{symbol}: {words}" for symbol, words in used(found.figures.values())]
    notes += [version.notes] if version.notes else []
    notes += [f"Published {day(version.published)}"] if version.published else []
    return notes
