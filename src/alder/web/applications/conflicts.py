"""Who is too near to an application to deal with it for the service: of the employer or a team of one of its people, or
by their own word. That two accounts are one person the process asks by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.accounts.models import TeamMember
from alder.web.applications.sections import people_of

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.applications.models import ApplicationRecord

DECLARED = "You said that you have an interest in this application, so others deal with it."
SAME_EMPLOYER = "You work for an organisation of its applicants, so others deal with it."
SAME_TEAM = "You are in a team with one of its applicants, so others deal with it."


def conflict_of(person: Person, row: ApplicationRecord) -> str:
    """Why somebody may not deal with an application, in a sentence; empty where they may."""
    if row.interests.filter(person=person).exists():
        return DECLARED
    people = people_of(row)
    if person.organisation_id and person.organisation_id in {one.organisation_id for one in people}:
        return SAME_EMPLOYER
    if TeamMember.objects.filter(person=person, team__members__person__in=people).exists():
        return SAME_TEAM
    return ""
