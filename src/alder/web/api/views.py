"""Every endpoint of the API: publications, data sets with queries and files, their versions, and its description."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Max, Q
from django.http import HttpResponse

from alder.disclosure.ledger.cautions import Cautions
from alder.publishing.api_query import (
    CSV,
    JSON_STAT,
    PARQUET,
    DataSetQuery,
    answer,
    as_csv,
    as_json_stat,
    as_parquet,
    find,
    query_of_body,
    query_of_parameters,
)
from alder.publishing.api_query.problems import Problem
from alder.publishing.dcat import CatalogueEntry, catalogue
from alder.publishing.releases import DataSetState, VersionState
from alder.publishing.shapes import MetaType, meta, paging
from alder.web.api.description import document
from alder.web.api.endpoint import VERSION, ApiParameters, endpoint, pairs_of, token_of
from alder.web.error_replies import JSON, JSON_TEXT, as_json
from alder.web.files import file_reply, key_of, made_file, takes_gzip
from alder.web.publications import look_up
from alder.web.publications.data_set_store import contents_of, store
from alder.web.publications.look_up import NotThere
from alder.web.publications.models import DataSet, DataSetVersion, Publication

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@endpoint("GET")
def data_set(request: HttpRequest, data_set: UUID) -> HttpResponse:
    ApiParameters(request).settled()
    found = look_up.data_set(data_set, token_of(request))
    return as_json(data_set_json(found, look_up.latest(found.id)))


@endpoint("GET")
def data_set_meta(request: HttpRequest, data_set: UUID) -> HttpResponse:
    """Everything that a query can name."""
    asked = ApiParameters(request, VERSION, lists=("types",))
    types = asked.list("types")
    allowed = [str(type) for type in MetaType]
    for n, type in enumerate(types or ()):
        if type not in allowed:
            asked.problems.add("AllowedValue", f"types[{n}]", value=type, allowed=allowed)
    asked.settled()
    found = look_up.version(data_set, asked.one(VERSION), token_of(request))
    shown = meta(contents_of(found.id), [MetaType(type) for type in types] if types else tuple(MetaType))
    notes = {"notes": found.all_notes} if found.all_notes else {}
    return as_json({**shown, **notes, **cautions_json(found)})


@endpoint("GET", "POST")
def query(request: HttpRequest, data_set: UUID) -> HttpResponse:
    """Rows of the data set. POST takes the whole language, GET comparisons that all must hold.

    They come as JSON, or as CSV, Parquet or JSON-stat where the request accepts only that.
    """
    if request.method == "POST":
        asked = ApiParameters(request, VERSION)
        asked.settled()
        return _answer(request, data_set, query_of_body(request.body), asked.one(VERSION))
    pairs = pairs_of(request)
    question = query_of_parameters((name, value) for name, value in pairs if name != VERSION)
    return _answer(request, data_set, question, next((value for name, value in pairs if name == VERSION), None))


def _answer(request: HttpRequest, data_set: UUID, question: DataSetQuery, version: str | None) -> HttpResponse:
    asked = look_up.version_to_query(data_set, version, token_of(request))
    numeric, seconds = settings.ALDER_NUMERIC_SORT, settings.ALDER_QUERY_SECONDS
    found = find(question, asked.id, contents_of(asked.id), store(), numeric=numeric, seconds=seconds)
    kind = None if _takes_json(request) else request.get_preferred_type([JSON, CSV, PARQUET, JSON_STAT])
    if kind == CSV:
        return HttpResponse(as_csv(found), f"{CSV}; charset=utf-8")
    if kind == PARQUET:
        return HttpResponse(as_parquet(found, _about(asked)), PARQUET)
    if kind == JSON_STAT:
        mark, notes = asked.figures_are.mark.lower(), asked.all_notes.split("\n\n") if asked.all_notes else []
        title = f"{asked.data_set.title} ({mark})" if mark else asked.data_set.title
        reply = as_json(as_json_stat(found, title, asked.published.isoformat() if asked.published else "", notes=notes))
        reply["Content-Type"] = JSON_STAT
        return reply
    if says := asked.figures_are.says:
        found = replace(found, warnings=(Problem("MadeUpFigures", detail={"says": says}), *found.warnings))
    return HttpResponse(answer(found), JSON_TEXT)


def _about(asked: DataSetVersion) -> dict[str, str]:
    """What a file says of itself."""
    found = {"title": asked.data_set.title, "notes": asked.all_notes, "made_up": asked.figures_are.mark}
    return {name: words for name, words in found.items() if words}


def _takes_json(request: HttpRequest) -> bool:
    """Whether the request accepts what nearly every one does. Weighing kinds takes longer than to look for that."""
    return request.headers.get("Accept", "*/*") in ("*/*", JSON)


@endpoint("GET")
def csv(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """The whole data file of a version, as it was published; the same table as Parquet where that is accepted."""
    asked = ApiParameters(request, VERSION)
    asked.settled()
    found = look_up.version(data_set, asked.one(VERSION), token_of(request))
    name = found.figures_are.file_name(f"{data_set}_v{found.number}")
    if request.get_preferred_type([CSV, PARQUET]) == PARQUET:
        reply = file_reply(request, store().parquet(found.id).open("rb"), PARQUET, f'"{found.id}-parquet"')
        return _named(reply, f"{name}.parquet")
    file, kind = store().csv(found.id), "text/csv; charset=utf-8"
    if takes_gzip(request) and "Range" not in request.headers:
        reply = file_reply(request, file.open("rb"), kind, f'"{found.id}"')
        reply["Content-Encoding"] = "gzip"
    else:
        reply = made_file(request, key_of("csv", found.id), lambda out: _unpack(file, out), kind)
    return _named(reply, f"{name}.csv")


def _named(reply: HttpResponseBase, name: str) -> HttpResponseBase:
    """A file to be saved under a name."""
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["X-Robots-Tag"] = "noindex"
    return reply


def _unpack(file: Path, out: BinaryIO) -> None:
    with gzip.open(file, "rb") as packed:
        shutil.copyfileobj(packed, out, 256 * 1024)


@endpoint("GET")
def publications(request: HttpRequest) -> HttpResponse:
    """Publications, those that were published last first; with `search`, those whose title or summary has its words."""
    asked = ApiParameters(request, "search", "page", "pageSize")
    page, search = asked.page(20, 40), asked.search()
    asked.settled()
    found = _public()
    for word in search.split():
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return as_json(page_json(list(found), page, _shown))


@endpoint("GET")
def publication(request: HttpRequest, publication: UUID) -> HttpResponse:
    ApiParameters(request).settled()
    found = _public().filter(id=publication).first()
    if not found:
        raise NotThere
    return as_json(_shown(found))


@endpoint("GET")
def data_sets(request: HttpRequest, publication: UUID) -> HttpResponse:
    """The data sets of a publication, the newest first."""
    asked = ApiParameters(request, "page", "pageSize")
    page = asked.page(10, 20)
    asked.settled()
    states = (DataSetState.PUBLISHED, DataSetState.DEPRECATED)
    found = DataSet.objects.filter(publication=publication, state__in=states)
    listed = list(found.order_by("-published", "title", "id"))
    return as_json(page_json(listed, page, lambda one: data_set_json(one, look_up.latest(one.id))))


def _public() -> QuerySet[Publication]:
    """Publications with a live version of a data set, and when the last one came."""
    live = VersionState.live()
    last = Max("data_sets__versions__published", filter=Q(data_sets__versions__state__in=live))
    found = Publication.objects.annotate(last_published=last)
    return found.filter(last_published__isnull=False).order_by("-last_published", "title", "id")


def _shown(found: Any) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "title": found.title,
        "slug": found.slug,
        "summary": found.summary,
        "lastPublished": found.last_published.isoformat(),
    }


@endpoint("GET")
def versions(request: HttpRequest, data_set: UUID) -> HttpResponse:
    asked = ApiParameters(request, "page", "pageSize")
    page = asked.page(10, 20)
    asked.settled()
    return as_json(page_json(look_up.versions(data_set, token_of(request)), page, version_json))


@endpoint("GET")
def version(request: HttpRequest, data_set: UUID, version: str) -> HttpResponse:
    ApiParameters(request).settled()
    return as_json(version_json(look_up.version(data_set, version, token_of(request))))


@endpoint("GET")
def changes(request: HttpRequest, data_set: UUID, version: str) -> HttpResponse:
    """What differs from the version before, and if asked, what the patches before it changed."""
    asked = ApiParameters(request, "includePatchHistory")
    history = asked.truth("includePatchHistory")
    asked.settled()
    found = look_up.version(data_set, version, token_of(request))
    shown = changes_json(found)
    if history:
        patches = DataSetVersion.objects.filter(
            data_set=data_set, major=found.major, minor=found.minor, patch__lt=found.patch
        )
        shown["patchHistory"] = [changes_json(one) for one in patches if VersionState(one.state).is_public]
    return as_json(shown)


_TITLE = "Published statistics"


@endpoint("GET")
def api_document(request: HttpRequest) -> HttpResponse:
    ApiParameters(request).settled()
    return as_json(document(_site_url(request), _TITLE))


@endpoint("GET")
def data_set_catalogue(request: HttpRequest) -> HttpResponse:
    """Every public data set in its newest version."""
    ApiParameters(request).settled()
    public = (DataSetState.PUBLISHED, DataSetState.DEPRECATED)
    found = DataSet.objects.filter(state__in=public).select_related("publication").order_by("title", "id")
    listed = [_catalogue_entry(one, latest) for one in found if (latest := look_up.latest(one.id))]
    reply = as_json(catalogue(_site_url(request), _TITLE, listed))
    reply["Content-Type"] = "application/ld+json"
    return reply


def _site_url(request: HttpRequest) -> str:
    """Where this API begins, as whoever asks has reached it."""
    return request.build_absolute_uri(request.path.rpartition("/")[0])


def _catalogue_entry(found: DataSet, latest: DataSetVersion) -> CatalogueEntry:
    return CatalogueEntry(
        id=str(found.id),
        title=found.title,
        summary=" ".join(part for part in (latest.figures_are.says, found.summary) if part),
        publication=found.publication.title,
        version=str(latest.number),
        published=latest.published.isoformat() if latest.published else "",
        start=latest.summary["timePeriods"]["start"],
        end=latest.summary["timePeriods"]["end"],
        levels=tuple(latest.summary["geographicLevels"]),
        measured=tuple(latest.summary["indicators"]),
        by=tuple(latest.summary["filters"]),
    )


def page_json(items: Sequence[Any], page: tuple[int, int], shown: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One page of a list."""
    number, size = page
    return {
        "paging": paging(number, size, len(items)),
        "results": [shown(item) for item in items[(number - 1) * size : number * size]],
    }


