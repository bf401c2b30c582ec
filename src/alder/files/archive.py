"""Opening files that people bring: a CSV, plain or gzipped, or a ZIP of several, within bounds."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from alder.errors import HostileFile, UnreadableFile, UsageError
from alder.limits import TABLE, UNPACKED_SETTING, Bounded, TooLarge, TooTight, Unpacked

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence

ENDINGS = (".csv", ".txt", ".csv.gz", ".zip", ".whl", ".geojson", ".geojson.gz")
NOTHING = "Nothing was added."

ZIP_SIGNS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""How a ZIP begins: with a member, with none, or as one of several parts."""

_NOT_TEXT = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an older Office document",
    b"\x00\x01\x00\x00Standard": "an Access database",
    b"PAR1": "a Parquet file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
    b"{": "a JSON file",
}


class OtherContents(UnreadableFile):
    """A sound file that holds nothing of what is looked for: beside others it is passed over."""


@dataclass(frozen=True)
class Unpacker:
    """How files that are no CSVs become some, alone or in a ZIP: those with a name that fits `names`.

    `unpack` is given what opens a file, and where it lies. `growth` is about how many times larger the CSV is than
    the file, for the progress alone.
    """

    names: re.Pattern[str]
    unpack: Callable[[Callable[[], IO[bytes]], str], Callable[[], IO[bytes]]]
    growth: int


@dataclass(frozen=True)
class PackedFile:
    """One CSV: its name, where a person finds it, its bytes from the beginning, and how large it is when packed."""

    name: str
    where: str
    opened: Callable[[], IO[bytes]]
    packed: int
    size: int | None

    @contextmanager
    def bytes(self, tell: Callable[[int], None] | None = None) -> Iterator[IO[bytes]]:
        """The bytes of the CSV. `tell` is told how many packed bytes more are done."""
        try:
            with self.opened() as raw:
                share = self.packed / self.size if self.size else None
                yield io.BufferedReader(_Counted(raw, share, tell), 1 << 20) if tell else raw
        except (TooLarge, TooTight):
            raise _far_more(self.where) from None
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError):
            raise UnreadableFile(
                "this file is damaged: its contents do not unpack",
                where=self.where,
                next=f"{NOTHING} Get the file again.",
            ) from None


class _Counted(io.RawIOBase):
    """A stream that says how far it has been read, in bytes of the packed file."""

    def __init__(self, raw: IO[bytes], share: float | None, tell: Callable[[int], None]) -> None:
        self._raw, self._share, self._tell = raw, share, tell

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._raw.readinto(buffer)  # type: ignore[attr-defined]  # every binary file that is opened here has it
        self._tell(int(count * self._share) if self._share else 0)
        return int(count)


def gather(named: Iterable[str | Path]) -> list[Path]:
    """The files that a person means: a folder stands for the CSV and ZIP files in it and below, by name."""
    found: dict[Path, Path] = {}
    for path in map(Path, named):
        inside = [path]
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(ENDINGS))
            if not inside:
                raise UsageError("there is no CSV or ZIP file in this folder", where=str(path))
        found |= {p.resolve(): p for p in inside}
    return list(found.values())


def packed_files(path: Path, unpackers: Sequence[Unpacker] = ()) -> list[PackedFile]:
    """The CSVs in a file. `unpackers` know files that are written in some other way."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(32)
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else "this file may not be read"
        raise UnreadableFile(reason, where=path.name, next=f"{NOTHING} Name a file that you can open.") from None
    if not size:
        raise UnreadableFile("this file is empty", where=path.name, next=f"{NOTHING} Get the file again.")
    if start.startswith(ZIP_SIGNS):
        return _members(path, unpackers)
    is_zipped = start[:2] == b"\x1f\x8b"
    if unpacker := _unpacker(path.name, unpackers):
        opened = unpacker.unpack((lambda: _unzipped(path)) if is_zipped else (lambda: path.open("rb")), path.name)
        return [PackedFile(path.name, path.name, opened, size, None if is_zipped else size * unpacker.growth)]
    for sign, what in _NOT_TEXT.items():
        if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(sign):
            raise UnreadableFile(
                f"this is {what}, not a CSV",
                where=path.name,
                next=f"{NOTHING} Take the publisher's CSV download, or a ZIP of CSV files.",
            )
    if is_zipped:
        return [PackedFile(path.name, path.name, lambda: _unzipped(path), size, None)]
    return [PackedFile(path.name, path.name, lambda: path.open("rb"), size, size)]


def _members(path: Path, unpackers: Sequence[Unpacker]) -> list[PackedFile]:
    try:
        archive = zipfile.ZipFile(path)
        members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        raise UnreadableFile(
            "this ZIP cannot be opened: it is damaged or not complete",
            where=path.name,
            next=f"{NOTHING} Get the file again.",
        ) from None
    if any(m.filename == "[Content_Types].xml" for m in members):
        raise UnreadableFile(
            "this is an Excel workbook or another Office document, not a CSV",
            where=path.name,
            next=f"{NOTHING} Take the publisher's CSV download. Saving a workbook as CSV may change codes and dates.",
        )
    files = [(m, _unpacker(m.filename, unpackers)) for m in members]
    files = [(m, unpacker) for m, unpacker in files if unpacker or m.filename.lower().endswith((".csv", ".txt"))]
    if not files:
        raise UnreadableFile(
            "this ZIP holds no CSV",
            where=path.name,
            next=f"{NOTHING} Take the publisher's CSV download.",
        )
    found = []
    allowed, unpacked, packed = Unpacked.of(TABLE), 0, 0
    for member, unpacker in files:
        where = f"{member.filename} in {path.name}"
        if member.flag_bits & 0x1:
            raise UnreadableFile("this ZIP needs a password", where=path.name, next=f"{NOTHING} Unpack it first.")
        unpacked += member.file_size
        packed += member.compress_size
        try:
            allowed.check(member.file_size, member.compress_size)
            allowed.check(unpacked, packed)
        except (TooLarge, TooTight):
            raise _far_more(where) from None
        opened, size = _opening(archive, member), member.file_size
        if unpacker is not None:
            opened, size = unpacker.unpack(opened, where), size * unpacker.growth
        found.append(PackedFile(member.filename, where, opened, member.compress_size, size))
    return found


def _unpacker(name: str, unpackers: Sequence[Unpacker]) -> Unpacker | None:
    return next((u for u in unpackers if u.names.fullmatch(name)), None)


def _unzipped(path: Path) -> IO[bytes]:
    """A gzipped file, which says at its end alone, if at all truly, how large it is."""
    file = path.open("rb")
    stream = Bounded(cast("IO[bytes]", gzip.GzipFile(fileobj=file)), file.tell, Unpacked.of(TABLE))
    return cast("IO[bytes]", _Closing(stream, file))


class _Closing(io.BufferedReader):
    """A reader that closes the packed file with itself."""

    def __init__(self, raw: io.RawIOBase, file: IO[bytes]) -> None:
        super().__init__(raw, 1 << 20)
        self._file = file

    def close(self) -> None:
        super().close()
        self._file.close()


def _far_more(where: str) -> HostileFile:
    return HostileFile(
        "this file would unpack to far more than any delivered or published table holds",
        where=where,
        next=f"{NOTHING} If it is a real file, unpack it yourself and name the CSV, or allow as many gigabytes as it "
        f"takes:  {UNPACKED_SETTING}=20",
    )


def _opening(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(member)
