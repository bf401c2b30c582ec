"""What is brought into a workspace, in quarantine until it was looked at and let in: `alder project ingress`.

Each thing that is brought has a folder of its own with its events; files lie there under numbers. What may be done is
the table of ingress, the same that pages ask. Who may change the settings of a project is its data manager here, and
nobody lets in what they brought themselves.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder import wall_clock
from alder.errors import UsageError
from alder.governance.ingress import INGRESS, BroughtFile, Ingress, IngressAction, IngressRole, IngressState
from alder.governance.process import Act
from alder.rights import private_folder
from alder.workspaces.event_file import EventFile
from alder.workspaces.malware import MalwareFinding, MalwareScan, scan
from alder.workspaces.project_folder import BROUGHT, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alder.outputs.finding import OutputFinding
    from alder.workspaces.project_folder import ProjectFolder

INGRESS_FOLDER, EVENTS, FILES = "ingress", "events.jsonl", "quarantine"
MOST_FILES = 50
LARGEST = 2 << 30
"""Bytes of one file: of own data that are larger somebody brings a part, or asks whoever builds extracts."""
_READABLE = 1 << 20
"""Bytes of plain text that are read for remarks; a person looks at what is longer."""
_A = IngressAction


@dataclass(frozen=True)
class Inspection:
    """What was seen of files in quarantine."""

    scan: MalwareScan
    files: tuple[BroughtFile, ...]
    is_text: bool
    remarks: tuple[str, ...] = ()
    """What a person should look at. No word of a file is in it."""

    @property
    def hashes(self) -> dict[str, str]:
        return {file.name: file.sha256 for file in self.files}

    @property
    def act(self) -> tuple[IngressAction, dict[str, Any]]:
        """What follows from it, and what is said with it."""
        known: dict[str, Any] = {"is_text": self.is_text, "scanner": self.scan.scanner, "remarks": list(self.remarks)}
        if self.scan.harms:
            return _A.BLOCK, {**known, "reason": " ".join(self._told(harm) for harm in self.scan.harms)}
        if not self.scan.scanner:
            return _A.REPORT_UNSCANNED, {**known, "reason": self.scan.missing}
        return _A.PASS_SCAN, {**known, "found": 0, "hashes": self.hashes}

    def _told(self, harm: MalwareFinding) -> str:
        return f"{self.files[harm.file].name}: {harm.what}."


def inspect(paths: Mapping[str, Path]) -> Inspection:
    """Look at files by the names that they were brought with."""
    files = tuple(BroughtFile(name, *_size_and_hash(path)[::-1]) for name, path in paths.items())
    texts = {name: _text(path) for name, path in paths.items()}
    remarks = [remark for name, text in texts.items() for remark in _remarks(name, text)]
    return Inspection(scan([*paths.values()]), files, all(text is not None for text in texts.values()), (*remarks,))


def _size_and_hash(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _text(path: Path) -> str | None:
    """The words of a file of plain text, as far as they are read; None where it is none."""
    with path.open("rb") as file:
        data = file.read(_READABLE)
        while piece := file.read(_READABLE):
            if b"\0" in piece:
                return None
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in set(data)):
        return None
    try:
        return data[: len(data) - 3].decode("utf-8-sig") if len(data) == _READABLE else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            return None


def _remarks(name: str, text: str | None) -> list[str]:
    """What in a file is a person's to look at: passwords, packed data, numbers and addresses of people."""
    if text is None:
        return [f"{name}: it is no plain text, so that nobody but the scanner has read it."]
    found = [f"{name}{where}: {finding.what}." for finding, where in _findings(name, text)]
    if len(text) >= _READABLE - 4:
        found.append(f"{name}: it is longer than {_READABLE >> 20} MB, and only its beginning was read.")
    return found


def _findings(name: str, text: str) -> list[tuple[OutputFinding, str]]:
    from alder.outputs.checks.code import code_holds_no_data
    from alder.outputs.checks.identifiers import nobody_is_named
    from alder.outputs.content import SubmittedFile
    from alder.outputs.extent import Extent
    from alder.outputs.output import Output
    from alder.outputs.readers import read

    output = Output(name, [read(SubmittedFile(name, text.encode()), Extent())])
    found = [*nobody_is_named(output), *code_holds_no_data(output)]
    first = {finding.what: finding for finding in reversed(found)}
    return [(one, f", {one.place.at}" if one.place.at else "") for one in first.values()]


