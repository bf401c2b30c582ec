"""What people do to applications: the row is held, the events are replayed, the table is asked, the event is recorded.

Every door goes through `act`. What the table cannot know, such as what is wrong with the answers, who works for whom
and whether two accounts are one person, is found out here and said with the act: no form can say it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from alder import wall_clock
from alder.applications.answers import changed, faults, sources_of
from alder.applications.form import form
from alder.applications.risk import ApplicationRisk, risk_of
from alder.errors import Inconsistency
from alder.governance import Denied, Role, RoleScope, ScopeKind
from alder.governance.application import APPLICATION, Application, ApplicationAction, ApplicationRole, ApplicationState
from alder.governance.process import Act
from alder.governance.rights import roles_in, things_of
from alder.wall_clock import today
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_among
from alder.web.applications import notices, stages
from alder.web.applications.attachments import purge
from alder.web.applications.conflicts import conflict_of
from alder.web.applications.models import ApplicationRecord, AskedReview, SubmittedAnswers
from alder.web.applications.sections import answers_of, as_submitted, digest, people_of, section_digest
from alder.web.trail.events import act_on, record
from alder.web.trail.models import TrailEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.web.accounts.models import Organisation, Person

_A, _S, _R = ApplicationAction, ApplicationState, ApplicationRole
ROLES = {
    Role.INTAKE_OFFICER: _R.INTAKE,
    Role.GOVERNANCE_REVIEWER: _R.REVIEWER,
    Role.METHODS_REVIEWER: _R.REVIEWER,
    Role.DATA_OWNER: _R.REVIEWER,
    Role.PANEL_MEMBER: _R.PANEL,
    Role.INDEPENDENT_MEMBER: _R.PANEL,
    Role.PANEL_CHAIR: _R.CHAIR,
    Role.DELEGATED_OFFICER: _R.DELEGATED,
    Role.AGREEMENT_OFFICER: _R.AGREEMENT,
}
"""In which capacity somebody with a role acts on applications."""
OWN = frozenset({_A.SUBMIT, _A.SUBMIT_AGAIN, _A.DELETE, _A.WITHDRAW, _A.APPEAL})
"""What its lead does."""
_SUBMITS = frozenset({_A.SUBMIT, _A.SUBMIT_AGAIN})
OVER = frozenset({_S.AGREED, _S.REJECTED, _S.WITHDRAWN, _S.LAPSED, _S.DELETED})
_ROUTES = {_A.APPROVE: "panel", _A.APPROVE_LOW_RISK: "delegated"}
_ACTIONS = tuple(ApplicationAction.__members__)


class ApplicationChangedMeanwhile(Denied):
    """Somebody did something to the application since the page was opened."""


def application_of(row: ApplicationRecord) -> Application:
    """The application as the events of its process made it."""
    acts = TrailEvent.objects.filter(thing=row.thing, action__in=_ACTIONS).order_by("seq")
    return APPLICATION.replayed(row.started, (kept.event for kept in acts))


def application_roles(person: Person, sources: tuple[str, ...]) -> frozenset[ApplicationRole]:
    """In which capacities somebody acts on an application that asks for these sources."""
    rights = person.rights
    held = set(roles_in(rights, RoleScope(ScopeKind.EVERYTHING)))
    for source in sources:
        held |= roles_in(rights, RoleScope(ScopeKind.SOURCE, source))
    return frozenset(ROLES[role] for role in held if role in ROLES)


def owns(person: Person, source: str) -> bool:
    """Whether somebody reviews for the owner of a source."""
    owned = things_of(person.rights, [Role.DATA_OWNER], ScopeKind.SOURCE)
    return owned is None or source in owned


def act_of(person: Person | None, thing: Application, action: ApplicationAction, said: Mapping[str, Any]) -> Act:
    """What somebody wants to do to an application `with_people`, with the accounts that count as them among those that
    matter to it.
    """
    if person is None:
        return Act(action, "", frozenset({_R.SYSTEM}), wall_clock.now(), said)
    near = {*thing.people, thing.rejected_by}
    near |= {one.reviewer for one in thing.reviews} | {one.member for one in thing.ballots}
    accounts = accounts_among(person, near - {""})
    return Act(action, str(person.pk), application_roles(person, thing.sources), wall_clock.now(), said, accounts)


def with_people(thing: Application, row: ApplicationRecord) -> Application:
    """With everybody who takes part now: who joined since it was submitted is an applicant as well."""
    joined = tuple(str(one.pk) for one in people_of(row) if str(one.pk) != thing.lead)
    return replace(thing, co_applicants=joined)


def why_not(
    person: Person | None, row: ApplicationRecord, thing: Application, action: ApplicationAction, **said: Any
) -> str:
    """Why somebody may not do something now; empty where they may, said what they would say."""
    now = with_people(thing, row)
    known = {**said, **_known(person, row, now, action)}
    return APPLICATION.why_not(now, act_of(person, now, action, known))


def why_none(
    person: Person, row: ApplicationRecord, thing: Application, actions: Iterable[ApplicationAction], **said: Any
) -> dict[str, str]:
    """The same of several acts, by their names, with as few questions as of one."""
    now = with_people(thing, row)
    known = {**said, **_known(person, row, now, _A.VOTE)}
    act = act_of(person, now, _A.VOTE, known)
    return {action.name: APPLICATION.why_not(now, replace(act, action=action)) for action in actions}


def check_line(person: Person, row: ApplicationRecord, thing: Application, action: ApplicationAction) -> None:
    """Insist that there is such a move for them now, whatever else is said. Raises `Denied` with the reason."""
    now = with_people(thing, row)
    APPLICATION.line(now, act_of(person, now, action, {}))


@transaction.atomic
def act(
    person: Person | None,
    row: ApplicationRecord,
    action: ApplicationAction,
    said: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Application:
    """Do something to an application, as a person or as the site. Raises `Denied` where it may not be done.

    Event, row and notices are there together, or none is. `seen` is the revision that whoever acts has looked at.
    """
    locked = ApplicationRecord.objects.select_for_update().select_related(None).get(pk=row.pk)
    if seen is not None and seen != locked.revision:
        raise ApplicationChangedMeanwhile("Somebody did something to this application since you opened the page.")
    thing = application_of(locked)
    if thing.state != locked.state:
        raise Inconsistency(f"{locked} is {locked.state} in its row and {thing.state} by its events")
    now = with_people(thing, locked)
    known = {**(said or {}), **_known(person, locked, now, action)}
    kept = _frozen(locked, known, person) if action in _SUBMITS and person is not None else None
    after = act_on(APPLICATION, now, act_of(person, now, action, known))
    _note(locked, after, action)
    if kept is not None:
        kept.round = after.round
        kept.save()
    if after.state is _S.DELETED:
        purge(locked)
    stages.remember(locked.pk, after)
    notices.tell(locked, after, action)
    row.refresh_from_db()
    return after


def _known(
    person: Person | None, row: ApplicationRecord, thing: Application, action: ApplicationAction
) -> dict[str, Any]:
    """What the site knows for the act, whatever was said."""
    if person is None:
        return {}
    if action in _SUBMITS:
        return _submission(row, thing)
    if action in OWN:
        return {}
    known: dict[str, Any] = {"conflict": conflict_of(person, row)}
    if action is _A.VOTE:
        known["is_independent"] = Role.INDEPENDENT_MEMBER in person.roles
    return known


def unanswered(row: ApplicationRecord, thing: Application) -> list[str]:
    """The questions it came back with that have neither a reply nor another answer yet, in the order of the form."""
    done = {one for several in _answered(row, thing, as_submitted(answers_of(row))).values() for one in several}
    left = {*thing.open_questions} - done
    return [question.id for question in form().questions if question.id in left]


def _answered(row: ApplicationRecord, thing: Application, answers: dict[str, Any]) -> dict[str, list[str]]:
    before = row.rounds.order_by("-round").first()
    replied = row.comments.filter(sent=thing.round, is_private=False)
    open_ones = set(replied.filter(reply="").values_list("question", flat=True))
    return {
        "changed": list(changed(before.answers, answers)) if before else [],
        "replied": sorted(set(replied.values_list("question", flat=True)) - open_ones),
    }


def _submission(row: ApplicationRecord, thing: Application) -> dict[str, Any]:
    answers = as_submitted(answers_of(row))
    return {
        "faults": [one.question for one in faults(answers, today()) if not one.is_warning],
        "answers": digest(answers),
        "organisation_verified": row.lead.organisation_id is not None,
        "signed_off": is_signed_off(row, answers),
        "sources": list(sources_of(answers)),
        "co_applicants": list(thing.co_applicants),
        "low_risk": risk_of(answers).risk is ApplicationRisk.LOW,
        **_answered(row, thing, answers),
    }


def is_signed_off(row: ApplicationRecord, answers: Mapping[str, Any]) -> bool:
    """Whether the lead's organisation confirmed what is said of it as it is now."""
    found = row.sign_offs.filter(organisation=row.lead.organisation_id, sha256=section_digest(answers, "C"))
    return row.lead.organisation_id is not None and found.exists()


