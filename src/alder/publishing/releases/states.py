"""The states of a data set and of its versions, and who may see what in which."""

from __future__ import annotations

from enum import StrEnum


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
