"""Where each element of a file starts, in order: its line, and how deep it is nested.

The parser does not give lines beyond 65,535, nor depths, so both are read from the bytes themselves, many at once.
A chunk that holds anything but plain tags and text (comments, CDATA, attributes) is read token by token instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Tape:
    """Fed the same bytes as the parser, it lists the elements that start in them."""

    def __init__(self, line: int, depth: int) -> None:
        """`line` is that of the first byte to come, `depth` the number of elements open before it."""
        self.line = line
        self._depth = depth
        self.lines: NDArray[np.int32] = np.zeros(0, np.int32)
        self.depths: NDArray[np.int32] = np.zeros(0, np.int32)

    def cut(self, chunk: bytes) -> int:
        """How many bytes of `chunk` may be read now, so that no tag, comment or CDATA section is cut in two."""
        if _is_plain(chunk):
            return chunk.rfind(b">") + 1
        end = 0
        for token in _TOKEN.finditer(chunk):
            if token[0] == b"<":
                return token.start() if _may_go_on(chunk[token.start() :]) else len(chunk)
            end = token.end()
        return end

    def read(self, chunk: bytes) -> None:
        """Add the elements that start in `chunk`."""
        if _is_plain(chunk):
            starts, steps, opens = _plain(chunk)
        else:
            starts, steps, opens = _tokens(chunk)
        newlines = np.flatnonzero(np.frombuffer(chunk, np.uint8) == 10)
        # An element's depth is the number of elements open before its own start.
        before = self._depth + np.cumsum(steps) - steps
        self._depth += int(steps.sum())
        self.depths = np.concatenate([self.depths, before[opens].astype(np.int32)])
        lines = (self.line + np.searchsorted(newlines, starts[opens])).astype(np.int32)
        self.lines = np.concatenate([self.lines, lines])
        self.line += len(newlines)

    def take(self, count: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Lines and depths of the next `count` elements, which are then forgotten."""
        lines, depths = self.lines[:count], self.depths[:count]
        self.lines, self.depths = self.lines[count:], self.depths[count:]
        return lines, depths


def _may_go_on(rest: bytes) -> bool:
    """Whether more bytes can make a token of `rest`. If not, the parser is to see it and say what is wrong."""
    if any(rest.startswith(opening) or opening.startswith(rest) for opening in (b"<!--", b"<![CDATA[", b"<?")):
        return True
    return b"<" not in rest[1:]


def _is_plain(chunk: bytes) -> bool:
    return not (b"<!" in chunk or b"<?" in chunk or (b"=" in chunk and _ATTRIBUTE.search(chunk)))


def _plain(chunk: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """For each tag: where it starts, how it changes the depth, whether it starts an element."""
    data = np.frombuffer(chunk, np.uint8)
    starts = np.flatnonzero(data == ord("<"))
    opens = data[np.minimum(starts + 1, len(data) - 1)] != ord("/")
    steps = np.where(opens, 1, -1)
    if b"/>" in chunk:
        ends = np.flatnonzero(data == ord(">"))
        own = ends[np.minimum(np.searchsorted(ends, starts), len(ends) - 1)]
        steps[opens & (data[own - 1] == ord("/"))] = 0
    return starts, steps, opens


def _tokens(chunk: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    tags = [t for t in _TOKEN.finditer(chunk) if t["tag"] is not None]
    starts = np.array([t.start() for t in tags], np.int64)
    opens = np.array([not t[0].startswith(b"</") for t in tags], bool)
    closed = np.array([t[0].endswith(b"/>") for t in tags], bool)
    steps = np.where(opens, np.where(closed, 0, 1), -1).astype(np.int64)
    return starts, steps, opens


_ATTRIBUTE = re.compile(rb"<[^<>]*=")
_TOKEN = re.compile(
    rb"<!--(?:.*?)-->|<!\[CDATA\[(?:.*?)\]\]>|<\?(?:.*?)\?>"
    rb"|(?P<tag><[^\s!?<>\"'][^<>\"']*(?:\"[^\"<]*\"[^<>\"']*|'[^'<]*'[^<>\"']*)*>)"
    rb"|<",
    re.DOTALL,
)
