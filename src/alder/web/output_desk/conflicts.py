"""Who is too near to an author to check what they hand in: the same person by another name, or of the same employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from alder.web.accounts.models import Person, TeamMember

if TYPE_CHECKING:
    from collections.abc import Iterable

SAME_EMPLOYER = "You work for the organisation of its author, so another checker must."
SAME_TEAM = "You are in a team with its author, so another checker must."
SAME_PERSON = "You reviewed it already under another account, so another checker must."


def identities(person: Person) -> frozenset[str]:
    """What tells that two accounts are one person: the mailbox behind an address, whatever was added to it."""
    local, _, host = person.email.casefold().partition("@")
    return frozenset({f"{local.partition('+')[0]}@{host}"})


def is_same_person(one: Person, other: Person) -> bool:
    return one.pk == other.pk or bool(identities(one) & identities(other))


def conflict_of(person: Person, author: Person, reviewed_by: Iterable[str]) -> str:
    """Why somebody may not check what the author hands in, in a sentence; empty where they may."""
    works_with = person.organisation_id is not None and person.organisation_id == author.organisation_id
    if works_with and not settings.ALDER_OUTPUT_SAME_EMPLOYER:
        return SAME_EMPLOYER
    if TeamMember.objects.filter(person=person, team__members__person=author).exists():
        return SAME_TEAM
    others = [id for id in reviewed_by if id and id != str(person.pk)]
    if others and any(is_same_person(person, other) for other in Person.objects.filter(pk__in=others)):
        return SAME_PERSON
    return ""
