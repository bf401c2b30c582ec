"""Adding people, giving them roles, and taking away what they had. What is taken away ends their sessions."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from alder.errors import UsageError, WrongEntry
from alder.governance import PEOPLES_ROLES, Role, ScopeKind
from alder.web.accounts import failed_attempts, second_factor, tokens
from alder.web.accounts.models import AccountHappened, Person, Session, record_account_event
from alder.web.accounts.rights import check_conditions

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = "abcdefghjkmnpqrstuvwxyz23456789"


def drawn_password() -> str:
    """Four groups of five letters: about a hundred bits, and easy to type."""
    return "-".join("".join(secrets.choice(_WORDS) for _ in range(5)) for _ in range(4))


@transaction.atomic
def add(
    email: str, name: str, roles: Iterable[Role], password: str, *, is_their_own: bool = False, hashed: str = ""
) -> Person:
    """A new person. A password that is not their own has to be changed at the first sign-in.

    Whoever gives one password to many says how it is kept for the first of them: to hash it takes a while on purpose.
    """
    email, name = email.strip().casefold(), name.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise WrongEntry(
            "email", "that is not an e-mail address", where="People sign in with it: name@example.org."
        ) from None
    if not name or not name.isprintable():
        raise WrongEntry(
            "name", "a person needs a name", where="It is written in letters that can be printed, on one line."
        )
    if Person.objects.filter(email=email).exists():
        raise WrongEntry("email", "there is somebody with that e-mail address already", next="See: alder people list")
    person = Person(email=email, name=name, chose_password=is_their_own)
    check_password_rules(person, password)
    if hashed:
        person.password = hashed
    else:
        person.set_password(password)
    person.save()
    for role in sorted(set(roles)):
        check_conditions([person], role, "role")
        person.holds.create(role=role)
    record_account_event(person, AccountHappened.ADDED)
    return person


def check_password_rules(person: Person, password: str) -> None:
    """Refuse a password that is too short, too common or the person's own name, and say what is wrong with it."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WrongEntry("password", "that password is too weak", where=" ".join(error.messages)) from None


@transaction.atomic
def change_password(person: Person, password: str) -> None:
    """Their own from now on. Every session and token ends: they may fear that somebody has the old one."""
    check_password_rules(person, password)
    person.set_password(password)
    person.chose_password = True
    person.save()
    end_sessions(person)
    tokens.revoke_all(person, "the password was changed")
    record_account_event(person, AccountHappened.PASSWORD_CHANGED)


def person_of(email: str) -> Person:
    if found := Person.objects.filter(email=email.strip().casefold()).first():
        return found
    raise UsageError("there is nobody with that e-mail address", next="See: alder people list")


def roles_of(words: Iterable[str]) -> list[Role]:
    """Roles by their names."""
    known: dict[str, Role] = {str(role): role for role in PEOPLES_ROLES}
    found = []
    for word in words:
        if word not in known:
            raise WrongEntry("role", f"there is no role {word}", where=f"Roles: {', '.join(known)}.")
        found.append(known[word])
    return found


@transaction.atomic
def set_roles(person: Person, roles: Iterable[Role]) -> None:
    """These roles for everything and no others; those for one thing stay. Losing one ends every session."""
    for_everything = person.holds.filter(scope=str(ScopeKind.EVERYTHING))
    wanted, had = {str(role) for role in roles}, set(for_everything.values_list("role", flat=True))
    for_everything.exclude(role__in=wanted).delete()
    for role in sorted(wanted - had):
        check_conditions([person], Role(role), "role")
        person.holds.create(role=role)
    if had - wanted:
        end_sessions(person)
    if had != wanted:
        record_account_event(person, AccountHappened.ROLES_CHANGED, ", ".join(sorted(wanted)) or "none")


@transaction.atomic
def disable(person: Person) -> None:
    """The person can no longer sign in, and is signed out at once. What they did stays theirs."""
    Person.objects.filter(pk=person.pk).update(is_active=False)
    end_sessions(person)
    tokens.revoke_all(person, "the account was disabled")
    record_account_event(person, AccountHappened.DISABLED)


@transaction.atomic
def reset(person: Person) -> str:
    """A drawn password, no second factor, no account elsewhere, and back in: for who lost them or was disabled."""
    password = drawn_password()
    person.set_password(password)
    person.is_active, person.chose_password = True, False
    person.save()
    second_factor.forget(person)
    person.provider_accounts.all().delete()
    end_sessions(person)
    tokens.revoke_all(person, "the account was reset")
    # Those of a browser or a session keep nobody else waiting.
    failed_attempts.forget_failures(("account", person.email.casefold()), ("code", str(person.pk)))
    record_account_event(person, AccountHappened.RESET)
    return password


def end_sessions(person: Person) -> None:
    Session.objects.filter(person=person).delete()
