"""Who is too near to an author to check what they hand in: the same person by another name, or of the same employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.accounts.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

SAME_PERSON = "You reviewed it already under another account, so another checker must."


def identities(person: Person) -> frozenset[str]:
    """What tells that two accounts are one person: the mailbox behind an address, whatever was added to it."""
    local, _, host = person.email.casefold().partition("@")
    return frozenset({f"{local.partition('+')[0]}@{host}"})


def is_same_person(one: Person, other: Person) -> bool:
    return one.pk == other.pk or bool(identities(one) & identities(other))


def conflict_of(person: Person, author: Person, reviewed_by: Iterable[str]) -> str:
    """Why somebody may not check what the author hands in, in a sentence; empty where they may."""
    others = [id for id in reviewed_by if id and id != str(person.pk)]
    if others and any(is_same_person(person, other) for other in Person.objects.filter(pk__in=others)):
        return SAME_PERSON
    return ""
