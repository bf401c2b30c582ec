"""A bag: a folder of files with the checksums of all of them, in the form of BagIt 1.0 (RFC 8493), and its archive.

Checksums are SHA-512. The archive holds the bag as its one folder, in the order of names, with no time of its own in
it, so that the same bag makes the same archive.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PAYLOAD = "data"
_BAGIT, _INFO, _MANIFEST, _TAGS = "bagit.txt", "bag-info.txt", "manifest-sha512.txt", "tagmanifest-sha512.txt"
_LINE = re.compile(r"([0-9a-f]{128}) [ *](.+)")
_MOST = 1 << 30
"""Bytes that an archive may hold when it is opened, so that a small one cannot fill a disk."""


@dataclass(frozen=True)
class Bag:
    """An opened bag: its own files and its payload, by their names within it."""

    version: str
    info: Mapping[str, str]
    files: Mapping[str, bytes]
    faults: tuple[str, ...]
    """What does not hold: a file without a checksum, with another, or that is not there."""


def write_bag(folder: Path, info: Mapping[str, str]) -> None:
    """Make a bag of a folder whose payload lies in `data`: everything else in it is written here."""
    (folder / _BAGIT).write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", encoding="utf-8")
    payload = sorted(path for path in (folder / PAYLOAD).rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in payload)
    lines = {**info, "Payload-Oxum": f"{size}.{len(payload)}"}
    (folder / _INFO).write_text("".join(f"{name}: {value}\n" for name, value in lines.items()), encoding="utf-8")
    _write_manifest(folder, _MANIFEST, payload)
    _write_manifest(folder, _TAGS, [folder / name for name in (_BAGIT, _INFO, _MANIFEST)])


def _write_manifest(folder: Path, name: str, files: list[Path]) -> None:
    lines = [f"{_sha512(path.read_bytes())}  {_encoded(path.relative_to(folder).as_posix())}\n" for path in files]
    (folder / name).write_text("".join(lines), encoding="utf-8")


def _sha512(data: bytes) -> str:
    return hashlib.sha512(data).hexdigest()


def _encoded(name: str) -> str:
    """A name as a manifest writes it: without the signs that end a line."""
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def pack_bag(folder: Path, archive: Path) -> None:
    """Write a bag into an archive of its own."""
    with zipfile.ZipFile(private_file(archive), "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                about = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
                about.compress_type = zipfile.ZIP_DEFLATED
                about.external_attr = 0o644 << 16
                packed.writestr(about, path.read_bytes())


def open_bag(archive: Path) -> Bag:
    """Read a bag from its archive, in memory: nothing is unpacked. Raises `UnreadableFile` for what is none."""
    try:
        with zipfile.ZipFile(archive) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST:
                raise UnreadableFile("this archive is too large to be opened", where=str(archive))
            found = {one.filename: packed.read(one) for one in packed.infolist() if not one.is_dir()}
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableFile("this is no archive of a bag", where=f"{archive}: {error}") from None
    tops = {name.partition("/")[0] for name in found}
    faults = [] if len(tops) == 1 else [f"the archive has {len(tops)} folders or files at its top"]
    top = next((name for name in sorted(tops) if f"{name}/{_BAGIT}" in found), None)
    if top is None:
        raise UnreadableFile("this is no archive of a bag", where=f"{archive} has no folder with {_BAGIT}")
    files = {name.removeprefix(f"{top}/"): data for name, data in found.items() if name.startswith(f"{top}/")}
    version = _pairs(files[_BAGIT]).get("BagIt-Version", "")
    return Bag(version, _pairs(files.get(_INFO, b"")), files, (*faults, *_faults(files)))


def _pairs(data: bytes) -> dict[str, str]:
    lines = data.decode("utf-8", errors="replace").splitlines()
    return {name.strip(): value.strip() for name, sign, value in (line.partition(":") for line in lines) if sign}


def _faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """What the checksums say: every file of the payload has one, and of every one the file is there and unchanged."""
    payload = {name for name in files if name.startswith(f"{PAYLOAD}/")}
    for manifest, wanted in ((_MANIFEST, payload), (_TAGS, {_BAGIT, _INFO, _MANIFEST})):
        if manifest not in files:
            yield f"{manifest} is not there"
            continue
        said = {}
        for line in files[manifest].decode("utf-8", errors="replace").splitlines():
            if match := _LINE.fullmatch(line):
                said[match[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")] = match[1]
            else:
                yield f"a line of {manifest} is none of a checksum and a name"
        for name in sorted(wanted - said.keys()):
            yield f"{name} has no checksum in {manifest}"
        for name, digest in said.items():
            if name not in files or _sha512(files[name]) != digest:
                yield f"{name} is not what {manifest} says"
