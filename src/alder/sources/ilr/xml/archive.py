"""Returns in a ZIP: one XML file of the same stem, no password, nothing else."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from alder.errors import HostileFile, RefusedFile, UnreadableFile
from alder.limits import RETURN, UNPACKED_SETTING, TooLarge, TooTight, Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator


def open_member(path: Path) -> tuple[IO[bytes], str]:
    """The one XML file in the ZIP at `path`, as a stream, and its name."""
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        raise UnreadableFile(
            "this ZIP cannot be opened: it is damaged or not complete (ZIP_CORRUPT)",
            where=path.name,
            next="Nothing was read. Pack the XML file again.",
        ) from None
    if any(m.filename == "[Content_Types].xml" for m in members):
        raise UnreadableFile(
            "this is an Office document, not an ILR file",
            where=path.name,
            next="Nothing was read. Export the return as XML.",
        )
    _check_paths(members, path.name)
    files = [m for m in members if not m.is_dir()]
    if len(files) != 1 or not files[0].filename.lower().endswith(".xml"):
        held = {0: "no file", 1: "one file that is not XML"}.get(len(files), f"{len(files)} files")
        raise RefusedFile(
            f"this ZIP holds {held}, and a return is exactly one XML file (ZIP_EMPTY)",
            where=path.name,
            next="Nothing was read. Pack the one XML file alone.",
        )
    member = files[0]
    if member.flag_bits & 0x1:
        raise RefusedFile(
            "this ZIP needs a password (Protected ZIP file)",
            where=path.name,
            next="Nothing was read. Pack the XML file again without one.",
        )
    _check_size(member, path.name)
    try:
        return archive.open(member), member.filename
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError):
        raise UnreadableFile(
            "this ZIP is packed in a way that cannot be read (ZIP_CORRUPT)",
            where=path.name,
            next="Nothing was read. Pack the XML file again, with the usual method (deflate).",
        ) from None


def _check_paths(members: list[zipfile.ZipInfo], name: str) -> None:
    for member in members:
        path = PurePosixPath(member.orig_filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in str(path):
            raise HostileFile(
                "this ZIP holds a file with a path that leads out of it",
                where=name,
                next="Nothing was unpacked. Pack the one XML file alone, without folders.",
            )


def _check_size(member: zipfile.ZipInfo, name: str) -> None:
    try:
        Unpacked.of(RETURN).check(member.file_size, member.compress_size)
    except (TooLarge, TooTight):
        raise HostileFile(
            "this ZIP would unpack to far more than any return holds",
            where=f"{name}: {member.file_size / 1e6:,.0f} MB from {member.compress_size / 1e6:,.1f} MB",
            next="Nothing was unpacked. If it is a real return, unpack it yourself and give the XML file, or allow as "
            f"many gigabytes as it takes:  {UNPACKED_SETTING}=4",
        ) from None


def chunks(stream: IO[bytes], size: int, name: str) -> Iterator[bytes]:
    """The bytes of a member. A damaged one ends with an error rather than with fewer bytes."""
    try:
        while chunk := stream.read(size):
            yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise UnreadableFile(
            "this ZIP is damaged: its contents do not unpack (ZIP_CORRUPT)",
            where=name,
            next="Nothing was stored. Pack the XML file again.",
        ) from None
