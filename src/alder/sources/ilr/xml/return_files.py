"""Files as providers send them: the rules for their names, plain or in a ZIP of one, known by their hash.

A name that breaks the rules is a notice, because a renamed copy of a good return is still worth reading; with `strict`
it refuses the file, as the collection does.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from glob import glob
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from alder.errors import HostileFile, RefusedFile, UnreadableFile, UsageError
from alder.files.archive import ZIP_SIGNS
from alder.limits import RETURN, UNPACKED_SETTING, TooLarge, TooTight, Unpacked
from alder.rules.verdict import FileFault
from alder.sources.ilr.xml import prolog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from alder.model.period import AcademicYear


@dataclass(frozen=True)
class FileName:
    """What a well-formed name says: `ILR-<UKPRN>-<year pair>-<date>-<time>-<serial>.xml`."""

    ukprn: int
    year_pair: str
    time: datetime
    serial: str

    @classmethod
    def parse(cls, name: str) -> FileName | None:
        """Read a name, in capitals or not, of an XML file or of a ZIP; None if it is not well-formed."""
        match = re.fullmatch(r"ILR-(\d{8})-(\d{4})-(\d{8}-\d{6})-(\d{2})\.(?:xml|zip)", name, re.IGNORECASE | re.ASCII)
        try:
            return (
                cls(int(match[1]), match[2], datetime.strptime(match[3], "%Y%m%d-%H%M%S"), match[4]) if match else None
            )
        except ValueError:
            return None


@dataclass
class OpenedReturn:
    """A file that may be read: its name, size, hash and stream, and what its name breaks."""

    path: Path
    file_name: str
    file_bytes: int
    file_hash: str
    name: FileName | None
    in_zip: bool
    strict: bool
    name_faults: list[FileFault] = field(default_factory=list)
    """Rules for names that the file's name breaks."""
    header_faults: list[FileFault] = field(default_factory=list)
    """Rules for headers that the file's header breaks."""
    notes: list[str] = field(default_factory=list)
    """What else a reader should know, in sentences."""

    @contextmanager
    def stream(self) -> Iterator[IO[bytes]]:
        """The bytes of the XML, unpacked as they are read."""
        if self.in_zip:
            stream, _ = open_member(self.path)
            with stream:
                yield stream
        else:
            with self.path.open("rb") as plain:
                yield plain

    @property
    def notices(self) -> list[str]:
        """All of these, in sentences that begin with the code of a rule where there is one."""
        return [*map(str, self.name_faults), *map(str, self.header_faults), *self.notes]

    def note_name(self, *broken: FileFault) -> None:
        """Note rules for names that are broken, or refuse the file for them when strict."""
        self._refuse_if_strict(broken, "names", "Rename the file")
        self.name_faults.extend(broken)

    def note_header(self, *broken: FileFault) -> None:
        """Note rules for headers that are broken, or refuse the file for them when strict."""
        self._refuse_if_strict(broken, "headers", "Put the header right in your software and export the return again")
        self.header_faults.extend(broken)

    def _refuse_if_strict(self, broken: tuple[FileFault, ...], kind: str, then: str) -> None:
        if broken and self.strict:
            raise RefusedFile(
                f"this file breaks {'a rule' if len(broken) == 1 else f'{len(broken)} rules'} for {kind} of returns",
                where="\n  ".join([self.file_name, *map(str, broken)]),
                next=f"Nothing was read. {then}, or leave out --strict to read it as it is.",
            )


def open_return(path: str | Path, *, strict: bool = False, now: datetime | None = None) -> OpenedReturn:
    """Open a return at `path`, plain or in a ZIP. `now` is the time by which names are judged."""
    path = Path(path)
    if path.is_dir():
        raise UnreadableFile("this is a folder, not a file", where=path.name, next="Give the ILR files in it.")
    if not path.exists():
        raise UnreadableFile("there is no such file", where=path.name, next="Check the spelling and the folder.")
    if not path.is_file():
        raise UnreadableFile("this is a device or a pipe, not a file", where=path.name, next="Save it to a file first.")
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise UnreadableFile(
            "this file may not be opened", where=path.name, next="Ask for the right to read it, or copy it."
        ) from None
    in_zip = magic in ZIP_SIGNS
    if path.suffix.lower() == ".zip" and not in_zip and magic:
        raise UnreadableFile(
            "this is named as a ZIP but is none (ZIP_CORRUPT)", where=path.name, next="Nothing was read. Pack it again."
        )
    opened = OpenedReturn(path, path.name, path.stat().st_size, digest, FileName.parse(path.name), in_zip, strict)
    if in_zip:
        member, inside = open_member(path)
        member.close()
        if Path(inside).stem.lower() != path.stem.lower() or "/" in inside:
            opened.note_name(
                FileFault(
                    "ZIP_INCONSISTENT_FILENAME",
                    f"the XML file in the ZIP is not called {path.stem}.xml.",
                    "Rename the ZIP or the file in it, and pack it again.",
                )
            )
    opened.note_name(*_name_rules(opened, now or datetime.now()))
    return opened


