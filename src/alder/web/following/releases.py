"""All releases of a publication: those that are there, what came of each, and the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from alder.web.following import calendar
from alder.web.following.topics import of_publication
from alder.web.frame import Crumb, page, query
from alder.web.lists import Paged
from alder.web.publications.public_catalogue import public_publication_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def releases(request: HttpRequest, publication: str) -> HttpResponse:
    found = public_publication_of(publication)
    if found is None:
        raise Http404
    return page(
        request,
        "alder.web.following:templates/releases.html.j2",
        at="find-statistics",
        crumbs=[
            Crumb("Statistics", reverse("find-statistics")),
            Crumb(found.publication.title, reverse("release", args=[publication, found.latest.slug])),
        ],
        series=found,
        latest=found.latest,
        paged=Paged(found.issues, request.GET.get("page"), lambda n: query(("page", n))),
        coming=[one for month in calendar.coming(publication) for one in month.coming],
        topic=of_publication(found.publication),
    )
