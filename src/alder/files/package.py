"""Zip packages of XML, as workbooks and documents are: opened within bounds, nothing written to a disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from typing import Any

from alder.limits import TooLarge, TooTight, Unpacked

MOST_PARTS = 2_000

DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    SyntaxError,
)
"""What reading a damaged or locked file ends with; lxml's errors are `SyntaxError`s."""


class TooMuch(Exception):
    """What is packed is more than whoever reads it has room for."""


class Package:
    """A zip archive. Of all its parts at most `most` bytes are read, of one that is read as XML at most `most_xml`.

    Beyond `unsuspected` bytes nothing is read of one that is packed far more tightly than any real file, and no part
    as XML that has more than `most_marks` marks, where that is asked.
    """

    def __init__(
        self, data: bytes, *, most: int, most_xml: int, most_marks: int | None = None, unsuspected: int | None = None
    ) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        infos = self._zip.infolist()
        if len(infos) > MOST_PARTS:
            raise TooMuch
        try:
            Unpacked(most, unsuspected is None, unsuspected or 0).check(
                sum(info.file_size for info in infos), len(data)
            )
        except (TooLarge, TooTight):
            raise TooMuch from None
        self.names = [info.filename for info in infos if not info.is_dir()]
        self._left, self._most_xml, self._marks_left = most, most_xml, most_marks

    def bytes(self, name: str) -> bytes:
        """A part. What an archive says of its sizes need not be true, so that all that is read is counted."""
        with self._zip.open(name) as part:
            found = part.read(self._left + 1)
        self._left -= len(found)
        if self._left < 0:
            raise TooMuch
        return found

    def xml(self, name: str) -> Any:
        """A part as a tree."""
        data = self.bytes(name)
        if len(data) > self._most_xml:
            raise TooMuch
        if self._marks_left is not None:
            self._marks_left -= data.count(b"<")
            if self._marks_left < 0:
                raise TooMuch
        return parsed(data, large=self._most_xml > _LARGE)


_LARGE = 32 << 20
"""From here on libxml asks to be told that so much is meant."""


def parsed(data: bytes, *, large: bool = False) -> Any:
    """A tree of XML. Entities are not resolved, nothing is fetched."""
    from lxml import etree

    tree = etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=large)
    )
    if tree is None:
        raise ValueError("no tree")
    return tree


def local(tag: Any) -> str:
    """The name of an element or attribute without its namespace."""
    return str(tag).rpartition("}")[2]
