"""Files that lie packed with gzip, added to a ZIP as they are: it holds the same bytes between other heads."""

from __future__ import annotations

import gzip
import struct
import zipfile
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

_EXTRA, _NAME, _COMMENT, _CHECK = 4, 8, 16, 2
"""Flags of what a gzip file has before its data (RFC 1952)."""
_HEAD, _FOOT = 10, 8
_PART = 256 * 1024


def add_packed(archive: zipfile.ZipFile, name: str, packed: Path) -> None:
    """Add what a gzip file holds under a name. It is read once to know how long it is, which gzip tells of small files
    alone, and that it is whole.
    """
    with packed.open("rb") as file:
        begin = _begin(file)
        end = file.seek(-_FOOT, 2)
        check, length = struct.unpack("<II", file.read(_FOOT))
        size = _size(packed)
        if size % 2**32 != length:
            raise ValueError(f"{packed.name} is several gzip files behind each other")
        member = zipfile.ZipInfo(name)
        member.compress_type, member.CRC, member.file_size, member.compress_size = (
            zipfile.ZIP_DEFLATED,
            check,
            size,
            end - begin,
        )
        member.external_attr = 0o600 << 16
        out = archive.fp
        if out is None:
            raise ValueError("the ZIP is closed")
        member.header_offset = archive.start_dir
        out.seek(archive.start_dir)
        out.write(member.FileHeader())
        file.seek(begin)
        left = end - begin
        while left and (part := file.read(min(left, _PART))):
            out.write(part)
            left -= len(part)
        archive.filelist.append(member)
        archive.NameToInfo[name] = member
        archive.start_dir = out.tell()


def _size(packed: Path) -> int:
    """How long the content is, and that it is as its check says."""
    size = 0
    with gzip.open(packed) as content:
        while part := content.read(_PART):
            size += len(part)
    return size


def _begin(file: BinaryIO) -> int:
    """Where the packed data begin."""
    flags = file.read(_HEAD)[3]
    if flags & _EXTRA:
        file.seek(struct.unpack("<H", file.read(2))[0], 1)
    for flag in (_NAME, _COMMENT):
        while flags & flag and file.read(1) != b"\0":
            pass
    if flags & _CHECK:
        file.seek(2, 1)
    return file.tell()
