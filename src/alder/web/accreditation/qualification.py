"""What a person says of themself to be accredited: by what they are qualified, who speaks for them, who supervises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from alder import wall_clock
from alder.governance import Denied
from alder.governance.accreditation import (
    EXPERIENCE_YEARS,
    REFEREES,
    AccreditationAction,
    AccreditationState,
    QualificationPath,
)
from alder.web.accounts.models import Person
from alder.web.accreditation import notices
from alder.web.accreditation.models import AccreditationRecord, IdentityProof
from alder.web.accreditation.process import act
from alder.web.trail.events import record as recorded

if TYPE_CHECKING:
    from collections.abc import Mapping

PATHS = [
    (
        str(QualificationPath.DEGREE),
        "A degree",
        "2:2 or better, of which mathematics or statistics were a significant part.",
    ),
    (
        str(QualificationPath.EXPERIENCE),
        "Experience",
        f"{EXPERIENCE_YEARS} years of quantitative research, and {REFEREES} people who can speak for it.",
    ),
    (
        str(QualificationPath.SUPERVISED),
        "Neither yet",
        "You ask for provisional accreditation, under a supervisor with a full one at your organisation.",
    ),
]
LONGEST = {"degree": 300, "experience": 2_000, "referees": 1_000, "supervisor": 254}


def wrong_with(given: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with what was filled in, by field."""
    errors: dict[str, str] = {}
    match given["path"]:
        case QualificationPath.DEGREE:
            if not given["degree"]:
                errors["degree"] = "Enter your degree, its subject and its class"
            if given["statistics"] != "yes":
                errors["statistics"] = (
                    "Say that mathematics or statistics were a significant part, or choose another way"
                )
        case QualificationPath.EXPERIENCE:
            years = given["years"]
            if not (years.isascii() and years.isdigit() and EXPERIENCE_YEARS <= int(years[:4]) < 80):
                errors["years"] = f"Enter how many years, {EXPERIENCE_YEARS} at the least, as a number"
            if not given["experience"]:
                errors["experience"] = "Say where you did research, and of what kind"
            if len(referees_in(given["referees"])) < REFEREES:
                errors["referees"] = f"Name {REFEREES} people, one a line, like: Nia Bevan, nia@mereshire.example"
        case QualificationPath.SUPERVISED:
            if not _is_email(given["supervisor"]):
                errors["supervisor"] = "Enter the e-mail address of your supervisor"
        case _:
            errors["path"] = "Choose what qualifies you"
    return errors


def referees_in(text: str) -> list[tuple[str, str]]:
    """People with their e-mail addresses, one a line; those that are understood, and nobody twice."""
    found: dict[str, str] = {}
    for said in filter(None, (part.strip() for part in text.split("\n"))):
        name, _, email = (part.strip() for part in said.rpartition(","))
        if name and _is_email(email):
            found[email.casefold()] = name
    return [(name, email) for email, name in found.items()]


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def begin(person: Person) -> AccreditationRecord:
    """A further accreditation, to be filled in; the one that is being filled in, where there is one."""
    try:
        with transaction.atomic():
            record, is_new = AccreditationRecord.objects.get_or_create(person=person, state=AccreditationState.NONE)
            if is_new and not proved_level(person):
                notices.tell_officers(record)
    except IntegrityError:  # pressed twice at once
        record = AccreditationRecord.objects.get(person=person, state=AccreditationState.NONE)
    return record


@transaction.atomic
def keep(record: AccreditationRecord, given: Mapping[str, str]) -> None:
    """Keep what was filled in. Whoever is named as supervisor, if they have an account, is asked."""
    locked = AccreditationRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if locked.state != AccreditationState.NONE:
        raise Denied("You have applied already. What you said then stands.")
    before = locked.supervisor_id
    locked.application = dict(given)
    named = given["supervisor"] if given["path"] == QualificationPath.SUPERVISED else ""
    locked.supervisor = supervisor_called(locked.person, named)
    if locked.supervisor_id != before:
        locked.supervisor_agreed = None
        notices.tell_supervisor(locked)
    locked.save(update_fields=["application", "supervisor", "supervisor_agreed"])


def supervisor_called(person: Person, email: str) -> Person | None:
    """Who has that e-mail address, unless it is the person; None where nobody here has."""
    found = Person.objects.filter(email=email.strip().casefold(), is_active=True).first() if email else None
    return None if found == person else found


@transaction.atomic
def agree_to_supervise(person: Person, record: AccreditationRecord) -> None:
    """Whoever is named says that they supervise this person."""
    locked = AccreditationRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if locked.supervisor_id != person.pk:
        raise Denied("Another supervisor was named meanwhile.")
    if locked.supervisor_agreed is None:
        locked.supervisor_agreed = wall_clock.now()
        locked.save(update_fields=["supervisor_agreed"])
        recorded(str(person.pk), "supervisor", f"supervision of accreditation {locked.pk}", "Agreed")


@dataclass(frozen=True)
class MissingPart:
    """Something that is still needed before an application can be handed in, and whose turn it is."""

    what: str
    address: str
    """The name of the page on which it is done; empty where others do it."""


def missing(record: AccreditationRecord) -> list[MissingPart]:
    """What an application still needs."""
    found = []
    said = record.application
    if record.person.organisation is None:
        found.append(MissingPart("An admin of the site has to record whom you work for.", ""))
    if not said:
        found.append(MissingPart("Say what qualifies you.", "accreditation-qualification"))
    elif said["path"] != QualificationPath.SUPERVISED and not record.evidence.exists():
        found.append(MissingPart("Send at least one document that shows it.", "accreditation-evidence"))
    elif said["path"] == QualificationPath.SUPERVISED and record.supervisor_agreed is None:
        found.append(MissingPart("Your supervisor has to sign in and agree.", ""))
    if proved_level(record.person) == "":
        found.append(
            MissingPart("An accreditation officer has to see who you are. They were told, and will write to you.", "")
        )
    return found


def proved_level(person: Person) -> str:
    """How surely it is known who somebody is; empty where nobody has seen it."""
    proof = IdentityProof.objects.filter(person=person).first()
    return proof.level if proof is not None else ""


@transaction.atomic
def prove_identity(officer: Person, record: AccreditationRecord, level: str, how: str) -> None:
    """An officer saw who somebody is."""
    IdentityProof.objects.create(person=record.person, level=level, how=how, by=officer)
    said = {"level": level, "how": how}
    recorded(str(officer.pk), "accreditation officer", f"identity of person {record.person_id}", "Proved", said=said)
    notices.tell_person(record)


def apply(person: Person, record: AccreditationRecord) -> None:
    """Hand the application in. Raises `Denied` where something is missing."""
    if parts := missing(record):
        raise Denied(parts[0].what)
    act(person, record, AccreditationAction.APPLY, said_by(record))


def said_by(record: AccreditationRecord) -> dict[str, Any]:
    """What an application says to its process."""
    said = record.application
    organisation = record.person.organisation
    years = str(said.get("years", ""))
    return {
        "identity": proved_level(record.person),
        "organisation": organisation.name if organisation is not None else "",
        "path": said.get("path", ""),
        "degree": bool(said.get("degree")) and said.get("statistics") == "yes",
        "years": int(years) if years.isascii() and years.isdigit() else 0,
        "referees": len(referees_in(str(said.get("referees", "")))),
    }
