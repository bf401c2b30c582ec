"""Publications that have a public data set, and their data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from alder.publishing.releases import DataSetState, VersionState
from alder.web.api import shapes
from alder.web.api.parameters import Asked
from alder.web.api.reply import endpoint
from alder.web.errors import as_json
from alder.web.publications import look_up
from alder.web.publications.look_up import NotThere
from alder.web.publications.models import DataSet, Publication

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


@endpoint("GET")
def publications(request: HttpRequest) -> HttpResponse:
    """Publications, those that were published last first; with `search`, those whose title or summary has its words."""
    asked = Asked(request, "search", "page", "pageSize")
    page, search = asked.page(20, 40), asked.search()
    asked.settled()
    found = _public()
    for word in search.split():
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return as_json(shapes.page_of(list(found), page, _shown))


@endpoint("GET")
def publication(request: HttpRequest, publication: UUID) -> HttpResponse:
    Asked(request).settled()
    found = _public().filter(id=publication).first()
    if not found:
        raise NotThere
    return as_json(_shown(found))


@endpoint("GET")
def data_sets(request: HttpRequest, publication: UUID) -> HttpResponse:
    """The data sets of a publication, the newest first."""
    asked = Asked(request, "page", "pageSize")
    page = asked.page(10, 20)
    asked.settled()
    states = (DataSetState.PUBLISHED, DataSetState.DEPRECATED)
    found = DataSet.objects.filter(publication=publication, state__in=states)
    listed = list(found.order_by("-published", "title", "id"))
    return as_json(shapes.page_of(listed, page, lambda one: shapes.data_set(one, look_up.latest(one.id))))


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
