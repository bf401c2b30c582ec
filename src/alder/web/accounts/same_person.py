"""Whether two accounts are of one person, so that they count as one wherever it takes two people.

What tells it is the mailbox behind an address, whatever was added to it (`ada+2@`), and who somebody is at a provider:
the same name there, or an address that the provider verified. Nobody's account is joined to another by that, and
nobody gets anything by it: it only keeps them from deciding on what is their own. So it errs on the side of the second
person, as where an address has gone from somebody to their successor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from alder.web.accounts.models import AccountIdentity, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

MAILBOX, PROVIDER = "mailbox", "provider"
"""The kinds of identity."""


def mailbox_of(email: str) -> str:
    """Where mails to an address arrive: what is added to the name after a plus sign makes no other mailbox."""
    local, _, host = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{host}"


def accounts_among(person: Person, accounts: Iterable[object]) -> frozenset[str]:
    """Those of the accounts, by their numbers, that are of this person; their own is one of them, where it is named.

    Names that are no number of an account, as those of commands, are nobody's. It asks nothing where only one's own
    account is named, and else twice, however many there are.
    """
    return accounts_of_each([person.pk], accounts)[str(person.pk)]


def accounts_of_each(people: Iterable[object], accounts: Iterable[object]) -> dict[str, frozenset[str]]:
    """The same of several people, by the numbers of their accounts, with as few questions as of one."""
    own, named = {str(one) for one in people}, {str(one) for one in accounts}
    others = {name for name in named if _is_number(name)}
    known = _identities({*own, *others}) if any(others - {one} for one in own) else {}
    return {
        one: frozenset(other for other in named if other == one or known.get(one, set()) & known.get(other, set()))
        for one in own
    }


def is_same_person(one: Person, other: Person) -> bool:
    return str(other.pk) in accounts_among(one, [other.pk])


def other_accounts(person: Person) -> list[Person]:
    """Every other account that counts as this person, for who looks after people."""
    own = _identities({str(person.pk)}).get(str(person.pk), set())
    near = Q()
    for kind, value in own:
        near |= Q(identities__kind=kind, identities__value=value)
        if kind == MAILBOX:
            local, _, host = value.rpartition("@")
            near |= Q(email=value) | Q(email__startswith=f"{local}+", email__endswith=f"@{host}")
    return list(Person.objects.filter(near).exclude(pk=person.pk).distinct().order_by("name", "email"))


def note_identity(person: Person, issuer: str, subject: str, email: str = "") -> None:
    """Remember for good who somebody is at a provider, with the address that it verified, if any.

    Whoever disconnects the two, or is reset, stays who they were.
    """
    found = [(PROVIDER, f"{issuer} {subject}")]
    if email and mailbox_of(email) != mailbox_of(person.email):
        found.append((MAILBOX, mailbox_of(email)))
    for kind, value in found:
        AccountIdentity.objects.get_or_create(person=person, kind=kind, value=value)


def _identities(accounts: set[str]) -> dict[str, set[tuple[str, str]]]:
    """What is known of each account, as kind and value. One that is not there has nothing."""
    numbers = [UUID(account) for account in accounts]
    found: dict[str, set[tuple[str, str]]] = {}
    for pk, email in Person.objects.filter(pk__in=numbers).values_list("pk", "email"):
        found[str(pk)] = {(MAILBOX, mailbox_of(email))}
    kept = AccountIdentity.objects.filter(person_id__in=numbers).values_list("person_id", "kind", "value")
    for pk, kind, value in kept:
        found[str(pk)].add((kind, value))
    return found


def _is_number(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
