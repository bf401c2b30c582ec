"""The folder of a project's workspace: its settings, its extracts, and a folder for each run."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder import wall_clock
from alder.errors import UsageError, unknown_name
from alder.rights import private_folder
from alder.workspaces.run_limits import RunLimits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.workspaces.project_extract import ProjectExtract

SETTINGS, EXTRACT, MADE_UP, RUNS, TRIES = "project.toml", "extract", "made-up", "runs", "tries"
NOTEBOOKS = "notebooks"
"""A folder for each person, where their notebooks stay from one day to the next."""
BROUGHT = "brought"
"""What researchers brought and was let in, a folder for each time: analyses see it and cannot change it."""
FROZEN = "frozen.txt"
"""While it lies in the folder, nothing is run on the extract; it says why."""
LOADED = "loaded.txt"
"""SHA-256 of the extract that was loaded last, where somebody loads them: nothing is run on another."""
PYTHON = "/usr/bin/python3"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LARGEST = {
    "memory_mb": 1 << 20,
    "processes": 30_000,
    "written_mb": 1 << 20,
    "processors": 1024,
    "seconds": 7 * 86_400,
    "notebook_seconds": 12 * 3600,
}
"""What may be set at most; a slip of a digit is none of them."""


@dataclass(frozen=True, kw_only=True)
class AnalysisPrograms:
    """What an analysis may run: the system's own programs, and folders beside them that it sees and cannot change."""

    python: str = PYTHON
    rscript: str = "/usr/bin/Rscript"
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProjectFolder:
    """A workspace as it lies on the disk."""

    folder: Path
    name: str
    limits: RunLimits
    programs: AnalysisPrograms

    @property
    def is_frozen(self) -> bool:
        return (self.folder / FROZEN).exists()

    def check_not_frozen(self) -> None:
        """Raise where the project is frozen, with the reason."""
        if self.is_frozen:
            path = self.folder / FROZEN
            raise UsageError(
                "the project is frozen, and nothing is run on its extract",
                where=path.read_text(encoding="utf-8").strip(),
                next="Ask whoever looks after the workspace. Made-up records can be used on:  alder project try SCRIPT",
            )

    def freeze(self, reason: str) -> None:
        """Let nothing be run on the extract, and end what runs, within a tenth of a second. Files are kept."""
        path = self.folder / FROZEN
        draft = path.with_suffix(".draft")
        draft.write_text(f"{wall_clock.now():%Y-%m-%d %H:%M} UTC: {reason}\n", encoding="utf-8")
        draft.replace(path)

    def thaw(self) -> None:
        """Let analyses be run again."""
        (self.folder / FROZEN).unlink(missing_ok=True)

    def note_loaded(self, extract: str) -> None:
        """Let analyses be run on this extract and no other, and end what runs on another within a tenth of a second."""
        path = self.folder / LOADED
        draft = path.with_suffix(".draft")
        draft.write_text(f"{extract}\n", encoding="utf-8")
        draft.replace(path)

    def check_loaded(self, extract: ProjectExtract) -> None:
        """Raise where another extract was loaded than this one."""
        if not is_loaded_in(self.folder, extract):
            raise UsageError(
                "this extract is not the one that was loaded, and nothing is run on it",
                where=str(extract.folder),
                next="Ask a data manager to load it anew, or for the one that was loaded.",
            )

    def begin(self, kind: str) -> Path:
        """A new folder for a run or a try, numbered after the last."""
        above = self.folder / kind
        private_folder(above)
        last = max((int(path.name) for path in above.iterdir() if path.name.isdigit()), default=0)
        while True:  # another run may begin at the same moment
            last += 1
            try:
                (made := above / f"{last:04}").mkdir(mode=0o700)
            except FileExistsError:
                continue
            return made


def is_loaded_in(project: Path, extract: ProjectExtract) -> bool:
    """Whether analyses may go on with an extract: made-up records are never loaded, and may always be used."""
    if extract.made_up:
        return True
    try:
        return (project / LOADED).read_text(encoding="utf-8").strip() == extract.sha256
    except FileNotFoundError:  # nobody loads extracts here but by putting them there
        return True


def open_project(folder: Path) -> ProjectFolder:
    """The workspace in a folder."""
    path = folder / SETTINGS
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            "this is no folder of a project",
            where=f"{path} is not there",
            next="Name it with --project, or make one with made-up records:  alder project new FOLDER",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("the settings of the project cannot be read", where=f"{path}: {error}") from None
    _known(said, {"project", "limits", "programs"}, path)
    name = said.get("project", "")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise UsageError(
            "the project has no name", where=str(path), next='Small letters, digits and hyphens: project = "leavers"'
        )
    whole = folder.resolve()
    return ProjectFolder(folder=whole, name=name, limits=_limits(said, path), programs=_programs(said, path, whole))


def write_new(folder: Path, name: str) -> None:
    """Begin a workspace, with the limits that hold where none are set written down to be changed."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name} is no name of a project", next="Use small letters, digits and hyphens.")
    limits = "".join(f"{key} = {value}\n" for key, value in RunLimits().as_object().items())
    text = f'project = "{name}"\n\n[limits]\n{limits}\n[programs]\npython = "{PYTHON}"\nfolders = []\n'
    private_folder(folder)
    if (folder / SETTINGS).exists():
        raise UsageError(f"{folder} is the folder of a project already", next="Name another.")
    (folder / SETTINGS).write_text(text, encoding="utf-8")


def _limits(said: Mapping[str, Any], path: Path) -> RunLimits:
    found = said.get("limits", {})
    _known(found, {field.name for field in fields(RunLimits)}, path)
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST[name]:
            raise UsageError(f"{name} should be a whole number from 1 to {_LARGEST[name]:,}", where=str(path))
    return RunLimits(**found)


def _programs(said: Mapping[str, Any], path: Path, project: Path) -> AnalysisPrograms:
    found = said.get("programs", {})
    _known(found, {field.name for field in fields(AnalysisPrograms)}, path)
    folders = found.get("folders", [])
    texts = [found.get("python", PYTHON), found.get("rscript", "/usr/bin/Rscript")]
    if not isinstance(folders, list) or not all(isinstance(one, str) for one in (*folders, *texts)):
        raise UsageError("programs are named by paths, and folders by a list of them", where=str(path))
    for one in map(Path, folders):
        whole = one.resolve()
        if not one.is_absolute() or not whole.is_dir():
            raise UsageError(f"{one} is no folder that could be shown to analyses", where=str(path))
        if whole == project or whole in project.parents or project in whole.parents:
            raise UsageError(
                f"{one} would show analyses the folder of the project", where=str(path), next="Name programs alone."
            )
    return AnalysisPrograms(**{**found, "folders": tuple(map(Path, folders))})


def _known(said: object, known: set[str], path: Path) -> None:
    if not isinstance(said, dict):
        raise UsageError("a part of the settings is no table of keys", where=str(path))
    for key in said:
        if key not in known:
            raise unknown_name("setting", key, known, next=f"See {path}.")
