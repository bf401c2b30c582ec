"""Which versions of data sets the page of a release shows, also while it is a draft; and whether its page fits them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.pages import Content
from alder.publishing.pages.pointing import faults
from alder.publishing.releases import VersionState
from alder.web.publications.kept import contents_of

if TYPE_CHECKING:
    from uuid import UUID

    from alder.web.publications.models import DataSetVersion, Release

_SHOWN = (VersionState.PUBLISHED, VersionState.DEPRECATED, VersionState.DRAFT)


def versions_shown(release: Release) -> dict[UUID, DataSetVersion]:
    """By data set, the newest that is not withdrawn. A correction shows what stays as it is of what it corrects."""
    found: dict[UUID, DataSetVersion] = {}
    for one in filter(None, (release.corrects, release)):
        kept = one.versions.filter(state__in=_SHOWN).select_related("data_set__publication")
        for version in kept.order_by("major", "minor", "patch"):
            found[version.data_set_id] = version
    return found


def page_faults(release: Release) -> list[str]:
    """What is written on its page and points at data that it does not have, in sentences."""
    content = Content.from_json(release.content)
    if not content.data_sets:
        return []
    shown = {str(id): version.pk for id, version in versions_shown(release).items()}
    return faults(content, {id: contents_of(shown[id]) for id in content.data_sets if id in shown})
