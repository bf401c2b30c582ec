"""Who is too near to an output to check it: of the employer or a team of its author, in its project, whoever asked for
it, or who has reviewed it already under another account. That two accounts are one person tells `accounts.same_person`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from alder.web.accounts.models import TeamMember
from alder.web.accounts.same_person import accounts_among, is_same_person
from alder.web.output_desk.project_ties import conflict_in_project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputRequest

ASKED_FOR_IT = "You asked for this table, so others check and release it."
SAME_EMPLOYER = "You work for the organisation of its author, so another checker must."
SAME_TEAM = "You are in a team with its author, so another checker must."
SAME_PERSON = "You reviewed it already under another account, so another checker must."


def conflict_of(person: Person, output: OutputRequest, reviewed_by: Iterable[str]) -> str:
    """Why somebody may not check or release an output, in a sentence; empty where they may."""
    author = output.author
    if output.asker is not None and is_same_person(person, output.asker):
        return ASKED_FOR_IT
    works_with = person.organisation_id is not None and person.organisation_id == author.organisation_id
    if works_with and not settings.ALDER_OUTPUT_SAME_EMPLOYER:
        return SAME_EMPLOYER
    if TeamMember.objects.filter(person=person, team__members__person=author).exists():
        return SAME_TEAM
    if near := conflict_in_project(person, output):
        return near
    return SAME_PERSON if accounts_among(person, reviewed_by) - {str(person.pk)} else ""
