"""Large files: made once, kept for the next who asks, and handed over without a thread.

Eight people who want the same table want one file. It is written to disk before the first byte is sent, under a name
that follows from all that it depends on, so that whoever asks for the same has it at once, and a fault is still a page
in words. From disk the server sends it by itself: no thread waits for a slow reader, and programs can have a part of it
(`Range`). Few are made at a time over all processes, so that pages have a processor left; who asks meanwhile waits for
a while, in threads of their own (`alder.web.connections`), and then is told when to come back.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import logging
import os
import re
import time
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers

from alder.engine.locks import try_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_AT_ONCE = max(1, (os.cpu_count() or 2) - 1)
"""Files that are made at a time over all processes of a machine: one processor is left to pages."""
_PATIENCE = 45.0
"""Seconds that a request waits for its turn: less than the minute after which proxies commonly give up."""
_LOOK = 0.05
"""Seconds until a request looks again whether it is its turn. Locks of files cannot be waited for with an end."""
_DAY = 24 * 60 * 60
"""Seconds after which a file that nobody asked for again goes."""
RETRY = 30
"""Seconds after which who was turned away should come back: a large file takes one or two, a workbook ten."""
_PACK = 1
"""How hard text is packed: a seventh of the processor of the usual 6, for files that are a sixth larger."""
_VERSION = 1
"""Part of every name. Raise it when any kind of file is written in another way."""
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Files that are made again when they are asked for.\n"
"""What tells programs that make backups to leave the folder out (bford.info/cachedir)."""


_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS}
_log = logging.getLogger(__name__)


class Busy(Exception):
    """Too many files are being made."""


class NoRoom(Exception):
    """The disk has no room for a file, or may not be written. The log has it; pages need no room."""


class Files:
    """A folder of files that can be made again. Threads and processes share it."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes

    def find(self, key: str) -> BinaryIO | None:
        """The file, if it is there."""
        try:
            file = (self._folder / key).open("rb")
        except FileNotFoundError:
            return None
        with suppress(OSError):  # it may just have been thrown out; whoever has it open can read it all the same
            os.utime(self._folder / key)
        return file

    def find_or_make(self, key: str, make: Callable[[BinaryIO], None]) -> BinaryIO:
        """The file; made now, unless it is there or another is just making it. `Busy` if there is no turn for it."""
        if file := self.find(key):
            return file
        end = time.monotonic() + _PATIENCE
        try:
            self._prepare()
            return self._found_or_made(key, make, end)
        except OSError as error:
            if error.errno not in _OF_THE_DISK:
                raise
            _log.exception("fault")
            raise NoRoom from error

    def _found_or_made(self, key: str, make: Callable[[BinaryIO], None], end: float) -> BinaryIO:
        # Whoever asks for the same waits here. The file of the lock goes with its maker; who waits takes a new one.
        with self._locked([f"{key}.lock"], end) as lock:
            try:
                if found := self.find(key):
                    return found
                with self._locked([f"turn-{n}.lock" for n in range(_AT_ONCE)], end):
                    return self._made(key, make)
            finally:
                lock.unlink(missing_ok=True)

    def _made(self, key: str, make: Callable[[BinaryIO], None]) -> BinaryIO:
        half = self._folder / f"{key}.{uuid4().hex}.half"
        try:
            with half.open("wb") as out:
                make(out)
            found = half.open("rb")
            half.rename(self._folder / key)
        finally:
            half.unlink(missing_ok=True)
        self._tidy(keep=key)
        return found

    def _prepare(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / "CACHEDIR.TAG").write_text(_TAG, encoding="ascii")

    @contextmanager
    def _locked(self, names: list[str], end: float) -> Iterator[Path]:
        """Hold one of these locks, as soon as one is free."""
        paths = [self._folder / name for name in names]
        while True:
            for path in paths:
                path.touch(mode=0o600)
                if held := try_lock(path):
                    with held:
                        yield path
                    return
            if time.monotonic() >= end:
                raise Busy
            time.sleep(_LOOK)

    def _tidy(self, *, keep: str) -> None:
        """Throw out what is old, and what was asked for longest ago where there is too much."""
        found, now, size = [], time.time(), 0
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):
                about = file.stat()
                if file.name == keep:
                    size += about.st_size
                elif file.suffix == ".TAG" or file.name.startswith("turn-"):
                    continue
                elif now - about.st_mtime > _DAY:
                    file.unlink()
                elif file.suffix not in (".half", ".lock"):
                    found.append((about.st_mtime, about.st_size, file))
                    size += about.st_size
        for _, bytes, file in sorted(found):
            if size <= self._most_bytes:
                break
            file.unlink(missing_ok=True)
            size -= bytes