@transaction.atomic
def confirm(signatory: Person, row: ApplicationRecord, sha256: str) -> None:
    """Who signs for the lead's organisation confirms what is said of it, as they read it."""
    employer = cast("Organisation", signatory.organisation)  # whoever signs for one has one
    row.sign_offs.create(organisation=employer, by=signatory, sha256=sha256)
    record(str(signatory.pk), "organisation signatory", row.thing, "Confirmed", said={"sha256": sha256})
    notify(people_of(row), row.thing, reverse("application", args=[row.key]))


def _frozen(row: ApplicationRecord, known: Mapping[str, Any], person: Person) -> SubmittedAnswers:
    answers = as_submitted(answers_of(row))
    files = [
        {"id": str(one.pk), "question": one.question, "name": one.name, "size": one.size, "sha256": one.sha256}
        for one in row.files.filter(gone=False)
    ]
    return SubmittedAnswers(
        application=row,
        form=form().version,
        answers=answers,
        files=files,
        statement=row.statement.get("sentences", []),
        sha256=str(known["answers"]),
        by=person,
    )


def _note(row: ApplicationRecord, after: Application, action: ApplicationAction) -> None:
    """What lists show of it."""
    now = after.events[-1].at
    if stages.STAGE_OF.get(after.state) != stages.STAGE_OF.get(ApplicationState(row.state)) or after.state in OVER:
        row.moved = now
    row.state, row.round, row.revision = after.state, after.round, row.revision + 1
    if action in _SUBMITS:
        row.submitted = row.submitted or now
        row.organisation_id = row.lead.organisation_id
        row.risk = risk_of(as_submitted(answers_of(row))).risk
    if action in _ROUTES:
        row.route, row.approved = _ROUTES[action], now
    row.ended = now if after.state in OVER else None
    row.save()
    kept = {one.subject: one for one in row.asked_reviews.all()}
    for review in after.reviews:
        one = kept.pop(review.subject, None)
        if one is None:
            one = AskedReview(application=row, subject=review.subject)
        one.reviewer_id, one.progress = UUID(review.reviewer), review.progress
        one.save()
    for gone in kept.values():
        gone.delete()


def signatories_of(row: ApplicationRecord) -> list[Person]:
    """Who signs for the lead's organisation, and has no part in the application."""
    people = {one.pk for one in people_of(row)}
    own = row.lead.organisation_id
    return [one for one in people_with(Role.SIGNATORY) if own and one.organisation_id == own and one.pk not in people]


def staff(role: Role, source: str = "") -> list[Person]:
    """Everybody who has a role for applications that ask for a source, and may sign in."""
    found = {one.pk: one for one in people_with(role)}
    if source:
        found |= {one.pk: one for one in people_with(role, RoleScope(ScopeKind.SOURCE, source))}
    return sorted(found.values(), key=lambda one: one.name)
