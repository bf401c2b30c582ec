"""The versions of a data set, and what each changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.releases import VersionState
from alder.web.api import shapes
from alder.web.api.parameters import Asked
from alder.web.api.reply import endpoint, token_of
from alder.web.errors import as_json
from alder.web.publications import look_up
from alder.web.publications.models import DataSetVersion

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@endpoint("GET")
def versions(request: HttpRequest, data_set: UUID) -> HttpResponse:
    asked = Asked(request, "page", "pageSize")
    page = asked.page(10, 20)
    asked.settled()
    return as_json(shapes.page_of(look_up.versions(data_set, token_of(request)), page, shapes.version))


@endpoint("GET")
def version(request: HttpRequest, data_set: UUID, version: str) -> HttpResponse:
    Asked(request).settled()
    return as_json(shapes.version(look_up.version(data_set, version, token_of(request))))


@endpoint("GET")
def changes(request: HttpRequest, data_set: UUID, version: str) -> HttpResponse:
    """What differs from the version before, and if asked, what the patches before it changed."""
    asked = Asked(request, "includePatchHistory")
    history = asked.truth("includePatchHistory")
    asked.settled()
    found = look_up.version(data_set, version, token_of(request))
    shown = shapes.changes(found)
    if history:
        patches = DataSetVersion.objects.filter(
            data_set=data_set, major=found.major, minor=found.minor, patch__lt=found.patch
        )
        shown["patchHistory"] = [shapes.changes(one) for one in patches if VersionState(one.state).is_public]
    return as_json(shown)
