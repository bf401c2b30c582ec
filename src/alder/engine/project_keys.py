"""A project's own keys: the same person has one key throughout a project, and another in every other project."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine.disk import fsync
from alder.errors import StoreError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "keys"
"""Where in a store the secrets of projects lie, a file each, which its owner alone can read."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_BYTES = 32
_LENGTH = 24


@dataclass(frozen=True)
class Project:
    """A project and the secret from which its keys are made. The secret is never written anywhere else, nor shown.

    A key is the beginning of an HMAC (SHA-256) of the kind of value and the value itself. Whoever has the keys but not
    the secret cannot work out values by trying them all, which ten-digit numbers would otherwise allow.
    """

    name: str
    secret: bytes = field(repr=False)

    def key(self, kind: str, value: str) -> str:
        """The key of one value: 24 hexadecimal digits."""
        return hmac.digest(self.secret, f"{kind}\0{value}".encode(), "sha256").hex()[:_LENGTH]

    def keys(self, kind: str, values: pa.Array | pa.ChunkedArray) -> pa.Array:
        """The keys of a column of text. What is missing stays missing."""
        column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        coded = column.cast(pa.string()).dictionary_encode()
        made = pa.array([self.key(kind, v) for v in coded.dictionary.to_pylist()], pa.string())
        return pa.DictionaryArray.from_arrays(coded.indices, made).cast(pa.string())

    @property
    def fingerprint(self) -> str:
        """Tells one secret from another without saying what it is, so that two files can be seen to share theirs."""
        return hashlib.sha256(b"alder project\0" + self.secret).hexdigest()[:8]


def project_in(store: Path, name: str) -> Project:
    """The project of that name in the store's folder. Its secret is made at first use, and kept."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            "this cannot be the name of a project",
            where="Small letters, digits and dashes, beginning with a letter or digit, for example attainment-2026.",
        )
    folder = store / FOLDER
    file = folder / f"{name}.key"
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        _make(folder, file)
    except PermissionError:
        raise StoreError(
            "you may not read the secrets of this store, from which the keys of its records are made",
            where=str(file),
            next="They are its owner's alone, also where a group reads the returns: you can look at tables on your "
            "screen, and ask the owner to make those that leave.",
        ) from None
    return Project(name, _read(file))


def keep_for(store: Path, project: Project, agreement: str) -> None:
    """Keep the keys of a project for one agreement. Raises `UsageError` where they are those of another, whose people
    could be found again by them.
    """
    folder = store / FOLDER
    file = folder / f"{project.name}.agreement"
    if not file.exists():
        _write_once(folder, file, agreement)
    if (of := file.read_text(encoding="utf-8").strip()) != agreement:
        raise UsageError(
            f"the project {project.name} is that of agreement {of}, and its keys are for that alone",
            where=f"The plan is of agreement {agreement}.",
            next="Have a plan signed that gives this project another name.",
        )


def _make(folder: Path, file: Path) -> None:
    """Write a new secret."""
    _write_once(folder, file, secrets.token_hex(_BYTES))


def _write_once(folder: Path, file: Path, text: str) -> None:
    """Write a file, whole or not at all; if another process was faster, what it wrote counts."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        draft = folder / f".{file.name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        for above in (folder, folder.parent):
            fsync(above)
    except OSError as error:
        raise StoreError("the project's secret cannot be written", where=f"{folder}: {error.strerror}") from None


def _read(file: Path) -> bytes:
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        text, mode = "", 0
    if stat.S_IMODE(mode) & 0o077:
        raise StoreError(
            "others than its owner can read the project's secret",
            where=str(file),
            next="Whoever has it can work out who is meant by the project's keys. Close it:  chmod 600 FILE",
        )
    if not re.fullmatch(f"[0-9a-f]{{{2 * _BYTES}}}", text):
        raise StoreError(
            "the project's secret cannot be read",
            where=str(file),
            next="Put it back from a copy. With a new one, all keys of the project would change.",
        )
    return bytes.fromhex(text)
