"""The certificate of a release held against the files that it names: whoever has both sees whether they are those."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

AS_RELEASED, CHANGED, MISSING = "as released", "not what was released", "not there"


@dataclass(frozen=True)
class CertifiedFile:
    """A file that a certificate names, and what lies there."""

    name: str
    sha256: str
    found: str
    """`as released`, `not what was released` or `not there`."""


def read_certificate(path: Path) -> dict[str, Any]:
    """A certificate from its file. Raises `UnreadableFile` for what is none."""
    try:
        found = json.loads(path.read_bytes())
        named = [(str(one["name"]), str(one["sha256"])) for one in found["files"]]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        named = []
        found = {}
    if not named or not str(found.get("certificate", "")).startswith("Alder release certificate"):
        raise UnreadableFile(
            "this is no certificate of a release",
            where=str(path),
            next="Name the certificate.json that came with the files.",
        )
    return dict(found)


def certified_files(certificate: dict[str, Any], folder: Path) -> list[CertifiedFile]:
    """Each file that it names: `1/table.csv` lies below the folder, or by its name alone in it."""
    found = []
    for one in certificate["files"]:
        name = str(one["name"])
        inside = [path for part in (name, name.rpartition("/")[2]) if (path := folder / part).is_file()]
        inside = [path for path in inside if path.resolve().is_relative_to(folder.resolve())]
        hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in inside]
        says = AS_RELEASED if one["sha256"] in hashes else CHANGED if hashes else MISSING
        found.append(CertifiedFile(name, str(one["sha256"]), says))
    return found
