"""Organisations, whom people work for, and teams.

Nobody registers themselves, and nobody joins an organisation because of what their e-mail address ends in: an admin
says that they work there, and how that was verified where the address is not one of the organisation. A domain that was
made to be taken for another is named as such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count

from alder.errors import UsageError, WrongEntry
from alder.governance.mail_domains import domain_of, is_domain, taken_for
from alder.model.ids import UKPRN
from alder.web.accounts.models import (
    AccountHappened,
    Organisation,
    OrganisationDomain,
    Person,
    Session,
    Team,
    TeamMember,
    record_account_event,
)
from alder.web.accounts.rights import check_conditions, record_about

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

KINDS = (
    "college or training provider",
    "university or research institute",
    "government department or agency",
    "local authority",
    "charity",
    "company",
    "other",
)
_LONGEST = 200


@transaction.atomic
def add_organisation(name: str, kind: str, ukprn: str = "", domains: Iterable[str] = ()) -> Organisation:
    """A new organisation; its e-mail addresses end in these domains."""
    name = _name(name, Organisation.objects.values_list("name", flat=True), "an organisation")
    if kind not in KINDS:
        raise WrongEntry("kind", f"there is no kind of organisation {kind}", where=f"Kinds: {', '.join(KINDS)}.")
    if ukprn and not UKPRN.is_sound(ukprn):
        raise WrongEntry("ukprn", "that is not a UKPRN", where="It has eight digits and begins with 1.")
    organisation = Organisation.objects.create(name=name, kind=kind, ukprn=ukprn)
    record_about(organisation, "added", name)
    for domain in domains:
        add_domain(organisation, domain)
    return organisation


@transaction.atomic
def add_domain(organisation: Organisation, domain: str, verified: str = "") -> None:
    """Its addresses end in this. One that could be taken for another's takes a word on how it was verified."""
    domain = domain.strip().casefold().removeprefix("@")
    if not is_domain(domain):
        raise WrongEntry("domain", "that is not a domain", where="It is what addresses end in: college.ac.uk.")
    found = OrganisationDomain.objects.filter(domain=domain).select_related("organisation").first()
    if found:
        raise WrongEntry("domain", f"that is a domain of {found.organisation.name} already")
    others = OrganisationDomain.objects.exclude(organisation=organisation).values_list("domain", flat=True)
    if (other := taken_for(domain, others)) and not verified.strip():
        raise WrongEntry(
            "verified",
            f"{domain} could be taken for {other}, which is of another organisation",
            where="Say how you verified that it is theirs.",
        )
    organisation.domains.create(domain=domain)
    record_about(organisation, "domain added", f"{domain}. {verified.strip()}".strip(". "))


@transaction.atomic
def remove_domain(organisation: Organisation, domain: str) -> None:
    """Its addresses no longer end in this. Whoever works for it goes on doing so."""
    if organisation.domains.filter(domain=domain).delete()[0]:
        record_about(organisation, "domain removed", domain)


@transaction.atomic
def employ(person: Person, organisation: Organisation | None, verified: str = "") -> None:
    """Whom somebody works for, from now on. They leave the teams of whom they worked for before, and are signed out."""
    if person.organisation_id == (organisation.pk if organisation else None):
        return
    verified = verified.strip()[:200]
    if organisation:
        own = set(organisation.domains.values_list("domain", flat=True))
        domain = domain_of(person.email)
        if not verified and domain not in own:
            other = taken_for(domain, own)
            raise WrongEntry(
                "verified",
                f"{domain} could be taken for {other}, and is another"
                if other
                else f"{domain} is not a domain of theirs",
                where=f"Say how you verified that they work for {organisation.name}.",
            )
    before = person.organisation.name if person.organisation else "none"
    Person.objects.filter(pk=person.pk).update(organisation=organisation)
    person.organisation = organisation
    for member in TeamMember.objects.filter(person=person, team__organisation__isnull=False).select_related("team"):
        if organisation is None or member.team.organisation_id != organisation.pk:
            leave(person, member.team)
    Session.objects.filter(person=person).delete()
    after = organisation.name if organisation else "none"
    said = f"{before} → {after}" + (f". Verified: {verified}" if verified else "")
    record_account_event(person, AccountHappened.EMPLOYER_CHANGED, said[:300])


@transaction.atomic
def add_team(name: str, organisation: Organisation | None = None) -> Team:
    """A new team, of people of one organisation or of several."""
    team = Team.objects.create(
        name=_name(name, Team.objects.values_list("name", flat=True), "a team"), organisation=organisation
    )
    record_about(team, "added", team.name)
    return team


@transaction.atomic
def join(person: Person, team: Team) -> None:
    """Somebody is in a team from now on, and has its roles."""
    if team.organisation_id and person.organisation_id != team.organisation_id:
        raise WrongEntry(
            "person",
            f"{person.name} does not work for {team.organisation}",
            where="This is a team of its people.",
            next="Say first whom they work for, on their page or with: alder organisations employ",
        )
    for held in team.holds.all():
        if right := held.right:
            check_conditions([person], right.role, "person")
    if not team.members.filter(person=person).exists():
        team.members.create(person=person)
        record_account_event(person, AccountHappened.TEAM_JOINED, team.name)


@transaction.atomic
def leave(person: Person, team: Team) -> None:
    """Somebody is in a team no more. They lose its roles, and so are signed out."""
    if team.members.filter(person=person).delete()[0]:
        Session.objects.filter(person=person).delete()
        record_account_event(person, AccountHappened.TEAM_LEFT, team.name)


def with_counts() -> QuerySet[Any]:
    """Every organisation with its domains, and `many` for how many people work for it."""
    return Organisation.objects.annotate(many=Count("people")).order_by("name").prefetch_related("domains")


def organisation_called(name: str) -> Organisation:
    """By its name, as commands give it."""
    if found := Organisation.objects.filter(name__iexact=name.strip()).first():
        return found
    raise UsageError(f"there is no organisation {name}", next="See: alder organisations list")


def team_called(name: str) -> Team:
    """By its name, as commands give it."""
    if found := Team.objects.filter(name__iexact=name.strip()).first():
        return found
    raise UsageError(f"there is no team {name}", next="See: alder teams list")


def _name(name: str, others: Iterable[str], of: str) -> str:
    name = " ".join(name.split())
    if not name or not name.isprintable() or len(name) > _LONGEST:
        raise WrongEntry("name", f"{of} needs a name", where=f"On one line, of up to {_LONGEST} letters.")
    if name.casefold() in {one.casefold() for one in others}:
        raise WrongEntry("name", f"there is {of} of that name already")
    return name
