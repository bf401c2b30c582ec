"""Files of a release: sending them, what the screener says of them, and what they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.governance.release_policy import why_not
from alder.publishing.releases import Action, UploadState, VersionState
from alder.publishing.releases.changes import in_words
from alder.publishing.screener import can_be_accepted
from alder.web.accounts.person_page import beside_fields
from alder.web.desk.permissions import for_release, release_page
from alder.web.forms import TOO_LARGE, text
from alder.web.publications import uploads
from alder.web.publications.coverage_claims import claims_of
from alder.web.publications.history import case
from alder.web.publications.models import DataSetVersion, Upload

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

_ORDER = ("failure", "accepted", "advice", "unavailable", "pass")
_WORDS = ("data_set", "title", "summary", "notes", "made_up", "patch")


@for_release(Action.EDIT)
def add(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """A data file with its meta file: a new data set, or a new version of one of the publication."""
    taken = DataSetVersion.objects.filter(state=VersionState.DRAFT).values("data_set")
    known = {str(one.pk): one for one in release.publication.data_sets.exclude(pk__in=taken).order_by("title")}
    given = {name: text(request, name) for name in _WORDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _wrong(request, given)
        if not errors:
            data_set = known.get(given["data_set"])
            upload = Upload(
                release=release,
                by=person,
                data_set=data_set,
                title=given["title"] or (data_set.title if data_set else ""),
                summary=given["summary"] or (data_set.summary if data_set else ""),
                notes=given["notes"],
                made_up=given["made_up"] == "yes",
                patch=given["patch"] == "yes",
            )
            with beside_fields(errors):
                uploads.receive(upload, request.FILES["data"], request.FILES["meta"])
                return HttpResponseRedirect(reverse("desk-file", args=[release.pk, upload.pk]))
    return release_page(
        request,
        person,
        release,
        "add_data",
        given=given,
        data_sets=[("", "A new data set"), *((id, f"A new version of: {item.title}") for id, item in known.items())],
        most=settings.ALDER_UPLOAD_MB,
        errors=errors,
    )


def _wrong(request: HttpRequest, given: dict[str, str]) -> dict[str, str]:
    if request.META.get(TOO_LARGE):
        most = f"{settings.ALDER_UPLOAD_MB} MB"
        return {"data": f"The files are larger than {most} together. Pack the data file with gzip, or split it."}
    errors = {}
    for name, words in (("data", "data file"), ("meta", "meta file")):
        file: Any = request.FILES.get(name)
        if file is None:
            errors[name] = f"Choose the {words}"
        elif not file.size:
            errors[name] = f"The {words} is empty"
    if not given["data_set"] and not given["title"]:
        errors["title"] = "Enter a title for the data set"
    if len(given["title"]) > 300:
        errors["title"] = "That is longer than 300 characters"
    return errors


@for_release(Action.SEE)
def pair(request: HttpRequest, person: Person, release: Release, upload: UUID) -> HttpResponseBase:
    """The report of the screener, with what can be done about a failure; and what changes for readers."""
    found = release.uploads.select_related("version__data_set", "data_set").filter(pk=upload).first()
    if found is None:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        with beside_fields(errors):
            return HttpResponseRedirect(_act(request, person, found))
    return release_page(
        request,
        person,
        release,
        "file",
        upload=found,
        results=_by_verdict(found),
        may_edit=not why_not(Action.EDIT, *case(person, release)),
        may_be_accepted=[name for name in uploads.failing(found) if can_be_accepted(name)],
        ticked=request.POST.getlist("accept"),
        reason=request.POST.get("reason", found.reason),
        changes=in_words(found.version.changes) if found.version and found.data_set_id else None,
        states=UploadState,
        claims=claims_of(found.version),
        errors=errors,
    )


def _act(request: HttpRequest, person: Person, upload: Upload) -> str:
    if request.POST.get("do") == "remove":
        release = upload.release_id
        uploads.remove(person, upload)
        return reverse("desk-release", args=[release])
    uploads.accept(person, upload, request.POST.getlist("accept"), text(request, "reason"))
    return reverse("desk-file", args=[upload.release_id, upload.pk])


def _by_verdict(upload: Upload) -> list[tuple[str, list[dict[str, Any]]]]:
    """The results of the screener, what fails first."""
    results = upload.report.get("results", [])
    groups = [(verdict, [result for result in results if result["verdict"] == verdict]) for verdict in _ORDER]
    return [group for group in groups if group[1]]
