"""Destroying a workspace with proof: what was there by name and hash, how it was removed, when and by whom.

First the list of all that is there is written beside the folder, and only then anything is touched: after a power cut
the list is there, and the same command goes on where it stopped. Each file is overwritten and handed to the disk before
its name is taken away. When nothing is left, the list becomes a certificate, whose own hash is noted elsewhere.

What overwriting is worth depends on what lies below: the certificate says what that is, and what it cannot promise.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from alder import wall_clock
from alder.engine import locks
from alder.errors import UsageError
from alder.governance import Denied
from alder.governance.workspace import WORKSPACE, Workspace, WorkspaceAction, WorkspaceRole, WorkspaceState
from alder.model.event import plain
from alder.workspaces.event_file import EventFile
from alder.workspaces.project_folder import NOTEBOOKS, RUNS, TRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from alder.workspaces.project_folder import ProjectFolder

FORM = 1
_BLOCK = 1 << 20
_COPIES_ON_WRITE = {"btrfs", "zfs", "bcachefs", "overlay", "f2fs", "nilfs2", "apfs"}
"""File systems that write what is overwritten to another place."""
_IN_MEMORY = {"tmpfs", "ramfs"}
_ELSEWHERE = {"nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse.sshfs", "ceph"}


@dataclass(frozen=True)
class Inventory:
    """All that lies in a folder."""

    entries: tuple[dict[str, Any], ...]
    """Name, size and SHA-256 of each file, and what else there is."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(_json([*self.entries])).hexdigest()

    @property
    def files(self) -> int:
        return sum(one["kind"] == "file" for one in self.entries)

    @property
    def bytes(self) -> int:
        return sum(one.get("bytes", 0) for one in self.entries)


def take_inventory(folder: Path) -> Inventory:
    """List all that lies in a folder, with no link followed. Raises `UsageError` where something is mounted in it.

    Names that an analysis chose are not repeated, for they may tell of people: such a file has a number.
    """
    found: list[dict[str, Any]] = []
    chosen = 0
    device = folder.stat().st_dev
    for path in _walk(folder):
        about = path.lstat()
        if about.st_dev != device or (stat.S_ISDIR(about.st_mode) and os.path.ismount(path)):
            raise UsageError("something else is mounted in this folder", where=str(path), next="Unmount it first.")
        name = path.relative_to(folder).as_posix()
        if (place := _place_of_an_analysis(name)) is not None:
            chosen += 1
            name = f"{place}/{chosen}"
        one: dict[str, Any] = {"name": str(plain(name)), "kind": _kind(about.st_mode)}
        if one["kind"] == "file":
            with _opened(path, os.O_RDONLY) as file:
                one |= {"bytes": about.st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
            if about.st_nlink > 1:
                one["names"] = about.st_nlink
        found.append(one)
    return Inventory(tuple(found))


def _place_of_an_analysis(name: str) -> str | None:
    """Where a file lies whose name was chosen by code: `runs/0001/outputs`. None for all others."""
    parts = PurePosixPath(name).parts
    if parts[0] == NOTEBOOKS:
        return NOTEBOOKS
    inside = len(parts) > 3 and parts[0] in (RUNS, TRIES) and parts[2] in ("outputs", "gathered")
    return "/".join(parts[:3]) if inside else None


def _walk(folder: Path) -> Iterator[Path]:
    """All paths below a folder in the order of their names, what is in a folder before the folder itself."""
    for entry in sorted(os.scandir(folder), key=lambda one: os.fsencode(one.name)):
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path)
        yield path


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISLNK(mode):
        return "link"
    return "folder" if stat.S_ISDIR(mode) else "pipe, socket or device"


