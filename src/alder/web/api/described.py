"""The API and its data sets described for programs: the OpenAPI document, and a catalogue in DCAT and schema.org."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.catalogue import Listed, catalogue
from alder.publishing.open_api import openapi
from alder.publishing.releases import DataSetState
from alder.web.api.parameters import Asked
from alder.web.api.reply import endpoint
from alder.web.errors import as_json
from alder.web.publications import look_up
from alder.web.publications.models import DataSet, DataSetVersion

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_TITLE = "Published statistics"


@endpoint("GET")
def api_document(request: HttpRequest) -> HttpResponse:
    Asked(request).settled()
    return as_json(openapi(_address(request), _TITLE))


@endpoint("GET")
def data_set_catalogue(request: HttpRequest) -> HttpResponse:
    """Every public data set in its newest version."""
    Asked(request).settled()
    public = (DataSetState.PUBLISHED, DataSetState.DEPRECATED)
    found = DataSet.objects.filter(state__in=public).select_related("publication").order_by("title", "id")
    listed = [_listed(one, latest) for one in found if (latest := look_up.latest(one.id))]
    reply = as_json(catalogue(_address(request), _TITLE, listed))
    reply["Content-Type"] = "application/ld+json"
    return reply


def _address(request: HttpRequest) -> str:
    """Where this API begins, as whoever asks has reached it."""
    return request.build_absolute_uri(request.path.rpartition("/")[0])


def _listed(found: DataSet, latest: DataSetVersion) -> Listed:
    return Listed(
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
