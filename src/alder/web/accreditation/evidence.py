"""Documents that show something: sent by a person, seen by officers, kept under names of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from alder.errors import WrongEntry
from alder.governance.accreditation import AccreditationState
from alder.rights import private_folder
from alder.wall_clock import today
from alder.web.accreditation.models import AccreditationRecord, EvidenceFile
from alder.web.output_desk.private_files import freeze, shown_name
from alder.web.trail.events import record

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from alder.web.accounts.models import Person

KINDS = {
    "degree": "Degree certificate or transcript",
    "experience": "Proof of quantitative research",
    "reference": "Letter of a referee",
    "training": "Certificate of a course that was taken elsewhere",
    "other": "Something else",
}
MOST_FILES = 10
MOST_BYTES = 8 * 1024 * 1024
"""A certificate that was scanned has one or two megabytes."""
_SIGNS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""How files of the forms that are taken begin: what a name says counts for nothing."""
OPEN_TO_EVIDENCE = frozenset({AccreditationState.NONE, AccreditationState.EVIDENCE_ASKED})
"""States in which its person adds documents and takes them back."""


def form_of(first: bytes) -> str:
    """The form of a file by how it begins; empty where it is none that is taken."""
    return next((form for sign, form in _SIGNS.items() if first.startswith(sign)), "")


def path_of(file: EvidenceFile) -> Path:
    folder: Path = settings.ALDER_PUBLISHED / "accreditation" / str(file.record.key)
    private_folder(folder.parent, owner_alone=True)
    private_folder(folder, owner_alone=True)
    return folder / str(file.pk)


@transaction.atomic
def add_evidence(person: Person, of: AccreditationRecord, sent: Any, kind: str, dated: date) -> EvidenceFile:
    """Keep a document. Raises `WrongEntry` where it is not taken."""
    locked = AccreditationRecord.objects.select_for_update().get(pk=of.pk)
    if kind not in KINDS:
        raise WrongEntry("kind", "choose what the document is")
    if sent is None:
        raise WrongEntry("file", "choose a file")
    if locked.evidence.count() >= MOST_FILES:
        raise WrongEntry("file", f"there are {MOST_FILES} documents already", where="Remove one first.")
    if not 0 < sent.size <= MOST_BYTES:
        raise WrongEntry("file", f"a document has up to {MOST_BYTES // 1024 // 1024} MB, and is not empty")
    form = form_of(sent.read(8))
    if not form:
        raise WrongEntry("file", "that is no PDF, PNG or JPEG file", where="Save it as one of these, and send that.")
    sent.seek(0)
    if dated > today():
        raise WrongEntry("day", "that day is still to come")
    file = EvidenceFile(
        record=locked, kind=kind, dated=dated, name=shown_name(sent.name), content_type=form, size=sent.size
    )
    file.sha256, file.size = freeze(sent, path_of(file))
    file.save()
    _note(person, locked, "Evidence added", file)
    return file


@transaction.atomic
def remove_evidence(person: Person, file: EvidenceFile) -> None:
    """Take a document back, which no officer has decided on yet."""
    path = path_of(file)
    _note(person, file.record, "Evidence removed", file)
    file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _note(person: Person, of: AccreditationRecord, what: str, file: EvidenceFile) -> None:
    """In the trail as of its own thing: the accreditation is what its own events make it."""
    said = {"kind": file.kind, "dated": file.dated.isoformat(), "sha256": file.sha256}
    record(str(person.pk), "person", f"evidence of accreditation {of.pk}", what, said=said)
