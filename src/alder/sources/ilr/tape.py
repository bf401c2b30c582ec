"""Where each element of a file starts, in order: its line, and how deep it is nested.

The parser does not give lines beyond 65,535, nor depths, so both are read from the bytes themselves, many at once.
A chunk that holds anything but plain tags and text (comments, CDATA, attributes) is read token by token instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
        self.has_attributes = False
        """Whether any tag so far had, or seemed to have, an attribute."""
        self.lines: NDArray[np.int32] = np.zeros(0, np.int32)
        self.depths: NDArray[np.int32] = np.zeros(0, np.int32)

    def read(self, chunk: bytes) -> int:
        """Add the elements that start in `chunk`, and say how many of its bytes were read.

        The rest begins with a tag, comment or CDATA section that is cut in two: it is to be given again, with more.
        """
        data = np.frombuffer(chunk, np.uint8)
        found = _plain(chunk, data)
        if found is None:
            found = _tokens(chunk)
            self.has_attributes = self.has_attributes or (b"=" in chunk and _ATTRIBUTE.search(chunk) is not None)
        newlines = np.flatnonzero(data[: found.end] == ord("\n"))
        # An element's depth is the number of elements open before its own start.
        before = self._depth + np.cumsum(found.steps) - found.steps
        self._depth += int(found.steps.sum())
        lines = self.line + np.searchsorted(newlines, found.starts[found.opens])
        self.depths = np.concatenate([self.depths, before[found.opens].astype(np.int32)])
        self.lines = np.concatenate([self.lines, lines.astype(np.int32)])
        self.line += len(newlines)
        return found.end

    def take(self, count: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Lines and depths of the next `count` elements, which are then forgotten."""
        lines, depths = self.lines[:count], self.depths[:count]
        self.lines, self.depths = self.lines[count:], self.depths[count:]
        return lines, depths


@dataclass(frozen=True)
class _Tags:
    """For each tag: where it starts, how it changes the depth, whether it starts an element. `end`: bytes read."""

    starts: NDArray[np.int64]
    steps: NDArray[np.int64]
    opens: NDArray[np.bool_]
    end: int


def _plain(chunk: bytes, data: NDArray[np.uint8]) -> _Tags | None:
    """The tags of a chunk without comments, CDATA, instructions and attributes; None if it has any."""
    end = chunk.rfind(b">") + 1
    starts = np.flatnonzero(data[:end] == ord("<"))
    after = data[starts + 1]
    if _NO_TAG[after].any() or (b"=" in chunk and _ATTRIBUTE.search(chunk)):
        return None
    opens = after != ord("/")
    steps = np.where(opens, 1, -1)
    if b"/>" in chunk:
        ends = np.flatnonzero(data == ord(">"))
        own = ends[np.searchsorted(ends, starts)]
        steps[opens & (data[own - 1] == ord("/"))] = 0
    return _Tags(starts, steps, opens, end)


def _tokens(chunk: bytes) -> _Tags:
    """The tags of any chunk."""
    tags, end = [], 0
    for token in _TOKEN.finditer(chunk):
        if token[0] == b"<":
            end = token.start() if _may_go_on(chunk[token.start() :]) else len(chunk)
            break
        end = token.end()
        if token["tag"] is not None:
            tags.append(token)
    starts = np.array([t.start() for t in tags], np.int64)
    opens = np.array([not t[0].startswith(b"</") for t in tags], bool)
    closed = np.array([t[0].endswith(b"/>") for t in tags], bool)
    return _Tags(starts, np.where(opens, np.where(closed, 0, 1), -1), opens, end)


def _may_go_on(rest: bytes) -> bool:
    """Whether more bytes can make a token of `rest`. If not, the parser is to see it and say what is wrong."""
    if any(rest.startswith(opening) or opening.startswith(rest) for opening in (b"<!--", b"<![CDATA[", b"<?")):
        return True
    return b"<" not in rest[1:]


_NO_TAG = np.zeros(256, bool)
_NO_TAG[[*b"!?"]] = True
_ATTRIBUTE = re.compile(rb"<[^<>]*=")
_TOKEN = re.compile(
    rb"<!--(?:.*?)-->|<!\[CDATA\[(?:.*?)\]\]>|<\?(?:.*?)\?>"
    rb"|(?P<tag><[^\s!?<>\"'][^<>\"']*(?:\"[^\"<]*\"[^<>\"']*|'[^'<]*'[^<>\"']*)*>)"
    rb"|<",
    re.DOTALL,
)
