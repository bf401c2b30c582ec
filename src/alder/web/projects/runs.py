"""What the site tells of a project's extract and runs: what left a run, never what it printed or wrote."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from alder.errors import AlderError
from alder.web.projects.workspaces import opened
from alder.workspaces.declared_outputs import open_below
from alder.workspaces.project_extract import MANIFEST
from alder.workspaces.project_folder import EXTRACT, RUNS

if TYPE_CHECKING:
    from pathlib import Path

    from alder.web.projects.models import ProjectRecord
    from alder.workspaces.project_folder import ProjectFolder

RECORD, GATHERED = "run.json", "gathered"
_RUN = re.compile(r"\d{4,8}")
_MOST = 4 << 20
"""Bytes of a record or manifest that are read."""
_SHOWN = 30


@dataclass(frozen=True)
class RunRecord:
    """What left a run."""

    folder: Path
    said: dict[str, Any]

    @property
    def number(self) -> str:
        return self.folder.name

    @property
    def gathered(self) -> Path:
        return self.folder / GATHERED

    def open_gathered(self, name: str, sha256: str) -> IO[bytes]:
        """A file for the desk. Raises `UsageError` where it is not what the record says."""
        project, path = self.folder.parents[1], f"{RUNS}/{self.number}/{GATHERED}/{name}"
        return open_below(project, path, sha256=sha256)


def manifest_of(project: ProjectRecord) -> dict[str, Any]:
    """The manifest of its extract, as it was written; nothing where there is none here."""
    folder = _folder(project)
    return _json(folder.folder / EXTRACT / MANIFEST) if folder else {}


def manifest_bytes(project: ProjectRecord) -> bytes | None:
    """The same as a file."""
    folder = _folder(project)
    path = folder.folder / EXTRACT / MANIFEST if folder else None
    return path.read_bytes() if path is not None and path.is_file() and path.stat().st_size <= _MOST else None


def runs_of(project: ProjectRecord) -> list[RunRecord]:
    """The last runs, the newest first."""
    folder = _folder(project)
    above = folder.folder / RUNS if folder else None
    if above is None or not above.is_dir():
        return []
    names = sorted((path.name for path in above.iterdir() if _RUN.fullmatch(path.name)), reverse=True)
    found = [RunRecord(above / name, _json(above / name / RECORD)) for name in names[:_SHOWN]]
    return [run for run in found if run.said]


def run_of(project: ProjectRecord, number: str) -> RunRecord | None:
    """One run by its number."""
    folder = _folder(project)
    if folder is None or not _RUN.fullmatch(number):
        return None
    run = RunRecord(folder.folder / RUNS / number, _json(folder.folder / RUNS / number / RECORD))
    return run if run.said else None


def _folder(project: ProjectRecord) -> ProjectFolder | None:
    try:
        return opened(project)
    except (OSError, AlderError):
        return None


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST:
            return {}
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
