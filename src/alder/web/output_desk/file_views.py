"""Files that are handed over: to checkers as they were handed in, to authors and recipients as they were released.

Nothing of them is shown by the browser as a page of this site: a file is saved, and a picture is drawn with every
script, style and address in it shut off. Whoever takes one is in the trail before its first byte is sent.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse

from alder.governance.output_review import ReviewSight, ReviewState
from alder.web.frame import page
from alder.web.http import answers, private
from alder.web.output_desk import incidents, releases
from alder.web.output_desk.models import OutputFile, OutputRecipient, OutputRequest
from alder.web.output_desk.permissions import HERE, for_output
from alder.web.output_desk.private_files import leaving_path, open_frozen, present_hash
from alder.web.output_desk.reviews import frozen_files, review_of
from alder.web.trail.events import record_read

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.output_review import OutputReview
    from alder.web.accounts.models import Person

INERT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""What a browser may do with a file that somebody handed in: draw it, and nothing else."""
_PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


@for_output(ReviewSight.DESK, methods=("GET",))
def raw(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, file: Any
) -> HttpResponseBase:
    """A file as it was handed in, to be saved."""
    found = _handed_in(output, review, file)
    record_read(person, output.thing, "a file under review", found.leaving_sha256)
    return saved(found, output)


@for_output(ReviewSight.DESK, methods=("GET",))
def picture(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, file: Any
) -> HttpResponseBase:
    """A picture for the page of a checker. One of dots is the one that leaves, drawn anew; a drawing runs nothing."""
    found = _handed_in(output, review, file)
    kind = _PICTURES.get(found.name.rpartition(".")[2].lower())
    if kind is None or (kind != "image/svg+xml" and not found.redrawn):
        raise Http404
    record_read(person, output.thing, "a picture under review", found.leaving_sha256)
    return _inert(_unchanged(found, output), kind)


@for_output(ReviewSight.OWN, methods=("GET",))
def drawn(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, file: Any
) -> HttpResponseBase:
    """A picture as it would leave, for its author: what was drawn anew, and never what was sent."""
    found = OutputFile.objects.select_related("group").filter(pk=file, group__output=output, gone=False).first()
    kind = _PICTURES.get(found.name.rpartition(".")[2].lower()) if found and found.redrawn else None
    if found is None or kind is None:
        raise Http404
    found.group.output = output
    record_read(person, output.thing, "a picture that was drawn anew", found.redrawn)
    return _inert(_unchanged(found, output), kind)


def _handed_in(output: OutputRequest, review: OutputReview, file: Any) -> OutputFile:
    found = next((one for one in frozen_files(output, review).values() if one.pk == file), None)
    if found is None:
        raise Http404
    return found


def _unchanged(file: OutputFile, output: OutputRequest) -> io.BufferedReader:
    """The file, if it is still what was handed in. Else there is none, and an incident is opened."""
    path = leaving_path(file)
    if present_hash(path) != file.leaving_sha256:
        incidents.open_by_system(output, releases.CHANGED)
        raise Http404
    return open_frozen(path)


def saved(file: OutputFile, output: OutputRequest) -> HttpResponseBase:
    """To be saved under its name, whatever it is."""
    reply = FileResponse(_unchanged(file, output), content_type="application/octet-stream")
    reply["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return _shut(reply)


def _inert(opened: io.BufferedReader, content_type: str) -> HttpResponseBase:
    reply = FileResponse(opened, content_type=content_type)
    reply["Content-Disposition"] = "inline"
    return _shut(reply)


def _shut(reply: HttpResponseBase) -> HttpResponseBase:
    reply["Content-Security-Policy"] = INERT
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


@for_output(ReviewSight.TAKE, methods=("GET",))
def take(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, file: Any
) -> HttpResponseBase:
    """A released file, for its author."""
    found = released_file(output, review, file)
    record_read(person, output.thing, "a released file", found.leaving_sha256)
    return saved(found, output)


@for_output(ReviewSight.TAKE, methods=("GET",))
def take_all(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """Everything that was released with its certificate, packed."""
    record_read(person, output.thing, "all released files", _certificate_hash(review))
    return _packed(output, review)


def _certificate_hash(review: OutputReview) -> str:
    done = next((event for event in reversed(review.events) if event.action == "CONFIRM"), None)
    return str(done.said.get("certificate", "")) if done else ""


def released_file(output: OutputRequest, review: OutputReview, file: Any) -> OutputFile:
    found = _handed_in(output, review, file)
    if not found.leaves:
        raise Http404
    return found


def _packed(output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, file in frozen_files(output, review).items():
            if file.leaves:
                with _unchanged(file, output) as opened:
                    packed.writestr(name, opened.read())
        packed.writestr("certificate.json", releases.as_json(output.certificate))
        packed.writestr("certificate.txt", releases.as_text(output.certificate))
    reply = HttpResponse(out.getvalue(), content_type="application/zip")
    reply["Content-Disposition"] = f'attachment; filename="output-{output.pk}.zip"'
    return _shut(reply)


@for_output(ReviewSight.TAKE, methods=("GET",))
def certificate(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, form: str = ""
) -> HttpResponseBase:
    """The certificate, as a page, as JSON or as text."""
    return _certificate(request, output, form, person)


@for_output(ReviewSight.DESK, methods=("GET",))
def certificate_at_desk(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, form: str = ""
) -> HttpResponseBase:
    """The same for people of the desk, also once it was recalled."""
    if not output.certificate:
        raise Http404
    return _certificate(request, output, form, person)


def _certificate(request: HttpRequest, output: OutputRequest, form: str, person: Person | None) -> HttpResponseBase:
    found = output.certificate
    if form == "json":
        return HttpResponse(releases.as_json(found), content_type="application/json")
    if form == "txt":
        return HttpResponse(releases.as_text(found), content_type="text/plain; charset=utf-8")
    from alder.web.accounts.person_page import page_for

    where = request.path
    named = {"output": output, "certificate": found, "here": where}
    return page_for(request, person, f"{HERE}certificate.html.j2", at="outputs", **named)


@answers("GET")
def outside(request: HttpRequest, token: UUID, file: Any = None, form: str = "") -> HttpResponseBase:
    """What somebody outside gets who holds their link. It ends with a recall, and says so."""
    holder = OutputRecipient.objects.select_related("output__author").filter(token=token).first()
    if holder is None or holder.output.state not in (ReviewState.RELEASED, ReviewState.RECALLED):
        raise Http404
    output = holder.output
    if output.state == ReviewState.RECALLED:
        reply: HttpResponseBase = page(request, f"{HERE}recalled.html.j2", output=output, holder=holder, status=410)
        return _for_holder(reply)
    review = review_of(output)
    if file is not None:
        found = released_file(output, review, file)
        record_read(None, output.thing, "a released file", found.leaving_sha256, recipient=holder.pk)
        return _for_holder(saved(found, output))
    if form == "zip":
        record_read(None, output.thing, "all released files", _certificate_hash(review), recipient=holder.pk)
        return _for_holder(_packed(output, review))
    if form:
        return _for_holder(_certificate(request, output, form, None))
    files = [one for one in frozen_files(output, review).values() if one.leaves]
    shown = {"output": output, "holder": holder, "files": files, "certificate": output.certificate}
    return _for_holder(page(request, f"{HERE}outside.html.j2", **shown))


def _for_holder(reply: HttpResponseBase) -> HttpResponseBase:
    private(reply)
    reply["Referrer-Policy"] = "no-referrer"
    return reply
