"""What reviewers of an application have before them: the sections that their reviews are about, and in a later round
what changed in these; and what is said to applicants of their answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from alder.applications.form import form
from alder.governance import Role
from alder.governance.application import GOVERNANCE, METHODS
from alder.sources import catalogue
from alder.web.accounts.rights import APPLICATION_OFFICERS, APPLICATION_PANEL
from alder.web.applications.models import QuestionComment
from alder.web.applications.process import act, staff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.governance.application import Application, ApplicationAction, Review
    from alder.web.accounts.models import Person
    from alder.web.applications.models import ApplicationRecord, SubmittedAnswers

COVERS = {
    GOVERNANCE: ("A", "B", "C", "F", "G", "H", "I", "J", "K"),
    METHODS: ("A", "D", "E", "G", "L"),
}
OWNERS = ("A", "B", "D", "E", "G", "J", "K", "L")
"""The sections that a review is about: of the owner of a source where it is not information governance or methods."""
SEES_ALL_SECTIONS = frozenset({*APPLICATION_OFFICERS, *APPLICATION_PANEL})


def covers(subject: str) -> tuple[str, ...]:
    return COVERS.get(subject, OWNERS)


def sections_seen(person: Person, thing: Application) -> tuple[str, ...]:
    """The sections of an application that are there for somebody of the service."""
    if person.roles & SEES_ALL_SECTIONS:
        return tuple(section.id for section in form().sections)
    seen = {section for review in thing.review_of(str(person.pk)) for section in review.covers}
    return tuple(sorted(seen))


def title(subject: str) -> str:
    """A subject of reviews in words."""
    id = catalogue.id_of(subject)
    return f"Owner of the data: {catalogue.source(id).title}" if id and subject not in COVERS else subject.capitalize()


def candidates(subject: str) -> list[Person]:
    """Who can be asked for a review."""
    if subject == GOVERNANCE:
        return staff(Role.GOVERNANCE_REVIEWER)
    if subject == METHODS:
        return staff(Role.METHODS_REVIEWER)
    return staff(Role.DATA_OWNER, subject)


def round_before(row: ApplicationRecord, review: Review) -> SubmittedAnswers | None:
    """The answers on which a review was given last; None where it was not given before this round."""
    return row.rounds.filter(round=review.round).first() if 0 < review.round < row.round else None


def comment(
    person: Person, row: ApplicationRecord, thing: Application, question: str, words: str, *, is_private: bool = False
) -> QuestionComment:
    """Somebody of the service says something of an answer. Nobody who applies reads it before it is sent.

    Said twice before that, it is said once.
    """
    own = thing.review_of(str(person.pk))
    same = row.comments.filter(question=question, text=words, by=person, is_private=is_private, sent=None).first()
    return same or QuestionComment.objects.create(
        application=row,
        question=question,
        text=words,
        by=person,
        subject=own[0].subject if own else "",
        is_private=is_private,
    )


@transaction.atomic
def send_comments(
    person: Person,
    row: ApplicationRecord,
    action: ApplicationAction,
    chosen: Sequence[QuestionComment],
    reason: str = "",
    *,
    seen: int | None = None,
) -> None:
    """The application goes back to its applicants, with what was chosen of the comments on it."""
    questions = sorted({one.question for one in chosen})
    after = act(person, row, action, {"questions": questions, **({"reason": reason} if reason else {})}, seen=seen)
    row.comments.filter(pk__in=[one.pk for one in chosen]).update(sent=after.round)
