"""A release is begun: in a publication that there is, in a new one, or out of a correction of what was withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.errors import WrongEntry
from alder.governance import Role
from alder.publishing.releases import Action
from alder.web.accounts.person_page import beside, page_for
from alder.web.desk.entry import about_release, page_of_desk, seen
from alder.web.publications import actions
from alder.web.publications.models import Publication

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

_FIELDS = ("publication", "new_publication", "about", "title")


@page_of_desk(Role.PUBLISHER, methods=("GET", "POST"))
def begin(request: HttpRequest, person: Person) -> HttpResponseBase:
    given = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _missing(given)
        if not errors:
            try:
                release = _begun(person, given)
            except WrongEntry as error:
                errors = beside(error)
            else:
                return HttpResponseRedirect(reverse("desk-release", args=[release.pk]))
    known = [(str(one.pk), one.title) for one in Publication.objects.order_by("title")]
    return page_for(
        request,
        person,
        "alder.web.desk:templates/begin.html.j2",
        at="desk",
        given=given,
        publications=[("", "A new publication"), *known],
        errors=errors,
    )


@about_release(Action.STAND_ALONE)
def stand_alone(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """The title under which a correction of what was withdrawn becomes a release of its own."""
    title = request.POST.get("title", f"{release.title}, revised").strip()
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _missing({"publication": "known", "title": title})
        if not errors:
            try:
                actions.stand_alone(person, release, seen(request), title)
            except WrongEntry as error:
                errors = beside(error)
            else:
                return HttpResponseRedirect(reverse("desk-release", args=[release.pk]))
    template = "alder.web.desk:templates/stand_alone.html.j2"
    return page_for(request, person, template, at="desk", release=release, title=title, errors=errors)


def _missing(given: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not given["publication"] and not given["new_publication"]:
        errors["publication"] = "Choose a publication, or name a new one below"
    if not given["title"]:
        errors["title"] = "Enter the title of the release, such as Academic year 2024/25"
    return errors | {name: "That is longer than 300 characters" for name in given if len(given[name]) > 300}


@transaction.atomic
def _begun(person: Person, given: dict[str, str]) -> Release:
    known = {str(one.pk): one for one in Publication.objects.all()}
    publication = known.get(given["publication"])
    if publication is None:
        publication = actions.publication_called(given["new_publication"], given["about"])
    return actions.begin(person, publication, given["title"])
