"""Work on the columns of files that are too large to be read while somebody waits for a page."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task


@task
def describe_columns(version: str) -> None:
    """Read a version and keep what its columns hold. Done twice it does nothing the second time."""
    from alder.web.methodology.columns import describe

    describe(UUID(version))
