"""Publications, their releases, and the versions of their data sets: numbers, states and what changed."""

from alder.governance.release_policy import Action, Actor, Facts
from alder.governance.release_states import (
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
