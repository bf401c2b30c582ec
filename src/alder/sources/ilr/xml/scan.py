"""The XML itself, by lxml: batches of whole records of the top level, as flat lists of elements in document order.

A batch says of each element its name, its own text, its depth and its line, and nothing about ILR. It is the border
behind which a faster scanner may take lxml's place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
from lxml import etree

from alder.errors import HostileFile, UnreadableFile
from alder.sources.ilr.xml import return_files
from alder.sources.ilr.xml.field_values import BLANK
from alder.sources.ilr.xml.prolog import LONGEST, Prolog, read_prolog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

CHUNK = 4 << 20
"""Bytes read at a time. Blocks come out about this large."""

LARGEST = 8 << 20
"""A single learner of more bytes than this is not read on: the largest real ones take some hundreds of thousands."""

DENSEST = 500_000
"""More elements than this are never held at once: they would take far more memory than the bytes they come from."""


@dataclass(frozen=True)
class ElementBatch:
    """Elements of whole top-level records, in document order. A record of the top level has depth 1."""

    names: list[str]
    texts: pa.StringArray
    depths: NDArray[np.int32]
    lines: NDArray[np.int32]
    followed_by_text: NDArray[np.int64]
    """Where the elements are that have text behind them, before the next element or the end of what they are in."""
    with_attributes: NDArray[np.int64]
    """Where those are that have attributes, but for those with which any XML may name its schema."""

    def __len__(self) -> int:
        return len(self.names)


class Scanner:
    """Reads one file from start to end. `prolog` is known at once, batches come as they are asked for."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.name = name
        self._chunks = return_files.chunks(stream, CHUNK, name)
        start = b""
        for chunk in self._chunks:
            start += chunk
            if len(start) >= LONGEST:
                break
        self.prolog: Prolog = read_prolog(start, name)
        self.root_has_attributes = False
        self.text_before_records = False
        self._start = start

    def batches(self) -> Iterator[ElementBatch]:
        """Every element of the file once. Ends with an error where the file stops being well-formed XML."""
        parser = etree.XMLPullParser(
            events=("start",),
            tag=f"{{{self.prolog.namespace}}}Message",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_blank_text=True,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        head, rest = self._start[: self.prolog.size], self._start[self.prolog.size :]
        self._start = b""
        self._feed(parser, head)
        started = next(iter(parser.read_events()), None)
        if started is None:
            # The parser can wait for more where it should object, as for a zero byte in the first line.
            raise self._not_well_formed(parser, 0, 1)
        root = started[1]
        self.root_has_attributes = bool(set(root.attrib) - _OF_ANY_XML)
        tape = Tape(head.count(b"\n") + 1, depth=0 if head.endswith(b"/>") else 1)
        unfinished = 0
        for chunk in self._pieces(rest):
            line = tape.line
            ready = tape.read(chunk)
            piece, self._left = chunk[:ready], chunk[ready:]
            if len(tape.lines) > DENSEST:
                raise self._too_large("this file packs more elements into a few megabytes than any return does", line)
            self._utf8(piece, line)
            self._feed(parser, piece)
            unfinished = 0 if len(root) > 1 else unfinished + len(piece)
            if unfinished + len(self._left) > LARGEST:
                raise self._too_large(
                    f"one record takes more than {LARGEST >> 20} MB, which no learner does", tape.line
                )
            if len(root) > 1:
                batch = _batch(root[:-1], tape)
                # Freed before it is handed on, so that the tree never holds more than a chunk.
                del root[:-1]
                yield batch
        self._close(parser, tape)
        self.text_before_records = bool((root.text or "").strip(BLANK))
        if len(root):
            yield _batch(root[:], tape)

    def _pieces(self, rest: bytes) -> Iterator[bytes]:
        """The bytes after the root's start tag; what was left unread of one piece begins the next."""
        self._left = b""
        if rest:
            yield rest
        for chunk in self._chunks:
            yield self._left + chunk

    def _feed(self, parser: etree.XMLPullParser, piece: bytes) -> None:
        try:
            for at in range(0, len(piece), _FEED):
                parser.feed(piece[at : at + _FEED])
        except etree.XMLSyntaxError as error:
            raise self._not_well_formed(parser, error.code, error.lineno) from None
        # Some faults, such as an entity that is not defined, are noted by the parser but do not stop it.
        if any(e.level >= etree.ErrorLevels.FATAL for e in parser.feed_error_log):
            raise self._not_well_formed(parser, 0, None)

    def _close(self, parser: etree.XMLPullParser, tape: Tape) -> None:
        self._utf8(self._left, tape.line)
        self._feed(parser, self._left)
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            raise self._not_well_formed(parser, error.code, error.lineno, at_end=True) from None

    def _utf8(self, piece: bytes, line: int) -> None:
        if piece.isascii():
            return
        try:
            piece.decode("utf-8")
        except UnicodeDecodeError as error:
            at = line + piece.count(b"\n", 0, error.start)
            raise UnreadableFile(
                "this file says that it is in UTF-8, but holds bytes that are not",
                where=f"{self.name}, line {at}",
                next="Nothing was stored. It was perhaps saved as Windows-1252; save it again as UTF-8.",
            ) from None

    def _too_large(self, what: str, line: int) -> HostileFile:
        return HostileFile(
            what,
            where=f"{self.name}, near line {line}",
            next="Nothing was stored. Export the return again from your software.",
        )

    def _not_well_formed(
        self, parser: etree.XMLPullParser, code: int, line: int | None, *, at_end: bool = False
    ) -> UnreadableFile:
        """What is wrong, in our words: the parser's own could repeat what the file holds."""
        first = next((e for e in parser.feed_error_log if e.level >= etree.ErrorLevels.FATAL), None)
        if first is not None:
            code, line = first.type, first.line
        where = f"{self.name}, line {line}" if line else self.name
        if code in _LIMITS:
            return HostileFile(
                "this file nests elements, or makes a text or a name longer, beyond anything a return holds",
                where=where,
                next="Nothing was stored. Export the return again from your software.",
            )
        if code in _UNFINISHED or (at_end and code not in _REASONS):
            return UnreadableFile(
                "this file is not complete: it ends before its last element is closed", where=where, next=_NEXT
            )
        reason = _REASONS.get(code, "a tag or a character is out of place")
        return UnreadableFile(f"this file is not well-formed XML: {reason}", where=where, next=_NEXT)


def _batch(records: list[etree._Element], tape: Tape) -> ElementBatch:
    names: list[str] = []
    texts: list[str | None] = []
    followed: list[int] = []
    attributed: list[int] = []
    for record in records:
        elements = list(record.iter())
        before = len(names)
        names.extend(map(_name_of, elements))
        texts.extend(map(_text_of, elements))
        if any(map(_tail_of, elements)):
            followed += [before + n for n, e in enumerate(elements) if (e.tail or "").strip(BLANK)]
        if tape.has_attributes:
            attributed += [before + n for n, e in enumerate(elements) if set(e.attrib) - _OF_ANY_XML]
    lines, depths = tape.take(len(names))
    return ElementBatch(
        names, pa.array(texts, pa.string()), depths, lines, np.array(followed, int), np.array(attributed, int)
    )


_name_of = attrgetter("tag")
_text_of = attrgetter("text")
_tail_of = attrgetter("tail")
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_OF_ANY_XML = frozenset({f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation"})
"""Attributes by which any XML file may say where its schema lies."""
_FEED = 64 << 10
_LIMITS = {etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG}
_UNFINISHED = {
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
    etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED,
    etree.ErrorTypes.ERR_CDATA_NOT_FINISHED,
    etree.ErrorTypes.ERR_PI_NOT_FINISHED,
}
_REASONS = {
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "an element is closed by a tag of another name",
    etree.ErrorTypes.ERR_INVALID_CHAR: "it holds a control character, which XML does not allow",
    etree.ErrorTypes.ERR_NAME_REQUIRED: "a < or & stands where it may not; in a text, write &lt; or &amp;",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "it uses an entity that is not defined; for the sign &, write &amp;",
    etree.ErrorTypes.ERR_DOCUMENT_END: "something follows its last element",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "an attribute is given twice",
}
_NEXT = "Nothing was stored. Export the return again from your software; your XML editor shows the place too."


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
        tags = _plain(chunk, data)
        if tags is None:
            tags = _tokens(chunk)
            self.has_attributes = self.has_attributes or (b"=" in chunk and _ATTRIBUTE.search(chunk) is not None)
        newlines = np.flatnonzero(data[: tags.end] == ord("\n"))
        # An element's depth is the number of elements open before its own start.
        before = self._depth + np.cumsum(tags.steps) - tags.steps
        self._depth += int(tags.steps.sum())
        lines = self.line + np.searchsorted(newlines, tags.starts[tags.opens])
        self.depths = np.concatenate([self.depths, before[tags.opens].astype(np.int32)])
        self.lines = np.concatenate([self.lines, lines.astype(np.int32)])
        self.line += len(newlines)
        return tags.end

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
