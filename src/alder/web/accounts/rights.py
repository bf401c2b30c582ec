"""Who has which roles for what: asked by every page, given and taken by who looks after people.

What there is to hold a role for, areas of the site above this one know: `ALDER_SCOPES` names who lists it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from alder.errors import UsageError, WrongEntry
from alder.governance import EVERYTHING, PEOPLES_ROLES, Right, Role, RoleScope, ScopeKind
from alder.governance.rights import roles_in, things_of
from alder.web.accounts.models import AccountHappened, Person, RoleHeld, Session, Team, TeamMember, record_account_event
from alder.web.trail.circumstances import circumstances
from alder.web.trail.events import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.web.accounts.models import Organisation


REQUESTS, OUTPUTS = RoleScope(ScopeKind.QUEUE, "tables"), RoleScope(ScopeKind.QUEUE, "outputs")
"""The queues of what people ask for: requests for tables, and outputs that wait for their checkers."""


OUTPUT_DESK = (Role.CHECKER, Role.SENIOR_CHECKER, Role.RELEASE_OFFICER, Role.INCIDENT_OFFICER)
"""Who is at the desk for outputs, each for their part."""


APPLICATION_OFFICERS = (Role.INTAKE_OFFICER, Role.DELEGATED_OFFICER, Role.AGREEMENT_OFFICER)
APPLICATION_PANEL = (Role.PANEL_MEMBER, Role.INDEPENDENT_MEMBER, Role.PANEL_CHAIR)
APPLICATION_REVIEWERS = (Role.GOVERNANCE_REVIEWER, Role.METHODS_REVIEWER, Role.DATA_OWNER)
APPLICATION_DESK = frozenset({*APPLICATION_OFFICERS, *APPLICATION_PANEL, *APPLICATION_REVIEWERS})
"""Who has a part in deciding on applications for learner-level data."""


def has_output_desk(rights: frozenset[Right]) -> bool:
    """Whether there is a desk for outputs with these rights: of all outputs, or of those made from single sources."""
    is_for_all = not roles_in(rights, OUTPUTS).isdisjoint(OUTPUT_DESK)
    return is_for_all or things_of(rights, OUTPUT_DESK, ScopeKind.SOURCE) != frozenset()


def queues() -> dict[str, str]:
    """Every request queue: what a role can be held for."""
    return {REQUESTS.id: "Requests for tables", OUTPUTS.id: "Outputs to check"}


def roles_for(person: Person, scope: RoleScope) -> frozenset[Role]:
    """The roles that somebody has for a thing: those for it, and those for everything."""
    return roles_in(person.rights, scope)


def has_anywhere(person: Person, roles: Iterable[Role]) -> bool:
    """Whether somebody has one of the roles for anything at all."""
    return not {right.role for right in person.rights}.isdisjoint(roles)


def things_for(person: Person, roles: Iterable[Role], kind: ScopeKind) -> frozenset[str] | None:
    """The things for which somebody has one of the roles, by their ids; None for all there are."""
    return things_of(person.rights, roles, kind)


def rights_of(people: Iterable[Person]) -> dict[Person, list[Right]]:
    """The rights of many, with as few questions as of one."""
    found: dict[Any, set[Right]] = {person.pk: set() for person in people}
    for one in RoleHeld.objects.filter(person__in=found):
        if right := one.right:
            found[one.person_id].add(right)
    members = list(TeamMember.objects.filter(person__in=found).values_list("team_id", "person_id"))
    held: dict[Any, list[Right]] = {}
    for one in RoleHeld.objects.filter(team__in={team for team, _ in members}):
        if right := one.right:
            held.setdefault(one.team_id, []).append(right)
    for team, member in members:
        found[member].update(held.get(team, ()))
    return {person: sorted(found[person.pk]) if person.is_active else [] for person in people}


def people_with(role: Role, scope: RoleScope = EVERYTHING) -> list[Person]:
    """Everybody who has the role for a thing, and may sign in."""
    held = RoleHeld.objects.filter(role=str(role), scope__in=(str(scope.kind), str(ScopeKind.EVERYTHING)))
    held = held.filter(thing__in=(scope.id, ""))
    ids = set(held.exclude(person=None).values_list("person_id", flat=True))
    ids |= set(held.exclude(team=None).values_list("team__members__person_id", flat=True))
    return list(Person.objects.filter(pk__in=ids, is_active=True).order_by("name", "email"))


def things_there_are(kind: ScopeKind) -> Mapping[str, str]:
    """What a role can be held for, of a kind: titles by ids."""
    listed = settings.ALDER_SCOPES.get(str(kind))
    found: Mapping[str, str] = import_string(listed)() if listed else {}
    return found


def source_titles(ids: Iterable[str]) -> list[str]:
    """Sources as people know them, in alphabetical order."""
    titles = things_there_are(ScopeKind.SOURCE)
    return sorted(titles.get(id, id) for id in ids)


def right_of(role: str, scope: str = str(ScopeKind.EVERYTHING)) -> Right:
    """From the words of a form or a command. The thing must be there."""
    known = {str(one): one for one in PEOPLES_ROLES}
    if role not in known:
        raise UsageError(f"there is no role {role}", where=f"Roles: {', '.join(known)}.")
    right = Right(known[role], RoleScope.parse(scope))
    if right.scope != EVERYTHING and right.scope.id not in things_there_are(right.scope.kind):
        raise UsageError(f"there is no {right.scope}", next="See what there is with: alder teams scopes")
    return right


def in_words(right: Right) -> str:
    """For people, who know things by their titles."""
    if right.scope == EVERYTHING:
        return str(right.role)
    title = things_there_are(right.scope.kind).get(right.scope.id, "which is no more")
    return f"{right.role} for the {right.scope.kind} {title}"


def choices() -> list[tuple[str, str]]:
    """Every scope that a role can have, as a form sends it and in words."""
    listed = [(str(EVERYTHING), "Everything")]
    for kind in ScopeKind:
        if kind is not ScopeKind.EVERYTHING:
            for id, title in things_there_are(kind).items():
                listed.append((str(RoleScope(kind, id)), f"{str(kind).capitalize()}: {title}"))
    return listed


def check_conditions(people: Iterable[Person], role: Role, field: str) -> None:
    """Insist that all of these can have a role, where it takes more than an admin. Raises `WrongEntry` of the field."""
    asked = settings.ALDER_ROLE_CONDITIONS.get(str(role))
    if asked is None:
        return
    why_not = import_string(asked)
    for person in people:
        if why := why_not(person):
            raise WrongEntry(field, why)


@transaction.atomic
def give(holder: Person | Team, right: Right) -> None:
    """A role more. Raises `WrongEntry` where somebody who would have it cannot."""
    members = [holder] if isinstance(holder, Person) else Person.objects.filter(teams__team=holder)
    check_conditions(members, right.role, "right")
    _, is_new = RoleHeld.objects.get_or_create(**_row(holder, right))
    if is_new:
        _note(holder, f"given {right}")


@transaction.atomic
def take(holder: Person | Team, right: Right) -> None:
    """A role less. Everybody who had it is signed out."""
    if RoleHeld.objects.filter(**_row(holder, right)).delete()[0]:
        members = [holder.pk] if isinstance(holder, Person) else holder.members.values_list("person_id", flat=True)
        Session.objects.filter(person__in=list(members)).delete()
        _note(holder, f"taken {right}")


def _row(holder: Person | Team, right: Right) -> dict[str, Any]:
    whose = {"person": holder} if isinstance(holder, Person) else {"team": holder}
    return {**whose, "role": str(right.role), "scope": str(right.scope.kind), "thing": right.scope.id}


def _note(holder: Person | Team, said: str) -> None:
    if isinstance(holder, Person):
        record_account_event(holder, AccountHappened.ROLES_CHANGED, said)
    else:
        record_about(holder, "roles changed", said)


def record_about(thing: Team | Organisation, action: str, said: str = "") -> None:
    """What happened to a team or an organisation, in the trail."""
    now = circumstances()
    name = f"{type(thing).__name__.casefold()} {thing.pk}"
    record(now.actor, Role.ADMIN if now.person else now.role, name, action, said={"note": said} if said else {})
