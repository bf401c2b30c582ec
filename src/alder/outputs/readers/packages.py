"""Archives, each file of them read by itself; and what is said of a package that is damaged or holds too much."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import TYPE_CHECKING

from alder.files.package import DAMAGE, MOST_PARTS, Package, TooMuch
from alder.limits import Bounded, TooLarge, TooTight, Unpacked
from alder.outputs.content import Form, OutputContent, SubmittedFile
from alder.outputs.extent import MOST_CELLS
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 128 << 20
"""Of all parts of a file once unpacked: far more than an output is, far less than a bomb."""
UNSUSPECTED = 4 << 20
"""Bytes of parts that may be packed as tightly as they like: a sheet of 5,000 lines has about as many."""
MOST_XML = 16 << 20
"""Of one part that is read as XML, which takes ten times the room once it is read: some 200,000 cells."""
MOST_XML_MARKS = 5 * MOST_CELLS
"""Of one part: a cell of a workbook has four, those of its value too."""
DEEPEST = 3
"""An archive within an archive within an archive is no output."""


def opened(file: SubmittedFile) -> Package:
    """The parts of a file that is a package, within the bounds of an output."""
    return Package(file.bytes, most=MOST_BYTES, most_xml=MOST_XML, most_marks=MOST_XML_MARKS, unsuspected=UNSUSPECTED)


def unreadable(file: SubmittedFile, form: Form) -> OutputFinding:
    """That a file cannot be read as what it is."""
    return OutputFinding(
        OutputCheck.TYPE,
        "NB",
        Weight.HELD,
        FindingPlace(file.name),
        f"the {form} is damaged or locked with a password, and cannot be looked into",
        "Save it again without a password.",
    )


def too_much(file: SubmittedFile) -> OutputFinding:
    """That a file unpacks to more than is looked at."""
    return OutputFinding(
        OutputCheck.TYPE,
        "NB",
        Weight.HELD,
        FindingPlace(file.name),
        f"what is in it is more than {MOST_BYTES >> 20} MB, {MOST_PARTS:,} parts or {MOST_CELLS:,} cells, or far more "
        "than its size",
        "Hand in the files that are to leave, each by itself.",
    )


def archive(file: SubmittedFile) -> OutputContent:
    """An archive: each file in it is read by itself."""
    content = OutputContent(file, Form.ARCHIVE)
    if file.bytes.startswith(b"7z\xbc\xaf"):
        content.findings.append(
            OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                FindingPlace(file.name),
                "it is an archive of a kind that is not looked into",
                "Unpack it and hand in its files, or pack them as .zip.",
            )
        )
        return content
    if file.name.count(" > ") >= DEEPEST:
        content.findings.append(
            OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                FindingPlace(file.name),
                "it is an archive within archives",
                "Hand in its files.",
            )
        )
        return content
    try:
        for name, data in _members(file):
            if _escapes(name):
                content.findings.append(
                    OutputFinding(
                        OutputCheck.TYPE,
                        "NB",
                        Weight.HELD,
                        FindingPlace(file.name),
                        "a file in it has a name that leads out of its folder",
                        "Pack it anew from within its folder.",
                    )
                )
                continue
            content.parts.append(SubmittedFile(f"{file.name} > {name}", data))
    except TooMuch:
        content.findings.append(too_much(file))
    except DAMAGE:
        content.findings.append(unreadable(file, Form.ARCHIVE))
    return content


def _members(file: SubmittedFile) -> Iterator[tuple[str, bytes]]:
    data = file.bytes
    if data.startswith(b"PK"):
        package = opened(file)
        for name in package.names:
            yield name, package.bytes(name)
        return
    if data.startswith(b"\x1f\x8b"):
        with gzip.open(io.BytesIO(data)) as packed:
            allowed = Unpacked(MOST_BYTES, unsuspected=UNSUSPECTED)
            try:
                data = io.BufferedReader(Bounded(packed, lambda: len(file.bytes), allowed), 1 << 20).read()  # type: ignore[arg-type]
            except (TooLarge, TooTight):
                raise TooMuch from None
        if data[257:262] != b"ustar":
            yield file.name.rpartition("/")[2].removesuffix(".gz") or "unpacked", data
            return
    with tarfile.open(fileobj=io.BytesIO(data)) as packed_tar:
        left = MOST_BYTES
        for number, member in enumerate(packed_tar):
            left -= member.size
            if number >= MOST_PARTS or left < 0:
                raise TooMuch
            if member.isdir():
                continue
            part = packed_tar.extractfile(member) if member.isfile() else None
            if part is None:
                raise ValueError("a link or a device")
            yield member.name, part.read()


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name
