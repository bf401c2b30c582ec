"""Publications, their releases, and the versions of their data sets: numbers, states and what changed."""

from alder.publishing.releases.release_state import Happened, ReleaseState
from alder.publishing.releases.states import DataSetState, VersionState, VersionType
from alder.publishing.releases.version_number import VersionNumber, VersionPattern

__all__ = [
    "DataSetState",
    "Happened",
    "ReleaseState",
    "VersionNumber",
    "VersionPattern",
    "VersionState",
    "VersionType",
]
