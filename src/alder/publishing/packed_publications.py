"""The file that publications are packed in: an archive whose first file lists all others, with their sizes and hashes.

What it lists bounds what is unpacked, each file and all of them together, before a byte of them is written.
"""

from __future__ import annotations

import io
import json
import lzma
import tarfile
import tempfile
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORM = 1
MANIFEST = "manifest.json"
LARGEST_FILE = 512 * 1024 * 1024
LARGEST_SUM = 2 * 1024 * 1024 * 1024
"""Bytes that one file and all files together may have, so that no archive fills a disk: several times what the
made-up nation takes."""


def as_json(said: object) -> bytes:
    """The same bytes for the same content, with a line for each value so that differences can be read."""
    return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def write_packed(out: Path, files: Mapping[str, bytes], **said: object) -> int:
    """Pack the files, with what the manifest is to say of them; how many bytes the archive has."""
    listed = {name: {"bytes": len(b), "sha256": sha256(b).hexdigest()} for name, b in sorted(files.items())}
    half = out.with_name(f".{out.name}")
    with (
        lzma.open(half, "wb", preset=9) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in ((MANIFEST, as_json({"form": FORM, **said, "files": listed})), *sorted(files.items())):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o644
            archive.addfile(member, io.BytesIO(content))
    half.replace(out)
    return out.stat().st_size


class PackedPublications:
    """A packed file that is read: what its manifest says at once, its files once they are asked for."""

    def __init__(self, file: Path, place: Path) -> None:
        self.file, self._place = file, place
        self._is_unpacked = False

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        with self._opened() as archive:
            return self._manifest_in(archive)

    def unpacked(self) -> Path:
        """The folder with all files, unpacked the first time. Raises `UnreadableFile` where one is not as the manifest
        says.
        """
        if self._is_unpacked:
            return self._place
        with self._opened() as archive:
            listed = dict(self._manifest_in(archive)["files"])
            while (member := archive.next()) is not None:
                known = listed.pop(member.name, None)
                if known is None or not member.isfile() or member.size != known["bytes"]:
                    raise self._altered(member.name)
                content = _content(archive, member)
                if sha256(content).hexdigest() != known["sha256"]:
                    raise self._altered(member.name)
                to = (self._place / member.name).resolve()
                if not to.is_relative_to(self._place.resolve()):
                    raise UnreadableFile(
                        f"{self.file.name} would write outside of its own folder, so nothing of it is kept"
                    )
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_bytes(content)
            if listed:
                raise UnreadableFile(f"{self.file.name} was cut short: {next(iter(listed))} is not there")
        self._is_unpacked = True
        return self._place

    def _manifest_in(self, archive: tarfile.TarFile) -> dict[str, Any]:
        first = archive.next()
        if first is None or not first.isfile() or first.name != MANIFEST or first.size > LARGEST_FILE:
            raise tarfile.TarError("not a file of packed publications")
        said: dict[str, Any] = json.loads(_content(archive, first))
        if said.get("form") != FORM:
            raise UnreadableFile(
                f"{self.file.name} has publications in another form", next="Unpack it with the Alder that packed it."
            )
        sizes = [int(one["bytes"]) for one in said["files"].values()]
        if min(sizes, default=0) < 0 or max(sizes, default=0) > LARGEST_FILE or sum(sizes) > LARGEST_SUM:
            raise UnreadableFile(
                f"{self.file.name} is larger unpacked than what is published in one file: {sum(sizes):,} bytes",
                next=f"A file of it has {LARGEST_FILE:,} bytes at most, and all together {LARGEST_SUM:,}.",
            )
        return said

    def _altered(self, name: str) -> UnreadableFile:
        return UnreadableFile(f"{self.file.name} was altered: {name} is not what its manifest says")

    @contextmanager
    def _opened(self) -> Iterator[tarfile.TarFile]:
        try:
            with tarfile.open(self.file, "r:xz") as archive:
                yield archive
        except (EOFError, lzma.LZMAError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
            raise UnreadableFile(
                f"{self.file.name} cannot be read as packed publications", next="Get it anew from where it was packed."
            ) from error


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = archive.extractfile(member)
    return opened.read() if opened else b""


@contextmanager
def packed_publications(file: Path) -> Iterator[PackedPublications]:
    """Read a packed file; what was unpacked of it is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        yield PackedPublications(file, Path(place))