def files() -> Files:
    """The files of this site, beside what it publishes."""
    return _files(settings.ALDER_PUBLISHED / "files", settings.ALDER_FILES_MB * 1024 * 1024)


@lru_cache(maxsize=4)
def _files(folder: Path, most_bytes: int) -> Files:
    return Files(folder, most_bytes)


def key_of(*parts: Any) -> str:
    """The name of a file that depends on these parts and on nothing else."""
    text = json.dumps([_VERSION, *parts], sort_keys=True, default=repr, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def made_file(
    request: HttpRequest,
    key: str,
    make: Callable[[BinaryIO], None],
    content_type: str,
    *,
    before: Callable[[], HttpResponseBase | None] = lambda: None,
) -> HttpResponseBase:
    """The file of this key, made if it must be. Text goes packed to who takes that and does not ask for a part.

    `before` may answer in place of a file that would have to be made.
    """
    packed = _is_text(content_type) and "Range" not in request.headers and takes_gzip(request)
    name = f"{key}.gz" if packed else key
    if unchanged := get_conditional_response(request, etag=f'"{name}"'):
        return cast("HttpResponseBase", unchanged)
    if not (file := files().find(name)):
        if refused := before():
            return refused
        file = files().find_or_make(name, _packing(make) if packed else make)
    reply = file_reply(request, file, content_type, f'"{name}"')
    if packed and reply.status_code == 200:
        reply["Content-Encoding"] = "gzip"
    return reply


def file_reply(request: HttpRequest, file: BinaryIO, content_type: str, tag: str) -> HttpResponseBase:
    """A file that lies on disk, or the part of it that is asked for. The server sends it, not a thread."""
    size = os.fstat(file.fileno()).st_size
    span = _span(request, size, tag)
    if span == ():
        file.close()
        reply: HttpResponseBase = HttpResponse(status=416)
        reply["Content-Range"] = f"bytes */{size}"
    elif request.method == "HEAD":  # the server would send a file whatever is asked
        file.close()
        reply = HttpResponse(content_type=content_type)
        reply["Content-Length"] = str(size)
    else:
        first, end = span or (0, size)
        reply = FileResponse(cast("IO[bytes]", _FileRange(file, first, end)), content_type=content_type)
        reply["Content-Length"] = str(end - first)
        if span:
            reply.status_code = 206
            reply["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    reply["Accept-Ranges"] = "bytes"
    reply["ETag"] = tag
    patch_vary_headers(reply, ("Accept-Encoding",))
    return reply


_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


def _span(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | tuple[()] | None:
    """First byte and end of the one part that is asked for; None for all of it, nothing where there is no such part."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or not any(asked.groups()) or request.method not in ("GET", "HEAD"):
        return None
    if request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked.groups()
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(size, int(last) + 1) if last else size
    return (begin, end) if begin < end else ()


class _FileRange(io.RawIOBase):
    """The bytes of a file from one place to another, as a file of their own."""

    def __init__(self, file: BinaryIO, first: int, end: int) -> None:
        self._file, self._first, self._end = file, first, end
        self._file.seek(first)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._file.read(max(0, min(len(buffer), self._end - self._file.tell())))
        buffer[: len(found)] = found
        return len(found)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: self._first, os.SEEK_CUR: self._file.tell(), os.SEEK_END: self._end}[whence]
        return self._file.seek(start + offset) - self._first

    def tell(self) -> int:
        return self._file.tell() - self._first

    def close(self) -> None:
        self._file.close()
        super().close()


def _packing(make: Callable[[BinaryIO], None]) -> Callable[[BinaryIO], None]:
    def packed(out: BinaryIO) -> None:
        with gzip.GzipFile(fileobj=out, mode="wb", filename="", mtime=0, compresslevel=_PACK) as inner:
            make(cast("BinaryIO", inner))

    return packed


def _is_text(content_type: str) -> bool:
    return "charset=" in content_type or content_type.partition(";")[0] == "application/json"


def takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


class Packing(GZipMiddleware):
    """Packs pages and answers, and not files: the server sends those by itself, and most are packed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(response, "file_to_stream", None) is not None:
            return response
        return super().process_response(request, response)
