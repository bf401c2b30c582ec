"""Letters and certificates that belong to an application: PDF alone, told by content, kept in the private folder of the
store under names of our own, written once, and handed over as files that no browser opens within the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseRedirect

from alder.errors import Inconsistency
from alder.web.accounts.sessions import for_people
from alder.web.applications.attachments import path_of
from alder.web.applications.models import ApplicationRecord, AttachedFile
from alder.web.applications.permissions import WRITE, about, for_applicants, has_part, is_applicant, is_at_desk
from alder.web.applications.process import application_of
from alder.web.applications.reviews import sections_seen
from alder.web.forms import TOO_LARGE
from alder.web.http import answers
from alder.web.output_desk.private_files import freeze, open_frozen, present_hash, shown_name
from alder.web.trail.events import record, record_denial

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.application import Application
    from alder.web.accounts.models import Person

BELONGS_TO = {
    "H1a": "The letter of the ethics committee",
    "I1": "The data protection impact assessment",
    "I2": "The advice of the data protection officer",
    "J2": "A certificate of your own systems",
}
"""The questions that a file can belong to."""
LARGEST = 10 << 20
"""Bytes of one file: a scanned letter has a tenth."""
MOST_FILES = 20
_BEGINS, _ENDS = b"%PDF-", b"%%EOF"
"""What a PDF begins with, and has near its end. It is never opened by the site."""


@for_applicants(WRITE)
def files(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """What is attached; another file is added, or one taken back."""
    errors: dict[str, str] = {}
    question = request.POST.get("question", request.GET.get("question", ""))
    if request.method == "POST":
        if out := request.POST.get("out", ""):
            _take_back(row, person, out)
            return HttpResponseRedirect(request.path)
        sent = request.FILES.get("file")
        if question not in BELONGS_TO:
            errors["question"] = "Say what the file is"
        if wrong := _wrong_with(row, sent, too_large=bool(request.META.get(TOO_LARGE))):
            errors["file"] = wrong
        if not errors and sent is not None:
            _keep(row, person, question, sent)
            return HttpResponseRedirect(request.path)
    kept = row.files.filter(gone=False)
    return about(
        request,
        person,
        row,
        "files",
        kept=[(one, BELONGS_TO[one.question]) for one in kept],
        choices=[("", "Choose what it is"), *BELONGS_TO.items()],
        question=question,
        errors=errors,
        megabytes=LARGEST >> 20,
    )


def _wrong_with(row: ApplicationRecord, sent: UploadedFile[Any] | None, *, too_large: bool) -> str:
    if too_large or (sent is not None and (sent.size or 0) > LARGEST):
        return f"The file is larger than {LARGEST >> 20} MB"
    if sent is None or not sent.size:
        return "Choose a file that is not empty"
    if row.files.filter(gone=False).count() >= MOST_FILES:
        return f"An application has at most {MOST_FILES} files"
    begins = sent.read(1024)
    sent.seek(max(0, (sent.size or 0) - 2048))
    ends = sent.read()
    sent.seek(0)
    if not begins.startswith(_BEGINS) or _ENDS not in ends:
        return "The file is no PDF, whatever it is called. Save it as PDF, then send that"
    return ""


@transaction.atomic
def _keep(row: ApplicationRecord, person: Person, question: str, sent: UploadedFile[Any]) -> None:
    file = AttachedFile(application=row, question=question, name=shown_name(sent.name or "file.pdf"), by=person)
    file.sha256, file.size = freeze(sent, path_of(file))
    file.save()
    record(str(person.pk), "applicant", row.thing, "File added", said={"sha256": file.sha256, "question": question})


@transaction.atomic
def _take_back(row: ApplicationRecord, person: Person, out: str) -> None:
    """What was submitted once is kept on disk, since what was decided on must be there to read."""
    file = next((one for one in row.files.filter(gone=False) if str(one.pk) == out), None)
    if file is None:
        return
    file.gone = True
    file.save(update_fields=["gone"])
    record(str(person.pk), "applicant", row.thing, "File taken back", said={"sha256": file.sha256})
    kept = any(one["id"] == out for submitted in row.rounds.all() for one in submitted.files)
    if not kept:
        transaction.on_commit(lambda: path_of(file).unlink(missing_ok=True))


@answers("GET")
@for_people
def file(request: HttpRequest, person: Person, key: UUID, file: UUID) -> HttpResponseBase:
    """One of them, for applicants and for those of the service who see its section."""
    found = AttachedFile.objects.select_related("application__lead").filter(pk=file, application__key=key).first()
    if found is None or not _sees(person, found):
        record_denial(person, f"application {key}", "see a file", "There is no such file for them.")
        raise Http404
    path = path_of(found)
    if present_hash(path) != found.sha256:
        raise Inconsistency(f"file {found.pk} of {found.application} is not what was sent")
    reply = FileResponse(open_frozen(path), content_type="application/pdf", as_attachment=True, filename=found.name)
    reply["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply


def _sees(person: Person, found: AttachedFile) -> bool:
    row = found.application
    if is_applicant(person, row):
        return not found.gone
    thing = application_of(row)
    submitted = any(one["id"] == str(found.pk) for kept in row.rounds.all() for one in kept.files)
    if not submitted or not is_at_desk(person, row, thing) or has_part(person, row):
        return False
    return found.question[0] in sections_seen(person, thing)
