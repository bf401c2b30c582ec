"""Publications, their releases, and the versions of their data sets: numbers, states and what changed."""

from alder.publishing.releases.policy import Action, Actor, Facts
from alder.publishing.releases.release_state import Happened, ReleaseState
from alder.publishing.releases.states import DataSetState, UploadState, VersionState, VersionType
from alder.publishing.releases.version_number import VersionNumber, VersionPattern

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
