"""People who apply for learner-level data and people who decide on it, and an application as they take it along."""

from __future__ import annotations

import re
from typing import Any

from tests.support.an_application import complete
from tests.support.cast import Someone, somebody

STAFF = {
    "Iris": ("intake officer",),
    "Olga": (),
    "Grace": ("methods reviewer",),
    "Gwen": ("information governance reviewer",),
    "Marcus": ("panel member",),
    "Mia": ("panel member",),
    "Ines": ("independent panel member",),
    "Owen": ("panel chair",),
    "Otis": ("panel chair",),
    "Dora": ("delegated officer",),
    "Agnes": ("agreement officer",),
    "Anton": ("agreement officer",),
    "Ada": ("admin",),
    "Tom": (),
}
"""The service by role. Olga owns the ILR and nothing else; Tom has no part in anything."""
REVIEWS = {"ilr": "Olga", "information governance": "Gwen", "methods": "Grace"}
FILE = b"%PDF-1.7 a letter %%EOF"


def cast() -> dict[str, Someone]:
    """Everybody, signed in: Amara leads and Ben joins her, both of Harwick University, for which Sana signs."""
    from alder.governance import Right, Role, RoleScope, ScopeKind
    from alder.web.accounts.models import Organisation, Person
    from alder.web.accounts.rights import give

    harwick = Organisation.objects.create(name="Harwick University", kind="university")
    service = Organisation.objects.create(name="The service", kind="government")
    found = {name: somebody(name, *roles) for name, roles in STAFF.items()}
    for name, roles in (("Amara", ()), ("Ben", ()), ("Sana", ("organisation signatory",))):
        found[name] = somebody(name, *roles, email=f"{name.casefold()}@harwick.example")
    for name, one in found.items():
        one.person.organisation = harwick if name in ("Amara", "Ben", "Sana") else service
        one.person.save()
    give(found["Olga"].person, Right(Role.DATA_OWNER, RoleScope(ScopeKind.SOURCE, "ilr")))
    assert Person.objects.count() >= len(found)
    return {name: one.sign_in() for name, one in found.items()}


def answers(**other: Any) -> dict[str, Any]:
    """All that is typed: every answer of the form that nobody but the site knows."""
    return {id: answer for id, answer in {**complete(), **other}.items() if id != "M1"}


def posted(said: dict[str, Any], section: str) -> dict[str, Any]:
    """The answers of a section as its form sends them."""
    from alder.applications.form import QuestionKind, form

    sent: dict[str, Any] = {}
    for question in (one for one in form().questions if one.section == section and one.id in said and one.id != "G4"):
        value = said[question.id]
        if question.kind is QuestionKind.TABLE:
            sent[f"{question.id}-rows"] = str(len(value))
            for number, row in enumerate(value, 1):
                sent |= {f"{question.id}-{number}-{name}": str(entry) for name, entry in row.items()}
        elif isinstance(value, bool):
            sent[question.id] = "yes" if value else "no"
        else:
            sent[question.id] = "\n".join(value) if question.kind is QuestionKind.LIST else value
    return sent


def begun(lead: Someone, title: str = "Do apprentices who travel further complete less often?") -> Any:
    """A draft; its row."""
    from alder.web.applications.models import ApplicationRecord

    reply = lead.do("/applications/start", title=title)
    return ApplicationRecord.objects.get(key=reply["Location"].rpartition("/")[2])


def at(row: Any, page: str = "") -> str:
    return f"/applications/{row.key}{'/' + page if page else ''}"


def desk(row: Any, page: str = "") -> str:
    return f"/desk/applications/{row.key}{'/' + page if page else ''}"


def written(row: Any, lead: Someone, said: dict[str, Any]) -> None:
    """Every section, by the pages of the form: H a second time, for the question that its first answer opens."""
    for section in "ABCDEFGHHIJKL":
        lead.do(at(row, f"sections/{section}"), then="later", **posted(said, section))
    for one in said["G4"]:
        lead.do(at(row, f"fields/{one['source']}/{one['field']}"), **was(lead, row, one), **one)


def was(lead: Someone, row: Any, one: dict[str, Any]) -> dict[str, str]:
    page = lead.see(at(row, f"fields/{one['source']}/{one['field']}"))
    found = re.search(r'name="was" value="([0-9a-f]+)"', page)
    assert found
    return {"was": found[1]}


