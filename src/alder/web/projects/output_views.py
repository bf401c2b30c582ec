"""What left a project, for its people; and what was published from projects, for everybody."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from alder import wall_clock
from alder.governance import Denied
from alder.governance.access import KEPT
from alder.governance.output_review import ReviewState
from alder.show.tidy_csv import no_formula
from alder.web.accounts.person_page import beside_fields
from alder.web.forms import day_typed, line, too_long
from alder.web.frame import page, query
from alder.web.output_desk.file_views import saved
from alder.web.output_desk.reviews import frozen_files, review_of
from alder.web.projects import outputs
from alder.web.projects.access import while_access
from alder.web.projects.models import ProjectOutput, ProjectPublication
from alder.web.projects.permissions import HERE, ProjectDoor, ProjectVisit, for_project, project_page
from alder.web.result_lists import Paged
from alder.web.trail.events import record, record_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]{1,200}")
_ADDRESS = re.compile(r"https://[^\s\"<>]{4,280}")
LONGEST = {"title": 300, "address": 300}


@for_project(ProjectDoor.SEE)
def listed(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """All outputs of the project, and the files of those that were released."""
    found = visit.project.outputs.select_related("output__author").order_by("-pk")

    def address(n: int) -> str:
        return request.path + query(("page", n))

    paged: Paged[ProjectOutput] = Paged(found, request.GET.get("page"), address, total=found.count())  # type: ignore[arg-type]
    rows = []
    for one in paged.items:
        is_out = one.output.state == ReviewState.RELEASED
        review = review_of(one.output) if is_out else None
        rows.append((one, [file for file in review.files if file.leaves] if review else []))
    return project_page(
        request, visit, "outputs", rows=rows, paged=paged, suspended=outputs.is_suspended(f"project {visit.project.pk}")
    )


@for_project(ProjectDoor.USE)
def take(request: HttpRequest, visit: ProjectVisit, output: Any, name: str) -> HttpResponseBase:
    """A released file, for anybody in the project who has access, and as long as they have."""
    found = visit.project.outputs.filter(output__key=output, output__state=ReviewState.RELEASED).first()
    if found is None:
        raise Http404
    if outputs.is_suspended(f"project {visit.project.pk}"):
        raise Denied("Its project is suspended: nothing of it is taken until that is settled.")
    review = review_of(found.output)
    file = frozen_files(found.output, review).get(name)
    if file is None or not file.leaves:
        raise Http404
    record_read(visit.person, found.output.thing, "a released file", file.leaving_sha256)
    reply: Any = saved(file, found.output)
    if reply.streaming:
        pieces: Iterable[bytes] = reply.streaming_content
        reply.streaming_content = while_access(pieces, visit.still, KEPT.total_seconds())
    return reply  # type: ignore[no-any-return]


@for_project(ProjectDoor.USE, methods=("GET", "POST"))
def publish(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """Say what was published from the project: everybody finds it in the register."""
    errors: dict[str, str] = {}
    given = {name: line(request, name) for name in ("title", "address", "published", "output")}
    if request.method == "POST":
        published = day_typed(given["published"])
        errors = _wrong({**given, "published": published}) | too_long(given, LONGEST)
        output = visit.project.outputs.filter(output__pk=given["output"]).first() if given["output"].isdigit() else None
        if given["output"] and output is None:
            errors["output"] = "Choose one of the outputs of this project"
        if not errors:
            with beside_fields(errors):
                if _add(visit, {**given, "published": published}, output):
                    return HttpResponseRedirect(reverse("project", args=[visit.project.key]) + "#published")
                errors["address"] = "That is in the register of this project already"
    released = visit.project.outputs.filter(output__state=ReviewState.RELEASED).select_related("output")
    options = [
        ("", "None, or not known"),
        *((str(one.output_id), f"{one.output_id}: {one.output.title}") for one in released),
    ]
    return project_page(request, visit, "publish", given=given, options=options, errors=errors)


def _wrong(given: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not given["title"]:
        errors["title"] = "Say what it is called"
    if not (_DOI.fullmatch(given["address"]) or _ADDRESS.fullmatch(given["address"])):
        errors["address"] = "Write its DOI (10.1234/abc) or an address that begins with https://"
    try:
        if date.fromisoformat(given["published"]) > wall_clock.today():
            errors["published"] = "That day is still to come"
    except ValueError:
        errors["published"] = "Write the day in numbers, for example 31 3 2027"
    return errors


def _add(visit: ProjectVisit, given: dict[str, str], output: ProjectOutput | None) -> bool:
    """Whether it was not there before."""
    row = ProjectPublication(
        project=visit.project,
        title=given["title"],
        address=given["address"],
        published=date.fromisoformat(given["published"]),
        output=output.output if output else None,
        by=visit.person,
    )
    try:
        with transaction.atomic():
            row.save()
            said = {"title": row.title, "address": row.address}
            record(str(visit.person.pk), "researcher", str(visit.project), "Published", said=said)
    except IntegrityError:
        return False
    return True


def address_of(row: ProjectPublication) -> str:
    """Where it is found: a DOI leads to it by doi.org."""
    return row.address if row.address.startswith("https://") else f"https://doi.org/{row.address}"


def _published() -> Any:
    return ProjectPublication.objects.select_related("project").order_by("-published", "-pk")


def register(request: HttpRequest) -> HttpResponse:
    """What was published from projects, for everybody."""

    def address(n: int) -> str:
        return reverse("published-research") + query(("page", n))

    found = _published()
    paged: Paged[ProjectPublication] = Paged(found, request.GET.get("page"), address, total=found.count())
    return page(
        request,
        f"{HERE}published.html.j2",
        at="get-access",
        paged=paged,
        rows=[(one, address_of(one)) for one in paged.items],
    )


def register_file(request: HttpRequest, form: str) -> HttpResponse:
    """The register as JSON or CSV."""
    rows = [
        {
            "title": one.title,
            "address": address_of(one),
            "published": one.published.isoformat(),
            "project": one.project.title,
            "agreement": one.project.agreement,
        }
        for one in _published()[:10_000]
    ]
    if form == "json":
        return JsonResponse({"publications": rows})
    if form != "csv":
        raise Http404
    text = io.StringIO()
    writer = csv.DictWriter(text, ["title", "address", "published", "project", "agreement"])
    writer.writeheader()
    writer.writerows({name: no_formula(value) for name, value in row.items()} for row in rows)
    reply = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="published-research.csv"'
    return reply