def year_of(path: Path) -> AcademicYear | None:
    """The year that the start of a file names, without reading more of it; None of what is no return."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            start = file.read(prolog.LONGEST)
        if start[:4] in ZIP_SIGNS:
            member, _ = open_member(path)
            with member:
                start = next(chunks(member, prolog.LONGEST, path.name), b"")
        return prolog.read_prolog(start, path.name).year
    except (OSError, UnreadableFile):
        return None


def _name_rules(opened: OpenedReturn, now: datetime) -> list[FileFault]:
    name = opened.name
    if name is None:
        parts = re.fullmatch(r"ILR-\d{8}-\d{4}-\d{8}-\d{6}-([^-]*)\.(?:xml|zip)", opened.file_name, re.IGNORECASE)
        if parts and not re.fullmatch(r"[0-9]{2}", parts[1]):
            message = "the last part of the name, its serial number, is not two digits."
            return [FileFault("Filename_5", message, _RENAME)]
        return [FileFault("Filename_1", f"the name is not of the form {_FORM}.", _RENAME)]
    broken = []
    if name.serial == "00":
        message = "the serial number at the end of the name is 00; it starts at 01."
        broken.append(FileFault("Filename_6", message, _RENAME))
    if name.time > now:
        broken.append(FileFault("Filename_7", "the date and time in the name are still to come.", _RENAME))
    return broken


def header_rules(
    opened: OpenedReturn, year: AcademicYear, ukprn: int | None, prepared: date | None, today: date
) -> None:
    """The rules that need the header: it must agree with the name, and the file cannot be from the future."""
    name = opened.name
    if name is not None and name.year_pair != year.pair:
        message = f"the name has the year {name.year_pair}, the file is for {year} ({year.pair})."
        opened.note_name(FileFault("Filename_4", message, _RENAME))
    broken = []
    if name is not None and name.ukprn != ukprn:
        message = "the UKPRN in the header is not the one in the name."
        broken.append(FileFault("Header_3", message, "Rename the file, or correct the UKPRN in the header."))
    if prepared is not None and prepared > today:
        then = "Set the clock of your computer or the date in your software right, and export the return again."
        broken.append(FileFault("Header_2", "the file preparation date is still to come.", then))
    opened.note_header(*broken)


_RENAME = "Rename the file."
_FORM = "ILR-<UKPRN>-<year, as 2526>-<yyyymmdd>-<hhmmss>-<serial, as 01>.xml"


_ENDINGS = {".xml", ".zip"}


def gather_returns(named: Iterable[str | Path]) -> list[Path]:
    """The files named, each once: a folder stands for the XML and ZIP files in it and below, in order of name.

    A pattern is spelled out where the shell did not. A file that is not there stays in the list, to be reported.
    """
    files: dict[Path, Path] = {}
    for name in named:
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS and p.is_file())
            paths = [p for p in inside if not p.name.startswith(".")]
        elif not path.exists() and any(sign in str(path) for sign in "*?["):
            # `Path.glob` does not take a pattern that begins at the root of the disk.
            paths = sorted(Path(p) for p in glob(str(path), recursive=True))  # noqa: PTH207
        else:
            paths = [path]
        if not paths:
            raise UsageError(
                "there are no returns here",
                where=str(path),
                next="Returns are XML files, or ZIP files of one XML file. Name the files or their folder.",
            )
        for p in paths:
            files.setdefault(p.resolve(), p)
    return list(files.values())


class ReceivedNames:
    """The times in the names of the files that a store holds, by provider and year."""

    def __init__(self, rows: pa.Table) -> None:
        self._files: dict[tuple[int, str], set[tuple[datetime, str]]] = defaultdict(set)
        for row in rows.select(["ukprn", "collection_year", "file_time", "file_hash"]).to_pylist():
            if row["file_time"] is not None:
                self._files[row["ukprn"], row["collection_year"]].add((row["file_time"], row["file_hash"]))

    def add(self, name: FileName, year: AcademicYear, file_hash: str) -> None:
        self._files[name.ukprn, year.label].add((name.time, file_hash))

    def broken_by(self, name: FileName, year: AcademicYear, file_hash: str) -> list[FileFault]:
        """What the name breaks. The same file again, under another return, is no other file."""
        times = {time for time, held in self._files.get((name.ukprn, year.label), ()) if held != file_hash}
        if name.time in times:
            message = "another file with this provider, year and time in its name is held already."
            return [FileFault("Filename_2", message, "Rename the file.")]
        if any(time > name.time for time in times):
            message = "a file of this provider and year with a later time in its name is held already."
            return [FileFault("Filename_8", message, "Send the latest file.")]
        return []


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
