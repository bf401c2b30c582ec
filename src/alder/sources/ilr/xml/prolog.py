"""The start of a file, read as bytes before any parser sees it: is this an ILR file, of which year, in which encoding?

Everything that could make an XML parser do harm (a document type, and with it every entity) can only stand here, so a
file that has it is turned away before parsing begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from alder.errors import HostileFile, UnreadableFile
from alder.sources.ilr.schema import NAMESPACES

if TYPE_CHECKING:
    from alder.model.period import AcademicYear

LONGEST = 1 << 20
"""The prolog is searched for in this many bytes; real ones take less than a thousandth of that."""


@dataclass(frozen=True)
class Prolog:
    """What the start of the file says, and `size`, its length in bytes up to and with the root element's start tag."""

    year: AcademicYear
    namespace: str
    size: int


def read_prolog(start: bytes, name: str) -> Prolog:
    """Read the first bytes of a file (at least `LONGEST`, or all of it)."""
    start = start[:LONGEST]
    if not start.strip():
        raise UnreadableFile("this file is empty", where=name, next="Export the return again from your software.")
    _known_format(start, name)
    at = 3 if start.startswith(b"\xef\xbb\xbf") else 0
    declaration = _DECLARATION.match(start, at)
    if declaration:
        _encoding(declaration[0], name)
        at = declaration.end()
    at = _skip_to_root(start, at, name)
    tag = _START_TAG.match(start, at)
    if tag is None:
        raise _not_xml(start, at, name)
    year, namespace = _root(tag[0], _line(start, at), name)
    # A root that closes itself has nothing in it, which the parser then reports as it would any empty return.
    return Prolog(year, namespace, tag.end())


def _known_format(start: bytes, name: str) -> None:
    for magic, format in _MAGIC.items():
        if start.startswith(magic):
            raise UnreadableFile(f"this is {format}, not an ILR file", where=name, next=_NEXT)
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")):
        raise UnreadableFile(
            "this file is in UTF-16 or UTF-32, and ILR files are in UTF-8", where=name, next=_NEXT_ENCODING
        )
    text = start[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"(?i)<!doctype\s+html|<html[\s>]", text):
        raise UnreadableFile("this is a web page, not an ILR file", where=name, next=_NEXT)
    if text[:1] in (b"{", b"["):
        raise UnreadableFile("this looks like JSON, not an ILR file", where=name, next=_NEXT)
    if text[:1] != b"<":
        table = re.match(rb"[^\n]*[,;\t|]", text) and b"\x00" not in text
        kind = "looks like a table of text (CSV), not an ILR file" if table else "is not XML, so no ILR file"
        raise UnreadableFile(f"this {kind}", where=name, next=_NEXT)


def _encoding(declaration: bytes, name: str) -> None:
    match = re.search(rb"encoding\s*=\s*[\"']([^\"']*)[\"']", declaration)
    declared = match[1].decode("ascii", "replace").lower() if match else "utf-8"
    if declared not in ("utf-8", "utf8", "us-ascii", "ascii"):
        # The declared name is not repeated unless it is a real encoding: it could hold anything.
        shown = f"says that it is in {declared.upper()}" if declared in _ENCODINGS else "names an unknown encoding"
        raise UnreadableFile(
            f"this file {shown}, and ILR files are in UTF-8", where=f"{name}, line 1", next=_NEXT_ENCODING
        )


def _skip_to_root(start: bytes, at: int, name: str) -> int:
    """Where the root element begins, past blanks, comments and processing instructions."""
    while True:
        at = _BLANKS.match(start, at).end()  # type: ignore[union-attr]
        if start.startswith(b"<!--", at):
            end = start.find(b"-->", at)
        elif start.startswith(b"<?", at):
            end = start.find(b"?>", at) - 1
        elif _DOCUMENT_TYPE.match(start, at):
            raise HostileFile(
                "this file declares a document type, which can make a reader fetch or unfold other things",
                where=f"{name}, line {_line(start, at)}",
                next="ILR files have none. Take the line out, or export the return again. Nothing was read.",
            )
        else:
            return at
        if end < at:
            raise _not_xml(start, at, name)
        at = end + 3


def _root(tag: bytes, line: int, name: str) -> tuple[AcademicYear, str]:
    where = f"{name}, line {line}"
    try:
        closed = tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
        root = etree.fromstring(closed, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        raise UnreadableFile("this file is not well-formed XML", where=where, next=_NEXT) from None
    name_of_root = etree.QName(root)
    if name_of_root.localname != "Message":
        if name_of_root.localname.casefold() == "message":
            raise UnreadableFile(
                "the first element of this file is Message, but with other capital and small letters",
                where=where,
                next="Nothing was read. Letters matter in element names: write Message.",
            )
        raise UnreadableFile(
            "this is XML, but not an ILR file: its first element is not Message", where=where, next=_NEXT
        )
    year = NAMESPACES.get(name_of_root.namespace or "")
    if year is None:
        newest = list(NAMESPACES)[-1]
        raise UnreadableFile(
            "this file's namespace is not that of any ILR year that Alder reads (Namespace Mismatch)",
            where=where,
            next=f"The years from 2016/17 to 2025/26 can be read; the newest namespace is {newest}.",
        )
    return year, str(name_of_root.namespace)


def _not_xml(start: bytes, at: int, name: str) -> UnreadableFile:
    return UnreadableFile(
        "this file is not well-formed XML: it ends, or goes astray, before its first element is complete",
        where=f"{name}, line {_line(start, at)}",
        next=_NEXT,
    )


def _line(start: bytes, at: int) -> int:
    return start.count(b"\n", 0, at) + 1


_DECLARATION = re.compile(rb"<\?xml\s[^>]*\?>")
_BLANKS = re.compile(rb"[ \t\r\n]*")
_DOCUMENT_TYPE = re.compile(rb"<!doctype", re.IGNORECASE)
_START_TAG = re.compile(rb"<[^\s!?/<>\"'][^<>\"']*(?:\"[^\"<]*\"[^<>\"']*|'[^'<]*'[^<>\"']*)*>")
_NEXT = "Nothing was read. An ILR file is XML that begins with a Message element; export the return again."
_NEXT_ENCODING = "Nothing was read. Export the return again in UTF-8, or save it so, and change its first line."
_ENCODINGS = {
    *("utf-16", "utf-16le", "utf-16be", "utf-32", "iso-8859-1", "iso-8859-15", "latin1", "latin-1"),
    *("windows-1252", "cp1252", "utf-7", "macroman"),
}
_MAGIC = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database (SQLite)",
}
