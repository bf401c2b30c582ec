"""Whether somebody may work with the data of a project now, and every reason why not.

It is asked at every request and while a session runs, and its answer is kept for a minute at most. All that it needs
is handed to it, so that the site, the gateway of notebooks and the commands ask one question and get one answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.governance.agreement import AgreementState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from alder.governance.agreement import Agreement

KEPT = timedelta(seconds=60)
"""How long an answer may be kept: who was suspended works on for no longer than that."""


class Connection(StrEnum):
    """From where somebody works."""

    SAFE_ROOM = "a safe room"
    ASSURED = "an assured connection of their organisation"
    HOME = "home"
    OTHER = "another place"


@dataclass(frozen=True)
class AccessFacts:
    """What is known of a person, their organisation, a project and a session at one moment."""

    person: str
    agreement: Agreement
    not_accredited: tuple[str, ...]
    """Why they are not accredited for the owner of each source today, as sentences; nothing where they are."""
    terms_accepted: str
    """The version of the terms that they accepted last, in person."""
    terms_current: str
    organisation_until: datetime | None
    """Until when the agreement with their organisation holds; None where there is none."""
    connection: Connection
    allowed: frozenset[Connection]
    """The connections that the owners of all sources of the project allow to them."""
    second_factor: bool
    """Whether they proved who they are by a second factor in this session."""
    person_suspended: bool = False
    organisation_suspended: bool = False


def why_no_access(facts: AccessFacts, at: datetime) -> tuple[str, ...]:
    """Every reason, in sentences for the person; nothing where they have access."""
    return tuple(_reasons(facts, at))


def _reasons(facts: AccessFacts, at: datetime) -> Iterator[str]:
    yield from facts.not_accredited
    if facts.person not in facts.agreement.people:
        yield "You are not named on the agreement of this project."
    if facts.agreement.state is AgreementState.SUSPENDED:
        yield "The project is suspended."
    elif not facts.agreement.is_in_force(at):
        yield "The agreement of this project is not in force."
    if not facts.terms_accepted or facts.terms_accepted != facts.terms_current:
        yield "The terms have changed, or you have not accepted them yet. Read and accept them first."
    if facts.organisation_until is None or facts.organisation_until <= at:
        yield "The agreement with your organisation is not in force."
    if facts.connection not in facts.allowed:
        yield f"You may not work on this project from {facts.connection}."
    if not facts.second_factor:
        yield "Prove who you are by your second factor first."
    if facts.person_suspended:
        yield "Your access is suspended."
    if facts.organisation_suspended:
        yield "The access of your organisation is suspended."