@dataclass(frozen=True)
class BroughtFolder:
    """One thing that was brought, as it lies in the workspace."""

    folder: Path
    project: ProjectFolder

    @property
    def number(self) -> str:
        return self.folder.name

    @property
    def _file(self) -> EventFile[Ingress]:
        thing = f"{self.project.name} {self.number}"
        return EventFile(self.folder / EVENTS, INGRESS, lambda first: Ingress(thing, first))

    @property
    def ingress(self) -> Ingress:
        """As its events make it."""
        return self._file.thing

    @property
    def remarks(self) -> list[str]:
        """What the last scan would have a person look at."""
        scans = [event.said["remarks"] for event in self._file.events if "remarks" in event.said]
        return [str(one) for one in scans[-1]] if scans else []

    @property
    def paths(self) -> dict[str, Path]:
        """Its files in quarantine, by the names that they were brought with."""
        return {file.name: self.folder / FILES / str(n) for n, file in enumerate(self.ingress.files, 1)}

    def act(self, action: IngressAction, said: Mapping[str, Any], *, system: bool = False) -> Ingress:
        """Do something to it, as the account that runs this or as the system. Raises `Denied` where it may not be."""
        if system:
            return self._file.act(action, {IngressRole.SYSTEM}, said, actor="")
        return self._file.act(action, self._roles, said)

    @property
    def _roles(self) -> set[IngressRole]:
        may_set = os.access(self.project.folder / SETTINGS, os.W_OK)
        return {IngressRole.RESEARCHER, *({IngressRole.DATA_MANAGER} if may_set else ())}

    def look(self) -> Ingress:
        """Scan what is in quarantine, and let plain code in that nothing is found in."""
        if gone := [name for name, path in self.paths.items() if not path.is_file()]:
            raise UsageError(
                f"{len(gone)} of the files are gone from quarantine",
                where=str(self.folder / FILES),
                next="Bring them again:  alder project ingress add FILE",
            )
        seen = inspect(self.paths)
        action, said = seen.act
        if seen.hashes != {file.name: file.sha256 for file in self.ingress.files}:
            action, said = _A.BLOCK, {**said, "reason": "A file changed in quarantine."}
        after = self.act(action, said, system=True)
        code = Act(_A.LET_IN_CODE, "", frozenset({IngressRole.SYSTEM}), wall_clock.now(), {"notes": len(seen.remarks)})
        if after.state is IngressState.READY and not INGRESS.why_not(after, code):
            self.act(_A.LET_IN_CODE, code.said, system=True)
            after = self.deliver()
        return after

    def deliver(self) -> Ingress:
        """Copy what was let in to where analyses see it, if it is still what was let in."""
        now = {name: _size_and_hash(path)[1] if path.is_file() else "" for name, path in self.paths.items()}
        changed = [name for name, digest in now.items() if digest not in {file.sha256 for file in self.ingress.files}]
        if changed:
            return self.act(_A.HOLD, {"reason": f"{len(changed)} of the files changed in quarantine."}, system=True)
        deliver_files(self.paths, self.project.folder / BROUGHT / self.number)
        return self.act(_A.DELIVER, {"hashes": now}, system=True)

    def remove_files(self) -> None:
        """Take away what lies in quarantine: it was withdrawn."""
        shutil.rmtree(self.folder / FILES, ignore_errors=True)


def deliver_files(paths: Mapping[str, Path], place: Path) -> None:
    """Copy files to a folder of a workspace that is there with all of them, or not at all."""
    private_folder(place.parent)
    draft = place.with_name(f"{place.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o755)
    for name, path in paths.items():
        shutil.copyfile(path, draft / name)
        (draft / name).chmod(0o644)  # the folder of the project keeps others out
    draft.replace(place)


def bring(project: ProjectFolder, files: Sequence[Path], said: Mapping[str, Any]) -> BroughtFolder:
    """Put files into quarantine and look at them. `said` is what they are for and whence, as the table asks."""
    names = [path.name for path in files]
    if len({name.casefold() for name in names}) < len(names):
        raise UsageError("two of the files have the same name", next="Bring them one after the other.")
    if not 1 <= len(files) <= MOST_FILES:
        raise UsageError(
            f"{len(files)} files cannot be brought at once", next=f"At least one, {MOST_FILES} at the most."
        )
    for path in files:
        if not path.is_file() or not stat.S_ISREG(path.stat().st_mode):
            raise UsageError(f"{path} is no file")
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is larger than {LARGEST >> 30} GB", next="Bring a part of it.")
    brought = BroughtFolder(project.begin(INGRESS_FOLDER), project)
    kept = brought.folder / FILES
    kept.mkdir(mode=0o700)
    about = []
    for n, path in enumerate(files, 1):
        shutil.copyfile(path, kept / str(n))
        (kept / str(n)).chmod(0o600)
        size, digest = _size_and_hash(kept / str(n))
        about.append({"name": path.name, "sha256": digest, "bytes": size})
    access = not project.is_frozen
    brought.act(_A.BRING, {**said, "brought": about, "access": access})
    brought.look()
    return brought


def brought_folder(project: ProjectFolder, number: str) -> BroughtFolder:
    """What was brought, by its number."""
    folder = project.folder / INGRESS_FOLDER / number.zfill(4)
    if not number.isdigit() or not folder.is_dir():
        raise UsageError(f"nothing was brought with the number {number}", next="List them: alder project ingress list")
    return BroughtFolder(folder, project)


def all_brought(project: ProjectFolder) -> list[BroughtFolder]:
    """All that was ever brought, the newest first."""
    above = project.folder / INGRESS_FOLDER
    folders = sorted(above.iterdir(), reverse=True) if above.is_dir() else []
    return [BroughtFolder(folder, project) for folder in folders if (folder / EVENTS).exists()]
