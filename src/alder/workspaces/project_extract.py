"""The extract of a project: Parquet files in a folder, and `manifest.json`, which says what they are and whence.

Whoever builds extracts writes the manifest; a run reads it, and refuses an extract whose files are not those of it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder import __version__, wall_clock
from alder.errors import UsageError
from alder.governance.roles import Denied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

MANIFEST = "manifest.json"
FORM = 1
"""Of the manifest. A later form has a higher number, and this Alder says that it does not know it."""


@dataclass(frozen=True, kw_only=True)
class ExtractFile:
    """One table of an extract."""

    name: str
    """`aims.parquet`: in the folder itself."""
    source: str
    """By the name that the catalogue of sources has; blank for what lies beside the tables."""
    rows: int
    fields: tuple[str, ...]
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ProjectExtract:
    """What a project holds, for the agreement under which it does."""

    folder: Path
    agreement: str
    made: str
    """The moment when it was built."""
    made_up: bool
    """Whether nobody in it exists: then it may be used outside of the sandbox."""
    ends: str
    """The last day on which it may be used, by the plan; nothing where the plan has none."""
    files: tuple[ExtractFile, ...]
    plan: str = ""
    """SHA-256 of the plan that it was built by; empty without one."""
    sha256: str
    """Of the manifest: with the checksums in it, of the whole extract."""

    @property
    def sources(self) -> tuple[str, ...]:
        """What it was built from, by the names that the catalogue has."""
        return tuple(sorted({file.source for file in self.files if file.source}))

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)


def read_extract(folder: Path) -> ProjectExtract:
    """The extract in a folder, with each of its files compared with the manifest."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
        said = json.loads(data)
    except FileNotFoundError:
        raise UsageError(
            "there is no extract here",
            where=str(path),
            next="Ask who builds extracts for it, or try code on made-up records first:  alder project try SCRIPT",
        ) from None
    except ValueError:
        raise _spoilt(path, "it is no JSON") from None
    if not isinstance(said, dict) or said.get("form") != FORM:
        raise _spoilt(path, f"it is not of the form {FORM}")
    try:
        files = tuple(ExtractFile(**{**one, "fields": tuple(one["fields"])}) for one in said["files"])
        extract = ProjectExtract(
            folder=folder,
            agreement=said["agreement"],
            made=said["made"],
            made_up=said["made_up"] is True,
            ends=said.get("ends", ""),
            files=files,
            plan=str(said.get("plan", "")),
            sha256=hashlib.sha256(data).hexdigest(),
        )
    except (TypeError, KeyError):
        raise _spoilt(path, "a key is missing, or means nothing there") from None
    if not extract.made_up and extract.ends and f"{wall_clock.today()}" > extract.ends:
        raise Denied(f"This extract could be used until {extract.ends}, by the plan of agreement {extract.agreement}.")
    _compare(extract)
    return extract


def _compare(extract: ProjectExtract) -> None:
    wanted = {file.name: file for file in extract.files}
    there = {path.name for path in extract.folder.iterdir()} - {MANIFEST}
    if foreign := sorted(there - wanted.keys()):
        raise _spoilt(extract.folder / foreign[0], "the manifest does not name it")
    for name, file in wanted.items():
        path = extract.folder / name
        if Path(name).name != name or path.is_symlink() or not path.is_file():
            raise _spoilt(path, "the manifest names it, and it is no file of the folder")
        if path.stat().st_size != file.bytes or _sha256(path) != file.sha256:
            raise _spoilt(path, "it is not the file of which the manifest has the checksum")


def _spoilt(path: Path, why: str) -> UsageError:
    return UsageError(
        f"the extract is not as it was built: {why}", where=str(path), next="Nothing was run. Have it built anew."
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_file(path: Path, *, source: str, rows: int, fields: tuple[str, ...]) -> ExtractFile:
    """A file as the manifest has it."""
    size = path.stat().st_size
    return ExtractFile(name=path.name, source=source, rows=rows, fields=fields, bytes=size, sha256=_sha256(path))


def write_manifest(
    folder: Path,
    *,
    agreement: str,
    made: str,
    made_up: bool,
    files: list[ExtractFile],
    plan: str = "",
    ends: date | None = None,
    deliveries: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write down what a folder of Parquet files is: the last step of building an extract. `plan` is its SHA-256."""
    said: dict[str, Any] = {"form": FORM, "agreement": agreement, "plan": plan, "made": made, "made_up": made_up}
    said |= {"alder": __version__, "ends": ends.isoformat() if ends else "", "deliveries": list(deliveries)}
    said["files"] = [asdict(file) for file in files]
    (folder / MANIFEST).write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
