"""The bytes of a CSV on their way to its reader: what no text holds is found before the reader meets it."""

from __future__ import annotations

import codecs
from typing import IO

from alder.errors import UnreadableFile
from alder.files.archive import NOTHING

AS_PUBLISHED = f"{NOTHING} Take the file as it was published: opening and saving it in a spreadsheet changes it."


class Watched:
    """A stream that counts lines and quotation marks, and finds what no text holds before the CSV reader meets it."""

    closed = False

    def __init__(self, raw: IO[bytes], where: str, encoding: str) -> None:
        self.lines = 0
        self._raw, self._where, self._quotes = raw, where, 0
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int = -1) -> bytes:
        chunk = self._raw.read(size)
        self._decoder.decode(chunk, final=not chunk and size != 0)
        self._quotes += chunk.count(b'"')
        self.lines += chunk.count(b"\n")
        if b"\x00" in chunk:
            raise UnreadableFile("this file is not text", where=self._where, next=AS_PUBLISHED)
        return chunk

    def check_quotes(self) -> None:
        if self._quotes % 2:
            raise unclosed(self._where)

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """The source closes it."""


def unclosed(where: str) -> UnreadableFile:
    return UnreadableFile(
        "a quotation mark in this file opens a text and nothing closes it",
        where=where,
        next=AS_PUBLISHED,
    )
