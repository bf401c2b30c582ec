"""Officers and signatories: what waits for them, the evidence, and each act that the process lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.governance import Denied, Role
from alder.governance.accreditation import (
    ACCREDITATION,
    IDENTITY_LEVELS,
    LIVE,
    ON_THE_WAY,
    Accreditation,
    AccreditationAction,
    AccreditationGrade,
    AccreditationState,
    QualificationPath,
)
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import today
from alder.web.accounts.models import Organisation
from alder.web.accounts.organisations import employ
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import is_same_person
from alder.web.accounts.sessions import for_roles
from alder.web.accounts.team_views import uuid_of
from alder.web.accreditation import evidence, qualification
from alder.web.accreditation.accredited_people import accreditations_of
from alder.web.accreditation.models import AccreditationRecord, IdentityProof
from alder.web.accreditation.own_views import HAPPENED, LONGEST_REASON, day_in, document_of, handed_over, note_reading
from alder.web.accreditation.permissions import HERE, OFFICERS, SEE, desk_page, for_desk
from alder.web.accreditation.process import act, act_of, why_not
from alder.web.accreditation.study import record_session
from alder.web.accreditation.waits import at_desk, seen_by
from alder.web.forms import form_revision, line, text
from alder.web.result_lists import Paged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

_A = AccreditationAction
_S = AccreditationState
PARTS = {
    "waiting": "Waiting for us",
    "on-the-way": "On the way",
    "held": "Held",
    "ended": "Ended",
}
_HELD = LIVE | {_S.PAUSED, _S.SUSPENDED}


@for_roles(*OFFICERS, Role.SIGNATORY)
def queue(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What waits comes first, the oldest on top; what is held, by its last day."""
    part = request.GET.get("part", "")
    part = part if part in PARTS else "waiting"
    asked = " ".join(request.GET.get("q", "").split())[:100]
    found = seen_by(person).filter(_of_part(part, person)).select_related("person")
    if asked:
        found = found.filter(person__name__icontains=asked)
    found = found.order_by("until", "pk") if part == "held" else found.order_by("moved", "pk")
    listed = Paged(
        cast("Sequence[AccreditationRecord]", found),
        request.GET.get("page"),
        lambda n: f"{request.path}?part={part}&q={asked}&page={n}",
        total=found.count(),
    )
    return page_for(
        request,
        person,
        f"{HERE}queue.html.j2",
        at="accreditation-desk",
        listed=listed,
        part=part,
        parts=PARTS,
        asked=asked,
        soon=max(accreditation_policy(today()).reminders, default=0),
        today=today(),
    )


def _of_part(part: str, person: Person) -> Q:
    if part == "waiting":
        return at_desk(person)
    states = {"on-the-way": {*ON_THE_WAY, _S.NONE}, "held": _HELD}.get(part)
    return Q(state__in=states) if states else Q(state__in=ACCREDITATION.final)


