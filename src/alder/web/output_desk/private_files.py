"""Files of outputs on disk: in the store's private folder, under names of our own, written once.

What a sender calls a file is words on a page. On disk it is a number that the server drew, in a folder that the owner
of the store alone may enter.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile

from alder.engine.disk import fsync
from alder.rights import private_file, private_folder
from alder.web.publications.uploads import safe_name

if TYPE_CHECKING:
    from pathlib import Path

    from django.core.files import File

    from alder.web.output_desk.models import OutputFile, OutputRequest

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices: a file of such a name cannot be saved there."""
_LONGEST_NAME = 120


def shown_name(given: str) -> str:
    """The name of a file as its sender gave it, one line, without what leads elsewhere or tricks a reader."""
    name = safe_name(unicodedata.normalize("NFC", given))[-_LONGEST_NAME:]
    return f"_{name}" if _RESERVED.match(name) else name


def folder_of(output: OutputRequest) -> Path:
    """Where all files of an output lie."""
    folder: Path = settings.ALDER_PUBLISHED / "outputs" / str(output.key)
    private_folder(folder.parent, owner_alone=True)
    private_folder(folder, owner_alone=True)
    return folder


def path_of(file: OutputFile) -> Path:
    """The file as it was sent."""
    return folder_of(file.group.output) / str(file.pk)


def leaving_path(file: OutputFile) -> Path:
    """What leaves: the file itself, or the picture drawn anew."""
    path = path_of(file)
    if not file.redrawn:
        return path
    drawn = drawn_path(file, file.redrawn)
    return drawn if drawn.exists() else path.with_suffix(".redrawn")  # where it lay before drawings were drawn anew


def drawn_path(file: OutputFile, sha256: str) -> Path:
    """Where a picture that was drawn anew lies. A drawing is drawn again as its table changes, and none is lost."""
    return path_of(file).with_suffix(f".{sha256}.redrawn")


def freeze(sent: Any, path: Path) -> tuple[str, int]:
    """Write a file that comes piece by piece; its SHA-256 and size."""
    private_file(path, owner_alone=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as kept:
        for piece in sent.chunks():
            kept.write(piece)
            digest.update(piece)
            size += len(piece)
    fsync(path)
    return digest.hexdigest(), size


def as_sent(data: bytes, name: str) -> File[bytes]:
    """Bytes as a file that a form sends."""
    return ContentFile(data, name=name)


def freeze_bytes(data: bytes, path: Path) -> str:
    """Write bytes; their SHA-256."""
    private_file(path, owner_alone=True).write_bytes(data)
    fsync(path)
    return hashlib.sha256(data).hexdigest()


def present_hash(path: Path) -> str:
    """The SHA-256 of what lies there now; empty where nothing does, or a link lies in its place."""
    try:
        with open_frozen(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def open_frozen(path: Path) -> io.BufferedReader:
    """Open a file of ours, and no link that somebody put in its place."""
    return io.BufferedReader(io.FileIO(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb"))
