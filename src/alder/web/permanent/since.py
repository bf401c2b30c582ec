"""What has become of the figures of a frozen table since: corrected, superseded, withdrawn, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from alder.errors import present
from alder.publishing.releases import DataSetState, ReleaseState, VersionState
from alder.web.publications import look_up
from alder.web.publications.models import DataSet, DataSetVersion

if TYPE_CHECKING:
    from alder.web.permanent.models import FrozenTable


@dataclass(frozen=True)
class Since:
    """What readers must be told, in a sentence that is the warning and one that explains it."""

    warning: str
    words: str
    can_be_built: bool
    """Whether there is a version from which the table can be built again."""
    instead: str = ""
    """The page of the data set that has taken the place of this one."""


def since(frozen: FrozenTable) -> Since | None:
    """None while the version is the newest there is."""
    version = DataSetVersion.objects.filter(id=frozen.version).select_related("release", "data_set").first()
    latest = look_up.latest(frozen.data_set)
    if version is None or not VersionState(version.state).is_live:
        return _withdrawn(version, latest)
    if version.release.state == ReleaseState.WITHDRAWN:
        return Since(
            "The release with these figures has been withdrawn.", "Do not rely on them.", can_be_built=latest != version
        )
    data_set = version.data_set
    if data_set.state == DataSetState.DEPRECATED and data_set.superseded_by_id:
        return _superseded(data_set)
    if latest is None or latest == version:
        return None
    if (latest.major, latest.minor) == (version.major, version.minor):
        return Since(
            "These figures have been corrected.",
            f"Version {latest.number} puts something right. Figures here may be wrong.",
            can_be_built=True,
        )
    return Since(
        "There are newer data.",
        f"These figures are from version {version.number}. Version {latest.number} has been published since, and may "
        "also change figures of earlier times.",
        can_be_built=True,
    )


def _withdrawn(version: DataSetVersion | None, latest: DataSetVersion | None) -> Since:
    reason = version.withdrawn_for if version else ""
    words = f"The reason given: {reason}" if reason else "Do not rely on them."
    return Since("These figures have been withdrawn.", words, can_be_built=latest is not None)


def _superseded(data_set: DataSet) -> Since:
    other = present(data_set.superseded_by, "a data set is superseded by another, and that one is not named")
    return Since(
        "Another data set has taken the place of this one.",
        f"It is called {other.title}.",
        can_be_built=False,
        instead=reverse("data-set", args=[other.id]),
    )