@dataclass(frozen=True)
class Destruction:
    """The destruction of one folder, as far as it has come."""

    folder: Path

    @property
    def journal(self) -> Path:
        """Beside the folder: what was there, from before anything was touched until the certificate is written."""
        return self.folder.with_name(f"{self.folder.name}.destruction.json")

    @property
    def certificate(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.destroyed.json")

    @property
    def is_begun(self) -> bool:
        """Whether something may have been removed, so that the folder is none of a project any more."""
        return self.journal.exists() or self.certificate.exists()

    def begin(self, inventory: Inventory, *, project: str, agreement: str, by: list[str], why: str) -> None:
        """Write down what is there and who destroys it. From here on there is no way back."""
        said = {
            "form": FORM,
            "certificate": "Alder certificate of destruction",
            "project": project,
            "agreement": agreement,
            "folder": self.folder.name,
            "inventory": inventory.sha256,
            "what": [*inventory.entries],
            "files": inventory.files,
            "bytes": inventory.bytes,
            "by": by,
            "why": why,
            "begun": _now(),
            "interrupted": 0,
            "disk": describe_disk(self.folder),
        }
        _write(self.journal, said)

    def carry_out(self, *, at: Callable[[Path], None] = lambda path: None) -> dict[str, Any]:
        """Overwrite and remove all, and write the certificate; or go on with what a power cut left.

        Of two processes at once one does it, and the other finds it done. `at` is told each path before it goes.
        """
        lock = self.folder.with_name(f".{self.folder.name}.destruction-lock")
        with locks.take(lock):
            if self.certificate.exists():
                with suppress(FileNotFoundError):
                    self.journal.unlink()
                return read_certificate(self.certificate)
            said: dict[str, Any] = json.loads(self.journal.read_bytes())
            if said.get("touched"):
                said["interrupted"] += 1
            said["touched"] = True
            _write(self.journal, said)
            if self.folder.exists():
                for path in _walk(self.folder):
                    at(path)
                    _remove(path)
                self.folder.rmdir()
                _settle(self.folder.parent)
            del said["touched"]
            said |= {"ended": _now(), "left": 0, "method": METHOD}
            said["not promised"] = not_promised(said["disk"])
            said["sha256"] = hashlib.sha256(_json(said)).hexdigest()
            _write(self.certificate, said)
            self.journal.unlink()
            _settle(self.folder.parent)
        return said


METHOD = (
    "Each file was overwritten once with zeros over its whole length and handed to the disk (fsync), then cut to "
    "nothing, and its name removed."
)


def _remove(path: Path) -> None:
    """Overwrite a file and take its name away; take away anything else, with no link followed."""
    about = path.lstat()
    if stat.S_ISDIR(about.st_mode):
        path.rmdir()
        return
    if stat.S_ISREG(about.st_mode):
        with suppress(PermissionError):
            path.chmod(0o600)
        with _opened(path, os.O_WRONLY) as file:
            zeros = bytes(_BLOCK)
            for start in range(0, about.st_size, _BLOCK):
                file.write(zeros[: about.st_size - start])
            file.flush()
            os.fsync(file.fileno())
            file.truncate(0)
            os.fsync(file.fileno())
    path.unlink()


def _opened(path: Path, flags: int) -> Any:
    """A file that is opened, and no link that somebody put in its place."""
    mode = "rb" if flags == os.O_RDONLY else "wb"
    return os.fdopen(os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC), mode)


def describe_disk(folder: Path) -> dict[str, Any]:
    """On what a folder lies, as far as the system tells."""
    where, kind, device = "", "unknown", ""
    whole = folder.resolve()
    with suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            fields = line.split(" ")
            rest = fields[fields.index("-") + 1 :]
            mounted = fields[4].replace("\\040", " ")
            if whole.is_relative_to(mounted) and len(mounted) >= len(where):
                where, kind, device = mounted, rest[0], fields[2]
    return {"file system": kind, "disk": _kind_of_disk(device)}


def _kind_of_disk(device: str) -> str:
    """Whether magnetic or of chips, by the number of a device; the disk of a partition is the folder above it."""
    found = Path("/sys/dev/block", device).resolve() if device else None
    for place in (found, found.parent) if found else ():
        with suppress(OSError):
            said = (place / "queue" / "rotational").read_text().strip()
            return "magnetic" if said == "1" else "of chips (SSD)"
    return "not known"


def not_promised(disk: dict[str, Any]) -> list[str]:
    """What overwriting cannot do there, in sentences."""
    kind = str(disk["file system"])
    found = ["Backups, snapshots and copies of the whole disk are not reached: they end as their own rules say."]
    if kind in _IN_MEMORY:
        return ["It lay in memory, of which the system may have put parts on the disk (swap), which are not reached."]
    if kind in _ELSEWHERE:
        found.append("It lay on another machine, whose disk is not known here.")
    if kind in _COPIES_ON_WRITE:
        found.append(f"{kind} writes what is overwritten to another place, so that earlier bytes may be left.")
    if disk["disk"] == "magnetic":
        found.append("The system says that the disk is magnetic. That of a virtual machine may say so and be of chips.")
    else:
        found.append(
            "A disk of chips, and one of which the kind is not known, may keep earlier bytes in blocks that it no "
            "longer uses: only destroying the key of an encrypted disk, or the disk, is certain."
        )
    found.append("The journal of the file system may hold names of files until it is written over.")
    return found


