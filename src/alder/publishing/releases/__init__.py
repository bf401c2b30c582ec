"""Publications, their releases, and the versions of their data sets: numbers, states and what changed."""

from alder.publishing.releases.policy import Action, Actor, Facts
from alder.publishing.releases.states import (
    DataSetState,
    Happened,
    ReleaseState,
    UploadState,
    VersionNumber,
    VersionPattern,
    VersionState,
    VersionType,
)

__all__ = [
    "Action",
    "Actor",
    "DataSetState",
    "Facts",
    "Happened",
    "ReleaseState",
    "UploadState",
    "VersionNumber",
    "VersionPattern",
    "VersionState",
    "VersionType",
]