def ready(people: dict[str, Someone], **other: Any) -> Any:
    """An application that can be sent: written, joined, its terms accepted, confirmed by its organisation."""
    from alder.web.applications.field_views import count_statement
    from alder.web.applications.models import TermsAcceptance
    from alder.web.applications.own_views import begin
    from alder.web.applications.sections import answers_of, as_submitted, save, section_digest

    amara, ben, sana = (people[name].person for name in ("Amara", "Ben", "Sana"))
    row = begin(amara, "Do apprentices who travel further complete less often?")
    said = answers(**other)
    for section in "ABCDEFGHIJKL":
        own = {id: answer for id, answer in said.items() if id[0] == section}
        save(row, section, own, by=amara, seen=last_of(row, section), asked=tuple(own))
    count_statement(row)
    row.co_applicants.create(email=ben.email, person=ben, accepted=row.begun)
    for one in (amara, ben):
        TermsAcceptance.objects.get_or_create(person=one, version="1")
    sha256 = section_digest(as_submitted(answers_of(row)), "C")
    row.sign_offs.create(organisation=sana.organisation, by=sana, sha256=sha256)
    row.refresh_from_db()
    return row


def last_of(row: Any, section: str) -> int:
    """The version of a section that a page would have."""
    found = row.sections.filter(section=section, is_last=True).first()
    return found.number if found else 0


def confirmed(row: Any, signatory: Someone) -> None:
    found = re.search(r'name="sha256" value="([0-9a-f]+)"', signatory.see(at(row, "sign-off")))
    assert found
    signatory.do(at(row, "sign-off"), sha256=found[1])


def sent(row: Any, lead: Someone) -> None:
    """It is handed in, through the page with all answers."""
    page = lead.see(at(row, "submit"))
    found = re.search(r'name="sha256" value="([0-9a-f]+)"', page)
    assert found, page[page.find("alder-caveat") :][:1500]
    lead.do(at(row, "submit"), declared="yes", sha256=found[1])
    row.refresh_from_db()


def did(who: Someone | None, row: Any, action: str, **said: Any) -> None:
    """What somebody does, without the page that they do it on: pages have tests of their own."""
    from alder.governance.application import ApplicationAction
    from alder.web.applications.process import act

    act(who.person if who else None, row, ApplicationAction[action], said)


def submitted(people: dict[str, Someone], **other: Any) -> Any:
    row = ready(people, **other)
    did(people["Amara"], row, "SUBMIT")
    return row


def in_review(people: dict[str, Someone], **other: Any) -> Any:
    """Its reviewers were asked and accepted."""
    from alder.web.applications.reviews import covers

    row = submitted(people, **other)
    for subject, name in REVIEWS.items():
        asked = {"subject": subject, "reviewer": str(people[name].person.pk), "covers": list(covers(subject))}
        did(people["Iris"], row, "ASK_REVIEW", **asked)
    did(people["Iris"], row, "SEND_TO_REVIEW", checklist=True)
    for subject, name in REVIEWS.items():
        did(people[name], row, "ACCEPT_REVIEW", subject=subject)
    return row


def sent_on(people: dict[str, Someone], row: Any) -> None:
    """The intake officer goes through the checklist and sends it to its reviewers."""
    checklist = dict.fromkeys(("readable", "questions", "attached", "people", "less"), "yes")
    people["Iris"].do(desk(row, "send-to-review"), **checklist)


def pressed(who: Someone, row: Any, step: str, status: int = 302, **given: Any) -> Any:
    """A button on the page of an application, with the revision that the page has."""
    row.refresh_from_db()
    reply = who.client.post(desk(row, step), {"seen": str(row.revision), **given})
    assert reply.status_code == status, (step, reply.status_code, reply.content.decode()[-3000:])
    return reply


def reviewed(people: dict[str, Someone], row: Any, **other: str) -> None:
    """Every reviewer gives their review: support, unless another is said by name."""
    for subject, name in REVIEWS.items():
        given = {"recommendation": other.get(name, "support"), "reason": "It is sound."}
        did(people[name], row, "REVIEW", subject=subject, **given)


def with_the_panel(people: dict[str, Someone], **other: Any) -> Any:
    row = in_review(people, **other)
    reviewed(people, row)
    did(people["Iris"], row, "SEND_TO_PANEL")
    return row


def approved(people: dict[str, Someone], *conditions: dict[str, Any], **other: Any) -> Any:
    """Three voted for it, and the chair told so."""
    row = with_the_panel(people, **other)
    for name in ("Marcus", "Mia", "Ines"):
        did(people[name], row, "VOTE", approves=True)
    did(people["Owen"], row, "APPROVE", reason="A clear gain for the public.", conditions=list(conditions))
    return row
