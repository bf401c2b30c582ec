"""Pictures of dots: what they carry besides the dots. The dots themselves are for people's eyes."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from alder.outputs.content import Form, OutputContent, saw
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from alder.outputs.content import SubmittedFile

MOST_DOTS = 50_000_000
"""A picture of more opens nowhere, and is a way to fill a checker's memory."""
_MEND = "Draw it again and save it without metadata."
_TEXTS = {b"tEXt": "text", b"zTXt": "packed text", b"iTXt": "text", b"eXIf": "camera data"}
_HARMLESS = (b"Software", b"Creation Time", b"Title")
"""Keys that every plotting library writes, with its own name and version. They go when the picture is drawn anew."""
_LONGEST_HARMLESS = 120


def png(file: SubmittedFile) -> OutputContent:
    """A PNG: text and camera data in it, and what follows its end."""
    content = OutputContent(file, Form.PNG)
    data, at = file.bytes, 8
    ended = False
    while at + 8 <= len(data):
        length = int(struct.unpack(">I", data[at : at + 4])[0])
        kind = data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR" and len(body) >= 8:
            _measure(content, *struct.unpack(">II", body[:8]))
        if kind in _TEXTS and not _is_harmless(body):
            content.unseen.append(_said(kind, body))
            _tell(content, f"the picture carries {_TEXTS[kind]} that nobody sees")
        at += 12 + length
        if kind == b"IEND":
            ended = True
            break
    if not ended:
        _tell(content, "the picture ends before its end, and no program shows it whole", "Save it again.")
    elif data[at:].strip(b"\0"):
        _tell(content, "something follows the end of the picture")
    return content


def jpeg(file: SubmittedFile) -> OutputContent:
    """A JPEG: comments, camera data, and what follows its end."""
    content = OutputContent(file, Form.JPEG)
    data, at = file.bytes, 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xDA:
            break
        length = int(struct.unpack(">H", data[at + 2 : at + 4])[0])
        body = data[at + 4 : at + 2 + length]
        if kind == 0xFE:
            _tell(content, "the picture carries a comment that nobody sees")
        elif kind == 0xE1 or (kind == 0xED and body.startswith(b"Photoshop")):
            _tell(content, "the picture carries camera data that nobody sees")
        elif 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC) and len(body) >= 5:
            high, wide = struct.unpack(">HH", body[1:5])
            _measure(content, wide, high)
        at += 2 + length
    end = data.rfind(b"\xff\xd9")
    if end < 0:
        _tell(content, "the picture ends before its end, and no program shows it whole", "Save it again.")
    elif data[end + 2 :].strip(b"\0"):
        _tell(content, "something follows the end of the picture")
    return content


def _said(kind: bytes, body: bytes) -> str:
    """The words of a chunk, unpacked."""
    if kind == b"zTXt":
        try:
            body = zlib.decompressobj().decompress(body.partition(b"\0")[2][1:], 1 << 20)
        except zlib.error:
            return ""
    return body[: 1 << 20].decode("latin-1")


def _is_harmless(body: bytes) -> bool:
    key, _, text = body.partition(b"\0")
    return key in _HARMLESS and len(text) <= _LONGEST_HARMLESS


def _measure(content: OutputContent, wide: int, high: int) -> None:
    if wide * high > MOST_DOTS:
        content.findings.append(
            OutputFinding(
                OutputCheck.TYPE,
                "VEC",
                Weight.HELD,
                FindingPlace(content.name),
                f"the picture says that it is of {wide:,} by {high:,} dots, more than can be looked at",
                "Draw it smaller: 2,000 dots on its longer side are enough for print.",
            )
        )


def _tell(content: OutputContent, what: str, mend: str = _MEND) -> None:
    saw(content, "", what, mend, rule="VEC")
