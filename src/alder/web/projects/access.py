"""G-ACCESS on the site: whether somebody may work with the data of a project now, asked anew at each request.

What is known of a person elsewhere (accreditation, terms) other areas say: `ALDER_ACCESS_FACTS` names who. Where nobody
says it, there is no access: what is not known is not taken for granted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from ipaddress import ip_address
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from alder import wall_clock
from alder.governance.access import AccessFacts, Connection, why_no_access
from alder.governance.agreement import AGREEMENT, Agreement
from alder.wall_clock import LONDON
from alder.web.accounts.sessions import PROVED
from alder.web.accreditation.accredited_people import standing_with
from alder.web.projects.models import AccessSuspension, ProjectMember
from alder.web.trail.events import replayed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.http import HttpRequest

    from alder.web.accounts.models import Person
    from alder.web.projects.models import ProjectRecord

UNKNOWN = "It is not known here whether you are accredited. Ask whoever looks after this site."


def agreement_of(project: ProjectRecord) -> Agreement:
    """The agreement of a project, as its events made it."""
    return replayed(AGREEMENT, project.agreement_begun)


@dataclass(frozen=True)
class SessionFacts:
    """What is known of a session: from where somebody works, and whether they proved who they are."""

    connection: Connection
    second_factor: bool

    @classmethod
    def of(cls, request: HttpRequest, person: Person, project: ProjectRecord) -> SessionFacts:
        """Of the request that is answered."""
        home = ProjectMember.objects.filter(project=project, person=person, from_home=True)
        at = str(request.META.get("REMOTE_ADDR", ""))
        connection = _by_network(at, person) or (Connection.HOME if home.exists() else Connection.OTHER)
        return cls(connection, bool(request.session.get(PROVED)))


def _by_network(address: str, person: Person) -> Connection | None:
    """From where somebody works, where the network tells."""
    try:
        at = ip_address(address)
    except ValueError:
        return None
    for network, whose in settings.ALDER_NETWORKS.items():
        if at not in network:
            continue
        if whose == "safe room":
            return Connection.SAFE_ROOM
        if person.organisation is not None and person.organisation.name == whose:
            return Connection.ASSURED
    return None


def why_none(
    person: Person, project: ProjectRecord, session: SessionFacts | None, agreement: Agreement | None = None
) -> tuple[str, ...]:
    """Every reason why somebody has no access now, in sentences for them. Without a session, those that hold whatever
    they work from and at.
    """
    allowed = frozenset(map(Connection, project.connections))
    known = session or SessionFacts(next(iter(sorted(allowed)), Connection.OTHER), True)
    held = _suspensions(person)
    accepted, current = _terms(person)
    facts = AccessFacts(
        person=str(person.pk),
        agreement=agreement or agreement_of(project),
        not_accredited=_not_accredited(person, project.sources),
        terms_accepted=accepted,
        terms_current=current,
        organisation_until=None,
        connection=known.connection,
        allowed=allowed,
        second_factor=known.second_factor,
        person_suspended=any(one.person_id == person.pk for one in held),
        organisation_suspended=any(one.organisation_id is not None for one in held),
    )
    return why_no_access(_with_organisation(facts, person), wall_clock.now())


def _with_organisation(facts: AccessFacts, person: Person) -> AccessFacts:
    """The agreement with an organisation holds as long as that which it signed for the project."""
    agreement, works_for = facts.agreement, person.organisation
    names = {works_for.name, str(works_for.pk)} if works_for is not None else set()
    signed = names & {one.organisation for one in agreement.signatures if one.document == agreement.document}
    if not signed or agreement.end is None:
        return facts
    until = datetime.combine(agreement.end, time.max, LONDON).astimezone(UTC)
    return replace(facts, organisation_until=until)


def _suspensions(person: Person) -> list[AccessSuspension]:
    whose = Q(person=person)
    if person.organisation_id is not None:
        whose |= Q(organisation=person.organisation_id)
    return list(AccessSuspension.objects.filter(whose, lifted=None))


def _not_accredited(person: Person, sources: Iterable[str]) -> tuple[str, ...]:
    said = _said("accreditation")
    if said is None:
        return (UNKNOWN,)
    owners = dict.fromkeys(owner_of(name) for name in sources)
    return tuple(dict.fromkeys(why for why in said(person, [*owners]) if why))


def why_not_accredited(person: Person, owners: list[str]) -> list[str]:
    """Why somebody is not accredited today for each of these owners; empty where they are."""
    return [standing.why_not for standing in standing_with(person, owners)]


def owner_of(source: str) -> str:
    """Who owns a source, by its name in the catalogue."""
    from alder.sources.catalogue import source as find

    return find(source).owner


def _terms(person: Person) -> tuple[str, str]:
    said = _said("terms")
    accepted, current = said(person) if said is not None else ("", "")
    return str(accepted), str(current)


def _said(what: str) -> Callable[..., Any] | None:
    named = settings.ALDER_ACCESS_FACTS.get(what, "")
    found: Callable[..., Any] | None = import_string(named) if named else None
    return found


def while_access(pieces: Iterable[bytes], still: Callable[[], bool], seconds: float) -> Iterator[bytes]:
    """Pieces of a file, until somebody loses access in the middle: it is asked again every so many seconds."""
    asked = monotonic()
    for piece in pieces:
        if monotonic() - asked > seconds:
            if not still():
                return
            asked = monotonic()
        yield piece
