"""The states of releases, data sets, versions and uploads, what happens to a release, and how versions are numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class DataSetState(StrEnum):
    """Only a draft is not public. One that is deprecated has been superseded."""

    DRAFT = "Draft"
    PUBLISHED = "Published"
    DEPRECATED = "Deprecated"
    WITHDRAWN = "Withdrawn"

    @property
    def is_public(self) -> bool:
        return self is not DataSetState.DRAFT


class VersionState(StrEnum):
    """A withdrawn version can be looked up, so that who used it can read why, but no longer asked for figures."""

    DRAFT = "Draft"
    PUBLISHED = "Published"
    DEPRECATED = "Deprecated"
    WITHDRAWN = "Withdrawn"

    @property
    def is_public(self) -> bool:
        return self is not VersionState.DRAFT

    @property
    def is_live(self) -> bool:
        return self in VersionState.live()

    @classmethod
    def live(cls) -> tuple[VersionState, ...]:
        """The states in which a version can be asked for figures: also when another data set has taken its place."""
        return (cls.PUBLISHED, cls.DEPRECATED)


class VersionType(StrEnum):
    """What a change of version may do to a program that reads the data set: break it, add to it, or correct it."""

    MAJOR = "Major"
    MINOR = "Minor"
    PATCH = "Patch"


class UploadState(StrEnum):
    """How far a pair of files has come that was sent for a release."""

    WAITING = "Waiting"
    REFUSED = "Refused"
    """Checks fail. It may be that someone accepts them with a reason."""
    UNREADABLE = "Unreadable"
    """It cannot be made into a data set as it is."""
    READY = "Ready"
    """It is a draft of a data set now."""


_PATTERN = re.compile(r"v?([0-9]{1,6}|\*)(?:\.([0-9]{1,6}|\*))?(?:\.([0-9]{1,6}|\*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class VersionNumber:
    """Major, minor and patch, written without the patch where it is 0: 1.0, 2.1, 2.1.3."""

    major: int
    minor: int = 0
    patch: int = 0

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" + (f".{self.patch}" if self.patch else "")

    def next(self, type: VersionType) -> VersionNumber:
        match type:
            case VersionType.MAJOR:
                return VersionNumber(self.major + 1)
            case VersionType.MINOR:
                return VersionNumber(self.major, self.minor + 1)
            case _:
                return VersionNumber(self.major, self.minor, self.patch + 1)

    @property
    def type(self) -> VersionType:
        """By which kind of change the version came about."""
        if self.patch:
            return VersionType.PATCH
        return VersionType.MINOR if self.minor else VersionType.MAJOR


@dataclass(frozen=True, slots=True)
class VersionPattern:
    """A version as someone asks for it: 2, v2.1, 2.1.3, or with a star at the end the newest: *, 2.*, 2.1.*."""

    parts: tuple[int, ...]
    newest: bool

    @classmethod
    def parse(cls, text: str) -> VersionPattern | None:
        """None where the text is not a version. Nothing may follow a star."""
        match = _PATTERN.fullmatch(text.strip())
        if not match:
            return None
        given = [part for part in match.groups() if part is not None]
        if "*" in given[:-1]:
            return None
        if given[-1] == "*":
            return cls(tuple(int(part) for part in given[:-1]), newest=True)
        numbers = [int(part) for part in given]
        return cls(tuple(numbers + [0] * (3 - len(numbers))), newest=False)

    def of(self, numbers: Iterable[VersionNumber]) -> VersionNumber | None:
        """The version that is meant, of those that there are."""
        fitting = [n for n in numbers if (n.major, n.minor, n.patch)[: len(self.parts)] == self.parts]
        return max(fitting, default=None)


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
