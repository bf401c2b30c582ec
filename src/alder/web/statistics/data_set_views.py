"""The page of a data set: what it holds, its first rows, its columns, how to get it, and its versions."""

from __future__ import annotations

import csv
import gzip
from itertools import islice
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from alder.publishing.releases import VersionState
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables import calls
from alder.show.table import used
from alder.web.files import file_reply
from alder.web.frame import Crumb, page
from alder.web.publications import look_up
from alder.web.publications.data_set_store import contents_of, store
from alder.web.publications.public_catalogue import PublicDataSet
from alder.web.statistics.release_views import data_set_files
from alder.web.statistics.written import about

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from django.http import FileResponse, HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.publishing.contents import Contents
    from alder.publishing.contents.version_contents import PlaceGroup
    from alder.web.publications.models import DataSetVersion

_ROWS = 5
_MOST_NAMED = 30


def data_set(request: HttpRequest, data_set: UUID) -> HttpResponse:
    from alder.web.methodology.column_methods import columns_of  # it loads every measure

    public, version = _asked(data_set, request.GET.get("version"))
    listed = PublicDataSet(public.data_set, version)
    contents = contents_of(version.id)
    columns, rows = _first_rows(version.id)
    api = request.build_absolute_uri(f"/v1/data-sets/{data_set}")
    release = version.release
    address = reverse("release", args=[release.publication.slug, release.slug])
    return page(
        request,
        "alder.web.statistics:templates/data_set.html.j2",
        at="find-statistics",
        crumbs=[
            Crumb("Statistics", reverse("find-statistics")),
            Crumb(f"{release.publication.title}, {release.title}", address),
        ],
        listed=listed,
        version=version,
        made_up=version.figures_are,
        newest=public.version,
        contents=contents,
        levels=[(LEVEL_BY_CODE[group.level].place, group.places) for group in _levels(contents)],
        most_named=_MOST_NAMED,
        columns=columns,
        told=columns_of(version.id),
        rows=rows,
        symbols=used(cell for row in rows for cell in row),
        api=api,
        call=f"curl '{api}/query?indicators={contents.indicators[0].id}&pageSize=10'",
        python=calls.python(f"{api}/csv?dataSetVersion={version.number}", "time_period"),
        r=calls.r(f"{api}/csv?dataSetVersion={version.number}", "time_period"),
        versions=look_up.versions(data_set),
        theme=about(listed.data_set.publication).theme,
        contact=about(listed.data_set.publication),
    )


def zipped(request: HttpRequest, data_set: UUID, number: str) -> FileResponse:
    """The whole data set with its guidance."""
    public, version = _asked(data_set, number)
    if version.state == VersionState.WITHDRAWN:
        raise Http404
    address = request.build_absolute_uri(reverse("data-set", args=[data_set]))
    return data_set_files(
        PublicDataSet(public.data_set, version), f"{public.title}, version {version.number}. Alder. {address}"
    )


def parquet(request: HttpRequest, data_set: UUID, number: str) -> HttpResponseBase:
    """The whole data set as Parquet, all columns as text."""
    _, version = _asked(data_set, number)
    return _file(request, version, store().parquet(version.id), "parquet", "application/vnd.apache.parquet")


def meta(request: HttpRequest, data_set: UUID, number: str) -> HttpResponseBase:
    """The meta file: what each column is."""
    _, version = _asked(data_set, number)
    return _file(request, version, store().meta_csv(version.id), "meta.csv", "text/csv; charset=utf-8")


def _file(request: HttpRequest, version: DataSetVersion, file: Path, ending: str, kind: str) -> HttpResponseBase:
    """A file of a version, under a name that says which."""
    name = version.figures_are.file_name(f"{version.data_set_id}_v{version.number}")
    reply = file_reply(request, file.open("rb"), kind, f'"{version.id}-{ending.partition(".")[0]}"')
    reply["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return reply


def _asked(data_set: UUID, number: str | None) -> tuple[PublicDataSet, DataSetVersion]:
    """The data set with its newest version, and the version that is asked for."""
    try:
        shown = look_up.data_set(data_set)
        version = look_up.version(data_set, number)
    except (look_up.NotThere, look_up.NotForYou):
        raise Http404 from None
    return PublicDataSet(shown, look_up.latest(data_set) or version), version


def _levels(contents: Contents) -> list[PlaceGroup]:
    """Places of the levels that rows are about, the widest first."""
    order = list(LEVEL_BY_CODE)
    return sorted(
        (group for group in contents.places if group.level in contents.levels), key=lambda g: order.index(g.level)
    )


def _first_rows(version: UUID) -> tuple[list[str], list[list[str]]]:
    """The head of the file and its first rows, as they were published. Columns that are blank there are left out."""
    with gzip.open(store().csv(version), "rt", encoding="utf-8-sig", newline="") as file:
        head, *rows = islice(csv.reader(file), _ROWS + 1)
    kept = [n for n in range(len(head)) if any(row[n] for row in rows if n < len(row))]
    return [head[n] for n in kept], [[row[n] if n < len(row) else "" for n in kept] for row in rows]
