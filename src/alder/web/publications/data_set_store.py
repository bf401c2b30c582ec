"""The store of this site's data sets, and what their versions hold, read once and remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from alder.engine.data_sets import DataSetFolder
from alder.publishing.contents import Contents
from alder.publishing.tables.choice import VersionRows

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from alder.publishing.contents.coded_rows import DataSetStore
    from alder.publishing.tables.choice import PlaceHierarchy


_MOST = 256
"""So many versions are remembered: the latest of every data set of a site that has many."""


def data_sets_folder() -> Path:
    return settings.ALDER_PUBLISHED / "data-sets"


def store() -> DataSetStore:
    return _folder(data_sets_folder())


@lru_cache(maxsize=4)
def _folder(folder: Path) -> DataSetFolder:
    return DataSetFolder(folder)


@lru_cache(maxsize=_MOST)
def contents_of(version: UUID) -> Contents:
    """What a version holds. It never changes."""
    return Contents.from_json(store().contents(version))


def rows_of(version: UUID) -> VersionRows:
    """The rows of a version, from which tables are chosen."""
    return VersionRows(version, contents_of(version), store())


@lru_cache(maxsize=_MOST)
def place_hierarchy_of(version: UUID) -> dict[str, PlaceHierarchy]:
    """Which wider place the places of a version lie in. It never changes either."""
    return rows_of(version).place_hierarchy()
