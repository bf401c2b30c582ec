"""A release as readers will see it: for people of the desk, and for those who were given a link."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.errors import AlderError, NotProtected, NotPublishable, WrongEntry
from alder.governance import Denied
from alder.publishing.releases import Action
from alder.web.accounts.person_page import beside, page_for
from alder.web.desk.entry import about_release
from alder.web.headers import private
from alder.web.methods import answers
from alder.web.publications import previews
from alder.web.statistics.release_views import draft_as_public, preview

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release


@about_release(Action.SEE, methods=("GET",))
def before_readers(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """For people of the desk."""
    if not draft_as_public(release).data_sets:
        raise Denied("There is nothing to preview yet. Add a data set first.")
    here, back = (reverse(name, args=[release.pk]) for name in ("desk-preview", "desk-release"))
    return preview(request, release, partial(_within, here), back=back)


@answers("GET")
def by_link(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """For whoever holds a link that is in its time. A link that is over is like one that never was."""
    release = previews.opened_by(token)
    if release is None or not draft_as_public(release).data_sets:
        raise Http404
    reply = private(preview(request, release, partial(_within, reverse("preview", args=[token])), back=""))
    reply["Referrer-Policy"] = "no-referrer"
    return reply


def _within(here: str, name: str, *given: Any, **named: Any) -> str:
    """Pages about what is not public yet are not there: their links stay on the preview."""
    if name in _NOT_YET:
        return f"{urlsplit(here).path}#data"
    return reverse(name, *given, **named)


_NOT_YET = {"release", "releases", "release-files", "data-set", "data-zip", "data-parquet", "data-meta", "table-places"}


@about_release(Action.SHARE)
def links(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """Links for others: for whom, until when; and a button that ends each."""
    given = {name: request.POST.get(name, "") for name in ("label", "days")}
    errors: dict[str, str] = {}
    refused: AlderError | None = None
    if request.method == "POST":
        if link := next((one for one in release.preview_links.all() if str(one.pk) == request.POST.get("end")), None):
            previews.end(person, link)
            return HttpResponseRedirect(request.path)
        days = given["days"].strip()
        try:
            previews.give(person, release, given["label"], int(days) if days.isascii() and days.isdigit() else 0)
            return HttpResponseRedirect(request.path)
        except WrongEntry as error:
            errors = beside(error)
        except (NotProtected, NotPublishable) as error:
            refused = error
    return page_for(
        request,
        person,
        "alder.web.desk:templates/links.html.j2",
        at="desk",
        release=release,
        links=release.preview_links.order_by("-starts"),
        address=lambda link: request.build_absolute_uri(reverse("preview", args=[link.pk])),
        given=given,
        refused=refused,
        errors=errors,
    )
