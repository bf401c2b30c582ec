"""Work on the columns of files that are too large to be read while somebody waits for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django_tasks import task

from alder.publishing.contents.column_guidance import Guidance, guidance
from alder.web.publications.data_set_store import contents_of, store

if TYPE_CHECKING:
    from pathlib import Path


@task
def describe_columns(version: str) -> None:
    """Read a version and keep what its columns hold. Done twice it does nothing the second time."""

    describe(UUID(version))


def guidance_file(version: UUID) -> Path:
    file: Path = settings.ALDER_PUBLISHED / "guidance" / f"{version}.json"
    return file


def kept_guidance(version: UUID) -> Guidance | None:
    file = guidance_file(version)
    return Guidance.from_json(file.read_text(encoding="utf-8")) if file.is_file() else None


def describe(version: UUID) -> Guidance:
    """Read the file of a version, and keep what its columns hold."""
    if found := kept_guidance(version):
        return found
    found = guidance(store().parquet(version), contents_of(version))
    file = guidance_file(version)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{version}-{uuid4().hex}")
    draft.write_text(found.to_json(), encoding="utf-8")
    draft.replace(file)
    file.with_suffix(".asked").unlink(missing_ok=True)
    return found