@for_desk(SEE, methods=("GET",))
def one(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """An accreditation as officers see it: the person, the evidence, what happened, what they may do."""
    is_own = is_same_person(person, record.person)
    is_officer = Role.ACCREDITATION_OFFICER in person.roles
    may = [] if is_own else [one for one in FORMS if not _why_no_line(person, thing, one)]
    return desk_page(
        request,
        person,
        record,
        "desk_one",
        thing=thing,
        may=[(_slug(one), FORMS[one].heading, one in _HARD) for one in may],
        says=ACCREDITATION.says[thing.state],
        is_own=is_own,
        is_officer=is_officer,
        sees_evidence=bool(person.roles & set(OFFICERS)),
        proof=IdentityProof.objects.select_related("by").filter(person=record.person).first(),
        attendances=list(record.attendances.all()),
        takes_session=is_officer and not is_own and thing.state in (_S.TRAINING, _S.FAILED),
        kinds=evidence.KINDS,
        days=thing.service_days(wall_clock.now()),
        others=[row for row in AccreditationRecord.objects.filter(person=record.person) if row.pk != record.pk],
        history=[
            (HAPPENED[AccreditationAction[event.action]], event.role, event.at, _told(event.said))
            for event in reversed(thing.events)
        ],
    )


def _told(said: Any) -> str:
    """What was written with an act, for those who decide."""
    parts = [str(said[name]) for name in ("reason", "evidence") if said.get(name)]
    if "percent" in said:
        parts.append(f"{said['percent']}%")
    return ". ".join(parts)


def _why_no_line(person: Person, thing: Accreditation, action: AccreditationAction) -> str:
    """Why there is no such act for them at all, whatever they say."""
    try:
        ACCREDITATION.line(thing, act_of(person, thing, action, {}))
    except Denied as denied:
        return denied.what
    return ""


@for_desk(SEE, methods=("GET",))
def document(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation, file: UUID
) -> HttpResponseBase:
    """A document of evidence. That it is read is recorded first; signatories read none."""
    if not person.roles & set(OFFICERS):
        raise Denied("Documents are for accreditation officers.")
    found = document_of(record, file)
    note_reading(person, record, found)
    return handed_over(found)


@for_desk(SEE)
def identity(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """An officer records how they saw who somebody is."""
    _insist_on_officer(person)
    errors: dict[str, str] = {}
    given = {name: line(request, name) for name in ("level", "how")}
    if request.method == "POST":
        if given["level"] not in IDENTITY_LEVELS:
            errors["level"] = "Choose how surely it is known"
        if not given["how"]:
            errors["how"] = "Say by what you saw it, without numbers of documents"
        elif len(given["how"]) > 300:
            errors["how"] = "Say it in 300 characters"
        if not errors:
            qualification.prove_identity(person, record, given["level"], given["how"])
            return _back(record)
    return desk_page(
        request,
        person,
        record,
        "identity",
        given=given,
        levels=[(one, one.capitalize(), _LEVELS[one]) for one in IDENTITY_LEVELS],
        errors=errors,
    )


_LEVELS = {
    "medium": "A document that was checked, or their organisation's own sign-in, and a talk.",
    "high": "A document with a picture, held beside the person.",
}


@for_desk(SEE)
def session(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """An officer records that somebody attended the live session."""
    _insist_on_officer(person)
    errors: dict[str, str] = {}
    given = {name: line(request, name) for name in ("day", "month", "year", "where")}
    if request.method == "POST":
        on = day_in(given)
        if on is None or on > today():
            errors["day"] = "Enter the day of the session, in numbers, for example 26 3 2027"
        if not given["where"] or len(given["where"]) > 200:
            errors["where"] = "Say where it was, or who held it"
        if on is not None and not errors:
            record_session(person, record, on, given["where"])
            return _back(record)
    return desk_page(request, person, record, "session", given=given, errors=errors)


def _insist_on_officer(person: Person) -> None:
    if Role.ACCREDITATION_OFFICER not in person.roles:
        raise Denied("Only an accreditation officer can record this.")


def _back(record: AccreditationRecord) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("accreditation-desk-one", args=[record.key]))


@dataclass(frozen=True)
class ActForm:
    """The words of the page of an act, and the field beside which it is said why it may not be done."""

    heading: str
    lead: str
    first: str


FORMS = {
    _A.ADMIT: ActForm("Admit to the course", "You have seen the evidence, and it suffices.", "evidence"),
    _A.ASK_EVIDENCE: ActForm("Ask for evidence", "The person reads this, and shows what you ask for.", "reason"),
    _A.GRANT_FULL: ActForm("Grant full accreditation", "It holds from today until the day that you say.", "day"),
    _A.GRANT_PROVISIONAL: ActForm(
        "Grant provisional accreditation",
        "It holds under the supervisor whom they named, until the day that you say.",
        "day",
    ),
    _A.UPGRADE: ActForm("Make it a full one", "They show a degree or experience now.", "path"),
    _A.TALK: ActForm("Record a talk about failed tests", "After it, they may try again.", "reason"),
    _A.CONFIRM: ActForm("Confirm that they work here", "You sign for your organisation.", "supervisor"),
    _A.REINSTATE: ActForm("Reinstate it", "Another person than whoever suspended it decides.", "reason"),
    _A.MOVE: ActForm(
        "Record another employer", "Access is paused until that organisation confirms it.", "organisation"
    ),
    _A.REFUSE: ActForm("Refuse it", "The person reads why. They can apply again.", "reason"),
    _A.SUSPEND: ActForm("Suspend it", "Access and visas end at once. The person reads why.", "reason"),
    _A.WITHDRAW: ActForm("Withdraw it", "It is over. Say until which day they may not apply again.", "reason"),
}
"""The acts that have a page at the desk, in the order in which they are offered."""
_HARD = frozenset({_A.REFUSE, _A.SUSPEND, _A.WITHDRAW, _A.MOVE})
_WITH_DAY = {
    _A.GRANT_FULL: AccreditationGrade.FULL,
    _A.GRANT_PROVISIONAL: AccreditationGrade.PROVISIONAL,
    _A.UPGRADE: AccreditationGrade.FULL,
}


def _slug(action: AccreditationAction) -> str:
    return action.name.lower().replace("_", "-")


def _acting(action: AccreditationAction) -> Any:
    form = FORMS[action]

    @for_desk(action)
    def view(
        request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
    ) -> HttpResponseBase:
        errors: dict[str, str] = {}
        given = _given(request, action)
        if request.method == "POST":
            said = _said(person, record, action, given)
            why = why_not(person, thing, action, **said)
            if why:
                errors[form.first] = why
            else:
                _do(person, record, action, said, form_revision(request))
                return _back(record)
        return desk_page(
            request,
            person,
            record,
            "desk_act",
            thing=thing,
            action=_slug(action),
            form=form,
            given=given,
            paths=qualification.PATHS[:2],
            organisations=[("", "Choose one"), *((one.pk, one.name) for one in Organisation.objects.order_by("name"))],
            errors=errors,
        )

    return view


@transaction.atomic
def _do(
    person: Person, record: AccreditationRecord, action: AccreditationAction, said: dict[str, Any], seen: int
) -> None:
    act(person, record, action, said, seen=seen)
    if action is _A.CONFIRM and person.organisation is not None:
        # Whoever signs for an organisation has said so: nobody else has to record whom the person works for.
        employ(record.person, person.organisation, verified="Confirmed by who signs for the organisation")


_TEXTS = ("reason", "evidence")
_LINES = ("day", "month", "year", "path", "degree", "years", "referees", "organisation", "supervisor")


def _given(request: HttpRequest, action: AccreditationAction) -> dict[str, str]:
    if request.method == "POST":
        sent = {name: text(request, name)[:LONGEST_REASON] for name in _TEXTS}
        return sent | {name: line(request, name)[:300] for name in _LINES}
    latest: date | None = None
    if action in _WITH_DAY:
        latest = accreditation_policy(today()).valid_until(_WITH_DAY[action], today())
    elif action is _A.WITHDRAW:
        latest = today()
    day = {"day": str(latest.day), "month": str(latest.month), "year": str(latest.year)} if latest else {}
    return dict.fromkeys((*_TEXTS, *_LINES), "") | day


def _said(
    person: Person, record: AccreditationRecord, action: AccreditationAction, given: dict[str, str]
) -> dict[str, Any]:
    """What the form says to the process. Facts about others are looked up, and never believed of a form."""
    said: dict[str, Any] = {name: given[name] for name in _TEXTS if given[name]}
    day = day_in(given)
    if action in _WITH_DAY:
        said["until"] = day.isoformat() if day else ""
    match action:
        case _A.WITHDRAW:
            said["barred_until"] = day.isoformat() if day else ""
        case _A.UPGRADE:
            numbers = {
                name: int(given[name]) if given[name].isascii() and given[name].isdigit() else 0
                for name in ("years", "referees")
            }
            said |= {
                "path": given["path"] or QualificationPath.SUPERVISED,
                "degree": given["degree"] == "yes",
                **numbers,
            }
        case _A.GRANT_PROVISIONAL:
            agreed = record.supervisor if record.supervisor_agreed else None
            said |= _supervisor(agreed)
        case _A.MOVE:
            found = Organisation.objects.filter(pk=uuid_of(given["organisation"])).first()
            said["organisation"] = found.name if found else ""
        case _A.CONFIRM:
            said["organisation"] = person.organisation.name if person.organisation is not None else ""
            if record.grade == AccreditationGrade.PROVISIONAL:
                said |= _supervisor(qualification.supervisor_called(record.person, given["supervisor"]))
    return said


def _supervisor(person: Person | None) -> dict[str, Any]:
    """Whether somebody has a full accreditation that holds, and where."""
    if person is None:
        return {"supervisor": ""}
    full = [
        one
        for one in accreditations_of(person)
        if one.grade is AccreditationGrade.FULL and one.state in LIVE and one.until is not None and one.until >= today()
    ]
    at = full[-1].organisation if full else ""
    return {"supervisor": str(person.pk), "supervisor_is_full": bool(full), "supervisor_at": at}


ACTING = {_slug(action): _acting(action) for action in FORMS}
"""A page for each act, by the last part of its address."""
