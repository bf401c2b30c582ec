"""The connections of a server process: what is sent or read too slowly is given up, and when there are as many as
there may be, the one that has waited longest makes room. So nobody is kept out by those who only hold a place.

Its threads are apart by what is asked for: pages have their own, files have others, and a probe finds one free at all
times. Files take long to make or to wait for. In the threads of pages, as many downloads as there are threads would
stop the site. Waitress hands a whole request to its dispatcher, so the lane is chosen before any thread is taken.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from copy import copy
from typing import TYPE_CHECKING, Any

from django.conf import settings
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import Error

from alder.web.client_address import Network, is_one_of, whose

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable

MOST = 400
"""Connections of a process at once. Each is an open file, and systems allow 1,024 of those without being asked."""
_HARD_LIMIT = 500
"""Where no more are taken: reached only while requests are being answered on more than `MOST` of them."""
_IDLE = 60
"""Seconds after which a connection is closed on which nothing comes after an answer."""
_HEADERS = 20.0
"""Seconds within which the headers of a request must have come, from its first byte or the start of the connection."""
_GRACE = 30.0
"""Seconds that a body and an answer have beside what their size allows."""
_SLOWEST = 1_000
"""Bytes a second: a body that comes more slowly, or an answer that is read more slowly, is given up. A telephone line
of 1998 had five times as much."""
_EACH = 1
"""Seconds between two looks at all connections."""


_MB = 1024 * 1024
_SMALL_BODY = 4 * _MB
"""Of a form, or a question to the API. The server keeps a body on disk until it is whole, whoever sends it, so only
files that publishers and authors of outputs send may be as large as ALDER_UPLOAD_MB. The site itself refuses more than
1 MB of anything else, in its own words."""
_LARGE_BODIES_AT = re.compile(r"/desk/.*|/(?:.+/)?outputs/[^/]+/groups/\d+/files")
_FIRST_LINE = re.compile(rb"[^ \r\n]+ (?:https?://[^/ \r\n]*)?(?P<path>/[^ ?\r\n]*)", re.IGNORECASE)
"""The method, and the address without its question, of a request that is read or not."""


class _Problem(Error):  # type: ignore[misc]  # waitress has no types
    """What is refused before the site is asked, in the shape of all problems of the API: programs read it.

    It repeats nothing of the request, which may hold anything.
    """

    def __init__(self, error: Any) -> None:
        super().__init__(error.body)
        self.code, self.reason = error.code, error.reason

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        from alder.web.error_replies import problem

        reply = problem(self.code)
        return f"{self.code} {self.reason}", list(reply.headers.items()), reply.content


class RequestReader(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request that is being read: how much may follow its headers depends on where it goes."""

    adj: Any
    error: Any

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if not _LARGE_BODIES_AT.fullmatch(self.path):
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = min(self.adj.max_request_body_size, _SMALL_BODY)

    def received(self, data: bytes) -> Any:
        begun = b"" if self.headers_finished else self.header_plus + data
        taken = super().received(data)
        if self.error is not None and not isinstance(self.error, _Problem):
            path = _path_in(begun) if begun else self.path
            if path.startswith(tuple(f"/{prefix.strip('/')}/" for prefix in settings.ALDER_API_PREFIXES)):
                self.error = _Problem(self.error)
        return taken