def read_certificate(path: Path) -> dict[str, Any]:
    """A certificate from its file, with its hash worked out again. Raises `UsageError` where it is not as written."""
    try:
        said = json.loads(path.read_bytes())
        given = said.pop("sha256")
        is_whole = hashlib.sha256(_json(said)).hexdigest() == given
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UsageError("this is no certificate of destruction", where=str(path)) from None
    if not is_whole or hashlib.sha256(_json(said["what"])).hexdigest() != said["inventory"]:
        raise UsageError(
            "this certificate is not as it was written",
            where=str(path),
            next="Compare it with the hash that was noted when the workspace was destroyed.",
        )
    return {**said, "sha256": given}


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def _write(path: Path, said: dict[str, Any]) -> None:
    """In one step, and on the disk when it returns."""
    draft = path.with_name(f"{path.name}.draft")
    draft.write_text(json.dumps(said, indent=1, ensure_ascii=True) + "\n", encoding="ascii")
    draft.chmod(0o600)
    _settle(draft)
    draft.replace(path)
    _settle(path.parent)


def _settle(path: Path) -> None:
    """Have the bytes of a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _now() -> str:
    return wall_clock.now().isoformat(timespec="seconds")


def workspace_file(folder: Path, project: str, agreement: str = "") -> EventFile[Workspace]:
    """The events of a workspace that no site looks after: beside its folder, since they outlive it."""
    path = folder.with_name(f"{folder.name}.workspace.jsonl")
    return EventFile(path, WORKSPACE, lambda first: Workspace(project, agreement, state=WorkspaceState.ACTIVE))


def retain(project: ProjectFolder, until: date, why: str) -> Workspace:
    """The agreement is over: freeze the project, and note until when it is kept."""
    project.freeze(why)
    said = {"over": True, "keep_until": until.isoformat(), "reason": why}
    return workspace_file(project.folder, project.name).act(WorkspaceAction.RETAIN, {WorkspaceRole.SYSTEM}, said)


def check_not_retained(project: ProjectFolder) -> None:
    """Raise where the agreement is over, so that nothing is ever run on the extract again."""
    state = workspace_file(project.folder, project.name).thing.state
    if state is not WorkspaceState.ACTIVE:
        raise Denied(WORKSPACE.says[state])


def ask_destruction(project: ProjectFolder, why: str) -> Inventory:
    """The first of two people: list what is there, and note that it is to be destroyed."""
    inventory = take_inventory(project.folder)
    said = {"inventory": inventory.sha256, "reason": why}
    workspace_file(project.folder, project.name).act(WorkspaceAction.MARK, {WorkspaceRole.DATA_MANAGER}, said)
    return inventory


def agree_to_destruction(project: ProjectFolder, agreement: str) -> dict[str, Any]:
    """The second: see that all is as it was listed, and destroy it."""
    inventory = take_inventory(project.folder)
    file = workspace_file(project.folder, project.name)
    thing = file.thing
    if thing.state is not WorkspaceState.DESTROYING:
        thing = file.act(WorkspaceAction.DESTROY, {WorkspaceRole.DATA_MANAGER}, {"inventory": inventory.sha256})
    begin(Destruction(project.folder), inventory, thing, project=project.name, agreement=agreement)
    return carry_on(Destruction(project.folder))


def begin(
    destruction: Destruction, inventory: Inventory, workspace: Workspace, *, project: str, agreement: str
) -> None:
    """Begin to destroy what two people agreed to. A power cut may have come after they did, and before this."""
    asked = next(event for event in reversed(workspace.events) if event.action == WorkspaceAction.MARK.name)
    agreed = next(event for event in reversed(workspace.events) if event.action == WorkspaceAction.DESTROY.name)
    destruction.begin(
        inventory,
        project=project,
        agreement=agreement,
        by=[asked.actor, agreed.actor],
        why=str(asked.said["reason"]),
    )


def carry_on(destruction: Destruction) -> dict[str, Any]:
    """Destroy what two people agreed to, or the rest of it after a power cut, and note the certificate."""
    done = destruction.carry_out()
    file = workspace_file(destruction.folder, str(done["project"]))
    if file.thing.state is WorkspaceState.DESTROYING:
        said = {"inventory": done["inventory"], "certificate": done["sha256"], "left": done["left"]}
        file.act(WorkspaceAction.CERTIFY, {WorkspaceRole.SYSTEM}, said, actor="")
    return done
