"""What applicants write, section by section. Each saving is a version; what two people wrote at once is laid together.

Everything that is typed is saved, right or wrong: what is wrong with it is told beside it. Where two people changed one
answer meanwhile, the first stays, and the second sees both before anything of theirs takes its place.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from alder import wall_clock
from alder.applications.answers import shown
from alder.applications.form import form
from alder.applications.terms import current_terms
from alder.governance import Denied
from alder.governance.application import ApplicationState
from alder.web.applications.known_accreditations import ASKED, as_known, known_among
from alder.web.applications.models import ApplicationRecord, SectionVersion, TermsAcceptance
from alder.web.trail.events import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.web.accounts.models import Person

FIELDS = "G4"
"""The question about fields, which has pages of its own."""
WRITTEN_IN = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
"""The states in which applicants write. From then on what they wrote is the service's to read."""
ON_SITE = "M"
"""The section that nobody types: everybody accepts the terms in person, and the site knows who did."""


@dataclass(frozen=True)
class SavedSection:
    """What came of saving a section."""

    version: int
    conflicts: Mapping[str, Any]
    """Of answers that somebody else changed meanwhile, what they wrote. It stands until it is knowingly replaced."""
    by: str = ""
    """Who did."""


def last(row: ApplicationRecord, section: str) -> SectionVersion | None:
    """A section as it is now; None while nobody has saved it."""
    return row.sections.filter(section=section, is_last=True).select_related("by").first()


def answers_of(row: ApplicationRecord) -> dict[str, Any]:
    """All answers as they are now, with what the site knows by itself."""
    found: dict[str, Any] = {}
    for version in row.sections.filter(is_last=True):
        found.update(version.answers)
    if ASKED in found:
        found[ASKED] = as_known(found[ASKED], known_among(people_of(row)))
    if accepted := acceptances(row):
        found["M1"] = accepted
    return found


def as_submitted(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count: those to questions that are shown beside them."""
    return {question.id: answers[question.id] for question in shown(answers) if question.id in answers}


def acceptances(row: ApplicationRecord) -> list[dict[str, Any]]:
    """Who of the applicants accepted the terms as they are now, in the form of the question about it."""
    version = current_terms(wall_clock.today())[0]
    found = TermsAcceptance.objects.filter(person__in=people_of(row), version=version).select_related("person")
    return [
        {"name": one.person.name, "terms": one.version, "at": timezone.localdate(one.at).isoformat()}
        for one in found.order_by("at", "pk")
    ]


@transaction.atomic
def accept_terms(person: Person, version: str) -> None:
    """Somebody accepts the terms of use for themselves, in the version that they read."""
    _, is_new = TermsAcceptance.objects.get_or_create(person=person, version=version)
    if is_new:
        record(str(person.pk), "person", f"terms {version}", "Accepted")


def people_of(row: ApplicationRecord) -> list[Person]:
    """The lead, and everybody who accepted to take part."""
    joined = row.co_applicants.filter(ended=None).exclude(person=None).select_related("person")
    return [row.lead, *(one.person for one in joined if one.person is not None)]


@transaction.atomic
def save(
    row: ApplicationRecord, section: str, typed: Mapping[str, Any], *, by: Person, seen: int, asked: tuple[str, ...]
) -> SavedSection:
    """Save what somebody typed over the version that they saw. `asked` are the questions that their page had."""
    locked = ApplicationRecord.objects.select_for_update().get(pk=row.pk)
    now = last(locked, section)
    present = dict(now.answers) if now else {}
    number = now.number if now else 0
    base = present if seen == number else _version(locked, section, seen)
    conflicts: dict[str, Any] = {}
    merged = dict(present)
    for question in asked:
        mine, theirs, was = typed.get(question), present.get(question), base.get(question)
        if mine in (theirs, was):
            continue
        if theirs != was:
            conflicts[question] = theirs
            continue
        merged[question] = mine
    kept = {question: answer for question, answer in merged.items() if answer not in (None, "", [])}
    if kept != present or now is None:
        number = write(locked, section, kept, by=by)
    return SavedSection(number, conflicts, now.by.name if now and conflicts else "")


def write(locked: ApplicationRecord, section: str, answers: Mapping[str, Any], *, by: Person) -> int:
    """A new version of a section of an application whose row is held; its number. Raises `Denied` once it was sent."""
    if locked.state not in WRITTEN_IN:
        raise Denied("It was sent meanwhile, and the service has it: nothing more is written in it.")
    now = last(locked, section)
    locked.sections.filter(section=section, is_last=True).update(is_last=False)
    number = now.number + 1 if now else 1
    SectionVersion.objects.create(application=locked, section=section, number=number, answers=dict(answers), by=by)
    locked.written = wall_clock.now()
    if section == "A" and str(answers.get("A1", "")).strip():
        locked.title = str(answers["A1"]).strip()[:120]
    locked.save(update_fields=["written", "title"])
    return number


def _version(row: ApplicationRecord, section: str, number: int) -> dict[str, Any]:
    found = row.sections.filter(section=section, number=number).first()
    return dict(found.answers) if found else {}


def digest(answers: Any) -> str:
    """The SHA-256 of answers, whatever their order."""
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def section_digest(answers: Mapping[str, Any], section: str) -> str:
    """That of the answers of one section."""
    return digest({id: answer for id, answer in answers.items() if id[:1] == section})


def titles() -> dict[str, str]:
    """What each section is called."""
    return {section.id: section.title for section in form().sections}
