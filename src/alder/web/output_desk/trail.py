"""What is recorded of outputs beside acts: denials, and who read or took which files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from alder.web.trail.events import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.web.accounts.models import Person


@transaction.atomic
def note_denial(person: Person, thing: str, what: str) -> None:
    """Somebody asked for what is not theirs."""
    record(str(person.pk), ", ".join(sorted(person.roles))[:40], thing[:120], "DENIED", said={"asked": what})


@transaction.atomic
def note_read(actor: str, role: str, thing: str, said: Mapping[str, Any]) -> None:
    """Somebody read or took a file."""
    record(actor, role, thing, "READ", said=said)
