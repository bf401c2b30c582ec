"""Visas of researchers: signed for who is accredited now, with keys that the site keeps sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from alder import wall_clock
from alder.accreditation.visas import LIFE, Affiliation, VisaIssuer, VisaKeys, issued
from alder.governance import Denied, Role
from alder.web.accreditation.accredited_people import accreditations_of, every_standing, supervisors_of
from alder.web.accreditation.models import SealedSecret
from alder.web.accreditation.sealed_secrets import VISAS, replace_secret, secret_called
from alder.web.trail.circumstances import circumstances
from alder.web.trail.events import record

if TYPE_CHECKING:
    from alder.web.accounts.models import Person

_THING = "keys of visas"


def visa_keys() -> VisaKeys:
    """The keys of the site. The first is drawn when it is first asked for."""
    return VisaKeys.from_secret(secret_called(VISAS, _first).decode())


def _first() -> bytes:
    return VisaKeys.begun(wall_clock.now()).secret.encode()


@transaction.atomic
def rotate() -> VisaKeys:
    """A further key, which signs a day from now."""
    changed = replace_secret(
        VISAS, lambda old: VisaKeys.from_secret(old.decode()).rotated(wall_clock.now()).secret.encode(), _first
    )
    _note("Rotated")
    return VisaKeys.from_secret(changed.decode())


@transaction.atomic
def begin_anew() -> VisaKeys:
    """Other keys in the place of those that there are: no visa that lives can be checked any more."""
    SealedSecret.objects.filter(name=VISAS).delete()
    _note("Begun anew")
    return visa_keys()


def _note(what: str) -> None:
    now = circumstances()
    record(now.actor, Role.OPERATOR if now.person is None else "person", _THING, what)


def published_keys() -> dict[str, Any]:
    """The public halves, for whoever reads a visa."""
    return visa_keys().published(wall_clock.now())


def issuer() -> VisaIssuer:
    """Who the site is to others. Raises `Denied` where nobody has said how it is reached."""
    if not settings.ALDER_ADDRESS:
        raise Denied("This site signs no visas: whoever runs it has not said by which address it is reached.")
    site = settings.ALDER_ADDRESS
    return VisaIssuer(site, f"{site}{reverse('visa-keys')}", f"{site}{reverse('accreditation')}")


def affiliation_of(person: Person) -> Affiliation:
    """The organisation of a person as others know it. Raises `Denied` where it has no domain here."""
    organisation = person.organisation
    domain = organisation.domains.order_by("domain").first() if organisation is not None else None
    if domain is None:
        raise Denied("No domain of your organisation is recorded here. An admin of the site adds it.")
    return Affiliation(domain.domain, f"https://{domain.domain}")


@transaction.atomic
def visas_of(person: Person) -> tuple[str, str]:
    """The two visas of a person, each for an hour at the most. Raises `Denied` while their accreditation does not hold.

    That they were signed is an event, without them.
    """
    for standing in every_standing(person):
        if standing.why_not:
            raise Denied(standing.why_not)
    theirs, keys = accreditations_of(person), visa_keys()
    at = wall_clock.now()  # the first key is drawn when it is first asked for, and signs from then on
    signed = issued(
        theirs,
        str(person.pk),
        affiliation_of(person),
        issuer(),
        keys,
        at,
        supervisors=supervisors_of(theirs),
    )
    said = {"until": (at + LIFE).isoformat()}
    record(str(person.pk), "person", f"visas of person {person.pk}", "Signed", said=said)
    return signed
