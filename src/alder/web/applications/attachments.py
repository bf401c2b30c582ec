"""Where files that belong to an application lie on disk, and what becomes of a draft that is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from alder.rights import private_folder

if TYPE_CHECKING:
    from pathlib import Path

    from alder.web.applications.models import ApplicationRecord, AttachedFile


def path_of(file: AttachedFile) -> Path:
    folder: Path = settings.ALDER_PUBLISHED / "applications" / str(file.application.key)
    private_folder(folder.parent, owner_alone=True)
    private_folder(folder, owner_alone=True)
    return folder / str(file.pk)


def purge(row: ApplicationRecord) -> None:
    """Nothing that was written in a draft is kept, nor its files, nor who was invited."""
    paths = [path_of(file) for file in row.files.all()]
    row.files.all().delete()
    row.sections.all().delete()
    row.co_applicants.all().delete()

    def remove() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)