def data_set_json(found: DataSet, latest: DataSetVersion | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": str(found.id),
        "title": found.title,
        "summary": found.summary,
        "status": found.state,
    }
    if found.superseded_by_id:
        shown["supersedingDataSetId"] = str(found.superseded_by_id)
    if latest:
        shown["latestVersion"] = {
            "version": str(latest.number),
            "published": latest.published.isoformat() if latest.published else None,
            "totalResults": latest.rows,
            "file": {"id": str(latest.file_id)},
            **latest.summary,
        }
    return shown


def version_json(found: DataSetVersion) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "version": str(found.number),
        "type": str(found.number.type),
        "status": found.state,
        "notes": found.all_notes,
        **cautions_json(found),
        "totalResults": found.rows,
        "file": {"id": str(found.file_id)},
        "release": {"title": found.release.title, "slug": found.release.slug},
        **found.summary,
    }
    if found.published:
        shown["published"] = found.published.isoformat()
    if found.state == VersionState.WITHDRAWN and found.withdrawn:
        shown["withdrawn"] = found.withdrawn.isoformat()
    return shown


def changes_json(found: DataSetVersion) -> dict[str, Any]:
    """What differs from the version before. The first version has nothing that it could differ from."""
    shown = {"versionNumber": str(found.number), "majorChanges": {}, "minorChanges": {}, **found.changes}
    return {**shown, "notes": found.all_notes} if found.all_notes else shown


def cautions_json(found: DataSetVersion) -> dict[str, Any]:
    """What must be read with the figures of a version, part by part, as far as Alder made them; and the mark of made-up
    ones."""
    made_up = {"madeUp": found.figures_are.mark} if found.figures_are else {}
    said = [_caution(Cautions.from_object(one)) for one in found.cautions]
    return {**made_up, **({"cautions": said} if said else {})}


def _caution(one: Cautions) -> dict[str, Any]:
    return {
        "title": one.title,
        "method": {"code": one.measure, "version": one.version},
        "definition": one.definition,
        "strength": list(one.definitions),
        "source": one.source,
        "coverage": one.coverage,
        "protection": one.protection,
        "quality": {"grade": one.grade, "meaning": one.meaning, "because": [f"{a}: {b}" for a, b in one.because]},
        "breaks": [{"from": year, "text": text} for year, text in one.breaks],
        "care": [{"code": code, "text": text} for code, text in one.care],
        "notes": [*one.lines, *one.notes],
    }
