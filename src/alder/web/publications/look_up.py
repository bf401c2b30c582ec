"""Which data set and version a request means, and whether whoever asks may see it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from alder.publishing.releases import DataSetState, VersionPattern, VersionState
from alder.web.publications.models import DataSet, DataSetVersion, PreviewToken, Publication
from alder.web.publications.previews import opened_by, record_read_by

if TYPE_CHECKING:
    from collections.abc import Iterable


class NotThere(Exception):
    """There is no such thing."""


class NotForYou(Exception):
    """There is such a thing, and it may not be seen."""


def data_set(id: UUID, token: UUID | None = None) -> DataSet:
    """A public data set, or a draft whose token is shown."""
    wanted = DataSet.objects.filter(id=id).first()
    if not wanted:
        raise NotThere
    if not DataSetState(wanted.state).is_public and not _opened(id, token):
        raise NotForYou
    return wanted


def version(id: UUID, asked: str | None, token: UUID | None = None) -> DataSetVersion:
    """The version that is asked for, to be looked at: live, withdrawn, or a draft whose token is shown."""
    drafted = _opened(id, token)
    if asked is None and drafted:
        return drafted
    wanted = _find(id, asked)
    if not VersionState(wanted.state).is_public and wanted != drafted:
        raise NotForYou
    return wanted


def version_to_query(id: UUID, asked: str | None, token: UUID | None = None) -> DataSetVersion:
    """A version that may be asked for figures: of one that is withdrawn they can no longer be had."""
    wanted = version(id, asked, token)
    if wanted.state == VersionState.WITHDRAWN:
        raise NotForYou
    return wanted


def versions(id: UUID, token: UUID | None = None) -> list[DataSetVersion]:
    """Every version that may be seen, the newest first."""
    drafted = _opened(id, token)
    every = DataSetVersion.objects.filter(data_set=id).select_related("release")
    return [found for found in every if VersionState(found.state).is_public or found == drafted]


def latest(id: UUID) -> DataSetVersion | None:
    """The newest version that is live."""
    return next((candidate for candidate in _light(id) if VersionState(candidate.state).is_live), None)


def _find(id: UUID, asked: str | None) -> DataSetVersion:
    if asked is None or asked.strip() == "*":
        if candidate := latest(id):
            return candidate
        raise NotThere
    pattern = VersionPattern.parse(asked)
    every = list(_light(id))
    if pattern and pattern.newest:
        every = [candidate for candidate in every if candidate.state == VersionState.PUBLISHED]
    number = pattern.of(candidate.number for candidate in every) if pattern else None
    if number is None:
        raise NotThere
    return next(candidate for candidate in every if candidate.number == number)


def _light(id: UUID) -> Iterable[DataSetVersion]:
    """The versions of a data set, the newest first, without their long texts, which are read where they are needed."""
    key = DataSetVersion._meta.get_field("data_set").get_db_prep_value(id, connection)
    return DataSetVersion.objects.raw(_light_sql(connection.vendor), [key])


@cache
def _light_sql(vendor: str) -> str:
    """Every query begins with this one, and writing its SQL takes longer than answering it: so it is written once."""
    rows = DataSetVersion.objects.filter(data_set=UUID(int=0)).defer("summary", "changes", "notes")
    sql, _ = rows.query.sql_with_params()
    return sql


def _opened(id: UUID, token: UUID | None) -> DataSetVersion | None:
    """The draft that the token opens. A token that opens nothing of this data set is refused, whatever is asked for."""
    if token is None:
        return None
    link = PreviewToken.objects.filter(id=token, version__data_set=id).select_related("version__release").first()
    if link and link.is_active:
        record_read_by(token, link.version.release)
        return link.version
    release = opened_by(token)
    drafts = DataSetVersion.objects.filter(release=release, data_set=id, state=VersionState.DRAFT)
    if release and (draft := drafts.select_related("release").first()):
        record_read_by(token, release)
        return draft
    raise NotForYou


def titles() -> dict[str, str]:
    """Every publication, also those that are not public yet: what a role can be held for."""
    return {str(id): title for id, title in Publication.objects.order_by("title").values_list("id", "title")}