def _path_in(begun: bytes) -> str:
    """Where a request goes by its first line, all that is sure of one that cannot be read; blank if nowhere."""
    found = _FIRST_LINE.match(begun.lstrip())
    return found["path"].decode("latin-1") if found else ""


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that knows since when it waits for the rest of a request, and how much of an answer was read."""

    parser_class = RequestReader

    def __init__(self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        self.whose = whose(str(addr[0]))
        self.since = self.creation_time
        """When the request that is on its way began; the connection itself, before there was one."""
        self.sent = 0
        self._reading: tuple[float, int] | None = None
        """When its reader began to have something to read, and how much had been sent then."""

    def received(self, data: bytes) -> Any:
        before = self.request
        taken = super().received(data)
        if self.request is not before or self.request is None:
            self.since = time.time()
        return taken

    def send(self, data: bytes, do_close: bool = True) -> Any:
        count = super().send(data, do_close)
        self.sent += count
        return count

    @property
    def waits(self) -> bool:
        """Whether nothing is being worked out or sent on it."""
        return not (self.requests or self.total_outbufs_len or self.will_close)

    def is_late(self, now: float) -> bool:
        if self.total_outbufs_len:
            since, before = self._reading = self._reading or (now, self.sent)
            return now - since > _GRACE + (self.sent - before) / _SLOWEST
        self._reading = None
        if self.requests:  # it is our turn: the next request is not read meanwhile
            self.since = now
            return False
        if self.request is None:
            return bool(now - max(self.since, self.last_activity) > (_IDLE if self.sent else _HEADERS))
        if not self.request.headers_finished:
            return bool(now - self.since > _HEADERS)
        return bool(now - self.since > _HEADERS + _GRACE + self.request.body_bytes_received / _SLOWEST)


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """Waitress, with our own rules of who may hold a connection."""

    channel_class = Channel

    def __init__(
        self,
        application: Any,
        listening: socket.socket,
        proxies: Iterable[Network],
        *,
        dispatcher: Any = None,
        **given: Any,
    ) -> None:
        """`dispatcher` has the threads that answer; without one, waitress makes as many as `threads` says."""
        family, kind, number = listening.family, listening.type, listening.proto
        adjusted = Adjustments(
            sockets=[listening],
            connection_limit=_HARD_LIMIT,
            cleanup_interval=_EACH,
            asyncore_use_poll=True,
            # Ours takes several proxies, and leaves no header of a stranger: see alder.web.client_address.
            clear_untrusted_proxy_headers=False,
            **given,
        )
        where = (family, kind, number, listening.getsockname())
        super().__init__(
            application,
            {},
            _sock=listening,
            dispatcher=dispatcher,
            adj=adjusted,
            sockinfo=where,
            bind_socket=False,
        )
        self._proxies = tuple(proxies)

    def maintenance(self, now: float) -> None:
        """Each second. A connection that is late is closed; who was waiting for it is told by that."""
        for channel in list(self.active_channels.values()):
            if channel.is_late(now):
                channel.will_close = True

    def handle_accept(self) -> None:
        super().handle_accept()
        if len(self.active_channels) > MOST and (found := first_to_go(self.active_channels.values(), self._is_proxy)):
            found.will_close = True

    def _is_proxy(self, address: str) -> bool:
        return is_one_of(address, self._proxies)


def first_to_go(channels: Iterable[Any], is_proxy: Callable[[str], bool]) -> Any:
    """Of the address that holds most connections without using them, the one that has waited longest; None where all
    are in use. A proxy holds them for many people, so that each of its connections counts alone."""
    waiting = [channel for channel in channels if channel.waits]
    many = Counter(channel.whose for channel in waiting)
    for address in list(many):
        if is_proxy(address):
            many[address] = 1
    return min(waiting, key=lambda channel: (-many[channel.whose], channel.since), default=None)


PAGES, FILES, PROBES = "pages", "files", "probes"
_PATHS = {
    FILES: re.compile(
        r"/create-a-table/data-set/[^/]+/table\.[^/]+|/table/[^/]+\.[^/]+"
        r"|/find-statistics/[^/]+/[^/]+/all\.zip|/data-catalogue/data-set/[^/]+/[^/]+/data\.zip"
        r"|/.+/data-sets/[^/]+/csv"
    ),
    PROBES: re.compile("/health|/ready"),
}
"""What goes to which lane; everything else is a page. A test compares this with the addresses of the site."""
_FILE_THREADS = 4
"""Threads for files. Few files are made at a time; these wait for their turn."""
_MOST_WAITING = 64
"""Requests for files that wait for a thread, in each process. One more is turned away by a thread for pages."""


def lane(path: str) -> str:
    """The lane of a path."""
    return next((name for name, paths in _PATHS.items() if paths.fullmatch(path)), PAGES)


def is_crowded() -> bool:
    """Whether the request of this thread is for a file and could not go to the lane of files, since too many wait."""
    return threading.current_thread().name.startswith(f"{PAGES}-")


class Lanes:
    """The dispatcher of the server."""

    def __init__(self, threads: int) -> None:
        numbers = {PAGES: threads, FILES: _FILE_THREADS, PROBES: 1}
        self._lanes = {name: _Lane(name) for name in numbers}
        for name, number in numbers.items():
            self._lanes[name].set_thread_count(number)

    def add_task(self, channel: Any) -> None:
        """Have the next request of a connection answered."""
        name = lane(getattr(channel.requests[0], "path", ""))
        if name == FILES and len(self._lanes[FILES].queue) >= _MOST_WAITING:
            name = PAGES
        self._lanes[name].add_task(channel)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        ended = [one.shutdown(cancel_pending, timeout) for one in self._lanes.values()]
        return all(ended)


class _Lane(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads with the name of their lane."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def start_new_thread(self, target: Callable[[int], None], thread_no: int) -> None:
        threading.Thread(target=target, name=f"{self._name}-{thread_no}", args=(thread_no,), daemon=True).start()
