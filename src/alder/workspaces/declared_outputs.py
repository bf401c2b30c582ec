"""Outputs that an analysis declares in a cover sheet, taken from the folder that it wrote to a place of their own.

The folder was anybody's to write: links, devices and names that lead elsewhere are refused, and what no cover sheet
names stays where it is. Nothing in a file is read but to copy it; the checks of the desk do that.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from alder.errors import UsageError
from alder.look.words import listed
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_SHEET = 64 << 10
_LONGEST_NAME = 200
_BLOCK = 1 << 20


@dataclass(frozen=True)
class GatheredOutput:
    """One file that was declared and could be taken."""

    name: str
    kind: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class RefusedOutput:
    """One that was declared, or the cover sheet itself, and why it stays."""

    name: str
    why: str


@dataclass(frozen=True)
class Gathered:
    """What of a run is ready for the desk, and what is not."""

    outputs: tuple[GatheredOutput, ...] = ()
    refused: tuple[RefusedOutput, ...] = ()


def gather(written: Path, into: Path, *, beside: Path | None, sources: Sequence[str] = ()) -> Gathered:
    """Copy what a cover sheet declares, with the sheet itself, into a new folder.

    It is the one among the written files, or else the one that lies `beside` the script, if there is a script. The
    sources of the extract are written into it: those who check outputs of a source find them by that.
    """
    from alder.outputs.cover_sheet import FILE_NAME, Part, read_cover_sheet  # a run begins before this is needed

    if beside and not os.path.lexists(written / FILE_NAME) and (beside / FILE_NAME).is_file():
        shutil.copyfile(beside / FILE_NAME, written / FILE_NAME)
    try:
        sheet_bytes = _take(written, FILE_NAME, most=_LONGEST_SHEET)
    except FileNotFoundError:
        return Gathered()
    except _StaysError as error:
        return Gathered(refused=(RefusedOutput(FILE_NAME, str(error)),))
    try:
        sheet = read_cover_sheet(sheet_bytes.decode("utf-8"))
    except UsageError as error:
        return Gathered(refused=(RefusedOutput(FILE_NAME, str(error)),))
    except (UnicodeDecodeError, RecursionError):
        return Gathered(refused=(RefusedOutput(FILE_NAME, "It is no text of a cover sheet."),))
    if sheet.sources and (unsaid := [name for name in sources if name not in sheet.sources]):
        why = f"It names its sources, and not {listed(unsaid)}, which the extract is built from. Leave sources out."
        return Gathered(refused=(RefusedOutput(FILE_NAME, why),))
    if sources and not sheet.sources:
        sheet_bytes = f"sources = {json.dumps([*sources])}\n".encode() + sheet_bytes
    private_folder(into)
    gathered: list[GatheredOutput] = []
    refused: list[RefusedOutput] = []
    for file in sheet.files:
        try:
            if file.kind is Part.EARLIER:
                raise _StaysError("An analysis makes nothing that left earlier.")
            if file.name == FILE_NAME or any(one.name == file.name for one in gathered):
                raise _StaysError("It is declared twice.")
            size, digest = _copy(written, file.name, into)
        except FileNotFoundError:
            refused.append(RefusedOutput(file.name, "The analysis wrote no such file."))
        except _StaysError as error:
            refused.append(RefusedOutput(file.name, str(error)))
        else:
            gathered.append(GatheredOutput(file.name, str(file.kind), size, digest))
    (into / FILE_NAME).write_bytes(sheet_bytes)
    return Gathered(tuple(gathered), tuple(refused))


class _StaysError(Exception):
    """Why a file stays in the workspace, in a sentence."""


def _take(folder: Path, name: str, *, most: int) -> bytes:
    descriptor = _opened(folder, name)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _StaysError(f"It is longer than {most >> 10} KB.")
    return data


def _copy(folder: Path, name: str, into: Path) -> tuple[int, str]:
    target = into / name
    with os.fdopen(_opened(folder, name), "rb") as file:
        private_folder(target.parent)
        with target.open("xb") as copy:
            shutil.copyfileobj(file, copy, _BLOCK)
            copy.flush()
            os.fsync(copy.fileno())  # the record that names it outlives a power cut
    with target.open("rb") as copy:
        return target.stat().st_size, hashlib.file_digest(copy, "sha256").hexdigest()


def _opened(folder: Path, name: str) -> int:
    """A descriptor of a file that an analysis names."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts:
        raise _StaysError("Its name leads out of the folder of outputs.")
    if not parts or len(name) > _LONGEST_NAME or not name.isprintable() or name != "/".join(parts):
        raise _StaysError("Its name is too long, or is not written as names of files are.")
    return _below(folder, parts)


def open_below(folder: Path, path: str, *, sha256: str = "") -> IO[bytes]:
    """A file of a workspace, for whoever takes it from there, if it is what somebody said of it.

    Whoever may write there could have put anything in its place, above all a link to what they may not read.
    """
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/"):
        raise UsageError(f"{path} leads out of the workspace")
    try:
        file = os.fdopen(_below(folder, parts), "rb")
    except (OSError, _StaysError):
        raise UsageError(f"{parts[-1]} is not there any more", next="Run the analysis again.") from None
    if sha256 and hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        raise UsageError(f"{parts[-1]} is not what the analysis wrote", next="Run the analysis again.")
    file.seek(0)
    return file


def _below(folder: Path, parts: Sequence[str]) -> int:
    """A descriptor of a file of one name, with no link followed on the way to it."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            above, at = at, _within(at, part, os.O_DIRECTORY)
            os.close(above)
        found = _within(at, parts[-1], os.O_NONBLOCK)  # a pipe without a writer would keep it waiting
    finally:
        os.close(at)
    about = os.fstat(found)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1:
        os.close(found)
        raise _StaysError("It is no file of one name.")
    return found


def _within(folder: int, name: str, flags: int) -> int:
    """Open what lies in a folder."""
    try:
        about = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISLNK(about.st_mode):
            raise _StaysError("It is a link, or lies behind one.")
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=folder)
    except FileNotFoundError:
        raise
    except OSError:
        raise _StaysError("It cannot be opened.") from None
