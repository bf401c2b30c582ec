"""The states of a release, from draft to live, and the kinds of things that happen to one."""

from __future__ import annotations

from enum import StrEnum


class ReleaseState(StrEnum):
    """A release is public once it is live. One that was withdrawn stays so, with the reason."""

    DRAFT = "Draft"
    IN_CHECK = "In check"
    APPROVED = "Approved"
    SCHEDULED = "Scheduled"
    LIVE = "Live"
    WITHDRAWN = "Withdrawn"

    @property
    def is_public(self) -> bool:
        return self in (ReleaseState.LIVE, ReleaseState.WITHDRAWN)


class Happened(StrEnum):
    """What happened to a release, as its history says it."""

    CREATED = "Created"
    CHANGED = "Changed"
    DATA_ADDED = "Data added"
    DATA_REMOVED = "Data removed"
    SENT = "Sent for checking"
    TAKEN_BACK = "Taken back"
    SENT_BACK = "Sent back"
    APPROVED = "Approved"
    SCHEDULED = "Scheduled"
    PUBLISHED = "Published"
    UPDATED = "Updated"
    WITHDRAWN = "Withdrawn"
    OVERTAKEN = "What it corrects was withdrawn"
    PREVIEW_GIVEN = "Preview given"
    PREVIEW_ENDED = "Preview ended"

    @property
    def is_public(self) -> bool:
        """Whether readers are told."""
        return self in (Happened.PUBLISHED, Happened.UPDATED, Happened.WITHDRAWN)

    @property
    def is_work(self) -> bool:
        """Whether whoever did it had a hand in what is published, and so cannot be the one who checks it."""
        return self in (Happened.CREATED, Happened.CHANGED, Happened.DATA_ADDED, Happened.DATA_REMOVED)
